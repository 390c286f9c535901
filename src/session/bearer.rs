//! The token for a request: renewed ahead of its end, once for everyone who waits, and what a
//! 401 means.

use futures::FutureExt;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{UpdateValue, WithValue};

use super::browser;
use super::handle::Session;
use super::provider;
use super::state::Event;
use crate::oidc::id_token::{Expected, Origin};
use crate::oidc::{OidcError, Secret};

/// How long a refresh waits before it tries again while the identity provider is away, in
/// milliseconds. After that whoever asked is told; the session is kept.
const RETRY_PAUSES_MS: [u32; 2] = [1_000, 3_000];

/// A token to attach. It exists within a session only.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The access token.
    pub token: Secret,
    epoch: u64,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoBearer {
    /// The session is over; the app is on its way to a sign-in.
    SessionEnded,
    /// The token has run out and the identity provider can't be reached just now. The session
    /// is kept.
    RenewalFailed(OidcError),
}

impl Session {
    /// The token to attach to a request; nothing where authentication is off.
    ///
    /// # Errors
    /// [`NoBearer`] says why there is none.
    pub async fn bearer(self) -> Result<Option<Bearer>, NoBearer> {
        if self.is_open() {
            return Ok(None);
        }
        let (needs_renewal, renewable) = self
            .inner
            .with_value(|inner| {
                let tokens = inner.tokens.as_ref()?;
                Some((
                    tokens.needs_renewal(browser::now()),
                    tokens.refresh_token.is_some(),
                ))
            })
            .ok_or(NoBearer::SessionEnded)?;
        let renewal = if needs_renewal && renewable {
            self.refresh().await
        } else {
            Ok(())
        };
        self.current_bearer(renewal).map(Some)
    }

    /// After the tab may have slept: renews a token that is about to end or has ended, if that
    /// needs nobody. Otherwise the next request sees to it, when the person acts.
    pub(super) async fn renew_if_due(self) {
        let due = self.inner.with_value(|inner| {
            inner.tokens.as_ref().is_some_and(|tokens| {
                tokens.refresh_token.is_some() && tokens.needs_renewal(browser::now())
            })
        });
        if due {
            let _ = self.refresh().await;
        }
    }

    /// A request was answered with something else than 401: the platform takes our tokens.
    pub fn token_was_accepted(self) {
        self.inner.update_value(|inner| inner.accepted = true);
    }

    /// A request was answered with 401. Gives a newer token to try once more with.
    ///
    /// # Errors
    /// [`NoBearer`] if there is none. The session is then on its way to one new sign-in, or
    /// has failed if the token was fresh, for a further one would not help.
    pub async fn bearer_after_401(self, refused: &Bearer) -> Result<Bearer, NoBearer> {
        let (epoch, accepted, renewable) = self.inner.with_value(|inner| {
            let renewable = inner
                .tokens
                .as_ref()
                .is_some_and(|tokens| tokens.refresh_token.is_some());
            (inner.epoch, inner.accepted, renewable)
        });
        if epoch != refused.epoch {
            return self.current_bearer(Ok(()));
        }
        if !accepted && self.oidc().is_some() {
            self.fail(OidcError::TokenRejected);
            return Err(NoBearer::SessionEnded);
        }
        if !renewable {
            self.expire();
            return Err(NoBearer::SessionEnded);
        }
        self.refresh().await.map_err(NoBearer::RenewalFailed)?;
        self.current_bearer(Ok(()))
    }

    /// A request with a renewed token was answered with 401 again.
    pub fn renewed_token_was_refused(self) {
        self.fail(OidcError::TokenRejected);
    }

    fn current_bearer(self, renewal: Result<(), OidcError>) -> Result<Bearer, NoBearer> {
        let current = self.inner.with_value(|inner| {
            let tokens = inner.tokens.as_ref()?;
            let bearer = Bearer {
                token: tokens.access_token.clone(),
                epoch: inner.epoch,
            };
            Some((bearer, tokens.is_expired(browser::now())))
        });
        match (current, renewal) {
            (None, _) => Err(NoBearer::SessionEnded),
            (Some((bearer, false)), _) => Ok(bearer),
            (Some((_, true)), Err(error)) => Err(NoBearer::RenewalFailed(error)),
            (Some((_, true)), Ok(())) => {
                self.expire();
                Err(NoBearer::SessionEnded)
            }
        }
    }

    /// Renews the tokens, once for everyone who asks meanwhile.
    async fn refresh(self) -> Result<(), OidcError> {
        let under_way = self.inner.with_value(|inner| inner.refreshing.clone());
        let shared = under_way.unwrap_or_else(|| {
            let shared = self.refresh_now().boxed_local().shared();
            self.inner
                .update_value(|inner| inner.refreshing = Some(shared.clone()));
            shared
        });
        let outcome = shared.await;
        self.inner.update_value(|inner| inner.refreshing = None);
        outcome
    }

    async fn refresh_now(self) -> Result<(), OidcError> {
        let mut outcome = self.refresh_once().await;
        for pause in RETRY_PAUSES_MS {
            if !outcome.as_ref().is_err_and(OidcError::may_pass) {
                break;
            }
            TimeoutFuture::new(pause).await;
            outcome = self.refresh_once().await;
        }
        match &outcome {
            // The grant has come to its end, as all do: sign in again and go on.
            Err(error) if error.is_invalid_grant() => self.expire(),
            // The provider vouches for somebody or something else: that must be seen.
            Err(error @ OidcError::IdToken(_)) => self.fail(error.clone()),
            _ => {}
        }
        outcome
    }

    /// [`Session::refresh_once`], with the code for it here.
    pub(super) async fn try_refresh(self) -> Result<(), OidcError> {
        let (tokens, epoch) = self
            .inner
            .with_value(|inner| inner.tokens.clone().map(|tokens| (tokens, inner.epoch)))
            .ok_or(OidcError::UnknownState)?;
        let Some(refresh_token) = &tokens.refresh_token else {
            return Err(OidcError::UnknownState);
        };
        let metadata = self.metadata().await?;
        let response = provider::refresh(&metadata, refresh_token, &tokens.client_id).await?;
        let now = browser::now();
        if let (Some(id_token), Some(session)) = (&response.id_token, &tokens.session) {
            provider::verify(
                &metadata,
                id_token,
                Expected {
                    issuer: &tokens.issuer,
                    client_id: &tokens.client_id,
                    origin: Origin::Refresh(session),
                    access_token: &response.access_token,
                    now,
                },
            )
            .await?;
        }
        // A sign-out or a new sign-in meanwhile: this answer is of an older session.
        if self.inner.with_value(|inner| inner.epoch) != epoch {
            return Ok(());
        }
        if let Some(identity) = self.adopt(tokens.refreshed(response, now), true) {
            self.apply(Event::SignedIn(identity));
        }
        Ok(())
    }
}
