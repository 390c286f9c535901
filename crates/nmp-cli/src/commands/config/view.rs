//! `nmp config view`.

use clap::Args;
use nmp_sdk::native::config::emit;
use nmp_sdk::native::config::yaml::{File, Item, Map, Node};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::effective;
use crate::options::OutputFormat;
use crate::{CliError, Context};

/// In place of a token.
const REDACTED: &str = "***REDACTED***";

/// What to show.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Show every context, not only the one that counts.
    #[arg(long)]
    all_contexts: bool,

    /// Show what counts, from options, environment, file and defaults, with where it comes from.
    #[arg(long, conflicts_with = "all_contexts")]
    effective: bool,
}

/// Shows the file, without tokens.
///
/// # Errors
/// [`CliError`] if there is no context.
pub fn run(arguments: Arguments, context: &Context) -> Result<(), CliError> {
    let settings = context.settings()?;
    if arguments.effective {
        return effective::print(settings, context);
    }
    let Some(document) = &settings.document else {
        return Err(none());
    };
    let mut root = document.root().clone();
    for list in ["clusters", "users", "contexts"] {
        if let Some(Node::List(items)) = root.get_mut(list) {
            items.iter_mut().for_each(redact);
        }
    }
    if !arguments.all_contexts {
        let found = settings.context.as_ref().ok_or_else(none)?;
        for (list, name) in [
            ("clusters", &found.cluster),
            ("users", &found.user),
            ("contexts", &found.name),
        ] {
            if let Some(Node::List(items)) = root.get_mut(list) {
                items.retain(|item| name_of(item) == Some(name));
            }
        }
        root.0
            .retain(|entry| ["clusters", "users", "contexts"].contains(&entry.key.text.as_str()));
        root.0.sort_by_key(|entry| entry.key.text != "contexts");
    }
    context.say(&format!(
        "# Config file: {}",
        settings.file.path().display()
    ));
    context.say(&format!("# Context: {}", settings.context_name.value));
    match context.options.output_format {
        Some(OutputFormat::Yaml) => {
            let text = emit::emit(&File {
                root,
                below: Vec::new(),
            });
            context.print(text.trim_end())
        }
        Some(OutputFormat::Raw) => {
            let text = serde_json::to_string(&Shown(&Node::Map(root)));
            context.print(&text.map_err(std::io::Error::other)?)
        }
        None | Some(OutputFormat::Json) => context.print_json(&Shown(&Node::Map(root))),
        Some(_) => Err(CliError::usage(
            "The configuration can be shown as json, yaml or raw.",
            "nmp config view -f yaml",
        )),
    }
}

fn none() -> CliError {
    CliError::local(
        "no_context",
        "There is no context to show.",
        "Make one: nmp auth login --base-url URL",
    )
}

fn name_of(item: &Item) -> Option<&str> {
    match &item.value {
        Node::Map(map) => map.text("name"),
        _ => None,
    }
}

/// Hides what is a token, or was one in older versions.
fn redact(item: &mut Item) {
    let Node::Map(map) = &mut item.value else {
        return;
    };
    for key in ["token", "refresh_token", "api_key"] {
        if map.get(key).is_some() {
            map.set_text(key, REDACTED);
        }
    }
}

/// In the order of the file.
struct Shown<'a>(&'a Node);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Node::Scalar(scalar) if scalar.is_null() => serializer.serialize_none(),
            Node::Scalar(scalar) if scalar.is_plain => match scalar.text.as_str() {
                "true" => serializer.serialize_bool(true),
                "false" => serializer.serialize_bool(false),
                text => match text.parse::<i64>() {
                    Ok(number) if number.to_string() == text => serializer.serialize_i64(number),
                    _ => serializer.serialize_str(text),
                },
            },
            Node::Scalar(scalar) => serializer.serialize_str(&scalar.text),
            Node::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Shown(&item.value))?;
                }
                list.end()
            }
            Node::Map(Map(entries)) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for entry in entries {
                    map.serialize_entry(&entry.key.text, &Shown(&entry.value))?;
                }
                map.end()
            }
        }
    }
}
