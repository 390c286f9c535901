//! Signing in: to the identity provider and back, or by the quickstart form.

use leptos::prelude::UpdateValue;

use super::handle::Session;
use super::state::Event;
use super::tabs::{self, Message};
use super::tokens::TokenSet;
use super::{browser, provider, storage};
use crate::oidc::OidcError;
use crate::oidc::authorize::PendingSignIn;
use crate::oidc::callback::{CallbackQuery, ValidatedCallback};
use crate::oidc::id_token::{Expected, Origin, SessionClaims};
use crate::oidc::unsigned::{self, unsigned_token};
use crate::paths::{Path, safe_return_path};

/// More sign-ins than this within a minute are a loop.
const MAX_SIGN_INS: usize = 3;

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
        match self.prepare(return_to, initiative).await {
            Ok(url) => browser::leave_for(&url),
            Err(error) => self.apply(Event::Failed(error)),
        }
    }

    async fn prepare(self, return_to: &str, initiative: Initiative) -> Result<String, OidcError> {
        let now = browser::now();
        if initiative == Initiative::Person {
            storage::reset_sign_in_count();
        }
        if !storage::is_available() {
            return Err(OidcError::StorageBlocked);
        }
        let count = storage::count_sign_in(now);
        if count > MAX_SIGN_INS {
            return Err(OidcError::TooManySignIns(count - 1));
        }
        let oidc = self.oidc().ok_or(OidcError::UnknownState)?;
        let metadata = self.metadata().await?;
        let pending = PendingSignIn::new(
            &metadata,
            &oidc.client_id,
            &browser::redirect_uri(),
            &safe_return_path(return_to),
            browser::randomness().ok_or(OidcError::StorageBlocked)?,
            now,
        );
        storage::put_pending(&pending);
        Ok(pending.authorization_url(&metadata, &oidc.requested_scope()))
    }

    /// Finishes a sign-in with the query of the callback page and says where to go on. A used
    /// or bookmarked callback does no harm: whoever is signed in stays so.
    ///
    /// # Errors
    /// What failed; the session is in `Failed` then.
    pub async fn finish_sign_in(self, query: &str) -> Result<String, OidcError> {
        if self.is_open() || query.trim_start_matches('?').is_empty() {
            return Ok(Path::Home.to());
        }
        let callback = match self.check_callback(query) {
            Err(_) if self.is_signed_in() => return Ok(Path::Home.to()),
            Err(error) => {
                self.apply(Event::Failed(error.clone()));
                return Err(error);
            }
            Ok(callback) => callback,
        };
        self.apply(Event::SignInStarted);
        match self.exchange(callback).await {
            Ok(return_to) => Ok(return_to),
            Err(error) => {
                self.fail(error.clone());
                Err(error)
            }
        }
    }

    fn check_callback(self, query: &str) -> Result<ValidatedCallback, OidcError> {
        let query = CallbackQuery::parse(query)?;
        let pending = storage::take_pending(&query.state);
        self.inner.update_value(|inner| {
            inner.return_to = pending.as_ref().map(|pending| pending.return_to.clone());
        });
        let oidc = self.oidc().ok_or(OidcError::UnknownState)?;
        let still_configured = pending
            .filter(|pending| pending.issuer == oidc.issuer && pending.client_id == oidc.client_id);
        query.validate(still_configured, browser::now())
    }

    /// [`Session::exchange`], with the code for it here.
    pub(super) async fn exchange_here(
        self,
        callback: ValidatedCallback,
    ) -> Result<String, OidcError> {
        let metadata = self.metadata().await?;
        let response = provider::exchange(&metadata, &callback).await?;
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
        .await?;
        let session = SessionClaims {
            subject: verified.subject,
            nonce: pending.nonce.clone(),
            auth_time: verified.auth_time,
        };
        let (issuer, client_id) = (&pending.issuer, &pending.client_id);
        let tokens = TokenSet::from_sign_in(issuer, client_id, id_token, session, response, now);
        let identity = self
            .adopt(tokens, false)
            .ok_or_else(|| OidcError::TokenResponse("its ID token can't be read".to_owned()))?;
        self.inner.update_value(|inner| inner.return_to = None);
        self.apply(Event::SignedIn(identity));
        tabs::announce(Message::SignedIn);
        Ok(safe_return_path(&pending.return_to))
    }

    /// Signs in by the quickstart form.
    ///
    /// # Errors
    /// [`OidcError::NotAnEmail`]; the form says so next to the field.
    pub fn sign_in_unsigned(self, email: &str, groups: &[String]) -> Result<(), OidcError> {
        let now = browser::now();
        let token = unsigned_token(email, groups, now)?;
        let tokens = TokenSet::from_unsigned(token, now + unsigned::LIFETIME);
        let identity = self
            .adopt(tokens, false)
            .ok_or_else(|| OidcError::NotAnEmail(email.to_owned()))?;
        self.apply(Event::SignedIn(identity));
        Ok(())
    }
}
