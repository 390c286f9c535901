//! The program itself, as a process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use super::app::{Caller, client};
use super::{Data, token};

/// The program with a data folder, any free port, and none of the settings of this shell.
pub fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nmp-platform"));
    let prefixes = ["NMP_", "NHX_", "DATABASE_", "LOG_"];
    for (name, _) in
        std::env::vars().filter(|(name, _)| prefixes.iter().any(|prefix| name.starts_with(prefix)))
    {
        command.env_remove(name);
    }
    command
        .arg("--data-dir")
        .arg(data)
        .env("NMP_PORT", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a program that must fail at the start.
pub fn failure(command: &mut Command) -> String {
    let Output {
        status,
        stderr,
        stdout,
    } = command.output().unwrap();
    assert_eq!(
        status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&stderr)
    );
    assert_eq!(stdout, b"", "nothing listens");
    String::from_utf8(stderr).unwrap()
}

/// A running program, killed at the end of the test in any case.
pub struct Running {
    pub child: Child,
    pub base: String,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let base = line
            .trim()
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("{line:?}"))
            .to_owned();
        Self { child, base }
    }

    pub fn caller(&self, email: &str) -> Caller {
        let token = token::unsigned(&token::claims(email));
        Caller {
            base: self.base.clone(),
            client: client(),
            authorization: Some(format!("Bearer {token}")),
        }
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// With unsigned tokens and an administrator.
pub fn quickstart(data: &Path) -> Command {
    let mut command = program(data);
    command
        .env("NMP_AUTH_ENABLED", "true")
        .env("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true")
        .env("NMP_AUTH_ADMIN_EMAIL", "admin@example.com");
    command
}

/// The same, on given data.
pub fn quickstart_on(data: &Data) -> Command {
    let mut command = quickstart(data.folder());
    if let Some(url) = &data.database_url {
        command.env("NMP_PLATFORM_DATABASE_URL", url);
    }
    command
}
