//! Authorization over HTTP: every protected route × every kind of caller × every kind of scopes,
//! as a readable grid; and a check that no route is missing.
//!
//! The table in `nmp-types` and `authz` decides; this tests that each route asks it the right
//! question.

use std::collections::BTreeSet;

use nmp_types::Permission;
use platform::authz::Action;
use platform::routes::{self, Rule};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{App, token};

const PATH: &str = "/apis/entities/v2/workspaces";

/// A request to each protected route. `{new}` is a workspace that doesn't exist yet, `{w}` the
/// one that the caller has a role in.
pub struct Request {
    pub method: Method,
    pub path: &'static str,
    pub body: Option<Value>,
    /// The path in the router's form.
    route: &'static str,
}

pub fn requests() -> Vec<Request> {
    let request = |method, path, route, body| Request {
        method,
        path,
        body,
        route,
    };
    const AUDIT: &str = "/apis/auth/v2/audit";
    const GROUP_ROLES: &str = "/apis/auth/v2/group-roles";
    const WORKSPACE: &str = "/apis/entities/v2/workspaces/{workspace}";
    const MEMBERS: &str = "/apis/entities/v2/workspaces/{workspace}/members";
    const MEMBER: &str = "/apis/entities/v2/workspaces/{workspace}/members/{principal}";
    const PROJECTS: &str = "/apis/entities/v2/workspaces/{workspace}/projects";
    const PROJECT: &str = "/apis/entities/v2/workspaces/{workspace}/projects/{name}";
    let viewer = json!({ "roles": ["Viewer"] });
    let add = json!({ "principal": "new@example.com", "roles": ["Viewer"] });
    vec![
        request(Method::GET, PATH, PATH, None),
        request(Method::POST, PATH, PATH, Some(json!({ "name": "{new}" }))),
        request(Method::GET, "{w}", WORKSPACE, None),
        request(Method::GET, "{w}/members", MEMBERS, None),
        request(
            Method::PUT,
            "{w}",
            WORKSPACE,
            Some(json!({ "description": "x" })),
        ),
        request(Method::POST, "{w}/members", MEMBERS, Some(add)),
        request(
            Method::PUT,
            "{w}/members/other@example.com",
            MEMBER,
            Some(viewer),
        ),
        request(
            Method::DELETE,
            "{w}/members/other@example.com",
            MEMBER,
            None,
        ),
        request(
            Method::GET,
            "/apis/auth/v2/audit?workspace={name}",
            AUDIT,
            None,
        ),
        request(
            Method::GET,
            "/apis/auth/v2/group-roles?workspace={name}",
            GROUP_ROLES,
            None,
        ),
        request(Method::GET, "{w}/projects", PROJECTS, None),
        request(Method::GET, "{w}/projects/p0", PROJECT, None),
        request(
            Method::POST,
            "{w}/projects",
            PROJECTS,
            Some(json!({ "name": "p1" })),
        ),
        request(
            Method::PUT,
            "{w}/projects/p0",
            PROJECT,
            Some(json!({ "description": "x" })),
        ),
        request(Method::DELETE, "{w}/projects/p0", PROJECT, None),
        request(Method::DELETE, "{w}", WORKSPACE, None),
    ]
}

pub const SCOPES: [&str; 6] = [
    "",
    "openid email",
    "platform:read",
    "entities:write",
    "platform:read platform:write",
    "models:read",
];

/// How the caller is bound in the workspace, and the expected row: one letter per request of
/// [`requests`], one group per set of [`SCOPES`]. `x` allowed, `s` missing scope, `.` forbidden.
const GRID: [(&str, &str); 9] = [
    (
        "nothing",
        "xx.............. xx.............. xs..ssss....ssss sxss....ssss.... xx.............. ssssssssssssssss",
    ),
    (
        "Viewer",
        "xxxx.....xxx.... xxxx.....xxx.... xsxxssss.xxxssss sxss....ssss.... xxxx.....xxx.... ssssssssssssssss",
    ),
    (
        "Editor",
        "xxxxx....xxxxxx. xxxxx....xxxxxx. xsxxssss.xxxssss sxssx...ssssxxx. xxxxx....xxxxxx. ssssssssssssssss",
    ),
    (
        "Admin",
        "xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx xsxxssssxxxxssss sxssxxxxssssxxxx xxxxxxxxxxxxxxxx ssssssssssssssss",
    ),
    (
        "* Viewer",
        "xxxx.....xxx.... xxxx.....xxx.... xsxxssss.xxxssss sxss....ssss.... xxxx.....xxx.... ssssssssssssssss",
    ),
    (
        "* Editor",
        "xxxxx....xxxxxx. xxxxx....xxxxxx. xsxxssss.xxxssss sxssx...ssssxxx. xxxxx....xxxxxx. ssssssssssssssss",
    ),
    (
        "group Admin",
        "xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx xsxxssssxxxxssss sxssxxxxssssxxxx xxxxxxxxxxxxxxxx ssssssssssssssss",
    ),
    (
        "subject Editor",
        "xxxxx....xxxxxx. xxxxx....xxxxxx. xsxxssss.xxxssss sxssx...ssssxxx. xxxxx....xxxxxx. ssssssssssssssss",
    ),
    (
        "PlatformAdmin",
        "xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx xxxxxxxxxxxxxxxx",
    ),
];

