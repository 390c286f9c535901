//! What every request can reach.

use std::sync::Arc;

use crate::authn::Authenticator;
use crate::authn::provider::Provider;
use crate::config::Settings;
use crate::metrics::Metrics;
use crate::store::Store;
use crate::studio::Studio;

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The settings.
    pub settings: Arc<Settings>,
    /// Who is calling.
    pub authenticator: Arc<Authenticator>,
    /// The identity provider, if one is configured.
    pub provider: Option<Arc<Provider>>,
    /// The data.
    pub store: Store,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Studio's files.
    pub studio: Arc<Studio>,
}
