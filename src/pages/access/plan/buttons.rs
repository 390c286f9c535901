//! What can be done with a plan.

use leptos::prelude::*;
use nmp_access::change::ChangeKind;
use nmp_access::files::exchange;
use nmp_access::plan::planner::Intent;

use super::confirm::ConfirmDialog;
use crate::pages::access::files::SaveButton;
use crate::pages::access::state::{AccessState, proposing};
use crate::session::browser;
use crate::state::plans::Stage;
use crate::ui::download::FileKind;
use crate::ui::number::counted;

/// The buttons.
#[component]
pub fn Buttons(
    /// The pages' state.
    state: AccessState,
    /// Whether the list was seen to its end.
    seen: RwSignal<bool>,
) -> impl IntoView {
    let plans = state.plans;
    let tally = Memo::new(move |_| plans.plan.with(|plan| plan.tally()));
    let removes = Memo::new(move |_| {
        plans.plan.with(|plan| {
            plan.steps
                .iter()
                .any(|step| step.change.kind() == ChangeKind::Remove)
        })
    });
    let asking = RwSignal::new(false);
    let begin = move |_| {
        let grave = plans
            .plan
            .with_untracked(|plan| !plan.cautions().is_empty());
        if grave && !seen.get_untracked() {
            asking.set(true);
        } else {
            plans.begin(state.rights);
        }
    };
    let loading = Memo::new(move |_| state.surveys.is_loading());
    let propose = proposing(state);
    let undo = move |_| {
        let (title, changes) = plans
            .plan
            .with_untracked(|plan| (plan.title.clone(), plan.undo()));
        propose(format!("Undo: {title}"), Intent::Changes(changes));
    };
    let markdown = move |()| {
        plans.plan.with_untracked(|plan| {
            exchange::plan_markdown(
                plan,
                &state.reviewer(),
                &state.platform(),
                &browser::now_iso(),
            )
        })
    };
    let csv = move |()| plans.plan.with_untracked(exchange::plan_csv);
    let main = move || {
        let undo = undo.clone();
        match plans.stage.get() {
            Stage::Draft => {
                let count = tally.get().left;
                let label = match count {
                    0 => "Nothing to change".to_owned(),
                    count => format!("Apply {}", counted(count, "change", "changes")),
                };
                let class = if removes.get() {
                    "button danger"
                } else {
                    "button primary"
                };
                view! {
                    <button
                        type="button"
                        class=class
                        disabled=move || count == 0 || loading.get()
                        on:click=begin
                    >
                        {label}
                    </button>
                    <button type="button" class="button" on:click=move |_| plans.discard()>
                        "Discard"
                    </button>
                }
                .into_any()
            }
            Stage::Running => view! {
                <button type="button" class="button" on:click=move |_| plans.stop()>
                    "Stop"
                </button>
            }
            .into_any(),
            Stage::Ended | Stage::Nothing => {
                let tally = tally.get();
                let open = tally.failed + tally.stopped;
                view! {
                    {(open > 0)
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button primary"
                                    on:click=move |_| plans.retry(state.rights)
                                >
                                    {format!("Try {} again", counted(open, "change", "changes"))}
                                </button>
                            }
                        })}
                    {(tally.done > 0)
                        .then(|| {
                            view! {
                                <button type="button" class="button" on:click=undo.clone()>
                                    {format!(
                                        "Undo {}…",
                                        counted(tally.done, "change", "changes"),
                                    )}
                                </button>
                            }
                        })}
                    <button type="button" class="button" on:click=move |_| plans.put_aside()>
                        "Done"
                    </button>
                }
                .into_any()
            }
        }
    };
    view! {
        {move || {
            (loading.get() && plans.stage.get() == Stage::Draft)
                .then(|| {
                    view! {
                        <p class="note" role="note">
                            "Not everything is loaded yet, so the plan isn't complete. It can be applied once loading has ended or is stopped."
                        </p>
                    }
                })
        }}
        <div class="actions">
            <SaveButton label="Export CSV" name="plan" kind=FileKind::Csv text=csv state />
            <SaveButton
                label="Export Markdown"
                name="plan"
                kind=FileKind::Markdown
                text=markdown
                state
            />
        </div>
        <div class="bottom-bar plan-bar" role="region" aria-label="What to do with the plan">
            <div class="actions">{main}</div>
        </div>
        <ConfirmDialog state open=asking />
    }
}
