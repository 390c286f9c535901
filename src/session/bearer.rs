//! The token for a request: renewed ahead of its end, once for everyone who waits. What a 401 means is
//! decided by [`nmp_sdk::auth::renewal`] and carried out here.

use futures::FutureExt;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{UpdateValue, WithValue};
use leptos::task::spawn_local;
use nmp_oidc::Secret;
use nmp_oidc::id_token::{Expected, Origin};
use nmp_sdk::TokenRefusal;
use nmp_sdk::auth::renewal::{Remedy, Standing, Trust, remedy};
use nmp_sdk::auth::tokens::TokenSet;

use super::browser;
use super::error::{NotRenewed, SignInError};
use super::handle::{Inner, Session};
use super::provider;
use super::sign_in_limit::SessionEnd;
use super::state::Event;

/// How long a refresh waits before it tries again while the identity provider is away, in
/// milliseconds. After that the callers get an error; the session is kept.
const RETRY_PAUSES_MS: [u32; 2] = [1_000, 3_000];

/// A token to attach. It exists within a session only.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The token to send.
    pub token: Secret,
    epoch: u64,
}

impl AsRef<Secret> for Bearer {
    fn as_ref(&self) -> &Secret {
        &self.token
    }
}

/// Why a token can't be had.
#[derive(Debug, Clone, PartialEq)]
pub enum NoBearer {
    /// The session is over; the app is on its way to a sign-in.
    SessionEnded,
    /// The token has run out and the identity provider can't be reached just now. The session
    /// is kept.
    RenewalFailed(NotRenewed),
}

impl Session {
    /// The token to attach to a request; `None` where authentication is off.
    ///
    /// # Errors
    /// [`NoBearer`] says why.
    pub async fn bearer(self) -> Result<Option<Bearer>, NoBearer> {
        if self.is_open() {
            return Ok(None);
        }
        if self.was_signed_out_elsewhere() {
            return Err(NoBearer::SessionEnded);
        }
        let needs_renewal = self
            .inner
            .with_value(|inner| {
                let tokens = inner.tokens.as_ref()?;
                Some(tokens.is_renewable() && tokens.needs_renewal(browser::now()))
            })
            .ok_or(NoBearer::SessionEnded)?;
        let renewal = if needs_renewal {
            self.refresh().await
        } else {
            Ok(())
        };
        self.current_bearer(renewal).map(Some)
    }

    /// After the tab may have slept: renews a token that is about to end or has ended, if that
    /// works without the person. Otherwise the next request sees to it, when the person acts.
    pub(super) async fn renew_if_due(self) {
        let now = browser::now();
        let is_due = |tokens: &TokenSet| tokens.is_renewable() && tokens.needs_renewal(now);
        if self.inner.with_value(|inner| has(inner, is_due)) {
            let _ = self.refresh().await;
        }
    }

    /// The platform has accepted our token: its answer is one that it gives only to people it
    /// knows.
    pub fn token_was_accepted(self) {
        self.inner
            .update_value(|inner| inner.trust = Trust::Accepted);
    }

    /// A request was answered with 401. Gives a newer token to try once more with.
    ///
    /// # Errors
    /// [`NoBearer`] if it can't be had. The session is then on its way to one new sign-in, or has
    /// failed because a further one would not help.
    pub async fn bearer_after_401(
        self,
        refused: &Bearer,
        refusal: TokenRefusal,
    ) -> Result<Bearer, NoBearer> {
        let has_provider = self.oidc().is_some();
        let mut standing = self.inner.with_value(|inner| Standing {
            is_replaced: inner.epoch != refused.epoch,
            is_renewable: has(inner, TokenSet::is_renewable),
            has_provider,
            trust: inner.trust,
        });
        if remedy(standing) == Remedy::Renew {
            self.refresh().await.map_err(NoBearer::RenewalFailed)?;
            let stays = |inner: &Inner| has(inner, |tokens| tokens.stays);
            if !self.inner.with_value(stays) {
                return self.current_bearer(Ok(()));
            }
            // It has brought nothing new to send.
            standing.is_renewable = false;
        }
        match remedy(standing) {
            Remedy::UseNewer | Remedy::Renew => self.current_bearer(Ok(())),
            Remedy::SignIn => {
                self.expire(SessionEnd::Refused(refusal));
                Err(NoBearer::SessionEnded)
            }
            Remedy::Stop => {
                self.token_was_refused(refusal);
                Err(NoBearer::SessionEnded)
            }
        }
    }

