//! The token for a request: renewed ahead of its end, once for everyone who waits. What a 401 means, and
//! what a token is good for, is decided by [`nmp_sdk::auth::renewal`] and carried out here.

use futures::FutureExt;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{UpdateValue, WithValue, WriteValue};
use leptos::task::spawn_local;
use nmp_oidc::id_token::{Expected, Origin};
use nmp_sdk::TokenRefusal;
use nmp_sdk::auth::renewal::{Fitness, Remedy, after_401, fitness};

use super::browser;
use super::error::{NotRenewed, SignInError};
use super::handle::Session;
pub use super::inner::Bearer;
use super::inner::Inner;
use super::provider;
use super::renewal::{Consequence, consequence, with_patience};
use super::sign_in_limit::SessionEnd;
use super::state::Event;

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
        let needs_renewal = self.inner.with_value(|inner| inner.is_due(browser::now()));
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
        if self.inner.with_value(|inner| inner.is_due(browser::now())) {
            let _ = self.refresh().await;
        }
    }

    /// The platform has accepted our token: its answer is one that it gives only to people it
    /// knows.
    pub fn token_was_accepted(self) {
        self.inner.update_value(Inner::accept);
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
        let standing = self
            .inner
            .with_value(|inner| inner.standing(refused, has_provider));
        let renew = async || {
            self.refresh().await.map_err(NoBearer::RenewalFailed)?;
            let stays = |inner: &Inner| inner.has(|tokens| tokens.stays);
            Ok::<_, NoBearer>(!self.inner.with_value(stays))
        };
        match after_401(standing, renew).await? {
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
            let fit = fitness(inner.tokens()?, inner.trust(), renewal.is_err(), now);
            Some((inner.bearer()?, fit))
        });
        match (current, renewal) {
            (Some((bearer, Fitness::Good)), _) => return Ok(bearer),
            (Some((_, Fitness::NotRenewed)), Err(error)) => {
                return Err(NoBearer::RenewalFailed(error));
            }
            (Some((_, Fitness::Useless)), _) => self.fail(SignInError::TokenExpired.into()),
            (Some((_, Fitness::Ended(lived))), _) => self.expire(SessionEnd::Expired(lived)),
            (Some((_, Fitness::NotRenewed)) | None, _) => {}
        }
        Err(NoBearer::SessionEnded)
    }

    /// Renews the tokens, once for all that ask while it runs.
    async fn refresh(self) -> Result<(), NotRenewed> {
        let begin = || self.refresh_now().boxed_local();
        let renewal = self.inner.write_value().refreshing.join(begin);
        renewal.await
    }

    async fn refresh_now(self) -> Result<(), NotRenewed> {
        let epoch = self.inner.with_value(Inner::epoch);
        let outcome = with_patience(async || self.refresh_once().await, TimeoutFuture::new).await;
        match consequence(&outcome) {
            Consequence::GoesOn => {}
            // It was about a session that is over.
            _ if self.inner.with_value(Inner::epoch) != epoch => {}
            Consequence::Ends(end) => self.expire(end),
            Consequence::Fails(failure) => self.fail(failure),
        }
        outcome
    }

    /// [`Session::refresh_once`], with the code for it here.
    pub(super) async fn try_refresh(self) -> Result<(), SignInError> {
        let (tokens, epoch) = self
            .inner
            .with_value(|inner| Some((inner.tokens()?.clone(), inner.epoch())))
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
        if self.inner.with_value(Inner::epoch) != epoch {
            if let Some(token) = response.refresh_token {
                spawn_local(self.give_back_here(token));
            }
            return Ok(());
        }
        let trust = self.inner.with_value(|inner| inner.trust().renewed());
        if let Some(identity) =
            self.adopt(tokens.refreshed(response, self.bearer_source(), now), trust)
        {
            self.apply(Event::SignedIn(identity));
        }
        Ok(())
    }
}
