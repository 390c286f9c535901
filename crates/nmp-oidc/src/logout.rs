//! Signing out at the identity provider (OpenID Connect RP-Initiated Logout 1.0).

use super::metadata::ProviderMetadata;
use super::{Secret, with_query};

/// Servers refuse longer addresses; many at 8 kB.
const MAX_URL_BYTES: usize = 6_000;

/// Where to send the person to sign out, if the provider supports it. The ID token goes along as
/// a hint, which is recommended (section 2), unless it is so long that the provider's server
/// would refuse the address; `client_id` is always there.
pub fn end_session_url(
    metadata: &ProviderMetadata,
    id_token: Option<&Secret>,
    client_id: &str,
    post_logout_redirect_uri: &str,
) -> Option<String> {
    let endpoint = metadata.end_session_endpoint.as_deref()?;
    let required = [
        ("client_id", client_id),
        ("post_logout_redirect_uri", post_logout_redirect_uri),
    ];
    let hinted = id_token.map(|token| {
        let [client, redirect] = required;
        with_query(
            endpoint,
            &[("id_token_hint", token.expose()), client, redirect],
        )
    });
    Some(
        hinted
            .filter(|url| url.len() <= MAX_URL_BYTES)
            .unwrap_or_else(|| with_query(endpoint, &required)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::authorize::tests::metadata;
    use super::*;

    #[test]
    fn the_provider_is_told_who_and_where_to() {
        let token = Secret::new("e.y.j");
        let url = end_session_url(
            &metadata(),
            Some(&token),
            "studio",
            "https://nmp.example.com/studio/",
        );
        assert_eq!(
            url.as_deref(),
            Some(
                "https://idp.example.com/logout?id_token_hint=e.y.j&client_id=studio&post_logout_redirect_uri=https%3A%2F%2Fnmp.example.com%2Fstudio%2F"
            )
        );
    }

    #[test]
    fn a_hint_that_is_too_long_stays_out() {
        let token = Secret::new("x".repeat(MAX_URL_BYTES));
        let url = end_session_url(
            &metadata(),
            Some(&token),
            "studio",
            "https://nmp.example.com/",
        )
        .unwrap();
        assert!(url.len() < 200 && url.contains("client_id=studio"));
    }

    #[test]
    fn not_every_provider_can() {
        let mut without = metadata();
        without.end_session_endpoint = None;
        assert_eq!(
            end_session_url(&without, None, "studio", "https://nmp.example.com/"),
            None
        );
    }
}
