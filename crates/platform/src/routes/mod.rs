//! The HTTP API, all of it on this page.
//!
//! A route is made of method, path, [`Rule`] and handler, so that none can be added without
//! saying who may call it. The rule is enforced before the handler sees the request, and before
//! its body is looked at: 401, then 403, then 422, then 404 or 409.

mod authorize;
mod discovery;
mod health;
mod layers;
mod members;
mod unmatched;
mod workspaces;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{MethodFilter, MethodRouter, any, get, on};
use nmp_types::Permission;

use crate::authz::Action;
use crate::state::AppState;
use crate::studio;

pub use authorize::Allowed;

/// Larger request bodies are refused.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anyone, without credentials.
    Open,
    /// Those whom [`crate::authz::decide`] allows this.
    May(Action),
}

/// One method of one path.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path; `{workspace}` in it is what [`Action::InWorkspace`] is about.
    pub path: &'static str,
    /// Who may.
    pub rule: Rule,
    handler: MethodRouter<AppState>,
}

/// Every route of the API.
pub fn table() -> Vec<Route> {
    use Action::{CreateWorkspace, InWorkspace, ListWorkspaces};
    use Permission::{DeleteWorkspace, ListMembers, ManageMembers, ReadWorkspace, UpdateWorkspace};
    use Rule::{May, Open};
    const WORKSPACES: &str = "/apis/entities/v2/workspaces";
    const WORKSPACE: &str = "/apis/entities/v2/workspaces/{workspace}";
    const MEMBERS: &str = "/apis/entities/v2/workspaces/{workspace}/members";
    const MEMBER: &str = "/apis/entities/v2/workspaces/{workspace}/members/{principal}";
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    vec![
        route(&get, "/apis/auth/discovery", Open, discovery::discovery),
        route(&get, "/health/live", Open, health::live),
        route(&get, "/health/ready", Open, health::ready),
        route(&get, "/status", Open, health::status),
        route(&get, "/cluster-info", Open, health::cluster_info),
        route(&get, WORKSPACES, May(ListWorkspaces), workspaces::list),
        route(&post, WORKSPACES, May(CreateWorkspace), workspaces::create),
        route(
            &get,
            WORKSPACE,
            May(InWorkspace(ReadWorkspace)),
            workspaces::get,
        ),
        route(
            &put,
            WORKSPACE,
            May(InWorkspace(UpdateWorkspace)),
            workspaces::update,
        ),
        route(
            &delete,
            WORKSPACE,
            May(InWorkspace(DeleteWorkspace)),
            workspaces::delete,
        ),
        route(&get, MEMBERS, May(InWorkspace(ListMembers)), members::list),
        route(
            &post,
            MEMBERS,
            May(InWorkspace(ManageMembers)),
            members::add,
        ),
        route(
            &put,
            MEMBER,
            May(InWorkspace(ManageMembers)),
            members::set_roles,
        ),
        route(
            &delete,
            MEMBER,
            May(InWorkspace(ManageMembers)),
            members::remove,
        ),
    ]
}

fn route<H, T>(method: &Method, path: &'static str, rule: Rule, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let filter = match *method {
        Method::POST => MethodFilter::POST,
        Method::PUT => MethodFilter::PUT,
        Method::DELETE => MethodFilter::DELETE,
        _ => MethodFilter::GET,
    };
    Route {
        method: method.clone(),
        path,
        rule,
        handler: on(filter, handler),
    }
}

/// The whole server: the API, Studio under `/studio/`, and what goes around every request.
pub fn router(state: AppState) -> Router {
    let mut router = Router::new();
    for route in table() {
        let handler = match route.rule {
            Rule::Open => route.handler,
            Rule::May(action) => route.handler.route_layer(from_fn_with_state(
                (state.clone(), action),
                authorize::authorize,
            )),
        };
        router = router.route(route.path, handler);
    }
    let router = router
        .fallback(unmatched::path)
        .method_not_allowed_fallback(unmatched::method)
        .layer(layers::never_stored())
        .route("/", get(|| async { Redirect::temporary("/studio/") }))
        .route("/studio", get(|| async { Redirect::permanent("/studio/") }))
        .route("/studio/", any(studio::serve))
        .route("/studio/{*path}", any(studio::serve))
        .with_state(state);
    layers::around_everything(router)
}
