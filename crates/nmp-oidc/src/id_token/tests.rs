//! One row a fault, each checked against a token that is right in everything else.

use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer;
use proptest::prelude::*;
use serde_json::json;

use super::super::authorize::tests::NOW;
use super::super::metadata::tests::ISSUER;
use super::*;

const CLIENT: &str = "studio";
const NONCE: &str = "n-0S6_WzA2Mj";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32].into()).unwrap()
}

fn jwk(seed: u8, kid: Option<&str>) -> Value {
    let point = key(seed).verifying_key().to_encoded_point(false);
    json!({
        "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig",
        "x": URL_SAFE_NO_PAD.encode(point.x().unwrap()),
        "y": URL_SAFE_NO_PAD.encode(point.y().unwrap()),
    })
}

fn key_set(keys: &[Value]) -> KeySet {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn sign(seed: u8, header: &Value, claims: &Value) -> Secret {
    sign_text(seed, &header.to_string(), &claims.to_string())
}

fn sign_text(seed: u8, header: &str, claims: &str) -> Secret {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature: p256::ecdsa::Signature = key(seed).sign(message.as_bytes());
    Secret::new(format!(
        "{message}.{}",
        URL_SAFE_NO_PAD.encode(signature.to_bytes())
    ))
}

fn header() -> Value {
    json!({"alg": "ES256", "kid": "one"})
}

fn access_token() -> Secret {
    Secret::new("an access token")
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": CLIENT, "sub": "user-1", "nonce": NONCE,
        "iat": NOW - 5, "exp": NOW + 300, "email": "ada@example.com",
        "at_hash": at_hash(&access_token()),
    })
}

fn expected<'a>(access_token: &'a Secret) -> Expected<'a> {
    Expected {
        issuer: ISSUER,
        client_id: CLIENT,
        origin: Origin::SignIn { nonce: NONCE },
        access_token,
        now: NOW,
    }
}

fn check(token: &Secret, keys: &[Value]) -> Result<VerifiedIdToken, Fault> {
    verify(token, &key_set(keys), expected(&access_token()))
}

fn check_with(change: impl FnOnce(&mut Value)) -> Result<VerifiedIdToken, Fault> {
    let mut claims = claims();
    change(&mut claims);
    check(&sign(1, &header(), &claims), &[jwk(1, Some("one"))])
}

#[test]
fn a_right_token_is_accepted() {
    let token = check_with(|_| {}).unwrap();
    assert_eq!(token.subject, "user-1");
    assert_eq!(token.claims["email"], "ada@example.com");
}

#[test]
fn every_wrong_claim_is_refused() {
    let skew = CLOCK_SKEW;
    let cases: Vec<(&str, Value, Fault)> = vec![
        (
            "iss",
            json!(format!("{ISSUER}/")),
            Fault::Issuer(format!("{ISSUER}/")),
        ),
        ("iss", json!(null), Fault::Missing("iss")),
        ("aud", json!("another"), Fault::Audience),
        ("aud", json!(["another"]), Fault::Audience),
        ("aud", json!([]), Fault::Audience),
        ("aud", json!(null), Fault::Audience),
        ("aud", json!([CLIENT, "another"]), Fault::AuthorizedParty),
        ("azp", json!("another"), Fault::AuthorizedParty),
        ("azp", json!(7), Fault::AuthorizedParty),
        ("sub", json!(null), Fault::Missing("sub")),
        ("sub", json!(""), Fault::Missing("sub")),
        ("sub", json!(7), Fault::Missing("sub")),
        ("exp", json!(null), Fault::Missing("exp")),
        ("exp", json!("soon"), Fault::Missing("exp")),
        ("exp", json!(NOW - skew), Fault::Expired(skew)),
        ("exp", json!(i64::MIN), Fault::Expired(i64::MAX)),
        ("iat", json!(null), Fault::Missing("iat")),
        ("iat", json!(NOW + skew + 1), Fault::FromTheFuture(skew + 1)),
        ("nbf", json!(NOW + skew + 1), Fault::FromTheFuture(skew + 1)),
        ("nonce", json!("another"), Fault::Nonce),
        ("nonce", json!(null), Fault::Missing("nonce")),
        ("at_hash", json!("AAAA"), Fault::AccessTokenHash),
        ("at_hash", json!(7), Fault::AccessTokenHash),
        ("at_hash", json!(""), Fault::AccessTokenHash),
        ("at_hash", json!([]), Fault::AccessTokenHash),
        ("azp", json!(""), Fault::AuthorizedParty),
        ("azp", json!([CLIENT]), Fault::AuthorizedParty),
        ("nbf", json!("soon"), Fault::Missing("nbf")),
        ("aud", json!([CLIENT, null]), Fault::AuthorizedParty),
    ];
    for (claim, value, fault) in cases {
        let result = check_with(|claims| claims[claim] = value.clone());
        assert_eq!(result, Err(fault), "{claim}: {value}");
    }
}

