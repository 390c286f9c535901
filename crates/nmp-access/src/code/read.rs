//! Reads the file, strictly: whatever can't be meant is refused, with its place.

use std::collections::{BTreeMap, BTreeSet};

use nmp_types::foreign::in_sentence;
use nmp_types::{Role, WorkspaceName};

use super::tree::{Flaw, Kind, Node, Problem, needs_quotes, parse};
use super::{AccessFile, Note, Place, VERSION, WorkspaceAccess};
use crate::confusable::{Confusables, Looks, difference};

/// The file's keys.
const KEYS: [&str; 3] = ["version", "protected", "workspaces"];

/// A workspace's keys.
const WORKSPACE_KEYS: [&str; 2] = ["description", "members"];

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessCode {
    /// What it says.
    pub file: AccessFile,
    /// Where each member stands, by workspace and principal.
    pub members: BTreeMap<(String, String), Place>,
    /// Where each workspace stands.
    pub workspaces: BTreeMap<String, Place>,
    /// What is worth a look: names that look alike.
    pub notes: Vec<Note>,
}

/// Why a file can't be read: every flaw, in order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct Unreadable(pub Vec<Flaw>);

fn lines(flaws: &[Flaw]) -> String {
    let lines: Vec<String> = flaws.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Reads a file.
///
/// # Errors
/// Everything that is wrong with it, with line and column.
pub fn read(text: &str) -> Result<AccessCode, Unreadable> {
    let root = parse(text).map_err(|flaw| Unreadable(vec![flaw]))?;
    let mut reading = Reading {
        source: text,
        flaws: Vec::new(),
        code: AccessCode {
            file: AccessFile::default(),
            members: BTreeMap::new(),
            workspaces: BTreeMap::new(),
            notes: Vec::new(),
        },
    };
    match &root {
        Some(root) => reading.root(root),
        None => reading.flaw(Place { line: 1, column: 1 }, Problem::Missing("version")),
    }
    if !reading.flaws.is_empty() {
        reading.flaws.sort_by_key(|flaw| flaw.at);
        return Err(Unreadable(reading.flaws));
    }
    reading.code.notes = look_alikes(&reading.code);
    Ok(reading.code)
}

struct Reading<'a> {
    source: &'a str,
    flaws: Vec<Flaw>,
    code: AccessCode,
}

