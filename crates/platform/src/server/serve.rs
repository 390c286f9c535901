//! Accepts and serves connections until a stop signal.

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Request, Response};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tower::ServiceExt;

use super::pace::{Pace, Paced};
use super::places::{Place, Places, Seat, UnderWay};
use super::reserve::{RESERVE_TIMEOUT, Reserve};
use super::tls::Tls;
use crate::authn::{Peer, gateway};
use crate::config::Server;
use crate::metrics::Metrics;
use crate::routes::{BeyondPlaces, MAX_HEAD_BYTES, MAX_HEADERS};

/// How long to wait after accepting failed for lack of a resource, such as file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What a connection needs.
#[derive(Clone)]
pub(super) struct Serving {
    pub router: Router,
    pub tls: Option<Arc<Tls>>,
    pub settings: Server,
    pub metrics: Arc<Metrics>,
    /// `auth.trusted_gateways`, through which many people come.
    pub gateways: Vec<IpNet>,
}

impl Serving {
    /// Serves connections until `stop` is done; then accepts no more, closes idle ones, and lets
    /// requests in progress finish, as long as the settings allow or until `cut_off`.
    pub(super) async fn run(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()>,
        cut_off: impl Future<Output = ()>,
    ) {
        let places = Places::new(self.most());
        let mut reserve = Reserve::default();
        let graceful = GracefulShutdown::new();
        let accepting = async {
            loop {
                let (stream, peer) = accept(&listener).await;
                let place = places.take(peer.into(), self.share(peer));
                let is_beyond = place.is_none();
                let connection = Connection {
                    serving: self.clone(),
                    watcher: graceful.watcher(),
                    peer,
                    place,
                };
                let task = tokio::spawn(connection.serve(stream));
                if is_beyond {
                    self.metrics.connections_turned_away.inc();
                    reserve.admit(task).await;
                }
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
                tracing::warn!("requests in progress were cut off");
            }
            () = cut_off => tracing::warn!("second stop signal: requests in progress were cut off"),
        }
    }

    fn most(&self) -> usize {
        usize::try_from(self.settings.max_connections).unwrap_or(usize::MAX)
    }

    /// How many places an address may have. Many people use a proxy on this machine or a gateway,
    /// so these may have three quarters of all, which still leaves some to others.
    fn share(&self, peer: IpAddr) -> usize {
        let share = usize::try_from(self.settings.max_connections_per_address);
        let share = share.unwrap_or(usize::MAX);
        let is_proxy =
            peer.to_canonical().is_loopback() || gateway::trusts(&self.gateways, Some(peer));
        if is_proxy {
            let most = self.most();
            share.max(most - most / 4)
        } else {
            share
        }
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, IpAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer.ip()),
            // The client's problem, and already over.
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
    peer: IpAddr,
    /// Held while the connection is open; `None` beyond the places.
    place: Option<Place>,
}

impl Connection {
    async fn serve(mut self, stream: TcpStream) {
        let metrics = self.serving.metrics.clone();
        let _open = Open::new(&metrics);
        match self.place.take() {
            Some(place) => {
                let seat = place.seat().clone();
                let mut served = pin!(self.over(stream, Some(seat.clone())));
                loop {
                    tokio::select! {
                        () = &mut served => break,
                        // A request may have arrived since; this repeats after its answer.
                        () = seat.evicted() => if seat.is_idle() { break },
                    }
                }
            }
            None => {
                if timeout(RESERVE_TIMEOUT, self.over(stream, None))
                    .await
                    .is_err()
                {
                    tracing::debug!("an extra connection took too long");
                }
            }
        }
    }

    /// Serves it, over TLS or plain.
    async fn over(self, stream: TcpStream, seat: Option<Arc<Seat>>) {
        // Answers are small: waiting to fill a packet would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("can't set TCP_NODELAY: {error}");
        }
        let settings = &self.serving.settings;
        let pace = Pace {
            timeout: settings.write_timeout,
            rate: settings.min_write_rate,
        };
        let metrics = self.serving.metrics.clone();
        let stream = Paced::new(stream, pace, seat.clone(), metrics);
        match &self.serving.tls {
            None => self.http(stream, seat).await,
            Some(tls) => {
                let handshake = tls.acceptor().accept(stream);
                match timeout(settings.header_timeout, handshake).await {
                    Ok(Ok(stream)) => self.http(stream, seat).await,
                    Ok(Err(error)) => tracing::debug!("a TLS handshake failed: {error}"),
                    Err(_) => tracing::debug!("a TLS handshake took too long"),
                }
            }
        }
    }

    async fn http(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        seat: Option<Arc<Seat>>,
    ) {
        let router = self.serving.router;
        let peer = Peer(self.peer);
        let has_place = seat.is_some();
        let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
            let under_way = seat.as_ref().map(Seat::begin);
            request.extensions_mut().insert(peer);
            if !has_place {
                request.extensions_mut().insert(BeyondPlaces);
            }
            let router = router.clone();
            async move { answer(router, request, under_way).await }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.serving.settings.header_timeout)
            .keep_alive(has_place)
            // More than `routes::layers` accepts, so that it can say why.
            .max_buf_size(MAX_HEAD_BYTES + 48 * 1024)
            .max_headers(2 * MAX_HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        if let Err(error) = self.watcher.watch(connection).await {
            tracing::debug!("a connection broke: {error}");
        }
    }
}

/// Counts a connection as open until dropped, even when it is aborted.
struct Open<'a>(&'a Metrics);

impl<'a> Open<'a> {
    fn new(metrics: &'a Metrics) -> Self {
        metrics.connections.inc();
        Self(metrics)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.connections.dec();
    }
}

async fn answer(
    router: Router,
    request: Request<Incoming>,
    under_way: Option<UnderWay>,
) -> Result<Response<Counted>, Infallible> {
    let mut response = router.oneshot(request.map(Body::new)).await?;
    if under_way.as_ref().is_some_and(UnderWay::is_the_last) {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    Ok(response.map(|body| Counted {
        body,
        _under_way: under_way,
    }))
}

/// A body whose request is in progress until its end is handed over.
struct Counted {
    body: Body,
    _under_way: Option<UnderWay>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
