//! Tests of the claims, one case per rule.

use serde_json::json;

use nmp_types::claims::{MAX_GROUPS, MAX_NAME_BYTES};

use super::*;

const NOW: i64 = 1_795_500_000;

fn tokens() -> Tokens {
    Tokens {
        unsigned: true,
        oidc: None,
        claims: ClaimRules::default(),
        scope_prefix: "api://nmp/".into(),
        introspection: None,
        trusted_issuers: Vec::new(),
        group_roles: Vec::new(),
        trusted_gateways: Vec::new(),
        gateway_secret: None,
    }
}

fn provider() -> Oidc {
    Oidc {
        allow_any_audience: false,
        issuer: "https://idp.example.com".into(),
        additional_issuers: vec!["https://old.example.com/".into()],
        client_id: "studio".into(),
        bearer_token: BearerToken::AccessToken,
        audience: Some("nmp".into()),
        default_scopes: String::new(),
        authorization_parameters: Default::default(),
        device_flow: Default::default(),
        endpoints: Default::default(),
    }
}

/// A good token's claims with some members replaced, or removed by `null`.
fn claims(changes: Value) -> Map<String, Value> {
    let mut claims = json!({
        "iss": "https://idp.example.com", "aud": ["nmp", "other"], "sub": "248289761001",
        "email": "alice@example.com", "iat": NOW - 10, "exp": NOW + 600,
    });
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let mut claims = claims.as_object().unwrap().clone();
    claims.retain(|_, value| !value.is_null());
    claims
}

fn signed(changes: Value) -> Result<Principal, Defect> {
    let (tokens, provider) = (tokens(), provider());
    let expected = Expectations::signed(&tokens, &provider);
    check(
        &claims(changes),
        &expected,
        Timestamp::from_second(NOW).unwrap(),
    )
}

fn unsigned(changes: Value) -> Result<Principal, Defect> {
    let tokens = tokens();
    let expected = Expectations::unsigned(&tokens);
    check(
        &claims(changes),
        &expected,
        Timestamp::from_second(NOW).unwrap(),
    )
}

#[test]
fn a_good_token_names_its_principal() {
    let principal = signed(json!({
        "groups": "data-eng, , ml", "scope": "openid api://nmp/platform:read"
    }))
    .unwrap();
    assert_eq!(principal.named.subject, "248289761001");
    assert_eq!(principal.named.email.as_deref(), Some("alice@example.com"));
    assert_eq!(principal.named.groups, ["data-eng", "ml"]);
    assert_eq!(
        principal.scopes.iter().collect::<Vec<_>>(),
        ["openid", "platform:read"]
    );
    assert_eq!(
        principal.names().all(),
        ["248289761001", "*", "alice@example.com", "data-eng", "ml"]
    );
}

#[test]
fn an_id_token_is_told_from_an_access_token() {
    let tokens = tokens();
    for (audience, bearer_token, changes, expected) in [
        (
            Some("nmp"),
            BearerToken::AccessToken,
            json!({"aud": "studio", "nonce": "n"}),
            false,
        ),
        (
            Some("nmp"),
            BearerToken::AccessToken,
            json!({"aud": ["studio", "nmp"], "at_hash": "h"}),
            false,
        ),
        // Where the client is the audience, access tokens may look the same: those of Dex do.
        (
            Some("studio"),
            BearerToken::AccessToken,
            json!({"aud": "studio", "at_hash": "h", "nonce": "n"}),
            true,
        ),
        (
            None,
            BearerToken::AccessToken,
            json!({"aud": "studio", "c_hash": "h"}),
            false,
        ),
        (
            Some("studio"),
            BearerToken::AccessToken,
            json!({"aud": "studio"}),
            true,
        ),
        (
            Some("studio"),
            BearerToken::AccessToken,
            json!({"aud": "studio", "nonce": "n", "scope": "openid"}),
            true,
        ),
        (
            Some("studio"),
            BearerToken::AccessToken,
            json!({"aud": "studio", "nonce": "n", "scp": ["openid"]}),
            true,
        ),
        (
            Some("nmp"),
            BearerToken::AccessToken,
            json!({"nonce": "n"}),
            true,
        ),
        (
            Some("studio"),
            BearerToken::IdToken,
            json!({"aud": "studio", "nonce": "n", "at_hash": "h", "auth_time": 1}),
            true,
        ),
    ] {
        let provider = Oidc {
            audience: audience.map(str::to_owned),
            bearer_token,
            ..provider()
        };
        let expectations = Expectations::signed(&tokens, &provider);
        let now = Timestamp::from_second(NOW).unwrap();
        let checked = check(&claims(changes.clone()), &expectations, now);
        let expected = if expected {
            None
        } else {
            Some(Defect::IdToken)
        };
        assert_eq!(checked.err(), expected, "{changes}");
    }
}

