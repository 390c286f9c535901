//! Known providers, as their documentation shows them (the platform's fixtures), as Studio reads
//! them: metadata, and whom the tokens name.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop there"
)]

use std::path::Path;

use nmp_oidc::metadata::ProviderMetadata;
use nmp_types::identity::Identity;
use nmp_types::{ClaimRules, OidcDiscovery};
use serde_json::{Value, json};

fn fixtures() -> Vec<(String, Value)> {
    let folder = "../platform/tests/fixtures/providers";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let fixture = std::fs::read(&path).unwrap();
            let name = path.display().to_string();
            (name, serde_json::from_slice(&fixture).unwrap())
        })
        .collect();
    assert!(all.len() >= 12, "{}", all.len());
    all
}

#[test]
fn studio_can_use_the_metadata_of_each() {
    for (name, fixture) in fixtures() {
        let discovery = json!({"issuer": fixture["issuer"], "client_id": fixture["client_id"]});
        let discovery: OidcDiscovery = serde_json::from_value(discovery).unwrap();
        let metadata = ProviderMetadata::parse(&fixture["metadata"].to_string(), &discovery);
        let metadata = metadata
            .map_err(|error| format!("{name}: {error}"))
            .unwrap();
        let has = |member: &str| fixture["metadata"][member].is_string();
        assert_eq!(
            metadata.end_session_endpoint.is_some(),
            has("end_session_endpoint")
        );
        assert_eq!(
            metadata.revocation_endpoint.is_some(),
            has("revocation_endpoint")
        );
    }
}

/// Studio shows what the platform takes a token for: the expectations are the same.
#[test]
fn studio_takes_each_token_for_whom_the_platform_does() {
    for (name, fixture) in fixtures() {
        let rules: ClaimRules = serde_json::from_value(fixture["claims"].clone()).unwrap();
        for token in fixture["tokens"].as_array().unwrap() {
            let expected = &token["expect"];
            let (Some(claims), Some(_)) = (token["claims"].as_object(), expected.get("subject"))
            else {
                continue;
            };
            let what = format!("{name}: {}", token["what"]);
            let identity = Identity::from_claims(claims, Some(claims), None, "", &rules);
            assert_eq!(expected["subject"], json!(identity.principal_id), "{what}");
            assert!(!identity.subject_is_no_name, "{what}");
            assert_eq!(expected["email"], json!(identity.email), "{what}");
            assert_eq!(expected["groups"], json!(identity.groups), "{what}");
            let left_out = json!(identity.groups_left_out);
            assert_eq!(expected["groups_left_out"], left_out, "{what}");
        }
    }
}
