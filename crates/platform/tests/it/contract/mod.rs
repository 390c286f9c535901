//! Replays the recording of the real platform, in order, against this one: same statuses, same
//! bodies, but for identifiers and times, which are compared by their shape. Where this
//! platform differs on purpose, [`differences`] says how and why.

mod differences;
mod shape;

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use crate::support::{App, token};
use differences::DIFFERENCES;

const RECORDING: &str = include_str!("../../fixtures/nemo-platform-0.3.0.json");

#[derive(Deserialize)]
struct Recording {
    exchanges: Vec<Exchange>,
}

#[derive(Deserialize)]
struct Exchange {
    name: String,
    request: Request,
    response: Response,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    path: String,
    #[serde(rename = "as")]
    caller: Option<String>,
    #[serde(default)]
    extra_claims: Value,
    #[serde(default)]
    headers: serde_json::Map<String, Value>,
    body: Option<Value>,
    raw_body: Option<String>,
}

#[derive(Deserialize, Debug, PartialEq)]
struct Response {
    status: u16,
    body: Value,
}

fn recording() -> Vec<Exchange> {
    let recording: Recording = serde_json::from_str(RECORDING).unwrap();
    recording.exchanges
}

#[tokio::test]
async fn the_recorded_exchanges() {
    let app = App::quickstart().await;
    let mut unlike = Vec::new();
    for exchange in recording() {
        let mut expected = exchange.response;
        if let Some(difference) = DIFFERENCES.iter().find(|d| d.exchange == exchange.name) {
            expected.status = difference.status;
            expected.body = (difference.body)(expected.body);
        }
        expected.body = shape::of(&expected.body);
        let answer = send(&app, &exchange.request).await;
        if answer != expected {
            unlike.push(format!(
                "{}\n  expected {expected:?}\n  found    {answer:?}",
                exchange.name
            ));
        }
    }
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
}

async fn send(app: &App, request: &Request) -> Response {
    let authorization = request.caller.as_ref().map(|email| {
        let claims = token::changed(token::claims(email), &request.extra_claims);
        format!("Bearer {}", token::unsigned(&claims))
    });
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let body = request
        .raw_body
        .clone()
        .or_else(|| request.body.as_ref().map(Value::to_string));
    let method: Method = request.method.parse().unwrap();
    let answer = app
        .caller(authorization)
        .send(method, &request.path, body, &headers)
        .await;
    Response {
        status: answer.status,
        body: shape::of(&answer.json()),
    }
}

/// A difference that no longer makes one, or is of no exchange, goes.
#[test]
fn every_difference_is_one() {
    let recording = recording();
    for difference in DIFFERENCES {
        let exchange = recording
            .iter()
            .find(|exchange| exchange.name == difference.exchange)
            .unwrap_or_else(|| panic!("no exchange {:?}", difference.exchange));
        let ours = Response {
            status: difference.status,
            body: (difference.body)(exchange.response.body.clone()),
        };
        assert_ne!(ours, exchange.response, "{}", difference.exchange);
        assert!(!difference.reason.is_empty(), "{}", difference.exchange);
    }
    let mut names: Vec<&str> = recording.iter().map(|e| e.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(
        names.len(),
        recording.len(),
        "names of exchanges are unique"
    );
}

/// The recorded bodies are what the shared wire types say.
#[test]
fn the_wire_types_read_every_recorded_body() {
    for exchange in recording() {
        let body = exchange.response.body;
        let path = exchange.request.path.split('?').next().unwrap();
        let method = exchange.request.method.as_str();
        let status = exchange.response.status;
        let back = match (method, status) {
            (_, 400..) => round_trip::<nmp_types::ErrorBody>(&body),
            ("DELETE", _) => round_trip::<nmp_types::Deleted>(&body),
            _ if path == "/apis/auth/discovery" => round_trip::<nmp_types::Discovery>(&body),
            ("GET", _) if path.ends_with("/members") => round_trip::<nmp_types::MemberList>(&body),
            (_, _) if path.contains("/members") => round_trip::<nmp_types::Member>(&body),
            ("GET", _) if path.ends_with("/workspaces") => {
                round_trip::<nmp_types::Page<nmp_types::Workspace>>(&body)
            }
            _ if path.contains("/workspaces") => round_trip::<nmp_types::Workspace>(&body),
            _ => body.clone(),
        };
        assert_eq!(back, body, "{}", exchange.name);
    }
}

fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(body: &Value) -> Value {
    let typed: T = serde_json::from_value(body.clone()).unwrap();
    serde_json::to_value(typed).unwrap()
}
