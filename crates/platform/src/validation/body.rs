//! JSON bodies.

use nmp_types::member::MAX_ROLES;
use nmp_types::principal::{self, MAX_PRINCIPAL_CHARS, PrincipalError};
use nmp_types::workspace::{MAX_DESCRIPTION_CHARS, NAME_PATTERN};
use nmp_types::{AddMember, FieldError, Role, WorkspaceName};
use serde_json::{Value, json};

use super::{Faults, body_loc};
use crate::config::Dialect;

/// The body of a request: a JSON object.
#[derive(Debug)]
pub struct JsonBody(Value);

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
            &Value::Null,
        );
        return faults.unless_any(None);
    }
    match serde_json::from_slice(bytes) {
        Ok(object @ Value::Object(_)) => Ok(JsonBody(object)),
        Ok(other) => {
            faults.add(
                "model_attributes_type",
                vec![json!("body")],
                "Input should be a valid dictionary or object to extract fields from",
                &other,
            );
            faults.unless_any(None)
        }
        Err(error) => {
            faults.add_with(
                "json_invalid",
                vec![json!("body"), json!(offset(bytes, &error))],
                "JSON decode error",
                &json!({}),
                json!({ "error": reason(&error) }),
            );
            faults.unless_any(None)
        }
    }
}

/// The number of characters before the fault.
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

/// The fault in the words of Python's `json`, which the real platform forwards.
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
    /// Parses the body of a creation: the checked name, and the description.
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
                    &json!(name),
                    json!({ "pattern": NAME_PATTERN }),
                );
            }
            parsed
        });
        let description = self.description(&mut faults).flatten();
        faults.unless_any(name.map(|name| (name, description)))
    }

    /// Parses the body of a change of description. `None` leaves it as it is: the body has no
    /// description, or `null`, which means the same on the real platform.
    ///
    /// # Errors
    /// The faults.
    pub fn update_workspace(&self) -> Result<Option<String>, Vec<FieldError>> {
        let mut faults = Faults::default();
        let description = self.description(&mut faults).flatten();
        faults.unless_any(Some(description))
    }

    /// Parses the body of an addition: the principal, and the roles, `["Editor"]` by default.
    ///
    /// # Errors
    /// The faults.
    pub fn add_member(
        &self,
        dialect: Dialect,
        workspace: &str,
    ) -> Result<(String, Vec<Role>), Vec<FieldError>> {
        let mut faults = Faults::default();
        let principal = self.text("principal", &mut faults);
        if let Some(principal) = &principal {
            check_principal(principal, body_loc("principal"), &mut faults);
        }
        let roles = match self.0.get("roles") {
            None => Some(AddMember::default_roles()),
            Some(value) => roles(value, dialect, workspace, &mut faults),
        };
        faults.unless_any(principal.zip(roles))
    }

    /// Parses the body of a change of roles; the principal is the path's. An invalid one that is
    /// already bound comes from an earlier version or another platform, and can be changed.
    ///
    /// # Errors
    /// The faults.
    pub fn set_roles(
        &self,
        dialect: Dialect,
        workspace: &str,
        principal: &str,
        is_bound: bool,
    ) -> Result<Vec<Role>, Vec<FieldError>> {
        let mut faults = Faults::default();
        if !is_bound {
            let loc = vec![json!("path"), json!("principal_id")];
            check_principal(principal, loc, &mut faults);
        }
        let roles = match self.0.get("roles") {
            None => {
                self.missing("roles", &mut faults);
                None
            }
            Some(value) => roles(value, dialect, workspace, &mut faults),
        };
        faults.unless_any(roles)
    }

    fn missing(&self, field: &str, faults: &mut Faults) {
        faults.add("missing", body_loc(field), "Field required", &self.0);
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
            // PostgreSQL can't store it, and it is never intended.
            Some(input @ Value::String(text)) if text.contains('\0') => {
                let msg = "Value error, a description has no NUL character";
                faults.add("value_error", body_loc("description"), msg, input);
                None
            }
            Some(input @ Value::String(text)) if text.chars().count() > MAX_DESCRIPTION_CHARS => {
                let msg = format!("String should have at most {MAX_DESCRIPTION_CHARS} characters");
                let ctx = json!({ "max_length": MAX_DESCRIPTION_CHARS });
                faults.add_with("string_too_long", body_loc("description"), msg, input, ctx);
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
    faults.add("string_type", loc, "Input should be a valid string", input);
}

/// A principal is not empty, has no invisible characters, and has a bounded length. The real
/// platform hangs on an empty one (wire contract, “Deliberate differences”).
fn check_principal(principal: &str, loc: Vec<Value>, faults: &mut Faults) {
    let input = &json!(principal);
    match principal::check(principal) {
        Ok(()) => {}
        Err(PrincipalError::Empty) => {
            let ctx = json!({ "min_length": 1 });
            let msg = "String should have at least 1 character";
            faults.add_with("string_too_short", loc, msg, input, ctx);
        }
        Err(PrincipalError::TooLong) => {
            let ctx = json!({ "max_length": MAX_PRINCIPAL_CHARS });
            let msg = format!("String should have at most {MAX_PRINCIPAL_CHARS} characters");
            faults.add_with("string_too_long", loc, msg, input, ctx);
        }
        Err(error) => faults.add("value_error", loc, format!("Value error, {error}"), input),
    }
}

/// Requires at least one role, and known ones only. `WorkspaceCreator` and the dialect's
/// role of platform administrators have a meaning on `system` only, so they can be given there only.
fn roles(
    value: &Value,
    dialect: Dialect,
    workspace: &str,
    faults: &mut Faults,
) -> Option<Vec<Role>> {
    let loc = body_loc("roles");
    let Value::Array(items) = value else {
        faults.add("list_type", loc, "Input should be a valid list", value);
        return None;
    };
    if items.is_empty() {
        faults.add_with(
            "too_short",
            loc,
            "List should have at least 1 item after validation, not 0",
            value,
            json!({ "field_type": "List", "min_length": 1, "actual_length": 0 }),
        );
        return None;
    }
    if items.len() > MAX_ROLES {
        let count = items.len();
        faults.add_with(
            "too_long",
            loc,
            format!("List should have at most {MAX_ROLES} items after validation, not {count}"),
            value,
            json!({ "field_type": "List", "max_length": MAX_ROLES, "actual_length": count }),
        );
        return None;
    }
    let on_system = workspace == nmp_types::workspace::SYSTEM;
    let platform_admin = dialect.platform_admin_name();
    let expected = if on_system {
        format!("'Viewer', 'Editor', 'Admin', 'WorkspaceCreator' or '{platform_admin}'")
    } else {
        "'Viewer', 'Editor' or 'Admin'".to_owned()
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
        let is_of_system = role == Role::WorkspaceCreator || role.as_str() == platform_admin;
        if !(Role::ASSIGNABLE.contains(&role) || on_system && is_of_system) {
            let msg = format!("Input should be {expected}");
            faults.add_with("enum", loc, msg, item, json!({ "expected": expected }));
        } else if !roles.contains(&role) {
            roles.push(role);
        }
    }
    Some(roles)
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
