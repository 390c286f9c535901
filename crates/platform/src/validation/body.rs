//! JSON bodies.

use nmp_types::principal::MAX_PRINCIPAL_CHARS;
use nmp_types::workspace::NAME_PATTERN;
use nmp_types::{AddMember, FieldError, Role, WorkspaceName};
use serde_json::{Map, Value, json};

use super::{Faults, body_loc};

/// The body of a request: a JSON object.
#[derive(Debug)]
pub struct JsonBody(Map<String, Value>);

/// Parses a body.
///
/// # Errors
/// The fault: `missing`, `json_invalid` or `model_attributes_type`.
pub fn parse_body(bytes: &[u8]) -> Result<JsonBody, Vec<FieldError>> {
    let mut faults = Faults::default();
    if bytes.is_empty() {
        faults.add(
            "missing",
            vec![json!("body")],
            "Field required",
            Value::Null,
        );
        return faults.unless_any(None);
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(map)) => Ok(JsonBody(map)),
        Ok(other) => {
            faults.add(
                "model_attributes_type",
                vec![json!("body")],
                "Input should be a valid dictionary or object to extract fields from",
                other,
            );
            faults.unless_any(None)
        }
        Err(error) => {
            faults.add_with(
                "json_invalid",
                vec![json!("body"), json!(offset(bytes, &error))],
                "JSON decode error",
                json!({}),
                json!({ "error": reason(&error) }),
            );
            faults.unless_any(None)
        }
    }
}

/// How many characters come before the fault.
fn offset(bytes: &[u8], error: &serde_json::Error) -> usize {
    let before: usize = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    let end = (before + error.column()).min(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or(bytes))
        .chars()
        .count()
}

/// The fault in the words of Python's `json`, which the real platform passes on.
fn reason(error: &serde_json::Error) -> &'static str {
    let text = error.to_string();
    let says = |what: &str| text.starts_with(what);
    if says("EOF while parsing an object") || says("key must be a string") {
        "Expecting property name enclosed in double quotes"
    } else if says("expected `:`") {
        "Expecting ':' delimiter"
    } else if says("expected `,`") || says("EOF while parsing a list") {
        "Expecting ',' delimiter"
    } else if says("EOF while parsing a string") {
        "Unterminated string"
    } else if says("trailing characters") {
        "Extra data"
    } else {
        "Expecting value"
    }
}

impl JsonBody {
    /// Reads the body of a creation: the name, checked, and the description.
    ///
    /// # Errors
    /// The faults.
    pub fn create_workspace(&self) -> Result<(WorkspaceName, Option<String>), Vec<FieldError>> {
        let mut faults = Faults::default();
        let name = self.text("name", &mut faults).and_then(|name| {
            let parsed = name.parse().ok();
            if parsed.is_none() {
                faults.add_with(
                    "string_pattern_mismatch",
                    body_loc("name"),
                    format!("String should match pattern '{NAME_PATTERN}'"),
                    json!(name),
                    json!({ "pattern": NAME_PATTERN }),
                );
            }
            parsed
        });
        let description = self.description(&mut faults).flatten();
        faults.unless_any(name.map(|name| (name, description)))
    }

    /// Reads the body of a change of description. `None` means that it stays: the body has
    /// none, or `null`, which means the same on the real platform.
    ///
    /// # Errors
    /// The faults.
    pub fn update_workspace(&self) -> Result<Option<String>, Vec<FieldError>> {
        let mut faults = Faults::default();
        let description = self.description(&mut faults).flatten();
        faults.unless_any(Some(description))
    }

    /// Reads the body of an addition: the principal, and the roles, `["Editor"]` if left out.
    ///
    /// # Errors
    /// The faults.
    pub fn add_member(&self, workspace: &str) -> Result<(String, Vec<Role>), Vec<FieldError>> {
        let mut faults = Faults::default();
        let principal = self.text("principal", &mut faults);
        if let Some(principal) = &principal {
            check_principal(principal, body_loc("principal"), &mut faults);
        }
        let roles = match self.0.get("roles") {
            None => Some(AddMember::default_roles()),
            Some(value) => roles(value, workspace, &mut faults),
        };
        faults.unless_any(principal.zip(roles))
    }

