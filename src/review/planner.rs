//! Makes plans: from what is known and what is wished for to the exact changes.
//!
//! * [`afterwards`]: what a plan as a whole takes away.

mod afterwards;

use std::collections::{BTreeMap, HashMap};

use nmp_types::principal::EVERYONE;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Permission, PrincipalKind, Role};

use self::afterwards::{Changed, takes_own};
use super::compare::{Difference, compare};
use super::person::{Who, is_among};
use super::plan::{Against, Obstacle, Plan, Step, StepState, judge};
use super::survey::Survey;
use crate::access::change::{RoleChange, roles_of};
use crate::access::{MembersEvidence, Rights};

/// What is wished for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Somebody out of every workspace in which they are bound by name.
    Offboard {
        /// Whom.
        who: Who,
        /// Who becomes Admin where somebody must: by workspace.
        successors: BTreeMap<String, String>,
    },
    /// What the members of one workspace have, for another.
    Copy {
        /// Whose members.
        from: String,
        /// What lacks them.
        to: String,
        /// Whether those who have a weaker role there get the stronger one too.
        raise: bool,
    },
    /// What one principal has everywhere, for another.
    Mirror {
        /// Who has it.
        from: String,
        /// Who is to have it.
        to: String,
    },
    /// Workspaces closed to those who aren't named.
    Close {
        /// Which.
        workspaces: Vec<String>,
        /// Whether everyone keeps looking in.
        keep_viewing: bool,
    },
    /// More Admins: by workspace.
    Promote(BTreeMap<String, String>),
    /// Bindings out, as they were seen in a review.
    Remove {
        /// When the review was begun: tells it from others.
        review: String,
        /// The removals.
        changes: Vec<(String, RoleChange)>,
    },
    /// These changes: of a file, or to take others back.
    Changes(Vec<(String, RoleChange)>),
}

/// Plans a wish.
pub fn plan(survey: &Survey, rights: &Rights, title: &str, wish: &Wish) -> Plan {
    let mut draft = Draft {
        survey,
        rights,
        members: HashMap::new(),
        steps: Vec::new(),
        gaps: Vec::new(),
    };
    match wish {
        Wish::Offboard { who, successors } => draft.offboard(who, successors),
        Wish::Copy { from, to, raise } => draft.copy(from, to, *raise),
        Wish::Mirror { from, to } => draft.mirror(from, to),
        Wish::Close {
            workspaces,
            keep_viewing,
        } => draft.close(workspaces, *keep_viewing),
        Wish::Promote(choices) => {
            for (workspace, principal) in choices {
                let role = top_role(workspace);
                draft.add(workspace, |members| grant(members, principal, &[role]));
            }
        }
        Wish::Remove { changes, .. } | Wish::Changes(changes) => {
            for (workspace, change) in changes {
                draft.add(workspace, |_| change.clone());
            }
        }
    }
    let leaving = match wish {
        Wish::Offboard { who, .. } => who.principals.as_slice(),
        _ => &[],
    };
    draft.finish(title, leaving)
}

/// The role of those who run a workspace: of `system`, the whole platform.
pub fn top_role(workspace: &str) -> Role {
    if workspace == SYSTEM {
        Role::PlatformAdmin
    } else {
        Role::Admin
    }
}

/// Those who could become Admin of a workspace in somebody's place: people who are in it, the
/// strongest first. Another spelling of whoever leaves is nobody else.
pub fn candidates(members: &[Member], without: &[String]) -> Vec<String> {
    let strength = |member: &Member| member.strongest_role().map_or(0, Role::strength);
    let mut found: Vec<&Member> = members
        .iter()
        .filter(|member| PrincipalKind::of(&member.principal) == PrincipalKind::Person)
        .filter(|member| !is_among(&member.principal, without))
        .filter(|member| strength(member) < Role::Admin.strength())
        .collect();
    found.sort_by(|a, b| {
        strength(b)
            .cmp(&strength(a))
            .then_with(|| a.principal.cmp(&b.principal))
    });
    found
        .into_iter()
        .map(|member| member.principal.clone())
        .collect()
}

/// Roles added to those that a principal has: nothing is lost.
fn grant(members: &[Member], principal: &str, roles: &[Role]) -> RoleChange {
    let before = roles_of(members, principal);
    let new = roles.iter().filter(|role| !before.contains(role));
    let after = before.iter().chain(new).cloned().collect();
    RoleChange::new(principal, before, after)
}

/// Roles that mean something in any workspace; those of `system` are for the platform.
fn copied(roles: &[Role]) -> Vec<Role> {
    let of_system = [Role::PlatformAdmin, Role::WorkspaceCreator];
    roles
        .iter()
        .filter(|role| !of_system.contains(role))
        .cloned()
        .collect()
}

struct Draft<'a> {
    survey: &'a Survey,
    rights: &'a Rights,
    /// The members as they will be after the steps so far.
    members: HashMap<String, Vec<Member>>,
    steps: Vec<Step>,
    gaps: Vec<(String, super::survey::Gap)>,
}

