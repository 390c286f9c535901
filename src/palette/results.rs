//! Everything that can be chosen for what was typed, in order.

use leptos::prelude::*;

use super::people::People;
use super::wish::{Verb, Wish};
use super::workspaces::Search;
use super::{Entry, Found, Offer, Palette, fixed, rank};
use crate::session::Session;

/// How many entries are shown of a section that may have many.
const SHOWN: usize = 8;

/// Entries under a heading.
pub struct Section {
    /// The heading.
    pub title: String,
    /// Each with its place in the whole list, counted from 0.
    pub entries: Vec<(usize, Entry)>,
}

/// What can be chosen; never an empty section. Tracks everything it is made of.
pub fn sections(
    palette: Palette,
    session: Session,
    search: Search,
    people: People,
    typed: &str,
) -> Vec<Section> {
    let Wish { verb, rest } = Wish::of(typed);
    let offers = palette.offers.get();
    let offered = |found: Found| {
        offers
            .iter()
            .filter(move |offer| offer.found == found)
            .filter_map(|offer| offer.read(typed))
    };
    let of_app = [
        (
            "Go to".to_owned(),
            fitting(fixed::pages(typed, people.runs_platform()), typed),
        ),
        (
            "Settings".to_owned(),
            fitting(fixed::settings(session), typed),
        ),
    ];
    let wished = match verb {
        None => Vec::new(),
        Some(Verb::Add) => search.additions(&rest),
        Some(Verb::Remove) => people.removals(&rest),
    };
    // Only once the platform has answered: what it finds is likelier.
    let look_ups = match search.is_under_way() {
        true => Vec::new(),
        false => people.look_ups(&rest),
    };
    let all = offered(Found::Always)
        .chain([
            ("Do".to_owned(), wished),
            ("Workspaces".to_owned(), search.entries(&rest)),
        ])
        .chain(offered(Found::ByTyping))
        .chain([("People and groups".to_owned(), people.entries(&rest))])
        .chain(of_app)
        .chain([("Look up".to_owned(), look_ups)])
        .filter(|(_, entries)| !entries.is_empty());
    let mut place = 0;
    all.map(|(title, entries)| Section {
        title,
        entries: entries
            .into_iter()
            .map(|entry| {
                place += 1;
                (place - 1, entry)
            })
            .collect(),
    })
    .collect()
}

impl Offer {
    /// The heading and what fits; `None` if the part that offered it has just gone, or if things
    /// that may be many are not searched for.
    fn read(&self, typed: &str) -> Option<(String, Vec<Entry>)> {
        if self.found == Found::ByTyping && typed.trim().is_empty() {
            return None;
        }
        let entries = self.entries.try_get()?;
        Some((self.section.try_get()?, fitting(entries, typed)))
    }
}

fn fitting(entries: Vec<Entry>, typed: &str) -> Vec<Entry> {
    rank::best(entries, SHOWN, |entry| {
        rank::score(typed, &entry.label, &entry.note, entry.keywords)
    })
}
