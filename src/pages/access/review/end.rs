//! What a review ends in: the record, the removals, and forgetting it.

use leptos::prelude::*;
use nmp_access::plan::planner::Intent;
use nmp_access::review::Review;
use nmp_access::review::record;
use nmp_types::principal::display;

use super::reviewing::Reviewing;
use crate::pages::access::files::{OpenFile, Opened, SaveButton};
use crate::pages::access::state::proposing;
use crate::session::browser;
use crate::ui::Dialog;
use crate::ui::download::FileKind;
use crate::ui::number::counted;

/// The record, the removals, and the end.
#[component]
pub fn End(reviewing: Reviewing) -> impl IntoView {
    let review = reviewing.review;
    let state = reviewing.state;
    let removals = Memo::new(move |_| {
        review.with(|review| {
            review
                .as_ref()
                .map(Review::removals)
                .unwrap_or_default()
                .len()
        })
    });
    let csv = move |()| reviewing.record(record::csv);
    let markdown = move |()| reviewing.record(record::markdown);
    let propose = proposing(state);
    let plan = move |_| {
        let intent = review.with_untracked(|review| {
            review.as_ref().map(|review| Intent::Remove {
                review: review.begun_at.clone(),
                changes: review.removals(),
            })
        });
        if let Some(intent) = intent {
            propose("Removals of the access review".to_owned(), intent);
        }
    };
    let asking = RwSignal::new(false);
    let told = RwSignal::new(None::<String>);
    let take = move |Opened { text, read_as }: Opened| match record::decisions(&text) {
        Err(error) => {
            let how = read_as.map(|how| format!(" {how}")).unwrap_or_default();
            told.set(Some(format!("{error}{how}")));
        }
        Ok(decisions) => {
            let mut words = String::new();
            reviewing.update(|review| {
                let taken = review.take(decisions, &browser::now_iso());
                words = counted(taken.taken, "decision applied", "decisions applied");
                let left: Vec<String> = taken
                    .left
                    .iter()
                    .take(5)
                    .map(|(workspace, principal, why)| {
                        format!("{} in {workspace}: {why}", display(principal))
                    })
                    .collect();
                if !left.is_empty() {
                    words.push_str(&format!(
                        ", {} skipped: {}",
                        taken.left.len(),
                        left.join(", ")
                    ));
                }
            });
            let how = read_as.map(|how| format!(" {how}")).unwrap_or_default();
            told.set(Some(format!("{words}.{how}")));
        }
    };
    view! {
        <div class="toolbar">
            <div class="actions">
                {move || {
                    let plan = plan.clone();
                    (removals.get() > 0)
                        .then(|| {
                            view! {
                                <button type="button" class="button primary" on:click=plan>
                                    {format!(
                                        "Plan {}…",
                                        counted(removals.get(), "removal", "removals"),
                                    )}
                                </button>
                            }
                        })
                }}
                <SaveButton
                    label="Record as Markdown"
                    name="access-review-record"
                    kind=FileKind::Markdown
                    text=markdown
                    state
                />
                <SaveButton
                    label="Record as CSV"
                    name="access-review-record"
                    kind=FileKind::Csv
                    text=csv
                    state
                /> <button type="button" class="button" on:click=move |_| asking.set(true)>
                    "Discard review"
                </button>
            </div>
        </div>
        <details class="details">
            <summary>"Decide in Excel or Sheets"</summary>
            <p class="muted">
                "Save the record as CSV, write keep or remove in the column “decision”, and open it here. Only grants that are as the file saw them are decided."
            </p>
            <OpenFile label="Record as CSV" id="decisions-file" then=Callback::new(take) />
            <p role="status">{move || told.get()}</p>
        </details>
        <EndDialog reviewing open=asking />
    }
}

#[component]
fn EndDialog(reviewing: Reviewing, open: RwSignal<bool>) -> impl IntoView {
    let end = move |_| {
        open.set(false);
        reviewing.review.set(None);
    };
    view! {
        <Dialog open on_close=move |()| open.set(false) title="Discard review?">
            <p>
                "Your decisions will be deleted. Download the record first if you need it. What was planned or changed stays."
            </p>
            <div class="form-end">
                <button type="button" class="button" on:click=move |_| open.set(false)>
                    "Keep reviewing"
                </button>
                <button type="button" class="button danger" on:click=end>
                    "Discard review"
                </button>
            </div>
        </Dialog>
    }
}
