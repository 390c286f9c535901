//! Who sees which entries, and how to query them.

use serde_json::{Value, json};

use super::{AUDIT, PATH, add, create, entries, lines};
use crate::support::App;

#[tokio::test]
async fn admins_see_their_entries_platform_admins_all_others_none() {
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
    // A former Admin no longer sees it.
    app.as_admin()
        .put(
            &format!("{PATH}/w2/members/a-group"),
            json!({ "roles": ["Editor"] }),
        )
        .await
        .ok();
    assert_eq!(grouped.get(AUDIT).await.status, 403);
}

/// Admins of `system` can't bind there either, and see none of its entries.
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
    let lines = lines(&sid, "").await;
    assert!(
        lines.iter().all(|line| line.contains("of-sid")),
        "{lines:?}"
    );
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
    // A new workspace takes the name: earlier entries are not its owner's.
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
        ("workspace=&principal=&action=".to_owned(), 7),
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
        "since=",
        "sort=",
        "actor=%00",
    ] {
        let answer = alice.get(&format!("{AUDIT}?{bad}")).await;
        assert_eq!(answer.status, 422, "{bad}");
    }
}
