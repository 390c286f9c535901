//! Access as code against a platform: the commands of docs/access-as-code.md, and what goes wrong.

use std::fs;

use crate::support::{Home, code, said};
use serde_json::Value;

/// The tested examples of the document: commands, each with what it prints.
fn examples(document: &str) -> Vec<(String, String)> {
    let (_, block) = document.split_once("<!-- tested:").unwrap();
    let (_, block) = block.split_once("```console\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let mut examples: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match line.strip_prefix("$ ") {
            Some(command) => examples.push((command.to_owned(), String::new())),
            None => {
                let (_, printed) = examples.last_mut().unwrap();
                printed.push_str(line);
                printed.push('\n');
            }
        }
    }
    examples
}

#[test]
fn the_document_shows_what_happens() {
    let home = Home::new();
    let url = home.up();
    let document = include_str!("../../../../docs/access-as-code.md");
    let examples = examples(document);
    assert!(examples.len() >= 6, "{examples:?}");
    for (command, expected) in examples {
        let output = home.command("sh").args(["-c", &command]).output().unwrap();
        let printed = String::from_utf8(output.stdout.clone()).unwrap();
        let printed = printed.replace(&url, "http://127.0.0.1:8080");
        assert_eq!(printed, expected, "{command}\n{}", said(&output));
        assert!(
            [0, 4].contains(&code(&output)),
            "{command}\n{}",
            said(&output)
        );
    }
}

#[test]
fn a_file_is_exported_compared_applied_and_taken_back() {
    let home = Home::new();
    home.up();
    let nmp = |arguments: &[&str]| home.nmp(arguments);
    nmp(&[
        "workspaces",
        "create",
        "ml-team",
        "--description",
        "Models: all of them",
    ]);
    let exported = nmp(&["access", "export"]);
    let path = home.path().join("access.yaml");
    fs::write(&path, &exported).unwrap();
    assert_eq!(nmp(&["access", "export"]), exported, "always the same");
    assert!(
        exported.contains("description: \"Models: all of them\""),
        "{exported}"
    );
    nmp(&["access", "diff", "-f", "access.yaml"]);

    let wanted = exported.replace(
        "  ml-team:\n    description: \"Models: all of them\"\n    members:\n",
        "  ml-team:\n    members:\n      # On loan.\n      bob@example.com: Viewer\n",
    );
    assert_ne!(wanted, exported);
    fs::write(&path, &wanted).unwrap();
    let diff = home.run(&["access", "diff", "-f", "access.yaml", "--json"]);
    assert_eq!(code(&diff), 4, "{}", said(&diff));
    let report: Value = serde_json::from_slice(&diff.stdout).unwrap();
    assert_eq!(report["drift"], "found");
    assert_eq!(report["data"][0]["principal"], "bob@example.com");
    let link = report["data"][0]["link"].as_str().unwrap();
    assert!(link.ends_with(
        "/studio/workspaces/ml-team/members?do=add&principal=bob%40example.com&to=Viewer"
    ));
    let markdown = home.run(&[
        "access",
        "diff",
        "-f",
        "access.yaml",
        "--output",
        "markdown",
    ]);
    assert!(String::from_utf8_lossy(&markdown.stdout).contains("| ml-team | [bob@example.com]("));

    // Nobody can be asked here.
    let unasked = home.run(&["access", "apply", "-f", "access.yaml"]);
    assert_ne!(code(&unasked), 0);
    let planned = home.run(&["access", "apply", "-f", "access.yaml", "--plan"]);
    assert_eq!(code(&planned), 4);
    assert_eq!(
        code(&home.run(&["access", "diff", "-f", "access.yaml"])),
        4,
        "nothing was done yet"
    );
    nmp(&["access", "apply", "-f", "access.yaml", "--yes"]);
    nmp(&["access", "diff", "-f", "access.yaml"]);
    nmp(&["access", "apply", "-f", "access.yaml", "--yes"]);

    // Changed elsewhere: the file is brought up to date, and its comment stays.
    nmp(&[
        "workspaces",
        "members",
        "create",
        "--workspace",
        "ml-team",
        "--principal",
        "eve@example.com",
        "--roles",
        "Editor",
    ]);
    nmp(&["access", "export", "--into", "access.yaml"]);
    let updated = fs::read_to_string(&path).unwrap();
    assert!(
        updated.contains(
            "      # On loan.\n      bob@example.com: Viewer\n      eve@example.com: Editor\n"
        ),
        "{updated}"
    );

    // Without pruning nobody is removed.
    fs::write(&path, &wanted).unwrap();
    nmp(&["access", "diff", "-f", "access.yaml"]);
    let pruned = home.run(&["access", "apply", "-f", "access.yaml", "--prune", "--yes"]);
    assert_eq!(code(&pruned), 0, "{}", said(&pruned));
    let members = nmp(&[
        "workspaces",
        "members",
        "list",
        "--workspace",
        "ml-team",
        "--json",
    ]);
    assert!(!members.contains("eve@example.com") && members.contains("bob@example.com"));
}

#[test]
fn what_can_t_be_is_said_with_its_place_and_nothing_is_done() {
    let home = Home::new();
    home.up();
    let run = |file: &str| {
        fs::write(home.path().join("access.yaml"), file).unwrap();
        home.run(&["access", "apply", "-f", "access.yaml", "--yes", "--prune"])
    };
    let output = run("version: 1\nworkspaces:\n  default:\n    members:\n      bob: Admn\n");
    assert_eq!(code(&output), 1);
    let words =
        "access.yaml: line 5, column 7: Admn can't be given in default. Did you mean Admin?";
    assert!(said(&output).contains(words), "{}", said(&output));
    let output = run("version: 1\nworkspaces: {nowhere: {members: {bob: Viewer}}}\n");
    assert_eq!(code(&output), 1, "{}", said(&output));
    assert!(
        said(&output).contains("nmp workspaces create"),
        "{}",
        said(&output)
    );
    // Who is protected stays, and that is drift.
    let output = run(
        "version: 1\nprotected: [admin@localhost]\nworkspaces: {system: {members: {admin@localhost: Viewer, \"*\": [Viewer, WorkspaceCreator]}}}\n",
    );
    assert_eq!(code(&output), 4, "{}", said(&output));
    // The last Admin stays, whatever the file says.
    let output = run("version: 1\nworkspaces: {system: {members: {bob@example.com: Viewer}}}\n");
    assert_ne!(code(&output), 0);
    let members = home.nmp(&[
        "workspaces",
        "members",
        "list",
        "--workspace",
        "system",
        "--json",
    ]);
    assert!(members.contains("admin@localhost"), "{members}");
    let missing = home.run(&["access", "diff", "-f", "none.yaml"]);
    assert_eq!(code(&missing), 1);
    assert!(said(&missing).contains("nmp access export"));
}

#[test]
fn the_schema_is_the_one_that_is_committed() {
    let home = Home::new();
    let schema = home.nmp(&["access", "schema"]);
    let committed = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/access.schema.json"
    );
    let committed = fs::read_to_string(committed).unwrap();
    assert_eq!(
        schema, committed,
        "nmp access schema > deploy/access.schema.json"
    );
}
