//! `auth.group_roles`: rules of the settings that give groups roles. `authz_exhaustive` has every
//! request with a role by rule; here is what else they do and don't.

use serde_json::{Value, json};

use crate::support::{App, Caller, token};

const PATH: &str = "/apis/entities/v2/workspaces";
const RULES: &str = "/apis/auth/v2/group-roles";
const ME: &str = "/apis/auth/v2/me";
const AUDIT: &str = "/apis/auth/v2/audit";
const BINDINGS: &str = "/apis/auth/v2/iam/role-bindings";

/// Of these tests: members of `ml-…` are Editors of its namesake, `ops` is Admin of `shared`, and
/// those of `ext-…` Viewers there.
fn rules() -> String {
    json!([
        { "group": "ml-*", "workspace": "ml-*", "role": "Editor" },
        { "group": "ops", "workspace": "shared", "role": "Admin" },
        { "group": "ext-*", "workspace": "shared", "role": "Viewer" },
    ])
    .to_string()
}

/// With the workspaces `ml-vision`, `ml-speech`, `shared` and `private`, all of alice's.
async fn app() -> App {
    app_with(&[]).await
}

async fn app_with(more: &[(&str, &str)]) -> App {
    let rules = rules();
    let mut environment = vec![("NMP_AUTH_GROUP_ROLES", rules.as_str())];
    environment.extend_from_slice(more);
    let app = App::quickstart_with(&environment).await;
    let alice = app.as_user("alice@example.com");
    for name in ["ml-vision", "ml-speech", "shared", "private"] {
        alice.post(PATH, json!({ "name": name })).await.ok();
    }
    app
}

/// The workspaces that are listed, but for `default` and `system`.
async fn listed(caller: &Caller) -> Vec<String> {
    let page = caller.get(&format!("{PATH}?sort=name")).await.ok();
    let names = page["data"].as_array().unwrap().iter();
    let names = names.map(|workspace| workspace["name"].as_str().unwrap().to_owned());
    let names: Vec<String> = names
        .filter(|name| !["default", "system"].contains(&name.as_str()))
        .collect();
    let total = page["pagination"]["total_results"].as_u64().unwrap();
    assert_eq!(total, 2 + names.len() as u64, "{page}");
    names
}

async fn status(caller: &Caller, workspace: &str) -> u16 {
    caller.get(&format!("{PATH}/{workspace}")).await.status
}

#[tokio::test]
async fn a_group_gets_into_its_workspace_and_no_other() {
    let app = app().await;
    let bob = app.as_member_of("bob@example.com", &["ml-vision", "ext-acme"]);
    assert_eq!(listed(&bob).await, ["ml-vision", "shared"]);
    let path = format!("{PATH}/ml-vision");
    bob.put(&path, json!({ "description": "by rule" }))
        .await
        .ok();
    let member = json!({ "principal": "eve@example.com", "roles": ["Admin"] });
    let answer = bob.post(&format!("{path}/members"), member).await;
    assert_eq!(answer.status, 403, "an Editor manages no members");
    for workspace in ["ml-speech", "private", "ml-nope"] {
        assert_eq!(status(&bob, workspace).await, 403, "{workspace}");
    }
    // A rule is no member.
    let members = bob.get(&format!("{path}/members")).await.ok();
    assert_eq!(members["data"].as_array().unwrap().len(), 1, "{members}");
}

/// Those that are shaped like somebody else's name, and those that only resemble one.
#[tokio::test]
async fn other_names_get_nothing() {
    let app = app().await;
    for groups in [
        json!([]),
        json!(["*"]),
        json!(["ML-vision"]),
        json!(["ml-vision "]),
        json!(["ml-"]),
        json!(["xml-vision", "ml-vision-2"]),
        json!(["ml-vision@example.com"]),
        json!(["ext-x@example.com", "service:ext-x"]),
        json!(["partner:ops"]),
    ] {
        let claims = token::changed(
            token::claims("eve@example.com"),
            &json!({ "groups": groups }),
        );
        let eve = app.bearer(&token::unsigned(&claims));
        assert_eq!(listed(&eve).await, Vec::<String>::new(), "{groups}");
        for workspace in ["ml-vision", "shared"] {
            assert_eq!(status(&eve, workspace).await, 403, "{groups}");
        }
    }
    // Neither a subject nor an address is a group.
    for claims in [
        json!({ "sub": "ml-vision", "email": null }),
        json!({ "sub": "ops" }),
    ] {
        let claims = token::changed(token::claims("eve@example.com"), &claims);
        let eve = app.bearer(&token::unsigned(&claims));
        assert_eq!(listed(&eve).await, Vec::<String>::new(), "{claims}");
        assert_eq!(status(&eve, "ml-vision").await, 403, "{claims}");
    }
}

