//! What NeMo Helix added to NeMo Platform's API, as recorded from 0.8.1, and where this platform
//! differs from it.

use serde_json::{Value, json};

use super::recordings::{Exchange, Response, parse};
use super::replay;
use crate::support::App;

fn exchanges() -> Vec<Exchange> {
    parse(include_str!("../../fixtures/nemo-helix-0.8.1-added.json"))
}

/// An exchange with a different outcome: name, our status and body, reason.
type Difference = (&'static str, u16, fn() -> Value, &'static str);

const DELETED_AT_ONCE: &str = "A small workspace is deleted, and its name free, when the deletion is answered; there \
    it stays reserved until everything in it is removed.";

const DIFFERENCES: [Difference; 5] = [
    (
        "projects in a missing workspace as platform admin",
        404,
        || json!({ "detail": "Workspace 'nope' not found" }),
        "An empty list says that the workspace exists.",
    ),
    (
        "deletion status as creator",
        404,
        not_found,
        DELETED_AT_ONCE,
    ),
    (
        "deletion status as platform admin",
        404,
        not_found,
        DELETED_AT_ONCE,
    ),
    ("create while being deleted", 201, created, DELETED_AT_ONCE),
    (
        "delete while being deleted",
        200,
        || json!({ "message": "Workspace marked for deletion", "id": "team-a" }),
        "See the exchange before: here it is a new workspace.",
    ),
];

fn not_found() -> Value {
    json!({ "detail": "Workspace 'team-a' not found" })
}

fn created() -> Value {
    json!({
        "id": "workspace-pZPuam6uDWdZeyazdwUWH",
        "name": "team-a",
        "description": null,
        "created_at": "2026-11-26T18:09:29.311902",
        "created_by": "alice@example.com",
        "updated_at": "2026-11-26T18:09:29.311902",
        "updated_by": "alice@example.com",
    })
}

fn difference(name: &str) -> Option<&'static Difference> {
    DIFFERENCES.iter().find(|difference| difference.0 == name)
}

#[tokio::test]
async fn what_nemo_helix_added() {
    let app = App::quickstart_with(&[("NMP_AUTH_DIALECT", "helix")]).await;
    let unlike = replay(&app, exchanges(), |name, recorded| match difference(name) {
        Some((_, status, body, _)) => Response {
            status: *status,
            body: body(),
        },
        None => recorded,
    });
    let unlike = unlike.await;
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
}

#[test]
fn every_difference_from_what_it_added_exists() {
    let exchanges = exchanges();
    for (name, status, body, reason) in &DIFFERENCES {
        let exchange = exchanges.iter().find(|exchange| exchange.name == *name);
        let exchange = exchange.unwrap_or_else(|| panic!("no exchange {name:?}"));
        let ours = Response {
            status: *status,
            body: body(),
        };
        assert_ne!(ours, exchange.response, "{name}");
        assert!(!reason.is_empty(), "{name}");
    }
}
