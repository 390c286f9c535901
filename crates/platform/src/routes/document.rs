//! The OpenAPI 3.1 document, made from the code: paths, methods and security from the table of
//! routes, bodies from the wire types, and the meaning of an operation from the
//! [`crate::openapi::Operation`] of its route. A route without one doesn't compile, so the document
//! is complete.

use std::sync::OnceLock;

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use super::route::{Route, Rule};
use crate::config::Dialect;
use crate::openapi::Schemas;
use crate::state::AppState;

/// The name of the security scheme.
const BEARER: &str = "bearer";

/// `GET /openapi.json`
pub(super) async fn serve(state: AppState, table: fn() -> Vec<Route>) -> impl IntoResponse {
    static IN_NMP: OnceLock<Bytes> = OnceLock::new();
    static IN_HELIX: OnceLock<Bytes> = OnceLock::new();
    let dialect = state.settings.dialect;
    let known = match dialect {
        Dialect::Nmp => &IN_NMP,
        Dialect::Helix => &IN_HELIX,
    };
    let document = known.get_or_init(|| Bytes::from(text(&document(&table()), dialect)));
    ([(CONTENT_TYPE, "application/json")], document.clone())
}

/// The document in a dialect: the names of the platform administrators' role differ.
fn text(document: &Value, dialect: Dialect) -> String {
    document.to_string().replace(
        Dialect::Nmp.platform_admin_name(),
        dialect.platform_admin_name(),
    )
}

/// The document of these routes.
fn document(routes: &[Route]) -> Value {
    let mut schemas = Schemas::default();
    let mut paths = Map::new();
    for route in routes {
        let operation = operation(route, &mut schemas);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "NeMo Platform, embedded",
            "summary": "Workspaces, and access to them.",
            "description": "Every API error is `{\"detail\": …}`. A caller without access gets 403, \
                even for what doesn't exist.",
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
                    "description": "A token as described by `GET /apis/auth/discovery`. Not \
                        needed while authentication is off.",
                },
            },
        },
    })
}

fn operation(route: &Route, schemas: &mut Schemas) -> Value {
    let mut operation = (route.describe)().to_json(&route.path_parameters(), schemas);
    if route.rule != Rule::Open {
        operation["security"] = json!([{ BEARER: [] }]);
        let answers = &mut operation["responses"];
        let may = matches!(route.rule, Rule::May(_)).then_some((
            403,
            "The caller has no access, or a quota is used up; `detail` then names it.",
        ));
        let refusals = [
            (401, "No token, or an invalid one."),
            (
                429,
                "Too many changes, or too many requests without a valid token.",
            ),
            (
                503,
                "The token can't be checked now, or the server is too busy.",
            ),
        ];
        for (status, description) in refusals.into_iter().chain(may) {
            answers[status.to_string()] = schemas.refusal(description);
        }
        answers["429"]["headers"] = json!({
            "Retry-After": {
                "description": "Seconds until the request is allowed again.",
                "required": true,
                "schema": { "type": "integer", "minimum": 1 },
            },
        });
    }
    operation
}

#[cfg(test)]
mod tests {
    use super::super::table::table;
    use super::*;

    #[test]
    fn every_route_is_described_once() {
        let document = document(&table());
        let mut names = std::collections::HashSet::new();
        for route in table() {
            let method = route.method.as_str().to_lowercase();
            let operation = &document["paths"][route.path][&method];
            assert!(operation.is_object(), "{method} {}", route.path);
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name.clone()), "two routes are called {name}");
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
        let document = document(&table());
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }
}
