//! Projects of a workspace.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{App, Caller, Data, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";
const TEAM: &str = "/apis/entities/v2/workspaces/team-a/projects";

/// A platform with a workspace of alice's.
async fn with_team(more: &[(&str, &str)]) -> (App, Caller) {
    let app = App::quickstart_with(more).await;
    let alice = app.as_user("alice@example.com");
    alice.post(PATH, json!({ "name": "team-a" })).await.ok();
    (app, alice)
}

fn names(page: &Value) -> Vec<&str> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|p| p["name"].as_str().unwrap()).collect()
}

/// As recorded from NeMo Helix 0.8.1.
#[tokio::test]
async fn a_project_is_created_read_changed_and_deleted() {
    let (app, alice) = with_team(&[]).await;
    let answer = alice
        .post(TEAM, json!({ "name": "proj-one", "description": "x" }))
        .await;
    assert_eq!(answer.status, 201);
    let created = answer.json();
    assert!(created["id"].as_str().unwrap().starts_with("project-"));
    assert_eq!(created["created_at"], created["updated_at"]);
    let mut keys: Vec<&str> = created.as_object().unwrap().keys().map(|k| &**k).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "created_at",
            "description",
            "id",
            "name",
            "updated_at",
            "workspace"
        ]
    );
    assert_eq!(created["workspace"], "team-a");

    let one = format!("{TEAM}/proj-one");
    assert_eq!(alice.get(&one).await.ok(), created);
    let list = alice.get(TEAM).await.ok();
    assert_eq!(list["data"], json!([created]));
    assert_eq!(
        list["pagination"],
        json!({
            "page": 1, "page_size": 100, "current_page_size": 1, "total_pages": 1,
            "total_results": 1,
        })
    );
    assert_eq!(list["sort"], "-created_at");
    assert_eq!(list["filter"], json!(null));

    let answer = alice.post(TEAM, json!({ "name": "proj-one" })).await;
    let taken = "Project 'proj-one' already exists in workspace 'team-a'.";
    assert_eq!(answer.refusal(), (409, taken.to_owned()));
    let changed = alice.put(&one, json!({ "description": "y" })).await.ok();
    assert_eq!(changed["description"], "y");
    assert_eq!(changed["created_at"], created["created_at"]);
    assert_ne!(changed["updated_at"], created["updated_at"]);
    let kept = alice.put(&one, json!({ "description": null })).await.ok();
    assert_eq!(kept["description"], "y");

    let none = format!("{TEAM}/none");
    let missing = "Project 'none' not found in workspace 'team-a'".to_owned();
    assert_eq!(alice.get(&none).await.refusal(), (404, missing.clone()));
    assert_eq!(
        alice.put(&none, json!({})).await.refusal(),
        (404, missing.clone())
    );
    assert_eq!(alice.delete(&none).await.refusal(), (404, missing));

    assert_eq!(
        alice.delete(&one).await.ok(),
        json!({ "message": "Project deleted successfully", "id": "team-a/proj-one" })
    );
    assert_eq!(alice.get(&one).await.status, 404);
    // Its name is free, here and, at any time, in other workspaces.
    alice.post(TEAM, json!({ "name": "proj-one" })).await.ok();
    let elsewhere = format!("{PATH}/default/projects");
    alice
        .post(&elsewhere, json!({ "name": "proj-one" }))
        .await
        .ok();
    drop(app);
}

#[tokio::test]
async fn what_is_not_valid_is_named() {
    let (_app, alice) = with_team(&[]).await;
    for (body, kind) in [
        (json!({ "name": "A" }), "string_pattern_mismatch"),
        (json!({}), "missing"),
        (json!({ "name": "p1", "description": 7 }), "string_type"),
        (
            json!({ "name": "p1", "description": "x".repeat(2001) }),
            "string_too_long",
        ),
        (
            json!({ "name": "p1", "description": "a\u{0}b" }),
            "value_error",
        ),
    ] {
        let answer = alice.post(TEAM, body.clone()).await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(answer.json()["detail"][0]["type"], kind);
    }
    for (query, status) in [
        ("page=0", 422),
        ("page_size=1001", 422),
        ("sort=bogus", 422),
        ("filter[created_by]=x", 400),
        ("filter[bogus]=x", 400),
        ("filter={\"$not\":{\"updated_by\":\"x\"}}", 400),
    ] {
        let answer = alice.get(&format!("{TEAM}?{query}")).await;
        assert_eq!(answer.status, status, "{query}");
    }
    let answer = alice.get(&format!("{TEAM}?filter[created_by]=x")).await;
    assert!(answer.refusal().1.contains("created_by"));
}

#[tokio::test]
async fn projects_are_listed_in_pages_sorted_and_filtered() {
    let (_app, alice) = with_team(&[]).await;
    for (name, description) in [("p2", "a"), ("p1", "b"), ("q1", "c")] {
        let body = json!({ "name": name, "description": description });
        alice.post(TEAM, body).await.ok();
    }
    for (query, expected) in [
        ("", vec!["q1", "p1", "p2"]),
        ("?sort=name", vec!["p1", "p2", "q1"]),
        ("?sort=-name&page_size=2", vec!["q1", "p2"]),
        ("?sort=-name&page_size=2&page=2", vec!["p1"]),
        ("?page=9", vec![]),
        ("?filter[name]=p1", vec!["p1"]),
        ("?filter[name][$like]=p&sort=name", vec!["p1", "p2"]),
        ("?filter[description][$like]=C", vec!["q1"]),
        (
            "?filter={\"name\":{\"$in\":[\"p2\",\"q1\"]}}&sort=name",
            vec!["p2", "q1"],
        ),
    ] {
        let page = alice.get(&format!("{TEAM}{query}")).await.ok();
        assert_eq!(names(&page), expected, "{query}");
        if query.contains("filter[name]=p1") {
            assert_eq!(page["filter"], json!({ "name": { "$eq": "p1" } }));
            assert_eq!(page["pagination"]["total_results"], 1);
        }
    }
}

