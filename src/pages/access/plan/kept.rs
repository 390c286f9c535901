//! What those from whom a plan takes roles still get at afterwards: through everyone's role, through
//! groups, and where that isn't known.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::plan::kept::everywhere;
use nmp_access::plan::{Kept, Leaving};
use nmp_access::survey::person::Access;
use nmp_types::principal::display;

use crate::pages::access::parts::{PrincipalLink, WorkspaceLink};
use crate::pages::access::state::AccessState;
use crate::state::plans::Stage;
use crate::ui::number::grouped;

/// How many are named one by one.
const NAMED: usize = 50;

/// What the block shows.
#[derive(Clone, PartialEq)]
struct Shown {
    leaving: Option<Leaving>,
    kept: Vec<Kept>,
}

/// The block; it is there also if nothing stays, for a person who is removed everywhere.
#[component]
pub fn StillThere(state: AccessState) -> impl IntoView {
    let plans = state.plans;
    // At its end by what is so, not by what was foreseen: a step may have failed.
    Effect::new(move |_| {
        if plans.stage.get() == Stage::Ended {
            let survey = state.surveys.get();
            let who = plans.plan.with_untracked(|plan| {
                let leaving = plan.leaving.as_ref();
                leaving.map(|leaving| leaving.who.clone())
            });
            if let Some(who) = who {
                let (leaving, kept) = everywhere(&survey, &who);
                plans.plan.update(|plan| {
                    plan.leaving = Some(leaving);
                    plan.kept = kept;
                });
            }
        }
    });
    let shown = Memo::new(move |_| {
        plans.plan.with(|plan| {
            Arc::new(Shown {
                leaving: plan.leaving.clone(),
                kept: plan.kept.clone(),
            })
        })
    });
    move || {
        let shown = shown.get();
        (shown.leaving.is_some() || !shown.kept.is_empty()).then(|| view! { <Block shown /> })
    }
}

#[component]
fn Block(shown: Arc<Shown>) -> impl IntoView {
    let leaver = shown
        .leaving
        .as_ref()
        .map(|leaving| leaving.who.name().to_owned());
    let admin_unknown = shown
        .leaving
        .as_ref()
        .is_some_and(|leaving| leaving.platform_admin.is_none());
    let nothing = shown.kept.is_empty() && !admin_unknown;
    let more = shown.kept.len().saturating_sub(NAMED);
    let open = shown.kept.iter().any(|kept| {
        let bindings = kept.standing.bindings.as_ref();
        bindings.is_ok_and(|bindings| !bindings.everyone.is_empty())
    });
    let is_leaver = {
        let leaver = leaver.clone();
        move |principal: &str| leaver.as_deref() == Some(principal)
    };
    view! {
        <section class="section kept" aria-labelledby="kept">
            <h3 id="kept">"Still has access after this"</h3>
            {nothing
                .then(|| {
                    let leaver = leaver.as_deref().map(display).unwrap_or_default();
                    view! {
                        <p class="muted">
                            {format!(
                                "Nothing is left that {leaver} can get into, by all that is known here.",
                            )}
                        </p>
                    }
                })}
            {admin_unknown
                .then(|| {
                    view! {
                        <p class="warning" role="note">
                            "It isn't known whether they are a platform admin, who gets in everywhere."
                        </p>
                    }
                })}
            <ul class="plain losses">
                {shown
                    .kept
                    .iter()
                    .take(NAMED)
                    .map(|kept| {
                        let label = kept.label();
                        let why = kept.standing.reasons().join(" ");
                        let who = (!is_leaver(&kept.principal))
                            .then(|| view! { <PrincipalLink principal=kept.principal.clone() /> });
                        let class = match kept.standing.access() {
                            Access::Role(_) => "badge role",
                            _ => "badge role perhaps",
                        };
                        let role = match kept.standing.access() {
                            Access::Role(role) => Some(role.to_string()),
                            _ => None,
                        };
                        view! {
                            <li>
                                {who} <WorkspaceLink name=kept.standing.workspace.clone() />
                                <span class="roles">
                                    <span class=class data-role=role>
                                        {label}
                                    </span>
                                </span> <span class="muted small">{why}</span>
                            </li>
                        }
                    })
                    .collect_view()}
                {(more > 0)
                    .then(|| {
                        view! { <li class="muted">{format!("and {} more", grouped(more))}</li> }
                    })}
            </ul>
            {open
                .then(|| {
                    view! {
                        <p class="muted small">
                            "To end what all signed-in users have, close the workspace (Findings, Open to all users). To end what a group has, take the person out of the group at the identity provider."
                        </p>
                    }
                })}
        </section>
    }
}
