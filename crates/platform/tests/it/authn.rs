//! Tokens: one case per defect, against the live server.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use nmp_types::claims::MAX_GROUPS;
use platform::authn::MAX_TOKEN_BYTES;
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::issuer::SigningKey;
use crate::support::{App, Issuer, token};

const PATH: &str = "/apis/entities/v2/workspaces";

fn es256() -> SigningKey {
    SigningKey::es256("es", 1)
}

#[tokio::test]
async fn good_tokens_of_both_algorithms_name_their_principal() {
    let keys = [es256(), SigningKey::rs256("rs")];
    let issuer = Issuer::up(&keys).await;
    let app = issuer.platform(&[]).await;
    for key in &keys {
        let alice = app.bearer(&key.sign(&issuer.claims("alice@example.com")));
        let name = format!("made-with-{}", key.algorithm().to_lowercase());
        let workspace = alice.post(PATH, json!({ "name": name })).await.ok();
        // The subject is recorded, the e-mail address is bound, as on the real platform.
        assert_eq!(workspace["created_by"], "sub-of-alice");
        let members = alice.get(&format!("{PATH}/{name}/members")).await.ok();
        assert_eq!(members["data"][0]["principal"], "alice@example.com");
        assert_eq!(members["data"][0]["granted_by"], "sub-of-alice");
    }
}

