//! `auth.oidc.trusted_issuers`: issuers with keys of their own, besides the one that people sign in
//! with.
//!
//! Bindings are texts, so without care one issuer could name the people and groups of another. A
//! trusted issuer's names therefore begin with prefixes of its own, no name of any other issuer
//! counts that begins with them, and its e-mail addresses count only where the settings say so.

use nmp_types::ClaimRules;
use nmp_types::claims::Form;
use nmp_types::discovery::Parameters;

use super::flaw::flaw;
use super::raw::{RawOidc, RawTrustedIssuer, text};
use super::{
    BearerToken, ConfigError, DeviceFlow, Endpoints, Oidc, Tokens, TrustedIssuer, provider,
};

const NAME: &str = "auth.oidc.trusted_issuers";

/// More are refused: each has keys that are fetched all the time.
const MOST: usize = 16;

/// Checks the list against the provider's own settings.
///
/// # Errors
/// [`ConfigError::Setting`], naming the item and its member.
pub(super) fn check(
    raw: Vec<RawTrustedIssuer>,
    own: &Oidc,
    rules: &ClaimRules,
    warnings: &mut Vec<String>,
) -> Result<Vec<TrustedIssuer>, ConfigError> {
    if raw.len() > MOST {
        let problem = format!("at most {MOST} are possible");
        return Err(ConfigError::setting(NAME, problem));
    }
    let mut trusted: Vec<TrustedIssuer> = Vec::new();
    for (index, raw) in raw.into_iter().enumerate() {
        let at = format!("{NAME}[{index}]");
        let one = issuer(&at, raw, warnings)?;
        let issuers = std::iter::once(&own.issuer).chain(&own.additional_issuers);
        let mut issuers = issuers.chain(trusted.iter().map(|other| &other.oidc.issuer));
        if issuers.any(|issuer| *issuer == one.oidc.issuer) {
            return Err(ConfigError::setting(
                format!("{at}.issuer"),
                format!("{} is named again", one.oidc.issuer),
            ));
        }
        for (name, prefix) in one.prefixes() {
            let own = [&rules.subject_prefix, &rules.groups_prefix];
            let others = own.into_iter().filter(|prefix| !prefix.is_empty());
            let others = others.chain(
                trusted
                    .iter()
                    .flat_map(|other| other.prefixes().map(|(_, prefix)| prefix)),
            );
            for other in others {
                if prefix.starts_with(other.as_str()) || other.starts_with(prefix.as_str()) {
                    return Err(ConfigError::setting(
                        format!("{at}.{name}"),
                        format!(
                            "{prefix:?} and {other:?}, another issuer's prefix, begin alike: one \
                             could name the other's people or groups"
                        ),
                    ));
                }
            }
        }
        trusted.push(one);
    }
    Ok(trusted)
}

