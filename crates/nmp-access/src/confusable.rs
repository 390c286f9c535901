//! Names that look like others (Unicode Technical Standard 39).
//!
//! The platform compares names byte for byte; people compare what they see. `paypal` with a
//! Cyrillic `а` is another principal, and so is a name in another normal form. None of this is
//! refused, for people have such names; people are warned where they decide.
//!
//! The tables are large: Studio downloads them separately, by calling [`Confusables::with_tables`]
//! only there. Until they are here, nobody is warned.

use std::borrow::Cow;

use nmp_types::invisible::{code_point, is_invisible};
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_security::MixedScript;
use unicode_security::confusable_detection::skeleton;

/// The judge of names, once its tables are here.
#[derive(Debug, Clone, Copy)]
pub struct Confusables {
    key: fn(&str) -> [String; 2],
    oddity: fn(&str) -> Option<String>,
}

impl PartialEq for Confusables {
    /// There is but one.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Confusables {
    /// With the tables. Only code that is downloaded separately may call this: any other caller
    /// would bring the tables along.
    pub fn with_tables() -> Self {
        Self { key, oddity }
    }

    /// What is strange about a name by itself, in a sentence.
    pub fn oddity(self, name: &str) -> Option<String> {
        (self.oddity)(name)
    }
}

/// Names by what they look like.
#[derive(Debug, Clone, PartialEq)]
pub struct Looks {
    confusables: Confusables,
    by_key: FxHashMap<String, Vec<usize>>,
    names: Vec<String>,
}

impl Looks {
    /// Of no names.
    pub fn new(confusables: Confusables) -> Self {
        Self {
            confusables,
            by_key: FxHashMap::default(),
            names: Vec::new(),
        }
    }

    /// Of these names.
    pub fn of<'a>(confusables: Confusables, names: impl Iterator<Item = &'a str>) -> Self {
        let mut looks = Self::new(confusables);
        for name in names {
            looks.add(name);
        }
        looks
    }

    /// What judges them.
    pub fn confusables(&self) -> Confusables {
        self.confusables
    }

    /// Adds a name.
    pub fn add(&mut self, name: &str) {
        let [exact, folded] = (self.confusables.key)(name);
        let place = self.names.len();
        self.names.push(name.to_owned());
        if folded != exact {
            self.by_key.entry(folded).or_default().push(place);
        }
        self.by_key.entry(exact).or_default().push(place);
    }

    /// Another name that looks like this one.
    pub fn twin(&self, name: &str) -> Option<&str> {
        (self.confusables.key)(name).iter().find_map(|key| {
            let places = self.by_key.get(key)?;
            let names = places.iter().filter_map(|place| self.names.get(*place));
            names.map(String::as_str).find(|other| *other != name)
        })
    }

    /// The warning about a name: whom it looks like and where it differs, or what is strange about
    /// it by itself.
    pub fn warning(&self, name: &str) -> Option<String> {
        match self.twin(name) {
            Some(twin) => Some(format!(
                "Looks like {}, but has {}.",
                nmp_types::foreign::in_sentence(twin),
                difference(name, twin)
            )),
            None => self.confusables.oddity(name),
        }
    }
}

/// Where a name differs from another: “а” (U+0430) in the place of “a”.
pub fn difference(name: &str, other: &str) -> String {
    let mut ours = name.chars();
    let mut theirs = other.chars();
    loop {
        return match (ours.next(), theirs.next()) {
            (Some(a), Some(b)) if a == b => continue,
            (Some(a), Some(b)) => format!("{} in the place of {}", named(a), named(b)),
            (Some(a), None) => format!("{} at its end", named(a)),
            (None, Some(b)) => format!("no {} at its end", named(b)),
            (None, None) => "no difference".to_owned(),
        };
    }
}

/// A character, with its code point where its look may deceive.
fn named(c: char) -> String {
    if c.is_ascii_graphic() {
        format!("“{c}”")
    } else if is_invisible(c) || c == ' ' {
        code_point(c)
    } else {
        format!("“\u{2068}{c}\u{2069}” ({})", code_point(c))
    }
}

/// Two names look alike if they share one of these: what is seen, and the same without case.
fn key(name: &str) -> [String; 2] {
    let name = name.trim();
    let is_graphic = name.bytes().all(|byte| byte.is_ascii_graphic());
    let seen = if is_graphic {
        Cow::Borrowed(name)
    } else {
        name.chars().filter(|c| !is_invisible(*c)).collect()
    };
    let exact = seen_as(&seen);
    let folded = if is_graphic && !seen.bytes().any(|byte| byte.is_ascii_uppercase()) {
        exact.clone()
    } else {
        seen_as(&seen.to_lowercase())
    };
    [exact, folded]
}

/// [`skeleton`], for thousands of names at once: most have ASCII alone, each character of which is
/// looked up once.
fn seen_as(text: &str) -> String {
    thread_local! {
        static OF_ASCII: Vec<String> = (0..128_u8)
            .map(|byte| skeleton(char::from(byte).encode_utf8(&mut [0; 4])).collect())
            .collect();
    }
    if !text.is_ascii() {
        return skeleton(text).collect();
    }
    OF_ASCII.with(|skeletons| {
        let of_each = text
            .bytes()
            .filter_map(|byte| skeletons.get(usize::from(byte)));
        of_each.map(String::as_str).collect()
    })
}