#[tokio::test]
async fn every_defect_is_refused_and_most_are_explained() {
    let key = es256();
    let rsa = SigningKey::rs256("rs");
    let issuer = Issuer::up(&[key.clone(), rsa.clone()]).await;
    let app = issuer.platform(&[]).await;
    let now = jiff::Timestamp::now().as_second();
    let good = issuer.claims("alice@example.com");
    let claims = |changes: Value| key.sign(&token::changed(good.clone(), &changes));
    let header = |header: Value| key.sign_with(&header, &good);
    let signed = key.sign(&good);
    let (message, signature) = signed.rsplit_once('.').unwrap();
    let other_payload = token::parts(&json!({ "alg": "ES256", "kid": "es" }), &good, signature);
    let impostor = SigningKey::es256("es", 2);
    // Signed as they are: they have no other defect.
    let usual_header = r#"{"alg":"ES256","kid":"es"}"#;
    let twice_in_claims = good.to_string().replacen('{', r#"{"sub":"admin","#, 1);
    let twice_deeper = good
        .to_string()
        .replacen('{', r#"{"act":{"sub":"a","sub":"b"},"#, 1);
    let twice_in_header = r#"{"alg":"none","alg":"ES256","kid":"es"}"#;
    let certificate = json!(["MIIBszCCAVmgAwIBAgIUQ2VydGlmaWNhdGU="]);

    let cases = [
        ("expired", claims(json!({ "exp": now - 31 }))),
        ("no exp", claims(json!({ "exp": null }))),
        ("exp is a text", claims(json!({ "exp": "2030" }))),
        ("no iat", claims(json!({ "iat": null }))),
        ("iat in the future", claims(json!({ "iat": now + 3600 }))),
        ("nbf in the future", claims(json!({ "nbf": now + 3600 }))),
        ("no sub", claims(json!({ "sub": null }))),
        ("empty sub", claims(json!({ "sub": "" }))),
        (
            "another issuer",
            claims(json!({ "iss": "https://elsewhere.example.com" })),
        ),
        (
            "issuer with a slash",
            claims(json!({ "iss": format!("{}/", issuer.url) })),
        ),
        ("no issuer", claims(json!({ "iss": null }))),
        ("another audience", claims(json!({ "aud": "other" }))),
        ("no audience", claims(json!({ "aud": null }))),
        ("signed by someone else", impostor.sign(&good)),
        ("another payload", other_payload),
        (
            "a claim twice",
            key.sign_text(usual_header, &twice_in_claims),
        ),
        (
            "a claim of a claim twice",
            key.sign_text(usual_header, &twice_deeper),
        ),
        (
            "alg twice",
            key.sign_text(twice_in_header, &good.to_string()),
        ),
        (
            "claims that are a list",
            key.sign_text(usual_header, &format!("[{good}]")),
        ),
        (
            "something after the claims",
            key.sign_text(usual_header, &format!("{good}{{}}")),
        ),
        (
            "signed by someone else, who brings a certificate",
            impostor.sign_with(&json!({ "alg": "ES256", "x5c": certificate }), &good),
        ),
        (
            "signature cut",
            format!("{message}.{}", &signature[..signature.len() - 2]),
        ),
        ("signature gone", format!("{message}.")),
        (
            "signature of another algorithm",
            rsa.sign_with(&json!({ "alg": "ES256", "kid": "es" }), &good),
        ),
        (
            "key of another algorithm",
            header(json!({ "alg": "ES256", "kid": "rs" })),
        ),
        (
            "symmetric algorithm",
            header(json!({ "alg": "HS256", "kid": "es" })),
        ),
        (
            // The confusion of RFC 8725, section 2.1.
            "the public key as a secret",
            hmac(&key.public().to_string(), &good),
        ),
        (
            "the public point as a secret",
            hmac(key.public()["x"].as_str().unwrap(), &good),
        ),
        ("an empty secret", hmac("", &good)),
        (
            "zeros for a signature",
            token::parts(
                &json!({ "alg": "ES256", "kid": "es" }),
                &good,
                &"A".repeat(86),
            ),
        ),
        (
            "alg none, spelt otherwise, with a kid",
            token::parts(&json!({ "alg": "nOnE", "kid": "es" }), &good, ""),
        ),
        (
            "alg none with a signature",
            token::parts(&json!({ "alg": "none", "kid": "es" }), &good, signature),
        ),
        (
            "names a certificate of its own and no kid",
            header(json!({ "alg": "ES256", "x5u": issuer.url, "x5t": "AAAA" })),
        ),
        (
            "compressed",
            header(json!({ "alg": "ES256", "kid": "es", "zip": "DEF" })),
        ),
        (
            "kid is a path",
            header(json!({ "alg": "ES256", "kid": "../../etc/passwd" })),
        ),
        (
            "kid is not a string",
            header(json!({ "alg": "ES256", "kid": ["es"] })),
        ),
        ("nested too deeply", deep(&key)),
        ("sub with a NUL", claims(json!({ "sub": "a\u{0}b" }))),
        ("sub with a line break", claims(json!({ "sub": "a\nb" }))),
        ("sub is long", claims(json!({ "sub": "a".repeat(600) }))),
        ("group with a NUL", claims(json!({ "groups": ["\u{0}"] }))),
        (
            "algorithm not on the list",
            header(json!({ "alg": "ES384", "kid": "es" })),
        ),
        ("no algorithm", header(json!({ "kid": "es" }))),
        (
            "critical extension",
            header(json!({ "alg": "ES256", "kid": "es", "crit": ["exp"] })),
        ),
        (
            "brings its own key",
            header(json!({ "alg": "ES256", "jwk": key.public() })),
        ),
        (
            "names its own keys",
            header(json!({ "alg": "ES256", "kid": "es", "jku": issuer.url })),
        ),
        (
            "names its own certificate",
            header(json!({ "alg": "ES256", "kid": "es", "x5u": issuer.url })),
        ),
        (
            "a logout token",
            header(json!({ "alg": "ES256", "kid": "es", "typ": "logout+jwt" })),
        ),
        ("unknown key", SigningKey::es256("unknown", 1).sign(&good)),
        ("not a token", "garbage".to_owned()),
        ("five parts", "e30.e30.e30.e30.e30".to_owned()),
    ];
    for (defect, token) in cases {
        let answer = app.bearer(&token).get(PATH).await;
        let (status, detail) = answer.refusal();
        assert_eq!(status, 401, "{defect}");
        let challenge = answer.header("www-authenticate");
        match told(defect) {
            None => {
                assert_eq!(detail, "Invalid or expired token", "{defect}");
                assert_eq!(challenge, r#"Bearer error="invalid_token""#, "{defect}");
            }
            Some(reason) => {
                assert!(detail.contains(reason), "{defect}: {detail}");
                let words = detail.strip_suffix('.').unwrap();
                let described =
                    format!(r#"Bearer error="invalid_token", error_description="{words}""#);
                assert_eq!(challenge, described, "{defect}");
            }
        }
        assert!(
            !answer.text.contains(&token),
            "{defect}: the token is echoed"
        );
    }
    assert_eq!(app.bearer(&signed).get(PATH).await.status, 200);
}

/// What the answer says of a defect; nothing where it is about signature, key and header.
fn told(defect: &str) -> Option<&'static str> {
    Some(match defect {
        "expired" => "The token expired",
        "no exp" | "exp is a text" => "The claim exp",
        "no iat" => "The claim iat",
        "iat in the future" | "nbf in the future" => "is not valid for another ",
        "no sub" | "empty sub" | "sub with a NUL" | "sub with a line break" | "sub is long" => {
            "The claim sub"
        }
        "group with a NUL" => "The claim groups",
        "another issuer" => "from the issuer https://elsewhere.example.com, and",
        "issuer with a slash" => "from the issuer http://",
        "no issuer" => "names no issuer",
        "another audience" => "is for other, and this platform wants nmp",
        "no audience" => "has no audience",
        "a claim twice"
        | "a claim of a claim twice"
        | "alg twice"
        | "claims that are a list"
        | "something after the claims"
        | "nested too deeply" => "not a JWT that can be read",
        "symmetric algorithm"
        | "the public key as a secret"
        | "the public point as a secret"
        | "an empty secret" => "is signed with HS256",
        "alg none, spelt otherwise, with a kid" => "is signed with nOnE",
        "algorithm not on the list" => "is signed with ES384",
        "no algorithm" => "doesn't say its algorithm",
        "a logout token" => "another kind of token",
        "not a token" => "opaque",
        "five parts" => "encrypted",
        _ => return None,
    })
}

/// Defects caused by the identity provider, which nobody could guess from “invalid”.
#[tokio::test]
async fn fixable_defects_are_explained() {
    let key = es256();
    let issuer = Issuer::up(std::slice::from_ref(&key)).await;
    let app = issuer.platform(&[]).await;
    let good = issuer.claims("alice@example.com");
    let cases = [
        (
            json!({ "groups": vec!["g"; MAX_GROUPS + 1] }),
            "has 5001 groups",
        ),
        (
            json!({ "padding": "x".repeat(MAX_TOKEN_BYTES) }),
            "longer than 64 KiB",
        ),
        (json!({ "sub": "*" }), "means everyone"),
        (json!({ "sub": " * " }), "means everyone"),
        (json!({ "scope": 7 }), "claim scope"),
        (json!({ "scope": "openid", "scp": {} }), "claim scp"),
        (json!({ "scope": ["platform:read", 1] }), "claim scope"),
    ];
    for (changes, reason) in cases {
        let token = key.sign(&token::changed(good.clone(), &changes));
        let answer = app.bearer(&token).get(PATH).await;
        let (status, detail) = answer.refusal();
        assert_eq!(status, 401, "{reason}");
        assert!(detail.contains(reason), "{detail}");
        let challenge = answer.header("www-authenticate");
        let start = r#"Bearer error="invalid_token", error_description=""#;
        assert!(challenge.starts_with(start), "{challenge}");
        assert!(challenge.contains(reason), "{challenge}");
        assert!(!answer.text.contains(&token), "the token is echoed");
    }
}

/// As large directories issue them.
#[tokio::test]
async fn thousands_of_groups_count() {
    let key = es256();
    let issuer = Issuer::up(std::slice::from_ref(&key)).await;
    let app = issuer.platform(&[]).await;
    let alice = app.bearer(&key.sign(&issuer.claims("alice@example.com")));
    alice.post(PATH, json!({ "name": "ours" })).await.ok();
    let members = format!("{PATH}/ours/members");
    let last = json!({ "principal": "last", "roles": ["Admin"] });
    alice.post(&members, last).await.ok();
    let short = (0..MAX_GROUPS - 1).map(|number| format!("g{number}"));
    let ids = (0..1_000).map(|number| format!("{number:08}-aaaa-bbbb-cccc-0123456789ab"));
    for groups in [short.collect::<Vec<_>>(), ids.collect()] {
        let groups: Vec<String> = groups.into_iter().chain(["last".to_owned()]).collect();
        let count = groups.len();
        let changes = json!({ "groups": groups });
        let bob = token::changed(issuer.claims("bob@example.com"), &changes);
        let bob = app.bearer(&key.sign(&bob));
        assert_eq!(bob.get(&members).await.status, 200, "{count}");
        let listing = bob.get(PATH).await.ok();
        let names: Vec<&str> = listing["data"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|workspace| workspace["name"].as_str())
            .collect();
        assert!(names.contains(&"ours"), "{names:?}");
        let trail = bob.get("/apis/auth/v2/audit").await;
        assert_eq!(trail.status, 200, "{count}");
        let described = json!({ "description": format!("{count}") });
        assert_eq!(
            bob.put(&format!("{PATH}/ours"), described).await.status,
            200
        );
    }
}

/// Signed with HMAC, whose secret the sender knows.
fn hmac(secret: &str, claims: &Value) -> String {
    let unsigned = token::parts(&json!({ "alg": "HS256", "kid": "es" }), claims, "");
    let message = unsigned.trim_end_matches('.');
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    let signature = BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{message}.{signature}")
}

/// Nested brackets, which must not overflow the server's stack.
fn deep(key: &SigningKey) -> String {
    let token = key.sign(&json!({}));
    let (header, rest) = token.split_once('.').unwrap();
    let signature = rest.rsplit_once('.').unwrap().1;
    let brackets = format!("{{\"deep\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let payload = BASE64_URL_SAFE_NO_PAD.encode(brackets);
    format!("{header}.{payload}.{signature}")
}

#[tokio::test]
async fn unusual_valid_tokens_are_accepted() {
    let key = es256();
    let rsa = SigningKey::rs256("rs");
    let issuer = Issuer::up(&[key.clone(), rsa.clone(), SigningKey::es256("third", 3)]).await;
    let additional = [(
        "NMP_AUTH_OIDC__ADDITIONAL_ISSUERS",
        "https://old.example.com/v1",
    )];
    let app = issuer.platform(&additional).await;
    let now = jiff::Timestamp::now().as_second();
    let good = issuer.claims("alice@example.com");
    let claims = |changes: Value| key.sign(&token::changed(good.clone(), &changes));
    let cases = [
        (
            "an additional issuer",
            claims(json!({ "iss": "https://old.example.com/v1" })),
        ),
        (
            "several audiences",
            claims(json!({ "aud": ["other", "nmp"] })),
        ),
        (
            "expired within the leeway",
            claims(json!({ "exp": now - 5 })),
        ),
        (
            "times with a fraction",
            claims(json!({ "exp": now as f64 + 60.5 })),
        ),
        (
            "no kid, one fitting key of several",
            key.sign_with(&json!({ "alg": "ES256" }), &good),
        ),
        (
            "claims in another notation",
            key.sign_text(
                r#"{ "kid" : "es", "alg" : "ES25\u0036" }"#,
                &serde_json::to_string_pretty(&good).unwrap(),
            ),
        ),
        (
            "no kid, RSA",
            rsa.sign_with(&json!({ "alg": "RS256", "typ": "JWT" }), &good),
        ),
    ];
    for (case, token) in cases {
        let answer = app.bearer(&token).get(PATH).await;
        assert_eq!(answer.status, 200, "{case}: {answer:?}");
    }
}

#[tokio::test]
async fn invalid_credentials() {
    let app = App::quickstart().await;
    let token = token::unsigned(&token::claims("alice@example.com"));
    for authorization in [None, Some("Basic YTpi"), Some("Bearer"), Some("token")] {
        let answer = app.caller(authorization.map(str::to_owned)).get(PATH).await;
        assert_eq!(
            answer.refusal(),
            (401, "Unauthorized".to_owned()),
            "{authorization:?}"
        );
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer",
            "{authorization:?}"
        );
    }
    // A token counts in the header only (RFC 6750, sections 2.2 and 2.3).
    let in_query = format!("{PATH}?access_token={token}");
    assert_eq!(app.anonymous().get(&in_query).await.status, 401);
    let two = [("authorization", "Bearer a")];
    let answer = app.bearer(&token).send(Method::GET, PATH, None, &two).await;
    assert_eq!(answer.status, 401, "two identities count as no identity");
}