impl Reading<'_> {
    fn flaw(&mut self, at: Place, problem: Problem) {
        self.flaws.push(Flaw { at, problem });
    }

    fn kind(&mut self, at: Place, what: impl Into<String>, expected: &'static str) {
        let what = what.into();
        self.flaw(at, Problem::Kind { what, expected });
    }

    /// The entries of a mapping. Nothing where entries are expected could be a slip or an empty
    /// workspace, so it has to be said: `{}`.
    fn entries<'n>(&mut self, node: &'n Node, at: Place, what: &str) -> &'n [(Node, Node)] {
        match &node.kind {
            Kind::Map { entries, .. } => entries,
            _ => {
                self.kind(at, what, "a mapping; {} is an empty one");
                &[]
            }
        }
    }

    /// A text; a plain scalar that others read as something else needs quotes.
    fn text(&mut self, node: &Node, what: &str) -> Option<String> {
        let Some(text) = node.text() else {
            self.kind(node.at, what, "text");
            return None;
        };
        if needs_quotes(node, self.source) {
            self.flaw(node.at, Problem::NeedsQuotes(text.to_owned()));
            return None;
        }
        Some(text.to_owned())
    }

    fn unknown_key(&mut self, key: &Node, known: &[&str]) {
        let name = key.text().unwrap_or_default().to_owned();
        let problem = Problem::UnknownKey {
            instead: nearest(&name, known.iter().copied()),
            known: known.join(", "),
            name,
        };
        self.flaw(key.at, problem);
    }

    fn root(&mut self, root: &Node) {
        let entries = self.entries(root, root.at, "The file");
        for (key, value) in entries {
            match key.text().unwrap_or_default() {
                "version" => match value.text() {
                    Some(text) if text == VERSION.to_string() => {}
                    other => {
                        let version = other.unwrap_or_default().to_owned();
                        self.flaw(value.at, Problem::Version(version));
                    }
                },
                "protected" => self.protected(value),
                "workspaces" => self.workspaces(value, key.at),
                _ => self.unknown_key(key, &KEYS),
            }
        }
        for needed in ["version", "workspaces"] {
            if matches!(root.kind, Kind::Map { .. }) && root.get(needed).is_none() {
                self.flaw(root.at, Problem::Missing(needed));
            }
        }
    }

    fn protected(&mut self, value: &Node) {
        let Kind::List { items, .. } = &value.kind else {
            return self.kind(
                value.at,
                "“protected”",
                "a list of principals; [] is an empty one",
            );
        };
        let mut seen = BTreeMap::new();
        for item in items {
            let Some(name) = self.text(item, "A protected principal") else {
                continue;
            };
            if let Some(first) = seen.insert(name.clone(), item.at.line) {
                self.flaw(item.at, Problem::Twice { name, first });
            }
        }
        self.code.file.protected = seen.into_keys().collect::<BTreeSet<_>>();
    }

    fn workspaces(&mut self, value: &Node, at: Place) {
        for (key, value) in self.entries(value, at, "“workspaces”") {
            let Some(name) = self.text(key, "The name of a workspace") else {
                continue;
            };
            if let Err(why) = name.parse::<WorkspaceName>() {
                self.flaw(key.at, Problem::Workspace { name, why });
                continue;
            }
            self.code.workspaces.insert(name.clone(), key.at);
            let access = self.workspace(&name, value, key.at);
            self.code.file.workspaces.insert(name, access);
        }
    }

    fn workspace(&mut self, name: &str, value: &Node, at: Place) -> WorkspaceAccess {
        let mut access = WorkspaceAccess::default();
        let what = format!("Workspace {name}");
        for (key, value) in self.entries(value, at, &what) {
            match key.text().unwrap_or_default() {
                "description" => access.description = self.text(value, "A description"),
                "members" => {
                    let what = format!("“members” of {name}");
                    let mut members = BTreeMap::new();
                    for (key, value) in self.entries(value, key.at, &what) {
                        let Some(principal) = self.text(key, "A principal") else {
                            continue;
                        };
                        let place = (name.to_owned(), principal.clone());
                        self.code.members.insert(place, key.at);
                        let roles = self.roles(&principal, value, key.at);
                        members.insert(principal, roles);
                    }
                    access.members = Some(members);
                }
                _ => self.unknown_key(key, &WORKSPACE_KEYS),
            }
        }
        access
    }

    fn roles(&mut self, principal: &str, value: &Node, at: Place) -> Vec<Role> {
        let single = std::slice::from_ref(value);
        let written = match &value.kind {
            Kind::List { items, .. } => items.as_slice(),
            Kind::Nothing => &[],
            _ => single,
        };
        let mut roles: Vec<Role> = Vec::new();
        for node in written {
            let Some(name) = self.text(node, "A role") else {
                return roles;
            };
            let role = Role::from(name.as_str());
            if roles.contains(&role) {
                let first = node.at.line;
                self.flaw(node.at, Problem::Twice { name, first });
            }
            roles.push(role);
        }
        if roles.is_empty() {
            self.flaw(at, Problem::NoRole(principal.to_owned()));
        }
        roles
    }
}

/// The nearest of some names, if it is near enough to be meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let lower = name.to_lowercase();
    known
        .map(|other| (strsim::osa_distance(&lower, &other.to_lowercase()), other))
        .filter(|(distance, other)| *distance <= 2.min(other.len() / 3 + 1))
        .min()
        .map(|(_, other)| other.to_owned())
}

/// Names of the file that look like others in it, each said once, where it stands first.
fn look_alikes(code: &AccessCode) -> Vec<Note> {
    let mut first: BTreeMap<&str, Place> = BTreeMap::new();
    for ((_, principal), at) in &code.members {
        let known = first.entry(principal).or_insert(*at);
        *known = (*known).min(*at);
    }
    let looks = Looks::of(Confusables::with_tables(), first.keys().copied());
    let mut notes: Vec<Note> = first
        .iter()
        .filter_map(|(name, at)| {
            let text = match looks.twin(name) {
                // Said of the later of the two.
                Some(twin) if first.get(twin).is_some_and(|other| other > at) => return None,
                Some(twin) => format!(
                    "{} looks like {} of this file, but has {}.",
                    in_sentence(name),
                    in_sentence(twin),
                    difference(name, twin)
                ),
                None => looks.confusables().oddity(name)?,
            };
            Some(Note { at: *at, text })
        })
        .collect();
    notes.sort_by_key(|note| note.at);
    notes
}
