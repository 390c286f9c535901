//! The OpenAPI 3.1 document, made from the code: paths, methods and who may from the table of
//! routes, bodies from the wire types, and what an operation means from the [`Operation`] that
//! each route has. A route without one doesn't compile, so nothing can be left out.

mod operation;

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::routes::{self, Route, Rule};

pub use operation::{Operation, Parameter};

/// The name of the security scheme.
const BEARER: &str = "bearer";

/// `GET /openapi.json`
pub async fn serve() -> impl IntoResponse {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(document().to_string()));
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.clone())
}

/// The document.
pub fn document() -> Value {
    let mut schemas = Schemas::new();
    let mut paths = Map::new();
    for route in routes::table() {
        let operation = operation(&route, &mut schemas);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "NeMo Platform, embedded",
            "summary": "Workspaces and who may do what in them.",
            "description": "Every API error is `{\"detail\": …}`. What a caller may not know of is \
                answered 403, also where it doesn't exist.",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas.components(),
            "securitySchemes": {
                BEARER: {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A token as `GET /apis/auth/discovery` says. While \
                        authentication is off none is needed.",
                },
            },
        },
    })
}

fn operation(route: &Route, schemas: &mut Schemas) -> Value {
    let mut operation = (route.describe)().to_json(&route.path_parameters(), schemas);
    if matches!(route.rule, Rule::May(_)) {
        operation["security"] = json!([{ BEARER: [] }]);
        let answers = &mut operation["responses"];
        let refusals = [
            (
                401,
                "Nobody is identified: no token, or one that doesn't hold.",
            ),
            (403, "The caller may not, or may not know."),
            (
                503,
                "The token can't be checked at the moment, or the server is too busy.",
            ),
        ];
        for (status, description) in refusals {
            answers[status.to_string()] = schemas.refusal(description);
        }
    }
    operation
}

/// The schemas that the document refers to, collected while it is made.
pub struct Schemas {
    answers: SchemaGenerator,
    bodies: SchemaGenerator,
}

/// Makes the schema of a type.
pub type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

impl Schemas {
    fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        // What may be sent is not what may come back (roles, for one), so these are apart:
        // those of answers are the named ones, those of bodies are written where they are used.
        let bodies = settings
            .clone()
            .with(|settings| settings.inline_subschemas = true);
        Self {
            answers: settings.for_serialize().into_generator(),
            bodies: bodies.into_generator(),
        }
    }

    fn answer(&mut self, description: &str, schema: MakeSchema) -> Value {
        let schema = schema(&mut self.answers);
        json!({
            "description": description,
            "content": { "application/json": { "schema": schema } },
        })
    }

    fn refusal(&mut self, description: &str) -> Value {
        self.answer(
            description,
            SchemaGenerator::subschema_for::<nmp_types::ErrorBody>,
        )
    }

    fn body(&mut self, schema: MakeSchema) -> Value {
        let schema = schema(&mut self.bodies);
        json!({
            "required": true,
            "content": { "application/json": { "schema": schema } },
        })
    }

    fn parameter(&mut self, schema: MakeSchema) -> Schema {
        schema(&mut self.answers)
    }

    fn components(mut self) -> Map<String, Value> {
        self.answers.take_definitions(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_described_once() {
        let document = document();
        let mut names = std::collections::HashSet::new();
        for route in routes::table() {
            let method = route.method.as_str().to_lowercase();
            let operation = &document["paths"][route.path][&method];
            assert!(operation.is_object(), "{method} {}", route.path);
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name.clone()), "{name} is of two routes");
            let secured = operation["security"].is_array();
            assert_eq!(secured, route.rule != Rule::Open, "{name}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str));
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(items) => items.iter().for_each(|item| references(item, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}
