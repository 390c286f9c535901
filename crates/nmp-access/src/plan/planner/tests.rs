use super::*;
use crate::change::role_names;
use crate::fixtures::{ada, admin, survey};
use crate::known::Known;
use crate::plan::{Obstacle, Plan, StepState};

fn shown(plan: &Plan) -> Vec<String> {
    plan.steps
        .iter()
        .map(|step| {
            let state = match &step.state {
                StepState::Waiting => "",
                StepState::Impossible(Obstacle::LastAdmin(_)) => " (last admin)",
                StepState::Impossible(Obstacle::NoRight(_)) => " (no right)",
                StepState::Impossible(_) => " (impossible)",
                other => other.label(),
            };
            let change = &step.change;
            format!(
                "{}: {} {} → {}{state}",
                step.workspace,
                change.principal,
                role_names(&change.before),
                role_names(&change.after)
            )
        })
        .collect()
}

fn offboard(principal: &str, successors: &[(&str, &str)]) -> Intent {
    Intent::Offboard {
        who: Who::named(principal, &ada()),
        successors: successors
            .iter()
            .map(|(workspace, name)| ((*workspace).to_owned(), (*name).to_owned()))
            .collect(),
    }
}

#[test]
fn offboarding_asks_for_a_successor_where_there_must_be_one() {
    let mut all = survey(&[
        (
            "a",
            &[("bob@x.org", "Viewer,Exporter"), ("ada@x.org", "Admin")],
        ),
        ("b", &[("bob@x.org", "Admin"), ("ada@x.org", "Admin")]),
        ("c", &[("bob@x.org", "Admin"), ("eve@x.org", "Exporter")]),
        ("d", &[("ada@x.org", "Admin")]),
        ("e", &[]),
    ]);
    all.note("e", Known::Forbidden);
    let made = plan(&all, &admin(), "Offboard", &offboard("bob@x.org", &[]));
    assert_eq!(
        shown(&made),
        [
            "a: bob@x.org Viewer, Exporter → no role",
            "b: bob@x.org Admin → no role",
            "c: bob@x.org Admin → no role (last admin)",
        ]
    );
    assert_eq!(made.gaps.len(), 1, "whether Bob is in e isn't known");
    let made = plan(
        &all,
        &admin(),
        "Offboard",
        &offboard("bob@x.org", &[("c", "eve@x.org")]),
    );
    assert_eq!(
        shown(&made)[2..],
        [
            "c: eve@x.org Exporter → Admin, Exporter",
            "c: bob@x.org Admin → no role"
        ]
    );
    let made = plan(&all, &ada(), "Offboard", &offboard("bob@x.org", &[]));
    assert_eq!(
        shown(&made)[1..],
        [
            "b: bob@x.org Admin → no role",
            "c: bob@x.org Admin → no role (last admin)"
        ]
    );
    let ones = candidates(all.members("b").unwrap(), &["bob@x.org".to_owned()]);
    assert!(ones.is_empty());
    assert_eq!(
        candidates(all.members("c").unwrap(), &["bob@x.org".to_owned()]),
        ["eve@x.org"]
    );
}

#[test]
fn only_what_one_may_do_is_done() {
    let all = survey(&[
        ("a", &[("bob@x.org", "Viewer"), ("ada@x.org", "Editor")]),
        ("b", &[("bob@x.org", "Viewer"), ("data-eng", "Admin")]),
    ]);
    let made = plan(&all, &ada(), "Offboard", &offboard("bob@x.org", &[]));
    assert_eq!(
        shown(&made),
        [
            "a: bob@x.org Viewer → no role (no right)",
            "b: bob@x.org Viewer → no role"
        ]
    );
}

#[test]
fn copying_adds_what_is_missing_and_opens_no_door() {
    let all = survey(&[
        (
            "a",
            &[
                ("*", "Editor"),
                ("bob@x.org", "Editor"),
                ("carol@x.org", "Admin"),
                ("root@x.org", "PlatformAdmin"),
            ],
        ),
        ("b", &[("carol@x.org", "Viewer")]),
    ]);
    let copy = |raise| Intent::Copy {
        from: "a".into(),
        to: "b".into(),
        raise,
    };
    let made = plan(&all, &admin(), "Copy", &copy(false));
    assert_eq!(shown(&made), ["b: bob@x.org no role → Editor"]);
    let made = plan(&all, &admin(), "Copy", &copy(true));
    assert_eq!(shown(&made)[1], "b: carol@x.org Viewer → Admin, Viewer");
    let mirror = Intent::Mirror {
        from: "carol@x.org".into(),
        to: "dan@x.org".into(),
    };
    assert_eq!(
        shown(&plan(&all, &admin(), "Mirror", &mirror)),
        [
            "a: dan@x.org no role → Admin",
            "b: dan@x.org no role → Viewer"
        ]
    );
}

