//! Tests of whom a token names.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::invisible::is_invisible;

const ADMIN: &str = "admin@example.com";

fn claims(value: Value) -> Claims {
    value.as_object().unwrap().clone()
}

fn read(rules: &ClaimRules, value: Value) -> Result<Named, ClaimError> {
    rules.read(&claims(value))
}

/// All names that a binding could have.
fn names(named: &Named) -> Vec<&str> {
    let subject = Some(&named.subject).filter(|_| named.subject_counts);
    subject
        .into_iter()
        .chain(&named.email)
        .chain(&named.groups)
        .map(String::as_str)
        .collect()
}

/// What is an address, a service or everyone to the eye.
const RESERVED: [&str; 24] = [
    "admin@example.com",
    "ADMIN@Example.com",
    " admin@example.com ",
    "admin＠example.com",
    "admin﹫example.com",
    "ａｄｍｉｎ@example.com",
    "\u{feff}admin@example.com",
    "admin@example.com.",
    "admin@intranet",
    "\"admin\"@example.com",
    "\"a:b\"@example.com",
    "Admin <admin@example.com>",
    "admin@example.com,eve@example.com",
    "admin+x@[127.0.0.1]",
    "ädmin@exämple.com",
    "service:evaluator",
    "SERVICE:evaluator",
    " service：evaluator",
    "service-account:ci",
    "Service-Account:ci",
    "unverified:admin@example.com",
    "ser\u{200b}vice:x",
    "\u{2066}service:x",
    "admin\u{34f}@example.com",
];

#[test]
fn texts_in_a_reserved_form_are_no_names_of_subjects_and_groups() {
    let rules = ClaimRules::default();
    for name in RESERVED {
        let named = read(&rules, json!({"sub": name})).unwrap();
        assert!(!named.subject_counts, "{name}");
        let other = json!({"sub": name, "email": "eve@example.com"});
        assert_eq!(names(&read(&rules, other).unwrap()), ["eve@example.com"]);
        let named = read(&rules, json!({"sub": "s", "groups": [name, "ml"]})).unwrap();
        assert_eq!(
            (names(&named), named.unused_groups),
            (vec!["s", "ml"], 1),
            "{name}"
        );
    }
    for name in [
        "248289761001",
        "data-eng",
        "a:b",
        "auth0|x",
        "oidc:admin@example.com",
    ] {
        let named = read(&rules, json!({"sub": name, "groups": [name]})).unwrap();
        assert_eq!(names(&named), [name, name]);
    }
}

#[test]
fn the_verified_address_is_a_name_also_as_subject() {
    for (verified, counts) in [
        (None, true),
        (Some(json!(true)), true),
        (Some(json!("true")), true),
        (Some(json!(false)), false),
        (Some(json!("false")), false),
        (Some(json!("False")), false),
        (Some(json!("True")), false),
        (Some(json!(" true")), false),
        (Some(json!("")), false),
        (Some(json!("no")), false),
        (Some(json!("yes")), false),
        (Some(json!(0)), false),
        (Some(json!(1)), false),
        (Some(json!([])), false),
        (Some(json!([true])), false),
        (Some(json!({})), false),
        (Some(Value::Null), false),
    ] {
        let mut token = json!({"sub": ADMIN, "email": ADMIN});
        if let Some(verified) = &verified {
            token["email_verified"] = verified.clone();
        }
        let named = read(&ClaimRules::default(), token).unwrap();
        assert_eq!(named.subject_counts, counts, "{verified:?}");
        assert_eq!(named.email.is_some(), counts, "{verified:?}");
    }
}

#[test]
fn verification_can_be_demanded() {
    let rules = ClaimRules {
        require_verified_email: true,
        ..ClaimRules::default()
    };
    for (verified, counts) in [
        (json!(true), true),
        (json!("true"), true),
        (json!(1), false),
    ] {
        let token = json!({"sub": "s", "email": ADMIN, "email_verified": verified});
        assert_eq!(read(&rules, token).unwrap().email.is_some(), counts);
    }
    let unsaid = json!({"sub": "s", "email": ADMIN});
    assert_eq!(read(&rules, unsaid).unwrap().email, None);
}

