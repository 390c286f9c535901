//! Makes the platform what the file says: as a plan like any other.

use nmp_types::{Member, Role};

use super::diff::{Compared, Difference};
use crate::Rights;
use crate::change::RoleChange;
use crate::change::guard::{count_holders, takes_last_admin};
use crate::plan::Plan;
use crate::plan::planner::{self, Intent};
use crate::survey::Survey;

/// The title of such a plan.
pub const TITLE: &str = "Apply access as code";

/// Plans what a difference asks for. What is protected has no step. The members of a workspace that
/// isn't visible have steps that say so; a workspace whose members aren't known is among the plan's
/// gaps.
pub fn plan(survey: &Survey, rights: &Rights, difference: &Difference) -> Plan {
    let mut changes: Vec<(String, RoleChange)> = Vec::new();
    for (workspace, compared) in &difference.workspaces {
        match compared {
            Compared::Known(found) => {
                let members = survey.members(workspace).map_or(&[][..], |members| members);
                let found = in_order(workspace, members, found.to_make());
                changes.extend(found.into_iter().map(|change| (workspace.clone(), change)));
            }
            Compared::Missing(members) => changes.extend(members.iter().map(|(name, roles)| {
                let change = RoleChange::new(name, Vec::new(), roles.clone());
                (workspace.clone(), change)
            })),
            Compared::Unknown(_) => {}
        }
    }
    let mut plan = planner::plan(survey, rights, TITLE, &Intent::Changes(changes));
    plan.gaps = difference.gaps();
    plan
}

/// Changes of one workspace in an order in which as many as possible can be made: what takes
/// nobody's Admin away comes first, then each that leaves another Admin by then. What is left comes last, and
/// can't be made.
fn in_order<'a>(
    workspace: &str,
    members: &[Member],
    changes: impl Iterator<Item = &'a RoleChange>,
) -> Vec<RoleChange> {
    let takes_any = |change: &&RoleChange| takes_last_admin(workspace, change, |_| 1);
    let (mut left, mut ordered): (Vec<_>, Vec<_>) = changes.cloned().partition(|c| takes_any(&c));
    let mut working = crate::change::all_applied(members, &ordered);
    let possible = |working: &[Member], change: &RoleChange| {
        let holders = |role: &Role| count_holders(working, role);
        !takes_last_admin(workspace, change, holders)
    };
    while let Some(place) = left.iter().position(|change| possible(&working, change)) {
        let change = left.remove(place);
        working = change.applied_to(&working);
        ordered.push(change);
    }
    ordered.append(&mut left);
    ordered
}
