use std::sync::Arc;

use nmp_types::assumed::Assumed;
use nmp_types::member::settle_admin_role;
use nmp_types::scope::ScopeRule;
use nmp_types::{GroupRule, GroupRules, Scopes};
use proptest::prelude::*;

use super::*;
use crate::fixtures::{ada_identity, holder};

fn rights(scopes: &[&str], system: Known<PlatformRoles>) -> Rights {
    Rights::Of {
        identity: Identity {
            scopes: scopes.iter().copied().collect::<Scopes>(),
            ..ada_identity()
        },
        system,
    }
}

const NO_ADMIN: Known<PlatformRoles> = Known::Listed(PlatformRoles {
    admin: None,
    creator: true,
});
const PLATFORM_ADMIN: Known<PlatformRoles> = Known::Listed(PlatformRoles {
    admin: Some(Role::PlatformAdmin),
    creator: false,
});

fn grid(rights: &Rights, members: &KnownMembers) -> String {
    Permission::ALL
        .iter()
        .map(
            |permission| match rights.in_workspace(*permission, "ml-team", members) {
                Verdict::Allowed => 'x',
                Verdict::Denied(_) => '.',
                Verdict::Unknown(_) => '?',
            },
        )
        .collect()
}

#[test]
fn who_has_no_name_makes_no_workspace() {
    let nameless = |subject_is_no_name, email: Option<&str>| Rights::Of {
        identity: Identity {
            subject_is_no_name,
            email: email.map(str::to_owned),
            ..ada_identity()
        },
        system: NO_ADMIN,
    };
    let denied = Verdict::Denied(Reason::NoName);
    assert_eq!(nameless(true, None).create_workspace(), denied);
    assert!(nameless(false, None).create_workspace().is_allowed());
    let addressed = nameless(true, Some("ada@example.com"));
    assert!(addressed.create_workspace().is_allowed());
    for unfit in ["..", "ada\u{200b}", "ada\u{202e}@example.com"] {
        assert_eq!(nameless(true, Some(unfit)).create_workspace(), denied);
        // The ID is a name then.
        assert!(nameless(false, Some(unfit)).create_workspace().is_allowed());
    }
}

/// Unknown is not “no”.
#[test]
fn groups_that_are_left_out_may_give_a_role() {
    let listed = |role| {
        Known::Listed(Arc::new(vec![
            holder("ada@example.com", &[role]),
            holder("some-group", &["Admin"]),
        ]))
    };
    let with = |system: Known<PlatformRoles>, left_out| Rights::Of {
        identity: Identity {
            groups_left_out: left_out,
            ..ada_identity()
        },
        system,
    };
    let no_creator = Known::Listed(PlatformRoles {
        admin: None,
        creator: false,
    });
    for (left_out, viewer) in [(true, "xx???"), (false, "xx...")] {
        let rights = with(NO_ADMIN, left_out);
        assert_eq!(grid(&rights, &listed("Viewer")), viewer);
        assert_eq!(grid(&rights, &listed("Admin")), "xxxxx");
        let create = with(no_creator.clone(), left_out).create_workspace();
        assert!(!create.is_allowed());
        assert_eq!(matches!(create, Verdict::Unknown(_)), left_out);
    }
    let reason = with(NO_ADMIN, true)
        .in_workspace(Permission::ManageMembers, "ml-team", &listed("Viewer"))
        .explanation(Permission::ManageMembers)
        .unwrap();
    assert!(reason.contains("groups"), "{reason}");
    assert!(!with(NO_ADMIN, true).is_platform_admin());
}

#[test]
fn names_that_are_only_assumed_may_have_a_role() {
    let members = |principal: &str| Known::Listed(Arc::new(vec![holder(principal, &["Admin"])]));
    let rights = Rights::Of {
        identity: Identity {
            assumed: Some(Assumed {
                subject: Some("object-7".to_owned()),
                ..Assumed::default()
            }),
            ..ada_identity()
        },
        system: NO_ADMIN,
    };
    assert_eq!(
        grid(&rights, &members("object-7")),
        "xxxxx",
        "one of the names"
    );
    assert_eq!(grid(&rights, &members("somebody-else")), "?????");
    let reason = rights
        .in_workspace(
            Permission::ManageMembers,
            "ml-team",
            &members("somebody-else"),
        )
        .explanation(Permission::ManageMembers)
        .unwrap();
    assert!(reason.contains("which claims"), "{reason}");
    assert!(rights.why_more().unwrap().contains("which claims"));
    assert!(!rights.is_platform_admin());
}

