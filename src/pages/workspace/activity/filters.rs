//! The form that narrows the trail; each field is in the address as soon as it is filled in.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use nmp_types::AuditAction;

use super::super::shown::Shown;
use super::query::{ActivityQuery, Day};
use super::wording::action_label;
use crate::ui::filter::FilterSelect;
use crate::ui::navigate::in_place;

/// Whose, who, what, from, to.
#[component]
pub fn Filters(shown: Shown, query: Memo<ActivityQuery>) -> impl IntoView {
    let navigate = use_navigate();
    let change = move |change: &dyn Fn(ActivityQuery) -> ActivityQuery| {
        let current = query.get_untracked();
        let changed = change(current.clone()).on_page(1);
        if changed != current.on_page(1) {
            navigate(&changed.to(&shown.name()), in_place());
        }
    };
    let change = StoredValue::new_local(change);
    let text = move |label: &'static str,
                     read: fn(&ActivityQuery) -> String,
                     write: fn(ActivityQuery, String) -> ActivityQuery| {
        view! {
            <label class="field compact">
                {label}
                <input
                    type="search"
                    class="input"
                    placeholder="Name or address"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || query.with(read)
                    on:change=move |event| {
                        let value = event_target_value(&event).trim().to_owned();
                        change.with_value(|change| change(&|query| write(query, value.clone())));
                    }
                />
            </label>
        }
    };
    let day = move |label: &'static str,
                    read: fn(&ActivityQuery) -> Option<&Day>,
                    write: fn(ActivityQuery, Option<Day>) -> ActivityQuery| {
        view! {
            <label class="field compact">
                {label}
                <input
                    type="date"
                    class="input"
                    prop:value=move || {
                        query
                            .with(|query| read(query).map(|day| day.as_str().to_owned()))
                            .unwrap_or_default()
                    }
                    on:change=move |event| {
                        let value = Day::parse(&event_target_value(&event));
                        change.with_value(|change| change(&|query| write(query, value.clone())));
                    }
                />
            </label>
        }
    };
    let action = Signal::derive(move || {
        let action = query.with(|query| query.action.clone())?;
        Some(action.as_str().to_owned())
    });
    let set_action = Callback::new(move |chosen: Option<String>| {
        let action = chosen
            .map(AuditAction::from)
            .filter(|action| AuditAction::KNOWN.contains(action));
        change.with_value(|change| {
            change(&|query| ActivityQuery {
                action: action.clone(),
                ..query
            });
        });
    });
    let actions = AuditAction::KNOWN
        .into_iter()
        .map(|action| (action.as_str().to_owned(), action_label(&action).to_owned()))
        .collect::<Vec<_>>();
    view! {
        <form class="filters" aria-label="Filter" on:submit=|event| event.prevent_default()>
            {text(
                "Person or group",
                |query| query.principal.clone(),
                |query, principal| ActivityQuery {
                    principal,
                    ..query
                },
            )}
            {text(
                "Changed by",
                |query| query.actor.clone(),
                |query, actor| ActivityQuery { actor, ..query },
            )}
            <label class="field compact">
                "What"
                <FilterSelect all="Everything" options=actions chosen=action choose=set_action />
            </label>
            {day(
                "From",
                |query| query.from.as_ref(),
                |query, from| ActivityQuery { from, ..query },
            )}
            {day("To", |query| query.to.as_ref(), |query, to| ActivityQuery { to, ..query })}
        </form>
    }
}