impl Draft<'_> {
    fn now(&self, workspace: &str) -> Option<&[Member]> {
        match self.members.get(workspace) {
            Some(members) => Some(members),
            None => self
                .survey
                .members(workspace)
                .map(|members| members.as_slice()),
        }
    }

    /// Adds a step, judged by what the steps before it leave.
    fn add(&mut self, workspace: &str, change: impl FnOnce(&[Member]) -> RoleChange) {
        let Some(members) = self.now(workspace) else {
            let obstacle = match self.survey.find(workspace).and_then(|w| w.members.gap()) {
                Some(gap) => Obstacle::Unknown(gap),
                None => Obstacle::NoWorkspace,
            };
            let change = change(&[]);
            self.push(workspace, change, StepState::Impossible(obstacle));
            return;
        };
        let change = change(members);
        let twice = self.steps.iter().any(|step| {
            step.state == StepState::Waiting
                && step.workspace == workspace
                && step.change.principal == change.principal
        });
        let (state, after) = match judge(workspace, members, &change) {
            _ if twice => (StepState::Impossible(Obstacle::Twice), None),
            Err(Against::AlreadySo) => (StepState::AlreadySo, None),
            Err(Against::Obstacle(obstacle)) => (StepState::Impossible(obstacle), None),
            Ok(()) => match self.may_not(workspace) {
                Some(why) => (StepState::Impossible(Obstacle::NoRight(why)), None),
                None => (StepState::Waiting, Some(change.applied_to(members))),
            },
        };
        if let Some(after) = after {
            self.members.insert(workspace.to_owned(), after);
        }
        self.push(workspace, change, state);
    }

    fn push(&mut self, workspace: &str, change: RoleChange, state: StepState) {
        self.steps.push(Step {
            workspace: workspace.to_owned(),
            change,
            last: false,
            state,
            settled_at: None,
        });
    }

    /// Why the person may not manage the members of a workspace.
    fn may_not(&self, workspace: &str) -> Option<String> {
        let evidence = self
            .survey
            .find(workspace)
            .map_or(MembersEvidence::NotLoaded, |w| w.members.evidence());
        self.rights
            .in_workspace(Permission::ManageMembers, workspace, &evidence)
            .explanation(Permission::ManageMembers)
    }

    fn names(&self) -> Vec<String> {
        self.survey
            .workspaces()
            .iter()
            .map(|workspace| workspace.name.clone())
            .collect()
    }

    fn offboard(&mut self, who: &Who, successors: &BTreeMap<String, String>) {
        for workspace in self.names() {
            let Some(members) = self.now(&workspace) else {
                continue;
            };
            let bound: Vec<String> = who
                .principals
                .iter()
                .filter(|name| members.iter().any(|member| member.principal == **name))
                .cloned()
                .collect();
            if bound.is_empty() {
                continue;
            }
            let successor = successors.get(&workspace);
            if let Some(successor) = successor.filter(|name| !is_among(name, &who.principals)) {
                let role = top_role(&workspace);
                self.add(&workspace, |members| grant(members, successor, &[role]));
            }
            for name in bound {
                self.add(&workspace, |members| RoleChange::removal(members, &name));
            }
        }
        self.gaps = self.survey.gaps();
    }

    fn mirror(&mut self, from: &str, to: &str) {
        for workspace in self.names() {
            let Some(members) = self.now(&workspace) else {
                continue;
            };
            let roles = copied(&roles_of(members, from));
            if !roles.is_empty() {
                self.add(&workspace, |members| grant(members, to, &roles));
            }
        }
        self.gaps = self.survey.gaps();
    }

    fn copy(&mut self, from: &str, to: &str, raise: bool) {
        let (Some(left), Some(right)) = (self.now(from), self.now(to)) else {
            let unknown = |name: &&str| self.survey.members(name).is_none();
            self.gaps = [from, to]
                .into_iter()
                .filter(unknown)
                .map(|name| {
                    let gap = self.survey.find(name).and_then(|w| w.members.gap());
                    (
                        name.to_owned(),
                        gap.unwrap_or(super::survey::Gap::NotLoaded),
                    )
                })
                .collect();
            return;
        };
        for line in compare(left, right) {
            // Copying people must not open a door to everyone.
            let wanted = line.principal != EVERYONE
                && match line.difference {
                    Difference::Missing => true,
                    Difference::Weaker => raise,
                    _ => false,
                };
            let roles = copied(&line.left);
            if wanted && !roles.is_empty() {
                self.add(to, |members| grant(members, &line.principal, &roles));
            }
        }
    }

    fn close(&mut self, workspaces: &[String], keep_viewing: bool) {
        for workspace in workspaces {
            self.add(workspace, |members| {
                let before = roles_of(members, EVERYONE);
                // Roles that don't open the workspace (`WorkspaceCreator` on `system`) stay.
                let kept = before.iter().filter(|role| role.strength() == 0).cloned();
                let viewer = keep_viewing.then_some(Role::Viewer);
                let after = viewer.into_iter().chain(kept).collect();
                RoleChange::new(EVERYONE, before, after)
            });
        }
    }

    fn finish(mut self, title: &str, leaving: &[String]) -> Plan {
        let changed = Changed {
            survey: self.survey,
            after: &self.members,
        };
        let losing = changed.own_losses(self.rights);
        let no_person = changed.without_person(leaving);
        for step in &mut self.steps {
            step.last = losing.contains(&step.workspace) && takes_own(self.rights, step);
        }
        // Within a workspace the order is kept but for these: they come after the others, and of
        // them what gives the right to make the rest after what doesn't.
        self.steps.sort_by_key(|step| {
            let strength = Role::strongest(&step.change.before).map_or(0, Role::strength);
            (step.last, if step.last { strength } else { 0 })
        });
        Plan {
            title: title.to_owned(),
            steps: self.steps,
            gaps: self.gaps,
            no_person,
        }
    }
}

#[cfg(test)]
mod tests;
