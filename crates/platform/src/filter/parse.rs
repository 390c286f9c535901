//! Reading a filter from a query.

use serde_json::{Map, Value};

use super::{Field, Filter, Operand, Operator, text};

/// Deeper nesting is refused.
pub(super) const MAX_DEPTH: usize = 8;

/// More comparisons are refused; each costs the database something.
const MAX_COMPARISONS: usize = 50;

/// Why a filter was not understood; the text is for the client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Not JSON.
    #[error("Invalid JSON in filter parameter: {0}")]
    Json(String),
    /// Something in the textual form that doesn't belong there.
    #[error("Invalid filter query: unexpected {found} at column {column}; expected {expected}")]
    Text {
        /// What is there.
        found: String,
        /// Where, in characters from 1.
        column: usize,
        /// What could be there.
        expected: &'static str,
    },
    /// Of none of the forms.
    #[error(
        "Filters are written as text, name~\"ml\", as JSON, {{\"name\":{{\"$like\":\"ml\"}}}}, or with brackets, filter[name][$like]=ml"
    )]
    Form,
    /// A field that workspaces don't have.
    #[error(
        "Unknown filter field '{0}'; known are id, name, description, created_at, created_by, updated_at and updated_by"
    )]
    Field(String),
    /// An operator that doesn't exist.
    #[error(
        "Unknown filter operator '{0}'; known are $eq, $like, $lt, $lte, $gt, $gte, $in, $nin, $and, $or and $not"
    )]
    Operator(String),
    /// A value of the wrong shape.
    #[error("The filter value of '{0}' has the wrong type for {1}")]
    Value(&'static str, &'static str),
    /// A logical operator beside something else, which would be ambiguous.
    #[error("A logical filter operator can't have siblings; wrap them in an explicit $and")]
    Mixed,
    /// Nothing to compare.
    #[error("No valid filter criteria found")]
    Empty,
    /// Too deep or too many comparisons.
    #[error("The filter is too large")]
    TooLarge,
}

/// Reads the filter out of a query's pairs, if there is one. Text and JSON win over brackets,
/// as on the real platform.
///
/// # Errors
/// See [`FilterError`].
pub fn parse<'a>(
    query: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Option<Filter>, FilterError> {
    let mut brackets = Map::new();
    let mut json = None;
    for (name, value) in query {
        if name == "filter" {
            json = Some(value.trim()).filter(|value| !value.is_empty());
        } else if let Some(path) = name.strip_prefix("filter[") {
            add_bracket(&mut brackets, path, value)?;
        }
    }
    let root = match json {
        Some(text) if text.starts_with('{') => {
            serde_json::from_str(text).map_err(|_| FilterError::Json(text.to_owned()))?
        }
        Some(text) => text::to_json(text)?,
        None if brackets.is_empty() => return Ok(None),
        None => brackets,
    };
    let filter = object(&root, 0)?;
    if comparisons(&filter) > MAX_COMPARISONS {
        return Err(FilterError::TooLarge);
    }
    Ok(Some(filter))
}

/// `name]=x` becomes `{"name": "x"}`, `name][$like]=x` becomes `{"name": {"$like": "x"}}`.
fn add_bracket(root: &mut Map<String, Value>, path: &str, value: &str) -> Result<(), FilterError> {
    let path = path.strip_suffix(']').ok_or(FilterError::Form)?;
    match path.split_once("][") {
        None => {
            // `filter[$or]=[…]` brings JSON.
            let value = if path.starts_with('$') {
                serde_json::from_str(value).map_err(|_| FilterError::Json(value.to_owned()))?
            } else {
                Value::from(value)
            };
            root.insert(path.to_owned(), value);
        }
        Some((field, operator)) => {
            let operator = if operator.starts_with('$') {
                operator.to_owned()
            } else {
                format!("${operator}")
            };
            let slot = root
                .entry(field)
                .or_insert_with(|| Value::Object(Map::new()));
            match slot {
                Value::Object(operators) => operators.insert(operator, Value::from(value)),
                _ => return Err(FilterError::Mixed),
            };
        }
    }
    Ok(())
}

/// Which kind of combination a key stands for.
fn logical(name: &str) -> bool {
    matches!(name, "$and" | "$or" | "$not")
}

