//! Signing in: to the identity provider and back, or by the quickstart form.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::{UpdateValue, WithValue, WriteValue};
use leptos::task::spawn_local;
use nmp_oidc::authorize::PendingSignIn;
use nmp_oidc::callback::{CallbackQuery, ValidatedCallback};
use nmp_oidc::id_token::{Expected, Origin, SessionClaims};
use nmp_oidc::{OidcError, Secret};
use nmp_sdk::auth::renewal::Trust;
use nmp_sdk::auth::tokens::TokenSet;
use nmp_sdk::auth::unsigned::{self, NotAnEmail, unsigned_token};

use super::diagnosis::seen_token::SeenToken;
use super::error::{Failure, SignInError};
use super::handle::Session;
use super::inner::Inner;
use super::sign_in_limit::SignIns;
use super::state::Event;
use super::tabs::{self, Message};
use super::{browser, provider, storage};
use crate::paths::{Path, safe_return_path};

/// How long the identity provider's page may take to open, in milliseconds.
const DEPARTURE_MS: u32 = 30_000;

/// Who asked for a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Initiative {
    /// Studio, because a page needs somebody to be signed in.
    Automatic,
    /// The person, with a click.
    Person,
}

impl Session {
    /// Leaves for the identity provider; the person comes back to `return_to`. Ends in
    /// `Failed` instead of leaving if something is wrong before that.
    pub async fn sign_in(self, return_to: &str, initiative: Initiative) {
        self.apply(Event::SignInStarted);
        self.inner.update_value(|inner| inner.refused = None);
        let departure = self.inner.write_value().depart();
        let prepared = self.prepare(return_to, initiative).await;
        // Another one has begun in the meantime, or the person has signed out in another tab.
        if !self.is_departing(departure) {
            return;
        }
        match prepared {
            Ok(url) => browser::leave_for(&url),
            Err(error) => return self.apply(Event::Failed(error.into())),
        }
        // The answer had no page, or the person has stopped the browser.
        TimeoutFuture::new(DEPARTURE_MS).await;
        if self.is_departing(departure) {
            self.apply(Event::Failed(SignInError::StillHere.into()));
        }
    }

    /// The person asks for another sign-in, back to where the last one was to lead.
    pub fn try_again(self) {
        spawn_local(async move {
            self.sign_in(&self.return_path(), Initiative::Person).await;
        });
    }

    fn is_departing(self, departure: u32) -> bool {
        self.is_signing_in()
            && self
                .inner
                .with_value(|inner| inner.is_last_departure(departure))
    }

    /// [`Session::prepare`], with the code for it here.
    pub(super) async fn prepare_here(
        self,
        return_to: &str,
        initiative: Initiative,
    ) -> Result<String, SignInError> {
        let now = browser::now();
        // Leftovers of an earlier session or sign-in only take up room.
        storage::clear();
        let mut sign_ins = storage::sign_ins();
        match initiative {
            Initiative::Person => sign_ins = SignIns::default(),
            Initiative::Automatic => sign_ins.start(now)?,
        }
        storage::keep_sign_ins(&sign_ins)?;
        let oidc = self.oidc().ok_or(SignInError::NoProvider)?;
        let metadata = self.metadata().await?;
        let mut pending = PendingSignIn::new(
            &metadata,
            &oidc.client_id,
            &browser::redirect_uri(),
            &safe_return_path(return_to),
            browser::randomness().ok_or(SignInError::NoRandomness)?,
            now,
        );
        pending.sign_outs = storage::sign_outs();
        storage::keep_pending(&pending)?;
        Ok(pending.authorization_url(
            &metadata,
            &oidc.requested_scope(),
            &oidc.authorization_parameters,
        ))
    }

    /// Finishes a sign-in with the query of the callback page and says where to go on. A used or
    /// bookmarked callback does no harm: a signed-in person stays signed in.
    ///
    /// # Errors
    /// What failed; the session is in `Failed` then.
    pub async fn finish_sign_in(self, query: &str) -> Result<String, Failure> {
        if self.is_open() || query.trim_start_matches('?').is_empty() {
            return Ok(Path::Home.to());
        }
        // Signed out in another tab in the meantime: nothing is left that could fail.
        let epoch = self.inner.with_value(Inner::epoch);
        self.inner
            .update_value(|inner| inner.return_to = storage::pending_return_to());
        match self.finish(query).await {
            Ok(return_to) => Ok(return_to),
            Err(_) if self.is_signed_in() => Ok(Path::Home.to()),
            Err(_) if self.inner.with_value(Inner::epoch) != epoch => Ok(Path::Home.to()),
            Err(error) => {
                let failure = Failure::from(error);
                if self.is_signing_in() {
                    self.fail(failure.clone());
                } else {
                    self.apply(Event::Failed(failure.clone()));
                }
                Err(failure)
            }
        }
    }