fn oddity(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    if let Some(c) = name.chars().find(|c| is_invisible(*c)) {
        return Some(format!("Has {}, which can't be seen.", code_point(c)));
    }
    let words = name.split(|c: char| !c.is_alphanumeric() && c.is_ascii());
    for word in words.filter(|word| !word.is_ascii()) {
        let foreign = word.chars().find(|c| !c.is_ascii())?;
        if !word.is_single_script() && !is_latin_with_east_asian(word) {
            return Some(format!(
                "Mixes letters of several scripts: {} among others.",
                named(foreign)
            ));
        }
        let looks: String = skeleton(word).collect();
        if looks.is_ascii() {
            return Some(format!(
                "Looks like “{looks}”, but is written with {}.",
                named(foreign)
            ));
        }
    }
    if !unicode_normalization::is_nfc(name) {
        let usual: String = name.nfc().collect();
        return Some(format!(
            "Written in another normal form than usual: has {}.",
            difference(name, &usual)
        ));
    }
    None
}

/// Names in Japan, Korea and China have Latin letters too (UTS 39, *Highly Restrictive*).
fn is_latin_with_east_asian(word: &str) -> bool {
    let others: String = word.chars().filter(|c| !c.is_ascii()).collect();
    others.chars().all(|c| c >= '\u{1100}') && others.as_str().is_single_script()
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// With the tables.
    pub fn confusables() -> Confusables {
        Confusables::with_tables()
    }

    proptest! {
        #[test]
        fn ascii_is_seen_as_by_the_standard(text in "[ -~]{0,40}") {
            prop_assert_eq!(seen_as(&text), skeleton(&text).collect::<String>());
        }
    }

    #[test]
    fn twins_are_found_whatever_makes_them_look_alike() {
        for (name, twin) in [
            ("аlice@x.org", "alice@x.org"),
            ("elodie\u{301}@x.org", "elodié@x.org"),
            ("alice\u{200b}@x.org", "alice@x.org"),
            ("alice@х.org", "alice@x.org"),
            ("a1ice@x.org", "alice@x.org"),
            ("Alice@x.org", "alice@x.org"),
            ("Ivan@x.org", "lvan@x.org"),
            ("tearn-a", "team-a"),
            ("ml‐team", "ml-team"),
            ("ｍl-team", "ml-team"),
            ("𝐦l-team", "ml-team"),
            ("team ", "team"),
        ] {
            let looks = Looks::of(confusables(), [twin, "other@x.org"].into_iter());
            assert_eq!(looks.twin(name), Some(twin), "{name}");
            let looks = Looks::of(confusables(), [name].into_iter());
            assert_eq!(looks.twin(twin), Some(name), "{name}");
            assert_eq!(looks.twin(name), None, "{name} is itself");
        }
        let looks = Looks::of(confusables(), ["alice@x.org", "ml-team"].into_iter());
        for name in ["alise@x.org", "ml-teams", "élice@x.org", "bob@x.org"] {
            assert_eq!(looks.twin(name), None, "{name}");
        }
        assert_eq!(
            looks.warning("аlice@x.org").unwrap(),
            "Looks like alice@x.org, but has “\u{2068}а\u{2069}” (U+0430) in the place of “a”."
        );
    }

    #[test]
    fn what_is_strange_by_itself_is_said() {
        for (name, words) in [
            ("pаypal@x.org", "several scripts"),
            ("bob@exаmple.com", "several scripts"),
            ("сосо@x.org", "Looks like “coco”"),
            ("e\u{301}lodie@x.org", "normal form"),
            ("a\u{ad}b", "U+00AD"),
        ] {
            let said = oddity(name).unwrap_or_default();
            assert!(said.contains(words), "{name}: {said}");
        }
        for name in [
            "alice@x.org",
            "élodie@x.org",
            "иван@пример.рф",
            "иван@example.com",
            "データteam",
            "データ班",
            "Grüße an alle",
            "müller-βγδ@x.org",
            "한국team",
        ] {
            assert_eq!(oddity(name), None, "{name}");
        }
    }

    proptest! {
        /// A name and what Unicode says looks the same are twins, whichever is judged.
        #[test]
        fn any_name_is_judged(name in any::<String>(), other in any::<String>()) {
            let looks = Looks::of(confusables(), [other.as_str()].into_iter());
            let _ = (looks.warning(&name), difference(&name, &other));
        }

        #[test]
        fn normal_forms_are_twins(name in "[a-zà-öø-ÿāăąćĉ]{1,12}@x\\.org") {
            let decomposed: String = name.nfd().collect();
            prop_assume!(decomposed != name);
            let looks = Looks::of(confusables(), [name.as_str()].into_iter());
            prop_assert_eq!(looks.twin(&decomposed), Some(name.as_str()));
        }
    }
}
