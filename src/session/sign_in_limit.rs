//! When signing in by itself has to stop: something sends people round in circles.
//!
//! What is counted is kept for the tab, over the way to the identity provider and back, and
//! outlives the session: sign-ins that seem to succeed are counted as well. It ends when the
//! person acts, by *Try again*, *Sign in* or *Sign out*.

use nmp_oidc::UnixSeconds;
use nmp_sdk::TokenRefusal;

use super::error::{Circle, SignInError};

/// More automatic sign-ins than this within [`WINDOW`] are a loop.
const MAX_IN_WINDOW: usize = 3;

/// The window, in seconds.
const WINDOW: u64 = 60;

/// A session that ends by itself within this many seconds was useless.
const OF_USE_AFTER: UnixSeconds = 10;

/// More useless sessions than this, one after the other, are a loop as well, however long each
/// sign-in takes.
const MAX_OF_NO_USE: usize = 3;

/// How [`SessionEnd::Refused`] begins.
pub const REFUSED: &str = "the platform refused the new token";

/// Why a session ended, other than by the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionEnd {
    /// The access token has expired and can't be renewed.
    #[error("the identity provider's token had expired, {0} seconds after it came")]
    Expired(UnixSeconds),
    /// The platform has refused a token that it should take.
    #[error("{REFUSED} at {0}")]
    Refused(TokenRefusal),
    /// The identity provider refuses for good to renew it.
    #[error("the identity provider didn't renew the session: {0}")]
    NotRenewed(String),
}

/// The sign-ins that a tab has started by itself since the person last acted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIns {
    /// When, within the window.
    started: Vec<UnixSeconds>,
    /// How many sessions in a row were useless.
    of_no_use: usize,
    /// Why the last session ended, for people.
    last_end: Option<String>,
}

impl SignIns {
    /// Counts a sign-in.
    ///
    /// # Errors
    /// [`SignInError::TooManySignIns`] if it would be one too many; it must not be started then.
    pub fn start(&mut self, now: UnixSeconds) -> Result<(), SignInError> {
        // By distance: setting the clock back must not restart the count.
        self.started
            .retain(|started| now.abs_diff(*started) < WINDOW);
        let circle = if self.started.len() >= MAX_IN_WINDOW {
            Circle::WithinAMinute(self.started.len())
        } else if self.of_no_use >= MAX_OF_NO_USE {
            Circle::OfNoUse(self.of_no_use)
        } else {
            self.started.push(now);
            return Ok(());
        };
        Err(SignInError::TooManySignIns {
            circle,
            last_end: self.last_end.clone(),
        })
    }

    /// What a tab keeps of it: numbers, then the sentence. Encoded by hand, because it is in the
    /// first page, where every byte counts.
    pub fn to_text(&self) -> String {
        let mut text = self.of_no_use.to_string();
        for started in &self.started {
            text.push(',');
            text.push_str(&started.to_string());
        }
        if let Some(end) = &self.last_end {
            text.push('\n');
            text.push_str(end);
        }
        text
    }

    /// Reads what a tab has kept. What can't be read counts as nothing.
    pub fn from_text(text: &str) -> Self {
        let (numbers, last_end) = match text.split_once('\n') {
            Some((numbers, end)) => (numbers, Some(end.to_owned())),
            None => (text, None),
        };
        let mut numbers = numbers.split(',');
        Self {
            of_no_use: numbers
                .next()
                .and_then(|count| count.parse().ok())
                .unwrap_or(0),
            started: numbers.filter_map(|time| time.parse().ok()).collect(),
            last_end,
        }
    }

    /// Notes that a session has ended by itself, `lived` seconds after its last token came.
    pub fn ended(&mut self, lived: UnixSeconds, end: &SessionEnd) {
        self.of_no_use = if lived < OF_USE_AFTER {
            self.of_no_use.saturating_add(1)
        } else {
            0
        };
        self.last_end = Some(end.to_string());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused() -> SessionEnd {
        SessionEnd::Refused(TokenRefusal {
            at: "GET /apis/entities/v2/workspaces/x".into(),
            why: Some("Not here".into()),
        })
    }

    /// Signs in until it is stopped: how often, and why not again.
    fn round_and_round(
        mut sign_in: impl FnMut(&mut SignIns, UnixSeconds) -> UnixSeconds,
    ) -> (usize, Option<SignInError>) {
        let mut sign_ins = SignIns::default();
        let mut now = 1_800_000_000;
        for count in 0..100 {
            if let Err(error) = sign_ins.start(now) {
                return (count, Some(error));
            }
            now += sign_in(&mut sign_ins, now);
            // The way to the provider and back ends every page.
            let kept = SignIns::from_text(&sign_ins.to_text());
            assert_eq!(kept, sign_ins);
            sign_ins = kept;
        }
        (100, None)
    }

    #[test]
    fn sign_ins_that_come_to_nothing_stop() {
        let (count, error) = round_and_round(|_, _| 1);
        assert_eq!(count, 3);
        let sentence = error.unwrap().to_string();
        assert!(sentence.contains("3 times within a minute"), "{sentence}");
    }

    #[test]
    fn sign_ins_that_seem_to_succeed_stop_and_the_reason_is_told() {
        let (count, error) = round_and_round(|sign_ins, _| {
            sign_ins.ended(0, &refused());
            1
        });
        assert_eq!(count, 3);
        let sentence = error.unwrap().to_string();
        assert!(
            sentence.contains("refused the new token at GET /apis/entities/v2/workspaces/x")
                && sentence.contains("Not here"),
            "{sentence}"
        );
    }

    #[test]
    fn a_slow_circle_stops_too() {
        let (count, error) = round_and_round(|sign_ins, _| {
            sign_ins.ended(2, &SessionEnd::Expired(2));
            300
        });
        assert_eq!(count, 3);
        let sentence = error.unwrap().to_string();
        assert!(sentence.contains("expired, 2 seconds after"), "{sentence}");
    }

    #[test]
    fn sessions_that_are_of_use_may_end_as_often_as_they_do() {
        let (count, error) = round_and_round(|sign_ins, _| {
            sign_ins.ended(25, &SessionEnd::Expired(25));
            25
        });
        assert_eq!((count, error), (100, None));
    }

    proptest! {
        /// However the clock jumps in between.
        #[test]
        fn a_wrong_clock_opens_no_way_round(steps in prop::collection::vec(-20i64..20, 100)) {
            let mut steps = steps.into_iter();
            let (count, _) = round_and_round(|_, _| steps.next().unwrap_or(0));
            prop_assert_eq!(count, 3);
            let (count, _) = round_and_round(|sign_ins, _| {
                sign_ins.ended(0, &refused());
                steps.next().unwrap_or(100)
            });
            prop_assert_eq!(count, 3);
        }

        #[test]
        fn what_is_kept_may_be_anything(text in any::<String>(), now in any::<i64>(), then in any::<i64>()) {
            let mut sign_ins = SignIns::from_text(&text);
            let _ = sign_ins.start(then);
            let _ = sign_ins.start(now);
            prop_assert_eq!(SignIns::from_text(&sign_ins.to_text()), sign_ins);
        }
    }
}
