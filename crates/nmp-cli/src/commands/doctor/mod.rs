//! `nmp doctor`.
//!
//! * [`checks`]: what was checked. [`hardening`]: the checklist of `docs/hardening.md`.

mod checks;
mod hardening;

use std::sync::Arc;

use clap::Args;
use nmp_oidc::Secret;
use nmp_sdk::native::config::Settings;
use nmp_sdk::native::provider::{self, SignIn};
use nmp_sdk::native::token::fixed::Fixed;
use nmp_sdk::native::{NeMoPlatform, now};
use nmp_types::{Identity, foreign};

use crate::{CliError, Context};
use checks::{Checks, Verdict};

/// How far this computer's clock may be from the platform's, in seconds: as far as tokens allow.
const SKEW: f64 = 60.0;

/// What to check.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Show how well the platform is protected: the checklist of docs/hardening.md, as far as it can be
    /// seen from here.
    #[arg(long)]
    hardening: bool,
}

/// Checks the configuration, the connection and the sign-in, one after the other.
///
/// # Errors
/// [`CliError::Negative`] if a check failed.
pub async fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    if arguments.hardening {
        return hardening::run(context).await;
    }
    let mut checks = Checks::default();
    match context.settings() {
        Ok(settings) => all(&mut checks, settings).await,
        Err(error) => {
            let advice = error
                .hint()
                .unwrap_or_else(|| "See where it is: nmp config path".to_owned());
            checks.bad("configuration", error.to_string(), &advice);
        }
    }
    checks::print(&checks, context)
}

async fn all(checks: &mut Checks, settings: &Settings) {
    file(checks, settings);
    let platform = match NeMoPlatform::of_settings(settings, None, None) {
        Ok(platform) => platform,
        Err(error) => {
            return checks.bad(
                "address",
                error.to_string(),
                "Set it: nmp config set --base-url URL",
            );
        }
    };
    checks.good(
        "address",
        format!("{} ({})", platform.base_url(), settings.base_url.origin),
    );
    if let Err(error) = platform.http().check(platform.base_url()) {
        return checks.bad(
            "certificates",
            error.to_string(),
            "Correct the variable, or unset it.",
        );
    }
    // Without the token: what is wrong with that is another check.
    let stranger = NeMoPlatform::of_settings(settings, Some(Arc::new(Fixed(None))), None);
    let found = match stranger {
        Ok(stranger) => stranger.discovery().await,
        Err(error) => return checks.bad("address", error.to_string(), ""),
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            let advice = "Check the address and the connection; behind a proxy, set HTTPS_PROXY; with a \
                          certificate authority of your own, set NMP_CLIENT_SSL_CERT_FILE.";
            return checks.bad("platform", error.to_string(), advice);
        }
    };
    checks.good("platform", "it says how to sign in");
    clock(checks, &found);
    identity_provider(checks, &platform, &found).await;
    sign_in(checks, &platform, &found).await;
}

fn file(checks: &mut Checks, settings: &Settings) {
    let path = settings.file.path().display().to_string();
    let Some(document) = &settings.document else {
        let advice = "Sign in, which makes one: nmp auth login --base-url URL";
        return checks.add(
            "configuration",
            Verdict::Doubtful,
            format!("{path} is not there"),
            advice,
        );
    };
    checks.good("configuration", path);
    if let Some(mode) = settings.file.loose_mode() {
        let found = format!("others can read the file with its tokens (mode {mode})");
        let advice = format!("chmod 600 {}", settings.file.path().display());
        checks.add("file mode", Verdict::Doubtful, found, &advice);
    }
    if !document.legacy_users().is_empty() {
        let found = "the file has API keys, which older versions wrote";
        let advice = "Sign in again, which replaces them: nmp auth login";
        checks.add("file version", Verdict::Doubtful, found, advice);
    }
    if let Err(error) = settings.file.check_writable() {
        let advice = "Make its folder writable: renewed tokens can't be kept otherwise.";
        checks.add("file", Verdict::Doubtful, error.to_string(), advice);
    }
}

fn clock(checks: &mut Checks, found: &SignIn) {
    let Some(date) = found.date else { return };
    let behind = date - now() as f64;
    if behind.abs() <= SKEW {
        checks.good("clock", "as the platform's");
    } else {
        let direction = if behind > 0.0 { "behind" } else { "ahead of" };
        let found = format!("{:.0} s {direction} the platform's", behind.abs());
        checks.bad(
            "clock",
            found,
            "Set this computer's clock, or let it be set over the network.",
        );
    }
}

async fn identity_provider(checks: &mut Checks, platform: &NeMoPlatform, found: &SignIn) {
    let discovery = &found.found.discovery;
    if let Some(warning) = nmp_sdk::auth::mode::warning(discovery) {
        checks.add(
            "protection",
            Verdict::Doubtful,
            warning,
            "Fine on your own machine only.",
        );
    }
    let Some(oidc) = found.oidc() else {
        return;
    };
    match provider::metadata(platform.http(), oidc).await {
        Ok(metadata) => {
            checks.good("identity provider", foreign::in_sentence(&metadata.issuer));
            let device = provider::device_authorization_endpoint(platform.http(), oidc).await;
            if matches!(device, Ok(None)) {
                let advice = "Sign in where there is a browser.";
                let found = "it offers no sign-in with a code";
                checks.add("device flow", Verdict::Doubtful, found, advice);
            }
        }
        Err(error) => {
            let advice =
                "Tell an administrator of the platform: nobody can sign in, or renew a token.";
            checks.bad("identity provider", error.to_string(), advice);
        }
    }
}

async fn sign_in(checks: &mut Checks, platform: &NeMoPlatform, found: &SignIn) {
    if !found.found.discovery.auth_enabled {
        return checks.good("sign-in", "not needed: authentication is off");
    }
    let token: Option<Secret> = match platform.tokens().token().await {
        Ok(token) => token,
        Err(error) => {
            let advice = CliError::from(error.clone()).hint().unwrap_or_default();
            return checks.bad("sign-in", error.to_string(), &advice);
        }
    };
    if token.is_none() {
        return checks.bad("sign-in", "you are not signed in", "nmp auth login");
    }
    match platform.identity().await {
        Ok(Some(identity)) => about(checks, &identity),
        Ok(None) => checks.add(
            "sign-in",
            Verdict::Doubtful,
            "the token can't be read here",
            "",
        ),
        Err(error) => {
            let advice = CliError::from(error.clone()).hint().unwrap_or_default();
            return checks.bad("sign-in", error.to_string(), &advice);
        }
    }
    match platform.workspaces().list(&Default::default()).await {
        Ok(page) => {
            checks.good(
                "workspaces",
                format!("you see {}", page.pagination.total_results),
            );
        }
        Err(error) => {
            let advice = CliError::from(error.clone()).hint().unwrap_or_default();
            checks.bad("workspaces", error.to_string(), &advice);
        }
    }
}

fn about(checks: &mut Checks, identity: &Identity) {
    checks.good(
        "sign-in",
        format!("as {}", foreign::in_sentence(identity.display_name())),
    );
    let access = identity.token_access();
    if access.starts_with("Read and write") {
        checks.good("scopes", access);
    } else {
        let advice = "Sign in again and ask for platform:read and platform:write.";
        checks.add("scopes", Verdict::Doubtful, access, advice);
    }
}
