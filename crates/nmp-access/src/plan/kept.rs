//! What somebody still gets at after a plan.
//!
//! “Removed everywhere” is about the bindings of one name. Everyone's role, groups, platform-wide
//! roles, steps that can't be made and workspaces that aren't known stay, and a plan that doesn't say
//! so is taken for more than it is.

use std::collections::{BTreeMap, HashMap};

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

use super::{Step, StepState};
use crate::Rights;
use crate::survey::Survey;
use crate::survey::person::{Access, Standing, Who, across, within};

/// Of so many changes at most what is kept is looked up: more are never read one by one.
const MOST: usize = 500;

/// Somebody who is removed everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// Whom.
    pub who: Who,
    /// Whether they are a platform admin after the plan, who may do everything everywhere; `None`
    /// where that isn't known.
    pub platform_admin: Option<bool>,
}

/// What somebody still gets at in a workspace after a plan, or that this isn't known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Who.
    pub principal: String,
    /// What, where, and why.
    pub standing: Standing,
}

impl Kept {
    /// What it comes to, for people: “Editor”, “Perhaps Viewer”, “Not known”.
    pub fn label(&self) -> String {
        match self.standing.access() {
            Access::Role(role) => role.to_string(),
            Access::Perhaps(role) => format!("Perhaps {role}"),
            _ => "Not known".to_owned(),
        }
    }
}

/// What somebody gets at in a survey, for the end of a plan that removes them everywhere.
pub fn everywhere(survey: &Survey, who: &Who) -> (Leaving, Vec<Kept>) {
    let standings = across(survey, who);
    let leaving = Leaving {
        who: who.clone(),
        platform_admin: standings.first().and_then(|first| first.platform_admin),
    };
    let kept = standings.into_iter().filter(is_something);
    let kept = kept.map(|standing| Kept {
        principal: who.name().to_owned(),
        standing,
    });
    (leaving, kept.collect())
}

/// Whether there is access, or it isn't known. That somebody may be a platform admin is said once.
fn is_something(standing: &Standing) -> bool {
    !matches!(standing.access(), Access::Nothing | Access::NoneKnown)
}

/// What those from whom a plan takes roles still get at where it does. `after` are the members of the
/// workspaces that it changes.
pub(super) fn where_taken(
    survey: &Survey,
    rights: &Rights,
    after: &HashMap<String, Vec<Member>>,
    steps: &[Step],
) -> Vec<Kept> {
    let takes = |step: &&Step| {
        let change = &step.change;
        step.state == StepState::Waiting
            && change.principal != EVERYONE
            && Role::strength_of(&change.after) < Role::strength_of(&change.before)
    };
    let mut by_workspace: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
    for step in steps.iter().filter(takes).take(MOST) {
        by_workspace.entry(&step.workspace).or_default().push(step);
    }
    let mut kept = Vec::new();
    for (workspace, steps) in by_workspace {
        // Whatever else is bound there counts for nobody else.
        let for_all: Vec<Member> = after
            .get(workspace)
            .into_iter()
            .flatten()
            .filter(|member| counts_for_others(&member.principal))
            .cloned()
            .collect();
        for step in steps {
            let change = &step.change;
            let mut members = for_all.clone();
            if !change.after.is_empty() && !counts_for_others(&change.principal) {
                members.push(Member {
                    principal: change.principal.clone(),
                    roles: change.after.clone(),
                    granted_at: None,
                    granted_by: None,
                });
            }
            let who = Who::named(&change.principal, rights);
            let standing = within(survey, &who, workspace, &members);
            // A role that the plan itself leaves is in the plan.
            let left = Role::strength_of(&change.after);
            let more = Role::strength_of(&standing.effective()) > left;
            if is_something(&standing) && (more || standing.perhaps().is_some()) {
                kept.push(Kept {
                    principal: change.principal.clone(),
                    standing,
                });
            }
        }
    }
    kept
}

