//! `auth.dialect: helix`: the rules in which NeMo Helix differs from NeMo Platform.

use nmp_types::Discovery;
use serde_json::{Value, json};

use crate::support::app::ADMIN;
use crate::support::{App, Data};

const PATH: &str = "/apis/entities/v2/workspaces";
const SYSTEM: &str = "/apis/entities/v2/workspaces/system/members";
const HELIX: (&str, &str) = ("NMP_AUTH_DIALECT", "helix");

/// A platform administrator learns that it doesn't exist, everyone else gets 403.
const MISSING: &str = "/apis/entities/v2/workspaces/nope";

async fn helix() -> App {
    App::quickstart_with(&[HELIX]).await
}

async fn quickstart_on(data: Data, dialect: &str) -> App {
    App::start_on(
        data,
        &[
            ("NMP_AUTH_ENABLED", "true"),
            ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
            ("NMP_AUTH_ADMIN_EMAIL", ADMIN),
            ("NMP_AUTH_DIALECT", dialect),
        ],
    )
    .await
}

/// The roles of everyone in `system`, by principal.
async fn roles(app: &App, principal: &str) -> Value {
    let members = app.as_admin().get(SYSTEM).await.ok();
    let members = members["data"].as_array().unwrap();
    let found = members.iter().find(|m| m["principal"] == principal);
    found.map_or(json!(null), |member| member["roles"].clone())
}

#[tokio::test]
async fn the_administrator_has_the_dialects_role() {
    let app = helix().await;
    assert_eq!(roles(&app, ADMIN).await, json!(["HelixAdmin"]));
    assert_eq!(app.as_admin().get(MISSING).await.status, 404);
    let carol = app.as_user("carol@example.com");
    assert_eq!(carol.get(MISSING).await.status, 403);
    let body = json!({ "principal": "carol@example.com", "roles": ["HelixAdmin"] });
    app.as_admin().post(SYSTEM, body).await.ok();
    assert_eq!(carol.get(MISSING).await.status, 404);
}

/// Each dialect refuses the other's name, and on an ordinary workspace both.
#[tokio::test]
async fn the_other_dialects_role_is_unknown() {
    for (dialect, own, other) in [
        ("nmp", "PlatformAdmin", "HelixAdmin"),
        ("helix", "HelixAdmin", "PlatformAdmin"),
    ] {
        let app = App::quickstart_with(&[("NMP_AUTH_DIALECT", dialect)]).await;
        let admin = app.as_admin();
        admin.post(PATH, json!({ "name": "team-a" })).await.ok();
        let members = format!("{PATH}/team-a/members");
        let bob = |role: &str| json!({ "principal": "bob@example.com", "roles": [role] });
        for (path, role) in [(SYSTEM, other), (&members, other), (&members, own)] {
            let answer = admin.post(path, bob(role)).await;
            assert_eq!(answer.status, 422, "{dialect} {path} {role}");
        }
        let refusal = admin.post(SYSTEM, bob(other)).await.json();
        let message = refusal["detail"][0]["msg"].as_str().unwrap();
        assert!(
            message.contains(own) && !message.contains(other),
            "{message}"
        );
        admin.post(SYSTEM, bob(own)).await.ok();
    }
}

/// A binding to the other dialect's role stays, is listed, and allows nothing, on `system` and
/// elsewhere: never do both names count.
#[tokio::test]
async fn only_one_name_counts_whatever_is_stored() {
    let mut data = Data::new().await;
    for (dialect, own, other) in [
        ("nmp", "PlatformAdmin", "HelixAdmin"),
        ("helix", "HelixAdmin", "PlatformAdmin"),
        ("nmp", "PlatformAdmin", "HelixAdmin"),
    ] {
        let app = quickstart_on(data, dialect).await;
        let admin = app.as_admin();
        assert_eq!(admin.get(MISSING).await.status, 404, "{dialect}");
        let workspace = format!("{PATH}/default");
        let before = admin.get(&workspace).await.ok();
        for (workspace, principal, role) in [
            ("system", "own", own),
            ("system", "other", other),
            ("default", "own-elsewhere", own),
            ("default", "other-elsewhere", other),
        ] {
            let sql = format!(
                "INSERT INTO bindings SELECT id, '{principal}', '{role}', \
                 '2026-01-01T00:00:00.000000', 'x' FROM workspaces WHERE name = '{workspace}' \
                 ON CONFLICT DO NOTHING"
            );
            app.data().execute(&sql).await.unwrap();
        }
        assert_eq!(app.as_user("own").get(MISSING).await.status, 404);
        for powerless in ["other", "own-elsewhere", "other-elsewhere"] {
            let caller = app.as_user(powerless);
            assert_eq!(
                caller.get(MISSING).await.status,
                403,
                "{dialect} {powerless}"
            );
            // `default` makes everyone an Editor; more than that they are not.
            let members = format!("{workspace}/members");
            let body = json!({ "principal": "x", "roles": ["Viewer"] });
            assert_eq!(caller.post(&members, body).await.status, 403, "{powerless}");
            assert_eq!(caller.delete(&workspace).await.status, 403, "{powerless}");
        }
        assert_eq!(admin.get(&workspace).await.ok(), before);
        for principal in ["own", "other"] {
            admin.delete(&format!("{SYSTEM}/{principal}")).await.ok();
        }
        data = app.stop().await;
    }
}

