//! The authorization request (OpenID Connect Core 1.0, section 3.1.2.1).

use nmp_types::discovery::Parameters;
use serde::{Deserialize, Serialize};

use super::metadata::ProviderMetadata;
use super::pkce::{CodeVerifier, random_token};
use super::{UnixSeconds, with_query};

/// How long a person may take at the identity provider, in seconds.
pub const PENDING_LIFETIME: UnixSeconds = 15 * 60;

/// Random bytes for one sign-in: 256 bits each for the verifier, `state` and `nonce`.
#[derive(Clone, Copy)]
pub struct Randomness {
    /// For the `code_verifier`.
    pub verifier: [u8; 32],
    /// For `state`.
    pub state: [u8; 32],
    /// For `nonce`.
    pub nonce: [u8; 32],
}

/// A sign-in on its way: what must be remembered until the identity provider sends the person
/// back. Kept in this browser under its `state` and taken out once (RFC 9700, section 4.7.1);
/// so several tabs can sign in at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSignIn {
    /// Ties the answer to this browser.
    pub state: String,
    /// Ties the ID token to this sign-in.
    pub nonce: String,
    /// Ties the code to this sign-in.
    pub code_verifier: CodeVerifier,
    /// Where the answer must come from (RFC 9700, section 4.4.2).
    pub issuer: String,
    /// Whether the answer must say so (RFC 9207).
    pub response_iss_required: bool,
    /// The client that the provider was asked for.
    pub client_id: String,
    /// Where the answer is sent to; repeated with the code (RFC 6749, section 4.1.3).
    pub redirect_uri: String,
    /// The page to go on with, a path within the app.
    pub return_to: String,
    /// When it was started.
    pub started_at: UnixSeconds,
    /// How many sign-outs this browser had seen by then. If there are more when the answer comes,
    /// it is too late: the person who started the sign-in has left.
    #[serde(default)]
    pub sign_outs: u32,
}

impl PendingSignIn {
    /// Starts a sign-in.
    pub fn new(
        metadata: &ProviderMetadata,
        client_id: &str,
        redirect_uri: &str,
        return_to: &str,
        random: Randomness,
        now: UnixSeconds,
    ) -> Self {
        Self {
            state: random_token(random.state),
            nonce: random_token(random.nonce),
            code_verifier: CodeVerifier::from_random(random.verifier),
            issuer: metadata.issuer.clone(),
            response_iss_required: metadata.response_iss_required,
            client_id: client_id.to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            return_to: return_to.to_owned(),
            started_at: now,
            sign_outs: 0,
        }
    }

    /// Whether it is too old to be finished. Clocks can be changed in either direction, even while
    /// somebody is at the identity provider; so a start in the future is judged by its distance
    /// too. Whatever its age, it works once and in this tab only.
    pub fn is_stale(&self, now: UnixSeconds) -> bool {
        now.abs_diff(self.started_at) > PENDING_LIFETIME.unsigned_abs()
    }

    /// Whether it was begun at this provider, for this client: the platform may name others by the time
    /// that the answer comes.
    pub fn is_for(&self, issuer: &str, client_id: &str) -> bool {
        self.issuer == issuer && self.client_id == client_id
    }

    /// Where to send the person. `more` is what the provider wants besides; it changes nothing of
    /// the protocol's own parameters.
    pub fn authorization_url(
        &self,
        metadata: &ProviderMetadata,
        scope: &str,
        more: &Parameters,
    ) -> String {
        let challenge = self.code_verifier.challenge();
        let mut request = vec![
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        more.add_to(&mut request);
        with_query(&metadata.authorization_endpoint, &request)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::super::metadata::tests::ISSUER;
    use super::*;

    pub(crate) const NOW: UnixSeconds = 1_800_000_000;

    pub(crate) fn metadata() -> ProviderMetadata {
        ProviderMetadata {
            issuer: ISSUER.into(),
            authorization_endpoint: "https://idp.example.com/auth".into(),
            token_endpoint: "https://idp.example.com/token".into(),
            jwks_uri: "https://idp.example.com/jwks".into(),
            end_session_endpoint: Some("https://idp.example.com/logout".into()),
            revocation_endpoint: Some("https://idp.example.com/revoke".into()),
            response_iss_required: true,
        }
    }

    pub(crate) fn pending() -> PendingSignIn {
        PendingSignIn::new(
            &metadata(),
            "studio",
            "https://nmp.example.com/studio/auth/success",
            "/workspaces/ml-team",
            Randomness {
                verifier: [1; 32],
                state: [2; 32],
                nonce: [3; 32],
            },
            NOW,
        )
    }

    fn parameters(url: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(url.split_once('?').unwrap().1.as_bytes())
            .into_owned()
            .collect()
    }

    #[test]
    fn the_request_has_every_parameter_once() {
        let pending = pending();
        let more = Parameters(vec![
            ("state".into(), "theirs".into()),
            ("audience".into(), "https://nmp.example.com/?a&b".into()),
        ]);
        let url = pending.authorization_url(&metadata(), "openid email", &more);
        let expected = [
            ("response_type", "code"),
            ("client_id", "studio"),
            (
                "redirect_uri",
                "https://nmp.example.com/studio/auth/success",
            ),
            ("scope", "openid email"),
            ("state", &pending.state),
            ("nonce", &pending.nonce),
            ("code_challenge", &pending.code_verifier.challenge()),
            ("code_challenge_method", "S256"),
            ("audience", "https://nmp.example.com/?a&b"),
        ];
        let expected: Vec<_> = expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        assert_eq!(parameters(&url), expected);
        assert!(
            !url.contains(pending.code_verifier.expose()),
            "the verifier stays here"
        );
    }

    #[test]
    fn a_query_of_the_endpoint_is_kept() {
        let mut metadata = metadata();
        metadata.authorization_endpoint = "https://idp.example.com/auth?tenant=7".into();
        let url = pending().authorization_url(&metadata, "openid", &Parameters::default());
        assert_eq!(parameters(&url)[0], ("tenant".to_owned(), "7".to_owned()));
    }

    #[test]
    fn a_sign_in_is_for_one_client_of_one_provider() {
        assert!(pending().is_for(ISSUER, "studio"));
        assert!(!pending().is_for(&format!("{ISSUER}/"), "studio"));
        assert!(!pending().is_for(ISSUER, "other") && !pending().is_for("", ""));
    }

    #[test]
    fn a_sign_in_goes_stale() {
        assert!(!pending().is_stale(NOW));
        assert!(!pending().is_stale(NOW + PENDING_LIFETIME));
        assert!(pending().is_stale(NOW + PENDING_LIFETIME + 1));
    }

    proptest! {
        #[test]
        fn a_clock_that_steps_meanwhile_does_no_harm(
            took in 0..=PENDING_LIFETIME / 2,
            step in -PENDING_LIFETIME / 2..=PENDING_LIFETIME / 2,
        ) {
            prop_assert!(!pending().is_stale(NOW + took + step));
        }

        #[test]
        fn no_time_panics(started_at in any::<i64>(), now in any::<i64>()) {
            let mut pending = pending();
            pending.started_at = started_at;
            let _ = pending.is_stale(now);
        }
    }
}
