use std::sync::Arc;

use nmp_types::member::settle_admin_role;
use proptest::prelude::*;

use super::*;
use crate::fixtures::{PRINCIPALS, ada, admin, member, survey, surveys, with_rules};
use crate::known::Known;

fn shown(survey: &Survey, principal: &str, rights: &Rights) -> Vec<String> {
    across(survey, &Who::named(principal, rights))
        .iter()
        .map(|standing| {
            let role = standing
                .effective()
                .map_or("-".to_owned(), |role| role.to_string());
            format!("{} {role}", standing.workspace)
        })
        .collect()
}

#[test]
fn every_binding_that_counts_is_a_reason() {
    let mut all = survey(&[
        ("a", &[("bob@x.org", "Viewer"), ("*", "Editor")]),
        ("b", &[("data-eng", "Admin"), ("ada@x.org", "Viewer")]),
        ("c", &[]),
        ("d", &[("sub-ada@x.org", "Editor")]),
        ("system", &[("root@x.org", "PlatformAdmin")]),
    ]);
    assert_eq!(
        shown(&all, "bob@x.org", &ada()),
        ["a Editor", "b -", "c -", "d -", "system -"]
    );
    assert_eq!(
        shown(&all, "ada@x.org", &ada()),
        ["a Editor", "b Admin", "c -", "d Editor", "system -"],
        "one's own groups and one's sub are known"
    );
    all.note("c", Known::Forbidden);
    let root = across(&all, &Who::named("root@x.org", &ada()));
    assert_eq!(root[2].effective(), Some(Role::PlatformAdmin));
    assert_eq!(
        root[2].reasons(),
        [
            "Platform admin: may do everything everywhere.",
            "Not known: its members aren't visible to you."
        ]
    );
    let bob = across(&all, &Who::named("bob@x.org", &ada()));
    assert_eq!(
        bob[0].reasons(),
        [
            "Editor, given to all signed-in users.",
            "Viewer as bob@x.org, given here directly."
        ]
    );
    assert!(bob[1].reasons()[0].starts_with("Admin if in data-eng ("));
    assert!(!bob[1].is_nothing() && !bob[2].is_nothing() && bob[3].is_nothing());
}

#[test]
fn the_role_that_counts_is_shown_by_its_name() {
    let mut system = [
        member("root@x.org", "HelixAdmin"),
        member("eve@x.org", "PlatformAdmin"),
    ];
    settle_admin_role(&mut system, Some(Role::HelixAdmin), |_| false);
    let mut all = survey(&[("a", &[("bob@x.org", "Viewer")]), ("system", &[])]);
    all.note("system", Known::Listed(Arc::new(system.to_vec())));
    let name = |who| shown(&all, who, &ada());
    assert_eq!(name("root@x.org"), ["a HelixAdmin", "system HelixAdmin"]);
    assert_eq!(name("eve@x.org"), ["a -", "system -"]);
    assert_eq!(all.is_platform_admin("eve@x.org"), Some(false));
    assert_eq!(all.administered(&ada()).admin_role(), Role::HelixAdmin);
}

#[test]
fn a_platform_admin_gets_in_also_where_system_is_left_out() {
    let mut all = survey(&[
        ("mine", &[("ada@x.org", "Admin")]),
        (
            "system",
            &[
                ("root@x.org", "PlatformAdmin"),
                ("data-eng", "PlatformAdmin"),
            ],
        ),
    ]);
    let of = |all: &Survey, name: &str| {
        let mine = all.administered(&ada());
        across(&mine, &Who::named(name, &ada()))[0].clone()
    };
    assert_eq!(
        of(&all, "root@x.org").effective(),
        Some(Role::PlatformAdmin)
    );
    assert_eq!(
        of(&all, "ada@x.org").platform_admin,
        Some(true),
        "through a group"
    );
    assert_eq!(of(&all, "bob@x.org").platform_admin, Some(false));
    all.note("system", Known::Forbidden);
    assert_eq!(of(&all, "bob@x.org").platform_admin, None);
}

#[test]
fn other_spellings_of_a_mailbox_are_found() {
    let all = survey(&[
        ("a", &[("bob@x.org", "Viewer"), ("BOB@x.org", "Admin")]),
        ("b", &[("Bob@X.org", "Viewer"), ("bobby@x.org", "Viewer")]),
        ("c", &[("Data-Eng", "Viewer"), ("data-eng", "Viewer")]),
    ]);
    let bob = Who::named("bob@x.org", &ada());
    let found = look_alikes(&all, &bob);
    assert_eq!(found, ["BOB@x.org", "Bob@X.org"]);
    let both = bob.also(&found);
    assert_eq!(both.principals, ["bob@x.org", "BOB@x.org", "Bob@X.org"]);
    assert!(look_alikes(&all, &both).is_empty());
    assert!(look_alikes(&all, &Who::named("data-eng", &ada())).is_empty());
}

