//! How many there are, as far as it is known.
//!
//! A number that leaves out what isn't known reads like all there is. A [`Figure`] can only be made
//! together with how complete it is, and can only be read through [`Count`]: a zero is said where
//! everything is known, and nowhere else.

use crate::survey::Coverage;

/// A number together with whether it can be more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    count: usize,
    complete: bool,
}

/// What may be said of a [`Figure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many, by complete knowledge.
    Known(usize),
    /// So many and perhaps more; never zero.
    AtLeast(usize),
    /// Nothing was found, and not everything was looked at.
    Unknown,
}

impl Figure {
    /// So many in the workspaces of a survey whose coverage this is.
    pub fn of(count: usize, coverage: Coverage) -> Self {
        Self::counted(count, coverage.is_complete())
    }

    /// So many; `complete` where nothing can be missing.
    pub(crate) fn counted(count: usize, complete: bool) -> Self {
        Self { count, complete }
    }

    /// What may be said of it.
    pub fn read(self) -> Count {
        match (self.count, self.complete) {
            (count, true) => Count::Known(count),
            (0, false) => Count::Unknown,
            (count, false) => Count::AtLeast(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coverage(listed: usize, waiting: usize, forbidden: usize, failed: usize) -> Coverage {
        Coverage {
            listed,
            waiting,
            forbidden,
            failed,
        }
    }

    #[test]
    fn a_zero_needs_complete_coverage() {
        let read = |count, coverage| Figure::of(count, coverage).read();
        assert_eq!(read(0, coverage(8, 0, 0, 0)), Count::Known(0));
        assert_eq!(read(3, coverage(8, 0, 0, 0)), Count::Known(3));
        for incomplete in [
            coverage(0, 0, 0, 0),
            coverage(7, 1, 0, 0),
            coverage(7, 0, 1, 0),
            coverage(7, 0, 0, 1),
        ] {
            assert_eq!(read(0, incomplete), Count::Unknown, "{incomplete:?}");
        }
        assert_eq!(read(3, coverage(7, 1, 0, 0)), Count::AtLeast(3));
    }

    proptest! {
        #[test]
        fn at_least_is_never_zero_and_unknown_never_complete(
            count in 0_usize..5,
            listed in 0_usize..3,
            waiting in 0_usize..2,
            forbidden in 0_usize..2,
            failed in 0_usize..2,
        ) {
            let coverage = coverage(listed, waiting, forbidden, failed);
            let complete = listed > 0 && waiting + forbidden + failed == 0;
            match Figure::of(count, coverage).read() {
                Count::Known(known) => prop_assert!(complete && known == count),
                Count::AtLeast(least) => prop_assert!(!complete && least == count && least > 0),
                Count::Unknown => prop_assert!(!complete && count == 0),
            }
        }
    }
}
