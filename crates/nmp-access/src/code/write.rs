//! Writes the file: always in the same order, and so that every reader of YAML reads the same.

use std::collections::BTreeMap;
use std::fmt::Write;

use nmp_types::invisible::is_invisible;
use nmp_types::{Member, Role};

use super::tree::is_misread;
use super::{AccessFile, VERSION, WorkspaceAccess};
use crate::known::Gap;
use crate::survey::Survey;

/// How far each level is indented.
pub(super) const INDENT: &str = "  ";

/// What a platform says, as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The file.
    pub text: String,
    /// Workspaces that are not in it, because their members aren't known.
    pub gaps: Vec<(String, Gap)>,
}

/// The file of what there is, with the descriptions of workspaces by name. Workspaces whose members
/// aren't known are left out, and named in a comment: an entry without members would say that nobody
/// is in them.
pub fn export(survey: &Survey, descriptions: &BTreeMap<String, String>) -> Export {
    let file = AccessFile {
        protected: Default::default(),
        workspaces: survey
            .listed()
            .map(|(name, members)| {
                let access = WorkspaceAccess {
                    description: descriptions
                        .get(name)
                        .filter(|text| !text.trim().is_empty())
                        .cloned(),
                    members: Some(roles_by_principal(members)),
                };
                (name.to_owned(), access)
            })
            .collect(),
    };
    let gaps = survey.gaps();
    let mut text = to_text(&file);
    for (name, gap) in &gaps {
        let _ = writeln!(
            text,
            "# Not in this file: {name}; {}.",
            one_line(&gap.to_string())
        );
    }
    Export { text, gaps }
}

/// Members as the file has them: those without any role have no access.
pub(super) fn roles_by_principal(members: &[Member]) -> BTreeMap<String, Vec<Role>> {
    members
        .iter()
        .filter(|member| !member.roles.is_empty())
        .map(|member| (member.principal.clone(), sorted(&member.roles)))
        .collect()
}

/// Roles, each once, the strongest first.
pub(super) fn sorted(roles: &[Role]) -> Vec<Role> {
    let mut sorted = roles.to_vec();
    sorted.sort_by(Role::strongest_first);
    sorted.dedup();
    sorted
}

/// A file as text.
pub fn to_text(file: &AccessFile) -> String {
    let mut text = format!("version: {VERSION}\n");
    if !file.protected.is_empty() {
        text.push_str("protected:\n");
        for name in &file.protected {
            let _ = writeln!(text, "{INDENT}- {}", scalar(name));
        }
    }
    if file.workspaces.is_empty() {
        text.push_str("workspaces: {}\n");
    } else {
        text.push_str("workspaces:\n");
        for (name, access) in &file.workspaces {
            text.push_str(&workspace(name, access, INDENT));
        }
    }
    text
}

/// A workspace, in lines indented by `indent`.
pub(super) fn workspace(name: &str, access: &WorkspaceAccess, indent: &str) -> String {
    let inner = format!("{indent}{INDENT}");
    let mut text = format!("{indent}{}:", scalar(name));
    if access.description.is_none() && access.members.is_none() {
        text.push_str(" {}");
    }
    text.push('\n');
    if let Some(description) = &access.description {
        let _ = writeln!(text, "{inner}description: {}", prose(description));
    }
    if let Some(members) = &access.members {
        if members.is_empty() {
            let _ = writeln!(text, "{inner}members: {{}}");
        } else {
            let _ = writeln!(text, "{inner}members:");
            for (principal, roles) in members {
                let _ = writeln!(text, "{inner}{INDENT}{}", member(principal, roles));
            }
        }
    }
    text
}

/// One member.
pub(super) fn member(principal: &str, held: &[Role]) -> String {
    format!("{}: {}", scalar(principal), roles(held))
}

/// One role by itself, several in brackets.
pub(super) fn roles(held: &[Role]) -> String {
    match held {
        [role] => scalar(role.as_str()),
        several => {
            let names: Vec<String> = several.iter().map(|role| scalar(role.as_str())).collect();
            format!("[{}]", names.join(", "))
        }
    }
}

/// A text as a scalar that no reader takes for anything else; quoted if there is any doubt.
pub(super) fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@/+".contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if begins && text.chars().all(plain) && !is_misread(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A description: as it is where that is a plain scalar beyond doubt.
fn prose(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " -_.@/+,;()'’!?".contains(c);
    let begins = text.starts_with(|c: char| c.is_alphabetic());
    let is_plain = begins && text.chars().all(plain) && !text.ends_with(' ') && text.len() <= 100;
    if is_plain && !is_misread(text) && !text.chars().any(is_invisible) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// In double quotes (YAML 1.2, section 5.7); what nobody sees is written as its code point.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c != ' ' && (c.is_control() || is_invisible(c) || !is_printable(c)) => {
                let code = u32::from(c);
                let _ = if code > 0xffff {
                    write!(out, "\\U{code:08x}")
                } else {
                    write!(out, "\\u{code:04x}")
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// YAML 1.2, section 5.1, without the byte-order mark and what ends a line for some readers.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// For a comment: nothing in it may end the line.
fn one_line(text: &str) -> String {
    nmp_types::foreign::message(text)
}