#[test]
fn defects() {
    let cases = [
        (json!({"iss": "https://idp.example.com/"}), Defect::Issuer),
        (json!({"iss": null}), Defect::Issuer),
        (json!({"iss": ["https://idp.example.com"]}), Defect::Issuer),
        (json!({"aud": "other"}), Defect::Audience),
        (json!({"aud": null}), Defect::Audience),
        (json!({"aud": ["nmp2"]}), Defect::Audience),
        (json!({"exp": null}), Defect::Claim("exp")),
        (json!({"exp": "soon"}), Defect::Claim("exp")),
        (json!({"exp": NOW - 30}), Defect::Expired),
        (json!({"iat": null}), Defect::Claim("iat")),
        (json!({"iat": NOW + 31}), Defect::NotYetValid),
        (json!({"nbf": NOW + 31}), Defect::NotYetValid),
        (json!({"nbf": {}}), Defect::Claim("nbf")),
        (json!({"sub": null}), Defect::Claim("sub")),
        (json!({"sub": " "}), Defect::Claim("sub")),
        (json!({"sub": 7}), Defect::Claim("sub")),
        (json!({"sub": "a\u{0}b"}), Defect::Claim("sub")),
        (json!({"sub": "a\nb"}), Defect::Claim("sub")),
        (
            json!({"sub": "a".repeat(MAX_NAME_BYTES + 1)}),
            Defect::Claim("sub"),
        ),
        (
            json!({"groups": ["ml", "a\u{0}b"]}),
            Defect::Claim("groups"),
        ),
        (
            json!({"groups": ["g".repeat(MAX_NAME_BYTES + 1)]}),
            Defect::Claim("groups"),
        ),
        (
            json!({"groups": vec!["g"; MAX_GROUPS + 1]}),
            Defect::TooManyGroups(MAX_GROUPS + 1),
        ),
        (json!({"sub": "*"}), Defect::Everyone),
        (json!({"scope": 7}), Defect::Scopes("scope")),
        (json!({"scope": ["a:b", {}]}), Defect::Scopes("scope")),
        (
            json!({"scope": "openid", "scp": false}),
            Defect::Scopes("scp"),
        ),
    ];
    for (changes, defect) in cases {
        assert_eq!(signed(changes.clone()), Err(defect), "{changes}");
    }
}

#[test]
fn the_limits_of_acceptance() {
    for changes in [
        json!({"exp": NOW - 29}),
        json!({"exp": NOW as f64 + 0.5}),
        json!({"iat": NOW + 30}),
        json!({"nbf": NOW + 30}),
        json!({"aud": "nmp"}),
        json!({"iss": "https://old.example.com/"}),
        json!({"exp": NOW + 365 * 24 * 3600}),
    ] {
        assert!(signed(changes.clone()).is_ok(), "{changes}");
    }
}

#[test]
fn unsigned_tokens_live_at_most_a_day_and_need_no_issuer() {
    let day = 24 * 3600;
    assert!(unsigned(json!({"iss": null, "aud": null, "exp": NOW + day})).is_ok());
    assert_eq!(
        unsigned(json!({"exp": NOW + day + 31})),
        Err(Defect::LivesTooLong)
    );
}

#[test]
fn unverified_addresses_are_not_used() {
    for (verified, used) in [
        (json!(true), true),
        (json!("true"), true),
        (json!(null), true),
        (json!(false), false),
        (json!("false"), false),
    ] {
        let principal = signed(json!({"email_verified": verified})).unwrap();
        assert_eq!(principal.named.email.is_some(), used, "{verified}");
    }
}

#[test]
fn groups_come_as_a_list_or_a_string() {
    for (claim, groups) in [
        (json!(["ml", "data, eng"]), vec!["ml", "data, eng"]),
        (json!("ml,data-eng"), vec!["ml", "data-eng"]),
        (json!(["ml", 7, "", null]), vec!["ml"]),
        (json!(""), vec![]),
        (json!({"ml": true}), vec![]),
        (json!(null), vec![]),
    ] {
        let principal = signed(json!({"groups": claim})).unwrap();
        assert_eq!(principal.named.groups, groups, "{claim}");
    }
}

#[test]
fn an_invalid_address_or_name_is_not_used() {
    for bad in [
        json!(7),
        json!(""),
        json!("a\u{0}@b.c"),
        json!("x".repeat(600)),
    ] {
        let principal = signed(json!({"email": bad, "name": bad})).unwrap();
        assert_eq!(principal.named.email, None, "{bad}");
        assert_eq!(principal.name, None, "{bad}");
    }
}

#[test]
fn scopes_come_from_scope_or_scp() {
    for claim in [
        json!({"scp": ["platform:read"]}),
        json!({"scope": "", "scp": "api://nmp/platform:read"}),
        json!({"scope": ["platform:read"]}),
    ] {
        let principal = signed(claim.clone()).unwrap();
        assert_eq!(
            principal.scopes.iter().collect::<Vec<_>>(),
            ["platform:read"],
            "{claim}"
        );
    }
}
