//! The state of a page in its address, described once for reading and for writing.

use std::fmt::Display;
use std::str::FromStr;

use nmp_types::Query;

/// The part of a page's state that its address holds.
pub trait AddressState: Clone {
    /// Names every value, in the order of the address.
    fn values(&mut self, values: &mut Values<'_>);
}

/// Reads the address; what is missing there, or can't be read, takes its default.
pub fn read<S: AddressState>(address: &Query, mut usual: S) -> S {
    usual.values(&mut Values::Read(address));
    usual
}

/// For the address: what is not the default, with the question mark; empty if everything is.
pub fn suffix<S: AddressState>(state: &S, usual: &S) -> String {
    let written = |state: &S| {
        let mut pairs = Vec::new();
        state.clone().values(&mut Values::Write(&mut pairs));
        pairs
    };
    let pairs = written(state).into_iter().zip(written(usual));
    pairs
        .filter(|(now, usual)| now != usual)
        .fold(Query::default(), |query, ((name, value), _)| {
            query.with(name, &value)
        })
        .suffix()
}

/// Goes through the values of a state.
pub enum Values<'a> {
    /// Sets those that the address has.
    Read(&'a Query),
    /// Takes the texts of all of them.
    Write(&'a mut Vec<(&'static str, String)>),
}

impl Values<'_> {
    /// A value, with what reads and writes its text. An empty text must mean that the value is
    /// absent.
    pub fn value<T>(
        &mut self,
        name: &'static str,
        value: &mut T,
        read: impl FnOnce(&str) -> Option<T>,
        write: impl FnOnce(&T) -> String,
    ) {
        match self {
            Self::Read(address) => {
                if let Some(found) = address.get(name).and_then(|text| read(&text)) {
                    *value = found;
                }
            }
            Self::Write(pairs) => pairs.push((name, write(value))),
        }
    }

    /// A text, without white space at its ends.
    pub fn text(&mut self, name: &'static str, value: &mut String) {
        self.value(
            name,
            value,
            |text| Some(text.trim().to_owned()),
            String::clone,
        );
    }

    /// A value that reads and writes itself.
    pub fn parsed<T: FromStr + Display>(&mut self, name: &'static str, value: &mut T) {
        self.value(name, value, |text| text.parse().ok(), T::to_string);
    }

    /// The number of a page, counted from 1.
    pub fn page(&mut self, value: &mut u32) {
        let read = |text: &str| text.parse::<u32>().ok().filter(|page| *page >= 1);
        self.value("page", value, read, u32::to_string);
    }

    /// One of some values by its name, in any capitals, or none of them.
    pub fn one_of<T: Copy + PartialEq>(
        &mut self,
        name: &'static str,
        value: &mut Option<T>,
        names: &[(T, &str)],
    ) {
        self.value(
            name,
            value,
            |text| by_name(names, text).map(Some),
            |value| value.map_or("", |value| name_of(names, value)).to_owned(),
        );
    }

    /// A column that a list is sorted by, with a minus in front if it is from the other end.
    pub fn sort<T: Copy + PartialEq>(&mut self, value: &mut (T, bool), names: &[(T, &str)]) {
        self.value(
            "sort",
            value,
            |text| {
                let (reversed, name) = match text.strip_prefix('-') {
                    Some(name) => (true, name),
                    None => (false, text),
                };
                Some((by_name(names, name)?, reversed))
            },
            |(key, reversed)| {
                let mark = if *reversed { "-" } else { "" };
                format!("{mark}{}", name_of(names, *key))
            },
        );
    }
}

fn by_name<T: Copy>(names: &[(T, &str)], text: &str) -> Option<T> {
    let mut named = names.iter();
    let (value, _) = named.find(|(_, name)| name.eq_ignore_ascii_case(text))?;
    Some(*value)
}

fn name_of<'a, T: PartialEq>(names: &[(T, &'a str)], value: T) -> &'a str {
    let mut named = names.iter();
    named
        .find(|(candidate, _)| *candidate == value)
        .map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Each sort of value once.
    #[derive(Debug, Clone, PartialEq)]
    struct Everything {
        text: String,
        kind: Option<u8>,
        sort: (u8, bool),
        page: u32,
        limit: i64,
    }

    const NAMES: [(u8, &str); 3] = [(1, "one"), (2, "two"), (3, "three")];

    impl AddressState for Everything {
        fn values(&mut self, values: &mut Values<'_>) {
            values.text("q", &mut self.text);
            values.one_of("kind", &mut self.kind, &NAMES);
            values.sort(&mut self.sort, &NAMES);
            values.page(&mut self.page);
            values.parsed("limit", &mut self.limit);
        }
    }

    fn usual() -> Everything {
        Everything {
            text: String::new(),
            kind: None,
            sort: (2, false),
            page: 1,
            limit: -1,
        }
    }

    fn read_as(address: &str) -> Everything {
        read(&Query::parse(address), usual())
    }

    #[test]
    fn what_is_as_usual_or_cant_be_read_is_left_out() {
        assert_eq!(suffix(&usual(), &usual()), "");
        for bad in [
            "kind=four&q=+&page=0&limit=x&sort=size",
            "sort=-&kind=&limit=",
            "page=-3&page=",
        ] {
            assert_eq!(read_as(bad), usual(), "{bad}");
        }
    }

    #[test]
    fn capitals_dont_count() {
        let found = read_as("kind=Two&sort=-THREE");
        assert_eq!((found.kind, found.sort), (Some(2), (3, true)));
        assert_eq!(suffix(&found, &usual()), "?kind=two&sort=-three");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            text in any::<String>(),
            kind in prop::option::of(1_u8..4),
            sort in (1_u8..4, any::<bool>()),
            page in 1_u32..,
            limit: i64,
        ) {
            let state = Everything { text: text.trim().to_owned(), kind, sort, page, limit };
            let address = suffix(&state, &usual());
            prop_assert_eq!(read_as(&address), state);
            let untouched = read_as("");
            prop_assert_eq!(address.is_empty(), read_as(&address) == untouched);
        }

        #[test]
        fn any_address_comes_to_rest(address in any::<String>()) {
            let state = read_as(&address);
            prop_assert_eq!(read_as(&suffix(&state, &usual())), state);
        }
    }
}
