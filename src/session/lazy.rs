//! What gets and checks tokens, signatures included: needed once at a sign-in and at a refresh,
//! and not by someone whose session the tab has kept. So it is a chunk.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::wasm_split::wasm_split;

use super::Session;
use crate::chunk::ChunkError;
use crate::oidc::OidcError;

/// The functions of the chunk.
struct TokenCode {
    finish_sign_in: fn(Session, String) -> LocalBoxFuture<'static, Result<String, OidcError>>,
    refresh: fn(Session) -> LocalBoxFuture<'static, Result<(), OidcError>>,
}

#[wasm_split(tokens, wasm_split_path = leptos::wasm_split, fallible)]
fn token_code() -> Result<TokenCode, ChunkError> {
    Ok(TokenCode {
        finish_sign_in: |session, query| {
            async move { session.finish_sign_in_here(&query).await }.boxed_local()
        },
        refresh: |session| session.try_refresh().boxed_local(),
    })
}

impl Session {
    /// Finishes a sign-in with the query of the callback page and says where to go on. A used
    /// or bookmarked callback does no harm: whoever is signed in stays so.
    ///
    /// # Errors
    /// What failed; the session is in `Failed` then.
    pub async fn finish_sign_in(self, query: String) -> Result<String, OidcError> {
        match token_code().await {
            Ok(code) => (code.finish_sign_in)(self, query).await,
            Err(ChunkError) => {
                self.fail(OidcError::Incomplete);
                Err(OidcError::Incomplete)
            }
        }
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
