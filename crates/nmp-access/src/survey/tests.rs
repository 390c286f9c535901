use super::*;
use crate::fixtures::{ada, admin, member, survey};

#[test]
fn what_is_not_known_is_counted_and_never_empty() {
    let mut found = survey(&[("b", &[("ada@x.org", "Admin")]), ("a", &[])]);
    assert_eq!(found.coverage().listed, 2);
    found.note("a", Known::Forbidden);
    found.note("nowhere", Known::Forbidden);
    let coverage = found.coverage();
    assert_eq!((coverage.total(), coverage.unknown()), (2, 1));
    assert_eq!(found.gaps(), [("a".to_owned(), Gap::Forbidden)]);
    assert!(found.members("a").is_none());
    assert_eq!(found.members("b").unwrap().len(), 1);
}

#[test]
fn platform_admins_are_seen_where_system_is() {
    let mut found = survey(&[("system", &[("root@x.org", "PlatformAdmin")])]);
    assert_eq!(found.is_platform_admin("root@x.org"), Some(true));
    assert_eq!(found.is_platform_admin("ada@x.org"), Some(false));
    found.note(SYSTEM, Known::Forbidden);
    assert_eq!(found.is_platform_admin("root@x.org"), None);
}

#[test]
fn platform_admins_stay_known_where_system_is_left_out() {
    let mut found = survey(&[
        ("mine", &[("ada@x.org", "Admin")]),
        (
            "system",
            &[("root@x.org", "PlatformAdmin"), ("ada@x.org", "Viewer")],
        ),
    ]);
    let mine = found.administered(&ada());
    assert!(!mine.knows(SYSTEM));
    assert_eq!(mine.is_platform_admin("root@x.org"), Some(true));
    assert_eq!(mine.is_platform_admin("ada@x.org"), Some(false));
    assert_eq!(
        mine.administered(&ada()).is_platform_admin("root@x.org"),
        Some(true)
    );
    found.note(SYSTEM, Known::Forbidden);
    let mine = found.administered(&ada());
    assert_eq!(mine.is_platform_admin("root@x.org"), None);
    assert!(!mine.knows_platform_admins());
}

#[test]
fn a_scope_says_what_was_left_out() {
    let mut all = survey(&[
        ("hidden", &[]),
        ("mine", &[("ada@x.org", "Admin")]),
        ("seen", &[("ada@x.org", "Viewer")]),
        ("also-seen", &[("ada@x.org", "Viewer")]),
    ]);
    let words = |all: &Survey, rights: &Rights, everything: bool| {
        let looked_at = if everything {
            all.clone()
        } else {
            all.administered(rights)
        };
        scope("everything", all, &looked_at, rights)
    };
    assert_eq!(
        words(&all, &admin(), true),
        "everything, in 4 of 4 workspaces"
    );
    all.note("hidden", Known::Forbidden);
    assert_eq!(
        words(&all, &ada(), false),
        "everything, in the 1 workspace I administer; 2 others visible and not looked at; \
         1 not known; others may exist"
    );
    assert_eq!(
        words(&all, &ada(), true),
        "everything, in 3 of the 4 workspaces visible to me; 1 not known; others may exist"
    );
    assert_eq!(
        words(&all, &Rights::Open, true),
        "everything, in 3 of 4 workspaces; 1 not known"
    );
}

#[test]
fn what_one_administers_and_what_is_unknown() {
    let mut found = survey(&[
        ("mine", &[("ada@x.org", "Admin")]),
        ("seen", &[("ada@x.org", "Viewer")]),
        ("open", &[("*", "Admin")]),
        ("hidden", &[]),
    ]);
    found.note("hidden", Known::Forbidden);
    let names = |survey: Survey| -> Vec<String> {
        survey.workspaces().iter().map(|w| w.name.clone()).collect()
    };
    assert_eq!(
        names(found.administered(&ada())),
        ["hidden", "mine", "open"]
    );
    assert_eq!(names(found.administered(&admin())).len(), 4);
    assert_eq!(names(found.administered(&Rights::Open)).len(), 4);
    found.note(
        "seen",
        Known::Listed(Arc::new(vec![member("ada@x.org", "Admin")])),
    );
    assert_eq!(found.administered(&ada()).workspaces().len(), 4);
}
