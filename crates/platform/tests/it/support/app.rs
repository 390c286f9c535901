//! One server per test, and callers as values, so it is always clear who calls.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use platform::clock::Clock;
use platform::config::{Environment, Settings};
use platform::server;
use platform::store::Store;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Data, token};

/// The administrator that [`App::quickstart`] seeds.
pub const ADMIN: &str = "admin@example.com";

/// The machine's clock with an offset.
#[derive(Default)]
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn advance(&self, by: SignedDuration) {
        self.0.fetch_add(by.as_secs(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// A running server.
pub struct App {
    pub base: String,
    pub clock: Arc<TestClock>,
    pub store: Store,
    data: Data,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<()>>,
}

impl App {
    /// With unsigned tokens and an administrator, as in the recording.
    pub async fn quickstart() -> Self {
        Self::quickstart_with(&[]).await
    }

    /// With settings from environment variables.
    pub async fn start(environment: &[(&str, &str)]) -> Self {
        Self::start_on(Data::new().await, environment).await
    }

    /// On an earlier server's data.
    pub async fn start_on(data: Data, environment: &[(&str, &str)]) -> Self {
        // Not the build that may exist in this repository.
        let studio = ("NMP_STUDIO_STATIC_FILES_PATH", "no/such/folder");
        let database = data.database_url.as_deref();
        let database = database.map(|url| ("NMP_PLATFORM_DATABASE_URL", url));
        let defaults = [studio].into_iter().chain(database);
        let environment: Environment = defaults.chain(environment.iter().copied()).collect();
        let settings = Settings::load(None, &environment).unwrap();
        let clock = Arc::new(TestClock::default());
        let listener = server::listen(IpAddr::V4(Ipv4Addr::LOCALHOST), 0)
            .await
            .unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let app = server::prepare(settings, data.folder(), clock.clone())
            .await
            .unwrap();
        let store = app.store().clone();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            server::serve(app, listener, stopped, std::future::pending())
                .await
                .unwrap();
        });
        Self {
            base,
            clock,
            store,
            data,
            client: client(),
            stop: Some(stop),
            serving: Some(serving),
        }
    }

    /// The quickstart with more settings.
    pub async fn quickstart_with(more: &[(&str, &str)]) -> Self {
        let mut environment = vec![
            ("NMP_AUTH_ENABLED", "true"),
            ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
            ("NMP_AUTH_ADMIN_EMAIL", ADMIN),
        ];
        environment.extend_from_slice(more);
        Self::start(&environment).await
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.data.folder().join("platform.db")
    }

    /// Asks the server to stop, without waiting for it.
    pub fn begin_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Whether the server has stopped.
    pub fn has_stopped(&self) -> bool {
        self.serving.as_ref().unwrap().is_finished()
    }

    /// Its data.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// Stops the server and hands over its data.
    pub async fn stop(mut self) -> Data {
        drop(self.stop.take());
        self.serving.take().unwrap().await.unwrap();
        self.data
    }

    pub fn anonymous(&self) -> Caller {
        self.caller(None)
    }

    /// Someone with an unsigned token; subject and e-mail address are the same.
    pub fn as_user(&self, email: &str) -> Caller {
        self.bearer(&token::unsigned(&token::claims(email)))
    }

    /// The same, in groups.
    pub fn as_member_of(&self, email: &str, groups: &[&str]) -> Caller {
        let mut claims = token::claims(email);
        claims["groups"] = groups.into();
        self.bearer(&token::unsigned(&claims))
    }

    /// The same, with a `scope` claim.
    pub fn with_scope(&self, email: &str, scope: &str) -> Caller {
        let mut claims = token::claims(email);
        claims["scope"] = scope.into();
        self.bearer(&token::unsigned(&claims))
    }

    pub fn as_admin(&self) -> Caller {
        self.as_user(ADMIN)
    }

    pub fn bearer(&self, token: &str) -> Caller {
        self.caller(Some(format!("Bearer {token}")))
    }

    pub fn caller(&self, authorization: Option<String>) -> Caller {
        Caller {
            base: self.base.clone(),
            client: self.client.clone(),
            authorization,
        }
    }
}

/// No proxies and no redirects: the test sees the server's own answers.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// Someone who sends requests.
#[derive(Clone)]
pub struct Caller {
    pub base: String,
    pub client: reqwest::Client,
    pub authorization: Option<String>,
}

impl Caller {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string()), &[])
            .await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body.to_string()), &[])
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }

    /// A request with headers that replace the usual ones.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if let Some(body) = body {
            if !headers.iter().any(|(name, _)| *name == "content-type") {
                request = request.header(CONTENT_TYPE, "application/json");
            }
            request = request.body(body);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The status and `detail`, for comparing both at once.
    pub fn refusal(&self) -> (u16, String) {
        let detail = self.json()["detail"].clone();
        (
            self.status,
            detail.as_str().map_or(detail.to_string(), str::to_owned),
        )
    }

    /// The answer, if it is a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.json()
    }
}