fn issuer(
    at: &str,
    raw: RawTrustedIssuer,
    warnings: &mut Vec<String>,
) -> Result<TrustedIssuer, ConfigError> {
    let place = |name: &str| format!("{at}.{name}");
    check_texts(&raw, &place)?;
    let required = |name: &str, value: Option<String>| {
        let missing = || ConfigError::setting(place(name), "it is missing");
        text(value).ok_or_else(missing)
    };
    let issuer = required("issuer", raw.issuer)?;
    provider::check_issuer(&place("issuer"), &issuer, warnings)?;
    // Without a check, what it issues for any other service would work here.
    let audience = required("audience", raw.audience)?;
    let jwks = match text(raw.jwks_uri) {
        Some(url) => Some(provider::check_endpoint(
            &place("jwks_uri"),
            &url,
            warnings,
        )?),
        None => None,
    };
    let defaults = ClaimRules::default();
    let claim = |name: &str, value: Option<String>, default: &str| {
        provider::check_claim(&place(name), value, default)
    };
    let claims = ClaimRules {
        subject_claim: claim("subject_claim", raw.subject_claim, &defaults.subject_claim)?,
        email_claim: claim("email_claim", raw.email_claim, &defaults.email_claim)?,
        groups_claim: claim("groups_claim", raw.groups_claim, &defaults.groups_claim)?,
        subject_prefix: prefix(
            place("subject_prefix"),
            required("subject_prefix", raw.subject_prefix)?,
        )?,
        groups_prefix: prefix(
            place("groups_prefix"),
            required("groups_prefix", raw.groups_prefix)?,
        )?,
        require_verified_email: raw.require_verified_email.unwrap_or(false),
        ..defaults
    };
    let has_emails = match text(raw.email).as_deref() {
        None | Some("ignored") => false,
        Some("trusted") => true,
        Some(other) => {
            let problem = format!("{other:?} is neither ignored nor trusted");
            return Err(ConfigError::setting(place("email"), problem));
        }
    };
    if has_emails {
        warnings.push(format!(
            "{at}.email is trusted: {issuer} can say that anyone has any address, those of the \
             platform's administrators included"
        ));
    }
    Ok(TrustedIssuer {
        oidc: Oidc {
            issuer,
            additional_issuers: Vec::new(),
            client_id: String::new(),
            audience: Some(audience),
            allow_any_audience: false,
            default_scopes: String::new(),
            bearer_token: BearerToken::AccessToken,
            authorization_parameters: Parameters::default(),
            endpoints: Endpoints {
                jwks,
                ..Endpoints::default()
            },
            device_flow: DeviceFlow::default(),
        },
        claims,
        scope_prefix: provider::check_prefix(raw.scope_prefix, warnings)?,
        has_emails,
    })
}

/// A prefix with which every name is plain, whatever follows: it ends with a colon, so that no
/// address looks like one behind it.
fn prefix(name: String, prefix: String) -> Result<String, ConfigError> {
    let is_visible = prefix.chars().all(|c| c.is_ascii_graphic());
    let is_plain = |rest: &str| Form::of(&format!("{prefix}{rest}")) == Form::Plain;
    if is_visible
        && prefix.len() >= 2
        && prefix.ends_with(':')
        && is_plain("x")
        && is_plain("x@example.com")
    {
        return Ok(prefix);
    }
    let problem = format!(
        "{prefix:?} is no prefix here: it has ASCII characters without spaces, ends with a colon, \
         and is not a service's; such as partner:"
    );
    Err(ConfigError::setting(name, problem))
}

fn check_texts(raw: &RawTrustedIssuer, place: &dyn Fn(&str) -> String) -> Result<(), ConfigError> {
    // Can't fail: its keys are strings and JSON has all its values.
    let tree = serde_json::to_value(raw).unwrap_or_default();
    for (name, value) in tree.as_object().into_iter().flatten() {
        if let Some(flaw) = value.as_str().and_then(flaw) {
            return Err(ConfigError::setting(place(name), flaw));
        }
    }
    Ok(())
}

/// Takes the list out of the section.
///
/// # Errors
/// When it is there without a provider to sign in with.
pub(super) fn of(oidc: &mut RawOidc) -> Result<Vec<RawTrustedIssuer>, ConfigError> {
    let list = oidc.trusted_issuers.take().unwrap_or_default();
    if !list.is_empty() && !oidc.enabled.unwrap_or(false) {
        return Err(ConfigError::setting(
            NAME,
            "it needs auth.oidc.enabled: true, with the provider that people sign in with",
        ));
    }
    Ok(list)
}

impl TrustedIssuer {
    /// The names and values of the prefixes.
    fn prefixes(&self) -> impl Iterator<Item = (&'static str, &String)> {
        [
            ("subject_prefix", &self.claims.subject_prefix),
            ("groups_prefix", &self.claims.groups_prefix),
        ]
        .into_iter()
    }
}

impl Tokens {
    /// Whether a name belongs to a trusted issuer by its beginning.
    pub fn is_reserved(&self, name: &str) -> bool {
        let mut prefixes = self
            .trusted_issuers
            .iter()
            .flat_map(TrustedIssuer::prefixes);
        prefixes.any(|(_, prefix)| name.starts_with(prefix.as_str()))
    }
}

#[cfg(test)]
#[path = "trusted_tests.rs"]
mod tests;
