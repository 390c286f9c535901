//! What the platform's answers say about the rights of the person who is signed in.

pub mod denial;
pub mod effective;
pub mod verdict;
pub mod why;

use nmp_types::scope::Access;
use nmp_types::workspace::{DEFAULT, SYSTEM};
use nmp_types::{Identity, Member, Permission, PrincipalKind, Role, principal};

use self::effective::source_for;
use crate::known::{Known, KnownMembers};

pub use effective::{Effective, Source, effective_role};
pub use verdict::{Reason, Verdict};

/// The person's own platform-wide roles: bindings of the workspace `system`. Where its members are
/// forbidden, the person is certainly not a platform admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformRoles {
    /// Bound as platform admin, by the role that counts on this platform.
    pub admin: Option<Role>,
    /// Bound as `WorkspaceCreator`, possibly through `*`.
    pub creator: bool,
}

impl PlatformRoles {
    /// Reads the members of `system`, among which it is settled who is a platform admin
    /// ([`nmp_types::member::settle_admin_role`]).
    pub fn of(identity: &Identity, members: &[Member]) -> Self {
        let own = || {
            members
                .iter()
                .filter(|member| source_for(identity, &member.principal).is_some())
                .flat_map(|member| &member.roles)
        };
        Self {
            admin: own().find(|role| role.is_platform_admin()).cloned(),
            creator: own().any(|role| *role == Role::WorkspaceCreator),
        }
    }
}

impl Known<PlatformRoles> {
    fn is_platform_admin(&self) -> Option<bool> {
        match self {
            Known::Listed(roles) => Some(roles.admin.is_some()),
            Known::Forbidden => Some(false),
            Known::Loading | Known::Failed(_) => None,
        }
    }
}

/// The rights of the person who uses the app, as far as they can be known.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    target_pointer_width = "64",
    expect(
        clippy::large_enum_variant,
        reason = "there are few, and hardly any is Open"
    )
)]
pub enum Rights {
    /// Authentication is off: everyone may do everything.
    Open,
    /// Somebody is signed in.
    Of {
        /// Who.
        identity: Identity,
        /// Their platform-wide roles.
        system: Known<PlatformRoles>,
    },
}

impl Rights {
    /// The same, where what isn't known is as it was `before`: an answer that doesn't come takes nothing
    /// away that is known of the same person. What is offered to them, and what they have open, stays.
    #[must_use]
    pub fn or_as(mut self, before: Option<&Self>) -> Self {
        if let Rights::Of { identity, system } = &mut self
            && let Some(Rights::Of {
                identity: same,
                system: known,
            }) = before
            && same.subject == identity.subject
        {
            if *system == Known::Loading {
                system.clone_from(known);
            }
            if identity.group_rules.is_missing() {
                identity.group_rules.clone_from(&same.group_rules);
            }
        }
        self
    }

    /// Whether `permission` may be offered in a workspace.
    pub fn in_workspace(
        &self,
        permission: Permission,
        workspace: &str,
        members: &KnownMembers,
    ) -> Verdict {
        if permission == Permission::DeleteWorkspace && [DEFAULT, SYSTEM].contains(&workspace) {
            return Verdict::Denied(Reason::BuiltIn);
        }
        let least = permission.least_role();
        self.with_role(permission.access(), &least, workspace, members)
    }

    /// Whether the audit trail of a workspace may be offered: to its Admins and to platform admins,
    /// where the platform has one.
    pub fn read_audit(&self, workspace: &str, members: &KnownMembers) -> Verdict {
        self.with_role(Access::Read, &Role::Admin, workspace, members)
    }

    /// Whether what takes a role of at least `least` may be offered.
    fn with_role(
        &self,
        access: Access,
        least: &Role,
        workspace: &str,
        members: &KnownMembers,
    ) -> Verdict {
        let Rights::Of { identity, system } = self else {
            return Verdict::Allowed;
        };
        let platform_admin = platform_admin(identity, system);
        // Up to Helix 0.7 scopes bind everyone but platform admins; as long as it isn't known whether
        // the person is one, a missing scope may not matter.
        let may_be_exempt = !identity.scopes.bind_platform_admins();
        match (missing_scope(identity, access), platform_admin) {
            (Some(_), Some(true)) if may_be_exempt => return Verdict::Allowed,
            (Some(reason), None) if may_be_exempt => return Verdict::Unknown(reason),
            (Some(reason), _) => return Verdict::Denied(reason),
            (None, Some(true)) => return Verdict::Allowed,
            (None, _) => {}
        }
        match members {
            Known::Loading | Known::Failed(_) => Verdict::Unknown(Reason::NotLoaded),
            Known::Forbidden => Verdict::Unknown(Reason::MembersForbidden),
            Known::Listed(members) => {
                let has =
                    effective_role(identity, workspace, members).map(|effective| effective.role);
                let weak = Reason::Role {
                    needed: least.clone(),
                    has: has.clone(),
                };
                match (has, platform_admin) {
                    (Some(role), _) if role.strength() >= least.strength() => Verdict::Allowed,
                    _ if identity.may_have_more_names() => Verdict::Unknown(more_names(identity)),
                    _ if identity.may_have_more_rules() => Verdict::Unknown(Reason::NotLoaded),
                    (_, Some(_)) => Verdict::Denied(weak),
                    (_, None) => Verdict::Unknown(Reason::NotLoaded),
                }
            }
        }
    }

