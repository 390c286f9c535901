//! Makes plans: from what is known and what is wished for to the exact changes.
//!
//! * [`afterwards`]: what a plan as a whole takes away.

mod afterwards;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use nmp_types::principal::EVERYONE;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Permission, PrincipalKind, Role};

use self::afterwards::{Changed, takes_own};
use super::{Against, Obstacle, Plan, Step, StepState, judge_by, kept};
use crate::change::guard::count_holders;
use crate::change::{GeneralAccess, RoleChange, roles_of};
use crate::known::Gap;
use crate::known::Known;
use crate::rights::{Reason, Rights, Verdict};
use crate::survey::Survey;
use crate::survey::compare::{Difference, compare};
use crate::survey::person::{Who, is_among};

/// What somebody intends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// One role for these members of a workspace, in place of those that can be given.
    SetRole {
        /// Where.
        workspace: String,
        /// For whom.
        principals: Vec<String>,
        /// Which.
        role: Role,
    },
    /// Roles given to members of a workspace and taken from them, beside one in place of those that can be given
    /// in every workspace ([`RoleChange::adjusted`]).
    Adjust {
        /// Where.
        workspace: String,
        /// For whom.
        principals: Vec<String>,
        /// The one in place of those; `None` leaves them.
        role: Option<Role>,
        /// Given.
        give: Vec<Role>,
        /// Taken.
        take: Vec<Role>,
    },
    /// Exactly these roles for a member of a workspace; those that this version doesn't know stay.
    SetRoles {
        /// Where.
        workspace: String,
        /// For whom.
        principal: String,
        /// Which.
        roles: Vec<Role>,
    },
    /// These members out of a workspace.
    RemoveMembers {
        /// Where.
        workspace: String,
        /// Whom.
        principals: Vec<String>,
    },
    /// Who gets into a workspace without being named.
    SetGeneral {
        /// Where.
        workspace: String,
        /// Who.
        access: GeneralAccess,
    },
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
        /// When the review was begun: distinguishes it from others.
        review: String,
        /// The removals.
        changes: Vec<(String, RoleChange)>,
    },
    /// These changes: of a file, or to take others back.
    Changes(Vec<(String, RoleChange)>),
}

/// A step by its place: the workspace, and the principal whose roles it changes.
pub type StepKey = (String, String);

/// Plans an intent, by what is known.
pub fn plan(survey: &Survey, rights: &Rights, title: &str, intent: &Intent) -> Plan {
    plan_without(survey, rights, title, intent, &BTreeSet::new())
}

/// [`plan`] without some steps, which stay in it as [`StepState::LeftOut`]. The others are judged as
/// if those were not made: who was to take over from somebody and is left out takes nothing over.
pub fn plan_without(
    survey: &Survey,
    rights: &Rights,
    title: &str,
    intent: &Intent,
    left_out: &BTreeSet<StepKey>,
) -> Plan {
    let (mut plan, after) = steps(survey, rights, title, intent, left_out);
    match intent {
        Intent::Offboard { who, .. } => {
            let (leaving, kept) = kept::everywhere(&with_members(survey, after), who);
            (plan.leaving, plan.kept) = (Some(leaving), kept);
        }
        _ => plan.kept = kept::where_taken(survey, rights, &after, &plan.steps),
    }
    plan
}

/// [`plan`] without what is kept afterwards: for a page that says that of each person by itself
/// ([`crate::change::preview`]).
pub fn outline(survey: &Survey, rights: &Rights, title: &str, intent: &Intent) -> Plan {
    let (plan, _) = steps(survey, rights, title, intent, &BTreeSet::new());
    plan
}

/// The steps, and the members of the workspaces that they change as they leave them.
fn steps(
    survey: &Survey,
    rights: &Rights,
    title: &str,
    intent: &Intent,
    left_out: &BTreeSet<StepKey>,
) -> (Plan, HashMap<String, Vec<Member>>) {
    let mut draft = Draft {
        survey,
        rights,
        left_out,
        working: HashMap::new(),
        changed: HashSet::new(),
        steps: Vec::new(),
        gaps: Vec::new(),
    };
    match intent {
        Intent::SetRole {
            workspace,
            principals,
            role,
        } => {
            for name in principals {
                draft.add(workspace, name, |before| {
                    RoleChange::from_roles(before, name, role.clone())
                });
            }
        }
        Intent::Adjust {
            workspace,
            principals,
            role,
            give,
            take,
        } => {
            for name in principals {
                draft.add(workspace, name, |before| {
                    RoleChange::adjusted(before, name, role.as_ref(), give, take)
                });
            }
        }
        Intent::SetRoles {
            workspace,
            principal,
            roles,
        } => {
            draft.add(workspace, principal, |before| {
                let unknown = before.iter().filter(|role| !role.is_known());
                let after = roles.iter().chain(unknown).cloned().collect();
                RoleChange::new(principal, before, after)
            });
        }
        Intent::RemoveMembers {
            workspace,
            principals,
        } => {
            for name in principals {
                draft.add(workspace, name, |before| removal(before, name));
            }
        }
        Intent::SetGeneral { workspace, access } => {
            draft.add(workspace, EVERYONE, |before| general(before, *access));
        }
        Intent::Offboard { who, successors } => draft.offboard(who, successors),
        Intent::Copy { from, to, raise } => draft.copy(from, to, *raise),
        Intent::Mirror { from, to } => draft.mirror(from, to),
        Intent::Close {
            workspaces,
            keep_viewing,
        } => draft.close(workspaces, *keep_viewing),
        Intent::Promote(choices) => {
            for (workspace, principal) in choices {
                let role = top_role(survey, workspace);
                draft.add(workspace, principal, |before| {
                    grant(before, principal, &[role])
                });
            }
        }
        Intent::Remove { changes, .. } | Intent::Changes(changes) => {
            for (workspace, change) in changes {
                draft.add(workspace, &change.principal, |_| change.clone());
            }
        }
    }
    let leaving = match intent {
        Intent::Offboard { who, .. } => Some(who),
        _ => None,
    };
    draft.finish(title, leaving)
}

