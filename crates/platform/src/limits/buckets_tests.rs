use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;

/// A clock that only tests move.
#[derive(Default)]
struct Hand(AtomicI64);

impl Hand {
    fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        let since = 1_795_457_284_000 + self.0.load(Ordering::Relaxed);
        Timestamp::from_millisecond(since).unwrap()
    }
}

fn buckets(max_keys: usize, per_second: f64, burst: u32) -> (Buckets, Arc<Hand>) {
    let clock = Arc::new(Hand::default());
    let rate = Rate { per_second, burst };
    let buckets = Buckets::with_room_for(max_keys, rate, clock.clone());
    (buckets, clock)
}

/// How many tokens can be taken now.
fn drain(buckets: &Buckets, key: &str) -> usize {
    (0..).take_while(|_| buckets.take(key).is_ok()).count()
}

#[test]
fn an_empty_bucket_says_when_the_next_token_comes() {
    let (buckets, clock) = buckets(10, 2.0, 3);
    assert_eq!(drain(&buckets, "a"), 3);
    assert!(buckets.is_empty("a"));
    assert_eq!(buckets.take("a"), Err(Wait(Duration::from_millis(500))));
    clock.advance(499);
    assert_eq!(buckets.take("a"), Err(Wait(Duration::from_millis(1))));
    assert_eq!(drain(&buckets, "b"), 3, "others have their own");
    clock.advance(1);
    assert!(!buckets.is_empty("a"));
    assert_eq!(drain(&buckets, "a"), 1);
    clock.advance(1_000_000);
    assert_eq!(drain(&buckets, "a"), 3, "no more than fit");
}

#[test]
fn a_clock_that_is_set_back_locks_nobody_out() {
    let (buckets, clock) = buckets(10, 2.0, 3);
    assert_eq!(drain(&buckets, "a"), 3);
    clock.advance(-86_400_000);
    assert_eq!(buckets.take("a"), Err(Wait(Duration::from_millis(500))));
    clock.advance(500);
    assert_eq!(drain(&buckets, "a"), 1);
}

#[test]
fn memory_is_bounded_and_the_heaviest_user_stays_limited() {
    let (buckets, _) = buckets(64, 1.0, 10);
    assert_eq!(drain(&buckets, "a"), 10);
    for stranger in 0..10_000 {
        buckets.take(format!("stranger {stranger}")).unwrap();
        assert!(buckets.full_at.lock().unwrap().len() <= 64);
        assert!(buckets.is_empty("a"), "{stranger}");
    }
}

#[test]
fn full_buckets_take_no_room_for_long() {
    let (buckets, clock) = buckets(64, 1.0, 10);
    for stranger in 0..64 {
        buckets.take(stranger).unwrap();
    }
    clock.advance(60_000);
    buckets.take("a").unwrap();
    assert_eq!(buckets.full_at.lock().unwrap().len(), 1);
}

proptest! {
    /// The same as buckets that get tokens one by one.
    #[test]
    fn like_real_buckets(
        burst in 1_u32..6,
        interval in 1_i64..50,
        steps in prop::collection::vec((0_usize..3, 0_i64..60), 1..200),
    ) {
        let (buckets, clock) = buckets(10, 1000.0 / interval as f64, burst);
        let mut tokens = [i64::from(burst); 3];
        // Milliseconds towards the next token.
        let mut trickled = [0; 3];
        for (key, pause) in steps {
            clock.advance(pause);
            for key in 0..3 {
                trickled[key] += pause;
                tokens[key] = (tokens[key] + trickled[key] / interval).min(i64::from(burst));
                trickled[key] %= interval;
                if tokens[key] == i64::from(burst) {
                    trickled[key] = 0;
                }
            }
            prop_assert_eq!(buckets.is_empty(key), tokens[key] == 0);
            match buckets.take(key) {
                Ok(()) => {
                    prop_assert!(tokens[key] > 0);
                    tokens[key] -= 1;
                }
                Err(Wait(wait)) => {
                    prop_assert_eq!(tokens[key], 0);
                    let left = u64::try_from(interval - trickled[key]).unwrap();
                    // The interval loses fractions of a nanosecond.
                    let reported = u64::try_from(wait.as_micros()).unwrap();
                    prop_assert!((left * 1000).abs_diff(reported) <= 1, "{} {:?}", left, wait);
                }
            }
        }
    }
}
