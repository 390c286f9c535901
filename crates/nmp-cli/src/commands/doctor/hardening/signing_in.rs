//! How people sign in, as the platform, the identity provider and the own token say.

use nmp_oidc::id_token::decode_claims;
use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::native::http::Request;
use nmp_types::discovery::metadata_url;
use nmp_types::foreign;
use serde_json::Value;

use super::Findings;
use super::items::named;
use super::network::is_protected;
use crate::CliError;

/// The longest that an access token is to live, in seconds.
const HOUR: i64 = 3600;

pub(super) async fn look(platform: &NeMoPlatform, findings: &mut Findings) -> Result<(), CliError> {
    let sign_in = platform.discovery().await?;
    let discovery = &sign_in.found.discovery;
    if !discovery.auth_enabled {
        let found = "authentication is off: everyone may do everything";
        findings.open(named::SIGN_IN, found, "Set auth.enabled: true.");
        return Ok(());
    }
    findings.good(named::SIGN_IN, "people have to sign in");
    let Some(oidc) = sign_in.oidc() else {
        if discovery.is_unchecked() {
            let found = "anybody can say who they are";
            let advice = "Configure an identity provider, and take auth.allow_unsigned_jwt out.";
            findings.open(named::UNSIGNED, found, advice);
        }
        return Ok(());
    };
    // NeMo Platform doesn't say; the embedded platform, which has an audit trail, does.
    if discovery.unsigned_tokens {
        let found = "tokens that nobody signed are accepted beside the provider's";
        findings.open(
            named::UNSIGNED,
            found,
            "Take auth.allow_unsigned_jwt out of the settings.",
        );
    } else if discovery.audit {
        findings.good(named::UNSIGNED, "only signed tokens are accepted");
    } else {
        findings.unknown(named::UNSIGNED, "this platform doesn't say");
    }
    let endpoints = [
        Some(&oidc.issuer),
        oidc.token_endpoint.as_ref(),
        oidc.device_authorization_endpoint.as_ref(),
    ];
    match endpoints
        .into_iter()
        .flatten()
        .find(|url| !is_protected(url))
    {
        Some(url) => findings.open(
            named::HTTPS,
            foreign::in_sentence(url),
            "Give the identity provider a certificate.",
        ),
        None => findings.good(named::HTTPS, "as far as the platform names them"),
    }
    password_grant(platform, &oidc.issuer, findings).await;
    own_token(platform, findings).await;
    Ok(())
}

async fn password_grant(platform: &NeMoPlatform, issuer: &str, findings: &mut Findings) {
    let url = metadata_url(issuer);
    let answer = platform.http().request(Request::get(&url)).await;
    let document = answer.ok().filter(|answer| answer.status == 200);
    let document = document.and_then(|answer| serde_json::from_str::<Value>(&answer.body).ok());
    let grants = document
        .as_ref()
        .and_then(|document| document.get("grant_types_supported"));
    match grants.and_then(Value::as_array) {
        Some(grants) if grants.iter().any(|grant| grant == "password") => findings.open(
            named::CODE_FLOW,
            "the provider offers the password grant",
            "Switch it off for the platform's client, at the provider.",
        ),
        Some(_) => findings.good(named::CODE_FLOW, "the provider offers no password grant"),
        None => findings.unknown(named::CODE_FLOW, "the provider doesn't say"),
    }
}

/// How long the own token lives, from its claims.
async fn own_token(platform: &NeMoPlatform, findings: &mut Findings) {
    let token = platform.tokens().token().await.ok().flatten();
    let claims = token.as_ref().and_then(decode_claims);
    let moment = |name: &str| claims.as_ref()?.get(name)?.as_i64();
    match (moment("iat"), moment("exp")) {
        (Some(begin), Some(end)) if end.saturating_sub(begin) <= HOUR => {
            let minutes = end.saturating_sub(begin) / 60;
            findings.good(named::HOUR, format!("yours lives for {minutes} min"));
        }
        (Some(begin), Some(end)) => {
            let hours = end.saturating_sub(begin) / 3600;
            let found = format!("yours lives for {hours} h");
            findings.open(named::HOUR, found, "Shorten it at the provider.");
        }
        _ => findings.unknown(named::HOUR, "your token doesn't say"),
    }
}
