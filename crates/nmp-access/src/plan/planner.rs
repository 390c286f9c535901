//! Makes plans: from what is known and what is wished for to the exact changes.
//!
//! * [`draft`]: a plan that is being made; [`changes`]: what becomes of a principal's roles.
//! * [`afterwards`]: what a plan as a whole takes away.

mod afterwards;
mod changes;
mod draft;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

use self::changes::{general, grant, removal};
use self::draft::Draft;
pub use self::draft::{StepKey, top_role};
use super::{Plan, kept};
use crate::change::{GeneralAccess, RoleChange};
use crate::known::Known;
use crate::rights::Rights;
use crate::survey::Survey;
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

/// Plans an intent, by what is known.
pub fn plan(survey: &Survey, rights: &Rights, title: &str, intent: &Intent) -> Plan {
    plan_without(survey, rights, title, intent, &BTreeSet::new())
}

/// [`plan`] without some steps, which stay in it as [`StepState::LeftOut`](super::StepState::LeftOut). The others are judged as
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
    let mut draft = Draft::new(survey, rights, left_out);
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
