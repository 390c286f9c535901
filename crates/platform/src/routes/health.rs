//! Liveness, readiness and version, in the recorded shapes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::authn::provider::Provider;
use crate::state::AppState;
use crate::store::Store;

/// The process is alive.
#[derive(Serialize, JsonSchema)]
pub(super) struct Live {
    /// `live`
    status: &'static str,
}

/// `GET /health/live`: the process is alive.
pub(super) async fn live() -> Json<Live> {
    Json(Live { status: "live" })
}

/// The server can serve requests.
#[derive(Serialize, JsonSchema)]
pub(super) struct Ready {
    /// `ready`
    status: &'static str,
}

/// The server can't serve requests.
#[derive(Serialize, JsonSchema)]
pub(super) struct NotReady {
    detail: NotReadyDetail,
}

/// The reasons.
#[derive(Serialize, JsonSchema)]
struct NotReadyDetail {
    /// `not_ready`
    status: &'static str,
    /// What must work before the server can serve requests.
    reasons: Vec<Problem>,
}

/// `GET /health/ready`: whether the server can serve requests. If not, the body says why, unlike
/// the real platform's.
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

/// The working parts.
#[derive(Serialize, JsonSchema)]
struct Services {
    ready: Vec<&'static str>,
    not_ready: Vec<Problem>,
}

/// NeMo Platform's controllers; always empty here.
#[derive(Serialize, JsonSchema)]
struct Controllers {
    healthy: bool,
    status: serde_json::Map<String, serde_json::Value>,
}

/// `GET /status`: the state of each part of the platform. Always 200.
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

/// The server's version.
#[derive(Serialize, JsonSchema)]
pub(super) struct ClusterInfo {
    platform_version: &'static str,
    revision: &'static str,
}

/// `GET /cluster-info`: the embedded platform's own version.
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
    /// What is wrong. Anyone can read it, so it has no addresses; the log does.
    message: String,
    /// Whether the API needs it.
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
            message: message.to_owned(),
            blocks: true,
        });
    }
    let failing = |provider: &Arc<Provider>| provider.is_failing() && provider.problem().is_none();
    if state.provider.as_ref().is_some_and(failing) {
        problems.push(Problem {
            name: "auth",
            message: "the identity provider's keys could not be refreshed; the last known \
                      keys are in use"
                .to_owned(),
            blocks: false,
        });
    }
    // The others' tokens work, so it takes no server out of service.
    for (index, provider) in state.trusted.iter().enumerate() {
        let stale = "its keys could not be refreshed; the last known keys are in use";
        let failing = provider.is_failing().then_some(stale);
        if let Some(message) = provider.problem().or(failing) {
            problems.push(Problem {
                name: "auth",
                message: format!("auth.oidc.trusted_issuers[{index}]: {message}"),
                blocks: false,
            });
        }
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
    // The opening itself is logged.
    if let Some(why) = store.unopened_reason() {
        return Some(format!("the database is not open yet: {why}"));
    }
    Some(store.trouble().await?.reason().to_owned())
}
