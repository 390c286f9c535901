//! A finding: how much it matters, a sentence with links, since when, and the one thing to do.

use leptos::prelude::*;
use nmp_access::findings::{Action, Finding, Kind, Part};
use nmp_access::plan::planner::Intent;
use nmp_types::Query;
use nmp_types::principal::display;

use crate::pages::access::parts::findings_of;
use crate::pages::access::state::{AccessState, proposing};
use crate::paths::{AccessView, Path, SEARCH};
use crate::ui::time::Moment;

/// Some findings.
#[component]
pub fn FindingList(state: AccessState, found: Vec<Finding>) -> impl IntoView {
    view! {
        <ul class="findings">
            {found.into_iter().map(|finding| view! { <Row state finding /> }).collect_view()}
        </ul>
    }
}

#[component]
fn Row(state: AccessState, finding: Finding) -> impl IntoView {
    let severity = finding.severity.label();
    let kind = finding.kind;
    view! {
        <li class="finding">
            <span class="severity" data-severity=severity>
                {severity}
            </span>
            <div>
                <p>{finding.parts.into_iter().map(piece).collect_view()}</p>
                <p class="muted small">
                    <a href=findings_of(kind) title=kind.rule()>
                        {kind.label()}
                    </a>
                    {finding
                        .since
                        .map(|wire| {
                            view! {
                                " · since "
                                <Moment wire />
                            }
                        })}
                </p>
            </div>
            <Act state action=finding.action />
        </li>
    }
}

fn piece(part: Part) -> AnyView {
    let link = |path: Path, words: String| {
        view! {
            <a class="row-link" translate="no" href=path.href()>
                <bdi>{words}</bdi>
            </a>
        }
        .into_any()
    };
    match part {
        Part::Text(words) => words.into_any(),
        Part::Principal(name) => {
            let words = display(&name);
            link(Path::Access(AccessView::Person(name)), words)
        }
        Part::Workspace(name) => link(Path::Members(name.clone()), name),
    }
}

#[component]
fn Act(state: AccessState, action: Action) -> impl IntoView {
    let link = |href: String, words: &'static str, about: &str| {
        let label = format!("{words} of {about}");
        view! {
            <a class="button small" href=href aria-label=label>
                {words}
            </a>
        }
        .into_any()
    };
    let close = |workspace: String, keep_viewing: bool| {
        let propose = proposing(state);
        let (words, title) = if keep_viewing {
            (
                "Make view-only…",
                format!("Let all users only view {workspace}"),
            )
        } else {
            (
                "Close…",
                format!("Close {workspace} to everyone who isn't named"),
            )
        };
        let label = format!("{words} {workspace}");
        let press = move |_| {
            let intent = Intent::Close {
                workspaces: vec![workspace.clone()],
                keep_viewing,
            };
            propose(title.clone(), intent);
        };
        view! {
            <button type="button" class="button small" aria-label=label on:click=press>
                {words}
            </button>
        }
        .into_any()
    };
    match action {
        Action::ViewOnly(workspace) => close(workspace, true),
        Action::Close(workspace) => close(workspace, false),
        Action::AddAdmin(workspace) => link(findings_of(Kind::Admins), "Add an Admin…", &workspace),
        Action::Person(name) => {
            let about = display(&name);
            link(
                Path::Access(AccessView::Person(name)).href(),
                "See access",
                &about,
            )
        }
        Action::Members(workspace) => link(
            Path::Members(workspace.clone()).href(),
            "See members",
            &workspace,
        ),
        Action::Grants(search) => {
            let query = Query::default().with(SEARCH, &search);
            let href = Path::Access(AccessView::Grants).href() + &query.suffix();
            link(href, "See grants", &search)
        }
    }
}
