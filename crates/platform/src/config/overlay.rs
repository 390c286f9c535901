//! Overlays the environment variables of the settings, as the table in `reference` has them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::raw::{RawGroupRole, RawSettings, RawTrustedIssuer};
use super::reference::{Kind, Setting, settings};
use super::spelling::flag;
use super::{ConfigError, Environment, group_roles};

/// Overlays the environment on the settings of the file. An empty variable counts as unset.
///
/// # Errors
/// A variable that should be a boolean, number or list is not.
pub(super) fn overlay(
    raw: RawSettings,
    environment: &Environment,
) -> Result<RawSettings, ConfigError> {
    // Can't fail: its keys are strings and JSON has all its values.
    let mut tree = serde_json::to_value(raw).unwrap_or_default();
    for setting in settings() {
        if let Some((variable, text)) = environment.of_setting(setting) {
            let value = parse(setting, &variable, &text)?;
            put(&mut tree, setting.name, value);
        }
    }
    serde_json::from_value(tree)
        // Not reached: each value has the type that the table gives the setting.
        .map_err(|error| ConfigError::setting("environment", error.to_string()))
}

/// The value that a variable's text stands for.
fn parse(setting: &Setting, variable: &str, text: &str) -> Result<Value, ConfigError> {
    let refused = |problem: &str| Err(ConfigError::setting(variable, problem));
    match setting.kind {
        Kind::Text | Kind::Secret | Kind::Path => Ok(text.into()),
        Kind::Flag => match flag(text) {
            Some(flag) => Ok(flag.into()),
            None => refused("it must be true or false"),
        },
        Kind::Whole => match text.trim().parse::<u32>() {
            Ok(number) => Ok(number.into()),
            Err(_) if text.starts_with("tcp://") => refused(
                "it must be a number; Kubernetes sets such a variable for a service of that \
                 name: switch that off with enableServiceLinks: false",
            ),
            Err(_) => refused("it must be a whole number"),
        },
        Kind::Number => match number(text) {
            Some(number) => Ok(number),
            None => refused("it must be a number"),
        },
        Kind::List => list(variable, text).map(Value::from),
        Kind::Map => map(variable, text),
        Kind::Sections => sections(setting.name, variable, text),
        // 0 and 1 are numbers here.
        Kind::Limit => match number(text).or_else(|| flag(text).map(Value::from)) {
            Some(value) => Ok(value),
            None => refused("it must be a number, or false"),
        },
    }
}

fn number(text: &str) -> Option<Value> {
    let number = text.trim().parse::<f64>().ok()?;
    // Without infinities and NaN.
    serde_json::Number::from_f64(number).map(Value::from)
}

/// A JSON list of objects, whose members are checked as those of the file are.
fn sections(setting: &str, variable: &str, text: &str) -> Result<Value, ConfigError> {
    match setting {
        group_roles::NAME => items::<RawGroupRole>(variable, text),
        _ => items::<RawTrustedIssuer>(variable, text),
    }
}

fn items<T: DeserializeOwned + Serialize>(
    variable: &str,
    text: &str,
) -> Result<Value, ConfigError> {
    let refused = |error: serde_json::Error| {
        ConfigError::setting(variable, format!("not a JSON list: {error}"))
    };
    let list: Vec<T> = serde_json::from_str(text).map_err(refused)?;
    serde_json::to_value(list).map_err(refused)
}

/// A JSON list, as NeMo Platform reads it, or strings separated by commas.
fn list(variable: &str, text: &str) -> Result<Vec<String>, ConfigError> {
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text)
            .map_err(|error| ConfigError::setting(variable, format!("not a JSON list: {error}")));
    }
    Ok(text
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect())
}

/// A JSON object of strings, or `name=value` separated by commas.
fn map(variable: &str, text: &str) -> Result<Value, ConfigError> {
    if text.trim_start().starts_with('{') {
        let read: Result<BTreeMap<String, String>, _> = serde_json::from_str(text);
        return read.map(|pairs| serde_json::json!(pairs)).map_err(|error| {
            ConfigError::setting(variable, format!("not a JSON object of texts: {error}"))
        });
    }
    let mut pairs = Map::new();
    for item in list(variable, text)? {
        let Some((name, value)) = item.split_once('=') else {
            let problem = "it must be a JSON object, or name=value separated by commas";
            return Err(ConfigError::setting(variable, problem));
        };
        if pairs
            .insert(name.trim().to_owned(), value.trim().into())
            .is_some()
        {
            let problem = format!("{:?} is in it twice", name.trim());
            return Err(ConfigError::setting(variable, problem));
        }
    }
    Ok(pairs.into())
}

