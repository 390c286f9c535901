//! How much one person gets at, in a sentence that says what it is about.

use nmp_access::Count;
use nmp_access::survey::Scope;
use nmp_access::survey::person::Total;

use super::figures::{capitalised, words};
use crate::ui::number::{counted, grouped};

/// How much somebody gets at, in a sentence that says what it is about.
pub fn total_in_words(total: Total, scope: Scope, me: bool) -> String {
    let scope = match (scope, me) {
        (Scope::Everything, _) => String::new(),
        (_, true) => format!("In {}: ", Scope::Visible.words(total.coverage.total())),
        (scope, false) => format!("In {}: ", scope.words(total.coverage.total())),
    };
    let workspaces = |figure| words(figure, "workspace", "workspaces");
    let named = match workspaces(total.bound) {
        Some(named) => format!("Named in {named}."),
        None => "Named in none that is known.".to_owned(),
    };
    let perhaps = match (total.perhaps, workspaces(total.access)) {
        (0, Some(_)) => String::new(),
        (0, None) => String::new(),
        (count, Some(_)) => format!(" ({count} more if in the groups there)"),
        (count, None) => format!(
            "can get into {} if in the groups there",
            counted(count, "workspace", "workspaces")
        ),
    };
    let access = match workspaces(total.access) {
        Some(access) => format!("can get into {access}{perhaps}"),
        None if !perhaps.is_empty() => perhaps,
        None => "it isn't known how many workspaces they can get into".to_owned(),
    };
    let admin = match total.admin.read() {
        Count::Known(count) => format!(", as an Admin in {}", grouped(count)),
        Count::AtLeast(count) => format!(", as an Admin in at least {}", grouped(count)),
        Count::Unknown => String::new(),
    };
    let unknown = match total.coverage.unknown() {
        0 => String::new(),
        unknown => format!(
            " {} unknown: there may be more.",
            counted(unknown, "workspace is", "workspaces are")
        ),
    };
    let text = format!("{scope}{access}{admin}. {named}{unknown}");
    capitalised(&text)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use nmp_access::survey::person::{Who, across, total};
    use nmp_access::{Known, PlatformRoles, Rights, Survey, Surveyed};
    use nmp_types::{Identity, Member, Role};

    use super::*;

    /// The members of a workspace, if they are known.
    type Listed<'a> = Option<&'a [(&'a str, Role)]>;

    fn survey(workspaces: &[(&str, Listed)]) -> Survey {
        let member = |(principal, role): &(&str, Role)| Member {
            principal: (*principal).to_owned(),
            roles: vec![role.clone()],
            granted_at: None,
            granted_by: None,
        };
        let workspaces = workspaces.iter().map(|(name, members)| Surveyed {
            name: (*name).to_owned(),
            members: match members {
                Some(members) => Known::Listed(Arc::new(members.iter().map(member).collect())),
                None => Known::Forbidden,
            },
        });
        Survey::new(workspaces.collect())
    }

    fn words_of(survey: &Survey, name: &str, scope: Scope) -> String {
        let rights = Rights::Of {
            identity: Identity {
                email: Some("ada@x.org".to_owned()),
                ..Identity::default()
            },
            system: Known::Listed(PlatformRoles {
                admin: None,
                creator: false,
            }),
        };
        let me = rights.is_me(name);
        let standings = across(survey, &Who::named(name, &rights));
        total_in_words(total(&standings), scope, me)
    }

    #[test]
    fn a_summary_says_what_it_is_about() {
        let system: &[(&str, Role)] = &[("root@x.org", Role::PlatformAdmin)];
        let all = survey(&[
            ("a", Some(&[("bob@x.org", Role::Admin)])),
            ("b", Some(&[("ops", Role::Viewer)])),
            ("system", Some(system)),
        ]);
        assert_eq!(
            words_of(&all, "bob@x.org", Scope::Everything),
            "Can get into at least 1 workspace (1 more if in the groups there), as an Admin in 1. \
             Named in 1 workspace."
        );
        assert_eq!(
            words_of(&all, "ada@x.org", Scope::Administered),
            "In the 3 workspaces that you see: can get into 0 workspaces, as an Admin in 0. Named in \
             0 workspaces.",
            "one's own groups are known"
        );
        let partly = survey(&[("a", Some(&[("bob@x.org", Role::Admin)])), ("b", None)]);
        assert_eq!(
            words_of(&partly, "eve@x.org", Scope::Administered),
            "In the 2 workspaces that you administer: it isn't known how many workspaces they can get \
             into. Named in none that is known. 1 workspace is unknown: there may be more."
        );
    }
}
