//! The shell examples of `docs/managing-access.md` do what they say, one after the other, against a
//! real server.

use std::process::Command;

use super::{read, shell_lines};
use crate::support::program::{Running, quickstart};

#[test]
fn every_example_works_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&mut quickstart(folder.path()));
    let caller = running.caller("admin@example.com");
    let lines = shell_lines(&read("docs/managing-access.md"));
    let examples: Vec<&String> = lines.iter().filter(|line| line.contains("curl ")).collect();
    assert!(examples.len() >= 10, "{}", examples.len());
    for example in examples {
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", example])
            .env("NMP", &running.base)
            .env("AUTHORIZATION", caller.authorization.as_deref().unwrap())
            .output()
            .unwrap_or_else(|error| panic!("bash and curl are needed: {error}"));
        let errors = String::from_utf8_lossy(&output.stderr);
        let answer = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{example}\n{errors}\n{answer}");
    }
}