#[test]
fn a_provider_can_be_trusted_with_subjects_that_are_addresses() {
    let rules = ClaimRules {
        subject_is_email: true,
        ..ClaimRules::default()
    };
    assert_eq!(
        names(&read(&rules, json!({"sub": ADMIN})).unwrap()),
        [ADMIN]
    );
    let unverified = json!({"sub": ADMIN, "email": ADMIN, "email_verified": false});
    for token in [
        unverified,
        json!({"sub": "service:x"}),
        json!({"sub": "a b@example.com"}),
    ] {
        assert_eq!(
            names(&read(&rules, token.clone()).unwrap()).len(),
            0,
            "{token}"
        );
    }
    let groups = json!({"sub": "s", "groups": [ADMIN]});
    assert_eq!(names(&read(&rules, groups).unwrap()), ["s"]);
}

#[test]
fn everyone_is_nobody() {
    let rules = ClaimRules {
        subject_claim: "name".into(),
        ..ClaimRules::default()
    };
    for everyone in ["*", " * ", "＊", "﹡", "\u{200b}*", "\u{a0}*"] {
        for token in [
            json!({"sub": everyone}),
            json!({"sub": "s", "name": everyone}),
        ] {
            assert_eq!(
                read(&rules, token.clone()),
                Err(ClaimError::Everyone),
                "{token}"
            );
        }
        let group = json!({"sub": "s", "groups": [everyone], "email": everyone});
        assert_eq!(names(&read(&rules, group).unwrap()), ["s"], "{everyone}");
    }
    let prefixed = ClaimRules {
        subject_prefix: "oidc:".into(),
        ..ClaimRules::default()
    };
    assert_eq!(
        names(&read(&prefixed, json!({"sub": "*"})).unwrap()),
        ["oidc:*"]
    );
}

#[test]
fn prefixes_go_in_front_before_the_form_is_looked_at() {
    let rules = |prefix: &str| ClaimRules {
        subject_prefix: prefix.into(),
        groups_prefix: prefix.into(),
        ..ClaimRules::default()
    };
    let token = json!({"sub": ADMIN, "groups": ["ml", ADMIN]});
    let named = read(&rules("oidc:"), token.clone()).unwrap();
    let expected = [
        "oidc:admin@example.com",
        "oidc:ml",
        "oidc:admin@example.com",
    ];
    assert_eq!(names(&named), expected);
    // Still an address, and it may be somebody's.
    let named = read(&rules("oidc-"), token).unwrap();
    assert_eq!(names(&named), ["oidc-ml"]);
}

#[test]
fn an_address_that_is_none_is_not_used() {
    for bad in [
        "*",
        "ml",
        "service:x",
        "service:x@example.com",
        "a@",
        "@b.c",
        "a@b@c.d",
        "a b@c.d",
        "a@b.c,d@e.f",
        "<a@b.c>",
        "mailto:a@b.c",
        "a@b..c",
        "a@b.c.",
        "a\u{0}@b.c",
        "",
        " ",
    ] {
        let named = read(&ClaimRules::default(), json!({"sub": "s", "email": bad})).unwrap();
        assert_eq!(named.email, None, "{bad}");
    }
    for good in [
        "a@b.c",
        "root@localhost",
        "admin@intranet",
        "zoë@exämple.com",
        "o'x+y@b.c",
    ] {
        assert!(is_address(good), "{good}");
    }
}

#[test]
fn who_did_something_is_written_down_by_a_name_of_their_own() {
    for (token, recorded) in [
        (json!({"sub": "s", "email": "eve@example.com"}), "s"),
        (json!({"sub": ADMIN, "email": ADMIN}), ADMIN),
        (
            json!({"sub": ADMIN, "email": "eve@example.com"}),
            "eve@example.com",
        ),
        (json!({"sub": ADMIN}), "unverified:admin@example.com"),
        (json!({"sub": "service:x"}), "unverified:service:x"),
        (json!({"sub": "unverified:x"}), "unverified:unverified:x"),
    ] {
        assert_eq!(
            read(&ClaimRules::default(), token).unwrap().recorded_as(),
            recorded
        );
    }
}

