//! No answer is much larger than its request: a small request gets a small answer, and nobody can
//! make the server hold more than they send.

use nmp_types::workspace::MAX_DESCRIPTION_CHARS;
use platform::routes::{MAX_BODY_BYTES, MAX_HEAD_BYTES, MAX_TARGET_BYTES};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::app::Answer;
use crate::support::{App, Caller};

const PATH: &str = "/apis/entities/v2/workspaces";
const MEMBERS: &str = "/apis/entities/v2/workspaces/w1/members";
const AUDIT: &str = "/apis/auth/v2/audit";

/// An answer's limit: this many times its request, plus this for its head and wording.
const TIMES: usize = 3;
const BESIDES: usize = 4 * 1024;

/// A request, with its length.
#[derive(Debug, Clone)]
struct Sent {
    method: Method,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

impl Sent {
    fn size(&self) -> usize {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len());
        self.target.len() + headers.sum::<usize>() + self.body.as_ref().map_or(0, String::len)
    }
}

async fn app() -> App {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    alice.post(PATH, json!({ "name": "w1" })).await.ok();
    app
}

async fn send(caller: &Caller, sent: &Sent) -> Answer {
    let headers: Vec<(&str, &str)> = sent
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let method = sent.method.clone();
    caller
        .send(method, &sent.target, sent.body.clone(), &headers)
        .await
}

fn size(answer: &Answer) -> usize {
    let head = answer
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4);
    head.sum::<usize>() + answer.text.len()
}

fn check(sent: &Sent, answer: &Answer) -> Result<(), TestCaseError> {
    // The answer to a change contains what an earlier request stored.
    let stored = match answer.status {
        200 | 201 => 6 * MAX_DESCRIPTION_CHARS,
        _ => 0,
    };
    let most = TIMES * sent.size() + BESIDES + stored;
    let shown: String = answer.text.chars().take(300).collect();
    prop_assert!(
        size(answer) <= most,
        "{} for {}: {} {shown}",
        size(answer),
        sent.size(),
        answer.status
    );
    prop_assert_ne!(answer.status, 500, "{}", shown);
    Ok(())
}

/// Texts that are long as JSON, as an address, or both.
fn text(most: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("a"),
        Just("\u{1}"),
        Just("\""),
        Just("é"),
        Just("😀"),
        Just("\\")
    ];
    prop_oneof![
        4 => ".{0,12}",
        1 => (piece, 0..most).prop_map(move |(piece, size)| piece.repeat(size / piece.len())),
    ]
}

fn body() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<f64>().prop_map(Value::from),
        text(20_000).prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            (inner, 0_usize..9_000).prop_map(|(item, count)| {
                let most = 40_000 / item.to_string().len().max(1);
                Value::from(vec![item; count.min(most)])
            }),
        ]
    });
    let member = prop_oneof![
        4 => prop::sample::select(vec!["name", "description", "principal", "roles"]).prop_map(str::to_owned),
        1 => text(5_000),
    ];
    let object = prop::collection::vec((member, value), 0..6).prop_map(|members| {
        let mut text = Value::from_iter(members).to_string();
        if text.len() > MAX_BODY_BYTES {
            text.truncate(text.floor_char_boundary(MAX_BODY_BYTES));
        }
        text
    });
    prop_oneof![
        6 => object,
        1 => text(70_000),
        1 => (1_usize..60_000).prop_map(|depth| "[".repeat(depth)),
        1 => (1_usize..10_000).prop_map(|depth| "{\"a\":".repeat(depth)),
    ]
}

