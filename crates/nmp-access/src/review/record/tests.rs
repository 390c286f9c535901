use nmp_types::{Member, Role};
use proptest::prelude::*;

use super::*;
use crate::review::Decision;

const NOW: &str = "2026-11-23T18:08:14Z";

fn reviews() -> impl Strategy<Value = Review> {
    let item = (
        any::<String>(),
        any::<String>(),
        any::<Option<bool>>(),
        any::<String>(),
    );
    prop::collection::vec(item, 0..6).prop_map(|items| Review {
        reviewer: "=Ada".into(),
        subject: "sub".into(),
        platform: "https://nmp.example".into(),
        scope: "everything".into(),
        begun_at: NOW.into(),
        items: items
            .into_iter()
            .enumerate()
            .map(|(at, (workspace, principal, decision, note))| Item {
                workspace: format!("{workspace}{at}"),
                member: Member {
                    principal,
                    roles: vec![Role::Viewer, Role::from("a;b\\c")],
                    granted_at: Some(NOW.into()),
                    granted_by: None,
                },
                hints: Vec::new(),
                own: false,
                draft: String::new(),
                outcome: None,
                decision: decision.map(|keep| Decided {
                    decision: if keep {
                        Decision::Keep
                    } else {
                        Decision::Remove
                    },
                    at: NOW.into(),
                    note: note.trim().to_owned(),
                }),
            })
            .collect(),
        gaps: vec![("hidden".into(), "its members aren't visible to you".into())],
        position: 0,
    })
}

#[test]
fn a_record_names_who_when_where_what_and_what_was_decided() {
    let mut review = Review {
        reviewer: "Ada Lovelace".into(),
        subject: "sub".into(),
        platform: "https://nmp.example".into(),
        scope: "role Admin".into(),
        begun_at: NOW.into(),
        items: vec![Item {
            workspace: "ml-team".into(),
            member: Member {
                principal: "eve|x@example.com".into(),
                roles: vec![Role::Editor],
                granted_at: Some("2026-01-01T00:00:00Z".into()),
                granted_by: Some("root@example.com".into()),
            },
            hints: vec!["All signed-in users have Viewer here, so removing leaves Viewer.".into()],
            own: false,
            decision: None,
            draft: String::new(),
            outcome: Some("Done".into()),
        }],
        gaps: vec![("hidden".into(), "its members aren't visible to you".into())],
        position: 0,
    };
    review.decide(Decision::Remove, "left in June", NOW);
    let text = markdown(&review);
    for part in [
        "- **Reviewer:** Ada Lovelace",
        "- **Platform:** https://nmp.example",
        "- **Seen at:** 2026-11-23T18:08:14Z",
        "0 keep, 1 remove, 0 open, of 1",
        "## Remove (1)",
        "eve\\|x@example.com",
        "left in June",
        "## Not reviewed (1)",
        "- hidden: its members aren't visible to you",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let lines: Vec<Vec<String>> = crate::files::csv::parse(&csv(&review)).unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[1][..10],
        [
            "ml-team",
            "eve|x@example.com",
            "Person",
            "Editor",
            "2026-01-01T00:00:00Z",
            "root@example.com",
            "All signed-in users have Viewer here, so removing leaves Viewer.",
            "remove",
            NOW,
            "left in June",
        ]
    );
    assert_eq!(lines[1][10], "Done");
    let mut kept = review.clone();
    kept.decide(Decision::Keep, "", NOW);
    assert!(
        !csv(&kept).contains("Done") && !markdown(&kept).contains("Done"),
        "what is kept has no outcome"
    );
    assert_eq!(
        lines[1][11..],
        ["Ada Lovelace", "https://nmp.example", "role Admin", NOW]
    );
    assert!(lines[2][6].starts_with("Not reviewed"));
}

#[test]
fn a_spreadsheet_can_decide() {
    let text = "Principal;Workspace;Decision;Note\r\nbob@x.org;a;Remove;gone\r\nx;b;;\r\n";
    let found = decisions(text).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].decision, found[0].roles.is_none()),
        (Decision::Remove, true)
    );
    let error = decisions("workspace,principal,decision\na,b,maybe").unwrap_err();
    assert_eq!(
        error.to_string(),
        "Line 2: “maybe” is not a decision. Write keep or remove, or leave it empty."
    );
    assert_eq!(decisions("a,b"), Err(ImportError::Column("workspace")));
}

proptest! {
    #[test]
    fn export_and_import_agree(review in reviews()) {
        let read = decisions(&csv(&review)).unwrap();
        let mut again = review.clone();
        for item in &mut again.items {
            item.decision = None;
        }
        let taken = again.take(read, NOW);
        prop_assert!(taken.left.is_empty());
        prop_assert_eq!(again.items, review.items);
    }

    #[test]
    fn a_review_survives_its_storage(review in reviews()) {
        let json = serde_json::to_string(&review).unwrap();
        prop_assert_eq!(serde_json::from_str::<Review>(&json).unwrap(), review);
    }
}