/// Changing the dialect makes the administrator of the settings one in it.
#[tokio::test]
async fn a_change_of_dialect_appoints_the_administrator_again() {
    let app = App::quickstart().await;
    let app = quickstart_on(app.stop().await, "helix").await;
    assert_eq!(app.as_admin().get(MISSING).await.status, 404);
    let mut both = roles(&app, ADMIN).await;
    both.as_array_mut().unwrap().sort_by_key(Value::to_string);
    assert_eq!(both, json!(["HelixAdmin", "PlatformAdmin"]));
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = helix().await;
    let admin = app.as_admin();
    let own = format!("{SYSTEM}/{ADMIN}");
    for answer in [
        admin.delete(&own).await,
        admin.put(&own, json!({ "roles": ["Viewer"] })).await,
    ] {
        let (status, detail) = answer.refusal();
        assert_eq!(status, 409);
        assert!(detail.contains("the last HelixAdmin"), "{detail}");
    }
    let body = json!({ "principal": "carol@example.com", "roles": ["HelixAdmin"] });
    admin.post(SYSTEM, body).await.ok();
    admin.delete(&own).await.ok();
}

/// In NeMo Platform's dialect scopes don't bind platform administrators, in NeMo Helix's they do.
#[tokio::test]
async fn scopes_bind_platform_administrators() {
    let update = json!({ "description": "x" });
    let workspace = format!("{PATH}/default");
    for (dialect, scope, reads, writes) in [
        ("helix", "", 200, 200),
        ("helix", "openid foo:bar", 200, 200),
        ("helix", "platform:read", 200, 403),
        ("helix", "models:read", 403, 403),
        ("helix", "platform:read platform:write", 200, 200),
        ("nmp", "platform:read", 200, 200),
        ("nmp", "models:read", 200, 200),
    ] {
        let app = App::quickstart_with(&[("NMP_AUTH_DIALECT", dialect)]).await;
        let admin = app.with_scope(ADMIN, scope);
        assert_eq!(
            admin.get(&workspace).await.status,
            reads,
            "{dialect} {scope}"
        );
        let answer = admin.put(&workspace, update.clone()).await;
        assert_eq!(answer.status, writes, "{dialect} {scope}");
        if writes == 403 {
            let challenge = answer.header("www-authenticate");
            assert!(challenge.contains("insufficient_scope"), "{challenge}");
        }
    }
}

#[tokio::test]
async fn names_of_samples_are_reserved() {
    let app = helix().await;
    let sentence = "Workspace names beginning with 'sample-' are reserved for the sample flow";
    for caller in [app.as_user("alice@example.com"), app.as_admin()] {
        let answer = caller.post(PATH, json!({ "name": "sample-one" })).await;
        assert_eq!(answer.refusal(), (403, sentence.to_owned()));
        // A name that isn't valid is reported as such.
        let answer = caller.post(PATH, json!({ "name": "sample-" })).await;
        assert_eq!(answer.status, 422);
    }
    let alice = app.as_user("alice@example.com");
    assert_eq!(
        alice.post(PATH, json!({ "name": "samples" })).await.status,
        201
    );
    let app = App::quickstart().await;
    let alice = app.as_user("alice@example.com");
    assert_eq!(
        alice
            .post(PATH, json!({ "name": "sample-one" }))
            .await
            .status,
        201
    );
}

#[tokio::test]
async fn the_dialect_is_announced() {
    let app = helix().await;
    let answer = app.anonymous().get("/apis/auth/discovery").await.ok();
    assert_eq!(answer["dialect"], "helix");
    let _: Discovery = serde_json::from_value(answer).unwrap();
    let document = app.anonymous().get("/openapi.json").await.text;
    assert!(document.contains("HelixAdmin") && !document.contains("PlatformAdmin"));

    let app = App::quickstart().await;
    let answer = app.anonymous().get("/apis/auth/discovery").await.ok();
    assert_eq!(answer.get("dialect"), None);
    let document = app.anonymous().get("/openapi.json").await.text;
    assert!(document.contains("PlatformAdmin"));
}
