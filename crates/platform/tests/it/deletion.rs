//! Deleting workspaces with many members, whose bindings are removed in portions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::program::{Running, quickstart_on};
use crate::support::{App, Caller, Data, eventually, trail};

const PATH: &str = "/apis/entities/v2/workspaces";
const AUDIT: &str = "/apis/auth/v2/audit";

/// Takes many portions.
const MANY: usize = 40_000;

/// A workspace of alice's with many members, written directly to the database, because no API adds
/// a thousand at once. Half of them have two roles.
async fn big_workspace(alice: &Caller, data: &Data, name: &str, members: usize) {
    alice.post(PATH, json!({ "name": name })).await.ok();
    for (below, role) in [(members, "Viewer"), (members / 2, "Editor")] {
        let sql = format!(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {below}) \
             INSERT INTO bindings SELECT w.id, 'm' || i, '{role}', '2026-01-01T00:00:00.000000', 'x' \
             FROM n, workspaces w WHERE w.name = '{name}' AND i < {below}"
        );
        data.execute(&sql).await.unwrap();
    }
}

/// The number of rows in a table; for bindings, of those that [`big_workspace`] made.
async fn rows(data: &Data, table: &str) -> i64 {
    let made = match table {
        "bindings" => " WHERE principal LIKE 'm%'",
        _ => "",
    };
    data.number(&format!("SELECT COUNT(*) FROM {table}{made}"))
        .await
}

async fn finished(data: &Data) {
    eventually("the deletion is finished", || async {
        (rows(data, "deletions").await == 0).then_some(())
    })
    .await;
}

/// The entries of an action in the trail of a workspace, by principal.
async fn entries(admin: &Caller, workspace: &str, action: &str) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for page in 1.. {
        let query = format!("workspace={workspace}&action={action}&page_size=1000&page={page}");
        let answer = admin.get(&format!("{AUDIT}?{query}")).await.ok();
        for entry in answer["data"].as_array().unwrap() {
            let principal = entry["principal"].as_str().unwrap_or_default();
            found
                .entry(principal.to_owned())
                .or_default()
                .push(entry.clone());
        }
        if page >= answer["pagination"]["total_pages"].as_i64().unwrap() {
            return found;
        }
    }
    found
}

/// Each member's roles were removed once, by the person who deleted the workspace.
async fn assert_recorded(admin: &Caller, workspace: &str, members: usize) {
    let removed = entries(admin, workspace, "member.removed").await;
    assert_eq!(removed.len(), members + 1);
    let deleted = entries(admin, workspace, "workspace.deleted").await;
    let [deletion] = &deleted[""][..] else {
        panic!("{deleted:?}");
    };
    for (principal, entries) in removed {
        let [entry] = &entries[..] else {
            panic!("{entries:?}");
        };
        let before = match principal.strip_prefix('m') {
            Some(number) if number.parse::<usize>().unwrap() < members / 2 => {
                json!(["Editor", "Viewer"])
            }
            Some(_) => json!(["Viewer"]),
            None => json!(["Admin"]),
        };
        assert_eq!(entry["roles_before"], before, "{entry}");
        for same in ["actor", "request_id", "workspace_id"] {
            assert_eq!(entry[same], deletion[same], "{entry}");
        }
    }
}

