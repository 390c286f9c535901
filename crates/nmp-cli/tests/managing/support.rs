//! A platform, and `nmp` as somebody.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;

use assert_cmd::Command;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use platform::clock::SystemClock;
use platform::config::{Environment, Settings};
use platform::server;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;

pub const ADMIN: &str = "admin@example.com";
pub const ALICE: &str = "alice@example.com";
pub const BOB: &str = "bob@example.com";
pub const CAROL: &str = "carol@example.com";

/// The embedded platform, with unsigned tokens and an administrator, on a thread of its own.
pub struct Platform {
    pub base: String,
    /// Where `nmp` keeps its files.
    pub home: TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Platform {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// The same with more settings.
    pub fn start_with(more: &[(&'static str, &str)]) -> Self {
        let more: Vec<(&'static str, String)> = more
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(serve(tell, stopped, more));
        });
        Self {
            base: told.recv().unwrap(),
            home: tempfile::tempdir().unwrap(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// `nmp` as somebody, with no settings of this shell.
    pub fn nmp(&self, who: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nmp"));
        command.env_clear().envs(self.environment(who));
        command
    }

    /// What `nmp` needs to be somebody here.
    pub fn environment(&self, who: &str) -> [(&'static str, OsString); 3] {
        [
            ("HOME", self.home.path().into()),
            ("NMP_BASE_URL", self.base.clone().into()),
            ("NMP_ACCESS_TOKEN", token(who).into()),
        ]
    }

    /// Runs it, which must succeed, and reads what it printed.
    pub fn json(&self, who: &str, arguments: &[&str]) -> Value {
        let text = self.stdout(who, arguments);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Runs it, which must succeed.
    pub fn stdout(&self, who: &str, arguments: &[&str]) -> String {
        let output = self.nmp(who).args(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it, which must end with this exit code; what it says.
    pub fn fails(&self, who: &str, arguments: &[&str], code: i32) -> String {
        let output = self.nmp(who).args(arguments).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
        stderr
    }

    /// A workspace of Alice, with these members and roles.
    pub fn workspace(&self, name: &str, members: &[(&str, &str)]) {
        self.stdout(ALICE, &["workspaces", "create", name]);
        for (member, role) in members {
            let add = ["workspaces", "members", "create", "-w", name, "--principal"];
            self.stdout(ALICE, &[&add[..], &[member, "--roles", role]].concat());
        }
    }

    /// The members of a workspace as `name role,role`, by name.
    pub fn members(&self, workspace: &str) -> Vec<String> {
        let list = self.json(ADMIN, &["workspaces", "members", "list", "-w", workspace]);
        let mut members: Vec<String> = list["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| {
                let roles = member["roles"].as_array().unwrap().iter();
                let roles: Vec<&str> = roles.map(|role| role.as_str().unwrap()).collect();
                format!(
                    "{} {}",
                    member["principal"].as_str().unwrap(),
                    roles.join(",")
                )
            })
            .collect();
        members.sort();
        members
    }

    /// The files of the plans.
    pub fn plans(&self) -> Vec<std::path::PathBuf> {
        let folder = self.home.path().join(".local/state/nmp/plans");
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(
    tell: mpsc::Sender<String>,
    stopped: oneshot::Receiver<()>,
    more: Vec<(&'static str, String)>,
) {
    let data = tempfile::tempdir().unwrap();
    let environment: Environment = [
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
        ("NMP_AUTH_ADMIN_EMAIL", ADMIN),
        ("NMP_STUDIO_STATIC_FILES_PATH", "no/such/folder"),
    ]
    .into_iter()
    .chain(more.iter().map(|(name, value)| (*name, value.as_str())))
    .collect();
    let settings = Settings::load(None, &environment).unwrap();
    let listener = server::listen(IpAddr::V4(Ipv4Addr::LOCALHOST), 0)
        .await
        .unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let app = server::prepare(settings, data.path(), Arc::new(SystemClock))
        .await
        .unwrap();
    tell.send(base).unwrap();
    let stopped = async {
        let _ = stopped.await;
    };
    server::serve(app, listener, stopped, std::future::pending())
        .await
        .unwrap();
}

/// A quickstart token of an address, which may be followed by ` in ` and groups with commas.
fn token(who: &str) -> String {
    let (email, groups) = who.split_once(" in ").unwrap_or((who, ""));
    let now = jiff::Timestamp::now().as_second();
    let claims =
        json!({ "sub": email, "email": email, "groups": groups, "iat": now, "exp": now + 3600 });
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.",
        encode(&json!({ "alg": "none", "typ": "JWT" })),
        encode(&claims)
    )
}

/// A file with a text.
pub fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}
