//! The file as a whole: what is written is read, what is compared is applied.

use std::collections::BTreeMap;
use std::sync::Arc;

use nmp_types::{Member, Role};
use proptest::prelude::*;

use super::diff::Compared;
use super::*;
use crate::change::same_roles;
use crate::fixtures::{ada, admin, member, survey, surveys};
use crate::known::Known;
use crate::plan::StepState;
use crate::survey::{Survey, Surveyed};
use crate::{Plan, Rights};

const FILE: &str = "\
# Who may work on what.
version: 1
protected: [root@x.org]
workspaces:
  # The model team.
  alpha:
    description: Models and their data
    members:
      ada@x.org: Admin      # since 2024
      # On loan until June.
      bob@x.org: [Editor, Exporter]
      \"*\": Viewer
  beta:
    members: {ada@x.org: Admin}
";

fn flaws(text: &str) -> Vec<String> {
    match read(text) {
        Ok(code) => panic!("read: {code:?}"),
        Err(unreadable) => unreadable.0.iter().map(ToString::to_string).collect(),
    }
}

/// The survey after every step that waits was made.
fn applied(survey: &Survey, plan: &Plan) -> Survey {
    let mut after = survey.clone();
    for step in plan
        .steps
        .iter()
        .filter(|step| step.state == StepState::Waiting)
    {
        let members = after.members(&step.workspace).unwrap();
        let members = step.change.applied_to(members);
        after.note(&step.workspace, Known::Listed(Arc::new(members)));
    }
    after
}

#[test]
fn a_file_is_read_with_the_places_of_its_members() {
    let code = read(FILE).unwrap();
    assert_eq!(
        code.file.protected.iter().collect::<Vec<_>>(),
        ["root@x.org"]
    );
    let alpha = &code.file.workspaces["alpha"];
    assert_eq!(alpha.description.as_deref(), Some("Models and their data"));
    let members = alpha.members.as_ref().unwrap();
    assert_eq!(members["bob@x.org"], [Role::Editor, Role::from("Exporter")]);
    assert_eq!(members["*"], [Role::Viewer]);
    let place = code.members[&("alpha".to_owned(), "bob@x.org".to_owned())];
    assert_eq!(
        place,
        Place {
            line: 11,
            column: 7
        }
    );
    assert_eq!(code.notes, []);
}

#[test]
fn everything_that_is_wrong_is_said_with_its_place() {
    for (text, expected) in [
        ("", &["line 1, column 1: “version” is missing"] as &[_]),
        (
            "version: 2\nworkspaces: {}",
            &["line 1, column 10: version 2 can't be read: this program reads version 1"],
        ),
        (
            "version: 1\nworkspace: {}\n",
            &[
                "line 1, column 1: “workspaces” is missing",
                "line 2, column 1: workspace is not a key here. Did you mean workspaces?; there are version, protected, workspaces",
            ],
        ),
        (
            "version: 1\nworkspaces:\n  ml: {members: {a: Viewer, a: Admin}}\n",
            &["line 3, column 29: a is here twice, first in line 3"],
        ),
        (
            "version: 1\nworkspaces:\n  ml:\n    members:\n",
            &["line 4, column 5: “members” of ml is expected to be a mapping; {} is an empty one"],
        ),
        (
            "version: 1\nworkspaces:\n  ml:\n    members:\n      no: Viewer\n      12: Admin\n",
            &[
                "line 5, column 7: no needs quotes: other programs read it as a number, a date or a truth value",
                "line 6, column 7: 12 needs quotes: other programs read it as a number, a date or a truth value",
            ],
        ),
        (
            "version: 1\nworkspaces: {ML: {}}\n",
            &[
                "line 2, column 14: ML is not the name of a workspace. A name starts with a lower-case letter, a to z.",
            ],
        ),
        (
            "version: 1\nworkspaces:\n  ml: {members: {a: [], b: [Viewer, Viewer]}}\n",
            &[
                "line 3, column 18: a has no role: remove the line, or name one",
                "line 3, column 37: Viewer is here twice, first in line 3",
            ],
        ),
        (
            "version: 1\nworkspaces:\n  ml: &x {}\n  mk: *x\n",
            &["line 3, column 10: an anchor can't be used here: write out what is meant"],
        ),
        (
            "version: 1\nworkspaces: {}\n---\nversion: 1\n",
            &["line 3, column 1: a second document can't be used here: write out what is meant"],
        ),
        (
            "version: 1\nworkspaces: !!map {}\n",
            &["line 2, column 19: a tag can't be used here: write out what is meant"],
        ),
    ] {
        assert_eq!(flaws(text), expected, "{text}");
    }
    let [flaw] = &flaws("version: 1\nworkspaces: [}\n")[..] else {
        panic!("one flaw");
    };
    assert!(
        flaw.starts_with("line 2, column ") && flaw.contains("not YAML"),
        "{flaw}"
    );
    let deep = format!("version: {}", "[".repeat(10_000));
    assert!(flaws(&deep)[0].contains("deeply") || flaws(&deep)[0].contains("YAML"));
}

