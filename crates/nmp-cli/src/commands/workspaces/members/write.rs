//! `nmp workspaces members create|update|delete`: one principal each.

use std::sync::Arc;

use clap::Args;
use nmp_access::RoleChange;
use nmp_access::change::guard::{last_admins, own_losses};
use nmp_sdk::members;
use nmp_sdk::native::NeMoPlatform;
use nmp_types::principal::{display, mention};
use nmp_types::{AddMember, Member, Permission, Role};

use super::WorkspaceArgument;
use crate::candidates;
use crate::commands::access::engine::Caller;
use crate::commands::workspaces::create::WaitArguments;
use crate::commands::workspaces::input::InputArguments;
use crate::commands::workspaces::{roles, suggest};
use crate::output::{self, Data, Record, ask};
use crate::{CliError, Context};

/// Whom to add.
#[derive(Debug, Args)]
pub struct CreateArguments {
    /// An e-mail address, an ID, a group, or `*` for all signed-in users.
    #[arg(long)]
    principal: Option<String>,

    /// A role; can be given several times. Editor if none is.
    #[arg(
        long = "roles",
        visible_alias = "role",
        value_name = "ROLE",
        add = candidates::roles()
    )]
    roles: Vec<String>,

    #[command(flatten)]
    workspace: WorkspaceArgument,
    #[command(flatten)]
    wait: WaitArguments,
    #[command(flatten)]
    input: InputArguments,
}

/// Whose roles to replace.
#[derive(Debug, Args)]
pub struct UpdateArguments {
    /// An e-mail address, an ID, a group, or `*` for all signed-in users.
    principal: Option<String>,

    /// A role; can be given several times. They replace all that the principal has.
    #[arg(
        long = "roles",
        visible_alias = "role",
        value_name = "ROLE",
        add = candidates::roles()
    )]
    roles: Vec<String>,

    /// Go on even if you lose rights of your own.
    #[arg(long, short = 'y')]
    yes: bool,

    #[command(flatten)]
    workspace: WorkspaceArgument,
    #[command(flatten)]
    wait: WaitArguments,
    #[command(flatten)]
    input: InputArguments,
}

/// Whom to remove.
#[derive(Debug, Args)]
pub struct DeleteArguments {
    /// An e-mail address, an ID, a group, or `*` for all signed-in users.
    principal: String,

    /// Go on even if you lose rights of your own.
    #[arg(long, short = 'y')]
    yes: bool,

    #[command(flatten)]
    workspace: WorkspaceArgument,
    #[command(flatten)]
    wait: WaitArguments,
}

fn read_roles(given: &[String], workspace: &str) -> Result<Vec<Role>, CliError> {
    given
        .iter()
        .map(|role| roles::parse(role, workspace))
        .collect()
}

/// Adds a member, or roles to one.
///
/// # Errors
/// [`CliError`].
pub async fn create(arguments: CreateArguments, context: &Context) -> Result<(), CliError> {
    let input =
        arguments
            .input
            .read(&["workspace", "principal", "roles", "wait_role_propagation"])?;
    let principal = match arguments.principal {
        Some(principal) => Some(principal),
        None => input.text("principal")?,
    };
    let principal = principal.ok_or_else(|| {
        CliError::usage(
            "Nobody is named.",
            "Name someone: --principal ada@example.com",
        )
    })?;
    let given = match arguments.roles.is_empty() {
        false => arguments.roles,
        true => input.texts("roles")?.unwrap_or_default(),
    };
    let waits = arguments.wait.wait_role_propagation;
    let waits = waits.or(input.flag("wait_role_propagation")?);
    let platform = context.platform()?;
    let workspace = arguments
        .workspace
        .name(input.text("workspace")?, &platform, Some(context));
    let mut given = read_roles(&given, &workspace)?;
    if given.is_empty() {
        given = AddMember::default_roles();
    }
    let call = members::add(&workspace, &principal, given).map(|call| call.waiting(waits));
    print(context, &platform, &workspace, platform.send(call).await).await
}

