//! `nmp config view --effective`.

use nmp_sdk::native::config::Settings;
use nmp_types::foreign;
use serde_json::{Map, Value, json};

use crate::options::OutputFormat;
use crate::{CliError, Context};

/// Prints what counts, with where each value comes from.
pub(super) fn print(settings: &Settings, context: &Context) -> Result<(), CliError> {
    let token = match (&settings.access_token, &settings.workload_token_file) {
        (Some(token), _) => Some(("***REDACTED***".to_owned(), token.origin.to_string())),
        (None, Some(path)) => {
            let variable = "NMP_WORKLOAD_IDENTITY_TOKEN_FILE";
            Some((path.display().to_string(), variable.to_owned()))
        }
        (None, None) => settings
            .context
            .as_ref()
            .map(|found| (format!("of user {}", found.user), "file".to_owned())),
    };
    let setting = |setting: &nmp_sdk::native::config::Setting| {
        (setting.value.clone(), setting.origin.to_string())
    };
    let path = settings.file.path().display().to_string();
    let there = if settings.document.is_some() {
        "file"
    } else {
        "not there"
    };
    let rows = [
        ("config_file", Some((path, there.to_owned()))),
        ("context", Some(setting(&settings.context_name))),
        ("base_url", Some(setting(&settings.base_url))),
        ("workspace", Some(setting(&settings.workspace))),
        ("credentials", token),
        (
            "output_format",
            settings.output_format.as_ref().map(setting),
        ),
        (
            "timestamp_format",
            settings.timestamp_format.as_ref().map(setting),
        ),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)));
    if context.is_json() || matches!(context.options.output_format, Some(OutputFormat::Json)) {
        let object: Map<String, Value> = rows
            .map(|(key, (value, origin))| {
                (key.to_owned(), json!({"value": value, "origin": origin}))
            })
            .collect();
        return context.print_json(&object);
    }
    for (key, (value, origin)) in rows {
        context.print(&format!(
            "{key:<17} {}  ({origin})",
            foreign::in_sentence(&value)
        ))?;
    }
    Ok(())
}
