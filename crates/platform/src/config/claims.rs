//! Which claims identify the person, and which of their values count.

use nmp_types::ClaimRules;
use nmp_types::claims::Form;

use super::raw::{RawOidc, text};
use super::{ConfigError, provider};

/// Claims that people can often set or change themselves (OpenID Connect Core 1.0, sections 5.1 and
/// 5.7: only `sub` and `iss` together identify a person). The last four are what some providers and
/// directories call a login name.
const CHOSEN: [&str; 18] = [
    "address",
    "display_name",
    "email",
    "family_name",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "website",
    "login",
    "unique_name",
    "user_name",
    "username",
];

/// Checks which claims are read, and the prefixes.
///
/// # Errors
/// [`ConfigError::Setting`], naming the setting.
pub(super) fn check(raw: &RawOidc, warnings: &mut Vec<String>) -> Result<ClaimRules, ConfigError> {
    let defaults = ClaimRules::default();
    let claim = |name: &str, value: &Option<String>, default: &str| {
        let name = format!("auth.oidc.{name}");
        provider::check_claim(&name, value.clone(), default)
    };
    let subject_claim = claim("subject_claim", &raw.subject_claim, &defaults.subject_claim)?;
    let email_claim = claim("email_claim", &raw.email_claim, &defaults.email_claim)?;
    let groups_claim = claim("groups_claim", &raw.groups_claim, &defaults.groups_claim)?;
    // Kubernetes' word for no prefix (its option `--oidc-username-prefix`).
    let subject_prefix = raw.subject_prefix.clone().filter(|prefix| prefix != "-");
    let rules = ClaimRules {
        subject_claim,
        email_claim,
        groups_claim,
        subject_prefix: prefix("auth.oidc.subject_prefix", subject_prefix, warnings)?,
        groups_prefix: prefix(
            "auth.oidc.groups_prefix",
            raw.groups_prefix.clone(),
            warnings,
        )?,
        subject_is_email: raw.subject_is_email.unwrap_or(false),
        require_verified_email: raw.require_verified_email.unwrap_or(false),
        any_form: false,
    };
    warn(&rules, warnings);
    Ok(rules)
}

fn warn(rules: &ClaimRules, warnings: &mut Vec<String>) {
    let chosen = |claim: &str| {
        let last = claim.rsplit('.').next().unwrap_or(claim);
        CHOSEN.contains(&last.trim().to_ascii_lowercase().as_str())
    };
    if chosen(&rules.subject_claim) {
        warnings.push(format!(
            "auth.oidc.subject_claim is {:?}, which people can often choose themselves: anyone who takes \
             the name of somebody else, or of a group, gets their roles; use a claim that the \
             identity provider assigns for good, such as sub",
            rules.subject_claim
        ));
    }
    if rules.subject_claim.trim().eq_ignore_ascii_case("upn") {
        // Directories assign it, so nobody can choose it; but they reassign it.
        warnings.push(
            "auth.oidc.subject_claim is \"upn\": a directory can reassign it to somebody else later, \
             with the roles; use a claim that never changes, such as oid or sub"
                .into(),
        );
    }
    if rules.email_claim != "email" && chosen(&rules.email_claim) {
        warnings.push(format!(
            "auth.oidc.email_claim is {:?}, which people can often choose themselves: anyone who takes \
             somebody else's address gets their roles",
            rules.email_claim
        ));
    }
    if rules.subject_is_email && !rules.subject_prefix.is_empty() {
        warnings.push(
            "auth.oidc.subject_is_email has no effect with auth.oidc.subject_prefix: a subject \
             with a prefix is not an e-mail address"
                .into(),
        );
    }
}