/// Replaces the roles of a member.
///
/// # Errors
/// [`CliError`].
pub async fn update(arguments: UpdateArguments, context: &Context) -> Result<(), CliError> {
    let input = arguments.input.read(&[
        "workspace",
        "principal_id",
        "roles",
        "wait_role_propagation",
    ])?;
    let principal = match arguments.principal {
        Some(principal) => Some(principal),
        None => input.text("principal_id")?,
    };
    let principal = principal.ok_or_else(|| {
        CliError::usage(
            "Nobody is named.",
            "Name someone: nmp workspaces members update PRINCIPAL",
        )
    })?;
    let given = match arguments.roles.is_empty() {
        false => arguments.roles,
        true => input.texts("roles")?.unwrap_or_default(),
    };
    if given.is_empty() {
        return Err(CliError::usage(
            "No role is named.",
            "Name one with --roles; to take all roles away: nmp workspaces members delete",
        ));
    }
    let waits = arguments.wait.wait_role_propagation;
    let waits = waits.or(input.flag("wait_role_propagation")?);
    let platform = context.platform()?;
    let workspace = arguments
        .workspace
        .name(input.text("workspace")?, &platform, Some(context));
    let after = read_roles(&given, &workspace)?;
    warn(
        context,
        &platform,
        &workspace,
        &principal,
        &after,
        arguments.yes,
    )
    .await?;
    let call = members::set_roles(&workspace, &principal, after).map(|call| call.waiting(waits));
    print(context, &platform, &workspace, platform.send(call).await).await
}

/// Removes a member.
///
/// # Errors
/// [`CliError`].
pub async fn delete(arguments: DeleteArguments, context: &Context) -> Result<(), CliError> {
    let platform = context.platform()?;
    let principal = &arguments.principal;
    let workspace = arguments.workspace.name(None, &platform, Some(context));
    warn(
        context,
        &platform,
        &workspace,
        principal,
        &[],
        arguments.yes,
    )
    .await?;
    let waits = arguments.wait.wait_role_propagation;
    let call = members::remove(&workspace, principal).map(|call| call.waiting(waits));
    let deleted = match platform.send(call).await {
        Ok(deleted) => deleted,
        Err(error) => return Err(suggest::about(&platform, &workspace, error).await),
    };
    context.say(&format!("Deleted {} from {workspace}.", mention(principal)));
    match context.is_json() {
        true => {
            let data = Record::default()
                .with("message", deleted.message)
                .with("id", deleted.id);
            output::print(context, &Data::one(data), None)
        }
        false => Ok(()),
    }
}

async fn print(
    context: &Context,
    platform: &NeMoPlatform,
    workspace: &str,
    answer: Result<Member, nmp_sdk::ApiError>,
) -> Result<(), CliError> {
    match answer {
        Ok(member) => output::print(context, &Data::one(Record::from(&member)), None),
        Err(error) => Err(suggest::about(platform, workspace, error).await),
    }
}

/// Warns before the request: of the last Admin, whom the platform keeps, and of rights that the caller
/// would lose, which they must agree to.
async fn warn(
    context: &Context,
    platform: &NeMoPlatform,
    workspace: &str,
    principal: &str,
    after: &[Role],
    yes: bool,
) -> Result<(), CliError> {
    // What isn't known here the platform judges.
    let Ok(list) = platform.send(members::list(workspace)).await else {
        return Ok(());
    };
    let mut members = list.data;
    let before = nmp_access::change::roles_of(&members, principal);
    let change = RoleChange::new(principal, before, after.to_vec());
    if Role::strength_of(&change.before) < Role::Admin.strength()
        || Role::strength_of(after) >= Role::strength_of(&change.before)
    {
        return Ok(());
    }
    if !last_admins(workspace, &members, std::slice::from_ref(&change)).is_empty() {
        context.say(&format!(
            "warning: {} is the last Admin of {workspace}, and a workspace needs one.",
            display(principal)
        ));
        return Ok(());
    }
    let caller = Caller::ask(platform).await?;
    caller.settle(workspace, &mut members);
    let left = Arc::new(change.applied_to(&members));
    let lost = own_losses(&caller.rights, workspace, &Arc::new(members), &left);
    if lost.is_empty() {
        return Ok(());
    }
    let lost: Vec<&str> = lost.into_iter().map(Permission::label).collect();
    context.say(&format!(
        "warning: You will no longer be able to do this in {workspace}: {}.",
        lost.join("; ")
    ));
    ask::consent(yes, "Go on?")
}
