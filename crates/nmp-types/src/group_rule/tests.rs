use proptest::prelude::*;

use super::*;

fn rule(group: &str, workspace: &str) -> GroupRule {
    GroupRule::new(group, workspace, Role::Editor).unwrap()
}

#[test]
fn where_a_group_gets_its_role() {
    for (group, workspace, of, expected) in [
        ("ml-*", "ml-*", "ml-team", Some("ml-team")),
        ("team-*", "*", "team-vision", Some("vision")),
        ("*-eng", "eng-*", "vision-eng", Some("eng-vision")),
        ("ML-*", "*", "ML-a2", Some("a2")),
        ("/research/*", "*", "/research/ml", Some("ml")),
        ("ml-*", "shared", "ml-team", Some("shared")),
        ("ml-*", "shared", "ml-Team Münster", Some("shared")),
        ("ops", "ml-team", "ops", Some("ml-team")),
        ("partner:*", "*", "partner:vision", Some("vision")),
        ("*", "*", "vision", Some("vision")),
        // Another group.
        ("ops", "ml-team", "ops2", None),
        ("ml-*", "shared", "ml-", None),
        ("ml-*", "shared", "xml-team", None),
        ("ml-*", "shared", "ML-team", None),
        ("a*a", "shared", "a", None),
        // What isn't a name for bindings.
        ("*", "*", "*", None),
        ("ml-*", "shared", "ml-team@example.com", None),
        ("ml-*", "ml-*", "ml-team@example.com", None),
        // Another issuer's.
        ("*-eng", "shared", "partner:vision-eng", None),
        ("*", "*", "partner:vision", None),
        // No workspace.
        ("ml-*", "*", "ml-x", None),
        ("ml-*", "*", "ml-Team", None),
        ("ml-*", "ml-*", "ml--", None),
        ("p-*", "*", "p-system", None),
        ("sys*", "sys*", "system", None),
    ] {
        let found = rule(group, workspace).workspace_of(of);
        assert_eq!(found.as_deref(), expected, "{group} → {workspace}: {of}");
    }
}

#[test]
fn whom_a_workspace_is_reached_by() {
    for (group, workspace, seen_from, expected) in [
        ("ml-*", "ml-*", "ml-team", Some("ml-team")),
        ("team-*", "*", "vision", Some("team-vision")),
        ("ml-*", "shared", "shared", Some("ml-*")),
        ("ops", "shared", "shared", Some("ops")),
        ("ml-*", "ml-*", "web", None),
        ("ml-*", "ml-*", "ml-", None),
        ("ops", "shared", "other", None),
        ("*", "*", "system", None),
        // No group of this name counts.
        ("*", "*", "vision@example.com", None),
    ] {
        let found = rule(group, workspace).within(seen_from);
        let found = found.map(|role| role.group);
        assert_eq!(
            found.as_deref(),
            expected,
            "{group} → {workspace}: {seen_from}"
        );
    }
}

#[test]
fn what_is_no_rule() {
    let long = "g".repeat(513);
    let longest = format!("a{}*", "b".repeat(62));
    for (group, workspace, role, part, says) in [
        ("", "shared", "Editor", Part::Group, "blank"),
        (&long, "shared", "Editor", Part::Group, "512"),
        ("a\nb", "shared", "Editor", Part::Group, "control"),
        ("a*b*", "shared", "Editor", Part::Group, "more than one"),
        ("*@example.com", "shared", "Editor", Part::Group, "address"),
        ("ann@x.org", "shared", "Editor", Part::Group, "address"),
        ("service:*", "shared", "Editor", Part::Group, "service"),
        ("*", "shared", "Editor", Part::Group, "every group"),
        ("ml", "ml-*", "Editor", Part::Workspace, "stands for"),
        ("ml-*", "*-*", "Editor", Part::Workspace, "more than one"),
        ("ml-*", "ML-*", "Editor", Part::Workspace, "lower-case"),
        ("ml-*", "ml-*-", "Editor", Part::Workspace, "hyphen"),
        ("ml-*", &longest, "Editor", Part::Workspace, "63"),
        ("ml", "a", "Editor", Part::Workspace, "2 characters"),
        ("ml", "", "Editor", Part::Workspace, "2 characters"),
        ("ml", "system", "Viewer", Part::Workspace, "whole platform"),
        ("ml", "shared", "PlatformAdmin", Part::Role, "Viewer"),
        ("ml", "shared", "HelixAdmin", Part::Role, "Viewer"),
        ("ml", "shared", "WorkspaceCreator", Part::Role, "Viewer"),
        ("ml", "shared", "editor", Part::Role, "Viewer"),
    ] {
        let error = GroupRule::new(group, workspace, Role::from(role)).unwrap_err();
        assert_eq!(error.part(), part, "{error}");
        assert!(error.to_string().contains(says), "{error}");
        let wire = serde_json::json!({"group": group, "workspace": workspace, "role": role});
        assert!(
            serde_json::from_value::<GroupRule>(wire).is_err(),
            "{error}"
        );
    }
}

proptest! {
    /// Both ways of asking agree: from the group, and from the workspace.
    #[test]
    fn a_group_has_the_role_where_the_workspace_says_so(
        pattern in "[ab:]{0,2}\\*?[ab]{0,2}",
        target in "[ab]{0,2}\\*?[ab]{0,2}",
        group in "[ab:*@]{0,5}",
        workspace in "[ab@]{1,5}",
    ) {
        if let Ok(rule) = GroupRule::new(&pattern, &target, Role::Viewer) {
            let given = rule.workspace_of(&group);
            if let Some(given) = &given {
                let role = rule.within(given);
                prop_assert!(role.is_some_and(|role| role.is_of(&group)), "{given}");
            }
            let role = rule.within(&workspace);
            let has = role.as_ref().is_some_and(|role| role.is_of(&group));
            prop_assert_eq!(has, given.as_ref() == Some(&workspace));
            // Where it names one group, that one has the role.
            if let Some(role) = role && !role.group.contains('*') {
                prop_assert!(role.is_of(&role.group), "{role:?}");
            }
        }
    }

    /// No name that isn't a group's gets anything, and nothing ever reaches `system`.
    #[test]
    fn only_plain_names_and_never_the_system(
        group in any::<String>(),
        before in "[a-z-]{0,3}",
        after in "[a-z-]{0,3}",
    ) {
        let pattern = format!("{before}*{after}");
        for target in ["*", "sys*", "shared"] {
            let Ok(rule) = GroupRule::new(&pattern, target, Role::Admin) else {
                continue;
            };
            for group in [group.clone(), format!("{before}{group}{after}"), format!("{before}tem{after}")] {
                if let Some(workspace) = rule.workspace_of(&group) {
                    prop_assert_eq!(Form::of(&group), Form::Plain);
                    prop_assert_ne!(&workspace, SYSTEM);
                    prop_assert!(workspace.parse::<WorkspaceName>().is_ok());
                }
            }
        }
    }

    #[test]
    fn a_rule_survives_the_wire(group in "[a-z]{1,4}\\*?", workspace in "[a-z]{2,4}") {
        let rule = rule(&group, &workspace);
        let json = serde_json::to_string(&rule).unwrap();
        prop_assert_eq!(serde_json::from_str::<GroupRule>(&json).unwrap(), rule);
    }
}
