//! What is known of each workspace's members.

pub mod age;
pub mod bus_factor;
pub mod compare;
pub mod index;
pub mod open_doors;
pub mod person;
pub mod query;
pub mod role_mix;

use std::collections::BTreeSet;
use std::sync::Arc;

use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Permission, Role};

use crate::Rights;
use crate::known::{Gap, Known, KnownMembers};

/// A workspace with what is known of its members.
#[derive(Debug, Clone, PartialEq)]
pub struct Surveyed {
    /// Its name.
    pub name: String,
    /// Its members.
    pub members: KnownMembers,
}

/// Every workspace that is listed to the person, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Survey {
    workspaces: Vec<Surveyed>,
    /// Those bound as platform admins, and as what, where `system` was left out and its members are
    /// known.
    platform_admins: Option<(Role, BTreeSet<String>)>,
}

/// How much of a survey is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Workspaces whose members are known.
    pub listed: usize,
    /// Those not asked for yet.
    pub waiting: usize,
    /// Those whose members are forbidden.
    pub forbidden: usize,
    /// Those whose members didn't come.
    pub failed: usize,
}

impl Coverage {
    /// All workspaces.
    pub fn total(self) -> usize {
        self.listed + self.unknown()
    }

    /// Workspaces whose members aren't known, for any reason.
    pub fn unknown(self) -> usize {
        self.waiting + self.forbidden + self.failed
    }

    /// Whether there are workspaces, and the members of all of them are known: only then can be
    /// said that something is in none of them.
    pub fn is_complete(self) -> bool {
        self.listed > 0 && self.unknown() == 0
    }
}

/// Which workspaces a page looks at: what it says is about these alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Every workspace of the platform.
    Everything,
    /// Those that the person administers.
    Administered,
    /// Those that are listed to the person; others may exist.
    Visible,
}

impl Scope {
    /// For a person who looks at what they administer, or at all that is listed to them.
    pub fn of(rights: &Rights, all_listed: bool) -> Self {
        if sees_everything(rights) {
            Scope::Everything
        } else if all_listed || rights.platform_admin().is_none() {
            Scope::Visible
        } else {
            Scope::Administered
        }
    }

    /// Names so many of them: “the 3 workspaces that you administer”.
    pub fn words(self, count: usize) -> String {
        let (the, workspaces) = match count {
            1 => ("the".to_owned(), "workspace"),
            count => (format!("the {count}"), "workspaces"),
        };
        match self {
            Scope::Everything => format!("{the} {workspaces} of the platform"),
            Scope::Administered => format!("{the} {workspaces} that you administer"),
            Scope::Visible => format!("{the} {workspaces} that you see"),
        }
    }
}

impl Survey {
    /// Of these workspaces.
    pub fn new(mut workspaces: Vec<Surveyed>) -> Self {
        workspaces.sort_by(|a, b| a.name.cmp(&b.name));
        Self {
            workspaces,
            platform_admins: None,
        }
    }

    /// The workspaces, by name.
    pub fn workspaces(&self) -> &[Surveyed] {
        &self.workspaces
    }

    /// Whether a workspace is listed at all.
    pub fn knows(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// What is known of a workspace.
    pub fn find(&self, name: &str) -> Option<&Surveyed> {
        let place = self.place(name)?;
        self.workspaces.get(place)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.workspaces
            .binary_search_by(|workspace| workspace.name.as_str().cmp(name))
            .ok()
    }

    /// The members of a workspace, if they are known.
    pub fn members(&self, name: &str) -> Option<&Arc<Vec<Member>>> {
        self.find(name)?.members.listed()
    }

    /// Notes what is known of a workspace now; does nothing if it isn't listed.
    pub fn note(&mut self, name: &str, members: KnownMembers) {
        if let Some(workspace) = self.place(name).and_then(|at| self.workspaces.get_mut(at)) {
            workspace.members = members;
        }
    }

    /// Those whose members are known.
    pub fn listed(&self) -> impl Iterator<Item = (&str, &Arc<Vec<Member>>)> {
        self.workspaces.iter().filter_map(|workspace| {
            let members = workspace.members.listed()?;
            Some((workspace.name.as_str(), members))
        })
    }

    /// Those whose members aren't known, and why.
    pub fn gaps(&self) -> Vec<(String, Gap)> {
        self.workspaces
            .iter()
            .filter_map(|workspace| Some((workspace.name.clone(), workspace.members.gap()?)))
            .collect()
    }

    /// How much is there.
    pub fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::default();
        for workspace in &self.workspaces {
            match workspace.members {
                Known::Listed(_) => coverage.listed += 1,
                Known::Loading => coverage.waiting += 1,
                Known::Forbidden => coverage.forbidden += 1,
                Known::Failed(_) => coverage.failed += 1,
            }
        }
        coverage
    }

