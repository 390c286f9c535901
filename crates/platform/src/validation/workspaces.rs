//! `workspace`, once or several times.

use nmp_types::FieldError;
use serde_json::json;

use super::{Faults, MAX_TEXT_CHARS, Query, query_loc};

const NAME: &str = "workspace";

/// The most workspaces that one request can ask about.
pub const MAX_WORKSPACES: usize = 20;

/// The workspaces that a query names, each once, in its order; empty ones count as absent.
///
/// # Errors
/// The faults: `too_long`, `string_too_long`, `value_error`.
pub fn workspaces(query: &Query) -> Result<Vec<String>, Vec<FieldError>> {
    let mut faults = Faults::default();
    let mut named: Vec<String> = Vec::new();
    for (name, value) in query.pairs() {
        if name == NAME && !value.is_empty() && !named.iter().any(|known| known == value) {
            named.push(value.to_owned());
        }
    }
    if named.len() > MAX_WORKSPACES {
        let count = named.len();
        faults.add_with(
            "too_long",
            query_loc(NAME),
            format!(
                "List should have at most {MAX_WORKSPACES} items after validation, not {count}"
            ),
            &json!(named),
            json!({ "field_type": "List", "max_length": MAX_WORKSPACES, "actual_length": count }),
        );
    }
    for value in named.iter().take(MAX_WORKSPACES) {
        check(value, &mut faults);
    }
    faults.unless_any(Some(named))
}

/// The workspace that a query names, if it does; the last one counts, and an empty one is absent.
///
/// # Errors
/// The faults: `string_too_long`, `value_error`.
pub fn workspace(query: &Query) -> Result<Option<&str>, Vec<FieldError>> {
    let mut faults = Faults::default();
    let named = query.last_filled(NAME);
    if let Some(value) = named {
        check(value, &mut faults);
    }
    faults.unless_any(Some(named))
}

fn check(value: &str, faults: &mut Faults) {
    if value.chars().count() > MAX_TEXT_CHARS {
        let msg = format!("String should have at most {MAX_TEXT_CHARS} characters");
        let ctx = json!({ "max_length": MAX_TEXT_CHARS });
        faults.add_with("string_too_long", query_loc(NAME), msg, &json!(value), ctx);
    }
    // No text in the database contains it, and PostgreSQL refuses it.
    if value.contains('\0') {
        let msg = "Value error, no NUL character";
        faults.add("value_error", query_loc(NAME), msg, &json!(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Result<Vec<String>, Vec<String>> {
        workspaces(&Query::parse(Some(query)))
            .map_err(|faults| faults.into_iter().map(|fault| fault.kind).collect())
    }

    #[test]
    fn each_once_and_not_too_many() {
        assert_eq!(
            parse("workspace=b&workspace=a&x=y&workspace=&workspace=b"),
            Ok(vec!["b".to_owned(), "a".to_owned()])
        );
        assert_eq!(parse(""), Ok(vec![]));
        let of = |count: usize| {
            let names: Vec<String> = (0..count).map(|n| format!("workspace=w{n}")).collect();
            parse(&names.join("&"))
        };
        assert_eq!(of(MAX_WORKSPACES).unwrap().len(), MAX_WORKSPACES);
        assert_eq!(of(MAX_WORKSPACES + 1), Err(vec!["too_long".to_owned()]));
        let long = format!(
            "workspace={}&workspace=a%00b",
            "x".repeat(MAX_TEXT_CHARS + 1)
        );
        assert_eq!(
            parse(&long),
            Err(vec!["string_too_long".to_owned(), "value_error".to_owned()])
        );
    }
}
