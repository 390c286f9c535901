//! What both pages of a workspace share: who may see it, its heading, its tabs.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use nmp_types::{Member, Permission, Workspace};

use super::offers;
use crate::access::{MembersEvidence, Verdict};
use crate::api::{Api, ApiError};
use crate::last_workspace;
use crate::members::Members;
use crate::members::known::{Answer, MembersSignal};
use crate::paths::Path;
use crate::rights::{Revision, RightsSignal, evidence};
use crate::session::Session;
use crate::ui::skeleton::Skeleton;
use crate::ui::{ErrorPanel, PageHeader};

/// Which of the pages it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The facts.
    Overview,
    /// The members.
    Members,
    /// What was changed.
    Activity,
}

/// A workspace that the person may see, with what is known of its members.
#[derive(Clone, Copy)]
pub struct Shown {
    /// The workspace.
    pub workspace: Signal<Workspace>,
    /// The answer about its members; nothing while it is on its way.
    pub members: Signal<Option<Answer>>,
    /// Why what is shown of them may be out of date.
    pub members_trouble: Signal<Option<ApiError>>,
}

impl Shown {
    /// What the members tell.
    pub fn evidence(self) -> MembersEvidence {
        self.members.with(|members| evidence(members.as_ref()))
    }

    /// The members, if they may be seen; tracked.
    pub fn listed(self) -> Option<Arc<Vec<Member>>> {
        self.members
            .with(|answer| answer.clone().and_then(Result::ok))
    }

    /// The name of the workspace; not tracked.
    pub fn name(self) -> String {
        self.workspace
            .with_untracked(|workspace| workspace.name.clone())
    }

    /// Whether the audit trail may be offered here; tracked. Denied as well where there is none.
    pub fn may_read_audit(self) -> bool {
        Session::expect().has_audit()
            && RightsSignal::expect()
                .get()
                .read_audit(&self.evidence())
                .is_allowed()
    }

    /// Whether something may be offered here; tracked.
    pub fn verdict(self, permission: Permission) -> Verdict {
        self.workspace.with(|workspace| {
            RightsSignal::expect()
                .get()
                .in_workspace(permission, &workspace.name, &self.evidence())
        })
    }
}

/// Loads the workspace of the address and shows `content` for it.
#[component]
pub fn WorkspaceFrame(
    /// Which page it is.
    tab: Tab,
    /// What is shown below the tabs.
    content: fn(Shown) -> AnyView,
) -> impl IntoView {
    let params = use_params_map();
    let name: Signal<String> =
        Memo::new(move |_| params.with(|params| params.get("name").unwrap_or_default())).into();
    let api = Api::expect();
    let revision = Revision::expect();
    let loaded = LocalResource::new(move || {
        revision.track();
        let name = name.get();
        async move {
            let workspace = api.workspace(&name).await;
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
    let outcome = Memo::new(move |_| {
        current.with(|answer| answer.as_ref().map(|answer| answer.as_ref().err().cloned()))
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
                loaded.refetch();
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
            last_workspace::remember(Session::expect(), &name.get_untracked());
            view! {
                <Heading name tab shown />
                {content(shown)}
            }
            .into_any()
        }
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
        Tab::Overview => name.get(),
        Tab::Members => format!("Members of {}", name.get()),
        Tab::Activity => format!("Activity in {}", name.get()),
    });
    let current = move |this: Tab| (this == tab).then_some("page");
    let has_activity = Memo::new(move |_| tab == Tab::Activity || shown.may_read_audit());
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <a href=Path::Workspaces.href()>"Workspaces"</a>
            <span aria-hidden="true">"/"</span>
            <span>{name}</span>
        </nav>
        <PageHeader title />
        <nav class="tabs" aria-label="Workspace">
            <a
                href=move || Path::Members(name.get()).href()
                aria-current=current(Tab::Members)
            >
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
            <a
                href=move || Path::Workspace(name.get()).href()
                aria-current=current(Tab::Overview)
            >
                "Overview"
            </a>
        </nav>
    }
}

/// A forbidden workspace and one that doesn't exist look the same, on purpose; the page is
/// worded for both.
#[component]
fn Unavailable(name: String, error: ApiError, retry: Callback<()>) -> impl IntoView {
    let (title, message) = match &error {
        ApiError::Forbidden => (
            "Not here, or not for you".to_owned(),
            format!(
                "Either there is no workspace “{name}”, or you have no role in it: the platform \
                 doesn't tell which. If it exists, one of its Admins can add you; a new role can \
                 take up to 30 seconds to count."
            ),
        ),
        ApiError::NotFound(words) => ("No such workspace".to_owned(), words.clone()),
        other => ("The workspace can't be shown".to_owned(), other.to_string()),
    };
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
    }
}
