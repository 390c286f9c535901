//! Makes the platform what the file says: as a plan like any other.

use super::diff::{Compared, Difference};
use crate::Rights;
use crate::change::RoleChange;
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
                changes.extend(
                    found
                        .to_make()
                        .map(|change| (workspace.clone(), change.clone())),
                );
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
