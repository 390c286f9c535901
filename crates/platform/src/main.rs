//! Starts the embedded platform.

use std::process::ExitCode;

use platform::cli::{Cli, Command};
use platform::config::Environment;
use platform::log::Log;
use platform::options;
use platform::server::{self, StartError};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = options::of_process();
    let log = Log::to_stderr();
    let result = match &cli.command {
        Some(Command::Backup { file }) => server::back_up(&cli, file).await,
        None if cli.check_config => check_config(&cli),
        None => {
            log.start(cli.log_format);
            server::run(cli).await
        }
    };
    let code = match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Start-up errors are for the person at the terminal, whatever the log filter.
            log.say(&format!("nmp-platform: {error}"));
            ExitCode::FAILURE
        }
    };
    log.flush();
    code
}

fn check_config(cli: &Cli) -> Result<(), StartError> {
    let settings = server::check(cli, &Environment::of_process())?;
    for warning in &settings.warnings {
        server::print(&format!("warning: {warning}"));
    }
    let data = server::describe_data(&settings, &cli.data_dir);
    server::print(&format!("data: {data}"));
    server::print("OK: the settings can be used");
    Ok(())
}
