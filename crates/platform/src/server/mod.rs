//! Putting the parts together, listening, and stopping.

mod check;
mod error;
mod serve;
mod signals;
mod tls;

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::authn::Authenticator;
use crate::authn::provider::Provider;
use crate::cli::Cli;
use crate::clock::{Clock, SystemClock};
use crate::config::{Auth, Server, Settings};
use crate::metrics::Metrics;
use crate::routes;
use crate::state::AppState;
use crate::store::{self, BackupError, OpenError, Store};
use crate::studio::Studio;
use serve::Serving;

pub use check::{check, describe_data};
pub use error::StartError;
pub use tls::{Tls, TlsError};

/// A server that is ready to listen.
pub struct App {
    router: Router,
    tls: Option<Arc<Tls>>,
    settings: Server,
    metrics: Arc<Metrics>,
    store: Store,
    /// What is still to be done with the database, where that could not be reached.
    opening: Option<Opening>,
    provider: Option<Arc<Provider>>,
}

/// How long a start tries to open the database before it serves what needs none. Servers that
/// start together take turns in less.
const FIRST_TRY: Duration = Duration::from_secs(5);

/// A database that is waited for.
struct Opening {
    /// The first try, if that is still under way.
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
/// reached is left to [`serve`], if the settings say to wait for it; so is one that takes longer.
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
        Some(postgres) => Store::postgres(postgres, clock.clone()),
        None => Store::open(data_dir, clock.clone()).await?,
    };
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
        opening,
        provider,
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
        // It may be bringing the schema up to date, so it goes on.
        Err(_) => {
            let why = store.unopened().unwrap_or_default();
            tracing::warn!("the database is not open yet: {why}; answering 503 meanwhile");
            Ok(Some(opening(Some(first))))
        }
    }
}

/// Whether the database is to be tried again after the first try.
fn outage(first: Result<(), OpenError>, wait: Duration) -> Result<bool, OpenError> {
    match first {
        Ok(()) => Ok(false),
        Err(error) if error.is_outage() && !wait.is_zero() => {
            tracing::error!(
                "{error}; trying again for {} seconds (platform.database_wait_seconds), and \
                 answering 503 meanwhile",
                wait.as_secs_f64()
            );
            Ok(true)
        }
        Err(error) => Err(error),
    }
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
/// allow, or until `cut_off` is done. A database that could not be reached is opened meanwhile.
///
/// # Errors
/// [`StartError::Open`] if it could not be opened in time, or turned out to be one that can't be
/// used.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
    cut_off: impl Future<Output = ()>,
) -> Result<(), StartError> {
    let refresh = app
        .provider
        .map(|provider| tokio::spawn(provider.keep_fresh()));
    let serving = Serving {
        router: app.router,
        tls: app.tls,
        settings: app.settings,
        metrics: app.metrics,
    };
    let mut opening = app
        .opening
        .map(|opening| open_in_background(app.store.clone(), opening));
    let mut outcome = Ok(());
    let stop = async {
        tokio::select! {
            () = stop => {}
            error = failure(opening.as_mut()) => outcome = Err(error.into()),
        }
    };
    serving.run(listener, stop, cut_off).await;
    if let Some(opening) = opening {
        opening.abort();
    }
    if let Some(refresh) = refresh {
        refresh.abort();
    }
    app.store.close().await;
    outcome
}

type OpeningTask = JoinHandle<Result<(), OpenError>>;

/// Opens a database that is waited for, in the background.
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

/// Done only if the database can't be opened.
async fn failure(opening: Option<&mut OpeningTask>) -> OpenError {
    match opening {
        // Without a result it was aborted, and nobody asks any more.
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
    // From here on, and one for all: a signal between two of them would be lost.
    let mut stop = pin!(signals::told_to_stop());
    let app = tokio::select! {
        app = prepare(settings, &cli.data_dir, Arc::new(SystemClock)) => app?,
        () = &mut stop => return Ok(()),
    };
    let scheme = if app.tls.is_some() { "https" } else { "http" };
    // For whoever started it, person or script: the one line on standard output.
    println!("listening on {scheme}://{address}");
    let reload = tokio::spawn(signals::reload_at_hangup(app.tls.clone()));
    let served = serve(app, listener, stop, signals::told_to_stop()).await;
    reload.abort();
    tracing::info!("stopped");
    served
}
