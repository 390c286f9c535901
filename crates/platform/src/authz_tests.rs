//! Tests of the table: as a grid to read, and case by case.

use super::*;

const ACTIONS: [Action; 11] = [
    Action::ListWorkspaces,
    Action::CreateWorkspace,
    Action::InWorkspace(Permission::ReadWorkspace),
    Action::InWorkspace(Permission::ListMembers),
    Action::InWorkspace(Permission::UpdateWorkspace),
    Action::InWorkspace(Permission::ManageMembers),
    Action::InWorkspace(Permission::DeleteWorkspace),
    Action::ReadAudit,
    Action::ReadDeletions,
    Action::ReadBindings,
    Action::ReadGroupRules,
];

fn grants(on_workspace: &[Role], on_system: &[Role]) -> Grants {
    Grants {
        on_workspace: on_workspace.to_vec(),
        on_system: on_system.to_vec(),
        on_any: Vec::new(),
    }
}

/// Every action for every kind of caller, as a grid: `x` allowed, `s` scope, `.` denied.
fn grid(dialect: Dialect) -> Vec<String> {
    let everyone = [Role::Viewer, Role::WorkspaceCreator];
    let callers = [
        ("stranger", grants(&[], &[Role::Viewer])),
        ("creator", grants(&[], &everyone)),
        ("viewer", grants(&[Role::Viewer], &everyone)),
        ("editor", grants(&[Role::Viewer, Role::Editor], &everyone)),
        ("admin", grants(&[Role::Admin], &everyone)),
        ("unknown role", grants(&[Role::from("Exporter")], &everyone)),
        (
            "PlatformAdmin, not on system",
            grants(&[Role::PlatformAdmin], &everyone),
        ),
        (
            "HelixAdmin, not on system",
            grants(&[Role::from("HelixAdmin")], &everyone),
        ),
        ("PlatformAdmin", grants(&[], &[Role::PlatformAdmin])),
        ("HelixAdmin", grants(&[], &[Role::from("HelixAdmin")])),
    ];
    let scopes = [
        "",
        "openid",
        "platform:read",
        "entities:write",
        "models:read",
        "foo:bar",
    ];
    let mut grid = Vec::new();
    for (name, grants) in &callers {
        let cells: Vec<String> = scopes
            .iter()
            .map(|scope| {
                let scopes: Scopes = scope.split_whitespace().collect();
                ACTIONS
                    .iter()
                    .map(
                        |action| match decide(dialect, *action, Some("w"), &scopes, grants) {
                            Decision::Allow => 'x',
                            Decision::InsufficientScope(_) => 's',
                            Decision::Deny => '.',
                        },
                    )
                    .collect()
            })
            .collect();
        grid.push(format!("{name}: {}", cells.join(" ")));
    }
    grid
}

#[test]
fn the_table_in_the_dialect_of_nemo_platform() {
    assert_eq!(
        grid(Dialect::Nmp),
        [
            "stranger: x.......x.. x.......x.. xs..sss.x.. s.ss...ssss sssssssssss sssssssssss",
            "creator: xx......x.. xx......x.. xs..sss.x.. sxss...ssss sssssssssss sssssssssss",
            "viewer: xxxx....x.x xxxx....x.x xsxxsss.x.x sxss...ssss sssssssssss sssssssssss",
            "editor: xxxxx...x.x xxxxx...x.x xsxxsss.x.x sxssx..ssss sssssssssss sssssssssss",
            "admin: xxxxxxxxx.x xxxxxxxxx.x xsxxsssxx.x sxssxxxssss sssssssssss sssssssssss",
            "unknown role: xx......x.. xx......x.. xs..sss.x.. sxss...ssss sssssssssss sssssssssss",
            "PlatformAdmin, not on system: xx......x.. xx......x.. xs..sss.x.. sxss...ssss sssssssssss sssssssssss",
            "HelixAdmin, not on system: xx......x.. xx......x.. xs..sss.x.. sxss...ssss sssssssssss sssssssssss",
            "PlatformAdmin: xxxxxxxxxxx xxxxxxxxxxx xxxxxxxxxxx xxxxxxxxxxx xxxxxxxxxxx xxxxxxxxxxx",
            "HelixAdmin: x.......x.. x.......x.. xs..sss.x.. s.ss...ssss sssssssssss sssssssssss",
        ]
    );
}

#[test]
fn the_table_in_the_dialect_of_nemo_helix() {
    assert_eq!(
        grid(Dialect::Helix),
        [
            "stranger: x.......x.. x.......x.. xs..sss.x.. s.ss...ssss sssssssssss x.......x..",
            "creator: xx......x.. xx......x.. xs..sss.x.. sxss...ssss sssssssssss xx......x..",
            "viewer: xxxx....x.x xxxx....x.x xsxxsss.x.x sxss...ssss sssssssssss xxxx....x.x",
            "editor: xxxxx...x.x xxxxx...x.x xsxxsss.x.x sxssx..ssss sssssssssss xxxxx...x.x",
            "admin: xxxxxxxxx.x xxxxxxxxx.x xsxxsssxx.x sxssxxxssss sssssssssss xxxxxxxxx.x",
            "unknown role: xx......x.. xx......x.. xs..sss.x.. sxss...ssss sssssssssss xx......x..",
            "PlatformAdmin, not on system: xx......x.. xx......x.. xs..sss.x.. sxss...ssss sssssssssss xx......x..",
            "HelixAdmin, not on system: xx......x.. xx......x.. xs..sss.x.. sxss...ssss sssssssssss xx......x..",
            "PlatformAdmin: x.......x.. x.......x.. xs..sss.x.. s.ss...ssss sssssssssss x.......x..",
            "HelixAdmin: xxxxxxxxxxx xxxxxxxxxxx xsxxsssxxxx sxssxxxssss sssssssssss xxxxxxxxxxx",
        ]
    );
}

