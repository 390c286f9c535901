use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;

use super::super::fixtures::{PRINCIPALS, ada, admin, member, survey, surveys};
use super::super::person::Who;
use super::super::planner::{Wish, plan};
use super::super::survey::{Knowledge, Survey};
use super::*;

const NOW: &str = "2026-11-23T18:08:14Z";

/// A platform that does whatever it is told: what keeps a workspace from losing its last Admin
/// is the plan alone.
#[derive(Clone)]
struct Platform(HashMap<String, Vec<Member>>);

impl Platform {
    fn of(survey: &Survey) -> Self {
        Self(
            survey
                .listed()
                .map(|(name, members)| (name.to_owned(), members.as_ref().clone()))
                .collect(),
        )
    }

    /// Runs a plan as the browser does: a lane reads its workspace once; `fails` says for the
    /// n-th write whether it fails; after `stop_after` writes the person stops.
    fn run(&mut self, plan: &mut Plan, fails: &[bool], stop_after: usize) {
        let (first, last) = plan.lanes();
        let mut writes = 0;
        self.work(plan, &first, fails, stop_after, &mut writes);
        if !last.is_empty() && plan.may_finish() {
            self.work(plan, &last, fails, stop_after, &mut writes);
        }
    }

    fn work(
        &mut self,
        plan: &mut Plan,
        lanes: &[Lane],
        fails: &[bool],
        stop_after: usize,
        writes: &mut usize,
    ) {
        for lane in lanes {
            let mut seen = self.0.get(&lane.workspace).cloned().unwrap_or_default();
            for place in &lane.steps {
                let Some(change) = plan.begin(*place, &seen, NOW) else {
                    continue;
                };
                if fails.get(*writes).copied().unwrap_or(false) {
                    plan.settle(*place, Err("no answer".to_owned()), NOW);
                } else {
                    seen = change.applied_to(&seen);
                    self.0.insert(lane.workspace.clone(), seen.clone());
                    plan.settle(*place, Ok(()), NOW);
                }
                *writes += 1;
                if *writes == stop_after {
                    plan.stop();
                }
            }
        }
    }

    fn without_admin(&self) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(_, members)| !members.iter().any(|m| m.roles.contains(&Role::Admin)))
            .map(|(name, _)| name.as_str())
            .collect()
    }
}

#[test]
fn a_step_is_judged_by_what_is_so_now() {
    let members = [member("ada", "Admin"), member("bob", "Viewer")];
    let change = |who: &str, before: &[Role], after: &[Role]| {
        judge(
            "ml",
            &members,
            &RoleChange::new(who, before.to_vec(), after.to_vec()),
        )
    };
    assert_eq!(change("bob", &[Role::Viewer], &[]), Ok(()));
    assert_eq!(
        change("bob", &[Role::Editor], &[Role::Viewer]),
        Err(Against::AlreadySo)
    );
    assert_eq!(
        change("bob", &[Role::Editor], &[]),
        Err(Against::Obstacle(Obstacle::Changed(vec![Role::Viewer])))
    );
    assert!(matches!(
        change("ada", &[Role::Admin], &[]),
        Err(Against::Obstacle(Obstacle::LastAdmin(_)))
    ));
}

#[test]
fn stopping_leaves_nothing_unclear_and_retry_finishes() {
    let all = survey(&[
        ("a", &[("bob@x.org", "Viewer"), ("root@x.org", "Admin")]),
        ("b", &[("bob@x.org", "Viewer"), ("root@x.org", "Admin")]),
        ("c", &[("bob@x.org", "Viewer"), ("root@x.org", "Admin")]),
        ("d", &[("bob@x.org", "Admin")]),
    ]);
    let wish = Wish::Offboard {
        who: Who::named("bob@x.org", &admin()),
        successors: BTreeMap::new(),
    };
    let mut made = plan(&all, &admin(), "Offboard", &wish);
    assert_eq!(made.tally().sentence(), "3 to do, 1 can't be done");
    let mut platform = Platform::of(&all);
    platform.run(&mut made, &[false, true], 2);
    assert_eq!(
        made.tally().sentence(),
        "1 done, 1 failed, 1 not done, 1 can't be done"
    );
    assert!(
        made.steps
            .iter()
            .all(|step| !matches!(step.state, StepState::Waiting | StepState::Running))
    );
    made.retry();
    platform.run(&mut made, &[], usize::MAX);
    assert_eq!(made.tally().sentence(), "3 done, 1 can't be done");
    assert_eq!(made.undo().len(), 3);
}

#[test]
fn what_takes_ones_own_rights_comes_last_and_only_after_success() {
    let all = survey(&[
        ("a", &[("root@x.org", "Editor")]),
        (
            "system",
            &[
                ("root@x.org", "PlatformAdmin"),
                ("eve@x.org", "PlatformAdmin"),
            ],
        ),
        ("z", &[("root@x.org", "Viewer")]),
    ]);
    let wish = Wish::Offboard {
        who: Who::named("root@x.org", &admin()),
        successors: BTreeMap::new(),
    };
    let mut made = plan(&all, &admin(), "Leave", &wish);
    let order: Vec<&str> = made
        .steps
        .iter()
        .map(|step| step.workspace.as_str())
        .collect();
    assert_eq!(order, ["a", "z", "system"]);
    let mut platform = Platform::of(&all);
    platform.run(&mut made, &[true], usize::MAX);
    assert_eq!(made.steps[2].state, StepState::Stopped(Stop::OwnRightsLast));
    made.retry();
    platform.run(&mut made, &[], usize::MAX);
    assert_eq!(made.tally().done, 3);
}