proptest! {
    /// Effective access is never weaker than any binding that certainly counts, and nothing
    /// is claimed where nothing is known.
    #[test]
    fn the_strongest_binding_counts(all in surveys(), who in prop::sample::select(&PRINCIPALS[..])) {
        for rights in [ada(), admin()] {
            for standing in across(&all, &Who::named(who, &rights)) {
                let strength = standing.effective().map_or(0, |role| role.strength());
                match all.members(&standing.workspace) {
                    None => prop_assert!(standing.bindings.is_err() && (strength == 0 || standing.platform_admin == Some(true))),
                    Some(members) => for member in members.iter() {
                        if member.principal == who || member.principal == "*" {
                            prop_assert!(strength >= Role::strength_of(&member.roles));
                        }
                    },
                }
                prop_assert!(!standing.reasons().is_empty() || standing.is_nothing());
            }
        }
    }
}

#[test]
fn nobody_is_without_access_where_a_group_gives_some() {
    let mut all = survey(&[
        ("a", &[("data-eng", "Editor")]),
        ("b", &[("data-eng", "Editor"), ("dave@x.org", "Viewer")]),
        ("c", &[("bob@x.org", "Admin")]),
        ("system", &[("root@x.org", "PlatformAdmin")]),
    ]);
    let access = |all: &Survey, who: &str, rights: &Rights| -> Vec<Access> {
        let standings = across(all, &Who::named(who, rights));
        standings.iter().map(Standing::access).collect()
    };
    let dave = [
        Access::Perhaps(Role::Editor),
        Access::Role(Role::Viewer),
        Access::Nothing,
        Access::Nothing,
    ];
    assert_eq!(access(&all, "dave@x.org", &ada()), dave);
    let of_dave = across(&all, &Who::named("dave@x.org", &ada()));
    assert_eq!(of_dave[1].perhaps(), Some(Role::Editor));
    assert_eq!(
        access(&all, "ada@x.org", &ada())[0],
        Access::Role(Role::Editor)
    );
    // Whether somebody else is a platform admin isn't known any more; of oneself it is.
    all.note("system", Known::Forbidden);
    assert_eq!(access(&all, "dave@x.org", &ada())[2], Access::NoneKnown);
    assert_eq!(access(&all, "dave@x.org", &ada())[3], Access::Unknown);
    assert_eq!(access(&all, "ada@x.org", &ada())[2], Access::Nothing);
}

#[test]
fn rules_are_reasons_for_oneself_and_perhaps_for_others() {
    let rule =
        |group: &str, workspace: &str, role: Role| GroupRule::new(group, workspace, role).unwrap();
    let rules = GroupRules::known(vec![
        rule("data-*", "*", Role::Editor),
        rule("ops-*", "eng", Role::Admin),
    ]);
    let all = survey(&[
        ("eng", &[("ada@x.org", "Viewer")]),
        ("web", &[]),
        ("system", &[("root@x.org", "PlatformAdmin")]),
    ]);
    let rights = with_rules(ada(), rules);
    assert_eq!(
        shown(&all, "ada@x.org", &rights),
        ["eng Editor", "system -", "web -"]
    );
    let own = across(&all, &Who::named("ada@x.org", &rights));
    assert_eq!(
        own[0].reasons(),
        [
            "Editor through the group data-eng, by the rule data-* → Editor in *.",
            "Viewer as ada@x.org, given here directly.",
        ]
    );
    assert!(own[2].is_nothing() && own[2].access() == Access::Nothing);
    let bob = across(&all, &Who::named("bob@x.org", &rights));
    assert_eq!(bob[0].access(), Access::Perhaps(Role::Admin));
    assert_eq!(
        bob[0].reasons(),
        [
            "Editor if in data-eng, by the rule data-* → Editor in * (who is in it isn't visible here).",
            "Admin if in a group named ops-*, by the rule ops-* → Admin in eng (who is in it isn't \
             visible here).",
        ]
    );
    assert_eq!(bob[2].access(), Access::Perhaps(Role::Editor));
    assert!(bob[1].is_nothing(), "no rule reaches system");
    // A group has its role even if it isn't a member.
    let group = across(&all, &Who::named("data-web", &rights));
    assert_eq!(group[2].access(), Access::Role(Role::Editor));
    assert!(!group[2].is_bound());
    // What isn't known is not a no.
    let missing = with_rules(ada(), GroupRules::missing());
    let bob = across(&all, &Who::named("bob@x.org", &missing));
    assert_eq!(bob[2].access(), Access::NoneKnown);
    assert!(bob[2].reasons()[0].starts_with("Not known: which roles"));
}
