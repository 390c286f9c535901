//! `GET /apis/auth/v2/me`.

use serde_json::{Value, json};

use crate::support::{App, Caller, token};

const PATH: &str = "/apis/entities/v2/workspaces";
const ME: &str = "/apis/auth/v2/me";

/// The permissions of a role within a workspace.
const VIEWER: [&str; 2] = ["read_workspace", "list_members"];
const EDITOR: [&str; 3] = ["read_workspace", "list_members", "update_workspace"];
const ADMIN: [&str; 5] = [
    "read_workspace",
    "list_members",
    "update_workspace",
    "manage_members",
    "delete_workspace",
];

/// Of alice: `team`, where bob is Editor, the group `ml` Viewer; and `secret`, hers alone.
async fn with_teams() -> App {
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    for team in ["team", "secret"] {
        alice.post(PATH, json!({ "name": team })).await.ok();
    }
    for (principal, role) in [("bob@example.com", "Editor"), ("ml", "Viewer")] {
        let body = json!({ "principal": principal, "roles": [role] });
        alice.post(&format!("{PATH}/team/members"), body).await.ok();
    }
    app
}

fn with(app: &App, email: &str, changes: Value) -> Caller {
    let claims = token::changed(token::claims(email), &changes);
    app.bearer(&token::unsigned(&claims))
}

#[tokio::test]
async fn the_caller_is_described() {
    let app = with_teams().await;
    let changes = json!({ "sub": "s1", "groups": ["ml", "x@example.com"], "scope": "openid" });
    let bob = with(&app, "bob@example.com", changes);
    let answer = bob
        .get(&format!("{ME}?workspace=team&workspace=default"))
        .await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(
        answer.ok(),
        json!({
            "kind": "person",
            "principal": "s1",
            "subject": "s1",
            "subject_counts": true,
            "email": "bob@example.com",
            "groups": ["ml"],
            "unused_groups": 1,
            "groups_left_out": false,
            "scopes": ["openid"],
            "claims": { "subject": "sub", "email": "email", "groups": "groups" },
            "platform_admin": false,
            "roles": [
                { "role": "Viewer", "principal": "*" },
                { "role": "WorkspaceCreator", "principal": "*" },
            ],
            "permissions": ["list_workspaces", "create_workspace"],
            "workspaces": [
                {
                    "workspace": "team",
                    "roles": [
                        { "role": "Editor", "principal": "bob@example.com" },
                        { "role": "Viewer", "principal": "ml" },
                    ],
                    "permissions": EDITOR,
                },
                {
                    "workspace": "default",
                    "roles": [{ "role": "Editor", "principal": "*" }],
                    "permissions": EDITOR,
                },
            ],
        })
    );
}

/// Nobody learns which workspaces there are.
#[tokio::test]
async fn an_invisible_workspace_is_like_one_that_is_not_there() {
    let app = with_teams().await;
    let query = format!("{ME}?workspace=secret&workspace=nope&workspace=..&workspace=%F0%9F%92%A9");
    let carol = app.as_user("carol@example.com").get(&query).await.ok();
    for (place, name) in ["secret", "nope", "..", "💩"].into_iter().enumerate() {
        let nothing = json!({ "workspace": name, "roles": [], "permissions": [] });
        assert_eq!(carol["workspaces"][place], nothing);
    }
    let admin = app.as_admin().get(&query).await.ok();
    assert_eq!(admin["platform_admin"], true);
    assert_eq!(admin["workspaces"][0]["permissions"], json!(ADMIN));
    assert_eq!(admin["workspaces"][0]["roles"], json!([]));
    assert_eq!(admin["workspaces"][1]["permissions"], json!([]));
}

/// As each request would be judged.
#[tokio::test]
async fn permissions_are_within_the_scopes() {
    let app = with_teams().await;
    for (scope, in_team, outside) in [
        ("platform:read", json!(VIEWER), json!(["list_workspaces"])),
        (
            "entities:write",
            json!(["update_workspace"]),
            json!(["create_workspace"]),
        ),
        ("models:read", json!([]), json!([])),
    ] {
        let bob = app.with_scope("bob@example.com", scope);
        let me = bob.get(&format!("{ME}?workspace=team")).await.ok();
        assert_eq!(me["workspaces"][0]["permissions"], in_team, "{scope}");
        assert_eq!(me["permissions"], outside, "{scope}");
    }
    // Anyone who may bind there could make themselves a platform administrator.
    let body = json!({ "principal": "bob@example.com", "roles": ["Admin"] });
    let members = format!("{PATH}/system/members");
    app.as_admin().post(&members, body).await.ok();
    let bob = app.as_user("bob@example.com");
    let me = bob.get(&format!("{ME}?workspace=system")).await.ok();
    let permissions = me["workspaces"][0]["permissions"]
        .as_array()
        .unwrap()
        .clone();
    assert!(
        !permissions.contains(&json!("manage_members")),
        "{permissions:?}"
    );
}

#[tokio::test]
async fn too_many_workspaces_are_refused() {
    let app = App::quickstart().await;
    let names: Vec<String> = (0..21).map(|n| format!("workspace=w{n}")).collect();
    let answer = app
        .as_admin()
        .get(&format!("{ME}?{}", names.join("&")))
        .await;
    assert_eq!(answer.status, 422);
    let answer = app.as_admin().get(&format!("{ME}?workspace=a%00b")).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn who_is_not_identified_is_refused_as_by_authenticate() {
    let app = App::quickstart().await;
    for (caller, words) in [
        (app.anonymous(), "Missing bearer token"),
        (app.bearer("garbage"), "Invalid bearer token"),
    ] {
        assert_eq!(caller.get(ME).await.refusal(), (401, words.to_owned()));
    }
    let off = App::start(&[]).await;
    assert_eq!(
        off.anonymous().get(ME).await.refusal(),
        (401, "Missing bearer token".to_owned())
    );
    let answer = off.as_user("alice@example.com").get(ME).await;
    assert_eq!(answer.refusal(), (401, "Invalid bearer token".to_owned()));
}

/// A token with the name of a service doesn't make its owner one.
#[tokio::test]
async fn a_token_names_no_service() {
    let app = App::quickstart().await;
    let eve = with(&app, "eve@example.com", json!({ "sub": "service:studio" }));
    let me = eve.get(ME).await.ok();
    assert_eq!(me["kind"], "person");
    assert_eq!(me["subject_counts"], false);
}

/// A gateway can name services, and no claims are read then.
#[tokio::test]
async fn a_gateway_names_services() {
    let app = App::quickstart_with(&[("NMP_AUTH_TRUSTED_GATEWAYS", "127.0.0.0/8")]).await;
    for (id, kind) in [("service:studio", "service"), ("248289761001", "person")] {
        let headers = [
            ("x-nmp-principal-id", id),
            ("x-nmp-scopes", "platform:read"),
        ];
        let answer = app.anonymous();
        let answer = answer.send(reqwest::Method::GET, ME, None, &headers).await;
        let me = answer.ok();
        assert_eq!((&me["kind"], &me["principal"]), (&json!(kind), &json!(id)));
        assert_eq!(me["claims"], json!(null));
        assert_eq!(me["permissions"], json!(["list_workspaces"]));
    }
}
