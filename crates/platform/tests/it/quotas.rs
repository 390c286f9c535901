//! Quotas, also with concurrent requests.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{App, Caller};

const PATH: &str = "/apis/entities/v2/workspaces";

async fn create(caller: &Caller, name: &str) -> u16 {
    caller.post(PATH, json!({ "name": name })).await.status
}

fn member(principal: &str, roles: &[&str]) -> Value {
    json!({ "principal": principal, "roles": roles })
}

#[tokio::test]
async fn workspaces_of_one_creator_are_limited() {
    let app = App::quickstart_with(&[("NMP_SERVER_LIMITS__WORKSPACES_PER_CREATOR", "3")]).await;
    let alice = app.as_user("alice");
    for name in ["w1", "w2", "w3"] {
        assert_eq!(create(&alice, name).await, 201);
    }
    let answer = alice.post(PATH, json!({ "name": "w4" })).await;
    assert_eq!(
        answer.refusal(),
        (
            403,
            "You have created 3 workspaces, and nobody may have more \
             (server.limits.workspaces_per_creator). Delete one that is no longer needed, or ask \
             a platform administrator to create this one."
                .to_owned()
        )
    );
    assert_eq!(app.as_admin().get(&format!("{PATH}/w4")).await.status, 404);
    let trail = "/apis/auth/v2/audit?workspace=w4";
    let trail = app.as_admin().get(trail).await.ok();
    assert_eq!(trail["pagination"]["total_results"], 0);
    // A taken name is reported first, because many clients ask for that.
    assert_eq!(create(&alice, "w1").await, 409);
    // Others, and platform administrators, are not affected.
    assert_eq!(create(&app.as_user("bob"), "w5").await, 201);
    for index in 0..5 {
        assert_eq!(create(&app.as_admin(), &format!("a{index}")).await, 201);
    }
    // Deleted ones don't count, nor does being a member, or Admin, elsewhere.
    let body = member("alice", &["Admin"]);
    app.as_admin()
        .post(&format!("{PATH}/a0/members"), body)
        .await
        .ok();
    alice.delete(&format!("{PATH}/w2")).await.ok();
    assert_eq!(create(&alice, "w4").await, 201);
    assert_eq!(create(&alice, "w6").await, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_creations_do_not_exceed_the_quota() {
    let app = App::quickstart_with(&[("NMP_SERVER_LIMITS__WORKSPACES_PER_CREATOR", "5")]).await;
    let mut running = JoinSet::new();
    for index in 0..20 {
        let alice = app.as_user("alice");
        running.spawn(async move { create(&alice, &format!("w{index}")).await });
    }
    let mut statuses = running.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[..5], [201; 5]);
    assert_eq!(statuses[5..], [403; 15]);
}

#[tokio::test]
async fn bindings_in_a_workspace_are_limited() {
    let app = App::quickstart_with(&[("NMP_SERVER_LIMITS__BINDINGS_PER_WORKSPACE", "4")]).await;
    let alice = app.as_user("alice");
    assert_eq!(create(&alice, "w1").await, 201);
    let members = format!("{PATH}/w1/members");
    let add = async |principal: &str, roles: &[&str]| {
        alice.post(&members, member(principal, roles)).await
    };
    let set = async |principal: &str, roles: &[&str]| {
        let path = format!("{members}/{principal}");
        alice.put(&path, json!({ "roles": roles })).await
    };
    assert_eq!(add("bob", &["Viewer", "Editor"]).await.status, 201);
    assert_eq!(add("carol", &["Viewer"]).await.status, 201);
    let full = (
        403,
        "Workspace 'w1' would have more than 4 role bindings \
         (server.limits.bindings_per_workspace). Remove some, give a role to a group instead of \
         its members, or ask your administrator for more."
            .to_owned(),
    );
    let before = alice.get(&members).await.ok();
    assert_eq!(add("dave", &["Viewer"]).await.refusal(), full);
    assert_eq!(set("dave", &["Viewer"]).await.refusal(), full);
    assert_eq!(add("carol", &["Editor"]).await.refusal(), full);
    assert_eq!(add("carol", &["Viewer", "Admin"]).await.refusal(), full);
    assert_eq!(set("carol", &["Viewer", "Admin"]).await.refusal(), full);
    assert_eq!(
        alice.get(&members).await.ok(),
        before,
        "nothing is half done"
    );
    // Changes that don't add bindings.
    assert_eq!(add("carol", &["Viewer"]).await.status, 201);
    assert_eq!(set("carol", &["Editor"]).await.status, 200);
    assert_eq!(set("bob", &["Viewer"]).await.status, 200);
    assert_eq!(add("dave", &["Viewer"]).await.status, 201);
    assert_eq!(add("erin", &["Viewer"]).await.status, 403);
    alice.delete(&format!("{members}/dave")).await.ok();
    assert_eq!(add("erin", &["Viewer"]).await.status, 201);
    // Each workspace counts separately, and a reused name starts from 0.
    assert_eq!(create(&alice, "w2").await, 201);
    alice.delete(&format!("{PATH}/w1")).await.ok();
    assert_eq!(create(&alice, "w1").await, 201);
    assert_eq!(add("bob", &["Viewer", "Editor"]).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_additions_do_not_exceed_the_quota() {
    let app = App::quickstart_with(&[("NMP_SERVER_LIMITS__BINDINGS_PER_WORKSPACE", "6")]).await;
    assert_eq!(create(&app.as_user("alice"), "w1").await, 201);
    let mut running = JoinSet::new();
    for index in 0..20 {
        let alice = app.as_user("alice");
        running.spawn(async move {
            let body = member(&format!("m{index}"), &["Viewer"]);
            alice.post(&format!("{PATH}/w1/members"), body).await.status
        });
    }
    let mut statuses = running.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[..5], [201; 5]);
    assert_eq!(statuses[5..], [403; 15]);
}

/// Lowering a quota removes nothing and lets everybody tidy up.
#[tokio::test]
async fn bindings_over_a_lowered_quota_stay_and_can_be_removed() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice");
    for name in ["w1", "w2"] {
        assert_eq!(create(&alice, name).await, 201);
    }
    let members = format!("{PATH}/w1/members");
    for name in ["bob", "carol"] {
        let body = member(name, &["Viewer", "Editor"]);
        alice.post(&members, body).await.ok();
    }
    let data = app.stop().await;
    let environment = [
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
        ("NMP_SERVER_LIMITS__WORKSPACES_PER_CREATOR", "1"),
        ("NMP_SERVER_LIMITS__BINDINGS_PER_WORKSPACE", "2"),
    ];
    let app = App::start_on(data, &environment).await;
    let alice = app.as_user("alice");
    assert_eq!(create(&alice, "w3").await, 403);
    let bob = format!("{members}/bob");
    for (roles, status) in [
        (json!(["Viewer", "Admin"]), 200),
        (json!(["Viewer", "Editor", "Admin"]), 403),
        (json!(["Viewer"]), 200),
    ] {
        let answer = alice.put(&bob, json!({ "roles": roles })).await;
        assert_eq!(answer.status, status, "{roles}");
    }
    let body = member("carol", &["Viewer"]);
    assert_eq!(alice.post(&members, body).await.status, 201);
    alice.delete(&bob).await.ok();
    alice.delete(&format!("{PATH}/w2")).await.ok();
    assert_eq!(create(&alice, "w3").await, 403);
}

/// Bindings written without the server count too.
#[tokio::test]
async fn bindings_are_counted_however_they_came() {
    let app = App::quickstart_with(&[("NMP_SERVER_LIMITS__BINDINGS_PER_WORKSPACE", "100")]).await;
    let alice = app.as_user("alice");
    assert_eq!(create(&alice, "w1").await, 201);
    let members = format!("{PATH}/w1/members");
    let sql = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 98) \
               INSERT INTO bindings SELECT w.id, 'm' || i, 'Viewer', '2026', 'x' \
               FROM n, workspaces w WHERE w.name = 'w1'";
    assert_eq!(app.data().execute(sql).await.unwrap(), 99);
    let body = member("bob", &["Viewer"]);
    assert_eq!(alice.post(&members, body.clone()).await.status, 403);
    let sql = "DELETE FROM bindings WHERE principal IN ('m1', 'm2')";
    app.data().execute(sql).await.unwrap();
    assert_eq!(alice.post(&members, body).await.status, 201);
}