fn object(map: &Map<String, Value>, depth: usize) -> Result<Filter, FilterError> {
    combination(map, depth, &|part, depth| match part {
        Value::Object(part) => object(part, depth),
        _ => Err(FilterError::Form),
    })
    .unwrap_or_else(|| {
        let parts = map.iter().map(|(name, value)| {
            let field = Field::ALL
                .into_iter()
                .find(|field| field.name() == name)
                .ok_or_else(|| FilterError::Field(name.clone()))?;
            match value {
                Value::Object(operators) => field_object(field, operators, depth + 1),
                plain => compare(field, Operator::Eq, plain),
            }
        });
        all(parts.collect::<Result<_, _>>()?)
    })
}

fn field_object(
    field: Field,
    map: &Map<String, Value>,
    depth: usize,
) -> Result<Filter, FilterError> {
    combination(map, depth, &|part, depth| match part {
        Value::Object(part) => field_object(field, part, depth),
        _ => Err(FilterError::Form),
    })
    .unwrap_or_else(|| {
        let parts = map.iter().map(|(name, value)| {
            let operator = Operator::ALL
                .into_iter()
                .find(|operator| operator.name() == name)
                .ok_or_else(|| FilterError::Operator(name.clone()))?;
            compare(field, operator, value)
        });
        all(parts.collect::<Result<_, _>>()?)
    })
}

type Part<'a> = &'a dyn Fn(&Value, usize) -> Result<Filter, FilterError>;

/// `$and`, `$or` and `$not`; nothing if the object has none of them.
fn combination(
    map: &Map<String, Value>,
    depth: usize,
    part: Part<'_>,
) -> Option<Result<Filter, FilterError>> {
    let (name, value) = map.iter().find(|(name, _)| logical(name))?;
    Some(match value {
        _ if depth >= MAX_DEPTH => Err(FilterError::TooLarge),
        _ if map.len() > 1 => Err(FilterError::Mixed),
        value if name == "$not" => part(value, depth + 1).map(|part| Filter::Not(Box::new(part))),
        Value::Array(items) if !items.is_empty() => items
            .iter()
            .map(|item| part(item, depth + 1))
            .collect::<Result<Vec<_>, _>>()
            .map(|parts| match name.as_str() {
                "$and" => Filter::And(parts),
                _ => Filter::Or(parts),
            }),
        Value::Array(_) => Err(FilterError::Empty),
        _ => Err(FilterError::Form),
    })
}

/// One condition as it is, several as an `$and`.
fn all(mut parts: Vec<Filter>) -> Result<Filter, FilterError> {
    match parts.len() {
        0 => Err(FilterError::Empty),
        1 => Ok(parts.remove(0)),
        _ => Ok(Filter::And(parts)),
    }
}

fn compare(field: Field, operator: Operator, value: &Value) -> Result<Filter, FilterError> {
    let wrong = || FilterError::Value(field.name(), operator.name());
    let text = |value: &Value| {
        // Nothing in the database has a NUL, and PostgreSQL doesn't take one.
        let text = value
            .as_str()
            .filter(|text| !text.contains('\0'))
            .ok_or_else(wrong)?;
        if field.is_time() && operator != Operator::Like {
            time(text).ok_or_else(wrong)
        } else {
            Ok(text.to_owned())
        }
    };
    let value = match (operator, value) {
        (Operator::In | Operator::Nin, Value::Array(items)) => {
            Operand::List(items.iter().map(text).collect::<Result<_, _>>()?)
        }
        // Brackets have no lists: texts separated by commas.
        (Operator::In | Operator::Nin, Value::String(items)) => Operand::List(
            items
                .split(',')
                .map(|item| text(&Value::from(item)))
                .collect::<Result<_, _>>()?,
        ),
        (Operator::In | Operator::Nin, _) => return Err(wrong()),
        (Operator::Eq, Value::Null) => Operand::Absent,
        (_, value) => Operand::Text(text(value)?),
    };
    if matches!(&value, Operand::List(items) if items.len() > MAX_COMPARISONS) {
        return Err(FilterError::TooLarge);
    }
    Ok(Filter::Compare {
        field,
        operator,
        value,
    })
}

/// A date or a time, with or without a zone, as the database keeps it.
fn time(text: &str) -> Option<String> {
    let moment = crate::clock::parse_timestamp(text)?;
    Some(crate::clock::wire_timestamp(moment))
}

fn comparisons(filter: &Filter) -> usize {
    match filter {
        Filter::Compare { .. } => 1,
        Filter::And(parts) | Filter::Or(parts) => parts.iter().map(comparisons).sum(),
        Filter::Not(part) => comparisons(part),
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
