//! A database that answers when the server starts, but can't be opened at once.

use std::path::PathBuf;

use serde_json::Value;
use sqlx::migrate::Migrate;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

use crate::support::postgres::Cluster;
use crate::support::program::Running;
use crate::support::{App, Caller, Data, eventually};
use crate::waiting::{ENVIRONMENT, PATH, ending, quickstart_at};

/// Whether a server waits for a lock in the database.
const WAITS: &str = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT \
                     granted AND database = (SELECT oid FROM pg_database WHERE datname = \
                     current_database()))";

/// Takes the lock that every server takes before it migrates the schema.
async fn locked(url: &str) -> PgConnection {
    let mut connection = PgConnection::connect(url).await.unwrap();
    Migrate::lock(&mut connection).await.unwrap();
    connection
}

async fn ask<T>(connection: &mut PgConnection, sql: &str) -> T
where
    T: Send + Unpin + sqlx::Type<sqlx::Postgres> + for<'r> sqlx::Decode<'r, sqlx::Postgres>,
{
    let asked = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(connection);
    asked.await.unwrap()
}

/// It is alive, and says why it is not ready.
async fn is_not_ready(anyone: &Caller, why: &str) {
    assert_eq!(anyone.get("/health/live").await.status, 200);
    // Between attempts the wording differs.
    let ready = eventually(why, || async {
        let ready = anyone.get("/health/ready").await;
        assert_eq!(ready.status, 503);
        ready.text.contains(why).then_some(ready)
    })
    .await;
    let reason: Value = ready.json()["detail"]["reasons"][0].clone();
    assert_eq!(reason["name"], "entities");
    assert_eq!(anyone.get("/apis/auth/discovery").await.status, 200);
}

async fn becomes_ready(app: &App) {
    eventually("it is ready", || async {
        let ready = app.anonymous().get("/health/ready").await;
        (ready.status == 200).then_some(())
    })
    .await;
    let page = app.as_admin().get(PATH).await.ok();
    assert_eq!(page["pagination"]["total_results"], 2);
}

#[tokio::test]
async fn requests_are_served_while_another_server_migrates() {
    let url = Cluster::shared().database().await;
    let other = locked(&url).await;
    let app = App::start_on(Data::on(Some(url)), ENVIRONMENT).await;
    let refusal = app.as_user("alice").get(PATH).await.refusal();
    let expected = "The database does not answer. Try again shortly.";
    assert_eq!(refusal, (503, expected.into()));
    is_not_ready(&app.anonymous(), "another server is migrating its schema").await;
    other.close().await.unwrap();
    becomes_ready(&app).await;
}

#[tokio::test]
async fn waiting_for_another_server_has_a_limit() {
    let url = Cluster::shared().database().await;
    let _other = locked(&url).await;
    let folder = tempfile::tempdir().unwrap();
    let mut command = quickstart_at(folder.path(), &url);
    let mut running = Running::start(command.env("NMP_PLATFORM_DATABASE_WAIT_SECONDS", "0.1"));
    let (code, text) = ending(&mut running);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("another server is migrating"), "{text}");
    let expected = "gave up after 0.1 seconds (platform.database_wait_seconds)";
    assert!(text.contains(expected), "{text}");
}

/// Both before it serves and after.
#[tokio::test]
async fn a_stop_signal_ends_the_wait_for_another_server() {
    for serves in [false, true] {
        let url = Cluster::shared().database().await;
        let _other = locked(&url).await;
        let folder = tempfile::tempdir().unwrap();
        let mut command = quickstart_at(folder.path(), &url);
        let mut running = if serves {
            let running = Running::start(&mut command);
            is_not_ready(&running.caller("alice"), "migrat").await;
            running
        } else {
            let child = command.spawn().unwrap();
            let base = String::new();
            eventually("it waits", || async {
                let mut beside = PgConnection::connect(&url).await.unwrap();
                ask::<bool>(&mut beside, WAITS).await.then_some(())
            })
            .await;
            Running { child, base }
        };
        running.signal("-TERM");
        let (code, text) = ending(&mut running);
        assert_eq!(code, Some(0), "{text}");
    }
}

