use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::Known;
use crate::figure::Count;
use crate::fixtures::{ada, admin, survey, surveys};
use crate::survey::bus_factor::{Factor, staffing};

const NOW: &str = "2026-11-28T03:00:00.000Z";

fn look_at<'a>(
    survey: &'a Survey,
    rights: &'a Rights,
    suspects: Option<&'a HashMap<String, String>>,
) -> Look<'a> {
    Look {
        survey,
        listed: survey,
        rights,
        suspects,
        trail: &[],
        now: NOW,
    }
}

fn found(survey: &Survey) -> Findings {
    findings(&look_at(survey, &admin(), Some(&HashMap::new())))
}

fn sentences(all: &Findings, kind: Kind) -> Vec<String> {
    all.of(Some(kind)).map(Finding::sentence).collect()
}

/// The same, with when and by whom everything was granted.
fn granted(all: Survey, at: &str, by: impl Fn(&str) -> Option<String>) -> Survey {
    let names: Vec<String> = all
        .workspaces()
        .iter()
        .map(|one| one.name.clone())
        .collect();
    let mut all = all;
    for name in names {
        if let Some(members) = all.members(&name) {
            let mut members = members.to_vec();
            for member in &mut members {
                member.granted_at = Some(at.to_owned());
                member.granted_by = by(&member.principal);
            }
            all.note(&name, Known::Listed(members.into()));
        }
    }
    all
}

#[test]
fn doors_admins_groups_and_services() {
    let all = found(&survey(&[
        (
            "edit",
            &[
                ("*", "Editor"),
                ("ada@x.org", "Admin"),
                ("bob@x.org", "Admin"),
            ],
        ),
        (
            "view",
            &[
                ("*", "Viewer"),
                ("data-eng", "Editor"),
                ("ada@x.org", "Admin"),
            ],
        ),
        ("robot", &[("service:ci", "Admin")]),
        ("empty", &[]),
        (
            "system",
            &[("*", "WorkspaceCreator"), ("root@x.org", "PlatformAdmin")],
        ),
    ]));
    assert_eq!(
        sentences(&all, Kind::Open),
        [
            "All signed-in users can edit edit.",
            "All signed-in users can view view."
        ]
    );
    assert_eq!(
        sentences(&all, Kind::Admins),
        [
            "empty has no Admin: platform admins only.",
            "robot has no person as an Admin, only service:ci.",
            "system has one Admin: root@x.org.",
            "view has one Admin: ada@x.org.",
        ]
    );
    assert_eq!(
        sentences(&all, Kind::Groups),
        ["data-eng can edit view. How many people that is isn't visible."]
    );
    assert_eq!(
        sentences(&all, Kind::Services),
        ["service:ci is an Admin of robot."]
    );
    assert_eq!(all.all()[0].severity, Severity::High);
    assert_eq!(all.figure(Some(Kind::Open)).read(), Count::Known(2));
    assert_eq!(all.figure(Some(Kind::AdminShare)).read(), Count::Known(0));
    // Nobody said when anything was granted.
    assert_eq!(all.figure(Some(Kind::NewAdmins)).read(), Count::Unknown);
    assert_eq!(all.figure(None).read(), Count::AtLeast(all.all().len()));
}

#[test]
fn what_one_may_not_change_leads_to_the_members() {
    let all = survey(&[("open", &[("*", "Editor"), ("ada@x.org", "Viewer")])]);
    let theirs = findings(&look_at(&all, &ada(), None));
    assert!(
        theirs
            .all()
            .iter()
            .all(|one| one.action == Action::Members("open".to_owned()))
    );
    let mine = found(&all);
    let actions: Vec<&Action> = mine.all().iter().map(|one| &one.action).collect();
    let open = "open".to_owned();
    assert_eq!(
        actions,
        [&Action::ViewOnly(open.clone()), &Action::AddAdmin(open)]
    );
}