/// Columns: read, list members, update, manage members, delete.
#[test]
fn what_may_be_offered() {
    use Known::{Forbidden, Listed, Loading};
    let as_role = |role| Listed(Arc::new(vec![holder("ada@example.com", &[role])]));
    let read_only = ["openid", "platform:read"];
    let cases = [
        (rights(&[], NO_ADMIN), as_role("Viewer"), "xx..."),
        (rights(&[], NO_ADMIN), as_role("Editor"), "xxx.."),
        (rights(&[], NO_ADMIN), as_role("Admin"), "xxxxx"),
        (rights(&[], NO_ADMIN), as_role("Exporter"), "....."),
        (rights(&read_only, NO_ADMIN), as_role("Admin"), "xx..."),
        (
            rights(&["models:read"], NO_ADMIN),
            as_role("Admin"),
            ".....",
        ),
        (rights(&read_only, PLATFORM_ADMIN), Loading, "xxxxx"),
        (
            rights(&read_only, Known::Loading),
            as_role("Admin"),
            "xx???",
        ),
        (rights(&[], Known::Loading), as_role("Viewer"), "xx???"),
        (rights(&[], NO_ADMIN), Forbidden, "?????"),
        (rights(&[], Known::Forbidden), Forbidden, "?????"),
        (rights(&[], NO_ADMIN), Loading, "?????"),
        (Rights::Open, Loading, "xxxxx"),
    ];
    for (rights, members, expected) in cases {
        assert_eq!(grid(&rights, &members), expected, "{rights:?} {members:?}");
    }
}

/// Since Helix 0.8; columns as above, then: create, whether the token is called read-only.
#[test]
fn scopes_bind_platform_admins_where_families_count() {
    let shown = |scopes: &[&str], system, rule| {
        let mut rights = rights(scopes, system);
        if let Rights::Of { identity, .. } = &mut rights {
            identity.scopes = identity.scopes.clone().by(rule);
        }
        let create = rights.create_workspace().is_allowed();
        let read_only = rights.is_read_only();
        format!("{} {create} {read_only}", grid(&rights, &Known::Loading))
    };
    let (old, new) = (ScopeRule::AnyColon, ScopeRule::KnownFamilies);
    for (scopes, system, by_old, by_new) in [
        (
            &["platform:read"][..],
            PLATFORM_ADMIN,
            "xxxxx true false",
            "xx... false true",
        ),
        (
            &["models:read"],
            PLATFORM_ADMIN,
            "xxxxx true false",
            "..... false true",
        ),
        (
            &["foo:bar"],
            PLATFORM_ADMIN,
            "xxxxx true false",
            "xxxxx true false",
        ),
        (
            &["foo:bar"],
            NO_ADMIN,
            "..... false true",
            "????? true false",
        ),
        (
            &["platform:read"],
            Known::Loading,
            "????? false false",
            "??... false true",
        ),
        (
            &["platform:read", "platform:write"],
            PLATFORM_ADMIN,
            "xxxxx true false",
            "xxxxx true false",
        ),
    ] {
        assert_eq!(shown(scopes, system.clone(), old), by_old, "{scopes:?}");
        assert_eq!(shown(scopes, system, new), by_new, "{scopes:?}");
    }
}

#[test]
fn built_in_workspaces_are_never_deleted() {
    for name in [DEFAULT, SYSTEM] {
        let verdict = Rights::Open.in_workspace(Permission::DeleteWorkspace, name, &Known::Loading);
        assert_eq!(verdict, Verdict::Denied(Reason::BuiltIn));
    }
}

#[test]
fn creating_is_offered_by_binding_or_by_the_documented_default() {
    let verdict = |scopes: &[&str], system| rights(scopes, system).create_workspace();
    let nobody = Known::Listed(PlatformRoles {
        admin: None,
        creator: false,
    });
    assert!(verdict(&[], NO_ADMIN).is_allowed());
    assert!(verdict(&[], Known::Forbidden).is_allowed());
    assert!(verdict(&["platform:read"], PLATFORM_ADMIN).is_allowed());
    assert!(!verdict(&["platform:read"], NO_ADMIN).is_allowed());
    assert!(!verdict(&[], nobody).is_allowed());
    assert!(!verdict(&[], Known::Loading).is_allowed());
}

#[test]
fn the_members_of_system_tell_platform_wide_roles() {
    let seeded = [
        holder("*", &["WorkspaceCreator", "Viewer"]),
        holder("admin@example.com", &["PlatformAdmin"]),
    ];
    assert_eq!(
        Known::Listed(PlatformRoles::of(&ada_identity(), &seeded)),
        NO_ADMIN
    );
    let ada_too = [holder("ada@example.com", &["PlatformAdmin"])];
    assert_eq!(
        Known::Listed(PlatformRoles::of(&ada_identity(), &ada_too)),
        PLATFORM_ADMIN
    );
}

