//! The documents say what is true.

mod commands;
mod configuration;
mod managing_access;

use std::path::PathBuf;

/// A file of the repository.
fn file(path: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../..", path].iter().collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(file(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The lines of a document's shell examples, with continued lines joined.
fn shell_lines(document: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut is_shell = false;
    for line in document.lines() {
        let line = line.trim();
        if line.starts_with("```") {
            is_shell = line == "```sh";
        } else if is_shell {
            lines.push(line.to_owned());
        }
    }
    lines
        .join("\n")
        .replace("\\\n", " ")
        .lines()
        .map(str::to_owned)
        .collect()
}