#[test]
fn shares_reach_and_domains_are_compared() {
    let crowd: Vec<(String, String)> = (0..45)
        .map(|at| (format!("p{at}@x.org"), "Viewer".to_owned()))
        .chain([("ext@partner.org".to_owned(), "Viewer".to_owned())])
        .chain([("one@y.org".to_owned(), "Viewer".to_owned())])
        .chain([("two@y.org".to_owned(), "Viewer".to_owned())])
        .collect();
    let mut workspaces: Vec<(String, Vec<(String, String)>)> = (0..9)
        .map(|at| {
            let boss = match at {
                0..4 => "wide@x.org".to_owned(),
                _ => format!("boss{at}@x.org"),
            };
            let mut members = crowd.clone();
            members.push((boss, "Admin".to_owned()));
            (format!("w{at}"), members)
        })
        .collect();
    for (_, roles) in workspaces[8].1.iter_mut().take(20) {
        *roles = "Admin".to_owned();
    }
    let borrowed: Vec<(&str, Vec<(&str, &str)>)> = workspaces
        .iter()
        .map(|(name, members)| {
            let members = members
                .iter()
                .map(|(who, roles)| (who.as_str(), roles.as_str()));
            (name.as_str(), members.collect())
        })
        .collect();
    let slices: Vec<(&str, &[(&str, &str)])> = borrowed
        .iter()
        .map(|(name, members)| (*name, members.as_slice()))
        .collect();
    let mut known = survey(&slices);
    let all = found(&known);
    assert_eq!(
        sentences(&all, Kind::AdminShare),
        ["w8: 21 of 49 people are Admins, which is unusual among 9 workspaces."]
    );
    assert_eq!(
        sentences(&all, Kind::Reach),
        ["wide@x.org is an Admin of 4 workspaces by name, more than twice as many as most Admins."]
    );
    assert_eq!(
        sentences(&all, Kind::Domains),
        ["ext@partner.org has an address of partner.org, which few people here have."]
    );
    known.note("w5", Known::Forbidden);
    let all = found(&known);
    assert!(sentences(&all, Kind::Reach)[0].contains("at least 4 workspaces"));
}

#[test]
fn who_was_raised_is_said_with_what_they_were() {
    use nmp_types::audit::{ActorKind, AuditActor};
    let all = survey(&[(
        "ml",
        &[
            ("ada@x.org", "Admin"),
            ("bob@x.org", "Admin"),
            ("eve@x.org", "Viewer"),
        ],
    )]);
    // Raised long after they were added, and nothing says when they became Admin.
    let all = granted(all, "2026-01-01T00:00:00Z", |_| None);
    let raise = |principal: &str, at: &str| AuditEntry {
        id: "audit-1".into(),
        at: at.into(),
        actor: AuditActor {
            kind: ActorKind::Principal,
            id: Some("user-1".into()),
            email: Some("ada@x.org".into()),
            name: None,
        },
        action: nmp_types::AuditAction::MemberChanged,
        workspace_id: String::new(),
        workspace: "ml".into(),
        principal: Some(principal.into()),
        roles_before: vec![Role::Editor],
        roles_after: vec![Role::Admin],
        request_id: None,
    };
    // Eve was lowered again; what is old is no news.
    let trail = [
        raise("bob@x.org", "2026-11-26T00:00:00Z"),
        raise("eve@x.org", "2026-11-26T00:00:00Z"),
        raise("ada@x.org", "2026-10-26T00:00:00Z"),
    ];
    let rights = admin();
    let look = Look {
        trail: &trail,
        ..look_at(&all, &rights, None)
    };
    let found = findings(&look);
    assert_eq!(
        sentences(&found, Kind::NewAdmins),
        ["bob@x.org was raised from Editor to Admin of ml, by ada@x.org."]
    );
    let since = found
        .of(Some(Kind::NewAdmins))
        .next()
        .unwrap()
        .since
        .clone();
    assert_eq!(since.as_deref(), Some("2026-11-26T00:00:00Z"));
}

#[test]
fn when_and_by_whom() {
    let plain = survey(&[("ml", &[("ada@x.org", "Admin"), ("bob@x.org", "Admin")])]);
    let old = found(&granted(plain.clone(), "2025-11-27T00:00:00Z", |_| {
        Some("user-7".into())
    }));
    assert_eq!(
        sentences(&old, Kind::OldGrants),
        ["2 have been Admins of ml for more than a year."]
    );
    assert_eq!(
        sentences(&old, Kind::Granters),
        ["“user-7” made 2 grants, and isn't anyone named here: an ID, or a person who left."]
    );
    assert_eq!(old.figure(Some(Kind::OwnGrants)).read(), Count::Known(0));
    let mut new = granted(plain.clone(), "2026-11-21T00:00:00Z", |_| {
        Some("zoe@x.org".into())
    });
    let mut members = new.members("ml").unwrap().to_vec();
    members[1].granted_at = Some("2026-11-21T00:00:01Z".to_owned());
    new.note("ml", Known::Listed(members.into()));
    let new = found(&new);
    assert_eq!(
        sentences(&new, Kind::NewAdmins),
        ["bob@x.org is new as an Admin of ml, by zoe@x.org.",]
    );
    assert_eq!(sentences(&new, Kind::Granters), [""; 0]);
    // The creator has the first grant by themselves; who comes later and does the same is found.
    let mut own = granted(plain, "2026-01-01T00:00:00Z", |name| Some(name.to_owned()));
    let mut members = own.members("ml").unwrap().to_vec();
    members[1].granted_at = Some("2026-02-01T00:00:00Z".to_owned());
    own.note("ml", Known::Listed(members.into()));
    assert_eq!(
        sentences(&found(&own), Kind::OwnGrants),
        ["bob@x.org granted Admin to themselves in ml."]
    );
}

