//! What the pages of a workspace share: who may see it, its heading, its tabs.

use leptos::prelude::*;
use nmp_sdk::{ApiError, RefusalKind, workspaces};
use nmp_types::Workspace;

use super::offers;
use super::shown::Shown;
use crate::pages::may_be_old::MayBeOld;
use crate::pages::request::RequestAccess;
use crate::paths::{Path, use_segment};
use crate::session::Session;
use crate::state::Members;
use crate::state::last_workspace;
use crate::state::member_cache::MembersSignal;
use crate::state::question::Question;
use crate::state::{Revision, RightsSignal};
use crate::transport::Api;
use crate::ui::skeleton::Skeleton;
use crate::ui::{ErrorPanel, PageHeader};

/// Which of the pages it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The facts, the description, and deleting it.
    Settings,
    /// The members.
    Members,
    /// What was changed.
    Activity,
}

/// Loads the workspace of the address and shows `content` for it.
#[component]
pub fn WorkspaceFrame(
    /// Which page it is.
    tab: Tab,
    /// What is shown below the tabs.
    content: fn(Shown) -> AnyView,
) -> impl IntoView {
    let name: Signal<String> = use_segment(1).into();
    let api = Api::expect();
    let revision = Revision::expect();
    let loaded = Question::ask(move || {
        revision.track();
        let name = name.get();
        async move {
            let workspace = api.send(workspaces::get(&name)).await;
            (name, workspace)
        }
    });
    let all_members = Members::expect();
    let MembersSignal {
        answer: members,
        trouble: members_trouble,
    } = all_members.watch(name);
    // An answer about another workspace is on its way out: it is not shown under this name.
    let current = Memo::new(move |_| {
        loaded
            .get()
            .filter(|(about, _)| *about == name.get())
            .map(|(_, answer)| answer)
    });
    let answered = Memo::new(move |_| {
        current.with(|answer| answer.as_ref().map(|answer| answer.as_ref().err().cloned()))
    });
    // A question that was asked again and not answered doesn't take the page away, with what is typed
    // in it. Another workspace begins with none.
    let outcome = Memo::new(move |before: Option<&Outcome>| kept(answered.get(), before));
    let trouble = Signal::derive(move || {
        let answered = answered.get().flatten();
        let error = answered.filter(|_| outcome.with(is_seen))?;
        Some(error.to_string())
    });
    let last_seen = StoredValue::new(None::<Workspace>);
    move || match outcome.get() {
        None => view! {
            <PageHeader title=name />
            <Skeleton label="Loading the workspace" />
        }
        .into_any(),
        Some(Some(error)) => {
            let retry = Callback::new(move |()| {
                loaded.ask_again();
                all_members.load(&name.get_untracked());
            });
            view! { <Unavailable name=name.get() error retry /> }.into_any()
        }
        Some(None) => {
            let workspace = Signal::derive(move || {
                let seen = current.with(|answer| answer.clone().and_then(Result::ok));
                if let Some(workspace) = seen {
                    last_seen.set_value(Some(workspace));
                }
                last_seen
                    .get_value()
                    .unwrap_or_else(|| nowhere(&name.get_untracked()))
            });
            let shown = Shown {
                workspace,
                members,
                members_trouble,
            };
            offers::offer(shown);
            last_workspace::remember(Session::expect(), name.get_untracked());
            let refresh = Callback::new(move |()| loaded.ask_again());
            view! {
                <Heading name tab shown />
                <MayBeOld trouble refresh />
                {content(shown)}
            }
            .into_any()
        }
    }
}

/// What became of the question for the workspace: nothing yet, an error, or none.
type Outcome = Option<Option<ApiError>>;

fn is_seen(outcome: &Outcome) -> bool {
    matches!(outcome, Some(None))
}

/// What is shown after an answer: as before, if it may be another one a little later.
fn kept(now: Outcome, before: Option<&Outcome>) -> Outcome {
    let is_passing = now
        .as_ref()
        .is_some_and(|error| error.as_ref().is_some_and(ApiError::is_transient));
    match is_passing && before.is_some_and(is_seen) {
        true => Some(None),
        false => now,
    }
}