#[tokio::test]
async fn the_grid() {
    let app = App::quickstart().await;
    for (number, (binding, expected)) in GRID.iter().enumerate() {
        let mut groups = Vec::new();
        for (index, scope) in SCOPES.iter().enumerate() {
            groups.push(row(&app, binding, scope, &format!("w{number}-{index}")).await);
        }
        assert_eq!(groups.join(" "), *expected, "{binding}");
    }
}

async fn row(app: &App, binding: &str, scope: &str, workspace: &str) -> String {
    let admin = app.as_admin();
    let path = format!("{PATH}/{workspace}");
    let members = format!("{path}/members");
    admin.post(PATH, json!({ "name": workspace })).await.ok();
    let other = json!({ "principal": "other@example.com", "roles": ["Viewer"] });
    admin.post(&members, other).await.ok();
    let projects = format!("{path}/projects");
    admin.post(&projects, json!({ "name": "p0" })).await.ok();
    let (principal, role) = match binding.split_once(' ') {
        Some(("*", role)) => ("*", role),
        Some(("group", role)) => ("a-group", role),
        Some(("subject", role)) => ("sub-1", role),
        _ => ("caller@example.com", binding),
    };
    if !["nothing", "PlatformAdmin"].contains(&binding) {
        let body = json!({ "principal": principal, "roles": [role] });
        admin.post(&members, body).await.ok();
    }
    let email = if binding == "PlatformAdmin" {
        "admin@example.com"
    } else {
        "caller@example.com"
    };
    let claims = json!({ "sub": "sub-1", "scope": scope, "groups": ["a-group"] });
    let claims = token::changed(token::claims(email), &claims);
    let caller = app.bearer(&token::unsigned(&claims));

    let mut marks = String::new();
    for request in requests() {
        let target = request
            .path
            .replace("{w}", &path)
            .replace("{name}", workspace);
        let new = format!("new-{workspace}");
        let body = request
            .body
            .map(|body| body.to_string().replace("{new}", &new));
        let answer = caller.send(request.method, &target, body, &[]).await;
        let challenge = answer.header("www-authenticate");
        marks.push(match answer.status {
            200 | 201 => 'x',
            403 if challenge.contains("insufficient_scope") => 's',
            403 => '.',
            status => panic!("{target}: {status} {}", answer.text),
        });
        if answer.status == 403 {
            assert_eq!(answer.json(), json!({ "detail": "Forbidden" }), "{target}");
        }
    }
    marks
}

/// Fails when a route is added that [`requests`] lacks, or an unintended open one. An open route
/// tells strangers nothing about anybody.
#[test]
fn every_route_is_in_the_grid() {
    const OPEN: [&str; 9] = [
        "GET /apis/auth/discovery",
        "GET /apis/auth/jwks",
        "GET /apis/plugins",
        "GET /cluster-info",
        "GET /health/live",
        "GET /health/ready",
        "GET /metrics",
        "GET /openapi.json",
        "GET /status",
    ];
    /// For everyone who is identified: they are about the caller alone, or say the same to all.
    const SIGNED_IN: [&str; 9] = [
        "DELETE /apis/auth/v2/access-keys/{jti}",
        "GET /apis/auth/authenticate",
        "GET /apis/auth/v2/access-keys",
        "GET /apis/auth/v2/me",
        "POST /apis/auth/authenticate",
        "POST /apis/auth/v2/access-keys",
        "POST /apis/auth/v2/access-keys/{jti}/rotate",
        "POST /apis/auth/v2/access-keys/{jti}/suspend",
        "POST /apis/auth/v2/access-keys/{jti}/unsuspend",
    ];
    /// Tested by themselves, since who may depends on other workspaces: `role_bindings` and
    /// `deletion`.
    const ELSEWHERE: [&str; 2] = [
        "GET /apis/auth/v2/iam/role-bindings",
        "GET /apis/entities/v2/workspace-deletions/{name}",
    ];
    let table = routes::table();
    let named = |rules: fn(Rule) -> bool| -> BTreeSet<String> {
        table
            .iter()
            .filter(|route| rules(route.rule))
            .map(|route| format!("{} {}", route.method, route.path))
            .collect()
    };
    let in_grid: BTreeSet<String> = requests()
        .iter()
        .map(|request| format!("{} {}", request.method, request.route))
        .chain(ELSEWHERE.map(str::to_owned))
        .collect();
    assert_eq!(named(|rule| matches!(rule, Rule::May(_))), in_grid);
    assert_eq!(
        named(|rule| rule == Rule::Open),
        OPEN.map(str::to_owned).into()
    );
    assert_eq!(
        named(|rule| matches!(rule, Rule::SignedIn(_))),
        SIGNED_IN.map(str::to_owned).into()
    );
    // Every permission guards a route.
    for permission in Permission::ALL {
        let rule = Rule::May(Action::InWorkspace(permission));
        assert!(
            table.iter().any(|route| route.rule == rule),
            "{permission:?}"
        );
    }
}
