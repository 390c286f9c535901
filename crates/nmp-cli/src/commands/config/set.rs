//! `nmp config set`.

use std::io::{self, Read};

use clap::Args;
use nmp_oidc::Secret;
use nmp_oidc::id_token::decode_claims;
use nmp_sdk::native::SetupError;
use nmp_sdk::native::config::scalar::Scalar;
use nmp_sdk::native::config::settings::Origin;
use nmp_sdk::native::config::{Binding, Document, User};

use crate::candidates;
use crate::options::{OutputFormat, TimestampFormat};
use crate::{CliError, Context};

/// What to change in the context; it is made if it isn't there and an address is given.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Keep this token; `-` reads it from standard input. Others can see arguments.
    #[arg(long, visible_alias = "api-key", value_name = "TOKEN")]
    access_token: Option<String>,

    /// The workspace that commands are about.
    #[arg(long, short = 'w', value_name = "NAME", add = candidates::workspaces())]
    workspace: Option<String>,

    /// Cut long values in tables.
    #[arg(long, conflicts_with = "no_truncate")]
    truncate: bool,

    /// Make the context the current one.
    #[arg(long)]
    activate: bool,
}

/// Changes the file. The formats are the global options' own.
///
/// # Errors
/// [`CliError`] if nothing is given, or the context isn't there and no address is given.
pub fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let options = &context.options;
    let is_whole = options.no_truncate;
    let gives_nothing = arguments.access_token.is_none()
        && arguments.workspace.is_none()
        && !(arguments.truncate || is_whole || arguments.activate)
        && options.base_url.is_none()
        && options.output_format.is_none()
        && options.timestamp_format.is_none();
    if gives_nothing {
        let hint = "See what can be set: nmp config set --help";
        return Err(CliError::usage("Nothing to set.", hint));
    }
    let token = arguments
        .access_token
        .as_deref()
        .map(read_token)
        .transpose()?;
    let settings = context.settings_for_any()?;
    let name = settings.context_name.value.clone();
    if settings.context.is_none()
        && options.base_url.is_none()
        && settings.context_name.origin != Origin::Default
    {
        let missing = settings.document.unwrap_or_default().no_context(&name);
        return Err(SetupError::from(missing).into());
    }
    // The address of the environment is never written: it is for this run.
    let url = options.base_url.clone();
    settings.file.change(|document| {
        let made =
            document.ensure_context(&name, url.as_deref().unwrap_or("http://localhost:8080"))?;
        if let Some(url) = url.as_deref().filter(|_| !made) {
            bind(document, &name);
            document.set_base_url(&name, url)?;
        }
        if let Some(workspace) = &arguments.workspace {
            document.set_workspace(&name, workspace)?;
        }
        if let Some(token) = &token {
            keep(document, &name, token);
        }
        if let Some(format) = options.output_format {
            document.set_preference(&name, "output_format", Scalar::text(format.name()))?;
        }
        if let Some(format) = options.timestamp_format {
            document.set_preference(&name, "timestamp_format", Scalar::text(format.name()))?;
        }
        if arguments.truncate || is_whole {
            let value = if is_whole { "false" } else { "true" };
            document.set_preference(&name, "truncate", Scalar::plain(value))?;
        }
        if arguments.activate || made {
            document.use_context(&name)?;
        }
        Ok::<_, SetupError>(())
    })?;
    context.print(&format!("Configuration updated for context '{name}'"))
}

impl OutputFormat {
    fn name(self) -> &'static str {
        match self {
            OutputFormat::Table => "table",
            OutputFormat::Json => "json",
            OutputFormat::Yaml => "yaml",
            OutputFormat::Markdown => "markdown",
            OutputFormat::Csv => "csv",
            OutputFormat::Raw => "raw",
        }
    }
}

impl TimestampFormat {
    fn name(self) -> &'static str {
        match self {
            TimestampFormat::Iso8601 => "iso8601",
            TimestampFormat::Relative => "relative",
        }
    }
}

fn read_token(given: &str) -> Result<Secret, CliError> {
    let mut text = given.to_owned();
    if given == "-" {
        text.clear();
        io::stdin()
            .lock()
            .take(128 * 1024)
            .read_to_string(&mut text)?;
    }
    let token = text.trim();
    if token.is_empty() || token.contains(char::is_whitespace) {
        return Err(CliError::usage("That is not a token.", ""));
    }
    Ok(Secret::new(token))
}

/// Notes for which origin the token was made, before the address beside it changes.
fn bind(document: &mut Document, name: &str) {
    let Some(found) = document.context(name) else {
        return;
    };
    if Binding::of(document, &found).is_some() {
        return;
    }
    if let Some(User::OAuth { token, .. }) = document.user(&found.user) {
        let claims = decode_claims(&token).unwrap_or_default();
        let issuer = claims
            .get("iss")
            .and_then(|issuer| issuer.as_str())
            .unwrap_or_default();
        Binding::new(&found.base_url, issuer, "", &token, None).note(document, &found);
    }
}

/// Keeps a token in place of what was there; a refresh token of another sign-in would bring that
/// one back.
fn keep(document: &mut Document, name: &str, token: &Secret) {
    let Some(found) = document.context(name) else {
        return;
    };
    let user = User::OAuth {
        token: token.clone(),
        refresh_token: None,
    };
    document.set_user(&found.user, &user);
    Binding::forget(document, &found);
}
