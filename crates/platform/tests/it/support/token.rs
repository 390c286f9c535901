//! Tokens, good and bad.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Claims of a good token.
pub fn claims(email: &str) -> Value {
    let now = Timestamp::now().as_second();
    json!({ "sub": email, "email": email, "iat": now, "exp": now + 3600 })
}

/// Claims with some replaced, or removed by `null`.
pub fn changed(mut claims: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
    claims
}

/// A quickstart token (wire contract, “Discovery”).
pub fn unsigned(claims: &Value) -> String {
    parts(&json!({ "alg": "none", "typ": "JWT" }), claims, "")
}

/// Any header and claims, with any signature.
pub fn parts(header: &Value, claims: &Value, signature: &str) -> String {
    format!("{}.{}.{signature}", encode(header), encode(claims))
}

fn encode(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}
