//! Starts the embedded platform.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use platform::cli::{Cli, Command};
use platform::clock::SystemClock;
use platform::commands::{self, Published, check_idp::Options};
use platform::config::{Environment, Settings, StudioFiles};
use platform::log::Log;
use platform::options;
use platform::server::{self, StartError};
use url::Url;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = options::of_process();
    let log = Log::to_stderr();
    let result = match &cli.command {
        Some(Command::CheckIdp {
            studio_origin,
            sign_in,
            issuer,
            client_id,
            json,
        }) => {
            let options = Options {
                studio_origin: studio_origin.clone(),
                sign_in: *sign_in,
            };
            let named = (issuer.as_deref(), client_id.as_deref());
            match check_idp(&cli, &options, named, *json).await {
                Ok(true) => Ok(()),
                // The findings have been printed.
                Ok(false) => return ExitCode::FAILURE,
                Err(error) => Err(error),
            }
        }
        Some(Command::Backup { file }) => server::back_up(&cli, file).await,
        Some(Command::Health {
            url,
            require_sign_in,
        }) => health(url, *require_sign_in).await,
        Some(Command::CopyStudio { folder }) => copy_studio(&cli, folder),
        None if cli.check_config => check_config(&cli).await,
        None if cli.print_config => print_config(&cli),
        None => run(&cli, &log).await,
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

async fn run(cli: &Cli, log: &Log) -> Result<(), StartError> {
    let settings = Settings::load(cli.config.as_deref(), &Environment::of_process())?;
    let format = cli.log_format.unwrap_or(settings.service.log_format);
    log.start(format, &settings.service.log_filter);
    server::run(cli, settings).await
}

async fn health(url: &Url, require_sign_in: bool) -> Result<(), StartError> {
    let health = commands::health(url, require_sign_in).await?;
    server::print(match health.requires_sign_in {
        true => "OK: ready, and people have to sign in",
        false => "OK: ready; anyone may do everything without signing in",
    });
    Ok(())
}

/// Prints the findings, and returns whether nothing is a fault.
async fn check_idp(
    cli: &Cli,
    options: &Options,
    (issuer, client_id): (Option<&str>, Option<&str>),
    json: bool,
) -> Result<bool, StartError> {
    let environment = Environment::of_process().with_provider(issuer, client_id);
    let settings = Settings::load(cli.config.as_deref(), &environment)?;
    let announce = |text: &str| eprintln!("{text}");
    let clock = Arc::new(SystemClock);
    let report = commands::check_idp(&settings, options, clock, &announce).await?;
    // Can't fail: its keys are strings.
    let text = match json {
        true => serde_json::to_string_pretty(&report).unwrap_or_default(),
        false => report.to_string(),
    };
    server::print(text.trim_end());
    Ok(report.ok)
}

fn copy_studio(cli: &Cli, folder: &Path) -> Result<(), StartError> {
    let settings = Settings::load(cli.config.as_deref(), &Environment::of_process())?;
    let from = match &settings.studio_files {
        StudioFiles::Folder(from) => from.as_path(),
        // No setting says this: only a program that starts the platform in itself does.
        StudioFiles::Embedded(_) => Path::new(""),
    };
    let copied = commands::copy_studio(from, folder)?;
    server::print(&format!("OK: {copied} files are in {}", folder.display()));
    Ok(())
}

async fn check_config(cli: &Cli) -> Result<(), StartError> {
    let settings = server::check(cli, &Environment::of_process())?;
    for warning in &settings.warnings {
        server::print(&format!("warning: {warning}"));
    }
    for note in &settings.notes {
        server::print(&format!("note: {note}"));
    }
    let data = server::describe_data(&settings, &cli.data_dir);
    server::print(&format!("data: {data}"));
    if !cli.offline {
        check_provider(&settings, cli.require_provider).await?;
    }
    server::print("OK: the settings can be used");
    Ok(())
}

/// Says what the identity provider publishes, as far as it isn't as it should be.
async fn check_provider(settings: &Settings, is_required: bool) -> Result<(), StartError> {
    let published = commands::published(settings, Arc::new(SystemClock)).await?;
    match &published {
        Published::NoProvider => {}
        Published::NotReached(why) => server::print(&format!(
            "warning: the identity provider wasn't asked, because it can't be reached: {why}"
        )),
        Published::Judged(findings) => {
            for finding in findings {
                server::print(&finding.as_line());
            }
        }
    }
    match is_required && published.is_refused() {
        true => Err(StartError::ProviderRequired),
        false => Ok(()),
    }
}

fn print_config(cli: &Cli) -> Result<(), StartError> {
    for line in server::in_force(cli, &Environment::of_process())? {
        server::print(&line.to_string());
    }
    Ok(())
}
