//! Authentication and authorization in front of a handler.

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::identify::{identify, refused};
use super::observe::REQUEST_ID;
use super::unread;
use crate::authn::{Caller, Names, Peer};
use crate::authz::{Action, Decision, Grants, decide};
use crate::error::ApiError;
use crate::limits::Turn;
use crate::state::AppState;
use crate::store::Author;
use crate::validation::Query;

/// A caller whom the route's rule allows. Only `authorize` makes one, so a handler that takes it
/// can't run for anyone else.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// The caller and the action.
    pub author: Author,
    is_platform_admin: bool,
}

impl Allowed {
    /// The names that the caller is bound by; `None` if they may see all workspaces.
    pub fn sees_only(&self) -> Option<Names> {
        match &self.author.caller {
            Caller::Anybody => None,
            Caller::Principal(_) if self.is_platform_admin => None,
            Caller::Principal(principal) => Some(principal.names()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Allowed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Absent only if a route's rule is open but its handler is not.
        parts.extensions.get().cloned().ok_or(ApiError::Forbidden)
    }
}

/// Lets a request through if its caller may do the action, and passes the caller to the handler.
pub(super) async fn authorize(
    State((state, action)): State<(AppState, Action)>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let (mut head, body) = request.into_parts();
    match check(&state, action, params, &head).await {
        // The turn ends with the answer.
        Ok((allowed, _turn)) => {
            head.extensions.insert(allowed);
            Ok(next.run(Request::from_parts(head, body)).await)
        }
        Err(refusal) => {
            unread::discard(&head.headers, body).await;
            Err(refusal)
        }
    }
}

async fn check(
    state: &AppState,
    action: Action,
    params: Result<RawPathParams, RawPathParamsRejection>,
    head: &Parts,
) -> Result<(Allowed, Option<Turn>), ApiError> {
    let peer = head.extensions.get::<Peer>().map(|peer| peer.0);
    let caller = identify(state, &head.headers, peer).await?;
    if let Err(too_many) = state.limits.count(action, &caller, peer) {
        return Err(refused(state, too_many));
    }
    let params = params.map_err(|_| ApiError::Path)?;
    // No name contains it, and PostgreSQL refuses it.
    if params.iter().any(|(_, value)| value.contains('\0')) {
        return Err(ApiError::Path);
    }
    let turn = state.limits.turn(&head.method, &caller, peer).await;
    let dialect = state.settings.dialect;
    let grants = match &caller {
        Caller::Anybody => Grants::default(),
        Caller::Principal(principal) => {
            let in_query;
            let workspace = match action {
                Action::ReadAudit | Action::ReadGroupRules => {
                    in_query = Query::parse(head.uri.query());
                    // No name contains a NUL, and PostgreSQL refuses it; the handler says so.
                    let named = in_query.last_filled("workspace");
                    named.filter(|name| !name.contains('\0'))
                }
                _ => params
                    .iter()
                    .find(|(name, _)| *name == "workspace")
                    .map(|(_, value)| value),
            };
            let names = principal.names();
            let grants = match (action, workspace) {
                (Action::ReadBindings, _) | (Action::ReadAudit, None) => {
                    state.store.grants_anywhere(&names).await?
                }
                _ => state.store.grants(&names, workspace).await?,
            };
            match decide(dialect, action, workspace, &principal.scopes, &grants) {
                Decision::Allow => grants,
                Decision::Deny => return Err(ApiError::Forbidden),
                Decision::InsufficientScope(access) => {
                    return Err(ApiError::InsufficientScope(access));
                }
            }
        }
    };
    let author = Author {
        caller,
        action,
        // `observe` put it there.
        request_id: head
            .headers
            .get(REQUEST_ID)
            .and_then(|id| id.to_str().ok())
            .map(str::to_owned),
    };
    let allowed = Allowed {
        author,
        is_platform_admin: grants.is_platform_admin(dialect),
    };
    Ok((allowed, turn))
}
