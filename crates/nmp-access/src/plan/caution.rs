//! Which plans are worth a second look before they are begun.
//!
//! Every plan can be taken back to the exact roles. What happens until then can't: somebody is locked
//! out everywhere, everybody gets in, or nobody is left who may take it back.

use std::collections::BTreeSet;

use nmp_types::Role;
use nmp_types::principal::{EVERYONE, display, mention};

use super::{Plan, Step, StepState};

/// More removals than this are many.
const FEW: usize = 10;

/// Why a plan can't be taken back lightly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Caution {
    /// Somebody is removed wherever they are bound.
    #[error("{} loses every direct role.", display(.0))]
    Everywhere(String),
    /// Roles on the whole platform are given or taken.
    #[error("It changes roles on the whole platform, of {}.", .0.join(", "))]
    PlatformWide(Vec<String>),
    /// What all signed-in users may do is changed.
    #[error("It changes what all signed-in users may do in {}.", .0.join(", "))]
    Everyone(Vec<String>),
    /// The person can't undo it themselves.
    #[error("You can't undo it in {}: you lose your own right to manage members there.", .0.join(", "))]
    OwnRights(Vec<String>),
    /// Many members are removed.
    #[error("It removes {0} members.")]
    Many(usize),
}

impl Plan {
    /// Why it is worth a second look; nothing for what is easily taken back.
    pub fn cautions(&self) -> Vec<Caution> {
        let waiting = || {
            let steps = self.steps.iter();
            steps.filter(|step| step.state == StepState::Waiting)
        };
        let mut found = Vec::new();
        if let Some(leaving) = &self.leaving
            && waiting().next().is_some()
        {
            found.push(Caution::Everywhere(leaving.who.name().to_owned()));
        }
        let names = |wanted: fn(&Step) -> bool, name: fn(&Step) -> String| {
            let names: BTreeSet<String> = waiting().filter(|step| wanted(step)).map(name).collect();
            names.into_iter().collect::<Vec<String>>()
        };
        let workspace = |step: &Step| step.workspace.clone();
        let mut note = |names: Vec<String>, caution: fn(Vec<String>) -> Caution| {
            if !names.is_empty() {
                found.push(caution(names));
            }
        };
        let on_platform = names(is_platform_wide, |step| mention(&step.change.principal));
        note(on_platform, Caution::PlatformWide);
        let opened_or_closed = names(|step| step.change.principal == EVERYONE, workspace);
        note(opened_or_closed, Caution::Everyone);
        note(names(|step| step.last, workspace), Caution::OwnRights);
        let removals = waiting()
            .filter(|step| step.change.after.is_empty())
            .count();
        if removals > FEW {
            found.push(Caution::Many(removals));
        }
        found
    }
}

impl Caution {
    /// Whether a click is too little: many members go, or somebody may do more or less everywhere.
    fn asks_for_a_number(&self) -> bool {
        matches!(self, Caution::Many(_) | Caution::PlatformWide(_))
    }
}

impl Plan {
    /// The number of changes, where it is to be typed before they are made.
    pub fn number_to_type(&self) -> Option<usize> {
        let mut cautions = self.cautions().into_iter();
        cautions
            .any(|caution| caution.asks_for_a_number())
            .then(|| self.tally().left)
    }
}

/// Whether a step gives or takes a role on the whole platform.
fn is_platform_wide(step: &Step) -> bool {
    let (before, after) = (&step.change.before, &step.change.after);
    let differs = |role: &&Role| before.contains(role) != after.contains(role);
    let mut changed = before.iter().chain(after).filter(differs);
    changed.any(|role| role.is_platform_wide() && role.is_known())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::fixtures::{ada, admin, survey};
    use crate::plan::planner::{Intent, plan};
    use crate::survey::person::Who;

    fn cautions(intent: &Intent) -> Vec<Caution> {
        let all = survey(&[
            (
                "a",
                &[
                    ("root@x.org", "Admin"),
                    ("bob@x.org", "Viewer"),
                    ("*", "Viewer"),
                ],
            ),
            (
                "system",
                &[("root@x.org", "PlatformAdmin"), ("*", "WorkspaceCreator")],
            ),
        ]);
        plan(&all, &admin(), "t", intent).cautions()
    }

    #[test]
    fn what_is_easily_taken_back_needs_no_second_look() {
        let one = Intent::RemoveMembers {
            workspace: "a".to_owned(),
            principals: vec!["bob@x.org".to_owned()],
        };
        assert_eq!(cautions(&one), []);
    }

    #[test]
    fn what_is_not_easily_taken_back_does() {
        let leave = Intent::Offboard {
            who: Who::named("bob@x.org", &admin()),
            successors: BTreeMap::new(),
        };
        assert_eq!(
            cautions(&leave),
            [Caution::Everywhere("bob@x.org".to_owned())]
        );
        let close = Intent::Close {
            workspaces: vec!["a".to_owned()],
            keep_viewing: false,
        };
        assert_eq!(cautions(&close), [Caution::Everyone(vec!["a".to_owned()])]);
        let creators = Intent::SetRoles {
            workspace: "system".to_owned(),
            principal: "bob@x.org".to_owned(),
            roles: vec![Role::WorkspaceCreator],
        };
        assert_eq!(
            cautions(&creators),
            [Caution::PlatformWide(vec!["bob@x.org".to_owned()])]
        );
        assert_eq!(cautions(&Intent::Changes(Vec::new())), []);
    }

    #[test]
    fn many_removals_and_ones_own_rights_do() {
        let names: Vec<String> = (0..11).map(|at| format!("p{at}@x.org")).collect();
        let mut members: Vec<(&str, &str)> =
            names.iter().map(|name| (name.as_str(), "Viewer")).collect();
        members.push(("ada@x.org", "Admin"));
        members.push(("bob@x.org", "Admin"));
        let all = survey(&[("a", &members)]);
        let remove = |principals: Vec<String>| {
            let intent = Intent::RemoveMembers {
                workspace: "a".to_owned(),
                principals,
            };
            plan(&all, &ada(), "t", &intent).cautions()
        };
        assert_eq!(remove(names.clone()), [Caution::Many(11)]);
        let many = Intent::RemoveMembers {
            workspace: "a".to_owned(),
            principals: names.clone(),
        };
        let few = Intent::RemoveMembers {
            workspace: "a".to_owned(),
            principals: names[..10].to_vec(),
        };
        let number = |intent| plan(&all, &ada(), "t", intent).number_to_type();
        assert_eq!((number(&many), number(&few)), (Some(11), None));
        assert_eq!(
            remove(vec!["ada@x.org".to_owned()]),
            [Caution::OwnRights(vec!["a".to_owned()])]
        );
    }
}