#[tokio::test]
async fn a_prefix_of_groups_belongs_to_the_name() {
    let prefix = ("NMP_AUTH_OIDC__GROUPS_PREFIX", "oidc:");
    let app = app_with(&[prefix]).await;
    let bob = app.as_member_of("bob@example.com", &["ml-vision", "ops"]);
    assert_eq!(listed(&bob).await, Vec::<String>::new());
    let rules = json!([{ "group": "oidc:ml-*", "workspace": "ml-*", "role": "Viewer" }]);
    let rules = rules.to_string();
    let app = App::quickstart_with(&[prefix, ("NMP_AUTH_GROUP_ROLES", &rules)]).await;
    let name = json!({ "name": "ml-vision" });
    app.as_admin().post(PATH, name).await.ok();
    let bob = app.as_member_of("bob@example.com", &["ml-vision"]);
    assert_eq!(listed(&bob).await, ["ml-vision"]);
}

#[tokio::test]
async fn scopes_cap_what_a_rule_gives() {
    let app = app().await;
    let with = |scope: &str| {
        let claims = json!({ "groups": ["ml-vision"], "scope": scope });
        let claims = token::changed(token::claims("bob@example.com"), &claims);
        app.bearer(&token::unsigned(&claims))
    };
    let path = format!("{PATH}/ml-vision");
    let change = json!({ "description": "x" });
    let reader = with("platform:read");
    assert_eq!(reader.get(&path).await.status, 200);
    let answer = reader.put(&path, change.clone()).await;
    assert_eq!(answer.status, 403);
    assert!(
        answer
            .header("www-authenticate")
            .contains("insufficient_scope")
    );
    assert_eq!(with("models:read").get(&path).await.status, 403);
    with("platform:write").put(&path, change).await.ok();
}

#[tokio::test]
async fn the_caller_is_told_which_rule_it_is() {
    let app = app().await;
    let bob = app.as_member_of("bob@example.com", &["ml-vision", "ops"]);
    let alice = app.as_user("alice@example.com");
    let members = format!("{PATH}/ml-vision/members");
    let body = json!({ "principal": "ml-vision", "roles": ["Editor", "Viewer"] });
    alice.post(&members, body).await.ok();
    let query = format!("{ME}?workspace=ml-vision&workspace=shared&workspace=ml-nope");
    let me = bob.get(&query).await.ok();
    let rule = json!({ "group": "ml-*", "workspace": "ml-*" });
    assert_eq!(
        me["workspaces"],
        json!([
            {
                "workspace": "ml-vision",
                "roles": [
                    { "role": "Editor", "principal": "ml-vision" },
                    { "role": "Editor", "principal": "ml-vision", "rule": rule },
                    { "role": "Viewer", "principal": "ml-vision" },
                ],
                "permissions": ["read_workspace", "list_members", "update_workspace"],
            },
            {
                "workspace": "shared",
                "roles": [
                    {
                        "role": "Admin",
                        "principal": "ops",
                        "rule": { "group": "ops", "workspace": "shared" },
                    },
                ],
                "permissions": [
                    "read_workspace", "list_members", "update_workspace", "manage_members",
                    "delete_workspace",
                ],
            },
            { "workspace": "ml-nope", "roles": [], "permissions": [] },
        ])
    );
}

/// An Admin by rule sees what Admins see, of their workspaces alone.
#[tokio::test]
async fn an_admin_by_rule_is_one_everywhere() {
    let app = app().await;
    let olga = app.as_member_of("olga@example.com", &["ops", "ml-vision"]);
    let members = format!("{PATH}/shared/members");
    let body = json!({ "principal": "bob@example.com", "roles": ["Viewer"] });
    olga.post(&members, body).await.ok();
    let trail = olga.get(AUDIT).await.ok();
    let places = |data: &Value, name: &str| -> Vec<String> {
        let mut found: Vec<String> = data
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row[name].as_str().unwrap().to_owned())
            .collect();
        found.sort();
        found.dedup();
        found
    };
    assert_eq!(places(&trail["data"], "workspace"), ["shared"]);
    let bindings = olga.get(BINDINGS).await.ok();
    assert_eq!(places(&bindings["data"], "workspace"), ["shared"]);
    // An Editor by rule has neither.
    let bob = app.as_member_of("bob@example.com", &["ml-vision"]);
    assert_eq!(bob.get(AUDIT).await.status, 403);
    assert_eq!(bob.get(BINDINGS).await.status, 403);
    olga.delete(&format!("{PATH}/shared")).await.ok();
    assert_eq!(olga.get(AUDIT).await.status, 403);
    assert_eq!(olga.get(BINDINGS).await.status, 403);
}

/// A rule is about a name: it ends with the workspace, and holds for the next one of the name.
#[tokio::test]
async fn a_deleted_workspace_gives_nothing() {
    let app = app().await;
    let bob = app.as_member_of("bob@example.com", &["ml-vision"]);
    let alice = app.as_user("alice@example.com");
    assert_eq!(status(&bob, "ml-vision").await, 200);
    alice.delete(&format!("{PATH}/ml-vision")).await.ok();
    assert_eq!(status(&bob, "ml-vision").await, 403);
    assert_eq!(listed(&bob).await, Vec::<String>::new());
    alice.post(PATH, json!({ "name": "ml-vision" })).await.ok();
    assert_eq!(status(&bob, "ml-vision").await, 200);
}

