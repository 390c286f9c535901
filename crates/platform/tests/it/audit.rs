//! The audit trail: what is in it, who sees it, and that it stays.

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
    // Refused: not there, not hers, the last one, malformed.
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
    let told: Vec<String> = trail
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
        told,
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

#[tokio::test]
async fn admins_see_what_is_theirs_platform_admins_everything_others_nothing() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice");
    create(&alice, "w1").await;
    create(&alice, "w2").await;
    create(&app.as_user("bob"), "w3").await;
    add(&alice, "w1", "editor", &["Editor"]).await;
    add(&alice, "w2", "a-group", &["Admin"]).await;
    let workspaces = |trail: Vec<Value>| {
        let mut names: Vec<String> = trail
            .iter()
            .map(|entry| entry["workspace"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names.dedup();
        names
    };
    let grouped = app.as_member_of("carol", &["a-group"]);
    assert_eq!(workspaces(entries(&alice, "").await), ["w1", "w2"]);
    assert_eq!(workspaces(entries(&alice, "workspace=w2").await), ["w2"]);
    assert_eq!(workspaces(entries(&grouped, "").await), ["w2"]);
    assert_eq!(
        workspaces(entries(&app.as_admin(), "").await),
        ["default", "system", "w1", "w2", "w3"]
    );
    let editor = app.as_user("editor");
    let refused = [
        (&alice, "workspace=w3"),
        (&alice, "workspace=system"),
        (&alice, "workspace=default"),
        (&alice, "workspace=doesnt-exist"),
        (&alice, "workspace=w1&workspace=w3"),
        (&editor, "workspace=w1"),
        (&editor, ""),
        (&editor, "principal=editor"),
        (&app.as_user("stranger"), ""),
    ];
    for (caller, query) in refused {
        let answer = caller.get(&format!("{AUDIT}?{query}")).await;
        assert_eq!(answer.refusal(), (403, "Forbidden".into()), "{query}");
    }
    assert_eq!(app.anonymous().get(AUDIT).await.status, 401);
    assert_eq!(
        app.with_scope("alice", "platform:write")
            .get(AUDIT)
            .await
            .status,
        403
    );
    assert_eq!(
        app.with_scope("alice", "platform:read")
            .get(AUDIT)
            .await
            .status,
        200
    );
    // Whoever is an Admin no more sees it no more.
    app.as_admin()
        .put(
            &format!("{PATH}/w2/members/a-group"),
            json!({ "roles": ["Editor"] }),
        )
        .await
        .ok();
    assert_eq!(grouped.get(AUDIT).await.status, 403);
}

/// Admins of `system` can't bind there either, and see nothing of it.
#[tokio::test]
async fn the_trail_of_system_is_for_platform_admins() {
    let app = App::quickstart().await;
    add(&app.as_admin(), "system", "sid", &["Admin"]).await;
    let sid = app.as_user("sid");
    for query in ["", "?workspace=system"] {
        assert_eq!(
            sid.get(&format!("{AUDIT}{query}")).await.status,
            403,
            "{query}"
        );
    }
    create(&sid, "of-sid").await;
    let told = lines(&sid, "").await;
    assert!(told.iter().all(|line| line.contains("of-sid")), "{told:?}");
}

#[tokio::test]
async fn a_workspace_leaves_its_trail_to_platform_admins_only() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice");
    create(&alice, "w1").await;
    alice.delete(&format!("{PATH}/w1")).await.ok();
    assert_eq!(
        alice.get(&format!("{AUDIT}?workspace=w1")).await.status,
        403
    );
    // Another one takes the name: what was before is not theirs.
    let bob = app.as_user("bob");
    create(&bob, "w1").await;
    let expected = [
        "bob: member.added w1 bob [] → [Admin]",
        "bob: workspace.created w1 - [] → []",
    ];
    assert_eq!(lines(&bob, "workspace=w1").await, expected);
    assert_eq!(lines(&bob, "").await, expected);
    assert_eq!(lines(&app.as_admin(), "workspace=w1").await.len(), 6);
}

#[tokio::test]
async fn pages_and_filters() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice");
    create(&alice, "w1").await;
    for index in 0..5 {
        app.clock.advance(jiff::SignedDuration::from_secs(60));
        add(&alice, "w1", &format!("user-{index}"), &["Viewer"]).await;
    }
    let page = alice
        .get(&format!("{AUDIT}?workspace=w1&page=2&page_size=3"))
        .await
        .ok();
    assert_eq!(
        page["pagination"],
        json!({ "page": 2, "page_size": 3, "current_page_size": 3, "total_pages": 3, "total_results": 7 })
    );
    assert_eq!(page["sort"], "-at");
    assert_eq!(page["filter"], json!({ "workspace": "w1" }));
    assert_eq!(page["data"][0]["principal"], "user-1");
    let all = entries(&alice, "sort=at").await;
    let at = |index: usize| all[index]["at"].as_str().unwrap();
    let cases = [
        ("principal=user-3".to_owned(), 1),
        ("principal=nobody".to_owned(), 0),
        ("actor=alice".to_owned(), 7),
        ("actor=bob".to_owned(), 0),
        ("action=member.added".to_owned(), 6),
        ("action=workspace.created".to_owned(), 1),
        ("action=nonsense".to_owned(), 0),
        (format!("since={}", at(4)), 3),
        (format!("until={}", at(4)), 4),
        (format!("since={}&until={}", at(3), at(5)), 2),
        ("since=2100-01-01".to_owned(), 0),
        ("workspace=&principal=&since=".to_owned(), 7),
    ];
    for (query, count) in cases {
        assert_eq!(entries(&alice, &query).await.len(), count, "{query}");
    }
    for bad in [
        "page=0",
        "page_size=1001",
        "sort=id",
        "since=soon",
        "until=1",
        "actor=%00",
    ] {
        let answer = alice.get(&format!("{AUDIT}?{bad}")).await;
        assert_eq!(answer.status, 422, "{bad}");
    }
}

/// Played from the start, the trail gives the bindings there are.
#[tokio::test]
async fn the_trail_replayed_gives_the_bindings() {
    let app = App::quickstart().await;
    let admin = app.as_admin();
    // A linear congruential generator: any sequence will do, as long as it is always the same.
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
