//! The command palette: a field to type into, and what can be jumped to or done from here.
//!
//! Whatever is shown [offers](Palette::offer) what it can do, for as long as it is shown: a page its
//! actions, a list the things in it. The palette finds that, the pages of the app, and the
//! platform's workspaces.
//!
//! * [`entry`]: what can be chosen; [`rank`]: what fits what was typed, and how well.
//! * [`frame`]: the button, the shortcut and the dialog; [`mod@lazy`]: everything in the dialog,
//!   which is downloaded separately from the first page.
//! * [`fixed`]: what can be chosen on every page; [`workspaces`]: the platform's search; [`people`]:
//!   everybody whose name is loaded; [`wish`]: what is to be done about them; [`results`]: all of it, in
//!   order; [`mod@view`]: the field and the list.

pub mod entry;
mod fixed;
pub mod frame;
pub mod lazy;
mod people;
pub mod rank;
mod results;
mod view;
mod wish;
mod workspaces;

use leptos::prelude::*;

pub use entry::{Entry, Target};

/// When what is offered is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Always: a few actions.
    Always,
    /// By typing only: things that may be many.
    ByTyping,
}

/// The palette of the app.
#[derive(Clone, Copy)]
pub struct Palette {
    open: RwSignal<bool>,
    offers: RwSignal<Vec<Offer>>,
    next_id: StoredValue<u32>,
}

/// What a part of the page offers.
#[derive(Clone, Copy)]
struct Offer {
    id: u32,
    section: Signal<String>,
    found: Found,
    entries: Signal<Vec<Entry>>,
}

impl Palette {
    /// Provides the palette to everything below.
    pub fn provide() {
        provide_context(Self {
            open: RwSignal::new(false),
            offers: RwSignal::new(Vec::new()),
            next_id: StoredValue::new(0),
        });
    }

    /// The palette of the app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Offers entries under a heading for as long as the caller is shown. They are computed while
    /// the palette is open only, and again when something changes that they were computed from.
    pub fn offer(
        self,
        section: impl Fn() -> String + Send + Sync + 'static,
        found: Found,
        entries: impl Fn() -> Vec<Entry> + Send + Sync + 'static,
    ) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        let offer = Offer {
            id,
            section: Signal::derive(section),
            found,
            entries: Signal::derive(entries),
        };
        self.offers.update(|offers| offers.push(offer));
        on_cleanup(move || {
            let _ = self
                .offers
                .try_update(|offers| offers.retain(|offer| offer.id != id));
        });
    }
}
