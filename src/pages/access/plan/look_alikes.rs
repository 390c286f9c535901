//! Other spellings of a person who is removed everywhere: they would stay.

use leptos::prelude::*;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::person::look_alikes;

use crate::pages::access::state::AccessState;
use crate::state::plans::{Draft, Stage};

/// Other spellings of a person who is removed everywhere, and a way to remove them too.
#[component]
pub fn LookAlikes(state: AccessState) -> impl IntoView {
    let plans = state.plans;
    let found = Memo::new(move |_| {
        if plans.stage.get() != Stage::Draft {
            return Vec::new();
        }
        plans.draft.with(|draft| match draft {
            Some(Draft {
                intent: Intent::Offboard { who, .. },
                ..
            }) => look_alikes(&state.surveys.get(), who),
            _ => Vec::new(),
        })
    });
    let include = move |_| {
        let names = found.get_untracked();
        plans.draft.update(|draft| {
            if let Some(Draft {
                intent: Intent::Offboard { who, .. },
                ..
            }) = draft
            {
                *who = who.clone().also(&names);
            }
        });
    };
    move || {
        let names = found.get();
        (!names.is_empty()).then(|| {
            view! {
                <div class="warning" role="note">
                    <p>
                        {format!(
                            "Same address in different capitals, and not in this plan: {}. The platform treats them as different people.",
                            names.join(", "),
                        )}
                    </p>
                    <button type="button" class="button small" on:click=include>
                        "Remove these spellings too"
                    </button>
                </div>
            }
        })
    }
}
