//! Rules of the platform's settings that give groups roles, in what `nmp` says of access.

use serde_json::{Value, json};

use super::support::{ADMIN, ALICE, BOB, CAROL, Platform};

const RULES: &str = r#"[{"group": "ml-*", "workspace": "ml-*", "role": "Editor"},
    {"group": "ops-*", "workspace": "ml-vision", "role": "Admin"}]"#;

/// Bob, as the provider's token names him.
const BOB_IN_ML: &str = "bob@example.com in ml-vision,staff";

fn platform() -> Platform {
    let platform = Platform::start_with(&[("NMP_AUTH_GROUP_ROLES", RULES)]);
    platform.workspace("ml-vision", &[(CAROL, "Viewer")]);
    platform.workspace("web", &[]);
    platform
}

fn rule(group: &str, workspace: &str) -> Value {
    json!({ "group": group, "workspace": workspace })
}

#[test]
fn why_names_the_rule_and_the_group() {
    let platform = platform();
    let why = ["access", "why", BOB, "-w", "ml-vision"];
    let own = platform.json(BOB_IN_ML, &[&why[..], &["--json"]].concat());
    let own = &own["data"][0];
    assert_eq!(own["counts_as"], "Editor", "{own}");
    assert_eq!(
        own["rules"],
        json!([{ "group": "ml-vision", "role": "Editor", "rule": rule("ml-*", "ml-*") }])
    );
    assert_eq!(own["perhaps_by_rule"], json!([]));
    let text = platform.stdout(BOB_IN_ML, &why);
    let says = "Editor through the group ml-vision, by the rule ml-* → Editor in ml-*.";
    assert!(text.contains(says), "{text}");
    // Of others only the provider knows the groups.
    let other = ["access", "why", CAROL, "-w", "ml-vision", "--json"];
    let other = platform.json(ALICE, &other);
    let other = &other["data"][0];
    assert_eq!(other["counts_as"], "Viewer", "{other}");
    assert_eq!(other["rules"], json!([]));
    assert_eq!(
        other["perhaps_by_rule"],
        json!([
            { "group": "ml-vision", "role": "Editor", "rule": rule("ml-*", "ml-*") },
            { "group": "ops-*", "role": "Admin", "rule": rule("ops-*", "ml-vision") },
        ])
    );
}

#[test]
fn the_page_of_a_person_and_of_oneself_have_it() {
    let platform = platform();
    let me = ["auth", "whoami", "--workspaces"];
    let text = platform.stdout(BOB_IN_ML, &me);
    assert!(text.contains("ml-vision  Editor"), "{text}");
    assert!(!text.contains("web "), "{text}");
    let text = platform.stdout(ADMIN, &["access", "person", CAROL]);
    assert!(
        text.contains("Editor if in ml-vision, by the rule"),
        "{text}"
    );
    assert!(!text.contains("web"), "no rule reaches it: {text}");
    // The group itself surely has its role, although it isn't a member.
    let group = platform.json(ADMIN, &["access", "person", "ml-vision", "--json"]);
    assert_eq!(group["data"][0]["counts_as"], "Editor", "{group}");
    assert_eq!(group["data"][0]["own"], json!([]));
}

/// A rule may let in somebody who was removed everywhere.
#[test]
fn offboarding_says_what_a_rule_may_keep() {
    let platform = platform();
    let offboard = ["access", "offboard", CAROL, "--plan", "--json"];
    let plan = platform.stdout(ADMIN, &offboard);
    assert!(plan.contains("Perhaps"), "{plan}");
    assert!(plan.contains("ml-* → Editor in ml-*"), "{plan}");
}
