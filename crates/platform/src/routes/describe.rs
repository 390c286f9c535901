//! What the operations of the API mean, for its OpenAPI document.

use nmp_types::page::{DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE};
use nmp_types::{
    AddMember, AuditEntry, CreateWorkspace, Deleted, Discovery, Member, MemberList, Page, SetRoles,
    UpdateWorkspace, Workspace, WorkspaceSort,
};
use schemars::{SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::health::{ClusterInfo, Live, NotReady, Ready, Status};
use crate::filter::Filter;
use crate::openapi::{Operation, Parameter};

/// The workspace that an answer is about.
const OF_ANSWER: &[(&str, &str)] = &[("workspace", "$response.body#/name")];

/// The workspace that the request was about.
const SAME_WORKSPACE: &[(&str, &str)] = &[("workspace", "$request.path.workspace")];

/// The member that an answer is about.
const MEMBER: &[(&str, &str)] = &[
    ("workspace", "$request.path.workspace"),
    ("principal", "$response.body#/principal"),
];

pub(super) fn discovery() -> Operation {
    Operation::new("discovery", "How to sign in.").answer::<Discovery>(200, "What clients need.")
}

pub(super) fn live() -> Operation {
    Operation::new("live", "Whether the process answers.").answer::<Live>(200, "It does.")
}

pub(super) fn ready() -> Operation {
    Operation::new("ready", "Whether requests can be served.")
        .answer::<Ready>(200, "They can.")
        .answer::<NotReady>(503, "They can't, and why.")
}

pub(super) fn status() -> Operation {
    Operation::new("status", "The parts of the platform, one by one.")
        .answer::<Status>(200, "How they are.")
}

pub(super) fn cluster_info() -> Operation {
    Operation::new("cluster_info", "What this is.").answer::<ClusterInfo>(200, "Its version.")
}

pub(super) fn metrics() -> Operation {
    Operation::new("metrics", "What the server counts, for Prometheus.")
        .answers_text("text/plain")
        .refused(404, "Metrics are switched off.")
}

pub(super) fn openapi() -> Operation {
    Operation::new("openapi", "This document.")
        .answer::<Map<String, Value>>(200, "An OpenAPI 3.1 document.")
}

pub(super) fn list_workspaces() -> Operation {
    Operation::new(
        "list_workspaces",
        "The workspaces that the caller may read; all of them for platform administrators.",
    )
    .answer::<Page<Workspace>>(200, "One page of them.")
    .parameter(page())
    .parameter(page_size())
    .parameter(Parameter::plain(
        "sort",
        "The order; with a hyphen, the largest or latest first.",
        |_| {
            json_schema!({
                "type": "string",
                "enum": WorkspaceSort::ALL.map(|sort| sort.to_string()),
                "default": WorkspaceSort::default().to_string(),
            })
        },
    ))
    .parameter(Parameter::json(
        "filter",
        "A condition. Instead of JSON it can be written with brackets, `filter[name][$like]=ml`.",
        SchemaGenerator::subschema_for::<Filter>,
    ))
    .refused(400, "The filter is not understood.")
}

pub(super) fn audit() -> Operation {
    let text = |name, description| {
        Parameter::plain(
            name,
            description,
            |_| json_schema!({ "type": "string", "pattern": r"^[^\x00]*$" }),
        )
    };
    let time = |name, description| {
        Parameter::plain(
            name,
            description,
            |_| json_schema!({ "type": "string", "format": "date-time" }),
        )
    };
    Operation::new(
        "list_audit",
        "Who changed which role binding or workspace when: everything for platform \
         administrators, else what is of workspaces that the caller administers.",
    )
    .answer::<Page<AuditEntry>>(200, "One page of entries.")
    .parameter(page())
    .parameter(page_size())
    .parameter(Parameter::plain(
        "sort",
        "The order in which entries were written; with a hyphen, the latest first.",
        |_| json_schema!({ "type": "string", "enum": ["at", "-at"], "default": "-at" }),
    ))
    .parameter(text("workspace", "Only of this workspace."))
    .parameter(text("principal", "Only changes of this principal's roles."))
    .parameter(text(
        "actor",
        "Only by this one: identifier or e-mail address.",
    ))
    .parameter(text("action", "Only of this kind."))
    .parameter(time("since", "Not before."))
    .parameter(time("until", "Before."))
}

pub(super) fn create_workspace() -> Operation {
    Operation::new(
        "create_workspace",
        "Makes a workspace, whose Admin the caller becomes.",
    )
    .answer::<Workspace>(201, "The new workspace.")
    .then("get_workspace", OF_ANSWER)
    .then("update_workspace", OF_ANSWER)
    .then("delete_workspace", OF_ANSWER)
    .then("list_members", OF_ANSWER)
    .then("add_member", OF_ANSWER)
    .parameter(waits())
    .body::<CreateWorkspace>()
    .refused(409, "The name is taken.")
}

pub(super) fn get_workspace() -> Operation {
    Operation::new("get_workspace", "One workspace.")
        .answer::<Workspace>(200, "The workspace.")
        .refused(404, "There is no such workspace.")
}

pub(super) fn update_workspace() -> Operation {
    Operation::new(
        "update_workspace",
        "Changes the description: a text sets it, null or none leaves it as it is.",
    )
    .answer::<Workspace>(200, "The workspace as it is now.")
    .body::<UpdateWorkspace>()
    .refused(404, "There is no such workspace.")
}

pub(super) fn delete_workspace() -> Operation {
    Operation::new(
        "delete_workspace",
        "Deletes a workspace with its role bindings.",
    )
    .answer::<Deleted>(200, "It is gone.")
    .refused(404, "There is no such workspace.")
    .refused(409, "The platform needs it.")
}

pub(super) fn list_members() -> Operation {
    Operation::new("list_members", "All members with their roles; no pages.")
        .answer::<MemberList>(200, "The members, the latest granted first.")
        .refused(404, "There is no such workspace.")
}

pub(super) fn add_member() -> Operation {
    Operation::new("add_member", "Adds roles to those that a principal has.")
        .answer::<Member>(201, "The roles that were added.")
        .then("list_members", SAME_WORKSPACE)
        .then("set_roles", MEMBER)
        .then("remove_member", MEMBER)
        .parameter(waits())
        .body::<AddMember>()
        .refused(404, "There is no such workspace.")
}

pub(super) fn set_roles() -> Operation {
    Operation::new(
        "set_roles",
        "Replaces the roles of a principal, who becomes a member by that.",
    )
    .answer::<Member>(200, "The roles as they are now.")
    .then("list_members", SAME_WORKSPACE)
    .then("remove_member", MEMBER)
    .parameter(waits())
    .body::<SetRoles>()
    .refused(404, "There is no such workspace.")
    .refused(409, "It would leave the workspace without an Admin.")
}

pub(super) fn remove_member() -> Operation {
    Operation::new("remove_member", "Removes a principal with all its roles.")
        .answer::<Deleted>(200, "They are gone.")
        .parameter(waits())
        .refused(404, "There is no such workspace, or no such member.")
        .refused(409, "It would leave the workspace without an Admin.")
}

fn waits() -> Parameter {
    Parameter::plain(
        "wait_role_propagation",
        "Understood for NeMo Platform's sake; changes are live when they are answered.",
        |_| json_schema!({ "type": "boolean", "default": true }),
    )
}

fn page() -> Parameter {
    Parameter::plain(
        "page",
        "Counts from 1.",
        |_| json_schema!({ "type": "integer", "minimum": 1, "maximum": u32::MAX, "default": 1 }),
    )
}

fn page_size() -> Parameter {
    Parameter::plain("page_size", "How many items a full page has.", |_| {
        json_schema!({
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_PAGE_SIZE,
            "default": DEFAULT_PAGE_SIZE,
        })
    })
}
