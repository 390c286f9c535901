//! How long to wait where the platform asks for it.

use crate::fault::{Fault, FaultKind};

/// The longest single pause that is waited for, in seconds. A longer one is an error.
const LONGEST: u32 = 300;

/// How long one thing is waited for altogether, in seconds.
const TOGETHER: u32 = 900;

/// How often one thing is tried where the platform doesn't say how long to wait.
const UNSAID: u32 = 5;

/// How long one thing has been waited for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    waited: u32,
    unsaid: u32,
}

impl Patience {
    /// How many seconds to wait after a fault; `None` where waiting doesn't help, or not within
    /// bounds. Without a time from the platform: 1, 2, 4, 8, 16.
    pub fn after(&mut self, fault: &Fault) -> Option<u32> {
        let seconds = match fault.kind {
            FaultKind::TooMany {
                wait: Some(seconds),
            }
            | FaultKind::Busy { wait: seconds } => seconds.max(1),
            FaultKind::TooMany { wait: None } if self.unsaid < UNSAID => {
                self.unsaid += 1;
                1 << (self.unsaid - 1)
            }
            _ => return None,
        };
        if seconds > LONGEST || self.waited + seconds > TOGETHER {
            return None;
        }
        self.waited += seconds;
        Some(seconds)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fault(kind: FaultKind) -> Fault {
        Fault {
            kind,
            words: String::new(),
        }
    }

    fn too_many(wait: Option<u32>) -> Fault {
        fault(FaultKind::TooMany { wait })
    }

    #[test]
    fn what_the_platform_asks_for_is_waited_for_within_bounds() {
        let mut patience = Patience::default();
        assert_eq!(patience.after(&too_many(Some(7))), Some(7));
        assert_eq!(patience.after(&too_many(Some(0))), Some(1));
        assert_eq!(patience.after(&too_many(Some(301))), None);
        assert_eq!(patience.after(&too_many(Some(u32::MAX))), None);
        for helpless in [
            FaultKind::NoAnswer,
            FaultKind::Forbidden,
            FaultKind::Refused,
        ] {
            assert_eq!(patience.after(&fault(helpless)), None);
        }
        let unsaid: Vec<_> = (0..6).map(|_| patience.after(&too_many(None))).collect();
        assert_eq!(unsaid, [Some(1), Some(2), Some(4), Some(8), Some(16), None]);
    }

    proptest! {
        /// Nothing waits forever, whatever a platform says.
        #[test]
        fn waiting_ends(waits in prop::collection::vec(prop::option::of(0..400_u32), 0..100)) {
            let mut patience = Patience::default();
            let waited: u32 = waits
                .into_iter()
                .filter_map(|wait| patience.after(&too_many(wait)))
                .sum();
            prop_assert!(waited <= TOGETHER);
        }
    }
}
