//! The only list of differences from the recorded platforms, with reasons.

use serde_json::{Value, json};

use super::recordings::Version;

/// An exchange with a different outcome.
pub struct Difference {
    /// The name of the exchange in the recording.
    pub exchange: &'static str,
    /// Whose.
    pub versions: &'static [Version],
    /// Why.
    pub reason: &'static str,
    /// Our status.
    pub status: u16,
    /// Our body, made from the recorded one.
    pub body: fn(Value) -> Value,
}

const ALL: &[Version] = &Version::ALL;
const NMP: &[Version] = &[Version::Platform030, Version::Platform060];
const HELIX: &[Version] = &[Version::Helix081];

const UNKNOWN_ROLES: &str = "Unknown and missing roles are refused: the others store them, and such a \
    member can do nothing while looking like one. What follows from it is different too.";
const MEMBERS_ARE_VISIBLE: &str =
    "Viewers and Editors list members, as documented; the others let only Admins.";
const DELETING_IS_FOR_ADMINS: &str = "Only Admins delete a workspace, as documented; the others let Editors, and so \
    everyone signed in where everyone is Editor, as in `default`.";

pub const DIFFERENCES: &[Difference] = &[
    Difference {
        exchange: "discovery, unsigned quickstart",
        versions: NMP,
        reason: "Says that there is an audit trail, so that Studio offers it here and asks no other platform for one; \
            and that unsigned tokens are accepted, which is Studio's to warn of.",
        status: 200,
        body: |mut body| {
            body["audit"] = json!(true);
            body["unsigned_tokens"] = json!(true);
            body
        },
    },
    Difference {
        exchange: "discovery, unsigned quickstart",
        versions: HELIX,
        reason: "The same, and that the rules of NeMo Helix hold.",
        status: 200,
        body: |mut body| {
            body["audit"] = json!(true);
            body["unsigned_tokens"] = json!(true);
            body["dialect"] = json!("helix");
            body
        },
    },
    Difference {
        exchange: "viewer lists members",
        versions: ALL,
        reason: MEMBERS_ARE_VISIBLE,
        status: 200,
        body: |_| json!({ "data": [member("bob@example.com", "Viewer"), member("alice@example.com", "Admin")] }),
    },
    Difference {
        exchange: "add with unknown role",
        versions: ALL,
        reason: UNKNOWN_ROLES,
        status: 422,
        body: |_| {
            json!({ "detail": [{
                "type": "enum",
                "loc": ["body", "roles", 0],
                "msg": "Input should be 'Viewer', 'Editor' or 'Admin'",
                "input": "Nonsense",
                "ctx": { "expected": "'Viewer', 'Editor' or 'Admin'" },
            }] })
        },
    },
    Difference {
        exchange: "add with empty roles",
        versions: ALL,
        reason: UNKNOWN_ROLES,
        status: 422,
        body: |_| no_roles(),
    },
    Difference {
        exchange: "members listing",
        versions: ALL,
        reason: UNKNOWN_ROLES,
        status: 200,
        body: without_dave,
    },
    Difference {
        exchange: "update to no roles",
        versions: ALL,
        reason: UNKNOWN_ROLES,
        status: 422,
        body: |_| no_roles(),
    },
    Difference {
        exchange: "read scope reads",
        versions: ALL,
        reason: UNKNOWN_ROLES,
        status: 200,
        body: |body| with_carol(without_dave(body)),
    },
    Difference {
        exchange: "entities:read scope reads",
        versions: ALL,
        reason: UNKNOWN_ROLES,
        status: 200,
        body: |body| with_carol(without_dave(body)),
    },
    Difference {
        exchange: "user lists system members",
        versions: NMP,
        reason: MEMBERS_ARE_VISIBLE,
        status: 200,
        body: |_| system_members("PlatformAdmin"),
    },
    Difference {
        exchange: "user lists system members",
        versions: HELIX,
        reason: MEMBERS_ARE_VISIBLE,
        status: 200,
        body: |_| system_members("HelixAdmin"),
    },
    Difference {
        exchange: "user lists default members",
        versions: ALL,
        reason: MEMBERS_ARE_VISIBLE,
        status: 200,
        body: |_| {
            let mut everyone = member("*", "Editor");
            everyone["granted_by"] = "system".into();
            json!({ "data": [everyone] })
        },
    },
    Difference {
        exchange: "stranger lists workspaces",
        versions: NMP,
        reason: "A workspace whose binding to everyone was removed is no longer listed for strangers; \
            up to 0.6.0 it still is, from a cache.",
        status: 200,
        body: |mut body| {
            let data = body["data"].as_array_mut().unwrap();
            data.retain(|workspace| workspace["name"] != "ml-team");
            body["pagination"]["current_page_size"] = 2.into();
            body["pagination"]["total_results"] = 2.into();
            body
        },
    },
    Difference {
        exchange: "delete workspace as editor",
        versions: ALL,
        reason: DELETING_IS_FOR_ADMINS,
        status: 403,
        body: |_| json!({ "detail": "Forbidden" }),
    },
    Difference {
        exchange: "get deleted workspace as former admin",
        versions: NMP,
        reason: "It was not deleted, see the exchange before.",
        status: 200,
        body: |_| ml_team("z", "admin@example.com"),
    },
    Difference {
        exchange: "get deleted workspace as former admin",
        versions: HELIX,
        reason: "It was not deleted, see the exchange before.",
        status: 200,
        body: |_| ml_team("y", "alice@example.com"),
    },
    Difference {
        exchange: "delete default as user",
        versions: ALL,
        reason: DELETING_IS_FOR_ADMINS,
        status: 403,
        body: |_| json!({ "detail": "Forbidden" }),
    },
    Difference {
        exchange: "cluster info",
        versions: ALL,
        reason: "The version is the embedded platform's own.",
        status: 200,
        body: |_| json!({ "platform_version": env!("CARGO_PKG_VERSION"), "revision": "dev" }),
    },
    Difference {
        exchange: "status",
        versions: ALL,
        reason: "The recorded platform lacked a part; here Studio's files are what is not there.",
        status: 200,
        body: |mut body| {
            body["services"] = json!({
                "ready": ["entities", "auth"],
                "not_ready": [{ "name": "studio", "message": "Studio is not built" }],
            });
            body
        },
    },
];

