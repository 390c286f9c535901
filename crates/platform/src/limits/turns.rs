//! Turns: how many reads of one principal the server works on at once.
//!
//! A listing holds a connection to the database while it is read, and there are few of those. So one
//! principal's reads have most of them at once, never all; the others wait in the order in which
//! they came, as long as a request may take. Nobody is refused for it, because a page, or a command
//! that reads all workspaces, sends many requests at once.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The turns of all principals.
pub(super) struct Turns(Arc<Shared>);

struct Shared {
    /// How many turns a principal has at once.
    at_once: usize,
    /// Strangers choose the keys; their hashes are unpredictable and of one size.
    hasher: RandomState,
    /// Only of principals who have a request.
    queues: Mutex<HashMap<u64, Queue>>,
}

struct Queue {
    /// Waiting ones too.
    requests: usize,
    turns: Arc<Semaphore>,
}

/// A turn, until it is dropped.
pub struct Turn {
    // Given back before the request is: fields are dropped in this order.
    _permit: Option<OwnedSemaphorePermit>,
    _request: Request,
}

/// A request that has a turn or waits for one.
struct Request {
    shared: Arc<Shared>,
    key: u64,
}

impl Turns {
    /// Turns of which each principal has most of `connections` at once, and at least one.
    pub(super) fn new(connections: u32) -> Self {
        let most = usize::try_from(connections).unwrap_or(usize::MAX / 4) * 3 / 4;
        Self(Arc::new(Shared {
            at_once: most.max(1),
            hasher: RandomState::new(),
            queues: Mutex::default(),
        }))
    }

    /// Waits for a turn.
    pub(super) async fn take(&self, who: impl Hash) -> Turn {
        let key = self.0.hasher.hash_one(who);
        let turns = {
            let mut queues = self.0.queues();
            let queue = queues.entry(key).or_insert_with(|| Queue {
                requests: 0,
                turns: Arc::new(Semaphore::new(self.0.at_once)),
            });
            queue.requests += 1;
            queue.turns.clone()
        };
        let request = Request {
            shared: self.0.clone(),
            key,
        };
        Turn {
            // Never closed.
            _permit: turns.acquire_owned().await.ok(),
            _request: request,
        }
    }
}

impl Shared {
    fn queues(&self) -> MutexGuard<'_, HashMap<u64, Queue>> {
        // No code panics while holding the lock.
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        let mut queues = self.shared.queues();
        if let Some(queue) = queues.get_mut(&self.key) {
            queue.requests -= 1;
            if queue.requests == 0 {
                queues.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// The turn, if it comes without waiting any longer.
    fn now<F: Future<Output = Turn>>(waiting: Pin<&mut F>) -> Option<Turn> {
        match waiting.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => Some(turn),
            Poll::Pending => None,
        }
    }

    #[test]
    fn one_principal_has_most_of_the_connections_and_never_all() {
        for (connections, expected) in [(0, 1), (1, 1), (2, 1), (3, 2), (4, 3), (9, 6), (999, 749)]
        {
            let turns = Turns::new(connections);
            let held: Vec<Turn> = (0..1000)
                .map_while(|_| now(pin!(turns.take("a"))))
                .collect();
            assert_eq!(held.len(), expected, "{connections}");
            assert!(now(pin!(turns.take("b"))).is_some(), "{connections}");
            drop(held);
            assert!(turns.0.queues().is_empty());
        }
    }

    #[test]
    fn who_waits_longest_comes_next_and_who_gives_up_is_forgotten() {
        let turns = Turns::new(1);
        let held = now(pin!(turns.take("a"))).unwrap();
        let mut first = pin!(turns.take("a"));
        assert!(now(first.as_mut()).is_none());
        {
            let mut gives_up = Box::pin(turns.take("a"));
            assert!(now(gives_up.as_mut()).is_none());
        }
        let mut second = pin!(turns.take("a"));
        assert!(now(second.as_mut()).is_none());
        drop(held);
        assert!(now(second.as_mut()).is_none());
        let held = now(first).unwrap();
        assert!(now(second.as_mut()).is_none());
        drop(held);
        drop(now(second).unwrap());
        assert!(turns.0.queues().is_empty());
    }
}
