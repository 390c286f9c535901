//! A list of bindings, of one workspace or of all: searched, filtered and sorted, with the state of
//! that in the address.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use nmp_access::survey::age::Age;
use nmp_access::survey::index::Index;
use nmp_access::survey::query::{BindingQuery, KINDS, RoleFilter, Sort, SortKey};

use crate::paths::{AccessView, Path, SEARCH, use_query};
use crate::session::browser;
use crate::ui::address::{self, AddressState, Values};
use crate::ui::filter::FilterSelect;
use crate::ui::navigate::in_place;
use crate::ui::search::{SearchField, typed};
use crate::ui::sort::SortHeader;

/// The name of the part of an address that says how old grants are.
pub const AGE: &str = "age";

impl AddressState for BindingQuery {
    fn values(&mut self, values: &mut Values<'_>) {
        values.text(SEARCH, &mut self.search);
        let roles = RoleFilter::ALL.map(|(role, name, _)| (role, name));
        values.one_of("role", &mut self.role, &roles);
        let kinds = KINDS.map(|(kind, name, _)| (kind, name));
        values.one_of("kind", &mut self.kind, &kinds);
        let ages = Age::ALL.map(|(age, name, _)| (age, name));
        values.one_of(AGE, &mut self.age, &ages);
        let mut sort = (self.sort.key, self.sort.reversed);
        values.sort(&mut sort, &SortKey::ALL);
        let (key, reversed) = sort;
        self.sort = Sort { key, reversed };
    }
}

/// Everything, in the order that a page has when its address says nothing.
fn usual(key: SortKey) -> BindingQuery {
    let reversed = false;
    BindingQuery {
        sort: Sort { key, reversed },
        ..BindingQuery::default()
    }
}

/// The list: what is typed counts at once, the address follows.
#[derive(Clone, Copy)]
pub struct BindingList {
    /// All bindings.
    pub index: Memo<Arc<Index>>,
    /// What stands in the address.
    pub address: Memo<BindingQuery>,
    /// What is typed.
    pub text: RwSignal<String>,
    /// The bindings that fit, in order, by their places in the index.
    pub found: Memo<Arc<Vec<u32>>>,
    path: Signal<Path>,
    usual: SortKey,
}

impl BindingList {
    /// Of an index, on the page at `path`, for as long as that is there.
    pub fn new(index: Memo<Arc<Index>>, path: Signal<Path>, sorted_by: SortKey) -> Self {
        let query = use_query();
        let address = Memo::new(move |_| query.with(|all| address::read(all, usual(sorted_by))));
        let text = typed(move || address.with(|query| query.search.clone()));
        let sort = Memo::new(move |_| address.with(|query| query.sort));
        let sorted = Memo::new(move |_| Arc::new(index.with(|index| index.sorted(sort.get()))));
        let found = Memo::new(move |_| {
            let query = BindingQuery {
                search: text.with(|text| text.trim().to_owned()),
                ..address.get()
            };
            // Both change when the index does; an order of another index would name others.
            let sorted = sorted.get();
            Arc::new(index.with(|index| index.filtered(&sorted, &query, &browser::now_iso())))
        });
        Self {
            index,
            address,
            text,
            found,
            path,
            usual: sorted_by,
        }
    }

    /// Of all workspaces, on one of the pages about them.
    pub fn of_all(index: Memo<Arc<Index>>, view: AccessView) -> Self {
        Self::new(index, Path::Access(view).into(), SortKey::Principal)
    }

    /// What is asked for now, with what is typed; tracked.
    pub fn query(self) -> BindingQuery {
        BindingQuery {
            search: self.text.get().trim().to_owned(),
            ..self.address.get()
        }
    }

    /// How many bindings fit; tracked.
    pub fn count(self) -> usize {
        self.found.with(|found| found.len())
    }

    /// Hands out the bindings that fit, as they are now.
    pub fn with_found<T>(self, take: impl FnOnce(&Index, &[u32]) -> T) -> T {
        self.index
            .with_untracked(|index| self.found.with_untracked(|found| take(index, found)))
    }

    /// The address of this list with a query, for links; tracked.
    pub fn href(self, query: &BindingQuery) -> String {
        self.path.get().href() + &self.suffix(query)
    }

    /// The address of this list with a query, within the app.
    pub fn to(self, query: &BindingQuery) -> String {
        self.path.get_untracked().to() + &self.suffix(query)
    }

    /// A query in the address.
    pub fn suffix(self, query: &BindingQuery) -> String {
        address::suffix(query, &usual(self.usual))
    }
}

