//! The same access for somebody else.

use leptos::prelude::*;
use nmp_types::principal::display;

use super::state::{AccessState, proposing};
use crate::review::person::Who;
use crate::review::planner::Wish;
use crate::ui::Dialog;

/// Asks for whom.
#[component]
pub fn MirrorDialog(state: AccessState, who: Memo<Who>, open: RwSignal<bool>) -> impl IntoView {
    let propose = proposing(state);
    let content = move || {
        let name = RwSignal::new(String::new());
        let fault = RwSignal::new(None::<&'static str>);
        let propose = propose.clone();
        let submit = move |event: web_sys::SubmitEvent| {
            event.prevent_default();
            let to = name.get_untracked().trim().to_owned();
            let from = who.with_untracked(|who| who.name().to_owned());
            if to.is_empty() {
                fault.set(Some("Say who."));
                return;
            }
            if to == from || to == "*" {
                fault.set(Some("Name somebody else."));
                return;
            }
            open.set(false);
            let title = format!("The access of {} for {to}", display(&from));
            propose(title, Wish::Mirror { from, to });
        };
        view! {
            <form on:submit=submit novalidate=true>
                <p>
                    "Adds the roles that are given by name in every workspace. You see a plan first; nothing is taken away."
                </p>
                <div class="field">
                    <label for="mirror-to">"For whom"</label>
                    <input
                        id="mirror-to"
                        class="input"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        autofocus=true
                        aria-describedby="mirror-error"
                        aria-invalid=move || fault.get().map(|_| "true")
                        prop:value=move || name.get()
                        on:input=move |event| {
                            fault.set(None);
                            name.set(event_target_value(&event));
                        }
                    />
                    <p id="mirror-error" class="field-error" aria-live="polite">
                        {move || fault.get()}
                    </p>
                </div>
                <div class="form-end">
                    <button type="submit" class="button primary">
                        "Show the plan"
                    </button>
                </div>
            </form>
        }
    };
    view! {
        <Dialog open title="Give somebody the same access">
            {content()}
        </Dialog>
    }
}
