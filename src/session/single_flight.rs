//! Work that is done once for everybody who asks for it while it runs.

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared};

/// The outcome, for each of those who wait for it.
type Work<T> = Shared<LocalBoxFuture<'static, T>>;

/// At most one piece of work at a time.
pub(super) struct SingleFlight<T: Clone> {
    last: Option<Work<T>>,
}

impl<T: Clone> Default for SingleFlight<T> {
    fn default() -> Self {
        Self { last: None }
    }
}

impl<T: Clone> SingleFlight<T> {
    /// Joins the work under way, or begins it.
    pub fn join(&mut self, begin: impl FnOnce() -> LocalBoxFuture<'static, T>) -> Work<T> {
        let under_way = self.last.take().filter(|work| work.peek().is_none());
        let work = under_way.unwrap_or_else(|| begin().shared());
        self.last = Some(work.clone());
        work
    }

    /// Those who ask from now on don't wait for what is under way: it is somebody else's.
    pub fn forget(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use futures::channel::oneshot;

    use super::*;

    /// Work that ends when the test says so, and counts how often it was begun.
    fn work(begun: &Rc<Cell<u32>>) -> (oneshot::Sender<u32>, LocalBoxFuture<'static, u32>) {
        let (done, told) = oneshot::channel();
        let begun = Rc::clone(begun);
        let work = async move {
            begun.set(begun.get() + 1);
            told.await.unwrap()
        };
        (done, work.boxed_local())
    }

    #[test]
    fn everybody_waits_for_the_one_that_runs() {
        let begun = Rc::new(Cell::new(0));
        let mut flight = SingleFlight::default();
        let (done, first) = work(&begun);
        let mut one = flight.join(|| first);
        assert_eq!((&mut one).now_or_never(), None);
        let mut other = flight.join(|| unreachable!("it runs"));
        assert_eq!((&mut other).now_or_never(), None);
        done.send(7).unwrap();
        // Whoever comes before the others have heard of it, too, has something new begun: what they
        // heard may be used up by then.
        assert_eq!(one.now_or_never(), Some(7));
        let (again, second) = work(&begun);
        let late = flight.join(|| second);
        assert_eq!(other.now_or_never(), Some(7));
        let with_it = flight.join(|| unreachable!("the second runs"));
        again.send(8).unwrap();
        assert_eq!(late.now_or_never(), Some(8));
        assert_eq!(with_it.now_or_never(), Some(8));
        assert_eq!(begun.get(), 2);
    }

    #[test]
    fn what_was_forgotten_is_not_joined_and_ends_nothing() {
        let begun = Rc::new(Cell::new(0));
        let mut flight = SingleFlight::default();
        let (done, old) = work(&begun);
        let old = flight.join(|| old);
        flight.forget();
        let (_running, new) = work(&begun);
        let mut new = flight.join(|| new);
        assert_eq!((&mut new).now_or_never(), None);
        done.send(1).unwrap();
        assert_eq!(old.now_or_never(), Some(1));
        let mut third = flight.join(|| unreachable!("the new one runs"));
        assert_eq!((&mut third).now_or_never(), None);
    }
}
