//! Rules of a platform's settings that give roles to groups: `ml-*` is Editor of the workspace
//! `ml-*`. The platform enforces them; Studio and the command line explain by them why somebody has
//! access.
//!
//! A rule has a group, a workspace and a role. Group and workspace may each have one `*`. In the
//! group it stands for one or more characters, in the workspace for the same ones. There are no
//! other patterns. It never stands for a colon: the prefixes of issuers end with one, so a rule for
//! `*-eng` doesn't reach the groups of an issuer whose names begin with `partner:`.
//!
//! Only a group that is a name for bindings ([`Form::Plain`]) counts, and no rule reaches the
//! workspace `system`.

mod error;
mod known;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::error::{GroupRuleError, Part};
pub use self::known::GroupRules;
use crate::claims::{Form, is_name};
use crate::role::Role;
use crate::workspace::{SYSTEM, WorkspaceName};

/// Stands for any text.
const WILDCARD: char = '*';

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct GroupRule {
    /// The groups: a name, or a pattern with one `*` for one or more characters.
    group: String,
    /// The workspaces: a name, or one with a `*` for the same characters as in the group.
    workspace: String,
    /// `Viewer`, `Editor` or `Admin`.
    role: Role,
}

/// Answer of `GET /apis/auth/v2/group-roles`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct GroupRuleList {
    /// The rules, without pages.
    pub data: Vec<GroupRule>,
}

/// A rule as it is on the wire, not checked.
#[derive(Deserialize)]
struct Written {
    group: String,
    workspace: String,
    role: Role,
}

impl TryFrom<Written> for GroupRule {
    type Error = GroupRuleError;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        Self::new(&written.group, &written.workspace, written.role)
    }
}

/// A rule, seen from one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRole {
    /// Whom it gives the role there: a group's name, or a pattern where several have it.
    pub group: String,
    /// The rule.
    pub rule: GroupRule,
    workspace: String,
}

impl GroupRole {
    /// The role.
    pub fn role(&self) -> &Role {
        &self.rule.role
    }

    /// Whether a group has the role in the workspace.
    pub fn is_of(&self, group: &str) -> bool {
        self.rule.gives(group, &self.workspace)
    }
}

impl GroupRule {
    /// A rule of these parts.
    ///
    /// # Errors
    /// [`GroupRuleError`], with the part that is wrong.
    pub fn new(group: &str, workspace: &str, role: Role) -> Result<Self, GroupRuleError> {
        check_group(group)?;
        check_workspace(group, workspace)?;
        if !Role::ASSIGNABLE.contains(&role) {
            return Err(GroupRuleError::Role(role));
        }
        Ok(Self {
            group: group.to_owned(),
            workspace: workspace.to_owned(),
            role,
        })
    }

    /// The groups: a name or a pattern.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The workspaces: a name or a pattern.
    pub fn workspace(&self) -> &str {
        &self.workspace
    }

    /// The role.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// The workspace in which it gives a group its role; `None` if it isn't about the group. Whether
    /// there is such a workspace is another question.
    pub fn workspace_of(&self, group: &str) -> Option<String> {
        let text = captured(&self.group, group)?;
        let workspace = filled(&self.workspace, text);
        let counts = Form::of(group) == Form::Plain && is_workspace(&workspace);
        counts.then_some(workspace)
    }

    /// Whether it gives a group its role in a workspace.
    pub fn gives(&self, group: &str, workspace: &str) -> bool {
        self.workspace_of(group).as_deref() == Some(workspace)
    }

    /// The rule as it is in a workspace; `None` if it doesn't reach it.
    pub fn within(&self, workspace: &str) -> Option<GroupRole> {
        let text = captured(&self.workspace, workspace).filter(|_| is_workspace(workspace))?;
        // A fixed workspace says nothing about the text, so all groups of the pattern reach it.
        let group = match self.workspace.contains(WILDCARD) {
            true => filled(&self.group, text),
            false => self.group.clone(),
        };
        let is_name = group.contains(WILDCARD) || Form::of(&group) == Form::Plain;
        is_name.then(|| GroupRole {
            group,
            rule: self.clone(),
            workspace: workspace.to_owned(),
        })
    }

    /// What the names of its workspaces begin and end with, or the only name.
    pub fn workspace_parts(&self) -> (&str, Option<&str>) {
        match self.workspace.split_once(WILDCARD) {
            Some((before, after)) => (before, Some(after)),
            None => (&self.workspace, None),
        }
    }
}

impl fmt::Display for GroupRule {
    /// For people, where it is clear that it is about groups: `ml-* → Editor in ml-*`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            group,
            workspace,
            role,
        } = self;
        write!(f, "{group} → {role} in {workspace}")
    }
}

/// What the `*` of a pattern stands for in a text, nothing if it has none; `None` if they don't
/// match.
fn captured<'a>(pattern: &str, text: &'a str) -> Option<&'a str> {
    let Some((before, after)) = pattern.split_once(WILDCARD) else {
        return (pattern == text).then_some("");
    };
    let found = text.strip_prefix(before)?.strip_suffix(after)?;
    (!found.is_empty() && !found.contains(':')).then_some(found)
}

/// A pattern with a text in place of its `*`.
fn filled(pattern: &str, text: &str) -> String {
    pattern.replacen(WILDCARD, text, 1)
}

fn is_workspace(name: &str) -> bool {
    name != SYSTEM && name.parse::<WorkspaceName>().is_ok()
}

fn check_group(group: &str) -> Result<(), GroupRuleError> {
    if !is_name(group) {
        return Err(GroupRuleError::NoGroup(group.to_owned()));
    }
    if group.matches(WILDCARD).count() > 1 {
        return Err(GroupRuleError::Wildcards(Part::Group, group.to_owned()));
    }
    match Form::of(&filled(group, "x")) {
        Form::Plain => Ok(()),
        _ => Err(GroupRuleError::Form(group.to_owned())),
    }
}

fn check_workspace(group: &str, workspace: &str) -> Result<(), GroupRuleError> {
    match workspace.matches(WILDCARD).count() {
        0 if group.chars().eq([WILDCARD]) => return Err(GroupRuleError::EveryGroup),
        1 if !group.contains(WILDCARD) => {
            return Err(GroupRuleError::NothingToStandFor(workspace.to_owned()));
        }
        0 | 1 => {}
        _ => {
            let text = workspace.to_owned();
            return Err(GroupRuleError::Wildcards(Part::Workspace, text));
        }
    }
    if workspace == SYSTEM {
        return Err(GroupRuleError::System);
    }
    // Some text makes it a name: names have at least two characters, and at most 63.
    let one = filled(workspace, "a").parse::<WorkspaceName>();
    let two = filled(workspace, "aa").parse::<WorkspaceName>();
    match one.or(two) {
        Ok(_) => Ok(()),
        Err(why) => Err(GroupRuleError::NoWorkspace {
            name: workspace.to_owned(),
            why,
        }),
    }
}

#[cfg(test)]
mod tests;
