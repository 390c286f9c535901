//! One case per finding.

use proptest::prelude::*;
use serde_json::json;

use super::super::features::DEVICE;
use super::super::finding::Verdict::{self, Fault, NotKnown, Pass, Warning};
use super::*;

const ISSUER: &str = "https://idp.example.com";

fn discovery() -> OidcDiscovery {
    serde_json::from_value(json!({
        "issuer": ISSUER, "client_id": "studio", "default_scopes": "openid email offline_access",
    }))
    .unwrap()
}

fn good() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://idp.example.com/auth",
        "token_endpoint": "https://idp.example.com/token",
        "jwks_uri": "https://idp.example.com/jwks",
        "end_session_endpoint": "https://idp.example.com/end",
        "revocation_endpoint": "https://idp.example.com/revoke",
        "device_authorization_endpoint": "https://idp.example.com/device",
        "code_challenge_methods_supported": ["S256"],
        "response_types_supported": ["code", "id_token"],
        "grant_types_supported": ["authorization_code", "refresh_token", DEVICE],
        "token_endpoint_auth_methods_supported": ["none"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "offline_access"],
    })
}

fn of(document: &Value) -> Vec<Finding> {
    judge(document.as_object().unwrap(), &discovery())
}

fn verdict(findings: &[Finding], id: &str) -> Option<Verdict> {
    let found = findings.iter().find(|finding| finding.id == id);
    found.map(|finding| finding.verdict)
}

#[test]
fn a_good_provider_passes() {
    let findings = of(&good());
    let other: Vec<_> = findings.iter().filter(|f| f.verdict != Pass).collect();
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn each_member_has_its_finding() {
    let cases = [
        ("issuer", json!("https://idp.example.com/"), "issuer", Fault),
        ("issuer", json!(null), "issuer", Fault),
        ("token_endpoint", json!(null), "token_endpoint", Fault),
        (
            "token_endpoint",
            json!("http://idp.example.com/t"),
            "token_endpoint",
            Fault,
        ),
        (
            "authorization_endpoint",
            json!("javascript:x"),
            "authorization_endpoint",
            Fault,
        ),
        ("jwks_uri", json!(7), "jwks_uri", Fault),
        (
            "code_challenge_methods_supported",
            json!(["plain"]),
            "pkce",
            Fault,
        ),
        (
            "code_challenge_methods_supported",
            json!(null),
            "pkce",
            NotKnown,
        ),
        (
            "code_challenge_methods_supported",
            json!(true),
            "studio",
            Fault,
        ),
        (
            "response_types_supported",
            json!(["id_token"]),
            "response_types",
            Fault,
        ),
        (
            "response_types_supported",
            json!(null),
            "response_types",
            NotKnown,
        ),
        (
            "response_modes_supported",
            json!(["form_post"]),
            "response_modes",
            Fault,
        ),
        (
            "grant_types_supported",
            json!(["implicit"]),
            "grant_types",
            Fault,
        ),
        (
            "grant_types_supported",
            json!(["authorization_code"]),
            "refresh",
            Warning,
        ),
        ("grant_types_supported", json!(null), "refresh", NotKnown),
        (
            "grant_types_supported",
            json!(["authorization_code"]),
            "device_flow",
            Warning,
        ),
        (
            "token_endpoint_auth_methods_supported",
            json!(["client_secret_basic"]),
            "public_client",
            NotKnown,
        ),
        (
            "token_endpoint_auth_methods_supported",
            json!(null),
            "public_client",
            NotKnown,
        ),
        (
            "id_token_signing_alg_values_supported",
            json!(["PS256", "HS256"]),
            "id_token_algorithms",
            Fault,
        ),
        (
            "id_token_signing_alg_values_supported",
            json!(null),
            "id_token_algorithms",
            NotKnown,
        ),
        (
            "scopes_supported",
            json!(["openid", "email"]),
            "scopes",
            Warning,
        ),
        ("scopes_supported", json!(null), "scopes", NotKnown),
        ("end_session_endpoint", json!(null), "end_session", Warning),
        (
            "end_session_endpoint",
            json!("javascript:x"),
            "end_session",
            Warning,
        ),
        ("revocation_endpoint", json!(null), "revocation", Warning),
        (
            "device_authorization_endpoint",
            json!(null),
            "device_flow",
            Warning,
        ),
    ];
    for (member, value, id, expected) in cases {
        let mut document = good();
        document[member] = value.clone();
        let findings = of(&document);
        assert_eq!(verdict(&findings, id), Some(expected), "{member}: {value}");
        let faults = findings.iter().filter(|f| f.verdict == Fault);
        assert!(
            faults.clone().all(|fault| fault.change.is_some()),
            "{faults:?}"
        );
    }
}

proptest! {
    /// Where Studio can't use the metadata there is a fault, and foreign values never panic.
    #[test]
    fn no_fault_means_that_studio_can_read_it(
        name in prop_oneof![
            Just("issuer"), Just("authorization_endpoint"), Just("token_endpoint"),
            Just("jwks_uri"), Just("code_challenge_methods_supported"),
            Just("grant_types_supported"), Just("scopes_supported"),
        ],
        value in prop_oneof![
            Just(json!(null)), Just(json!(7)), Just(json!({})), Just(json!([])),
            Just(json!([7, "S256"])), ".{0,20}".prop_map(Value::from),
        ],
    ) {
        let mut document = good();
        document[name] = value;
        let is_ok = of(&document).iter().all(|finding| finding.verdict != Fault);
        let parsed = ProviderMetadata::parse(&document.to_string(), &discovery());
        prop_assert!(!is_ok || parsed.is_ok());
    }
}
