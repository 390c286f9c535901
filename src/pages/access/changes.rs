//! What is planned, running or done in this tab, and what was kept as a file.

use leptos::prelude::*;
use nmp_access::files::exchange::changes;
use nmp_access::plan::planner::Intent;

use super::files::{OpenFile, Opened};
use super::plan::PlanView;
use super::state::{AccessState, proposing};

/// The page.
#[component]
pub fn ChangesView(state: AccessState) -> impl IntoView {
    view! {
        <PlanView state />
        <OpenKept state />
    }
}

/// Changes that were saved, by oneself or by somebody else: judged by what is so now.
#[component]
fn OpenKept(state: AccessState) -> impl IntoView {
    let propose = proposing(state);
    let fault = RwSignal::new(None::<String>);
    let open = move |Opened { text, read_as }: Opened| {
        let with_how = |words: String| match &read_as {
            Some(how) => format!("{words} {how}"),
            None => words,
        };
        match changes(&text) {
            Ok(changes) if changes.is_empty() => {
                fault.set(Some(with_how(
                    "There is no change in this file.".to_owned(),
                )));
            }
            Ok(changes) => {
                let title = match &read_as {
                    Some(how) => format!("Changes from a file. {how}"),
                    None => "Changes from a file".to_owned(),
                };
                fault.set(None);
                propose(title, Intent::Changes(changes));
            }
            Err(error) => fault.set(Some(with_how(error.to_string()))),
        }
    };
    view! {
        <section class="section" aria-labelledby="open-kept">
            <h2 id="open-kept">"Open a saved change list"</h2>
            <p class="muted">
                "A change list that was exported as CSV is checked again before anything happens. Hand it to someone with more access if you need to."
            </p>
            <OpenFile label="Plan as CSV" id="plan-file" then=Callback::new(open) />
            <div class="field-error" role="alert">
                {move || fault.get()}
            </div>
        </section>
    }
}
