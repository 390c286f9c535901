//! Tests of the bodies. What was recorded is in the contract tests; this is the rest.

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
fn bodies_that_are_no_objects() {
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
fn all_faults_are_told_at_once() {
    assert_eq!(
        kinds(body(r#"{"principal": 7, "roles": ["Nonsense", "Viewer", 7]}"#).add_member("w")),
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
fn principals_that_nobody_can_be() {
    for (principal, kind) in [
        ("", "string_too_short"),
        (" a", "value_error"),
        ("a\u{0}b", "value_error"),
        (&"a".repeat(321), "string_too_long"),
    ] {
        let body = JsonBody(Map::from_iter([("principal".to_owned(), json!(principal))]));
        let expected = format!(r#"{kind} ["body","principal"]"#);
        assert_eq!(kinds(body.add_member("w")), [expected], "{principal:?}");
    }
}

#[test]
fn roles_of_the_platform_are_given_on_system_only() {
    let platform_admin = body(r#"{"principal": "a", "roles": ["PlatformAdmin", "PlatformAdmin"]}"#);
    assert_eq!(
        platform_admin.add_member("system").unwrap().1,
        [Role::PlatformAdmin]
    );
    assert_eq!(kinds(platform_admin.add_member("w")).len(), 2);
    assert_eq!(
        kinds(body(r#"{"roles": []}"#).set_roles("w", "a")),
        [r#"too_short ["body","roles"]"#]
    );
    assert_eq!(
        kinds(body("{}").set_roles("w", "")),
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

proptest! {
    #[test]
    fn any_bytes(bytes in any::<Vec<u8>>()) {
        if let Ok(body) = parse_body(&bytes) {
            let _ = (body.create_workspace(), body.add_member("w"), body.set_roles("w", "a"));
        }
    }

    #[test]
    fn any_text(text in r#"[{}\[\]":,a-z0-9é\n ]{0,30}"#) {
        if let Err(faults) = parse_body(text.as_bytes()) {
            prop_assert_eq!(faults.len(), 1);
        }
    }
}
