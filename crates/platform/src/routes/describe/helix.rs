//! Operations that NeMo Helix added.

use nmp_types::{CreateWorkspace, Deleted, Page, UpdateWorkspace};
use schemars::{Schema, json_schema};

use super::{page, page_size, sort};
use crate::filter::{MAX_BINDING_CHARS, MAX_OPERAND_CHARS};
use crate::openapi::{Operation, Parameter};
use crate::routes::authenticate::Authenticated;
use crate::routes::jwks::KeySet;
use crate::routes::plugins::Plugin;
use crate::routes::workspaces::Deletion;
use crate::store::{Project, RoleBinding};

/// The project in an answer.
const OF_ANSWER: &[(&str, &str)] = &[
    ("workspace", "$response.body#/workspace"),
    ("name", "$response.body#/name"),
];

pub fn authenticate() -> Operation {
    Operation::new(
        "authenticate",
        "Says whom the platform takes the caller for.",
    )
    .answer::<Authenticated>(200, "The caller.")
}

pub fn authenticate_by_post() -> Operation {
    Operation::new("authenticate_by_post", "The same. A body is ignored.")
        .answer::<Authenticated>(200, "The caller.")
}

pub fn jwks() -> Operation {
    Operation::new(
        "jwks",
        "The keys for tokens that the platform signs: an empty set, since it signs none.",
    )
    .answer::<KeySet>(200, "An empty key set.")
}

pub fn list_access_keys() -> Operation {
    no_access_keys("list_access_keys", "Lists access keys.")
}

pub fn create_access_key() -> Operation {
    no_access_keys("create_access_key", "Creates an access key.")
}

pub fn revoke_access_key() -> Operation {
    no_access_keys("revoke_access_key", "Revokes an access key.")
}

pub fn suspend_access_key() -> Operation {
    no_access_keys("suspend_access_key", "Suspends an access key.")
}

pub fn unsuspend_access_key() -> Operation {
    no_access_keys(
        "unsuspend_access_key",
        "Lifts the suspension of an access key.",
    )
}

pub fn rotate_access_key() -> Operation {
    no_access_keys("rotate_access_key", "Replaces an access key.")
}

/// NeMo Helix's operations on keys that the embedded platform doesn't issue.
fn no_access_keys(id: &'static str, summary: &'static str) -> Operation {
    Operation::new(id, summary).refused(
        404,
        "The platform issues no access keys; `code` is `access_keys_disabled`.",
    )
}

pub fn plugins() -> Operation {
    Operation::new(
        "plugins",
        "The platform's plugins: an empty list, since it has none.",
    )
    .answer::<Vec<Plugin>>(200, "An empty list.")
}

pub fn list_projects() -> Operation {
    Operation::new(
        "list_projects",
        "Lists the projects of a workspace. Long descriptions are truncated and end in `…`.",
    )
    .answer::<Page<Project>>(200, "One page of them.")
    .parameter(page())
    .parameter(page_size())
    .parameter(sort())
    .parameter(Parameter::plain(
        "filter[name]",
        "Only the project of this name. Other filters are as for workspaces, by `id`, `description`, \
         `created_at` and `updated_at`.",
        |_| text_of(MAX_OPERAND_CHARS),
    ))
    .refused(400, "The filter is not valid.")
    .refused(404, "The workspace does not exist.")
}

pub fn create_project() -> Operation {
    Operation::new("create_project", "Creates a project in a workspace.")
        .answer::<Project>(201, "The new project.")
        .then("get_project", OF_ANSWER)
        .then("update_project", OF_ANSWER)
        .then("delete_project", OF_ANSWER)
        .body::<CreateWorkspace>()
        .refused(404, "The workspace does not exist.")
        .refused(409, "The name is taken.")
}

pub fn get_project() -> Operation {
    Operation::new("get_project", "Gets a project.")
        .answer::<Project>(200, "The project.")
        .refused(404, "The workspace or the project does not exist.")
}

pub fn update_project() -> Operation {
    Operation::new(
        "update_project",
        "Changes the description: a string sets it; null or no value leaves it as it is.",
    )
    .answer::<Project>(200, "The changed project.")
    .body::<UpdateWorkspace>()
    .refused(404, "The workspace or the project does not exist.")
}

pub fn delete_project() -> Operation {
    Operation::new("delete_project", "Deletes a project.")
        .answer::<Deleted>(200, "The project is deleted.")
        .refused(404, "The workspace or the project does not exist.")
}

pub fn deletion() -> Operation {
    Operation::new(
        "workspace_deletion",
        "The state of a deletion of a workspace that the caller created; of any for platform \
         administrators.",
    )
    .answer::<Deletion>(200, "What was in the workspace is still being removed.")
    .refused(
        404,
        "The deletion is finished, there was none, or the caller may not know of it.",
    )
}

pub fn list_role_bindings() -> Operation {
    Operation::new(
        "list_role_bindings",
        "Lists role bindings: all of them for platform administrators, otherwise those of the \
         workspaces that the caller administers.",
    )
    .answer::<Page<RoleBinding>>(200, "One page of them.")
    .parameter(page())
    .parameter(page_size())
    .parameter(Parameter::plain(
        "sort",
        "Order by time; with a hyphen, latest first.",
        |_| {
            json_schema!({
                "type": "string",
                "enum": ["created_at", "-created_at"],
                "default": "created_at",
            })
        },
    ))
    .parameter(text_filter("filter[principal]", "Only this principal's."))
    .parameter(text_filter("filter[workspace]", "Only of this workspace."))
    .parameter(text_filter("filter[role]", "Only this role."))
    .parameter(text_filter(
        "filter[granted_by]",
        "Only those given by this principal.",
    ))
    .parameter(Parameter::plain(
        "filter[is_active]",
        "Whether they hold still: all do; revoked ones are gone.",
        |_| json_schema!({ "type": "boolean" }),
    ))
    .refused(400, "The filter is not valid.")
}

/// A text that role bindings are compared with.
fn text_filter(name: &'static str, description: &'static str) -> Parameter {
    Parameter::plain(name, description, |_| text_of(MAX_BINDING_CHARS))
}

fn text_of(max_chars: usize) -> Schema {
    json_schema!({ "type": "string", "pattern": r"^[^\x00]*$", "maxLength": max_chars })
}
