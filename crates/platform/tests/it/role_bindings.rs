//! `GET /apis/auth/v2/iam/role-bindings`.

use serde_json::{Value, json};

use crate::support::App;

const PATH: &str = "/apis/entities/v2/workspaces";
const BINDINGS: &str = "/apis/auth/v2/iam/role-bindings";

/// Two workspaces, of alice's and of bob's, with a member each.
async fn with_two_teams() -> App {
    let app = App::quickstart().await;
    for (owner, team, member) in [
        ("alice@example.com", "team-a", "carol@example.com"),
        ("bob@example.com", "team-b", "carol@example.com"),
    ] {
        let owner = app.as_user(owner);
        owner.post(PATH, json!({ "name": team })).await.ok();
        let body = json!({ "principal": member, "roles": ["Viewer", "Editor"] });
        owner
            .post(&format!("{PATH}/{team}/members"), body)
            .await
            .ok();
    }
    app
}

/// `principal role workspace` of each.
fn listed(page: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let data = page["data"].as_array().unwrap();
    let mut listed: Vec<String> = data
        .iter()
        .map(|b| {
            [&b["principal"], &b["role"], &b["workspace"]]
                .map(text)
                .join(" ")
        })
        .collect();
    listed.sort();
    listed
}

#[tokio::test]
async fn platform_administrators_see_all() {
    let app = with_two_teams().await;
    let page = app.as_admin().get(BINDINGS).await.ok();
    assert_eq!(
        listed(&page),
        [
            "* Editor default",
            "* Viewer system",
            "* WorkspaceCreator system",
            "admin@example.com PlatformAdmin system",
            "alice@example.com Admin team-a",
            "bob@example.com Admin team-b",
            "carol@example.com Editor team-a",
            "carol@example.com Editor team-b",
            "carol@example.com Viewer team-a",
            "carol@example.com Viewer team-b",
        ]
    );
    assert_eq!(page["sort"], "created_at");
    assert_eq!(page["filter"], json!(null));
    assert_eq!(page["pagination"]["total_results"], 10);
    let data = page["data"].as_array().unwrap();
    for binding in data {
        let mut keys: Vec<&str> = binding.as_object().unwrap().keys().map(|k| &**k).collect();
        keys.sort_unstable();
        assert_eq!(
            keys,
            [
                "granted_at",
                "granted_by",
                "id",
                "name",
                "principal",
                "revoked_at",
                "role",
                "workspace",
            ]
        );
        assert!(binding["id"].as_str().unwrap().starts_with("role-binding-"));
        let name = binding["name"].as_str().unwrap();
        assert!(name.starts_with("rb-") && name.len() == 27, "{name}");
        assert!(binding["granted_at"].as_str().unwrap().ends_with('Z'));
        assert_eq!(binding["revoked_at"], json!(null));
    }
    // In the order of time, and each its own; the same binding has the same identifier.
    let times: Vec<&str> = data
        .iter()
        .map(|b| b["granted_at"].as_str().unwrap())
        .collect();
    assert!(times.is_sorted());
    let mut ids: Vec<&str> = data.iter().map(|b| b["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 10);
    assert_eq!(app.as_admin().get(BINDINGS).await.ok(), page);
}

/// As with the audit trail. An Admin of `system` is none of its administrators.
#[tokio::test]
async fn admins_see_those_of_their_workspaces_and_others_none() {
    let app = with_two_teams().await;
    let alice = app.as_user("alice@example.com");
    let of_team = [
        "alice@example.com Admin team-a",
        "carol@example.com Editor team-a",
        "carol@example.com Viewer team-a",
    ];
    let page = alice.get(BINDINGS).await.ok();
    assert_eq!(listed(&page), of_team);
    assert_eq!(page["pagination"]["total_results"], 3);
    for query in [
        "filter[workspace]=team-b",
        "filter[principal]=bob@example.com",
    ] {
        let page = alice.get(&format!("{BINDINGS}?{query}")).await.ok();
        assert_eq!(listed(&page), Vec::<String>::new(), "{query}");
    }
    for other in ["carol@example.com", "zoe@example.com"] {
        let answer = app.as_user(other).get(BINDINGS).await;
        assert_eq!(answer.refusal(), (403, "Forbidden".to_owned()), "{other}");
    }
    let system = format!("{PATH}/system/members");
    let body = json!({ "principal": "zoe@example.com", "roles": ["Admin"] });
    app.as_admin().post(&system, body).await.ok();
    assert_eq!(
        app.as_user("zoe@example.com").get(BINDINGS).await.status,
        403
    );
    // Scopes come first.
    for (scope, status) in [
        ("platform:read", 200),
        ("platform:write", 403),
        ("models:read", 403),
    ] {
        let answer = app
            .with_scope("alice@example.com", scope)
            .get(BINDINGS)
            .await;
        assert_eq!(answer.status, status, "{scope}");
    }
    assert_eq!(app.anonymous().get(BINDINGS).await.status, 401);
    // Without access to the workspace any more, its bindings are gone from the list.
    let team = format!("{PATH}/team-a");
    alice.delete(&team).await.ok();
    assert_eq!(alice.get(BINDINGS).await.status, 403);
    let page = app.as_admin().get(BINDINGS).await.ok();
    assert!(!page.to_string().contains("team-a"));
}

#[tokio::test]
async fn filters_pages_and_order() {
    let app = with_two_teams().await;
    let admin = app.as_admin();
    for (query, total) in [
        ("filter[principal]=carol@example.com", 4),
        ("filter[principal][$eq]=carol@example.com", 4),
        (
            "filter[principal]=carol@example.com&filter[is_active]=true",
            4,
        ),
        ("filter[is_active]=false", 0),
        ("filter[workspace]=team-b", 3),
        ("filter[role]=Editor", 3),
        ("filter[granted_by]=bob@example.com", 3),
        ("filter[role]=Editor&filter[workspace]=team-a", 1),
        (
            "filter={\"role\":\"Editor\",\"workspace\":{\"$eq\":\"team-a\"}}",
            1,
        ),
        ("filter[principal]=%25", 0),
        ("filter[principal]=' OR 1=1 --", 0),
    ] {
        let page = admin.get(&format!("{BINDINGS}?{query}")).await.ok();
        assert_eq!(page["pagination"]["total_results"], total, "{query}");
        assert_eq!(page["data"].as_array().unwrap().len(), total, "{query}");
    }
    let page = admin
        .get(&format!("{BINDINGS}?filter[role]=Editor"))
        .await
        .ok();
    assert_eq!(page["filter"], json!({ "role": { "$eq": "Editor" } }));
    let (mut seen, mut backwards) = (Vec::new(), Vec::new());
    for page in 1..=4 {
        let query = format!("page_size=3&page={page}");
        seen.extend(
            admin.get(&format!("{BINDINGS}?{query}")).await.ok()["data"]
                .as_array()
                .unwrap()
                .clone(),
        );
        let query = format!("{query}&sort=-created_at");
        backwards.extend(
            admin.get(&format!("{BINDINGS}?{query}")).await.ok()["data"]
                .as_array()
                .unwrap()
                .clone(),
        );
    }
    assert_eq!(seen.len(), 10);
    backwards.reverse();
    assert_eq!(seen, backwards);
    for (query, status) in [
        ("page_size=5000", 422),
        ("page=0", 422),
        ("sort=bogus", 422),
        ("filter[name]=x", 400),
        ("filter[role][$like]=x", 400),
        ("filter[role]=a%00b", 400),
        ("filter[is_active]=maybe", 400),
    ] {
        let answer = admin.get(&format!("{BINDINGS}?{query}")).await;
        assert_eq!(answer.status, status, "{query}");
    }
}
