//! Search and filters, what can be done with all of it, and with those that are ticked.

use std::time::Duration;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::page::{MembersPageState, Open};
use super::query::{KINDS, MembersQuery, RoleFilter};
use crate::ui::filter::FilterSelect;
use crate::ui::focus;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::search::SearchField;

/// How long typing in the search rests before the address follows.
const TYPING_RESTS: Duration = Duration::from_millis(300);

/// Above the table.
#[component]
pub fn Toolbar(page: MembersPageState) -> impl IntoView {
    view! {
        <div class="toolbar">
            <Search page />
            <Filters page />
            <div class="actions toolbar-end">
                <ChangesButton page />
                <ExportButton page />
                {move || {
                    page.may_manage
                        .get()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button primary"
                                    on:click=move |_| {
                                        page.open.set(Some(Open::Add(String::new(), None)));
                                    }
                                >
                                    <Glyph icon=Icon::Plus />
                                    "Add members"
                                </button>
                            }
                        })
                }}
            </div>
        </div>
        <CountOrTicked page />
    }
}

fn goto(query: &MembersQuery, page: MembersPageState, navigate: impl Fn(&str, NavigateOptions)) {
    let options = NavigateOptions {
        replace: true,
        scroll: false,
        ..NavigateOptions::default()
    };
    navigate(&query.to(&page.shown.name()), options);
}

/// The state of the address with what is typed by now, which the address follows later.
fn as_typed(page: MembersPageState) -> MembersQuery {
    MembersQuery {
        search: page
            .search
            .with_untracked(|search| search.trim().to_owned()),
        ..page.query.get_untracked()
    }
}

#[component]
fn Search(page: MembersPageState) -> impl IntoView {
    let navigate = use_navigate();
    // What is typed is the person's own; it follows the address only when that changes from
    // elsewhere, as with the Back button.
    let in_address = Memo::new(move |_| page.query.with(|query| query.search.clone()));
    Effect::new(move |_| {
        let search = in_address.get();
        if search != page.search.get_untracked().trim() {
            page.search.set(search);
        }
    });
    let to_address = move || {
        let query = as_typed(page);
        if page.query.with_untracked(|current| *current != query) {
            goto(&query, page, navigate.clone());
        }
    };
    view! {
        <SearchField
            label="Search members"
            placeholder="Search members"
            text=page.search
            rests=TYPING_RESTS
            search=to_address
        />
    }
}

#[component]
fn Filters(page: MembersPageState) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let go = move |query: MembersQuery| {
        navigate.with_value(|navigate| goto(&query, page, navigate));
    };
    let role = Signal::derive(move || {
        let role = page.query.with(|query| query.role.clone())?;
        Some(role.as_str().to_owned())
    });
    let set_role = Callback::new(move |chosen: Option<String>| {
        let role = RoleFilter::choices()
            .into_iter()
            .map(|(filter, _)| filter)
            .find(|filter| Some(filter.as_str()) == chosen.as_deref());
        go(MembersQuery {
            role,
            ..as_typed(page)
        });
    });
    let kind = Signal::derive(move || {
        let chosen = page.query.with(|query| query.kind)?;
        let (_, name, _) = KINDS.into_iter().find(|(kind, ..)| *kind == chosen)?;
        Some(name.to_owned())
    });
    let set_kind = Callback::new(move |chosen: Option<String>| {
        let kind = KINDS
            .into_iter()
            .find(|(_, name, _)| Some(*name) == chosen.as_deref())
            .map(|(kind, ..)| kind);
        go(MembersQuery {
            kind,
            ..as_typed(page)
        });
    });
    let roles = RoleFilter::choices()
        .into_iter()
        .map(|(filter, words)| (filter.as_str().to_owned(), words.to_owned()))
        .collect::<Vec<_>>();
    let kinds = KINDS
        .into_iter()
        .map(|(_, value, words)| (value.to_owned(), words.to_owned()))
        .collect::<Vec<_>>();
    view! {
        <FilterSelect label="Filter by role" all="All roles" options=roles chosen=role choose=set_role />
        <FilterSelect label="Filter by kind" all="All kinds" options=kinds chosen=kind choose=set_kind />
    }
}

