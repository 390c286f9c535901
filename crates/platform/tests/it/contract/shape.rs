//! Bodies without the parts that differ from run to run.

use serde_json::Value;

/// Replaces valid identifiers and times with their kind.
pub fn of(value: &Value) -> Value {
    match value {
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| (name.clone(), member(name, value)))
            .collect(),
        Value::Array(items) => items.iter().map(of).collect(),
        other => other.clone(),
    }
}

fn member(name: &str, value: &Value) -> Value {
    let text = value.as_str().unwrap_or_default();
    match name {
        "id" if is_id(text) => "(id)".into(),
        "created_at" | "updated_at" if is_time(text) => "(time)".into(),
        "granted_at" if text.strip_suffix('Z').is_some_and(is_time) => "(time)Z".into(),
        _ => of(value),
    }
}

fn is_id(text: &str) -> bool {
    let of_a_kind = |kind: &str| text.strip_prefix(kind);
    let rest = of_a_kind("workspace-").or_else(|| of_a_kind("project-"));
    rest.is_some_and(|rest| {
        (20..=22).contains(&rest.len()) && rest.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

/// `2026-11-23T18:08:14.877579`
fn is_time(text: &str) -> bool {
    let pattern = "dddd-dd-ddTdd:dd:dd.dddddd";
    text.len() == pattern.len()
        && text
            .chars()
            .zip(pattern.chars())
            .all(|(c, p)| if p == 'd' { c.is_ascii_digit() } else { c == p })
}
