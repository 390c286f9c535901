//! Accepting connections and serving them until told to stop.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

use super::tls::Tls;
use crate::authn::Peer;
use crate::config::Server;
use crate::metrics::Metrics;
use crate::routes::{MAX_HEAD_BYTES, MAX_HEADERS};

/// How long to wait after an accept that failed for lack of something, such as file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What a connection needs.
#[derive(Clone)]
pub(super) struct Serving {
    pub router: Router,
    pub tls: Option<Arc<Tls>>,
    pub settings: Server,
    pub metrics: Arc<Metrics>,
}

impl Serving {
    /// Serves connections until `stop` is done; then takes no more, closes those that are idle,
    /// and lets requests under way finish, as long as the settings allow or until `cut_off`.
    pub(super) async fn run(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()>,
        cut_off: impl Future<Output = ()>,
    ) {
        let limit = usize::try_from(self.settings.max_connections).unwrap_or(usize::MAX);
        let places = Arc::new(Semaphore::new(limit.min(Semaphore::MAX_PERMITS)));
        let graceful = GracefulShutdown::new();
        let accepting = async {
            // Beyond the limit connections wait in the system's queue.
            while let Ok(place) = places.clone().acquire_owned().await {
                let stream = accept(&listener).await;
                let connection = Connection {
                    serving: self.clone(),
                    watcher: graceful.watcher(),
                    _place: place,
                };
                tokio::spawn(connection.serve(stream));
            }
        };
        tokio::select! {
            () = accepting => {}
            () = stop => {}
        }
        drop(listener);
        tokio::select! {
            () = graceful.shutdown() => {}
            () = tokio::time::sleep(self.settings.shutdown_timeout) => {
                tracing::warn!("requests under way were cut off");
            }
            () = cut_off => tracing::warn!("told to stop twice: requests under way were cut off"),
        }
    }
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            // The client's affair, and over.
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                tracing::error!("can't accept a connection: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

struct Connection {
    serving: Serving,
    watcher: Watcher,
    /// Held as long as the connection is open.
    _place: OwnedSemaphorePermit,
}

impl Connection {
    async fn serve(self, stream: TcpStream) {
        // Answers are small: waiting to fill a packet would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("can't set TCP_NODELAY: {error}");
        }
        let peer = stream.peer_addr().ok().map(|address| Peer(address.ip()));
        let metrics = self.serving.metrics.clone();
        metrics.connections.inc();
        match &self.serving.tls {
            None => self.http(stream, peer).await,
            Some(tls) => {
                let handshake = tls.acceptor().accept(stream);
                match tokio::time::timeout(self.serving.settings.header_timeout, handshake).await {
                    Ok(Ok(stream)) => self.http(stream, peer).await,
                    Ok(Err(error)) => tracing::debug!("a TLS handshake failed: {error}"),
                    Err(_) => tracing::debug!("a TLS handshake took too long"),
                }
            }
        }
        metrics.connections.dec();
    }

    async fn http(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: Option<Peer>,
    ) {
        let router = self.serving.router;
        let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
            if let Some(peer) = peer {
                request.extensions_mut().insert(peer);
            }
            let router = router.clone();
            async move { answer(router, request).await }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.serving.settings.header_timeout)
            // More than `routes::layers` lets through, so that it can say why.
            .max_buf_size(2 * MAX_HEAD_BYTES)
            .max_headers(2 * MAX_HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        if let Err(error) = self.watcher.watch(connection).await {
            tracing::debug!("a connection broke: {error}");
        }
    }
}

async fn answer(router: Router, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    router.oneshot(request.map(Body::new)).await
}
