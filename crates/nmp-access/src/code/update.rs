//! Brings an existing file up to date, and changes nothing in it but what has to be: comments, order,
//! quotes and blank lines stay as somebody wrote them.
//!
//! What is inserted or replaced is found by its place in the text; then the result is read again, and
//! given out only if it says exactly what it should.

use std::collections::BTreeMap;
use std::ops::Range;

use nmp_types::Role;

use super::read::{Unreadable, read};
use super::tree::{Kind, Node, parse};
use super::write::{self, INDENT, roles_by_principal};
use super::{AccessFile, WorkspaceAccess};
use crate::change::same_roles;
use crate::known::Gap;
use crate::survey::Survey;

/// An existing file, brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// The file.
    pub text: String,
    /// Workspaces whose members aren't known: what the file says of them is unchanged.
    pub gaps: Vec<(String, Gap)>,
    /// Workspaces of the file that aren't listed to the person: unchanged too.
    pub missing: Vec<String>,
}

/// Why a file can't be brought up to date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError {
    /// It can't be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It is written in a way that can't be edited without harm to what else it says.
    #[error(
        "the file is laid out in a way that can't be updated in place; export to a new file, and \
         bring your comments over"
    )]
    Layout,
}

/// Makes an existing file say what there is, as far as it is known. Workspaces that the file doesn't
/// have are added, with their descriptions; who is protected, descriptions, and workspaces
/// whose members the file doesn't manage stay.
///
/// # Errors
/// See [`UpdateError`].
pub fn update(
    text: &str,
    survey: &Survey,
    descriptions: &BTreeMap<String, String>,
) -> Result<Updated, UpdateError> {
    let before = read(text)?.file;
    let fresh = wanted(&before, survey, descriptions);
    let root = parse(text).ok().flatten().ok_or(UpdateError::Layout)?;
    let mut edits = Edits {
        text,
        made: Vec::new(),
    };
    edits.workspaces(&root, &before, &fresh);
    let text = edits.apply();
    match read(&text) {
        Ok(after) if same(&after.file, &fresh) => Ok(Updated {
            text,
            gaps: survey.gaps(),
            missing: fresh
                .workspaces
                .keys()
                .filter(|name| !survey.knows(name))
                .cloned()
                .collect(),
        }),
        _ => Err(UpdateError::Layout),
    }
}

fn wanted(
    before: &AccessFile,
    survey: &Survey,
    descriptions: &BTreeMap<String, String>,
) -> AccessFile {
    let mut file = before.clone();
    for (name, members) in survey.listed() {
        let members = roles_by_principal(members);
        match file.workspaces.get_mut(name) {
            Some(access) if access.members.is_some() => access.members = Some(members),
            Some(_) => {}
            None => {
                let access = WorkspaceAccess {
                    description: descriptions
                        .get(name)
                        .filter(|text| !text.trim().is_empty())
                        .cloned(),
                    members: Some(members),
                };
                file.workspaces.insert(name.to_owned(), access);
            }
        }
    }
    file
}

/// Whether two files say the same; the order of roles doesn't matter.
fn same(a: &AccessFile, b: &AccessFile) -> bool {
    let sorted = |file: &AccessFile| {
        let mut file = file.clone();
        for access in file.workspaces.values_mut() {
            for roles in access.members.iter_mut().flat_map(BTreeMap::values_mut) {
                *roles = write::sorted(roles);
            }
        }
        file
    };
    sorted(a) == sorted(b)
}

/// Changes of a text, by place.
struct Edits<'a> {
    text: &'a str,
    made: Vec<(Range<usize>, String)>,
}

/// A new entry of a mapping: its key, and its lines for a given indentation.
struct New<'a> {
    key: &'a str,
    lines: Box<dyn Fn(&str) -> String + 'a>,
}

