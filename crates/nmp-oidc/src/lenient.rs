//! Members of foreign JSON that a sign-in doesn't depend on. What can't be read counts as absent,
//! for providers send `null`, lists for texts and texts for booleans.
//!
//! Not so where security depends on a member. These must be readable: `issuer` and the endpoints
//! of the metadata, `access_token`, `token_type` and `id_token` of a token response, and `iss`,
//! `aud`, `azp`, `sub`, `nonce`, `at_hash`, `exp`, `iat` and `nbf` of an ID token. Of these,
//! optional ones may be `null`. In the metadata, `code_challenge_methods_supported` and
//! `authorization_response_iss_parameter_supported` that can't be read count for the stricter
//! of their meanings.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// For `#[serde(deserialize_with)]`: a text, or `None`.
///
/// # Errors
/// Only those of the JSON itself.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    })
}

/// The words of a text or of a list of texts: `None` if it is neither.
pub fn words(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(text) => Some(text.split([' ', ',']).filter(|w| !w.is_empty()).collect()),
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

/// Whether a switch is on. An absent one, `null` and the ways to write `false` are off; anything
/// else counts as on, the stricter meaning.
pub fn is_on(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(on) => *on,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !["", "false", "0", "no", "off"]
            .iter()
            .any(|off| text.trim().eq_ignore_ascii_case(off)),
        _ => true,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// Any JSON, small.
    pub(crate) fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::btree_map("[a-z]{1,4}", inner, 0..3)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn switches() {
        for off in [
            json!(null),
            json!(false),
            json!("false"),
            json!("False"),
            json!(" FALSE "),
            json!("no"),
            json!("0"),
            json!(0),
            json!(""),
        ] {
            assert!(!is_on(&off), "{off}");
        }
        for on in [
            json!(true),
            json!("true"),
            json!("TRUE"),
            json!("1"),
            json!(1),
            json!("maybe"),
            json!([]),
            json!({}),
        ] {
            assert!(is_on(&on), "{on}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(value in any_json()) {
            let _ = (words(&value), is_on(&value));
        }
    }
}
