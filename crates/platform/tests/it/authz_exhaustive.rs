//! Authorization over HTTP, exhaustively: every protected route × every role × every way to be
//! bound × every kind of scopes × an existing or missing workspace. The expected outcome is
//! computed from a second copy of the wire contract's table; `authz_matrix` is a readable form.

use reqwest::Method;
use serde_json::json;

use crate::authz_matrix::requests;
use crate::support::{App, Caller, token};

const PATH: &str = "/apis/entities/v2/workspaces";
const SYSTEM: &str = "/apis/entities/v2/workspaces/system/members";

const SCOPES: [&str; 11] = [
    "",
    "openid profile",
    "models:read",
    "platform:read",
    "platform:write",
    "entities:read",
    "entities:write",
    "platform:read platform:write",
    "entities:read entities:write",
    "entities:read platform:write openid",
    "models:read platform:read",
];

/// How a caller gets a role.
const WAYS: [&str; 5] = ["e-mail", "subject", "group", "everyone", RULE];

/// By a rule of the settings, which only a group can have, and only on a workspace.
const RULE: &str = "rule";

/// The weakest role for each of [`requests`], in their order, and whether it writes. On `system`,
/// the two platform-wide roles.
const NEEDS: [(&str, bool); 16] = [
    ("nothing", false),         // list workspaces
    ("WorkspaceCreator", true), // create one
    ("Viewer", false),          // read it
    ("Viewer", false),          // list its members
    ("Editor", true),           // change its description
    ("Admin", true),            // add a member
    ("Admin", true),            // set a member's roles
    ("Admin", true),            // remove a member
    ("Admin", false),           // read its audit trail
    ("Viewer", false),          // list the rules that reach it
    ("Viewer", false),          // list its projects
    ("Viewer", false),          // read one
    ("Editor", true),           // create one
    ("Editor", true),           // change one
    ("Editor", true),           // delete one
    ("Admin", true),            // delete it
];

/// A caller, with role, binding and scopes.
struct Context {
    number: usize,
    on_workspace: &'static str,
    on_system: &'static str,
    way: &'static str,
}

impl Context {
    /// The name that is bound.
    fn principal(&self) -> String {
        match self.way {
            "e-mail" => format!("c{}@example.com", self.number),
            "subject" => format!("s{}", self.number),
            "group" => format!("g{}", self.number),
            _ => "*".to_owned(),
        }
    }

    fn caller(&self, app: &App, scope: &str, workspace: &str) -> Caller {
        let number = self.number;
        // What the rules of this test are about.
        let by_rule = match self.way {
            RULE => format!("{}-{workspace}", self.on_workspace),
            _ => "no-rule".to_owned(),
        };
        let claims = json!({
            "sub": format!("s{number}"),
            "groups": ["other-group", format!("g{number}"), by_rule],
            "scope": scope,
        });
        let claims = token::changed(token::claims(&format!("c{number}@example.com")), &claims);
        app.bearer(&token::unsigned(&claims))
    }

    /// The outcome in the contract: a status, or `scope`.
    fn expected(&self, request: usize, scope: &str, exists: bool) -> &'static str {
        let (least, writes) = NEEDS[request];
        let in_workspace = request >= 2;
        let is_in_query = [8, 9].contains(&request);
        let found = if !in_workspace || exists || is_in_query {
            "ok"
        } else {
            "404"
        };
        if self.on_system == "PlatformAdmin" {
            return found;
        }
        let has = |name: &str| scope.split(' ').any(|scope| scope == name);
        let is_checked = scope.contains(':');
        let wanted = if writes { "write" } else { "read" };
        let suffices = has(&format!("platform:{wanted}")) || has(&format!("entities:{wanted}"));
        if is_checked && !suffices {
            return "scope";
        }
        let rank = |role: &str| {
            ["nothing", "Viewer", "Editor", "Admin"]
                .iter()
                .position(|name| *name == role)
        };
        let allowed = match least {
            "WorkspaceCreator" => self.on_system == "WorkspaceCreator",
            _ if in_workspace && !exists => false,
            _ => rank(self.on_workspace) >= rank(least),
        };
        if allowed { found } else { "403" }
    }
}

