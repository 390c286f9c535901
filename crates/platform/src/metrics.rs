//! The server's metrics, for Prometheus. They name no person, workspace or address: routes are
//! patterns, and methods and statuses come from known sets.

use std::fmt;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::limits::Limited;

/// The media type of [`Metrics::encode`] (Prometheus, “Exposition formats”).
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Upper bounds of the buckets of latencies, in seconds: most answers take less than a
/// millisecond, and none takes longer than the request timeout.
const LATENCY_BUCKETS: [f64; 13] = [
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];

/// The server's counters. Cheap to change, from any task.
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    durations: Family<Operation, Histogram, Latencies>,
    limited: Family<Limit, Counter>,
    /// Requests in progress.
    pub in_flight: Gauge,
    /// Open connections.
    pub connections: Gauge,
    /// Connections turned away because all places were taken.
    pub connections_turned_away: Counter,
    /// Connections closed because the client stopped reading.
    pub connections_too_slow: Counter,
    database: Family<Pool, Gauge>,
    keys_usable: Gauge,
    keys_failing: Gauge,
    keys_age: Gauge,
    trusted_usable: Family<Issuer, Gauge>,
    trusted_failing: Family<Issuer, Gauge>,
    trusted_age: Family<Issuer, Gauge>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    method: &'static str,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Limit {
    limit: &'static str,
}

/// Connections to the database, by pool and state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Pool {
    pool: &'static str,
    state: &'static str,
}

/// A trusted issuer, by its place in the settings: anyone may read the metrics, so no address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Issuer {
    index: u32,
}

#[derive(Clone)]
struct Latencies;

impl MetricConstructor<Histogram> for Latencies {
    fn new_metric(&self) -> Histogram {
        Histogram::new(LATENCY_BUCKETS)
    }
}

/// Values that are read when the metrics are, rather than counted.
pub struct Readings<'a> {
    /// Pools of connections to the database: name, open connections, idle ones among them.
    pub pools: &'a [(&'static str, u32, u32)],
    /// The identity provider's keys, if there is one.
    pub keys: Option<KeyReadings>,
    /// Those of the trusted issuers, in the order of the settings.
    pub trusted: &'a [KeyReadings],
}

/// The state of the identity provider's keys.
pub struct KeyReadings {
    /// Whether tokens can be checked with them.
    pub usable: bool,
    /// Whether the last fetch failed.
    pub failing: bool,
    /// Their age.
    pub age: Option<Duration>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let requests = Family::default();
        let limited = Family::default();
        let durations = Family::new_with_constructor(Latencies);
        let (in_flight, connections) = (Gauge::default(), Gauge::default());
        let (turned_away, too_slow) = (Counter::default(), Counter::default());
        let database = Family::default();
        let (keys_usable, keys_age) = (Gauge::default(), Gauge::default());
        let keys_failing = Gauge::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register(
            "http_requests_limited",
            "Requests refused with 429, by limit",
            limited.clone(),
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time from the head of a request to that of its answer",
            Unit::Seconds,
            durations.clone(),
        );
        registry.register(
            "http_requests_in_flight",
            "Requests in progress",
            in_flight.clone(),
        );
        registry.register("http_connections", "Open connections", connections.clone());
        registry.register(
            "http_connections_turned_away",
            "Connections turned away because all places were taken",
            turned_away.clone(),
        );
        registry.register(
            "http_connections_too_slow",
            "Connections closed because the client stopped reading",
            too_slow.clone(),
        );
        registry.register(
            "database_connections",
            "Connections to the database",
            database.clone(),
        );
        registry.register(
            "identity_provider_keys_usable",
            "Whether signed tokens can be checked; 0 also without an identity provider",
            keys_usable.clone(),
        );
        registry.register(
            "identity_provider_keys_failing",
            "Whether the last fetch of the identity provider's keys failed",
            keys_failing.clone(),
        );
        registry.register_with_unit(
            "identity_provider_keys_age",
            "Time since the identity provider's keys were fetched",
            Unit::Seconds,
            keys_age.clone(),
        );
        let trusted_usable = Family::default();
        let trusted_failing = Family::default();
        let trusted_age = Family::default();
        registry.register(
            "trusted_issuer_keys_usable",
            "Whether a trusted issuer's tokens can be checked, by its place in the settings",
            trusted_usable.clone(),
        );
        registry.register(
            "trusted_issuer_keys_failing",
            "Whether the last fetch of a trusted issuer's keys failed",
            trusted_failing.clone(),
        );
        registry.register_with_unit(
            "trusted_issuer_keys_age",
            "Time since a trusted issuer's keys were fetched",
            Unit::Seconds,
            trusted_age.clone(),
        );
        registry.register(
            "log_lines_lost",
            "Log lines that could not be written",
            crate::log::lost(),
        );
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("nmp_platform_build", "Version of the server", build);
        Self {
            registry,
            requests,
            limited,
            durations,
            in_flight,
            connections,
            connections_turned_away: turned_away,
            connections_too_slow: too_slow,
            database,
            keys_usable,
            keys_failing,
            keys_age,
            trusted_usable,
            trusted_failing,
            trusted_age,
        }
    }
}

impl Metrics {
    /// Counts an answer. `route` is the pattern of the path.
    pub fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let method = known_method(method);
        self.requests
            .get_or_create(&Request {
                method,
                route: route.to_owned(),
                status: status.as_u16(),
            })
            .inc();
        self.durations
            .get_or_create(&Operation {
                method,
                route: route.to_owned(),
            })
            .observe(took.as_secs_f64());
    }

    /// Counts a request that exceeded a limit.
    pub fn limited(&self, limit: Limited) {
        let limit = limit.name();
        self.limited.get_or_create(&Limit { limit }).inc();
    }

    /// All metrics, in Prometheus' text format.
    ///
    /// # Errors
    /// Never, because writing to a `String` doesn't fail.
    pub fn encode(&self, readings: &Readings<'_>) -> Result<String, fmt::Error> {
        for &(pool, open, idle) in readings.pools {
            let states = [("idle", idle), ("used", open.saturating_sub(idle))];
            for (state, count) in states {
                let pool = Pool { pool, state };
                self.database.get_or_create(&pool).set(count.into());
            }
        }
        if let Some(keys) = &readings.keys {
            self.keys_usable.set(keys.usable.into());
            self.keys_failing.set(keys.failing.into());
            let seconds = keys.age.map_or(0, |age| age.as_secs());
            self.keys_age.set(seconds.try_into().unwrap_or(i64::MAX));
        }
        for (index, keys) in (0..).zip(readings.trusted) {
            let issuer = Issuer { index };
            let set = |family: &Family<Issuer, Gauge>, value| {
                family.get_or_create(&issuer).set(value);
            };
            set(&self.trusted_usable, keys.usable.into());
            set(&self.trusted_failing, keys.failing.into());
            let seconds = keys.age.map_or(0, |age| age.as_secs());
            set(&self.trusted_age, seconds.try_into().unwrap_or(i64::MAX));
        }
        let mut text = String::new();
        prometheus_text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// The method if it is one of HTTP's own, because clients can invent others.
pub fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        Method::TRACE => "TRACE",
        Method::CONNECT => "CONNECT",
        _ => "other",
    }
}