/// The role of those who run a workspace: of `system`, the whole platform.
pub fn top_role(survey: &Survey, workspace: &str) -> Role {
    if workspace == SYSTEM {
        survey.admin_role()
    } else {
        Role::Admin
    }
}

/// Those who could become Admin of a workspace in somebody's place: people who are in it, the
/// strongest first. A different spelling of the leaver is not a different person.
pub fn candidates(members: &[Member], without: &[String]) -> Vec<String> {
    let strength = |member: &Member| Role::strength_of(&member.roles);
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
fn grant(before: Vec<Role>, principal: &str, roles: &[Role]) -> RoleChange {
    let new = roles.iter().filter(|role| !before.contains(role));
    let after = before.iter().chain(new).cloned().collect();
    RoleChange::new(principal, before, after)
}

fn removal(before: Vec<Role>, principal: &str) -> RoleChange {
    RoleChange::new(principal, before, Vec::new())
}

/// The binding of everyone. Roles that don't open a workspace (`WorkspaceCreator` on `system`) stay.
fn general(before: Vec<Role>, access: GeneralAccess) -> RoleChange {
    let role = match access {
        GeneralAccess::EveryoneViews => Role::Viewer,
        GeneralAccess::EveryoneEdits => Role::Editor,
        GeneralAccess::Private => {
            let kept = before.iter().filter(|role| role.strength() == 0).cloned();
            let after = kept.collect();
            return RoleChange::new(EVERYONE, before, after);
        }
    };
    RoleChange::from_roles(before, EVERYONE, role)
}

/// Roles that mean something in any workspace; those of `system` are for the platform.
fn copied(roles: &[Role]) -> Vec<Role> {
    roles
        .iter()
        .filter(|role| !role.is_platform_wide())
        .cloned()
        .collect()
}

/// The members of a workspace as the steps so far leave them.
struct Working {
    /// Those who were removed have no role, so that places stay.
    members: Vec<Member>,
    places: HashMap<String, usize>,
}

impl Working {
    fn of(members: &[Member]) -> Self {
        let places = members.iter().enumerate();
        Self {
            places: places
                .map(|(place, member)| (member.principal.clone(), place))
                .collect(),
            members: members.to_vec(),
        }
    }

    fn roles(&self, principal: &str) -> &[Role] {
        let member = self.places.get(principal);
        let member = member.and_then(|place| self.members.get(*place));
        member
            .map(|member| member.roles.as_slice())
            .unwrap_or_default()
    }

    fn apply(&mut self, change: &RoleChange) {
        match self.places.get(&change.principal) {
            Some(place) => {
                if let Some(member) = self.members.get_mut(*place) {
                    member.roles.clone_from(&change.after);
                }
            }
            None => {
                let place = self.members.len();
                self.places.insert(change.principal.clone(), place);
                self.members.push(Member {
                    principal: change.principal.clone(),
                    roles: change.after.clone(),
                    granted_at: None,
                    granted_by: None,
                });
            }
        }
    }
}

struct Draft<'a> {
    survey: &'a Survey,
    rights: &'a Rights,
    left_out: &'a BTreeSet<StepKey>,
    /// The members of the workspaces that are changed.
    working: HashMap<String, Working>,
    /// The members whom a step changes, by workspace.
    changed: HashSet<(String, String)>,
    steps: Vec<Step>,
    gaps: Vec<(String, Gap)>,
}