    /// Reads the body of a change of roles; the principal is that of the path.
    ///
    /// # Errors
    /// The faults.
    pub fn set_roles(
        &self,
        workspace: &str,
        principal: &str,
    ) -> Result<Vec<Role>, Vec<FieldError>> {
        let mut faults = Faults::default();
        check_principal(
            principal,
            vec![json!("path"), json!("principal_id")],
            &mut faults,
        );
        let roles = match self.0.get("roles") {
            None => {
                self.missing("roles", &mut faults);
                None
            }
            Some(value) => roles(value, workspace, &mut faults),
        };
        faults.unless_any(roles)
    }

    fn missing(&self, field: &str, faults: &mut Faults) {
        let body = Value::Object(self.0.clone());
        faults.add("missing", body_loc(field), "Field required", body);
    }

    fn text(&self, field: &str, faults: &mut Faults) -> Option<String> {
        match self.0.get(field) {
            None => self.missing(field, faults),
            Some(Value::String(text)) => return Some(text.clone()),
            Some(other) => not_a_text(body_loc(field), other, faults),
        }
        None
    }

    fn description(&self, faults: &mut Faults) -> Option<Option<String>> {
        match self.0.get("description") {
            None => None,
            Some(Value::Null) => Some(None),
            // PostgreSQL has no texts with it, and nobody means it.
            Some(Value::String(text)) if text.contains('\0') => {
                let msg = "Value error, a description has no NUL character";
                faults.add("value_error", body_loc("description"), msg, json!(text));
                None
            }
            Some(Value::String(text)) => Some(Some(text.clone())),
            Some(other) => {
                not_a_text(body_loc("description"), other, faults);
                None
            }
        }
    }
}

fn not_a_text(loc: Vec<Value>, input: &Value, faults: &mut Faults) {
    faults.add(
        "string_type",
        loc,
        "Input should be a valid string",
        input.clone(),
    );
}

/// A principal says something, says nothing invisible, and has a bounded length. The real
/// platform hangs on an empty one (wire contract, “Deliberate differences”).
fn check_principal(principal: &str, loc: Vec<Value>, faults: &mut Faults) {
    let input = json!(principal);
    if principal.is_empty() {
        let ctx = json!({ "min_length": 1 });
        let msg = "String should have at least 1 character";
        faults.add_with("string_too_short", loc, msg, input, ctx);
    } else if principal.chars().count() > MAX_PRINCIPAL_CHARS {
        let ctx = json!({ "max_length": MAX_PRINCIPAL_CHARS });
        let msg = format!("String should have at most {MAX_PRINCIPAL_CHARS} characters");
        faults.add_with("string_too_long", loc, msg, input, ctx);
    } else if principal.trim() != principal || principal.chars().any(char::is_control) {
        let msg =
            "Value error, a principal has no control characters and no white space at its ends";
        faults.add("value_error", loc, msg, input);
    }
}

/// Roles are known ones, at least one. `PlatformAdmin` and `WorkspaceCreator` mean something
/// on `system` only, so they can be given there only.
fn roles(value: &Value, workspace: &str, faults: &mut Faults) -> Option<Vec<Role>> {
    let loc = body_loc("roles");
    let Value::Array(items) = value else {
        faults.add(
            "list_type",
            loc,
            "Input should be a valid list",
            value.clone(),
        );
        return None;
    };
    if items.is_empty() {
        faults.add_with(
            "too_short",
            loc,
            "List should have at least 1 item after validation, not 0",
            json!([]),
            json!({ "field_type": "List", "min_length": 1, "actual_length": 0 }),
        );
        return None;
    }
    let on_system = workspace == nmp_types::workspace::SYSTEM;
    let expected = if on_system {
        "'Viewer', 'Editor', 'Admin', 'WorkspaceCreator' or 'PlatformAdmin'"
    } else {
        "'Viewer', 'Editor' or 'Admin'"
    };
    let mut roles = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let mut loc = loc.clone();
        loc.push(json!(index));
        let Value::String(name) = item else {
            not_a_text(loc, item, faults);
            continue;
        };
        let role = Role::from(name.as_str());
        if !(Role::ASSIGNABLE.contains(&role) || on_system && role.is_known()) {
            let msg = format!("Input should be {expected}");
            faults.add_with(
                "enum",
                loc,
                msg,
                item.clone(),
                json!({ "expected": expected }),
            );
        } else if !roles.contains(&role) {
            roles.push(role);
        }
    }
    Some(roles)
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
