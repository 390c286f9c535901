//! `nmp workspaces members add|remove|set`: many at once, as a plan.

use std::sync::Arc;

use clap::Args;
use nmp_access::change::roles_of;
use nmp_access::confusable::Confusables;
use nmp_access::paste::Directory;
use nmp_access::plan::planner::{Intent, plan};
use nmp_access::plan::run::Platform;
use nmp_access::{Known, RoleChange, Survey, Surveyed};
use nmp_sdk::members;
use nmp_types::{Member, Role};

use super::WorkspaceArgument;
use super::people::{Named, PeopleArguments};
use crate::candidates;
use crate::commands::access::engine::carry_out::Asks;
use crate::commands::access::engine::{Engine, PlanOptions, carry_out};
use crate::commands::workspaces::{roles, suggest};
use crate::{CliError, Context};

/// Who is to get which role.
#[derive(Debug, Args)]
pub struct AddArguments {
    #[command(flatten)]
    people: PeopleArguments,

    /// The role of those without one on their line.
    #[arg(long, short = 'r', value_name = "ROLE", add = candidates::roles())]
    role: Option<String>,

    #[command(flatten)]
    workspace: WorkspaceArgument,
    #[command(flatten)]
    plan: PlanOptions,
}

/// Who is to lose all roles.
#[derive(Debug, Args)]
pub struct RemoveArguments {
    #[command(flatten)]
    people: PeopleArguments,
    #[command(flatten)]
    workspace: WorkspaceArgument,
    #[command(flatten)]
    plan: PlanOptions,
}

/// Gives people roles beside those that they have.
///
/// # Errors
/// [`CliError`].
pub async fn add(arguments: AddArguments, context: &Context) -> Result<(), CliError> {
    give(arguments, context, "Add members to", |before, _, role| {
        let new = Some(role).filter(|role| !before.contains(role));
        before.iter().cloned().chain(new).collect()
    })
    .await
}

/// Gives people exactly one role each. Roles that nobody can give here stay.
///
/// # Errors
/// [`CliError`].
pub async fn set(arguments: AddArguments, context: &Context) -> Result<(), CliError> {
    give(
        arguments,
        context,
        "Set roles in",
        |before, principal, role| RoleChange::from_roles(before.to_vec(), principal, role).after,
    )
    .await
}

async fn give(
    arguments: AddArguments,
    context: &Context,
    title: &str,
    after: impl Fn(&[Role], &str, Role) -> Vec<Role>,
) -> Result<(), CliError> {
    let place = Place::open(context, &arguments.workspace).await?;
    let default = match &arguments.role {
        Some(role) => Some(roles::parse(role, &place.workspace)?),
        None => None,
    };
    // Without a role that all get, every line has to have one; names are judged as for the weakest.
    let giving = default.clone().unwrap_or(Role::Viewer);
    let directory = place.directory();
    let named = arguments
        .people
        .read(&place.workspace, &directory, Some(&giving))?;
    let mut changes = Vec::with_capacity(named.len());
    for one in &named {
        let role = one
            .role
            .clone()
            .or_else(|| default.clone())
            .ok_or_else(|| {
                CliError::usage(
                    format!("{} has no role.", one.principal),
                    "Name one for all: --role Viewer, Editor or Admin.",
                )
            })?;
        let before = roles_of(&place.members, &one.principal);
        let after = after(&before, &one.principal, role);
        changes.push(RoleChange::new(&one.principal, before, after));
    }
    place
        .carry_out(title, changes, looks(&named), &arguments.plan)
        .await
}

/// Takes all roles from people.
///
/// # Errors
/// [`CliError`].
pub async fn remove(arguments: RemoveArguments, context: &Context) -> Result<(), CliError> {
    let place = Place::open(context, &arguments.workspace).await?;
    let named = arguments
        .people
        .read(&place.workspace, &place.directory(), None)?;
    let mut warnings = Vec::new();
    let mut changes = Vec::with_capacity(named.len());
    for Named { principal, .. } in &named {
        let change = RoleChange::removal(&place.members, principal);
        if change.before.is_empty() {
            let others = place.members.iter().map(|member| &member.principal);
            let near = suggest::nearest(principal, others)
                .map_or(String::new(), |near| format!(" Did you mean {near}?"));
            warnings.push(format!(
                "{principal} is not a member of {}.{near}",
                place.workspace
            ));
        }
        changes.push(change);
    }
    place
        .carry_out("Remove members from", changes, warnings, &arguments.plan)
        .await
}

fn looks(named: &[Named]) -> Vec<String> {
    let look = |one: &Named| {
        let why = one.look.as_ref()?;
        Some(format!("{}: {why}", one.principal))
    };
    named.iter().filter_map(look).collect()
}

/// A workspace whose members are known.
struct Place<'a> {
    engine: Engine<'a>,
    workspace: String,
    members: Arc<Vec<Member>>,
}

impl<'a> Place<'a> {
    async fn open(context: &'a Context, argument: &WorkspaceArgument) -> Result<Self, CliError> {
        let engine = Engine::open(context).await?;
        let workspace = argument.name(None, &engine.platform, Some(context));
        let Ok(members) = engine.members(&workspace).await else {
            // Asked once more for the whole error.
            let again = engine.platform.send(members::list(&workspace)).await;
            return match again {
                Err(error) => Err(suggest::about(&engine.platform, &workspace, error).await),
                Ok(mut list) => {
                    engine.caller.settle(&workspace, &mut list.data);
                    let members = Arc::new(list.data);
                    Ok(Self {
                        engine,
                        workspace,
                        members,
                    })
                }
            };
        };
        Ok(Self {
            engine,
            workspace,
            members,
        })
    }

    fn directory(&self) -> Directory {
        Directory::new(Arc::clone(&self.members), Some(Confusables::with_tables()))
    }

    async fn carry_out(
        &self,
        title: &str,
        changes: Vec<RoleChange>,
        warnings: Vec<String>,
        options: &PlanOptions,
    ) -> Result<(), CliError> {
        let survey = Survey::new(vec![Surveyed {
            name: self.workspace.clone(),
            members: Known::Listed(Arc::clone(&self.members)),
        }]);
        let here = |change| (self.workspace.clone(), change);
        let intent = Intent::Changes(changes.into_iter().map(here).collect());
        let title = format!("{title} {}", self.workspace);
        let plan = plan(&survey, &self.engine.caller.rights, &title, &intent);
        carry_out(&self.engine, plan, None, &warnings, options, Asks::IfWarned)
            .await?
            .print(&self.engine)
    }
}
