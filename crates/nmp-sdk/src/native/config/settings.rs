//! What counts: an argument, else the environment, else the file, else a default.

use nmp_oidc::Secret;

use super::document::{Context, Document, EditError};
use super::environment::Environment;
use super::file::{ConfigFile, FileError};
use super::location::Location;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Given by the caller: an option of the command line, a call of the builder.
    Argument,
    /// An environment variable.
    Variable(&'static str),
    /// The configuration file.
    File,
    /// Nobody said.
    Default,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Origin::Argument => "argument",
            Origin::Variable(name) => name,
            Origin::File => "file",
            Origin::Default => "default",
        })
    }
}

/// A value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T = String> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// What the caller gives.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The configuration file.
    pub config_path: Option<std::path::PathBuf>,
    /// The context.
    pub context: Option<String>,
    /// The platform's address.
    pub base_url: Option<String>,
    /// The workspace.
    pub workspace: Option<String>,
    /// The token.
    pub access_token: Option<Secret>,
}

/// What counts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The file.
    pub file: ConfigFile,
    /// What is in it; `None` if there is none.
    pub document: Option<Document>,
    /// The name of the context; it may not be in the file.
    pub context_name: Setting,
    /// The context of the file.
    pub context: Option<Context>,
    /// The platform's address.
    pub base_url: Setting,
    /// The workspace.
    pub workspace: Setting,
    /// How data is printed.
    pub output_format: Option<Setting>,
    /// How times are printed.
    pub timestamp_format: Option<Setting>,
    /// A token in place of the context's.
    pub access_token: Option<Setting<Secret>>,
    /// The file that a workload's own token is in, to be exchanged for one of the platform's.
    pub workload_token_file: Option<std::path::PathBuf>,
}

/// Why it isn't known what counts.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The context.
    #[error(transparent)]
    Context(#[from] EditError),
}

impl Settings {
    /// Finds out.
    ///
    /// # Errors
    /// [`SettingsError`] if the file can't be used, or a context is asked for that it doesn't have.
    pub fn resolve(given: &Given, environment: &Environment) -> Result<Self, SettingsError> {
        let mut settings = Self::resolve_for_any(given, environment)?;
        let asked = &settings.context_name;
        if settings.context.is_none() && asked.origin != Origin::Default {
            let document = settings.document.take().unwrap_or_default();
            return Err(document.no_context(&asked.value).into());
        }
        Ok(settings)
    }

    /// The same, for what makes contexts: the one that is asked for need not be there.
    ///
    /// # Errors
    /// [`SettingsError::File`].
    pub fn resolve_for_any(
        given: &Given,
        environment: &Environment,
    ) -> Result<Self, SettingsError> {
        let location = match &given.config_path {
            Some(path) => Location {
                path: path.clone(),
                is_named: true,
            },
            None => Location::of(environment).ok_or(FileError::NoHome)?,
        };
        let file = ConfigFile::new(location.path);
        let document = file.read()?;
        if document.is_none() && location.is_named && given.base_url.is_none() {
            return Err(FileError::Missing(file.path().to_owned()).into());
        }
        let of_file = |value: Option<&str>| {
            let value = value?.to_owned();
            Some(Setting {
                value,
                origin: Origin::File,
            })
        };
        let argument = |value: &Option<String>| {
            let value = value.clone()?;
            Some(Setting {
                value,
                origin: Origin::Argument,
            })
        };
        let variable = |name: &'static str| {
            let value = environment.text(name)?;
            Some(Setting {
                value,
                origin: Origin::Variable(name),
            })
        };
        let default = |value: &str| Setting {
            value: value.to_owned(),
            origin: Origin::Default,
        };
        let context_name = argument(&given.context)
            .or_else(|| variable("NMP_CURRENT_CONTEXT"))
            .or_else(|| of_file(document.as_ref()?.current_context()))
            .unwrap_or_else(|| default("default"));
        let context = document
            .as_ref()
            .and_then(|document| document.context(&context_name.value));
        let of_context = |read: fn(&Context) -> Option<&str>| {
            context.as_ref().and_then(|context| of_file(read(context)))
        };
        let access_token = given.access_token.clone().map(|value| Setting {
            value,
            origin: Origin::Argument,
        });
        Ok(Self {
            base_url: argument(&given.base_url)
                .or_else(|| variable("NMP_BASE_URL"))
                .or_else(|| of_context(|context| Some(&context.base_url)))
                .unwrap_or_else(|| default("http://localhost:8080/")),
            workspace: argument(&given.workspace)
                .or_else(|| variable("NMP_WORKSPACE"))
                .or_else(|| of_context(|context| context.workspace.as_deref()))
                .unwrap_or_else(|| default("default")),
            output_format: variable("NMP_OUTPUT_FORMAT")
                .or_else(|| of_context(|context| context.output_format.as_deref())),
            timestamp_format: variable("NMP_TIMESTAMP_FORMAT")
                .or_else(|| of_context(|context| context.timestamp_format.as_deref())),
            access_token: access_token.or_else(|| {
                let token = variable("NMP_ACCESS_TOKEN")?;
                Some(Setting {
                    value: Secret::new(token.value),
                    origin: token.origin,
                })
            }),
            workload_token_file: environment.path("NMP_WORKLOAD_IDENTITY_TOKEN_FILE"),
            file,
            document,
            context_name,
            context,
        })
    }
}
