//! Signing out at the identity provider (OpenID Connect RP-Initiated Logout 1.0).

use super::metadata::ProviderMetadata;
use super::{Secret, with_query};

/// Where to send the person to sign out, if the provider supports it.
pub fn end_session_url(
    metadata: &ProviderMetadata,
    id_token: Option<&Secret>,
    client_id: &str,
    post_logout_redirect_uri: &str,
) -> Option<String> {
    let endpoint = metadata.end_session_endpoint.as_deref()?;
    let mut parameters = vec![
        ("client_id", client_id),
        ("post_logout_redirect_uri", post_logout_redirect_uri),
    ];
    if let Some(token) = id_token {
        parameters.insert(0, ("id_token_hint", token.expose()));
    }
    Some(with_query(endpoint, &parameters))
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
    fn not_every_provider_can() {
        let mut without = metadata();
        without.end_session_endpoint = None;
        assert_eq!(
            end_session_url(&without, None, "studio", "https://nmp.example.com/"),
            None
        );
    }
}
