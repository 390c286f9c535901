//! What whoever runs the server relies on.

mod check_config;
mod limits;
mod logs;
mod metrics;
mod readiness;
mod shutdown;
mod tls;
