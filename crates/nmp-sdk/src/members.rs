//! `/apis/entities/v2/workspaces/{name}/members`.
//!
//! Writes answer when the change is live in the policy engine: 2 to 3 s on NeMo Platform, at most
//! 30 s (CONTRACT, `wait_role_propagation`).

use nmp_types::{AddMember, Deleted, Member, MemberList, Role, SetRoles};

use crate::workspaces::workspace_path;
use crate::{ApiPath, Call, Method, Unaddressable};

fn members_path(workspace: &str) -> Result<ApiPath, Unaddressable> {
    Ok(workspace_path(workspace)?.then("members"))
}

fn member_path(workspace: &str, principal: &str) -> Result<ApiPath, Unaddressable> {
    members_path(workspace)?.named(principal)
}

/// All members of a workspace. 403 to non-members, and to non-admins on version 0.3.0.
///
/// # Errors
/// [`Unaddressable`] if no path can have one of the names; the same for every call here.
pub fn list(workspace: &str) -> Result<Call<MemberList>, Unaddressable> {
    Ok(Call::get(members_path(workspace)?))
}

/// Adds roles to those that a principal has; the answer names the added ones. 422 for a principal
/// or role that the platform doesn't take.
///
/// # Errors
/// [`Unaddressable`].
pub fn add(
    workspace: &str,
    principal: &str,
    roles: Vec<Role>,
) -> Result<Call<Member>, Unaddressable> {
    let body = AddMember {
        principal: principal.to_owned(),
        roles,
    };
    Ok(Call::send(Method::Post, members_path(workspace)?, &body))
}

/// Replaces the roles of a principal. 409 if that would take the last Admin.
///
/// # Errors
/// [`Unaddressable`].
pub fn set_roles(
    workspace: &str,
    principal: &str,
    roles: Vec<Role>,
) -> Result<Call<Member>, Unaddressable> {
    let path = member_path(workspace, principal)?;
    Ok(Call::send(Method::Put, path, &SetRoles { roles }))
}

/// Removes a principal with all its roles. 409 if that would take the last Admin, 404 if it is not a
/// member.
///
/// # Errors
/// [`Unaddressable`].
pub fn remove(workspace: &str, principal: &str) -> Result<Call<Deleted>, Unaddressable> {
    Ok(Call::delete(member_path(workspace, principal)?))
}
