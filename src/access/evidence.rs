//! What the answers of the platform tell about one's own rights.

use std::sync::Arc;

use nmp_types::scope::Access;
use nmp_types::workspace::{DEFAULT, SYSTEM};
use nmp_types::{Member, Permission, Role};

use super::effective::{Effective, Source, effective_role, source_for};
use super::verdict::{Reason, Verdict};
use crate::session::Identity;

/// What asking for the members of a workspace has told.
#[derive(Debug, Clone, PartialEq)]
pub enum MembersEvidence {
    /// The members.
    Listed(Arc<Vec<Member>>),
    /// 403.
    Forbidden,
    /// Not asked, on its way, or failed.
    NotLoaded,
}

/// What asking for the members of the workspace `system` has told: platform-wide roles.
#[derive(Debug, Clone, PartialEq)]
pub enum SystemEvidence {
    /// The bindings that are the person's own.
    Listed {
        /// Bound as `PlatformAdmin`.
        platform_admin: bool,
        /// Bound as `WorkspaceCreator`, possibly through `*`.
        workspace_creator: bool,
    },
    /// 403: certainly no platform admin.
    Forbidden,
    /// Not asked, on its way, or failed.
    NotLoaded,
}

impl SystemEvidence {
    /// Reads the members of `system`.
    pub fn from_members(identity: &Identity, members: &[Member]) -> Self {
        let has = |role: &Role| {
            members.iter().any(|member| {
                source_for(identity, &member.principal).is_some() && member.roles.contains(role)
            })
        };
        SystemEvidence::Listed {
            platform_admin: has(&Role::PlatformAdmin),
            workspace_creator: has(&Role::WorkspaceCreator),
        }
    }

    fn is_platform_admin(&self) -> Option<bool> {
        match self {
            SystemEvidence::Listed { platform_admin, .. } => Some(*platform_admin),
            SystemEvidence::Forbidden => Some(false),
            SystemEvidence::NotLoaded => None,
        }
    }
}

/// The rights of whoever uses the app, as far as they can be known.
#[derive(Debug, Clone, PartialEq)]
pub enum Rights {
    /// Authentication is off: everyone may do everything.
    Open,
    /// Somebody is signed in.
    Of {
        /// Who.
        identity: Identity,
        /// Their platform-wide roles.
        system: SystemEvidence,
    },
}

impl Rights {
    /// Whether `permission` may be offered in a workspace.
    pub fn in_workspace(
        &self,
        permission: Permission,
        workspace: &str,
        members: &MembersEvidence,
    ) -> Verdict {
        if permission == Permission::DeleteWorkspace && [DEFAULT, SYSTEM].contains(&workspace) {
            return Verdict::Denied(Reason::BuiltIn);
        }
        self.with_role(permission.access(), &permission.least_role(), members)
    }

    /// Whether the audit trail of a workspace may be offered: to its Admins and to platform admins,
    /// where the platform has one.
    pub fn read_audit(&self, members: &MembersEvidence) -> Verdict {
        self.with_role(Access::Read, &Role::Admin, members)
    }

    /// Whether what takes a role of at least `least` may be offered.
    fn with_role(&self, access: Access, least: &Role, members: &MembersEvidence) -> Verdict {
        let Rights::Of { identity, system } = self else {
            return Verdict::Allowed;
        };
        let platform_admin = system.is_platform_admin();
        if platform_admin == Some(true) {
            return Verdict::Allowed;
        }
        // Scopes bind everyone but platform admins; as long as it isn't known whether one is,
        // a scope that is missing is not known to matter.
        if let Some(reason) = missing_scope(identity, access) {
            return match platform_admin {
                Some(_) => Verdict::Denied(reason),
                None => Verdict::Unknown(reason),
            };
        }
        match members {
            MembersEvidence::NotLoaded => Verdict::Unknown(Reason::NotLoaded),
            MembersEvidence::Forbidden => Verdict::Unknown(Reason::MembersForbidden),
            MembersEvidence::Listed(members) => {
                let has = effective_role(identity, members).map(|effective| effective.role);
                let weak = Reason::Role {
                    needed: least.clone(),
                    has: has.clone(),
                };
                match (has, platform_admin) {
                    (Some(role), _) if role.strength() >= least.strength() => Verdict::Allowed,
                    (_, Some(_)) => Verdict::Denied(weak),
                    (_, None) => Verdict::Unknown(Reason::NotLoaded),
                }
            }
        }
    }

