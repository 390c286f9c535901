//! A table: what is answered, and what it turns out to be.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nmp_oidc::{Secret, UnixSeconds};
use nmp_types::OidcDiscovery;
use nmp_types::discovery::Parameters;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NOW: UnixSeconds = 1_800_000_000;
const ORIGIN: &str = "https://nmp.example.com";
const REDIRECT_URI: &str = "https://nmp.example.com/studio/auth/success";

fn provider() -> OidcDiscovery {
    OidcDiscovery {
        issuer: "https://idp.example.com".into(),
        client_id: "studio".into(),
        authorization_endpoint: None,
        token_endpoint: None,
        device_authorization_endpoint: None,
        userinfo_endpoint: None,
        default_scopes: "openid nmp:use".into(),
        scope_prefix: None,
        authorization_parameters: Parameters::default(),
    }
}

fn jwt(header: Value, claims: Value) -> SeenToken {
    let encode = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    SeenToken::of(&Secret::new(format!(
        "{}.{}.c2lnbmF0dXJl",
        encode(header),
        encode(claims)
    )))
}

/// A token that has nothing wrong, changed as wanted.
fn token(changes: Value) -> SeenToken {
    let mut claims = json!({
        "iss": "https://idp.example.com", "aud": "account", "iat": NOW - 10, "exp": NOW + 290,
    });
    let mut header = json!({"alg": "RS256"});
    for (name, value) in changes.as_object().unwrap() {
        let target = if name == "alg" {
            &mut header
        } else {
            &mut claims
        };
        target[name] = value.clone();
    }
    jwt(header, claims)
}

struct Case<'a> {
    seen: Option<&'a Seen>,
    token: Option<&'a SeenToken>,
    clock_offset: UnixSeconds,
}

const PLAIN: Case<'_> = Case {
    seen: None,
    token: None,
    clock_offset: 0,
};

fn found(error: &SignInError, case: &Case<'_>) -> Option<Finding> {
    let provider = provider();
    let known = Known {
        origin: ORIGIN,
        provider: Some(&provider),
        token: case.token,
        seen: case.seen,
        now: NOW,
        clock_offset: case.clock_offset,
    };
    diagnose(error, &known)
}

