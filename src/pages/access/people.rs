//! Every principal, with how much it can get at by name.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_types::{PrincipalKind, Role};

use super::long_table::{LongRow, LongTable};
use super::parts::{PrincipalLink, RoleBadges, counted, grouped};
use super::state::AccessState;
use crate::ui::icon::{Glyph, Icon};

/// The page.
#[component]
pub fn PeopleView(state: AccessState) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let all = Memo::new(move |_| Arc::new(state.index.with(|index| index.people())));
    let found = Memo::new(move |_| {
        let word = text.with(|text| text.trim().to_lowercase());
        all.with(|all| {
            let fits = all
                .iter()
                .enumerate()
                .filter(|(_, one)| word.is_empty() || one.name.to_lowercase().contains(&word));
            Arc::new(fits.map(|(at, _)| at).collect::<Vec<usize>>())
        })
    });
    let count = Memo::new(move |_| found.with(|found| found.len()));
    let head = || {
        view! {
            <th scope="col">"Principal"</th>
            <th scope="col">"Kind"</th>
            <th scope="col">"Strongest role by name"</th>
            <th scope="col" class="number">
                "Workspaces by name"
            </th>
        }
        .into_any()
    };
    let cells = |one: crate::review::index::Bound| {
        let roles: Vec<Role> = one.strongest.into_iter().collect();
        view! {
            <th scope="row">
                <PrincipalLink principal=one.name.clone() />
            </th>
            <td data-label="Kind">{PrincipalKind::of(&one.name).label()}</td>
            <td data-label="Strongest role">
                <RoleBadges roles />
            </td>
            <td data-label="Workspaces" class="number">
                {grouped(one.workspaces)}
            </td>
        }
        .into_any()
    };
    let rows = move |range: std::ops::Range<usize>| {
        all.with(|all| {
            found.with(|found| {
                let at = found.get(range).unwrap_or_default().iter();
                at.filter_map(|at| all.get(*at))
                    .map(|one| LongRow::new(one, cells))
                    .collect()
            })
        })
    };
    view! {
        <div class="toolbar">
            <form role="search" class="search" on:submit=|event| event.prevent_default()>
                <Glyph icon=Icon::Search />
                <input
                    type="search"
                    class="input"
                    aria-label="Search people and groups"
                    placeholder="Name of a person, group or service"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </form>
        </div>
        <p class="muted" role="status">
            {move || counted(count.get(), "principal", "principals")}
        </p>
        <LongTable
            caption="People and groups"
            class="people"
            count
            rows
            head
        />
    }
}