#[test]
fn closing_keeps_what_opens_nothing() {
    let all = survey(&[
        ("a", &[("*", "Editor")]),
        ("system", &[("*", "Viewer,WorkspaceCreator")]),
        ("b", &[("*", "Admin")]),
    ]);
    let close = |keep_viewing| Intent::Close {
        workspaces: vec!["a".into(), "system".into(), "b".into(), "gone".into()],
        keep_viewing,
    };
    assert_eq!(
        shown(&plan(&all, &admin(), "Close", &close(false))),
        [
            "a: * Editor → no role",
            "system: * Viewer, WorkspaceCreator → WorkspaceCreator",
            "b: * Admin → no role (last admin)",
            "gone: * no role → no role (impossible)"
        ]
    );
    let kept = shown(&plan(&all, &admin(), "Close", &close(true)));
    assert_eq!(kept[0], "a: * Editor → Viewer");
    assert!(kept[1].ends_with("Already done"));
}

#[test]
fn a_member_is_changed_once() {
    let all = survey(&[("a", &[("bob@x.org", "Viewer"), ("ada@x.org", "Admin")])]);
    let change = |before: &[Role], after: &[Role]| {
        let change = RoleChange::new("bob@x.org", before.to_vec(), after.to_vec());
        ("a".to_owned(), change)
    };
    let there_and_back = Intent::Changes(vec![
        change(&[Role::Viewer], &[Role::Editor]),
        change(&[Role::Editor], &[Role::Viewer]),
    ]);
    let made = plan(&all, &admin(), "t", &there_and_back);
    assert_eq!(made.steps[1].state, StepState::Impossible(Obstacle::Twice));
}

#[test]
fn ones_own_rights_are_judged_by_the_whole_plan() {
    let all = survey(&[
        (
            "a",
            &[
                ("ada@x.org", "Admin"),
                ("bob@x.org", "Admin"),
                ("data-eng", "Viewer"),
                ("eve@x.org", "Viewer"),
                ("sub-ada@x.org", "Admin"),
            ],
        ),
        (
            "b",
            &[
                ("ada@x.org", "Admin"),
                ("bob@x.org", "Viewer"),
                ("data-eng", "Admin"),
            ],
        ),
    ]);
    let remove = |bindings: &[(&str, &str)]| {
        let changes = bindings.iter().map(|(workspace, name)| {
            let change = RoleChange::removal(all.members(workspace).unwrap(), name);
            ((*workspace).to_owned(), change)
        });
        let wish = Intent::Changes(changes.collect());
        let made = plan(&all, &ada(), "t", &wish);
        let names = made.steps.iter().map(|step| {
            let last = if step.last { " last" } else { "" };
            format!("{} {}{last}", step.workspace, step.change.principal)
        });
        names.collect::<Vec<String>>()
    };
    assert_eq!(
        remove(&[
            ("a", "ada@x.org"),
            ("a", "data-eng"),
            ("a", "sub-ada@x.org"),
            ("b", "ada@x.org"),
            ("a", "eve@x.org"),
            ("b", "bob@x.org"),
        ]),
        [
            "b ada@x.org",
            "a eve@x.org",
            "b bob@x.org",
            "a data-eng last",
            "a ada@x.org last",
            "a sub-ada@x.org last",
        ],
        "none of the two alone would take the right away; in b the group still gives it"
    );
    assert_eq!(
        remove(&[("a", "ada@x.org"), ("a", "eve@x.org")]),
        ["a ada@x.org", "a eve@x.org"]
    );
}

#[test]
fn the_whole_platform_can_be_lost_by_a_group() {
    let all = survey(&[(
        "system",
        &[
            ("*", "Viewer"),
            ("data-eng", "PlatformAdmin"),
            ("eve@x.org", "PlatformAdmin"),
            ("old@x.org", "PlatformAdmin"),
        ],
    )]);
    let removal = |name: &str| {
        let change = RoleChange::removal(all.members("system").unwrap(), name);
        ("system".to_owned(), change)
    };
    let wish = Intent::Changes(vec![removal("data-eng"), removal("old@x.org")]);
    let made = plan(&all, &admin(), "t", &wish);
    let last: Vec<(&str, bool)> = made
        .steps
        .iter()
        .map(|step| (step.change.principal.as_str(), step.last))
        .collect();
    assert_eq!(last, [("old@x.org", false), ("data-eng", true)]);
}

#[test]
fn another_spelling_is_nobody_else() {
    let all = survey(&[
        ("a", &[("bob@x.org", "Admin"), ("Bob@x.org", "Admin")]),
        ("b", &[("bob@x.org", "Admin"), ("Bob@x.org", "Viewer")]),
        ("c", &[("bob@x.org", "Admin"), ("service:ci", "Admin")]),
        ("d", &[("bob@x.org", "Admin"), ("ada@x.org", "Admin")]),
        ("e", &[("bob@x.org", "Viewer"), ("service:ci", "Admin")]),
    ]);
    let leaving = ["bob@x.org".to_owned()];
    assert!(candidates(all.members("b").unwrap(), &leaving).is_empty());
    let alone = plan(
        &all,
        &admin(),
        "t",
        &offboard("bob@x.org", &[("b", "BOB@x.org")]),
    );
    assert_eq!(
        shown(&alone)[1],
        "b: bob@x.org Admin → no role (last admin)"
    );
    assert_eq!(alone.no_person, ["a", "c"]);
    let both = Intent::Offboard {
        who: Who::named("bob@x.org", &ada()).also(&["Bob@x.org".to_owned()]),
        successors: BTreeMap::new(),
    };
    let made = plan(&all, &admin(), "t", &both);
    assert_eq!(
        shown(&made)[..4],
        [
            "a: bob@x.org Admin → no role",
            "a: Bob@x.org Admin → no role (last admin)",
            "b: bob@x.org Admin → no role (last admin)",
            "b: Bob@x.org Viewer → no role",
        ]
    );
}

