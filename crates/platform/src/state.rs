//! The state that all requests share.

use std::sync::Arc;

use crate::authn::Authenticator;
use crate::authn::provider::Provider;
use crate::config::Settings;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::store::Store;
use crate::studio::Studio;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The settings.
    pub settings: Arc<Settings>,
    /// Identifies callers.
    pub authenticator: Arc<Authenticator>,
    /// The identity provider, if one is configured.
    pub provider: Option<Arc<Provider>>,
    /// The trusted issuers, in the order of the settings.
    pub trusted: Arc<[Arc<Provider>]>,
    /// Rate limits.
    pub limits: Arc<Limits>,
    /// The data.
    pub store: Store,
    /// The metrics.
    pub metrics: Arc<Metrics>,
    /// Studio's files.
    pub studio: Arc<Studio>,
}
