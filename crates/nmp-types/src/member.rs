//! Members of a workspace: role bindings, one entry per principal.

use serde::{Deserialize, Serialize};

use crate::role::Role;

/// A principal with its roles in one workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Member {
    /// An e-mail address, a `sub`, a group, a service, or `*` for every authenticated user.
    pub principal: String,
    /// One or several roles; can be empty on platforms that allowed it.
    pub roles: Vec<Role>,
    /// UTC, ISO 8601 with `Z`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub granted_at: Option<String>,
    /// Who granted it: an e-mail address, a `sub`, or `system`.
    #[serde(default)]
    pub granted_by: Option<String>,
}

impl Member {
    /// The role that counts in the workspace, if any of the member's roles does.
    pub fn strongest_role(&self) -> Option<&Role> {
        Role::strongest(&self.roles)
    }
}

/// Settles which of the two roles that may do everything counts on a platform, among the members of
/// `system`: the other one, which the platform stores and ignores, becomes one that means nothing
/// ([`Role::Other`], of the same name).
///
/// `told` is what the platform says by itself; see [`counting_admin_role`] for where it says nothing.
pub fn settle_admin_role(
    system: &mut [Member],
    told: Option<Role>,
    is_own: impl Fn(&str) -> bool,
) -> Role {
    let counts = told.unwrap_or_else(|| counting_admin_role(system, is_own));
    for role in system.iter_mut().flat_map(|member| &mut member.roles) {
        if role.is_platform_admin() && *role != counts {
            *role = Role::Other(role.to_string());
        }
    }
    counts
}

/// Which role may do everything, by the members of `system` alone. NeMo Platform and Helix list them
/// to Admins of `system` and to platform admins only, so a reader who isn't Admin has the role that
/// counts. Otherwise, `HelixAdmin` counts if anybody has it: older versions never write
/// it, and newer ones keep what older ones wrote.
fn counting_admin_role(system: &[Member], is_own: impl Fn(&str) -> bool) -> Role {
    let own = |role: &Role| {
        system
            .iter()
            .any(|member| is_own(&member.principal) && member.roles.contains(role))
    };
    let anybody = || {
        let mut roles = system.iter().flat_map(|member| &member.roles);
        roles.any(|role| *role == Role::HelixAdmin)
    };
    let by_platform_admin = own(&Role::PlatformAdmin) && !own(&Role::Admin);
    if own(&Role::HelixAdmin) || (!by_platform_admin && anybody()) {
        Role::HelixAdmin
    } else {
        Role::PlatformAdmin
    }
}

/// Answer of `GET …/members`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MemberList {
    /// All of them: this listing has no pages.
    pub data: Vec<Member>,
}

/// The most roles that one request may name; there are fewer.
pub const MAX_ROLES: usize = 16;

/// Body of `POST …/members`: adds roles to those the principal has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AddMember {
    /// Whom to add.
    #[cfg_attr(
        feature = "openapi",
        schemars(schema_with = "crate::schema::principal")
    )]
    pub principal: String,
    /// Left out means `["Editor"]`.
    #[serde(default = "AddMember::default_roles")]
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = MAX_ROLES)))]
    pub roles: Vec<Role>,
}

impl AddMember {
    /// What the platform grants when `roles` is left out.
    pub fn default_roles() -> Vec<Role> {
        vec![Role::Editor]
    }
}

/// Body of `PUT …/members/{principal}`: replaces the roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SetRoles {
    /// The whole new set.
    #[cfg_attr(feature = "openapi", schemars(length(min = 1, max = MAX_ROLES)))]
    pub roles: Vec<Role>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(system: &[(&str, &[&str])], told: Option<Role>, me: &str) -> (String, String) {
        let mut members: Vec<Member> = system
            .iter()
            .map(|(principal, roles)| Member {
                principal: (*principal).to_owned(),
                roles: roles.iter().map(|role| Role::from(*role)).collect(),
                granted_at: None,
                granted_by: None,
            })
            .collect();
        let before = members.clone();
        let role = settle_admin_role(&mut members, told, |name| name == me);
        // Nothing is lost, whatever it means.
        assert_eq!(members, before);
        let admins = members
            .iter()
            .filter(|member| member.roles.iter().any(Role::is_platform_admin))
            .map(|member| member.principal.as_str());
        (role.to_string(), admins.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn one_of_the_two_names_counts() {
        let (old, new) = ("PlatformAdmin", "HelixAdmin");
        let both: [(&str, &[&str]); 3] =
            [("root", &[old, new]), ("bob", &[old]), ("eve", &["Viewer"])];
        let ordinary: [(&str, &[&str]); 2] = [("root", &[old]), ("eve", &["Admin"])];
        let stray: [(&str, &[&str]); 2] = [("root", &[old]), ("eve", &[new])];
        let admin_too: [(&str, &[&str]); 2] = [("root", &[old, "Admin"]), ("eve", &[new])];
        for (system, told, me, role, admins) in [
            (&both[..], None, "root", new, "root"),
            (&both, None, "nobody", new, "root"),
            (&both, Some(Role::PlatformAdmin), "root", old, "root bob"),
            (&ordinary, None, "root", old, "root"),
            (&ordinary, None, "eve", old, "root"),
            (&ordinary, Some(Role::HelixAdmin), "root", new, ""),
            // Nobody else could have read the list, by either.
            (&stray, None, "root", old, "root"),
            (&stray, None, "eve", new, "eve"),
            // Anybody could who is Admin.
            (&admin_too, None, "root", new, "eve"),
            (&[], None, "root", old, ""),
        ] {
            let found = settled(system, told.clone(), me);
            assert_eq!(
                found,
                (role.to_owned(), admins.to_owned()),
                "{system:?} {told:?} {me}"
            );
        }
    }

    #[test]
    fn roles_left_out_mean_editor() {
        let body: AddMember = serde_json::from_str(r#"{"principal": "bob@example.com"}"#).unwrap();
        assert_eq!(body.roles, [Role::Editor]);
    }
}
