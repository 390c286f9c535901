//! What gets and checks tokens, signatures included: needed once at a sign-in and at a refresh,
//! and not by someone whose session the tab has kept. So it is a chunk.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::wasm_split::wasm_split;

use super::Session;
use crate::chunk::ChunkError;
use crate::oidc::OidcError;
use crate::oidc::callback::ValidatedCallback;

/// The functions of the chunk.
struct TokenCode {
    exchange: fn(Session, ValidatedCallback) -> LocalBoxFuture<'static, Result<String, OidcError>>,
    refresh: fn(Session) -> LocalBoxFuture<'static, Result<(), OidcError>>,
}

#[wasm_split(tokens, wasm_split_path = leptos::wasm_split, fallible)]
fn token_code() -> Result<TokenCode, ChunkError> {
    Ok(TokenCode {
        exchange: |session, callback| session.exchange_here(callback).boxed_local(),
        refresh: |session| session.try_refresh().boxed_local(),
    })
}

impl Session {
    /// Exchanges the code of a callback for tokens, checks them, takes them into use, and says
    /// where to go on.
    pub(super) async fn exchange(self, callback: ValidatedCallback) -> Result<String, OidcError> {
        let code = token_code().await.map_err(|_| OidcError::Incomplete)?;
        (code.exchange)(self, callback).await
    }

    /// Renews the tokens. The refresh token is spent only when everything needed to take its
    /// successor into use is here.
    pub(super) async fn refresh_once(self) -> Result<(), OidcError> {
        let code = token_code().await.map_err(|_| OidcError::Incomplete)?;
        (code.refresh)(self).await
    }
}

/// Fetches the chunk. Whoever then needs it and doesn't have it asks again and is told.
pub async fn prefetch() {
    let _ = token_code().await;
}
