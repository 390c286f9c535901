//! How much of everything is known, what is missing, and the way to it: one line, whose height never
//! changes.

use leptos::prelude::*;
use nmp_access::survey::Coverage;
use nmp_access::{Figure, Gap, Rights};

use super::figures::words;
use super::parts::WorkspaceLink;
use super::state::{AccessState, sees_everything};
use crate::pages::may_be_old::MayBeOld;
use crate::pages::pause::PauseNote;
use crate::state::survey_loader::Listed;
use crate::ui::number::{counted, grouped};
use crate::ui::time::Moment;

/// The line.
#[component]
pub fn ScopeLine(state: AccessState) -> impl IntoView {
    let coverage = state.coverage;
    let loading = Memo::new(move |_| state.surveys.is_loading());
    let off = move || matches!(state.rights.get(), Rights::Open);
    let trouble = Signal::derive(move || state.surveys.trouble().map(|fault| fault.to_string()));
    view! {
        <section class="scope" aria-label="What is loaded">
            <p class="scope-words">
                {move || {
                    if loading.get() {
                        view! { <Progress coverage /> }.into_any()
                    } else {
                        view! { <Summary state coverage /> }.into_any()
                    }
                }}
            </p>
            <p class="visually-hidden" role="status">
                {move || announcement(loading.get(), coverage)}
            </p>
            <Missing state coverage />
            {move || {
                if loading.get() {
                    let stop = move |_| state.surveys.stop();
                    view! {
                        <button type="button" class="button small" on:click=stop>
                            "Stop loading"
                        </button>
                    }
                        .into_any()
                } else {
                    let reload = move |_| state.surveys.reload();
                    view! {
                        <button type="button" class="button small" on:click=reload>
                            "Refresh"
                        </button>
                    }
                        .into_any()
                }
            }}
        </section>
        <PauseNote pace=state.surveys.pace stop=Callback::new(move |()| state.surveys.stop()) />
        <MayBeOld trouble refresh=Callback::new(move |()| state.surveys.reload()) />
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
fn Progress(coverage: Memo<Coverage>) -> impl IntoView {
    let done = move || coverage.with(|coverage| coverage.total() - coverage.waiting);
    view! {
        {move || {
            let all = counted(coverage.get().total(), "workspace", "workspaces");
            match done() {
                0 => format!("Loading the members of {all}…"),
                done => format!("Loading… {done} of {all}"),
            }
        }}
        <progress
            aria-label="Workspaces loaded"
            value=move || done().to_string()
            max=move || coverage.get().total().max(1).to_string()
        ></progress>
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
    let known = move || {
        let coverage = coverage.get();
        match (coverage.total(), coverage.unknown(), all.get()) {
            (0, _, false) => "You don't administer any of the workspaces that you see".to_owned(),
            (total, 0, _) => counted(total, "workspace", "workspaces"),
            (total, ..) if coverage.listed == 0 => {
                format!("{} not known", counted(total, "workspace", "workspaces"))
            }
            (total, ..) => format!(
                "{} of {} known",
                grouped(coverage.listed),
                counted(total, "workspace", "workspaces")
            ),
        }
    };
    let figures = move || {
        let coverage = coverage.get();
        let figure = |count, one, many| words(Figure::of(count, coverage), one, many);
        let parts = [
            figure(size().principals, "person or group", "people and groups"),
            figure(size().bindings, "grant", "grants"),
        ];
        let parts = parts.into_iter().flatten();
        parts.map(|part| format!(" · {part}")).collect::<String>()
    };
    view! {
        {known}
        <span class="scope-extra">{figures} " · updated " {since}</span>
    }
}

/// What is missing: the workspaces whose members aren't known, named and never counted as empty, and what
/// isn't looked at. It opens over the page, so that nothing below it moves.
#[component]
fn Missing(state: AccessState, coverage: Memo<Coverage>) -> impl IntoView {
    let retry = move || {
        let coverage = coverage.get();
        !state.surveys.is_loading() && coverage.failed + coverage.waiting > 0
    };
    let retry_label = move || {
        let coverage = coverage.get();
        match (coverage.failed, coverage.waiting) {
            (failed, 0) => format!("Retry {} failed", grouped(failed)),
            _ => "Load the rest".to_owned(),
        }
    };
    let unknown = Memo::new(move |_| {
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
    });
    let all = Memo::new(move |_| sees_everything(&state.rights.get()));
    let some = Memo::new(move |_| unknown.with(Option::is_some) || !all.get());
    let gaps = Signal::derive(move || state.survey.with(|survey| survey.gaps()));
    move || {
        some.get().then(|| {
            view! {
                <details class="scope-missing">
                    <summary>
                        {move || unknown.get().unwrap_or_else(|| "What is looked at".to_owned())}
                    </summary>
                    <div class="scope-panel">
                        <NotSeen state />
                        {move || (!all.get()).then(|| view! { <AlsoViewed state /> })}
                        {move || {
                            unknown.with(Option::is_some).then(|| view! { <GapList gaps /> })
                        }}
                        {move || {
                            let resume = move |_| state.surveys.resume();
                            retry()
                                .then(|| {
                                    view! {
                                        <button type="button" class="button small" on:click=resume>
                                            {retry_label}
                                        </button>
                                    }
                                })
                        }}
                    </div>
                </details>
            }
        })
    }
}

/// That there may be workspaces which aren't even listed.
#[component]
fn NotSeen(state: AccessState) -> impl IntoView {
    move || {
        let words = match state.rights.get().platform_admin() {
            Some(true) => return None,
            Some(false) => "You aren't a platform admin: there may be workspaces you can't see.",
            None => {
                "It isn't known whether you are a platform admin. If you aren't, there may be workspaces you can't see."
            }
        };
        Some(view! { <p>{words}</p> })
    }
}

#[component]
fn AlsoViewed(state: AccessState) -> impl IntoView {
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
            "Include workspaces I can only view"
        </label>
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
