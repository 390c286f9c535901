//! Who can get into a workspace without being named: the binding of `*`.

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, Role};

/// Who can get into a workspace without being named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GeneralAccess {
    /// Only members.
    Private,
    /// All signed-in users read.
    EveryoneViews,
    /// All signed-in users read and write.
    EveryoneEdits,
}

impl GeneralAccess {
    /// All three, from closed to open.
    pub const ALL: [Self; 3] = [Self::Private, Self::EveryoneViews, Self::EveryoneEdits];

    /// Reads the binding of `*`.
    pub fn of(members: &[Member]) -> Self {
        let strength = members
            .iter()
            .filter(|member| member.principal == EVERYONE)
            .filter_map(Member::strongest_role)
            .map(Role::strength)
            .max();
        match strength {
            None | Some(0) => Self::Private,
            Some(1) => Self::EveryoneViews,
            Some(_) => Self::EveryoneEdits,
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Private => "Private",
            Self::EveryoneViews => "All users can view",
            Self::EveryoneEdits => "All users can edit",
        }
    }

    /// What it means.
    pub fn description(self) -> &'static str {
        match self {
            Self::Private => "Members and platform admins only.",
            Self::EveryoneViews => "All signed-in users can see what is in it.",
            Self::EveryoneEdits => "All signed-in users can see and change what is in it.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::holder;

    #[test]
    fn general_access_is_the_wildcard() {
        use GeneralAccess as G;
        assert_eq!(G::of(&[holder("ada@example.com", &["Admin"])]), G::Private);
        assert_eq!(G::of(&[holder("*", &["Viewer"])]), G::EveryoneViews);
        assert_eq!(
            G::of(&[holder("*", &["Viewer", "Editor"])]),
            G::EveryoneEdits
        );
        assert_eq!(G::of(&[holder("*", &["WorkspaceCreator"])]), G::Private);
    }
}