/// How many there are; while some are ticked, what can be done with them.
#[component]
fn CountOrTicked(page: MembersPageState) -> impl IntoView {
    let all = Memo::new(move |_| page.catalogue.with(|all| all.members().len()));
    let shown = Memo::new(move |_| page.rows.with(|rows| rows.len()));
    let ticked = Memo::new(move |_| page.ticked.with(|ticked| ticked.len()));
    let count = move || {
        let members = match all.get() {
            1 => "1 member".to_owned(),
            all => format!("{all} members"),
        };
        if shown.get() == all.get() {
            members
        } else {
            format!("{} of {members}", shown.get())
        }
    };
    // What has the focus goes with the last tick: the buttons for those that are ticked.
    let counted = NodeRef::<leptos::html::P>::new();
    Effect::new(move |before: Option<bool>| {
        let any = ticked.get() > 0;
        if before == Some(true) && !any {
            request_animation_frame(move || {
                if let Some(counted) = counted.get_untracked().filter(|_| focus::is_lost()) {
                    let _ = counted.focus();
                }
            });
        }
        any
    });
    let principals = move || {
        let mut principals: Vec<String> =
            page.ticked.with(|ticked| ticked.iter().cloned().collect());
        principals.sort();
        principals
    };
    view! {
        <div class="count-line">
            <p class="muted" id="member-count" role="status" tabindex="-1" node_ref=counted>
                {move || match ticked.get() {
                    0 => count(),
                    ticked => format!("{ticked} selected, {} shown", count()),
                }}
            </p>
            {move || {
                (ticked.get() > 0)
                    .then(|| {
                        view! {
                            <div class="actions">
                                <button
                                    type="button"
                                    class="button small"
                                    on:click=move |_| {
                                        page.open.set(Some(Open::Role(principals(), None)));
                                    }
                                >
                                    "Change role of selected"
                                </button>
                                <button
                                    type="button"
                                    class="button small"
                                    on:click=move |_| {
                                        page.open.set(Some(Open::Remove(principals())));
                                    }
                                >
                                    "Remove selected"
                                </button>
                                <button
                                    type="button"
                                    class="button quiet small"
                                    on:click=move |_| page.ticked.update(|ticked| ticked.clear())
                                >
                                    "Clear selection"
                                </button>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn ChangesButton(page: MembersPageState) -> impl IntoView {
    use crate::members::ledger::State;
    let counts = Memo::new(move |_| {
        let entries = page.members.ledger.of(&page.shown.name());
        let pending = entries.iter().filter(|entry| entry.state.is_pending());
        let failed = entries
            .iter()
            .filter(|entry| matches!(entry.state, State::Failed(_)));
        (entries.len(), pending.count(), failed.count())
    });
    move || {
        let (all, pending, failed) = counts.get();
        (all > 0).then(|| {
            let label = match (pending, failed) {
                (0, 0) => format!("Changes ({all})"),
                (pending, 0) => format!("Applying {pending}…"),
                (_, failed) => format!("Changes ({failed} failed)"),
            };
            let icon = if failed > 0 {
                Icon::Warning
            } else {
                Icon::History
            };
            view! {
                <button
                    type="button"
                    class="button"
                    on:click=move |_| page.open.set(Some(Open::Changes))
                >
                    <Glyph icon />
                    {label}
                </button>
            }
        })
    }
}

#[component]
fn ExportButton(page: MembersPageState) -> impl IntoView {
    let export = move |_| super::export::download(page);
    view! {
        <button
            type="button"
            class="button"
            title="The members that are shown now, as CSV for a spreadsheet"
            on:click=export
        >
            <Glyph icon=Icon::Download />
            "Export CSV"
        </button>
    }
}