/// From the previous version, which didn't count.
#[tokio::test]
async fn earlier_bindings_are_counted() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice");
    assert_eq!(create(&alice, "w1").await, 201);
    let members = format!("{PATH}/w1/members");
    let body = member("bob", &["Viewer", "Editor"]);
    alice.post(&members, body).await.ok();
    let before = alice.get(&members).await.ok();
    let data = app.stop().await;
    let mut back = vec![
        "DROP INDEX bindings_that_stay",
        "DROP INDEX workspaces_by_creator",
        "DROP TABLE deletions",
        "DROP TABLE projects",
        "DELETE FROM _sqlx_migrations WHERE version >= 3",
    ];
    if data.database_url.is_some() {
        back.extend([
            "DROP TABLE binding_counts",
            "DROP FUNCTION count_bindings CASCADE",
            "ALTER TABLE bindings ADD FOREIGN KEY (workspace_id) REFERENCES workspaces (id) \
             ON DELETE CASCADE",
        ]);
    } else {
        back.extend([
            "DROP TRIGGER bindings_are_counted",
            "DROP TRIGGER removed_bindings_are_not_counted",
            "DROP TABLE binding_counts",
        ]);
    }
    for sql in back {
        data.execute(sql).await.unwrap();
    }
    let environment = [
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
        ("NMP_SERVER_LIMITS__BINDINGS_PER_WORKSPACE", "4"),
    ];
    let app = App::start_on(data, &environment).await;
    let alice = app.as_user("alice");
    assert_eq!(alice.get(&members).await.ok(), before);
    let add = async |name: &str| alice.post(&members, member(name, &["Viewer"])).await.status;
    assert_eq!(add("carol").await, 201);
    assert_eq!(add("dave").await, 403);
}
