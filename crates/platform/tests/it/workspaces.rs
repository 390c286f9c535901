//! Workspaces, where the recording doesn't go.

use serde_json::{Value, json};

use crate::support::{App, Caller};

const PATH: &str = "/apis/entities/v2/workspaces";

async fn names(caller: &Caller, query: &str) -> Vec<String> {
    let page = caller.get(&format!("{PATH}?{query}")).await.ok();
    let data = page["data"].as_array().unwrap();
    data.iter()
        .map(|workspace| workspace["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn create(caller: &Caller, body: Value) {
    caller.post(PATH, body).await.ok();
}

#[tokio::test]
async fn pages_never_overlap_and_leave_nothing_out() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    for index in 0..7 {
        create(&alice, json!({ "name": format!("w{index}") })).await;
    }
    for sort in [
        "name",
        "-name",
        "created_at",
        "-created_at",
        "updated_at",
        "-updated_at",
    ] {
        let mut seen = Vec::new();
        for page in 1..=5 {
            let query = format!("page={page}&page_size=2&sort={sort}&filter[name][$like]=w");
            seen.extend(names(&alice, &query).await);
        }
        let mut all = seen.clone();
        all.sort();
        let expected: Vec<String> = (0..7).map(|index| format!("w{index}")).collect();
        assert_eq!(all, expected, "{sort}");
        if sort.ends_with("name") || sort.ends_with("created_at") {
            let rising = !sort.starts_with('-');
            assert_eq!(seen.is_sorted(), rising, "{sort}: {seen:?}");
        }
    }
}

#[tokio::test]
async fn filters() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    create(
        &alice,
        json!({ "name": "ml-team", "description": "50% ML" }),
    )
    .await;
    create(&alice, json!({ "name": "a_b" })).await;
    create(&app.as_user("bob@example.com"), json!({ "name": "ml-bob" })).await;
    let cases = [
        ("filter[name][$like]=ML", vec!["ml-team"]),
        ("filter[name][$like]=_", vec!["a_b"]),
        ("filter[description][$like]=%25", vec!["ml-team"]),
        ("filter[name][$in]=a_b,system,ml-bob", vec!["a_b", "system"]),
        (
            r#"filter={"name":{"$nin":["default","system"]}}"#,
            vec!["a_b", "ml-team"],
        ),
        (r#"filter={"description":null}"#, vec!["a_b"]),
        (
            r#"filter={"created_by":"alice@example.com"}"#,
            vec!["a_b", "ml-team"],
        ),
        (
            r#"filter={"$or":[{"name":"a_b"},{"name":"default"}]}"#,
            vec!["a_b", "default"],
        ),
        (r#"filter={"$not":{"name":{"$like":"e"}}}"#, vec!["a_b"]),
        (
            r#"filter={"created_at":{"$gt":"2020-01-01","$lt":"2021-01-01"}}"#,
            vec![],
        ),
        ("filter[name]=' OR 1=1 --", vec![]),
        (
            r#"filter=name~"_" OR -created_by:"alice@example.com" name:"system""#,
            vec!["a_b"],
        ),
    ];
    for (query, expected) in cases {
        let query = query.replace(' ', "%20");
        assert_eq!(
            names(&alice, &format!("sort=name&{query}")).await,
            expected,
            "{query}"
        );
    }
    let answer = alice.get(&format!("{PATH}?filter[secret]=x")).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer
            .refusal()
            .1
            .starts_with("Unknown filter field 'secret'")
    );
}

#[tokio::test]
async fn descriptions_stay_and_change() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    create(&alice, json!({ "name": "w1", "description": "first" })).await;
    let path = format!("{PATH}/w1");
    for (body, expected) in [
        (json!({}), json!("first")),
        (json!({ "description": "second" }), json!("second")),
        (json!({ "description": null }), json!("second")),
        (json!({ "description": "" }), json!("")),
    ] {
        assert_eq!(
            alice.put(&path, body.clone()).await.ok()["description"],
            expected,
            "{body}"
        );
        assert_eq!(
            alice.get(&path).await.ok()["description"],
            expected,
            "{body}"
        );
    }
    assert_eq!(
        alice.put(&path, json!({ "description": 1 })).await.status,
        422
    );
    let missing = app.as_admin().put(&format!("{PATH}/nope"), json!({})).await;
    assert_eq!(
        missing.refusal(),
        (404, "Workspace 'nope' not found".into())
    );
}

#[tokio::test]
async fn deletion_takes_the_bindings_along() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    create(&alice, json!({ "name": "w1" })).await;
    let path = format!("{PATH}/w1");
    assert_eq!(
        alice.delete(&path).await.ok(),
        json!({ "message": "Workspace marked for deletion", "id": "w1" })
    );
    assert_eq!(
        alice.get(&path).await.status,
        403,
        "nobody belongs to it any more"
    );
    assert_eq!(app.as_admin().get(&path).await.status, 404);
    assert_eq!(app.as_admin().delete(&path).await.status, 404);
    // The name is free, and whoever takes it starts alone.
    create(&app.as_user("bob@example.com"), json!({ "name": "w1" })).await;
    assert_eq!(alice.get(&path).await.status, 403);
}

#[tokio::test]
async fn the_platforms_own_workspaces_stay() {
    let app = App::quickstart().await;
    for name in ["default", "system"] {
        let answer = app.as_admin().delete(&format!("{PATH}/{name}")).await;
        assert_eq!(
            answer.refusal(),
            (
                409,
                format!("Workspace '{name}' is part of the platform and can't be deleted")
            )
        );
    }
}

#[tokio::test]
async fn creation_needs_the_role_that_everyone_has_at_first() {
    let app = App::quickstart().await;
    let everyone = format!("{PATH}/system/members/*");
    app.as_admin()
        .put(&everyone, json!({ "roles": ["Viewer"] }))
        .await
        .ok();
    let alice = app.as_user("alice@example.com");
    assert_eq!(alice.post(PATH, json!({ "name": "w1" })).await.status, 403);
    let alone = format!("{PATH}/system/members/alice@example.com");
    app.as_admin()
        .put(&alone, json!({ "roles": ["WorkspaceCreator"] }))
        .await
        .ok();
    assert_eq!(alice.post(PATH, json!({ "name": "w1" })).await.status, 201);
}

#[tokio::test]
async fn two_at_once_make_one_workspace() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    let bob = app.as_user("bob@example.com");
    let body = json!({ "name": "contested" });
    let (a, b) = tokio::join!(alice.post(PATH, body.clone()), bob.post(PATH, body));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let path = format!("{PATH}/contested/members");
    let members = app.as_admin().get(&path).await.ok();
    assert_eq!(members["data"].as_array().unwrap().len(), 1);
}
