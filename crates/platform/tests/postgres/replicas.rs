//! Several servers on one database, and a database that goes away.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::support::postgres::Cluster;
use crate::support::{App, Data, eventually};

const PATH: &str = "/apis/entities/v2/workspaces";
const ENVIRONMENT: &[(&str, &str)] = &[
    ("NMP_AUTH_ENABLED", "true"),
    ("NMP_AUTH_ALLOW_UNSIGNED_JWT", "true"),
    ("NMP_AUTH_ADMIN_EMAIL", "admin@example.com"),
];

/// A write to one is visible through the other at once: no replica caches anything.
#[tokio::test]
async fn one_replica_serves_what_the_other_writes() {
    let url = Cluster::shared().database().await;
    // Started together: they migrate and seed once between them.
    let (one, two) = tokio::join!(
        App::start_on(Data::on(Some(url.clone())), ENVIRONMENT),
        App::start_on(Data::on(Some(url)), ENVIRONMENT),
    );
    let alice = |app: &App| app.as_user("alice");
    let bob = |app: &App| app.as_user("bob");
    let page = two.as_admin().get(PATH).await.ok();
    assert_eq!(page["pagination"]["total_results"], 2);
    alice(&one).post(PATH, json!({ "name": "w1" })).await.ok();
    let path = format!("{PATH}/w1");
    let member = format!("{path}/members/bob");
    for round in 0..10 {
        let (here, there) = if round % 2 == 0 {
            (&one, &two)
        } else {
            (&two, &one)
        };
        assert_eq!(bob(there).get(&path).await.status, 403);
        alice(here)
            .put(&member, json!({ "roles": ["Viewer"] }))
            .await
            .ok();
        assert_eq!(bob(there).get(&path).await.status, 200);
        assert_eq!(
            bob(there)
                .put(&path, json!({ "description": "x" }))
                .await
                .status,
            403
        );
        alice(there)
            .put(&member, json!({ "roles": ["Editor"] }))
            .await
            .ok();
        let description = format!("round {round}");
        let body = json!({ "description": description });
        bob(here).put(&path, body).await.ok();
        assert_eq!(
            alice(there).get(&path).await.ok()["description"],
            *description
        );
        alice(there).delete(&member).await.ok();
    }
    let trail = two
        .as_admin()
        .get("/apis/auth/v2/audit?workspace=w1")
        .await
        .ok();
    assert_eq!(trail["pagination"]["total_results"], 2 + 10 * 4);
}

/// Admins who demote each other through different replicas leave one.
#[tokio::test(flavor = "multi_thread")]
async fn demotions_through_two_replicas_leave_an_admin() {
    let url = Cluster::shared().database().await;
    let one = App::start_on(Data::on(Some(url.clone())), ENVIRONMENT).await;
    let two = App::start_on(Data::on(Some(url)), ENVIRONMENT).await;
    let members = format!("{PATH}/w1/members");
    let (of_alice, of_bob) = (format!("{members}/alice"), format!("{members}/bob"));
    one.as_user("alice")
        .post(PATH, json!({ "name": "w1" }))
        .await
        .ok();
    let (admin, viewer) = (
        json!({ "roles": ["Admin"] }),
        json!({ "roles": ["Viewer"] }),
    );
    for _ in 0..20 {
        for path in [&of_alice, &of_bob] {
            one.as_admin().put(path, admin.clone()).await.ok();
        }
        let (alice, bob) = (one.as_user("alice"), two.as_user("bob"));
        let (first, second) = tokio::join!(
            alice.put(&of_bob, viewer.clone()),
            bob.put(&of_alice, viewer.clone()),
        );
        let succeeded = [&first, &second]
            .iter()
            .filter(|answer| answer.status == 200)
            .count();
        assert_eq!(succeeded, 1, "{first:?} {second:?}");
        let list = one.as_admin().get(&members).await.ok();
        let admins = list["data"].as_array().unwrap().iter();
        let admins = admins.filter(|member| member["roles"] == json!(["Admin"]));
        assert_eq!(admins.count(), 1);
    }
}

/// Two servers share the removal after a deletion, without doing the same work.
#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_finish_deletions_together() {
    let url = Cluster::shared().database().await;
    let one = App::start_on(Data::on(Some(url.clone())), ENVIRONMENT).await;
    let two = App::start_on(Data::on(Some(url)), ENVIRONMENT).await;
    let names = ["w1", "w2", "w3", "w4"];
    for name in names {
        one.as_user("alice")
            .post(PATH, json!({ "name": name }))
            .await
            .ok();
    }
    let sql = "INSERT INTO bindings SELECT w.id, 'm' || i, 'Viewer', '2026', 'x' \
               FROM generate_series(1, 5000) i, workspaces w WHERE w.name LIKE 'w%'";
    one.data().execute(sql).await.unwrap();
    let (here, there) = (one.as_user("alice"), two.as_user("alice"));
    let paths = names.map(|name| format!("{PATH}/{name}"));
    let deleted = tokio::join!(
        here.delete(&paths[0]),
        there.delete(&paths[1]),
        here.delete(&paths[2]),
        there.delete(&paths[3]),
    );
    for answer in [deleted.0, deleted.1, deleted.2, deleted.3] {
        answer.ok();
    }
    eventually("all of it is removed", || async {
        let sql = "SELECT COUNT(*) FROM deletions";
        (one.data().number(sql).await == 0).then_some(())
    })
    .await;
    let path = "/apis/auth/v2/audit?action=member.removed";
    let trail = one.as_admin().get(path).await.ok();
    assert_eq!(trail["pagination"]["total_results"], 4 * 5001, "each once");
    let left = "SELECT COUNT(*) FROM bindings WHERE principal LIKE 'm%'";
    assert_eq!(one.data().number(left).await, 0);
}

#[tokio::test]
async fn a_lost_database_is_reported_and_found_again() {
    let mut cluster = Cluster::start();
    let data = Data::on(Some(cluster.database().await));
    let app = App::start_on(data, ENVIRONMENT).await;
    let alice = app.as_user("alice");
    alice.post(PATH, json!({ "name": "w1" })).await.ok();

    cluster.go_down();
    let answer = alice.get(PATH).await;
    assert_eq!(
        answer.refusal(),
        (
            503,
            "The database does not answer. Try again shortly.".into()
        )
    );
    assert_eq!(answer.header("retry-after"), "5");
    let ready = app.anonymous().get("/health/ready").await;
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["detail"]["reasons"][0]["name"], "entities");
    assert_eq!(app.anonymous().get("/health/live").await.status, 200);

    cluster.come_up();
    eventually("requests are served again", || async {
        (alice.get(PATH).await.status == 200).then_some(())
    })
    .await;
    assert_eq!(app.anonymous().get("/health/ready").await.status, 200);
    alice.get(&format!("{PATH}/w1")).await.ok();
}

impl Cluster {
    /// Stops the server at once, as a crash would. Its data stay.
    pub fn go_down(&mut self) {
        let mut keeper = self.keeper.take().unwrap();
        let id = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        let kill = Command::new("kill")
            .args(["-QUIT", id.lines().next().unwrap()])
            .status();
        assert!(kill.unwrap().success());
        // The keeper would remove the data.
        let _ = keeper.kill();
        let _ = keeper.wait();
        let lock = self.folder.join("data/postmaster.pid");
        while lock.exists() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}
