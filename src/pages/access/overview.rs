//! The questions, each with its number.

use leptos::prelude::*;
use nmp_access::Figure;
use nmp_access::files::exchange::changes;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::bus_factor::Factor;
use nmp_access::survey::open_doors::Door;
use nmp_types::Role;

use super::figures::{capitalised, words};
use super::files::{OpenFile, Opened};
use super::state::{AccessState, proposing};
use crate::paths::{AccessView, Path};
use crate::state::plans::Stage;

/// The page.
#[component]
pub fn OverviewView(state: AccessState) -> impl IntoView {
    let extent = Memo::new(move |_| state.extent());
    let open = Memo::new(move |_| {
        let strength = |door: &Door| Role::strength_of(&door.grants);
        state.doors.with(|doors| {
            let count = |least: &Role| {
                let wide = doors
                    .iter()
                    .filter(|door| strength(door) >= least.strength());
                wide.count()
            };
            (count(&Role::Viewer), count(&Role::Editor))
        })
    });
    let factors = Memo::new(move |_| {
        let staffing = state.staffing.get();
        let count =
            |wanted: fn(Factor) -> bool| staffing.iter().filter(|one| wanted(one.factor())).count();
        (
            count(|factor| factor <= Factor::One),
            count(|factor| factor == Factor::Unknown),
        )
    });
    let suspects = Memo::new(move |_| {
        state
            .suspects
            .with(|all| all.as_ref().map_or(0, |all| all.len()))
    });
    let size = Memo::new(move |_| state.index.with(|index| index.size()));
    // A figure, and what can be done about it; what can be done alone where there is none.
    let beside = move |count: usize, one, many, rest: &str| {
        let figure = Figure::of(count, extent.get().coverage);
        capitalised(&match words(figure, one, many) {
            Some(figure) => format!("{figure}: {rest}"),
            None => rest.to_owned(),
        })
    };
    view! {
        <ul class="questions">
            <Question
                view=AccessView::Bindings
                title="Who can get at what?"
                answer=Signal::derive(move || {
                    beside(size.get().bindings, "binding", "bindings", "search, filter, export.")
                })
            />
            <Question
                view=AccessView::Review
                title="Is that right, and can you show it?"
                answer=Signal::derive(|| {
                    "Keep or remove, one by one, with a record at the end.".to_owned()
                })
            />
            <Question
                view=AccessView::People
                title="What can one person get at?"
                answer=Signal::derive(move || {
                    let suspects = match suspects.get() {
                        0 => String::new(),
                        1 => " One name looks like another or is strange.".to_owned(),
                        many => format!(" {many} names look like others or are strange."),
                    };
                    let rest = format!(
                        "everything each can get at, and why; offboard in one go.{suspects}",
                    );
                    beside(size.get().principals, "principal", "principals", &rest)
                })
            />
            <Question
                view=AccessView::OpenDoors
                title="Where does everyone get in?"
                answer=Signal::derive(move || {
                    let (all, edit) = open.get();
                    extent.get().open_doors(all, edit)
                })
            />
            <Question
                view=AccessView::BusFactor
                title="What hangs on one person?"
                answer=Signal::derive(move || {
                    let (few, untold) = factors.get();
                    extent.get().bus_factor(few, untold)
                })
            />
            <Question
                view=AccessView::Compare
                title="How do two workspaces differ?"
                answer=Signal::derive(|| {
                    "Their members side by side; copy what is missing.".to_owned()
                })
            />
        </ul>
        <OpenPlan state />
    }
}

#[component]
fn Question(view: AccessView, title: &'static str, answer: Signal<String>) -> impl IntoView {
    view! {
        <li class="question">
            <a class="row-link" href=Path::Access(view).href()>
                {title}
            </a>
            <p class="muted">{move || answer.get()}</p>
        </li>
    }
}

/// A plan that was saved, by oneself or by somebody else: judged by what is so now.
#[component]
fn OpenPlan(state: AccessState) -> impl IntoView {
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
                propose(title, Intent::Changes(changes));
            }
            Err(error) => fault.set(Some(with_how(error.to_string()))),
        }
    };
    view! {
        <section class="section" aria-labelledby="open-plan">
            <h2 id="open-plan">"Open a saved plan"</h2>
            <p class="muted">
                "A plan that was exported as CSV can be opened again, by you or by somebody who has the rights that you lack. It is checked again before anything is changed."
            </p>
            <OpenFile label="Plan as CSV" id="plan-file" then=Callback::new(open) />
            <div class="field-error" role="alert">
                {move || fault.get()}
            </div>
            {move || {
                (state.plans.stage.get() != Stage::Nothing)
                    .then(|| {
                        view! {
                            <a class="button" href=Path::Access(AccessView::Plan).href()>
                                "Go to the current plan"
                            </a>
                        }
                    })
            }}
        </section>
    }
}
