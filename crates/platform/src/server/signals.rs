//! Signals: to stop, and to reload the certificate.

use std::sync::Arc;

use super::tls::Tls;

/// From here on, growing a file over a limit (`ulimit -f`) is a failed write, as on a full disk,
/// and doesn't kill the program.
pub fn outlive_file_size_limits() {
    // With any handler, the write fails with EFBIG (setrlimit(2), RLIMIT_FSIZE).
    #[cfg(unix)]
    if let Err(error) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(
        rustix::process::Signal::XFSZ.as_raw(),
    )) {
        tracing::warn!("a limit on the size of files can end this server: {error}");
    }
}

/// SIGINT (Ctrl-C) or SIGTERM.
pub(super) async fn stop_requested() {
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

/// Reloads the certificate at each SIGHUP, for ever.
pub(super) async fn reload_at_hangup(tls: Option<Arc<Tls>>) {
    #[cfg(unix)]
    if let Ok(mut hangup) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        while hangup.recv().await.is_some() {
            match tls.as_ref().map(|tls| tls.reload()) {
                None => tracing::info!("SIGHUP: no certificate to reload"),
                Some(Ok(())) => tracing::info!("the certificate was reloaded"),
                Some(Err(error)) => {
                    tracing::error!("{error}; the old certificate stays in use");
                }
            }
        }
    }
    let _ = tls;
    std::future::pending::<()>().await;
}
