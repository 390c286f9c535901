//! The meaning of the API's operations, for its OpenAPI document. `helix` has those that NeMo Helix
//! added to NeMo Platform's.

mod helix;

use nmp_types::page::{DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE};
use nmp_types::{
    AddMember, AuditEntry, CreateWorkspace, Deleted, Member, MemberList, Page, SetRoles,
    UpdateWorkspace, Workspace, WorkspaceSort,
};
use schemars::{SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::discovery::Discovery;
use super::group_roles::GroupRoles;
use super::health::{ClusterInfo, Live, NotReady, Ready, Status};
use super::me::Me;
use crate::filter::Filter;
use crate::openapi::{Operation, Parameter};
use crate::validation::{MAX_TEXT_CHARS, MAX_WORKSPACES};

pub(super) use helix::*;

/// The workspace in an answer.
const OF_ANSWER: &[(&str, &str)] = &[("workspace", "$response.body#/name")];

/// The workspace of the request.
const SAME_WORKSPACE: &[(&str, &str)] = &[("workspace", "$request.path.workspace")];

/// The member in an answer.
const MEMBER: &[(&str, &str)] = &[
    ("workspace", "$request.path.workspace"),
    ("principal", "$response.body#/principal"),
];

pub(super) fn discovery() -> Operation {
    Operation::new("discovery", "How to sign in.")
        .answer::<Discovery>(200, "What clients need to sign in.")
}

pub(super) fn me() -> Operation {
    Operation::new(
        "me",
        "Says whom the platform takes the caller for, and what they may do: outside of workspaces, \
         and in those that are named.",
    )
    .answer::<Me>(200, "The caller.")
    .parameter(Parameter::plain(
        "workspace",
        "A workspace to describe the caller in; may be repeated.",
        |_| {
            json_schema!({
                "type": "array",
                "items": { "type": "string", "pattern": r"^[^\x00]*$", "maxLength": MAX_TEXT_CHARS },
                "maxItems": MAX_WORKSPACES,
            })
        },
    ))
}

pub(super) fn list_group_roles() -> Operation {
    Operation::new(
        "list_group_roles",
        "Lists the rules of the settings that give groups roles: all of them for platform \
         administrators, otherwise those that reach a workspace which the caller may read.",
    )
    .answer::<GroupRoles>(200, "The rules, in the order of the settings.")
    .parameter(Parameter::plain(
        "workspace",
        "Only those that reach this workspace, for those who may see its members.",
        |_| {
            json_schema!({
                "type": "string",
                "pattern": r"^[^\x00]*$",
                "maxLength": MAX_TEXT_CHARS,
            })
        },
    ))
}

pub(super) fn live() -> Operation {
    Operation::new("live", "Whether the process is alive.").answer::<Live>(200, "It is.")
}

pub(super) fn ready() -> Operation {
    Operation::new("ready", "Whether the server can serve requests.")
        .answer::<Ready>(200, "It can.")
        .answer::<NotReady>(503, "It can't, with the reasons.")
}

pub(super) fn status() -> Operation {
    Operation::new("status", "The state of each part of the platform.")
        .answer::<Status>(200, "The state of each part.")
}

pub(super) fn cluster_info() -> Operation {
    Operation::new("cluster_info", "The server's version.")
        .answer::<ClusterInfo>(200, "The version.")
}

pub(super) fn metrics() -> Operation {
    Operation::new("metrics", "The server's metrics, for Prometheus.")
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
        "Lists the workspaces that the caller may read; all of them for platform \
         administrators. Long descriptions are truncated and end in `…`.",
    )
    .answer::<Page<Workspace>>(200, "One page of them.")
    .parameter(page())
    .parameter(page_size())
    .parameter(sort())
    .parameter(Parameter::json(
        "filter",
        "A filter, in JSON or with brackets: `filter[name][$like]=ml`.",
        SchemaGenerator::subschema_for::<Filter>,
    ))
    .refused(400, "The filter is not valid.")
}