fn query() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "page",
            "page_size",
            "sort",
            "filter",
            "filter[name]",
            "filter[description][$like]",
            "filter[name][$in]",
            "filter[$or]",
            "workspace",
            "principal",
            "actor",
            "action",
            "since",
            "until",
            "wait_role_propagation",
        ])
        .prop_map(str::to_owned),
        text(3_000).prop_map(|text| format!("filter[{text}]")),
        text(3_000).prop_map(|text| format!("filter[name][{text}]")),
        text(3_000),
    ];
    let value = prop_oneof![
        text(6_000),
        text(3_000).prop_map(|text| json!({ "name": { "$like": text } }).to_string()),
        text(3_000).prop_map(|text| json!({ text: 1 }).to_string()),
        text(3_000).prop_map(|text| format!("name~{}", Value::from(text))),
        text(3_000).prop_map(|text| format!("{text}:\"x\"")),
        (0_usize..2_000).prop_map(|count| "x,".repeat(count)),
        (0_usize..2_000).prop_map(|count| "name:\"\" ".repeat(count)),
        (0_usize..3_000).prop_map(|count| "(".repeat(count)),
    ];
    prop::collection::vec((name, value), 0..5).prop_map(|pairs| {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    })
}

fn target() -> impl Strategy<Value = String> {
    let segment = || {
        text(3_000).prop_map(|text| {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
        })
    };
    let path = prop_oneof![
        6 => prop::sample::select(vec![
            PATH, "/apis/entities/v2/workspaces/w1", MEMBERS, AUDIT, "/apis/auth/discovery",
            "/health/ready", "/status", "/cluster-info",
        ])
        .prop_map(str::to_owned),
        2 => segment().prop_map(|name| format!("{PATH}/{name}")),
        2 => segment().prop_map(|name| format!("{MEMBERS}/{name}")),
        1 => segment().prop_map(|name| format!("{PATH}/{name}/members/{name}")),
        1 => segment().prop_map(|name| format!("/apis/{name}")),
        1 => segment().prop_map(|name| format!("/{name}")),
    ];
    (path, query()).prop_map(|(path, query)| match query.as_str() {
        "" => path,
        query => format!("{path}?{query}"),
    })
}

fn sent() -> impl Strategy<Value = Sent> {
    let method = prop::sample::select(vec![
        "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "X-Y",
    ])
    .prop_map(|name| Method::from_bytes(name.as_bytes()).unwrap());
    let header = (
        prop::sample::select(vec![
            "x-request-id",
            "x-nmp-principal-id",
            "accept",
            "origin",
            "cookie",
        ]),
        "[ -~]{0,2000}",
    );
    let headers = prop::collection::vec(header, 0..5).prop_map(|headers| {
        headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    });
    (method, target(), headers, prop::option::of(body())).prop_map(
        |(method, target, headers, body)| Sent {
            method,
            target,
            headers,
            body,
        },
    )
}

#[test]
fn of_any_request() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(app());
    let callers = [
        app.as_admin(),
        app.as_user("alice@example.com"),
        app.anonymous(),
    ];
    let mut runner = TestRunner::default();
    let checked = runner.run(&(sent(), 0..callers.len()), |(sent, caller)| {
        // The tests' own client can't send longer ones.
        prop_assume!(sent.target.len() < 60_000);
        let answer = runtime.block_on(send(&callers[caller], &sent));
        // Listings have their own limit, whatever the request.
        if sent.method == Method::GET && answer.status == 200 {
            return Ok(());
        }
        check(&sent, &answer)
    });
    checked.unwrap();
}