/// The search field and the filters.
#[component]
pub fn BindingFilters(
    /// Of which list.
    list: BindingList,
    /// Names the search.
    label: &'static str,
    /// Stands in the search while it is empty.
    placeholder: &'static str,
    /// Whether there is a filter by age; there is where the address asks for one.
    #[prop(optional)]
    ages: bool,
) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let goto = move |query: &BindingQuery| {
        let to = list.to(query);
        navigate.with_value(|navigate| navigate(&to, in_place()));
    };
    let to_address = move || {
        let query = untrack(|| list.query());
        if list.address.get_untracked() != query {
            goto(&query);
        }
    };
    let role = Signal::derive(move || {
        let chosen = list.address.with(|query| query.role);
        let mut all = RoleFilter::ALL.into_iter();
        let (_, name, _) = all.find(|(role, ..)| Some(*role) == chosen)?;
        Some(name.to_owned())
    });
    let set_role = Callback::new(move |chosen: Option<String>| {
        let mut all = RoleFilter::ALL.into_iter();
        let role = all.find(|(_, name, _)| Some(*name) == chosen.as_deref());
        goto(&BindingQuery {
            role: role.map(|(role, ..)| role),
            ..untrack(|| list.query())
        });
    });
    let kind = Signal::derive(move || {
        let chosen = list.address.with(|query| query.kind);
        let mut all = KINDS.into_iter();
        let (_, name, _) = all.find(|(kind, ..)| Some(*kind) == chosen)?;
        Some(name.to_owned())
    });
    let set_kind = Callback::new(move |chosen: Option<String>| {
        let mut all = KINDS.into_iter();
        let kind = all.find(|(_, name, _)| Some(*name) == chosen.as_deref());
        goto(&BindingQuery {
            kind: kind.map(|(kind, ..)| kind),
            ..untrack(|| list.query())
        });
    });
    let age = Signal::derive(move || {
        let chosen = list.address.with(|query| query.age);
        Some(chosen?.name().to_owned())
    });
    let set_age = Callback::new(move |chosen: Option<String>| {
        let mut all = Age::ALL.into_iter();
        let age = all.find(|(_, name, _)| Some(*name) == chosen.as_deref());
        goto(&BindingQuery {
            age: age.map(|(age, ..)| age),
            ..untrack(|| list.query())
        });
    });
    let with_ages = Memo::new(move |_| ages || age.with(Option::is_some));
    let options = |all: &[(&str, &str)]| {
        all.iter()
            .map(|(value, words)| ((*value).to_owned(), (*words).to_owned()))
            .collect::<Vec<_>>()
    };
    let roles = options(&RoleFilter::ALL.map(|(_, value, words)| (value, words)));
    let kinds = options(&KINDS.map(|(_, value, words)| (value, words)));
    let ages = StoredValue::new(options(&Age::ALL.map(|(_, value, words)| (value, words))));
    view! {
        <SearchField label placeholder text=list.text search=to_address />
        <FilterSelect
            label="Filter by role"
            all="All roles"
            options=roles
            chosen=role
            choose=set_role
        />
        <FilterSelect
            label="Filter by kind"
            all="All kinds"
            options=kinds
            chosen=kind
            choose=set_kind
        />
        {move || {
            with_ages
                .get()
                .then(|| {
                    view! {
                        <FilterSelect
                            label="Filter by age"
                            all="Any age"
                            options=ages.get_value()
                            chosen=age
                            choose=set_age
                        />
                    }
                })
        }}
    }
}

/// A column by which the list can be sorted.
#[component]
pub fn BindingHeader(
    /// Names the column.
    label: &'static str,
    /// What it sorts by.
    key: SortKey,
    /// The list that it is sorted in.
    list: BindingList,
) -> impl IntoView {
    let reversed = move || {
        let sort = list.address.with(|query| query.sort);
        (sort.key == key).then_some(sort.reversed)
    };
    // Roles and times stand with the strongest and the latest first.
    let descending = Signal::derive(move || {
        let down = matches!(key, SortKey::Role | SortKey::Since);
        reversed().map(|reversed| reversed != down)
    });
    let href = Signal::derive(move || list.href(&list.query().sorted_by(key)));
    view! { <SortHeader label descending href /> }
}

#[cfg(test)]
mod tests {
    use nmp_types::Query;
    use proptest::prelude::*;

    use super::*;

    fn read(address: &str) -> BindingQuery {
        address::read(&Query::parse(address), usual(SortKey::Principal))
    }

    fn written(query: &BindingQuery) -> String {
        address::suffix(query, &usual(SortKey::Principal))
    }

    #[test]
    fn an_address_says_what_is_not_the_default() {
        let plain = read("role=boss&kind=x&sort=size&q=+");
        assert_eq!((written(&plain), plain.shows_all()), (String::new(), true));
        let found = read("role=Admin&kind=group&q=ml&age=older");
        assert_eq!(written(&found), "?q=ml&role=admin&kind=group&age=older");
        assert_eq!(
            written(&plain.sorted_by(SortKey::Principal)),
            "?sort=-principal"
        );
        let by_role = plain.sorted_by(SortKey::Role);
        assert_eq!(written(&by_role), "?sort=role");
        let members = usual(SortKey::Role);
        assert_eq!(address::suffix(&by_role, &members), "");
        assert_eq!(address::suffix(&plain, &members), "?sort=principal");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            search in any::<String>(),
            role in 0_usize..7,
            kind in 0_usize..5,
            age in 0_usize..7,
            key in prop::sample::select(SortKey::ALL.to_vec()),
            reversed: bool,
        ) {
            let query = BindingQuery {
                search: search.trim().to_owned(),
                role: RoleFilter::ALL.get(role).map(|(role, ..)| *role),
                kind: KINDS.get(kind).map(|(kind, ..)| *kind),
                age: Age::ALL.get(age).map(|(age, ..)| *age),
                sort: Sort { key: key.0, reversed },
            };
            prop_assert_eq!(read(&written(&query)), query.clone());
            for usual in SortKey::ALL.map(|(key, _)| usual(key)) {
                let written = address::suffix(&query, &usual);
                prop_assert_eq!(address::read(&Query::parse(&written), usual), query.clone());
            }
        }
    }
}