impl Edits<'_> {
    fn workspaces(&mut self, root: &Node, before: &AccessFile, fresh: &AccessFile) {
        let Some((key, map)) = root.get("workspaces") else {
            return;
        };
        let is_flow = |node: &Node| matches!(node.kind, Kind::Map { flow: true, .. });
        let new: Vec<New<'_>> = fresh
            .workspaces
            .iter()
            .filter(|(name, _)| !before.workspaces.contains_key(*name))
            .map(|(name, access)| New {
                key: name,
                lines: Box::new(|indent| write::workspace(name, access, indent)),
            })
            .collect();
        // Within braces there are no lines to change: all of it is written again.
        let changed = before.workspaces.iter().any(|(name, access)| {
            fresh
                .workspaces
                .get(name)
                .is_some_and(|fresh| fresh != access)
        });
        if is_flow(map) && (changed || !new.is_empty()) {
            let lines: String = fresh
                .workspaces
                .iter()
                .map(|(name, access)| write::workspace(name, access, INDENT))
                .collect();
            return self.rewrite(key, map, &lines);
        }
        self.insert(map, &new);
        for (name, access) in &before.workspaces {
            let wanted = fresh.workspaces.get(name);
            let (Some((key, workspace)), Some(wanted)) = (map.get(name), wanted) else {
                continue;
            };
            if wanted == access {
                continue;
            }
            if is_flow(workspace) {
                let indent = " ".repeat(key.at.column - 1);
                let lines = write::workspace(name, wanted, &indent);
                let body = lines.split_once('\n').map_or("", |(_, body)| body);
                self.rewrite(key, workspace, body);
            } else if let (Some(members), Some(held), Some(wanted)) =
                (workspace.get("members"), &access.members, &wanted.members)
            {
                self.members(members, held, wanted);
            }
        }
    }

    fn members(
        &mut self,
        (key, map): &(Node, Node),
        held: &BTreeMap<String, Vec<Role>>,
        wanted: &BTreeMap<String, Vec<Role>>,
    ) {
        if held == wanted {
            return;
        }
        let is_flow = matches!(map.kind, Kind::Map { flow: true, .. });
        let keeps_any = held.keys().any(|name| wanted.contains_key(name));
        if is_flow || !keeps_any {
            let indent = " ".repeat(key.at.column - 1) + INDENT;
            let lines: String = wanted
                .iter()
                .map(|(name, roles)| format!("{indent}{}\n", write::member(name, roles)))
                .collect();
            return self.rewrite(key, map, &lines);
        }
        let new: Vec<New<'_>> = wanted
            .iter()
            .filter(|(name, _)| !held.contains_key(*name))
            .map(|(name, roles)| New {
                key: name,
                lines: Box::new(move |indent| format!("{indent}{}\n", write::member(name, roles))),
            })
            .collect();
        self.insert(map, &new);
        let Kind::Map { entries, .. } = &map.kind else {
            return;
        };
        for (place, (key, value)) in entries.iter().enumerate() {
            let name = key.text().unwrap_or_default();
            match (held.get(name), wanted.get(name)) {
                (Some(held), Some(wanted)) if !same_roles(held, wanted) => {
                    let written = write::roles(wanted);
                    let is_block = matches!(value.kind, Kind::List { flow: false, .. });
                    self.made.push(if is_block {
                        (key.range.end..value.range.end, format!(": {written}"))
                    } else {
                        (value.range.clone(), written)
                    });
                }
                (Some(_), None) => self.remove(key, value, place == 0),
                _ => {}
            }
        }
    }

    /// Puts new entries of a block behind those that come before them by name, else at its end.
    fn insert(&mut self, map: &Node, new: &[New<'_>]) {
        let Kind::Map { entries, .. } = &map.kind else {
            return;
        };
        let Some((first, _)) = entries.first() else {
            return;
        };
        let indent = " ".repeat(first.at.column - 1);
        for entry in new {
            let before = entries
                .iter()
                .filter(|(key, _)| key.text().is_some_and(|name| name < entry.key))
                .max_by_key(|(key, _)| key.text().map(str::to_owned))
                .or(entries.last());
            if let Some((key, value)) = before {
                let at = self.line_end(value.range.end.max(key.range.end));
                let lines = (entry.lines)(&indent);
                match self.made.iter_mut().find(|(range, _)| *range == (at..at)) {
                    Some((_, text)) => text.push_str(&lines),
                    None => self.made.push((at..at, lines)),
                }
            }
        }
    }

    /// Takes an entry out, with the comments directly above it: they are about it, unless it is the
    /// first.
    fn remove(&mut self, key: &Node, value: &Node, is_first: bool) {
        let mut start = self.line_start(key.range.start);
        while !is_first && start > 0 {
            let above = self.line_start(start - 1);
            let line = self.text.get(above..start).unwrap_or_default();
            if !line.trim_start().starts_with('#') {
                break;
            }
            start = above;
        }
        let end = self.line_end(value.range.end.max(key.range.end));
        self.made.push((start..end, String::new()));
    }

    /// Writes all that a mapping has again, as a block.
    fn rewrite(&mut self, key: &Node, map: &Node, lines: &str) {
        let text = match lines.trim_end() {
            "" => ": {}".to_owned(),
            lines => format!(":\n{lines}"),
        };
        self.made.push((key.range.end..map.range.end, text));
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.rfind('\n').map_or(0, |at| at + 1)
    }

    /// Behind the line break.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    fn apply(mut self) -> String {
        let line_break = if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        // From the back, so that places stay; of two at one place, what is inserted there comes last.
        self.made
            .sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
        let mut text = self.text.to_owned();
        for (range, new) in self.made {
            let mut new = new.replace('\n', line_break);
            let inserts = range.is_empty() && !new.is_empty();
            let is_in_line = text
                .get(..range.start)
                .is_some_and(|before| !before.ends_with('\n'));
            if inserts && is_in_line {
                new.insert_str(0, line_break);
            }
            if text.get(range.clone()).is_some() {
                text.replace_range(range, &new);
            }
        }
        text
    }
}
