//! The database ends statements that don't end by themselves.

use reqwest::Method;
use serde_json::json;

use crate::support::data::ON_POSTGRES;
use crate::support::raw::Connection;
use crate::support::{App, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";

/// A limit that no statement reaches in these tests.
pub const NO_LIMIT: (&str, &str) = ("NMP_PLATFORM_DATABASE_STATEMENT_TIMEOUT_SECONDS", "3600");

const SHORT_LIMIT: (&str, &str) = ("NMP_PLATFORM_DATABASE_STATEMENT_TIMEOUT_SECONDS", "0.5");

/// Makes every statement that reads workspaces run for ever.
pub async fn reads_never_end(app: &App) {
    for sql in [
        "ALTER TABLE workspaces RENAME TO real_workspaces",
        "CREATE VIEW workspaces AS WITH RECURSIVE n(i) AS \
         (SELECT 1 UNION ALL SELECT (i + 1) % 1000 FROM n) \
         SELECT w.* FROM n, real_workspaces w WHERE n.i < 0",
    ] {
        app.data().execute(sql).await.unwrap();
    }
}

async fn reads_end(app: &App) {
    for sql in [
        "DROP VIEW workspaces",
        "ALTER TABLE real_workspaces RENAME TO workspaces",
    ] {
        app.data().execute(sql).await.unwrap();
    }
}

/// Makes every statement that adds a binding run for ever.
async fn writes_never_end(app: &App) {
    let statements: &[&str] = if ON_POSTGRES {
        &[
            "CREATE FUNCTION never_ends() RETURNS trigger LANGUAGE plpgsql AS $$ \
             BEGIN LOOP PERFORM 1; END LOOP; END $$",
            "CREATE TRIGGER slow BEFORE INSERT ON bindings FOR EACH ROW \
             EXECUTE FUNCTION never_ends()",
        ]
    } else {
        &[
            "CREATE TABLE counted (n)",
            // A trigger can't have recursive queries; a view can.
            "CREATE VIEW endless AS WITH RECURSIVE n(i) AS \
             (SELECT 1 UNION ALL SELECT (i + 1) % 1000 FROM n) SELECT i FROM n WHERE i < 0",
            "CREATE TRIGGER slow BEFORE INSERT ON bindings BEGIN \
             INSERT INTO counted SELECT i FROM endless; END",
        ]
    };
    for sql in statements {
        app.data().execute(sql).await.unwrap();
    }
}

async fn writes_end(app: &App) {
    let sql = match ON_POSTGRES {
        true => "DROP TRIGGER slow ON bindings",
        false => "DROP TRIGGER slow",
    };
    app.data().execute(sql).await.unwrap();
}

/// Waits until the database runs nothing for the server.
pub async fn database_is_idle(app: &App) {
    if ON_POSTGRES {
        let url = app.data().database_url.clone().unwrap();
        eventually("no statement runs", || async {
            use sqlx::Connection;
            let mut beside = sqlx::PgConnection::connect(&url).await.unwrap();
            let busy: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                 AND pid <> pg_backend_pid() AND state <> 'idle'",
            )
            .fetch_one(&mut beside)
            .await
            .unwrap();
            (busy == 0).then_some(())
        })
        .await;
    } else {
        // A connection is returned when its statement has ended.
        eventually("no connection is in use", || async {
            let used = |(_, open, idle): (_, u32, u32)| open == idle;
            app.store.pools().into_iter().all(used).then_some(())
        })
        .await;
    }
}

const TOO_LONG: &str = "The database ended this request because it took too long. Ask for less, \
                        or try again later.";

#[tokio::test]
async fn slow_reads_are_ended_and_their_connections_reused() {
    let app = App::quickstart_with(&[SHORT_LIMIT]).await;
    let alice = app.as_user("alice@example.com");
    reads_never_end(&app).await;
    // More requests than connections, so each connection is reused.
    for path in [
        PATH.to_owned(),
        format!("{PATH}?filter[description][$like]=a"),
        format!("{PATH}/default"),
        format!("{PATH}/default/members"),
        "/apis/auth/v2/audit".to_owned(),
        PATH.to_owned(),
    ] {
        let answer = alice.get(&path).await;
        assert_eq!(answer.header("retry-after"), "5", "{path}");
        assert_eq!(answer.refusal(), (503, TOO_LONG.into()), "{path}");
    }
    // Only those requests fail, not the platform.
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
    database_is_idle(&app).await;
    reads_end(&app).await;
    for _ in 0..6 {
        let page = alice.get(PATH).await.ok();
        assert_eq!(page["pagination"]["total_results"], 2);
    }
}

#[tokio::test]
async fn slow_writes_are_ended_and_rolled_back() {
    let app = App::quickstart_with(&[SHORT_LIMIT]).await;
    let admin = app.as_admin();
    let members = format!("{PATH}/default/members");
    let before = admin.get(&members).await.ok();
    writes_never_end(&app).await;
    let body = json!({ "principal": "bob@example.com", "roles": ["Viewer"] });
    for _ in 0..2 {
        let answer = admin.post(&members, body.clone()).await;
        assert_eq!(answer.refusal(), (503, TOO_LONG.into()));
        let answer = admin.post(PATH, json!({ "name": "w1" })).await;
        assert_eq!(answer.refusal(), (503, TOO_LONG.into()));
    }
    assert_eq!(admin.get(&members).await.ok(), before);
    database_is_idle(&app).await;
    writes_end(&app).await;
    admin.post(&members, body).await.ok();
    admin.post(PATH, json!({ "name": "w1" })).await.ok();
}

#[tokio::test]
async fn an_abandoned_request_ends_in_the_database_too() {
    let given_up = [
        ("NMP_SERVER_REQUEST_TIMEOUT_SECONDS", "0.3"),
        ("NMP_SERVER_BODY_TIMEOUT_SECONDS", "0.3"),
        NO_LIMIT,
    ];
    let app = App::quickstart_with(&given_up).await;
    let alice = app.as_user("alice@example.com");
    reads_never_end(&app).await;
    for _ in 0..6 {
        let answer = alice.get(PATH).await;
        let expected = "The request took too long. It may or may not have made a change.";
        assert_eq!(answer.refusal(), (503, expected.into()));
    }
    database_is_idle(&app).await;
    reads_end(&app).await;
    writes_never_end(&app).await;
    let admin = app.as_admin();
    let answer = admin.post(PATH, json!({ "name": "w1" })).await;
    assert_eq!(answer.status, 503, "{answer:?}");
    database_is_idle(&app).await;
    writes_end(&app).await;
    // None of it was written.
    eventually("writes work again", || async {
        let answer = admin.post(PATH, json!({ "name": "w1" })).await;
        (answer.status == 201).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_statement_ends_when_its_client_goes_away() {
    let app = App::quickstart_with(&[NO_LIMIT]).await;
    let authorization = app.as_user("alice@example.com").authorization.unwrap();
    reads_never_end(&app).await;
    for _ in 0..6 {
        let mut connection = Connection::open(&app.base).await;
        let request = format!(
            "{} {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {authorization}\r\n\r\n",
            Method::GET
        );
        connection.send(&request).await;
        eventually("the statement is under way", || async {
            let used: u32 = app
                .store
                .pools()
                .iter()
                .map(|(_, open, idle)| open - idle)
                .sum();
            (used > 0).then_some(())
        })
        .await;
        drop(connection);
        database_is_idle(&app).await;
    }
    reads_end(&app).await;
    app.as_admin().get(PATH).await.ok();
}