#[tokio::test]
async fn rules_are_shown_to_those_who_see_the_members() {
    let app = app().await;
    let shown = async |caller: &Caller, query: &str| -> Vec<(String, Value)> {
        let list = caller.get(&format!("{RULES}{query}")).await.ok();
        let rows = list["data"].as_array().unwrap().iter();
        rows.map(|row| {
            (
                row["group"].as_str().unwrap().to_owned(),
                row["group_here"].clone(),
            )
        })
        .collect()
    };
    let of = |rows: &[(&str, Value)]| -> Vec<(String, Value)> {
        rows.iter()
            .map(|(group, here)| ((*group).to_owned(), here.clone()))
            .collect()
    };
    let all = of(&[
        ("ml-*", Value::Null),
        ("ops", Value::Null),
        ("ext-*", Value::Null),
    ]);
    let alice = app.as_user("alice@example.com");
    assert_eq!(shown(&app.as_admin(), "").await, all);
    assert_eq!(shown(&alice, "").await, all);
    let here = of(&[("ops", json!("ops")), ("ext-*", json!("ext-*"))]);
    assert_eq!(shown(&alice, "?workspace=shared").await, here);
    let here = of(&[("ml-*", json!("ml-vision"))]);
    assert_eq!(shown(&alice, "?workspace=ml-vision").await, here);
    assert_eq!(shown(&alice, "?workspace=private").await, []);
    // In one workspace.
    let bob = app.as_member_of("bob@example.com", &["ml-vision"]);
    assert_eq!(shown(&bob, "").await, all[..1]);
    assert_eq!(shown(&bob, "?workspace=ml-vision").await, here);
    // In none.
    let eve = app.as_user("eve@example.com");
    assert_eq!(shown(&eve, "").await, []);
    for (caller, workspace) in [
        (&bob, "shared"),
        (&bob, "ml-nope"),
        (&eve, "ml-vision"),
        (&eve, "system"),
    ] {
        let answer = caller.get(&format!("{RULES}?workspace={workspace}")).await;
        let expected = if workspace == "system" { 200 } else { 403 };
        assert_eq!(answer.status, expected, "{workspace}: {}", answer.text);
    }
    assert_eq!(shown(&eve, "?workspace=system").await, []);
    let answer = alice.get(&format!("{RULES}?workspace=a%00b")).await;
    assert_eq!(answer.status, 422);
    assert_eq!(app.anonymous().get(RULES).await.status, 401);
    // Whole answers, for those who read the wire.
    let list = bob.get(RULES).await.ok();
    let row = json!({ "group": "ml-*", "workspace": "ml-*", "role": "Editor", "group_here": null });
    assert_eq!(list, json!({ "data": [row] }));
}

/// Names with parts of patterns in them, and with what `LIKE` would take for one.
#[tokio::test]
async fn what_a_rule_reaches_is_compared_literally() {
    let rules = json!([
        { "group": "g-*", "workspace": "a_*-x", "role": "Viewer" },
        { "group": "h-*", "workspace": "b*", "role": "Viewer" },
        { "group": "i-*", "workspace": "*.c", "role": "Viewer" },
    ])
    .to_string();
    let app = App::quickstart_with(&[("NMP_AUTH_GROUP_ROLES", &rules)]).await;
    for (name, reached) in [
        ("a_m-x", &["g-*"][..]),
        ("a-m-x", &[]),
        ("a_-x", &[]),
        ("a_m-y", &[]),
        ("bb", &["h-*"]),
        ("m.c", &["i-*"]),
        ("mc", &[]),
        ("b.c", &["h-*", "i-*"]),
    ] {
        let email = format!("owner-of-{}@example.com", name.replace('.', "-"));
        let owner = app.as_user(&email);
        owner.post(PATH, json!({ "name": name })).await.ok();
        let list = owner.get(RULES).await.ok();
        let rows = list["data"].as_array().unwrap().iter();
        let groups: Vec<_> = rows.map(|row| row["group"].as_str().unwrap()).collect();
        assert_eq!(groups, reached, "{name}");
    }
}

#[tokio::test]
async fn discovery_announces_rules() {
    let app = app().await;
    let discovery = async |app: &App| app.anonymous().get("/apis/auth/discovery").await.ok();
    assert_eq!(discovery(&app).await["group_roles"], true);
    let without = App::quickstart().await;
    assert_eq!(discovery(&without).await.get("group_roles"), None);
    let list = without.as_user("alice@example.com").get(RULES).await.ok();
    assert_eq!(list, json!({ "data": [] }));
}
