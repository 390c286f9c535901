//! Access as code: who may do what, in a file that people review like any other.
//!
//! ```yaml
//! version: 1
//! protected:
//!   - root@example.com
//! workspaces:
//!   ml-team:
//!     description: Models and their data
//!     members:
//!       ada@example.com: Admin
//!       data-eng: [Editor, Exporter]
//!       "*": Viewer
//! ```
//!
//! * [`mod@read`]: strict; says line and column of everything that is wrong. [`tree`] is YAML with the
//!   places of its parts.
//! * [`mod@write`]: the file of what there is, always in the same order; [`mod@update`] brings an existing file
//!   up to date and keeps its comments.
//! * [`check`]: what only the platform's answers show to be wrong: roles that can't be given, names
//!   that look like a member's.
//! * [`mod@diff`]: where file and platform differ. Members that can't be read are *unknown*, which is
//!   never “no drift”.
//! * [`apply`]: the differences as a [`Plan`](crate::Plan), judged and run like every other plan.
//! * [`report`]: differences and plan for programs and for pull requests; [`schema`]: the file's JSON Schema.
//!
//! What the file doesn't say stays as it is: a workspace that it doesn't name isn't managed, and
//! members that it doesn't name are removed only if pruning is asked for.

pub mod apply;
pub mod check;
pub mod diff;
pub mod read;
pub mod report;
pub mod schema;
pub mod tree;
pub mod update;
pub mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use nmp_types::Role;

pub use apply::plan;
pub use diff::{Difference, Drift, diff};
pub use read::{AccessCode, read};
pub use update::update;
pub use write::export;

/// The version of the file's form.
pub const VERSION: u32 = 1;

/// Who is to have access, as a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessFile {
    /// Principals that are never changed or removed, in any workspace.
    pub protected: BTreeSet<String>,
    /// The workspaces that the file manages, by name.
    pub workspaces: BTreeMap<String, WorkspaceAccess>,
}

/// Who is to have access to one workspace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspaceAccess {
    /// What it is for: for those who read the file, and compared with nothing.
    pub description: Option<String>,
    /// Principals and their roles; `None` if the file doesn't manage them.
    pub members: Option<BTreeMap<String, Vec<Role>>>,
}

/// A place in a file. Both count from 1; columns are characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Something worth a look, which keeps nothing from being done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where, in the file.
    pub at: Place,
    /// A sentence.
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.text)
    }
}

#[cfg(test)]
mod tests;
