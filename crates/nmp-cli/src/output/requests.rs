//! `--verbose`: a line on stderr for each request.

use std::fmt::{Debug, Write as _};
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use nmp_sdk::native::http::REQUESTS;
use nmp_types::foreign;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Event, Level, Metadata, Subscriber};

/// Writes a line for each request from now on.
pub fn show() {
    // If another part of the process listens already, that one goes on.
    let _ = set_global_default(Requests::default());
}

/// Hears of requests, and of nothing else.
#[derive(Debug, Default)]
struct Requests {
    spans: AtomicU64,
}

impl Subscriber for Requests {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == REQUESTS && *metadata.level() <= Level::DEBUG
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        // Never zero, which is no identifier.
        Id::from_u64(self.spans.fetch_add(1, Ordering::Relaxed).saturating_add(1))
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        let _ = writeln!(io::stderr(), "{}", line.text());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What is known of a request.
#[derive(Debug, Default)]
struct Line {
    method: String,
    address: String,
    status: Option<u64>,
    ms: u64,
    request_id: Option<String>,
    trouble: Option<String>,
}

impl Line {
    fn text(&self) -> String {
        let Self {
            method,
            address,
            ms,
            ..
        } = self;
        let mut text = format!("> {method} {}", foreign::in_sentence(address));
        if let Some(status) = self.status {
            let _ = write!(text, " {status}");
        }
        let _ = write!(text, " {ms} ms");
        if let Some(id) = &self.request_id {
            let _ = write!(text, " request {}", foreign::in_sentence(id));
        }
        if let Some(trouble) = &self.trouble {
            let _ = write!(text, ": {trouble}");
        }
        text
    }
}

impl Visit for Line {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "status" => self.status = Some(value),
            "ms" => self.ms = value,
            _ => {}
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "address" => value.clone_into(&mut self.address),
            "request_id" => self.request_id = Some(value.to_owned()),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        match field.name() {
            "method" => self.method = format!("{value:?}"),
            "trouble" => self.trouble = Some(format!("{value:?}")),
            _ => {}
        }
    }
}