#[test]
fn somebody_elses_change_is_not_overwritten() {
    let all = survey(&[("a", &[("bob@x.org", "Viewer"), ("ada@x.org", "Admin")])]);
    let wish = Wish::Offboard {
        who: Who::named("bob@x.org", &ada()),
        successors: BTreeMap::new(),
    };
    let mut made = plan(&all, &ada(), "Offboard", &wish);
    let mut platform = Platform::of(&all);
    platform.0.insert(
        "a".into(),
        vec![member("bob@x.org", "Admin"), member("ada@x.org", "Admin")],
    );
    platform.run(&mut made, &[], usize::MAX);
    assert!(made.steps[0].state.reason().unwrap().contains("now Admin"));
    assert_eq!(platform.0["a"].len(), 2);
}

fn wishes() -> impl Strategy<Value = Wish> {
    let name = || prop::sample::select(&PRINCIPALS[..]).prop_map(str::to_owned);
    let workspace =
        || prop::sample::select(vec!["alpha", "beta", "default", "system"]).prop_map(str::to_owned);
    let choices = || prop::collection::btree_map(workspace(), name(), 0..4);
    let roles = || {
        prop::collection::vec(
            prop::sample::select(vec![
                Role::Viewer,
                Role::Editor,
                Role::Admin,
                Role::PlatformAdmin,
            ]),
            0..3,
        )
    };
    let change =
        (workspace(), name(), roles(), roles()).prop_map(|(workspace, name, before, after)| {
            (workspace, RoleChange::new(&name, before, after))
        });
    prop_oneof![
        (name(), choices()).prop_map(|(name, successors)| Wish::Offboard {
            who: Who {
                principals: vec![name],
                groups: None
            },
            successors,
        }),
        (workspace(), workspace(), any::<bool>()).prop_map(|(from, to, raise)| Wish::Copy {
            from,
            to,
            raise
        }),
        (name(), name()).prop_map(|(from, to)| Wish::Mirror { from, to }),
        (prop::collection::vec(workspace(), 0..5), any::<bool>()).prop_map(
            |(workspaces, keep_viewing)| Wish::Close {
                workspaces,
                keep_viewing
            }
        ),
        choices().prop_map(Wish::Promote),
        prop::collection::vec(change, 0..8).prop_map(Wish::Changes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Whatever is wished for, whatever fails and wherever it is stopped: no workspace that had
    /// an Admin is without one, and nothing is sent where the members aren't known.
    #[test]
    fn a_plan_never_orphans_a_workspace(
        all in surveys(),
        wish in wishes(),
        fails in prop::collection::vec(any::<bool>(), 0..8),
        stop_after in 1_usize..12,
    ) {
        for rights in [admin(), ada(), crate::access::Rights::Open] {
            let mut platform = Platform::of(&all);
            let before: Vec<String> = platform.without_admin().into_iter().map(str::to_owned).collect();
            let mut made = plan(&all, &rights, "t", &wish);
            for step in &made.steps {
                let known = matches!(all.find(&step.workspace).map(|w| &w.members), Some(Knowledge::Listed(_)));
                prop_assert!(known || matches!(step.state, StepState::Impossible(_)));
            }
            platform.run(&mut made, &fails, stop_after);
            prop_assert_eq!(made.tally().left, 0);
            made.retry();
            platform.run(&mut made, &fails, usize::MAX);
            for workspace in platform.without_admin() {
                prop_assert!(before.iter().any(|name| name == workspace), "{} was orphaned", workspace);
            }
        }
    }

    /// Run to its end, made again and run again, a plan changes nothing more; and undone, it
    /// leaves the roles that were there.
    #[test]
    fn executing_twice_changes_nothing_more(all in surveys(), wish in wishes()) {
        let mut platform = Platform::of(&all);
        let before = platform.clone();
        let mut made = plan(&all, &admin(), "t", &wish);
        platform.run(&mut made, &[], usize::MAX);
        let after = platform.0.clone();
        let mut again = Plan { steps: made.steps.clone(), ..Plan::default() };
        for step in &mut again.steps {
            if step.state == StepState::Done {
                step.state = StepState::Waiting;
            }
        }
        let done = made.tally().done;
        platform.run(&mut again, &[], usize::MAX);
        prop_assert_eq!(&platform.0, &after);
        // A principal changed twice in one plan is as the second change left it.
        prop_assert!(again.tally().done == 0, "{:?} {}", again, done);

        let mut known = all.clone();
        for (name, members) in &after {
            known.note(name, Knowledge::Listed(std::sync::Arc::new(members.clone())));
        }
        let mut undo = plan(&known, &admin(), "undo", &Wish::Changes(made.undo()));
        platform.run(&mut undo, &[], usize::MAX);
        if undo.tally().done == done {
            for (name, members) in &before.0 {
                for member in members {
                    let now = roles_of(&platform.0[name], &member.principal);
                    prop_assert!(same_roles(&now, &member.roles), "{name} {}", member.principal);
                }
            }
        }
    }
}
