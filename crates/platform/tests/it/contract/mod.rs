//! Replays the recordings of the real platforms, in order, against this one, in their dialect:
//! statuses and bodies must be equal, except identifiers and times, which are compared by shape.
//! [`differences`] lists the deliberate differences, [`versions`] those between the recordings.

mod added;
mod differences;
mod recordings;
mod shape;
mod versions;

use reqwest::Method;
use serde_json::Value;

use crate::support::{App, token};
use differences::DIFFERENCES;
use recordings::{Exchange, Request, Response, Version};

#[tokio::test]
async fn the_recorded_exchanges() {
    for version in Version::ALL {
        let app = App::quickstart_with(&[("NMP_AUTH_DIALECT", version.dialect())]).await;
        let unlike = replay(&app, version.exchanges(), |name, recorded| {
            let difference = DIFFERENCES
                .iter()
                .find(|d| d.exchange == name && d.versions.contains(&version));
            match difference {
                Some(difference) => Response {
                    status: difference.status,
                    body: (difference.body)(recorded.body),
                },
                None => recorded,
            }
        });
        let unlike = unlike.await;
        assert!(unlike.is_empty(), "{version:?}\n{}", unlike.join("\n"));
    }
}

/// Sends the requests, and returns those whose answers are not as expected; `expected` makes the
/// expected answer of the exchange of a name from the recorded one.
async fn replay(
    app: &App,
    exchanges: Vec<Exchange>,
    expected: impl Fn(&str, Response) -> Response,
) -> Vec<String> {
    let mut unlike = Vec::new();
    for exchange in exchanges {
        let mut expected = expected(&exchange.name, exchange.response);
        expected.body = shape::of(&expected.body);
        let answer = send(app, &exchange.request).await;
        if answer != expected {
            unlike.push(format!(
                "{}\n  expected {expected:?}\n  found    {answer:?}",
                exchange.name
            ));
        }
    }
    unlike
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

/// Fails for a difference that no longer exists, or that names no exchange.
#[test]
fn every_difference_exists() {
    for version in Version::ALL {
        let recording = version.exchanges();
        for difference in DIFFERENCES.iter().filter(|d| d.versions.contains(&version)) {
            let exchange = recording
                .iter()
                .find(|exchange| exchange.name == difference.exchange)
                .unwrap_or_else(|| panic!("no exchange {:?}", difference.exchange));
            let ours = Response {
                status: difference.status,
                body: (difference.body)(exchange.response.body.clone()),
            };
            assert_ne!(
                ours, exchange.response,
                "{version:?} {}",
                difference.exchange
            );
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
}

/// The shared wire types match the recorded bodies.
#[test]
fn the_wire_types_read_every_recorded_body() {
    let exchanges = Version::ALL.into_iter().flat_map(Version::exchanges);
    for exchange in exchanges {
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
