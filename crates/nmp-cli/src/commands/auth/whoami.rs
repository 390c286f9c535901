//! `nmp auth whoami`.

use clap::Args;
use nmp_types::{Identity, foreign};
use serde_json::json;

use crate::{CliError, Context};

/// `nmp auth whoami` has no arguments of its own.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Shows who the platform takes the token for.
///
/// # Errors
/// [`CliError`] if nobody is signed in, or the platform can't be asked.
pub async fn run(_: Arguments, context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    let identity = platform.identity().await?.ok_or_else(|| {
        CliError::local(
            "signed_out",
            "You are not signed in.",
            "Sign in: nmp auth login",
        )
    })?;
    if context.is_json() || context.options.wants_json() {
        return context.print_json(&json!({
            "principal": identity.principal_id,
            "email": identity.email,
            "name": identity.name,
            "groups": identity.groups,
            "scopes": identity.scopes.iter().collect::<Vec<_>>(),
            "access": identity.token_access(),
        }));
    }
    for (label, value) in rows(&identity) {
        if !value.is_empty() {
            context.print(&format!("{label:<10} {}", foreign::in_sentence(&value)))?;
        }
    }
    Ok(())
}

fn rows(identity: &Identity) -> [(&'static str, String); 6] {
    [
        ("Principal", identity.principal_id.clone()),
        ("Email", identity.email.clone().unwrap_or_default()),
        ("Name", identity.name.clone().unwrap_or_default()),
        ("Groups", identity.groups.join(", ")),
        (
            "Scopes",
            identity.scopes.iter().collect::<Vec<_>>().join(", "),
        ),
        ("Access", identity.token_access().to_owned()),
    ]
}
