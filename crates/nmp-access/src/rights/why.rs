//! Why somebody has access: every binding that counts for a principal, and what to remove to
//! end it.

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, PrincipalKind, Role};

/// The access of one principal in one workspace, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// What it looks like.
    pub kind: PrincipalKind,
    /// Its own roles.
    pub own: Vec<Role>,
    /// What everyone signed in has, unless it is everyone.
    pub everyone: Vec<Role>,
    /// The groups that it is known to be in and that have roles here.
    pub groups: Vec<(String, Vec<Role>)>,
    /// Groups with roles here of which it isn't known whether the principal is in them: who is
    /// in a group is known to the identity provider alone.
    pub maybe: Vec<(String, Vec<Role>)>,
    /// The strongest of what is known.
    pub effective: Option<Role>,
}

/// Takes the access of a principal apart. `known_groups` are the groups that the principal is known
/// to be in: the person's own, if it is them; otherwise `None`.
pub fn why(members: &[Member], principal: &str, known_groups: Option<&[String]>) -> Why {
    let kind = PrincipalKind::of(principal);
    let roles = |name: &str| {
        members
            .iter()
            .find(|member| member.principal == name)
            .map(|member| member.roles.clone())
            .unwrap_or_default()
    };
    let own = roles(principal);
    let everyone = match kind {
        PrincipalKind::Everyone => Vec::new(),
        _ => roles(EVERYONE),
    };
    let is_person = matches!(kind, PrincipalKind::Person) || known_groups.is_some();
    let (groups, maybe): (Vec<_>, Vec<_>) = members
        .iter()
        .filter(|member| {
            is_person
                && member.principal != principal
                && PrincipalKind::of(&member.principal) == PrincipalKind::Group
                && !member.roles.is_empty()
        })
        .map(|member| (member.principal.clone(), member.roles.clone()))
        .partition(|(name, _)| known_groups.is_some_and(|known| known.contains(name)));
    // One's own groups are all known: those that aren't among them don't count.
    let maybe = if known_groups.is_some() {
        Vec::new()
    } else {
        maybe
    };
    let effective = Role::strongest(
        own.iter()
            .chain(&everyone)
            .chain(groups.iter().flat_map(|(_, roles)| roles)),
    )
    .cloned();
    Why {
        kind,
        own,
        everyone,
        groups,
        maybe,
        effective,
    }
}

impl Why {
    /// What would have to go for the access to end, in words; `None` without access.
    pub fn to_end_it(&self) -> Option<String> {
        let mut needed = Vec::new();
        if Role::strongest(&self.own).is_some() {
            needed.push(match self.kind {
                PrincipalKind::Everyone => "make the workspace private".to_owned(),
                _ => "remove the member here".to_owned(),
            });
        }
        for (group, roles) in &self.groups {
            if Role::strongest(roles).is_some() {
                needed.push(format!("take them out of {group}, or remove {group}"));
            }
        }
        if Role::strongest(&self.everyone).is_some() {
            needed.push("make the workspace private".to_owned());
        }
        match needed.as_slice() {
            [] => None,
            [one] => Some(format!("To end it: {one}.")),
            _ => Some(format!("To end it, all of these: {}.", needed.join("; "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::holder;

    fn members() -> Vec<Member> {
        vec![
            holder("bob@example.com", &["Viewer"]),
            holder("*", &["Viewer"]),
            holder("data-eng", &["Editor"]),
            holder("service:sync", &["Admin"]),
        ]
    }

    #[test]
    fn other_peoples_groups_are_not_known() {
        let found = why(&members(), "bob@example.com", None);
        assert_eq!(found.effective, Some(Role::Viewer));
        assert!(found.groups.is_empty());
        assert_eq!(found.maybe, [("data-eng".to_owned(), vec![Role::Editor])]);
        assert_eq!(
            found.to_end_it().as_deref(),
            Some("To end it, all of these: remove the member here; make the workspace private.")
        );
    }

    #[test]
    fn ones_own_groups_count() {
        let groups = ["data-eng".to_owned()];
        let found = why(&members(), "bob@example.com", Some(&groups));
        assert_eq!(found.effective, Some(Role::Editor));
        assert!(found.maybe.is_empty());
    }

    #[test]
    fn everyone_and_strangers() {
        let everyone = why(&members(), "*", None);
        assert!(everyone.everyone.is_empty() && everyone.maybe.is_empty());
        assert_eq!(everyone.effective, Some(Role::Viewer));
        assert_eq!(
            everyone.to_end_it().as_deref(),
            Some("To end it: make the workspace private.")
        );
        let nobody = why(&[holder("x@y.z", &["Exporter"])], "x@y.z", None);
        assert_eq!(nobody.to_end_it(), None);
        assert_eq!(nobody.effective, None);
    }
}
