//! The environment variables of a process.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;

use super::reference::{CommandLine, DATABASE_PARTS, Elsewhere, Setting, groups, with_twins};
use super::twins::{is_blank, platform_name};
use super::{ConfigError, names, spelling};

/// Environment variables: those of this process, or a test's.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<OsString, OsString>);

impl fmt::Debug for Environment {
    /// Without the values, which can contain passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<N: Into<OsString>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        std::env::vars_os().collect()
    }

    /// With a provider that options name: it wins over other settings, and is in use.
    #[must_use]
    pub fn with_provider(mut self, issuer: Option<&str>, client_id: Option<&str>) -> Self {
        let mut set = |name: &str, value: &str| {
            // A twin with another value would be refused.
            self.0.remove(OsStr::new(&super::helix_name(name)));
            self.0.insert(name.into(), value.into());
        };
        if let Some(issuer) = issuer {
            set("NMP_AUTH_ENABLED", "true");
            set("NMP_AUTH_OIDC__ENABLED", "true");
            set("NMP_AUTH_OIDC__ISSUER", issuer);
        }
        if let Some(client_id) = client_id {
            set("NMP_AUTH_OIDC__CLIENT_ID", client_id);
        }
        self
    }

    /// The value under exactly this name.
    pub(super) fn raw(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// Whether a variable has a value that counts.
    pub fn is_set(&self, name: &str) -> bool {
        self.raw(name).is_some_and(|value| !is_blank(value))
    }

    /// The first of several names of one thing that is set, if any, with its value in UTF-8.
    pub(super) fn first(&self, names: &[String]) -> Option<(String, String)> {
        let mut set = names.iter().filter_map(|name| {
            let value = self.raw(name).filter(|value| !is_blank(value))?;
            Some((name.clone(), value.to_str()?.to_owned()))
        });
        set.next()
    }

    /// The variable under which a setting is set, if it is, and its value.
    pub(super) fn of_setting(&self, setting: &Setting) -> Option<(String, String)> {
        self.first(&with_twins(&setting.variables()))
    }

    /// The variable under which an option is set, if it is, and its value.
    pub(crate) fn of_option(&self, option: &CommandLine) -> Option<(String, String)> {
        let names: Vec<String> = option
            .variables
            .iter()
            .map(|&name| name.to_owned())
            .collect();
        self.first(&with_twins(&names))
    }

    /// # Errors
    /// When a variable that is read is not UTF-8: it must not count as unset.
    pub(super) fn check_texts(&self) -> Result<(), ConfigError> {
        for name in groups().into_iter().flatten() {
            let value = self.raw(&name);
            if value.is_some_and(|value| value.to_str().is_none()) {
                return Err(ConfigError::setting(name, "it is not UTF-8"));
            }
        }
        Ok(())
    }

    /// Refuses a setting that has different values under two of its names: one of them would be
    /// ignored silently.
    ///
    /// # Errors
    /// [`ConfigError::Setting`], naming both, without the values.
    pub(super) fn check_twins(&self) -> Result<(), ConfigError> {
        for names in groups() {
            let mut set = names.iter().filter_map(|name| {
                let value = self.raw(name).filter(|value| !is_blank(value))?;
                Some((name, value))
            });
            let Some((one, value)) = set.next() else {
                continue;
            };
            if let Some((other, _)) = set.find(|(_, other)| *other != value) {
                let problem =
                    format!("it has another value under its other name, {other}; set one");
                return Err(ConfigError::setting(one, problem));
            }
        }
        Ok(())
    }

    /// Refuses a feature that is switched on and that this server lacks.
    ///
    /// # Errors
    /// [`ConfigError::Setting`].
    pub(super) fn check_lacking(&self) -> Result<(), ConfigError> {
        for (name, value) in &self.0 {
            let (Some(name), Some(value)) = (name.to_str(), value.to_str()) else {
                continue;
            };
            let known_as = platform_name(name).to_ascii_uppercase();
            let lacking = Elsewhere::of_variable(&known_as)
                .and_then(|elsewhere| elsewhere.lacking(&known_as));
            if let Some(instead) = lacking.filter(|_| spelling::flag(value) == Some(true)) {
                return Err(ConfigError::setting(name, instead));
            }
        }
        Ok(())
    }

    /// Warnings about variables: unknown ones that look like settings, and known ones that are
    /// empty.
    pub(super) fn warnings(&self) -> Vec<String> {
        let read: Vec<String> = groups().into_iter().flatten().collect();
        self.0
            .iter()
            .filter_map(|(name, value)| warning(name.to_str()?, value.to_str(), &read))
            .collect()
    }

    /// NeMo Platform's variables that are set and have no effect here.
    pub(super) fn elsewhere(&self) -> Vec<String> {
        let set = self.0.iter().filter(|(_, value)| !is_blank(value));
        set.filter_map(|(name, _)| name.to_str())
            .filter(|name| Elsewhere::of_variable(&platform_name(name)).is_some())
            .map(str::to_owned)
            .collect()
    }
}