#[test]
fn what_is_left_out_is_not_made_and_nothing_counts_on_it() {
    let all = survey(&[
        ("a", &[("bob@x.org", "Admin"), ("carol@x.org", "Editor")]),
        ("b", &[("bob@x.org", "Viewer"), ("ada@x.org", "Admin")]),
    ]);
    let intent = offboard("bob@x.org", &[("a", "carol@x.org")]);
    let without = |workspace: &str, principal: &str| {
        let left_out = BTreeSet::from([(workspace.to_owned(), principal.to_owned())]);
        plan_without(&all, &admin(), "t", &intent, &left_out)
    };
    let made = without("b", "bob@x.org");
    assert_eq!(made.tally().sentence(), "2 to do, 1 left out");
    assert_eq!(made.lanes().0.len(), 1, "nothing is sent to b");
    // Who was to take over is left out: the leaver stays.
    let made = without("a", "carol@x.org");
    assert_eq!(made.tally().sentence(), "1 to do, 1 blocked, 1 left out");
    let lacks = |at: usize| {
        made.lacks(&made.steps[at])
            .map(|it| it.change.principal.as_str())
    };
    assert_eq!(
        (lacks(0), lacks(1), lacks(2)),
        (None, Some("carol@x.org"), None),
        "{made:?}"
    );
    let mut made = without("b", "bob@x.org");
    made.retry();
    assert_eq!(made.tally().left_out, 1, "nor when it is tried again");
}

#[test]
fn roles_are_given_and_taken_beside_others() {
    let all = survey(&[(
        "system",
        &[
            ("bob@x.org", "Viewer,Exporter"),
            ("eve@x.org", "WorkspaceCreator"),
            ("root@x.org", "PlatformAdmin"),
        ],
    )]);
    let adjust = |who: &[&str], role: Option<Role>, give: &[Role], take: &[Role]| {
        let intent = Intent::Adjust {
            workspace: "system".to_owned(),
            principals: who.iter().map(|name| (*name).to_owned()).collect(),
            role,
            give: give.to_vec(),
            take: take.to_vec(),
        };
        shown(&plan(&all, &admin(), "t", &intent))
    };
    let creator = [Role::WorkspaceCreator];
    assert_eq!(
        adjust(&["bob@x.org", "eve@x.org"], None, &creator, &[]),
        [
            "system: bob@x.org Viewer, Exporter → Viewer, Exporter, WorkspaceCreator",
            "system: eve@x.org WorkspaceCreator → WorkspaceCreatorAlready done",
        ]
    );
    assert_eq!(
        adjust(
            &["bob@x.org", "eve@x.org"],
            Some(Role::Editor),
            &[],
            &creator
        ),
        [
            "system: bob@x.org Viewer, Exporter → Editor, Exporter",
            "system: eve@x.org WorkspaceCreator → Editor",
        ]
    );
    assert_eq!(
        adjust(&["eve@x.org"], None, &[], &creator),
        ["system: eve@x.org WorkspaceCreator → WorkspaceCreatorAlready done"],
        "the last role stays"
    );
    assert_eq!(
        adjust(
            &["root@x.org"],
            Some(Role::Viewer),
            &[],
            &[Role::PlatformAdmin]
        ),
        ["system: root@x.org PlatformAdmin → Viewer (last admin)"]
    );
}

#[test]
fn exact_roles_keep_what_this_version_does_not_know() {
    let all = survey(&[(
        "system",
        &[
            ("*", "WorkspaceCreator,Exporter"),
            ("root@x.org", "PlatformAdmin"),
        ],
    )]);
    let set = |principal: &str, roles: &[Role]| {
        let intent = Intent::SetRoles {
            workspace: "system".to_owned(),
            principal: principal.to_owned(),
            roles: roles.to_vec(),
        };
        shown(&plan(&all, &admin(), "t", &intent))
    };
    assert_eq!(
        set("*", &[]),
        ["system: * Exporter, WorkspaceCreator → Exporter"]
    );
    assert_eq!(
        set("bob@x.org", &[Role::WorkspaceCreator]),
        ["system: bob@x.org no role → WorkspaceCreator"]
    );
    assert_eq!(
        set("root@x.org", &[Role::Viewer]),
        ["system: root@x.org PlatformAdmin → Viewer (last admin)"]
    );
}
