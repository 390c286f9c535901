//! Tests of claims inside other claims.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(subject: &str, email: &str, groups: &str, token: &Value) -> Result<Named, ClaimError> {
    let rules = ClaimRules {
        subject_claim: subject.into(),
        email_claim: email.into(),
        groups_claim: groups.into(),
        ..ClaimRules::default()
    };
    rules.read(token.as_object().unwrap())
}

fn groups(claim: &str, token: &Value) -> Vec<String> {
    let mut token = token.clone();
    token["sub"] = json!("s");
    read("sub", "email", claim, &token).unwrap().groups
}

/// Made after what the providers document.
#[test]
fn the_groups_of_providers_are_found() {
    let keycloak = json!({
        "realm_access": {"roles": ["offline_access", "ml"]},
        "resource_access": {"nmp": {"roles": ["editor"]}, "account": {"roles": ["view-profile"]}},
    });
    let names = json!({
        "https://example.com/groups": ["a"], "cognito:groups": ["b"], "a.b": ["c"], "a": {"b": ["d"]},
        "urn:zitadel:iam:org:project:roles": {"admin": {"1": "x.example.com"}, "dev": {"1": "x", "2": "y"}},
    });
    for (token, claim, expected) in [
        (
            &keycloak,
            "realm_access.roles",
            &["offline_access", "ml"][..],
        ),
        (&keycloak, "resource_access.nmp.roles", &["editor"][..]),
        (&keycloak, "resource_access.other.roles", &[][..]),
        (&keycloak, "roles", &[][..]),
        (&names, "https://example.com/groups", &["a"][..]),
        (&names, "cognito:groups", &["b"][..]),
        (
            &names,
            "urn:zitadel:iam:org:project:roles",
            &["admin", "dev"][..],
        ),
        // At the top it wins.
        (&names, "a.b", &["c"][..]),
        (&json!({"a": {"b.c": ["d"]}}), "a.b.c", &["d"][..]),
    ] {
        assert_eq!(groups(claim, token), expected, "{claim}");
    }
}

/// Names of what has another meaning never become groups.
#[test]
fn another_shape_has_no_groups() {
    for odd in [
        json!(null),
        json!(7),
        json!(true),
        json!({"roles": ["a"]}),
        json!({"nmp": {"roles": ["a"]}}),
        json!({"a": "b"}),
        json!({"a": true}),
        json!({"a": {"1": "x"}, "b": []}),
        json!({"a": {"1": {"2": "x"}}}),
        json!([{"name": "a"}, ["b"], 7]),
    ] {
        assert_eq!(
            groups("groups", &json!({ "groups": odd })),
            [""; 0],
            "{odd}"
        );
        assert_eq!(
            groups("x.groups", &json!({"x": {"groups": odd}})),
            [""; 0],
            "{odd}"
        );
        // Not the groups at the top either, nor texts on the way.
        let token = json!({"x": odd, "groups": ["a"]});
        assert_eq!(groups("x.groups", &token), [""; 0], "{odd}");
    }
    assert_eq!(groups("x.groups", &json!({"x": "a,b"})), [""; 0]);
}

#[test]
fn a_subject_of_another_shape_is_a_defect_and_an_absent_one_is_sub() {
    let subject = |token: Value| {
        let named = read("user.id", "email", "groups", &token)?;
        Ok::<_, ClaimError>(named.subject)
    };
    assert_eq!(
        subject(json!({"sub": "s", "user": {"id": "u"}})),
        Ok("u".into())
    );
    for absent in [json!({"sub": "s"}), json!({"sub": "s", "user": {}})] {
        assert_eq!(subject(absent), Ok("s".into()));
    }
    for odd in [
        json!(null),
        json!("u"),
        json!(["u"]),
        json!({"id": 7}),
        json!({"id": {"x": "u"}}),
    ] {
        let token = json!({"sub": "s", "user": odd});
        assert_eq!(subject(token.clone()), Err(ClaimError::Subject), "{token}");
    }
}

/// What is said beside an address is about that address.
#[test]
fn a_nested_address_counts_unless_it_is_unverified() {
    const BOB: &str = "bob@example.com";
    for (token, counts) in [
        (json!({"user": {"email": BOB}}), true),
        (
            json!({"user": {"email": BOB, "email_verified": true}}),
            true,
        ),
        (
            json!({"user": {"email": BOB, "email_verified": false}}),
            false,
        ),
        (
            json!({"user": {"email": BOB, "email_verified": false}, "email_verified": true}),
            false,
        ),
        (
            json!({"user": {"email": BOB}, "email_verified": false}),
            false,
        ),
        (json!({"user": BOB}), false),
        (json!({"user": [{"email": BOB}], "email": BOB}), false),
    ] {
        let mut token = token;
        token["sub"] = json!("s");
        let named = read("sub", "user.email", "groups", &token).unwrap();
        assert_eq!(named.email.is_some(), counts, "{token}");
    }
}

fn any_claim() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-c]{1,2}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-c.]{1,3}", inner, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// A path leads where its parts do, one by one, if no name on the way has a dot.
    #[test]
    fn a_path_is_its_parts(
        parts in prop::collection::vec("[a-c:/]{1,3}", 1..5), claim in any_claim(),
        beside in any_claim(),
    ) {
        let mut token = claim.clone();
        for part in parts.iter().rev() {
            token = json!({ part.as_str(): token, "z": beside });
        }
        let token = token.as_object().unwrap();
        prop_assert_eq!(find(token, &parts.join(".")), Some(&claim));
        // Exactly that name at the top wins.
        let mut token = token.clone();
        token.insert(parts.join("."), json!("top"));
        prop_assert_eq!(find(&token, &parts.join(".")), Some(&json!("top")));
    }

    /// Whatever there is: only texts where groups belong become groups.
    #[test]
    fn groups_are_texts_of_that_claim(token in any_claim(), path in "[a-c.]{1,5}") {
        let Value::Object(mut token) = token else { return Ok(()) };
        token.insert("sub".into(), json!("s"));
        let found = find(&token, &path).cloned();
        for group in groups(&path, &Value::Object(token)) {
            let is_there = match found.as_ref() {
                Some(Value::String(text)) => *text == group,
                Some(Value::Array(items)) => items.contains(&json!(group)),
                Some(Value::Object(members)) => members[&group].is_object(),
                _ => false,
            };
            prop_assert!(is_there, "{} in {:?}", group, found);
        }
    }
}
