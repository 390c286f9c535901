//! The tokens of a session.

use nmp_oidc::id_token::{SessionClaims, decode_claims};
use nmp_oidc::token::TokenResponse;
use nmp_oidc::{Secret, UnixSeconds};
use nmp_types::{ClaimRules, Identity};
use serde::{Deserialize, Serialize};

/// How long before its end a token is renewed, in seconds: longer than a request takes.
const RENEW_AHEAD: UnixSeconds = 30;

/// But only once no more than this part of its life is left: otherwise a token that lives for
/// seconds would be renewed with each request.
const RENEW_AT_PART: UnixSeconds = 4;

/// Which token the platform wants (`bearer_token_source` of its discovery).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BearerSource {
    /// The access token, as OAuth means it.
    #[default]
    AccessToken,
    /// The ID token: providers may issue access tokens that only they can read.
    IdToken,
}

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
    /// Attached to every request to the platform: the access token, or the ID token where the
    /// platform wants that one; the other is dropped then.
    pub access_token: Secret,
    /// Names the person, and is the hint when signing out.
    pub id_token: Secret,
    /// What refreshed ID tokens must repeat; `None` for unsigned tokens.
    pub session: Option<SessionClaims>,
    /// Renews the access token; in memory only.
    #[serde(skip)]
    pub refresh_token: Option<Secret>,
    /// Whether a refresh has brought nothing new to send, so that another one wouldn't either: it may
    /// leave the ID token out (OpenID Connect Core 1.0, section 12.2).
    #[serde(skip)]
    pub stays: bool,
    /// When the token to send came.
    #[serde(default)]
    pub obtained_at: UnixSeconds,
    /// When the token to send ends, if that is known.
    pub expires_at: Option<UnixSeconds>,
    /// How many sign-outs this browser had seen when the session began. If there are more, the
    /// session is over, even if this tab was asleep then.
    #[serde(default)]
    pub sign_outs: u32,
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
        sign_outs: u32,
    ) -> Self {
        Self {
            session: Some(session),
            stays: false,
            obtained_at: now,
            sign_outs,
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            expires_at: expiry(&response, now),
            access_token: response.access_token,
            id_token,
            refresh_token: response.refresh_token,
            scope: response.scope,
        }
    }

    /// The same tokens for a platform that wants this one. Where it wanted the ID token when a tab kept
    /// them and wants the access token now, that is gone: the platform refuses the other.
    pub fn for_source(mut self, source: BearerSource) -> Self {
        if source == BearerSource::IdToken {
            self.send_id_token();
        }
        self
    }

    /// What the platform sees is the ID token alone: its end, and no scope that it doesn't have.
    fn send_id_token(&mut self) {
        self.access_token = self.id_token.clone();
        self.expires_at = end_of(&self.id_token);
        self.scope = None;
    }

    /// The tokens after a refresh; a new ID token, if there is one, has been verified. A
    /// provider that doesn't rotate keeps the old refresh token (RFC 6749, section 6). Where the ID
    /// token is what is sent and there is no new one, the old one serves until its end.
    pub fn refreshed(
        &self,
        response: TokenResponse,
        source: BearerSource,
        now: UnixSeconds,
    ) -> Self {
        let has_id_token = response.id_token.is_some();
        let mut refreshed = self.with_response(response, now);
        if source == BearerSource::IdToken {
            refreshed.send_id_token();
            if !has_id_token {
                refreshed.stays = true;
                refreshed.obtained_at = self.obtained_at;
            }
        }
        refreshed
    }

    fn with_response(&self, response: TokenResponse, now: UnixSeconds) -> Self {
        Self {
            stays: false,
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            obtained_at: now,
            sign_outs: self.sign_outs,
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

    /// An unsigned token is both: it names the person and is attached to requests.
    pub fn from_unsigned(
        token: Secret,
        now: UnixSeconds,
        expires_at: UnixSeconds,
        sign_outs: u32,
    ) -> Self {
        Self {
            stays: false,
            obtained_at: now,
            sign_outs,
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

    /// Whether a refresh can bring a new token to send.
    pub fn is_renewable(&self) -> bool {
        self.refresh_token.is_some() && !self.stays
    }

    /// Whether the token to send has ended.
    pub fn is_expired(&self, now: UnixSeconds) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }

    /// Whether the token to send should be renewed before it is used again.
    pub fn needs_renewal(&self, now: UnixSeconds) -> bool {
        self.expires_at.is_some_and(|end| {
            let life = end.saturating_sub(self.obtained_at);
            let ahead = RENEW_AHEAD.min(life / RENEW_AT_PART).max(0);
            now.saturating_add(ahead) >= end
        })
    }

    /// Whether the token to send had already ended when it came.
    pub fn came_expired(&self) -> bool {
        self.is_expired(self.obtained_at)
    }

    /// Who these tokens are about. `None` if the ID token can't be read; a verified one always can.
    pub fn identity(&self, scope_prefix: &str, rules: &ClaimRules) -> Option<Identity> {
        let id_token = decode_claims(&self.id_token)?;
        let access_token = decode_claims(&self.access_token);
        Some(Identity::from_claims(
            &id_token,
            access_token.as_ref(),
            self.scope.as_deref(),
            scope_prefix,
            rules,
        ))
    }
}

/// When the access token ends: by `expires_in` from now, or by its own `exp` if it can be
/// read. `exp` alone would depend on this machine's clock being right.
fn expiry(response: &TokenResponse, now: UnixSeconds) -> Option<UnixSeconds> {
    response
        .expires_in
        .map(|seconds| now.saturating_add(seconds))
        .or_else(|| end_of(&response.access_token))
}

/// When a token that can be read says that it ends.
fn end_of(token: &Secret) -> Option<UnixSeconds> {
    let claims = decode_claims(token)?;
    let end = claims.get("exp")?;
    end.as_i64()
        .or_else(|| end.as_f64().map(|end| end as UnixSeconds))
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const ACCESS: BearerSource = BearerSource::AccessToken;

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
            2,
        )
    }

    fn jwt(claims: serde_json::Value) -> Secret {
        let encode = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        Secret::new(format!(
            "{}.{}.",
            encode(json!({"alg": "none"})),
            encode(claims)
        ))
    }

    /// An ID token that lives for an hour, beside an access token that lives for five minutes.
    fn with_id_token(exp: i64) -> TokenSet {
        let id_token = jwt(json!({"sub": "user-1", "exp": exp}));
        TokenSet {
            id_token,
            scope: Some("platform:read".into()),
            ..tokens()
        }
    }

    #[test]
    fn the_id_token_is_sent_where_the_platform_wants_it() {
        let both = with_id_token(4600);
        assert_eq!(both.clone().for_source(ACCESS), both);
        let sent = both.clone().for_source(BearerSource::IdToken);
        assert_eq!(sent.access_token, both.id_token);
        assert_eq!(sent.expires_at, Some(4600));
        assert!(!sent.needs_renewal(4000) && sent.is_expired(4600));
        // The scope of the access token isn't the ID token's.
        let identity = sent.identity("", &ClaimRules::default()).unwrap();
        assert!(!identity.scopes.are_checked());
        assert_eq!(identity.principal_id, "user-1");
        // Kept by a tab, and read again.
        let stored = serde_json::to_string(&sent).unwrap();
        assert!(!stored.contains("access\""), "{stored}");
        let kept: TokenSet = serde_json::from_str(&stored).unwrap();
        let again = kept.for_source(BearerSource::IdToken);
        assert_eq!(
            (again.access_token, again.expires_at),
            (both.id_token, Some(4600))
        );
    }

    #[test]
    fn a_refresh_without_an_id_token_keeps_the_old_one_until_its_end() {
        let source = BearerSource::IdToken;
        let sent = with_id_token(4600).for_source(source);
        assert!(sent.is_renewable());
        let same = sent.refreshed(response(Some("r2")), source, 4580);
        assert_eq!(same.access_token, sent.access_token);
        assert_eq!((same.expires_at, same.obtained_at), (Some(4600), 1000));
        assert!(!same.is_renewable(), "it would be asked with each request");
        assert_eq!(
            same.refresh_token,
            Some(Secret::new("r2")),
            "to be given back"
        );
        let newer = TokenResponse {
            id_token: Some(jwt(json!({"sub": "user-1", "exp": 9000}))),
            ..response(None)
        };
        let new = same.refreshed(newer, source, 4590);
        assert_eq!((new.expires_at, new.obtained_at), (Some(9000), 4590));
        assert!(new.is_renewable());
        assert_eq!(new.access_token, new.id_token);
    }

    #[test]
    fn times_are_absolute() {
        let tokens = tokens();
        assert_eq!(tokens.expires_at, Some(1300));
        assert!(!tokens.needs_renewal(1269) && tokens.needs_renewal(1270));
        assert!(!tokens.is_expired(1299) && tokens.is_expired(1300));
    }

    #[test]
    fn a_session_knows_how_often_somebody_had_signed_out() {
        let later = tokens().refreshed(response(None), ACCESS, 2000);
        assert_eq!((tokens().sign_outs, later.sign_outs), (2, 2));
    }

    proptest! {
        #[test]
        fn the_margin_fits_the_life(life in 0i64..100_000, age in 0i64..100_000) {
            let mut tokens = tokens();
            tokens.expires_at = Some(tokens.obtained_at + life);
            let now = tokens.obtained_at + age;
            let is_due = tokens.needs_renewal(now);
            prop_assert!(is_due || !tokens.is_expired(now), "never later than the end");
            // For three quarters of its life it is used as it is, and it is never renewed when it
            // has just come.
            if age < life - life / 4 {
                prop_assert!(!is_due);
            }
            if life - age <= 30 && life >= 120 {
                prop_assert!(is_due, "long enough ahead where there is time");
            }
            prop_assert_eq!(tokens.came_expired(), life == 0);
        }

        #[test]
        fn no_time_panics(
            obtained_at in any::<i64>(), expires_at in any::<Option<i64>>(), now in any::<i64>(),
        ) {
            let tokens = TokenSet { obtained_at, expires_at, ..tokens() };
            let _ = (tokens.needs_renewal(now), tokens.is_expired(now), tokens.came_expired());
        }
    }

    #[test]
    fn a_token_that_says_only_itself_when_it_ends() {
        let claims = |exp: serde_json::Value| jwt(json!({ "exp": exp }));
        let ends = |exp: serde_json::Value, expires_in: Option<i64>| {
            let response = TokenResponse {
                access_token: claims(exp),
                expires_in,
                ..response(None)
            };
            tokens().refreshed(response, ACCESS, 1000)
        };
        assert!(ends(json!(900), None).came_expired());
        assert!(ends(json!(1000.5), None).came_expired());
        assert!(!ends(json!(1300), None).came_expired());
        for unreadable in [json!(null), json!("soon"), json!([])] {
            assert_eq!(ends(unreadable, None).expires_at, None);
        }
        // By the answer, which doesn't depend on clocks; the platform judges by the token.
        assert_eq!(ends(json!(900), Some(300)).expires_at, Some(1300));
        assert!(ends(json!(1300), Some(0)).came_expired());
    }

    #[test]
    fn a_refresh_rotates_or_keeps_the_refresh_token() {
        let rotated = tokens().refreshed(response(Some("r2")), ACCESS, 2000);
        assert_eq!(rotated.refresh_token, Some(Secret::new("r2")));
        let kept = tokens().refreshed(response(None), ACCESS, 2000);
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
