//! Requests for other hosts.
//!
//! Without sign-in, or with unsigned tokens, anyone who can send a request gets in. A page from
//! elsewhere whose name resolves to this machine (DNS rebinding) can send requests through a local
//! user's browser. Such requests still carry that page's host, and are refused.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::Settings;
use crate::error::ApiError;
use crate::host::Host;

/// The accepted hosts.
pub(super) struct Hosts {
    allowed: Vec<Host>,
    /// Whether other hosts are refused.
    closed: bool,
}

impl Hosts {
    /// With sign-in any host is accepted unless some are listed: a page from elsewhere has no
    /// token.
    pub(super) fn new(settings: &Settings) -> Self {
        let allowed = settings.server.allowed_hosts.clone();
        Self {
            closed: settings.auth.unprotected().is_some() || !allowed.is_empty(),
            allowed,
        }
    }

    fn judge(&self, version: Version, uri: &Uri, headers: &HeaderMap) -> Result<(), ApiError> {
        let asked = asked_for(version, uri, headers)?;
        let answered = asked.is_some_and(|host| host.is_loopback() || self.allowed.contains(&host));
        if self.closed && !answered {
            return Err(ApiError::OtherHost);
        }
        Ok(())
    }
}

/// The host that the request names. HTTP/1.1 has exactly one `Host` header (RFC 9112, section
/// 3.2); a host in the request's target overrides it (section 3.2.2).
fn asked_for(version: Version, uri: &Uri, headers: &HeaderMap) -> Result<Option<Host>, ApiError> {
    let mut values = headers.get_all(HOST).iter();
    let header = match (values.next(), values.next()) {
        (Some(value), None) => {
            let value = value.to_str().map_err(|_| ApiError::Host)?;
            Some(Host::of_authority(value).map_err(|_| ApiError::Host)?)
        }
        (None, None) if version < Version::HTTP_11 => None,
        _ => return Err(ApiError::Host),
    };
    match uri.authority() {
        Some(target) => Host::of_authority(target.as_str())
            .map(Some)
            .map_err(|_| ApiError::Host),
        None => Ok(header),
    }
}

/// Refuses requests for other hosts.
pub(super) async fn check(
    State(hosts): State<Arc<Hosts>>,
    request: Request,
    next: Next,
) -> Response {
    match hosts.judge(request.version(), request.uri(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}
