//! Everybody whose name is loaded, what can be done about them, and those whom nobody has named.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::paste::guesses;
use nmp_access::survey::person::Who;
use nmp_types::principal::{EVERYONE, display};

use super::entry::{Entry, Target};
use super::rank::{best, score};
use crate::paths::{AccessView, Path};
use crate::state::plans::{Plans, removal};
use crate::state::survey_loader::Surveys;
use crate::state::{Members, RightsSignal};
use crate::ui::Toasts;
use crate::ui::number::counted;
use crate::ui::who::look_up_label;

/// How many are shown.
const SHOWN: usize = 8;

/// A principal, and in how many workspaces it is named.
type Known = (String, usize);

/// Everybody whose name is loaded.
#[derive(Clone, Copy)]
pub struct People {
    known: Memo<Arc<Vec<Known>>>,
    plans: Plans,
    rights: RightsSignal,
    toasts: Toasts,
}

impl People {
    /// For as long as the palette is open.
    pub fn new() -> Self {
        let surveys = Surveys::expect();
        let members = Members::expect();
        let known = Memo::new(move |_| {
            let survey = surveys.get();
            let mut named: BTreeMap<String, usize> = BTreeMap::new();
            let mut seen = HashSet::new();
            let listed = survey
                .listed()
                .map(|(name, all)| (name.to_owned(), Arc::clone(all)));
            // What other pages have loaded beside it.
            for (workspace, members) in members.listed().into_iter().chain(listed) {
                if seen.insert(workspace) {
                    for member in members.iter() {
                        *named.entry(member.principal.clone()).or_default() += 1;
                    }
                }
            }
            named.remove(EVERYONE);
            Arc::new(named.into_iter().collect::<Vec<Known>>())
        });
        Self {
            known,
            plans: Plans::expect(),
            rights: RightsSignal::expect(),
            toasts: Toasts::expect(),
        }
    }

    /// Whether the person at the keyboard is known to be a platform admin; tracked.
    pub fn runs_platform(self) -> bool {
        self.rights.get().platform_admin() == Some(true)
    }

    fn best(self, typed: &str) -> Vec<Known> {
        if typed.is_empty() {
            return Vec::new();
        }
        self.known.with(|known| {
            let found = best(known.iter(), SHOWN, |(name, _)| score(typed, name, "", ""));
            found.into_iter().cloned().collect()
        })
    }

    /// Those who fit, each with the way to everything they can get at; tracked.
    pub fn entries(self, typed: &str) -> Vec<Entry> {
        let found = self.best(typed.trim()).into_iter();
        found
            .map(|(name, workspaces)| {
                let named = counted(workspaces, "workspace", "workspaces");
                Entry::page(display(&name), &person(&name)).with_note(format!("Named in {named}"))
            })
            .collect()
    }

    /// Removing those who fit wherever they are named; tracked.
    pub fn removals(self, typed: &str) -> Vec<Entry> {
        let found = self.best(typed.trim()).into_iter();
        found
            .map(|(name, _)| {
                let label = format!("Remove {} everywhere…", display(&name));
                let target = Target::Prepared(
                    Arc::new(move || self.propose_removal(&name)),
                    Path::Access(AccessView::Changes).to(),
                );
                Entry::new(label, target).with_note("You review the changes first")
            })
            .collect()
    }

    fn propose_removal(self, name: &str) -> bool {
        let (title, intent) = removal(Who::named(name, &self.rights.get_untracked()));
        let proposed = self.plans.propose(title, intent);
        if let Err(running) = proposed {
            self.toasts.say(running.to_string());
        }
        proposed.is_ok()
    }

    /// What somebody can get at whom nobody has named: through groups, and through everyone's roles;
    /// tracked.
    pub fn look_ups(self, typed: &str) -> Vec<Entry> {
        let guesses = self.known.with(|known| {
            let names = known.iter().map(|(name, _)| name.as_str());
            guesses(typed, names)
        });
        guesses
            .into_iter()
            .map(|name| {
                Entry::page(look_up_label(&name), &person(&name))
                    .with_note("Not named in what is loaded")
            })
            .collect()
    }
}

fn person(name: &str) -> Path {
    Path::Access(AccessView::Person(name.to_owned()))
}
