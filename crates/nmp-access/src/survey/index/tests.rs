use proptest::prelude::*;

use super::*;
use crate::fixtures::{member, survey, surveys};
use crate::survey::query::{KINDS, RoleFilter};

const NOW: &str = "2026-11-28T03:00:00Z";

fn shown(index: &Index, query: &BindingQuery) -> Vec<String> {
    index
        .filtered(&index.sorted(query.sort), query, NOW)
        .into_iter()
        .filter_map(|at| index.row(at))
        .map(|row| format!("{} {}", row.member.principal, row.workspace))
        .collect()
}

fn searching(search: &str) -> BindingQuery {
    BindingQuery {
        search: search.to_owned(),
        ..BindingQuery::default()
    }
}

fn index() -> Index {
    Index::new(&survey(&[
        (
            "ml",
            &[
                ("Bob@x.org", "Viewer"),
                ("*", "Editor"),
                ("ada@x.org", "Admin"),
            ],
        ),
        (
            "research",
            &[("ada@x.org", "Viewer"), ("ml-group", "Exporter")],
        ),
    ]))
}

#[test]
fn bindings_are_searched_and_sorted() {
    let index = index();
    let all = BindingQuery::default();
    assert_eq!(
        shown(&index, &all),
        [
            "ada@x.org ml",
            "ada@x.org research",
            "* ml",
            "Bob@x.org ml",
            "ml-group research"
        ]
    );
    assert_eq!(shown(&index, &searching("BOB")), ["Bob@x.org ml"]);
    assert_eq!(shown(&index, &searching("ada res")), ["ada@x.org research"]);
    assert_eq!(shown(&index, &searching("ml")).len(), 4);
    for words in ["everyone", "signed-in users", "*"] {
        assert_eq!(shown(&index, &searching(words)), ["* ml"], "{words}");
    }
    let by_role = all.sorted_by(SortKey::Role);
    assert_eq!(
        shown(&index, &by_role)[..2],
        ["* ml", "ada@x.org ml"],
        "everyone first, then the strongest"
    );
    let other = BindingQuery {
        role: Some(RoleFilter::Other),
        kind: Some(PrincipalKind::Group),
        ..BindingQuery::default()
    };
    assert_eq!(shown(&index, &other), ["ml-group research"]);
    assert_eq!(
        index.size(),
        Size {
            principals: 3,
            workspaces: 2,
            bindings: 5
        }
    );
    let people = index.people();
    assert_eq!(
        (people[0].workspaces, &people[0].strongest),
        (2, &Some(Role::Admin))
    );
    assert_eq!((people[3].workspaces, &people[3].strongest), (1, &None));
    assert_eq!(index.named(" X.ORG b"), [2]);
    let bob = index.row(3).unwrap();
    assert!(bob.weaker_than_everyone && !index.row(0).unwrap().weaker_than_everyone);
}

/// The members of one workspace, shortly.
fn members() -> Index {
    let since = |principal: &str, roles: &str, since: &str| Member {
        granted_at: Some(since.to_owned()),
        ..member(principal, roles)
    };
    Index::of_workspace(&Arc::new(vec![
        since("zoe", "Admin", "2026-01-03"),
        since("Bob", "Viewer", "2026-01-02"),
        since("none", "", "2026-01-05"),
        since("ada@x.org", "Viewer,Admin,Exporter", "2026-01-01"),
        since("data-eng", "Exporter", "2026-01-06"),
        since("*", "Viewer", "2026-01-04"),
    ]))
}

#[test]
fn members_of_one_workspace_are_sorted() {
    let listed = |key, reversed| {
        let query = BindingQuery {
            sort: Sort { key, reversed },
            ..BindingQuery::default()
        };
        shown(&members(), &query).join("").trim_end().to_owned()
    };
    assert_eq!(
        listed(SortKey::Role, false),
        "* ada@x.org zoe Bob data-eng none"
    );
    assert_eq!(
        listed(SortKey::Role, true),
        "data-eng none Bob ada@x.org zoe *"
    );
    assert_eq!(
        listed(SortKey::Principal, false),
        "ada@x.org * Bob data-eng none zoe"
    );
    assert_eq!(
        listed(SortKey::Since, false),
        "data-eng none * zoe Bob ada@x.org"
    );
}

