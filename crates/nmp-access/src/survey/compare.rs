//! The members of two workspaces side by side.

use std::collections::BTreeMap;

use nmp_types::{Member, Role};

use crate::change::same_roles;

/// A principal in two workspaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Who.
    pub principal: String,
    /// The roles in the first.
    pub left: Vec<Role>,
    /// The roles in the second.
    pub right: Vec<Role>,
    /// How they differ.
    pub difference: Difference,
}

/// How a principal's roles in two workspaces differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// In the first only.
    Missing,
    /// In both, with a weaker role in the second.
    Weaker,
    /// In both, with other roles that aren't weaker.
    Other,
    /// In the second only.
    Extra,
    /// The same in both.
    Same,
}

impl Difference {
    /// For people; `right` is the second workspace.
    pub fn label(self, right: &str) -> String {
        match self {
            Difference::Missing => format!("Not in {right}"),
            Difference::Weaker => format!("Weaker in {right}"),
            Difference::Other => "Other roles".to_owned(),
            Difference::Extra => format!("Only in {right}"),
            Difference::Same => "The same".to_owned(),
        }
    }
}

fn difference(left: &[Role], right: &[Role]) -> Difference {
    match (left.is_empty(), right.is_empty()) {
        (false, true) => Difference::Missing,
        (true, false) => Difference::Extra,
        _ if same_roles(left, right) => Difference::Same,
        _ if Role::strength_of(right) < Role::strength_of(left) => Difference::Weaker,
        _ => Difference::Other,
    }
}

/// Compares two lists of members: what differs first, then by name.
pub fn compare(left: &[Member], right: &[Member]) -> Vec<Compared> {
    let mut both: BTreeMap<&str, (Vec<Role>, Vec<Role>)> = BTreeMap::new();
    for member in left {
        both.entry(&member.principal)
            .or_default()
            .0
            .clone_from(&member.roles);
    }
    for member in right {
        both.entry(&member.principal)
            .or_default()
            .1
            .clone_from(&member.roles);
    }
    let mut lines: Vec<Compared> = both
        .into_iter()
        .map(|(principal, (left, right))| Compared {
            principal: principal.to_owned(),
            difference: difference(&left, &right),
            left,
            right,
        })
        .collect();
    lines.sort_by_key(|line| line.difference);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::member;

    #[test]
    fn what_differs_comes_first() {
        let left = [
            member("same", "Viewer,Editor"),
            member("missing", "Viewer"),
            member("weaker", "Admin"),
            member("other", "Viewer"),
        ];
        let right = [
            member("same", "Editor,Viewer"),
            member("weaker", "Viewer"),
            member("other", "Editor"),
            member("extra", "Viewer"),
        ];
        let found: Vec<String> = compare(&left, &right)
            .into_iter()
            .map(|line| format!("{} {:?}", line.principal, line.difference))
            .collect();
        assert_eq!(
            found,
            [
                "missing Missing",
                "weaker Weaker",
                "other Other",
                "extra Extra",
                "same Same"
            ]
        );
    }
}
