//! Where a file and the platform differ.

use std::collections::{BTreeMap, BTreeSet};

use nmp_types::{Member, Role};

use super::write::{roles_by_principal, sorted};
use super::{AccessFile, WorkspaceAccess};
use crate::change::{RoleChange, same_roles};
use crate::known::{Gap, Known};
use crate::survey::Survey;

/// Everything in which a file and the platform differ, or may differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// The workspaces of the file, by name.
    pub workspaces: BTreeMap<String, Compared>,
    /// Workspaces of the platform that the file doesn't manage.
    pub unmanaged: Vec<String>,
}

/// One workspace of the file, compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Compared {
    /// No workspace of that name is listed to the person. These are to become members of it.
    Missing(BTreeMap<String, Vec<Role>>),
    /// Its members aren't known, so it isn't known whether anything differs.
    Unknown(Gap),
    /// Its members are known.
    Known(Changes),
}

/// What would make the members of a workspace those of the file, each by principal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the file, and not members.
    pub added: Vec<RoleChange>,
    /// Members with other roles.
    pub changed: Vec<RoleChange>,
    /// Members that the file doesn't name; only if pruning was asked for.
    pub removed: Vec<RoleChange>,
    /// Members that the file doesn't name, which stay.
    pub unnamed: Vec<(String, Vec<Role>)>,
    /// What would have to change and is protected: it is never made.
    pub kept: Vec<RoleChange>,
}

/// Whether file and platform say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// They do.
    None,
    /// It isn't known of some workspaces; those that are known don't differ.
    Unknown,
    /// They don't.
    Found,
}

impl Drift {
    /// A word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Drift::None => "none",
            Drift::Unknown => "unknown",
            Drift::Found => "found",
        }
    }
}

impl Changes {
    /// What is to be made.
    pub fn to_make(&self) -> impl Iterator<Item = &RoleChange> {
        let made = self.added.iter().chain(&self.changed);
        made.chain(&self.removed)
    }

    /// Whether anything differs from the file.
    pub fn is_empty(&self) -> bool {
        self.to_make().next().is_none() && self.kept.is_empty()
    }
}

impl Difference {
    /// Whether file and platform say the same. Members that the file doesn't name are no drift unless
    /// they are to be removed.
    pub fn drift(&self) -> Drift {
        let of = |compared: &Compared| match compared {
            Compared::Missing(_) => Drift::Found,
            Compared::Unknown(_) => Drift::Unknown,
            Compared::Known(changes) if changes.is_empty() => Drift::None,
            Compared::Known(_) => Drift::Found,
        };
        self.workspaces
            .values()
            .map(of)
            .max()
            .unwrap_or(Drift::None)
    }

    /// Workspaces of the file whose members aren't known, and why.
    pub fn gaps(&self) -> Vec<(String, Gap)> {
        let gaps = self
            .workspaces
            .iter()
            .filter_map(|(name, compared)| match compared {
                Compared::Unknown(gap) => Some((name.clone(), gap.clone())),
                _ => None,
            });
        gaps.collect()
    }
}

/// Compares a file with what is known of the platform. With `prune`, members that the file doesn't
/// name are to be removed from the workspaces whose members it manages.
pub fn diff(file: &AccessFile, survey: &Survey, prune: bool) -> Difference {
    let compare = |(name, access): (&String, &WorkspaceAccess)| {
        let compared = match (
            survey.find(name).map(|found| &found.members),
            &access.members,
        ) {
            (None, members) => Compared::Missing(members.clone().unwrap_or_default()),
            (Some(_), None) => Compared::Known(Changes::default()),
            (Some(Known::Listed(members)), Some(wanted)) => {
                Compared::Known(changes(members, wanted, &file.protected, prune))
            }
            (Some(unknown), Some(_)) => Compared::Unknown(unknown.gap().unwrap_or(Gap::NotLoaded)),
        };
        (name.clone(), compared)
    };
    let names = survey.workspaces().iter().map(|found| &found.name);
    Difference {
        workspaces: file.workspaces.iter().map(compare).collect(),
        unmanaged: names
            .filter(|name| {
                let access = file.workspaces.get(*name);
                access.is_none_or(|access| access.members.is_none())
            })
            .cloned()
            .collect(),
    }
}

fn changes(
    members: &[Member],
    wanted: &BTreeMap<String, Vec<Role>>,
    protected: &BTreeSet<String>,
    prune: bool,
) -> Changes {
    let there = roles_by_principal(members);
    let mut changes = Changes::default();
    for (principal, roles) in wanted {
        let before = there.get(principal).cloned().unwrap_or_default();
        if same_roles(&before, roles) {
            continue;
        }
        let is_new = before.is_empty();
        let change = RoleChange::new(principal, before, sorted(roles));
        match (protected.contains(principal), is_new) {
            (true, _) => changes.kept.push(change),
            (false, true) => changes.added.push(change),
            (false, false) => changes.changed.push(change),
        }
    }
    for (principal, roles) in there {
        if wanted.contains_key(&principal) {
            continue;
        }
        if prune && !protected.contains(&principal) {
            let removal = RoleChange::new(&principal, roles, Vec::new());
            changes.removed.push(removal);
        } else {
            changes.unnamed.push((principal, roles));
        }
    }
    changes
}
