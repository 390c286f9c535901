//! Asks once more before a plan that can't be taken back lightly, if its list wasn't read to the end.

use leptos::prelude::*;
use nmp_access::change::preview::title;
use nmp_access::plan::StepState;

use crate::pages::access::state::AccessState;
use crate::ui::Dialog;
use crate::ui::number::{counted, grouped};

/// How many changes are named one by one.
const NAMED: usize = 20;

/// The dialog: why, what in each workspace, and the button that begins.
#[component]
pub fn ConfirmDialog(state: AccessState, open: RwSignal<bool>) -> impl IntoView {
    let plans = state.plans;
    let count = Memo::new(move |_| plans.plan.with(|plan| plan.tally().left));
    let title_of =
        Signal::derive(move || format!("Make {}?", counted(count.get(), "change", "changes")));
    let content = move || {
        let (cautions, lines): (Vec<String>, Vec<String>) = plans.plan.with_untracked(|plan| {
            let waiting = plan
                .steps
                .iter()
                .filter(|step| step.state == StepState::Waiting);
            let line = |step: &nmp_access::plan::Step| {
                format!("{}: {}", step.workspace, title(&step.change))
            };
            (
                plan.cautions().iter().map(ToString::to_string).collect(),
                waiting.take(NAMED).map(line).collect(),
            )
        });
        let more = count.get_untracked().saturating_sub(NAMED);
        let begin = move |_| {
            open.set(false);
            plans.begin(state.rights);
        };
        view! {
            <ul class="plain warning">
                {cautions.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}
            </ul>
            <ul class="plain losses" translate="no">
                {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                {(more > 0)
                    .then(|| {
                        view! { <li class="muted">{format!("and {} more", grouped(more))}</li> }
                    })}
            </ul>
            <div class="form-end">
                <button
                    type="button"
                    class="button"
                    autofocus=true
                    on:click=move |_| open.set(false)
                >
                    "Look at the plan again"
                </button>
                <button type="button" class="button danger" on:click=begin>
                    {format!("Make {}", counted(count.get_untracked(), "change", "changes"))}
                </button>
            </div>
        }
    };
    view! {
        <Dialog open on_close=move |()| open.set(false) title=title_of>
            {content()}
        </Dialog>
    }
}
