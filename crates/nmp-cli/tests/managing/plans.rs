//! `nmp access`: changes.

use super::support::{ADMIN, ALICE, BOB, CAROL, Platform, file};

#[test]
fn nothing_is_changed_without_a_yes() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor")]);
    let said = platform.fails(ALICE, &["access", "offboard", BOB], 1);
    assert!(
        said.contains("Nothing was changed") && said.contains("bob@example.com"),
        "{said}"
    );
    assert_eq!(platform.members("ml").len(), 2);
    let plan = platform.json(ALICE, &["access", "offboard", BOB, "--plan"]);
    assert_eq!(plan["data"][0]["change"], "remove");
    assert_eq!(plan["data"][0]["state"], "waiting");
    assert_eq!(platform.members("ml").len(), 2);
    assert!(platform.plans().is_empty());
}

#[test]
fn somebody_leaves_everywhere_with_a_successor_and_comes_back() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor")]);
    platform.workspace("research", &[(BOB, "Viewer"), (CAROL, "Admin")]);
    let lacking = platform.fails(ADMIN, &["access", "offboard", ALICE, "--yes"], 1);
    assert!(
        lacking.contains("--successor ml=bob@example.com"),
        "{lacking}"
    );
    assert_eq!(
        platform.members("ml"),
        ["alice@example.com Admin", "bob@example.com Editor"]
    );
    assert_eq!(
        platform.members("research"),
        ["bob@example.com Viewer", "carol@example.com Admin"]
    );
    let left = platform.json(
        ADMIN,
        &["access", "offboard", ALICE, "--successor", BOB, "--yes"],
    );
    assert_eq!(left["tally"]["done"], 2, "{left}");
    assert_eq!(platform.members("ml"), ["bob@example.com Admin,Editor"]);
    let id = left["id"].as_str().unwrap();
    platform.json(ADMIN, &["access", "undo", id, "--yes"]);
    assert_eq!(
        platform.members("ml"),
        ["alice@example.com Admin", "bob@example.com Editor"]
    );
    let again = platform.fails(ADMIN, &["access", "undo", id, "--yes"], 1);
    assert!(
        again.contains("nothing that could be taken back"),
        "{again}"
    );
    let leaver = platform.fails(
        ADMIN,
        &["access", "offboard", ALICE, "--successor", ALICE],
        2,
    );
    assert!(leaver.contains("can't take over"), "{leaver}");
}

#[test]
fn what_could_not_be_made_is_tried_again() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor")]);
    platform.workspace("research", &[(CAROL, "Admin")]);
    platform.fails(ADMIN, &["access", "offboard", ALICE, "--yes"], 1);
    platform.json(
        ALICE,
        &[
            "ws", "members", "update", BOB, "-w", "ml", "--roles", "Admin",
        ],
    );
    let resumed = platform.json(ADMIN, &["access", "resume", "--yes"]);
    assert_eq!(resumed["tally"]["done"], 2, "{resumed}");
    assert_eq!(platform.members("ml"), ["bob@example.com Admin"]);
    let plans = platform.json(ADMIN, &["access", "plans"]);
    assert_eq!(plans["data"][0]["done"], 2);
    assert_eq!(plans["data"][0]["left"], 0);
    let none = platform.fails(ADMIN, &["access", "resume", "--yes"], 1);
    assert!(none.contains("no such plan"), "{none}");
}

#[test]
fn a_plan_that_was_interrupted_goes_on_where_it_was() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor"), (CAROL, "Viewer")]);
    let remove = ["ws", "members", "remove", BOB, CAROL, "-w", "ml"];
    let id = platform.json(ALICE, &remove)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let [path] = platform.plans().try_into().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("eyJ"), "no token is kept");
    // As after a crash: one was sent without an outcome, the other wasn't begun.
    let first = text.lines().next().unwrap();
    std::fs::write(
        &path,
        format!("{first}\n{{\"step\":0,\"state\":\"running\"}}\n{{\"ste"),
    )
    .unwrap();
    platform.json(
        ALICE,
        &["ws", "members", "add", CAROL, "-r", "Viewer", "-w", "ml"],
    );
    let resumed = platform.json(ALICE, &["access", "resume", &id, "--yes"]);
    assert_eq!(resumed["tally"]["done"], 2, "{resumed}");
    platform.json(ALICE, &["access", "undo", &id, "--yes"]);
    assert_eq!(
        platform.members("ml"),
        [
            "alice@example.com Admin",
            "bob@example.com Editor",
            "carol@example.com Viewer"
        ]
    );
}

#[cfg(unix)]
#[test]
fn plans_are_for_the_person_alone() {
    use std::os::unix::fs::PermissionsExt;
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor")]);
    platform.json(ALICE, &["ws", "members", "remove", BOB, "-w", "ml"]);
    let [path] = platform.plans().try_into().unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
}

#[test]
fn a_plan_is_for_the_platform_that_it_was_made_for() {
    let mut platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor")]);
    let removed = platform.json(ALICE, &["ws", "members", "remove", BOB, "-w", "ml"]);
    let id = removed["id"].as_str().unwrap();
    let mut other = Platform::start();
    std::mem::swap(&mut other.home, &mut platform.home);
    let said = other.fails(ALICE, &["access", "undo", id, "--yes"], 1);
    assert!(said.contains("--base-url"), "{said}");
}

#[test]
fn doors_are_closed_members_copied_and_access_mirrored() {
    let platform = Platform::start();
    platform.workspace("left", &[(BOB, "Editor"), ("*", "Editor")]);
    platform.workspace("right", &[]);
    platform.json(
        ALICE,
        &["access", "compare", "left", "right", "--copy", "--yes"],
    );
    assert_eq!(
        platform.members("right"),
        ["alice@example.com Admin", "bob@example.com Editor"]
    );
    platform.json(
        ALICE,
        &[
            "access",
            "open-doors",
            "--close",
            "left",
            "--keep-viewing",
            "--yes",
        ],
    );
    assert_eq!(platform.members("left")[0], "* Viewer");
    platform.json(ALICE, &["access", "mirror", BOB, CAROL, "--yes"]);
    assert!(
        platform
            .members("right")
            .contains(&"carol@example.com Editor".to_owned())
    );
    platform.json(
        ALICE,
        &[
            "access",
            "bus-factor",
            "--promote",
            "right=bob@example.com",
            "--yes",
        ],
    );
    assert!(
        platform
            .members("right")
            .contains(&"bob@example.com Admin,Editor".to_owned())
    );
}

#[test]
fn a_plan_that_was_saved_as_csv_is_made_and_a_bad_one_is_refused_by_line() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor")]);
    let offboard = ["access", "offboard", BOB, "--plan", "-f", "csv"];
    let csv = platform.stdout(ALICE, &offboard);
    let saved = file(platform.home.path(), "plan.csv", &csv);
    platform.json(ALICE, &["access", "run", &saved, "--yes"]);
    assert_eq!(platform.members("ml").len(), 1);
    let bad = "workspace,principal,before,after\nml,eve@example.com,,Emperor\n";
    let bad = file(platform.home.path(), "bad.csv", bad);
    let said = platform.fails(ALICE, &["access", "run", &bad, "--yes"], 1);
    assert!(
        said.contains("Line 2") && said.contains("Emperor"),
        "{said}"
    );
}