    /// Whether creating workspaces may be offered.
    ///
    /// Version 0.3.0 hides the members of `system` from everyone but platform admins, so the
    /// binding that allows it can't be seen there. By default it is bound to `*`; that default
    /// is taken for granted until the platform refuses once.
    pub fn create_workspace(&self) -> Verdict {
        let Rights::Of { identity, system } = self else {
            return Verdict::Allowed;
        };
        let scope = missing_scope(identity, Access::Write);
        match (system, scope) {
            (
                SystemEvidence::Listed {
                    platform_admin: true,
                    ..
                },
                _,
            ) => Verdict::Allowed,
            (_, Some(reason)) => Verdict::Denied(reason),
            (
                SystemEvidence::Listed {
                    workspace_creator: true,
                    ..
                },
                None,
            ) => Verdict::Allowed,
            (SystemEvidence::Listed { .. }, None) => Verdict::Denied(Reason::Role {
                needed: Role::WorkspaceCreator,
                has: None,
            }),
            (SystemEvidence::Forbidden, None) => Verdict::Allowed,
            (SystemEvidence::NotLoaded, None) => Verdict::Unknown(Reason::NotLoaded),
        }
    }

    /// Whether the token's scopes keep the person from changing anything at all.
    pub fn is_read_only(&self) -> bool {
        match self {
            Rights::Open => false,
            Rights::Of { identity, system } => {
                !identity.scopes.allow(Access::Write) && system.is_platform_admin() == Some(false)
            }
        }
    }

    /// The role that counts in a workspace, if it is known.
    pub fn role_in(&self, members: &MembersEvidence) -> Option<Effective> {
        let Rights::Of { identity, system } = self else {
            return None;
        };
        if system.is_platform_admin() == Some(true) {
            return Some(Effective {
                role: Role::PlatformAdmin,
                source: Source::PlatformAdmin,
            });
        }
        match members {
            MembersEvidence::Listed(members) => effective_role(identity, members),
            _ => None,
        }
    }

    /// Whether the person is known to be a platform admin.
    pub fn is_platform_admin(&self) -> bool {
        match self {
            Rights::Open => false,
            Rights::Of { system, .. } => system.is_platform_admin() == Some(true),
        }
    }

    /// What to call whoever did something: on both platforms that is often a `sub`, which tells
    /// people nothing; their own does.
    pub fn name_of(&self, principal: String) -> String {
        if self.is_me(&principal) {
            "you".to_owned()
        } else {
            principal
        }
    }

    /// Whether an entry of a member list is the person's own.
    pub fn is_me(&self, principal: &str) -> bool {
        match self {
            Rights::Open => false,
            Rights::Of { identity, .. } => identity.is_principal(principal),
        }
    }
}

fn missing_scope(identity: &Identity, access: Access) -> Option<Reason> {
    if identity.scopes.allow(access) {
        None
    } else if identity.scopes.allow(Access::Read) {
        Some(Reason::ReadOnlyToken)
    } else {
        Some(Reason::NoScope)
    }
}

#[cfg(test)]
mod tests {
    use nmp_types::Scopes;
    use proptest::prelude::*;

    use super::super::effective::tests::{ada, member};
    use super::*;

