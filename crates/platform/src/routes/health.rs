//! Liveness, readiness and version, in the recorded shapes.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::state::AppState;
use crate::store::Store;

/// The process answers.
#[derive(Serialize, JsonSchema)]
pub(super) struct Live {
    /// `live`
    status: &'static str,
}

/// `GET /health/live`: the process answers.
pub(super) async fn live() -> Json<Live> {
    Json(Live { status: "live" })
}

/// Requests can be served.
#[derive(Serialize, JsonSchema)]
pub(super) struct Ready {
    /// `ready`
    status: &'static str,
}

/// Requests can't be served.
#[derive(Serialize, JsonSchema)]
pub(super) struct NotReady {
    detail: NotReadyDetail,
}

/// Why not.
#[derive(Serialize, JsonSchema)]
struct NotReadyDetail {
    /// `not_ready`
    status: &'static str,
    /// What must work before requests can be served.
    reasons: Vec<Problem>,
}

/// `GET /health/ready`: requests can be served. Where not, the body says why, which the real
/// platform's doesn't.
pub(super) async fn ready(State(state): State<AppState>) -> Response {
    let reasons: Vec<Problem> = problems(&state)
        .await
        .into_iter()
        .filter(|problem| problem.blocks)
        .collect();
    if reasons.is_empty() {
        return Json(Ready { status: "ready" }).into_response();
    }
    let detail = NotReadyDetail {
        status: "not_ready",
        reasons,
    };
    (StatusCode::SERVICE_UNAVAILABLE, Json(NotReady { detail })).into_response()
}

/// The parts of the platform.
#[derive(Serialize, JsonSchema)]
pub(super) struct Status {
    /// `healthy`, `degraded` or `unhealthy`
    status: &'static str,
    services: Services,
    controllers: Controllers,
}

/// Which parts work.
#[derive(Serialize, JsonSchema)]
struct Services {
    ready: Vec<&'static str>,
    not_ready: Vec<Problem>,
}

/// NeMo Platform's controllers; there are none here.
#[derive(Serialize, JsonSchema)]
struct Controllers {
    healthy: bool,
    status: serde_json::Map<String, serde_json::Value>,
}

/// `GET /status`: the parts of the platform, one by one. Always 200.
pub(super) async fn status(State(state): State<AppState>) -> Json<Status> {
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
    Json(Status {
        status,
        services: Services { ready, not_ready },
        controllers: Controllers {
            healthy: true,
            status: serde_json::Map::new(),
        },
    })
}

/// What this is.
#[derive(Serialize, JsonSchema)]
pub(super) struct ClusterInfo {
    platform_version: &'static str,
    revision: &'static str,
}

/// `GET /cluster-info`: what this is. The version is the embedded platform's own.
pub(super) async fn cluster_info() -> Json<ClusterInfo> {
    Json(ClusterInfo {
        platform_version: env!("CARGO_PKG_VERSION"),
        revision: option_env!("NMP_REVISION").unwrap_or("dev"),
    })
}

/// A part that doesn't work.
#[derive(Serialize, JsonSchema)]
struct Problem {
    /// `entities`, `auth` or `studio`
    name: &'static str,
    /// What is wrong.
    message: String,
    /// Whether the API can't serve without it.
    #[serde(skip)]
    blocks: bool,
}

async fn problems(state: &AppState) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(message) = database_problem(&state.store).await {
        problems.push(Problem {
            name: "entities",
            message,
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

async fn database_problem(store: &Store) -> Option<String> {
    // While it is opened, that is logged.
    if let Some(why) = store.unopened() {
        return Some(format!("the database is not open yet: {why}"));
    }
    let error = store.ping().await.err()?;
    tracing::error!("{error}");
    Some("the database does not answer".to_owned())
}