#[test]
fn members_of_one_workspace_are_filtered() {
    let with = |search: &str, role, kind| {
        let query = BindingQuery {
            role,
            kind,
            ..searching(search)
        };
        shown(&members(), &query).join("").trim_end().to_owned()
    };
    let role = |role| with("", Some(role), None);
    assert_eq!(with("BOB", None, None), "Bob");
    assert_eq!(with("everyone", None, None), "*");
    assert_eq!(role(RoleFilter::Admin), "ada@x.org zoe");
    assert_eq!(role(RoleFilter::Several), "ada@x.org");
    assert_eq!(
        role(RoleFilter::Other),
        "data-eng none",
        "who has an assignable role too is not among the others"
    );
    assert_eq!(with("", None, Some(PrincipalKind::Person)), "ada@x.org");
    assert_eq!(with("z", Some(RoleFilter::Admin), None), "zoe");
}

#[test]
fn capitals_count_last() {
    let names = ["b", "A", "B", "a"].map(|name| member(name, "Viewer"));
    let index = Index::of_workspace(&Arc::new(names.to_vec()));
    assert_eq!(
        shown(&index, &BindingQuery::default()),
        ["A ", "a ", "B ", "b "]
    );
}

#[test]
fn times_are_in_order() {
    let times = [
        "",
        "1969-07-20T20:17:40Z",
        "2026-11-25T07:30:12Z",
        "2026-11-25T07:30:12.00001+00:00",
        "2026-11-25T07:30:12.1",
        "2026-11-25T07:30:12.999999Z",
        "2026-11-25T07:30:13+00:00",
    ];
    assert!(times.is_sorted_by(|a, b| time_order(a) < time_order(b)));
}

fn sorts() -> impl Strategy<Value = Sort> {
    let keys = [
        SortKey::Principal,
        SortKey::Workspace,
        SortKey::Role,
        SortKey::Since,
    ];
    (prop::sample::select(keys.to_vec()), any::<bool>())
        .prop_map(|(key, reversed)| Sort { key, reversed })
}

proptest! {
    #[test]
    fn every_binding_is_there_once_in_every_order(all in surveys(), sort in sorts()) {
        let index = Index::new(&all);
        let order = index.sorted(sort);
        let mut seen: Vec<String> = order.iter().filter_map(|at| index.row(*at)).map(|row| format!("{}/{}", row.workspace, row.member.principal)).collect();
        let mut expected: Vec<String> = all.listed().flat_map(|(name, members)| members.iter().map(move |member| format!("{name}/{}", member.principal))).collect();
        seen.sort();
        expected.sort();
        prop_assert_eq!(seen, expected);
    }

    /// A workspace's own page lists what the page of all bindings lists for it: the same members in
    /// the same order.
    #[test]
    fn one_workspace_reads_the_same_by_itself_and_among_all(
        all in surveys(),
        // No part of a workspace's name: by itself, that isn't searched.
        search in "[@o.:c ]{0,3}",
        role in 0_usize..7,
        kind in 0_usize..5,
        sort in sorts(),
    ) {
        let query = BindingQuery {
            search,
            role: RoleFilter::ALL.get(role).map(|(role, ..)| *role),
            kind: KINDS.get(kind).map(|(kind, ..)| *kind),
            age: None,
            sort,
        };
        let together = shown(&Index::new(&all), &query);
        for (name, members) in all.listed() {
            let by_itself = shown(&Index::of_workspace(members), &query);
            let by_itself: Vec<String> = by_itself.into_iter().map(|row| row + name).collect();
            let behind = format!(" {name}");
            let among: Vec<String> = together.iter().filter(|row| row.ends_with(&behind)).cloned().collect();
            prop_assert_eq!(by_itself, among);
        }
    }

    #[test]
    fn members_are_found_by_their_names(names in prop::collection::btree_set("[aAbBß*İ]{1,3}", 0..6)) {
        let members: Vec<Member> = names.iter().map(|name| member(name, "Viewer")).collect();
        let index = Index::of_workspace(&Arc::new(members));
        for name in &names {
            prop_assert_eq!(&index.find(name).unwrap().principal, name);
        }
        prop_assert!(index.find("nobody").is_none());
    }
}
