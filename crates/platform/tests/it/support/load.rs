//! Clients that write as fast as they are answered, and remember what was acknowledged.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::program::Running;
use super::trail::Bindings;

const PATH: &str = "/apis/entities/v2/workspaces";

/// One client's knowledge of its workspace.
#[derive(Default)]
pub struct Client {
    pub workspace: String,
    /// Acknowledged: principal and role.
    pub members: BTreeMap<String, &'static str>,
    /// Requested but not answered: it may have happened or not.
    pub unknown: Option<(String, Option<&'static str>)>,
    next: usize,
}

/// Clients at work.
pub struct Load {
    acknowledged: Arc<AtomicUsize>,
    running: JoinSet<Client>,
}

/// Clients, each with its own workspace and an Admin in it.
pub async fn clients(server: &Running, count: usize) -> Vec<Client> {
    let mut clients = Vec::new();
    for index in 0..count {
        let workspace = format!("w{index}");
        let admin = server.caller("admin@example.com");
        admin.post(PATH, json!({ "name": workspace })).await.ok();
        clients.push(Client {
            workspace,
            members: BTreeMap::from([("admin@example.com".to_owned(), "Admin")]),
            ..Client::default()
        });
    }
    clients
}

impl Load {
    /// Lets the clients write until the server is gone or `stop` is set.
    pub fn start(server: &Running, clients: Vec<Client>) -> Self {
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let mut running = JoinSet::new();
        for client in clients {
            let caller = server.caller("admin@example.com");
            running.spawn(client.write(
                caller.base,
                caller.client,
                caller.authorization.unwrap(),
                acknowledged.clone(),
            ));
        }
        Self {
            acknowledged,
            running,
        }
    }

    /// Waits for this many acknowledged writes.
    pub async fn reaches(&self, count: usize) {
        super::eventually("enough writes are acknowledged", || async {
            (self.acknowledged.load(Ordering::SeqCst) >= count).then_some(())
        })
        .await;
    }

    /// Waits for the clients to notice that the server is gone.
    pub async fn end(self) -> Vec<Client> {
        let mut clients = self.running.join_all().await;
        clients.sort_by(|a, b| a.workspace.cmp(&b.workspace));
        clients
    }
}

impl Client {
    /// The Admin moves from one principal to the next; others come, change and go.
    async fn write(
        mut self,
        base: String,
        http: reqwest::Client,
        authorization: String,
        acknowledged: Arc<AtomicUsize>,
    ) -> Self {
        loop {
            let number = self.next;
            self.next += 1;
            let name = |number: usize| format!("m{number}");
            let last = number.saturating_sub(1);
            let (principal, role) = match number % 6 {
                // A new Admin, and only then the old one goes.
                0 => (name(number), Some("Admin")),
                1 if number > 1 => (name(number - 7), None),
                1 => ("admin@example.com".to_owned(), None),
                2 | 3 => (name(number), Some("Viewer")),
                4 => (name(last), Some("Editor")),
                _ => (name(number - 3), None),
            };
            self.unknown = Some((principal.clone(), role));
            let members = format!("{base}{PATH}/{}/members/{principal}", self.workspace);
            let request = match role {
                Some(role) => http
                    .request(Method::PUT, members)
                    .header("content-type", "application/json")
                    .body(json!({ "roles": [role] }).to_string()),
                None => http.request(Method::DELETE, members),
            };
            let answer = request.header("authorization", &authorization).send().await;
            // A write is acknowledged when its answer is complete.
            let (status, text) = match answer {
                Ok(answer) => (answer.status(), answer.text().await),
                Err(_) => return self,
            };
            match (status.as_u16(), text) {
                (200, Ok(_)) => {}
                // One of those that may or may not have happened before the server was killed.
                (404, Ok(_)) if role.is_none() => {}
                (_, Err(_)) => return self,
                (status, Ok(text)) => panic!("{principal} {role:?}: {status} {text}"),
            }
            self.unknown = None;
            match role {
                Some(role) => self.members.insert(principal, role),
                None => self.members.remove(&principal),
            };
            acknowledged.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Checks that every acknowledged write is there, and learns the unanswered ones.
    pub fn settle(&mut self, found: &Bindings) {
        let mut found = found[&self.workspace].clone();
        let mut expected = self.members.clone();
        if let Some((principal, role)) = self.unknown.take() {
            let now = found.remove(&principal);
            let before = expected.remove(&principal);
            let is = |role: Option<&'static str>| now == role.map(|role| json!([role]));
            assert!(is(role) || is(before), "{principal}: {now:?}");
            let settled = if is(role) { role } else { before };
            self.members.remove(&principal);
            if let Some(role) = settled {
                self.members.insert(principal, role);
            }
            // Repeating it gives the same result in either case.
            self.next -= 1;
        }
        let expected: BTreeMap<String, Value> = expected
            .into_iter()
            .map(|(principal, role)| (principal, json!([role])))
            .collect();
        assert_eq!(found, expected, "{}", self.workspace);
        assert!(
            self.members.values().any(|role| *role == "Admin"),
            "{} has an Admin",
            self.workspace
        );
    }
}