#[test]
fn platform_admins_are_counted_where_they_are_visible() {
    let names: Vec<String> = (0..6).map(|at| format!("root{at}@x.org")).collect();
    let members: Vec<(&str, &str)> = names
        .iter()
        .map(|one| (one.as_str(), "PlatformAdmin"))
        .collect();
    let mut all = survey(&[("system", &members)]);
    assert_eq!(sentences(&found(&all), Kind::PlatformAdmins).len(), 1);
    all.note("system", Known::Forbidden);
    assert_eq!(
        found(&all).figure(Some(Kind::PlatformAdmins)).read(),
        Count::Unknown
    );
}

#[test]
fn files_say_the_rule_and_what_is_not_known() {
    let mut all = survey(&[("a|b", &[("*", "Editor")]), ("other", &[])]);
    all.note("other", Known::Forbidden);
    let all_found = found(&all);
    let text = export::csv(
        all_found.all().iter(),
        &all.gaps(),
        "everything, in 1 of 2 workspaces",
    );
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&records[0][1], "open");
    assert_eq!(&records[0][6], Kind::Open.rule());
    assert!(records[records.len() - 2][2].starts_with("Unknown:"));
    assert!(records[records.len() - 1][2].starts_with("Looked at:"));
    let head = export::Head {
        platform: "https://nmp".into(),
        who: "ada".into(),
        now: NOW.into(),
        scope: "everything".into(),
    };
    let refs: Vec<&Finding> = all_found.all().iter().collect();
    let text = export::markdown(&refs, &all.gaps(), &head);
    for part in ["## High", r"a\|b", "## Rules", "## Not known", "| other |"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn names_of_kinds_are_read_again() {
    for kind in Kind::ALL {
        assert_eq!(Kind::named(kind.name()), Some(kind));
        assert!(kind.rule().ends_with('.'));
    }
    assert_eq!(Kind::named("nonsense"), None);
}

proptest! {
    /// Whatever is missing is never counted as “none”.
    #[test]
    fn a_zero_needs_everything(all in surveys(), compared: bool) {
        let suspects = HashMap::new();
        let found = findings(&look_at(&all, &admin(), compared.then_some(&suspects)));
        let complete = all.coverage().is_complete();
        for kind in Kind::ALL.map(Some).into_iter().chain([None]) {
            let figure = found.figure(kind).read();
            prop_assert!(complete || !matches!(figure, Count::Known(_)), "{:?} {:?}", kind, figure);
        }
        if !compared {
            prop_assert!(!matches!(found.figure(Some(Kind::Names)).read(), Count::Known(_)));
            prop_assert!(!matches!(found.figure(None).read(), Count::Known(_)));
        }
    }

    /// A finding names only what is known; what is forbidden takes its findings away, and no others of
    /// those that are about one workspace.
    #[test]
    fn findings_are_about_what_is_known(all in surveys(), at in 0_usize..4) {
        let before = found(&all);
        for finding in before.all() {
            if let Some(workspace) = finding.workspace() {
                prop_assert!(all.members(workspace).is_some(), "{:?}", finding);
            }
        }
        let Some(name) = all.workspaces().get(at).map(|one| one.name.clone()) else {
            return Ok(());
        };
        let mut less = all.clone();
        less.note(&name, Known::Forbidden);
        let after = found(&less);
        for kind in [Kind::Open, Kind::Groups, Kind::Services] {
            let stay: Vec<&Finding> =
                before.of(Some(kind)).filter(|one| one.workspace() != Some(name.as_str())).collect();
            let there: Vec<&Finding> = after.of(Some(kind)).collect();
            prop_assert_eq!(stay.iter().map(|one| one.sentence()).collect::<Vec<_>>(),
                there.iter().map(|one| one.sentence()).collect::<Vec<_>>());
        }
    }

    /// It agrees with the page about few Admins, and severities come in order.
    #[test]
    fn few_admins_are_those_of_the_bus_factor(all in surveys()) {
        let rights = admin();
        let expected: BTreeMap<String, Factor> = staffing(&all, &all, &rights)
            .into_iter()
            .filter(|one| one.factor() != Factor::Enough)
            .map(|one| (one.workspace.clone(), one.factor()))
            .collect();
        let found = found(&all);
        let named: Vec<String> = found
            .of(Some(Kind::Admins))
            .filter_map(|one| one.workspace().map(str::to_owned))
            .collect();
        prop_assert_eq!(named.len(), expected.len());
        prop_assert!(named.iter().all(|name| expected.contains_key(name)));
        prop_assert!(found.all().is_sorted_by_key(|one| one.severity));
    }
}
