//! The audit trail: its entries, and that they stay; [`visible`] tests who sees which.

mod visible;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{App, Caller, token, trail};

const AUDIT: &str = "/apis/auth/v2/audit";
const PATH: &str = "/apis/entities/v2/workspaces";

async fn create(caller: &Caller, name: &str) {
    caller.post(PATH, json!({ "name": name })).await.ok();
}

async fn add(caller: &Caller, workspace: &str, principal: &str, roles: &[&str]) {
    let body = json!({ "principal": principal, "roles": roles });
    let path = format!("{PATH}/{workspace}/members");
    caller.post(&path, body).await.ok();
}

async fn entries(caller: &Caller, query: &str) -> Vec<Value> {
    let page = caller.get(&format!("{AUDIT}?{query}")).await.ok();
    page["data"].as_array().unwrap().clone()
}

/// `alice: member.added bob [] → [Viewer]`
fn line(entry: &Value) -> String {
    let texts = |name: &str| {
        let items = entry[name].as_array().unwrap();
        let items: Vec<&str> = items.iter().map(|item| item.as_str().unwrap()).collect();
        items.join("+")
    };
    format!(
        "{}: {} {} {} [{}] → [{}]",
        entry["actor"]["id"].as_str().unwrap_or("-"),
        entry["action"].as_str().unwrap(),
        entry["workspace"].as_str().unwrap(),
        entry["principal"].as_str().unwrap_or("-"),
        texts("roles_before"),
        texts("roles_after"),
    )
}

async fn lines(caller: &Caller, query: &str) -> Vec<String> {
    entries(caller, query).await.iter().map(line).collect()
}

#[tokio::test]
async fn every_change_is_recorded_and_nothing_else() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice");
    let member = format!("{PATH}/w1/members/bob");
    create(&alice, "w1").await;
    add(&alice, "w1", "bob", &["Viewer"]).await;
    add(&alice, "w1", "bob", &["Viewer"]).await; // as it was
    add(&alice, "w1", "bob", &["Admin"]).await;
    alice
        .put(&member, json!({ "roles": ["Viewer", "Admin"] }))
        .await
        .ok(); // as it was
    alice
        .put(&member, json!({ "roles": ["Editor"] }))
        .await
        .ok();
    alice
        .put(&format!("{PATH}/w1"), json!({ "description": "x" }))
        .await
        .ok();
    alice.delete(&member).await.ok();
    add(&alice, "w1", "*", &["Viewer"]).await;
    // Refused: missing, not hers, the last one, malformed.
    assert_eq!(alice.delete(&member).await.status, 404);
    let carol = app.as_user("carol");
    assert_eq!(
        carol
            .put(&member, json!({ "roles": ["Admin"] }))
            .await
            .status,
        403
    );
    assert_eq!(
        alice
            .delete(&format!("{PATH}/w1/members/alice"))
            .await
            .status,
        409
    );
    assert_eq!(alice.put(&member, json!({ "roles": [] })).await.status, 422);
    app.as_admin().delete(&format!("{PATH}/w1")).await.ok();

    let recorded = lines(&app.as_admin(), "workspace=w1&sort=at").await;
    assert_eq!(
        recorded,
        [
            "alice: workspace.created w1 - [] → []",
            "alice: member.added w1 alice [] → [Admin]",
            "alice: member.added w1 bob [] → [Viewer]",
            "alice: member.changed w1 bob [Viewer] → [Admin+Viewer]",
            "alice: member.changed w1 bob [Admin+Viewer] → [Editor]",
            "alice: workspace.updated w1 - [] → []",
            "alice: member.removed w1 bob [Editor] → []",
            "alice: member.added w1 * [] → [Viewer]",
            "admin@example.com: member.removed w1 * [Viewer] → []",
            "admin@example.com: member.removed w1 alice [Admin] → []",
            "admin@example.com: workspace.deleted w1 - [] → []",
        ]
    );
    let mut latest_first = lines(&app.as_admin(), "workspace=w1").await;
    latest_first.reverse();
    assert_eq!(latest_first, recorded);
}

