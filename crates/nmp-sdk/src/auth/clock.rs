//! The clock of the app: this computer's, corrected by the platform's.

use nmp_oidc::UnixSeconds;

/// What `Date` and the way of an answer leave open, in seconds, beyond the time that it took.
const SLACK: UnixSeconds = 5;

/// How far this computer's clock is behind the platform's, in seconds, after an answer whose
/// `Date` (RFC 9110, section 6.6.1) is `date`; `sent` and `received` are this computer's times.
///
/// The platform wrote `date` at some moment between the two. What was known `before` stays as
/// long as the answer doesn't contradict it. So the clock doesn't jump to and fro with the
/// network, and a slow answer moves nothing.
pub fn correction(
    before: UnixSeconds,
    sent: UnixSeconds,
    received: UnixSeconds,
    date: UnixSeconds,
) -> UnixSeconds {
    let least = date.saturating_sub(received);
    // If the clock was set back in between, the difference doesn't say how long it took.
    let most = date.saturating_sub(sent).max(least);
    let possible = least.saturating_sub(SLACK)..=most.saturating_add(SLACK);
    if possible.contains(&before) {
        before
    } else {
        before.clamp(least, most)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: UnixSeconds = 1_800_000_000;

    #[test]
    fn a_right_clock_stays_as_it_is() {
        for (took, late) in [(0, 0), (1, 0), (1, 1), (30, 0), (30, 30), (0, 5), (0, -5)] {
            let date = NOW + took - late;
            assert_eq!(correction(0, NOW, NOW + took, date), 0, "{took} {late}");
        }
    }

    #[test]
    fn a_wrong_clock_is_corrected() {
        for wrong in [6, 60, 3600, -6, -3600, 40_000_000] {
            assert_eq!(correction(0, NOW, NOW, NOW + wrong), wrong);
            // And corrected in the meantime.
            assert_eq!(correction(wrong, NOW, NOW, NOW), 0);
        }
    }

    proptest! {
        /// However long answers take, and wherever in its second each `Date` was taken.
        #[test]
        fn it_does_not_jump(
            offset in -10_000i64..10_000,
            answers in prop::collection::vec((0i64..60, 0.0f64..=1.0, -2i64..=2), 1..20),
        ) {
            let mut corrections = Vec::new();
            let mut known = 0;
            let mut local = NOW;
            for (took, written, jitter) in answers {
                let date = local + offset + (took as f64 * written) as i64 + jitter;
                known = correction(known, local, local + took, date);
                corrections.push(known);
                local += took + 1;
            }
            // Steps lead towards the truth only.
            for pair in corrections.windows(2) {
                prop_assert!((pair[1] - offset).abs() <= (pair[0] - offset).abs() + SLACK);
            }
            let steady = correction(known, local, local, local + offset);
            prop_assert!((steady - offset).abs() <= SLACK);
        }

        /// A clock at the very edge of what counts as right is corrected once, not to and fro.
        #[test]
        fn it_does_not_flip(
            known in -20i64..20,
            answers in prop::collection::vec((0i64..3, -1i64..=1), 30),
        ) {
            let mut corrections = vec![known];
            for (took, jitter) in answers {
                let last = corrections[corrections.len() - 1];
                corrections.push(correction(last, NOW, NOW + took, NOW + took + jitter));
            }
            corrections.dedup();
            prop_assert!(corrections.len() <= 2, "{corrections:?}");
        }

        #[test]
        fn no_time_panics(a in any::<i64>(), b in any::<i64>(), c in any::<i64>(), d in any::<i64>()) {
            let _ = correction(a, b, c, d);
        }
    }
}
