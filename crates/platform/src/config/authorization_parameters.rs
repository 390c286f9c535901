//! `auth.oidc.authorization_parameters`: what the provider wants in the authorization request
//! besides the protocol's own parameters.

use std::collections::BTreeMap;

use nmp_types::discovery::{Parameters, RESERVED_PARAMETERS};
use url::Url;

use super::ConfigError;

const NAME: &str = "auth.oidc.authorization_parameters";

/// No provider needs more.
const MOST: usize = 32;

/// The longest value, in bytes: all of them become part of one address.
const LONGEST: usize = 1024;

/// Checks names and values.
///
/// # Errors
/// [`ConfigError::Setting`] for a parameter of the protocol itself, for what can't be a parameter's
/// name (RFC 6749, section 8.2), and for too many or too long ones.
pub(super) fn check(
    raw: Option<BTreeMap<String, String>>,
    warnings: &mut Vec<String>,
) -> Result<Parameters, ConfigError> {
    let raw = raw.unwrap_or_default();
    if raw.len() > MOST {
        return Err(ConfigError::setting(
            NAME,
            format!("at most {MOST} can be added"),
        ));
    }
    for (name, value) in &raw {
        check_one(name, value).map_err(|problem| ConfigError::setting(NAME, problem))?;
        match (name.as_str(), value.as_str()) {
            ("prompt", "none") => warnings.push(format!(
                "{NAME} has prompt: none, with which only those can sign in who have a session at \
                 the provider already"
            )),
            ("resource", value)
                if Url::parse(value).map_or(true, |url| url.fragment().is_some()) =>
            {
                // RFC 8707, section 2.
                warnings.push(format!(
                    "{NAME} has a resource that is not an absolute URI without a fragment: {value:?}"
                ));
            }
            _ => {}
        }
    }
    Ok(Parameters(raw.into_iter().collect()))
}

fn check_one(name: &str, value: &str) -> Result<(), String> {
    let of_a_name = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if name.is_empty() || !name.chars().all(of_a_name) {
        return Err(format!("{name:?} can't be the name of a parameter"));
    }
    let lower = name.to_ascii_lowercase();
    if RESERVED_PARAMETERS.contains(&lower.as_str()) {
        return Err(match lower.as_str() {
            "scope" => "scope is what auth.oidc.default_scopes says".to_owned(),
            "client_id" => "client_id is what auth.oidc.client_id says".to_owned(),
            "max_age" => {
                "max_age has no effect here: neither Studio nor the command line checks auth_time"
                    .to_owned()
            }
            _ => format!("{name} is a parameter of the protocol itself, which clients set"),
        });
    }
    if value.trim().is_empty() {
        // RFC 6749, section 3.1: as if it had been left out.
        return Err(format!("{name} has no value"));
    }
    if value.len() > LONGEST {
        return Err(format!(
            "the value of {name} is longer than {LONGEST} bytes"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(pairs: &[(&str, &str)]) -> Result<(Parameters, Vec<String>), String> {
        let raw = pairs
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()));
        let mut warnings = Vec::new();
        match check(Some(raw.collect()), &mut warnings) {
            Ok(parameters) => Ok((parameters, warnings)),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn what_providers_want_is_accepted() {
        for pair in [
            ("audience", "https://nmp.example.com/"),
            ("resource", "https://graph.example.com"),
            ("resource", "urn:nmp"),
            ("access_type", "offline"),
            ("prompt", "select_account consent"),
            ("hd", "example.com"),
            ("domain_hint", "example.com"),
            ("organization", "org_1"),
            ("acr_values", "urn:mfa"),
            ("ui_locales", "de"),
        ] {
            let (parameters, warnings) = checked(&[pair]).unwrap();
            assert_eq!(parameters.get(pair.0), Some(pair.1));
            assert_eq!(warnings, Vec::<String>::new(), "{pair:?}");
        }
        assert_eq!(check(None, &mut Vec::new()).unwrap(), Parameters::default());
    }

    #[test]
    fn what_belongs_to_the_protocol_is_refused() {
        for name in RESERVED_PARAMETERS {
            for name in [name.to_owned(), name.to_ascii_uppercase()] {
                let error = checked(&[(&name, "x")]).unwrap_err();
                assert!(error.contains(NAME), "{error}");
            }
        }
        assert!(
            checked(&[("scope", "a")])
                .unwrap_err()
                .contains("default_scopes")
        );
        let long = "x".repeat(LONGEST + 1);
        for (name, value) in [
            ("", "x"),
            ("a b", "x"),
            ("a&b", "x"),
            ("ä", "x"),
            ("a", " "),
            ("a", &long),
        ] {
            assert!(checked(&[(name, value)]).is_err(), "{name:?}");
        }
        let many: Vec<String> = (0..=MOST).map(|n| format!("p{n}")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "x")).collect();
        assert!(checked(&many).is_err());
    }

    #[test]
    fn what_looks_like_a_mistake_gets_a_warning() {
        for pair in [
            ("prompt", "none"),
            ("resource", "nmp"),
            ("resource", "https://a/#b"),
        ] {
            assert_eq!(checked(&[pair]).unwrap().1.len(), 1, "{pair:?}");
        }
    }
}
