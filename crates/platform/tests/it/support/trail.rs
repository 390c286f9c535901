//! Compares the audit trail with the bindings: replayed from the start, it must give them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Caller;

/// Workspaces, their members, and the roles of these by name.
pub type Bindings = BTreeMap<String, BTreeMap<String, Value>>;

/// The trail of one workspace; several can have the same name, one after the other.
#[derive(Default)]
struct Workspace {
    name: String,
    members: BTreeMap<String, Value>,
    deleted: bool,
}

/// The replayed trail. By its end, a deleted workspace must have no members left.
pub async fn replayed(admin: &Caller) -> Bindings {
    let mut workspaces = BTreeMap::new();
    for page in 1.. {
        let path = format!("/apis/auth/v2/audit?sort=at&page_size=1000&page={page}");
        let answer = admin.get(&path).await.ok();
        for entry in answer["data"].as_array().unwrap() {
            replay(&mut workspaces, entry);
        }
        if page >= answer["pagination"]["total_pages"].as_i64().unwrap() {
            break;
        }
    }
    let mut bindings = Bindings::new();
    for (id, workspace) in workspaces {
        if workspace.deleted {
            assert_eq!(workspace.members, BTreeMap::new(), "{id}");
        } else {
            let before = bindings.insert(workspace.name, workspace.members);
            assert_eq!(before, None, "{id}: two have one name");
        }
    }
    bindings
}

fn replay(workspaces: &mut BTreeMap<String, Workspace>, entry: &Value) {
    let id = entry["workspace_id"].as_str().unwrap();
    let workspace = workspaces.entry(id.to_owned()).or_default();
    match entry["action"].as_str().unwrap() {
        "workspace.created" => {
            assert_eq!(workspace.name, "", "{entry}");
            workspace.name = entry["workspace"].as_str().unwrap().to_owned();
        }
        "workspace.deleted" => {
            assert!(!workspace.deleted, "{entry}");
            workspace.deleted = true;
        }
        "workspace.updated" => assert!(!workspace.deleted, "{entry}"),
        action => {
            assert!(!workspace.deleted || action == "member.removed", "{entry}");
            let principal = entry["principal"].as_str().unwrap().to_owned();
            let before = workspace.members.remove(&principal).unwrap_or(json!([]));
            assert_eq!(before, entry["roles_before"], "{entry}");
            if entry["roles_after"] != json!([]) {
                workspace
                    .members
                    .insert(principal, entry["roles_after"].clone());
            }
        }
    }
    assert_eq!(workspace.name, entry["workspace"], "{entry}");
}

/// The current bindings.
pub async fn found(admin: &Caller) -> Bindings {
    const PATH: &str = "/apis/entities/v2/workspaces";
    let mut found = Bindings::new();
    let page = admin.get(&format!("{PATH}?page_size=1000")).await.ok();
    for workspace in page["data"].as_array().unwrap() {
        let name = workspace["name"].as_str().unwrap();
        let list = admin.get(&format!("{PATH}/{name}/members")).await.ok();
        let members = list["data"].as_array().unwrap().iter().map(|member| {
            let mut roles: Vec<String> = serde_json::from_value(member["roles"].clone()).unwrap();
            roles.sort();
            let principal = member["principal"].as_str().unwrap();
            (principal.to_owned(), json!(roles))
        });
        found.insert(name.to_owned(), members.collect());
    }
    found
}
