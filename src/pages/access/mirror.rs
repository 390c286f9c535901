//! The same access for someone else.

use leptos::prelude::*;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::person::Who;
use nmp_types::principal::display;

use super::person_field::{Choosing, PersonField};
use super::state::{AccessState, proposing};
use crate::ui::Dialog;

/// Asks for whom.
#[component]
pub fn MirrorDialog(state: AccessState, who: Memo<Who>, open: RwSignal<bool>) -> impl IntoView {
    let propose = proposing(state);
    let content = move || {
        let choosing = Choosing::new(state, String::new());
        // The same person under another of their names is nobody else either.
        let is_other =
            move |to: &str| who.with(|who| !who.principals.iter().any(|name| name == to));
        let refusal = Signal::derive(move || {
            let to = choosing.named()?;
            (!is_other(&to)).then(|| "Name someone else.".to_owned())
        });
        let propose = propose.clone();
        let submit = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let Some(to) = choosing.take().filter(|to| untrack(|| is_other(to))) else {
                return;
            };
            let from = who.with_untracked(|who| who.name().to_owned());
            open.set(false);
            let title = format!(
                "Copy the access of {} to {to}",
                display(&from),
                to = display(&to)
            );
            propose(title, Intent::Mirror { from, to });
        };
        view! {
            <form on:submit=submit novalidate=true>
                <p>
                    "Adds these direct roles to someone else. Nothing is removed. You review the changes first."
                </p>
                <PersonField id="mirror-to" label="To whom" choosing refusal />
                <div class="form-end">
                    <button type="submit" class="button primary">
                        "Review changes"
                    </button>
                </div>
            </form>
        }
    };
    view! {
        <Dialog open on_close=move |()| open.set(false) title="Copy access">
            {content()}
        </Dialog>
    }
}
