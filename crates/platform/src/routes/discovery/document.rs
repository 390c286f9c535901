//! The discovery document.
//!
//! It has two shapes at once. Clients of NeMo Platform (0.3.0 to 0.6.0) read the one client from
//! the flat members; those of NeMo Helix (from 0.8.0) read the list `clients`, and refuse a list
//! whose entry is incomplete.

use nmp_types::ClaimRules;
use nmp_types::discovery::Parameters;
use schemars::JsonSchema;
use serde::Serialize;

/// How to sign in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Discovery {
    /// Whether the platform checks who is asking.
    pub auth_enabled: bool,
    /// The identity provider; `null` without one.
    pub oidc: Option<OidcDiscovery>,
    /// Whether there is an audit trail, `GET /apis/auth/v2/audit`.
    pub audit: bool,
    /// Whether the settings give groups roles, `GET /apis/auth/v2/group-roles`; absent if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub group_roles: bool,
    /// Where tokens say whom they are about, and what of that counts; absent if as by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<ClaimRules>,
    /// `helix` where the rules of NeMo Helix hold: platform administrators are those with the role
    /// `HelixAdmin`, for example. Absent where those of NeMo Platform hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect: Option<&'static str>,
    /// Whether tokens that nobody signed are accepted; absent if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unsigned_tokens: bool,
    /// Whether a gateway in front may say who is asking; absent if not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub trusted_gateway: bool,
}

/// The identity provider, and how to be its client. Clients find endpoints that are `null` in the
/// provider's metadata.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OidcDiscovery {
    /// Issuer identifier, compared byte for byte.
    pub issuer: String,
    /// The same as the client's.
    pub client_id: String,
    /// The same as the client's.
    pub authorization_endpoint: Option<String>,
    /// The same as the client's.
    pub token_endpoint: Option<String>,
    /// The same as the client's.
    pub device_authorization_endpoint: Option<String>,
    /// Claims about the person.
    pub userinfo_endpoint: Option<String>,
    /// The same as the client's.
    pub default_scopes: String,
    /// The same as the client's.
    pub scope_prefix: Option<String>,
    /// The same as the client's.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub authorization_parameters: Parameters,
    /// The clients that people sign in with: always one, which is the default.
    pub clients: [Client; 1],
}

/// A client that people sign in with.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Client {
    /// `public`
    pub name: &'static str,
    /// `public`: it has no secret (RFC 6749, section 2.1).
    pub client_authentication: &'static str,
    /// The client that Studio and the command line are.
    pub client_id: String,
    /// Whether it is the one to take if the person doesn't choose.
    pub default: bool,
    /// Whether the server keeps the session; never here.
    pub server_side_sessions: bool,
    /// `access_token` or `id_token`: which of the provider's tokens requests carry.
    pub bearer_token_source: &'static str,
    /// The scopes to ask for, separated by spaces; never empty.
    pub default_scopes: String,
    /// Goes in front of custom scopes.
    pub scope_prefix: Option<String>,
    /// What the authorization request and the device authorization request have besides; absent if
    /// nothing. A `resource` goes with token requests too (RFC 8707).
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    pub authorization_parameters: Parameters,
    /// Where to send people.
    pub authorization_endpoint: Option<String>,
    /// Where codes and refresh tokens are exchanged.
    pub token_endpoint: Option<String>,
    /// Device flow (RFC 8628).
    pub device_authorization_endpoint: Option<String>,
    /// Whether the device flow also needs an identifier of the device.
    pub device_authorization_requires_device_id: bool,
    /// What the device flow calls the client.
    pub device_authorization_display_name: Option<String>,
    /// Whether the device flow's token request repeats the scopes.
    pub device_token_request_includes_scope: bool,
    /// For sessions that the server keeps; `null` here.
    pub authorization_start_endpoint: Option<String>,
    /// For sessions that the server keeps; `null` here.
    pub broker_token_endpoint: Option<String>,
}
