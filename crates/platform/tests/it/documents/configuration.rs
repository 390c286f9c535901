//! `docs/configuration.md` is the table of settings in the code. With `UPDATE_DOCS=1` the test
//! writes it.

use std::fmt::Write;

use platform::config::helix_name;
use platform::config::reference::{ELSEWHERE, Kind, OPTIONS, Origin, Setting, settings};

use super::{file, read};

const PAGE: &str = "docs/configuration.md";
const BEGIN: &str =
    "<!-- From here on made from the code, crates/platform/src/config/reference. -->\n";

#[test]
fn the_page_has_every_setting() {
    let text = read(PAGE);
    let (hand_written, _) = text.split_once(BEGIN).unwrap();
    let expected = format!("{hand_written}{BEGIN}{}", tables());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(file(PAGE), expected).unwrap();
    } else {
        let help = "UPDATE_DOCS=1 cargo nextest run -p platform the_page_has_every_setting";
        assert!(text == expected, "{PAGE} is not up to date: {help}");
    }
}

/// The README keeps the settings that matter most, with their right defaults.
#[test]
fn the_readme_has_ten_of_them() {
    let text = read("README.md");
    let (_, section) = text.split_once("\n## Configure\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert_eq!(rows.len(), 10, "{rows:#?}");
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let name = cells[1].trim_matches('`');
        let setting = settings()
            .find(|setting| setting.name == name)
            .unwrap_or_else(|| panic!("{name} is no setting"));
        assert!(cells[2].contains(&setting.variables()[0]), "{row}");
        assert_eq!(cells[4], default(setting.default), "{row}");
    }
}

fn tables() -> String {
    let mut text = String::new();
    let sections = [
        ("auth", "Who may come in"),
        ("auth.oidc", "The identity provider"),
        ("service", "Where it listens, and its log"),
        ("platform", "The database"),
        ("studio", "Studio"),
        ("server", "How it serves"),
        ("server.limits", "Limits"),
    ];
    let section_of = |setting: &Setting| {
        let of = |section: &str| setting.name.starts_with(&format!("{section}."));
        let found = sections
            .iter()
            .map(|(section, _)| *section)
            .rfind(|section| of(section));
        found.unwrap_or_else(|| panic!("{} has no section here", setting.name))
    };
    for (section, title) in sections {
        write!(
            text,
            "\n## `{section}`: {}\n\n| setting | variable | type | default | effect |\n| --- | --- | --- | --- | --- |\n",
            title.to_lowercase()
        )
        .unwrap();
        for setting in settings().filter(|setting| section_of(setting) == section) {
            let variables: Vec<String> = setting
                .variables()
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let whose = match setting.origin {
                Origin::Nmp => "",
                Origin::Helix => " (NeMo Helix)",
                Origin::Ours => " (ours)",
            };
            let cells = [
                format!("`{}`{whose}", setting.name),
                variables.join(", "),
                kind(setting.kind).to_owned(),
                default(setting.default),
                setting.effect.to_owned(),
            ];
            writeln!(text, "| {} |", cells.join(" | ")).unwrap();
        }
    }
    text.push_str("\n## Only the command line and the environment\n\n| option | variable | default | effect |\n| --- | --- | --- | --- |\n");
    for option in OPTIONS {
        let variables: Vec<String> = option
            .variables
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let cells = [
            format!("`{}`", option.option),
            variables.join(", "),
            default(option.default),
            option.effect.to_owned(),
        ];
        writeln!(text, "| {} |", cells.join(" | ")).unwrap();
    }
    text.push_str("\n## NeMo Platform's settings without effect\n\nThey are accepted. `--check-config` and the log of a start name those that are set.\n\n| settings | why they have none |\n| --- | --- |\n");
    for entry in ELSEWHERE {
        let names = entry.names.iter().chain(entry.variables);
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        let refused = match entry.instead_of_on {
            Some(instead) => format!(" `…enabled: true` is refused: {instead}."),
            None => String::new(),
        };
        writeln!(text, "| {} | {}{refused} |", names.join(", "), entry.why).unwrap();
    }
    text
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Secret => "text, secret",
        Kind::Path => "path",
        Kind::Flag => "true or false",
        Kind::Whole => "whole number",
        Kind::Number => "number",
        Kind::List => "list",
        Kind::Limit => "number, or false",
        Kind::Map => "texts by name",
        Kind::Sections => "list of sections",
    }
}

fn default(text: &str) -> String {
    match text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        Some(words) => words.to_owned(),
        None => format!("`{text}`"),
    }
}

#[test]
fn the_page_says_how_the_other_names_are_made() {
    let text = read(PAGE);
    assert!(text.contains(&helix_name("NMP_AUTH_OIDC__ISSUER")));
}
