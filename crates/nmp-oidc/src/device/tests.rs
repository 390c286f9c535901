use proptest::prelude::*;
use serde_json::json;

use super::*;

const ISSUER: &str = "https://idp.example.com";

fn authorization(interval: Value) -> DeviceAuthorization {
    let body = json!({
        "device_code": "d", "user_code": "WDJB-MJHT", "expires_in": 600, "interval": interval,
        "verification_uri": "https://idp.example.com/activate",
        "verification_uri_complete": "javascript:alert(1)",
    });
    DeviceAuthorization::parse(200, &body.to_string(), ISSUER).unwrap()
}

fn answer(polling: &mut Polling, status: u16, body: Value) -> Result<bool, DeviceError> {
    let body = body.to_string();
    let outcome = Outcome::Answer {
        status,
        body: &body,
        retry_after: None,
    };
    polling.take(outcome).map(|tokens| tokens.is_some())
}

fn error(polling: &mut Polling, code: &str) -> Result<bool, DeviceError> {
    answer(polling, 400, json!({"error": code}))
}

#[test]
fn an_answer_has_what_the_person_needs() {
    let read = authorization(Value::Null);
    assert_eq!((read.interval, read.expires_in), (5, 600));
    assert_eq!(read.verification_uri_complete, None, "not a web address");
    for absent in ["device_code", "user_code", "verification_uri", "expires_in"] {
        let mut body = json!({
            "device_code": "d", "user_code": "u", "expires_in": 9, "verification_uri": "https://a/",
        });
        assert!(DeviceAuthorization::parse(200, &body.to_string(), ISSUER).is_ok());
        body[absent] = Value::Null;
        let refused = DeviceAuthorization::parse(200, &body.to_string(), ISSUER).unwrap_err();
        assert!(refused.to_string().contains(absent), "{refused}");
    }
    let body = json!({"error": "invalid_scope", "error_description": "No such scope."});
    let refused = DeviceAuthorization::parse(400, &body.to_string(), ISSUER).unwrap_err();
    assert!(refused.to_string().contains("No such scope"), "{refused}");
}

#[test]
fn slow_down_lasts_and_an_outage_passes() {
    let mut polling = Polling::new(&authorization(json!(1)), 1000);
    assert_eq!(polling.next(1000), Ok(1));
    assert_eq!(error(&mut polling, "slow_down"), Ok(false));
    assert_eq!(error(&mut polling, "authorization_pending"), Ok(false));
    assert_eq!(polling.next(1007), Ok(6));
    polling.take(Outcome::Silence).unwrap();
    assert_eq!(polling.next(1007), Ok(12));
    let page = Outcome::Answer {
        status: 502,
        body: "<html>",
        retry_after: Some(40),
    };
    polling.take(page).unwrap();
    assert_eq!(polling.next(1007), Ok(40));
    assert_eq!(error(&mut polling, "authorization_pending"), Ok(false));
    assert_eq!(polling.next(1007), Ok(6), "back to the interval");
    let tokens = json!({"access_token": "a", "token_type": "Bearer"});
    assert_eq!(answer(&mut polling, 200, tokens), Ok(true));
}

#[test]
fn an_answer_that_is_final_ends_it() {
    let mut polling = Polling::new(&authorization(json!(1)), 1000);
    assert_eq!(
        error(&mut polling, "access_denied"),
        Err(DeviceError::Denied)
    );
    assert_eq!(
        error(&mut polling, "expired_token"),
        Err(DeviceError::Expired)
    );
    assert!(matches!(
        error(&mut polling, "invalid_client"),
        Err(DeviceError::Refused(_))
    ));
    assert_eq!(polling.next(1599), Err(DeviceError::Expired));
    assert_eq!(polling.left(1599), 1);
}

proptest! {
    /// Whatever is answered, the pauses stay within bounds and it ends.
    #[test]
    fn it_ends(answers in prop::collection::vec((0u16..600, ".{0,40}", any::<Option<u32>>()), 0..40)) {
        let mut polling = Polling::new(&authorization(json!(1)), 0);
        let mut now = 0;
        for (status, body, retry_after) in answers {
            let Ok(pause) = polling.next(now) else { break };
            prop_assert!((1..=LONGEST).contains(&pause));
            now += i64::from(pause);
            prop_assert!(now < 600);
            if polling.take(Outcome::Answer { status, body: &body, retry_after }).is_err() {
                break;
            }
        }
    }
}

#[test]
fn both_requests_say_for_whom_the_token_is() {
    let more = Parameters(vec![
        ("audience".into(), "https://nmp/".into()),
        ("client_id".into(), "another".into()),
        ("resource".into(), "https://r/".into()),
    ]);
    assert_eq!(
        authorization_form("nmp", "openid", &more),
        "client_id=nmp&scope=openid&audience=https%3A%2F%2Fnmp%2F&resource=https%3A%2F%2Fr%2F"
    );
    let code = Secret::new("d");
    let with = token_form(&code, "nmp", "openid", more.resource());
    assert!(
        with.ends_with("&scope=openid&resource=https%3A%2F%2Fr%2F"),
        "{with}"
    );
    assert!(token_form(&code, "nmp", "openid", None).ends_with("&scope=openid"));
}
