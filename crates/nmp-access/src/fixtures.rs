//! Surveys, members and people for the tests of this crate.

use std::sync::Arc;

use nmp_types::workspace::SYSTEM;
use nmp_types::{GroupRules, Identity, Member, Role};
use proptest::prelude::*;

use crate::fault::{Fault, FaultKind};
use crate::known::Known;
use crate::survey::{Survey, Surveyed};
use crate::{PlatformRoles, Rights};

/// A member; roles are separated by commas.
pub fn member(principal: &str, roles: &str) -> Member {
    Member {
        principal: principal.to_owned(),
        roles: roles
            .split(',')
            .filter(|role| !role.is_empty())
            .map(Role::from)
            .collect(),
        granted_at: None,
        granted_by: None,
    }
}

/// A member with these roles.
pub fn holder(principal: &str, roles: &[&str]) -> Member {
    member(principal, &roles.join(","))
}

/// Ada as her token describes her.
pub fn ada_identity() -> Identity {
    Identity {
        subject: "user-1".into(),
        principal_id: "user-1".into(),
        email: Some("ada@example.com".into()),
        groups: vec!["data-eng".into()],
        ..Identity::default()
    }
}

/// A survey in which every workspace is listed.
pub fn survey(workspaces: &[(&str, &[(&str, &str)])]) -> Survey {
    Survey::new(
        workspaces
            .iter()
            .map(|(name, members)| Surveyed {
                name: (*name).to_owned(),
                members: Known::Listed(Arc::new(
                    members
                        .iter()
                        .map(|(principal, roles)| member(principal, roles))
                        .collect(),
                )),
            })
            .collect(),
    )
}

fn of(email: &str, platform_admin: bool) -> Rights {
    Rights::Of {
        identity: Identity {
            subject: format!("sub-{email}"),
            principal_id: format!("sub-{email}"),
            email: Some(email.to_owned()),
            groups: vec!["data-eng".to_owned()],
            ..Identity::default()
        },
        system: Known::Listed(PlatformRoles {
            admin: platform_admin.then_some(Role::PlatformAdmin),
            creator: false,
        }),
    }
}

/// The same rights on a platform with rules for groups; the person is in the group `data-eng`.
pub fn with_rules(rights: Rights, rules: GroupRules) -> Rights {
    match rights {
        Rights::Open => Rights::Open,
        Rights::Of {
            mut identity,
            system,
        } => {
            identity.group_rules = rules;
            Rights::Of { identity, system }
        }
    }
}

/// The rights of Ada, who is not a platform admin.
pub fn ada() -> Rights {
    of("ada@x.org", false)
}

/// The rights of a platform admin.
pub fn admin() -> Rights {
    of("root@x.org", true)
}

/// People, groups and everyone, few enough to meet often.
pub const PRINCIPALS: [&str; 6] = [
    "ada@x.org",
    "bob@x.org",
    "carol@x.org",
    "data-eng",
    "service:ci",
    "*",
];

/// Surveys of a few workspaces; some are unknown.
pub fn surveys() -> impl Strategy<Value = Survey> {
    let roles = prop::sample::select(vec![
        "Viewer",
        "Editor",
        "Admin",
        "Viewer,Admin",
        "Exporter",
        "PlatformAdmin",
    ]);
    let members = prop::collection::btree_map(prop::sample::select(&PRINCIPALS[..]), roles, 0..5);
    let knowledge = prop_oneof![
        6 => members.prop_map(|members| Known::Listed(Arc::new(
            members.into_iter().map(|(principal, roles)| member(principal, roles)).collect()
        ))),
        1 => Just(Known::Forbidden),
        1 => Just(Known::Loading),
        1 => Just(Known::Failed(Fault { kind: FaultKind::NoAnswer, words: "no answer".to_owned() })),
    ];
    prop::collection::vec(knowledge, 1..5).prop_map(|all| {
        let names = ["alpha", "beta", "default", SYSTEM];
        Survey::new(
            all.into_iter()
                .zip(names)
                .map(|(members, name)| Surveyed {
                    name: name.to_owned(),
                    members,
                })
                .collect(),
        )
    })
}
