//! The configuration file: nothing in it is lost, and NVIDIA's programs read what is written.

use std::io::Write;
use std::process::{Command, Stdio};

use nmp_oidc::Secret;
use nmp_sdk::native::config::emit::emit;
use nmp_sdk::native::config::scalar::Scalar;
use nmp_sdk::native::config::yaml::{Entry, File, Item, Map, Node, parse};
use nmp_sdk::native::config::{ConfigFile, Document, FileError, Flaw, User};
use proptest::prelude::*;

const BY_HAND: &str = "\
# Mine.
current_context: prod
telemetry_enabled: false  # said no
clusters:
# The old one.
- name: prod-cluster
  base_url: https://nmp.example.com/
  metadata: {team: [a, 'no', 12, 2026-01-01]}
users:
- type: oauth
  name: prod-user
  token: abc.def.ghi
  fast_key: ~
contexts:
- name: prod
  cluster: prod-cluster
  user: prod-user
  # Where I work.
  workspace: 'ml-team'
  fast_model: ns/model
  metadata: {}
# The end.
";

const WRITTEN: &str = "\
# Mine.
current_context: prod
telemetry_enabled: false  # said no
clusters:
# The old one.
- name: prod-cluster
  base_url: https://nmp.example.com/
  metadata:
    team:
    - a
    - 'no'
    - 12
    - 2026-01-01
users:
- type: oauth
  name: prod-user
  token: '123'
  fast_key: null
contexts:
- name: prod
  cluster: prod-cluster
  user: prod-user
  # Where I work.
  workspace: ml-team
  fast_model: ns/model
  metadata: {}
# The end.
";

#[test]
fn a_change_keeps_everything_else() {
    let mut document = Document::parse(BY_HAND).unwrap();
    let user = User::OAuth {
        token: Secret::new("123"),
        refresh_token: None,
    };
    document.set_user("prod-user", &user);
    assert_eq!(document.to_text(), WRITTEN);
    assert_eq!(Document::parse(WRITTEN).unwrap().to_text(), WRITTEN);
}

#[test]
fn what_nvidias_programs_refuse_is_refused_without_quoting_it() {
    let secret = "hunter2-0123456789";
    for (text, part) in [
        (format!("a: [{secret}"), "not valid YAML"),
        (format!("users: {secret}"), "not a list"),
        (format!("users:\n- {secret}"), "not a list"),
        (
            format!("users:\n- name: u\n  type: {secret}"),
            "unknown type",
        ),
        (
            format!("users:\n- name: u\n  type: oauth\n  x: {secret}"),
            "no “token”",
        ),
        (
            format!(
                "current_context: {secret}\nclusters:\n- name: c\n  base_url: http://a/\nusers:\n- name: u\ncontexts:\n- name: a\n  cluster: c\n  user: u"
            ),
            "current context",
        ),
        (
            format!("contexts:\n- name: a\n  cluster: {secret}\n  user: u"),
            "not there",
        ),
        (
            format!("users:\n- name: {secret}\n- name: {secret}"),
            "have the name",
        ),
        (format!("{secret}: 1\n{secret}: 2"), "a key twice"),
        (format!("a: !!str {secret}"), "a tag"),
        (format!("- {secret}"), "not a set of keys"),
        (String::new(), "empty"),
        ("# only this\n".to_owned(), "empty"),
    ] {
        let words = Document::parse(&text).unwrap_err().to_string();
        assert!(
            words.contains(part) && !words.contains("hunter2"),
            "{text}: {words}"
        );
    }
}

#[test]
fn an_api_key_of_an_older_version_becomes_a_token() {
    let text = "users:\n- name: a\n  api_key: ann@example.com\n- type: api-key\n  name: b\n  api_key: opaque\n- name: c\n  api_key: ''\n";
    let document = Document::parse(text).unwrap();
    assert_eq!(document.legacy_users(), ["a", "b", "c"]);
    let token = |name| match document.user(name) {
        Some(User::OAuth { token, .. }) => token.expose().to_owned(),
        _ => String::new(),
    };
    let claims = nmp_oidc::id_token::decode_claims(&Secret::new(token("a"))).unwrap();
    assert_eq!(
        (claims["sub"].as_str(), claims.get("exp")),
        (Some("ann@example.com"), None)
    );
    assert_eq!(
        (token("b"), token("c")),
        ("opaque".to_owned(), String::new())
    );
    assert!(!document.to_text().contains("api_key"));
}