fn warning(name: &str, value: Option<&str>, read: &[String]) -> Option<String> {
    let is_part = DATABASE_PARTS.contains(&name);
    if is_part || read.iter().any(|known| known == name) {
        let is_empty = value.is_some_and(|value| value.trim().is_empty());
        return is_empty.then(|| format!("{name} is empty, which counts as unset"));
    }
    let known_as = platform_name(name);
    let capitals = known_as.to_ascii_uppercase();
    if Elsewhere::of_variable(&capitals).is_some() || is_of_kubernetes(&capitals) {
        return None;
    }
    let section = names::SECTIONS
        .iter()
        .any(|section| capitals.starts_with(&spelling::variable(section)));
    match meant(&capitals, read) {
        Some(meant) => Some(format!(
            "the environment variable {name} is unknown; did you mean {meant}?"
        )),
        None if section => Some(format!(
            "the environment variable {name} is unknown; is it mistyped?"
        )),
        None => None,
    }
}

/// Whether Kubernetes sets a variable for a service named `nmp`: `NMP_SERVICE_PORT_HTTP`,
/// `NMP_PORT_8080_TCP_ADDR`.
fn is_of_kubernetes(name: &str) -> bool {
    let port = name.strip_prefix("NMP_PORT_");
    name.starts_with("NMP_SERVICE_PORT_")
        || port.is_some_and(|port| port.starts_with(|first: char| first.is_ascii_digit()))
}

