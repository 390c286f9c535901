//! The table is complete, and its defaults are those in force.

use std::collections::BTreeSet;

use clap::CommandFactory;
use serde_json::Value;

use super::*;
use crate::cli::Cli;
use crate::config::{Environment, Settings, names, spelling};

#[test]
fn the_table_has_every_setting_once() {
    let table: Vec<String> = settings().map(|setting| setting.name.to_owned()).collect();
    let unique: BTreeSet<String> = table.iter().cloned().collect();
    assert_eq!(table.len(), unique.len(), "a setting is in it twice");
    let read: BTreeSet<String> = names::settings().into_iter().collect();
    assert_eq!(unique, read);
}

#[test]
fn the_table_has_every_option_with_a_variable() {
    let command = Cli::command();
    let options: BTreeSet<String> = command
        .get_arguments()
        .filter(|option| option.get_env().is_some())
        .filter_map(|option| Some(format!("--{}", option.get_long()?)))
        .collect();
    let table: BTreeSet<String> = OPTIONS.iter().map(|o| o.option.to_owned()).collect();
    assert_eq!(options, table);
    for option in command.get_arguments() {
        let name = format!("--{}", option.get_long().unwrap_or_default());
        let Some(row) = OPTIONS.iter().find(|row| row.option == name) else {
            continue;
        };
        let variable = option.get_env().and_then(|name| name.to_str());
        assert_eq!(variable, Some(row.variables[0]));
        if let Some(default) = option.get_default_values().first() {
            assert_eq!(default.to_str(), Some(row.default), "{name}");
        }
    }
}

#[test]
fn no_variable_is_that_of_two_settings() {
    let names: Vec<String> = groups().into_iter().flatten().collect();
    let unique: BTreeSet<&String> = names.iter().collect();
    assert_eq!(names.len(), unique.len(), "{names:?}");
}

#[test]
fn no_setting_is_also_listed_as_without_effect() {
    for setting in settings() {
        assert_eq!(Elsewhere::of_setting(setting.name), None);
        for variable in setting.variables() {
            assert_eq!(Elsewhere::of_variable(&variable), None, "{variable}");
        }
    }
}

/// Saying a default changes nothing, so it is the right one.
#[test]
fn the_defaults_are_those_in_force() {
    let base = [
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_OIDC__ENABLED", "true"),
        ("NMP_AUTH_OIDC__ISSUER", "https://idp.example.com"),
        ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
        ("NMP_PLATFORM_DATABASE_URL", "postgres://nmp@localhost/nmp"),
    ];
    let load = |more: Option<(&str, &str)>| {
        let variables: Environment = base.into_iter().chain(more).collect();
        Settings::load(None, &variables).unwrap()
    };
    let without = load(None);
    let mut compared = 0;
    for setting in settings().filter(|setting| !setting.default.starts_with('(')) {
        let variable = spelling::variable(setting.name);
        if base.iter().any(|(name, _)| *name == variable) {
            continue;
        }
        let with = load(Some((&variable, setting.default)));
        assert_eq!(with, without, "{}", setting.name);
        compared += 1;
    }
    assert!(compared > 30, "{compared}");
    // Of those, what the base says itself.
    let nothing = Settings::load(None, &Environment::default()).unwrap();
    for name in ["NMP_AUTH_ENABLED", "NMP_AUTH_OIDC__ENABLED"] {
        let said = Settings::load(None, &[(name, "false")].into_iter().collect()).unwrap();
        assert_eq!(said, nothing, "{name}");
    }
}

/// A wrong default would pass the test above if the setting had no effect on what is compared.
#[test]
fn other_values_change_something() {
    let base = [
        ("NMP_AUTH_ENABLED", "true"),
        ("NMP_AUTH_OIDC__ENABLED", "true"),
        ("NMP_AUTH_OIDC__ISSUER", "https://idp.example.com"),
        ("NMP_AUTH_OIDC__CLIENT_ID", "studio"),
        ("NMP_PLATFORM_DATABASE_URL", "postgres://nmp@localhost/nmp"),
    ];
    let without = Settings::load(None, &base.into_iter().collect()).unwrap();
    for setting in settings().filter(|setting| !setting.default.starts_with('(')) {
        let other = match setting.kind {
            Kind::Flag if setting.default == "true" => "false",
            Kind::Flag => "true",
            Kind::Whole | Kind::Number | Kind::Limit => "29",
            Kind::Text | Kind::Path | Kind::Secret | Kind::List => "helix",
            Kind::Map => "a=helix",
            Kind::Sections => "[{}]",
        };
        let variable = spelling::variable(setting.name);
        let variables = base.into_iter().chain([(variable.as_str(), other)]);
        // An error is a change too.
        let changed = Settings::load(None, &variables.collect()).map_or(true, |s| s != without);
        let is_said = base.iter().any(|(name, _)| *name == variable);
        assert!(changed || is_said, "{} has no effect", setting.name);
    }
}

#[test]
fn kinds_fit_the_settings_file() {
    let nothing = serde_json::to_value(crate::config::raw::RawSettings::default()).unwrap();
    for setting in settings() {
        let value = match setting.kind {
            Kind::Text | Kind::Secret | Kind::Path => Value::from("a"),
            Kind::Flag => Value::from(true),
            Kind::Whole => Value::from(7),
            Kind::Number | Kind::Limit => Value::from(7.5),
            Kind::List => Value::from(vec!["a"]),
            Kind::Map => serde_json::json!({"a": "b"}),
            Kind::Sections => serde_json::json!([{}]),
        };
        let mut tree = nothing.clone();
        *tree.pointer_mut(&spelling::pointer(setting.name)).unwrap() = value;
        let read: Result<crate::config::raw::RawSettings, _> = serde_json::from_value(tree);
        assert!(read.is_ok(), "{}: {:?}", setting.name, read.err());
    }
}
