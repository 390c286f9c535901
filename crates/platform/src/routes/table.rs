//! Every route of the API: method, path, rule, handler, description.

use axum::extract::State;
use axum::http::Method;
use nmp_types::Permission;

use super::route::{Refusal, Route, Rule, route};
use super::{
    access_keys, audit, authenticate, describe, discovery, document, group_roles, health, jwks, me,
    members, metrics, plugins, projects, role_bindings, workspaces,
};
use crate::authz::Action;

/// Every route of the API.
#[rustfmt::skip::macros(vec)]
pub fn table() -> Vec<Route> {
    use Action::{
        CreateWorkspace, InWorkspace, ListWorkspaces, ReadAudit, ReadBindings, ReadDeletions,
        ReadGroupRules,
    };
    use Permission::{DeleteWorkspace, ListMembers, ManageMembers, ReadWorkspace, UpdateWorkspace};
    use Rule::{May, Open, SignedIn};
    const AUTHENTICATE: &str = "/apis/auth/authenticate";
    const KEYS: &str = "/apis/auth/v2/access-keys";
    const KEY: &str = "/apis/auth/v2/access-keys/{jti}";
    const SUSPEND: &str = "/apis/auth/v2/access-keys/{jti}/suspend";
    const UNSUSPEND: &str = "/apis/auth/v2/access-keys/{jti}/unsuspend";
    const ROTATE: &str = "/apis/auth/v2/access-keys/{jti}/rotate";
    const BINDINGS: &str = "/apis/auth/v2/iam/role-bindings";
    const DELETION: &str = "/apis/entities/v2/workspace-deletions/{name}";
    const PROJECTS: &str = "/apis/entities/v2/workspaces/{workspace}/projects";
    const PROJECT: &str = "/apis/entities/v2/workspaces/{workspace}/projects/{name}";
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
    let keys = SignedIn(Refusal::Usual);
    let who = SignedIn(Refusal::OfAuthenticate);
    vec![
        route(get, "/openapi.json", Open, |State(state)| document::serve(state, table), describe::openapi),
        route(get, "/apis/auth/discovery", Open, discovery::discovery, describe::discovery),
        route(get, AUTHENTICATE, who, authenticate::authenticate, describe::authenticate),
        route(post, AUTHENTICATE, who, authenticate::authenticate, describe::authenticate_by_post),
        route(get, "/apis/auth/v2/me", who, me::me, describe::me),
        route(get, "/apis/auth/jwks", Open, jwks::keys, describe::jwks),
        route(get, KEYS, keys, access_keys::disabled, describe::list_access_keys),
        route(post, KEYS, keys, access_keys::disabled, describe::create_access_key),
        route(delete, KEY, keys, access_keys::disabled, describe::revoke_access_key),
        route(post, SUSPEND, keys, access_keys::disabled, describe::suspend_access_key),
        route(post, UNSUSPEND, keys, access_keys::disabled, describe::unsuspend_access_key),
        route(post, ROTATE, keys, access_keys::disabled, describe::rotate_access_key),
        route(get, "/apis/plugins", Open, plugins::list, describe::plugins),
        route(get, "/apis/auth/v2/audit", May(ReadAudit), audit::list, describe::audit),
        route(get, "/apis/auth/v2/group-roles", May(ReadGroupRules), group_roles::list, describe::list_group_roles),
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
        route(get, PROJECTS, read, projects::list, describe::list_projects),
        route(post, PROJECTS, update, projects::create, describe::create_project),
        route(get, PROJECT, read, projects::get, describe::get_project),
        route(put, PROJECT, update, projects::update, describe::update_project),
        route(delete, PROJECT, update, projects::delete, describe::delete_project),
        route(get, DELETION, May(ReadDeletions), workspaces::deletion, describe::deletion),
        route(get, BINDINGS, May(ReadBindings), role_bindings::list, describe::list_role_bindings),
    ]
}