    /// [`Session::finish`], with the code for it here.
    pub(super) async fn finish_here(self, query: &str) -> Result<String, SignInError> {
        let callback = self.check_callback(query)?;
        let return_to = safe_return_path(&callback.pending().return_to);
        if callback.pending().sign_outs != storage::sign_outs() {
            storage::forget_sign_ins();
            self.apply(Event::SignedOutElsewhere);
        } else {
            self.apply(Event::SignInStarted);
            self.exchange(callback).await?;
        }
        Ok(return_to)
    }

    fn check_callback(self, query: &str) -> Result<ValidatedCallback, SignInError> {
        let query = CallbackQuery::parse(query)?;
        let pending = storage::take_pending(&query.state);
        let oidc = self.oidc().ok_or(SignInError::NoProvider)?;
        let still_configured =
            pending.filter(|pending| pending.is_for(&oidc.issuer, &oidc.client_id));
        Ok(query.validate(still_configured, browser::now())?)
    }

    async fn exchange(self, callback: ValidatedCallback) -> Result<(), SignInError> {
        let epoch = self.inner.with_value(Inner::epoch);
        let metadata = self.metadata().await?;
        let oidc = self.oidc().ok_or(SignInError::NoProvider)?;
        let resource = oidc.authorization_parameters.resource();
        let response = provider::exchange(&metadata, &callback, resource).await?;
        let id_token = response.require_id_token()?.clone();
        let pending = callback.pending();
        let now = browser::now();
        let verified = provider::verify(
            &metadata,
            &id_token,
            Expected {
                issuer: &pending.issuer,
                client_id: &pending.client_id,
                origin: Origin::SignIn {
                    nonce: &pending.nonce,
                },
                access_token: &response.access_token,
                now,
            },
        )
        .await
        .inspect_err(|_| self.keep_seen(&id_token))?;
        let session = SessionClaims {
            subject: verified.subject,
            nonce: pending.nonce.clone(),
            auth_time: verified.auth_time,
        };
        let (issuer, client_id) = (&pending.issuer, &pending.client_id);
        let sign_outs = pending.sign_outs;
        let tokens = TokenSet::from_sign_in(
            issuer, client_id, id_token, session, response, now, sign_outs,
        )
        .for_source(self.bearer_source());
        // Signed out in another tab while the tokens came.
        let was_signed_out = sign_outs != storage::sign_outs();
        if was_signed_out || self.inner.with_value(Inner::epoch) != epoch {
            storage::forget_sign_ins();
            self.apply(Event::SignedOutElsewhere);
            if let Some(token) = tokens.refresh_token {
                spawn_local(self.give_back_here(token));
            }
            return Ok(());
        }
        if tokens.came_expired() && tokens.refresh_token.is_none() {
            self.keep_seen(&tokens.access_token);
            return Err(SignInError::TokenExpired);
        }
        let identity = self
            .adopt(tokens, Trust::Untried)
            .ok_or_else(|| OidcError::TokenResponse("its ID token can't be read".to_owned()))?;
        self.inner.update_value(|inner| inner.return_to = None);
        self.apply(Event::SignedIn(identity));
        tabs::announce(Message::SignedIn);
        Ok(())
    }

    /// Keeps what is left of a token that is refused here.
    fn keep_seen(self, token: &Secret) {
        self.inner
            .update_value(|inner| inner.refused = Some(SeenToken::of(token)));
    }

    /// Signs in by the quickstart form.
    ///
    /// # Errors
    /// [`NotAnEmail`]; the form says so next to the field.
    pub fn sign_in_unsigned(self, email: &str, groups: &[String]) -> Result<(), NotAnEmail> {
        let now = browser::now();
        let token = unsigned_token(email, groups, now)?;
        let end = now + unsigned::LIFETIME;
        let tokens = TokenSet::from_unsigned(token, now, end, storage::sign_outs());
        let identity = self
            .adopt(tokens, Trust::Untried)
            .ok_or_else(|| NotAnEmail(email.to_owned()))?;
        self.apply(Event::SignedIn(identity));
        Ok(())
    }
}
