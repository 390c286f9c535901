//! Workspaces and the rules for their names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

/// The pattern that workspace names follow, as the platform prints it in its 422 answers.
pub const NAME_PATTERN: &str = r"^[a-z](?!.*--)[a-z0-9\-@.+_]{1,62}(?<!-)$";

/// The longest description, in characters, that the embedded platform takes. NeMo Platform has no
/// limit.
pub const MAX_DESCRIPTION_CHARS: usize = 2_000;

/// The workspace that platform-wide roles are bound in.
pub const SYSTEM: &str = "system";

/// The workspace that all signed-in users may work in.
pub const DEFAULT: &str = "default";

/// A workspace as the API answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Workspace {
    /// Opaque identifier, `workspace-…`.
    pub id: String,
    /// Unique name; what paths and people use. Not checked on reading: the server decides.
    pub name: String,
    /// Free text, or `null`. A listing may have only its beginning, which then ends in `…`.
    pub description: Option<String>,
    /// UTC, ISO 8601 without a zone (`2026-11-23T18:08:14.877579`).
    pub created_at: String,
    /// Who created it: an e-mail address or `sub`; `null` for seeded workspaces.
    pub created_by: Option<String>,
    /// UTC, ISO 8601 without a zone.
    pub updated_at: String,
    /// Who changed it last.
    pub updated_by: Option<String>,
}

/// Body of `POST /apis/entities/v2/workspaces`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateWorkspace {
    /// The name, checked.
    pub name: WorkspaceName,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schemars(schema_with = "crate::schema::description")
    )]
    pub description: Option<String>,
}

/// Body of `PUT /apis/entities/v2/workspaces/{name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateWorkspace {
    /// The new description; an empty one clears it, `null` leaves it as it is.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schemars(schema_with = "crate::schema::description")
    )]
    pub description: Option<String>,
}

/// Answer to a `DELETE`: of a workspace or of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Deleted {
    /// A sentence.
    pub message: String,
    /// The name of the workspace, or the principal of the member.
    pub id: String,
}

/// A workspace name that follows [`NAME_PATTERN`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct WorkspaceName(String);

/// Why a text is not a workspace name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorkspaceNameError {
    /// Fewer than 2 characters.
    #[error("A name has at least 2 characters.")]
    TooShort,
    /// More than 63 characters.
    #[error("A name has at most 63 characters.")]
    TooLong,
    /// The first character is not a lower-case letter.
    #[error("A name starts with a lower-case letter, a to z.")]
    FirstCharacter,
    /// A character that names don't have.
    #[error("“{0}” can't be in a name: use a to z, 0 to 9 and - @ . + _")]
    Character(char),
    /// Two hyphens in a row.
    #[error("A name can't have two hyphens in a row.")]
    DoubleHyphen,
    /// A hyphen at the end.
    #[error("A name can't end with a hyphen.")]
    TrailingHyphen,
}

impl WorkspaceName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for WorkspaceName {
    type Err = WorkspaceNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        use WorkspaceNameError as E;
        let mut characters = text.chars();
        match characters.next() {
            None => return Err(E::TooShort),
            Some('a'..='z') => {}
            Some(_) => return Err(E::FirstCharacter),
        }
        let allowed = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-' | '@' | '.' | '+' | '_');
        if let Some(c) = characters.find(|c| !allowed(*c)) {
            return Err(E::Character(c));
        }
        // Every character is ASCII by now, so bytes are characters.
        match text.len() {
            0..2 => Err(E::TooShort),
            64.. => Err(E::TooLong),
            _ if text.contains("--") => Err(E::DoubleHyphen),
            _ if text.ends_with('-') => Err(E::TrailingHyphen),
            _ => Ok(Self(text.to_owned())),
        }
    }
}

impl fmt::Display for WorkspaceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for WorkspaceName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_the_platform_was_recorded_to_accept_and_refuse() {
        use WorkspaceNameError as E;
        let sixty_three = "a".repeat(63);
        let sixty_four = "a".repeat(64);
        let cases: [(&str, Option<WorkspaceNameError>); 14] = [
            ("ml-team", None),
            ("a_b.c+d@e", None),
            ("ab", None),
            (&sixty_three, None),
            (&sixty_four, Some(E::TooLong)),
            ("", Some(E::TooShort)),
            ("a", Some(E::TooShort)),
            ("A", Some(E::FirstCharacter)),
            ("1abc", Some(E::FirstCharacter)),
            ("Bad Name", Some(E::FirstCharacter)),
            ("bad name", Some(E::Character(' '))),
            ("nïcode", Some(E::Character('ï'))),
            ("a--b", Some(E::DoubleHyphen)),
            ("ab-", Some(E::TrailingHyphen)),
        ];
        for (name, expected) in cases {
            assert_eq!(name.parse::<WorkspaceName>().err(), expected, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic_and_names_survive_json(text in any::<String>()) {
            if let Ok(name) = text.parse::<WorkspaceName>() {
                let json = serde_json::to_string(&name).unwrap();
                prop_assert_eq!(serde_json::from_str::<WorkspaceName>(&json).unwrap(), name);
            }
        }

        #[test]
        fn well_formed_names_are_accepted(name in "[a-z][a-z0-9@.+_]{1,62}") {
            prop_assert!(name.parse::<WorkspaceName>().is_ok());
        }
    }
}
