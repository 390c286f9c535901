//! Tests of the bodies that the contract tests don't cover.

use super::*;
use proptest::prelude::*;

fn kinds<T: std::fmt::Debug>(result: Result<T, Vec<FieldError>>) -> Vec<String> {
    result
        .unwrap_err()
        .iter()
        .map(|fault| format!("{} {}", fault.kind, Value::from(fault.loc.clone())))
        .collect()
}

fn body(json: &str) -> JsonBody {
    parse_body(json.as_bytes()).unwrap()
}

#[test]
fn bodies_that_are_not_objects() {
    assert_eq!(kinds(parse_body(b"")), [r#"missing ["body"]"#]);
    assert_eq!(
        kinds(parse_body(b"[]")),
        [r#"model_attributes_type ["body"]"#]
    );
    assert_eq!(kinds(parse_body(b"{\n x")), [r#"json_invalid ["body",4]"#]);
    assert_eq!(
        kinds(parse_body(b"{\"a\":")),
        [r#"json_invalid ["body",5]"#]
    );
}

#[test]
fn all_faults_are_reported_at_once() {
    assert_eq!(
        kinds(
            body(r#"{"principal": 7, "roles": ["Nonsense", "Viewer", 7]}"#)
                .add_member(Dialect::Nmp, "w")
        ),
        [
            r#"string_type ["body","principal"]"#,
            r#"enum ["body","roles",0]"#,
            r#"string_type ["body","roles",2]"#,
        ]
    );
    assert_eq!(
        kinds(body(r#"{"name": "A", "description": 1}"#).create_workspace()),
        [
            r#"string_pattern_mismatch ["body","name"]"#,
            r#"string_type ["body","description"]"#,
        ]
    );
}

#[test]
fn invalid_principals() {
    for (principal, kind) in [
        ("", "string_too_short"),
        (" a", "value_error"),
        ("a\u{0}b", "value_error"),
        ("alice\u{200b}@example.com", "value_error"),
        ("\u{feff}alice@example.com", "value_error"),
        ("moc.elpmaxe@ecila\u{202e}", "value_error"),
        ("ali\u{ad}ce@example.com", "value_error"),
        ("alice\u{e0041}", "value_error"),
        ("team\u{3164}", "value_error"),
        ("team\u{2028}a", "value_error"),
        ("team\u{e000}", "value_error"),
        ("team\u{378}", "value_error"),
        (&"a".repeat(321), "string_too_long"),
    ] {
        let body = JsonBody(json!({ "principal": principal }));
        let expected = format!(r#"{kind} ["body","principal"]"#);
        assert_eq!(
            kinds(body.add_member(Dialect::Nmp, "w")),
            [expected],
            "{principal:?}"
        );
        let roles = JsonBody(json!({ "roles": ["Viewer"] }));
        let expected = format!(r#"{kind} ["path","principal_id"]"#);
        assert_eq!(
            kinds(roles.set_roles(Dialect::Nmp, "w", principal, false)),
            [expected],
            "{principal:?}"
        );
        assert_eq!(
            roles.set_roles(Dialect::Nmp, "w", principal, true),
            Ok(vec![Role::Viewer]),
            "{principal:?}"
        );
    }
}

#[test]
fn platform_wide_roles_are_given_on_system_only() {
    let platform_admin = body(r#"{"principal": "a", "roles": ["PlatformAdmin", "PlatformAdmin"]}"#);
    assert_eq!(
        platform_admin.add_member(Dialect::Nmp, "system").unwrap().1,
        [Role::PlatformAdmin]
    );
    assert_eq!(kinds(platform_admin.add_member(Dialect::Nmp, "w")).len(), 2);
    assert_eq!(
        kinds(body(r#"{"roles": []}"#).set_roles(Dialect::Nmp, "w", "a", false)),
        [r#"too_short ["body","roles"]"#]
    );
    assert_eq!(
        kinds(body("{}").set_roles(Dialect::Nmp, "w", "", false)),
        [
            r#"string_too_short ["path","principal_id"]"#,
            r#"missing ["body","roles"]"#,
        ]
    );
}

#[test]
fn a_description_can_stay_or_change() {
    assert_eq!(body("{}").update_workspace(), Ok(None));
    assert_eq!(
        body(r#"{"description": null}"#).update_workspace(),
        Ok(None)
    );
    assert_eq!(
        body(r#"{"description": "x"}"#).update_workspace(),
        Ok(Some("x".into()))
    );
}

#[test]
fn lists_are_bounded_before_their_items_are_checked() {
    let of = |count: usize| JsonBody(json!({ "principal": "a", "roles": vec![0; count] }));
    assert_eq!(
        kinds(of(MAX_ROLES).add_member(Dialect::Nmp, "w")).len(),
        MAX_ROLES
    );
    for count in [MAX_ROLES + 1, 100_000] {
        for faults in [
            of(count).add_member(Dialect::Nmp, "w").unwrap_err(),
            of(count)
                .set_roles(Dialect::Nmp, "w", "a", false)
                .unwrap_err(),
        ] {
            assert_eq!(faults.len(), 1);
            assert_eq!(faults[0].kind, "too_long");
            let ctx = json!({ "field_type": "List", "max_length": 16, "actual_length": count });
            assert_eq!(faults[0].ctx, Some(ctx));
        }
    }
}

#[test]
fn descriptions_have_a_limit() {
    let of = |text: &str| JsonBody(json!({ "name": "ab", "description": text }));
    for c in ["a", "é", "😀"] {
        let longest = c.repeat(MAX_DESCRIPTION_CHARS);
        let created = of(&longest).create_workspace().unwrap();
        assert_eq!(created.1.as_ref(), Some(&longest));
        assert_eq!(of(&longest).update_workspace(), Ok(Some(longest.clone())));
        let longer = of(&format!("{longest}{c}"));
        let expected = [r#"string_too_long ["body","description"]"#];
        assert_eq!(kinds(longer.create_workspace()), expected, "{c}");
        assert_eq!(kinds(longer.update_workspace()), expected, "{c}");
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in any::<Vec<u8>>()) {
        if let Ok(body) = parse_body(&bytes) {
            let _ = (body.create_workspace(), body.add_member(Dialect::Nmp, "w"), body.set_roles(Dialect::Nmp, "w", "a", false));
        }
    }

    #[test]
    fn any_text(text in r#"[{}\[\]":,a-z0-9é\n ]{0,30}"#) {
        if let Err(faults) = parse_body(text.as_bytes()) {
            prop_assert_eq!(faults.len(), 1);
        }
    }
}
