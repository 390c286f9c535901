//! Distributes the places for connections.
//!
//! The number of places is limited, and each address may have a share of them. When they are
//! taken, the connection that has been idle longest is evicted: it has no request in progress, so
//! nothing is lost. If none is idle, a new connection gets one of the few that answer only
//! `/health` (see [`super::reserve`]).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::limits::network;

/// How long a new connection without a request can't be evicted.
const GRACE: Duration = Duration::from_secs(1);

/// Whose connections are counted together: those of one IPv4 address, or of one IPv6 /64 network,
/// which is what a single customer has (RFC 6177).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Source(IpAddr);

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self(network(address))
    }
}

/// The places. Cheap to clone.
#[derive(Clone)]
pub(super) struct Places(Arc<Shared>);

struct Shared {
    most: usize,
    seats: Mutex<Seats>,
}

#[derive(Default)]
struct Seats {
    next: u64,
    taken: HashMap<u64, Arc<Seat>>,
    of: HashMap<Source, usize>,
    /// How many taken places are being freed.
    leaving: usize,
}

/// The state of a connection.
pub(super) struct Seat {
    source: Source,
    /// Requests with unfinished answers.
    under_way: AtomicUsize,
    /// Whether bytes wait for the client to read.
    unread: AtomicBool,
    /// Whether another connection got the place, so this one has to end.
    leaving: AtomicBool,
    /// Since when it has been idle, and whether it had a request before.
    idle: Mutex<(Instant, bool)>,
    leave: Notify,
}

/// A taken place; dropping it, when its connection has ended, frees the place.
pub(super) struct Place {
    places: Places,
    number: u64,
    seat: Arc<Seat>,
}

