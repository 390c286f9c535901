//! The tokens of a session.

use serde::{Deserialize, Serialize};

use super::Identity;
use crate::oidc::id_token::{SessionClaims, decode_claims};
use crate::oidc::token::TokenResponse;
use crate::oidc::{Secret, UnixSeconds};

/// How long before its end a token is renewed, in seconds: longer than a request takes.
const RENEW_AHEAD: UnixSeconds = 30;

/// The tokens that a signed-in tab holds.
///
/// What goes to storage is everything but the refresh token; see the module's documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenSet {
    /// The issuer that the tokens come from; empty for unsigned ones. A stored session of
    /// another issuer or client is not used.
    pub issuer: String,
    /// The client that they were issued to; empty for unsigned ones.
    pub client_id: String,
    /// Attached to every request to the platform.
    pub access_token: Secret,
    /// Names the person, and is the hint when signing out.
    pub id_token: Secret,
    /// What refreshed ID tokens must repeat; nothing for unsigned tokens.
    pub session: Option<SessionClaims>,
    /// Renews the access token; in memory only.
    #[serde(skip)]
    pub refresh_token: Option<Secret>,
    /// When the access token ends, if that is known.
    pub expires_at: Option<UnixSeconds>,
    /// The granted scope, if the token response had one.
    pub scope: Option<String>,
}

impl TokenSet {
    /// The tokens of a sign-in whose ID token has been verified.
    pub fn from_sign_in(
        issuer: &str,
        client_id: &str,
        id_token: Secret,
        session: SessionClaims,
        response: TokenResponse,
        now: UnixSeconds,
    ) -> Self {
        Self {
            session: Some(session),
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            expires_at: expiry(&response, now),
            access_token: response.access_token,
            id_token,
            refresh_token: response.refresh_token,
            scope: response.scope,
        }
    }

    /// The tokens after a refresh; a new ID token, if there is one, has been verified. A
    /// provider that doesn't rotate keeps the old refresh token (RFC 6749, section 6).
    pub fn refreshed(&self, response: TokenResponse, now: UnixSeconds) -> Self {
        Self {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            expires_at: expiry(&response, now),
            access_token: response.access_token,
            id_token: response.id_token.unwrap_or_else(|| self.id_token.clone()),
            session: self.session.clone(),
            refresh_token: response
                .refresh_token
                .or_else(|| self.refresh_token.clone()),
            scope: response.scope.or_else(|| self.scope.clone()),
        }
    }

    /// An unsigned token is both: it says who one is and is attached to requests.
    pub fn from_unsigned(token: Secret, expires_at: UnixSeconds) -> Self {
        Self {
            issuer: String::new(),
            client_id: String::new(),
            access_token: token.clone(),
            id_token: token,
            session: None,
            refresh_token: None,
            expires_at: Some(expires_at),
            scope: None,
        }
    }

    /// Whether the access token has ended.
    pub fn is_expired(&self, now: UnixSeconds) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }

    /// Whether the access token should be renewed before it is used again.
    pub fn needs_renewal(&self, now: UnixSeconds) -> bool {
        self.expires_at.is_some_and(|end| now + RENEW_AHEAD >= end)
    }

    /// Who these tokens are about. Nothing if the ID token can't be read, which a verified
    /// one always can.
    pub fn identity(&self, scope_prefix: &str) -> Option<Identity> {
        let id_token = decode_claims(&self.id_token)?;
        let access_token = decode_claims(&self.access_token);
        Some(Identity::from_claims(
            &id_token,
            access_token.as_ref(),
            self.scope.as_deref(),
            scope_prefix,
        ))
    }
}

/// When the access token ends: by `expires_in` from now, or by its own `exp` if it can be
/// read. `exp` alone would depend on this machine's clock being right.
fn expiry(response: &TokenResponse, now: UnixSeconds) -> Option<UnixSeconds> {
    response
        .expires_in
        .map(|seconds| now + seconds)
        .or_else(|| decode_claims(&response.access_token)?.get("exp")?.as_i64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(refresh_token: Option<&str>) -> TokenResponse {
        TokenResponse {
            access_token: Secret::new("access"),
            id_token: None,
            refresh_token: refresh_token.map(Secret::new),
            expires_in: Some(300),
            scope: None,
        }
    }

    fn tokens() -> TokenSet {
        let session = SessionClaims {
            subject: "user-1".into(),
            nonce: "n".into(),
            auth_time: None,
        };
        TokenSet::from_sign_in(
            "i",
            "c",
            Secret::new("id"),
            session,
            response(Some("r1")),
            1000,
        )
    }

    #[test]
    fn times_are_absolute() {
        let tokens = tokens();
        assert_eq!(tokens.expires_at, Some(1300));
        assert!(!tokens.needs_renewal(1269) && tokens.needs_renewal(1270));
        assert!(!tokens.is_expired(1299) && tokens.is_expired(1300));
    }

    #[test]
    fn a_refresh_rotates_or_keeps_the_refresh_token() {
        let rotated = tokens().refreshed(response(Some("r2")), 2000);
        assert_eq!(rotated.refresh_token, Some(Secret::new("r2")));
        let kept = tokens().refreshed(response(None), 2000);
        assert_eq!(kept.refresh_token, Some(Secret::new("r1")));
        assert_eq!(kept.id_token, Secret::new("id"));
        assert_eq!(kept.expires_at, Some(2300));
    }

    #[test]
    fn the_refresh_token_is_never_stored() {
        let stored = serde_json::to_string(&tokens()).unwrap();
        assert!(!stored.contains("r1"));
        let restored: TokenSet = serde_json::from_str(&stored).unwrap();
        assert_eq!(restored.refresh_token, None);
    }
}
