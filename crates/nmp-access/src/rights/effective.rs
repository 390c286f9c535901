//! The role that counts: the strongest of the person's own binding, their groups', everyone's, and
//! what the platform's rules give their groups.

use nmp_types::principal::EVERYONE;
use nmp_types::{GroupRule, Identity};
use nmp_types::{Member, Role};

/// Where a role comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A binding of the person's e-mail address or `sub`.
    Direct,
    /// A binding of a group that the person is in.
    Group(String),
    /// A rule of the platform's settings for a group that the person is in.
    Rule {
        /// The group.
        group: String,
        /// The rule.
        rule: GroupRule,
    },
    /// A binding of `*`.
    Everyone,
    /// The person is a platform admin.
    PlatformAdmin,
}

/// A role with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The role.
    pub role: Role,
    /// The most direct source that grants it.
    pub source: Source,
}

/// How a member entry applies to a person, if it does.
pub fn source_for(identity: &Identity, principal: &str) -> Option<Source> {
    if identity.is_principal(principal) {
        Some(Source::Direct)
    } else if principal == EVERYONE {
        Some(Source::Everyone)
    } else if identity.groups.iter().any(|group| group == principal) {
        Some(Source::Group(principal.to_owned()))
    } else {
        None
    }
}

/// The strongest role that a person has in a workspace with these members; of equally strong ones
/// the most direct.
pub fn effective_role(
    identity: &Identity,
    workspace: &str,
    members: &[Member],
) -> Option<Effective> {
    let bound = members.iter().filter_map(|member| {
        let source = source_for(identity, &member.principal)?;
        let role = member.strongest_role()?.clone();
        Some(Effective { role, source })
    });
    bound
        .chain(by_rule(identity, workspace))
        .max_by_key(|effective| (effective.role.strength(), effective.source.directness()))
}

/// What rules give the person's groups.
fn by_rule(identity: &Identity, workspace: &str) -> Vec<Effective> {
    let mut found = Vec::new();
    for here in identity.group_rules.within(workspace) {
        if let Some(group) = identity.groups.iter().find(|group| here.is_of(group)) {
            found.push(Effective {
                role: here.role().clone(),
                source: Source::Rule {
                    group: group.clone(),
                    rule: here.rule,
                },
            });
        }
    }
    found
}

impl Source {
    fn directness(&self) -> u8 {
        match self {
            Source::PlatformAdmin => 4,
            Source::Direct => 3,
            Source::Group(_) => 2,
            Source::Rule { .. } => 1,
            Source::Everyone => 0,
        }
    }

    /// For people: follows the name of the role.
    pub fn label(&self) -> String {
        match self {
            Source::Direct => "given to you directly".to_owned(),
            Source::Group(group) => format!("through the group {group}"),
            Source::Rule { group, rule } => {
                format!("through the group {group}, by the rule {rule}")
            }
            Source::Everyone => "given to all signed-in users".to_owned(),
            Source::PlatformAdmin => "as platform admin".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use nmp_types::GroupRules;
    use proptest::prelude::*;

    use super::*;
    use crate::fixtures::{ada_identity, holder};

    fn role(members: &[Member]) -> Option<(String, Source)> {
        effective_role(&ada_identity(), "ml", members)
            .map(|found| (found.role.to_string(), found.source))
    }

    #[test]
    fn the_strongest_binding_wins_then_the_most_direct() {
        let all = [
            holder("*", &["Viewer"]),
            holder("data-eng", &["Editor"]),
            holder("user-1", &["Viewer"]),
            holder("ada@example.com", &["Editor", "Viewer"]),
            holder("bob@example.com", &["Admin"]),
        ];
        assert_eq!(role(&all), Some(("Editor".into(), Source::Direct)));
        assert_eq!(
            role(&all[..2]),
            Some(("Editor".into(), Source::Group("data-eng".into())))
        );
        assert_eq!(role(&all[..1]), Some(("Viewer".into(), Source::Everyone)));
        assert_eq!(role(&all[4..]), None);
        assert_eq!(role(&[holder("ada@example.com", &["Exporter"])]), None);
        assert_eq!(
            role(&[holder("ADA@example.com", &["Admin"])]),
            None,
            "compared exactly"
        );
    }

    #[test]
    fn rules_count_beside_bindings_and_only_for_ones_groups() {
        let rule = |group: &str, workspace: &str, role: Role| {
            GroupRule::new(group, workspace, role).unwrap()
        };
        let mut ada = ada_identity();
        ada.groups.push("ml-team".into());
        let rules = vec![
            rule("ml-*", "ml-*", Role::Editor),
            rule("ops", "ml-team", Role::Admin),
        ];
        ada.group_rules = GroupRules::known(rules);
        let found = |workspace: &str, members: &[Member]| {
            effective_role(&ada, workspace, members)
                .map(|found| (found.role.to_string(), found.source.label()))
        };
        let by_rule = Some((
            "Editor".to_owned(),
            "through the group ml-team, by the rule ml-* → Editor in ml-*".to_owned(),
        ));
        assert_eq!(found("ml-team", &[]), by_rule);
        let everyone = [holder("*", &["Editor"])];
        assert_eq!(found("ml-team", &everyone), by_rule, "names the group");
        let direct = [holder("ada@example.com", &["Editor"])];
        assert_eq!(
            found("ml-team", &direct),
            Some(("Editor".to_owned(), "given to you directly".to_owned()))
        );
        assert_eq!(found("ml-other", &[]), None);
    }

    proptest! {
        #[test]
        fn another_binding_never_weakens(
            roles in prop::collection::vec(prop::sample::select(vec!["Viewer", "Editor", "Admin", "Exporter"]), 1..4),
            principal in prop::sample::select(vec!["*", "data-eng", "ada@example.com", "bob@example.com"]),
        ) {
            let before = [holder("ada@example.com", &["Viewer"])];
            let after = [before[0].clone(), holder(principal, &roles)];
            let strength = |members: &[Member]| effective_role(&ada_identity(), "ml", members).map_or(0, |found| found.role.strength());
            prop_assert!(strength(&after) >= strength(&before));
        }
    }
}
