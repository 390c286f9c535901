//! Every principal, with how much it can get at by name.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::paste::guesses;
use nmp_access::survey::index::Bound;
use nmp_types::{PrincipalKind, Role};

use super::long_table::{LongTable, long_row};
use super::parts::PrincipalLink;
use super::state::AccessState;
use crate::pages::look_up::LookUp;
use crate::ui::filter::CheckField;
use crate::ui::number::{counted, grouped};
use crate::ui::roles::RoleBadges;
use crate::ui::search::SearchField;

/// The page.
#[component]
pub fn PeopleView(state: AccessState) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let only = RwSignal::new(false);
    let all = Memo::new(move |_| Arc::new(state.index.with(|index| index.people())));
    let found = Memo::new(move |_| {
        let mut named = text.with(|text| state.index.with(|index| index.named(text)));
        if only.get() {
            let is_suspect = |one: &Bound| {
                let contains = |all: &Arc<HashMap<_, _>>| all.contains_key(&one.name);
                state
                    .suspects
                    .with(|all| all.as_ref().is_some_and(contains))
            };
            all.with(|all| named.retain(|at| all.get(*at).is_some_and(is_suspect)));
        }
        Arc::new(named)
    });
    let warning = move |name: &str| {
        let suspects = state.suspects.get()?;
        suspects.get(name).cloned()
    };
    let suspects = Memo::new(move |_| {
        state
            .suspects
            .with(|all| all.as_ref().map_or(0, |all| all.len()))
    });
    let count = Memo::new(move |_| found.with(|found| found.len()));
    let unnamed = Signal::derive(move || {
        let names = |all: &Arc<Vec<Bound>>| {
            text.with(|text| guesses(text, all.iter().map(|one| one.name.as_str())))
        };
        match count.get() == 0 && !only.get() {
            true => all.with(names),
            false => Vec::new(),
        }
    });
    let head = || {
        view! {
            <th scope="col">"Person or group"</th>
            <th scope="col">"Kind"</th>
            <th scope="col">"Highest direct role"</th>
            <th scope="col" class="number">
                "Direct workspaces"
            </th>
        }
        .into_any()
    };
    let cells = |(one, warning): (Bound, Option<String>)| {
        let roles: Vec<Role> = one.strongest.into_iter().collect();
        view! {
            <th scope="row">
                <PrincipalLink principal=one.name.clone() />
            </th>
            <td data-label="Kind">
                <span>{PrincipalKind::of(&one.name).label()}</span>
                {warning
                    .map(|warning| {
                        view! {
                            <span class="small clip suspect" title=warning.clone()>
                                {warning.clone()}
                            </span>
                        }
                    })}
            </td>
            <td data-label="Highest direct role">
                <RoleBadges roles />
            </td>
            <td data-label="Direct workspaces" class="number">
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
                    .map(|one| long_row(&(one.clone(), warning(&one.name)), cells))
                    .collect()
            })
        })
    };
    view! {
        <div class="toolbar">
            <SearchField
                label="Search people and groups"
                placeholder="Name of a person, group or service"
                text
                search=|| {}
            />
            {move || {
                (suspects.get() > 0)
                    .then(|| {
                        view! {
                            <CheckField
                                label="Only names that look like others or are strange"
                                value=only
                            />
                        }
                    })
            }}
        </div>
        <p class="muted" role="status">
            {move || {
                let extent = state.extent();
                match (extent.coverage.listed, extent.coverage.is_complete()) {
                    (0, _) => extent.not_known(),
                    (_, true) => counted(count.get(), "person or group", "people and groups"),
                    (_, false) => {
                        let known = counted(count.get(), "person or group", "people and groups");
                        format!("{known} among what is known")
                    }
                }
            }}
        </p>
        <LookUp names=unnamed />
        <LongTable caption="People and groups" class="people" count rows head />
    }
}