/// A request in progress, until it is dropped.
pub(super) struct UnderWay(Arc<Seat>);

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Shared {
            most,
            seats: Mutex::default(),
        }))
    }

    /// A place for a connection; `None` if `source` already has its `share`, or all are taken, and
    /// no idle connection can be evicted.
    pub(super) fn take(&self, source: Source, share: usize) -> Option<Place> {
        let mut seats = self.lock();
        let now = Instant::now();
        if seats.of_source(source) >= share {
            seats.free(now, |seat| seat.source == source)?;
        } else if seats.all() >= self.0.most {
            seats.free(now, |_| true)?;
        }
        let number = seats.next;
        seats.next += 1;
        let seat = Arc::new(Seat {
            source,
            under_way: AtomicUsize::new(0),
            unread: AtomicBool::new(false),
            leaving: AtomicBool::new(false),
            idle: Mutex::new((now, false)),
            leave: Notify::new(),
        });
        seats.taken.insert(number, seat.clone());
        *seats.of.entry(source).or_default() += 1;
        Some(Place {
            places: self.clone(),
            number,
            seat,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Seats> {
        // No code panics while holding the lock.
        self.0.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seats {
    /// How many places are taken.
    fn all(&self) -> usize {
        self.taken.len() - self.ending(|_| true)
    }

    /// How many of them a source has taken.
    fn of_source(&self, source: Source) -> usize {
        let taken = self.of.get(&source).copied().unwrap_or_default();
        taken - self.ending(|seat| seat.source == source)
    }

    /// How many evicted connections have yet to end.
    fn ending(&self, among: impl Fn(&Seat) -> bool) -> usize {
        // Almost always 0.
        if self.leaving == 0 {
            return 0;
        }
        let ends = |seat: &&Arc<Seat>| seat.is_leaving() && seat.is_idle() && among(seat);
        self.taken.values().filter(ends).count()
    }

    /// Evicts the connection that has been idle longest; `None` if no connection is idle. It is
    /// counted until it has ended, because it may get a request first.
    fn free(&mut self, now: Instant, among: impl Fn(&Seat) -> bool) -> Option<()> {
        let number = self
            .taken
            .iter()
            .filter(|(_, seat)| among(seat) && !seat.is_leaving())
            .filter_map(|(number, seat)| Some((seat.idle_since(now)?, *number)))
            .min()?
            .1;
        let seat = self.taken.get(&number)?;
        seat.leaving.store(true, Ordering::SeqCst);
        seat.leave.notify_one();
        self.leaving += 1;
        Some(())
    }

    fn remove(&mut self, number: u64) {
        let Some(seat) = self.taken.remove(&number) else {
            return;
        };
        self.leaving -= usize::from(seat.is_leaving());
        if let Some(count) = self.of.get_mut(&seat.source) {
            *count -= 1;
            if *count == 0 {
                self.of.remove(&seat.source);
            }
        }
    }
}

impl Place {
    /// The state of its connection.
    pub(super) fn seat(&self) -> &Arc<Seat> {
        &self.seat
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().remove(self.number);
    }
}

impl Seat {
    /// Starts a request.
    pub(super) fn begin(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::SeqCst);
        UnderWay(self.clone())
    }

    /// Whether bytes wait for the client to read.
    pub(super) fn set_unread(&self, unread: bool) {
        self.unread.store(unread, Ordering::SeqCst);
        self.remind();
    }

    /// Whether another connection got the place. This one ends when it is idle; if a request has
    /// arrived before that, after its answer.
    pub(super) fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::SeqCst)
    }

    /// Ends an evicted connection, now that it is idle.
    fn remind(&self) {
        if self.is_leaving() && self.is_idle() {
            self.leave.notify_one();
        }
    }

    /// Whether no request is in progress, so the connection can end without a loss.
    pub(super) fn is_idle(&self) -> bool {
        self.under_way.load(Ordering::SeqCst) == 0 && !self.unread.load(Ordering::SeqCst)
    }

    /// Completes when another connection gets the place, and again when a request that was in
    /// progress then has been answered.
    pub(super) async fn evicted(&self) {
        self.leave.notified().await;
    }

    fn idle_since(&self, now: Instant) -> Option<Instant> {
        let (since, used) = *self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = used || now.duration_since(since) >= GRACE;
        (is_due && self.is_idle()).then_some(since)
    }
}

impl UnderWay {
    /// Whether its connection has to end after it.
    pub(super) fn is_the_last(&self) -> bool {
        self.0.is_leaving()
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        *self.0.idle.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), true);
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
        self.0.remind();
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn source(last: u8) -> Source {
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)).into()
    }

    #[test]
    fn no_more_than_there_are_and_than_a_share() {
        let places = Places::new(4);
        let mut held: Vec<Place> = (0..3).filter_map(|_| places.take(source(1), 3)).collect();
        assert_eq!(held.len(), 3);
        assert!(places.take(source(1), 3).is_none(), "its share is used up");
        held.extend(places.take(source(2), 3));
        assert_eq!(held.len(), 4);
        assert!(places.take(source(3), 3).is_none(), "all are taken");
        held.remove(0);
        assert!(places.take(source(3), 3).is_some());
        drop(held);
        assert!(places.lock().of.is_empty() && places.lock().taken.is_empty());
    }

    #[tokio::test]
    async fn the_longest_idle_connection_is_evicted() {
        let places = Places::new(3);
        let held: Vec<Place> = (0..3).filter_map(|_| places.take(source(1), 9)).collect();
        let busy = held[0].seat().begin();
        drop(held[2].seat().begin());
        drop(held[1].seat().begin());
        let newcomer = places.take(source(2), 9).unwrap();
        held[2].seat().evicted().await;
        assert!(held[2].seat().is_idle());
        // Neither unread answers nor requests are idle.
        held[1].seat().set_unread(true);
        assert!(places.take(source(2), 9).is_none());
        held[1].seat().set_unread(false);
        let another = places.take(source(2), 9).unwrap();
        held[1].seat().evicted().await;
        assert!(places.take(source(2), 9).is_none());
        drop(busy);
        assert!(places.take(source(2), 9).is_some());
        drop((newcomer, another, held));
        assert!(places.lock().of.is_empty() && places.lock().taken.is_empty());
    }

    /// A request can arrive between the choice of a connection and its end.
    #[tokio::test]
    async fn an_evicted_connection_with_a_new_request_keeps_its_place() {
        let places = Places::new(1);
        let old = places.take(source(1), 1).unwrap();
        drop(old.seat().begin());
        let new = places.take(source(2), 1).unwrap();
        assert_eq!(places.lock().all(), 1, "the old one ends");
        old.seat().evicted().await;
        let late = old.seat().begin();
        drop(new.seat().begin());
        assert_eq!(places.lock().all(), 2);
        assert_eq!(places.lock().of_source(source(1)), 1);
        drop(new);
        assert!(places.take(source(3), 1).is_none(), "the request has it");
        // After its answer it ends.
        drop(late);
        old.seat().evicted().await;
        assert!(old.seat().is_idle() && old.seat().is_leaving());
        assert_eq!(places.lock().all(), 0);
        drop(old);
        assert!(places.lock().of.is_empty() && places.lock().taken.is_empty());
    }

    #[test]
    fn a_full_share_takes_from_its_own() {
        let places = Places::new(9);
        let other = places.take(source(1), 1).unwrap();
        drop(other.seat().begin());
        let own = places.take(source(2), 1).unwrap();
        assert!(places.take(source(2), 1).is_none(), "it has just come");
        drop(own.seat().begin());
        assert!(places.take(source(2), 1).is_some());
    }

    #[test]
    fn addresses_are_counted_by_customer() {
        let v6 = |text: &str| Source::from(IpAddr::V6(text.parse::<Ipv6Addr>().unwrap()));
        assert_eq!(v6("2001:db8:0:1::1"), v6("2001:db8:0:1:ffff::2"));
        assert_ne!(v6("2001:db8:0:1::1"), v6("2001:db8:0:2::1"));
        assert_eq!(v6("::ffff:192.0.2.1"), source(1));
        assert_ne!(v6("::ffff:192.0.2.1"), source(2));
    }
}