/// Each name counts on some platforms, and is shown as it is.
#[test]
fn a_platform_admin_is_one_by_the_role_that_counts() {
    let mut system = [
        holder("ada@example.com", &["HelixAdmin"]),
        holder("data-eng", &["PlatformAdmin"]),
    ];
    for (counts, role, source) in [
        (Role::HelixAdmin, "HelixAdmin", "ada@example.com"),
        (Role::PlatformAdmin, "PlatformAdmin", "data-eng"),
    ] {
        let mut settled = system.clone();
        settle_admin_role(&mut settled, Some(counts), |_| false);
        for member in &settled {
            let roles = PlatformRoles::of(&ada_identity(), std::slice::from_ref(member));
            assert_eq!(roles.admin.is_some(), member.principal == source);
        }
        let rights = rights(
            &[],
            Known::Listed(PlatformRoles::of(&ada_identity(), &settled)),
        );
        assert!(rights.is_platform_admin());
        assert_eq!(
            rights.role_in("ml", &Known::Loading).unwrap().role.as_str(),
            role
        );
    }
    // The other name alone gives nothing, on `system` either.
    settle_admin_role(&mut system[1..], Some(Role::HelixAdmin), |_| false);
    let powerless = &system[1..];
    assert_eq!(PlatformRoles::of(&ada_identity(), powerless).admin, None);
    assert_eq!(effective_role(&ada_identity(), "ml", powerless), None);
}

proptest! {
    /// Whatever is known, nothing is offered that the shared table forbids.
    #[test]
    fn nothing_is_offered_that_the_role_forbids(role in "Viewer|Editor|Admin|Exporter", index in 0..5_usize) {
        let permission = Permission::ALL[index];
        let members = Known::Listed(Arc::new(vec![holder("ada@example.com", &[&role])]));
        let offered = rights(&[], NO_ADMIN).in_workspace(permission, "ml-team", &members).is_allowed();
        prop_assert_eq!(offered, permission.granted_by(&Role::from(role.as_str())));
    }
}

#[test]
fn a_rule_is_as_good_as_a_binding_and_an_unknown_one_is_no_no() {
    let rule = GroupRule::new("data-*", "*", Role::Admin).unwrap();
    let with = |group_rules: GroupRules, scopes: &str| Rights::Of {
        identity: Identity {
            group_rules,
            scopes: Scopes::from_text(scopes, ""),
            ..ada_identity()
        },
        system: Known::Listed(PlatformRoles {
            admin: None,
            creator: false,
        }),
    };
    let nobody: KnownMembers = Known::Listed(Arc::default());
    let known = GroupRules::known(vec![rule]);
    let may = |rights: &Rights, workspace: &str| {
        rights.in_workspace(Permission::ManageMembers, workspace, &nobody)
    };
    let rights = with(known.clone(), "");
    assert_eq!(may(&rights, "eng"), Verdict::Allowed);
    assert_eq!(rights.read_audit("eng", &nobody), Verdict::Allowed);
    assert!(matches!(may(&rights, "web"), Verdict::Denied(_)));
    assert_eq!(rights.role_in("web", &nobody), None);
    let read_only = with(known, "platform:read");
    assert_eq!(
        may(&read_only, "eng"),
        Verdict::Denied(Reason::ReadOnlyToken)
    );
    let missing = with(GroupRules::missing(), "");
    assert_eq!(may(&missing, "eng"), Verdict::Unknown(Reason::NotLoaded));
    assert!(missing.may_be_more() && missing.why_more().is_some());
    for (principal, is_open) in [
        ("ada@example.com", true),
        ("bob@example.com", true),
        ("some-group", true),
        ("*", false),
        ("service:sync", false),
    ] {
        let why = missing.why_unsettled_of(principal);
        assert_eq!(why.is_some(), is_open, "{principal}");
        assert_eq!(rights.why_unsettled_of(principal), None, "{principal}");
    }
}

/// Being a platform admin is a role, too.
#[test]
fn ones_own_roles_are_open_until_it_is_known_who_is_a_platform_admin() {
    let open = rights(&[], Known::Loading);
    assert!(open.why_more().is_none() && open.why_unsettled().is_some());
    assert!(open.why_unsettled_of("ada@example.com").is_some());
    assert_eq!(open.why_unsettled_of("bob@example.com"), None);
    for settled in [NO_ADMIN, PLATFORM_ADMIN, Known::Forbidden] {
        assert_eq!(rights(&[], settled).why_unsettled(), None);
    }
    assert_eq!(Rights::Open.why_unsettled_of("bob@example.com"), None);
}

#[test]
fn what_is_known_of_a_person_outlives_an_answer_that_did_not_come() {
    let with = |subject: &str, system: Known<PlatformRoles>, group_rules| Rights::Of {
        identity: Identity {
            subject: subject.to_owned(),
            group_rules,
            ..ada_identity()
        },
        system,
    };
    let ada = with("ada", PLATFORM_ADMIN, GroupRules::default());
    let nothing = |subject| with(subject, Known::Loading, GroupRules::missing());
    assert_eq!(nothing("ada").or_as(Some(&ada)), ada);
    assert_eq!(nothing("bob").or_as(Some(&ada)), nothing("bob"));
    assert_eq!(nothing("ada").or_as(None), nothing("ada"));
    assert_eq!(nothing("ada").or_as(Some(&Rights::Open)), nothing("ada"));
    let decided = with("ada", Known::Forbidden, GroupRules::default());
    assert_eq!(decided.clone().or_as(Some(&ada)), decided);
}