/// Stands in for the instant in which the view of a workspace is taken down.
fn nowhere(name: &str) -> Workspace {
    Workspace {
        id: String::new(),
        name: name.to_owned(),
        description: None,
        created_at: String::new(),
        created_by: None,
        updated_at: String::new(),
        updated_by: None,
    }
}

#[component]
fn Heading(name: Signal<String>, tab: Tab, shown: Shown) -> impl IntoView {
    let title = Signal::derive(move || match tab {
        Tab::Settings => format!("Settings of {}", name.get()),
        Tab::Members => format!("Members of {}", name.get()),
        Tab::Activity => format!("Activity in {}", name.get()),
    });
    let current = move |this: Tab| (this == tab).then_some("page");
    let has_activity = Memo::new(move |_| tab == Tab::Activity || shown.may_read_audit());
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <a href=Path::Workspaces.href()>"Workspaces"</a>
            <span aria-hidden="true">"/"</span>
            <span translate="no">{name}</span>
        </nav>
        <PageHeader title />
        <nav class="tabs" aria-label="Workspace">
            <a href=move || Path::Members(name.get()).href() aria-current=current(Tab::Members)>
                "Members"
            </a>
            {move || {
                has_activity
                    .get()
                    .then(|| {
                        view! {
                            <a
                                href=move || Path::Activity(name.get()).href()
                                aria-current=current(Tab::Activity)
                            >
                                "Activity"
                            </a>
                        }
                    })
            }}
            <a href=move || Path::Workspace(name.get()).href() aria-current=current(Tab::Settings)>
                "Settings"
            </a>
        </nav>
    }
}

/// A forbidden workspace and one that doesn't exist look the same, on purpose; the page is
/// worded for both.
#[component]
fn Unavailable(name: String, error: ApiError, retry: Callback<()>) -> impl IntoView {
    let groups = match RightsSignal::expect().get_untracked().why_more() {
        Some(why) => format!(" Not all of your roles are known: {why}."),
        None => String::new(),
    };
    let (title, message) = match error.kind() {
        Some(RefusalKind::Forbidden) => (
            "You can't open this workspace".to_owned(),
            format!(
                "There is no workspace “{name}”, or you don't have access to it (the platform \
                 doesn't say which). Ask an Admin to add you. Access starts within 30 \
                 seconds.{groups}"
            ),
        ),
        Some(RefusalKind::NotFound) => ("No such workspace".to_owned(), error.to_string()),
        _ => ("The workspace can't be shown".to_owned(), error.to_string()),
    };
    let may_ask = error.kind() == Some(RefusalKind::Forbidden);
    let asked = RwSignal::new(name.clone());
    let back = || {
        view! {
            <a class="button" href=Path::Workspaces.href()>
                "Go to the workspaces"
            </a>
        }
    };
    view! {
        <PageHeader title=name />
        <ErrorPanel title message retry>
            {back()}
        </ErrorPanel>
        {may_ask
            .then(|| {
                view! {
                    <section class="section" aria-labelledby="request">
                        <h2 id="request">"Request access"</h2>
                        <RequestAccess workspace=asked fixed=true />
                    </section>
                }
            })}
    }
}

#[cfg(test)]
mod tests {
    use nmp_sdk::http::Response;

    use super::*;

    #[test]
    fn a_page_that_was_seen_stays_until_it_is_known_that_it_may_not() {
        let refused = |status| {
            Some(Some(ApiError::from_response(Response {
                status,
                ..Response::default()
            })))
        };
        let seen: Outcome = Some(None);
        for (now, before, shown) in [
            (None, None, None),
            (seen.clone(), None, seen.clone()),
            (refused(503), None, refused(503)),
            (refused(503), Some(&seen), seen.clone()),
            (Some(Some(ApiError::NoAnswer)), Some(&seen), seen.clone()),
            (refused(403), Some(&seen), refused(403)),
            (refused(404), Some(&seen), refused(404)),
            // Another workspace.
            (None, Some(&seen), None),
            (refused(503), Some(&None), refused(503)),
        ] {
            assert_eq!(kept(now, before), shown);
        }
    }
}
