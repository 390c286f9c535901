//! `GET /apis/auth/v2/me`: whom the platform takes the caller for, and what they may do.

use axum::Json;
use axum::extract::{Extension, RawQuery, State};
use axum::http::HeaderMap;
use nmp_types::principal::PrincipalKind;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Permission, Role};
use schemars::JsonSchema;
use serde::Serialize;

use super::identify::Identified;
use crate::authn::{AuthnError, Caller, Peer, Principal, bearer, gateway};
use crate::authz::{Action, Decision, Grants, decide};
use crate::config::{Auth, Dialect};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::{self, OwnRoles};
use crate::validation::{self, Query};

/// The caller.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Me {
    /// `service` if a gateway named one. Anybody else is a `person`: a token doesn't say whether a
    /// program has it.
    kind: Kind,
    /// The name that changes are recorded under, as in `authenticate`.
    principal: String,
    /// The subject, with the prefix.
    subject: String,
    /// Whether the subject is a name that bindings can have.
    subject_counts: bool,
    /// The e-mail address, if it counts.
    email: Option<String>,
    /// The groups that count.
    groups: Vec<String>,
    /// How many groups don't count because of their form.
    unused_groups: usize,
    /// Whether the token says that it leaves groups out.
    groups_left_out: bool,
    /// The token's scopes, without the configured prefix.
    scopes: Vec<String>,
    /// The claims that are read; `null` if a gateway said who it is.
    claims: Option<Claims>,
    /// Whether they may do everything, within their scopes where those bind administrators too.
    platform_admin: bool,
    /// Their roles on `system`, strongest first.
    roles: Vec<OwnRole>,
    /// What they may do outside of workspaces, scopes included.
    permissions: Vec<&'static str>,
    /// The workspaces that the request names, in its order.
    workspaces: Vec<InWorkspace>,
}

/// What somebody is.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Person,
    Service,
}

/// Where a token says whom it is about: names, or paths into other claims.
#[derive(Debug, Serialize, JsonSchema)]
struct Claims {
    /// The subject; `sub` where this one is absent.
    subject: String,
    /// The e-mail address.
    email: String,
    /// The groups.
    groups: String,
}

/// A role of the caller.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnRole {
    /// The role.
    #[schemars(with = "String")]
    role: Role,
    /// Which of the caller's names has it; `*` is everyone's.
    principal: String,
    /// The rule of the settings that gives it; absent for a role binding.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<Rule>,
}

/// A rule of `auth.group_roles`; its role is the one that it gives.
#[derive(Debug, Serialize, JsonSchema)]
struct Rule {
    /// The groups: a name, or a pattern with one `*`.
    group: String,
    /// The workspaces: a name, or one with a `*` for what the group's stands for.
    workspace: String,
}

impl From<&store::OwnRole> for OwnRole {
    fn from(own: &store::OwnRole) -> Self {
        Self {
            role: own.role.clone(),
            principal: own.principal.clone(),
            rule: own.rule.as_ref().map(|rule| Rule {
                group: rule.group().to_owned(),
                workspace: rule.workspace().to_owned(),
            }),
        }
    }
}

/// The caller in one workspace. One that doesn't exist is like one in which the caller has no role.
#[derive(Debug, Serialize, JsonSchema)]
struct InWorkspace {
    /// Its name, as asked for.
    workspace: String,
    /// The caller's roles there, strongest first.
    roles: Vec<OwnRole>,
    /// What the caller may do there, by these roles, as a platform administrator, and within the
    /// token's scopes.
    permissions: Vec<&'static str>,
}

