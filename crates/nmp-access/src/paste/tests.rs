//! Tests of what pasted texts are read as.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::confusable::tests::confusables;
use crate::fixtures::holder;

fn nobody() -> Directory {
    Directory::new(Arc::default(), None)
}

fn pasted(text: &str) -> Pasted {
    read(text, &nobody(), &Role::Viewer, &Choices::new())
}

fn names(text: &str) -> Vec<String> {
    let entries = pasted(text).entries.into_iter();
    entries.map(|entry| entry.principal).collect()
}

fn asides(text: &str) -> Vec<String> {
    let asides = pasted(text).asides.into_iter();
    asides.map(|aside| aside.text).collect()
}

#[test]
fn what_people_paste() {
    let expected = ["a@x.org", "b@x.org", "c@x.org"];
    for text in [
        "a@x.org,b@x.org, c@x.org",
        "a@x.org b@x.org\tc@x.org",
        "a@x.org\nb@x.org\r\nc@x.org\n",
        "Ada A <a@x.org>, Bob <b@x.org>; c@x.org",
        "\"A, Ada\" <a@x.org>, 'Bob B.' <b@x.org>, <c@x.org>",
        "mailto:a@x.org; <mailto:b@x.org>; (c@x.org).",
        "a@x.org, Bob <b@x.org>\nCarol Smith <c@x.org>,,;",
        // Last names first, as directories have them.
        "Doe, Ada <a@x.org>; Roe, Bob <b@x.org>; Poe, Carol <c@x.org>",
        "Doe, Ada <a@x.org>, Roe, Bob <b@x.org>, Poe, Carol <c@x.org>",
        // Comments, columns, lists, links.
        "a@x.org (Ada Doe)\nb@x.org (Roe, Bob)\nc@x.org (carol@y.org)",
        "Ada\tDoe\ta@x.org\tHR\nBob\tRoe\tb@x.org\tIT\nCarol\tPoe\tc@x.org\tIT",
        "• a@x.org\n•b@x.org\n◦ Carol c@x.org",
        "- a@x.org\n* b@x.org\n+ c@x.org",
        "1. a@x.org\n2) b@x.org\n(3) c@x.org",
        "[ ] a@x.org\n- [x] b@x.org\n> c@x.org",
        "MAILTO:a@x.org Mailto:b@x.org?subject=Hi\n<MailTo:c@x.org>",
        "E-Mail: a@x.org\nTo: Bob <b@x.org>\nCc: c@x.org",
        "“Ada, D.” <a@x.org>; ‘Bob’ <b@x.org>, «c@x.org»",
        "a@x.org.\nb@x.org!\n'c@x.org',",
        "\"Doe\",\"Ada\",\"a@x.org\"\n\"Roe\",\"Bob\",\"b@x.org\"\n\"Poe\",\"Carol\",\"c@x.org\"",
        "Doe, a@x.org\nRoe, b@x.org\nc@x.org, Poe",
        "[Ada](mailto:a@x.org) [Bob](mailto:b@x.org) [c@x.org](mailto:c@x.org)",
        "bob@y.org <a@x.org>, \"bob@y.org\" <b@x.org>, Bob (bob@y.org) <c@x.org>",
        "\"Doe, Ada <a@x.org>\n\"Roe <b@x.org>; c@x.org",
        "a@x.org、b@x.org，c@x.org",
        "BEGIN:VCARD\nN:Doe;Ada\nEMAIL;TYPE=work:a@x.org\nEND:VCARD\nb@x.org c@x.org",
    ] {
        let mut found = names(text);
        found.sort();
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(names("Bob <b@x.org"), ["b@x.org"]);
    assert_eq!(
        names("o'brien@x.org a=b@x.org"),
        ["o'brien@x.org", "a=b@x.org"]
    );
}

#[test]
fn names_of_groups() {
    for one in [
        "data-eng",
        "CORP\\jdoe",
        "cn=ml-team,ou=groups,dc=x,dc=org",
        "CN=ML Team, OU=Groups, DC=x, DC=org",
        "cn=Doe\\, John,ou=people,dc=x,dc=org",
        "service:sync",
        "service-account:ci",
        "248289761001",
    ] {
        assert_eq!(names(one), [one], "{one}");
        assert_eq!(asides(one), [""; 0], "{one}");
    }
    assert_eq!(names("data-eng\nml-ops;qa"), ["data-eng", "ml-ops", "qa"]);
    assert_eq!(
        names("service:sync service-account:jobs"),
        ["service:sync", "service-account:jobs"]
    );
    // With addresses on the same list only what is nobody's name.
    assert_eq!(
        names("a@x.org\nservice:sync\ncn=ml,dc=x,dc=org\nJohn"),
        ["a@x.org", "service:sync", "cn=ml,dc=x,dc=org"]
    );
}

/// Names with spaces or commas are groups by choice, and not by accident.
#[test]
fn what_may_be_a_group_is_asked() {
    for (text, aside) in [
        ("Data Engineers", "Data Engineers"),
        ("\"Data Engineers\"", "Data Engineers"),
        ("CORP\\Domain Users", "CORP\\Domain Users"),
        ("Doe, John", "Doe, John"),
        ("• Data\u{a0} Engineers ", "Data Engineers"),
    ] {
        assert_eq!(
            (names(text), asides(text)),
            (vec![], vec![aside.to_owned()]),
            "{text}"
        );
        let choose = |choice| {
            let choices = Choices::from([(aside.to_owned(), choice)]);
            let pasted = read(text, &nobody(), &Role::Viewer, &choices);
            assert_eq!(pasted.asides, [], "{text}");
            let entries = pasted.entries.into_iter();
            entries.map(|entry| entry.principal).collect::<Vec<_>>()
        };
        assert_eq!(choose(Choice::Whole), [aside], "{text}");
        assert_eq!(choose(Choice::Words).len(), 2, "{text}");
    }
    assert_eq!(asides("Doe, John <john.doe@x.org>"), ["Doe, John"]);
    assert_eq!(asides("john.doe@x.org\nData Engineers"), ["Data Engineers"]);
    let link = "a@x.org\nData Engineers\nCORP\\Domain Users";
    let again = read(link, &nobody(), &Role::Viewer, &chosen(link));
    assert_eq!((again.entries.len(), again.asides.len()), (3, 0));
    assert_eq!(chosen("Doe, John <john.doe@x.org>"), Choices::new());
}

#[test]
fn characters_that_nobody_sees_are_left_out_and_named() {
    let entries = pasted("\u{feff}ali\u{200b}ce@x.org\u{202e}, bob@x.org").entries;
    assert_eq!(entries[0].principal, "alice@x.org");
    assert_eq!(entries[0].left_out, ['\u{feff}', '\u{200b}', '\u{202e}']);
    assert_eq!(
        (entries[1].principal.as_str(), entries[1].left_out.len()),
        ("bob@x.org", 0)
    );
    let group = &pasted("data\u{ad}eng").entries[0];
    assert_eq!(
        (group.principal.as_str(), group.left_out.as_slice()),
        ("dataeng", &['\u{ad}'][..])
    );
    assert_eq!(pasted("\u{200b}\u{feff}"), Pasted::default());
}

#[test]
fn each_one_is_judged() {
    let members = [
        holder("bob@example.com", &["Viewer"]),
        holder("ada.b@example.com", &["Admin"]),
        holder("*", &["Viewer"]),
    ];
    let members = Directory::new(Arc::new(members.into()), None);
    let judge = |text: &str| {
        let mut pasted = read(text, &members, &Role::Editor, &Choices::new());
        pasted.entries.remove(0).finding
    };
    assert_eq!(judge("new@example.com"), Finding::Good);
    assert_eq!(judge("service:sync"), Finding::Good);
    assert_eq!(
        judge("bob@example.com"),
        Finding::Raises(vec![Role::Viewer])
    );
    assert_eq!(
        judge("ada.b@example.com"),
        Finding::AlreadyIn(vec![Role::Admin])
    );
    let runner = Role::from("JobRunner");
    assert_eq!(
        members.judge("ada.b@example.com", &runner),
        Finding::Raises(vec![Role::Admin]),
        "what it allows isn't known, so Admin doesn't include it"
    );
    let look = |text: &str| match judge(text) {
        Finding::Look(why) => why,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(
        look("adab@Example.com"),
        "Same as ada.b@example.com (already a member)?"
    );
    assert_eq!(look("new@exmaple.com"), "Did you mean example.com?");
    assert!(look("data-eng").contains("group"));
    for bad in [
        "*",
        "carol@",
        "x@y",
        &format!("{}@example.com", "a".repeat(250)),
        &"a".repeat(321),
    ] {
        assert!(matches!(judge(bad), Finding::Bad(_)), "{bad}");
    }
}

#[test]
fn names_that_look_like_others_are_pointed_out() {
    let members = [
        holder("alice@x.org", &["Viewer"]),
        holder("ml-team", &["Viewer"]),
    ];
    let members = Directory::new(Arc::new(members.into()), Some(confusables()));
    let said = |text: &str| {
        let mut pasted = read(text, &members, &Role::Editor, &Choices::new());
        match pasted.entries.pop().unwrap().finding {
            Finding::Look(why) => why,
            other => panic!("{text}: {other:?}"),
        }
    };
    assert!(said("аlice@x.org").starts_with("Looks like alice@x.org, but has"));
    assert!(said("ml‐team").starts_with("Looks like ml-team, but has"));
    assert!(said("pаypal@x.org").starts_with("Mixes letters of several scripts"));
    assert!(said("bob@x.org, bоb@x.org").starts_with("Looks like bob@x.org, which is pasted too"));
    assert!(said("e\u{301}va@x.org").starts_with("Written in another normal form"));
}

#[test]
fn repetitions_are_counted_not_sent() {
    let pasted = pasted("a@x.org a@x.org b@x.org a@x.org");
    assert_eq!((pasted.entries.len(), pasted.repeated), (2, 2));
}

/// They are other principals to the platform, which compares byte for byte.
#[test]
fn the_same_in_another_case_is_sent_and_pointed_out() {
    for text in [
        "a@x.org A@x.org",
        "A@x.org a@X.org",
        "ML-Team\nml-team",
        "ml-team;ML-TEAM;ml-team",
        "service:sync service:Sync",
    ] {
        for confusables in [None, Some(confusables())] {
            let members = Directory::new(Arc::default(), confusables);
            let pasted = read(text, &members, &Role::Viewer, &Choices::new());
            assert_eq!(pasted.entries.len(), 2, "{text}");
            let [first, second] = &pasted.entries[..] else {
                panic!("{text}");
            };
            let Finding::Look(why) = &second.finding else {
                panic!("{text}: {:?}", second.finding);
            };
            let twin = format!("Looks like {}, which is pasted too", first.principal);
            assert!(why.starts_with(&twin), "{why}");
        }
    }
}

#[test]
fn groups_that_look_alike_are_pointed_out() {
    let members = Directory::new(Arc::default(), Some(confusables()));
    for (text, first) in [
        ("ml-team\nml‐team", "ml-team"),
        ("data-eng;dаta-eng", "data-eng"),
        ("admins;adrnins", "admins"),
        ("G0;GO", "G0"),
    ] {
        let pasted = read(text, &members, &Role::Viewer, &Choices::new());
        let why = match &pasted.entries[1].finding {
            Finding::Look(why) => why,
            other => panic!("{text}: {other:?}"),
        };
        let twin = format!("Looks like {first}, which is pasted too, but has ");
        assert!(why.starts_with(&twin), "{text}: {why}");
    }
    let alone = read("ml-team;data-eng", &members, &Role::Viewer, &Choices::new());
    for entry in alone.entries {
        assert!(matches!(entry.finding, Finding::Look(why) if why.starts_with("Not an e-mail")));
    }
}

/// Names as people have them, and worse: with commas, quotes' neighbours, digits and bullets.
fn display_name() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[A-Za-zäöéßЖж'.-]{1,8}",
        "[A-Z]\\.",
        "[0-9]{1,3}",
        "o'[A-Z][a-z]{2}",
        "[•*+-]"
    ];
    let separator = prop::sample::select(vec![" ", ", ", "  ", "\u{a0}", " - ", "/"]);
    prop::collection::vec((part, separator), 1..5)
        .prop_map(|parts| {
            parts
                .into_iter()
                .map(|(part, separator)| part + separator)
                .collect::<String>()
        })
        .prop_map(|name| name.trim().to_owned())
        .prop_filter("has a letter", |name| name.chars().any(char::is_alphabetic))
}

fn with_roles(text: &str) -> Pasted {
    let wanted = Wanted {
        role: &Role::Viewer,
        offered: &Role::ASSIGNABLE,
        chosen: &HashMap::new(),
    };
    read_roles(text, &nobody(), wanted, &Choices::new())
}

#[test]
fn each_may_have_a_role_of_its_own() {
    let roles = |text: &str| -> Vec<(String, Role)> {
        let entries = with_roles(text).entries.into_iter();
        entries.map(|entry| (entry.principal, entry.role)).collect()
    };
    let expected = [
        ("a@x.org".to_owned(), Role::Admin),
        ("b@x.org".to_owned(), Role::Editor),
        ("c@x.org".to_owned(), Role::Viewer),
    ];
    for text in [
        "a@x.org admin\nb@x.org: Editor\nc@x.org",
        "a@x.org:admin, b@x.org editor; c@x.org (Admin)",
        "Doe, Ada <a@x.org> Admin, Roe, Bob <b@x.org> – editor, c@x.org Admin of HR",
        "Ada\ta@x.org\tadmin\tHR\nBob\tb@x.org\tEDITOR\nCarol\tc@x.org\tHR\tAdmin",
        "\"Ada\",\"a@x.org\",\"Admin\"\n\"Bob\",\"b@x.org\",\"Editor\"\n\"C\",\"c@x.org\"",
    ] {
        assert_eq!(roles(text), expected, "{text}");
    }
    let groups = with_roles("data-eng: Editor\ncn=ml,dc=x,dc=org\tadmin\nadmin\nTeam Admin");
    let found: Vec<_> = groups
        .entries
        .iter()
        .map(|e| (e.principal.as_str(), &e.role))
        .collect();
    assert_eq!(
        found,
        [
            ("data-eng", &Role::Editor),
            ("cn=ml,dc=x,dc=org", &Role::Admin)
        ]
    );
    let asked: Vec<_> = groups
        .asides
        .iter()
        .map(|aside| aside.text.as_str())
        .collect();
    assert_eq!(asked, ["admin", "Team Admin"]);
    let twice = with_roles("a@x.org editor, a@x.org admin");
    assert!(matches!(&twice.entries[0].finding, Finding::Look(why) if why.contains("Admin")));
    let link = "a@x.org: Admin\nData Engineers: Editor";
    let choices = chosen_with_roles(link, &Role::ASSIGNABLE);
    assert_eq!(
        choices,
        Choices::from([("Data Engineers".to_owned(), Choice::Whole)])
    );
}

#[test]
fn a_slip_of_the_finger_can_be_put_right() {
    let members = [holder("bob@example.com", &["Viewer"])];
    let members = Directory::new(Arc::new(members.into()), Some(confusables()));
    for (text, expected) in [
        ("new@exampel.com", Some("new@example.com")),
        ("Bob@example.com", Some("bob@example.com")),
        ("bоb@example.com", Some("bob@example.com")),
        ("new@example.com", None),
        ("data-eng", None),
    ] {
        let pasted = read(text, &members, &Role::Viewer, &Choices::new());
        assert_eq!(pasted.entries[0].instead.as_deref(), expected, "{text}");
    }
}

/// A role in any letter case.
fn role_word() -> impl Strategy<Value = (Role, String)> {
    let words = ["viewer", "Viewer", "EDITOR", "Editor", "admin", "aDmIn"];
    prop::sample::select(words.to_vec()).prop_map(|word| {
        let role = roles::named(word, &Role::ASSIGNABLE).unwrap();
        (role, word.to_owned())
    })
}

proptest! {
    /// Wherever words for roles stand, nobody but the addresses is added.
    #[test]
    fn a_role_is_never_a_principal(
        parts in prop::collection::vec(
            prop_oneof![
                role_word().prop_map(|(_, word)| word),
                "[a-z]{1,8}@x\\.org",
                prop::sample::select(vec![":", ",", "\t", "\n", ";", "(", ")", "-", "|"]).prop_map(str::to_owned),
            ],
            1..20,
        ),
    ) {
        let text = parts.join(" ");
        for entry in with_roles(&text).entries {
            let is_role = roles::named(&entry.principal, &Role::ASSIGNABLE).is_some();
            prop_assert!(!is_role, "{text}: {}", entry.principal);
        }
    }

    /// Who is pasted with a role gets it, and nobody else.
    #[test]
    fn everybody_gets_the_role_behind_the_address(
        people in prop::collection::btree_map("[a-z]{1,8}", (prop::option::of(role_word()), 0..5_usize), 1..12),
        separator in prop::sample::select(vec!["\n", "; ", ", ", "\r\n"]),
    ) {
        let mut text = String::new();
        let mut expected = Vec::new();
        for (local, (role, form)) in people {
            let address = format!("{local}@x.org");
            text.push_str(&match &role {
                None => address.clone(),
                Some((_, word)) => match form {
                    0 => format!("{address} {word}"),
                    1 => format!("{address}: {word}"),
                    2 => format!("Doe <{address}> {word}"),
                    3 => format!("{address}\t{word}"),
                    _ => format!("{address}:{word}"),
                },
            });
            text.push_str(separator);
            expected.push((address, role.map_or(Role::Viewer, |(role, _)| role)));
        }
        let entries = with_roles(&text).entries.into_iter();
        let found: Vec<_> = entries.map(|entry| (entry.principal, entry.role)).collect();
        prop_assert_eq!(found, expected, "{}", text);
    }

    /// A name beside an address is no principal and no role, also where roles are read.
    #[test]
    fn a_name_beside_an_address_gives_nothing(name in display_name(), form in 0..4_usize) {
        prop_assume!(roles::named(&name, &Role::ASSIGNABLE).is_none());
        let text = match form {
            0 => format!("{name} <a@x.org>"),
            1 => format!("a@x.org ({name})"),
            2 => format!("{name}\ta@x.org"),
            _ => format!("{name}, a@x.org"),
        };
        let entries = with_roles(&text).entries.into_iter();
        let found: Vec<_> = entries.map(|entry| (entry.principal, entry.role)).collect();
        prop_assert_eq!(found, vec![("a@x.org".to_owned(), Role::Viewer)], "{}", text);
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        let pasted = pasted(&text);
        for entry in &pasted.entries {
            prop_assert!(!entry.principal.is_empty());
            prop_assert!(entry.principal.trim() == entry.principal);
            prop_assert!(!entry.principal.chars().any(nmp_types::invisible::is_invisible));
        }
        for aside in &pasted.asides {
            prop_assert!(!aside.text.is_empty());
        }
    }

    /// Whatever stands beside an address, and however it stands there: nobody but the address
    /// is added.
    #[test]
    fn no_part_of_a_name_beside_an_address_is_a_principal(
        people in prop::collection::vec((display_name(), "[a-z]{1,8}", 0..11_usize), 1..6),
        separator in prop::sample::select(vec!["\n", "; ", "\r\n", ";\n"]),
    ) {
        let mut expected = Vec::new();
        let mut text = String::new();
        for (name, local, form) in people {
            let address = format!("{local}@x.org");
            text.push_str(&match form {
                0 => format!("{name} <{address}>"),
                1 => format!("\"{name}\" <{address}>"),
                2 => format!("{name}\t{address}"),
                3 => format!("{address}\t{name}"),
                4 => format!("{address} ({name})"),
                5 => format!("{name}, {address}"),
                6 => format!("• {name} – {address}"),
                7 => format!("{name} <MAILTO:{address}>"),
                8 => format!("“{name}” <{address}>"),
                9 => format!("\"{name} <evil@y.org>\" <{address}>"),
                _ => format!("1. {name}: {address}"),
            });
            text.push_str(separator);
            if !expected.contains(&address) {
                expected.push(address);
            }
        }
        prop_assert_eq!(names(&text), expected, "{}", text);
    }

    #[test]
    fn addresses_are_found_whatever_separates_them(
        locals in prop::collection::hash_set("[a-z]{1,8}", 1..20),
        separators in prop::collection::vec(prop::sample::select(vec![",", " ", "\n", "; ", ",\r\n", "\t", " | ", "\n• "]), 20),
    ) {
        let all: Vec<String> = locals.iter().map(|local| format!("{local}@x.org")).collect();
        let text: String = all.iter().zip(separators).map(|(a, s)| format!("{a}{s}")).collect();
        prop_assert_eq!(names(&text), all);
    }
}
