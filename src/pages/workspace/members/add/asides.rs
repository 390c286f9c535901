//! Names in a pasted text that may be groups, and are added only when somebody says so.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::paste::{Aside, Choice, Choices, Pasted};
use nmp_types::invisible::isolated;

use crate::ui::foreign::Foreign;
use crate::ui::number::grouped;

/// How many are written out.
const WRITTEN_OUT: usize = 50;

/// How many are shown without being asked for: more are the names of people, beside addresses.
const OPEN: usize = 5;

/// The names that are not added, each with what it could be taken for.
#[component]
pub fn Asides(shown: Memo<Arc<Pasted>>, choices: RwSignal<Choices>) -> impl IntoView {
    let asides = Memo::new(move |_| shown.with(|pasted| pasted.asides.clone()));
    let count = Memo::new(move |_| asides.with(Vec::len));
    let summary = move || match count.get() {
        1 => "1 name is not added: is it a group?".to_owned(),
        count => format!("{} names are not added: are they groups?", grouped(count)),
    };
    let rows = move || {
        asides.with(|asides| {
            asides
                .iter()
                .take(WRITTEN_OUT)
                .cloned()
                .map(|aside| view! { <AsideRow aside choices /> })
                .collect_view()
        })
    };
    let more = move || count.get().saturating_sub(WRITTEN_OUT);
    let any = Memo::new(move |_| count.get() > 0);
    move || {
        any.get().then(|| {
            view! {
                <details class="details asides" open=count.get_untracked() <= OPEN>
                    <summary>{summary}</summary>
                    <ul class="found" aria-label="Names that are not added">
                        {rows}
                        {move || {
                            (more() > 0)
                                .then(|| {
                                    view! {
                                        <li class="muted">{format!("And {} more.", more())}</li>
                                    }
                                })
                        }}
                    </ul>
                </details>
            }
        })
    }
}

#[component]
fn AsideRow(aside: Aside, choices: RwSignal<Choices>) -> impl IntoView {
    let text = StoredValue::new(aside.text.clone());
    let choose = move |choice| {
        choices.update(|choices| {
            choices.insert(text.get_value(), choice);
        });
    };
    let words = aside.words.len();
    view! {
        <li data-mark="skip">
            <span class="break">
                <Foreign text=aside.text.clone() />
            </span>
            <span class="muted small">{(words > 1).then(|| aside.words.join(" · "))}</span>
            <span class="actions">
                <button
                    type="button"
                    class="button small"
                    aria-label=format!("Add {} as a group", isolated(&aside.text))
                    on:click=move |_| choose(Choice::Whole)
                >
                    "Add as a group"
                </button>
                {(words > 1)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button small"
                                aria-label=format!(
                                    "Add {words} groups: {}",
                                    isolated(&aside.words.join(", ")),
                                )
                                on:click=move |_| choose(Choice::Words)
                            >
                                {format!("Add {words} groups")}
                            </button>
                        }
                    })}
            </span>
        </li>
    }
}