fn member(principal: &str, role: &str) -> Value {
    json!({
        "principal": principal,
        "roles": [role],
        "granted_at": "2026-11-23T18:08:14.883424Z",
        "granted_by": "alice@example.com",
    })
}

fn system_members(platform_admin: &str) -> Value {
    let mut everyone = member("*", "WorkspaceCreator");
    everyone["roles"] = json!(["WorkspaceCreator", "Viewer"]);
    let mut members = json!([everyone, member("admin@example.com", platform_admin)]);
    for member in members.as_array_mut().unwrap() {
        member["granted_by"] = "system".into();
    }
    json!({ "data": members })
}

fn ml_team(description: &str, updated_by: &str) -> Value {
    json!({
        "id": "workspace-pZPuam6uDWdZeyazdwUWH",
        "name": "ml-team",
        "description": description,
        "created_at": "2026-11-23T18:08:14.877579",
        "created_by": "alice@example.com",
        "updated_at": "2026-11-23T18:08:47.719465",
        "updated_by": updated_by,
    })
}

fn no_roles() -> Value {
    json!({ "detail": [{
        "type": "too_short",
        "loc": ["body", "roles"],
        "msg": "List should have at least 1 item after validation, not 0",
        "input": [],
        "ctx": { "field_type": "List", "min_length": 1, "actual_length": 0 },
    }] })
}

fn without_dave(mut body: Value) -> Value {
    let data = body["data"].as_array_mut().unwrap();
    data.retain(|member| member["principal"] != "dave@example.com");
    body
}

/// Carol kept the role that the others took from her; she was added after bob.
fn with_carol(mut body: Value) -> Value {
    let data = body["data"].as_array_mut().unwrap();
    let bob = data
        .iter()
        .position(|member| member["principal"] == "bob@example.com")
        .unwrap();
    data.insert(bob, member("carol@example.com", "Editor"));
    body
}
