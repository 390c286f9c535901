//! The other plans of this tab: drafts, and those that have come to their end.

use leptos::prelude::*;

use crate::pages::access::state::AccessState;
use crate::state::plans::{KeptPlan, Stage};
use crate::ui::focus;

/// The list; nothing where there are no others.
#[component]
pub fn OtherPlans(state: AccessState) -> impl IntoView {
    let plans = state.plans;
    let some = Memo::new(move |_| plans.kept.with(|kept| !kept.is_empty()));
    let rows = move || {
        plans.kept.with(|kept| {
            kept.iter()
                .map(|kept| view! { <Row state kept=kept.clone() /> })
                .collect_view()
        })
    };
    focus::rescue(move || plans.kept.track(), &["#plan-tally", "h1"]);
    move || {
        some.get().then(|| {
            view! {
                <section class="section" aria-labelledby="other-plans">
                    <h3 id="other-plans">"Other plans in this tab"</h3>
                    <ul class="plain other-plans">{rows}</ul>
                </section>
            }
        })
    }
}

#[component]
fn Row(state: AccessState, kept: KeptPlan) -> impl IntoView {
    let plans = state.plans;
    let KeptPlan {
        id, plan, stage, ..
    } = kept;
    // What a draft would do follows what is known; that is said when it is opened.
    let words = match stage {
        Stage::Draft => "Draft".to_owned(),
        _ => format!("Finished: {}", plan.tally().sentence()),
    };
    let title = match (&kept.draft, plan.title.is_empty()) {
        (Some(draft), true) => draft.title.clone(),
        _ => plan.title.clone(),
    };
    let open = move |_| {
        if let Err(running) = plans.open(id) {
            state.say(running.to_string());
        }
    };
    view! {
        <li>
            <span class="break">{title.clone()}</span>
            <span class="muted small">{words}</span>
            <span class="actions">
                <button
                    type="button"
                    class="button small"
                    aria-label=format!("Open: {title}")
                    on:click=open
                >
                    "Open"
                </button>
                <button
                    type="button"
                    class="button quiet small"
                    aria-label=format!("Forget: {title}")
                    on:click=move |_| plans.forget(id)
                >
                    "Forget"
                </button>
            </span>
        </li>
    }
}
