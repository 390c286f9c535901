//! Search and filters, what can be done with all of it, and with those that are ticked.

use std::collections::HashSet;

use leptos::prelude::*;

use super::page::{MembersPageState, Open};
use crate::pages::binding_list::BindingFilters;
use crate::ui::focus;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::number::{counted, counted_of, grouped};

/// Above the table.
#[component]
pub fn Toolbar(page: MembersPageState) -> impl IntoView {
    view! {
        <div class="toolbar">
            <BindingFilters list=page.list label="Search members" placeholder="Search members" />
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
        <Count page />
    }
}

/// How many there are, and how many of them are ticked.
#[component]
fn Count(page: MembersPageState) -> impl IntoView {
    let all = Memo::new(move |_| page.list.index.with(|index| index.size().bindings));
    let shown = Memo::new(move |_| page.list.count());
    let ticked = Memo::new(move |_| page.ticked.with(|ticked| ticked.len()));
    let count = move || counted_of(shown.get(), all.get(), "member", "members");
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
    view! {
        <div class="count-line">
            <p class="muted" id="member-count" role="status" tabindex="-1" node_ref=counted>
                {move || match ticked.get() {
                    0 => count(),
                    ticked => format!("{} selected, {} shown", grouped(ticked), count()),
                }}
            </p>
        </div>
    }
}

/// What can be done with those that are ticked, at the foot of the window wherever they stand.
#[component]
pub fn SelectionBar(page: MembersPageState) -> impl IntoView {
    let ticked = Memo::new(move |_| page.ticked.with(HashSet::len));
    let any = Memo::new(move |_| ticked.get() > 0);
    let principals = move || {
        let mut principals: Vec<String> =
            page.ticked.with(|ticked| ticked.iter().cloned().collect());
        principals.sort();
        principals
    };
    move || {
        any.get().then(|| {
            view! {
                <div class="bottom-bar" role="region" aria-label="Selected members">
                    <p>{move || counted(ticked.get(), "member", "members")}</p>
                    <div class="actions">
                        <button
                            type="button"
                            class="button small"
                            on:click=move |_| page.open.set(Some(Open::Role(principals(), None)))
                        >
                            "Change role of selected"
                        </button>
                        <button
                            type="button"
                            class="button small"
                            on:click=move |_| page.open.set(Some(Open::Remove(principals())))
                        >
                            "Remove selected"
                        </button>
                        <button
                            type="button"
                            class="button quiet small"
                            on:click=move |_| page.ticked.update(HashSet::clear)
                        >
                            "Clear selection"
                        </button>
                    </div>
                </div>
            }
        })
    }
}

#[component]
fn ChangesButton(page: MembersPageState) -> impl IntoView {
    let counts = Memo::new(move |_| {
        let entries = page.members.ledger.of(&page.shown.name());
        let pending = entries.iter().filter(|entry| entry.state.is_pending());
        let failed = entries.iter().filter(|entry| entry.state.is_failure());
        (entries.len(), pending.count(), failed.count())
    });
    move || {
        let (all, pending, failed) = counts.get();
        (all > 0).then(|| {
            let label = match (pending, failed) {
                (0, 0) => format!("Changes ({})", grouped(all)),
                (pending, 0) => format!("Applying {}…", grouped(pending)),
                (_, failed) => format!("Changes ({} failed)", grouped(failed)),
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
