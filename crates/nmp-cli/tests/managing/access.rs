//! `nmp access`: questions.

use serde_json::{Value, json};

use super::support::{ADMIN, BOB, CAROL, Platform};

fn company() -> Platform {
    let platform = Platform::start();
    platform.workspace("ml", &[(BOB, "Editor"), ("data-eng", "Viewer")]);
    platform.workspace("open", &[("*", "Viewer"), (BOB, "Admin")]);
    platform
}

fn row<'a>(list: &'a Value, key: &str, value: &str) -> &'a Value {
    let mut rows = list["data"].as_array().unwrap().iter();
    rows.find(|row| row[key] == value)
        .unwrap_or_else(|| panic!("no {value} in {list}"))
}

#[test]
fn why_somebody_has_access() {
    let platform = company();
    let why = platform.json(ADMIN, &["access", "why", BOB, "-w", "ml"]);
    let ml = row(&why, "workspace", "ml");
    assert_eq!(ml["role"], "Editor");
    assert_eq!(ml["own"], json!([{"principal": BOB, "roles": ["Editor"]}]));
    assert_eq!(ml["perhaps"][0]["principal"], "data-eng");
    assert_eq!(
        ml["to_end_it"],
        "To remove access: remove bob@example.com from ml."
    );
    let everywhere = platform.json(ADMIN, &["access", "why", CAROL]);
    assert_eq!(row(&everywhere, "workspace", "open")["role"], "Viewer");
    let none = platform.json(ADMIN, &["access", "why", CAROL, "-w", "ml"]);
    assert_eq!(row(&none, "workspace", "ml")["counts_as"], "no access");
}

#[test]
fn what_isnt_visible_is_unknown_and_never_no() {
    let platform = company();
    let why = platform.json(CAROL, &["access", "why", BOB, "-w", "ml"]);
    let ml = row(&why, "workspace", "ml");
    assert_eq!(ml["counts_as"], "unknown");
    assert_eq!(ml["known"], false);
    assert_eq!(ml["own"], json!(null));
    assert!(
        why["unknown"]
            .as_array()
            .unwrap()
            .iter()
            .any(|gap| gap["workspace"] == "ml")
    );
    assert_eq!(why["coverage"]["sees_everything"], false);
    let said = platform.fails(CAROL, &["access", "compare", "ml", "open"], 3);
    assert!(said.contains("aren't known"), "{said}");
}

#[test]
fn bindings_are_searched_filtered_and_sorted() {
    let platform = company();
    let bindings = ["access", "bindings"];
    let bobs = platform.json(ADMIN, &[&bindings[..], &["bob", "--sort", "role"]].concat());
    let found: Vec<&str> = bobs["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["workspace"].as_str().unwrap())
        .collect();
    assert_eq!(found, ["open", "ml"]);
    assert_eq!(bobs["scope"], "with “bob”, in 4 of 4 workspaces");
    let csv = [
        "--role",
        "admin",
        "-w",
        "ml",
        "-f",
        "csv",
        "-c",
        "workspace,principal,roles",
    ];
    assert_eq!(
        platform.stdout(ADMIN, &[&bindings[..], &csv].concat()),
        "workspace,principal,roles\nml,alice@example.com,Admin\n"
    );
    let groups = platform.json(
        ADMIN,
        &[&bindings[..], &["--kind", "group", "--json=principal"]].concat(),
    );
    assert_eq!(groups, json!([{"principal": "data-eng"}]));
    let markdown = platform.stdout(ADMIN, &[&bindings[..], &["ml", "-f", "markdown"]].concat());
    assert!(
        markdown.starts_with("| principal | workspace |"),
        "{markdown}"
    );
}

#[test]
fn people_doors_and_bus_factors() {
    let platform = company();
    let people = platform.json(ADMIN, &["access", "people"]);
    assert_eq!(row(&people, "principal", BOB)["workspaces"], 2);
    let bob = platform.json(ADMIN, &["access", "person", BOB]);
    assert_eq!(row(&bob, "workspace", "open")["role"], "Admin");
    let doors = platform.json(ADMIN, &["access", "open-doors"]);
    assert_eq!(row(&doors, "workspace", "open")["role"], "Viewer");
    let losses = platform.json(ADMIN, &["access", "open-doors", "--losses", "open"]);
    assert!(losses["data"].as_array().unwrap().is_empty(), "{losses}");
    let bus = platform.json(ADMIN, &["access", "bus-factor"]);
    let ml = row(&bus, "workspace", "ml");
    assert_eq!(ml["factor"], "one");
    assert_eq!(ml["candidates"], json!([BOB]));
    assert!(
        !bus["data"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["workspace"] == "open")
    );
    let found = platform.json(ADMIN, &["access", "findings", "--kind", "open"]);
    let open = row(&found, "workspace", "open");
    assert_eq!(open["finding"], "All signed-in users can view open.");
    assert_eq!(open["severity"], "info");
    let few = platform.json(ADMIN, &["access", "findings", "--kind", "admins"]);
    assert_eq!(row(&few, "workspace", "ml")["severity"], "high");
    let high = platform.json(ADMIN, &["access", "findings", "--severity", "high"]);
    let rows = high["data"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["severity"] == "high"), "{high}");
    let compared = platform.json(ADMIN, &["access", "compare", "ml", "open"]);
    assert_eq!(
        row(&compared, "principal", "data-eng")["difference"],
        "only_left"
    );
    assert_eq!(row(&compared, "principal", BOB)["difference"], "other");
}
