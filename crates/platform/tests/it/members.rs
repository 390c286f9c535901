//! Members, beyond the recording.

use serde_json::{Value, json};

use crate::support::{App, Caller};

const WORKSPACE: &str = "/apis/entities/v2/workspaces/w1";
const MEMBERS: &str = "/apis/entities/v2/workspaces/w1/members";
const SYSTEM: &str = "/apis/entities/v2/workspaces/system/members";

/// A server with a workspace `w1` of alice's.
async fn app() -> (App, Caller) {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    let body = json!({ "name": "w1" });
    alice.post("/apis/entities/v2/workspaces", body).await.ok();
    (app, alice)
}

async fn add(caller: &Caller, principal: &str, roles: &[&str]) {
    let body = json!({ "principal": principal, "roles": roles });
    caller.post(MEMBERS, body).await.ok();
}

fn roles(roles: &[&str]) -> Value {
    json!({ "roles": roles })
}

async fn listed(caller: &Caller) -> Vec<String> {
    let list = caller.get(MEMBERS).await.ok();
    let data = list["data"].as_array().unwrap();
    data.iter()
        .map(|member| {
            format!(
                "{}: {}",
                member["principal"].as_str().unwrap(),
                member["roles"]
            )
        })
        .collect()
}

#[tokio::test]
async fn the_last_admin_stays() {
    let (_app, alice) = app().await;
    let own = format!("{MEMBERS}/alice@example.com");
    assert_eq!(alice.put(&own, roles(&["Viewer"])).await.status, 409);
    assert_eq!(alice.delete(&own).await.status, 409);
    // No longer the last one: another person, a group, even everyone.
    for other in ["bob@example.com", "data-eng", "*"] {
        add(&alice, other, &["Admin"]).await;
        assert_eq!(
            alice.put(&own, roles(&["Admin", "Viewer"])).await.status,
            200
        );
        alice.delete(&format!("{MEMBERS}/{other}")).await.ok();
    }
    add(&alice, "bob@example.com", &["Admin"]).await;
    assert_eq!(alice.delete(&own).await.status, 200);
    assert_eq!(alice.get(WORKSPACE).await.status, 403, "live at once");
}

#[tokio::test]
async fn two_admins_who_demote_each_other_leave_one() {
    let (app, alice) = app().await;
    add(&alice, "bob@example.com", &["Admin"]).await;
    let bob = app.as_user("bob@example.com");
    for _ in 0..5 {
        let (of_bob, of_alice) = (
            format!("{MEMBERS}/bob@example.com"),
            format!("{MEMBERS}/alice@example.com"),
        );
        let demotions = tokio::join!(
            alice.put(&of_bob, roles(&["Viewer"])),
            bob.put(&of_alice, roles(&["Viewer"]))
        );
        let admins = listed(&app.as_admin())
            .await
            .into_iter()
            .filter(|member| member.contains("Admin"))
            .count();
        assert_eq!(admins, 1, "{demotions:?}");
        app.as_admin().put(&of_bob, roles(&["Admin"])).await.ok();
        app.as_admin().put(&of_alice, roles(&["Admin"])).await.ok();
    }
}

#[tokio::test]
async fn the_last_platform_admin_stays() {
    let app = App::quickstart().await;
    let admin = app.as_admin();
    let own = format!("{SYSTEM}/admin@example.com");
    assert_eq!(
        admin.delete(&own).await.refusal(),
        (
            409,
            "Cannot remove member 'admin@example.com'. This is the last PlatformAdmin for workspace \
             'system'. Add another PlatformAdmin before removing this member."
                .into()
        )
    );
    assert_eq!(admin.put(&own, roles(&["Viewer"])).await.status, 409);
    let body = json!({ "principal": "root@example.com", "roles": ["PlatformAdmin"] });
    admin.post(SYSTEM, body).await.ok();
    assert_eq!(admin.delete(&own).await.status, 200);
    assert_eq!(admin.delete(&own).await.status, 403, "live at once");
}

