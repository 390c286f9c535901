//! `nmp auth status`.

use clap::Args;
use nmp_oidc::id_token::decode_claims;
use nmp_types::foreign;
use serde_json::{Value, json};

use super::session::Session;
use crate::{CliError, Context};

/// `nmp auth status` has no arguments of its own.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Shows what the configuration file says. No request is sent.
///
/// # Errors
/// [`CliError::Negative`] if the next call could not be made as somebody.
pub fn run(_: Arguments, context: &Context) -> Result<(), CliError> {
    let settings = context.settings()?;
    let session = Session::of(settings);
    let claims = session
        .as_ref()
        .and_then(|session| decode_claims(&session.token));
    let claim = |names: &[&str]| {
        let claims = claims.as_ref()?;
        names
            .iter()
            .find_map(|name| claims.get(*name))
            .and_then(list)
    };
    let is_usable = session.as_ref().is_some_and(Session::is_usable);
    let rows = [
        ("cluster", Some(settings.base_url.value.clone())),
        ("context", Some(settings.context_name.value.clone())),
        (
            "config_file",
            Some(settings.file.path().display().to_string()),
        ),
        (
            "auth_type",
            Some(
                if session.is_some() {
                    "oauth"
                } else {
                    "no-auth"
                }
                .to_owned(),
            ),
        ),
        (
            "credential_source",
            session.as_ref().map(|session| session.source.clone()),
        ),
        ("email", claim(&["email", "upn", "preferred_username"])),
        ("user_id", claim(&["oid", "sub"])),
        ("scopes", claim(&["scp", "scope"])),
        ("groups", claim(&["groups", "cognito:groups"])),
        ("expires", session.as_ref().map(Session::end_in_words)),
        (
            "renewal",
            session.as_ref().map(|session| renewal(session).to_owned()),
        ),
        (
            "bound_to",
            session
                .as_ref()
                .and_then(|session| session.other_origin.clone()),
        ),
    ];
    if context.is_json() || context.options.wants_json() {
        let mut object = json!({"usable": is_usable});
        for (key, value) in rows {
            object[key] = json!(value);
        }
        object["expires_at"] = json!(session.as_ref().and_then(|session| session.life.end));
        object["unsigned"] = json!(session.as_ref().map(|session| session.is_unsigned));
        context.print_json(&object)?;
    } else {
        for (key, value) in rows {
            if let Some(value) = value {
                context.print(&format!(
                    "{:<18} {}",
                    label(key),
                    foreign::in_sentence(&value)
                ))?;
            }
        }
    }
    match session {
        None => Err(CliError::local(
            "signed_out",
            "You are not signed in.",
            "nmp auth login",
        )),
        Some(session) if !is_usable => Err(match session.other_origin {
            Some(_) => CliError::local(
                "withheld",
                "The token was made for another platform, so it is not sent to this one.",
                "Choose its context (nmp config get-contexts), or sign in here (nmp auth login).",
            ),
            None => CliError::local(
                "expired",
                "The token has expired.",
                "Sign in again: nmp auth login",
            ),
        }),
        Some(_) => Ok(()),
    }
}

fn renewal(session: &Session) -> &'static str {
    match (session.has_refresh_token, session.is_renewable()) {
        (true, _) => "available (refresh token)",
        (false, true) => "available (unsigned, issued again on this machine)",
        (false, false) => "not available",
    }
}

/// A text, or a list of texts.
fn list(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            Some(texts.join(", "))
        }
        _ => None,
    }
}

fn label(key: &str) -> String {
    let words = key.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        match word {
            "id" => "ID".to_owned(),
            _ => first.to_uppercase() + rest,
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
