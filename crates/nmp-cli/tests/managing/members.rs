//! `nmp workspaces members`.

use super::support::{ALICE, BOB, CAROL, Platform};

#[test]
fn one_member_at_a_time_as_theirs_does() {
    let platform = Platform::start();
    platform.workspace("ml", &[]);
    let made = platform.stdout(
        ALICE,
        &[
            "workspaces",
            "members",
            "create",
            "--workspace",
            "ml",
            "--principal",
            BOB,
            "--roles",
            "Editor",
            "--roles",
            "Viewer",
        ],
    );
    assert!(
        made.starts_with("{\n  \"principal\": \"bob@example.com\",\n  \"roles\": [\n"),
        "{made}"
    );
    let made = [
        "workspaces",
        "members",
        "create",
        "-w",
        "ml",
        "--principal",
        CAROL,
    ];
    assert_eq!(platform.json(ALICE, &made)["roles"][0], "Editor");
    platform.json(
        ALICE,
        &[
            "ws", "members", "update", BOB, "-w", "ml", "--roles", "viewer",
        ],
    );
    assert_eq!(
        platform.members("ml"),
        [
            "alice@example.com Admin",
            "bob@example.com Viewer",
            "carol@example.com Editor"
        ]
    );
    let csv = platform.stdout(
        ALICE,
        &[
            "ws",
            "members",
            "list",
            "-w",
            "ml",
            "-f",
            "csv",
            "-c",
            "principal,roles",
        ],
    );
    assert!(csv.contains("bob@example.com,Viewer\n"), "{csv}");
    platform.stdout(ALICE, &["workspaces", "members", "delete", BOB, "-w", "ml"]);
    let nobody = platform.fails(ALICE, &["ws", "members", "delete", BOB, "-w", "ml"], 3);
    assert!(nobody.contains("404"), "{nobody}");
}

#[test]
fn roles_that_dont_exist_are_not_sent() {
    let platform = Platform::start();
    platform.workspace("ml", &[]);
    let add = [
        "ws",
        "members",
        "create",
        "-w",
        "ml",
        "--principal",
        BOB,
        "--roles",
        "Editro",
    ];
    let said = platform.fails(ALICE, &add, 2);
    assert!(said.contains("Did you mean Editor?"), "{said}");
    assert_eq!(platform.members("ml").len(), 1);
}

#[test]
fn the_last_admin_is_warned_of_and_own_rights_need_a_yes() {
    let platform = Platform::start();
    platform.workspace("ml", &[]);
    let last = platform.fails(ALICE, &["ws", "members", "delete", ALICE, "-w", "ml"], 3);
    assert!(last.contains("warning: alice@example.com is the last Admin") && last.contains("409"));
    platform.workspace("other", &[(BOB, "Admin")]);
    let own = [
        "ws", "members", "update", ALICE, "-w", "other", "--roles", "Viewer",
    ];
    let said = platform.fails(ALICE, &own, 1);
    assert!(
        said.contains("no longer be able") && said.contains("--yes"),
        "{said}"
    );
    assert!(
        platform
            .members("other")
            .contains(&"alice@example.com Admin".to_owned())
    );
    platform.stdout(ALICE, &[&own[..], &["--yes"]].concat());
    assert!(
        platform
            .members("other")
            .contains(&"alice@example.com Viewer".to_owned())
    );
}

#[test]
fn many_are_added_with_a_role_each_and_taken_back() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Viewer")]);
    let add = ["ws", "members", "add", "-", "-w", "ml", "--role", "viewer"];
    let list = "Anna Smith <anna@example.com> admin\nbob@example.com editor\ndora@example.com\n";
    let planned = platform
        .nmp(ALICE)
        .args(add)
        .arg("--plan")
        .write_stdin(list)
        .output()
        .unwrap();
    let plan: serde_json::Value = serde_json::from_slice(&planned.stdout).unwrap();
    assert_eq!(plan["tally"]["waiting"], 3, "{plan}");
    assert_eq!(platform.members("ml").len(), 2, "a plan changes nothing");
    let added = platform
        .nmp(ALICE)
        .args(add)
        .write_stdin(list)
        .output()
        .unwrap();
    assert!(
        added.status.success(),
        "{}",
        String::from_utf8_lossy(&added.stderr)
    );
    assert_eq!(
        platform.members("ml"),
        [
            "alice@example.com Admin",
            "anna@example.com Admin",
            "bob@example.com Editor,Viewer",
            "dora@example.com Viewer",
        ]
    );
    platform.json(ALICE, &["access", "undo", "--yes"]);
    assert_eq!(
        platform.members("ml"),
        ["alice@example.com Admin", "bob@example.com Viewer"]
    );
    platform.json(
        ALICE,
        &["ws", "members", "set", "bob@example.com editor", "-w", "ml"],
    );
    platform.json(ALICE, &["ws", "members", "remove", BOB, "-w", "ml"]);
    assert_eq!(platform.members("ml"), ["alice@example.com Admin"]);
}

#[test]
fn what_isnt_clear_changes_nothing() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Viewer")]);
    let add = ["ws", "members", "add", "-w", "ml"];
    let no_role = platform.fails(ALICE, &[&add[..], &[CAROL]].concat(), 2);
    assert!(no_role.contains("has no role"), "{no_role}");
    let bad = platform.fails(
        ALICE,
        &[&add[..], &["carol@example", "-r", "Viewer"]].concat(),
        1,
    );
    assert!(bad.contains("Nothing was changed"), "{bad}");
    let near = platform.fails(
        ALICE,
        &[&add[..], &["eve@exmaple.com", "-r", "Viewer"]].concat(),
        1,
    );
    assert!(
        near.contains("Did you mean example.com?") && near.contains("--yes"),
        "{near}"
    );
    let mistyped = platform.fails(
        ALICE,
        &[
            "ws",
            "members",
            "remove",
            "bbo@example.com",
            BOB,
            "-w",
            "ml",
        ],
        1,
    );
    assert!(
        mistyped.contains("Did you mean bob@example.com?"),
        "{mistyped}"
    );
    let last = platform.fails(ALICE, &["ws", "members", "remove", ALICE, "-w", "ml"], 1);
    assert!(last.contains("not made"), "{last}");
    assert_eq!(platform.members("ml").len(), 2);
}
