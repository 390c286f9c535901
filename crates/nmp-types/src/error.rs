//! Error bodies: `{"detail": …}`, where the detail is a text or a list of field errors.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The body of an error answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ErrorBody {
    /// What went wrong.
    pub detail: Detail,
    /// A name for it that programs can rely on, where the platform has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What went wrong: a sentence, or the fields that are at fault.
///
/// Read by way of a JSON value: the derived code for untagged enums is many times larger in
/// WebAssembly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, from = "Value")]
pub enum Detail {
    /// A sentence.
    Text(String),
    /// One entry per fault (status 422).
    Fields(Vec<FieldError>),
    /// A shape the contract doesn't have; kept, so that it can be shown.
    Other(Value),
}

impl From<Value> for Detail {
    fn from(value: Value) -> Self {
        if let Value::String(text) = value {
            return Detail::Text(text);
        }
        match Vec::<FieldError>::deserialize(&value) {
            Ok(fields) => Detail::Fields(fields),
            Err(_) => Detail::Other(value),
        }
    }
}

/// One fault in a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// The kind of fault: `missing`, `string_pattern_mismatch`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Where: `["body", "name"]`, `["query", "page_size"]`, `["body", 1]`, …
    pub loc: Vec<Value>,
    /// A sentence.
    pub msg: String,
    /// What was sent there.
    #[serde(default)]
    pub input: Value,
    /// Values that the sentence refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ctx: Option<Value>,
}

impl FieldError {
    /// The last named part of the location: the field, if there is one.
    pub fn field(&self) -> Option<&str> {
        self.loc.iter().rev().find_map(Value::as_str)
    }
}

impl ErrorBody {
    /// A body with a sentence.
    pub fn text(detail: impl Into<String>) -> Self {
        Self {
            detail: Detail::Text(detail.into()),
            code: None,
        }
    }
}

impl fmt::Display for Detail {
    /// As one text for people: the sentence, or `field: sentence` joined by `; `.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Detail::Text(text) => f.write_str(text),
            Detail::Fields(fields) => {
                for (index, fault) in fields.iter().enumerate() {
                    if index > 0 {
                        f.write_str("; ")?;
                    }
                    match fault.field() {
                        Some(field) => write!(f, "{field}: {}", fault.msg)?,
                        None => f.write_str(&fault.msg)?,
                    }
                }
                Ok(())
            }
            Detail::Other(value) => write!(f, "{value}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(json: &str) -> String {
        serde_json::from_str::<ErrorBody>(json)
            .unwrap()
            .detail
            .to_string()
    }

    #[test]
    fn all_forms_of_detail_are_readable() {
        assert_eq!(shown(r#"{"detail": "Forbidden"}"#), "Forbidden");
        assert_eq!(
            shown(
                r#"{"detail": [{"type": "missing", "loc": ["body", "name"], "msg": "Field required", "input": {}}]}"#
            ),
            "name: Field required"
        );
        assert_eq!(shown(r#"{"detail": {"code": 7}}"#), r#"{"code":7}"#);
    }

    proptest! {
        #[test]
        fn foreign_bodies_never_panic(text in any::<String>()) {
            if let Ok(body) = serde_json::from_str::<ErrorBody>(&text) {
                let _ = body.detail.to_string();
            }
        }
    }
}
