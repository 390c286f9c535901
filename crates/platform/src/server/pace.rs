//! A connection whose client must keep reading.
//!
//! Unread data hold a connection. A client that reads nothing for the timeout is disconnected, and
//! so is one that reads too little: for each timeout's worth of time spent waiting for it, it must
//! have read a minimum number of bytes.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use super::places::Seat;
use crate::metrics::Metrics;

/// How fast a client must read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// How long it may go without reading.
    pub timeout: Duration,
    /// Bytes per second.
    pub rate: u32,
}

impl Pace {
    fn least(self) -> u64 {
        // A day at four gigabytes per second fits.
        (self.timeout.as_secs_f64() * f64::from(self.rate)) as u64
    }
}

/// The connection.
pub(super) struct Paced {
    stream: TcpStream,
    pace: Pace,
    /// `None` on connections without a place.
    seat: Option<Arc<Seat>>,
    metrics: Arc<Metrics>,
    /// Since when the server has been waiting for the client, and until when.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    /// The time spent waiting in the current period.
    waited: Duration,
    /// The bytes sent in that period.
    sent: u64,
}

impl Paced {
    pub(super) fn new(
        stream: TcpStream,
        pace: Pace,
        seat: Option<Arc<Seat>>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            stream,
            pace,
            seat,
            metrics,
            waiting: None,
            waited: Duration::ZERO,
            sent: 0,
        }
    }

    /// Handles the result of a write.
    fn look(
        &mut self,
        context: &mut Context<'_>,
        write: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match write {
            Poll::Ready(Ok(count)) => {
                self.sent += count as u64;
                if let Some((since, _)) = self.waiting.take() {
                    self.set_unread(false);
                    self.waited += since.elapsed();
                    if self.waited >= self.pace.timeout {
                        if self.sent < self.pace.least() {
                            return Poll::Ready(Err(self.end("too slowly")));
                        }
                        self.waited = Duration::ZERO;
                        self.sent = 0;
                    }
                }
                write
            }
            Poll::Ready(Err(_)) => write,
            Poll::Pending => {
                if self.waiting.is_none() {
                    self.set_unread(true);
                    let end = Box::pin(sleep(self.pace.timeout));
                    self.waiting = Some((Instant::now(), end));
                }
                let is_over = self
                    .waiting
                    .as_mut()
                    .is_some_and(|(_, end)| end.as_mut().poll(context).is_ready());
                if is_over {
                    return Poll::Ready(Err(self.end("nothing")));
                }
                Poll::Pending
            }
        }
    }

    fn end(&mut self, reads: &str) -> io::Error {
        self.metrics.connections_too_slow.inc();
        // Discards what the system has still buffered for this client.
        if let Err(error) = self.stream.set_zero_linger() {
            tracing::debug!("can't set SO_LINGER: {error}");
        }
        io::Error::new(ErrorKind::TimedOut, format!("the client reads {reads}"))
    }

    fn set_unread(&self, unread: bool) {
        if let Some(seat) = &self.seat {
            seat.set_unread(unread);
        }
    }
}

impl AsyncRead for Paced {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Paced {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.look(context, write)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let write = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.look(context, write)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