#[test]
fn groups_that_are_left_out_are_told() {
    let rules = ClaimRules::default();
    for (token, left_out) in [
        (
            json!({"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {"endpoint": "https://x"}}}),
            true,
        ),
        (json!({"_claim_names": {"groups": "src1"}}), true),
        (json!({"hasgroups": true}), true),
        (json!({"hasgroups": "true"}), true),
        (json!({"groups:src1": "https://x"}), true),
        (json!({"hasgroups": false}), false),
        (json!({"_claim_names": {"address": "src1"}}), false),
        (json!({"_claim_names": "groups"}), false),
        (json!({"groups": []}), false),
        (json!({}), false),
    ] {
        let mut token = token;
        token["sub"] = json!("s");
        assert_eq!(
            read(&rules, token.clone()).unwrap().groups_left_out,
            left_out,
            "{token}"
        );
    }
    let roles = ClaimRules {
        groups_claim: "roles".into(),
        ..ClaimRules::default()
    };
    assert!(
        !read(&roles, json!({"sub": "s", "hasgroups": true}))
            .unwrap()
            .groups_left_out
    );
    let elsewhere = json!({"sub": "s", "_claim_names": {"roles": "src1"}});
    assert!(read(&roles, elsewhere).unwrap().groups_left_out);
}

#[test]
fn thousands_of_groups_are_read_and_more_are_refused() {
    let of = |count: usize| json!({"sub": "s", "groups": vec!["g"; count]});
    let rules = ClaimRules::default();
    assert_eq!(
        read(&rules, of(MAX_GROUPS)).unwrap().groups.len(),
        MAX_GROUPS
    );
    let many = read(&rules, of(MAX_GROUPS + 1));
    assert_eq!(many, Err(ClaimError::TooManyGroups(MAX_GROUPS + 1)));
}

#[test]
fn nemo_platform_takes_names_as_they_are() {
    let rules = ClaimRules::of_nemo_platform();
    let token = json!({"sub": ADMIN, "groups": ["*", "ml@example.com"]});
    assert_eq!(
        names(&read(&rules, token).unwrap()),
        [ADMIN, "*", "ml@example.com"]
    );
    let unverified = json!({"sub": "s", "email": ADMIN, "email_verified": "False"});
    assert_eq!(read(&rules, unverified).unwrap().email, None);
}

fn any_claim() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<String>().prop_map(Value::from),
        "[ a@:*.\"＠]{0,6}".prop_map(Value::from),
        Just(json!(ADMIN)),
        Just(json!("service:x")),
        any::<bool>().prop_map(Value::from),
        Just(json!({})),
        prop::collection::vec("[ a@:*＠]{0,4}", 0..4).prop_map(Value::from),
    ]
}

proptest! {
    /// What nobody sees makes nothing of another form, wherever it stands and whatever it is.
    #[test]
    fn what_is_invisible_makes_no_difference(
        text in prop_oneof![
            "[ a@:*.\"＠]{0,6}", Just("*".to_owned()), Just("service:x".to_owned()),
            Just("unverified:x".to_owned()), Just(ADMIN.to_owned()), any::<String>(),
        ],
        hidden in prop_oneof![
            prop::sample::select(vec![
                '\u{ad}', '\u{34f}', '\u{61c}', '\u{115f}', '\u{180e}', '\u{200b}', '\u{202e}',
                '\u{2063}', '\u{2066}', '\u{2069}', '\u{fe0f}', '\u{feff}', '\u{e0041}',
            ]),
            any::<char>().prop_filter("one that is seen", |c| is_invisible(*c)),
        ],
        at in any::<prop::sample::Index>(),
    ) {
        let mut characters: Vec<char> = text.chars().collect();
        characters.insert(at.index(characters.len() + 1), hidden);
        let other: String = characters.into_iter().collect();
        prop_assert_eq!(Form::of(&other), Form::of(&text), "{:?}", other);
    }

    /// Whatever else a token says: an address is a name only by a verified e-mail claim.
    #[test]
    fn addresses_count_by_the_email_claim_alone(
        sub in any_claim(), email in any_claim(), verified in any_claim(), groups in any_claim(),
        prefix in "[a@:*-]{0,3}",
    ) {
        let rules = ClaimRules {
            subject_prefix: prefix.clone(),
            groups_prefix: prefix,
            ..ClaimRules::default()
        };
        let token = json!({"sub": sub, "email": email, "email_verified": verified, "groups": groups});
        if let Ok(named) = read(&rules, token) {
            let vouched = verified == json!(true) || verified == json!("true");
            prop_assert!(named.email.is_none() || (vouched && email == json!(named.email)));
            for name in names(&named) {
                prop_assert!(Form::of(name) == Form::Plain || named.email.as_deref() == Some(name));
            }
            let recorded = named.recorded_as();
            prop_assert!(recorded.starts_with(UNVERIFIED) || names(&named).contains(&recorded.as_str()));
        }
    }
}
