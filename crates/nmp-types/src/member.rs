//! Members of a workspace: role bindings, one entry a principal.

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

/// Answer of `GET …/members`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MemberList {
    /// All of them: this listing has no pages.
    pub data: Vec<Member>,
}

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
    #[cfg_attr(feature = "openapi", schemars(length(min = 1)))]
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
    #[cfg_attr(feature = "openapi", schemars(length(min = 1)))]
    pub roles: Vec<Role>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_left_out_mean_editor() {
        let body: AddMember = serde_json::from_str(r#"{"principal": "bob@example.com"}"#).unwrap();
        assert_eq!(body.roles, [Role::Editor]);
    }
}
