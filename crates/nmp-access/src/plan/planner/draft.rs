//! A plan that is being made: each step is judged by what those before it leave.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use nmp_types::principal::EVERYONE;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Permission, Role};

use super::afterwards::{Changed, takes_own};
use super::changes::{copied, grant, removal};
use crate::change::guard::count_holders;
use crate::change::{RoleChange, roles_of};
use crate::known::{Gap, Known};
use crate::plan::step::judge_by;
use crate::plan::{Against, Obstacle, Plan, Step, StepState};
use crate::rights::{Reason, Rights, Verdict};
use crate::survey::Survey;
use crate::survey::compare::{Difference, compare};
use crate::survey::person::{Who, is_among};

/// A step by its place: the workspace, and the principal whose roles it changes.
pub type StepKey = (String, String);

/// The role of those who run a workspace: of `system`, the whole platform.
pub fn top_role(survey: &Survey, workspace: &str) -> Role {
    if workspace == SYSTEM {
        survey.admin_role()
    } else {
        Role::Admin
    }
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

/// A plan that is being made.
pub(super) struct Draft<'a> {
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

impl<'a> Draft<'a> {
    /// One without steps.
    pub(super) fn new(
        survey: &'a Survey,
        rights: &'a Rights,
        left_out: &'a BTreeSet<StepKey>,
    ) -> Self {
        Self {
            survey,
            rights,
            left_out,
            working: HashMap::new(),
            changed: HashSet::new(),
            steps: Vec::new(),
            gaps: Vec::new(),
        }
    }

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
    pub(super) fn add(
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

    /// Somebody out of every workspace, with those who take over.
    pub(super) fn offboard(&mut self, who: &Who, successors: &BTreeMap<String, String>) {
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

    /// The roles that one has, to another, everywhere.
    pub(super) fn mirror(&mut self, from: &str, to: &str) {
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

    /// The people of one workspace into another.
    pub(super) fn copy(&mut self, from: &str, to: &str, raise: bool) {
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

    /// Workspaces closed to everyone.
    pub(super) fn close(&mut self, workspaces: &[String], keep_viewing: bool) {
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

    /// The plan, and the members of the workspaces that it changes as it leaves them.
    pub(super) fn finish(
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