/// Describes the caller. While authentication is off that is nobody, so the answer is that of
/// `authenticate`.
pub(super) async fn me(
    State(state): State<AppState>,
    Identified(caller): Identified,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<Me>, ApiError> {
    let Caller::Principal(principal) = caller else {
        let error = bearer::token(&headers).err();
        let error = error.unwrap_or(AuthnError::NoProvider);
        return Err(ApiError::Unauthenticated(error.into()));
    };
    let asked = validation::workspaces(&Query::parse(query.as_deref()))?;
    let found = state.store.own_roles(&principal.names(), &asked).await?;
    let claims = claims(&state, &headers, peer.map(|Extension(Peer(peer))| peer));
    Ok(Json(describe(
        state.settings.dialect,
        &principal,
        claims,
        asked,
        &found,
    )))
}

/// The claims that are read, unless a gateway said who it is.
fn claims(state: &AppState, headers: &HeaderMap, peer: Option<std::net::IpAddr>) -> Option<Claims> {
    let Auth::Enabled(tokens) = &state.settings.auth else {
        return None;
    };
    let dialect = state.settings.dialect;
    let by_gateway =
        gateway::is_from(tokens, dialect, headers, peer) && gateway::identifies(dialect, headers);
    (!by_gateway).then(|| Claims {
        subject: tokens.claims.subject_claim.clone(),
        email: tokens.claims.email_claim.clone(),
        groups: tokens.claims.groups_claim.clone(),
    })
}

fn describe(
    dialect: Dialect,
    principal: &Principal,
    claims: Option<Claims>,
    asked: Vec<String>,
    found: &OwnRoles,
) -> Me {
    let named = &principal.named;
    let roles = |workspace: &str| -> Vec<OwnRole> {
        let own = found.get(workspace).into_iter().flatten();
        own.map(OwnRole::from).collect()
    };
    let granted = |workspace: &str| -> Vec<Role> {
        let own = found.get(workspace).into_iter().flatten();
        own.map(|own| own.role.clone()).collect()
    };
    let on_system = granted(SYSTEM);
    let may = |action: Action, workspace: Option<&str>| {
        let grants = Grants {
            on_workspace: workspace.map(granted).unwrap_or_default(),
            on_system: on_system.clone(),
            on_any: Vec::new(),
        };
        decide(dialect, action, workspace, &principal.scopes, &grants) == Decision::Allow
    };
    let in_workspace = |workspace: String| InWorkspace {
        roles: roles(&workspace),
        // Platform administrators may do everything, but not in a workspace that isn't there.
        permissions: Permission::ALL
            .into_iter()
            .filter(|permission| {
                found.contains_key(&workspace)
                    && may(Action::InWorkspace(*permission), Some(&workspace))
            })
            .map(name)
            .collect(),
        workspace,
    };
    let outside = [
        (Action::ListWorkspaces, "list_workspaces"),
        (Action::CreateWorkspace, "create_workspace"),
    ];
    let is_service = named.subject_counts
        && matches!(
            PrincipalKind::of(&named.subject),
            PrincipalKind::Service | PrincipalKind::ServiceAccount
        );
    let platform_admin = Grants {
        on_system: on_system.clone(),
        ..Grants::default()
    }
    .is_platform_admin(dialect);
    Me {
        kind: if is_service {
            Kind::Service
        } else {
            Kind::Person
        },
        principal: named.recorded_as(),
        subject: named.subject.clone(),
        subject_counts: named.subject_counts,
        email: named.email.clone(),
        groups: named.groups.clone(),
        unused_groups: named.unused_groups,
        groups_left_out: named.groups_left_out,
        scopes: principal.scopes.iter().map(str::to_owned).collect(),
        claims,
        platform_admin,
        roles: roles(SYSTEM),
        permissions: outside
            .into_iter()
            .filter(|(action, _)| may(*action, None))
            .map(|(_, name)| name)
            .collect(),
        workspaces: asked.into_iter().map(in_workspace).collect(),
    }
}

fn name(permission: Permission) -> &'static str {
    match permission {
        Permission::ReadWorkspace => "read_workspace",
        Permission::ListMembers => "list_members",
        Permission::UpdateWorkspace => "update_workspace",
        Permission::ManageMembers => "manage_members",
        Permission::DeleteWorkspace => "delete_workspace",
    }
}
