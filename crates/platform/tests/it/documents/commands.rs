//! Every `nmp-platform` command in the documents is one that the program understands.

use clap::Parser;
use platform::cli::Cli;

use super::{read, shell_lines};

const DOCUMENTS: [&str; 10] = [
    "README.md",
    "docs/configuration.md",
    "docs/deploy.md",
    "docs/hardening.md",
    "docs/managing-access.md",
    "docs/platform.md",
    "docs/providers.md",
    "docs/security-model.md",
    "docs/setup-oidc.md",
    "docs/troubleshooting.md",
];

#[test]
fn commands_are_understood() {
    let mut seen = 0;
    for document in DOCUMENTS {
        let text = read(document);
        // Those in sentences, too.
        let inline = text
            .split('`')
            .filter(|code| code.starts_with("nmp-platform "));
        let lines = shell_lines(&text);
        let commands = lines.iter().map(String::as_str).chain(inline);
        for command in commands {
            let command = command.split(" #").next().unwrap_or_default();
            if !command.starts_with("nmp-platform ") {
                continue;
            }
            let words = command.split_whitespace();
            if let Err(error) = Cli::try_parse_from(words) {
                let is_help = !error.use_stderr();
                assert!(is_help, "{document}: {command}\n{error}");
            }
            seen += 1;
        }
    }
    assert!(seen >= 8, "{seen}");
}
