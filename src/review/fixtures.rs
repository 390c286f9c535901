//! Surveys and people for the tests of this folder.

use std::sync::Arc;

use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Role};
use proptest::prelude::*;

use super::survey::{Knowledge, Survey, Surveyed};
use crate::access::{Rights, SystemEvidence};
use crate::session::Identity;

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

/// A survey in which every workspace is listed.
pub fn survey(workspaces: &[(&str, &[(&str, &str)])]) -> Survey {
    Survey::new(
        workspaces
            .iter()
            .map(|(name, members)| Surveyed {
                name: (*name).to_owned(),
                members: Knowledge::Listed(Arc::new(
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
        system: SystemEvidence::Listed {
            platform_admin,
            workspace_creator: false,
        },
    }
}

/// The rights of Ada, who is no platform admin.
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
        6 => members.prop_map(|members| Knowledge::Listed(Arc::new(
            members.into_iter().map(|(principal, roles)| member(principal, roles)).collect()
        ))),
        1 => Just(Knowledge::Forbidden),
        1 => Just(Knowledge::Waiting),
        1 => Just(Knowledge::Failed("no answer".to_owned())),
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
