//! What every command is given.

use std::io::{self, Write};

use nmp_sdk::native::NeMoPlatform;

use crate::CliError;
use crate::options::GlobalOptions;

/// What every command is given.
#[derive(Debug)]
pub struct Context {
    /// The options that every command has.
    pub options: GlobalOptions,
}

impl Context {
    /// With these options.
    pub fn new(options: GlobalOptions) -> Self {
        Self { options }
    }

    /// The platform that the options, the environment and the configuration file name.
    ///
    /// # Errors
    /// [`CliError`] if the file can't be read or names no platform.
    pub fn platform(&self) -> Result<NeMoPlatform, CliError> {
        let mut builder = NeMoPlatform::builder();
        if let Some(url) = &self.options.base_url {
            builder = builder.base_url(url);
        }
        if let Some(name) = self.options.context() {
            builder = builder.context(name);
        }
        Ok(builder.build()?)
    }

    /// Says something to the person: on stderr, and not with `--quiet`.
    pub fn say(&self, words: &str) {
        if !self.options.quiet {
            let _ = writeln!(io::stderr(), "{words}");
        }
    }

    /// Whether a failure is said as JSON.
    pub fn is_json(&self) -> bool {
        self.options.json.is_some()
    }
}
