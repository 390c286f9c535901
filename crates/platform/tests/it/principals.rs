//! Principals' names that look like another's.

use serde_json::{Value, json};

use crate::support::{App, Caller};

const MEMBERS: &str = "/apis/entities/v2/workspaces/w1/members";

/// One of each kind of invisible character, in names that look like others.
const TWINS: [(&str, &str); 10] = [
    ("alice\u{200b}@example.com", "alice%E2%80%8B@example.com"),
    ("alice\u{200d}@example.com", "alice%E2%80%8D@example.com"),
    ("moc.elpmaxe@ecila\u{202e}", "moc.elpmaxe@ecila%E2%80%AE"),
    ("\u{feff}alice@example.com", "%EF%BB%BFalice@example.com"),
    ("ali\u{ad}ce@example.com", "ali%C2%ADce@example.com"),
    ("team\u{a0}a", "team%C2%A0a"),
    ("team\u{2029}a", "team%E2%80%A9a"),
    ("team\u{e000}", "team%EE%80%80"),
    ("team\u{e0041}", "team%F3%A0%81%81"),
    ("team\u{378}", "team%CD%B8"),
];

async fn app() -> (App, Caller) {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    let body = json!({ "name": "w1" });
    alice.post("/apis/entities/v2/workspaces", body).await.ok();
    (app, alice)
}

fn fault(answer: &Value) -> (&Value, &Value) {
    let fault = &answer["detail"][0];
    (&fault["type"], &fault["loc"])
}

#[tokio::test]
async fn new_members_have_no_invisible_characters() {
    let (_app, alice) = app().await;
    for (name, encoded) in TWINS {
        let body = json!({ "principal": name, "roles": ["Admin"] });
        let answer = alice.post(MEMBERS, body).await;
        assert_eq!(answer.status, 422, "{name:?}");
        let answer = answer.json();
        assert_eq!(
            fault(&answer),
            (&json!("value_error"), &json!(["body", "principal"]))
        );
        let message = answer["detail"][0]["msg"].as_str().unwrap();
        assert!(message.contains("U+"), "{message}");
        let path = format!("{MEMBERS}/{encoded}");
        let answer = alice.put(&path, json!({ "roles": ["Admin"] })).await;
        assert_eq!(answer.status, 422, "{name:?}");
        let expected = (&json!("value_error"), &json!(["path", "principal_id"]));
        assert_eq!(fault(&answer.json()), expected);
        assert_eq!(alice.delete(&path).await.status, 404, "{name:?}");
    }
    let members = alice.get(MEMBERS).await.ok();
    assert_eq!(members["data"].as_array().unwrap().len(), 1);
}

/// Accepted by an earlier version: listed, changed and removed like any other.
#[tokio::test]
async fn existing_members_can_be_removed() {
    let (app, alice) = app().await;
    for (name, encoded) in TWINS {
        let stored = format!(
            "INSERT INTO bindings (workspace_id, principal, role, granted_at, granted_by) \
             SELECT id, '{name}', 'Admin', '2026-01-01T00:00:00.000000', 'system' \
             FROM workspaces WHERE name = 'w1'"
        );
        assert_eq!(app.data().execute(&stored).await.unwrap(), 1);
        let members = alice.get(MEMBERS).await.ok();
        let data = members["data"].as_array().unwrap();
        assert!(data.iter().any(|member| member["principal"] == name));
        let path = format!("{MEMBERS}/{encoded}");
        let lowered = alice.put(&path, json!({ "roles": ["Viewer"] })).await.ok();
        assert_eq!(lowered["roles"], json!(["Viewer"]));
        assert_eq!(alice.delete(&path).await.ok()["id"], name);
        let again = alice.put(&path, json!({ "roles": ["Viewer"] })).await;
        assert_eq!(again.status, 422, "{name:?}");
    }
}

/// Visible names are accepted, in any script.
#[tokio::test]
async fn visible_names_are_accepted() {
    let (_app, alice) = app().await;
    for name in [
        "иван@пример.рф",
        "Grüße an alle",
        "CORP\\Domain Users",
        "cn=ml-team,ou=groups,dc=example,dc=org",
        "データ班",
        "e\u{301}quipe",
        "שלום",
    ] {
        let body = json!({ "principal": name, "roles": ["Viewer"] });
        assert_eq!(alice.post(MEMBERS, body).await.ok()["principal"], name);
    }
}

/// Clients and proxies resolve them away: `DELETE …/members/..` would reach the workspace.
#[tokio::test]
async fn new_members_are_not_dots_alone() {
    let (app, alice) = app().await;
    for dots in [".", "..", "%2e", "%2E%2E", ".%2e"] {
        let body = json!({ "principal": dots, "roles": ["Viewer"] });
        let answer = alice.post(MEMBERS, body).await;
        assert_eq!(answer.status, 422, "{dots}");
        assert_eq!(
            fault(&answer.json()),
            (&json!("value_error"), &json!(["body", "principal"]))
        );
        let body = json!({ "name": dots });
        let workspaces = "/apis/entities/v2/workspaces";
        assert_eq!(alice.post(workspaces, body).await.status, 422, "{dots}");
    }
    // The rest of such a path is not another resource's either.
    let workspace = "/apis/entities/v2/workspaces/w1";
    for path in [
        "/",
        "/.",
        "/members/",
        "/members/.",
        "/members/..",
        "/members/%2e%2E",
    ] {
        for caller in [&alice, &app.as_admin()] {
            let answer = caller.delete(&format!("{workspace}{path}")).await;
            assert!(matches!(answer.status, 403..=405), "{path}: {answer:?}");
        }
    }
    assert_eq!(alice.get(workspace).await.ok()["name"], "w1");
    let members = alice.get(MEMBERS).await.ok();
    assert_eq!(members["data"].as_array().unwrap().len(), 1);
}
