//! What only the platform's answers show to be wrong with a file.

use std::sync::Arc;

use nmp_types::principal::EVERYONE;
use nmp_types::workspace::SYSTEM;
use nmp_types::{PrincipalKind, Role, principal};

use super::read::nearest;
use super::tree::{Flaw, Problem};
use super::{AccessCode, Note, Place};
use crate::change::roles_of;
use crate::confusable::{Confusables, Looks};
use crate::files::exchange::may_be_given;
use crate::paste::{Directory, Finding};
use crate::survey::Survey;

/// What a file would do that can't be done or deserves a look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// What nobody can do.
    pub flaws: Vec<Flaw>,
    /// What is worth a look.
    pub notes: Vec<Note>,
}

/// Checks what a file adds to what there is. What a member has already was given by somebody, under
/// whatever name, and is never refused.
pub fn check(code: &AccessCode, survey: &Survey) -> Checked {
    let mut checked = Checked::default();
    for (workspace, access) in &code.file.workspaces {
        let members = survey.members(workspace).cloned().unwrap_or_default();
        let directory = Directory::new(Arc::clone(&members), Some(Confusables::with_tables()));
        let names = members.iter().map(|member| member.principal.as_str());
        let looks = Looks::of(Confusables::with_tables(), names);
        for (name, roles) in access.members.iter().flatten() {
            let before = roles_of(&members, name);
            let place = code.members.get(&(workspace.clone(), name.clone()));
            let at = place.copied().unwrap_or(Place { line: 1, column: 1 });
            if before.is_empty()
                && let Err(why) = principal::check(name)
            {
                let name = name.clone();
                checked.flaws.push(Flaw {
                    at,
                    problem: Problem::Principal { name, why },
                });
                continue;
            }
            let given = |role: &&Role| !may_be_given(role, workspace) && !before.contains(role);
            if let Some(role) = roles.iter().find(given) {
                let problem = unknown_role(role, workspace);
                checked.flaws.push(Flaw { at, problem });
            }
            if before.is_empty()
                && name != EVERYONE
                && let Some(role) = Role::strongest(roles)
                && let Some(text) = look(&directory, &looks, name, role)
            {
                let text = format!("{}: {text}", nmp_types::foreign::in_sentence(name));
                checked.notes.push(Note { at, text });
            }
        }
    }
    checked.flaws.sort_by_key(|flaw| flaw.at);
    checked.notes.sort_by_key(|note| note.at);
    checked
}

/// What is worth a look about a new member. That a name is no address isn't: a file has groups.
fn look(directory: &Directory, looks: &Looks, name: &str, role: &Role) -> Option<String> {
    if PrincipalKind::of(name) != PrincipalKind::Person {
        return looks.warning(name);
    }
    match directory.judge(name, role) {
        Finding::Look(text) => Some(text),
        _ => None,
    }
}

fn unknown_role(role: &Role, workspace: &str) -> Problem {
    let platform_wide = [
        Role::WorkspaceCreator,
        Role::PlatformAdmin,
        Role::HelixAdmin,
    ];
    let there = platform_wide.iter().filter(|_| workspace == SYSTEM);
    let known = Role::ASSIGNABLE.iter().chain(there).map(Role::as_str);
    Problem::Role {
        role: role.to_string(),
        workspace: workspace.to_owned(),
        instead: nearest(role.as_str(), known),
    }
}
