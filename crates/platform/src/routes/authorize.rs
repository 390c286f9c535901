//! Authentication and authorization in front of a handler.

use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::observe::REQUEST_ID;
use crate::authn::{Caller, Peer};
use crate::authz::{Action, Decision, Grants, decide};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::Author;
use crate::validation::Query;

/// Someone who may do what the route is for. Only `authorize` makes one, so a handler that
/// asks for it can't run for anyone else.
#[derive(Debug, Clone)]
pub struct Allowed {
    /// Who is calling, and what for.
    pub author: Author,
    grants: Grants,
}

impl Allowed {
    /// The caller, if all workspaces are theirs to see; else the names they are bound by.
    pub fn sees_only(&self) -> Option<Vec<String>> {
        match &self.author.caller {
            Caller::Anybody => None,
            Caller::Principal(_) if self.grants.is_platform_admin() => None,
            Caller::Principal(principal) => Some(principal.names()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Allowed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Absent only if a route is open by its rule but not by its handler.
        parts.extensions.get().cloned().ok_or(ApiError::Forbidden)
    }
}

/// Lets a request through if its caller may do the action, and tells the handler who it is.
pub(super) async fn authorize(
    State((state, action)): State<(AppState, Action)>,
    params: Result<RawPathParams, axum::extract::rejection::RawPathParamsRejection>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let caller = state
        .authenticator
        .authenticate(request.headers(), peer)
        .await?;
    let params = params.map_err(|_| ApiError::Path)?;
    // Nothing has a name with it, and PostgreSQL doesn't take it.
    if params.iter().any(|(_, value)| value.contains('\0')) {
        return Err(ApiError::Path);
    }
    let grants = match &caller {
        Caller::Anybody => Grants::default(),
        Caller::Principal(principal) => {
            let in_query;
            let workspace = match action {
                Action::ReadAudit => {
                    in_query = Query::parse(request.uri().query());
                    in_query.last_filled("workspace")
                }
                _ => params
                    .iter()
                    .find(|(name, _)| *name == "workspace")
                    .map(|(_, value)| value),
            };
            let names = principal.names();
            let grants = match (action, workspace) {
                (Action::ReadAudit, None) => state.store.grants_anywhere(&names).await?,
                _ => state.store.grants(&names, workspace).await?,
            };
            match decide(action, workspace, &principal.scopes, &grants) {
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
        request_id: request
            .headers()
            .get(REQUEST_ID)
            .and_then(|id| id.to_str().ok())
            .map(str::to_owned),
    };
    let allowed = Allowed { author, grants };
    request.extensions_mut().insert(allowed);
    Ok(next.run(request).await)
}