/// After the answer nobody has access, although almost all bindings still exist; a new workspace of
/// the same name has only its creator, and others can write in between.
#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_workspace_is_gone_before_its_bindings_are() {
    let app = App::quickstart().await;
    let (admin, alice, bob) = (app.as_admin(), app.as_user("alice"), app.as_user("bob"));
    big_workspace(&alice, app.data(), "w1", MANY).await;
    let path = format!("{PATH}/w1");
    let last = app.as_user("m9999");
    assert_eq!(last.get(&path).await.status, 200);
    alice.delete(&path).await.ok();

    assert_eq!(admin.get(&path).await.status, 404);
    assert_eq!(admin.delete(&path).await.status, 404);
    for former in [&alice, &last] {
        assert_eq!(former.get(&path).await.status, 403);
        assert_eq!(former.get(&format!("{path}/members")).await.status, 403);
        let page = former.get(&format!("{PATH}?filter[name]=w1")).await.ok();
        assert_eq!(page["pagination"]["total_results"], 0);
        // They are Admins of no existing workspace.
        assert_eq!(former.get(AUDIT).await.status, 403);
    }
    bob.post(PATH, json!({ "name": "w1" })).await.ok();
    assert_eq!(alice.get(&path).await.status, 403);
    assert_eq!(last.get(&path).await.status, 403);
    let body = json!({ "principal": "m9999", "roles": ["Viewer"] });
    bob.post(&format!("{path}/members"), body).await.ok();
    let list = bob.get(&format!("{path}/members")).await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    // They may not see the old one's trail.
    let trail = bob.get(&format!("{AUDIT}?workspace=w1")).await.ok();
    assert_eq!(trail["pagination"]["total_results"], 3);
    assert_eq!(
        rows(app.data(), "deletions").await,
        1,
        "all of that was before the deletion was finished"
    );

    finished(app.data()).await;
    let list = bob.get(&format!("{path}/members")).await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    assert_eq!(last.get(&path).await.status, 200);
    bob.delete(&path).await.ok();
    assert_eq!(rows(app.data(), "bindings").await, 0);
}

/// Killed again and again during the removal, it continues at the next start.
#[tokio::test]
async fn a_killed_server_finishes_the_deletion_after_its_restart() {
    let data = Data::new().await;
    let start = || Running::start(quickstart_on(&data).env("NMP_LOG", "error"));
    {
        let server = start();
        big_workspace(&server.caller("alice"), &data, "w1", MANY).await;
    }
    let mut left = MANY as i64 * 3 / 2;
    let mut server = start();
    let path = format!("{PATH}/w1");
    server.caller("alice").delete(&path).await.ok();
    for round in 0..3 {
        server.signal("-KILL");
        server.child.wait().unwrap();
        let now = rows(&data, "bindings").await;
        assert!(0 < now && now < left, "{now} of {left}");
        assert_eq!(rows(&data, "deletions").await, 1);
        left = now;
        server = start();
        let admin = server.caller("admin@example.com");
        assert_eq!(admin.get(&path).await.status, 404, "{round}");
        assert_eq!(server.caller("m1").get(&path).await.status, 403);
        eventually("it goes on", || async {
            (rows(&data, "bindings").await < left).then_some(())
        })
        .await;
    }
    finished(&data).await;
    assert_eq!(rows(&data, "bindings").await, 0);
    let admin = server.caller("admin@example.com");
    assert_recorded(&admin, "w1", MANY).await;
}

/// Around the size of a portion, and several at once.
#[tokio::test]
async fn workspaces_of_any_size_are_removed_completely() {
    let app = App::quickstart().await;
    let (admin, alice) = (app.as_admin(), app.as_user("alice"));
    let sizes = [0, 1, 498, 499, 500, 501, 999, 1000, 1001];
    for size in sizes {
        big_workspace(&alice, app.data(), &format!("w{size}"), size).await;
    }
    for size in sizes {
        alice.delete(&format!("{PATH}/w{size}")).await.ok();
    }
    finished(app.data()).await;
    assert_eq!(rows(app.data(), "bindings").await, 0);
    assert_eq!(
        rows(app.data(), "binding_counts").await,
        2,
        "default and system"
    );
    for size in sizes {
        assert_recorded(&admin, &format!("w{size}"), size).await;
    }
}

/// Like the tests of the trail, with a workspace that takes several portions.
#[tokio::test]
async fn the_trail_replayed_gives_the_bindings_after_a_large_deletion_too() {
    let app = App::quickstart_with(&[("NMP_SERVER_LIMITS__WRITES_PER_SECOND", "0")]).await;
    let alice = app.as_user("alice");
    alice.post(PATH, json!({ "name": "w1" })).await.ok();
    let members = format!("{PATH}/w1/members");
    for index in 0..1100 {
        let body = json!({ "principal": format!("m{index}"), "roles": ["Viewer"] });
        alice.post(&members, body).await.ok();
    }
    alice.delete(&format!("{PATH}/w1")).await.ok();
    alice.post(PATH, json!({ "name": "w1" })).await.ok();
    let body = json!({ "principal": "m1099", "roles": ["Editor"] });
    alice.post(&members, body).await.ok();
    finished(app.data()).await;
    let admin = app.as_admin();
    assert_eq!(trail::replayed(&admin).await, trail::found(&admin).await);
}

