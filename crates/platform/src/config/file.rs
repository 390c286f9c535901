//! Reads the settings file.

use std::path::Path;

use serde_json::Value;

use super::names::Unread;
use super::raw::RawSettings;
use super::reference::Elsewhere;
use super::{ConfigError, names, spelling};

/// What a settings file says.
#[derive(Debug, Default)]
pub(super) struct FromFile {
    /// The settings.
    pub raw: RawSettings,
    /// Warnings about unknown names.
    pub warnings: Vec<String>,
    /// The names of NeMo Platform's settings and sections that have no effect here.
    pub elsewhere: Vec<String>,
    /// Everything in it.
    tree: Value,
}

/// Reads a settings file, and warns about unknown names: a mistyped one must not silently leave
/// authentication off or put the data into another database.
///
/// # Errors
/// [`ConfigError::Unreadable`] and [`ConfigError::Yaml`], the latter with line and column.
pub(super) fn read(path: &Path) -> Result<FromFile, ConfigError> {
    let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    parse(&text).map_err(|Misread { setting, error }| {
        let place = error.location().map_or_else(
            || "an unknown place".to_owned(),
            |at| format!("line {}, column {}", at.line(), at.column()),
        );
        // The library's message also ends with the place.
        let problem = error.without_snippet().to_string();
        let problem = problem.trim_end_matches(&format!(" at {place}"));
        ConfigError::Yaml {
            path: path.to_owned(),
            place,
            problem: match setting.as_str() {
                "" | "." => problem.to_owned(),
                setting => format!("{setting}: {problem}"),
            },
        }
    })
}

/// What is wrong with a file, and where in the tree of settings.
#[derive(Debug)]
struct Misread {
    setting: String,
    error: Box<serde_saphyr::Error>,
}

/// # Errors
/// [`Misread`].
fn parse(text: &str) -> Result<FromFile, Misread> {
    let is_empty = text
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if is_empty {
        return Ok(FromFile::default());
    }
    let mut from_file = FromFile::default();
    let mut setting = String::new();
    let raw = serde_saphyr::with_deserializer_from_str(text, |deserializer| {
        let mut track = serde_path_to_error::Track::new();
        let tracked = serde_path_to_error::Deserializer::new(deserializer, &mut track);
        let raw = serde_ignored::deserialize(tracked, |path| {
            let name = path.to_string().replace(".?", "");
            match names::unread(&name) {
                Unread::Elsewhere => from_file.elsewhere.push(name),
                Unread::Unknown(warning) => from_file.warnings.push(warning),
            }
        });
        setting = track.path().to_string();
        raw
    });
    match raw {
        Ok(raw) => {
            // For the values of what was not read. Whatever it can't be made of says nothing.
            let tree = serde_saphyr::from_str(text).unwrap_or_default();
            Ok(FromFile {
                raw,
                tree,
                ..from_file
            })
        }
        Err(error) => Err(Misread {
            setting,
            error: Box::new(error),
        }),
    }
}

impl FromFile {
    /// Refuses what would be ignored to the data's or the users' harm: features that are switched
    /// on and that this server lacks, and the address of a database in another place than where it
    /// is read, unless it is there too (`has_database`).
    ///
    /// # Errors
    /// [`ConfigError::Setting`].
    pub(super) fn check_lacking(&self, has_database: bool) -> Result<(), ConfigError> {
        for name in &self.elsewhere {
            let is_on = match self.tree.pointer(&spelling::pointer(name)) {
                Some(Value::Object(members)) => members.get("enabled") == Some(&Value::Bool(true)),
                value => value == Some(&Value::Bool(true)),
            };
            let switch = match name.ends_with("enabled") {
                true => name.clone(),
                false => format!("{name}.enabled"),
            };
            let lacking = Elsewhere::of_setting(name).and_then(|entry| entry.lacking(&switch));
            if let Some(instead) = lacking.filter(|_| is_on) {
                return Err(ConfigError::setting(switch, instead));
            }
        }
        let database = self
            .tree
            .pointer("/entities/database")
            .or(self.tree.get("database"));
        let is_elsewhere = database.is_some_and(|database| {
            ["url", "host"]
                .iter()
                .any(|part| database.get(part).is_some_and(|v| !v.is_null()))
        });
        if is_elsewhere && !has_database {
            return Err(ConfigError::setting(
                "entities.database",
                "this server doesn't read the address of its database there: write it as \
                 platform.database_url, or set DATABASE_URL",
            ));
        }
        Ok(())
    }

    /// Whether the file itself says a setting.
    pub(super) fn says(&self, setting: &str) -> bool {
        let value = self.tree.pointer(&spelling::pointer(setting));
        value.is_some_and(|value| !value.is_null())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_the_real_platform_is_read_without_a_warning() {
        let FromFile { raw, warnings, elsewhere, .. } = parse(
            "platform: {runtime: docker}\nservice: {port: 8080}\nentities: {}\nauth:\n  enabled: true\n  \
             on_invalid_plugin: quarantine\n  policy_data_refresh_interval: 2\n  admin_email: a@b.c\n",
        )
        .unwrap();
        assert_eq!(raw.auth.enabled, Some(true));
        assert_eq!(raw.auth.admin_email.as_deref(), Some("a@b.c"));
        assert_eq!(warnings, Vec::<String>::new());
        let names = ["platform.runtime", "entities", "auth.on_invalid_plugin"];
        assert_eq!(elsewhere, names);
    }

    #[test]
    fn features_that_are_lacking_are_refused_if_they_are_on() {
        for (text, named) in [
            (
                "auth: {access_keys: {enabled: true}}",
                "auth.access_keys.enabled",
            ),
            (
                "auth: {oidc: {workload_token_exchange_enabled: true}}",
                "auth.oidc.workload_token_exchange_enabled",
            ),
            (
                "auth: {oidc: {workload: {kubernetes_token_review_enabled: true}}}",
                "auth.oidc.workload.kubernetes_token_review_enabled",
            ),
            (
                "entities: {database: {url: postgres://x}}",
                "entities.database",
            ),
            ("entities: {database: {host: db}}", "entities.database"),
        ] {
            let error = parse(text).unwrap().check_lacking(false).unwrap_err();
            assert!(error.to_string().contains(named), "{error}");
            let off = text.replace("true", "false");
            if off != text {
                assert!(parse(&off).unwrap().check_lacking(false).is_ok(), "{off}");
            }
        }
        for fine in [
            "studio: {telemetry_enabled: true}",
            "entities: {backend: sqlalchemy, database: {pool_size: 5}}",
            "jobs: {enabled: true}",
        ] {
            assert!(parse(fine).unwrap().check_lacking(false).is_ok(), "{fine}");
        }
        let twice = parse("entities: {database: {url: x}}").unwrap();
        assert!(twice.check_lacking(true).is_ok());
    }

    #[test]
    fn unknown_names_in_our_sections_get_warnings() {
        let FromFile { warnings, .. } =
            parse("auth:\n  enabledd: true\n  oidc:\n    isuer: x\n").unwrap();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings[0].contains("auth.enabledd"), "{warnings:?}");
        assert!(warnings[1].contains("auth.oidc.isuer"), "{warnings:?}");
    }

    #[test]
    fn a_mistyped_database_gets_a_warning() {
        let FromFile { warnings, .. } = parse("platform:\n  database_ulr: postgres://x\n").unwrap();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains("platform.database_ulr"));
    }

    #[test]
    fn empty_files_and_sections_are_fine() {
        for text in ["", "# nothing\n", "auth:\n", "{}"] {
            assert!(parse(text).is_ok(), "{text:?}");
        }
    }
}
