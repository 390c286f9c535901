//! Reads the settings file.

use std::path::Path;

use super::raw::RawSettings;
use super::{ConfigError, names};

/// Reads a settings file, and warns about unknown names: a mistyped one must not silently leave
/// authentication off or put the data into another database.
///
/// # Errors
/// [`ConfigError::Unreadable`] and [`ConfigError::Yaml`], the latter with line and column.
pub(super) fn read(path: &Path) -> Result<(RawSettings, Vec<String>), ConfigError> {
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
fn parse(text: &str) -> Result<(RawSettings, Vec<String>), Misread> {
    let is_empty = text
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if is_empty {
        return Ok(Default::default());
    }
    let mut warnings = Vec::new();
    let mut setting = String::new();
    let raw = serde_saphyr::with_deserializer_from_str(text, |deserializer| {
        let mut track = serde_path_to_error::Track::new();
        let tracked = serde_path_to_error::Deserializer::new(deserializer, &mut track);
        let raw = serde_ignored::deserialize(tracked, |path| {
            warnings.extend(names::unread(&path.to_string().replace(".?", "")));
        });
        setting = track.path().to_string();
        raw
    });
    match raw {
        Ok(raw) => Ok((raw, warnings)),
        Err(error) => Err(Misread {
            setting,
            error: Box::new(error),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_for_the_real_platform_is_read_without_a_warning() {
        let (raw, warnings) = parse(
            "platform: {runtime: docker}\nservice: {}\nentities: {}\nauth:\n  enabled: true\n  \
             on_invalid_plugin: quarantine\n  policy_data_refresh_interval: 2\n  admin_email: a@b.c\n",
        )
        .unwrap();
        assert_eq!(raw.auth.enabled, Some(true));
        assert_eq!(raw.auth.admin_email.as_deref(), Some("a@b.c"));
        assert_eq!(warnings, Vec::<String>::new());
    }

    #[test]
    fn unknown_names_in_our_sections_get_warnings() {
        let (_, warnings) = parse("auth:\n  enabledd: true\n  oidc:\n    isuer: x\n").unwrap();
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        assert!(warnings[0].contains("auth.enabledd"), "{warnings:?}");
        assert!(warnings[1].contains("auth.oidc.isuer"), "{warnings:?}");
    }

    #[test]
    fn a_mistyped_database_gets_a_warning() {
        let (_, warnings) = parse("platform:\n  database_ulr: postgres://x\n").unwrap();
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
