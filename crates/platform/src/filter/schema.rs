//! The JSON form of a filter as a JSON Schema, without limits of size and depth.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::error::{MAX_LIST_ITEMS, MAX_OPERAND_CHARS};
use super::{Field, Filter, Operator};

impl JsonSchema for Filter {
    fn schema_name() -> Cow<'static, str> {
        "Filter".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // A plain value means `$eq`.
        let texts = json!({ "oneOf": [or_null(&text()), generator.subschema_for::<Texts>()] });
        let times = json!({ "oneOf": [or_null(&time()), generator.subschema_for::<Times>()] });
        let fields: Map<String, Value> = Field::ALL
            .into_iter()
            .map(|field| {
                let condition = if field.is_time() { &times } else { &texts };
                (field.name().to_owned(), condition.clone())
            })
            .collect();
        let mut forms = combinations(&generator.subschema_for::<Filter>());
        forms.push(json!({
            "type": "object",
            "properties": fields,
            "additionalProperties": false,
            "minProperties": 1,
        }));
        json_schema!({
            "description": "A condition on workspaces: fields compared with values, or a \
                combination of conditions.",
            "oneOf": forms,
        })
    }
}

/// Conditions on a string field.
struct Texts;

/// Conditions on a time field.
struct Times;

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "TextCondition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        condition(&text(), &generator.subschema_for::<Self>())
    }
}

impl JsonSchema for Times {
    fn schema_name() -> Cow<'static, str> {
        "TimeCondition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        condition(&time(), &generator.subschema_for::<Self>())
    }
}

fn text() -> Value {
    json!({ "type": "string", "pattern": r"^[^\x00]*$", "maxLength": MAX_OPERAND_CHARS })
}

fn time() -> Value {
    json!({
        "description": "UTC without a zone.",
        "type": "string",
        "format": "date-time",
    })
}

fn or_null(value: &Value) -> Value {
    json!({ "anyOf": [value, { "type": "null" }] })
}

/// Operators with values, or a combination of conditions.
fn condition(value: &Value, itself: &Schema) -> Schema {
    let operators: Map<String, Value> = Operator::ALL
        .into_iter()
        .map(|operator| {
            let operand = match operator {
                Operator::Eq => or_null(value),
                Operator::Like => text(),
                Operator::In | Operator::Nin => {
                    json!({ "type": "array", "items": value, "maxItems": MAX_LIST_ITEMS })
                }
                _ => value.clone(),
            };
            (operator.name().to_owned(), operand)
        })
        .collect();
    let mut forms = combinations(itself);
    forms.push(json!({
        "type": "object",
        "properties": operators,
        "additionalProperties": false,
        "minProperties": 1,
    }));
    json_schema!({ "oneOf": forms })
}

/// `$and`, `$or` and `$not`.
fn combinations(part: &Schema) -> Vec<Value> {
    let several = json!({ "type": "array", "items": part, "minItems": 1 });
    [
        ("$and", &several),
        ("$or", &several),
        ("$not", &json!(part)),
    ]
    .map(|(name, parts)| {
        json!({
            "type": "object",
            "properties": { name: parts },
            "required": [name],
            "additionalProperties": false,
        })
    })
    .into()
}
