//! What every command is given.

use std::cell::OnceCell;
use std::io::{self, Write};

use nmp_sdk::native::config::settings::Given;
use nmp_sdk::native::config::{Environment, Settings};
use nmp_sdk::native::{NeMoPlatform, SetupError};
use serde::Serialize;

use crate::CliError;
use crate::names::Names;
use crate::options::GlobalOptions;

/// What every command is given.
#[derive(Debug)]
pub struct Context {
    /// The options that every command has.
    pub options: GlobalOptions,
    /// The environment's variables.
    pub environment: Environment,
    /// Read once, when something first needs them.
    settings: OnceCell<Settings>,
}

impl Context {
    /// With these options, and the process's environment.
    pub fn new(options: GlobalOptions) -> Self {
        Self {
            options,
            environment: Environment::of_process(),
            settings: OnceCell::new(),
        }
    }

    /// What the options give.
    pub fn given(&self) -> Given {
        Given {
            context: self.options.context().map(str::to_owned),
            base_url: self.options.base_url.clone(),
            ..Given::default()
        }
    }

    /// What counts: options, environment, configuration file, defaults. The file is read once.
    ///
    /// # Errors
    /// [`CliError`] if the file can't be used, or has no such context.
    pub fn settings(&self) -> Result<&Settings, CliError> {
        if let Some(settings) = self.settings.get() {
            return Ok(settings);
        }
        let settings = self.settings_now()?;
        Ok(self.settings.get_or_init(|| settings))
    }

    /// The same as the file is now, after something has written to it.
    ///
    /// # Errors
    /// As [`Context::settings`].
    pub fn settings_now(&self) -> Result<Settings, CliError> {
        let settings = Settings::resolve(&self.given(), &self.environment);
        Ok(settings.map_err(SetupError::from)?)
    }

    /// The same for commands that make contexts: the one that is asked for need not be there.
    ///
    /// # Errors
    /// [`CliError`] if the file can't be used.
    pub fn settings_for_any(&self) -> Result<Settings, CliError> {
        let settings = Settings::resolve_for_any(&self.given(), &self.environment);
        Ok(settings.map_err(SetupError::from)?)
    }

    /// The platform that the options, the environment and the configuration file name.
    ///
    /// # Errors
    /// [`CliError`] if the file can't be used, or names no platform.
    pub fn platform(&self) -> Result<NeMoPlatform, CliError> {
        Ok(NeMoPlatform::of_settings(self.settings()?, None, None)?)
    }

    /// The names of workspaces that were listed last, to be kept for completion.
    pub fn names(&self) -> Option<Names> {
        let settings = self.settings().ok()?;
        Some(Names::of(settings, &self.environment))
    }

    /// Says something to the person: on stderr, and not with `--quiet`.
    pub fn say(&self, words: &str) {
        if !self.options.quiet {
            let _ = writeln!(io::stderr(), "{words}");
        }
    }

    /// Warns the person: on stderr, always.
    pub fn warn(&self, words: &str) {
        let _ = writeln!(io::stderr(), "warning: {words}");
    }

    /// Prints a line of data.
    ///
    /// # Errors
    /// [`CliError::Output`].
    pub fn print(&self, line: &str) -> Result<(), CliError> {
        Ok(writeln!(io::stdout(), "{line}")?)
    }

    /// Prints data as indented JSON.
    ///
    /// # Errors
    /// [`CliError::Output`].
    pub fn print_json(&self, data: &impl Serialize) -> Result<(), CliError> {
        let text = serde_json::to_string_pretty(data).map_err(io::Error::other)?;
        self.print(&text)
    }

    /// Whether JSON is asked for, and so a failure is said as JSON.
    pub fn is_json(&self) -> bool {
        self.options.json.is_some()
    }
}
