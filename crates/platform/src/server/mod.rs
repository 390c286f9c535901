//! Assembles the parts, listens, and stops.

mod check;
mod descriptors;
mod error;
mod pace;
mod places;
mod reserve;
mod serve;
mod signals;
mod tls;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::authn::Authenticator;
use crate::authn::introspection::Introspector;
use crate::authn::provider::Provider;
use crate::cli::Cli;
use crate::clock::{Clock, SystemClock};
use crate::config::{Auth, Environment, Server, Settings};
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::routes;
use crate::state::AppState;
use crate::store::{self, BackupError, OpenError, Store};
use crate::studio::Studio;
use serve::Serving;

pub use check::{check, describe_data, in_force};
pub use error::StartError;
pub use tls::{Tls, TlsError};

/// A server that is ready to listen.
pub struct App {
    router: Router,
    tls: Option<Arc<Tls>>,
    settings: Server,
    gateways: Vec<IpNet>,
    metrics: Arc<Metrics>,
    store: Store,
    /// The rest of opening the database, if it could not be reached.
    opening: Option<Opening>,
    providers: Vec<Arc<Provider>>,
}

/// How long a start tries to open the database before it serves requests that don't need it.
/// Servers that start together take turns in less.
const FIRST_TRY: Duration = Duration::from_secs(5);

/// A database that the server is waiting for.
struct Opening {
    /// The first attempt, if it is still running.
    first: Option<Try>,
    admin_email: Option<String>,
    wait: Duration,
}

type Try = Pin<Box<dyn Future<Output = Result<(), OpenError>> + Send>>;

impl App {
    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Opens the database, seeds it, and builds the router. A PostgreSQL database that can't be
/// reached, or takes longer, is left to [`mod@serve`] if the settings allow waiting for it.
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
        Some(postgres) => Store::postgres(postgres, settings.statement_timeout, clock.clone()),
        None => Store::open(data_dir, settings.statement_timeout, clock.clone()).await?,
    };
    let store = store
        .with_quotas(settings.server.limits.quotas)
        .in_dialect(settings.dialect)
        .with_group_rules(settings.auth.group_rules())
        .with_default_workspace(&settings.default_workspace);
    let opening = open(&store, &settings).await?;
    let provider = match &settings.auth {
        Auth::Enabled(tokens) => tokens
            .oidc
            .as_ref()
            .map(|oidc| Provider::new(oidc, clock.clone()))
            .transpose()?
            .map(Arc::new),
        Auth::Disabled => None,
    };
    let trusted: Vec<Arc<Provider>> = match &settings.auth {
        Auth::Enabled(tokens) => tokens
            .trusted_issuers
            .iter()
            .map(|issuer| Provider::new(&issuer.oidc, clock.clone()).map(Arc::new))
            .collect::<Result<_, _>>()?,
        Auth::Disabled => Vec::new(),
    };
    let introspector = match &settings.auth {
        Auth::Enabled(tokens) => tokens
            .introspection
            .clone()
            .map(|settings| Introspector::new(settings, clock.clone()))
            .transpose()?,
        Auth::Disabled => None,
    };
    let metrics = Arc::new(Metrics::default());
    let state = AppState {
        limits: Arc::new(Limits::new(
            &settings.server.limits,
            store.connections(),
            &clock,
        )),
        authenticator: Arc::new(Authenticator::new(
            settings.auth.clone(),
            settings.dialect,
            provider.clone(),
            &trusted,
            introspector,
            clock,
        )),
        provider: provider.clone(),
        trusted: trusted.clone().into(),
        store: store.clone(),
        studio: Arc::new(Studio::new(&settings)),
        metrics: metrics.clone(),
        settings: Arc::new(settings),
    };
    let gateways = match &state.settings.auth {
        Auth::Enabled(tokens) => tokens.trusted_gateways.clone(),
        Auth::Disabled => Vec::new(),
    };
    Ok(App {
        settings: state.settings.server.clone(),
        gateways,
        router: routes::router(state),
        tls: tls.map(Arc::new),
        metrics,
        store,
        opening,
        providers: provider.into_iter().chain(trusted).collect(),
    })
}

async fn open(store: &Store, settings: &Settings) -> Result<Option<Opening>, StartError> {
    let admin_email = settings.admin_email.clone();
    let Some(postgres) = &settings.database else {
        store.prepare(admin_email.as_deref()).await?;
        return Ok(None);
    };
    let wait = postgres.wait;
    let mut first: Try = {
        let (store, admin_email) = (store.clone(), admin_email.clone());
        Box::pin(async move { store.prepare(admin_email.as_deref()).await })
    };
    let opening = |first| Opening {
        first,
        admin_email,
        wait,
    };
    match timeout(FIRST_TRY, &mut first).await {
        Ok(tried) => Ok(outage(tried, wait)?.then(|| opening(None))),
        // It may be migrating the schema, so it continues.
        Err(_) => {
            let why = store.unopened().unwrap_or_default();
            tracing::warn!("the database is not open yet: {why}; answering 503 until it is");
            Ok(Some(opening(Some(first))))
        }
    }
}

