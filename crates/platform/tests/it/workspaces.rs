//! Workspaces, beyond the recording.

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
async fn pages_never_overlap_and_are_complete() {
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
async fn deletion_removes_the_bindings() {
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
    // The name is free, and its next owner starts alone.
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
async fn two_concurrent_creations_make_one_workspace() {
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

/// An earlier version accepted descriptions of a megabyte.
#[tokio::test]
async fn long_descriptions_of_earlier_versions_are_read_whole_and_listed_truncated() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    let long = format!("{}the end", "é😀a\u{1}".repeat(100_000));
    for index in 0..40 {
        create(&alice, json!({ "name": format!("w{index}") })).await;
    }
    let sql = format!("UPDATE workspaces SET description = '{long}' WHERE name LIKE 'w%'");
    app.data().execute(&sql).await.unwrap();
    let path = format!("{PATH}/w7");
    assert_eq!(alice.get(&path).await.ok()["description"], long);
    let answer = alice.get(&format!("{PATH}?page_size=1000")).await;
    let bytes = answer.text.len();
    assert!(bytes < 2 * 1024 * 1024, "{bytes}");
    let page = answer.ok();
    assert_eq!(page["pagination"]["current_page_size"], 42);
    assert_eq!(page["pagination"]["total_pages"], 1);
    for workspace in page["data"].as_array().unwrap() {
        let shown = workspace["description"].as_str().unwrap();
        let is_long = workspace["name"].as_str().unwrap().starts_with('w');
        let Some(beginning) = shown.strip_suffix('…') else {
            assert!(!is_long, "{shown}");
            continue;
        };
        assert!(long.starts_with(beginning));
        assert_eq!(shown.chars().count(), 2_000);
    }
    // The search covers exactly the listed part.
    for (part, count) in [("é😀A", 40), ("the end", 0)] {
        let found = names(
            &alice,
            &format!("page_size=1000&filter[description][$like]={part}"),
        )
        .await;
        assert_eq!(found.len(), count, "{part}");
    }
    // It stays until it is changed, when the limit applies.
    let same = json!({ "description": long });
    assert_eq!(alice.put(&path, same).await.status, 413);
    assert_eq!(alice.put(&path, json!({})).await.ok()["description"], long);
    let longer = json!({ "description": "a".repeat(2_001) });
    assert_eq!(alice.put(&path, longer).await.status, 422);
    let longest = "😀".repeat(2_000);
    alice
        .put(&path, json!({ "description": longest }))
        .await
        .ok();
    assert_eq!(alice.get(&path).await.ok()["description"], longest);
}

#[tokio::test]
async fn a_full_page_of_the_longest_descriptions_is_bounded() {
    let app = App::quickstart().await;
    let admin = app.as_admin();
    let sql = format!(
        "INSERT INTO workspaces (id, name, description, created_at, updated_at) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) \
         SELECT 'workspace-' || i, 'w' || i, '{}', '2026-01-01T00:00:00.000000', \
         '2026-01-01T00:00:00.000000' FROM n",
        "😀\u{1}".repeat(1_000)
    );
    app.data().execute(&sql).await.unwrap();
    let mut seen = Vec::new();
    for (page, count) in [(1, 1000), (2, 502), (3, 0)] {
        let answer = admin
            .get(&format!("{PATH}?sort=name&page_size=1000&page={page}"))
            .await;
        let bytes = answer.text.len();
        assert!(bytes < 2 * 1024 * 1024, "{bytes}");
        let answer = answer.ok();
        assert_eq!(answer["pagination"]["current_page_size"], count);
        assert_eq!(answer["pagination"]["total_pages"], 2);
        let rows = answer["data"].as_array().unwrap();
        seen.extend(
            rows.iter()
                .map(|row| row["name"].as_str().unwrap().to_owned()),
        );
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 1502);
    // A page of the default size shows them whole.
    let page = admin.get(&format!("{PATH}?sort=name&page=2")).await.ok();
    assert_eq!(page["data"][0]["description"], "😀\u{1}".repeat(1_000));
}

#[tokio::test]
async fn filters_are_bounded_in_every_form() {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    let encode =
        |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let with = |length: usize| {
        let value = "é".repeat(length);
        let json = |filter: Value| format!("filter={}", encode(&filter.to_string()));
        [
            format!("filter[name]={}", encode(&value)),
            format!("filter[description][$like]={}", encode(&value)),
            format!("filter[name][$in]=a,{}", encode(&value)),
            format!(
                "filter[$or]={}",
                encode(&json!([{ "name": value }]).to_string())
            ),
            json(json!({ "created_by": value })),
            json(json!({ "name": { "$gte": value } })),
            json(json!({ "name": { "$nin": ["a", value] } })),
            json(json!({ "$not": { "description": { "$or": [{ "$like": value }] } } })),
            format!("filter={}", encode(&format!("name~\"{value}\""))),
            format!(
                "filter={}",
                encode(&format!("-(name IN [\"a\", \"{value}\"])"))
            ),
        ]
    };
    for query in with(100) {
        assert_eq!(
            alice.get(&format!("{PATH}?{query}")).await.status,
            200,
            "{query}"
        );
    }
    let long = (400, "A filter value has at most 100 characters".to_owned());
    for query in with(101) {
        assert_eq!(
            alice.get(&format!("{PATH}?{query}")).await.refusal(),
            long,
            "{query}"
        );
    }
    let json = |filter: Value| format!("filter={}", encode(&filter.to_string()));
    let listed = |count: usize| {
        let items = vec!["x"; count];
        [
            format!("filter[name][$in]={}", items.join(",")),
            json(json!({ "name": { "$nin": items } })),
            json(json!({ "name": { "$in": items.join(",") } })),
        ]
        .to_vec()
    };
    let beside = |count: usize| {
        let parts = vec![json!({ "name": "x" }); count];
        [
            json(json!({ "$or": parts })),
            format!("filter={}", encode(&"name:\"x\" ".repeat(count))),
        ]
        .to_vec()
    };
    for query in [listed(20), beside(100)].concat() {
        assert_eq!(
            alice.get(&format!("{PATH}?{query}")).await.status,
            200,
            "{query}"
        );
    }
    for query in [listed(21), beside(101)].concat() {
        let (status, detail) = alice.get(&format!("{PATH}?{query}")).await.refusal();
        assert_eq!(status, 400, "{query}");
        assert!(detail.starts_with("The filter is too large"), "{detail}");
    }
    // Lists of several conditions count together.
    let list = vec!["x"; 17];
    let lists = json!({ "$or": vec![json!({ "name": { "$in": list } }); 6] });
    let answer = alice.get(&format!("{PATH}?{}", json(lists))).await;
    assert_eq!(answer.status, 400);
    let audit = format!("/apis/auth/v2/audit?actor={}", "a".repeat(513));
    assert_eq!(app.as_admin().get(&audit).await.status, 422);
}