#[test]
fn what_the_specification_leaves_open_is_accepted() {
    for change in [
        (|c: &mut Value| c["aud"] = json!([CLIENT])) as fn(&mut Value),
        |c| {
            c["aud"] = json!([CLIENT, "another"]);
            c["azp"] = json!(CLIENT);
        },
        |c| c["azp"] = json!(CLIENT),
        |c| c["exp"] = json!(NOW - CLOCK_SKEW + 1),
        |c| c["iat"] = json!(NOW + CLOCK_SKEW),
        |c| c["aud"] = json!([CLIENT, CLIENT]),
        |c| c["at_hash"] = json!(null),
        |c| c["azp"] = json!(null),
        |c| c["nbf"] = json!(null),
        |c| c["auth_time"] = json!(null),
        |c| c["exp"] = json!(NOW as f64 + 10.5),
        |c| {
            c.as_object_mut().unwrap().remove("at_hash");
        },
    ] {
        assert!(check_with(change).is_ok());
    }
}

#[test]
fn keys_are_chosen_by_kid_or_tried_in_turn() {
    let signed = |header: &Value| sign(1, header, &claims());
    let (one, two) = (jwk(1, Some("one")), jwk(2, Some("two")));
    let no_kid = json!({"alg": "ES256"});
    assert!(check(&signed(&header()), &[two.clone(), one.clone()]).is_ok());
    assert!(
        check(&signed(&no_kid), std::slice::from_ref(&one)).is_ok(),
        "rp-id_token-kid-absent-single-jwks"
    );
    assert!(
        check(&signed(&no_kid), &[two.clone(), one.clone()]).is_ok(),
        "rp-id_token-kid-absent-multiple-jwks"
    );
    assert_eq!(
        check(&signed(&header()), std::slice::from_ref(&two)),
        Err(Fault::UnknownKey),
        "key rotation"
    );
    let two_as_one = jwk(2, Some("one"));
    assert_eq!(
        check(&signed(&header()), &[two_as_one]),
        Err(Fault::Signature)
    );
    assert_eq!(check(&signed(&no_kid), &[]), Err(Fault::UnknownKey));
}

#[test]
fn algorithms_come_from_our_list() {
    for alg in [
        "none", "None", "HS256", "RS384", "ES384", "PS256", "EdDSA", "",
    ] {
        let token = sign(1, &json!({"alg": alg, "kid": "one"}), &claims());
        assert_eq!(
            check(&token, &[jwk(1, Some("one"))]),
            Err(Fault::Algorithm),
            "{alg}"
        );
    }
    let confused = sign(1, &json!({"alg": "RS256", "kid": "one"}), &claims());
    assert_eq!(
        check(&confused, &[jwk(1, Some("one"))]),
        Err(Fault::UnknownKey),
        "the key must fit the algorithm"
    );
}

