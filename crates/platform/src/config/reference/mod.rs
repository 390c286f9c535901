//! Every setting: its name, type, default, variables and effect, in one table.
//!
//! The environment is read by this table, `--print-config` prints it with the values in force, and
//! `docs/configuration.md` is made from it. Tests compare it with what the settings file can have,
//! and its defaults with those in force.

mod auth;
mod elsewhere;
mod oidc;
mod options;
mod server;
mod service;

use super::spelling::variable;
use super::twins::helix_name;

pub use elsewhere::{ELSEWHERE, Elsewhere};
pub(in crate::config) use options::DATABASE_PARTS;
pub use options::{CommandLine, OPTIONS};

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the settings file: `auth.oidc.issuer`.
    pub name: &'static str,
    /// The type of its value.
    pub kind: Kind,
    /// The value without the setting; a description in words is in parentheses.
    pub default: &'static str,
    /// Whose setting it is.
    pub origin: Origin,
    /// What it does.
    pub effect: &'static str,
    /// Its variables besides the one made of its name.
    pub also: &'static [&'static str],
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A text that is never shown.
    Secret,
    /// The path of a file or folder.
    Path,
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Texts; in a variable a JSON list, or separated by commas.
    List,
    /// A number, or `false` for no limit.
    Limit,
    /// Texts with names; in a variable a JSON object, or `name=value` separated by commas.
    Map,
    /// Sections with members of their own; in a variable a JSON list of objects.
    Sections,
}

/// Whose setting it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// NeMo Platform has it too, and NeMo Helix unless the effect says otherwise.
    Nmp,
    /// NeMo Helix has it, NeMo Platform 0.3 has not.
    Helix,
    /// This server's own.
    Ours,
}

impl Setting {
    /// Its environment variables, the preferred one first, without those of NeMo Helix.
    pub fn variables(&self) -> Vec<String> {
        let own = std::iter::once(variable(self.name));
        own.chain(self.also.iter().map(|&name| name.to_owned()))
            .collect()
    }
}

/// All settings, in the order of the documentation.
pub fn settings() -> impl Iterator<Item = &'static Setting> {
    let tables: [&'static [Setting]; 5] = [
        auth::AUTH,
        oidc::OIDC,
        oidc::CLIENTS,
        service::SERVICE,
        server::SERVER,
    ];
    tables.into_iter().flatten()
}

/// The names of one thing in the environment: each of NeMo Platform's, and its twin of NeMo Helix.
pub(crate) fn with_twins(names: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for name in names {
        all.push(name.clone());
        let twin = helix_name(name);
        if twin != *name {
            all.push(twin);
        }
    }
    all
}

/// The names in the environment of each thing that is read from it: settings and options.
pub(in crate::config) fn groups() -> Vec<Vec<String>> {
    let settings = settings().map(Setting::variables);
    let options = OPTIONS.iter().map(|option| {
        let names = option.variables.iter();
        names.map(|&name| name.to_owned()).collect::<Vec<_>>()
    });
    settings
        .chain(options)
        .map(|names| with_twins(&names))
        .collect()
}

const fn row(
    name: &'static str,
    kind: Kind,
    default: &'static str,
    origin: Origin,
    effect: &'static str,
) -> Setting {
    Setting {
        name,
        kind,
        default,
        origin,
        effect,
        also: &[],
    }
}

impl Setting {
    const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
