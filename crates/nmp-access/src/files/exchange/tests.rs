use proptest::prelude::*;

use super::*;
use crate::fixtures::{admin, survey, surveys};
use crate::plan::planner::{Intent, plan};
use crate::plan::{Failure, Obstacle, StepState, Stop};
use crate::{Fault, FaultKind};

fn roles() -> impl Strategy<Value = Vec<Role>> {
    let name = prop_oneof![
        Just("Viewer".to_owned()),
        Just("Admin".to_owned()),
        "[a-z;\\\\,= ]{1,8}"
    ];
    prop::collection::vec(name, 0..3).prop_map(|names| {
        names
            .into_iter()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .map(Role::from)
            .collect()
    })
}

fn plans() -> impl Strategy<Value = Plan> {
    let state = prop::sample::select(vec![
        StepState::Waiting,
        StepState::Done,
        StepState::AlreadySo,
        StepState::Failed(Failure::Fault(Fault {
            kind: FaultKind::Other,
            words: "=no, \"answer\"".to_owned(),
        })),
        StepState::Impossible(Obstacle::NoWorkspace),
        StepState::Stopped(Stop::ByYou),
    ]);
    let step = ("[a-z]{1,6}", ".{1,8}", roles(), roles(), state).prop_map(
        |(workspace, principal, before, mut after, state)| {
            let name = match principal.trim() {
                "" => "x",
                name => name,
            };
            after.retain(|role| Role::ASSIGNABLE.contains(role) || before.contains(role));
            // Nobody is added under such a name.
            if before.is_empty() && nmp_types::principal::check(name).is_err() {
                after.clear();
            }
            Step {
                workspace,
                change: RoleChange::new(name, before, after),
                last: false,
                state,
                settled_at: None,
            }
        },
    );
    prop::collection::vec(step, 0..6).prop_map(|steps| Plan {
        title: "t".into(),
        steps,
        ..Plan::default()
    })
}

#[test]
fn a_plan_reads_well() {
    let all = survey(&[("a", &[("*", "Editor"), ("ada@x.org", "Admin")])]);
    let wish = Intent::Close {
        workspaces: vec!["a".into(), "b".into()],
        keep_viewing: false,
    };
    let made = plan(&all, &admin(), "Close | all", &wish);
    let text = plan_markdown(&made, "Ada", "https://nmp.example", "2026-11-23T18:08:14Z");
    for part in [
        "# Close \\| all",
        "- **By:** Ada",
        "- **State:** 1 to do, 1 blocked",
        "| a | \\* | Editor | no role | Waiting |  |  |",
        "No workspace of that name is visible to you.",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_list_has_what_is_not_known() {
    let gaps = [("hidden".to_owned(), Gap::Forbidden)];
    let text = bindings(
        std::iter::empty(),
        &gaps,
        "everything, in 3 of 4 workspaces",
    );
    assert!(text.contains("hidden,\"\",") && text.contains("Unknown: its members"));
    assert!(text.contains("\"Looked at: everything, in 3 of 4 workspaces\""));
    assert!(crate::review::record::decisions(&text).unwrap().is_empty());
}

#[test]
fn a_plan_from_elsewhere_must_be_complete() {
    let read = |lines: &str| changes(&format!("workspace,principal,before,after\n{lines}"));
    let refused = |lines: &str| read(lines).unwrap_err().to_string();
    let read_well = read("\n,,,\n ml , bob@x.org ,Viewer,Editor\nsystem,eve,,PlatformAdmin\n");
    let found: Vec<String> = read_well
        .unwrap()
        .into_iter()
        .map(|(workspace, change)| {
            let after = role_names(&change.after);
            format!("{workspace} {} {after}", change.principal)
        })
        .collect();
    assert_eq!(found, ["ml bob@x.org Editor", "system eve PlatformAdmin"]);
    assert_eq!(
        refused("ml,bob,Viewer,Editor\n\nml,eve,Viewer"),
        "Line 4 is not complete: it has no “after”.",
        "a line that was cut off is not a removal"
    );
    assert_eq!(
        refused("ml, ,Viewer,Editor"),
        "Line 2: “principal” is empty."
    );
    assert_eq!(
        refused("\" \",bob,,Viewer"),
        "Line 2: “workspace” is empty."
    );
    assert_eq!(
        refused("ml,\"bob\n\",,Viewer\nml,eve,,Owner"),
        "Line 4: “Owner” can't be given in ml."
    );
    assert_eq!(
        refused("ml,eve,,PlatformAdmin"),
        "Line 2: “PlatformAdmin” can't be given in ml."
    );
    assert!(refused("ml,eve,,admin").contains("“admin”"));
    assert!(read("ml,eve,Exporter; Viewer,Exporter; Admin").is_ok());
}

proptest! {
    #[test]
    fn export_and_import_agree(plan in plans()) {
        let expected: Vec<(String, RoleChange)> = plan
            .steps
            .iter()
            .map(|step| (step.workspace.clone(), step.change.clone()))
            .collect();
        prop_assert_eq!(changes(&plan_csv(&plan)).unwrap(), expected);
    }

    /// A plan that was exported and opened again is the same plan.
    #[test]
    fn a_plan_comes_back_as_it_was(all in surveys(), keep_viewing: bool) {
        let workspaces = all.workspaces().iter().map(|w| w.name.clone()).collect();
        let made = plan(&all, &admin(), "t", &Intent::Close { workspaces, keep_viewing });
        let read = changes(&plan_csv(&made)).unwrap();
        prop_assert_eq!(plan(&all, &admin(), "t", &Intent::Changes(read)), made);
    }
}

#[test]
fn a_plan_says_what_stays_and_that_is_no_change() {
    use crate::survey::person::Who;
    let all = survey(&[
        ("a", &[("bob@x.org", "Viewer"), ("ada@x.org", "Admin")]),
        ("open", &[("*", "Editor"), ("ada@x.org", "Admin")]),
        ("system", &[("root@x.org", "PlatformAdmin")]),
    ]);
    let leave = Intent::Offboard {
        who: Who::named("bob@x.org", &admin()),
        successors: Default::default(),
    };
    let made = plan(&all, &admin(), "t", &leave);
    let text = plan_csv(&made);
    assert!(
        text.contains(
            "open,bob@x.org,keeps access,\"\",\"\",Editor,\"Editor, given to all signed-in users.\","
        ),
        "{text}"
    );
    let read = changes(&text).unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].0, "a");
    let text = plan_markdown(&made, "Ada", "https://nmp.example", "2026-11-23T18:08:14Z");
    let (_, after) = text.split_once("## Still has access after this").unwrap();
    assert!(
        after.contains("| open | bob@x.org | Editor | Editor, given to all signed-in users. |"),
        "{after}"
    );
}
