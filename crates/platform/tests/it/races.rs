//! Concurrency. What a rule reads must not change before the allowed write.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{App, Caller};

const PATH: &str = "/apis/entities/v2/workspaces";
const MEMBERS: &str = "/apis/entities/v2/workspaces/w1/members";

async fn admins(app: &App) -> Vec<String> {
    let list = app.as_admin().get(MEMBERS).await.ok();
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|member| {
            member["roles"]
                .as_array()
                .unwrap()
                .contains(&json!("Admin"))
        })
        .map(|member| member["principal"].as_str().unwrap().to_owned())
        .collect()
}

async fn workspace_with_admins(app: &App, count: usize) -> Vec<Caller> {
    let admin = app.as_admin();
    admin.post(PATH, json!({ "name": "w1" })).await.ok();
    let mut callers = Vec::new();
    for index in 0..count {
        let name = format!("a{index}");
        let body = json!({ "principal": name, "roles": ["Admin"] });
        admin.post(MEMBERS, body).await.ok();
        callers.push(app.as_user(&name));
    }
    admin
        .delete(&format!("{MEMBERS}/admin@example.com"))
        .await
        .ok();
    callers
}

/// Starts all requests together and collects their statuses.
async fn together(requests: Vec<(Caller, &'static str, String, Option<Value>)>) -> Vec<u16> {
    let mut running = JoinSet::new();
    for (caller, method, path, body) in requests {
        running.spawn(async move {
            let answer = match (method, body) {
                ("PUT", Some(body)) => caller.put(&path, body).await,
                ("POST", Some(body)) => caller.post(&path, body).await,
                _ => caller.delete(&path).await,
            };
            answer.status
        });
    }
    running.join_all().await
}

/// Every Admin is demoted or removed by every other one, all at once.
#[tokio::test(flavor = "multi_thread")]
async fn admins_who_demote_each_other_leave_at_least_one() {
    for round in 0..4 {
        let app = App::quickstart().await;
        let callers = workspace_with_admins(&app, 6).await;
        let viewer = json!({ "roles": ["Viewer"] });
        let mut requests = Vec::new();
        for caller in &callers {
            for index in 0..callers.len() {
                let path = format!("{MEMBERS}/a{index}");
                requests.push(if (index + round) % 2 == 0 {
                    (caller.clone(), "DELETE", path, None)
                } else {
                    (caller.clone(), "PUT", path, Some(viewer.clone()))
                });
            }
        }
        let statuses = together(requests).await;
        let left = admins(&app).await;
        assert!(!left.is_empty(), "{statuses:?}");
        for status in statuses {
            assert!([200, 403, 404, 409].contains(&status), "{status}");
        }
    }
}

/// Two Admins demote each other at the same moment: the second had the right when the request
/// arrived, and no longer has it at the write. Both can't succeed.
#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_was_lost_is_not_used() {
    let app = App::quickstart().await;
    let callers = workspace_with_admins(&app, 3).await;
    let (admin, viewer) = (
        json!({ "roles": ["Admin"] }),
        json!({ "roles": ["Viewer"] }),
    );
    for _ in 0..20 {
        let statuses = together(vec![
            (
                callers[0].clone(),
                "PUT",
                format!("{MEMBERS}/a1"),
                Some(viewer.clone()),
            ),
            (
                callers[1].clone(),
                "PUT",
                format!("{MEMBERS}/a0"),
                Some(viewer.clone()),
            ),
        ])
        .await;
        let succeeded = statuses.iter().filter(|status| **status == 200).count();
        assert_eq!(succeeded, 1, "{statuses:?}");
        assert_eq!(admins(&app).await.len(), 2);
        for name in ["a0", "a1"] {
            callers[2]
                .put(&format!("{MEMBERS}/{name}"), admin.clone())
                .await
                .ok();
        }
    }
}

/// A demoted Admin keeps writing: the trail has none of their changes after the demotion.
#[tokio::test(flavor = "multi_thread")]
async fn no_write_follows_the_loss_of_the_right() {
    let app = App::quickstart().await;
    let callers = workspace_with_admins(&app, 2).await;
    let mut requests = Vec::new();
    for index in 0..30 {
        if index == 10 {
            requests.push((callers[0].clone(), "DELETE", format!("{MEMBERS}/a1"), None));
        }
        let body = json!({ "principal": format!("u{index}"), "roles": ["Viewer"] });
        requests.push((callers[1].clone(), "POST", MEMBERS.to_owned(), Some(body)));
    }
    together(requests).await;
    let trail = app
        .as_admin()
        .get("/apis/auth/v2/audit?workspace=w1&sort=at")
        .await
        .ok();
    let trail = trail["data"].as_array().unwrap();
    let demotion = trail
        .iter()
        .position(|entry| entry["principal"] == "a1" && entry["action"] == "member.removed")
        .unwrap();
    for entry in &trail[demotion + 1..] {
        assert_ne!(entry["actor"]["id"], "a1", "{entry}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn platform_admins_who_demote_each_other_leave_one() {
    let app = App::quickstart().await;
    let members = format!("{PATH}/system/members");
    let names = ["admin@example.com", "p1", "p2", "p3"];
    for name in names {
        let body = json!({ "principal": name, "roles": ["PlatformAdmin"] });
        app.as_admin().post(&members, body).await.ok();
    }
    let mut requests = Vec::new();
    for caller in names {
        for name in names {
            requests.push((
                app.as_user(caller),
                "DELETE",
                format!("{members}/{name}"),
                None,
            ));
        }
    }
    let statuses = together(requests).await;
    let list = app.as_user("anyone").get(&members).await.ok();
    let left = list["data"].as_array().unwrap();
    let left = left.iter().filter(|member| {
        member["roles"]
            .as_array()
            .unwrap()
            .contains(&json!("PlatformAdmin"))
    });
    assert!(left.count() >= 1, "{statuses:?}");
}

/// Concurrent creations and deletions of one name, and additions to it: none is left half done.
#[tokio::test(flavor = "multi_thread")]
async fn a_reused_name_always_has_an_admin() {
    let app = App::quickstart().await;
    for _ in 0..5 {
        let mut requests = Vec::new();
        for index in 0..8 {
            let alice = app.as_user(&format!("alice-{index}"));
            requests.push((
                alice.clone(),
                "POST",
                PATH.to_owned(),
                Some(json!({ "name": "w1" })),
            ));
            let body = json!({ "principal": "bob", "roles": ["Viewer"] });
            requests.push((alice.clone(), "POST", MEMBERS.to_owned(), Some(body)));
            requests.push((alice, "DELETE", format!("{PATH}/w1"), None));
        }
        let statuses = together(requests).await;
        for status in &statuses {
            assert!([200, 201, 403, 404, 409].contains(status), "{statuses:?}");
        }
        if app.as_admin().get(&format!("{PATH}/w1")).await.status == 200 {
            assert!(!admins(&app).await.is_empty(), "{statuses:?}");
        }
    }
}
