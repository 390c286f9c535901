//! A route: method, path, rule, handler, description.

use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::authz::Action;
use crate::openapi::Operation;
use crate::state::AppState;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anyone, without credentials.
    Open,
    /// Anyone who is identified, whatever their scopes and roles.
    SignedIn(Refusal),
    /// Callers whom [`crate::authz::decide`] allows this action.
    May(Action),
}

/// The words for callers who aren't identified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Those of most routes.
    Usual,
    /// Those of `/apis/auth/authenticate`, as recorded.
    OfAuthenticate,
}

/// One method of one path.
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path; its `{workspace}` is the workspace of [`Action::InWorkspace`]. For
    /// [`Action::ReadAudit`] and [`Action::ReadGroupRules`] that is the query's parameter `workspace`, if given.
    pub path: &'static str,
    /// Who may call it.
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

/// Makes a route.
pub(super) fn route<H, T>(
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
