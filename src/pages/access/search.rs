//! The search of a list of bindings, with its filters and its order.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::state::AccessState;
use crate::paths::{AccessView, Path};
use crate::review::query::{KINDS, ReviewQuery, RoleFilter, SortKey};
use crate::ui::filter::FilterSelect;
use crate::ui::search::SearchField;
use crate::ui::sort::SortHeader;

/// How long typing in the search rests before the address follows.
const TYPING_RESTS: Duration = Duration::from_millis(300);

/// The search of a list of bindings: what is typed counts at once, the address follows.
#[derive(Clone, Copy)]
pub struct Search {
    /// What stands in the address.
    pub address: Memo<ReviewQuery>,
    /// What is typed.
    pub text: RwSignal<String>,
    /// The bindings that fit, by their places in the index.
    pub found: Memo<Arc<Vec<u32>>>,
    page: StoredValue<AccessView>,
}

impl Search {
    /// For a page, as long as it is there.
    pub fn new(state: AccessState, page: AccessView) -> Self {
        let parameters = use_query_map();
        let address = Memo::new(move |_| {
            parameters.with(|parameters| ReviewQuery::read(|name| parameters.get(name)))
        });
        let text = RwSignal::new(address.with_untracked(|query| query.search.clone()));
        let sort = Memo::new(move |_| address.with(|query| query.sort));
        let sorted =
            Memo::new(move |_| Arc::new(state.index.with(|index| index.sorted(sort.get()))));
        let found = Memo::new(move |_| {
            let query = ReviewQuery {
                search: text.with(|text| text.trim().to_owned()),
                ..address.get()
            };
            // Both change when the index does; an order of another index would name others.
            let sorted = sorted.get();
            Arc::new(state.index.with(|index| index.filtered(&sorted, &query)))
        });
        Self {
            address,
            text,
            found,
            page: StoredValue::new(page),
        }
    }

    /// What is asked for now, with what is typed.
    pub fn query(self) -> ReviewQuery {
        ReviewQuery {
            search: self.text.get().trim().to_owned(),
            ..self.address.get()
        }
    }

    /// The page that is searched.
    pub fn path(self) -> Path {
        Path::Access(self.page.get_value())
    }
}

/// The search field and the filters.
#[component]
pub fn SearchFields(search: Search) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let goto = move |query: &ReviewQuery| {
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        let to = search.path().to() + &query.query();
        navigate.with_value(|navigate| navigate(&to, options));
    };
    let in_address = Memo::new(move |_| search.address.with(|query| query.search.clone()));
    Effect::new(move |_| {
        let in_address = in_address.get();
        if in_address != search.text.get_untracked().trim() {
            search.text.set(in_address);
        }
    });
    let to_address = move || {
        let query = untrack(|| search.query());
        if search.address.get_untracked() != query {
            goto(&query);
        }
    };
    let role = Signal::derive(move || {
        let chosen = search.address.with(|query| query.role)?;
        let (_, name, _) = RoleFilter::ALL
            .into_iter()
            .find(|(role, ..)| *role == chosen)?;
        Some(name.to_owned())
    });
    let set_role = Callback::new(move |chosen: Option<String>| {
        let role = RoleFilter::ALL
            .into_iter()
            .find(|(_, name, _)| Some(*name) == chosen.as_deref());
        goto(&ReviewQuery {
            role: role.map(|(role, ..)| role),
            ..untrack(|| search.query())
        });
    });
    let kind = Signal::derive(move || {
        let chosen = search.address.with(|query| query.kind)?;
        let (_, name, _) = KINDS.into_iter().find(|(kind, ..)| *kind == chosen)?;
        Some(name.to_owned())
    });
    let set_kind = Callback::new(move |chosen: Option<String>| {
        let kind = KINDS
            .into_iter()
            .find(|(_, name, _)| Some(*name) == chosen.as_deref());
        goto(&ReviewQuery {
            kind: kind.map(|(kind, ..)| kind),
            ..untrack(|| search.query())
        });
    });
    let options = |all: &[(&str, &str)]| {
        all.iter()
            .map(|(value, words)| ((*value).to_owned(), (*words).to_owned()))
            .collect::<Vec<_>>()
    };
    let roles = options(&RoleFilter::ALL.map(|(_, value, words)| (value, words)));
    let kinds = options(&KINDS.map(|(_, value, words)| (value, words)));
    view! {
        <SearchField
            label="Search principals and workspaces"
            placeholder="Principal or workspace"
            text=search.text
            rests=TYPING_RESTS
            search=to_address
        />
        <FilterSelect label="Filter by role" all="All roles" options=roles chosen=role choose=set_role />
        <FilterSelect label="Filter by kind" all="All kinds" options=kinds chosen=kind choose=set_kind />
    }
}

/// A column by which the list can be sorted.
#[component]
pub fn SortableHeader(label: &'static str, key: SortKey, search: Search) -> impl IntoView {
    let reversed = move || {
        let sort = search.address.with(|query| query.sort);
        (sort.key == key).then_some(sort.reversed)
    };
    // Roles and times stand with the strongest and the latest first.
    let descending = Signal::derive(move || {
        let down = matches!(key, SortKey::Role | SortKey::Since);
        reversed().map(|reversed| reversed != down)
    });
    let href =
        Signal::derive(move || search.path().href() + &search.query().sorted_by(key).query());
    view! { <SortHeader label descending href /> }
}
