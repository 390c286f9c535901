//! The sessions of `docs/cli-access.md`: what stands there is what happens.

use super::support::{ADMIN, ALICE, BOB, Platform};

/// Every command of the document that begins with `$ nmp`, with what it prints.
fn sessions() -> Vec<(String, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cli-access.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut found = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        match line.strip_prefix("$ nmp ") {
            _ if line.starts_with("```") => in_block = line == "```console",
            Some(command) if in_block => found.push((command.to_owned(), String::new())),
            None if in_block => {
                if let Some((_, printed)) = found.last_mut() {
                    printed.push_str(line);
                    printed.push('\n');
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn what_the_document_shows_is_what_happens() {
    let platform = Platform::start();
    platform.workspace("ml-team", &[(BOB, "Editor"), ("data-eng", "Viewer")]);
    platform.workspace("research", &[("*", "Viewer"), (BOB, "Admin")]);
    let sessions = sessions();
    assert!(sessions.len() >= 5, "{sessions:?}");
    for (command, expected) in sessions {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let who = if command.starts_with("access") {
            ADMIN
        } else {
            ALICE
        };
        let output = platform.nmp(who).args(&arguments).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(printed + &said, expected, "{command}");
    }
}
