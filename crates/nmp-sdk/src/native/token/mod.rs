//! Where tokens come from.
//!
//! * [`stored`]: the configuration file, renewed there for everybody who uses it. [`renewal`]: how.
//! * [`workload`]: a workload's own token, exchanged. [`fixed`]: one token, or none.
//! * [`life`]: when a token is due.

pub mod fixed;
pub mod life;
pub mod renewal;
pub mod stored;
pub mod workload;

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use nmp_oidc::Secret;

use super::config::settings::{Origin, Settings};
use super::http::Http;
use crate::ApiError;

/// What a source is asked for.
pub type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, ApiError>> + Send + 'a>>;

/// Where tokens come from. A program may bring its own.
pub trait TokenSource: Debug + Send + Sync {
    /// The token to send, renewed if it is due; `None` for none.
    ///
    /// Its errors: [`ApiError::SessionEnded`], [`ApiError::RenewalFailed`], [`ApiError::Withheld`].
    fn token(&self) -> Asked<'_, Option<Secret>>;

    /// A newer token than the one that the platform has refused. Its errors are the same.
    fn newer_than<'a>(&'a self, refused: &'a Secret) -> Asked<'a, Secret>;
}

/// The source that the settings name: a token that was given, a workload's, the context's.
pub(super) fn of(settings: &Settings, base_url: &str, http: &Arc<Http>) -> Arc<dyn TokenSource> {
    if let Some(given) = &settings.access_token {
        return Arc::new(fixed::Fixed(Some(given.value.clone())));
    }
    if let Some(path) = &settings.workload_token_file {
        return Arc::new(workload::Exchanged::new(
            path.clone(),
            base_url,
            http.clone(),
        ));
    }
    // Without a file and without a context, an address alone: nobody is signed in.
    if settings.context.is_none() && settings.context_name.origin == Origin::Default {
        return Arc::new(fixed::Fixed(None));
    }
    Arc::new(stored::Stored::new(
        settings.file.clone(),
        &settings.context_name.value,
        base_url,
        http.clone(),
    ))
}