pub(super) fn audit() -> Operation {
    let text = |name, description| {
        Parameter::plain(name, description, |_| {
            json_schema!({
                "type": "string",
                "pattern": r"^[^\x00]*$",
                "maxLength": MAX_TEXT_CHARS,
            })
        })
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
        "Lists who changed which role binding or workspace when: everything for platform \
         administrators, otherwise the entries of workspaces that the caller administers.",
    )
    .answer::<Page<AuditEntry>>(200, "One page of entries.")
    .parameter(page())
    .parameter(page_size())
    .parameter(Parameter::plain(
        "sort",
        "Order by time; with a hyphen, latest first.",
        |_| json_schema!({ "type": "string", "enum": ["at", "-at"], "default": "-at" }),
    ))
    .parameter(text("workspace", "Only entries of this workspace."))
    .parameter(text("principal", "Only changes to this principal's roles."))
    .parameter(text(
        "actor",
        "Only changes by this principal: identifier or e-mail address.",
    ))
    .parameter(text("action", "Only this kind of change."))
    .parameter(time("since", "Only entries at or after this time."))
    .parameter(time("until", "Only entries before this time."))
}

pub(super) fn create_workspace() -> Operation {
    Operation::new(
        "create_workspace",
        "Creates a workspace and makes the caller its Admin.",
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
    Operation::new("get_workspace", "Gets a workspace.")
        .answer::<Workspace>(200, "The workspace.")
        .refused(404, "The workspace does not exist.")
}

pub(super) fn update_workspace() -> Operation {
    Operation::new(
        "update_workspace",
        "Changes the description: a string sets it; null or no value leaves it as it is.",
    )
    .answer::<Workspace>(200, "The changed workspace.")
    .body::<UpdateWorkspace>()
    .refused(404, "The workspace does not exist.")
}

pub(super) fn delete_workspace() -> Operation {
    Operation::new(
        "delete_workspace",
        "Deletes a workspace and its role bindings.",
    )
    .answer::<Deleted>(200, "The workspace is deleted.")
    .refused(404, "The workspace does not exist.")
    .refused(409, "The platform needs this workspace.")
}

pub(super) fn list_members() -> Operation {
    Operation::new(
        "list_members",
        "Lists all members with their roles, without pages.",
    )
    .answer::<MemberList>(200, "The members, latest granted first.")
    .refused(404, "The workspace does not exist.")
    .refused(422, "There are too many for one answer.")
}

pub(super) fn add_member() -> Operation {
    Operation::new("add_member", "Adds roles to a principal's roles.")
        .answer::<Member>(201, "The added roles.")
        .then("list_members", SAME_WORKSPACE)
        .then("set_roles", MEMBER)
        .then("remove_member", MEMBER)
        .parameter(waits())
        .body::<AddMember>()
        .refused(404, "The workspace does not exist.")
}

pub(super) fn set_roles() -> Operation {
    Operation::new(
        "set_roles",
        "Replaces the roles of a principal, adding it as a member if necessary.",
    )
    .answer::<Member>(200, "The principal's roles now.")
    .then("list_members", SAME_WORKSPACE)
    .then("remove_member", MEMBER)
    .parameter(waits())
    .body::<SetRoles>()
    .refused(404, "The workspace does not exist.")
    .refused(409, "It would leave the workspace without an Admin.")
}

pub(super) fn remove_member() -> Operation {
    Operation::new("remove_member", "Removes a principal with all its roles.")
        .answer::<Deleted>(200, "The member is removed.")
        .parameter(waits())
        .refused(404, "The workspace or the member does not exist.")
        .refused(409, "It would leave the workspace without an Admin.")
}

fn waits() -> Parameter {
    Parameter::plain(
        "wait_role_propagation",
        "Accepted for compatibility with NeMo Platform, without effect: changes are live when \
         they are answered.",
        |_| json_schema!({ "type": "boolean", "default": true }),
    )
}

fn sort() -> Parameter {
    Parameter::plain(
        "sort",
        "Sort order; with a hyphen, largest or latest first.",
        |_| {
            json_schema!({
                "type": "string",
                "enum": WorkspaceSort::ALL.map(|sort| sort.to_string()),
                "default": WorkspaceSort::default().to_string(),
            })
        },
    )
}

fn page() -> Parameter {
    Parameter::plain(
        "page",
        "Page number, from 1.",
        |_| json_schema!({ "type": "integer", "minimum": 1, "maximum": u32::MAX, "default": 1 }),
    )
}

fn page_size() -> Parameter {
    Parameter::plain("page_size", "Items per page.", |_| {
        json_schema!({
            "type": "integer",
            "minimum": 1,
            "maximum": MAX_PAGE_SIZE,
            "default": DEFAULT_PAGE_SIZE,
        })
    })
}
