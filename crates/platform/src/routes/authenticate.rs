//! `GET` and `POST /apis/auth/authenticate`: whom the platform takes the caller for.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::identify::Identified;
use crate::authn::{AuthnError, Caller, Principal, bearer};
use crate::config::{Auth, BearerToken};
use crate::error::ApiError;
use crate::state::AppState;

/// The caller, as every request identifies them.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Authenticated {
    /// The name that changes are recorded under: the subject if it counts, otherwise the e-mail
    /// address, otherwise `unverified:` and the subject.
    principal: String,
    /// The e-mail address, if it counts.
    email: Option<String>,
    /// The groups that count.
    groups: Vec<String>,
    /// The token's scopes, without the configured prefix.
    scopes: Vec<String>,
    /// The token's identifier, if it has one.
    jti: Option<String>,
    /// `oidc_access_token`, or `oidc_id_token` where requests carry that.
    token_kind: &'static str,
    /// Whom a service acts for; nobody here.
    on_behalf_of: Option<String>,
    /// Their e-mail address.
    on_behalf_of_email: Option<String>,
    /// Their groups.
    on_behalf_of_groups: Vec<String>,
}

impl Authenticated {
    fn of(principal: &Principal, bearer_token: BearerToken) -> Self {
        let named = &principal.named;
        Self {
            principal: named.recorded_as(),
            email: named.email.clone(),
            groups: named.groups.clone(),
            scopes: principal.scopes.iter().map(str::to_owned).collect(),
            jti: principal.jti.clone(),
            token_kind: match bearer_token {
                BearerToken::AccessToken => "oidc_access_token",
                BearerToken::IdToken => "oidc_id_token",
            },
            on_behalf_of: None,
            on_behalf_of_email: None,
            on_behalf_of_groups: Vec::new(),
        }
    }
}

/// Says whom the platform takes the caller for. While authentication is off that is nobody, so the
/// answer is 401 with any token, as recorded.
pub(super) async fn authenticate(
    State(state): State<AppState>,
    Identified(caller): Identified,
    headers: HeaderMap,
) -> Result<Json<Authenticated>, ApiError> {
    match caller {
        Caller::Principal(principal) => {
            let oidc = match &state.settings.auth {
                Auth::Enabled(tokens) => tokens.oidc.as_ref(),
                Auth::Disabled => None,
            };
            let bearer_token = oidc.map_or_else(BearerToken::default, |oidc| oidc.bearer_token);
            Ok(Json(Authenticated::of(&principal, bearer_token)))
        }
        Caller::Anybody => {
            let error = bearer::token(&headers).err();
            let error = error.unwrap_or(AuthnError::NoProvider);
            Err(ApiError::Unauthenticated(error.into()))
        }
    }
}
