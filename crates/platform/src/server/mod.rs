//! Putting the parts together, listening, and stopping.

mod check;
mod error;
mod serve;
mod signals;
mod tls;

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;

use crate::authn::Authenticator;
use crate::authn::provider::Provider;
use crate::cli::Cli;
use crate::clock::{Clock, SystemClock};
use crate::config::{Auth, Server, Settings};
use crate::metrics::Metrics;
use crate::routes;
use crate::state::AppState;
use crate::store::{self, BackupError, Store};
use crate::studio::Studio;
use serve::Serving;

pub use check::check;
pub use error::StartError;
pub use tls::{Tls, TlsError};

/// A server that is ready to listen.
pub struct App {
    router: Router,
    tls: Option<Arc<Tls>>,
    settings: Server,
    metrics: Arc<Metrics>,
    store: Store,
    provider: Option<Arc<Provider>>,
}

impl App {
    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Opens the database, seeds it, and builds the router.
///
/// # Errors
/// See [`StartError`].
pub async fn prepare(
    settings: Settings,
    data_dir: &Path,
    clock: Arc<dyn Clock>,
) -> Result<App, StartError> {
    let tls = settings.server.tls.clone().map(Tls::load).transpose()?;
    let store = match &settings.database {
        Some(url) => Store::connect(url, clock.clone()).await?,
        None => Store::open(data_dir, clock.clone()).await?,
    };
    store.seed(settings.admin_email.as_deref()).await?;
    let provider = match &settings.auth {
        Auth::Enabled(tokens) => tokens
            .oidc
            .as_ref()
            .map(|oidc| Provider::new(oidc, clock.clone()))
            .transpose()?
            .map(Arc::new),
        Auth::Disabled => None,
    };
    let metrics = Arc::new(Metrics::default());
    let state = AppState {
        authenticator: Arc::new(Authenticator::new(
            settings.auth.clone(),
            provider.clone(),
            clock,
        )),
        provider: provider.clone(),
        store: store.clone(),
        studio: Arc::new(Studio::new(&settings)),
        metrics: metrics.clone(),
        settings: Arc::new(settings),
    };
    Ok(App {
        settings: state.settings.server.clone(),
        router: routes::router(state),
        tls: tls.map(Arc::new),
        metrics,
        store,
        provider,
    })
}

/// Takes the port.
///
/// # Errors
/// [`StartError::PortTaken`] and [`StartError::Listen`].
pub async fn listen(host: IpAddr, port: u16) -> Result<TcpListener, StartError> {
    let address = SocketAddr::new(host, port);
    TcpListener::bind(address).await.map_err(|source| {
        if source.kind() == std::io::ErrorKind::AddrInUse {
            StartError::PortTaken { host, port }
        } else {
            StartError::Listen { address, source }
        }
    })
}

/// Serves until `stop` is done, then lets requests under way finish: for as long as the settings
/// allow, or until `cut_off` is done.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
    cut_off: impl Future<Output = ()>,
) {
    let refresh = app
        .provider
        .map(|provider| tokio::spawn(provider.keep_fresh()));
    let serving = Serving {
        router: app.router,
        tls: app.tls,
        settings: app.settings,
        metrics: app.metrics,
    };
    serving.run(listener, stop, cut_off).await;
    if let Some(refresh) = refresh {
        refresh.abort();
    }
    app.store.close().await;
}

/// `nmp-platform backup`: copies the SQLite database to a new file.
///
/// # Errors
/// [`StartError::Config`] and [`StartError::Backup`].
pub async fn back_up(cli: &Cli, file: &Path) -> Result<(), StartError> {
    let settings = Settings::load(cli.config.as_deref(), |name| std::env::var(name).ok())?;
    if settings.database.is_some() {
        return Err(BackupError::Postgres.into());
    }
    Ok(store::backup(&cli.data_dir, file).await?)
}

/// The whole program: reads settings, listens, prints the address, serves until told to stop.
///
/// # Errors
/// See [`StartError`].
pub async fn run(cli: Cli) -> Result<(), StartError> {
    let settings = Settings::load(cli.config.as_deref(), |name| std::env::var(name).ok())?;
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    let listener = listen(cli.host, cli.port).await?;
    let address = listener.local_addr().map_err(StartError::Serve)?;
    let app = prepare(settings, &cli.data_dir, Arc::new(SystemClock)).await?;
    let scheme = if app.tls.is_some() { "https" } else { "http" };
    // For whoever started it, person or script: the one line on standard output.
    println!("listening on {scheme}://{address}");
    let reload = tokio::spawn(signals::reload_at_hangup(app.tls.clone()));
    serve(
        app,
        listener,
        signals::told_to_stop(),
        signals::told_to_stop(),
    )
    .await;
    reload.abort();
    tracing::info!("stopped");
    Ok(())
}
