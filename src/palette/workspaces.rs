//! The platform's workspaces, searched while people type: the platform looks through all of them
//! and sends a few.

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::change::command::link_query;
use nmp_sdk::workspaces::Listing;
use nmp_sdk::{ApiError, workspaces};
use nmp_types::page::SortKey;
use nmp_types::{Workspace, WorkspaceSort};

use super::entry::{Entry, Target};
use super::rank::score;
use crate::paths::Path;
use crate::paths::workspaces_found_by;
use crate::transport::Api;
use crate::ui::number::grouped;

/// How many are shown.
pub const SHOWN: u32 = 8;

/// How long typing rests before the platform is asked.
const TYPING_RESTS: Duration = Duration::from_millis(200);

/// The answer to the latest search.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What was searched for.
    typed: String,
    /// The first few, by name.
    found: Vec<Workspace>,
    /// How many there are.
    total: u64,
}

/// Searching the platform.
#[derive(Clone, Copy)]
pub struct Search {
    api: Api,
    /// The latest answer: stays until the next one, so that the list doesn't jump.
    answer: RwSignal<Option<Result<Answer, ApiError>>>,
    /// What is being searched for; `None` if everything is answered.
    asking: RwSignal<Option<String>>,
}

impl Search {
    /// A search that has asked for what there is before anything is typed.
    pub fn new() -> Self {
        let search = Self {
            api: Api::expect(),
            answer: RwSignal::new(None),
            asking: RwSignal::new(None),
        };
        search.ask(String::new());
        search
    }

    /// What to call with each text that is typed.
    pub fn when_typed(self) -> impl FnMut(&str) {
        let mut later = debounce(TYPING_RESTS, move |text| self.ask(text));
        move |text| {
            let text = text.trim().to_owned();
            self.asking.set(Some(text.clone()));
            later(text);
        }
    }

    fn ask(self, text: String) {
        if self.asking.try_set(Some(text.clone())).is_some() {
            // The palette was closed in the meantime.
            return;
        }
        spawn_local(async move {
            let listing = Listing {
                sort: sort_for(&text),
                search: text,
                page: 1,
                page_size: SHOWN,
            };
            let answer = self
                .api
                .send(workspaces::list(&listing))
                .await
                .map(|page| Answer {
                    typed: listing.search.clone(),
                    found: page.data,
                    total: page.pagination.total_results,
                });
            let is_latest = self
                .asking
                .try_with_untracked(|asking| asking.as_ref() == Some(&listing.search));
            if is_latest == Some(true) {
                self.answer.set(Some(answer));
                self.asking.set(None);
            }
        });
    }

    /// Whether an answer is on its way; tracked.
    pub fn is_under_way(self) -> bool {
        self.asking.with(Option::is_some)
    }

    /// Whether an answer is on its way; not tracked.
    pub fn is_under_way_untracked(self) -> bool {
        self.asking.with_untracked(Option::is_some)
    }

    /// Why the answer is missing; tracked.
    pub fn error(self) -> Option<ApiError> {
        self.answer.with(|answer| answer.clone()?.err())
    }

    /// The workspaces found for what is typed, and the way to all of them if there are more; until
    /// the platform has answered, what fits of its last answer. Tracked.
    pub fn entries(self, now_typed: &str) -> Vec<Entry> {
        self.answer.with(|answer| {
            let Some(Ok(Answer {
                typed,
                found,
                total,
            })) = answer
            else {
                return Vec::new();
            };
            let is_current = typed == now_typed.trim();
            let more = (is_current && *total > found.len() as u64).then(|| {
                let label = if typed.is_empty() {
                    format!("All {} workspaces", grouped(*total))
                } else {
                    format!("All {} workspaces with “{typed}”", grouped(*total))
                };
                Entry::new(label, Target::Page(workspaces_found_by(typed)))
            });
            found
                .iter()
                .filter(|workspace| {
                    is_current || score(now_typed, &workspace.name, "", "").is_some()
                })
                .map(|workspace| {
                    Entry::page(&workspace.name, &Path::Members(workspace.name.clone()))
                        .with_note(workspace.description.clone().unwrap_or_default())
                })
                .chain(more)
                .collect()
        })
    }

    /// Adding people to each of the workspaces that were found; tracked.
    pub fn additions(self, now_typed: &str) -> Vec<Entry> {
        let add = link_query("add", &[], None).suffix();
        self.answer.with(|answer| {
            let Some(Ok(Answer { found, .. })) = answer else {
                return Vec::new();
            };
            let fits = |name: &str| score(now_typed, name, "", "").is_some();
            let found = found.iter().filter(|workspace| fits(&workspace.name));
            found
                .map(|workspace| {
                    let path = Path::Members(workspace.name.clone()).to() + &add;
                    Entry::new(
                        format!("Add people to {}…", workspace.name),
                        Target::Page(path),
                    )
                })
                .collect()
        })
    }
}

/// Without a search, those that were changed last: the likeliest.
fn sort_for(text: &str) -> WorkspaceSort {
    if text.is_empty() {
        WorkspaceSort {
            key: SortKey::UpdatedAt,
            descending: true,
        }
    } else {
        WorkspaceSort {
            key: SortKey::Name,
            descending: false,
        }
    }
}
