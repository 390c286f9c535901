//! `GET /apis/auth/discovery`: how to sign in.

use axum::Json;
use axum::extract::State;
use nmp_types::{Discovery, OidcDiscovery};
use url::Url;

use crate::config::{Auth, Oidc, Tokens};
use crate::state::AppState;

/// What clients need to sign in. Endpoints come from the settings, else from the provider's
/// metadata once that is known, as the real platform does; never waiting for it, since clients
/// can read the metadata themselves.
pub(super) async fn discovery(State(state): State<AppState>) -> Json<Discovery> {
    Json(match &state.settings.auth {
        Auth::Disabled => Discovery {
            auth_enabled: false,
            oidc: None,
            audit: true,
        },
        Auth::Enabled(tokens) => Discovery {
            auth_enabled: true,
            oidc: tokens
                .oidc
                .as_ref()
                .map(|oidc| describe(oidc, tokens, &state)),
            audit: true,
        },
    })
}

fn describe(oidc: &Oidc, tokens: &Tokens, state: &AppState) -> OidcDiscovery {
    let metadata = state
        .provider
        .as_ref()
        .and_then(|provider| provider.metadata());
    let metadata = metadata.as_deref();
    let endpoint = |configured: &Option<Url>, told: Option<&Option<Url>>| {
        configured
            .as_ref()
            .or_else(|| told.and_then(Option::as_ref))
            .map(Url::to_string)
    };
    let configured = &oidc.endpoints;
    OidcDiscovery {
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
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
        userinfo_endpoint: endpoint(&None, metadata.map(|metadata| &metadata.userinfo_endpoint)),
        default_scopes: oidc.default_scopes.clone(),
        scope_prefix: Some(tokens.claims.scope_prefix.clone()).filter(|prefix| !prefix.is_empty()),
    }
}
