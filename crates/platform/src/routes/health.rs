//! Liveness, readiness and version, in the recorded shapes.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};

use crate::state::AppState;

/// `GET /health/live`: the process answers.
pub(super) async fn live() -> Json<Value> {
    Json(json!({ "status": "live" }))
}

/// `GET /health/ready`: requests can be served. Where not, the body says why, which the real
/// platform's doesn't.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Value>) {
    let reasons: Vec<Problem> = problems(&state)
        .await
        .into_iter()
        .filter(|problem| problem.blocks)
        .collect();
    if reasons.is_empty() {
        (StatusCode::OK, Json(json!({ "status": "ready" })))
    } else {
        let detail = json!({ "status": "not_ready", "reasons": reasons });
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "detail": detail })),
        )
    }
}

/// `GET /status`: the parts of the platform, one by one. Always 200.
pub(super) async fn status(State(state): State<AppState>) -> Json<Value> {
    const SERVICES: [&str; 3] = ["studio", "entities", "auth"];
    let not_ready = problems(&state).await;
    let ready: Vec<&str> = SERVICES
        .into_iter()
        .filter(|name| not_ready.iter().all(|problem| problem.name != *name))
        .collect();
    let status = match (ready.len(), not_ready.len()) {
        (_, 0) => "healthy",
        (0, _) => "unhealthy",
        _ => "degraded",
    };
    Json(json!({
        "status": status,
        "services": { "ready": ready, "not_ready": not_ready },
        "controllers": { "healthy": true, "status": {} },
    }))
}

/// `GET /cluster-info`: what this is. The version is the embedded platform's own.
pub(super) async fn cluster_info() -> Json<Value> {
    Json(json!({
        "platform_version": env!("CARGO_PKG_VERSION"),
        "revision": option_env!("NMP_REVISION").unwrap_or("dev"),
    }))
}

/// A part that doesn't work.
#[derive(Serialize)]
struct Problem {
    name: &'static str,
    message: String,
    /// Whether the API can't serve without it.
    #[serde(skip)]
    blocks: bool,
}

async fn problems(state: &AppState) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Err(error) = state.store.ping().await {
        tracing::error!("{error}");
        problems.push(Problem {
            name: "entities",
            message: "the database does not answer".to_owned(),
            blocks: true,
        });
    }
    if let Some(message) = state
        .provider
        .as_ref()
        .and_then(|provider| provider.problem())
    {
        problems.push(Problem {
            name: "auth",
            message,
            blocks: true,
        });
    }
    if !state.studio.is_built() {
        problems.push(Problem {
            name: "studio",
            message: "Studio is not built".to_owned(),
            blocks: false,
        });
    }
    problems
}