#[tokio::test]
async fn platform_wide_roles_are_given_on_system_by_platform_admins_only() {
    let (app, alice) = app().await;
    for role in ["PlatformAdmin", "WorkspaceCreator"] {
        let body = json!({ "principal": "bob@example.com", "roles": [role] });
        assert_eq!(alice.post(MEMBERS, body).await.status, 422, "{role}");
    }
    // An Admin of `system` is not a platform admin, and can't become one.
    let body = json!({ "principal": "alice@example.com", "roles": ["Admin"] });
    app.as_admin().post(SYSTEM, body).await.ok();
    let body = json!({ "principal": "alice@example.com", "roles": ["PlatformAdmin"] });
    assert_eq!(alice.post(SYSTEM, body).await.status, 403);
}

#[tokio::test]
async fn names_are_compared_byte_for_byte() {
    let (app, alice) = app().await;
    add(&alice, "Bob@Example.com", &["Viewer"]).await;
    assert_eq!(
        app.as_user("bob@example.com").get(WORKSPACE).await.status,
        403
    );
    assert_eq!(
        app.as_user("Bob@Example.com").get(WORKSPACE).await.status,
        200
    );
    let answer = alice.delete(&format!("{MEMBERS}/bob@example.com")).await;
    assert_eq!(
        answer.refusal(),
        (
            404,
            "Member 'bob@example.com' not found in workspace 'w1'".into()
        )
    );
    assert_eq!(
        app.as_user("Admin@example.com").get(SYSTEM).await.status,
        200,
        "viewer by *"
    );
    let body = json!({ "principal": "x", "roles": ["Viewer"] });
    assert_eq!(
        app.as_user("Admin@example.com")
            .post(SYSTEM, body)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn the_highest_of_all_bindings_counts() {
    let (app, alice) = app().await;
    add(&alice, "*", &["Viewer"]).await;
    add(&alice, "data-eng", &["Editor"]).await;
    let dave = app.as_user("dave@example.com");
    let in_group = app.as_member_of("dave@example.com", &["data-eng", "other"]);
    let description = json!({ "description": "x" });
    assert_eq!(dave.get(WORKSPACE).await.status, 200);
    assert_eq!(dave.put(WORKSPACE, description.clone()).await.status, 403);
    assert_eq!(in_group.put(WORKSPACE, description).await.status, 200);
    assert_eq!(
        in_group
            .post(MEMBERS, json!({ "principal": "x" }))
            .await
            .status,
        403
    );
    alice.delete(&format!("{MEMBERS}/*")).await.ok();
    assert_eq!(dave.get(WORKSPACE).await.status, 403, "live at once");
    assert_eq!(in_group.get(WORKSPACE).await.status, 200);
}

#[tokio::test]
async fn principals_of_all_shapes_survive_the_path() {
    let (_app, alice) = app().await;
    let principals = [
        ("*", "%2A"),
        ("a+b@example.com", "a%2Bb%40example.com"),
        ("team/ml", "team%2Fml"),
        (
            "https://idp.example.com/users/1?x=y#z",
            "https%3A%2F%2Fidp.example.com%2Fusers%2F1%3Fx%3Dy%23z",
        ),
        ("Grüße 100%", "Gr%C3%BC%C3%9Fe%20100%25"),
        ("service:evaluator", "service:evaluator"),
    ];
    for (principal, encoded) in &principals {
        let path = format!("{MEMBERS}/{encoded}");
        let member = alice.put(&path, roles(&["Viewer"])).await.ok();
        assert_eq!(member["principal"], *principal);
        let deleted = alice.delete(&path).await.ok();
        assert_eq!(
            deleted,
            json!({ "message": "Member removed from workspace 'w1'", "id": principal })
        );
    }
    let answer = alice
        .put(&format!("{MEMBERS}/%FF"), roles(&["Viewer"]))
        .await;
    assert_eq!(answer.status, 400, "not UTF-8");
    let answer = alice
        .put(&format!("{MEMBERS}/%20"), roles(&["Viewer"]))
        .await;
    assert_eq!(answer.status, 422, "white space only");
}

#[tokio::test]
async fn setting_roles_keeps_what_stays() {
    let (app, alice) = app().await;
    add(&alice, "bob@example.com", &["Viewer", "Viewer"]).await;
    let first = alice.get(MEMBERS).await.ok()["data"][0].clone();
    app.clock.advance(jiff::SignedDuration::from_secs(60));
    let path = format!("{MEMBERS}/bob@example.com");
    let answer = alice.put(&path, roles(&["Editor", "Viewer"])).await.ok();
    assert_eq!(answer["roles"], json!(["Editor", "Viewer"]));
    assert_ne!(answer["granted_at"], first["granted_at"]);
    let kept = alice.get(MEMBERS).await.ok()["data"][0].clone();
    assert_eq!(kept["granted_at"], first["granted_at"]);
    alice.put(&path, roles(&["Editor"])).await.ok();
    let moved = alice.get(MEMBERS).await.ok()["data"][0].clone();
    assert_eq!(moved["granted_at"], answer["granted_at"]);
    assert_eq!(moved["roles"], json!(["Editor"]));
}

#[tokio::test]
async fn waiting_is_accepted_and_checked() {
    let (_app, alice) = app().await;
    let path = format!("{MEMBERS}/bob@example.com?wait_role_propagation=");
    for (value, status) in [("true", 200), ("false", 200), ("0", 200), ("later", 422)] {
        let answer = alice
            .put(&format!("{path}{value}"), roles(&["Viewer"]))
            .await;
        assert_eq!(answer.status, status, "{value}");
    }
}

#[tokio::test]
async fn long_lists_have_no_pages() {
    let (app, alice) = app().await;
    for index in 0..300 {
        add(&alice, &format!("user-{index:04}"), &["Viewer"]).await;
    }
    let list = listed(&app.as_admin()).await;
    assert_eq!(list.len(), 301);
    assert_eq!(list[0], r#"user-0299: ["Viewer"]"#);
    assert_eq!(list[300], r#"alice@example.com: ["Admin"]"#);
}

/// As on the real platform, where each role is a binding with its own time.
#[tokio::test]
async fn roles_are_listed_latest_first() {
    let (_app, alice) = app().await;
    add(&alice, "bob@example.com", &["Editor", "Viewer"]).await;
    add(&alice, "bob@example.com", &["Editor"]).await;
    assert_eq!(
        listed(&alice).await[0],
        r#"bob@example.com: ["Viewer","Editor"]"#
    );
}

/// Without a quota, or from before there was one.
#[tokio::test]
async fn more_than_an_answer_may_have_are_not_listed_in_one() {
    let quota = ("NMP_SERVER_LIMITS__BINDINGS_PER_WORKSPACE", "false");
    let app = App::quickstart_with(&[quota]).await;
    let admin = app.as_admin();
    admin
        .post("/apis/entities/v2/workspaces", json!({ "name": "w1" }))
        .await
        .ok();
    let counted = async |count: u32| {
        let sql = format!(
            "UPDATE binding_counts SET bindings = {count} WHERE workspace_id = \
             (SELECT id FROM workspaces WHERE name = 'w1')"
        );
        assert_eq!(app.data().execute(&sql).await.unwrap(), 1);
    };
    counted(100_000).await;
    assert_eq!(listed(&admin).await.len(), 1);
    counted(100_001).await;
    let pages = "/apis/auth/v2/iam/role-bindings?filter[workspace]=w1";
    let detail = format!(
        "Workspace 'w1' has more than 100000 role bindings, too many for one answer. \
         Read them in pages: GET {pages}"
    );
    assert_eq!(admin.get(MEMBERS).await.refusal(), (422, detail));
    let page = admin.get(pages).await.ok();
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
    // Who may not see them learns nothing.
    let stranger = app.as_user("eve@example.com").get(MEMBERS).await;
    assert_eq!(stranger.status, 403);
}
