//! `GET /apis/auth/discovery`: how to sign in.

mod document;

use axum::Json;
use axum::extract::State;
use nmp_types::ClaimRules;
use url::Url;

use crate::config::{Auth, Dialect, Oidc, Tokens};
use crate::state::AppState;

pub(super) use document::Discovery;
use document::{Client, OidcDiscovery};

/// What clients need to sign in. As on the real platform, endpoints come from the settings,
/// otherwise from the provider's metadata once that is known. It never waits for the metadata,
/// which clients can read themselves.
pub(super) async fn discovery(State(state): State<AppState>) -> Json<Discovery> {
    let dialect = state.settings.dialect;
    let dialect = (dialect != Dialect::default()).then(|| dialect.name());
    Json(match &state.settings.auth {
        Auth::Disabled => Discovery {
            auth_enabled: false,
            oidc: None,
            audit: true,
            group_roles: false,
            dialect,
            claims: None,
            unsigned_tokens: false,
            trusted_gateway: false,
        },
        Auth::Enabled(tokens) => Discovery {
            auth_enabled: true,
            oidc: tokens
                .oidc
                .as_ref()
                .map(|oidc| describe(oidc, tokens, &state)),
            audit: true,
            group_roles: !tokens.group_roles.is_empty(),
            dialect,
            claims: Some(tokens.claims.clone()).filter(|rules| *rules != ClaimRules::default()),
            unsigned_tokens: tokens.unsigned,
            trusted_gateway: tokens.has_gateway(),
        },
    })
}

fn describe(oidc: &Oidc, tokens: &Tokens, state: &AppState) -> OidcDiscovery {
    let metadata = state
        .provider
        .as_ref()
        .and_then(|provider| provider.metadata());
    let metadata = metadata.as_deref();
    let endpoint = |configured: &Option<Url>, discovered: Option<&Option<Url>>| {
        configured
            .as_ref()
            .or_else(|| discovered.and_then(Option::as_ref))
            .map(Url::to_string)
    };
    let configured = &oidc.endpoints;
    let client = Client {
        name: "public",
        client_authentication: "public",
        client_id: oidc.client_id.clone(),
        default: true,
        server_side_sessions: false,
        bearer_token_source: oidc.bearer_token.name(),
        default_scopes: oidc.default_scopes.clone(),
        scope_prefix: Some(tokens.scope_prefix.clone()).filter(|prefix| !prefix.is_empty()),
        authorization_parameters: oidc.authorization_parameters.clone(),
        authorization_endpoint: endpoint(
            &configured.authorization,
            metadata.map(|metadata| &metadata.authorization_endpoint),
        ),
        token_endpoint: endpoint(
            &configured.token,
            metadata.map(|metadata| &metadata.token_endpoint),
        ),
        device_authorization_endpoint: endpoint(
            &configured.device_authorization,
            metadata.map(|metadata| &metadata.device_authorization_endpoint),
        ),
        device_authorization_requires_device_id: oidc.device_flow.requires_device_id,
        device_authorization_display_name: oidc.device_flow.display_name.clone(),
        device_token_request_includes_scope: oidc.device_flow.token_request_includes_scope,
        authorization_start_endpoint: None,
        broker_token_endpoint: None,
    };
    OidcDiscovery {
        issuer: oidc.issuer.clone(),
        client_id: client.client_id.clone(),
        authorization_endpoint: client.authorization_endpoint.clone(),
        token_endpoint: client.token_endpoint.clone(),
        device_authorization_endpoint: client.device_authorization_endpoint.clone(),
        userinfo_endpoint: endpoint(&None, metadata.map(|metadata| &metadata.userinfo_endpoint)),
        default_scopes: client.default_scopes.clone(),
        scope_prefix: client.scope_prefix.clone(),
        authorization_parameters: client.authorization_parameters.clone(),
        clients: [client],
    }
}