fn prefix(
    name: &str,
    value: Option<String>,
    warnings: &mut Vec<String>,
) -> Result<String, ConfigError> {
    let Some(prefix) = text(value) else {
        return Ok(String::new());
    };
    if prefix.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(ConfigError::setting(
            name,
            format!("{prefix:?} contains white space"),
        ));
    }
    match Form::of(&format!("{prefix}x")) {
        Form::Plain => {}
        Form::Everyone | Form::Address | Form::Reserved => {
            return Err(ConfigError::setting(
                name,
                format!(
                    "no name could count with the prefix {prefix:?}, which is for e-mail addresses or \
                     services; use something like oidc:"
                ),
            ));
        }
    }
    if Form::of(&format!("{prefix}x@example.com")) == Form::Address {
        warnings.push(format!(
            "{name} is {prefix:?}, after which an e-mail address still looks like one: names that \
             are e-mail addresses don't count; end it with a colon to use them"
        ));
    }
    Ok(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(change: impl FnOnce(&mut RawOidc)) -> Result<(ClaimRules, Vec<String>), String> {
        let mut raw = RawOidc::default();
        change(&mut raw);
        let mut warnings = Vec::new();
        match check(&raw, &mut warnings) {
            Ok(rules) => Ok((rules, warnings)),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn an_empty_section_means_the_defaults() {
        assert_eq!(checked(|_| {}).unwrap(), (ClaimRules::default(), vec![]));
    }

    #[test]
    fn claims_that_people_choose_get_warnings() {
        for claim in [
            "preferred_username",
            "name",
            "nickname",
            "email",
            "Name",
            "login",
            "upn",
            "user.Name",
        ] {
            let (_, warnings) = checked(|raw| raw.subject_claim = Some(claim.into())).unwrap();
            assert_eq!(warnings.len(), 1, "{claim}: {warnings:?}");
            assert!(
                warnings[0].contains("auth.oidc.subject_claim"),
                "{warnings:?}"
            );
        }
        for claim in ["sub", "oid", "uid", "employee_number"] {
            let (_, warnings) = checked(|raw| raw.subject_claim = Some(claim.into())).unwrap();
            assert_eq!(warnings, Vec::<String>::new(), "{claim}");
        }
        let (_, warnings) =
            checked(|raw| raw.email_claim = Some("preferred_username".into())).unwrap();
        assert!(
            warnings[0].contains("auth.oidc.email_claim"),
            "{warnings:?}"
        );
    }

    #[test]
    fn claims_are_names_or_paths() {
        for good in [
            "resource_access.nmp.roles",
            "https://example.com/groups",
            "cognito:groups",
            "urn:zitadel:iam:org:project:roles",
        ] {
            let (rules, warnings) = checked(|raw| raw.groups_claim = Some(good.into())).unwrap();
            assert_eq!((rules.groups_claim.as_str(), warnings.len()), (good, 0));
        }
        for bad in ["a..b", ".a", "a.", ".", "a b", "a[0]", "a,b"] {
            let error = checked(|raw| raw.groups_claim = Some(bad.into())).unwrap_err();
            assert!(error.contains("auth.oidc.groups_claim"), "{error}");
        }
    }

    #[test]
    fn prefixes() {
        for good in ["oidc:", "https://idp.example.com#", "keycloak:/"] {
            let (rules, warnings) = checked(|raw| {
                raw.subject_prefix = Some(good.into());
                raw.groups_prefix = Some(good.into());
            })
            .unwrap();
            assert_eq!((rules.subject_prefix.as_str(), warnings.len()), (good, 0));
            assert_eq!(rules.groups_prefix, good);
        }
        for bad in [
            "service:",
            "Service-Account:",
            "a@b.c",
            "@",
            "oidc: ",
            "a\u{0}",
            "unverified:",
        ] {
            let error = checked(|raw| raw.groups_prefix = Some(bad.into())).unwrap_err();
            assert!(error.contains("auth.oidc.groups_prefix"), "{error}");
            let error = checked(|raw| raw.subject_prefix = Some(bad.into())).unwrap_err();
            assert!(error.contains("auth.oidc.subject_prefix"), "{error}");
        }
        let (_, warnings) = checked(|raw| raw.groups_prefix = Some("oidc-".into())).unwrap();
        assert!(
            warnings[0].contains("auth.oidc.groups_prefix"),
            "{warnings:?}"
        );
        let (rules, _) = checked(|raw| raw.subject_prefix = Some("-".into())).unwrap();
        assert_eq!(rules.subject_prefix, "", "Kubernetes' word for none");
    }
}
