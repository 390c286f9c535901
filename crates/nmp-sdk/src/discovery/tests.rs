use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::auth::AuthMode;

macro_rules! recorded {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../tests/fixtures/discovery/", $name, ".json")),
        )
    };
}

/// What platforms of each version and setting answered.
const RECORDED: [(&str, &str); 9] = [
    recorded!("nmp-0.6.0-oidc"),
    recorded!("helix-0.7.3-oidc"),
    recorded!("helix-0.8.1-oidc-public"),
    recorded!("helix-0.8.1-full"),
    recorded!("helix-0.8.1-off"),
    recorded!("helix-0.8.1-unsigned"),
    recorded!("helix-0.8.1-conf"),
    recorded!("helix-0.8.1-noclient"),
    recorded!("helix-0.8.1-pubsess"),
];

fn recorded(name: &str) -> Value {
    let (_, body) = RECORDED.iter().find(|(known, _)| *known == name).unwrap();
    serde_json::from_str(body).unwrap()
}

/// In short: the client and its scopes, or what is in its place; the admins' role; the rule.
fn in_short(found: Result<Found, DiscoveryError>) -> String {
    let found = match found {
        Ok(found) => found,
        Err(DiscoveryError::NoClient { issuer, clients }) => {
            return format!("no client at {issuer}: {clients:?}");
        }
        Err(error) => return error.to_string(),
    };
    let role = found.admin_role.map(|role| role.to_string());
    let rule = found.scope_rule;
    match AuthMode::from(found.discovery) {
        AuthMode::Oidc(oidc) => format!(
            "{} {} {} {:?} {} {rule:?}",
            oidc.client_id,
            oidc.token_endpoint.unwrap_or_default(),
            oidc.default_scopes.replace("openid profile email", "…"),
            found.bearer,
            role.unwrap_or_default(),
        ),
        mode => format!("{mode:?} {role:?}"),
    }
}

#[test]
fn every_version_says_how_to_sign_in() {
    let token = "http://127.0.0.1:9710/token";
    let found: Vec<String> = RECORDED
        .iter()
        .map(|(_, body)| in_short(read(body)))
        .collect();
    assert_eq!(
        found,
        [
            format!(
                "nemo-studio {token} … platform:read platform:write AccessToken PlatformAdmin AnyColon"
            ),
            format!(
                "nemo-studio {token} … platform:read platform:write AccessToken HelixAdmin AnyColon"
            ),
            format!(
                "nemo-studio {token} … groups offline_access platform:read platform:write AccessToken HelixAdmin KnownFamilies"
            ),
            format!("nemo-studio {token} … offline_access AccessToken HelixAdmin KnownFamilies"),
            "Disabled None".to_owned(),
            "Unsigned None".to_owned(),
            "no client at http://127.0.0.1:9710: Confidential".to_owned(),
            "no client at http://127.0.0.1:9710: None".to_owned(),
            "no client at http://127.0.0.1:9710: ServerSessions".to_owned(),
        ]
    );
}

#[test]
fn the_default_client_is_taken_if_studio_can_be_it_else_the_first_that_it_can_be() {
    let client = |id: &str, authentication: &str, default: bool, sessions: bool| {
        json!({
            "client_id": id, "client_authentication": authentication,
            "default": default, "server_side_sessions": sessions,
        })
    };
    for (clients, chosen) in [
        (
            json!([
                client("a", "public", false, false),
                client("b", "public", true, false)
            ]),
            "b ",
        ),
        (
            json!([
                client("a", "client_secret_basic", true, false),
                client("b", "public", false, true),
                client("c", "public", false, false),
                client("d", "public", false, false),
            ]),
            "c ",
        ),
        (
            json!([
                client("a", "public", true, true),
                client("b", "none_yet", false, false)
            ]),
            "no client at https://idp: Both",
        ),
    ] {
        let document = json!({
            "auth_enabled": true, "oidc": {"issuer": "https://idp", "clients": clients},
        });
        let found = in_short(read(&document.to_string()));
        assert!(found.starts_with(chosen), "{found}: {document}");
    }
}

