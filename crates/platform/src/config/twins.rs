//! The two names of an environment variable: NeMo Platform's begins with `NMP_`, NeMo Helix's with
//! `NHX_`. Both are read, whatever the dialect. The code knows a variable by the first.

use std::borrow::Cow;
use std::ffi::OsStr;

const OURS: &str = "NMP_";
const HELIX: &str = "NHX_";

/// NeMo Helix's name of a variable; the same for one without NeMo Platform's prefix.
pub fn helix_name(name: &str) -> String {
    match name.strip_prefix(OURS) {
        Some(rest) => format!("{HELIX}{rest}"),
        None => name.to_owned(),
    }
}

/// NeMo Platform's name of a variable, which may have either.
pub(super) fn platform_name(name: &str) -> Cow<'_, str> {
    match name.strip_prefix(HELIX) {
        Some(rest) => Cow::Owned(format!("{OURS}{rest}")),
        None => Cow::Borrowed(name),
    }
}

/// Whether a value counts as unset.
pub(super) fn is_blank(value: &OsStr) -> bool {
    value.to_str().is_some_and(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use crate::config::{Auth, ConfigError, Settings};

    fn load(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        Settings::load(None, &variables.iter().copied().collect())
    }

    const ON: &[(&str, &str)] = &[
        ("NHX_AUTH_ENABLED", "true"),
        ("NHX_AUTH_ALLOW_UNSIGNED_JWT", "true"),
        ("NHX_AUTH_ADMIN_EMAIL", "admin@example.com"),
    ];

    #[test]
    fn every_setting_has_both_names() {
        let settings = load(ON).unwrap();
        assert!(matches!(settings.auth, Auth::Enabled(_)));
        assert_eq!(settings.admin_email.as_deref(), Some("admin@example.com"));
        assert_eq!(settings.warnings.len(), 1, "{:?}", settings.warnings);
    }

    #[test]
    fn equal_values_and_blank_ones_are_fine() {
        for (one, other) in [
            ("admin@example.com", "admin@example.com"),
            ("", "admin@example.com"),
            ("admin@example.com", " "),
        ] {
            let mut variables = ON.to_vec();
            variables.retain(|(name, _)| !name.ends_with("EMAIL"));
            variables.push(("NMP_AUTH_ADMIN_EMAIL", one));
            variables.push(("NHX_AUTH_ADMIN_EMAIL", other));
            let settings = load(&variables).unwrap();
            assert_eq!(settings.admin_email.as_deref(), Some("admin@example.com"));
        }
    }

    #[test]
    fn different_values_are_refused_and_not_shown() {
        for name in [
            "AUTH_ADMIN_EMAIL",
            "AUTH_ENABLED",
            "PLATFORM_DATABASE_URL",
            "SERVER_TLS__KEY",
            "HOST",
            "DATA_DIR",
            "LOG",
        ] {
            let (one, other) = (format!("NMP_{name}"), format!("NHX_{name}"));
            let error = load(&[(&one, "secret1"), (&other, "secret2")]).unwrap_err();
            let error = error.to_string();
            assert!(error.contains(&one) && error.contains(&other), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn different_names_of_one_setting_are_refused_too() {
        for (one, other) in [
            ("NMP_CONFIG", "NMP_CONFIG_FILE_PATH"),
            ("NMP_CONFIG", "NHX_CONFIG_FILE_PATH"),
            ("NMP_SERVICE_HOST", "NMP_HOST"),
            ("NHX_SERVICE_PORT", "NMP_PORT"),
            ("LOG_FORMAT", "NMP_LOG_FORMAT"),
            ("LOG_LEVEL", "NMP_LOG"),
            ("NMP_PLATFORM_DATABASE_URL", "DATABASE_URL"),
        ] {
            let error = load(&[(one, "secret1"), (other, "secret2")]).unwrap_err();
            let error = error.to_string();
            assert!(error.contains(one) && error.contains(other), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn errors_name_the_variable_that_is_set() {
        let error = load(&[("NHX_AUTH_ADMIN_EMAIL", "admin")])
            .unwrap_err()
            .to_string();
        assert!(error.contains("(NHX_AUTH_ADMIN_EMAIL)"), "{error}");
        let error = load(&[("NMP_AUTH_ADMIN_EMAIL", "admin")])
            .unwrap_err()
            .to_string();
        assert!(error.contains("(NMP_AUTH_ADMIN_EMAIL)"), "{error}");
    }
}
