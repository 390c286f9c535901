//! What operators rely on.

mod answer_sizes;
mod check_config;
mod compression;
mod container_commands;
mod exposure;
#[cfg(target_os = "linux")]
mod full_disk;
mod headers;
mod hosts;
mod limits;
mod log_lost;
mod logs;
mod metrics;
mod mistakes;
#[cfg(unix)]
mod open_files;
mod places;
#[cfg(unix)]
mod private_files;
mod rates;
mod readiness;
mod real_settings;
mod shutdown;
mod slow_readers;
mod tls;