    /// The platform refuses a token that could not be any better.
    pub fn token_was_refused(self, TokenRefusal { at, why }: TokenRefusal) {
        self.fail(SignInError::TokenRejected { at, why }.into());
    }

    fn current_bearer(self, renewal: Result<(), NotRenewed>) -> Result<Bearer, NoBearer> {
        let now = browser::now();
        let current = self.inner.with_value(|inner| {
            let tokens = inner.tokens.as_ref()?;
            let bearer = Bearer {
                token: tokens.access_token.clone(),
                epoch: inner.epoch,
            };
            let lived = now.saturating_sub(tokens.obtained_at);
            let is_useless = tokens.came_expired() && inner.trust != Trust::Accepted;
            Some((bearer, tokens.is_expired(now), lived, is_useless))
        });
        match (current, renewal) {
            (None, _) => Err(NoBearer::SessionEnded),
            (Some((bearer, false, ..)), _) => Ok(bearer),
            (Some((_, true, ..)), Err(error)) => Err(NoBearer::RenewalFailed(error)),
            (Some((_, true, _, true)), Ok(())) => {
                self.fail(SignInError::TokenExpired.into());
                Err(NoBearer::SessionEnded)
            }
            (Some((_, true, lived, false)), Ok(())) => {
                self.expire(SessionEnd::Expired(lived));
                Err(NoBearer::SessionEnded)
            }
        }
    }

    /// Renews the tokens, once for all that ask while it runs.
    async fn refresh(self) -> Result<(), NotRenewed> {
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

    async fn refresh_now(self) -> Result<(), NotRenewed> {
        let mut outcome = self.refresh_once().await;
        for pause in RETRY_PAUSES_MS {
            if !outcome.as_ref().is_err_and(|failed| failed.is_transient) {
                break;
            }
            TimeoutFuture::new(pause).await;
            outcome = self.refresh_once().await;
        }
        match &outcome {
            // The grant has come to its end, as all do, or the provider wants to see the person:
            // sign in again and go on.
            Err(failed) if failed.is_final => {
                self.expire(SessionEnd::NotRenewed(failed.words.clone()));
            }
            Err(failed) if failed.is_suspicious => self.fail(failed.failure.clone()),
            _ => {}
        }
        outcome
    }

    /// [`Session::refresh_once`], with the code for it here.
    pub(super) async fn try_refresh(self) -> Result<(), SignInError> {
        let (tokens, epoch) = self
            .inner
            .with_value(|inner| inner.tokens.clone().map(|tokens| (tokens, inner.epoch)))
            .ok_or(SignInError::NotRenewable)?;
        let Some(refresh_token) = &tokens.refresh_token else {
            return Err(SignInError::NotRenewable);
        };
        let metadata = self.metadata().await?;
        let oidc = self.oidc().ok_or(SignInError::NoProvider)?;
        let resource = oidc.authorization_parameters.resource();
        let client_id = &tokens.client_id;
        let response = provider::refresh(&metadata, refresh_token, client_id, resource).await?;
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
        // There was a sign-out or a new sign-in in the meantime: this answer belongs to an older
        // session.
        if self.inner.with_value(|inner| inner.epoch) != epoch {
            if let Some(token) = response.refresh_token {
                spawn_local(self.give_back_here(token));
            }
            return Ok(());
        }
        let trust = self.inner.with_value(|inner| inner.trust.renewed());
        if let Some(identity) =
            self.adopt(tokens.refreshed(response, self.bearer_source(), now), trust)
        {
            self.apply(Event::SignedIn(identity));
        }
        Ok(())
    }
}

/// Whether there are tokens, and such ones.
fn has(inner: &Inner, are_such: impl Fn(&TokenSet) -> bool) -> bool {
    inner.tokens.as_ref().is_some_and(are_such)
}
