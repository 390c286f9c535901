//! The program `nmp`, run as people run it.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop there"
)]

#[path = "../../../nmp-sdk/tests/native/support/mod.rs"]
mod support;

mod config;
mod login;
mod token;
mod transcripts;

use std::path::Path;
use std::process::{Command, Output};

/// `nmp` with a configuration file and nothing of this machine's environment.
fn nmp(config: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nmp"));
    command
        .env_clear()
        .env("NMP_CONFIG_FILE", config)
        .env("HOME", "/nowhere")
        .args(arguments);
    command
}

/// What a run printed: the exit code, stdout, stderr.
fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn run(config: &Path, arguments: &[&str]) -> (i32, String, String) {
    said(&nmp(config, arguments).output().unwrap())
}
