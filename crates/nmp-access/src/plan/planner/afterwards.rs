//! What a plan as a whole takes away, judged by the members before it and after all of it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Permission, PrincipalKind, Role};

use crate::Rights;
use crate::change::guard::own_losses;
use crate::plan::{Step, StepState};
use crate::rights::effective::source_for;
use crate::survey::Survey;
use crate::survey::person::is_among;

/// The members before a plan and after it.
pub(super) struct Changed<'a> {
    /// Before.
    pub survey: &'a Survey,
    /// After, of the workspaces that it changes.
    pub after: &'a HashMap<String, Vec<Member>>,
}

impl Changed<'_> {
    fn workspaces(&self) -> impl Iterator<Item = (&String, &Arc<Vec<Member>>, &Vec<Member>)> {
        self.after.iter().filter_map(|(workspace, after)| {
            let before = self.survey.members(workspace)?;
            Some((workspace, before, after))
        })
    }

    /// Where the plan takes from the person what other steps need: by one binding or by several,
    /// of their e-mail address, their `sub`, their groups and `*`.
    pub fn own_losses(&self, rights: &Rights) -> HashSet<String> {
        let losing = |workspace: &str, before: &Arc<Vec<Member>>, after: &[Member]| {
            let loses_platform = workspace == SYSTEM
                && is_own_platform_admin(rights, before)
                && !is_own_platform_admin(rights, after);
            loses_platform
                || own_losses(rights, workspace, before, &Arc::new(after.to_vec()))
                    .contains(&Permission::ManageMembers)
        };
        self.workspaces()
            .filter(|(workspace, before, after)| losing(workspace, before, after))
            .map(|(workspace, ..)| workspace.clone())
            .collect()
    }

    /// Where a person was Admin and no known person is left as one. The leaver doesn't count as
    /// left, in whatever spelling.
    pub fn without_person(&self, leaving: &[String]) -> Vec<String> {
        let mut found: Vec<String> = self
            .workspaces()
            .filter(|(_, before, after)| {
                people(before).next().is_some() && people(after).all(|name| is_among(name, leaving))
            })
            .map(|(workspace, ..)| workspace.clone())
            .collect();
        found.sort();
        found
    }
}

/// The people who are bound as Admin.
fn people(members: &[Member]) -> impl Iterator<Item = &str> {
    members
        .iter()
        .filter(|member| PrincipalKind::of(&member.principal) == PrincipalKind::Person)
        .filter(|member| strength(&member.roles) >= Role::Admin.strength())
        .map(|member| member.principal.as_str())
}

fn strength(roles: &[Role]) -> u8 {
    Role::strength_of(roles)
}

/// Whether a binding counts for the person at the keyboard.
fn is_own(rights: &Rights, principal: &str) -> bool {
    match rights {
        Rights::Open => false,
        Rights::Of { identity, .. } => source_for(identity, principal).is_some(),
    }
}

/// Whether the members of `system` make the person a platform admin.
fn is_own_platform_admin(rights: &Rights, members: &[Member]) -> bool {
    members.iter().any(|member| {
        member.roles.iter().any(Role::is_platform_admin) && is_own(rights, &member.principal)
    })
}

/// Whether a step takes any of the person's own roles.
pub(super) fn takes_own(rights: &Rights, step: &Step) -> bool {
    let change = &step.change;
    step.state == StepState::Waiting
        && strength(&change.after) < strength(&change.before)
        && is_own(rights, &change.principal)
}
