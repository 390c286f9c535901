//! Extra connections beyond the places: few, short, and for `/health` only, so monitoring learns
//! that the server is alive and busy. Other requests are asked to retry.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::task::JoinHandle;

/// How many there are at once.
pub(super) const RESERVE: usize = 32;

/// How long one may take, from its first byte to its last.
pub(super) const RESERVE_TIMEOUT: Duration = Duration::from_secs(5);

/// The open ones, the oldest first.
#[derive(Default)]
pub(super) struct Reserve(VecDeque<JoinHandle<()>>);

impl Reserve {
    /// Adds a connection, closing the oldest if necessary: health checks send their request at
    /// once. Returns when that one is closed, so that no burst has more files open than there may
    /// be.
    pub(super) async fn admit(&mut self, connection: JoinHandle<()>) {
        self.0.retain(|connection| !connection.is_finished());
        self.0.push_back(connection);
        if self.0.len() > RESERVE
            && let Some(oldest) = self.0.pop_front()
        {
            oldest.abort();
            // An error says that it was aborted.
            let _ = oldest.await;
        }
    }
}