    /// Whether a principal is bound as platform admin; `None` where that isn't visible, which is
    /// not a certain “no”.
    pub fn is_platform_admin(&self, principal: &str) -> Option<bool> {
        match self.members(SYSTEM) {
            Some(members) => Some(bound_platform_admins(members).any(|name| name == principal)),
            None => Some(self.platform_admins.as_ref()?.1.contains(principal)),
        }
    }

    /// The role that may do everything on this platform, by those who are bound as it.
    pub fn admin_role(&self) -> Role {
        match (self.members(SYSTEM), &self.platform_admins) {
            (Some(members), _) => {
                let mut roles = members.iter().flat_map(|member| &member.roles);
                let found = roles.find(|role| role.is_platform_admin());
                found.cloned().unwrap_or(Role::PlatformAdmin)
            }
            (None, Some((role, _))) => role.clone(),
            (None, None) => Role::PlatformAdmin,
        }
    }

    /// Whether it is known who is bound as platform admin.
    pub fn knows_platform_admins(&self) -> bool {
        self.platform_admins.is_some() || self.members(SYSTEM).is_some()
    }

    /// Whether the person may change the members of a workspace.
    pub fn may_manage(&self, workspace: &str, rights: &Rights) -> bool {
        self.find(workspace).is_some_and(|surveyed| {
            let evidence = &surveyed.members;
            rights
                .in_workspace(Permission::ManageMembers, workspace, evidence)
                .is_allowed()
        })
    }

    /// Without the workspaces of which it is known that the person doesn't administer them. Those
    /// whose members aren't known stay: they are unknown, not somebody else's. As long as it isn't
    /// known whether the person is a platform admin, all stay. The platform admins stay known even if
    /// `system` is left out.
    pub fn administered(&self, rights: &Rights) -> Self {
        let decided = rights.platform_admin().is_some() && !rights.may_be_more();
        let keeps = |workspace: &&Surveyed| match (&workspace.members, rights) {
            (Known::Listed(_), Rights::Of { .. }) if decided => rights
                .role_in(&workspace.name, &workspace.members)
                .is_some_and(|effective| effective.role.strength() >= Role::Admin.strength()),
            _ => true,
        };
        Self {
            workspaces: self.workspaces.iter().filter(keeps).cloned().collect(),
            platform_admins: self.members(SYSTEM).map_or_else(
                || self.platform_admins.clone(),
                |members| {
                    let names = bound_platform_admins(members);
                    Some((self.admin_role(), names.map(str::to_owned).collect()))
                },
            ),
        }
    }
}

fn bound_platform_admins(system: &[Member]) -> impl Iterator<Item = &str> {
    system
        .iter()
        .filter(|member| member.roles.iter().any(Role::is_platform_admin))
        .map(|member| member.principal.as_str())
}

/// Whether nothing is hidden from the person: neither workspaces that they don't administer nor
/// any that aren't listed to them.
pub fn sees_everything(rights: &Rights) -> bool {
    match rights {
        Rights::Open => true,
        Rights::Of { .. } => rights.is_platform_admin(),
    }
}

/// What a record is about, in words: what was asked for, and in which of the workspaces that
/// are listed to the person.
pub fn scope(what: &str, listed: &Survey, looked_at: &Survey, rights: &Rights) -> String {
    let coverage = looked_at.coverage();
    let total = listed.workspaces().len();
    let left_out = total.saturating_sub(coverage.total());
    let workspaces = |count: usize| match count {
        1 => "workspace".to_owned(),
        _ => "workspaces".to_owned(),
    };
    let known = coverage.listed;
    let mut text = if left_out > 0 {
        let noun = workspaces(known);
        format!(
            "{what}, in the {known} {noun} I administer; {left_out} others visible and not looked at"
        )
    } else if sees_everything(rights) {
        format!("{what}, in {known} of {total} {}", workspaces(total))
    } else {
        let noun = workspaces(total);
        format!("{what}, in {known} of the {total} {noun} visible to me")
    };
    if coverage.unknown() > 0 {
        text.push_str(&format!("; {} not known", coverage.unknown()));
    }
    if !sees_everything(rights) {
        text.push_str("; others may exist");
    }
    text
}

#[cfg(test)]
mod tests;
