//! What a failed sign-in turns out to be.

use nmp_types::foreign::in_sentence;

use super::clock::Clock;

/// One of the usual faults. [`code`](Finding::code) names it for good, `Display` says what is wrong,
/// and [`remedy`](Finding::remedy) what to change where. None has a secret in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// The browser says so itself.
    #[error("This browser is offline.")]
    Offline,
    /// A secure page may not ask an insecure address (W3C Mixed Content, section 4).
    #[error(
        "Studio comes by https, so this browser doesn't let it ask {}, which is plain http.",
        in_sentence(.0)
    )]
    MixedContent(String),
    /// The page's Content-Security-Policy doesn't name the address.
    #[error(
        "The Content-Security-Policy of Studio's page forbids it to ask {} ({}).",
        in_sentence(origin),
        in_sentence(directive)
    )]
    ContentPolicy {
        /// The origin that isn't allowed.
        origin: String,
        /// Which directive forbids it.
        directive: String,
    },
    /// The address answers, and not for pages of this origin (Fetch standard, CORS protocol).
    #[error(
        "The identity provider answers at {}, but doesn't let pages from {origin} read it (CORS).",
        in_sentence(url)
    )]
    Cors {
        /// Where.
        url: String,
        /// Studio's origin.
        origin: String,
        /// Whether it is the token endpoint.
        is_token_endpoint: bool,
    },
    /// Nothing answers.
    #[error("Nothing answers at {}.", in_sentence(.0))]
    NoAnswer(String),
    /// The provider doesn't know the redirect URI.
    #[error("The identity provider doesn't know Studio's redirect URI.")]
    RedirectUri,
    /// The provider doesn't know the client, or doesn't allow it this flow.
    #[error(
        "The identity provider doesn't accept the client “{}”, or doesn't allow it to sign people \
         in.",
        in_sentence(.0)
    )]
    Client(String),
    /// The provider wants a secret (RFC 6749, section 2.1).
    #[error(
        "The client “{}” is confidential: the identity provider wants its secret, and a page in a \
         browser can't keep one.",
        in_sentence(.0)
    )]
    ConfidentialClient(String),
    /// Microsoft Entra ID: the redirect URI is registered for another kind of application.
    #[error(
        "At Microsoft Entra ID the redirect URI is registered for another platform type than \
         “Single-page application”."
    )]
    PlatformType,
    /// Nobody has agreed to what the client asks for.
    #[error("The identity provider wants a consent that nobody has given yet.")]
    Consent,
    /// A scope isn't known or isn't allowed.
    #[error("The identity provider doesn't give a scope that it was asked for: {}.", in_sentence(.0))]
    Scope(String),
    /// The API that the token is to be for isn't known there (RFC 8707, section 2).
    #[error("The identity provider doesn't know the API that the token is to be for.")]
    Resource,
    /// The person may not use the client.
    #[error("The identity provider doesn't let you use this application.")]
    NotAssigned,
    /// Someone said no.
    #[error("The access was not allowed at the identity provider.")]
    AccessDenied,
    /// The code was refused.
    #[error("The identity provider doesn't take back the code that it has just given.")]
    Code,
    /// The person was sent there, and never came back.
    #[error("The identity provider has not sent you back.")]
    NeverBack,
    /// The provider has a problem of its own.
    #[error("The identity provider has a problem of its own.")]
    Provider,
    /// The access token isn't a JWT.
    #[error("The identity provider's access token is no JWT, so the platform can't read it.")]
    OpaqueToken,
    /// The token is from another issuer.
    #[error(
        "The token is from “{}”, and the platform expects “{}”.",
        in_sentence(found),
        in_sentence(expected)
    )]
    Issuer {
        /// `iss` of the token.
        found: String,
        /// The platform's.
        expected: String,
    },
    /// The token is for another audience.
    #[error("The token is for another audience than the platform: {}.", audience(.0))]
    Audience(Vec<String>),
    /// The token is signed in a way that the platform doesn't take.
    #[error("The token is signed with {}, and the platform takes RS256 and ES256.", in_sentence(.0))]
    Algorithm(String),
    /// A clock is wrong.
    #[error("{0}")]
    Clock(Clock),
    /// The platform refuses the token for another reason, or doesn't say why.
    #[error("The platform refuses the identity provider's token.")]
    Token,
}

fn audience(found: &[String]) -> String {
    if found.is_empty() {
        return "it has no “aud”".to_owned();
    }
    in_sentence(&found.join(", "))
}