    fn rights(scopes: &[&str], system: SystemEvidence) -> Rights {
        Rights::Of {
            identity: Identity {
                scopes: scopes.iter().copied().collect::<Scopes>(),
                ..ada()
            },
            system,
        }
    }

    const NO_ADMIN: SystemEvidence = SystemEvidence::Listed {
        platform_admin: false,
        workspace_creator: true,
    };
    const PLATFORM_ADMIN: SystemEvidence = SystemEvidence::Listed {
        platform_admin: true,
        workspace_creator: false,
    };

    fn grid(rights: &Rights, members: &MembersEvidence) -> String {
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

    /// Columns: read, list members, update, manage members, delete.
    #[test]
    fn what_may_be_offered() {
        use MembersEvidence::{Forbidden, Listed, NotLoaded};
        let as_role = |role| Listed(Arc::new(vec![member("ada@example.com", &[role])]));
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
            (rights(&read_only, PLATFORM_ADMIN), NotLoaded, "xxxxx"),
            (
                rights(&read_only, SystemEvidence::NotLoaded),
                as_role("Admin"),
                "xx???",
            ),
            (
                rights(&[], SystemEvidence::NotLoaded),
                as_role("Viewer"),
                "xx???",
            ),
            (rights(&[], NO_ADMIN), Forbidden, "?????"),
            (rights(&[], SystemEvidence::Forbidden), Forbidden, "?????"),
            (rights(&[], NO_ADMIN), NotLoaded, "?????"),
            (Rights::Open, NotLoaded, "xxxxx"),
        ];
        for (rights, members, expected) in cases {
            assert_eq!(grid(&rights, &members), expected, "{rights:?} {members:?}");
        }
    }

    #[test]
    fn built_in_workspaces_are_never_deleted() {
        for name in [DEFAULT, SYSTEM] {
            let verdict = Rights::Open.in_workspace(
                Permission::DeleteWorkspace,
                name,
                &MembersEvidence::NotLoaded,
            );
            assert_eq!(verdict, Verdict::Denied(Reason::BuiltIn));
        }
    }

    #[test]
    fn creating_is_offered_by_binding_or_by_the_documented_default() {
        let verdict = |scopes: &[&str], system| rights(scopes, system).create_workspace();
        let nobody = SystemEvidence::Listed {
            platform_admin: false,
            workspace_creator: false,
        };
        assert!(verdict(&[], NO_ADMIN).is_allowed());
        assert!(verdict(&[], SystemEvidence::Forbidden).is_allowed());
        assert!(verdict(&["platform:read"], PLATFORM_ADMIN).is_allowed());
        assert!(!verdict(&["platform:read"], NO_ADMIN).is_allowed());
        assert!(!verdict(&[], nobody).is_allowed());
        assert!(!verdict(&[], SystemEvidence::NotLoaded).is_allowed());
    }

    #[test]
    fn the_members_of_system_tell_platform_wide_roles() {
        let seeded = [
            member("*", &["WorkspaceCreator", "Viewer"]),
            member("admin@example.com", &["PlatformAdmin"]),
        ];
        assert_eq!(SystemEvidence::from_members(&ada(), &seeded), NO_ADMIN);
        let ada_too = [member("ada@example.com", &["PlatformAdmin"])];
        assert_eq!(
            SystemEvidence::from_members(&ada(), &ada_too),
            PLATFORM_ADMIN
        );
    }

    proptest! {
        /// Whatever is known, nothing is offered that the shared table forbids.
        #[test]
        fn nothing_is_offered_that_the_role_forbids(role in "Viewer|Editor|Admin|Exporter", index in 0..5_usize) {
            let permission = Permission::ALL[index];
            let members = MembersEvidence::Listed(Arc::new(vec![member("ada@example.com", &[&role])]));
            let offered = rights(&[], NO_ADMIN).in_workspace(permission, "ml-team", &members).is_allowed();
            prop_assert_eq!(offered, permission.granted_by(&Role::from(role.as_str())));
        }
    }
}
