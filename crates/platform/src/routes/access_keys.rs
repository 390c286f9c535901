//! `/apis/auth/v2/access-keys…`: NeMo Helix's long-lived keys, which this platform doesn't issue.
//!
//! It answers as NeMo Helix does where they are switched off, which its command line and SDK
//! understand, instead of 403, which would send people to their administrator.

use axum::extract::Request;

use super::unread;
use crate::error::ApiError;

/// Says that they are switched off, to all signed-in users and whatever the key.
pub(super) async fn disabled(request: Request) -> Result<(), ApiError> {
    let (head, body) = request.into_parts();
    unread::discard(&head.headers, body).await;
    Err(ApiError::AccessKeysDisabled)
}