/// Another reader could take the other one of two (RFC 7519, section 4; RFC 8725, section 2.4).
#[test]
fn no_member_is_named_twice() {
    let (header, claims) = (header().to_string(), claims().to_string());
    let twice = |json: &str, first: &str| json.replacen('{', &format!("{{{first},"), 1);
    let signed = |header: &str, claims: &str| {
        check(&sign_text(1, header, claims), &[jwk(1, Some("one"))]).map(|token| token.subject)
    };
    assert_eq!(signed(&header, &claims), Ok("user-1".to_owned()));
    for (header, claims) in [
        (&header, &twice(&claims, r#""sub":"user-2""#)),
        (&header, &twice(&claims, r#""sub":"user-1""#)),
        (&header, &twice(&claims, r#""act":{"sub":"a","sub":"b"}"#)),
        (&twice(&header, r#""alg":"none""#), &claims),
        (&twice(&header, r#""kid":"two""#), &claims),
    ] {
        assert_eq!(
            signed(header, claims),
            Err(Fault::Malformed),
            "{header} {claims}"
        );
    }
}

/// Where a provider's key set is wrong, and not its tokens.
#[test]
fn keys_that_nothing_can_be_checked_with_are_no_keys() {
    let unsound = json!({"kty": "EC", "crv": "P-256", "kid": "one", "x": "AQAB", "y": "AQAB"});
    let token = sign(1, &header(), &claims());
    assert_eq!(
        check(&token, std::slice::from_ref(&unsound)),
        Err(Fault::UnknownKey)
    );
    assert!(check(&token, &[unsound, jwk(1, Some("one"))]).is_ok());
}

#[test]
fn keys_in_the_header_are_never_used() {
    let header = json!({"alg": "ES256", "kid": "one", "jwk": jwk(2, None), "jku": "https://evil.example/jwks"});
    assert_eq!(
        check(&sign(2, &header, &claims()), &[jwk(1, Some("one"))]),
        Err(Fault::Signature)
    );
    let critical = json!({"alg": "ES256", "kid": "one", "crit": ["b64"]});
    assert_eq!(
        check(&sign(1, &critical, &claims()), &[jwk(1, Some("one"))]),
        Err(Fault::CriticalHeader)
    );
}

#[test]
fn damaged_tokens_are_refused() {
    let token = sign(1, &header(), &claims());
    let text = token.expose();
    let (message, _) = text.rsplit_once('.').unwrap();
    let (head, _) = message.split_once('.').unwrap();
    let other = encode(&json!({"sub": "someone else"}));
    let cases = [
        (String::new(), Fault::Malformed),
        ("a.b".into(), Fault::Malformed),
        (format!("{message}."), Fault::Signature),
        // Before its signature is looked at: no JWS has four parts.
        (format!("{text}.more"), Fault::Malformed),
        (
            format!("{head}.{other}.{}", text.rsplit_once('.').unwrap().1),
            Fault::Signature,
        ),
        ("x".repeat(MAX_BYTES + 1), Fault::TooLarge(MAX_BYTES)),
    ];
    for (token, fault) in cases {
        assert_eq!(
            check(&Secret::new(token), &[jwk(1, Some("one"))]),
            Err(fault)
        );
    }
}

#[test]
fn a_refreshed_token_continues_the_session() {
    let access_token = access_token();
    let session = SessionClaims {
        subject: "user-1".into(),
        nonce: NONCE.into(),
        auth_time: Some(NOW - 1000),
    };
    let refreshed = |change: fn(&mut Value)| {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove("nonce");
        change(&mut claims);
        verify(
            &sign(1, &header(), &claims),
            &key_set(&[jwk(1, Some("one"))]),
            Expected {
                origin: Origin::Refresh(&session),
                ..expected(&access_token)
            },
        )
        .map(|token| token.subject)
    };
    let same = Ok("user-1".to_owned());
    assert_eq!(refreshed(|_| {}), same);
    assert_eq!(refreshed(|c| c["nonce"] = json!(NONCE)), same);
    assert_eq!(refreshed(|c| c["auth_time"] = json!(NOW - 1000)), same);
    assert_eq!(
        refreshed(|c| c["sub"] = json!("user-2")),
        Err(Fault::Subject)
    );
    assert_eq!(
        refreshed(|c| c["nonce"] = json!("other")),
        Err(Fault::Nonce)
    );
    assert_eq!(
        refreshed(|c| c["auth_time"] = json!(NOW)),
        Err(Fault::AuthTime)
    );
    assert_eq!(
        refreshed(|c| c["aud"] = json!("other")),
        Err(Fault::Audience)
    );
}

#[test]
fn claims_are_decoded_for_display_only_from_whole_tokens() {
    let token = sign(1, &header(), &claims());
    assert_eq!(decode_claims(&token).unwrap()["sub"], "user-1");
    for text in ["", "opaque", "a.b", "a.b.c", "a.e30.c.d"] {
        assert_eq!(decode_claims(&Secret::new(text)), None, "{text}");
    }
}

proptest! {
    #[test]
    fn foreign_tokens_are_never_accepted(text in "[A-Za-z0-9_.-]{0,80}", any in any::<String>()) {
        let keys = [jwk(1, Some("one")), jwk(2, None)];
        prop_assert!(check(&Secret::new(text), &keys).is_err());
        let any = Secret::new(any);
        let _ = decode_claims(&any);
        prop_assert!(check(&any, &keys).is_err());
    }

    #[test]
    fn one_changed_character_is_noticed(position in any::<prop::sample::Index>(), replacement in "[A-Za-z0-9_-]") {
        let token = sign(1, &header(), &claims());
        let text = token.expose();
        let index = position.index(text.len());
        let changed = format!("{}{replacement}{}", &text[..index], &text[index + 1..]);
        // The last character of a part carries bits that base64 ignores or refuses.
        prop_assume!(changed != text);
        prop_assert!(check(&Secret::new(changed), &[jwk(1, Some("one"))]).is_err());
    }
}
