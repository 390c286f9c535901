//! JSON Schemas that can't be derived: of texts with rules of their own.

use std::borrow::Cow;

use schemars::generate::Contract;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::principal::MAX_PRINCIPAL_CHARS;
use crate::workspace::{MAX_DESCRIPTION_CHARS, NAME_PATTERN};
use crate::{AuditAction, Detail, FieldError, Role, WorkspaceName};

/// A principal as requests may name it.
pub(crate) fn principal(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_PRINCIPAL_CHARS,
        "description": "No characters that nobody sees (categories Cc, Cf, Zl, Zp, Co, Cn, white \
            space but the space, Default_Ignorable_Code_Point), no space at the ends, and not `.` \
            or `..`, also as `%2e`. The pattern has those that every dialect of patterns can tell.",
        "pattern": r"^[^\s\x00-\x1F\x7F-\x9F]([^\x00-\x1F\x7F-\x9F]*[^\s\x00-\x1F\x7F-\x9F])?$",
    })
}

/// A description, or `null`: a NUL can't be stored.
pub(crate) fn description(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["string", "null"],
        "pattern": r"^[^\x00]*$",
        "maxLength": MAX_DESCRIPTION_CHARS,
    })
}

impl JsonSchema for WorkspaceName {
    fn schema_name() -> Cow<'static, str> {
        "WorkspaceName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": NAME_PATTERN })
    }
}

impl JsonSchema for Role {
    fn schema_name() -> Cow<'static, str> {
        "Role".into()
    }

    /// Answers can have any name, for the set is open; requests only those that can be given.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        match generator.contract() {
            Contract::Deserialize => json_schema!({
                "type": "string",
                "enum": ["Viewer", "Editor", "Admin", "WorkspaceCreator", "PlatformAdmin"],
                "description": "WorkspaceCreator and PlatformAdmin can be given in the workspace \
                    `system` only.",
            }),
            _ => json_schema!({
                "type": "string",
                "examples": ["Viewer", "Editor", "Admin", "WorkspaceCreator", "PlatformAdmin"],
            }),
        }
    }
}

impl JsonSchema for AuditAction {
    fn schema_name() -> Cow<'static, str> {
        "AuditAction".into()
    }

    /// Later versions have more.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let known = Self::KNOWN.map(String::from);
        json_schema!({ "type": "string", "examples": known })
    }
}

impl JsonSchema for Detail {
    fn schema_name() -> Cow<'static, str> {
        "Detail".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What went wrong: a sentence, or the fields that are at fault.",
            "oneOf": [
                { "type": "string" },
                { "type": "array", "items": generator.subschema_for::<FieldError>() },
            ],
        })
    }
}
