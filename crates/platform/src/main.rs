//! Starts the embedded platform, nothing else.

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use platform::cli::{Cli, Command, LogFormat};
use platform::server::{self, StartError};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match &cli.command {
        Some(Command::Backup { file }) => server::back_up(&cli, file).await,
        None if cli.check_config => check_config(&cli),
        None => {
            log_to_stderr(cli.log_format);
            server::run(cli).await
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Start-up errors are for the person at the terminal, whatever the log filter.
            eprintln!("nmp-platform: {error}");
            ExitCode::FAILURE
        }
    }
}

fn log_to_stderr(format: LogFormat) {
    let filter = EnvFilter::try_from_env("NMP_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .init(),
    }
}

fn check_config(cli: &Cli) -> Result<(), StartError> {
    let settings = server::check(cli.config.as_deref(), |name| std::env::var(name).ok())?;
    for warning in &settings.warnings {
        println!("warning: {warning}");
    }
    println!("data: {}", server::describe_data(&settings, &cli.data_dir));
    println!("OK: the settings can be used");
    Ok(())
}
