//! The log: lines on standard error.
//!
//! A request never waits for its line, and never fails because of it. The reader of standard error
//! can go away, stall, or have a full disk: lines are then lost, and counted ([`lost`]).

mod queue;

use std::io::{self, IsTerminal};
use std::panic::PanicHookInfo;
use std::sync::LazyLock;

use prometheus_client::metrics::counter::Counter;
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;
use queue::Queue;

/// Lost lines. Global to the process, like standard error and `tracing`.
static LOST: LazyLock<Counter> = LazyLock::new(Counter::default);

/// The count of lines that could not be written.
pub fn lost() -> Counter {
    LOST.clone()
}

/// Standard error, as a log.
pub struct Log(Queue);

impl Log {
    /// Starts to write queued lines; logging starts with [`Log::start`].
    pub fn to_stderr() -> Self {
        Self(Queue::new(io::stderr(), lost()))
    }

    /// Starts logging, panics included. The filter is one that the settings have checked.
    pub fn start(&self, format: LogFormat, filter: &str) {
        let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
        let lines = tracing_subscriber::fmt()
            .with_env_filter(filter)
            // It would report errors on standard error, and panic if that is closed.
            .log_internal_errors(false)
            .with_writer(self.0.clone());
        match format {
            LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).init(),
            LogFormat::Json => lines
                .json()
                .flatten_event(true)
                .with_span_list(false)
                .init(),
        }
        std::panic::set_hook(Box::new(log_panic));
    }

    /// Writes a line for the person at the terminal, whatever the filter.
    pub fn say(&self, line: &str) {
        self.0.put(format!("{line}\n").into_bytes());
    }

    /// Waits until everything logged is written, for at most a second.
    pub fn flush(&self) {
        self.0.flush();
    }
}

/// Replaces the default hook, which writes to standard error itself and waits for it.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("of unknown cause");
    let place = panic.location().map(ToString::to_string);
    tracing::error!(place, "a panic: {message}");
}
