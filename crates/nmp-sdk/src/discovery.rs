//! `/apis/auth/discovery`: how to sign in on a platform, whatever its version. Open to everybody.
//!
//! Up to Helix 0.7 `oidc` describes one client, flat. Since 0.8 it has `clients`, each with a way to
//! prove itself. Where both are there, `clients` alone counts, for what is beside it is for programs
//! that don't know it.

use nmp_types::scope::ScopeRule;
use nmp_types::{Discovery, Role, foreign};
use serde_json::{Map, Value};

use crate::auth::tokens::BearerSource;

/// What a platform says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// How to sign in, `oidc` being the client that Studio is.
    pub discovery: Discovery,
    /// Which token to send.
    pub bearer: BearerSource,
    /// Which role may do everything, where that follows from the version: a platform without an
    /// identity provider shows none ([`nmp_types::member::settle_admin_role`]).
    pub admin_role: Option<Role>,
    /// Which scopes restrict a token.
    pub scope_rule: ScopeRule,
    /// Whether it may say whom it takes a token for ([`nmp_types::authenticated`]). NeMo Platform does
    /// since 0.4, which it doesn't show before Helix; the embedded one since it names clients.
    pub names_people: bool,
    /// Whether it stores roles under any name, as NeMo Platform does, which has more than Studio knows. The
    /// embedded one refuses others than its own.
    pub stores_any_role: bool,
}

/// Why it isn't known how to sign in, though there is an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// It is not a discovery document.
    #[error("The answer is not a NeMo Platform's: is Studio pointed at the right address?")]
    NotAPlatform,
    /// Something in it is not as in any version: what.
    #[error("The platform's answer about signing in can't be read: {0}.")]
    Unreadable(String),
    /// It wants a token that this version doesn't know.
    #[error(
        "This platform wants another token than Studio can send: its bearer_token_source is “{}”. \
         Studio knows access_token and id_token.",
        foreign::in_sentence(.0)
    )]
    UnknownBearer(String),
    /// Studio can be none of its clients.
    #[error(
        "People sign in to this platform at {}, {}. Studio needs a public client: an administrator \
         of the platform must add auth.oidc.public_client to its settings, without \
         server_sessions.",
        foreign::in_sentence(issuer),
        clients.words()
    )]
    NoClient {
        /// The identity provider.
        issuer: String,
        /// What there is.
        clients: Clients,
    },
}

impl DiscoveryError {
    /// Whether an administrator has to change how the platform is set up.
    pub fn is_setting(&self) -> bool {
        matches!(self, Self::UnknownBearer(_) | Self::NoClient { .. })
    }
}

/// Clients that Studio can't be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clients {
    /// None at all.
    None,
    /// Confidential ones: they have a secret, which a page can't keep.
    Confidential,
    /// Public ones whose sessions the platform's server keeps.
    ServerSessions,
    /// Both.
    Both,
}

impl Clients {
    fn words(self) -> &'static str {
        match self {
            Self::None => "but it names no client",
            Self::Confidential => {
                "but only with a confidential client, whose secret a page can't keep"
            }
            Self::ServerSessions => {
                "but only with sessions that its server keeps (server_sessions)"
            }
            Self::Both => "but only with a confidential client or sessions that its server keeps",
        }
    }
}

/// What describes one client, in both shapes.
const OF_A_CLIENT: [&str; 7] = [
    "client_id",
    BEARER_SOURCE,
    "default_scopes",
    "scope_prefix",
    "authorization_endpoint",
    "token_endpoint",
    "device_authorization_endpoint",
];

const BEARER_SOURCE: &str = "bearer_token_source";

/// An object, unlike the rest of a client; read leniently.
const PARAMETERS: &str = "authorization_parameters";