/// The embedded platform sends both shapes, and says more of itself.
#[test]
fn where_both_shapes_are_there_the_clients_count() {
    let mut document = recorded("helix-0.8.1-oidc-public");
    for (key, value) in [
        ("client_id", "old"),
        ("token_endpoint", "https://old/token"),
        ("scope_prefix", "old:"),
    ] {
        document["oidc"][key] = json!(value);
    }
    let oidc =
        |document: &Value| match AuthMode::from(read(&document.to_string()).unwrap().discovery) {
            AuthMode::Oidc(oidc) => oidc,
            mode => panic!("{mode:?}"),
        };
    assert_eq!(oidc(&document).client_id, "nemo-studio");
    assert_eq!(oidc(&document).scope_prefix, None);
    assert!(
        oidc(&document)
            .token_endpoint
            .unwrap()
            .ends_with("9710/token")
    );
    // What is beside clients that Studio can't be is not for it either.
    document["oidc"]["clients"] = json!([]);
    assert!(read(&document.to_string()).unwrap_err().is_setting());
    document["oidc"]["clients"] = json!(null);
    assert_eq!(oidc(&document).client_id, "old");

    let mut embedded = recorded("helix-0.8.1-oidc-public");
    assert!(read(&embedded.to_string()).unwrap().stores_any_role);
    embedded["audit"] = json!(false);
    assert!(!read(&embedded.to_string()).unwrap().stores_any_role);
    embedded["audit"] = json!(true);
    let found = read(&embedded.to_string()).unwrap();
    assert!(!found.stores_any_role);
    assert_eq!(found.admin_role, Some(Role::PlatformAdmin));
    assert_eq!(found.scope_rule, ScopeRule::AnyColon);
    embedded["dialect"] = json!("helix");
    let found = read(&embedded.to_string()).unwrap();
    assert_eq!(found.admin_role, Some(Role::HelixAdmin));
    assert_eq!(found.scope_rule, ScopeRule::KnownFamilies);
}

#[test]
fn the_token_to_send_is_named_or_refused() {
    let with = |source: Value| {
        let mut flat = recorded("helix-0.7.3-oidc");
        flat["oidc"]["bearer_token_source"] = source.clone();
        let mut listed = recorded("helix-0.8.1-oidc-public");
        listed["oidc"]["clients"][0]["bearer_token_source"] = source;
        [flat, listed].map(|document| read(&document.to_string()).map(|found| found.bearer))
    };
    for (source, expected) in [
        (json!("access_token"), BearerSource::AccessToken),
        (json!(null), BearerSource::AccessToken),
        (json!("id_token"), BearerSource::IdToken),
    ] {
        assert_eq!(with(source), [Ok(expected), Ok(expected)]);
    }
    for unknown in [json!("both"), json!(""), json!(7)] {
        for found in with(unknown) {
            let error = found.unwrap_err();
            assert!(error.is_setting(), "{error}");
            assert!(
                error.to_string().contains("bearer_token_source is “"),
                "{error}"
            );
        }
    }
}

#[test]
fn what_is_not_understood_is_named() {
    let client = |change: &dyn Fn(&mut Value)| {
        let mut document = recorded("helix-0.8.1-oidc-public");
        change(&mut document);
        read(&document.to_string()).unwrap_err().to_string()
    };
    let begins = "The platform's answer about signing in can't be read: ";
    for (error, expected) in [
        (
            client(&|d| d["oidc"]["clients"] = json!({})),
            "oidc.clients is not a list.",
        ),
        (
            client(&|d| d["oidc"]["clients"] = json!([7])),
            "an entry of oidc.clients is not an object.",
        ),
        (
            client(&|d| d["oidc"]["clients"][0]["client_id"] = json!(7)),
            "oidc.client_id is not a text.",
        ),
        (
            client(&|d| d["oidc"]["clients"][0]["client_id"] = json!(null)),
            "missing field `client_id`.",
        ),
        (
            client(&|d| d["oidc"]["clients"][0]["client_authentication"] = json!(null)),
            "client_authentication of a client is not a text.",
        ),
        (
            client(&|d| d["oidc"]["clients"][0]["server_side_sessions"] = json!("no")),
            "server_side_sessions of a client is not true or false.",
        ),
        (
            client(&|d| d["oidc"]["issuer"] = json!([])),
            "oidc.issuer is not a text.",
        ),
        (
            client(&|d| d["oidc"] = json!("on")),
            "oidc is not an object.",
        ),
        (
            client(&|d| d["audit"] = json!("yes")),
            "invalid type: string \"yes\", expected a boolean.",
        ),
    ] {
        assert_eq!(error, format!("{begins}{expected}"));
    }
    for foreign in ["", "{}", "[]", "null", "<html>", r#"{"auth_enabled": 1}"#] {
        assert_eq!(
            read(foreign),
            Err(DiscoveryError::NotAPlatform),
            "{foreign}"
        );
    }
}

