//! Tests of the table: as a grid to read, and case by case.

use super::*;

const ACTIONS: [Action; 8] = [
    Action::ListWorkspaces,
    Action::CreateWorkspace,
    Action::InWorkspace(Permission::ReadWorkspace),
    Action::InWorkspace(Permission::ListMembers),
    Action::InWorkspace(Permission::UpdateWorkspace),
    Action::InWorkspace(Permission::ManageMembers),
    Action::InWorkspace(Permission::DeleteWorkspace),
    Action::ReadAudit,
];

fn grants(on_workspace: &[Role], on_system: &[Role]) -> Grants {
    Grants {
        on_workspace: on_workspace.to_vec(),
        on_system: on_system.to_vec(),
        on_any: Vec::new(),
    }
}

/// Every action for every kind of caller, as a grid: `x` allowed, `s` scope, `.` denied.
#[test]
fn the_table() {
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
        ("platform admin", grants(&[], &[Role::PlatformAdmin])),
    ];
    let scopes = [
        "",
        "openid",
        "platform:read",
        "entities:write",
        "models:read",
    ];
    let mut grid = Vec::new();
    for (name, grants) in &callers {
        let cells: Vec<String> = scopes
            .iter()
            .map(|scope| {
                let scopes: Scopes = scope.split_whitespace().collect();
                ACTIONS
                    .iter()
                    .map(|action| match decide(*action, Some("w"), &scopes, grants) {
                        Decision::Allow => 'x',
                        Decision::InsufficientScope(_) => 's',
                        Decision::Deny => '.',
                    })
                    .collect()
            })
            .collect();
        grid.push(format!("{name}: {}", cells.join(" ")));
    }
    assert_eq!(
        grid,
        [
            "stranger: x....... x....... xs..sss. s.ss...s ssssssss",
            "creator: xx...... xx...... xs..sss. sxss...s ssssssss",
            "viewer: xxxx.... xxxx.... xsxxsss. sxss...s ssssssss",
            "editor: xxxxx... xxxxx... xsxxsss. sxssx..s ssssssss",
            "admin: xxxxxxxx xxxxxxxx xsxxsssx sxssxxxs ssssssss",
            "unknown role: xx...... xx...... xs..sss. sxss...s ssssssss",
            "PlatformAdmin, not on system: xx...... xx...... xs..sss. sxss...s ssssssss",
            "platform admin: xxxxxxxx xxxxxxxx xxxxxxxx xxxxxxxx xxxxxxxx",
        ]
    );
}

#[test]
fn only_platform_admins_bind_on_system() {
    let action = Action::InWorkspace(Permission::ManageMembers);
    let admin_of_system = grants(&[Role::Admin], &[Role::Admin]);
    let scopes = Scopes::default();
    assert_eq!(
        decide(action, Some(SYSTEM), &scopes, &admin_of_system),
        Decision::Deny
    );
    let platform_admin = grants(&[], &[Role::PlatformAdmin]);
    assert_eq!(
        decide(action, Some(SYSTEM), &scopes, &platform_admin),
        Decision::Allow
    );
}

/// What the wire contract says, in its own words: an independent reading of the whole table.
fn expected(action: Action, workspace: Option<&str>, scopes: &[&str], grants: &Grants) -> Decision {
    use Permission::{DeleteWorkspace, ListMembers, ManageMembers, ReadWorkspace, UpdateWorkspace};
    let has = |roles: &[Role], any_of: &[Role]| any_of.iter().any(|role| roles.contains(role));
    if has(&grants.on_system, &[Role::PlatformAdmin]) {
        return Decision::Allow;
    }
    let (access, reads) = match action {
        Action::ListWorkspaces
        | Action::ReadAudit
        | Action::InWorkspace(ReadWorkspace | ListMembers) => (Access::Read, true),
        _ => (Access::Write, false),
    };
    let enough = match reads {
        true => ["platform:read", "entities:read"],
        false => ["platform:write", "entities:write"],
    };
    let checked = scopes.iter().any(|scope| scope.contains(':'));
    if checked && !scopes.iter().any(|scope| enough.contains(scope)) {
        return Decision::InsufficientScope(access);
    }
    let on_workspace = &grants.on_workspace;
    let allowed = match (action, workspace) {
        (Action::ListWorkspaces, _) => true,
        (Action::CreateWorkspace, _) => has(&grants.on_system, &[Role::WorkspaceCreator]),
        (Action::InWorkspace(ManageMembers) | Action::ReadAudit, Some("system")) => false,
        (Action::ReadAudit, None) => has(&grants.on_any, &[Role::Admin]),
        (Action::InWorkspace(ReadWorkspace | ListMembers), _) => {
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
fn every_case_there_is() {
    let roles = subsets(&[
        Role::Viewer,
        Role::Editor,
        Role::Admin,
        Role::WorkspaceCreator,
        Role::PlatformAdmin,
        Role::from("Exporter"),
    ]);
    let on_system = subsets(&[
        Role::Viewer,
        Role::Admin,
        Role::WorkspaceCreator,
        Role::PlatformAdmin,
    ]);
    let scopes: Vec<(Vec<&str>, Scopes)> = subsets(&[
        "openid",
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
            // Whoever has roles on a workspace has them on some workspace.
            grants.on_any = on_workspace.clone();
            for action in ACTIONS {
                for workspace in [None, Some("w"), Some(SYSTEM)] {
                    for (names, scopes) in &scopes {
                        assert_eq!(
                            decide(action, workspace, scopes, &grants),
                            expected(action, workspace, names, &grants),
                            "{action:?} {workspace:?} {names:?} {grants:?}"
                        );
                    }
                }
            }
        }
    }
}
