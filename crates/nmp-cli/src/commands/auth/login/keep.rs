//! Keeps what a sign-in gave, with the origin that it was made for.

use nmp_oidc::id_token::decode_claims;
use nmp_oidc::token::TokenResponse;
use nmp_oidc::{OidcError, Secret};
use nmp_sdk::auth::BearerSource;
use nmp_sdk::auth::unsigned::is_unsigned;
use nmp_sdk::native::config::binding::origin;
use nmp_sdk::native::config::settings::Settings;
use nmp_sdk::native::config::{Binding, User};
use nmp_sdk::native::provider::{self, SignIn};
use nmp_sdk::native::{SetupError, now};
use nmp_types::{OidcDiscovery, foreign};

use crate::{CliError, Context};

/// What a sign-in gave.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) token: Secret,
    refresh_token: Option<Secret>,
    issuer: String,
    client_id: String,
    expires_at: Option<i64>,
}

impl Signed {
    /// The tokens of an identity provider.
    pub(super) fn by(
        tokens: &TokenResponse,
        oidc: &OidcDiscovery,
        source: BearerSource,
    ) -> Result<Self, OidcError> {
        Ok(Self {
            token: provider::bearer(tokens, source)?,
            refresh_token: tokens.refresh_token.clone(),
            issuer: oidc.issuer.clone(),
            client_id: oidc.client_id.clone(),
            expires_at: tokens.expires_in.map(|life| now().saturating_add(life)),
        })
    }

    /// A token that was given.
    pub(super) fn with(token: Secret, found: Option<&SignIn>) -> Self {
        let oidc = found.and_then(SignIn::oidc);
        Self {
            token,
            refresh_token: None,
            issuer: oidc.map(|oidc| oidc.issuer.clone()).unwrap_or_default(),
            client_id: String::new(),
            expires_at: None,
        }
    }

    /// A token that nobody signed.
    pub(super) fn unsigned(token: Secret) -> Self {
        Self {
            token,
            refresh_token: None,
            issuer: String::new(),
            client_id: String::new(),
            expires_at: None,
        }
    }

    /// Who it is about, as far as the token says.
    pub(super) fn in_words(&self) -> String {
        let claims = decode_claims(&self.token).unwrap_or_default();
        let name = ["email", "upn", "preferred_username", "sub"]
            .iter()
            .find_map(|key| claims.get(*key)?.as_str());
        let renewal = if self.refresh_token.is_some() {
            "saved (enables automatic token renewal)"
        } else if is_unsigned(&self.token) {
            "not needed (the token is issued again on this machine)"
        } else {
            "not available"
        };
        match name {
            Some(name) => format!(
                "Logged in as: {}\nRefresh token: {renewal}",
                foreign::in_sentence(name)
            ),
            None => format!("Logged in.\nRefresh token: {renewal}"),
        }
    }
}

/// Writes it. A context that was asked for becomes the current one.
pub(super) fn keep(
    context: &Context,
    settings: &Settings,
    signed: Option<Signed>,
) -> Result<(), CliError> {
    let name = &settings.context_name.value;
    let url = &settings.base_url.value;
    settings.file.change(|document| {
        document.ensure_context(name, url)?;
        let Some(before) = document.context(name) else {
            return Err(SetupError::from(document.no_context(name)));
        };
        if origin(&before.base_url) != origin(url) {
            document.set_base_url(name, url)?;
        }
        if context.options.context().is_some() {
            document.use_context(name)?;
        }
        match &signed {
            None => {
                document.set_user(&before.user, &User::NoAuth);
                Binding::forget(document, &before);
            }
            Some(signed) => {
                let user = User::OAuth {
                    token: signed.token.clone(),
                    refresh_token: signed.refresh_token.clone(),
                };
                document.set_user(&before.user, &user);
                let binding = Binding::new(
                    url,
                    &signed.issuer,
                    &signed.client_id,
                    &signed.token,
                    signed.expires_at,
                );
                binding.note(document, &before);
            }
        }
        Ok::<_, SetupError>(())
    })?;
    Ok(())
}
