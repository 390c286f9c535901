//! Putting the parts together, listening, and stopping.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::authn::Authenticator;
use crate::authn::provider::{FetchError, Provider};
use crate::cli::Cli;
use crate::clock::{Clock, SystemClock};
use crate::config::{Auth, ConfigError, Settings};
use crate::routes;
use crate::state::AppState;
use crate::store::{OpenError, Store};
use crate::studio::Studio;

/// How long requests under way may take after the signal to stop.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// Why the server doesn't start, or stopped. Worded for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The database.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The HTTP client for the identity provider.
    #[error(transparent)]
    Provider(#[from] FetchError),
    /// Something else listens there.
    #[error(
        "port {port} on {host} is taken by another program; stop that, or choose another port \
         with --port (0 takes a free one)"
    )]
    PortTaken {
        /// Where.
        host: IpAddr,
        /// Which.
        port: u16,
    },
    /// Listening failed for another reason.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Serving failed.
    #[error("the server stopped: {0}")]
    Serve(#[source] std::io::Error),
}

/// A server that is ready to listen.
pub struct App {
    router: Router,
    store: Store,
    provider: Option<Arc<Provider>>,
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
    let store = Store::open(data_dir, clock.clone()).await?;
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
    let state = AppState {
        authenticator: Arc::new(Authenticator::new(
            settings.auth.clone(),
            provider.clone(),
            clock,
        )),
        provider: provider.clone(),
        store: store.clone(),
        studio: Arc::new(Studio::new(settings.studio_files.clone())),
        settings: Arc::new(settings),
    };
    Ok(App {
        router: routes::router(state),
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

/// Serves until `stop` is done, then lets requests under way finish, for 10 seconds at most.
///
/// # Errors
/// [`StartError::Serve`].
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    let App {
        router,
        store,
        provider,
    } = app;
    // Answers are small: waiting to fill a packet would only delay them.
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!("can't set TCP_NODELAY: {error}");
        }
    });
    let refresh = provider.map(|provider| tokio::spawn(provider.keep_fresh()));
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    let graceful = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        // Nobody listens any more only if serving is over already.
        let _ = stopping.send(true);
    });
    let too_long = async move {
        if stopped.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
    };
    let result = tokio::select! {
        result = graceful => result.map_err(StartError::Serve),
        () = too_long => {
            tracing::warn!("requests under way were cut off");
            Ok(())
        }
    };
    if let Some(refresh) = refresh {
        refresh.abort();
    }
    store.close().await;
    result
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
    // For whoever started it, person or script: the one line on standard output.
    println!("listening on http://{address}");
    serve(app, listener, told_to_stop()).await?;
    tracing::info!("stopped");
    Ok(())
}

/// SIGINT (Ctrl-C) or SIGTERM.
async fn told_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("stopping");
}
