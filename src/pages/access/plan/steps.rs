//! The steps of a plan.

use std::sync::Arc;

use leptos::html;
use leptos::leptos_dom::helpers::window_event_listener_untyped;
use leptos::prelude::*;
use nmp_access::Plan;
use nmp_access::change::ChangeKind;
use nmp_access::plan::{Step, StepState};
use nmp_types::Role;
use nmp_types::principal::{display, mention};

use crate::pages::access::long_table::{LongTable, long_row};
use crate::pages::access::parts::{PrincipalLink, WorkspaceLink};
use crate::pages::access::state::AccessState;
use crate::state::plans::Stage;
use crate::ui::filter::CheckField;
use crate::ui::focus;
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
    /// Whether it is to be made; `None` where that can't be chosen.
    included: Option<bool>,
}

impl Shown {
    fn of(place: usize, plan: &Plan, draft: bool) -> Option<Self> {
        let step = plan.steps.get(place)?;
        let lacks = plan.lacks(step).map(|lacked| {
            let who = display(&lacked.change.principal);
            format!(" Include again that {who} becomes an Admin.")
        });
        let reason = step.state.reason();
        Some(Self {
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
                StepState::Impossible(_) | StepState::Stopped(_) | StepState::LeftOut => "not",
                StepState::Failed(_) => "failed",
            },
            reason: reason.map(|reason| reason + &lacks.unwrap_or_default()),
            included: match step.state {
                StepState::Waiting if draft => Some(true),
                StepState::LeftOut if draft => Some(false),
                _ => None,
            },
        })
    }
}

/// The steps, in a table.
#[component]
pub fn Steps(
    /// The pages' state.
    state: AccessState,
    /// Set once the end of the list was on the screen; again unseen when there are other steps.
    seen: RwSignal<bool>,
) -> impl IntoView {
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
    let draft = Memo::new(move |_| state.plans.stage.get() == Stage::Draft);
    let end = NodeRef::<html::Div>::new();
    watch_for_the_end(end, seen, all);
    let head = || {
        view! {
            <th scope="col" class="tick">
                <span class="visually-hidden">"Include"</span>
            </th>
            <th scope="col">"Workspace"</th>
            <th scope="col">"Person or group"</th>
            <th scope="col">"Before"</th>
            <th scope="col">"After"</th>
            <th scope="col">"State"</th>
        }
        .into_any()
    };
    let cells = move |row: Shown| {
        let why = row.reason.clone().unwrap_or_default();
        view! {
            <td class="tick">
                <Include state row=row.clone() />
            </td>
            <th scope="row">
                <WorkspaceLink name=row.workspace />
            </th>
            <td data-label="Person or group">
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
                <span class="small">{why}</span>
            </td>
        }
        .into_any()
    };
    let rows = move |range: std::ops::Range<usize>| {
        plan.with(|plan| {
            places.with(|places| {
                let shown = places.get(range).unwrap_or_default().iter();
                shown
                    .filter_map(|place| Shown::of(*place, plan, draft.get()))
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
                            <CheckField label="Only blocked, failed and not done" value=only />
                        </div>
                    }
                })
        }}
        {move || {
            (count.get() > 0)
                .then(|| {
                    view! {
                        <LongTable caption="Steps of the plan" class="steps" count rows head />
                        <div node_ref=end></div>
                    }
                })
        }}
    }
}

/// Notes when the end of the list has been on the screen, by scrolling or at once.
fn watch_for_the_end(end: NodeRef<html::Div>, seen: RwSignal<bool>, count: Memo<usize>) {
    let look = move || {
        let (Some(Some(end)), Some(false)) = (end.try_get_untracked(), seen.try_get_untracked())
        else {
            return;
        };
        let height = window()
            .inner_height()
            .ok()
            .and_then(|height| height.as_f64());
        let bottom = end.get_bounding_client_rect().bottom();
        if height.is_some_and(|height| bottom != 0.0 && bottom <= height) {
            seen.set(true);
        }
    };
    for event in ["scroll", "resize"] {
        let handle = window_event_listener_untyped(event, move |_| look());
        on_cleanup(move || handle.remove());
    }
    Effect::new(move |_| {
        count.track();
        end.track();
        seen.set(false);
        // Once the rows are laid out.
        request_animation_frame(look);
    });
}

/// Whether a step is to be made, where that can be chosen.
#[component]
fn Include(state: AccessState, row: Shown) -> impl IntoView {
    let key = (row.workspace.clone(), row.principal.clone());
    let label = format!(
        "Include the change of {} in {}",
        mention(&row.principal),
        row.workspace
    );
    let place = row.place;
    row.included.map(|included| {
        let choose = move |event| {
            let include = event_target_checked(&event);
            // The row is made again.
            request_animation_frame(move || focus::enter(&[&format!("[data-step='{place}']")]));
            state.plans.draft.update(|draft| {
                if let Some(draft) = draft {
                    match include {
                        true => draft.left_out.remove(&key),
                        false => draft.left_out.insert(key.clone()),
                    };
                }
            });
        };
        view! {
            <input
                type="checkbox"
                class="checkbox"
                aria-label=label
                data-step=place.to_string()
                prop:checked=included
                on:change=choose
            />
        }
    })
}