impl Draft<'_> {
    fn now(&self, workspace: &str) -> Option<&[Member]> {
        match self.working.get(workspace) {
            Some(working) => Some(&working.members),
            None => self
                .survey
                .members(workspace)
                .map(|members| members.as_slice()),
        }
    }

    /// Adds a step about one principal, made of the roles that they have after the steps before it,
    /// and judged by what those leave.
    fn add(
        &mut self,
        workspace: &str,
        principal: &str,
        change: impl FnOnce(Vec<Role>) -> RoleChange,
    ) {
        if !self.working.contains_key(workspace) {
            let Some(members) = self.survey.members(workspace) else {
                let obstacle = match self.survey.find(workspace).and_then(|w| w.members.gap()) {
                    Some(gap) => Obstacle::Unknown(gap),
                    None => Obstacle::NoWorkspace,
                };
                let change = change(Vec::new());
                self.push(workspace, change, StepState::Impossible(obstacle));
                return;
            };
            self.working
                .insert(workspace.to_owned(), Working::of(members));
        }
        let may_not = self.may_not(workspace);
        let Some(working) = self.working.get_mut(workspace) else {
            return;
        };
        let now = working.roles(principal).to_vec();
        let change = change(now.clone());
        let key = (workspace.to_owned(), principal.to_owned());
        let holders = |role: &Role| count_holders(&working.members, role);
        let state = match judge_by(workspace, &now, &change, holders) {
            Err(Against::AlreadySo) => StepState::AlreadySo,
            _ if self.left_out.contains(&key) => StepState::LeftOut,
            _ if self.changed.contains(&key) => StepState::Impossible(Obstacle::Twice),
            Err(Against::Obstacle(obstacle)) => StepState::Impossible(obstacle),
            Ok(()) => match may_not {
                Some(why) => StepState::Impossible(Obstacle::NoRight(why)),
                None => {
                    working.apply(&change);
                    self.changed.insert(key);
                    StepState::Waiting
                }
            },
        };
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
    fn may_not(&self, workspace: &str) -> Option<Reason> {
        let evidence = self
            .survey
            .find(workspace)
            .map_or(Known::Loading, |w| w.members.clone());
        let verdict = self
            .rights
            .in_workspace(Permission::ManageMembers, workspace, &evidence);
        match verdict {
            Verdict::Allowed => None,
            Verdict::Denied(reason) | Verdict::Unknown(reason) => Some(reason),
        }
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
                .filter(|name| {
                    members
                        .iter()
                        .any(|member| member.principal == **name && !member.roles.is_empty())
                })
                .cloned()
                .collect();
            if bound.is_empty() {
                continue;
            }
            let successor = successors.get(&workspace);
            if let Some(successor) = successor.filter(|name| !is_among(name, &who.principals)) {
                let role = top_role(self.survey, &workspace);
                self.add(&workspace, successor, |before| {
                    grant(before, successor, &[role])
                });
            }
            for name in bound {
                self.add(&workspace, &name, |before| removal(before, &name));
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
                self.add(&workspace, to, |before| grant(before, to, &roles));
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
                    (name.to_owned(), gap.unwrap_or(Gap::NotLoaded))
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
                self.add(to, &line.principal, |before| {
                    grant(before, &line.principal, &roles)
                });
            }
        }
    }

    fn close(&mut self, workspaces: &[String], keep_viewing: bool) {
        for workspace in workspaces {
            self.add(workspace, EVERYONE, |before| {
                // Roles that don't open the workspace (`WorkspaceCreator` on `system`) stay.
                let kept = before.iter().filter(|role| role.strength() == 0).cloned();
                let viewer = keep_viewing.then_some(Role::Viewer);
                let after = viewer.into_iter().chain(kept).collect();
                RoleChange::new(EVERYONE, before, after)
            });
        }
    }

    fn finish(
        mut self,
        title: &str,
        leaving: Option<&Who>,
    ) -> (Plan, HashMap<String, Vec<Member>>) {
        let touched: HashSet<&String> = self.changed.iter().map(|(name, _)| name).collect();
        let after: HashMap<String, Vec<Member>> = touched
            .into_iter()
            .filter_map(|workspace| {
                let members = &self.working.get(workspace)?.members;
                let left = members.iter().filter(|member| !member.roles.is_empty());
                Some((workspace.clone(), left.cloned().collect()))
            })
            .collect();
        let changed = Changed {
            survey: self.survey,
            after: &after,
        };
        let losing = changed.own_losses(self.rights);
        let names = leaving.map_or(&[][..], |who| who.principals.as_slice());
        let no_person = changed.without_person(names);
        for step in &mut self.steps {
            step.last = losing.contains(&step.workspace) && takes_own(self.rights, step);
        }
        // Within a workspace the order is kept but for these: they come after the others, and of
        // them what gives the right to make the rest after what doesn't.
        self.steps.sort_by_key(|step| {
            let strength = Role::strength_of(&step.change.before);
            (step.last, if step.last { strength } else { 0 })
        });
        let plan = Plan {
            title: title.to_owned(),
            steps: self.steps,
            gaps: self.gaps,
            no_person,
            ..Plan::default()
        };
        (plan, after)
    }
}

/// A survey with other members in some workspaces.
fn with_members(survey: &Survey, after: HashMap<String, Vec<Member>>) -> Survey {
    let mut changed = survey.clone();
    for (workspace, members) in after {
        changed.note(&workspace, Known::Listed(Arc::new(members)));
    }
    changed
}

#[cfg(test)]
mod tests;
