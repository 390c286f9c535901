//! What identity providers put into `aud` of their access tokens, as far as the issuer tells.
//!
//! No metadata say it (RFC 8414 and OpenID Connect Discovery 1.0 have no such member), and RFC 9068
//! leaves the value to the provider; but the issuers of the well-known ones have a form.

use url::Url;

use super::{BearerToken, Oidc};

impl Oidc {
    /// What a provider of this kind usually puts into `aud`, for a sentence.
    pub fn usual_audience(&self) -> &'static str {
        let Ok(issuer) = Url::parse(&self.issuer) else {
            return UNKNOWN;
        };
        let (host, path) = (issuer.host_str().unwrap_or_default(), issuer.path());
        let is_of = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
        if path.contains("/realms/") {
            "Keycloak: `account`, unless an audience mapper of the client adds another"
        } else if host == "sts.windows.net" {
            "Microsoft Entra, version 1: the API's Application ID URI, such as api://…"
        } else if is_of("microsoftonline.com") || is_of("microsoftonline.us") {
            "Microsoft Entra, version 2: the client id of the API's registration"
        } else if path.starts_with("/oauth2/") && !path.contains("/openid") {
            "Okta: what the authorization server's settings say, by default api://default"
        } else if is_of("okta.com") || is_of("oktapreview.com") || is_of("okta-emea.com") {
            "Okta's organization server issues access tokens for itself only; use an issuer with \
             /oauth2/ in it"
        } else if is_of("auth0.com") {
            "Auth0: the API's identifier, if the tenant has a default audience or \
             auth.oidc.authorization_parameters has it as `audience`; otherwise access tokens are \
             opaque"
        } else if host.starts_with("cognito-idp.") {
            "Amazon Cognito: access tokens have no `aud`, so this check can't be used"
        } else if host == "accounts.google.com" {
            "Google: access tokens are opaque, so this server can't use them"
        } else if path.contains("/application/o/") {
            "authentik: the client id"
        } else {
            UNKNOWN
        }
    }
}

const UNKNOWN: &str = "Studio's account page shows a token's claims";

/// Notes for `--check-config`, which asks nobody.
pub(super) fn notes(oidc: &Oidc) -> [String; 2] {
    [
        note(oidc),
        "whether the identity provider fits is what nmp-platform check-idp finds out".to_owned(),
    ]
}

fn note(oidc: &Oidc) -> String {
    match &oidc.audience {
        Some(audience) if oidc.bearer_token == BearerToken::IdToken => format!(
            "requests carry ID tokens, which must have {audience:?} in `aud`: the client, as a rule"
        ),
        Some(audience) => format!(
            "access tokens must have {audience:?} in `aud`; what is usual there: {}",
            oidc.usual_audience()
        ),
        None => format!(
            "any `aud` is accepted; what is usual there: {}",
            oidc.usual_audience()
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Auth, Settings};

    fn usual(issuer: &str) -> &'static str {
        let variables = [
            ("NMP_AUTH_ENABLED", "true"),
            ("NMP_AUTH_OIDC__ENABLED", "true"),
            ("NMP_AUTH_OIDC__ISSUER", issuer),
            ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
        ];
        let settings = Settings::load(None, &variables.into_iter().collect()).unwrap();
        let Auth::Enabled(tokens) = settings.auth else {
            unreachable!("auth is enabled")
        };
        tokens.oidc.unwrap().usual_audience()
    }

    #[test]
    fn the_issuer_tells() {
        for (issuer, begin) in [
            ("https://id.example.com/realms/a", "Keycloak"),
            (
                "https://login.microsoftonline.com/0-1/v2.0",
                "Microsoft Entra, version 2",
            ),
            ("https://sts.windows.net/0-1/", "Microsoft Entra, version 1"),
            ("https://example.okta.com/oauth2/default", "Okta: what"),
            ("https://example.okta.com", "Okta's organization"),
            ("https://example.eu.auth0.com/", "Auth0"),
            (
                "https://cognito-idp.eu-west-1.amazonaws.com/x",
                "Amazon Cognito",
            ),
            ("https://accounts.google.com", "Google"),
            ("https://id.example.com/application/o/studio/", "authentik"),
            ("https://idp.example.com", "Studio's account page"),
            ("https://notokta.com", "Studio's account page"),
        ] {
            assert!(
                usual(issuer).starts_with(begin),
                "{issuer}: {}",
                usual(issuer)
            );
        }
    }
}
