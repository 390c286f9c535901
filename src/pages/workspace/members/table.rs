//! The members, in a table of which only the visible rows are in the DOM.

use std::collections::HashSet;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::page::MembersPageState;
use super::query::{MembersQuery, SortKey};
use super::row::MemberRow;
use crate::ui::focus;
use crate::ui::sort::SortHeader;
use crate::ui::virtual_rows::VirtualRows;

/// The table, or why it is empty.
#[component]
pub fn MembersTable(page: MembersPageState) -> impl IntoView {
    let count = Memo::new(move |_| page.rows.with(|rows| rows.len()));
    let nothing = Memo::new(move |_| count.get() == 0);
    move || {
        if nothing.get() {
            view! { <Nothing page /> }.into_any()
        } else {
            view! { <Table page count=count.into() /> }.into_any()
        }
    }
}

#[component]
fn Table(page: MembersPageState, count: Signal<usize>) -> impl IntoView {
    let virtual_rows = VirtualRows::new(count);
    let shown = Memo::new(move |_| {
        let range = virtual_rows.range.get();
        page.catalogue.with(|catalogue| {
            page.rows.with(|rows| {
                rows.get(range.clone())
                    .unwrap_or_default()
                    .iter()
                    .zip(range)
                    .filter_map(|(place, row)| {
                        Some((row, catalogue.get(*place)?.principal.clone()))
                    })
                    .collect::<Vec<(usize, String)>>()
            })
        })
    });
    let may_manage = page.may_manage;
    keep_focus(page, virtual_rows);
    view! {
        <table
            class="table members"
            aria-describedby="member-count"
            aria-rowcount=move || (count.get() + 1).to_string()
        >
            <caption class="visually-hidden">"Members"</caption>
            <thead>
                <tr aria-rowindex="1">
                    {move || {
                        may_manage
                            .get()
                            .then(|| {
                                view! {
                                    <th scope="col" class="tick">
                                        <TickAll page />
                                    </th>
                                }
                            })
                    }}
                    <SortableHeader label="Principal" key=SortKey::Principal page />
                    <SortableHeader label="Role" key=SortKey::Role page />
                    <SortableHeader label="Since" key=SortKey::Since page />
                    <th scope="col">"Granted by"</th>
                    <th scope="col">
                        <span class="visually-hidden">"Actions"</span>
                    </th>
                </tr>
            </thead>
            <tbody node_ref=virtual_rows.body>
                {virtual_rows.above()}
                <For
                    each=move || shown.get()
                    key=|(_, principal)| principal.clone()
                    children=move |(_, principal)| {
                        let name = principal.clone();
                        let index = Memo::new(move |_| {
                            shown
                                .with(|shown| {
                                    shown
                                        .iter()
                                        .find(|(_, other)| *other == name)
                                        .map(|(row, _)| row + 2)
                                })
                        });
                        view! { <MemberRow page principal index=index.into() /> }
                    }
                /> {virtual_rows.below()}
            </tbody>
        </table>
    }
}

/// After a row with the focus has gone, the focus goes to the row that came in its place.
fn keep_focus(page: MembersPageState, virtual_rows: VirtualRows) {
    let focused = StoredValue::new(None::<String>);
    let remember = move |event: web_sys::Event| {
        let row = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("tr[aria-rowindex]").ok().flatten())
            .and_then(|row| row.get_attribute("aria-rowindex"));
        focused.set_value(row);
    };
    let handle = leptos::leptos_dom::helpers::window_event_listener_untyped("focusin", remember);
    on_cleanup(move || handle.remove());
    Effect::new(move |before: Option<usize>| {
        let now = page.rows.with(|rows| rows.len());
        if before.is_some_and(|before| now < before) {
            request_animation_frame(move || {
                let (true, Some(Some(row)), Some(Some(body))) = (
                    focus::is_lost(),
                    focused.try_get_value(),
                    virtual_rows.body.try_get_untracked(),
                ) else {
                    return;
                };
                let in_place = body
                    .query_selector(&format!("tr[aria-rowindex='{row}'] button"))
                    .ok()
                    .flatten()
                    .or_else(|| {
                        body.query_selector("tr[aria-rowindex] button")
                            .ok()
                            .flatten()
                    })
                    .and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
                if let Some(button) = in_place {
                    let _ = button.focus();
                }
            });
        }
        now
    });
}

/// Ticks all rows that are listed now, also those that are out of sight.
#[component]
fn TickAll(page: MembersPageState) -> impl IntoView {
    let listed = move || -> HashSet<String> {
        page.catalogue.with_untracked(|catalogue| {
            page.rows.with_untracked(|rows| {
                rows.iter()
                    .filter_map(|place| catalogue.get(*place))
                    .map(|member| member.principal.clone())
                    .collect()
            })
        })
    };
    let all = Memo::new(move |_| {
        page.rows
            .with(|rows| page.ticked.with(|ticked| ticked.len() == rows.len()))
    });
    let some = move || page.ticked.with(|ticked| !ticked.is_empty()) && !all.get();
    view! {
        <input
            type="checkbox"
            class="checkbox"
            aria-label="Select all listed members"
            prop:checked=move || all.get()
            prop:indeterminate=some
            on:change=move |event| {
                let tick = event_target_checked(&event);
                page.ticked.set(if tick { listed() } else { HashSet::new() });
            }
        />
    }
}

#[component]
fn SortableHeader(label: &'static str, key: SortKey, page: MembersPageState) -> impl IntoView {
    let reversed = move || {
        let sort = page.query.with(|query| query.sort);
        (sort.key == key).then_some(sort.reversed)
    };
    // Roles and times stand with the strongest and the latest first.
    let descending =
        Signal::derive(move || reversed().map(|reversed| reversed == (key == SortKey::Principal)));
    let href = Signal::derive(move || {
        page.query
            .with(|query| query.sorted_by(key).href(&page.shown.name()))
    });
    view! { <SortHeader label descending href /> }
}

/// Nobody fits, or there is nobody.
#[component]
fn Nothing(page: MembersPageState) -> impl IntoView {
    let all = move || page.query.get().without_filters();
    let filtered = Memo::new(move |_| {
        !page.query.with(MembersQuery::shows_all)
            || page.search.with(|search| !search.trim().is_empty())
    });
    view! {
        <section class="panel empty">
            {move || {
                if filtered.get() {
                    view! {
                        <h2 class="panel-title">"No member fits"</h2>
                        <p>
                            {move || match page.search.get().trim() {
                                "" => "Nobody has this role and kind.".to_owned(),
                                search => {
                                    format!(
                                        "Nobody with “{search}” in their name and these filters.",
                                    )
                                }
                            }}
                        </p>
                        <a
                            class="button"
                            href=move || all().href(&page.shown.name())
                            on:click=move |_| page.search.set(String::new())
                        >
                            "Show all members"
                        </a>
                    }
                        .into_any()
                } else {
                    view! {
                        <h2 class="panel-title">"Nobody is a member"</h2>
                        <p>
                            "Only platform admins can get in. Add the people, groups or services that work here; the first Admin can then add others."
                        </p>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}
