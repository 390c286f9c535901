//! Nobody's reads take all connections to the database, and health checks have one of their own.

use serde_json::json;
use tokio::task::JoinSet;

use crate::statements::{NO_LIMIT, database_is_idle, reads_never_end};
use crate::support::data::ON_POSTGRES;
use crate::support::{App, Caller, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";
const AUDIT: &str = "/apis/auth/v2/audit";

/// How many connections reads share by default, and one person's share of them.
const CONNECTIONS: u32 = if ON_POSTGRES { 9 } else { 4 };
const SHARE: u32 = if ON_POSTGRES { 6 } else { 3 };

/// Makes every statement that reads the audit trail run for ever.
async fn the_trail_never_ends(app: &App) {
    for sql in [
        "ALTER TABLE audit RENAME TO real_audit",
        "CREATE VIEW audit AS WITH RECURSIVE n(i) AS \
         (SELECT 1 UNION ALL SELECT (i + 1) % 1000 FROM n) \
         SELECT a.* FROM n, real_audit a WHERE n.i < 0",
    ] {
        app.data().execute(sql).await.unwrap();
    }
}

async fn the_trail_ends(app: &App) {
    for sql in ["DROP VIEW audit", "ALTER TABLE real_audit RENAME TO audit"] {
        app.data().execute(sql).await.unwrap();
    }
}

/// How many connections are in use.
fn used(app: &App) -> u32 {
    let pools = app.store.pools();
    pools.iter().map(|(_, open, idle)| open - idle).sum()
}

async fn comes_to_use(app: &App, connections: u32) {
    eventually(&format!("{connections} connections are in use"), || async {
        (used(app) == connections).then_some(())
    })
    .await;
}

/// Requests that nobody answers.
fn ask(waiting: &mut JoinSet<()>, caller: Caller, path: &'static str) {
    waiting.spawn(async move {
        caller.get(path).await;
    });
}

#[tokio::test]
async fn one_person_leaves_connections_to_others() {
    let app = App::quickstart_with(&[NO_LIMIT]).await;
    let admin = app.as_admin();
    let bob = app.as_user("bob@example.com");
    admin.post(PATH, json!({ "name": "w1" })).await.ok();
    the_trail_never_ends(&app).await;
    let mut waiting = JoinSet::new();
    for _ in 0..4 * CONNECTIONS {
        ask(&mut waiting, admin.clone(), AUDIT);
    }
    comes_to_use(&app, SHARE).await;
    for _ in 0..50 {
        bob.get(PATH).await.ok();
        bob.get("/apis/auth/v2/me").await.ok();
    }
    comes_to_use(&app, SHARE).await;
    // Those who wait and go away are forgotten.
    waiting.shutdown().await;
    database_is_idle(&app).await;
    the_trail_ends(&app).await;
    for _ in 0..2 * CONNECTIONS {
        admin.get(AUDIT).await.ok();
    }
}

#[tokio::test]
async fn a_server_is_ready_while_all_connections_are_in_use() {
    let app = App::quickstart_with(&[NO_LIMIT]).await;
    reads_never_end(&app).await;
    let mut waiting = JoinSet::new();
    for person in 0..2 * CONNECTIONS {
        let caller = app.as_user(&format!("person-{person}@example.com"));
        ask(&mut waiting, caller, PATH);
    }
    comes_to_use(&app, CONNECTIONS).await;
    for _ in 0..3 {
        let ready = app.anonymous().get("/health/ready").await.ok();
        assert_eq!(ready, json!({ "status": "ready" }));
    }
    let status = app.anonymous().get("/status").await.ok();
    assert_eq!(status["services"]["ready"], json!(["entities", "auth"]));
}
