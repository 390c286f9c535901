//! Which requests are sent once more, and when.
//!
//! A request that changes something may have worked although no answer came, so only those are repeated
//! that end the same if they run twice, and those that surely did not run. A 409 is a decision: it is
//! never repeated.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::Method;
use crate::client::{Outgoing, Transport};
use crate::http::{Response, SendError, Trouble};
use crate::native::http::Http;

/// How often a request is repeated.
const RETRIES: u32 = 2;

/// The longest that a server's `Retry-After` is waited for, in seconds.
const LONGEST: u32 = 60;

/// Sends requests, and some of them once more.
#[derive(Debug, Clone, Copy)]
pub struct Patient<'a>(pub &'a Http);

impl Transport for Patient<'_> {
    async fn send(&self, request: Outgoing<'_>) -> Result<Response, SendError> {
        let mut retry = 0;
        loop {
            let outcome = self.0.send(request).await;
            let wait = (retry < RETRIES)
                .then(|| wait(request.method, &outcome, retry, part()))
                .flatten();
            match wait {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return outcome,
            }
            retry += 1;
        }
    }
}

/// How long to wait before a request is repeated; `None` if it isn't. `part`, between 0 and 1, spreads
/// many clients.
pub fn wait(
    method: Method,
    outcome: &Result<Response, SendError>,
    retry: u32,
    part: f64,
) -> Option<Duration> {
    let ends_the_same = matches!(method, Method::Get | Method::Put);
    let asked = match outcome {
        Ok(response) => match response.status {
            429 => response.retry_after,
            408 | 500 | 502 | 503 | 504 if ends_the_same => response.retry_after,
            _ => return None,
        },
        Err(SendError::Unreachable(Trouble::NotConnected)) => None,
        Err(SendError::Unreachable(Trouble::Timeout | Trouble::Lost)) if ends_the_same => None,
        Err(_) => return None,
    };
    match asked {
        Some(seconds) if seconds > LONGEST => None,
        Some(seconds) => Some(Duration::from_secs(seconds.into())),
        None => {
            let longest = 0.25 * f64::from(1 << retry.min(5));
            Some(Duration::from_secs_f64(longest * (1.0 - part / 4.0)))
        }
    }
}

/// A number between 0 and 1.
fn part() -> f64 {
    let random = RandomState::new().hash_one(0u8) >> 11;
    random as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<u32>) -> Result<Response, SendError> {
        Ok(Response {
            status,
            retry_after,
            ..Response::default()
        })
    }

    #[test]
    fn a_write_is_repeated_only_if_it_surely_did_not_run() {
        let lost = Err(SendError::Unreachable(Trouble::Lost));
        let refused = Err(SendError::Unreachable(Trouble::NotConnected));
        for (method, repeats) in [
            (Method::Get, true),
            (Method::Put, true),
            (Method::Post, false),
            (Method::Delete, false),
        ] {
            assert_eq!(wait(method, &lost, 0, 0.5).is_some(), repeats, "{method}");
            assert_eq!(wait(method, &answer(503, None), 0, 0.5).is_some(), repeats);
            assert!(wait(method, &refused, 0, 0.5).is_some(), "{method}");
            assert!(wait(method, &answer(429, Some(1)), 0, 0.5).is_some());
            for status in [200, 400, 401, 403, 404, 409, 422, 501] {
                assert_eq!(
                    wait(method, &answer(status, Some(1)), 0, 0.5),
                    None,
                    "{status}"
                );
            }
        }
    }

    #[test]
    fn the_server_says_how_long() {
        let waits = |retry_after| wait(Method::Get, &answer(503, retry_after), 1, 0.0);
        assert_eq!(waits(Some(7)), Some(Duration::from_secs(7)));
        assert_eq!(waits(Some(61)), None);
        assert_eq!(waits(None), Some(Duration::from_millis(500)));
        assert!(
            (0..100)
                .map(|_| part())
                .all(|part| (0.0..1.0).contains(&part))
        );
    }
}
