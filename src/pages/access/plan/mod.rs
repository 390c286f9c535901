//! The plan: exactly what will be done, what can't be and why; then how far it is.
//!
//! * [`look_alikes`]: other spellings of a person who is removed.
//! * [`successors`]: who takes over where somebody is the last Admin.
//! * [`buttons`]: beginning, stopping, trying again, taking back, exporting.
//! * [`steps`]: what will be done where; each can be left out.
//! * [`kept`]: what those from whom it takes roles still get at afterwards.
//! * [`others`]: the other plans of this tab.
//! * [`confirm`]: asks once more, where a plan can't be taken back lightly and wasn't read to its end.

mod buttons;
mod confirm;
mod kept;
mod look_alikes;
mod others;
mod steps;
mod successors;

use leptos::prelude::*;
use nmp_access::plan::StepState;
use nmp_access::plan::planner::plan_without;

use self::buttons::Buttons;
use self::kept::StillThere;
use self::look_alikes::LookAlikes;
use self::others::OtherPlans;
use self::steps::Steps;
use self::successors::Successors;
use super::coverage::GapList;
use super::pictures;
use super::state::AccessState;
use crate::pages::pause::PauseNote;
use crate::paths::{AccessView, Path};
use crate::state::plans::{Draft, Stage};
use crate::ui::Lazy;
use crate::ui::focus;
use crate::ui::number::counted;

/// The page.
#[component]
pub fn PlanView(state: AccessState) -> impl IntoView {
    let plans = state.plans;
    // As long as it is a draft it follows what is known, no matter who asks for it.
    Effect::new(move |_| {
        if plans.stage.get() != Stage::Draft {
            return;
        }
        if let Some(Draft {
            title,
            intent,
            left_out,
        }) = plans.draft.get()
        {
            let rights = state.rights.get();
            let known = state.surveys.get();
            let made = plan_without(&known, &rights, &title, &intent, &left_out);
            plans.plan.set(made);
        }
    });
    let nothing = Memo::new(move |_| plans.stage.get() == Stage::Nothing);
    // Its buttons go with each stage, and with the plan that takes another one back.
    focus::rescue(
        move || {
            plans.stage.track();
            plans.draft.track();
        },
        &["#plan-tally", "h1"],
    );
    view! {
        {move || {
            if nothing.get() {
                view! { <Nothing /> }.into_any()
            } else {
                view! { <Planned state /> }.into_any()
            }
        }}
        <OtherPlans state />
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <section class="panel empty">
            <h2 class="panel-title">"No plan"</h2>
            <p>
                "Changes to several workspaces start as a draft here, so you can check them first."
            </p>
            <div class="actions">
                <a class="button" href=Path::Access(AccessView::Overview).href()>
                    "Go to the overview"
                </a>
            </div>
        </section>
    }
}

#[component]
fn Planned(state: AccessState) -> impl IntoView {
    let plan = state.plans.plan;
    let title = Memo::new(move |_| plan.with(|plan| plan.title.clone()));
    let tally = Memo::new(move |_| plan.with(|plan| plan.tally()));
    let total = Memo::new(move |_| plan.with(|plan| plan.steps.len()));
    let several = Memo::new(move |_| total.get() > 1);
    let seen = RwSignal::new(false);
    provide_context(state);
    view! {
        <h2 class="plan-title">{move || title.get()}</h2>
        <div class="plan-state">
            <p role="status" id="plan-tally" tabindex="-1">
                {move || match (state.plans.stage.get(), total.get()) {
                    (Stage::Draft, 0) => "Nothing to do.".to_owned(),
                    (Stage::Draft, _) => {
                        format!("Draft: {}. Nothing has changed yet.", tally.get().sentence())
                    }
                    (Stage::Running, _) => format!("Running: {}.", tally.get().sentence()),
                    _ => format!("Finished: {}.", tally.get().sentence()),
                }}
            </p>
            {move || {
                (state.plans.stage.get() == Stage::Running)
                    .then(|| {
                        view! {
                            <progress
                                aria-label="Changes made"
                                value=move || (total.get() - tally.get().left).to_string()
                                max=move || total.get().max(1).to_string()
                            ></progress>
                        }
                    })
            }}
        </div>
        <PauseNote pace=state.plans.pace stop=Callback::new(move |()| state.plans.stop()) />
        <LookAlikes state />
        <Successors state />
        <Warnings state />
        <NoPerson state />
        <Steps state seen />
        {move || {
            several.get().then(|| view! { <Lazy load=pictures::lazy::plan what="The picture" /> })
        }}
        <StillThere state />
        <Gaps state />
        <Buttons state seen />
    }
}

/// What the person at the keyboard would lose.
#[component]
fn Warnings(state: AccessState) -> impl IntoView {
    let own = Memo::new(move |_| {
        state.plans.plan.with(|plan| {
            plan.steps
                .iter()
                .filter(|step| step.last && step.state == StepState::Waiting)
                .map(|step| step.workspace.clone())
                .collect::<Vec<String>>()
        })
    });
    move || {
        let own = own.get();
        (!own.is_empty() && state.plans.stage.get() == Stage::Draft).then(|| {
            view! {
                <p class="warning" role="note">
                    {format!(
                        "This takes away your own right to manage members in {}. It is done last, and only if everything before it succeeds.",
                        own.join(", "),
                    )}
                </p>
            }
        })
    }
}

/// How many workspaces without a person are named one by one.
const NAMED: usize = 20;

/// Where nobody is left as Admin of whom it is known that they are a person.
#[component]
fn NoPerson(state: AccessState) -> impl IntoView {
    let left = Memo::new(move |_| state.plans.plan.with(|plan| plan.no_person.clone()));
    move || {
        let mut names = left.get();
        (!names.is_empty()).then(|| {
            let more = names.len().saturating_sub(NAMED);
            names.truncate(NAMED);
            if more > 0 {
                names.push(format!("{more} more"));
            }
            view! {
                <p class="warning" role="note">
                    {format!(
                        "{} would have no person as an Admin: only a group, a service, all signed-in users, or another spelling of who is removed.",
                        names.join(", "),
                    )}
                </p>
            }
        })
    }
}

/// Workspaces of which it isn't known whether there is anything to do.
#[component]
fn Gaps(state: AccessState) -> impl IntoView {
    let gaps = Signal::derive(move || state.plans.plan.with(|plan| plan.gaps.clone()));
    let some = Memo::new(move |_| gaps.with(|gaps| gaps.len()));
    move || {
        (some.get() > 0).then(|| {
            view! {
                <section class="section" aria-labelledby="gaps">
                    <h3 id="gaps">"Not known"</h3>
                    <p class="muted">
                        {format!(
                            "The members of {} aren't known, so there may be more to do.",
                            counted(some.get(), "workspace", "workspaces"),
                        )}
                    </p>
                    <GapList gaps />
                </section>
            }
        })
    }
}
