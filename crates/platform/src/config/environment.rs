//! The environment variables of a process.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;

use clap::CommandFactory;

use super::twins::{helix_name, is_blank, platform_name};
use super::{ConfigError, names};
use crate::cli::Cli;

/// Filters the log; read where the log is set up.
const LOG: &str = "NMP_LOG";

/// Variables of NeMo Platform and its clients that have another name here.
const RENAMED: [(&str, &str); 4] = [
    ("NMP_CONFIG_FILE_PATH", "NMP_CONFIG"),
    ("NMP_CONFIG_FILE", "NMP_CONFIG"),
    ("NMP_SERVICE_HOST", "NMP_HOST"),
    ("NMP_SERVICE_PORT", "NMP_PORT"),
];

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

    /// The value under exactly this name.
    pub(super) fn raw(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// The name under which a variable is set: its own, or NeMo Helix's. Its own if under neither.
    pub fn name_in_use(&self, name: &str) -> String {
        let is_set = |name: &str| self.raw(name).is_some_and(|value| !is_blank(value));
        let helix = helix_name(name);
        match !is_set(name) && is_set(&helix) {
            true => helix,
            false => name.to_owned(),
        }
    }

    /// A variable under either of its names, if it is set and UTF-8.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let value = self.raw(&self.name_in_use(name))?;
        value.to_str().map(str::to_owned)
    }

    /// # Errors
    /// When a variable that is read is not UTF-8: it must not count as unset.
    pub(super) fn check_texts(&self) -> Result<(), ConfigError> {
        let read = names::settings().into_iter().map(|s| names::variable(&s));
        for name in read.flat_map(|name| [helix_name(&name), name]) {
            let value = self.raw(&name);
            if value.is_some_and(|value| value.to_str().is_none()) {
                return Err(ConfigError::setting(name, "it is not UTF-8"));
            }
        }
        Ok(())
    }

    /// Refuses a variable that has different values under its two names: one of them would be
    /// ignored silently.
    ///
    /// # Errors
    /// [`ConfigError::Setting`], naming both, without the values.
    pub(super) fn check_twins(&self) -> Result<(), ConfigError> {
        for name in variables() {
            let helix = helix_name(&name);
            if let (Some(one), Some(other)) = (self.raw(&name), self.raw(&helix))
                && !is_blank(one)
                && !is_blank(other)
                && one != other
            {
                let problem =
                    format!("it has another value under its other name, {helix}; set one");
                return Err(ConfigError::setting(name, problem));
            }
        }
        Ok(())
    }

    /// Warnings about variables: unknown ones that look like settings, and known ones that are
    /// empty.
    pub(super) fn warnings(&self) -> Vec<String> {
        let read = variables();
        self.0
            .iter()
            .filter_map(|(name, value)| warning(name.to_str()?, value.to_str(), &read))
            .collect()
    }
}

/// Every variable that is read: the settings', and the command line's.
fn variables() -> Vec<String> {
    let settings = names::settings();
    let settings = settings.iter().map(|setting| names::variable(setting));
    let command = Cli::command();
    let options: Vec<String> = command
        .get_arguments()
        .filter_map(|option| Some(option.get_env()?.to_str()?.to_owned()))
        .collect();
    settings.chain(options).chain([LOG.to_owned()]).collect()
}

fn warning(name: &str, value: Option<&str>, read: &[String]) -> Option<String> {
    let known_as = platform_name(name);
    if read.iter().any(|known| *known == known_as) {
        let is_empty = value.is_some_and(|value| value.trim().is_empty());
        return is_empty.then(|| format!("{name} is empty, which counts as unset"));
    }
    let renamed = RENAMED.iter().find(|(theirs, _)| *theirs == known_as);
    if let Some((_, ours)) = renamed {
        return Some(format!(
            "NeMo Platform's environment variable {name} is ignored; here it is {ours}"
        ));
    }
    let capitals = known_as.to_ascii_uppercase();
    let section = names::SECTIONS
        .iter()
        .any(|section| capitals.starts_with(&names::variable(section)));
    if section && names::is_variable_elsewhere(&capitals) {
        return None;
    }
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
        let renamed = warnings("NMP_CONFIG_FILE_PATH");
        assert!(renamed[0].ends_with("here it is NMP_CONFIG"), "{renamed:?}");
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
        for name in variables() {
            assert_eq!(warnings(&name), Vec::<String>::new(), "{name}");
            let name = helix_name(&name);
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