#[tokio::test]
async fn everything() {
    assert_eq!(requests().len(), NEEDS.len());
    let mut contexts = vec![("nothing", "nothing", "e-mail")];
    for way in WAYS {
        for role in ["Viewer", "Editor", "Admin"] {
            contexts.push((role, "nothing", way));
        }
        if way != RULE {
            contexts.push(("nothing", "WorkspaceCreator", way));
            contexts.push(("nothing", "PlatformAdmin", way));
        }
    }
    // The administrator creates a workspace per context, role and way, faster than any person.
    let rules: Vec<_> = ["Viewer", "Editor", "Admin"]
        .map(|role| json!({ "group": format!("{role}-*"), "workspace": "*", "role": role }))
        .into();
    let app = App::quickstart_with(&[
        ("NMP_AUTH_GROUP_ROLES", json!(rules).to_string().as_str()),
        ("NMP_SERVER_LIMITS__WRITES_PER_SECOND", "0"),
        ("NMP_SERVER_LIMITS__WORKSPACE_CREATIONS_PER_SECOND", "0"),
    ])
    .await;
    // Not everyone may create workspaces here: that is one of the roles.
    app.as_admin().delete(&format!("{SYSTEM}/*")).await.ok();
    let mut unlike = Vec::new();
    for (number, (on_workspace, on_system, way)) in contexts.into_iter().enumerate() {
        let context = Context {
            number,
            on_workspace,
            on_system,
            way,
        };
        on_system_be(&app, &context, true).await;
        for (index, scope) in SCOPES.iter().enumerate() {
            for exists in [true, false] {
                let workspace = format!("w{number}-{index}");
                if exists {
                    set_up(&app, &context, &workspace).await;
                }
                let name = if exists { &workspace } else { "doesnt-exist" };
                let caller = context.caller(&app, scope, name);
                for (request, outcome) in outcomes(&caller, name, exists).await.iter().enumerate() {
                    let expected = context.expected(request, scope, exists);
                    if *outcome != expected {
                        unlike.push(format!(
                            "{on_workspace}/{on_system} by {way}, scope {scope:?}, exists {exists}, \
                             {} {}: {outcome}, not {expected}",
                            requests()[request].method,
                            requests()[request].path,
                        ));
                    }
                }
            }
        }
        on_system_be(&app, &context, false).await;
    }
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
}

/// Binds or unbinds someone on `system`.
async fn on_system_be(app: &App, context: &Context, bound: bool) {
    if context.on_system == "nothing" {
        return;
    }
    let path = format!("{SYSTEM}/{}", context.principal());
    let admin = app.as_admin();
    if bound {
        let body = json!({ "roles": [context.on_system] });
        admin.put(&path, body).await.ok();
    } else {
        admin.delete(&path).await.ok();
    }
}

async fn set_up(app: &App, context: &Context, workspace: &str) {
    let admin = app.as_admin();
    let members = format!("{PATH}/{workspace}/members");
    admin.post(PATH, json!({ "name": workspace })).await.ok();
    let other = json!({ "principal": "other@example.com", "roles": ["Viewer"] });
    admin.post(&members, other).await.ok();
    let projects = format!("{PATH}/{workspace}/projects");
    admin.post(&projects, json!({ "name": "p0" })).await.ok();
    if context.on_workspace != "nothing" && context.way != RULE {
        let body = json!({ "principal": context.principal(), "roles": [context.on_workspace] });
        admin.post(&members, body).await.ok();
    }
}

/// The answer to each request; the last one deletes the workspace.
async fn outcomes(caller: &Caller, workspace: &str, exists: bool) -> Vec<&'static str> {
    let mut outcomes = Vec::new();
    for request in requests() {
        let path = request
            .path
            .replace("{w}", &format!("{PATH}/{workspace}"))
            .replace("{name}", workspace);
        // A new name each time.
        let new = format!("n{}", fresh());
        let body = request
            .body
            .map(|body| body.to_string().replace("{new}", &new));
        let answer = caller.send(request.method.clone(), &path, body, &[]).await;
        let challenge = answer.header("www-authenticate");
        outcomes.push(match answer.status {
            200 | 201 => "ok",
            403 if challenge.contains("insufficient_scope") => "scope",
            403 => "403",
            404 => "404",
            status => panic!("{} {path}: {status} {}", request.method, answer.text),
        });
        if answer.status == 403 {
            assert_eq!(answer.json(), json!({ "detail": "Forbidden" }), "{path}");
        }
        if answer.status == 404 {
            let detail = answer.json()["detail"].to_string();
            assert!(!exists && detail.contains("not found"), "{path}: {detail}");
        }
        if request.method == Method::GET && answer.status == 200 {
            assert!(answer.json().is_object(), "{path}");
        }
    }
    outcomes
}

/// A new number.
fn fresh() -> usize {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
