//! Users with an API key, as versions before 0.3 wrote them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::super::yaml::{Entry, Map, Node};

/// Turns them into users with a token, as NVIDIA's programs do: an address becomes an unsigned token
/// without an end, anything else is sent as it is. The names of those that were turned.
pub(super) fn convert(root: &mut Map) -> Vec<String> {
    let Some(Node::List(users)) = root.get_mut("users") else {
        return Vec::new();
    };
    let mut converted = Vec::new();
    for user in users {
        let Node::Map(user) = &mut user.value else {
            continue;
        };
        if user.text("type") != Some("api-key") && user.get("api_key").is_none() {
            continue;
        }
        let token = match user.text("api_key") {
            Some(address) if address.contains('@') => Some(endless(address)),
            Some(key) => Some(key.to_owned()),
            None => None,
        };
        converted.extend(user.text("name").map(str::to_owned));
        user.remove("api_key");
        user.remove("type");
        let kind = if token.is_some() { "oauth" } else { "no-auth" };
        user.0.insert(0, Entry::new("type", Node::text(kind)));
        if let Some(token) = token {
            user.set_text("token", &token);
        }
    }
    converted
}

fn endless(address: &str) -> String {
    let encode = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = encode(json!({"alg": "none", "typ": "JWT"}));
    let claims = encode(json!({"sub": address, "email": address}));
    format!("{header}.{claims}.")
}
