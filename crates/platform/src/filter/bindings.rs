//! The `filter` of the listing of role bindings: fields compared for equality.

use serde_json::{Map, Value, json};

use super::error::{FilterError, shown};
use super::parse::root;

/// Longer texts match nothing that can be stored, in characters.
pub const MAX_BINDING_CHARS: usize = 512;

/// A condition on role bindings; all of it must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BindingFilter {
    /// Whom.
    pub principal: Option<String>,
    /// The workspace's name.
    pub workspace: Option<String>,
    /// The role.
    pub role: Option<String>,
    /// By whom.
    pub granted_by: Option<String>,
    /// Whether it holds still; revoked ones are gone here.
    pub is_active: Option<bool>,
}

impl BindingFilter {
    /// Parses the filter in a query's pairs, if any, in any of the forms of filters.
    ///
    /// # Errors
    /// See [`FilterError`].
    pub fn parse<'a>(
        query: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Option<Self>, FilterError> {
        let Some(root) = root(query)? else {
            return Ok(None);
        };
        let mut filter = Self::default();
        for (field, value) in &root {
            let value = operand(value)?;
            let place = match field.as_str() {
                "principal" => &mut filter.principal,
                "workspace" => &mut filter.workspace,
                "role" => &mut filter.role,
                "granted_by" => &mut filter.granted_by,
                "is_active" => {
                    filter.is_active = Some(flag(value)?);
                    continue;
                }
                other => return Err(FilterError::BindingField(shown(other))),
            };
            *place = Some(text(value)?);
        }
        Ok(Some(filter))
    }

    /// The filter as the listing echoes it.
    pub fn to_json(&self) -> Value {
        let texts = [
            ("principal", &self.principal),
            ("workspace", &self.workspace),
            ("role", &self.role),
            ("granted_by", &self.granted_by),
        ];
        let mut echo: Map<String, Value> = texts
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), json!({ "$eq": value.as_ref()? }))))
            .collect();
        if let Some(is_active) = self.is_active {
            echo.insert("is_active".to_owned(), json!({ "$eq": is_active }));
        }
        Value::Object(echo)
    }
}

/// The value to compare with: alone, or below `$eq`.
fn operand(value: &Value) -> Result<&Value, FilterError> {
    let Value::Object(operators) = value else {
        return Ok(value);
    };
    let mut operators = operators.iter();
    match (operators.next(), operators.next()) {
        (Some((name, value)), None) if name == "$eq" => Ok(value),
        _ => Err(FilterError::BindingOperator),
    }
}

fn text(value: &Value) -> Result<String, FilterError> {
    match value {
        // PostgreSQL refuses NUL.
        Value::String(text) if text.contains('\0') || text.chars().count() > MAX_BINDING_CHARS => {
            Err(FilterError::BindingText)
        }
        Value::String(text) => Ok(text.clone()),
        _ => Err(FilterError::BindingText),
    }
}

fn flag(value: &Value) -> Result<bool, FilterError> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") || text == "1" => Ok(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") || text == "0" => Ok(false),
        _ => Err(FilterError::BindingFlag),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_means_the_same() {
        let expected = BindingFilter {
            principal: Some("alice@example.com".into()),
            is_active: Some(true),
            ..BindingFilter::default()
        };
        for pairs in [
            &[
                ("filter[principal]", "alice@example.com"),
                ("filter[is_active]", "True"),
            ][..],
            &[
                ("filter[principal][$eq]", "alice@example.com"),
                ("filter[is_active]", "true"),
            ],
            &[(
                "filter",
                r#"{"principal": "alice@example.com", "is_active": true}"#,
            )],
            &[(
                "filter",
                r#"{"principal": {"$eq": "alice@example.com"}, "is_active": {"$eq": true}}"#,
            )],
        ] {
            let filter = BindingFilter::parse(pairs.iter().copied())
                .unwrap()
                .unwrap();
            assert_eq!(filter, expected, "{pairs:?}");
        }
        assert_eq!(
            expected.to_json(),
            json!({ "principal": { "$eq": "alice@example.com" }, "is_active": { "$eq": true } })
        );
        assert_eq!(BindingFilter::parse([].into_iter()), Ok(None));
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        let long = "a".repeat(MAX_BINDING_CHARS + 1);
        for (pair, error) in [
            (
                ("filter[name]", "x"),
                FilterError::BindingField("name".into()),
            ),
            (("filter[role][$like]", "x"), FilterError::BindingOperator),
            (("filter[role]", "a\0b"), FilterError::BindingText),
            (("filter[role]", &*long), FilterError::BindingText),
            (("filter", r#"{"role": 7}"#), FilterError::BindingText),
            (("filter[is_active]", "maybe"), FilterError::BindingFlag),
        ] {
            assert_eq!(
                BindingFilter::parse([pair].into_iter()),
                Err(error),
                "{pair:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_query(name in "filter.{0,20}|filter", value in any::<String>()) {
            let _ = BindingFilter::parse([(name.as_str(), value.as_str())].into_iter());
        }
    }
}
