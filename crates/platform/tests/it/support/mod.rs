//! Support for the tests: a server, callers, tokens, and an issuer.

pub mod app;
pub mod data;
pub mod issuer;
pub mod load;
pub mod postgres;
pub mod program;
pub mod raw;
pub mod token;
pub mod trail;

pub use app::{App, Caller};
pub use data::Data;
pub use issuer::Issuer;

use std::time::{Duration, Instant};

/// Polls until a condition holds, instead of sleeping for a guessed time.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut check: impl FnMut() -> F,
) -> T {
    let start = Instant::now();
    loop {
        if let Some(value) = check().await {
            return value;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "never: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
