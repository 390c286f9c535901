//! Reads members of a metadata document.

use serde_json::{Map, Value};

/// A text that is not empty.
pub(super) fn text<'a>(document: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let text = document.get(name).and_then(Value::as_str);
    text.filter(|text| !text.is_empty())
}

/// The texts of a list; `None` where there is no list.
pub(super) fn list<'a>(document: &'a Map<String, Value>, name: &str) -> Option<Vec<&'a str>> {
    match document.get(name)? {
        Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect()),
        Value::String(text) => Some(text.split([' ', ',']).collect()),
        _ => None,
    }
}