    /// Whether creating workspaces may be offered.
    ///
    /// Version 0.3.0 hides the members of `system` from everyone but platform admins, so the
    /// binding that allows it can't be seen there. By default it is bound to `*`; that default is
    /// assumed until the platform refuses once.
    pub fn create_workspace(&self) -> Verdict {
        let Rights::Of { identity, system } = self else {
            return Verdict::Allowed;
        };
        // Platform admins too: the platform has to make somebody its Admin.
        if !identity
            .own_names()
            .any(|name| principal::check(name).is_ok())
        {
            return Verdict::Denied(Reason::NoName);
        }
        let scope = missing_scope(identity, Access::Write);
        let may_be_exempt = !identity.scopes.bind_platform_admins();
        match (system, scope) {
            (Known::Listed(PlatformRoles { admin: Some(_), .. }), scope)
                if may_be_exempt || scope.is_none() =>
            {
                Verdict::Allowed
            }
            (_, Some(reason)) => Verdict::Denied(reason),
            (Known::Listed(PlatformRoles { creator: true, .. }), None) => Verdict::Allowed,
            (Known::Listed(_), None) if identity.may_have_more_names() => {
                Verdict::Unknown(more_names(identity))
            }
            (Known::Listed(_), None) => Verdict::Denied(Reason::Role {
                needed: Role::WorkspaceCreator,
                has: None,
            }),
            (Known::Forbidden, None) => Verdict::Allowed,
            (Known::Loading | Known::Failed(_), None) => Verdict::Unknown(Reason::NotLoaded),
        }
    }

    /// Whether the token's scopes keep the person from changing anything at all.
    pub fn is_read_only(&self) -> bool {
        match self {
            Rights::Open => false,
            Rights::Of { identity, system } => {
                !identity.scopes.allow(Access::Write)
                    && (identity.scopes.bind_platform_admins()
                        || platform_admin(identity, system) == Some(false))
            }
        }
    }

    /// The role that counts in a workspace, if it is known.
    pub fn role_in(&self, workspace: &str, members: &KnownMembers) -> Option<Effective> {
        let Rights::Of { identity, .. } = self else {
            return None;
        };
        if let Some(role) = self.platform_admin_as() {
            let source = Source::PlatformAdmin;
            return Some(Effective { role, source });
        }
        match members {
            Known::Listed(members) => effective_role(identity, workspace, members),
            _ => None,
        }
    }

    /// Whether the person is a platform admin; `None` where that isn't known, which is not a “no”.
    /// Where authentication is off, everyone may do everything.
    pub fn platform_admin(&self) -> Option<bool> {
        match self {
            Rights::Open => Some(true),
            Rights::Of { identity, system } => platform_admin(identity, system),
        }
    }

    /// Whether the person is known to be a platform admin.
    pub fn is_platform_admin(&self) -> bool {
        self.platform_admin_as().is_some()
    }

    /// The role by which the person is a platform admin, if they are known to be one.
    pub fn platform_admin_as(&self) -> Option<Role> {
        match self {
            Rights::Of {
                system: Known::Listed(roles),
                ..
            } => roles.admin.clone(),
            _ => None,
        }
    }

    /// Whether the person may have more roles than is known: the token leaves groups out, it isn't
    /// known which of its claims count, or which rules the platform has for groups.
    pub fn may_be_more(&self) -> bool {
        matches!(self, Rights::Of { identity, .. }
            if identity.may_have_more_names() || identity.may_have_more_rules())
    }

    /// Why they may, in words for a sentence.
    pub fn why_more(&self) -> Option<&'static str> {
        match self {
            Rights::Of { identity, .. } if identity.groups_left_out => {
                Some("your token doesn't say which groups you are in")
            }
            Rights::Of { identity, .. } if identity.may_have_more_names() => {
                Some("this platform doesn't say which claims of your token are your names")
            }
            Rights::Of { identity, .. } if identity.may_have_more_rules() => Some(NO_RULES),
            _ => None,
        }
    }

    /// Why the person may have another role than is known, in words for a sentence: as
    /// [`Self::why_more`], and while it isn't known whether they are a platform admin.
    pub fn why_unsettled(&self) -> Option<&'static str> {
        self.why_more().or_else(|| {
            let is_open = self.platform_admin().is_none();
            is_open.then_some("whether you are a platform admin isn't known")
        })
    }

    /// Why a principal may have another role than is known, in words for a sentence. Which groups
    /// somebody else is in is never known; that isn't repeated here.
    pub fn why_unsettled_of(&self, principal: &str) -> Option<&'static str> {
        let Rights::Of { identity, .. } = self else {
            return None;
        };
        if self.is_me(principal) {
            return self.why_unsettled();
        }
        let kind = PrincipalKind::of(principal);
        let reached = matches!(kind, PrincipalKind::Person | PrincipalKind::Group);
        (reached && identity.group_rules.is_missing()).then_some(NO_RULES)
    }

    /// What to call the author of something: on both platforms that is often a `sub`, which people
    /// can't read; “you” for the person's own.
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

/// Why a role isn't known, for a sentence.
const NO_RULES: &str = "the platform's rules for groups aren't loaded";

/// Why a person may have more roles than is known.
fn more_names(identity: &Identity) -> Reason {
    if identity.groups_left_out {
        Reason::GroupsLeftOut
    } else if identity.assumed.is_some() {
        Reason::NamesAssumed
    } else {
        Reason::NotLoaded
    }
}

/// Whether somebody is a platform admin. Where not all names are known, one of them may be bound as
/// one; but if the platform refuses to list the members of `system`, they are not.
fn platform_admin(identity: &Identity, system: &Known<PlatformRoles>) -> Option<bool> {
    let listed = matches!(system, Known::Listed(_));
    system
        .is_platform_admin()
        .filter(|is_one| *is_one || !(listed && identity.may_have_more_names()))
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
mod tests;
