//! How much of everything is loaded, what is missing, and the way to it.

use leptos::prelude::*;
use nmp_access::survey::Coverage;
use nmp_access::{Figure, Gap, Rights};

use super::figures::words;
use super::parts::WorkspaceLink;
use super::state::{AccessState, sees_everything};
use crate::pages::pause::PauseNote;
use crate::state::survey_loader::Listed;
use crate::ui::number::{counted, grouped};
use crate::ui::time::Moment;

/// How much is loaded, what is missing, and the way to it.
#[component]
pub fn CoverageBar(state: AccessState) -> impl IntoView {
    let coverage = state.coverage;
    let loading = Memo::new(move |_| state.surveys.is_loading());
    let off = move || matches!(state.rights.get(), Rights::Open);
    view! {
        <section class="coverage" aria-label="What is loaded">
            {move || {
                if loading.get() {
                    view! { <Progress state coverage /> }.into_any()
                } else {
                    view! { <Summary state coverage /> }.into_any()
                }
            }}
            <PauseNote pace=state.surveys.pace stop=Callback::new(move |()| state.surveys.stop()) />
            <p class="visually-hidden" role="status">
                {move || announcement(loading.get(), coverage)}
            </p>
            <Unknown state coverage />
        </section>
        {move || {
            off()
                .then(|| {
                    view! {
                        <p class="note">
                            "Authentication is off: roles don't apply now. This shows what will count once it is switched on."
                        </p>
                    }
                })
        }}
    }
}

/// Told once when loading begins and once when it ends, not with every answer.
fn announcement(loading: bool, coverage: Memo<Coverage>) -> String {
    if loading {
        return "Loading the members of all workspaces.".to_owned();
    }
    let coverage = coverage.get();
    let workspaces = |count| counted(count, "workspace", "workspaces");
    match (coverage.listed, coverage.total()) {
        (0, total) => format!("The members of {} aren't known.", workspaces(total)),
        (known, total) => format!("The members of {known} of {} are known.", workspaces(total)),
    }
}

#[component]
fn Progress(state: AccessState, coverage: Memo<Coverage>) -> impl IntoView {
    let done = move || coverage.with(|coverage| coverage.total() - coverage.waiting);
    view! {
        <div class="coverage-line">
            <label class="coverage-progress">
                <span>
                    {move || {
                        let all = counted(coverage.get().total(), "workspace", "workspaces");
                        match done() {
                            0 => format!("Loading the members of {all}."),
                            done => {
                                format!(
                                    "{done} of {all} loaded; {} left. What is here can be used.",
                                    coverage.get().waiting,
                                )
                            }
                        }
                    }}
                </span>
                <progress
                    value=move || done().to_string()
                    max=move || coverage.get().total().max(1).to_string()
                ></progress>
            </label>
            <button type="button" class="button small" on:click=move |_| state.surveys.stop()>
                "Stop loading"
            </button>
        </div>
    }
}

#[component]
fn Summary(state: AccessState, coverage: Memo<Coverage>) -> impl IntoView {
    let size = move || state.index.with(|index| index.size());
    let since = move || match state.surveys.listed() {
        Listed::Since(at) => Some(view! { <Moment wire=at /> }),
        _ => None,
    };
    let all = Memo::new(move |_| sees_everything(&state.rights.get()));
    view! {
        <div class="coverage-line">
            <p>
                {move || {
                    let coverage = coverage.get();
                    let figure = |count, one, many| words(Figure::of(count, coverage), one, many);
                    let workspaces = match (coverage.total(), all.get()) {
                        (0, false) => {
                            "You don't administer any of the workspaces that you see".to_owned()
                        }
                        (total, _) => counted(total, "workspace", "workspaces"),
                    };
                    let parts = [
                        Some(workspaces),
                        figure(size().principals, "principal", "principals"),
                        figure(size().bindings, "binding", "bindings"),
                    ];
                    let parts: Vec<String> = parts.into_iter().flatten().collect();
                    format!("{}. Asked ", parts.join(", "))
                }} {since} "."
            </p>
            <button type="button" class="button small" on:click=move |_| state.surveys.reload()>
                "Ask again"
            </button>
            {move || {
                (!all.get())
                    .then(|| {
                        view! {
                            <label class="check">
                                <input
                                    type="checkbox"
                                    class="checkbox"
                                    prop:checked=move || state.everything.get()
                                    on:change=move |event| {
                                        state.everything.set(event_target_checked(&event));
                                    }
                                />
                                "Also what I don't administer"
                            </label>
                        }
                    })
            }}
        </div>
        {move || {
            let words = match state.rights.get().platform_admin() {
                Some(true) => return None,
                Some(false) => {
                    "You aren't a platform admin: there may be workspaces that you don't see at all."
                }
                None => {
                    "It isn't known whether you are a platform admin. If you aren't, there may be workspaces that you don't see at all."
                }
            };
            Some(view! { <p class="muted small">{words}</p> })
        }}
    }
}

/// The workspaces whose members aren't known: named, never counted as empty.
#[component]
fn Unknown(state: AccessState, coverage: Memo<Coverage>) -> impl IntoView {
    let retry = move || {
        let coverage = coverage.get();
        !state.surveys.is_loading() && coverage.failed + coverage.waiting > 0
    };
    let words = move || {
        let coverage = coverage.get();
        let mut parts = Vec::new();
        if coverage.forbidden > 0 {
            parts.push(format!("{} not visible to you", coverage.forbidden));
        }
        if coverage.failed > 0 {
            parts.push(format!("{} failed", coverage.failed));
        }
        if coverage.waiting > 0 && !state.surveys.is_loading() {
            parts.push(format!("{} not loaded", coverage.waiting));
        }
        (!parts.is_empty()).then(|| format!("Unknown: {}", parts.join(", ")))
    };
    let words = Memo::new(move |_| words());
    move || {
        words.get().map(|words| {
            view! {
                <div class="coverage-line">
                    <details class="details">
                        <summary>{words}</summary>
                        <GapList gaps=Signal::derive(move || {
                            state.survey.with(|survey| survey.gaps())
                        }) />
                    </details>
                    {move || {
                        retry()
                            .then(|| {
                                view! {
                                    <button
                                        type="button"
                                        class="button small"
                                        on:click=move |_| state.surveys.resume()
                                    >
                                        "Load the rest"
                                    </button>
                                }
                            })
                    }}
                </div>
            }
        })
    }
}

/// How many unknown workspaces are named one by one.
const NAMED: usize = 50;

/// Workspaces whose members aren't known, and why.
#[component]
pub fn GapList(
    /// All of them.
    gaps: Signal<Vec<(String, Gap)>>,
) -> impl IntoView {
    move || {
        let gaps = gaps.get();
        let more = gaps.len().saturating_sub(NAMED);
        view! {
            <ul class="plain">
                {gaps
                    .into_iter()
                    .take(NAMED)
                    .map(|(name, gap)| {
                        view! {
                            <li>
                                <WorkspaceLink name />
                                <span class="muted small">{gap.to_string()}</span>
                            </li>
                        }
                    })
                    .collect_view()}
                {(more > 0)
                    .then(|| {
                        view! { <li class="muted">{format!("and {} more", grouped(more))}</li> }
                    })}
            </ul>
        }
    }
}
