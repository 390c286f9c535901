//! Unsigned tokens.

use serde_json::json;

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, token};

const PATH: &str = "/apis/entities/v2/workspaces";

fn es256() -> SigningKey {
    SigningKey::es256("es", 1)
}

#[tokio::test]
async fn unsigned_tokens_only_where_they_are_allowed() {
    let issuer = Issuer::up(&[es256()]).await;
    let unsigned = token::unsigned(&issuer.claims("alice@example.com"));
    let strict = issuer.platform(&[]).await;
    let answer = strict.bearer(&unsigned).get(PATH).await;
    assert_eq!(
        answer.refusal(),
        (
            401,
            "Unsigned JWTs are not accepted. Set auth.allow_unsigned_jwt=true for local development."
                .to_owned()
        )
    );
    let described =
        r#"Bearer error="invalid_token", error_description="Unsigned tokens are not accepted""#;
    assert_eq!(answer.header("www-authenticate"), described);
    let both = issuer
        .platform(&[("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true")])
        .await;
    assert_eq!(both.bearer(&unsigned).get(PATH).await.status, 200);
    let signed = es256().sign(&issuer.claims("alice@example.com"));
    assert_eq!(both.bearer(&signed).get(PATH).await.status, 200);
    let quickstart = App::quickstart().await;
    // In NeMo Platform's words, with the reason beside them.
    let answer = quickstart.bearer(&signed).get(PATH).await;
    assert_eq!(
        answer.refusal(),
        (401, "Invalid or expired token".to_owned())
    );
    let challenge = answer.header("www-authenticate");
    assert!(
        challenge.contains("has no identity provider"),
        "{challenge}"
    );
}

/// Studio needs it for its warning.
#[tokio::test]
async fn discovery_announces_unverified_callers() {
    let issuer = Issuer::up(&[es256()]).await;
    let unsigned = ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true");
    let gateway = ("NMP_AUTH_TRUSTED_GATEWAYS", "192.0.2.1");
    for (settings, unsigned_tokens, trusted_gateway) in [
        (&[][..], None, None),
        (&[unsigned][..], Some(json!(true)), None),
        (&[gateway][..], None, Some(json!(true))),
        (
            &[unsigned, gateway][..],
            Some(json!(true)),
            Some(json!(true)),
        ),
    ] {
        let app = issuer.platform(settings).await;
        let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
        assert_eq!(
            discovery.get("unsigned_tokens"),
            unsigned_tokens.as_ref(),
            "{settings:?}"
        );
        assert_eq!(
            discovery.get("trusted_gateway"),
            trusted_gateway.as_ref(),
            "{settings:?}"
        );
    }
}

#[tokio::test]
async fn unsigned_tokens_live_for_a_day() {
    let app = App::quickstart().await;
    let now = jiff::Timestamp::now().as_second();
    for (lives, status) in [(24 * 3600, 200), (24 * 3600 + 3600, 401)] {
        let claims = token::changed(
            token::claims("a@example.com"),
            &json!({ "exp": now + lives }),
        );
        let answer = app.bearer(&token::unsigned(&claims)).get(PATH).await;
        assert_eq!(answer.status, status, "{lives}");
    }
    let signature_where_none_belongs =
        format!("{}AA", token::unsigned(&token::claims("a@example.com")));
    let answer = app.bearer(&signature_where_none_belongs).get(PATH).await;
    assert_eq!(answer.status, 401);
}
