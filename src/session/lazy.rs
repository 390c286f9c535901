//! What talks to the identity provider, and gets and checks tokens, signatures included: needed at
//! a sign-in, a refresh and a sign-out, and not by someone whose session the tab has kept. So it
//! is a chunk.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use nmp_oidc::Secret;

use super::Session;
use super::error::{NotRenewed, SignInError};
use super::sign_in::Initiative;
use super::sign_out::Held;
use crate::chunk::chunk;

/// The functions of the chunk.
struct TokenCode {
    prepare:
        fn(Session, String, Initiative) -> LocalBoxFuture<'static, Result<String, SignInError>>,
    finish: fn(Session, String) -> LocalBoxFuture<'static, Result<String, SignInError>>,
    give_back: fn(Session, Secret) -> LocalBoxFuture<'static, ()>,
    leave: fn(Session, Held) -> LocalBoxFuture<'static, ()>,
    refresh: fn(Session) -> LocalBoxFuture<'static, Result<(), NotRenewed>>,
}

chunk!(
    tokens,
    fn token_code() -> TokenCode {
        TokenCode {
            prepare: |session, return_to, initiative| {
                async move { session.prepare_here(&return_to, initiative).await }.boxed_local()
            },
            finish: |session, query| async move { session.finish_here(&query).await }.boxed_local(),
            give_back: |session, token| session.give_back_here(token).boxed_local(),
            leave: |session, held| session.leave_provider_here(held).boxed_local(),
            refresh: |session| {
                async move { session.try_refresh().await.map_err(NotRenewed::from) }.boxed_local()
            },
        }
    }
);

impl Session {
    /// Prepares a sign-in, and says where at the identity provider it goes on.
    pub(super) async fn prepare(
        self,
        return_to: &str,
        initiative: Initiative,
    ) -> Result<String, SignInError> {
        let code = token_code().await.map_err(|_| SignInError::Incomplete)?;
        (code.prepare)(self, return_to.to_owned(), initiative).await
    }

    /// Signs out at the identity provider, as far as possible.
    pub(super) async fn leave_provider(self, held: Held) {
        if let Ok(code) = token_code().await {
            (code.leave)(self, held).await;
        }
    }

    /// Checks the answer of the identity provider, exchanges its code for tokens, checks them,
    /// takes them into use, and says where to go on. The sign-in on its way is spent only when
    /// everything needed to finish it is here.
    pub(super) async fn finish(self, query: &str) -> Result<String, SignInError> {
        let code = token_code().await.map_err(|_| SignInError::Incomplete)?;
        (code.finish)(self, query.to_owned()).await
    }

    /// Gives back a refresh token that nobody needs any more, as far as possible.
    pub(super) async fn give_back(self, token: Secret) {
        if let Ok(code) = token_code().await {
            (code.give_back)(self, token).await;
        }
    }

    /// Renews the tokens. The refresh token is spent only when everything needed to take its
    /// successor into use is here.
    pub(super) async fn refresh_once(self) -> Result<(), NotRenewed> {
        let code = token_code().await.map_err(|_| NotRenewed::incomplete())?;
        (code.refresh)(self).await
    }
}

/// Fetches the chunk. A failed prefetch is retried, and reported, on first use.
pub async fn prefetch() {
    let _ = token_code().await;
}
