//! The clocks and storages of the browser. Clippy refuses them elsewhere (`clippy.toml`): a rule takes
//! the time as an argument, and what is stored is decided in one place.

use js_sys::Uint8Array;
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;
use web_sys::Storage;

/// Milliseconds since the page was opened, by a clock that can't be set: for measuring.
pub fn milliseconds() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Milliseconds since 1970 by this computer's clock, right or wrong.
#[expect(clippy::disallowed_methods, reason = "everything else reads it here")]
pub fn unix_milliseconds() -> f64 {
    js_sys::Date::now()
}

/// What all tabs of this browser share. `None` where it is blocked. Never for a token.
#[expect(clippy::disallowed_methods, reason = "everything else reads it here")]
pub fn local_storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What this tab keeps until it is closed. `None` where it is blocked.
#[expect(clippy::disallowed_methods, reason = "everything else reads it here")]
pub fn session_storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// The SHA-256 of a text, by the browser: the first page needs no code for it. `None` outside of
/// secure contexts (W3C Web Cryptography API, section 10).
pub async fn sha_256(text: &str) -> Option<Vec<u8>> {
    let crypto = window().crypto().ok()?.subtle();
    let bytes = text.as_bytes();
    let digest = crypto.digest_with_str_and_u8_array("SHA-256", bytes).ok()?;
    let buffer = JsFuture::from(digest).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
