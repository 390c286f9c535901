//! Identifies callers, and refuses those it can't identify.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

use super::route::Refusal;
use super::unread;
use crate::authn::{AuthnError, Caller, Peer};
use crate::error::ApiError;
use crate::limits::{Failed, TooMany};
use crate::state::AppState;

/// Identifies the caller. Failures are counted, and after too many become 429 instead of 401.
pub(super) async fn identify(
    state: &AppState,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
) -> Result<Caller, ApiError> {
    let suspected = state.limits.suspects(peer);
    let identified = state
        .authenticator
        .authenticate(headers, peer, suspected)
        .await;
    let unidentified = match identified {
        Ok(caller) => return Ok(caller),
        Err(unidentified) => unidentified,
    };
    let counted = match &unidentified.error {
        // The token can't be judged, so the answer is 503.
        AuthnError::KeysUnavailable | AuthnError::Introspection(_) => Ok(()),
        AuthnError::NotValid { token, .. } => state.limits.count_failure(Failed::With(*token)),
        AuthnError::Missing
        | AuthnError::Refused(_)
        | AuthnError::Gateway(_)
        | AuthnError::UnsignedRefused
        | AuthnError::NoProvider => state.limits.count_failure(Failed::At(peer)),
    };
    match counted {
        Ok(()) => Err(unidentified.into()),
        Err(too_many) => Err(refused(state, too_many)),
    }
}

/// An identified caller. Only [`require`] makes one.
#[derive(Debug, Clone)]
pub(super) struct Identified(pub Caller);

impl<S: Sync> FromRequestParts<S> for Identified {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // Absent only if a route's rule is open but its handler is not.
        parts.extensions.get().cloned().ok_or(ApiError::Forbidden)
    }
}

/// Lets a request through if its caller is identified, whatever their scopes and roles, and passes
/// the caller to the handler.
pub(super) async fn require(
    State((state, refusal)): State<(AppState, Refusal)>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let (mut head, body) = request.into_parts();
    let peer = head.extensions.get::<Peer>().map(|peer| peer.0);
    match identify(&state, &head.headers, peer).await {
        Ok(caller) => {
            let _turn = state.limits.turn(&head.method, &caller, peer).await;
            head.extensions.insert(Identified(caller));
            Ok(next.run(Request::from_parts(head, body)).await)
        }
        Err(error) => {
            unread::discard(&head.headers, body).await;
            Err(match (error, refusal) {
                (ApiError::Authn(error), Refusal::OfAuthenticate) => {
                    ApiError::Unauthenticated(error)
                }
                (error, _) => error,
            })
        }
    }
}

/// Counts a request that exceeds a limit.
pub(super) fn refused(state: &AppState, too_many: TooMany) -> ApiError {
    state.metrics.limited(too_many.of);
    ApiError::TooMany(too_many)
}