fn code(error: &SignInError, case: &Case<'_>) -> &'static str {
    found(error, case).map_or("none", |finding| finding.code())
}

fn unreachable(what: &'static str, url: &str) -> SignInError {
    let url = url.to_owned();
    OidcError::Unreachable { what, url }.into()
}

#[test]
fn an_address_that_could_not_be_read() {
    let metadata = "https://idp.example.com/.well-known/openid-configuration";
    let forbidden = Seen::Forbidden("connect-src".into());
    for (url, seen, expected) in [
        (metadata, Seen::Offline, "offline"),
        (metadata, Seen::Answers, "cors"),
        (metadata, forbidden.clone(), "content_policy"),
        (metadata, Seen::Nothing, "no_answer_there"),
        ("http://idp.example.com/x", Seen::Nothing, "mixed_content"),
        (
            "http://idp.example.com/x",
            forbidden.clone(),
            "mixed_content",
        ),
        ("http://127.0.0.1:9000/x", Seen::Answers, "cors"),
        ("http://localhost:9000/x", Seen::Nothing, "no_answer_there"),
    ] {
        let case = Case {
            seen: Some(&seen),
            ..PLAIN
        };
        let error = unreachable("The identity provider", url);
        assert_eq!(to_look_at(&error), Some(url));
        assert_eq!(code(&error, &case), expected, "{url} {seen:?}");
    }
    let case = Case {
        seen: Some(&Seen::Answers),
        ..PLAIN
    };
    let metadata = found(&unreachable("The identity provider", metadata), &case).unwrap();
    assert!(metadata.to_string().contains(ORIGIN));
    assert_eq!(
        metadata.to_copy(REDIRECT_URI),
        Some(("Origin", ORIGIN.to_owned()))
    );
    let url = "https://idp.example.com:8443/token?x";
    let what = "The identity provider's token endpoint";
    let token = found(&unreachable(what, url), &case).unwrap();
    assert!(token.remedy().contains("single-page application"));
    assert!(!metadata.remedy().contains("single-page application"));
    let case = Case {
        seen: Some(&forbidden),
        ..PLAIN
    };
    let policy = found(&unreachable(what, url), &case).unwrap();
    assert!(
        policy
            .remedy()
            .starts_with("Add https://idp.example.com:8443 to connect-src")
    );
}

#[test]
fn what_providers_answer() {
    for (error, description, status, expected) in [
        ("access_denied", "", None, "access_denied"),
        (
            "access_denied",
            "User is not assigned to the client application.",
            None,
            "not_assigned",
        ),
        (
            "access_denied",
            "Service not found: https://nmp/",
            None,
            "resource",
        ),
        (
            "access_denied",
            "Unauthorized",
            Some(401),
            "confidential_client",
        ),
        (
            "access_denied",
            "AADSTS65004: User declined to consent",
            None,
            "access_denied",
        ),
        (
            "invalid_scope",
            "Invalid scopes: openid nmp:use",
            None,
            "scope",
        ),
        (
            "invalid_request",
            "AADSTS70011: The provided request must include a 'scope'",
            None,
            "scope",
        ),
        (
            "invalid_client",
            "AADSTS650053: The application asked for scope",
            None,
            "scope",
        ),
        ("invalid_client", "", None, "client"),
        (
            "unauthorized_client",
            "Grant type 'authorization_code' not allowed for the client.",
            None,
            "client",
        ),
        (
            "unauthorized_client",
            "AADSTS700016: Application with identifier",
            Some(400),
            "client",
        ),
        ("invalid_client", "", Some(401), "confidential_client"),
        (
            "unauthorized_client",
            "Invalid client or Invalid client credentials",
            Some(401),
            "confidential_client",
        ),
        (
            "invalid_request",
            "client_secret is missing.",
            Some(400),
            "confidential_client",
        ),
        (
            "invalid_client",
            "AADSTS7000218: The request body must contain 'client_assertion' or 'client_secret'",
            Some(401),
            "confidential_client",
        ),
        (
            "invalid_request",
            "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
            Some(400),
            "platform_type",
        ),
        (
            "invalid_request",
            "AADSTS50011: The redirect URI 'x' does not match",
            None,
            "redirect_uri",
        ),
        ("redirect_uri_mismatch", "", None, "redirect_uri"),
        (
            "invalid_request",
            "The 'redirect_uri' parameter must be a Login redirect URI",
            None,
            "redirect_uri",
        ),
        (
            "unauthorized_client",
            "Callback URL mismatch",
            None,
            "redirect_uri",
        ),
        ("consent_required", "", None, "consent"),
        (
            "interaction_required",
            "AADSTS65001: The user or administrator has not consented",
            None,
            "consent",
        ),
        ("invalid_target", "", None, "resource"),
        (
            "invalid_resource",
            "AADSTS500011: The resource principal named api://x was not found",
            None,
            "resource",
        ),
        (
            "access_denied",
            "AADSTS50105: The signed in user is not assigned to a role",
            None,
            "not_assigned",
        ),
        ("invalid_grant", "", Some(400), "code"),
        ("server_error", "", None, "provider_problem"),
        ("temporarily_unavailable", "", None, "provider_problem"),
        ("login_required", "", None, "none"),
        ("a_policy_of_their_own", "", None, "none"),
        ("invalid_request", "AADSTS", None, "none"),
        (
            "invalid_request",
            "AADSTS900144: The request body must contain",
            None,
            "none",
        ),
    ] {
        let error = OidcError::Provider {
            code: error.to_owned(),
            description: Some(description.to_owned()).filter(|text| !text.is_empty()),
            status,
        };
        let error = SignInError::from(error);
        assert_eq!(code(&error, &PLAIN), expected, "{error} {status:?}");
    }
}

fn rejected(why: &str) -> SignInError {
    SignInError::TokenRejected {
        at: "GET /apis/x".to_owned(),
        why: Some(why.to_owned()).filter(|why| !why.is_empty()),
    }
}

#[test]
fn what_a_platform_refuses() {
    let good = token(json!({}));
    for (token, why, expected) in [
        // Its own words come first.
        (
            &good,
            "The token is for another audience.",
            "token_audience",
        ),
        (&good, "Audience doesn't match", "token_audience"),
        (&good, "it is from another issuer", "token_issuer"),
        (&good, "its algorithm is not accepted", "token_algorithm"),
        // As the embedded platform says it.
        (
            &good,
            "The token is for account, and this platform wants nmp in aud.",
            "token_audience",
        ),
        (
            &good,
            "The token is signed with HS256, and this platform takes RS256 and ES256.",
            "token_algorithm",
        ),
        (
            &token(json!({"iat": NOW + 7200})),
            "The token is not valid for another 2 h: the clocks differ.",
            "clock",
        ),
        (
            &good,
            "This is an ID token, which is for the client. This platform wants the access token.",
            "none",
        ),
        (&token(json!({"exp": NOW - 90})), "it has expired", "clock"),
        (
            &token(json!({"iat": NOW + 90})),
            "it is not valid yet",
            "clock",
        ),
        // Then what can be seen.
        (&good, "", "token_refused"),
        (&good, "The token is longer than 64 KiB.", "none"),
        (&good, "it has expired", "none"),
        (
            &token(json!({"iss": "https://idp.example.com/"})),
            "",
            "token_issuer",
        ),
        (&token(json!({"iss": null})), "", "token_issuer"),
        (&token(json!({"alg": "HS256"})), "", "token_algorithm"),
        (&token(json!({"alg": "ES256"})), "", "token_refused"),
        (&token(json!({"exp": NOW})), "", "clock"),
        (&token(json!({"nbf": NOW + 3600})), "", "clock"),
        (&token(json!({"iat": NOW + 20})), "", "token_refused"),
        (&SeenToken::Opaque, "", "opaque_token"),
        (&SeenToken::Opaque, "Unknown", "opaque_token"),
    ] {
        let case = Case {
            token: Some(token),
            ..PLAIN
        };
        assert_eq!(code(&rejected(why), &case), expected, "{why} {token:?}");
    }
    assert_eq!(code(&rejected(""), &PLAIN), "token_refused");
    assert_eq!(
        code(&rejected("The token is for another audience."), &PLAIN),
        "token_audience"
    );
}

#[test]
fn what_the_way_there_and_back_says() {
    let circle = |circle, last_end: Option<&str>| SignInError::TooManySignIns {
        circle,
        last_end: last_end.map(str::to_owned),
    };
    let refused = format!("{REFUSED} at GET /x (“The token is for another audience.”)");
    for (error, expected) in [
        (SignInError::StillHere, "never_back"),
        (circle(Circle::WithinAMinute(3), None), "never_back"),
        (circle(Circle::OfNoUse(3), Some(&refused)), "token_audience"),
        (circle(Circle::OfNoUse(3), Some("it had expired")), "none"),
        (SignInError::StorageFull, "none"),
        (OidcError::UnknownState.into(), "none"),
    ] {
        assert_eq!(code(&error, &PLAIN), expected, "{error}");
    }
}

#[test]
fn whose_clock_is_wrong() {
    for (fault, offset, says, does) in [
        (
            IdTokenFault::Expired(300),
            0,
            "expired 5 minutes before",
            "agrees",
        ),
        (
            IdTokenFault::FromTheFuture(90),
            7_200,
            "90 seconds in the future",
            "2 hours behind",
        ),
        (
            IdTokenFault::FromTheFuture(1),
            -600,
            "a second in the future",
            "10 minutes ahead",
        ),
    ] {
        let case = Case {
            clock_offset: offset,
            ..PLAIN
        };
        let clock = found(&fault.into(), &case).unwrap();
        assert!(clock.to_string().contains(says), "{clock}");
        assert!(clock.remedy().contains(does), "{}", clock.remedy());
    }
    let expired = token(json!({"exp": NOW - 1}));
    let case = Case {
        token: Some(&expired),
        ..PLAIN
    };
    assert_eq!(code(&SignInError::TokenExpired, &case), "clock");
    assert_eq!(code(&SignInError::TokenExpired, &PLAIN), "none");
}

#[test]
fn nothing_of_a_token_is_kept_that_is_worth_anything() {
    let seen = token(json!({"aud": ["a", 7, "b"], "exp": 1e300}));
    let kept = format!("{seen:?}");
    assert!(!kept.contains("c2lnbmF0dXJl"), "{kept}");
    let rows = seen.members().unwrap().rows(|_| "then".to_owned());
    let value = |name: &str| {
        let row = rows.iter().find(|(row, _)| *row == name);
        row.map(|(_, value)| value.as_str())
    };
    assert_eq!(value("aud"), Some("a b"));
    assert_eq!(value("alg"), Some("RS256"));
    assert_eq!(value("iat"), Some("1799999990 (then)"));
    assert_eq!(value("exp"), Some("9223372036854775807"), "no Date has it");
    assert_eq!(value("nbf"), None);
    let opaque = SeenToken::of(&Secret::new("ya29.a0AfH6SMBx"));
    assert_eq!(opaque, SeenToken::Opaque);
    assert_eq!(opaque.members(), None);
    let encrypted = SeenToken::of(&Secret::new("a.b.c.d.e"));
    assert_eq!(encrypted, SeenToken::Opaque);
}

#[test]
fn an_origin_ends_before_the_third_slash() {
    for (url, origin) in [
        ("https://a.example/b/c", "https://a.example"),
        ("https://a.example:8443", "https://a.example:8443"),
        ("https://a.example?x=/", "https://a.example"),
        ("https://[::1]:9/x", "https://[::1]:9"),
        ("nonsense", "nonsense"),
    ] {
        assert_eq!(origin_of(url), origin);
    }
}

proptest! {
    #[test]
    fn foreign_words_neither_flood_nor_turn_a_sentence(text in any::<String>(), status in any::<Option<u16>>()) {
        let long = text.repeat(9);
        let turned = format!("\u{202e}{long}");
        let seen = token(json!({"iss": turned, "aud": turned, "alg": turned, "exp": 3}));
        let case = Case { token: Some(&seen), ..PLAIN };
        let provider = OidcError::Provider {
            code: long.clone(),
            description: Some(turned.clone()),
            status,
        };
        for error in [rejected("audience"), rejected("issuer"), rejected("algorithm"), provider.into()] {
            if let Some(finding) = found(&error, &case) {
                let said = format!("{finding}{}", finding.remedy());
                let is_turned = said.contains('\u{202e}');
                prop_assert!(!is_turned);
                prop_assert!(said.chars().count() < 9_000);
            }
        }
        for (_, value) in seen.members().unwrap().rows(|_| String::new()) {
            prop_assert!(value.chars().count() <= 201);
        }
    }

    #[test]
    fn no_token_and_no_time_panics(text in any::<String>(), now in any::<i64>(), exp in any::<i64>()) {
        let _ = SeenToken::of(&Secret::new(text)).members();
        let seen = token(json!({"exp": exp, "iat": exp, "nbf": exp}));
        let known = Known {
            origin: ORIGIN, provider: None, token: Some(&seen), seen: None, now, clock_offset: now,
        };
        if let Some(finding) = diagnose(&SignInError::TokenExpired, &known) {
            let _ = (finding.to_string(), finding.remedy());
        }
    }
}
