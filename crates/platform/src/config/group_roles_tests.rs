//! What is read, refused and warned of.

use crate::config::{Auth, Environment, Settings, Tokens, tokens_from};

fn load(list: &str, more: &[(&str, &str)]) -> Result<(Tokens, Vec<String>), String> {
    tokens_from("NMP_AUTH_GROUP_ROLES", list, more)
}

fn one(group: &str, workspace: &str, role: &str) -> String {
    serde_json::json!([{ "group": group, "workspace": workspace, "role": role }]).to_string()
}

#[test]
fn rules_are_read_from_a_variable_and_from_the_file() {
    let list = r#"[{"group": "ml-*", "workspace": "ml-*", "role": "Editor"},
        {"group": "ops", "workspace": "shared", "role": "Admin"}]"#;
    let (tokens, warnings) = load(list, &[]).unwrap();
    assert_eq!(warnings, Vec::<String>::new());
    let read: Vec<_> = tokens
        .group_roles
        .iter()
        .map(|rule| (rule.group(), rule.workspace(), rule.role().as_str()))
        .collect();
    assert_eq!(
        read,
        [("ml-*", "ml-*", "Editor"), ("ops", "shared", "Admin")]
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.yaml");
    let yaml = "auth:\n  enabled: true\n  group_roles:\n    - {group: 'ml-*', workspace: 'ml-*', role: Editor}\n    - group: ops\n      workspace: shared\n      role: Admin\n  oidc:\n    enabled: true\n    issuer: https://a.example.com\n    client_id: studio\n    audience: nmp\n";
    std::fs::write(&file, yaml).unwrap();
    let settings = Settings::load(Some(&file), &Environment::default()).unwrap();
    assert_eq!(settings.auth, Auth::Enabled(Box::new(tokens)));
}

#[test]
fn what_is_wrong_is_named() {
    let twice = r#"[{"group": "ops", "workspace": "shared", "role": "Admin"},
        {"group": "ops", "workspace": "shared", "role": "Viewer"}]"#;
    let rule = r#"{"group": "g#", "workspace": "shared", "role": "Viewer"}"#;
    let rules = |count: usize| {
        let rules: Vec<_> = (0..count)
            .map(|n| rule.replace('#', &n.to_string()))
            .collect();
        format!("[{}]", rules.join(", "))
    };
    for (list, named) in [
        (one("a*b*", "shared", "Viewer"), "auth.group_roles[0].group"),
        (one("", "shared", "Viewer"), "auth.group_roles[0].group"),
        (one(" ml", "shared", "Viewer"), "[0].group"),
        (one("ann@example.com", "shared", "Viewer"), "[0].group"),
        (one("*", "shared", "Viewer"), "[0].group"),
        (one("ml", "ml-*", "Viewer"), "[0].workspace"),
        (one("ml", "system", "Viewer"), "[0].workspace"),
        (one("ml-*", "ML-*", "Viewer"), "[0].workspace"),
        (one("ml", "shared", "PlatformAdmin"), "[0].role"),
        (one("ml", "shared", "Owner"), "[0].role"),
        (
            r#"[{"group": "ml", "role": "Viewer"}]"#.to_owned(),
            "[0].workspace",
        ),
        (
            r#"[{"group": "ml", "workspace": "shared", "rôle": "Viewer"}]"#.to_owned(),
            "rôle",
        ),
        (twice.to_owned(), "auth.group_roles[1]"),
        (rules(101), "at most 100"),
        ("{}".to_owned(), "NMP_AUTH_GROUP_ROLES"),
    ] {
        let error = load(&list, &[]).map(|_| ()).unwrap_err();
        assert!(error.contains(named), "{list}: {error}");
    }
    assert_eq!(load(&rules(100), &[]).unwrap().0.group_roles.len(), 100);
}

#[test]
fn what_is_risky_or_useless_is_warned_of() {
    let (_, warnings) = load(&one("*", "*", "Editor"), &[]).unwrap();
    assert!(warnings[0].contains("every group"), "{warnings:?}");
    let prefix = ("NMP_AUTH_OIDC__GROUPS_PREFIX", "oidc:");
    for (group, useless) in [
        ("ml-*", true),
        ("ml", true),
        ("*-eng", true),
        ("oidc:ml-*", false),
        ("oidc:ml", false),
        ("oidc:*", false),
        ("partner:ml-*", false),
    ] {
        let issuers = r#"[{"issuer": "https://b.example.com", "audience": "nmp",
            "subject_prefix": "partner:", "groups_prefix": "partner:"}]"#;
        let issuers = ("NMP_AUTH_OIDC__TRUSTED_ISSUERS", issuers);
        let (_, warnings) = load(&one(group, "shared", "Editor"), &[prefix, issuers]).unwrap();
        let warned = warnings.iter().any(|text| text.contains("no group can be"));
        assert_eq!(warned, useless, "{group}: {warnings:?}");
        let (_, warnings) = load(&one(group, "shared", "Editor"), &[]).unwrap();
        assert_eq!(warnings, Vec::<String>::new(), "{group}");
    }
    // A gateway's groups have no prefix.
    let gateway = ("NMP_AUTH_TRUSTED_GATEWAYS", "10.0.0.1");
    let (_, warnings) = load(&one("ml-*", "shared", "Editor"), &[prefix, gateway]).unwrap();
    assert!(
        !warnings.iter().any(|text| text.contains("no group can be")),
        "{warnings:?}"
    );
}

#[test]
fn rules_without_sign_in_are_warned_of() {
    let list = one("ml-*", "ml-*", "Editor");
    let environment: Environment = [("NMP_AUTH_GROUP_ROLES", list.as_str())]
        .into_iter()
        .collect();
    let settings = Settings::load(None, &environment).unwrap();
    let warned = |text: &String| text.contains("auth.group_roles is set, but auth.enabled");
    assert!(settings.warnings.iter().any(warned), "{settings:?}");
}
