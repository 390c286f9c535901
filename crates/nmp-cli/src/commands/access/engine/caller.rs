//! Who is asking, and what they may do: by the platform's own word.

use nmp_access::rights::effective::source_for;
use nmp_access::{Known, PlatformRoles, Rights};
use nmp_oidc::id_token::decode_claims;
use nmp_sdk::discovery::Found;
use nmp_sdk::native::NeMoPlatform;
use nmp_sdk::{ApiError, ApiPath, Call, RefusalKind, discovery, group_roles, members};
use nmp_types::authenticated::Authenticated;
use nmp_types::member::settle_admin_role;
use nmp_types::workspace::SYSTEM;
use nmp_types::{GroupRules, Identity, Member, Role};
use serde_json::Value;

use super::fault::fault;
use crate::CliError;

/// Who is asking.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What they may do, as far as it is known.
    pub rights: Rights,
    /// What the platform says of the role that may do everything; see [`settle_admin_role`].
    admin_role: Option<Role>,
}

impl Caller {
    /// Asks the platform.
    ///
    /// # Errors
    /// [`CliError`] if it doesn't answer, or doesn't know the token.
    pub async fn ask(platform: &NeMoPlatform) -> Result<Self, CliError> {
        let document = ask(platform, "/apis/auth/discovery").await?;
        let found = discovery::read(&document.to_string());
        let is_off = document.get("auth_enabled") == Some(&Value::Bool(false));
        if is_off {
            return Ok(Self {
                rights: Rights::Open,
                admin_role: None,
            });
        }
        // A platform on which Studio can't sign in still says which scopes count.
        let (admin_role, prefix, rule) = match &found {
            Ok(found) => (
                found.admin_role.clone(),
                found
                    .discovery
                    .oidc
                    .as_ref()
                    .and_then(|oidc| oidc.scope_prefix.clone()),
                found.scope_rule,
            ),
            Err(_) => Default::default(),
        };
        let prefix = prefix.unwrap_or_default();
        let read = read(platform, found.as_ref().ok(), &prefix).await?;
        let known = read.clone().unwrap_or_default();
        let known = Identity {
            scopes: known.scopes.clone().by(rule),
            ..known
        };
        let identity = match ask(platform, "/apis/auth/authenticate").await {
            Ok(word) => Authenticated::read(&word.to_string())
                .ok_or_else(|| {
                    ApiError::Unreadable("it doesn't say whom it takes the token for".to_owned())
                })?
                .applied_to(&known, &prefix),
            // NeMo Platform has it since 0.4. Before, it says so to its admins, and to others that they
            // may not ask; what the token says counts then.
            Err(error) if is_not_there(&error) && read.is_some() => known,
            Err(error) => return Err(error.into()),
        };
        let has_rules = found.is_ok_and(|found| found.discovery.group_roles);
        let identity = Identity {
            group_rules: group_rules(platform, has_rules).await?,
            ..identity
        };
        let mut caller = Self {
            rights: Rights::Of {
                identity: identity.clone(),
                system: Known::Loading,
            },
            admin_role,
        };
        let system = match platform.send(members::list(SYSTEM)).await {
            Ok(mut list) => {
                caller.settle(SYSTEM, &mut list.data);
                Known::Listed(PlatformRoles::of(&identity, &list.data))
            }
            Err(error) if error.is_forbidden() => Known::Forbidden,
            Err(error) => Known::Failed(fault(&error)),
        };
        caller.rights = Rights::Of { identity, system };
        Ok(caller)
    }

    /// Who it is, if anybody is signed in.
    pub fn identity(&self) -> Option<&Identity> {
        match &self.rights {
            Rights::Open => None,
            Rights::Of { identity, .. } => Some(identity),
        }
    }

    /// What to call them in a record.
    pub fn name(&self) -> String {
        self.identity().map_or_else(
            || "anybody (authentication is off)".to_owned(),
            |identity| {
                let email = identity.email.as_ref();
                email.unwrap_or(&identity.principal_id).clone()
            },
        )
    }

    /// Settles who is a platform admin: members are to be read through here before anything is made of
    /// their roles.
    pub fn settle(&self, workspace: &str, members: &mut [Member]) {
        if workspace == SYSTEM {
            settle_admin_role(members, self.admin_role.clone(), |principal| {
                self.identity()
                    .is_some_and(|identity| source_for(identity, principal).is_some())
            });
        }
    }
}

/// The platform's rules for groups, if it says that it has some.
async fn group_rules(platform: &NeMoPlatform, has_rules: bool) -> Result<GroupRules, ApiError> {
    if !has_rules {
        return Ok(GroupRules::default());
    }
    match platform.send(group_roles::list()).await {
        Ok(list) => Ok(GroupRules::known(list.data)),
        // Such as with a token that may read nothing.
        Err(error) if is_not_there(&error) => Ok(GroupRules::missing()),
        Err(error) => Err(error),
    }
}

/// Whether the platform doesn't have what was asked for, or doesn't let the person know.
fn is_not_there(error: &ApiError) -> bool {
    let kind = error.kind();
    matches!(kind, Some(RefusalKind::NotFound | RefusalKind::Forbidden))
}

/// Whom the token is about by its own claims; `None` if there is none, or it can't be read.
async fn read(
    platform: &NeMoPlatform,
    found: Option<&Found>,
    prefix: &str,
) -> Result<Option<Identity>, ApiError> {
    let token = platform.tokens().token().await?;
    let claims = token.as_ref().and_then(decode_claims);
    let rules = found.map(|found| found.discovery.claim_rules());
    Ok(claims.map(|claims| {
        let rules = rules.unwrap_or_default();
        let read = Identity::from_claims(&claims, Some(&claims), None, prefix, &rules);
        read.settled(&claims)
    }))
}

async fn ask(platform: &NeMoPlatform, path: &'static str) -> Result<Value, ApiError> {
    platform.send(Call::get(ApiPath::of(path))).await
}