/// Whether to retry the database after the first attempt.
fn outage(first: Result<(), OpenError>, wait: Duration) -> Result<bool, OpenError> {
    match first {
        Ok(()) => Ok(false),
        Err(error) if error.is_outage() && !wait.is_zero() => {
            tracing::error!(
                "{error}; retrying for {} seconds (platform.database_wait_seconds), and \
                 answering 503 until then",
                wait.as_secs_f64()
            );
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

/// Binds the port.
///
/// # Errors
/// [`StartError::PortTaken`] and [`StartError::Listen`].
pub async fn listen(host: IpAddr, port: u16) -> Result<TcpListener, StartError> {
    let address = SocketAddr::new(host, port);
    bind(address).map_err(|source| {
        if source.kind() == std::io::ErrorKind::AddrInUse {
            StartError::PortTaken { host, port }
        } else {
            StartError::Listen { address, source }
        }
    })
}

/// The system's buffer for an answer that a client has yet to read (Linux doubles it). With the
/// default limits of megabytes it would buffer whole answers, and a slow client would look like
/// one that doesn't read. A round trip of 100 ms still leaves a megabyte per second.
const SEND_BUFFER_BYTES: u32 = 64 * 1024;

/// Connections waiting to be accepted; the system may have a lower limit.
const BACKLOG: u32 = 1024;

fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Allows a restart at once. On Windows it would let two servers listen.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    // Connections inherit it from the listener.
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `stop` is done, then lets requests in progress finish: for as long as the settings
/// allow, or until `cut_off` is done. Opens a database that could not be reached in the background.
///
/// # Errors
/// [`StartError::Open`] if the database could not be opened in time, or can't be used.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
    cut_off: impl Future<Output = ()>,
) -> Result<(), StartError> {
    let refresh: Vec<_> = app
        .providers
        .into_iter()
        .map(|provider| tokio::spawn(provider.keep_fresh()))
        .collect();
    let serving = Serving {
        router: app.router,
        tls: app.tls,
        settings: app.settings,
        metrics: app.metrics,
        gateways: app.gateways,
    };
    let mut opening = app
        .opening
        .map(|opening| open_in_background(app.store.clone(), opening));
    let store = app.store.clone();
    let deletions = tokio::spawn(async move { store.finish_deletions().await });
    let mut outcome = Ok(());
    let stop = async {
        tokio::select! {
            () = stop => {}
            error = failure(opening.as_mut()) => outcome = Err(error.into()),
        }
    };
    serving.run(listener, stop, cut_off).await;
    deletions.abort();
    if let Some(opening) = opening {
        opening.abort();
    }
    for refresh in refresh {
        refresh.abort();
    }
    app.store.close().await;
    outcome
}

type OpeningTask = JoinHandle<Result<(), OpenError>>;

/// Opens, in the background, a database that the server is waiting for.
fn open_in_background(store: Store, opening: Opening) -> OpeningTask {
    tokio::spawn(async move {
        let Opening {
            first,
            admin_email,
            wait,
        } = opening;
        if let Some(first) = first
            && !outage(first.await, wait)?
        {
            tracing::info!("the database is open");
            return Ok(());
        }
        store
            .prepare_when_it_answers(admin_email.as_deref(), wait)
            .await
    })
}

/// Completes only if the database can't be opened.
async fn failure(opening: Option<&mut OpeningTask>) -> OpenError {
    match opening {
        // Without a result it was aborted, and nobody waits for it.
        Some(task) => match task.await {
            Ok(Err(error)) => error,
            Ok(Ok(())) | Err(_) => std::future::pending().await,
        },
        None => std::future::pending().await,
    }
}

/// `nmp-platform backup`: copies the SQLite database to a new file.
///
/// # Errors
/// [`StartError::Config`] and [`StartError::Backup`].
pub async fn back_up(cli: &Cli, file: &Path) -> Result<(), StartError> {
    let settings = Settings::load(cli.config.as_deref(), &Environment::of_process())?;
    if settings.database.is_some() {
        return Err(BackupError::Postgres.into());
    }
    Ok(store::backup(&cli.data_dir, file).await?)
}

/// Prints a line on standard output. It is not an error if nobody reads it.
pub fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// The whole program: listens, prints the address, serves until a stop signal.
///
/// # Errors
/// See [`StartError`].
pub async fn run(cli: &Cli, settings: Settings) -> Result<(), StartError> {
    signals::outlive_file_size_limits();
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    for note in &settings.notes {
        tracing::info!("{note}");
    }
    check::exposure(cli, &settings)?;
    let (host, port) = cli.listen(&settings.service);
    let at = SocketAddr::new(host, port);
    run_with(settings, at, &cli.data_dir, |url| {
        // The only line on standard output, for the person or script that started it.
        print(&format!("listening on {url}"));
    })
    .await
}

/// A server for this machine alone, as a part of another program: listens on a port of the loopback
/// interface, says the address to `ready`, and serves until a stop signal.
///
/// # Errors
/// See [`StartError`].
pub async fn run_on_loopback(
    settings: Settings,
    port: u16,
    data_dir: &Path,
    ready: impl FnOnce(&str),
) -> Result<(), StartError> {
    signals::outlive_file_size_limits();
    let at = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port);
    run_with(settings, at, data_dir, ready).await
}

async fn run_with(
    mut settings: Settings,
    at: SocketAddr,
    data_dir: &Path,
    ready: impl FnOnce(&str),
) -> Result<(), StartError> {
    descriptors::provide(&mut settings)?;
    if let Some(warning) = check::without_studio(&settings) {
        tracing::warn!("{warning}");
    }
    let listener = listen(at.ip(), at.port()).await?;
    let address = listener.local_addr().map_err(StartError::Serve)?;
    // One future for the whole program: a signal between two of them would be lost.
    let mut stop = pin!(signals::stop_requested());
    let app = tokio::select! {
        app = prepare(settings, data_dir, Arc::new(SystemClock)) => app?,
        () = &mut stop => return Ok(()),
    };
    let scheme = if app.tls.is_some() { "https" } else { "http" };
    ready(&format!("{scheme}://{address}"));
    tracing::info!("listening on {scheme}://{address}");
    let reload = tokio::spawn(signals::reload_at_hangup(app.tls.clone()));
    let served = serve(app, listener, stop, signals::stop_requested()).await;
    reload.abort();
    tracing::info!("stopped");
    served
}
