//! Asks once more before a plan that can't be taken back lightly, if its list wasn't read to the end.

use leptos::prelude::*;
use nmp_access::Plan;
use nmp_access::change::preview::title;
use nmp_access::plan::StepState;

use crate::pages::access::state::AccessState;
use crate::ui::Dialog;
use crate::ui::field::TextField;
use crate::ui::number::{counted, grouped};

/// How many changes are named one by one.
const NAMED: usize = 20;

/// The dialog: why, what in each workspace, and the button that begins.
#[component]
pub fn ConfirmDialog(state: AccessState, open: RwSignal<bool>) -> impl IntoView {
    let plans = state.plans;
    let count = Memo::new(move |_| plans.plan.with(|plan| plan.tally().left));
    let title_of =
        Signal::derive(move || format!("Apply {}?", counted(count.get(), "change", "changes")));
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
        let number = plans.plan.with_untracked(Plan::number_to_type);
        let typed = RwSignal::new(String::new());
        let wrong = RwSignal::new(false);
        let begin = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let is_typed = |number| typed.with_untracked(|typed| is_number(typed, number));
            if number.is_none_or(is_typed) {
                open.set(false);
                plans.begin(state.rights);
            } else {
                wrong.set(true);
            }
        };
        let error = Signal::derive(move || {
            let number = number?;
            let still = typed.with(|typed| !is_number(typed, number));
            (wrong.get() && still).then(|| format!("Type {number} to go on."))
        });
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
            <form on:submit=begin novalidate=true>
                {number
                    .map(|number| {
                        let label = format!("Type the number of changes, {number}");
                        view! { <TextField id="number-of-changes" label value=typed error /> }
                    })}
                <div class="form-end">
                    <button
                        type="button"
                        class="button"
                        autofocus=true
                        on:click=move |_| open.set(false)
                    >
                        "Look at the plan again"
                    </button>
                    <button type="submit" class="button danger">
                        {format!("Apply {}", counted(count.get_untracked(), "change", "changes"))}
                    </button>
                </div>
            </form>
        }
    };
    view! {
        <Dialog open on_close=move |()| open.set(false) title=title_of>
            {content()}
        </Dialog>
    }
}

/// Whether a number was typed, with or without what groups its digits.
fn is_number(typed: &str, number: usize) -> bool {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    digits == number.to_string()
}
