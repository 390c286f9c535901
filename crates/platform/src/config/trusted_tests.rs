//! What is refused: everything by which one issuer could pass for another.

use crate::config::{Auth, Environment, Settings, Tokens, tokens_from};

const GOOD: &str = r#"{"issuer": "https://b.example.com", "audience": "nmp",
    "subject_prefix": "b:", "groups_prefix": "b:"}"#;

fn load(list: &str, more: &[(&str, &str)]) -> Result<(Tokens, Vec<String>), String> {
    tokens_from("NMP_AUTH_OIDC__TRUSTED_ISSUERS", list, more)
}

#[test]
fn a_list_is_read() {
    let (tokens, warnings) = load(&format!("[{GOOD}]"), &[]).unwrap();
    assert_eq!(warnings, Vec::<String>::new());
    let one = &tokens.trusted_issuers[0];
    assert_eq!(one.oidc.issuer, "https://b.example.com");
    assert_eq!(one.oidc.audience.as_deref(), Some("nmp"));
    assert_eq!(one.claims.subject_prefix, "b:");
    assert!(!one.has_emails, "unless the settings say so");
    assert!(tokens.is_reserved("b:x") && !tokens.is_reserved("a:b:x"));
    let trusted = GOOD.replace("\"audience\"", "\"email\": \"trusted\", \"audience\"");
    let (tokens, warnings) = load(&format!("[{trusted}]"), &[]).unwrap();
    assert!(tokens.trusted_issuers[0].has_emails);
    assert!(warnings[0].contains("[0].email is trusted"), "{warnings:?}");
}

#[test]
fn the_file_has_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("platform.yaml");
    let yaml = "auth:\n  enabled: true\n  oidc:\n    enabled: true\n    issuer: https://a.example.com\n    client_id: studio\n    audience: nmp\n    trusted_issuers:\n      - issuer: https://b.example.com\n        audience: nmp\n        subject_prefix: 'b:'\n        groups_prefix: 'b:'\n";
    std::fs::write(&file, yaml).unwrap();
    let settings = Settings::load(Some(&file), &Environment::default()).unwrap();
    let (expected, _) = load(&format!("[{GOOD}]"), &[]).unwrap();
    assert_eq!(settings.auth, Auth::Enabled(Box::new(expected)));
    std::fs::write(&file, format!("{yaml}        emial: trusted\n")).unwrap();
    let error = Settings::load(Some(&file), &Environment::default()).unwrap_err();
    assert!(error.to_string().contains("emial"), "{error}");
}

#[test]
fn what_could_pass_for_another_is_refused() {
    let without = |member: &str| {
        let mut item: serde_json::Value = serde_json::from_str(GOOD).unwrap();
        item.as_object_mut().unwrap().remove(member);
        format!("[{item}]")
    };
    let with = |member: &str, value: &str| {
        let mut item: serde_json::Value = serde_json::from_str(GOOD).unwrap();
        item[member] = value.into();
        format!("[{item}]")
    };
    let other = GOOD.replace("b.example.com", "c.example.com");
    let cases = [
        (without("issuer"), "[0].issuer"),
        (without("audience"), "[0].audience"),
        (without("subject_prefix"), "[0].subject_prefix"),
        (without("groups_prefix"), "[0].groups_prefix"),
        (with("subject_prefix", "b"), "[0].subject_prefix"),
        (with("subject_prefix", ":"), "[0].subject_prefix"),
        (with("subject_prefix", "service:"), "[0].subject_prefix"),
        (with("subject_prefix", "UNVERIFIED:"), "[0].subject_prefix"),
        (with("groups_prefix", "b@x:"), "[0].groups_prefix"),
        (with("groups_prefix", "b :"), "[0].groups_prefix"),
        (with("email", "yes"), "[0].email"),
        (with("issuer", "https://a.example.com"), "named again"),
        (with("issuer", "https://b.example.com?x"), "[0].issuer"),
        (
            with("issuer", "https://b.example.com\u{200b}"),
            "[0].issuer",
        ),
        (with("emial", "trusted"), "emial"),
        (format!("[{GOOD}, {GOOD}]"), "[1].issuer"),
        (format!("[{GOOD}, {other}]"), "begin alike"),
        (
            format!("[{GOOD}, {}]", other.replace("b:", "b:c:")),
            "begin alike",
        ),
        ("{}".to_owned(), "NMP_AUTH_OIDC__TRUSTED_ISSUERS"),
        ("b".to_owned(), "NMP_AUTH_OIDC__TRUSTED_ISSUERS"),
    ];
    for (list, named) in cases {
        let error = load(&list, &[]).map(|_| ()).unwrap_err();
        assert!(error.contains(named), "{list}: {error}");
    }
    let good = format!("[{GOOD}]");
    for (variable, prefix) in [
        ("NMP_AUTH_OIDC__SUBJECT_PREFIX", "b:"),
        ("NMP_AUTH_OIDC__GROUPS_PREFIX", "b:x:"),
    ] {
        let error = load(&good, &[(variable, prefix)]).map(|_| ()).unwrap_err();
        assert!(error.contains("begin alike"), "{error}");
    }
    let more = [("NMP_AUTH_OIDC__ADDITIONAL_ISSUERS", "https://b.example.com")];
    let error = load(&good, &more).map(|_| ()).unwrap_err();
    assert!(error.contains("named again"), "{error}");
}
