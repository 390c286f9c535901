//! The steps of a plan.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::change::ChangeKind;
use nmp_access::plan::{Step, StepState};
use nmp_types::Role;

use crate::pages::access::long_table::{LongTable, long_row};
use crate::pages::access::parts::{PrincipalLink, WorkspaceLink};
use crate::pages::access::state::AccessState;
use crate::ui::filter::CheckField;
use crate::ui::number::{counted, grouped};
use crate::ui::roles::RoleBadges;

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Shown {
    place: usize,
    workspace: String,
    principal: String,
    before: Vec<Role>,
    after: Vec<Role>,
    label: &'static str,
    mark: &'static str,
    reason: Option<String>,
}

impl Shown {
    fn of(place: usize, step: &Step) -> Self {
        Self {
            place,
            workspace: step.workspace.clone(),
            principal: step.change.principal.clone(),
            before: step.change.before.clone(),
            after: step.change.after.clone(),
            label: match (&step.state, step.change.kind()) {
                (StepState::Waiting, ChangeKind::Add) => "Will be added",
                (StepState::Waiting, ChangeKind::Remove) => "Will be removed",
                (StepState::Waiting, _) => "Will be changed",
                (state, _) => state.label(),
            },
            mark: match step.state {
                StepState::Waiting => "waiting",
                StepState::Running => "running",
                StepState::Done | StepState::Undone | StepState::AlreadySo => "done",
                StepState::Impossible(_) | StepState::Stopped(_) => "not",
                StepState::Failed(_) => "failed",
            },
            reason: step.state.reason(),
        }
    }
}

/// The steps, in a table.
#[component]
pub fn Steps(state: AccessState) -> impl IntoView {
    let plan = state.plans.plan;
    let only = RwSignal::new(false);
    let places = Memo::new(move |_| {
        plan.with(|plan| {
            let steps = plan.steps.iter().enumerate();
            let wanted = |step: &Step| !only.get() || step.state.reason().is_some();
            Arc::new(
                steps
                    .filter(|(_, step)| wanted(step))
                    .map(|(place, _)| place)
                    .collect::<Vec<usize>>(),
            )
        })
    });
    let count = Memo::new(move |_| places.with(|places| places.len()));
    let all = Memo::new(move |_| plan.with(|plan| plan.steps.len()));
    let head = || {
        view! {
            <th scope="col">"Workspace"</th>
            <th scope="col">"Principal"</th>
            <th scope="col">"Before"</th>
            <th scope="col">"After"</th>
            <th scope="col">"State"</th>
        }
        .into_any()
    };
    let cells = |row: Shown| {
        let why = row.reason.unwrap_or_default();
        view! {
            <th scope="row">
                <WorkspaceLink name=row.workspace />
            </th>
            <td data-label="Principal">
                <PrincipalLink principal=row.principal />
            </td>
            <td data-label="Before">
                <RoleBadges roles=row.before />
            </td>
            <td data-label="After">
                <RoleBadges roles=row.after />
            </td>
            <td data-label="State" class="step-state" data-state=row.mark>
                <span class="clip">{row.label}</span>
                <span class="small clamp" title=why.clone()>
                    {why.clone()}
                </span>
            </td>
        }
        .into_any()
    };
    let rows = move |range: std::ops::Range<usize>| {
        plan.with(|plan| {
            places.with(|places| {
                let shown = places.get(range).unwrap_or_default().iter();
                shown
                    .filter_map(|place| Some(Shown::of(*place, plan.steps.get(*place)?)))
                    .map(|row| long_row(&row, cells))
                    .collect()
            })
        })
    };
    view! {
        {move || {
            (all.get() > 0)
                .then(|| {
                    view! {
                        <div class="count-line">
                            <p class="muted">
                                {move || match (count.get(), all.get()) {
                                    (shown, all) if shown == all => counted(all, "step", "steps"),
                                    (shown, all) => {
                                        format!(
                                            "{} of {}",
                                            grouped(shown),
                                            counted(all, "step", "steps"),
                                        )
                                    }
                                }}
                            </p>
                            <CheckField label="Only what wasn't or can't be done" value=only />
                        </div>
                    }
                })
        }}
        {move || {
            (count.get() > 0)
                .then(|| {
                    view! {
                        <LongTable caption="Steps of the plan" class="steps" count rows head />
                    }
                })
        }}
    }
}