#[test]
fn contexts_come_and_go() {
    let mut document = Document::default();
    assert!(document.ensure_context("a", "http://LOCALHOST:80").unwrap());
    assert!(
        document
            .ensure_context("b", "https://nmp.example.com/base")
            .unwrap()
    );
    assert!(
        !document.ensure_context("b", "nonsense").unwrap(),
        "it is there"
    );
    assert_eq!(document.context("a").unwrap().base_url, "http://localhost/");
    assert_eq!(
        document.context("b").unwrap().base_url,
        "https://nmp.example.com/base"
    );
    assert_eq!(document.current_context(), Some("a"));
    document.rename_context("a", "c").unwrap();
    assert_eq!(document.current_context(), Some("c"));
    assert!(
        document.rename_context("c", "b").is_err() && document.rename_context("c", "d e").is_err()
    );
    document.delete_context("c").unwrap();
    assert_eq!(document.context_names(), ["b"]);
    assert_eq!(document.current_context(), Some("b"));
    assert!(
        !document.to_text().contains("a-user"),
        "{}",
        document.to_text()
    );
    document.delete_context("b").unwrap();
    assert_eq!(
        Document::parse(&document.to_text())
            .unwrap()
            .context_names(),
        Vec::<&str>::new()
    );
    for bad in ["ftp://a/", "a", "", "http://user:secret@a/", "http://"] {
        assert!(document.ensure_context("x", bad).is_err(), "{bad}");
    }
}

#[test]
fn a_torn_file_is_read_again_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = ConfigFile::new(folder.path().join("config.yaml"));
    assert!(file.read().unwrap().is_none());
    std::fs::write(file.path(), "").unwrap();
    let refused = file.change(|document| {
        document.ensure_context("a", "http://a/").unwrap();
        Ok::<_, FileError>(())
    });
    assert!(
        matches!(refused, Err(FileError::Flawed { .. })),
        "{refused:?}"
    );
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), "");
    // Another program finishes writing while this one reads.
    let path = file.path().to_owned();
    let writer = std::thread::spawn(move || std::fs::write(path, BY_HAND).unwrap());
    assert_eq!(
        file.read().unwrap().unwrap().current_context(),
        Some("prod")
    );
    writer.join().unwrap();
}

#[cfg(unix)]
#[test]
fn it_is_for_the_owner_alone_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = ConfigFile::new(folder.path().join("new/config.yaml"));
    let make = |document: &mut Document| {
        document.ensure_context("a", "http://a/").unwrap();
        Ok::<_, FileError>(())
    };
    file.change(make).unwrap();
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode(file.path()), mode(&folder.path().join("new"))),
        (0o600, 0o700)
    );
    assert_eq!(file.loose_mode(), None);
    let real = folder.path().join("real.yaml");
    std::fs::rename(file.path(), &real).unwrap();
    std::os::unix::fs::symlink("../real.yaml", file.path()).unwrap();
    file.change(|document| {
        document.set_workspace("a", "ml").unwrap();
        Ok::<_, FileError>(())
    })
    .unwrap();
    assert!(std::fs::symlink_metadata(file.path()).unwrap().is_symlink());
    assert!(
        std::fs::read_to_string(&real)
            .unwrap()
            .contains("workspace: ml")
    );
}

#[test]
fn writers_at_the_same_moment_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = ConfigFile::new(folder.path().join("config.yaml"));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let file = file.clone();
            std::thread::spawn(move || {
                for number in 0..10 {
                    let name = format!("c{writer}-{number}");
                    file.change(|document| {
                        document.ensure_context(&name, "http://a/").unwrap();
                        Ok::<_, FileError>(())
                    })
                    .unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(file.read().unwrap().unwrap().context_names().len(), 40);
}

/// A text of any kind, many of them such as YAML 1.1 reads in another way.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9/_.@:-]{0,12}",
        "[-+.0-9:_xeEoO]{1,10}",
        "(?i)(y|n|yes|no|on|off|true|false|null|~|=|<<)",
        "[ -~]{0,20}",
        any::<String>(),
    ]
}

fn node() -> impl Strategy<Value = Node> {
    let comment = || proptest::option::of("[ a-z:#'\"-]{0,12}");
    let leaf = prop_oneof![
        text().prop_map(|text| Node::text(&text)),
        Just(Node::List(Vec::new())),
        Just(Node::Map(Map::default())),
        any::<i32>().prop_map(|number| Node::Scalar(Scalar::plain(&number.to_string()))),
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let above = || proptest::collection::vec("[ a-z:#'\"-]{0,12}", 0..2);
        let item = (above(), inner.clone(), comment()).prop_map(|(above, value, beside)| {
            let beside = beside.filter(|_| matches!(value, Node::Scalar(_)));
            Item {
                above,
                value,
                beside,
            }
        });
        let entry = (above(), text(), inner, comment()).prop_map(|(above, key, value, beside)| {
            let beside = beside.filter(|_| matches!(value, Node::Scalar(_)));
            Entry {
                above,
                key: Scalar::text(&key),
                value,
                beside,
            }
        });
        prop_oneof![
            proptest::collection::vec(item, 1..4).prop_map(Node::List),
            proptest::collection::vec(entry, 1..4).prop_map(|entries| Node::Map(unique(entries))),
        ]
    })
}

