//! Parses a filter from a query.

use serde_json::{Map, Value};

use super::error::{
    FilterError, MAX_COMPARISONS, MAX_DEPTH, MAX_LIST_ITEMS, MAX_OPERAND_CHARS, shown,
};
use super::{Field, Filter, Operand, Operator, text};

/// Parses the filter in a query's pairs, if any. Text and JSON win over brackets, as on the real
/// platform.
///
/// # Errors
/// See [`FilterError`].
pub fn parse<'a>(
    query: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Option<Filter>, FilterError> {
    let Some(root) = root(query)? else {
        return Ok(None);
    };
    let filter = object(&root, 0)?;
    if comparisons(&filter) > MAX_COMPARISONS {
        return Err(FilterError::TooLarge);
    }
    Ok(Some(filter))
}

/// The same for rows that have only some of the fields.
///
/// # Errors
/// See [`FilterError`].
pub fn parse_of<'a>(
    fields: &[Field],
    query: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Option<Filter>, FilterError> {
    let filter = parse(query)?;
    match filter
        .as_ref()
        .and_then(|filter| other_field(filter, fields))
    {
        Some(field) => Err(FilterError::NoField(field.name())),
        None => Ok(filter),
    }
}

/// A field of a filter that is not among these.
fn other_field(filter: &Filter, fields: &[Field]) -> Option<Field> {
    match filter {
        Filter::Compare { field, .. } => Some(*field).filter(|field| !fields.contains(field)),
        Filter::And(parts) | Filter::Or(parts) => {
            parts.iter().find_map(|part| other_field(part, fields))
        }
        Filter::Not(part) => other_field(part, fields),
    }
}

/// The conditions of a query, by field, whichever form they have.
pub(super) fn root<'a>(
    query: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Option<Map<String, Value>>, FilterError> {
    let mut brackets = Map::new();
    let mut json = None;
    for (name, value) in query {
        if name == "filter" {
            json = Some(value.trim()).filter(|value| !value.is_empty());
        } else if let Some(path) = name.strip_prefix("filter[") {
            add_bracket(&mut brackets, path, value)?;
        }
    }
    Ok(match json {
        Some(text) if text.starts_with('{') => {
            serde_json::from_str(text).map_err(|_| FilterError::Json(shown(text)))?
        }
        Some(text) => Some(text::to_json(text)?),
        None if brackets.is_empty() => None,
        None => Some(brackets),
    })
}

/// `name]=x` becomes `{"name": "x"}`, `name][$like]=x` becomes `{"name": {"$like": "x"}}`.
fn add_bracket(root: &mut Map<String, Value>, path: &str, value: &str) -> Result<(), FilterError> {
    let path = path.strip_suffix(']').ok_or(FilterError::Form)?;
    match path.split_once("][") {
        None => {
            // `filter[$or]=[…]` contains JSON.
            let value = if path.starts_with('$') {
                serde_json::from_str(value).map_err(|_| FilterError::Json(shown(value)))?
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

/// Whether a key is a logical operator.
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
                .ok_or_else(|| FilterError::Field(shown(name)))?;
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
                .ok_or_else(|| FilterError::Operator(shown(name)))?;
            compare(field, operator, value)
        });
        all(parts.collect::<Result<_, _>>()?)
    })
}

type Part<'a> = &'a dyn Fn(&Value, usize) -> Result<Filter, FilterError>;

/// `$and`, `$or` and `$not`; `None` if the object has none of them.
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

/// A single condition as it is, several as an `$and`.
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
        // The database never contains a NUL, and PostgreSQL refuses one.
        let text = value
            .as_str()
            .filter(|text| !text.contains('\0'))
            .ok_or_else(wrong)?;
        if text.chars().nth(MAX_OPERAND_CHARS).is_some() {
            return Err(FilterError::Long);
        }
        if field.is_time() && operator != Operator::Like {
            time(text).ok_or_else(wrong)
        } else {
            Ok(text.to_owned())
        }
    };
    let value = match (operator, value) {
        (Operator::In | Operator::Nin, Value::Array(items)) if items.len() > MAX_LIST_ITEMS => {
            return Err(FilterError::TooLarge);
        }
        (Operator::In | Operator::Nin, Value::Array(items)) => {
            Operand::List(items.iter().map(text).collect::<Result<_, _>>()?)
        }
        // Brackets have no lists, only strings separated by commas.
        (Operator::In | Operator::Nin, Value::String(items))
            if items.split(',').nth(MAX_LIST_ITEMS).is_some() =>
        {
            return Err(FilterError::TooLarge);
        }
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
    Ok(Filter::Compare {
        field,
        operator,
        value,
    })
}

/// A date or a time, with or without a zone, in the database's form.
fn time(text: &str) -> Option<String> {
    let moment = crate::clock::parse_timestamp(text)?;
    Some(crate::clock::wire_timestamp(moment))
}

fn comparisons(filter: &Filter) -> usize {
    match filter {
        Filter::Compare {
            value: Operand::List(items),
            ..
        } => items.len().max(1),
        Filter::Compare { .. } => 1,
        Filter::And(parts) | Filter::Or(parts) => parts.iter().map(comparisons).sum(),
        Filter::Not(part) => comparisons(part),
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