fn counts_for_others(principal: &str) -> bool {
    matches!(
        PrincipalKind::of(principal),
        PrincipalKind::Everyone | PrincipalKind::Group
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use nmp_types::{GroupRule, GroupRules};
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::with_rules;
    use crate::fixtures::{PRINCIPALS, ada, admin, survey, surveys};
    use crate::known::Known;
    use crate::plan::planner::{Intent, plan, plan_without};

    fn offboard(who: &str, rights: &Rights) -> Intent {
        Intent::Offboard {
            who: Who::named(who, rights),
            successors: BTreeMap::new(),
        }
    }

    fn lines(kept: &[Kept]) -> Vec<String> {
        let line = |one: &Kept| format!("{} {}", one.standing.workspace, one.label());
        kept.iter().map(line).collect()
    }

    #[test]
    fn who_is_removed_may_keep_what_a_rule_gives_a_group() {
        let rule = GroupRule::new("ml-*", "ml-*", Role::Editor).unwrap();
        let rights = with_rules(admin(), GroupRules::known(vec![rule]));
        let all = survey(&[
            ("ml-a", &[("root@x.org", "Admin"), ("bob@x.org", "Viewer")]),
            ("ml-b", &[("root@x.org", "Admin")]),
            ("web", &[("root@x.org", "Admin"), ("bob@x.org", "Viewer")]),
            ("system", &[("root@x.org", "PlatformAdmin")]),
        ]);
        let made = plan(&all, &rights, "t", &offboard("bob@x.org", &rights));
        assert_eq!(
            lines(&made.kept),
            ["ml-a Perhaps Editor", "ml-b Perhaps Editor"]
        );
        let made = plan(&all, &admin(), "t", &offboard("bob@x.org", &admin()));
        assert_eq!(lines(&made.kept), [""; 0]);
    }

    #[test]
    fn who_is_removed_everywhere_keeps_what_everyone_and_groups_have() {
        let mut all = survey(&[
            (
                "closed",
                &[("root@x.org", "Admin"), ("bob@x.org", "Viewer")],
            ),
            (
                "grouped",
                &[("bob@x.org", "Viewer"), ("data-eng", "Editor")],
            ),
            ("last", &[("bob@x.org", "Admin")]),
            (
                "open",
                &[
                    ("bob@x.org", "Admin"),
                    ("root@x.org", "Admin"),
                    ("*", "Viewer"),
                ],
            ),
            ("system", &[("root@x.org", "PlatformAdmin")]),
            ("unseen", &[]),
        ]);
        all.note("unseen", Known::Forbidden);
        let made = plan(&all, &admin(), "t", &offboard("bob@x.org", &admin()));
        assert_eq!(
            lines(&made.kept),
            [
                "grouped Perhaps Editor",
                "last Admin",
                "open Viewer",
                "unseen Not known"
            ],
            "also where the last Admin can't go"
        );
        let leaving = made.leaving.unwrap();
        assert_eq!(leaving.platform_admin, Some(false));
        all.note("system", Known::Forbidden);
        let made = plan(&all, &ada(), "t", &offboard("bob@x.org", &ada()));
        assert_eq!(made.leaving.unwrap().platform_admin, None);
        assert!(
            lines(&made.kept).contains(&"closed Viewer".to_owned()),
            "Ada may not remove anybody there"
        );
    }

    #[test]
    fn other_plans_say_what_stays_where_they_take() {
        let all = survey(&[
            (
                "a",
                &[
                    ("root@x.org", "Admin"),
                    ("bob@x.org", "Editor"),
                    ("carol@x.org", "Viewer"),
                    ("data-eng", "Viewer"),
                    ("*", "Viewer"),
                ],
            ),
            ("b", &[("root@x.org", "Admin"), ("bob@x.org", "Editor")]),
            ("system", &[("root@x.org", "PlatformAdmin")]),
        ]);
        let remove = |workspace: &str| Intent::RemoveMembers {
            workspace: workspace.to_owned(),
            principals: vec!["bob@x.org".to_owned()],
        };
        let made = plan(&all, &admin(), "t", &remove("a"));
        assert_eq!(lines(&made.kept), ["a Viewer"]);
        assert!(plan(&all, &admin(), "t", &remove("b")).kept.is_empty());
        let left_out = BTreeSet::from([("a".to_owned(), "bob@x.org".to_owned())]);
        let without = plan_without(&all, &admin(), "t", &remove("a"), &left_out);
        assert!(without.kept.is_empty(), "nothing is taken");
    }

    proptest! {
        /// What a plan says that stays is what the person's page shows once it is made.
        #[test]
        fn what_stays_is_what_is_there_afterwards(
            all in surveys(),
            who in prop::sample::select(&PRINCIPALS[..]),
        ) {
            let rights = admin();
            let made = plan(&all, &rights, "t", &offboard(who, &rights));
            let mut after = all.clone();
            for step in made.steps.iter().filter(|step| step.state == StepState::Waiting) {
                let members = after.members(&step.workspace).unwrap();
                let members = step.change.applied_to(members);
                after.note(&step.workspace, Known::Listed(std::sync::Arc::new(members)));
            }
            let shown = across(&after, &Who::named(who, &rights));
            for standing in shown {
                let said = made.kept.iter().find(|one| one.standing.workspace == standing.workspace);
                match standing.access() {
                    Access::Nothing | Access::NoneKnown => prop_assert!(said.is_none()),
                    access => prop_assert_eq!(said.map(|one| one.standing.access()), Some(access)),
                }
            }
        }
    }
}