fn unique(entries: Vec<Entry>) -> Map {
    let mut map = Map::default();
    for entry in entries {
        if map.get(&entry.key.text).is_none() {
            map.0.push(entry);
        }
    }
    map
}

fn file() -> impl Strategy<Value = File> {
    let entries = proptest::collection::vec((text(), node()), 1..4);
    entries.prop_map(|entries| {
        let entries = entries
            .into_iter()
            .map(|(key, value)| Entry::new(&key, value));
        File {
            root: unique(entries.collect()),
            below: Vec::new(),
        }
    })
}

/// What a value means, without how it is written.
fn meaning(node: &Node) -> serde_json::Value {
    match node {
        Node::Scalar(scalar) if scalar.is_plain && scalar.text.parse::<i64>().is_ok() => {
            serde_json::json!(scalar.text.parse::<i64>().unwrap())
        }
        Node::Scalar(scalar) => serde_json::json!(scalar.text),
        Node::List(items) => items.iter().map(|item| meaning(&item.value)).collect(),
        Node::Map(map) => serde_json::Value::Object(
            map.0
                .iter()
                .map(|entry| (entry.key.text.clone(), meaning(&entry.value)))
                .collect(),
        ),
    }
}

/// Without the flag of plain texts, which a text loses or gains when it is read again.
fn comments(node: &Node, all: &mut Vec<String>) {
    match node {
        Node::Scalar(_) => {}
        Node::List(items) => items.iter().for_each(|item| {
            all.extend(item.above.iter().chain(&item.beside).cloned());
            comments(&item.value, all);
        }),
        Node::Map(map) => map.0.iter().for_each(|entry| {
            all.extend(entry.above.iter().chain(&entry.beside).cloned());
            comments(&entry.value, all);
        }),
    }
}

fn sorted_comments(file: &File) -> Vec<String> {
    let mut all = file.below.clone();
    comments(&Node::Map(file.root.clone()), &mut all);
    all.iter_mut()
        .for_each(|comment| *comment = comment.trim_end().to_owned());
    all.sort();
    all
}

proptest! {
    #[test]
    fn what_is_written_is_read_with_every_value_and_comment(written in file()) {
        let text = emit(&written);
        let read = parse(&text);
        prop_assert!(read.is_ok(), "{read:?}\n{text}");
        let read = read.unwrap();
        prop_assert_eq!(meaning(&Node::Map(read.root.clone())), meaning(&Node::Map(written.root.clone())), "{}", text);
        prop_assert_eq!(sorted_comments(&read), sorted_comments(&written), "{}", text);
        // And written in the same way for ever.
        prop_assert_eq!(emit(&read), text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), more in "[-a: \n{}\\[\\]&*!#|>'\"]{0,60}") {
        for text in [text, more] {
            match Document::parse(&text) {
                Ok(document) => {
                    let written = document.to_text();
                    let again = Document::parse(&written);
                    prop_assert!(again.is_ok(), "{again:?} {text:?} {written:?}");
                }
                Err(Flaw::NotYaml(_) | Flaw::NotAList(_)) => {}
                Err(other) => { let _ = other.to_string(); }
            }
        }
    }
}

/// PyYAML, which reads YAML 1.1 as NVIDIA's programs do, reads the same values. Where Python has no
/// PyYAML, the table of `scalar` stands for it.
#[test]
fn pyyaml_reads_the_same() {
    let python = std::env::var("NMP_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let program = "import sys, json, yaml\nfor text in json.load(sys.stdin):\n    print(json.dumps(yaml.safe_load(text)))";
    let has_yaml = Command::new(&python).args(["-c", "import yaml"]).output();
    if !has_yaml.is_ok_and(|output| output.status.success()) {
        eprintln!("no PyYAML here: not compared");
        return;
    }
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let files: Vec<File> = (0..500)
        .map(|_| file().new_tree(&mut runner).unwrap().current())
        .collect();
    let texts: Vec<String> = files.iter().map(emit).collect();
    let mut child = Command::new(&python)
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = serde_json::to_string(&texts).unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || stdin.write_all(input.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    let lines: Vec<serde_json::Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines.len(),
        files.len(),
        "PyYAML refused {:?}",
        texts.get(lines.len())
    );
    for ((read, written), text) in lines.iter().zip(&files).zip(&texts) {
        assert_eq!(read, &meaning(&Node::Map(written.root.clone())), "{text}");
    }
}