#[test]
fn look_alikes_are_named() {
    let text = "version: 1\nworkspaces:\n  ml:\n    members:\n      alice@x.org: Admin\n      \
                аlice@x.org: Viewer\n      Bob@x.org: Viewer\n      bob@x.org: Editor\n";
    let notes: Vec<String> = read(text)
        .unwrap()
        .notes
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(
        notes[0].starts_with("line 6, column 7: ") && notes[0].contains("U+0430"),
        "{notes:?}"
    );
    assert!(
        notes[1].starts_with("line 8, column 7: bob@x.org looks like Bob@x.org"),
        "{notes:?}"
    );
}

#[test]
fn what_is_added_is_checked_against_what_there_is() {
    let there = survey(&[(
        "alpha",
        &[("alice@x.org", "Admin"), ("odd\u{200b}", "Exporter")],
    )]);
    let code = read(
        "version: 1\nworkspaces:\n  alpha:\n    members:\n      alice@x.org: Admin\n      \
         bob@x.org: Admn\n      \"odd\\u200b\": Exporter\n      \"new\\u200b\": Viewer\n      \
         аlice@x.org: Viewer\n      carol@x.org: PlatformAdmin\n",
    )
    .unwrap();
    let checked = check::check(&code, &there);
    let flaws: Vec<String> = checked.flaws.iter().map(ToString::to_string).collect();
    assert_eq!(
        flaws,
        [
            "line 6, column 7: Admn can't be given in alpha. Did you mean Admin?",
            "line 8, column 7: new<U+200B> can't become a member. A principal can't have the \
             character U+200B, which can't be seen.",
            "line 10, column 7: PlatformAdmin can't be given in alpha",
        ]
    );
    assert_eq!(checked.notes.len(), 1, "{:?}", checked.notes);
    assert_eq!(checked.notes[0].at.line, 9);
}

#[test]
fn differences_are_found_and_what_is_not_known_is_never_none() {
    let there = survey(&[
        (
            "alpha",
            &[
                ("ada@x.org", "Admin"),
                ("root@x.org", "Admin"),
                ("carol@x.org", "Viewer"),
            ],
        ),
        ("beta", &[("ada@x.org", "Admin")]),
        ("gamma", &[("ada@x.org", "Admin")]),
    ]);
    let file = read(FILE).unwrap().file;
    let found = diff(&file, &there, false);
    assert_eq!(found.drift(), Drift::Found);
    assert_eq!(found.unmanaged, ["gamma"]);
    let Compared::Known(alpha) = &found.workspaces["alpha"] else {
        panic!("known");
    };
    let names = |changes: &[crate::RoleChange]| -> Vec<String> {
        changes
            .iter()
            .map(|change| change.principal.clone())
            .collect()
    };
    assert_eq!(names(&alpha.added), ["*", "bob@x.org"]);
    assert!(alpha.removed.is_empty());
    assert_eq!(alpha.unnamed.len(), 2);
    let pruned = diff(&file, &there, true);
    let Compared::Known(alpha) = &pruned.workspaces["alpha"] else {
        panic!("known");
    };
    assert_eq!(names(&alpha.removed), ["carol@x.org"], "root is protected");
    let mut unknown = there.clone();
    unknown.note("beta", Known::Forbidden);
    let only_beta = read("version: 1\nworkspaces: {beta: {members: {ada@x.org: Admin}}}")
        .unwrap()
        .file;
    assert_eq!(diff(&only_beta, &there, true).drift(), Drift::None);
    assert_eq!(diff(&only_beta, &unknown, true).drift(), Drift::Unknown);
    let nowhere = read("version: 1\nworkspaces: {nowhere: {}}").unwrap().file;
    assert_eq!(diff(&nowhere, &there, true).drift(), Drift::Found);
}