/// A deletion that can't be finished blocks no other, and is retried.
#[tokio::test]
async fn a_failing_deletion_blocks_no_other() {
    let app = App::quickstart().await;
    let (alice, data) = (app.as_user("alice"), app.data());
    // It comes before all others, and its trail can't be written.
    for sql in [
        "CREATE UNIQUE INDEX once ON audit (workspace_id) WHERE workspace_id = '0'",
        "INSERT INTO bindings VALUES ('0', 'm1', 'Viewer', '2026-01-01T00:00:00.000000', 'x'), \
         ('0', 'm2', 'Viewer', '2026-01-01T00:00:00.000000', 'x')",
        "INSERT INTO deletions (workspace_id, workspace, actor_kind) VALUES ('0', 'w0', 'anyone')",
    ] {
        data.execute(sql).await.unwrap();
    }
    let delete = async |name: &str| {
        big_workspace(&alice, data, name, 1_600).await;
        alice.delete(&format!("{PATH}/{name}")).await.ok();
    };
    for name in ["w1", "w2"] {
        delete(name).await;
        eventually("the others are finished", || async {
            (rows(data, "deletions").await == 1 && rows(data, "bindings").await == 2).then_some(())
        })
        .await;
    }
    data.execute("DROP INDEX once").await.unwrap();
    delete("w3").await;
    finished(data).await;
    assert_eq!(rows(data, "bindings").await, 0);
}

/// As NeMo Helix says it; for the creator and for platform administrators, while it lasts.
#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_has_a_state() {
    const DELETIONS: &str = "/apis/entities/v2/workspace-deletions";
    let app = App::quickstart().await;
    let (admin, alice, zoe) = (app.as_admin(), app.as_user("alice"), app.as_user("zoe"));
    let state = format!("{DELETIONS}/w1");
    let none = (404, "Workspace 'w1' not found".to_owned());
    assert_eq!(app.anonymous().get(&state).await.status, 401);
    for caller in [&admin, &alice, &zoe] {
        assert_eq!(caller.get(&state).await.refusal(), none);
    }
    big_workspace(&alice, app.data(), "w1", MANY).await;
    assert_eq!(alice.get(&state).await.refusal(), none, "it lives");
    alice.delete(&format!("{PATH}/w1")).await.ok();
    let answers = [
        alice.get(&state).await,
        admin.get(&state).await,
        zoe.get(&state).await,
        app.with_scope("alice", "models:read").get(&state).await,
    ];
    let under_way = rows(app.data(), "deletions").await == 1;
    assert!(under_way, "MANY is too few for this test");
    let [of_alice, of_admin, of_zoe, unscoped] = answers;
    let body = of_alice.ok();
    assert_eq!(of_admin.ok(), body);
    assert_eq!(body["name"], "w1");
    assert_eq!(body["deletion_stage"], "pending");
    assert_eq!(body["deletion_error"], json!(null));
    assert_eq!(body["updated_at"].as_str().unwrap().len(), 26, "{body}");
    assert_eq!(body.as_object().unwrap().len(), 4);
    assert_eq!(of_zoe.refusal(), none);
    assert_eq!(unscoped.status, 403);
    // The name is free, and a new workspace changes nothing about the deletion of the old one.
    assert_eq!(zoe.post(PATH, json!({ "name": "w1" })).await.status, 201);
    assert_eq!(zoe.get(&state).await.refusal(), none);
    finished(app.data()).await;
    for caller in [&admin, &alice, &zoe] {
        assert_eq!(caller.get(&state).await.refusal(), none);
    }
}
