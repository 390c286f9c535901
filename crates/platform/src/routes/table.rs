//! Every route of the API: method, path, who may, handler, description.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use nmp_types::Permission;

use super::{audit, describe, discovery, health, members, metrics, workspaces};
use crate::authz::Action;
use crate::openapi::{self, Operation};
use crate::state::AppState;

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
    /// The path; `{workspace}` in it is what [`Action::InWorkspace`] is about. Of
    /// [`Action::ReadAudit`] that is the parameter `workspace` of the query, if it is given.
    pub path: &'static str,
    /// Who may.
    pub rule: Rule,
    /// What it means, for the OpenAPI document.
    pub describe: fn() -> Operation,
    pub(super) handler: MethodRouter<AppState>,
}

impl Route {
    /// The names of the parameters in the path, in order.
    pub fn path_parameters(&self) -> Vec<&'static str> {
        self.path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .collect()
    }
}

/// Every route of the API.
#[rustfmt::skip::macros(vec)]
pub fn table() -> Vec<Route> {
    use Action::{CreateWorkspace, InWorkspace, ListWorkspaces, ReadAudit};
    use Permission::{DeleteWorkspace, ListMembers, ManageMembers, ReadWorkspace, UpdateWorkspace};
    use Rule::{May, Open};
    const WORKSPACES: &str = "/apis/entities/v2/workspaces";
    const WORKSPACE: &str = "/apis/entities/v2/workspaces/{workspace}";
    const MEMBERS: &str = "/apis/entities/v2/workspaces/{workspace}/members";
    const MEMBER: &str = "/apis/entities/v2/workspaces/{workspace}/members/{principal}";
    let (get, post, put, delete) = (&Method::GET, &Method::POST, &Method::PUT, &Method::DELETE);
    let (read, update) = (
        May(InWorkspace(ReadWorkspace)),
        May(InWorkspace(UpdateWorkspace)),
    );
    let (list, manage) = (
        May(InWorkspace(ListMembers)),
        May(InWorkspace(ManageMembers)),
    );
    vec![
        route(get, "/openapi.json", Open, openapi::serve, describe::openapi),
        route(get, "/apis/auth/discovery", Open, discovery::discovery, describe::discovery),
        route(get, "/apis/auth/v2/audit", May(ReadAudit), audit::list, describe::audit),
        route(get, "/health/live", Open, health::live, describe::live),
        route(get, "/health/ready", Open, health::ready, describe::ready),
        route(get, "/status", Open, health::status, describe::status),
        route(get, "/cluster-info", Open, health::cluster_info, describe::cluster_info),
        route(get, "/metrics", Open, metrics::metrics, describe::metrics),
        route(get, WORKSPACES, May(ListWorkspaces), workspaces::list, describe::list_workspaces),
        route(post, WORKSPACES, May(CreateWorkspace), workspaces::create, describe::create_workspace),
        route(get, WORKSPACE, read, workspaces::get, describe::get_workspace),
        route(put, WORKSPACE, update, workspaces::update, describe::update_workspace),
        route(delete, WORKSPACE, May(InWorkspace(DeleteWorkspace)), workspaces::delete, describe::delete_workspace),
        route(get, MEMBERS, list, members::list, describe::list_members),
        route(post, MEMBERS, manage, members::add, describe::add_member),
        route(put, MEMBER, manage, members::set_roles, describe::set_roles),
        route(delete, MEMBER, manage, members::remove, describe::remove_member),
    ]
}

fn route<H, T>(
    method: &Method,
    path: &'static str,
    rule: Rule,
    handler: H,
    describe: fn() -> Operation,
) -> Route
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
        describe,
        handler: on(filter, handler),
    }
}