/// The workspace's roles count; the grid of `authz_matrix` has all of it.
#[tokio::test]
async fn strangers_learn_nothing() {
    let (app, alice) = with_team(&[]).await;
    alice.post(TEAM, json!({ "name": "p1" })).await.ok();
    let zoe = app.as_user("zoe@example.com");
    let missing = format!("{PATH}/nope/projects");
    for path in [
        TEAM,
        &*format!("{TEAM}/p1"),
        &*format!("{TEAM}/none"),
        &*missing,
    ] {
        assert_eq!(
            zoe.get(path).await.refusal(),
            (403, "Forbidden".to_owned()),
            "{path}"
        );
    }
    let admin = app.as_admin();
    let nope = (404, "Workspace 'nope' not found".to_owned());
    assert_eq!(admin.get(&missing).await.refusal(), nope);
    assert_eq!(admin.get(&format!("{missing}/p1")).await.refusal(), nope);
    let answer = admin.post(&missing, json!({ "name": "p1" })).await;
    assert_eq!(answer.refusal(), nope);
}

#[tokio::test(flavor = "multi_thread")]
async fn projects_of_a_workspace_are_limited() {
    let (app, alice) = with_team(&[("NMP_SERVER_LIMITS__PROJECTS_PER_WORKSPACE", "5")]).await;
    let mut running = JoinSet::new();
    for index in 0..12 {
        let alice = app.as_user("alice@example.com");
        running.spawn(async move {
            let body = json!({ "name": format!("p{index}") });
            alice.post(TEAM, body).await.status
        });
    }
    let mut statuses = running.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[..5], [201; 5]);
    assert_eq!(statuses[5..], [403; 7]);
    let (status, detail) = alice.post(TEAM, json!({ "name": "more" })).await.refusal();
    assert_eq!(status, 403);
    assert!(
        detail.contains("server.limits.projects_per_workspace"),
        "{detail}"
    );
    let list = alice.get(&format!("{TEAM}?page_size=1")).await.ok();
    assert_eq!(list["pagination"]["total_results"], 5);
    // A taken name is reported first.
    let taken = names(&list)[0].to_owned();
    assert_eq!(alice.post(TEAM, json!({ "name": taken })).await.status, 409);
    alice.delete(&format!("{TEAM}/{taken}")).await.ok();
    alice.post(TEAM, json!({ "name": "more" })).await.ok();
    // Other workspaces have their own.
    let elsewhere = format!("{PATH}/default/projects");
    alice.post(&elsewhere, json!({ "name": "p1" })).await.ok();
}

async fn left(data: &Data) -> i64 {
    data.number("SELECT COUNT(*) FROM projects").await
}

/// A new workspace of the same name doesn't get them, and in the end they are removed.
#[tokio::test]
async fn projects_go_with_their_workspace() {
    let (app, alice) = with_team(&[]).await;
    alice.post(TEAM, json!({ "name": "p1" })).await.ok();
    let many = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 2000) \
                INSERT INTO projects SELECT 'x' || i, w.id, 'x' || i, NULL, '2026', '2026' \
                FROM n, workspaces w WHERE w.name = 'team-a'";
    app.data().execute(many).await.unwrap();
    alice.delete(&format!("{PATH}/team-a")).await.ok();
    assert_eq!(alice.get(TEAM).await.status, 403);
    alice.post(PATH, json!({ "name": "team-a" })).await.ok();
    let list = alice.get(TEAM).await.ok();
    assert_eq!(list["pagination"]["total_results"], 0);
    eventually("all are removed", || async {
        (left(app.data()).await == 0).then_some(())
    })
    .await;
    eventually("the deletion is finished", || async {
        (app.data().number("SELECT COUNT(*) FROM deletions").await == 0).then_some(())
    })
    .await;
}

/// Descriptions of an earlier, or another, version can be longer than new ones may be.
#[tokio::test]
async fn a_page_of_projects_is_bounded() {
    let (app, alice) = with_team(&[]).await;
    let many = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 900) \
                INSERT INTO projects SELECT 'x' || i, w.id, 'x' || i, (SELECT MAX(long) FROM l), \
                '2026', '2026' FROM n, workspaces w WHERE w.name = 'team-a'";
    let many = many.replace(
        "(SELECT MAX(long) FROM l)",
        &format!("'{}'", "ä".repeat(5000)),
    );
    app.data().execute(&many).await.unwrap();
    let answer = alice.get(&format!("{TEAM}?page_size=1000")).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text.len() < 2 * 1024 * 1024, "{}", answer.text.len());
    let first = &answer.json()["data"][0];
    assert!(first["description"].as_str().unwrap().ends_with('…'));
    let one = alice.get(&format!("{TEAM}/x1")).await.ok();
    assert_eq!(one["description"].as_str().unwrap().chars().count(), 5000);
}