#[tokio::test]
async fn an_entry_says_who_when_and_in_which_request() {
    let app = App::quickstart().await;
    let claims = json!({ "sub": "s1", "name": "Alice Doe" });
    let claims = token::changed(token::claims("alice@example.com"), &claims);
    let alice = app.bearer(&token::unsigned(&claims));
    let body = Some(json!({ "name": "w1" }).to_string());
    let headers = [("x-request-id", "request-1")];
    let before = jiff::Timestamp::now();
    alice.send(Method::POST, PATH, body, &headers).await.ok();
    let after = jiff::Timestamp::now();
    let trail = entries(&alice, "workspace=w1").await;
    assert_eq!(trail.len(), 2);
    for entry in &trail {
        assert_eq!(
            entry["actor"],
            json!({ "kind": "principal", "id": "s1", "email": "alice@example.com", "name": "Alice Doe" })
        );
        assert_eq!(entry["request_id"], "request-1");
        assert!(entry["id"].as_str().unwrap().starts_with("audit-"));
        let at = entry["at"].as_str().unwrap();
        assert_eq!(at.len(), "2026-11-23T18:08:14.877Z".len(), "{at}");
        let at: jiff::Timestamp = at.parse().unwrap();
        let millisecond = jiff::SignedDuration::from_millis(1);
        assert!(before - millisecond <= at && at <= after, "{at}");
    }
    let typed: nmp_types::AuditEntry = serde_json::from_value(trail[0].clone()).unwrap();
    assert_eq!(serde_json::to_value(typed).unwrap(), trail[0]);
}

#[tokio::test]
async fn the_platform_itself_and_anyone_are_actors_too() {
    let app = App::start(&[("NMP_AUTH_ADMIN_EMAIL", "admin@example.com")]).await;
    create(&app.anonymous(), "w1").await;
    let trail = entries(&app.anonymous(), "sort=at").await;
    let lines: Vec<String> = trail
        .iter()
        .map(|entry| {
            format!(
                "{} {}",
                entry["actor"]["kind"].as_str().unwrap(),
                line(entry)
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "platform -: workspace.created default - [] → []",
            "platform -: member.added default * [] → [Editor]",
            "platform -: workspace.created system - [] → []",
            "platform -: member.added system * [] → [Viewer+WorkspaceCreator]",
            "platform -: member.added system admin@example.com [] → [PlatformAdmin]",
            "anyone -: workspace.created w1 - [] → []",
        ]
    );
    assert_eq!(trail[0]["request_id"], Value::Null);
}

/// Replaying the trail from the start gives the current bindings.
#[tokio::test]
async fn the_trail_replayed_gives_the_bindings() {
    let app = App::quickstart().await;
    let admin = app.as_admin();
    // A linear congruential generator: any reproducible sequence will do.
    let mut state: u64 = 7;
    let mut next = |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % below
    };
    for _ in 0..150 {
        let workspace = format!("w{}", next(3));
        let members = format!("{PATH}/{workspace}/members");
        let member = format!("{members}/u{}", next(4));
        let roles: &[&str] = [&["Viewer"][..], &["Editor", "Viewer"], &["Admin"]][next(3) as usize];
        let answer = match next(6) {
            0 => admin.post(PATH, json!({ "name": workspace })).await,
            1 if next(4) == 0 => admin.delete(&format!("{PATH}/{workspace}")).await,
            2 => admin.delete(&member).await,
            3 => {
                let principal = member.rsplit('/').next().unwrap();
                admin
                    .post(&members, json!({ "principal": principal, "roles": roles }))
                    .await
            }
            _ => admin.put(&member, json!({ "roles": roles })).await,
        };
        assert!([200, 201, 404, 409].contains(&answer.status), "{answer:?}");
    }
    assert_eq!(trail::replayed(&admin).await, trail::found(&admin).await);
}

#[tokio::test]
async fn entries_can_not_be_changed_or_deleted() {
    let app = App::quickstart().await;
    let admin = app.as_admin();
    create(&admin, "w1").await;
    let before = entries(&admin, "").await;
    let mut attempts = vec![
        "UPDATE audit SET actor_id = 'someone else'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 1",
    ];
    if app.data().database_url.is_some() {
        attempts.push("TRUNCATE audit");
        attempts.push("TRUNCATE audit, bindings, workspaces CASCADE");
    } else {
        attempts.push(
            "INSERT OR REPLACE INTO audit (seq, id, at, actor_kind, action, workspace_id, \
             workspace, roles_before, roles_after) VALUES (1, 'x', '', '', '', '', '', '[]', '[]')",
        );
        attempts.push(
            "REPLACE INTO audit (id, at, actor_kind, action, workspace_id, workspace, \
             roles_before, roles_after) SELECT id, '', '', '', '', '', '[]', '[]' FROM audit",
        );
    }
    for sql in attempts {
        let error = app.data().execute(sql).await.unwrap_err().to_string();
        assert!(error.contains("audit entries can't be"), "{sql}: {error}");
    }
    assert_eq!(entries(&admin, "").await, before);
}
