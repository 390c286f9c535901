//! The discovery document has both shapes, and `/apis/plugins` is open.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, eventually, token};

/// Every member of a client that NeMo Helix 0.8.1's command line and Studio demand, with its type:
/// where one is missing or of another type, they refuse the whole document.
fn assert_complete(client: &Value) {
    let mut names: Vec<&str> = client
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "authorization_endpoint",
            "authorization_start_endpoint",
            "bearer_token_source",
            "broker_token_endpoint",
            "client_authentication",
            "client_id",
            "default",
            "default_scopes",
            "device_authorization_display_name",
            "device_authorization_endpoint",
            "device_authorization_requires_device_id",
            "device_token_request_includes_scope",
            "name",
            "scope_prefix",
            "server_side_sessions",
            "token_endpoint",
        ]
    );
    for name in [
        "name",
        "client_authentication",
        "client_id",
        "bearer_token_source",
        "default_scopes",
    ] {
        let text = client[name].as_str();
        assert!(text.is_some_and(|text| !text.is_empty()), "{name}");
    }
    for name in [
        "default",
        "server_side_sessions",
        "device_authorization_requires_device_id",
        "device_token_request_includes_scope",
    ] {
        assert!(client[name].is_boolean(), "{name}");
    }
    for (name, value) in client.as_object().unwrap() {
        let may_be_null = name.ends_with("endpoint") || name == "scope_prefix";
        let text_or_null = value.is_null() || value.is_string();
        assert!(!may_be_null || text_or_null, "{name}");
    }
}

#[tokio::test]
async fn both_shapes_say_the_same() {
    let key = SigningKey::es256("es", 1);
    let issuer = Issuer::up(&[key]).await;
    let device = (
        "NMP_AUTH_OIDC__DEVICE_AUTHORIZATION_ENDPOINT",
        "https://idp.example.com/device",
    );
    let prefix = ("NMP_AUTH_OIDC__SCOPE_PREFIX", "api://nmp/");
    let app = issuer.platform(&[device, prefix]).await;
    let oidc = eventually("the metadata are known", || async {
        let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
        discovery["oidc"]["token_endpoint"]
            .is_string()
            .then(|| discovery["oidc"].clone())
    })
    .await;
    let [client] = &oidc["clients"].as_array().unwrap()[..] else {
        unreachable!("one client: {oidc}")
    };
    assert_complete(client);
    assert_eq!(
        *client,
        json!({
            "name": "public",
            "client_authentication": "public",
            "client_id": "studio",
            "default": true,
            "server_side_sessions": false,
            "bearer_token_source": "access_token",
            "default_scopes": "openid profile email offline_access",
            "scope_prefix": "api://nmp/",
            "authorization_endpoint": format!("{}/authorize", issuer.url),
            "token_endpoint": format!("{}/token", issuer.url),
            "device_authorization_endpoint": "https://idp.example.com/device",
            "device_authorization_requires_device_id": false,
            "device_authorization_display_name": null,
            "device_token_request_includes_scope": true,
            "authorization_start_endpoint": null,
            "broker_token_endpoint": null,
        })
    );
    for name in [
        "client_id",
        "default_scopes",
        "scope_prefix",
        "authorization_endpoint",
        "token_endpoint",
        "device_authorization_endpoint",
    ] {
        assert_eq!(oidc[name], client[name], "{name}");
    }
}

/// NeMo Platform's clients know only the flat members, NeMo Helix's only the list.
#[tokio::test]
async fn parameters_of_the_authorization_request_are_in_both_shapes() {
    let issuer = Issuer::down(&[SigningKey::es256("es", 1)]).await;
    let parameters = (
        "NMP_AUTH_OIDC__AUTHORIZATION_PARAMETERS",
        r#"{"audience": "https://nmp.example.com/", "prompt": "consent"}"#,
    );
    let app = issuer.platform(&[parameters]).await;
    let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
    let oidc = &discovery["oidc"];
    let expected = json!({"audience": "https://nmp.example.com/", "prompt": "consent"});
    assert_eq!(oidc["authorization_parameters"], expected);
    assert_eq!(oidc["clients"][0]["authorization_parameters"], expected);
}

#[tokio::test]
async fn id_tokens_are_announced_and_taken() {
    let key = SigningKey::es256("es", 1);
    let issuer = Issuer::up(std::slice::from_ref(&key)).await;
    let id_token = json!({"aud": "studio", "nonce": "n", "at_hash": "h"});
    let id_token = token::changed(issuer.claims("alice@example.com"), &id_token);
    let access_token = issuer.claims("alice@example.com");
    for (name, accepted, refused) in [
        ("id_token", &id_token, &access_token),
        ("access_token", &access_token, &id_token),
    ] {
        let audience = if name == "id_token" { "" } else { "nmp" };
        let settings = [
            ("NMP_AUTH_OIDC__BEARER_TOKEN", name),
            ("NMP_AUTH_OIDC__AUDIENCE", audience),
        ];
        let app = issuer.platform(&settings).await;
        let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
        let client = &discovery["oidc"]["clients"][0];
        assert_eq!(client["bearer_token_source"], name);
        let caller = app.bearer(&key.sign(accepted));
        let described = caller.get("/apis/auth/authenticate").await.ok();
        assert_eq!(described["token_kind"], format!("oidc_{name}"));
        for (claims, status) in [(accepted, 200), (refused, 401)] {
            let caller = app.bearer(&key.sign(claims));
            let answer = caller.get("/apis/entities/v2/workspaces").await;
            assert_eq!(answer.status, status, "{name}: {claims}");
        }
    }
}

/// Before the provider's metadata are known; clients can read those themselves.
#[tokio::test]
async fn the_client_is_complete_while_the_provider_is_away() {
    let issuer = Issuer::down(&[SigningKey::es256("es", 1)]).await;
    let app = issuer.platform(&[]).await;
    let discovery = app.anonymous().get("/apis/auth/discovery").await.ok();
    let client = &discovery["oidc"]["clients"][0];
    assert_complete(client);
    assert_eq!(client["token_endpoint"], json!(null));
}

#[tokio::test]
async fn there_are_no_plugins_for_anyone() {
    let app = App::quickstart().await;
    for caller in [app.anonymous(), app.as_admin(), app.bearer("garbage")] {
        assert_eq!(caller.get("/apis/plugins").await.ok(), json!([]));
    }
    let answer = app
        .as_admin()
        .send(Method::POST, "/apis/plugins", None, &[])
        .await;
    assert_eq!(answer.status, 405);
}