#[test]
fn an_update_keeps_what_somebody_wrote() {
    let there = survey(&[
        (
            "alpha",
            &[
                ("ada@x.org", "Editor"),
                ("carol@x.org", "Admin"),
                ("*", "Viewer"),
                ("adam@x.org", "Viewer"),
            ],
        ),
        ("beta", &[("ada@x.org", "Admin"), ("eve@x.org", "Viewer")]),
        ("gamma", &[("service:ci", "Editor")]),
    ]);
    let updated = update(
        FILE,
        &there,
        &BTreeMap::from([("gamma".into(), "What: now?".into())]),
    )
    .unwrap();
    assert_eq!(
        updated.text,
        "\
# Who may work on what.
version: 1
protected: [root@x.org]
workspaces:
  # The model team.
  alpha:
    description: Models and their data
    members:
      ada@x.org: Editor      # since 2024
      adam@x.org: Viewer
      carol@x.org: Admin
      \"*\": Viewer
  beta:
    members:
      ada@x.org: Admin
      eve@x.org: Viewer
  gamma:
    description: \"What: now?\"
    members:
      \"service:ci\": Editor
"
    );
    assert_eq!(
        update(&updated.text, &there, &BTreeMap::new())
            .unwrap()
            .text,
        updated.text
    );
    let mut unknown = there.clone();
    unknown.note("alpha", Known::Forbidden);
    let text = update(FILE, &unknown, &BTreeMap::new()).unwrap().text;
    assert!(
        text.contains("# On loan until June."),
        "unknown is not empty"
    );
}

#[test]
fn a_plan_makes_admins_first_and_takes_own_rights_last() {
    let there = survey(&[("alpha", &[("ada@x.org", "Admin"), ("bob@x.org", "Viewer")])]);
    let file = read(
        "version: 1\nworkspaces:\n  alpha:\n    members:\n      bob@x.org: Admin\n      \
         carol@x.org: Viewer\n",
    )
    .unwrap()
    .file;
    let plan = plan(&there, &ada(), &diff(&file, &there, true));
    let steps: Vec<(&str, bool)> = plan
        .steps
        .iter()
        .map(|step| (step.change.principal.as_str(), step.last))
        .collect();
    assert_eq!(
        steps,
        [
            ("carol@x.org", false),
            ("bob@x.org", false),
            ("ada@x.org", true)
        ]
    );
    let orphaning =
        read("version: 1\nworkspaces: {alpha: {members: {bob@x.org: Viewer}}}").unwrap();
    let plan = super::plan(&there, &admin(), &diff(&orphaning.file, &there, true));
    assert!(plan.steps[0].needs_successor());
    let report = report::report(
        &diff(&orphaning.file, &there, true),
        &plan,
        true,
        "https://nmp.example.com/studio/",
    );
    assert_eq!(report.steps[0].code, Some("last_admin"));
    assert!(report.markdown().contains(
        "[ada@x.org](https://nmp.example.com/studio/workspaces/alpha/members?do=remove&principal=ada%40x.org)"
    ));
}

/// Names that YAML, people or spreadsheets mistake for something else.
fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{1,12}",
        prop::sample::select(vec![
            "no",
            "~",
            "12",
            "1e3",
            "2024-01-01",
            "0x1f",
            "- a",
            "a: b",
            "a #b",
            "*",
            "&a",
            "!a",
            "|",
            "'",
            "\"",
            "\\",
            "a\nb",
            "\u{200b}",
            "\u{feff}a",
            " a ",
            "{a}",
            "[a]",
            "?",
            "%a",
            "@a",
            "`a",
            "é",
            "😀",
            "<<",
            "=",
            "a\u{85}b",
        ])
        .prop_map(str::to_owned),
    ]
    .prop_filter("a name", |name| !name.is_empty())
}

fn named_surveys() -> impl Strategy<Value = Survey> {
    let roles = prop::collection::btree_set(
        prop_oneof![
            prop::sample::select(vec!["Viewer", "Editor", "Admin"]).prop_map(str::to_owned),
            names()
        ],
        1..3,
    );
    let members = prop::collection::btree_map(names(), roles, 0..5);
    prop::collection::btree_map("[a-z][a-z0-9]{1,6}", members, 0..4).prop_map(|all| {
        let members =
            |members: BTreeMap<String, std::collections::BTreeSet<String>>| -> Vec<Member> {
                members
                    .into_iter()
                    .map(|(name, roles)| Member {
                        roles: roles.into_iter().map(Role::from).collect(),
                        ..member(&name, "")
                    })
                    .collect()
            };
        Survey::new(
            all.into_iter()
                .map(|(name, held)| Surveyed {
                    name,
                    members: Known::Listed(Arc::new(members(held))),
                })
                .collect(),
        )
    })
}

