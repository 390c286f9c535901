//! How people sign in, as the platform, the identity provider and the own token say.

use nmp_types::{Discovery, foreign};

use super::items::named;
use super::network::is_protected;
use super::{Advice, Findings};

/// The longest that an access token is to live, in seconds.
const HOUR: i64 = 3600;

/// Judges what the platform says of signing in.
pub fn judge(discovery: &Discovery, findings: &mut Findings) {
    if !discovery.auth_enabled {
        let found = "authentication is off: everyone may do everything";
        return findings.open(
            named::SIGN_IN,
            found,
            Advice::elsewhere("Set auth.enabled: true"),
        );
    }
    findings.good(named::SIGN_IN, "people have to sign in");
    let Some(oidc) = &discovery.oidc else {
        if discovery.is_unchecked() {
            findings.open(
                named::UNSIGNED,
                "anyone can say who they are",
                Advice::elsewhere(
                    "Configure an identity provider, and take auth.allow_unsigned_jwt out",
                ),
            );
        }
        return;
    };
    // NeMo Platform doesn't say; the embedded platform, which has an audit trail, does.
    if discovery.unsigned_tokens {
        findings.open(
            named::UNSIGNED,
            "tokens that nobody signed are accepted beside the provider's",
            Advice::elsewhere("Take auth.allow_unsigned_jwt out of the settings"),
        );
    } else if discovery.audit {
        findings.good(named::UNSIGNED, "only signed tokens are accepted");
    } else {
        findings.unknown(named::UNSIGNED, "this platform doesn't say");
    }
    let endpoints = [
        Some(&oidc.issuer),
        oidc.authorization_endpoint.as_ref(),
        oidc.token_endpoint.as_ref(),
        oidc.device_authorization_endpoint.as_ref(),
    ];
    let open = endpoints
        .into_iter()
        .flatten()
        .find(|url| !is_protected(url));
    match open {
        Some(url) => findings.open(
            named::HTTPS,
            foreign::in_sentence(url),
            Advice::elsewhere("Give the identity provider a certificate"),
        ),
        None => findings.good(named::HTTPS, "as far as the platform names them"),
    }
}

/// Judges the grants that the provider's metadata offers; `None` if it doesn't say.
pub fn judge_grants(grants: Option<&[&str]>, findings: &mut Findings) {
    match grants {
        Some(grants) if grants.contains(&"password") => findings.open(
            named::CODE_FLOW,
            "the provider offers the password grant",
            Advice::elsewhere("Switch it off for the platform's client, at the provider"),
        ),
        Some(_) => findings.good(named::CODE_FLOW, "the provider offers no password grant"),
        None => findings.unknown(named::CODE_FLOW, "the provider doesn't say"),
    }
}

/// Judges how long the caller's own token lives: from `iat` to `exp`, in seconds since 1970.
pub fn judge_life(life: Option<(i64, i64)>, findings: &mut Findings) {
    let Some((issued, expires)) = life else {
        return findings.unknown(named::HOUR, "your token doesn't say");
    };
    match expires.saturating_sub(issued) {
        life @ ..=HOUR => {
            findings.good(named::HOUR, format!("yours lives for {} min", life / 60));
        }
        life => findings.open(
            named::HOUR,
            format!("yours lives for {} min", life / 60),
            Advice::elsewhere("Shorten it at the provider"),
        ),
    }
}