#[test]
fn a_platform_without_a_client_for_studio_is_named_as_what_it_is() {
    for (name, there_is) in [
        ("helix-0.8.1-noclient", "names no client"),
        ("helix-0.8.1-conf", "only with a confidential client"),
        ("helix-0.8.1-pubsess", "sessions that its server keeps"),
    ] {
        let error = read(&recorded(name).to_string()).unwrap_err();
        assert!(error.is_setting());
        let words = error.to_string();
        assert!(words.contains(there_is), "{words}");
        assert!(
            words.contains("must add auth.oidc.public_client"),
            "{words}"
        );
        assert!(words.contains("http://127.0.0.1:9710"), "{words}");
        assert!(!words.contains("not a NeMo Platform"), "{words}");
    }
}

#[test]
fn off_is_off_whatever_else_is_there() {
    for oidc in [
        json!(7),
        json!({"clients": []}),
        json!({"bearer_token_source": "x"}),
    ] {
        let document = json!({"auth_enabled": false, "oidc": oidc});
        assert_eq!(in_short(read(&document.to_string())), "Disabled None");
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        any::<i32>().prop_map(|value| json!(value)),
        any::<String>().prop_map(|value| json!(value)),
        Just(json!([])),
        Just(json!([{}])),
        Just(json!({})),
    ]
}

/// The places of a document, deepest last.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                places(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    /// Garbage in one place of a good document: an error in words, or a platform of a known kind.
    #[test]
    fn garbage_in_a_document_is_refused_or_harmless(
        which in 0..RECORDED.len(), place in any::<prop::sample::Index>(), garbage in any_value(),
    ) {
        let mut document: Value = serde_json::from_str(RECORDED[which].1).unwrap();
        let mut all = Vec::new();
        places(&document, "", &mut all);
        let place = place.get(&all);
        *document.pointer_mut(place).unwrap() = garbage;
        match read(&document.to_string()) {
            Err(error) => prop_assert!(!error.to_string().is_empty()),
            Ok(found) => {
                let oidc = found.discovery.oidc.is_some();
                prop_assert!(!oidc || found.discovery.auth_enabled);
                prop_assert!(!oidc || found.admin_role.is_some());
            }
        }
    }

    #[test]
    fn foreign_texts_never_panic(text in any::<String>()) {
        prop_assert!(read(&text).is_err());
    }
}

#[test]
fn parameters_are_the_clients_own() {
    let parameters = |oidc: Value| {
        let body = json!({"auth_enabled": true, "oidc": oidc}).to_string();
        let oidc = read(&body).unwrap().discovery.oidc.unwrap();
        oidc.authorization_parameters
            .get("audience")
            .map(str::to_owned)
    };
    let flat = json!({"issuer": "https://a", "client_id": "c", "authorization_parameters": {"audience": "flat"}});
    assert_eq!(parameters(flat.clone()).as_deref(), Some("flat"));
    let client = json!({"client_authentication": "public", "client_id": "c"});
    for (found, expected) in [
        (json!({"audience": "own"}), Some("own")),
        (json!(null), None),
        (json!(["audience"]), None),
    ] {
        let mut client = client.clone();
        client["authorization_parameters"] = found;
        let mut both = flat.clone();
        both["clients"] = json!([client]);
        assert_eq!(parameters(both).as_deref(), expected);
    }
}
