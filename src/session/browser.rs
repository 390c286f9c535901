//! The impure edge: clock, randomness, address bar.

use std::cell::Cell;

use leptos::prelude::{document, window};
use nmp_oidc::UnixSeconds;
use nmp_oidc::authorize::Randomness;
use nmp_sdk::auth::clock;
use wasm_bindgen::JsCast;

use crate::paths::{Path, base};
use crate::web;

thread_local! {
    /// How far this computer's clock is behind the platform's, in seconds.
    static CLOCK_OFFSET: Cell<UnixSeconds> = const { Cell::new(0) };
}

/// The current time, by the platform's clock: the one clock of the app. Tokens are judged by
/// servers whose clocks are right, whatever this computer's says.
pub fn now() -> UnixSeconds {
    local_now() + CLOCK_OFFSET.get()
}

/// How far this computer's clock is behind the platform's, in seconds; negative if ahead.
pub fn clock_offset() -> UnixSeconds {
    CLOCK_OFFSET.get()
}

/// Measures the clock by the `Date` of an answer of the platform to a request that was sent at
/// `sent`, by [`local_now`].
pub fn measure_clock(date: &str, sent: UnixSeconds) {
    let server = js_sys::Date::parse(date) / 1000.0;
    if server.is_finite() {
        let date = server as UnixSeconds;
        CLOCK_OFFSET.set(clock::correction(
            CLOCK_OFFSET.get(),
            sent,
            local_now(),
            date,
        ));
    }
}

/// The current time by the platform's clock, as [`iso`] writes it.
pub fn now_iso() -> String {
    iso(now())
}

/// A time: UTC, ISO 8601, in whole seconds. It must be one that a `Date` can have.
pub fn iso(seconds: UnixSeconds) -> String {
    let milliseconds = seconds as f64 * 1000.0;
    let text = String::from(js_sys::Date::new(&milliseconds.into()).to_iso_string());
    text.replace(".000Z", "Z")
}

/// The current time by this computer's clock, right or wrong.
pub fn local_now() -> UnixSeconds {
    (web::unix_milliseconds() / 1000.0) as UnixSeconds
}

/// When the page began to load, by this computer's clock.
pub fn page_began() -> UnixSeconds {
    ((web::unix_milliseconds() - web::milliseconds()) / 1000.0) as UnixSeconds
}

/// Random bytes for one sign-in, from the browser's cryptographic generator. `None` if it has none;
/// every browser that runs WebAssembly has one.
pub fn randomness() -> Option<Randomness> {
    let crypto = window().crypto().ok()?;
    let fill = || {
        let mut bytes = [0; 32];
        crypto
            .get_random_values_with_u8_array(&mut bytes)
            .ok()
            .map(|_| bytes)
    };
    Some(Randomness {
        verifier: fill()?,
        state: fill()?,
        nonce: fill()?,
    })
}

/// Sets the base path from `<base href>`. To be called before anything else.
pub fn read_base() {
    let href = document()
        .query_selector("base")
        .ok()
        .flatten()
        .and_then(|element| element.dyn_into::<web_sys::HtmlBaseElement>().ok())
        .map(|element| element.href())
        .unwrap_or_default();
    // The property is absolute; the path begins at the third slash.
    let path = href.splitn(4, '/').nth(3).unwrap_or_default();
    base::set(&format!("/{path}"));
}

/// The content of a `<meta name=…>`.
pub fn meta(name: &str) -> Option<String> {
    document()
        .query_selector(&format!("meta[name='{name}']"))
        .ok()
        .flatten()?
        .get_attribute("content")
}

/// Whether `boot.js` has found that Studio is in a frame of another site.
pub fn is_framed_by_another_site() -> bool {
    document()
        .document_element()
        .is_some_and(|root| root.has_attribute("data-framed"))
}

/// The redirect URI: one constant per deployment (RFC 9700, section 2.1).
pub fn redirect_uri() -> String {
    format!("{}{}", origin(), Path::AuthSuccess.href())
}

/// Where the identity provider returns to after signing out: the base, with its slash.
pub fn post_logout_redirect_uri() -> String {
    format!("{}{}", origin(), Path::Home.href())
}

/// The origin that Studio comes from.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Whether the browser says that it is offline. It may be without saying so.
pub fn is_offline() -> bool {
    let on_line = js_sys::Reflect::get(&window().navigator(), &"onLine".into());
    on_line == Ok(wasm_bindgen::JsValue::FALSE)
}

/// The page the person is on, as a path within the app with query and fragment.
pub fn current_path() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let rest = [location.search(), location.hash()].map(Result::unwrap_or_default);
    base::strip(&path).unwrap_or_else(|| Path::Home.to()) + &rest.concat()
}

/// On the callback page: takes the query out of the address bar and the history before
/// anything else runs (RFC 9700, section 4.3.1). Elsewhere: nothing.
pub fn take_callback_query() -> Option<String> {
    let location = window().location();
    let path = location.pathname().ok()?;
    if base::strip(&path)? != Path::AuthSuccess.to() {
        return None;
    }
    let query = location.search().ok()?;
    let history = window().history().ok()?;
    history
        .replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path))
        .ok()?;
    Some(query)
}

/// Runs `action` whenever the tab may have slept: it becomes visible, the network is back, it
/// comes out of the back-forward cache.
pub fn on_wake(action: impl Fn() + Clone + 'static) {
    for event in ["visibilitychange", "online", "pageshow"] {
        let action = action.clone();
        // `visibilitychange` bubbles from the document.
        leptos::leptos_dom::helpers::window_event_listener_untyped(event, move |_| {
            if !document().hidden() {
                action();
            }
        });
    }
}

/// Runs `action` when the page comes out of the back-forward cache: as it was left, timers and
/// requests that were under way lost.
pub fn on_return(action: impl Fn() + 'static) {
    leptos::leptos_dom::helpers::window_event_listener_untyped("pageshow", move |event| {
        let persisted = js_sys::Reflect::get(&event, &"persisted".into());
        if persisted.is_ok_and(|persisted| persisted.is_truthy()) {
            action();
        }
    });
}

/// Leaves for another page, as a new entry of the history.
pub fn leave_for(url: &str) {
    let _ = window().location().assign(url);
}
