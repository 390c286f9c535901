//! Each format, on the same data.

use nmp_types::{Member, Role};
use proptest::prelude::*;

use super::super::time::Times;
use super::*;

fn settings(format: OutputFormat) -> Settings {
    Settings {
        format,
        fields: None,
        columns: Columns::Default,
        width: None,
        times: Times::Iso8601,
        terminal: false,
        colour: false,
    }
}

fn member(principal: &str, roles: &[Role]) -> Record {
    Record::from(&Member {
        principal: principal.to_owned(),
        roles: roles.to_vec(),
        granted_at: Some("2026-11-26T17:49:12.364947Z".to_owned()),
        granted_by: None,
    })
}

const COLUMNS: &[&str] = &["principal", "roles", "granted_by", "granted_at"];

fn members() -> Data {
    Data::list(
        vec![
            member("bob@example.com", &[Role::Editor, Role::Viewer]),
            member("=cmd()", &[Role::Admin]),
        ],
        COLUMNS,
    )
}

fn text(data: &Data, settings: &Settings) -> String {
    render(data, settings).unwrap().text
}

#[test]
fn json_keeps_the_order_of_keys_and_nulls() {
    let expected = r#"{
  "data": [
    {
      "principal": "bob@example.com",
      "roles": [
        "Editor",
        "Viewer"
      ],
      "granted_at": "2026-11-26T17:49:12.364947Z",
      "granted_by": null
    }
  ]
}
"#;
    let bob = member("bob@example.com", &[Role::Editor, Role::Viewer]);
    let one = Data::list(vec![bob], COLUMNS);
    assert_eq!(text(&one, &settings(OutputFormat::Json)), expected);
}

#[test]
fn json_has_only_the_fields_that_are_named() {
    let mut json = settings(OutputFormat::Json);
    json.fields = Some(vec!["roles".to_owned(), "principal".to_owned()]);
    let shown: serde_json::Value = serde_json::from_str(&text(&members(), &json)).unwrap();
    let expected = serde_json::json!([
        {"roles": ["Editor", "Viewer"], "principal": "bob@example.com"},
        {"roles": ["Admin"], "principal": "=cmd()"},
    ]);
    assert_eq!(shown, expected);
    json.fields = Some(vec!["role".to_owned()]);
    let refused = render(&members(), &json).unwrap_err();
    assert_eq!(refused.exit_code(), 2);
    assert!(refused.hint().unwrap().contains("roles"));
}

#[test]
fn csv_is_whole_with_lines_that_end_in_a_line_feed() {
    let expected = "principal,roles,granted_by,granted_at\n\
                    bob@example.com,\"Editor;Viewer\",\"\",2026-11-26T17:49:12.364947Z\n\
                    '=cmd(),Admin,\"\",2026-11-26T17:49:12.364947Z\n";
    assert_eq!(text(&members(), &settings(OutputFormat::Csv)), expected);
    let empty = Data::list(Vec::new(), COLUMNS);
    assert_eq!(
        text(&empty, &settings(OutputFormat::Csv)),
        "principal,roles,granted_by,granted_at\n"
    );
}

#[test]
fn yaml_quotes_what_could_be_misread() {
    let shown = text(&members(), &settings(OutputFormat::Yaml));
    assert!(shown.contains("principal: bob@example.com"), "{shown}");
    assert!(
        shown.contains("granted_at: \"2026-11-26T17:49:12.364947Z\""),
        "{shown}"
    );
    assert!(shown.contains("granted_by: null"), "{shown}");
}

#[test]
fn markdown_makes_nothing_of_names() {
    let data = Data::list(vec![member("a|b_c", &[Role::Admin])], COLUMNS);
    let shown = text(&data, &settings(OutputFormat::Markdown));
    assert!(shown.contains(r"| a\|b\_c | Admin |"), "{shown}");
}

#[test]
fn tables_show_what_nobody_sees() {
    let data = Data::list(vec![member("a\u{200b}\u{1b}[31m", &[Role::Admin])], COLUMNS);
    let shown = text(&data, &settings(OutputFormat::Table));
    assert!(shown.contains("a<U+200B><U+001B>[31m"), "{shown}");
}

#[test]
fn one_thing_is_json_and_columns_must_exist() {
    let one = Data::one(member("bob@example.com", &[Role::Viewer]));
    assert!(text(&one, &settings(OutputFormat::Csv)).starts_with("{\n  \"principal\""));
    let mut csv = settings(OutputFormat::Csv);
    csv.columns = Columns::Named(vec!["roles".to_owned()]);
    assert_eq!(text(&members(), &csv), "roles\n\"Editor;Viewer\"\nAdmin\n");
    csv.columns = Columns::Named(vec!["colour".to_owned()]);
    assert_eq!(render(&members(), &csv).unwrap_err().exit_code(), 2);
    csv.columns = Columns::All;
    assert!(text(&members(), &csv).starts_with("principal,roles,granted_at,granted_by\n"));
}

proptest! {
    #[test]
    fn csv_gives_every_text_back(texts in proptest::collection::vec("\\PC*|[=+@'\",;\n\r -]*", 1..5)) {
        let rows = texts.iter().map(|text| Record::default().with("name", text).with("id", "x"));
        let data = Data::list(rows.collect(), &["name", "id"]);
        let shown = text(&data, &settings(OutputFormat::Csv));
        let read = nmp_access::files::csv::parse(&shown).unwrap();
        let names: Vec<&str> = read.iter().skip(1).map(|row| row[0].as_str()).collect();
        prop_assert_eq!(names, texts);
    }

    #[test]
    fn json_and_raw_say_the_same(texts in proptest::collection::vec(".*", 0..4)) {
        let rows = texts.iter().map(|text| Record::default().with("name", text));
        let data = Data::list(rows.collect(), &["name"]);
        let pretty: serde_json::Value =
            serde_json::from_str(&text(&data, &settings(OutputFormat::Json))).unwrap();
        let raw: serde_json::Value =
            serde_json::from_str(&text(&data, &settings(OutputFormat::Raw))).unwrap();
        prop_assert_eq!(pretty, raw);
    }
}
