//! What `nmp` says about itself, the caller and the platform: `whoami`, `doctor --hardening`, `--verbose`,
//! completion, and what was probably meant.

use serde_json::{Value, json};

use super::support::{ADMIN, ALICE, BOB, CAROL, Platform};

#[test]
fn whoami_knows_the_role_in_each_workspace() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Viewer")]);
    let me = platform.json(BOB, &["auth", "whoami", "--workspaces", "--json"]);
    assert_eq!(me["principal"], BOB);
    let roles: Vec<(&str, &str)> = me["workspaces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["workspace"].as_str().unwrap(),
                one["role"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(roles.contains(&("default", "Editor")), "{roles:?}");
    assert!(roles.contains(&("ml", "Viewer")), "{roles:?}");
    let text = platform.stdout(ALICE, &["auth", "whoami", "--workspaces"]);
    assert!(text.contains("\nml       Admin\n"), "{text}");
    let text = platform.stdout(ALICE, &["auth", "whoami"]);
    assert!(!text.contains("ml "), "{text}");
}

#[test]
fn the_checklist_is_shown_as_far_as_it_can_be_seen() {
    let platform = Platform::start();
    platform.workspace("ml", &[("*", "Viewer")]);
    let states = |who: &str| {
        let output = platform
            .nmp(who)
            .args(["doctor", "--hardening"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "something is open");
        let list: Value = serde_json::from_slice(&output.stdout).unwrap();
        move |item: &str| {
            let mut rows = list["data"].as_array().unwrap().iter();
            let row = rows
                .find(|row| row["item"].as_str().unwrap().contains(item))
                .unwrap();
            row["state"].as_str().unwrap().to_owned()
        }
    };
    let admin = states(ADMIN);
    for (item, state) in [
        ("auth.enabled", "good"),
        ("allow_unsigned_jwt", "open"),
        ("identity headers", "good"),
        ("NeMo Helix", "good"),
        ("Bearer service", "good"),
        ("auth.admin_email", "open"),
        ("two platform administrators", "open"),
        ("`default` is closed", "open"),
        ("no other workspace is open", "open"),
        ("who may create workspaces", "open"),
        ("two Admins per workspace", "open"),
        ("back-ups", "unknown"),
        ("refresh tokens rotate", "unknown"),
    ] {
        assert_eq!(admin(item), state, "{item}");
    }
    platform.stdout(ADMIN, &["access", "open-doors", "--close", "ml", "--yes"]);
    assert_eq!(states(ADMIN)("no other workspace is open"), "good");
    let stranger = states(CAROL);
    assert_eq!(
        stranger("no other workspace is open"),
        "unknown",
        "not all is visible"
    );
}

#[test]
fn each_request_is_shown_and_no_secret() {
    let platform = Platform::start();
    let list = [
        "workspaces",
        "list",
        "--filter",
        "name:\"secret-name\"",
        "-v",
    ];
    let output = platform.nmp(ALICE).args(list).output().unwrap();
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    let line = said
        .lines()
        .find(|line| line.starts_with("> GET "))
        .unwrap();
    assert!(line.contains("/apis/entities/v2/workspaces 200 "), "{line}");
    assert!(line.contains(" ms request "), "{line}");
    assert!(
        !said.contains("secret-name") && !said.contains("eyJ"),
        "{said}"
    );
    let quiet = platform.nmp(ALICE).args(&list[..4]).output().unwrap();
    assert!(quiet.stderr.is_empty());
}

#[test]
fn a_shell_completes_what_was_listed_last() {
    let platform = Platform::start();
    platform.workspace("ml-team", &[]);
    let complete = |words: &[&str]| {
        let mut command = platform.nmp(ALICE);
        command.env("NMP_COMPLETE", "fish").arg("--").args(words);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let get = ["nmp", "workspaces", "get", "ml"];
    assert_eq!(complete(&get), "", "nothing was listed yet");
    platform.stdout(ALICE, &["workspaces", "list"]);
    assert_eq!(complete(&get), "ml-team\n");
    let of = ["nmp", "workspaces", "members", "list", "-w", ""];
    assert!(complete(&of).contains("default\n"), "{}", complete(&of));
    let role = [
        "nmp",
        "workspaces",
        "members",
        "add",
        "x@example.com",
        "--role",
        "E",
    ];
    assert_eq!(complete(&role), "Editor\n");
    assert!(complete(&["nmp", "workspaces", "li"]).starts_with("list"));
    platform.stdout(ALICE, &["workspaces", "delete", "ml-team", "--yes"]);
    assert_eq!(complete(&get), "");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = platform.stdout(ALICE, &["completion", shell]);
        assert!(script.contains("NMP_COMPLETE"), "{shell}: {script}");
    }
}

#[test]
fn what_was_meant_is_said_wherever_a_workspace_is_named() {
    let platform = Platform::start();
    platform.workspace("ml-team", &[(BOB, "Editor")]);
    platform.workspace("research", &[]);
    let meant = "Did you mean the workspace ml-team";
    for (arguments, code) in [
        (&["workspaces", "get", "ml-taem"][..], 3),
        (&["workspaces", "members", "list", "-w", "ml-taem"], 3),
        (
            &[
                "workspaces",
                "members",
                "add",
                "eve@example.com Editor",
                "-w",
                "ml-taem",
            ],
            3,
        ),
        (&["access", "open-doors", "--close", "ml-taem", "--plan"], 3),
        (&["access", "open-doors", "--losses", "ml-taem"], 3),
        (
            &[
                "access",
                "bus-factor",
                "--promote",
                "ml-taem=bob@example.com",
                "--plan",
            ],
            3,
        ),
        (&["access", "compare", "ml-taem", "research"], 3),
        (
            &[
                "access",
                "offboard",
                BOB,
                "--successor",
                "ml-taem=eve@example.com",
                "--plan",
            ],
            3,
        ),
        (&["access", "export", "-w", "ml-taem"], 3),
        (&["access", "bindings", "-w", "ml-taem"], 0),
        (&["access", "why", BOB, "-w", "ml-taem"], 0),
    ] {
        let said = platform.fails(ADMIN, arguments, code);
        assert!(said.contains(meant), "{arguments:?}: {said}");
    }
    let add = [
        "workspaces",
        "members",
        "add",
        "eve@example.com Editr",
        "-w",
        "ml-team",
    ];
    let said = platform.fails(ALICE, &add, 2);
    assert!(said.contains("Did you mean Editor?"), "{said}");
    assert_eq!(platform.members("ml-team").len(), 2);
}

#[test]
fn who_leaves_and_what_stays() {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor"), ("data-eng", "Viewer")]);
    platform.workspace("open", &[(BOB, "Admin"), ("*", "Viewer")]);
    let plan = platform.json(ADMIN, &["access", "offboard", BOB, "--plan"]);
    let kept = plan["kept"].as_array().unwrap();
    let stays = |workspace: &str| kept.iter().find(|one| one["workspace"] == workspace);
    assert_eq!(stays("open").unwrap()["access"], "Viewer");
    assert_eq!(stays("ml").unwrap()["access"], "Perhaps Viewer");
    assert_eq!(plan["tally"]["left_out"], json!(0));
    let output = platform
        .nmp(ADMIN)
        .args(["access", "offboard", BOB, "--yes"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("Still has access after this:\n"), "{said}");
    assert!(
        said.contains("  open: Viewer. Viewer, given to all signed-in users."),
        "{said}"
    );
}