fn rights() -> impl Strategy<Value = Rights> {
    prop_oneof![Just(admin()), Just(ada()), Just(Rights::Open)]
}

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>(), lines in prop::collection::vec("[ -]{0,4}[a-z:{}\\[\\]#&*!|>'\"]{0,6}", 0..8)) {
        let _ = read(&text);
        let _ = read(&format!("version: 1\nworkspaces:\n{}", lines.join("\n")));
    }

    /// Whatever names there are: what is exported is the same when it is read, and differs in nothing.
    #[test]
    fn an_export_has_no_difference(there in named_surveys()) {
        let text = export(&there, &BTreeMap::new()).text;
        let code = read(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(diff(&code.file, &there, true).drift(), Drift::None);
        prop_assert_eq!(&write::to_text(&code.file), &text);
        prop_assert!(check::check(&code, &there).flaws.is_empty());
        prop_assert_eq!(update(&text, &there, &BTreeMap::new()).unwrap().text, text);
    }

    /// An independent reader sees the same names.
    #[test]
    fn other_programs_read_the_same(there in named_surveys()) {
        let text = export(&there, &BTreeMap::new()).text;
        type Form = BTreeMap<String, BTreeMap<String, BTreeMap<String, OneOrMany>>>;
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum OneOrMany { One(String), Many(Vec<String>) }
        #[derive(serde::Deserialize)]
        struct Whole { workspaces: Form }
        let whole: Whole = serde_saphyr::from_str(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let file = read(&text).unwrap().file;
        prop_assert_eq!(whole.workspaces.len(), file.workspaces.len());
        for (name, workspace) in &whole.workspaces {
            let members = file.workspaces[name].members.as_ref().unwrap();
            prop_assert_eq!(members.len(), workspace["members"].len());
            for (principal, roles) in &workspace["members"] {
                let roles = match roles { OneOrMany::One(role) => vec![role.clone()], OneOrMany::Many(roles) => roles.clone() };
                let roles: Vec<Role> = roles.into_iter().map(Role::from).collect();
                prop_assert_eq!(&members[principal], &roles);
            }
        }
    }

    /// A file made of one platform and updated to another says what the other has.
    #[test]
    fn an_update_says_what_there_is(before in named_surveys(), after in named_surveys(), flow in any::<bool>()) {
        let mut text = export(&before, &BTreeMap::new()).text;
        if flow {
            text = text.replace(": ", ":   ").replace('\n', "   # why\n");
        }
        let updated = update(&text, &after, &BTreeMap::new());
        let updated = updated.map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        let code = read(&updated.text).unwrap();
        prop_assert_eq!(diff(&code.file, &after, true).workspaces.values().filter(|c| matches!(c, Compared::Known(changes) if !changes.is_empty())).count(), 0);
    }

    /// Applying is done once; without pruning nobody is removed; no workspace is orphaned.
    #[test]
    fn what_is_applied_differs_no_more(from in surveys(), to in surveys(), rights in rights(), prune in any::<bool>()) {
        let file = read(&export(&to, &BTreeMap::new()).text).unwrap().file;
        let found = diff(&file, &from, prune);
        let plan = plan(&from, &rights, &found);
        if !prune {
            prop_assert!(plan.steps.iter().all(|step| !step.change.after.is_empty()));
        }
        let after = applied(&from, &plan);
        for (name, members) in after.listed() {
            let had_admin = |members: &[Member]| members.iter().any(|one| one.roles.contains(&Role::Admin));
            prop_assert!(had_admin(members) || !had_admin(from.members(name).unwrap()));
        }
        let left = diff(&file, &after, prune);
        let second = super::plan(&after, &rights, &left);
        prop_assert!(second.steps.iter().all(|step| step.state != StepState::Waiting));
        let all_there = file.workspaces.keys().all(|name| from.knows(name)) && found.gaps().is_empty();
        if all_there && plan.steps.iter().all(|step| step.state == StepState::Waiting) {
            prop_assert_eq!(left.drift(), Drift::None);
        }
        prop_assert_eq!(plan.gaps, found.gaps());
        // Own rights come last.
        let first_last = plan.steps.iter().position(|step| step.last).unwrap_or(plan.steps.len());
        prop_assert!(plan.steps.iter().skip(first_last).all(|step| step.last));
    }

    /// Who is protected is in no step, whatever the file says.
    #[test]
    fn who_is_protected_stays(from in surveys(), to in surveys(), prune in any::<bool>()) {
        let mut file = read(&export(&to, &BTreeMap::new()).text).unwrap().file;
        file.protected.insert("ada@x.org".to_owned());
        let found = diff(&file, &from, prune);
        let plan = plan(&from, &admin(), &found);
        for step in plan.steps.iter().filter(|step| from.knows(&step.workspace)) {
            prop_assert!(step.change.principal != "ada@x.org");
        }
        let after = applied(&from, &plan);
        for (name, members) in from.listed() {
            let roles = |members: &[Member]| crate::change::roles_of(members, "ada@x.org");
            prop_assert!(same_roles(&roles(members), &roles(after.members(name).unwrap())));
        }
    }
}
