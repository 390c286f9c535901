use std::collections::BTreeMap;

use nmp_types::GroupRules;
use proptest::prelude::*;

use super::*;
use crate::change::{GeneralAccess, role_names, roles_of, same_roles};
use crate::fixtures::{PRINCIPALS, ada, admin, member, survey, surveys};
use crate::known::Known;
use crate::plan::planner::{Intent, plan};
use crate::plan::run::tests::{Answer, World};
use crate::survey::person::Who;

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
    let intent = Intent::Offboard {
        who: Who::named("bob@x.org", &admin()),
        successors: BTreeMap::new(),
    };
    let mut made = plan(&all, &admin(), "Offboard", &intent);
    assert_eq!(made.tally().sentence(), "3 to do, 1 blocked");
    let world = World::of(&all);
    world.run(&mut made, &[Answer::Done, Answer::Forbidden], 2);
    assert_eq!(
        made.tally().sentence(),
        "1 done, 1 failed, 1 not done, 1 blocked"
    );
    assert!(
        made.steps
            .iter()
            .all(|step| !matches!(step.state, StepState::Waiting | StepState::Running))
    );
    made.retry();
    world.run(&mut made, &[], usize::MAX);
    assert_eq!(made.tally().sentence(), "3 done, 1 blocked");
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
    let intent = Intent::Offboard {
        who: Who::named("root@x.org", &admin()),
        successors: BTreeMap::new(),
    };
    let mut made = plan(&all, &admin(), "Leave", &intent);
    let order: Vec<&str> = made
        .steps
        .iter()
        .map(|step| step.workspace.as_str())
        .collect();
    assert_eq!(order, ["a", "z", "system"]);
    let world = World::of(&all);
    world.run(&mut made, &[Answer::Forbidden], usize::MAX);
    assert_eq!(made.steps[2].state, StepState::Stopped(Stop::OwnRightsLast));
    made.retry();
    world.run(&mut made, &[], usize::MAX);
    assert_eq!(made.tally().done, 3);
}

#[test]
fn somebody_elses_change_is_not_overwritten() {
    let all = survey(&[("a", &[("bob@x.org", "Viewer"), ("ada@x.org", "Admin")])]);
    let intent = Intent::Offboard {
        who: Who::named("bob@x.org", &ada()),
        successors: BTreeMap::new(),
    };
    let mut made = plan(&all, &ada(), "Offboard", &intent);
    let world = World::of(&all);
    world.insert(
        "a",
        vec![member("bob@x.org", "Admin"), member("ada@x.org", "Admin")],
    );
    world.run(&mut made, &[], usize::MAX);
    assert!(
        made.steps[0]
            .state
            .reason()
            .unwrap()
            .contains("changed it to Admin")
    );
    assert_eq!(world.members("a").len(), 2);
}