/// The name that was probably intended. Names outside our sections must be closer: most of them
/// belong to other programs.
fn meant<'a>(name: &str, read: &'a [String]) -> Option<&'a str> {
    /// Shorter names resemble too many others.
    const LONG: usize = 12;
    /// Wrong, missing or swapped letters.
    const FEW: usize = 2;
    let known = || read.iter().map(String::as_str);
    if name.starts_with("NMP_") || name.starts_with("NMP-") {
        return names::nearest(name, known());
    }
    // The environment may be large, and comparing takes a while; most names are of another length.
    let length = name.chars().count();
    known()
        .filter(|known| known.len() >= LONG && known.len().abs_diff(length) <= FEW)
        .find(|known| strsim::damerau_levenshtein(known, name) <= FEW)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warnings(name: &str) -> Vec<String> {
        Environment::from_iter([(name, "x")]).warnings()
    }

    #[test]
    fn unknown_variables_are_named() {
        let cases = [
            ("NMP_AUTH_OIDC__ISUER", Some("NMP_AUTH_OIDC__ISSUER")),
            ("NMP_AUTH_OIDC_ISSUER", Some("NMP_AUTH_OIDC__ISSUER")),
            ("NMP_AUTH__OIDC__ISSUER", Some("NMP_AUTH_OIDC__ISSUER")),
            ("nmp_auth_enabled", Some("NMP_AUTH_ENABLED")),
            ("NMP_Auth_Enabled", Some("NMP_AUTH_ENABLED")),
            ("NMP_AUTH_ENABLE", Some("NMP_AUTH_ENABLED")),
            ("NMP_AUHT_ENABLED", Some("NMP_AUTH_ENABLED")),
            ("NPM_AUTH_ENABLED", Some("NMP_AUTH_ENABLED")),
            ("NHX_AUTH_ENABLE", Some("NMP_AUTH_ENABLED")),
            ("NHX_AUTH_OIDC_ISSUER", Some("NMP_AUTH_OIDC__ISSUER")),
            ("NMP_SERVER_TLS_KEY", Some("NMP_SERVER_TLS__KEY")),
            (
                "NMP_SERVER_MAX_CONECTIONS",
                Some("NMP_SERVER_MAX_CONNECTIONS"),
            ),
            (
                "NMP_STUDIO_STATIC_FILE_PATH",
                Some("NMP_STUDIO_STATIC_FILES_PATH"),
            ),
            ("NMP_PLATFORM_DB_URL", None),
            (
                "NMP_PLATFORM_DATABASEURL",
                Some("NMP_PLATFORM_DATABASE_URL"),
            ),
            ("NMP_AUTH_COLOUR", None),
            ("NMP_DATADIR", Some("NMP_DATA_DIR")),
            ("NMP_CONFIGS", Some("NMP_CONFIG")),
        ];
        for (name, meant) in cases {
            let warnings = warnings(name);
            assert_eq!(warnings.len(), 1, "{name}: {warnings:?}");
            let end = match meant {
                Some(meant) => format!("{name} is unknown; did you mean {meant}?"),
                None => format!("{name} is unknown; is it mistyped?"),
            };
            assert!(warnings[0].ends_with(&end), "{}", warnings[0]);
        }
    }

    #[test]
    fn other_programs_variables_are_not() {
        for name in [
            "NMP_AUTH_BUNDLE_CACHE_SECONDS",
            "NMP_AUTH_OIDC__WORKLOAD_CLIENT_ID",
            "NMP_AUTH_PROXY_PORT",
            "NMP_PLATFORM_SEED_ENABLED",
            "NMP_STUDIO_OTEL__COLLECTOR_URL",
            "NMP_BASE_URL",
            "NHX_BASE_URL",
            "NHX_ACCESS_TOKEN",
            "NHX_WORKSPACE",
            "NHX_AUTH_BUNDLE_CACHE_SECONDS",
            "NMP_ACCESS_TOKEN",
            "NMP_PRINCIPAL",
            "NMP_FILES_URL",
            "NMP_OUTPUT_FORMAT",
            "NMP_SERVICE_PORT_HTTP",
            "NMP_PORT_8080_TCP_ADDR",
            "HOST",
            "PORT",
            "APP_PORT",
            "PATH",
            "HOME",
            "DATABASE_URL",
            "npm_config_cache",
            "AUTH_ENABLED",
        ] {
            assert_eq!(warnings(name), Vec::<String>::new(), "{name}");
        }
        for name in groups().into_iter().flatten() {
            assert_eq!(warnings(&name), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn an_empty_variable_gets_a_warning() {
        for nothing in ["", " ", "\n"] {
            let environment = Environment::from_iter([("NMP_AUTH_ENABLED", nothing)]);
            let warnings = environment.warnings();
            assert_eq!(warnings.len(), 1, "{warnings:?}");
            assert!(warnings[0].starts_with("NMP_AUTH_ENABLED is empty"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_not_utf_8_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let value = OsString::from_vec(b"tr\xffue".to_vec());
        let environment = Environment::from_iter([("NMP_AUTH_ENABLED", value)]);
        let error = environment.check_texts().unwrap_err().to_string();
        assert!(error.contains("NMP_AUTH_ENABLED"), "{error}");
    }

    #[test]
    fn values_are_not_shown() {
        let environment = Environment::from_iter([("NMP_PLATFORM_DATABASE_URL", "secret")]);
        let shown = format!("{environment:?}");
        assert!(shown.contains("NMP_PLATFORM_DATABASE_URL") && !shown.contains("secret"));
    }
}
