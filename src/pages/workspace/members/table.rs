//! The members, in a table of which only the visible rows are in the DOM.

use std::collections::HashSet;
use std::ops::Range;

use leptos::prelude::*;
use nmp_access::paste::guesses;
use nmp_access::survey::query::{BindingQuery, SortKey};
use wasm_bindgen::JsCast;

use super::page::MembersPageState;
use super::row::MemberRow;
use crate::pages::binding_list::BindingHeader;
use crate::pages::look_up::LookUp;
use crate::ui::focus;
use crate::ui::virtual_rows::VirtualRows;
use crate::ui::virtual_table::{VirtualRow, VirtualTable};

/// The table, or why it is empty.
#[component]
pub fn MembersTable(page: MembersPageState) -> impl IntoView {
    let count = Memo::new(move |_| page.list.count());
    let nothing = Memo::new(move |_| count.get() == 0);
    // With the table goes what had the focus in it.
    focus::rescue(move || nothing.track(), &[".empty .button", "h1"]);
    move || {
        if nothing.get() {
            view! { <NoMembers page /> }.into_any()
        } else {
            view! { <Table page count=count.into() /> }.into_any()
        }
    }
}

#[component]
fn Table(page: MembersPageState, count: Signal<usize>) -> impl IntoView {
    let virtual_rows = VirtualRows::new(count);
    keep_focus(page, virtual_rows);
    let may_manage = page.may_manage;
    let row =
        move |principal: String, index| view! { <MemberRow page principal index /> }.into_any();
    let rows = move |range: Range<usize>| {
        page.list.index.with(|index| {
            page.list.found.with(|found| {
                let places = found.get(range).unwrap_or_default().iter();
                places
                    .filter_map(|at| index.row(*at))
                    .map(|shown| VirtualRow::new(&shown.member.principal, row))
                    .collect()
            })
        })
    };
    let head = move || {
        view! {
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
            <BindingHeader label="Member" key=SortKey::Principal list=page.list />
            <BindingHeader label="Role" key=SortKey::Role list=page.list />
            <BindingHeader label="Since" key=SortKey::Since list=page.list />
            <th scope="col">"Granted by"</th>
            <th scope="col">
                <span class="visually-hidden">"Actions"</span>
            </th>
        }
        .into_any()
    };
    view! {
        <VirtualTable
            caption="Members"
            class="members"
            described_by="member-count"
            virtual_rows
            rows
            head
        />
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
        let now = page.list.count();
        if before.is_some_and(|before| now < before) {
            request_animation_frame(move || {
                let (true, Some(Some(row)), Some(Some(body))) = (
                    focus::is_lost(),
                    focused.try_get_value(),
                    virtual_rows.body.try_get_untracked(),
                ) else {
                    return;
                };
                // The row in its place, else the last one: what comes next is at the eye, not at the top.
                let at = row.parse::<usize>().unwrap_or_default();
                let button_of = |row: usize| {
                    let in_row = |what: &str| format!("tr[aria-rowindex='{row}'] {what}");
                    let find = |what| body.query_selector(&in_row(what)).ok().flatten();
                    find(".row-actions button:last-of-type").or_else(|| find("button"))
                };
                let in_place = button_of(at)
                    .or_else(|| button_of(at.saturating_sub(1)))
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
        page.list.with_found(|index, found| {
            let rows = found.iter().filter_map(|at| index.row(*at));
            rows.map(|row| row.member.principal.clone()).collect()
        })
    };
    let all = Memo::new(move |_| {
        let count = page.list.count();
        page.ticked.with(|ticked| ticked.len() == count)
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

/// Nobody fits, or there is nobody.
/// Whether more than the search leaves members out.
fn is_narrowed(query: &BindingQuery) -> bool {
    query.role.is_some() || query.kind.is_some()
}

#[component]
fn NoMembers(page: MembersPageState) -> impl IntoView {
    let all = move || page.list.address.get().without_filters();
    let filtered = Memo::new(move |_| !page.list.query().shows_all());
    let names = Signal::derive(move || {
        let query = page.list.query();
        let listed = page.listed();
        let known = listed.iter().map(|member| member.principal.as_str());
        match is_narrowed(&query) {
            true => Vec::new(),
            false => guesses(&query.search, known),
        }
    });
    view! {
        <section class="panel empty">
            {move || {
                if filtered.get() {
                    view! {
                        <h2 class="panel-title">"No matching members"</h2>
                        <p>
                            {move || {
                                let query = page.list.query();
                                match query.search.as_str() {
                                    "" => "No member has this role and kind.".to_owned(),
                                    search if is_narrowed(&query) => {
                                        format!(
                                            "No member matches “{search}” and these filters.",
                                        )
                                    }
                                    search => format!("No member matches “{search}”."),
                                }
                            }}
                        </p>
                        <LookUp names />
                        <a
                            class="button"
                            href=move || page.list.href(&all())
                            on:click=move |_| page.list.text.set(String::new())
                        >
                            "Show all members"
                        </a>
                    }
                        .into_any()
                } else {
                    view! {
                        <h2 class="panel-title">"Nobody is a member"</h2>
                        <p>
                            "Only platform admins can get in. Add the people, groups or services that work here. The first Admin can then add others."
                        </p>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}
