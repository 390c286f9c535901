//! Why there can be no such rule.

use crate::claims::MAX_NAME_BYTES;
use crate::role::Role;
use crate::workspace::WorkspaceNameError;

/// Why there can be no such rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupRuleError {
    /// No group has such a name.
    #[error(
        "{0:?} can't be a group: names aren't blank, have no control characters and at most \
         {MAX_NAME_BYTES} bytes"
    )]
    NoGroup(String),
    /// A group in this form never counts.
    #[error("{0:?} looks like an e-mail address or a service: such groups never count")]
    Form(String),
    /// The pattern is for all groups.
    #[error(
        "\"*\" is every group: name a part of those that are meant, or bind * in the workspace"
    )]
    EveryGroup,
    /// More than one `*`.
    #[error("{1:?} has more than one *")]
    Wildcards(Part, String),
    /// A `*` in the workspace alone.
    #[error("{0:?} has a *, but the group has none that says what it stands for")]
    NothingToStandFor(String),
    /// No workspace has such a name.
    #[error("{name:?} can't be a workspace. {why}")]
    NoWorkspace {
        /// The name, or the pattern.
        name: String,
        /// Why.
        why: WorkspaceNameError,
    },
    /// The workspace `system`.
    #[error("roles in `system` are about the whole platform: bind them to a principal")]
    System,
    /// Not a role that a rule can give.
    #[error("{0} is not a role that a rule can give: use Viewer, Editor or Admin")]
    Role(Role),
}

/// A part of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its groups.
    Group,
    /// Its workspaces.
    Workspace,
    /// Its role.
    Role,
}

impl Part {
    /// Its name on the wire and in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Workspace => "workspace",
            Self::Role => "role",
        }
    }
}

impl GroupRuleError {
    /// The part that is wrong.
    pub fn part(&self) -> Part {
        match self {
            Self::NoGroup(_) | Self::Form(_) | Self::EveryGroup => Part::Group,
            Self::Wildcards(part, _) => *part,
            Self::NothingToStandFor(_) | Self::NoWorkspace { .. } | Self::System => Part::Workspace,
            Self::Role(_) => Part::Role,
        }
    }
}