/// Puts a value at its place in the tree.
fn put(tree: &mut Value, name: &str, value: Value) {
    let mut place = tree;
    for part in name.split('.') {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[part];
    }
    *place = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::spelling;

    fn overlaid(pairs: &[(&str, &str)]) -> Result<RawSettings, ConfigError> {
        let mut raw = RawSettings::default();
        raw.auth.enabled = Some(true);
        raw.auth.oidc.issuer = Some("https://file.example.com".into());
        overlay(raw, &pairs.iter().copied().collect())
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let raw = overlaid(&[
            ("NMP_AUTH_ENABLED", "off"),
            ("NMP_AUTH_OIDC__ISSUER", "https://env.example.com"),
            (
                "NMP_AUTH_OIDC__ADDITIONAL_ISSUERS",
                "https://a.example, https://b.example",
            ),
        ])
        .unwrap();
        assert_eq!(raw.auth.enabled, Some(false));
        assert_eq!(
            raw.auth.oidc.issuer.as_deref(),
            Some("https://env.example.com")
        );
        assert_eq!(
            raw.auth.oidc.additional_issuers.unwrap(),
            ["https://a.example", "https://b.example"]
        );
    }

    #[test]
    fn empty_variables_change_nothing() {
        let raw = overlaid(&[("NMP_AUTH_ENABLED", ""), ("NMP_AUTH_OIDC__ISSUER", " ")]).unwrap();
        assert_eq!(raw.auth.enabled, Some(true));
        assert_eq!(
            raw.auth.oidc.issuer.as_deref(),
            Some("https://file.example.com")
        );
    }

    #[test]
    fn lists_can_be_json() {
        let raw = overlaid(&[(
            "NMP_AUTH_OIDC__ADDITIONAL_ISSUERS",
            r#"["https://a.example"]"#,
        )]);
        assert_eq!(
            raw.unwrap().auth.oidc.additional_issuers.unwrap(),
            ["https://a.example"]
        );
    }

    #[test]
    fn maps_are_json_or_pairs() {
        const NAME: &str = "NMP_AUTH_OIDC__AUTHORIZATION_PARAMETERS";
        for (text, expected) in [
            (
                "audience=https://nmp/?a=b, prompt = consent,",
                [("audience", "https://nmp/?a=b"), ("prompt", "consent")],
            ),
            (
                r#" {"audience": "a,b", "prompt": "x"}"#,
                [("audience", "a,b"), ("prompt", "x")],
            ),
        ] {
            let read = overlaid(&[(NAME, text)])
                .unwrap()
                .auth
                .oidc
                .authorization_parameters;
            let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(read, Some(BTreeMap::from(expected)), "{text}");
        }
        for bad in ["audience", "a=b,c", "a=b,a=c", r#"{"a": 7}"#, "{"] {
            let error = overlaid(&[(NAME, bad)]).unwrap_err().to_string();
            assert!(error.contains(NAME), "{error}");
        }
    }

    #[test]
    fn errors_name_the_variable() {
        for (name, value) in [
            ("NMP_AUTH_ENABLED", "maybe"),
            ("NMP_AUTH_POLICY_DATA_REFRESH_INTERVAL", "soon"),
            ("NMP_AUTH_POLICY_DATA_REFRESH_INTERVAL", "NaN"),
            ("NMP_PLATFORM_DATABASE_CONNECTIONS", "some"),
            ("NMP_PLATFORM_DATABASE_WAIT_SECONDS", "long"),
            ("NMP_PLATFORM_DATABASE_STATEMENT_TIMEOUT_SECONDS", "5s"),
            ("NMP_AUTH_OIDC__ADDITIONAL_ISSUERS", "[1"),
            ("NMP_SERVER_LIMITS__WRITES_PER_SECOND", "many"),
            ("NMP_SERVICE_PORT", "70000.5"),
            ("NMP_PORT", "http"),
        ] {
            let error = overlaid(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
        let error = overlaid(&[("NMP_PORT", "tcp://10.0.0.1:8080")]).unwrap_err();
        assert!(error.to_string().contains("enableServiceLinks"), "{error}");
    }

    /// A variable that has a known name but is not read would be ignored silently.
    #[test]
    fn every_variable_sets_its_setting() {
        let nothing = serde_json::to_value(RawSettings::default()).unwrap();
        for setting in settings() {
            let pointer = spelling::pointer(setting.name);
            for variable in setting.variables() {
                let set = ["7", "true", "a=7", "[{}]"].iter().any(|value| {
                    let variables = [(variable.as_str(), *value)];
                    let raw = overlay(RawSettings::default(), &variables.into_iter().collect());
                    raw.is_ok_and(|raw| {
                        let raw = serde_json::to_value(&raw).unwrap();
                        raw.pointer(&pointer) != nothing.pointer(&pointer)
                    })
                });
                assert!(set, "{variable} doesn't set {}", setting.name);
            }
        }
    }
}