/// Reads the document.
///
/// # Errors
/// See [`DiscoveryError`].
pub fn read(body: &str) -> Result<Found, DiscoveryError> {
    let mut document = match serde_json::from_str(body) {
        Ok(Value::Object(document))
            if document.get("auth_enabled").is_some_and(Value::is_boolean) =>
        {
            document
        }
        _ => return Err(DiscoveryError::NotAPlatform),
    };
    let is_on = document.get("auth_enabled") == Some(&Value::Bool(true));
    // The embedded platform: it says whose rules hold (`dialect`), and the shape says nothing.
    let is_embedded = document.get("audit") == Some(&Value::Bool(true));
    // It always says whether there is a trail; the others never do.
    let stores_any_role = !document.contains_key("audit");
    let mut bearer = BearerSource::default();
    let mut admin_role = None;
    let mut scope_rule = ScopeRule::default();
    let mut names_people = !is_embedded;
    match document.remove("oidc") {
        Some(Value::Object(mut oidc)) if is_on => {
            let clients = oidc.remove("clients").unwrap_or_default();
            let is_helix = ["cli_client_id", BEARER_SOURCE]
                .iter()
                .any(|key| oidc.contains_key(*key));
            admin_role = Some(if clients.is_array() || is_helix {
                Role::HelixAdmin
            } else {
                Role::PlatformAdmin
            });
            match clients {
                Value::Null => {}
                Value::Array(clients) => {
                    names_people = true;
                    scope_rule = ScopeRule::KnownFamilies;
                    choose(&mut oidc, clients)?;
                }
                _ => return Err(not("oidc.clients", "a list")),
            }
            bearer = bearer_source(&oidc)?;
            for key in ["issuer", "userinfo_endpoint"].iter().chain(&OF_A_CLIENT) {
                match oidc.get(*key) {
                    None | Some(Value::String(_)) => {}
                    Some(Value::Null) => {
                        oidc.remove(*key);
                    }
                    Some(_) => return Err(not(&format!("oidc.{key}"), "a text")),
                }
            }
            document.insert("oidc".to_owned(), Value::Object(oidc));
        }
        None | Some(Value::Null) => {}
        Some(_) if !is_on => {}
        Some(_) => return Err(not("oidc", "an object")),
    }
    if is_embedded {
        let is_helix = document.get("dialect").is_some_and(|name| name == "helix");
        (admin_role, scope_rule) = if is_helix {
            (Some(Role::HelixAdmin), ScopeRule::KnownFamilies)
        } else {
            (Some(Role::PlatformAdmin), ScopeRule::AnyColon)
        };
    }
    names_people |= document.get("trusted_gateway") == Some(&Value::Bool(true));
    let discovery = serde_json::from_value(Value::Object(document))
        .map_err(|error| DiscoveryError::Unreadable(foreign::message(&error.to_string())))?;
    Ok(Found {
        discovery,
        bearer,
        admin_role,
        scope_rule,
        names_people,
        stores_any_role,
    })
}

fn not(what: &str, expected: &str) -> DiscoveryError {
    DiscoveryError::Unreadable(format!("{what} is not {expected}"))
}

/// Puts the client that Studio can be in the place of the flat fields: the default one if it is
/// public and without server sessions, else the first such.
fn choose(oidc: &mut Map<String, Value>, clients: Vec<Value>) -> Result<(), DiscoveryError> {
    let mut chosen = None;
    let mut found = Clients::None;
    for client in clients {
        let Value::Object(client) = client else {
            return Err(not("an entry of oidc.clients", "an object"));
        };
        let Some(Value::String(authentication)) = client.get("client_authentication") else {
            return Err(not("client_authentication of a client", "a text"));
        };
        let is_on = |key: &str| match client.get(key) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(is_on)) => Ok(*is_on),
            Some(_) => Err(not(&format!("{key} of a client"), "true or false")),
        };
        let kind = match (authentication.as_str(), is_on("server_side_sessions")?) {
            ("public", false) => {
                if is_on("default")? || chosen.is_none() {
                    chosen = Some(client);
                }
                continue;
            }
            ("public", true) => Clients::ServerSessions,
            _ => Clients::Confidential,
        };
        found = match found {
            Clients::None => kind,
            other if other == kind => kind,
            _ => Clients::Both,
        };
    }
    let Some(mut client) = chosen else {
        let issuer = oidc.get("issuer").and_then(Value::as_str);
        return Err(DiscoveryError::NoClient {
            issuer: issuer.unwrap_or("an identity provider").to_owned(),
            clients: found,
        });
    };
    for key in OF_A_CLIENT.iter().chain(&[PARAMETERS]) {
        oidc.insert((*key).to_owned(), client.remove(*key).unwrap_or_default());
    }
    Ok(())
}

fn bearer_source(oidc: &Map<String, Value>) -> Result<BearerSource, DiscoveryError> {
    match oidc.get(BEARER_SOURCE) {
        None | Some(Value::Null) => Ok(BearerSource::AccessToken),
        Some(Value::String(name)) => match name.as_str() {
            "access_token" => Ok(BearerSource::AccessToken),
            "id_token" => Ok(BearerSource::IdToken),
            _ => Err(DiscoveryError::UnknownBearer(name.clone())),
        },
        Some(other) => Err(DiscoveryError::UnknownBearer(other.to_string())),
    }
}

#[cfg(test)]
mod tests;
