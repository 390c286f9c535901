use super::*;
use crate::fault::{Fault, FaultKind};
use crate::fixtures::{admin, survey};
use crate::plan::planner::{Intent, plan};
use crate::plan::{Begun, Failure};
use crate::survey::query::Sort;

const NOW: &str = "2026-11-23T18:08:14Z";

pub fn review() -> Review {
    let all = survey(&[
        (
            "a",
            &[
                ("*", "Viewer"),
                ("ada@x.org", "Admin"),
                ("bob@x.org", "Viewer"),
            ],
        ),
        (
            "b",
            &[("bob@x.org", "Editor"), ("ada@x.org", "Admin"), ("x", "")],
        ),
    ]);
    let index = Index::new(&all);
    let mut items = Review::items(&all, &index, &index.sorted(Sort::default()));
    // Everyone first: what these tests begin with.
    items.sort_by_key(|item| item.member.principal != EVERYONE);
    Review {
        reviewer: "Ada".into(),
        subject: "sub".into(),
        platform: "https://nmp.example".into(),
        scope: "everything".into(),
        begun_at: NOW.into(),
        items,
        gaps: vec![("hidden".into(), "its members aren't visible to you".into())],
        position: 0,
    }
}

#[test]
fn deciding_goes_to_the_next_open_item() {
    let mut review = review();
    let names = |review: &Review| {
        let item = review.current().unwrap();
        format!("{} {}", item.member.principal, item.workspace)
    };
    assert_eq!(names(&review), "* a");
    review.decide(Decision::Remove, " too open ", NOW);
    assert_eq!(names(&review), "ada@x.org a");
    review.go(3);
    assert_eq!(names(&review), "bob@x.org a");
    review.decide(Decision::Keep, "", NOW);
    review.go(5);
    review.decide(Decision::Keep, "", NOW);
    assert_eq!(
        names(&review),
        "ada@x.org a",
        "comes back to what was left out"
    );
    let progress = review.progress();
    assert_eq!((progress.keep, progress.remove, progress.open), (2, 1, 3));
    assert_eq!(review.removals()[0].1.principal, "*");
    assert_eq!(review.items[0].decision.as_ref().unwrap().note, "too open");
}

#[test]
fn hints_say_what_a_removal_would_mean() {
    let review = review();
    let hints = |at: usize| review.items[at].hints.join(" ");
    assert!(hints(0).contains("opens the workspace"));
    assert!(hints(1).contains("removing leaves Viewer") && hints(1).contains("last Admin"));
    assert!(hints(3).contains("takes nothing away"));
    assert!(hints(4).is_empty());
    assert!(hints(5).contains("Opens nothing"));
}

#[test]
fn a_file_decides_only_about_what_it_saw() {
    let mut review = review();
    let from = |workspace: &str, principal: &str, roles: Option<Vec<Role>>| FromFile {
        workspace: workspace.into(),
        principal: principal.into(),
        roles,
        decision: Decision::Remove,
        note: String::new(),
    };
    let taken = review.take(
        vec![
            from("a", "bob@x.org", None),
            from("b", "bob@x.org", Some(vec![Role::Admin])),
            from("c", "bob@x.org", None),
        ],
        NOW,
    );
    assert_eq!((taken.taken, taken.left.len()), (1, 2));
    assert_eq!(review.removals().len(), 1);
}

#[test]
fn what_is_written_stays_with_its_item() {
    let mut review = review();
    review.write("too op");
    review.go(1);
    assert_eq!(review.current().unwrap().note(), "");
    review.decide(Decision::Keep, "owner", NOW);
    review.go(1);
    review.write("owner, asked in June");
    review.go(0);
    assert_eq!(review.current().unwrap().note(), "too op");
    assert_eq!(review.items[1].note(), "owner, asked in June");
    assert_eq!(review.progress().open, 5, "a draft decides nothing");
    let json = serde_json::to_string(&review).unwrap();
    assert_eq!(serde_json::from_str::<Review>(&json).unwrap(), review);
    let decided = |note: &str| FromFile {
        workspace: "a".into(),
        principal: "*".into(),
        roles: None,
        decision: Decision::Remove,
        note: note.into(),
    };
    let mut other = review.clone();
    review.take(vec![decided("from the file")], NOW);
    assert_eq!(review.items[0].note(), "from the file");
    other.take(vec![decided("")], NOW);
    assert_eq!(other.items[0].note(), "too op");
}

#[test]
fn outcomes_are_of_what_was_decided_to_go() {
    let all = survey(&[
        (
            "a",
            &[
                ("*", "Viewer"),
                ("ada@x.org", "Admin"),
                ("bob@x.org", "Viewer"),
            ],
        ),
        (
            "b",
            &[("bob@x.org", "Editor"), ("ada@x.org", "Admin"), ("x", "")],
        ),
    ]);
    let mut review = review();
    review.decide(Decision::Remove, "", NOW);
    review.decide(Decision::Remove, "", NOW);
    let intent = Intent::Remove {
        review: review.begun_at.clone(),
        changes: review.removals(),
    };
    let mut made = plan(&all, &admin(), "t", &intent);
    let change = made.begin(0, all.members("a").unwrap(), &[], NOW);
    assert!(matches!(change, Begun::Send(_)));
    assert_eq!(
        review.news(&made).len(),
        1,
        "only what can't be done has come out, nothing that is on its way"
    );
    made.settle(
        0,
        Err(Failure::Fault(Fault {
            kind: FaultKind::NoAnswer,
            words: "no answer".to_owned(),
        })),
        NOW,
    );
    let news = review.news(&made);
    review.settle(news);
    assert_eq!(review.items[0].shown_outcome(), "Failed: no answer");
    assert!(review.items[1].shown_outcome().starts_with("Blocked: "));
    assert!(review.news(&made).is_empty(), "it is noted");
    made.settle(0, Ok(()), NOW);
    let news = review.news(&made);
    review.settle(news);
    assert_eq!(review.items[0].shown_outcome(), "Done");
    review.go(1);
    review.decide(Decision::Keep, "", NOW);
    assert_eq!(review.items[1].shown_outcome(), "");
    let json = serde_json::to_string(&review).unwrap();
    assert_eq!(serde_json::from_str::<Review>(&json).unwrap(), review);
}

#[test]
fn ones_own_access_is_marked_and_counted() {
    use crate::fixtures::ada;
    let mut review = review();
    Review::mark_own(&mut review.items, &ada());
    let own: Vec<&str> = review
        .items
        .iter()
        .filter(|item| item.own)
        .map(|item| item.member.principal.as_str())
        .collect();
    assert_eq!(own, ["ada@x.org", "ada@x.org"], "and not what everyone has");
    assert_eq!(review.own(), (2, 0));
    review.go(1);
    assert!(review.current().unwrap().hints[0].starts_with("Your own access"));
    review.decide(Decision::Keep, "", NOW);
    assert_eq!(review.own(), (2, 1));
    let text = record::markdown(&review);
    assert!(
        text.contains("2 of these are the reviewer's own; 1 of them kept by the reviewer"),
        "{text}"
    );
    // A review that was kept by an earlier version is read.
    let json = serde_json::to_string(&review).unwrap();
    let earlier = json
        .replace(",\"own\":true", "")
        .replace(",\"own\":false", "");
    assert_ne!(json, earlier);
    assert!(serde_json::from_str::<Review>(&earlier).is_ok());
}
