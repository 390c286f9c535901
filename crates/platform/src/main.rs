//! Starts the embedded platform, nothing else.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use platform::cli::Cli;
use platform::server;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("NMP_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    match server::run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Start-up errors are for the person at the terminal, whatever the log filter.
            eprintln!("nmp-platform: {error}");
            ExitCode::FAILURE
        }
    }
}
