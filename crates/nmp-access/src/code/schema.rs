//! The file's JSON Schema, for editors that check and complete while somebody types.

use std::collections::BTreeMap;

use nmp_types::workspace::NAME_PATTERN;
use nmp_types::{Role, principal};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// Who is to have access, workspace by workspace. `nmp access diff` compares it with the platform,
/// `nmp access apply` makes the platform like it.
#[derive(JsonSchema)]
#[schemars(rename = "Access as code", deny_unknown_fields)]
#[expect(dead_code, reason = "its schema is all that is used")]
struct File {
    /// The version of this form.
    #[schemars(schema_with = "version")]
    version: u32,
    /// Principals that are never changed or removed, in any workspace.
    #[schemars(default, extend("uniqueItems" = true))]
    protected: Vec<Principal>,
    /// The workspaces that this file manages, by name. Others stay as they are.
    workspaces: BTreeMap<WorkspaceName, Workspace>,
}

/// A workspace that this file manages.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "its schema is all that is used")]
struct Workspace {
    /// What it is for: for those who read this file. It is compared with nothing.
    #[schemars(default, schema_with = "text")]
    description: String,
    /// Principals with their roles. Without it the file doesn't manage the members. Members that it
    /// doesn't name are removed with `--prune` only.
    #[schemars(default, schema_with = "members")]
    members: BTreeMap<Principal, Roles>,
}

type WorkspaceName = String;
type Principal = String;
type Roles = Vec<Role>;

fn version(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "const": super::VERSION })
}

fn text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string" })
}

fn members(_: &mut SchemaGenerator) -> Schema {
    let role = || {
        let known = Role::ASSIGNABLE
            .iter()
            .chain(&[
                Role::WorkspaceCreator,
                Role::PlatformAdmin,
                Role::HelixAdmin,
            ])
            .map(|role| role.as_str().to_owned())
            .collect::<Vec<_>>();
        // Open: a member may have a role that this version doesn't know.
        json_schema!({ "anyOf": [{ "enum": known }, { "type": "string" }] })
    };
    json_schema!({
        "type": "object",
        "propertyNames": { "minLength": 1, "maxLength": principal::MAX_PRINCIPAL_CHARS },
        "additionalProperties": {
            "description": "One role, or several. WorkspaceCreator, PlatformAdmin and HelixAdmin \
                can be given in the workspace `system` only.",
            "oneOf": [
                role(),
                { "type": "array", "items": role(), "minItems": 1, "uniqueItems": true },
            ],
        },
    })
}

/// The schema, as text with a line break at its end.
pub fn to_text() -> String {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<File>();
    if let Some(workspaces) = schema.pointer_mut("/properties/workspaces")
        && let Some(workspaces) = workspaces.as_object_mut()
    {
        let names = serde_json::json!({ "pattern": NAME_PATTERN });
        workspaces.insert("propertyNames".to_owned(), names);
    }
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
