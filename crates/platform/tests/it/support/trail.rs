//! The audit trail against the bindings: played from the start, it must give those there are.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Caller;

/// Workspaces, their members, and the roles of these by name.
pub type Bindings = BTreeMap<String, BTreeMap<String, Value>>;

/// What the trail says.
pub async fn replayed(admin: &Caller) -> Bindings {
    let mut replayed = Bindings::new();
    for page in 1.. {
        let path = format!("/apis/auth/v2/audit?sort=at&page_size=1000&page={page}");
        let answer = admin.get(&path).await.ok();
        for entry in answer["data"].as_array().unwrap() {
            replay(&mut replayed, entry);
        }
        if page >= answer["pagination"]["total_pages"].as_i64().unwrap() {
            break;
        }
    }
    replayed
}

fn replay(bindings: &mut Bindings, entry: &Value) {
    let workspace = entry["workspace"].as_str().unwrap().to_owned();
    match entry["action"].as_str().unwrap() {
        "workspace.created" => assert!(bindings.insert(workspace, BTreeMap::new()).is_none()),
        "workspace.deleted" => assert_eq!(bindings.remove(&workspace).unwrap(), BTreeMap::new()),
        "workspace.updated" => {}
        _ => {
            let members = bindings.get_mut(&workspace).unwrap();
            let principal = entry["principal"].as_str().unwrap().to_owned();
            let before = members.remove(&principal).unwrap_or(json!([]));
            assert_eq!(before, entry["roles_before"], "{entry}");
            if entry["roles_after"] != json!([]) {
                members.insert(principal, entry["roles_after"].clone());
            }
        }
    }
}

/// What there is.
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
