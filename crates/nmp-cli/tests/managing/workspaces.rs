//! `nmp workspaces`.

use serde_json::json;

use super::support::{ADMIN, ALICE, BOB, Platform};

#[test]
fn a_workspace_is_made_shown_changed_and_deleted() {
    let platform = Platform::start();
    let made = platform.stdout(
        ALICE,
        &["workspaces", "create", "ml-team", "--description", "Ünï"],
    );
    let keys: Vec<&str> = made
        .lines()
        .filter_map(|line| {
            line.trim()
                .split_once("\":")
                .map(|(key, _)| key.trim_matches('"'))
        })
        .collect();
    let expected = [
        "id",
        "created_at",
        "name",
        "updated_at",
        "created_by",
        "description",
        "updated_by",
    ];
    assert_eq!(keys, expected, "{made}");
    assert!(made.contains("Ünï"));
    assert_eq!(
        made,
        platform.stdout(ALICE, &["workspaces", "get", "ml-team"])
    );
    let yaml = platform.stdout(ALICE, &["workspaces", "get", "ml-team", "-f", "yaml"]);
    assert!(
        yaml.contains("\nname: ml-team\n") && yaml.contains("created_at: \"20"),
        "{yaml}"
    );
    let raw = platform.stdout(
        ALICE,
        &["workspaces", "list", "-f", "raw", "--sort", "name"],
    );
    assert!(
        raw.starts_with("{\"data\": [{\"id\": \"") && raw.lines().count() == 1,
        "{raw}"
    );
    let csv = platform.stdout(
        ALICE,
        &["ws", "list", "-f", "csv", "-c", "name", "--sort", "name"],
    );
    assert_eq!(csv, "name\ndefault\nml-team\nsystem\n");
    let new = platform.json(
        ALICE,
        &["workspaces", "update", "ml-team", "--description", "New"],
    );
    assert_eq!(new["description"], "New");
    let same = [
        "workspaces",
        "update",
        "ml-team",
        "--input-data",
        "{\"description\": null}",
    ];
    assert_eq!(platform.json(ALICE, &same)["description"], "New");
    let gone = platform
        .nmp(ALICE)
        .args(["workspaces", "delete", "ml-team"])
        .output()
        .unwrap();
    assert!(gone.status.success() && gone.stdout.is_empty());
    assert!(String::from_utf8_lossy(&gone.stderr).contains("Deleted"));
}

#[test]
fn what_exists_is_shown_if_that_is_fine() {
    let platform = Platform::start();
    let make = [
        "workspaces",
        "create",
        "--input-data",
        "name: ml\ndescription: First",
    ];
    platform.json(ALICE, &make);
    assert!(platform.fails(ALICE, &make, 3).contains("409"));
    let again = platform.json(ALICE, &[&make[..], &["--exist-ok"]].concat());
    assert_eq!(again["description"], "First");
    let mistyped = ["workspaces", "create", "--input-data", "{\"nmae\": \"x\"}"];
    let said = platform.fails(ALICE, &mistyped, 2);
    assert!(
        said.contains("nmae") && said.contains("Did you mean name?"),
        "{said}"
    );
    let from_stdin = platform
        .nmp(ALICE)
        .args(["workspaces", "create", "--input-file", "-"])
        .write_stdin("{\"name\": \"piped\"}")
        .output()
        .unwrap();
    assert!(from_stdin.status.success());
}

#[test]
fn all_pages_are_one_and_a_stream_is_a_line_each() {
    let platform = Platform::start();
    for name in ["aa", "bb", "cc"] {
        platform.workspace(name, &[]);
    }
    let list = ["workspaces", "list", "--sort", "name", "--page-size", "2"];
    let page = platform.json(ALICE, &list);
    assert_eq!(page["pagination"]["total_pages"], 3);
    assert_eq!(page["sort"], "name");
    let all = platform.json(ALICE, &[&list[..], &["--all-pages"]].concat());
    assert_eq!(all["data"].as_array().unwrap().len(), 5);
    assert_eq!(all["sort"], json!(null));
    assert_eq!(all["pagination"]["total_results"], 5);
    let stream = platform.stdout(ALICE, &[&list[..], &["--stream", "--json=name"]].concat());
    let expected = ["aa", "bb", "cc", "default", "system"];
    let expected: String = expected
        .iter()
        .map(|name| format!("{{\"name\": \"{name}\"}}\n"))
        .collect();
    assert_eq!(stream, expected);
    let found = platform.json(ALICE, &["workspaces", "list", "--filter", "name:\"bb\""]);
    assert_eq!(found["data"].as_array().unwrap().len(), 1);
}

#[test]
fn the_platforms_words_are_whole_and_the_next_step_is_one() {
    let platform = Platform::start();
    platform.workspace("ml-team", &[]);
    let page = platform.fails(ALICE, &["workspaces", "list", "--page", "0"], 3);
    assert!(
        page.contains("page: Input should be greater than or equal to 1"),
        "{page}"
    );
    assert!(page.contains("422"), "{page}");
    let name = platform.fails(ALICE, &["workspaces", "create", "Not A Name"], 3);
    assert!(
        name.contains("hint: A name starts with a lower-case letter"),
        "{name}"
    );
    let forbidden = platform.fails(BOB, &["workspaces", "get", "ml-team"], 3);
    assert!(
        forbidden.contains("403 Forbidden") && forbidden.contains("request "),
        "{forbidden}"
    );
    let mistyped = platform.fails(ALICE, &["workspaces", "get", "ml-taem"], 3);
    assert!(
        mistyped.contains("Did you mean the workspace ml-team?"),
        "{mistyped}"
    );
    let missing = platform.fails(ADMIN, &["workspaces", "get", "nowhere"], 3);
    assert!(missing.contains("not found"), "{missing}");
    let object = platform.fails(ADMIN, &["workspaces", "get", "nowhere", "--json"], 3);
    let object: serde_json::Value = serde_json::from_str(&object).unwrap();
    assert_eq!(object["status"], 404);
    assert_eq!(object["code"], "not_found");
    let column = platform.fails(
        ALICE,
        &["workspaces", "list", "-f", "csv", "-c", "colour"],
        2,
    );
    assert!(
        column.contains("colour") && column.contains("description"),
        "{column}"
    );
}

#[test]
fn nobody_deletes_what_others_use_without_saying_so() {
    let platform = Platform::start();
    platform.workspace("shared", &[(BOB, "Viewer")]);
    let said = platform.fails(ALICE, &["workspaces", "delete", "shared"], 1);
    assert!(said.contains(BOB) && said.contains("--yes"), "{said}");
    assert_eq!(platform.members("shared").len(), 2);
    platform.stdout(ALICE, &["workspaces", "delete", "shared", "--yes"]);
    let said = platform.fails(ADMIN, &["workspaces", "delete", "default", "--yes"], 1);
    assert!(said.contains("needs the workspace"), "{said}");
    platform.workspace("own", &[]);
    assert!(
        platform
            .fails(BOB, &["workspaces", "delete", "own"], 3)
            .contains("Forbidden")
    );
}

#[test]
fn the_format_of_the_configuration_file_counts() {
    let platform = Platform::start();
    let base = platform.base.clone();
    platform.stdout(ADMIN, &["config", "set", "--base-url", &base, "-f", "csv"]);
    let listed = platform.stdout(ADMIN, &["workspaces", "list"]);
    assert!(
        listed.starts_with("name,description,created_at\n"),
        "{listed}"
    );
    // What is asked for wins.
    platform.json(ADMIN, &["workspaces", "list", "-f", "json"]);
}