/// Neither after the time that a start waits, nor by a statement timeout.
#[tokio::test]
async fn a_long_migration_is_not_cut_off() {
    let url = Cluster::shared().database().await;
    let mut beside = PgConnection::connect(&url).await.unwrap();
    // The sequence also counts rolled-back rows.
    sqlx::raw_sql(
        "CREATE SEQUENCE tries;
         CREATE FUNCTION take_long() RETURNS event_trigger LANGUAGE plpgsql AS $$
         BEGIN
             PERFORM nextval('tries');
             WHILE NOT pg_try_advisory_xact_lock(1) LOOP
                 PERFORM pg_sleep(0.01);
             END LOOP;
         END $$;
         SELECT pg_advisory_lock(1);
         CREATE EVENT TRIGGER long ON ddl_command_start WHEN TAG IN ('CREATE TRIGGER')
             EXECUTE FUNCTION take_long();
         DO $$ BEGIN
             EXECUTE format('ALTER DATABASE %I SET statement_timeout = 1000', current_database());
         END $$",
    )
    .execute(&mut beside)
    .await
    .unwrap();
    let mut environment = ENVIRONMENT.to_vec();
    environment.push(("NMP_PLATFORM_DATABASE_WAIT_SECONDS", "0.1"));
    let app = App::start_on(Data::on(Some(url)), &environment).await;
    is_not_ready(&app.anonymous(), "its schema is being migrated").await;
    let unlocked: bool = ask(&mut beside, "SELECT pg_advisory_unlock(1)").await;
    assert!(unlocked);
    becomes_ready(&app).await;
    let tries: i64 = ask(&mut beside, "SELECT last_value FROM tries").await;
    let triggers = "SELECT COUNT(*) FROM pg_trigger WHERE NOT tgisinternal";
    let triggers: i64 = ask(&mut beside, triggers).await;
    assert_eq!(tries, triggers, "each was made once");
}

#[tokio::test]
async fn a_silent_database_is_waited_for_and_does_not_keep_the_server_running() {
    let url = Cluster::shared().database().await;
    let silent = Silent::before(&Cluster::shared().folder);
    let environment = [
        ENVIRONMENT,
        &[("NMP_SERVER_SHUTDOWN_TIMEOUT_SECONDS", "0.1")],
    ]
    .concat();
    let data = Data::on(Some(silent.url(&url)));
    let mut app = App::start_on(data, &environment).await;
    is_not_ready(&app.anonymous(), "it does not answer").await;
    silent.speaks.send_replace(true);
    becomes_ready(&app).await;

    silent.speaks.send_replace(false);
    let anyone = app.anonymous();
    let unanswered = tokio::spawn(async move { anyone.get("/health/ready").await });
    let mut withholds = silent.withholds.subscribe();
    withholds.wait_for(|withholds| *withholds).await.unwrap();
    app.begin_to_stop();
    eventually("it has stopped", || async {
        app.has_stopped().then_some(())
    })
    .await;
    unanswered.abort();
}

/// A proxy for a PostgreSQL server that forwards its greeting, and its answers only while it
/// `speaks`.
struct Silent {
    folder: TempDir,
    speaks: watch::Sender<bool>,
    /// Whether an answer has been kept back since it spoke last.
    withholds: watch::Sender<bool>,
}

impl Silent {
    fn before(server: &std::path::Path) -> Self {
        const SOCKET: &str = ".s.PGSQL.5432";
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let (speaks, withholds) = (watch::Sender::new(false), watch::Sender::new(false));
        let (server, speaking, withholding) =
            (server.join(SOCKET), speaks.clone(), withholds.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (speaks, withholds) = (speaking.subscribe(), withholding.clone());
                tokio::spawn(pass(client, server.clone(), speaks, withholds));
            }
        });
        Self {
            folder,
            speaks,
            withholds,
        }
    }

    /// The address of a database through it.
    fn url(&self, url: &str) -> String {
        let database = url.split_once('?').unwrap().0;
        let folder = self.folder.path().display();
        format!("{database}?host={folder}&port=5432&user=postgres&sslmode=disable")
    }
}

async fn pass(
    client: UnixStream,
    server: PathBuf,
    mut speaks: watch::Receiver<bool>,
    withholds: watch::Sender<bool>,
) {
    let server = UnixStream::connect(server).await.unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { copy(&mut from_client, &mut to_server).await });
    let mut greeted = false;
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from_server.read(&mut buffer).await {
        let answer = &buffer[..length];
        if greeted {
            withholds.send_replace(!*speaks.borrow());
            if speaks.wait_for(|speaks| *speaks).await.is_err() {
                return;
            }
        }
        // ReadyForQuery, idle: the end of the greeting.
        greeted |= answer.ends_with(b"Z\0\0\0\x05I");
        if to_client.write_all(answer).await.is_err() {
            return;
        }
    }
}