/// The longest answer for each kind of fault.
#[tokio::test]
async fn of_the_worst_known_requests() {
    let app = app().await;
    let alice = app.as_user("alice@example.com");
    let post = |target: &str, body: String| Sent {
        method: Method::POST,
        target: target.to_owned(),
        headers: Vec::new(),
        body: Some(body),
    };
    let get = |target: String| Sent {
        method: Method::GET,
        target,
        headers: Vec::new(),
        body: None,
    };
    let long = "x".repeat(60_000);
    let wide = (0..3_000).map(|number| (format!("k{number}"), json!([{}])));
    let encoded = "%01".repeat(MAX_TARGET_BYTES / 3 - 100);
    let requests = [
        post(
            MEMBERS,
            json!({ "principal": "a", "roles": vec![0; 30_000] }).to_string(),
        ),
        post(MEMBERS, json!({ "roles": vec![""; 16] }).to_string()),
        post(
            MEMBERS,
            json!({ "principal": [], "roles": vec![""; 17] }).to_string(),
        ),
        post(
            MEMBERS,
            json!({ "principal": long, "roles": [long.get(..2_000), {}] }).to_string(),
        ),
        post(MEMBERS, json!({ "roles": long }).to_string()),
        post(PATH, json!({ "name": long }).to_string()),
        post(PATH, json!({ "description": long }).to_string()),
        post(PATH, Value::from_iter(wide).to_string()),
        post(PATH, "\"\u{1}".repeat(30_000)),
        post(PATH, json!(vec![[0; 5]; 5_000]).to_string()),
        post(PATH, format!("{}1{}", "[".repeat(127), "]".repeat(127))),
        post(PATH, format!("{{{}", " ".repeat(60_000))),
        post(PATH, "[".repeat(60_000)),
        post(
            &format!("{PATH}?wait_role_propagation={encoded}"),
            "{}".to_owned(),
        ),
        get(format!("{PATH}?page={encoded}")),
        get(format!("{PATH}?sort={encoded}")),
        get(format!("{PATH}?filter={encoded}")),
        get(format!("{PATH}?filter=%7B{encoded}")),
        get(format!("{PATH}?filter={encoded}:1")),
        get(format!("{PATH}?filter={}", "a".repeat(8_000))),
        get(format!("{PATH}?filter=name:%22{}", "a".repeat(8_000))),
        get(format!("{PATH}?filter[{encoded}]=x")),
        get(format!("{PATH}?filter[name][{encoded}]=x")),
        get(format!("{PATH}?filter[$or]={encoded}")),
        get(format!("{AUDIT}?workspace=w1&principal={encoded}")),
        get(format!(
            "{AUDIT}?workspace=w1&since={encoded}&until=x&sort=y&page=z"
        )),
        get(format!("{PATH}/{}", "a".repeat(8_000))),
        get(format!("/apis/{}", "a".repeat(8_000))),
        get(format!("/{}", "a".repeat(8_000))),
        get(format!("{PATH}?{}", "filter[x]=1&".repeat(600))),
    ];
    for sent in requests {
        let answer = send(&alice, &sent).await;
        assert!((400..500).contains(&answer.status), "{sent:?} {answer:?}");
        check(&sent, &answer).unwrap();
    }
    let mut head = get(PATH.to_owned());
    head.headers
        .push(("x-long".to_owned(), "x".repeat(MAX_HEAD_BYTES)));
    let answer = send(&alice, &head).await;
    assert_eq!(answer.status, 431);
    check(&head, &answer).unwrap();
}

#[tokio::test]
async fn bodies_are_bounded() {
    let app = app().await;
    let admin = app.as_admin();
    for (method, target) in [
        (Method::POST, PATH),
        (Method::PUT, "/apis/entities/v2/workspaces/w1"),
        (Method::POST, MEMBERS),
        (Method::PUT, "/apis/entities/v2/workspaces/w1/members/bob"),
    ] {
        let body = |size: usize| {
            let rest = json!({ "name": "w2", "principal": "bob", "roles": ["Viewer"], "pad": "" });
            let pad = size - rest.to_string().len();
            let mut body = rest;
            body["pad"] = "x".repeat(pad).into();
            body.to_string()
        };
        let answer = admin
            .send(method.clone(), target, Some(body(MAX_BODY_BYTES + 1)), &[])
            .await;
        assert_eq!(
            answer.refusal(),
            (413, "The body is too large".into()),
            "{target}"
        );
        let answer = admin
            .send(method, target, Some(body(MAX_BODY_BYTES)), &[])
            .await;
        assert!(answer.status < 300, "{target}: {answer:?}");
    }
    assert_eq!(MAX_BODY_BYTES, 64 * 1024);
}