fn intents() -> impl Strategy<Value = Intent> {
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
        (name(), choices()).prop_map(|(name, successors)| Intent::Offboard {
            who: Who {
                principals: vec![name],
                groups: None,
                platform_admin: None,
                rules: GroupRules::default(),
            },
            successors,
        }),
        (workspace(), workspace(), any::<bool>()).prop_map(|(from, to, raise)| Intent::Copy {
            from,
            to,
            raise
        }),
        (name(), name()).prop_map(|(from, to)| Intent::Mirror { from, to }),
        (prop::collection::vec(workspace(), 0..5), any::<bool>()).prop_map(
            |(workspaces, keep_viewing)| Intent::Close {
                workspaces,
                keep_viewing
            }
        ),
        choices().prop_map(Intent::Promote),
        (workspace(), prop::collection::vec(name(), 0..5), 0_usize..3).prop_map(
            |(workspace, principals, role)| Intent::SetRole {
                workspace,
                principals,
                role: Role::ASSIGNABLE[role].clone(),
            }
        ),
        (workspace(), prop::collection::vec(name(), 0..5)).prop_map(|(workspace, principals)| {
            Intent::RemoveMembers {
                workspace,
                principals,
            }
        }),
        (workspace(), prop::sample::select(&GeneralAccess::ALL[..]))
            .prop_map(|(workspace, access)| Intent::SetGeneral { workspace, access }),
        prop::collection::vec(change, 0..8).prop_map(Intent::Changes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Whatever is wished for, whatever fails and wherever it is stopped: no workspace that had
    /// an Admin is without one, and nothing is sent where the members aren't known.
    #[test]
    fn a_plan_never_orphans_a_workspace(
        all in surveys(),
        intent in intents(),
        answers in prop::collection::vec(Answer::any(), 0..8),
        stop_after in 1_usize..12,
    ) {
        for rights in [admin(), ada(), crate::Rights::Open] {
            let world = World::of(&all);
            let before = world.without_admin();
            let mut made = plan(&all, &rights, "t", &intent);
            for step in &made.steps {
                let known = matches!(all.find(&step.workspace).map(|w| &w.members), Some(Known::Listed(_)));
                prop_assert!(known || matches!(step.state, StepState::Impossible(_)));
            }
            world.run(&mut made, &answers, stop_after);
            prop_assert_eq!(made.tally().left, 0);
            made.retry();
            world.run(&mut made, &answers, usize::MAX);
            for workspace in world.without_admin() {
                prop_assert!(before.contains(&workspace), "{} was orphaned", workspace);
            }
        }
    }

    /// Run to its end, made again and run again, a plan changes nothing more; and undone, it
    /// leaves the roles that were there.
    #[test]
    fn executing_twice_changes_nothing_more(all in surveys(), intent in intents()) {
        let world = World::of(&all);
        let before = world.all();
        let mut made = plan(&all, &admin(), "t", &intent);
        world.run(&mut made, &[], usize::MAX);
        let after = world.all();
        let mut again = Plan { steps: made.steps.clone(), ..Plan::default() };
        for step in &mut again.steps {
            if step.state == StepState::Done {
                step.state = StepState::Waiting;
            }
        }
        let done = made.tally().done;
        world.run(&mut again, &[], usize::MAX);
        prop_assert_eq!(&world.all(), &after);
        // A principal changed twice in one plan is as the second change left it.
        prop_assert!(again.tally().done == 0, "{:?} {}", again, done);

        let mut known = all.clone();
        for (name, members) in &after {
            known.note(name, Known::Listed(std::sync::Arc::new(members.clone())));
        }
        let mut undo = plan(&known, &admin(), "undo", &Intent::Changes(made.undo()));
        world.run(&mut undo, &[], usize::MAX);
        if undo.tally().done == done {
            for (name, members) in &before {
                for member in members {
                    let now = roles_of(&world.members(name), &member.principal);
                    prop_assert!(same_roles(&now, &member.roles), "{name} {}", member.principal);
                }
            }
        }
    }
}

fn in_one(members: &[Member], intent: &Intent) -> Plan {
    let mut survey = survey(&[("ml", &[])]);
    survey.note("ml", Known::Listed(std::sync::Arc::new(members.to_vec())));
    plan(&survey, &crate::Rights::Open, "t", intent)
}

#[test]
fn a_change_of_several_members_says_what_will_be_done_and_what_not() {
    let members = [
        member("ada", "Admin"),
        member("bob", "Viewer"),
        member("eve", "Editor"),
    ];
    let principals = || vec!["ada".to_owned(), "bob".to_owned(), "eve".to_owned()];
    let to_viewer = Intent::SetRole {
        workspace: "ml".to_owned(),
        principals: principals(),
        role: Role::Viewer,
    };
    let states =
        |plan: Plan| -> Vec<StepState> { plan.steps.into_iter().map(|step| step.state).collect() };
    let last = || StepState::Impossible(Obstacle::LastAdmin("ada".to_owned()));
    assert_eq!(
        states(in_one(&members, &to_viewer)),
        [last(), StepState::AlreadySo, StepState::Waiting]
    );
    let removal = Intent::RemoveMembers {
        workspace: "ml".to_owned(),
        principals: principals(),
    };
    assert_eq!(
        states(in_one(&members, &removal)),
        [last(), StepState::Waiting, StepState::Waiting]
    );
}

#[test]
fn what_no_address_can_name_is_left_alone() {
    let members = [
        member("ada", "Admin"),
        member("..", "Viewer"),
        member("%2E%2e", "Viewer"),
    ];
    let principals = vec!["..".to_owned(), "%2E%2e".to_owned()];
    let workspace = "ml".to_owned();
    let removal = Intent::RemoveMembers {
        workspace: workspace.clone(),
        principals: principals.clone(),
    };
    let change = Intent::SetRole {
        workspace,
        principals,
        role: Role::Editor,
    };
    for intent in [removal, change] {
        for step in in_one(&members, &intent).steps {
            let why = step.state.reason().unwrap();
            assert!(why.contains("can't stand in an address"), "{why}");
        }
    }
}

#[test]
fn general_access_is_the_binding_of_everyone() {
    let after = |members: &[Member], access| {
        let workspace = "ml".to_owned();
        let plan = in_one(members, &Intent::SetGeneral { workspace, access });
        let [step] = plan.steps.as_slice() else {
            panic!("{plan:?}");
        };
        (step.state == StepState::Waiting).then(|| role_names(&step.change.after))
    };
    use GeneralAccess as G;
    assert_eq!(after(&[], G::EveryoneViews).as_deref(), Some("Viewer"));
    let open = [member("*", "Editor,WorkspaceCreator")];
    assert_eq!(after(&open, G::EveryoneEdits), None);
    assert_eq!(
        after(&open, G::Private).as_deref(),
        Some("WorkspaceCreator")
    );
    assert_eq!(
        after(&[member("*", "Editor")], G::Private).as_deref(),
        Some("no role")
    );
}

proptest! {
    /// Done as planned, the intent is fulfilled but for what can't be; planning again finds nothing
    /// more to do.
    #[test]
    fn planning_again_finds_nothing_more(
        kinds in prop::collection::vec(0_usize..4, 1..6),
        intended in 0_usize..4,
    ) {
        let roles = ["Viewer", "Editor", "Admin", "Viewer,Admin"];
        let names = ["a", "b", "c", "d", "e", "f"];
        let members: Vec<Member> = kinds.iter().zip(names).map(|(kind, name)| member(name, roles[*kind])).collect();
        let principals = names.iter().map(|name| (*name).to_owned()).collect();
        let workspace = "ml".to_owned();
        let intent = match intended {
            3 => Intent::RemoveMembers { workspace, principals },
            role => Intent::SetRole { workspace, principals, role: Role::ASSIGNABLE[role].clone() },
        };
        let first = in_one(&members, &intent);
        let changes: Vec<RoleChange> = first
            .steps
            .iter()
            .filter(|step| step.state == StepState::Waiting)
            .map(|step| step.change.clone())
            .collect();
        let again = in_one(&all_applied(&members, &changes), &intent);
        prop_assert_eq!(again.tally().left, 0, "{:?}", &again);
        prop_assert_eq!(again.tally().impossible, first.tally().impossible);
    }
}