impl Finding {
    /// A short name that doesn't change, for details, tests and `docs/troubleshooting.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Finding::Offline => "offline",
            Finding::MixedContent(_) => "mixed_content",
            Finding::ContentPolicy { .. } => "content_policy",
            Finding::Cors { .. } => "cors",
            Finding::NoAnswer(_) => "no_answer_there",
            Finding::RedirectUri => "redirect_uri",
            Finding::Client(_) => "client",
            Finding::ConfidentialClient(_) => "confidential_client",
            Finding::PlatformType => "platform_type",
            Finding::Consent => "consent",
            Finding::Scope(_) => "scope",
            Finding::Resource => "resource",
            Finding::NotAssigned => "not_assigned",
            Finding::AccessDenied => "access_denied",
            Finding::Code => "code",
            Finding::NeverBack => "never_back",
            Finding::Provider => "provider_problem",
            Finding::OpaqueToken => "opaque_token",
            Finding::Issuer { .. } => "token_issuer",
            Finding::Audience(_) => "token_audience",
            Finding::Algorithm(_) => "token_algorithm",
            Finding::Clock(_) => "clock",
            Finding::Token => "token_refused",
        }
    }

    /// What to change where, in sentences for the person or for those who run the platform or the
    /// identity provider.
    pub fn remedy(&self) -> String {
        let text = match self {
            Finding::Offline => "Connect, then try again.",
            Finding::MixedContent(_) => {
                "Give the identity provider an https address, in its own settings and in \
                 auth.oidc.issuer."
            }
            Finding::ContentPolicy { origin, directive } => {
                return format!(
                    "Add {} to {} of the policy, in the server or proxy that Studio's files come \
                     from. The embedded platform and the Helm chart do so for the addresses that \
                     the provider's metadata names.",
                    in_sentence(origin),
                    in_sentence(directive)
                );
            }
            Finding::Cors {
                is_token_endpoint: true,
                ..
            } => {
                "Allow this origin for the client, at the identity provider: Web origins \
                 (Keycloak), Allowed Web Origins (Auth0), Trusted Origins (Okta), the platform \
                 type single-page application (Microsoft Entra ID)."
            }
            Finding::Cors { .. } => {
                "Allow this origin at the identity provider, for its metadata, its keys and its \
                 token endpoint; or have the server that Studio comes from forward those \
                 addresses."
            }
            Finding::NoAnswer(_) => {
                "Open the address in a new tab: the host may be down, unknown here, or behind a \
                 firewall or VPN, or its certificate isn't trusted. If auth.oidc.issuer has \
                 another address for the server than people have, give them the same one."
            }
            Finding::RedirectUri => {
                "Register exactly this redirect URI for the client, at the identity provider."
            }
            Finding::Client(_) => {
                "Compare auth.oidc.client_id with the identity provider's list of clients, and \
                 allow this client the authorization code flow."
            }
            Finding::ConfidentialClient(_) => {
                "Register a public client (single-page application, no secret, PKCE) and put its id \
                 into auth.oidc.client_id. A provider that has none for web pages needs a broker \
                 in front, such as Dex or Keycloak."
            }
            Finding::PlatformType => {
                "Move this redirect URI to the platform type “Single-page application” of the app \
                 registration (Authentication)."
            }
            Finding::Consent => {
                "Sign in again and agree. Where people may not agree themselves, an administrator \
                 of the identity provider does it for all: at Microsoft Entra ID under API \
                 permissions, “Grant admin consent”."
            }
            Finding::Scope(_) => {
                "Allow these scopes for the client, at the identity provider, or take the unknown \
                 one out of auth.oidc.default_scopes (with auth.oidc.scope_prefix in front of it)."
            }
            Finding::Resource => {
                "Register the API at the identity provider under the name that the request has \
                 (audience or resource in auth.oidc.authorization_parameters), and allow it to the \
                 client."
            }
            Finding::NotAssigned => {
                "An administrator of the identity provider assigns you, or a group of yours, to the \
                 application."
            }
            Finding::AccessDenied => {
                "Nothing was changed. Try again and allow the access when you are asked."
            }
            Finding::Code => {
                "Try again: a code works once and for a short time. If it stays: the client must be \
                 public, with PKCE, and its redirect URI the one below."
            }
            Finding::NeverBack => {
                "If its page speaks of the redirect URI, register exactly this one for the client, \
                 at the identity provider. If it shows nothing, the identity provider may be down."
            }
            Finding::Provider => {
                "Try again. If it stays, show the details to the people who run the identity \
                 provider."
            }
            Finding::OpaqueToken => {
                "Have the provider issue a JWT for the platform. Auth0: audience in \
                 auth.oidc.authorization_parameters. Microsoft Entra ID: a scope of your own API in \
                 auth.oidc.default_scopes. Zitadel: access token type JWT. Where it has none, as \
                 Google, the platform can take the ID token instead (bearer_token: id_token)."
            }
            Finding::Issuer { .. } => {
                "If both are the same provider, put the token's into \
                 auth.oidc.additional_issuers, or make the provider use one (Microsoft Entra ID: \
                 accessTokenAcceptedVersion 2). They are compared letter by letter, the last slash \
                 too."
            }
            Finding::Audience(_) => {
                "If this token is meant for the platform, put one of these into auth.oidc.audience. \
                 If not, have the provider issue one that is: an audience mapper (Keycloak), \
                 audience in auth.oidc.authorization_parameters (Auth0), a scope of your own API \
                 (Microsoft Entra ID)."
            }
            Finding::Algorithm(_) => {
                "Change the signature algorithm of this client or API to RS256 or ES256, at the \
                 identity provider. HS256 often means that no signing key is chosen."
            }
            Finding::Clock(clock) => return clock.remedy(),
            Finding::Token => {
                "Compare the token's members under Details with the platform's settings: most often \
                 auth.oidc.audience has none of its audience (aud). The platform's log names the \
                 reason."
            }
        };
        text.to_owned()
    }
}

/// What the page offers to copy with a finding: its name for people, and the text.
pub type ToCopy = (&'static str, String);

impl Finding {
    /// What has to be entered elsewhere.
    pub fn to_copy(&self, redirect_uri: &str) -> Option<ToCopy> {
        Some(match self {
            Finding::Cors { origin, .. } | Finding::ContentPolicy { origin, .. } => {
                ("Origin", origin.clone())
            }
            Finding::RedirectUri | Finding::PlatformType | Finding::NeverBack | Finding::Code => {
                ("Redirect URI", redirect_uri.to_owned())
            }
            Finding::Issuer { found, .. } => ("Issuer", found.clone()),
            Finding::Audience(found) => ("Audience", found.first()?.clone()),
            Finding::Scope(asked) => ("Scopes", asked.clone()),
            _ => return None,
        })
    }
}