#[test]
fn only_platform_admins_bind_on_system() {
    let action = Action::InWorkspace(Permission::ManageMembers);
    let admin_of_system = grants(&[Role::Admin], &[Role::Admin]);
    let scopes = Scopes::default();
    assert_eq!(
        decide(
            Dialect::Nmp,
            action,
            Some(SYSTEM),
            &scopes,
            &admin_of_system
        ),
        Decision::Deny
    );
    let platform_admin = grants(&[], &[Role::PlatformAdmin]);
    assert_eq!(
        decide(Dialect::Nmp, action, Some(SYSTEM), &scopes, &platform_admin),
        Decision::Allow
    );
}

/// The wire contract's rules in its own words: an independent reading of the whole table.
fn expected(
    dialect: Dialect,
    action: Action,
    workspace: Option<&str>,
    scopes: &[&str],
    grants: &Grants,
) -> Decision {
    use Permission::{DeleteWorkspace, ListMembers, ManageMembers, ReadWorkspace, UpdateWorkspace};
    let has = |roles: &[Role], any_of: &[Role]| any_of.iter().any(|role| roles.contains(role));
    let (is_admin, counts): (bool, fn(&str) -> bool) = match dialect {
        Dialect::Nmp => (has(&grants.on_system, &[Role::PlatformAdmin]), |scope| {
            scope.contains(':')
        }),
        Dialect::Helix => (
            has(&grants.on_system, &[Role::from("HelixAdmin")]),
            |scope| scope.contains(':') && !scope.starts_with("foo:"),
        ),
    };
    if dialect == Dialect::Nmp && is_admin {
        return Decision::Allow;
    }
    let (access, reads) = match action {
        Action::ListWorkspaces
        | Action::ReadAudit
        | Action::ReadBindings
        | Action::ReadGroupRules
        | Action::ReadDeletions
        | Action::InWorkspace(ReadWorkspace | ListMembers) => (Access::Read, true),
        _ => (Access::Write, false),
    };
    let enough = match reads {
        true => ["platform:read", "entities:read"],
        false => ["platform:write", "entities:write"],
    };
    let checked = scopes.iter().any(|scope| counts(scope));
    if checked && !scopes.iter().any(|scope| enough.contains(scope)) {
        return Decision::InsufficientScope(access);
    }
    if is_admin {
        return Decision::Allow;
    }
    let on_workspace = &grants.on_workspace;
    let allowed = match (action, workspace) {
        (Action::ListWorkspaces | Action::ReadDeletions, _) | (Action::ReadGroupRules, None) => {
            true
        }
        (Action::CreateWorkspace, _) => has(&grants.on_system, &[Role::WorkspaceCreator]),
        (Action::InWorkspace(ManageMembers) | Action::ReadAudit, Some("system")) => false,
        (Action::ReadAudit, None) | (Action::ReadBindings, _) => {
            has(&grants.on_any, &[Role::Admin])
        }
        (Action::InWorkspace(ReadWorkspace | ListMembers) | Action::ReadGroupRules, _) => {
            has(on_workspace, &[Role::Viewer, Role::Editor, Role::Admin])
        }
        (Action::InWorkspace(UpdateWorkspace), _) => {
            has(on_workspace, &[Role::Editor, Role::Admin])
        }
        (Action::InWorkspace(ManageMembers | DeleteWorkspace) | Action::ReadAudit, _) => {
            has(on_workspace, &[Role::Admin])
        }
    };
    match allowed {
        true => Decision::Allow,
        false => Decision::Deny,
    }
}

fn subsets<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    (0..1_usize << items.len())
        .map(|bits| {
            let chosen = items
                .iter()
                .enumerate()
                .filter(|(at, _)| bits >> at & 1 == 1);
            chosen.map(|(_, item)| item.clone()).collect()
        })
        .collect()
}

/// Every action × every set of roles on the workspace and on `system` × every set of scopes.
#[test]
fn every_case() {
    let roles = subsets(&[
        Role::Viewer,
        Role::Editor,
        Role::Admin,
        Role::WorkspaceCreator,
        Role::PlatformAdmin,
        Role::from("HelixAdmin"),
    ]);
    let on_system = subsets(&[
        Role::Viewer,
        Role::Admin,
        Role::WorkspaceCreator,
        Role::PlatformAdmin,
        Role::from("HelixAdmin"),
    ]);
    let scopes: Vec<(Vec<&str>, Scopes)> = subsets(&[
        "foo:bar",
        "models:read",
        "platform:read",
        "platform:write",
        "entities:read",
        "entities:write",
    ])
    .into_iter()
    .map(|names| (names.clone(), names.into_iter().collect()))
    .collect();
    for on_workspace in &roles {
        for on_system in &on_system {
            let mut grants = grants(on_workspace, on_system);
            // Roles on this workspace are also roles on some workspace.
            grants.on_any = on_workspace.clone();
            for action in ACTIONS {
                for workspace in [None, Some("w"), Some(SYSTEM)] {
                    for (names, scopes) in &scopes {
                        for dialect in Dialect::ALL {
                            assert_eq!(
                                decide(dialect, action, workspace, scopes, &grants),
                                expected(dialect, action, workspace, names, &grants),
                                "{dialect:?} {action:?} {workspace:?} {names:?} {grants:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}
