//! Checks every string of the settings for damage; `flaw` knows what damage is.

use serde_json::Value;

use super::flaw::{flaw, path_flaw};
use super::raw::RawSettings;
use super::reference::{self, Kind};
use super::{ConfigError, Environment, spelling};

/// Checks every string of the settings.
///
/// # Errors
/// [`ConfigError::Setting`], naming the first damaged string, without its text, which can be a
/// password.
pub(super) fn check(raw: &RawSettings) -> Result<(), ConfigError> {
    // Can't fail: its keys are strings and JSON has all its values.
    let settings = serde_json::to_value(raw).unwrap_or_default();
    for setting in reference::settings() {
        let name = setting.name;
        let value = settings.pointer(&spelling::pointer(name));
        let texts = match value {
            Some(Value::String(text)) => std::slice::from_ref(text)
                .iter()
                .map(String::as_str)
                .collect(),
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(Value::Object(members)) => {
                let values = members.values().filter_map(Value::as_str);
                members.keys().map(String::as_str).chain(values).collect()
            }
            _ => Vec::new(),
        };
        if matches!(value, Some(Value::Array(_))) && texts.iter().any(|text| text.is_empty()) {
            return Err(ConfigError::setting(name, "an item of the list is empty"));
        }
        let flaw = match setting.kind {
            Kind::Path => path_flaw,
            _ => flaw,
        };
        if let Some(flaw) = texts.into_iter().find_map(flaw) {
            return Err(ConfigError::setting(name, flaw));
        }
    }
    Ok(())
}

impl ConfigError {
    /// Adds the variable that the value came from to the setting's name.
    pub(super) fn with_variable(self, environment: &Environment) -> Self {
        let Self::Setting { name, problem } = self else {
            return self;
        };
        let setting = reference::settings().find(|setting| setting.name == name);
        let name = match setting.and_then(|setting| environment.of_setting(setting)) {
            Some((variable, _)) => format!("{name} ({variable})"),
            None => name,
        };
        Self::Setting { name, problem }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::config::names;

    proptest! {
        /// Every string setting, damaged in every way, is named without its value.
        #[test]
        fn every_string_is_checked(
            which in 0usize..1000,
            spoil in prop::sample::select(vec![
                "hunter2\n", " hunter2", "hunter2\t", "\"hunter2\"", "'hunter2'", "se\u{200b}cret",
                "${hunter2}", "hunter2\u{a0}",
            ]),
        ) {
            let texts: Vec<String> = names::settings()
                .into_iter()
                .filter(|name| with(name, Value::from("a")).is_some())
                .collect();
            prop_assert!(texts.len() > 15);
            let name = &texts[which % texts.len()];
            let raw = with(name, Value::from(spoil)).unwrap();
            let error = check(&raw).unwrap_err().to_string();
            prop_assert!(error.contains(name.as_str()), "{}", error);
            prop_assert!(!error.contains("hunter2"), "{}", error);
        }
    }

    #[test]
    fn paths_are_checked() {
        for name in [
            "server.tls.certificate",
            "server.tls.key",
            "studio.static_files_path",
        ] {
            let error = check(&with(name, Value::from("~/x")).unwrap()).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn items_of_lists_are_checked() {
        for name in ["auth.trusted_gateways", "auth.oidc.additional_issuers"] {
            for item in ["a\n", "", "\"a\""] {
                let raw = with(name, Value::from(vec!["a", item])).unwrap();
                let error = check(&raw).unwrap_err().to_string();
                assert!(error.contains(name), "{error}");
            }
        }
    }

    #[test]
    fn names_and_values_of_maps_are_checked() {
        let name = "auth.oidc.authorization_parameters";
        for pair in [("a\n", "b"), ("a", "${hunter2}"), ("a", "'hunter2'")] {
            let value = serde_json::json!({ pair.0: pair.1 });
            let error = check(&with(name, value).unwrap()).unwrap_err().to_string();
            assert!(
                error.contains(name) && !error.contains("hunter2"),
                "{error}"
            );
        }
    }

    /// The settings with one of them, if it can have that value.
    fn with(name: &str, value: Value) -> Option<RawSettings> {
        let tree = name.rsplit('.').fold(value, |value, part| {
            Value::Object([(part.to_owned(), value)].into_iter().collect())
        });
        serde_json::from_value(tree).ok()
    }
}
