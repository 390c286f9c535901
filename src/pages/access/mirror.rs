//! The same access for somebody else.

use leptos::prelude::*;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::person::Who;
use nmp_types::principal::{EVERYONE, display};

use super::state::{AccessState, proposing};
use crate::ui::{Dialog, PrincipalField};

/// Why somebody's access can't be given to `to`.
fn fault(to: &str, from: &str) -> Option<&'static str> {
    if to.is_empty() {
        Some("Say who.")
    } else if to == from || to == EVERYONE {
        Some("Name somebody else.")
    } else {
        None
    }
}

/// Asks for whom.
#[component]
pub fn MirrorDialog(state: AccessState, who: Memo<Who>, open: RwSignal<bool>) -> impl IntoView {
    let propose = proposing(state);
    let content = move || {
        let name = RwSignal::new(String::new());
        let tried = RwSignal::new(false);
        let error = Signal::derive(move || {
            let fault = name.with(|name| who.with(|who| fault(name.trim(), who.name())));
            fault.filter(|_| tried.get()).map(str::to_owned)
        });
        let propose = propose.clone();
        let submit = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let to = name.get_untracked().trim().to_owned();
            let from = who.with_untracked(|who| who.name().to_owned());
            if fault(&to, &from).is_some() {
                tried.set(true);
                return;
            }
            open.set(false);
            let title = format!(
                "The access of {} for {to}",
                display(&from),
                to = display(&to)
            );
            propose(title, Intent::Mirror { from, to });
        };
        view! {
            <form on:submit=submit novalidate=true>
                <p>
                    "Adds the roles that are given by name in every workspace. You see a plan first; nothing is taken away."
                </p>
                <PrincipalField id="mirror-to" label="For whom" value=name error />
                <div class="form-end">
                    <button type="submit" class="button primary">
                        "Show the plan"
                    </button>
                </div>
            </form>
        }
    };
    view! {
        <Dialog open on_close=move |()| open.set(false) title="Give somebody the same access">
            {content()}
        </Dialog>
    }
}
