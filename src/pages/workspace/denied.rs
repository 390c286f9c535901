//! Why something is not offered: the reason in a line; folded away, each check of the platform
//! and the one thing that helps.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::change::command::link_query;
use nmp_access::rights::denial::{Check, Denial, Remedy, explain};
use nmp_access::{Rights, Verdict};
use nmp_types::{Member, Permission, Role};

use crate::paths::{Path, shared};
use crate::session::{Session, browser};
use crate::state::{Revision, RightsSignal};
use crate::ui::clipboard::CopyButton;

/// Explains a verdict that is not [`Verdict::Allowed`].
#[component]
pub fn Denied(
    /// Where.
    workspace: String,
    /// What.
    permission: Permission,
    /// What is known of it.
    verdict: Signal<Verdict>,
    /// The members, as far as they are known.
    #[prop(optional)]
    members: Option<Signal<Arc<Vec<Member>>>>,
) -> impl IntoView {
    let rights = RightsSignal::expect();
    let workspace = StoredValue::new(workspace);
    let denial = Memo::new(move |_| {
        let Rights::Of { identity, .. } = rights.get() else {
            return None;
        };
        let known = members.map(|members| members.get()).unwrap_or_default();
        workspace.with_value(|workspace| {
            let link = request_link(workspace, permission, &identity);
            explain(
                &identity,
                permission,
                workspace,
                &verdict.get(),
                &known,
                &link,
            )
        })
    });
    view! {
        <div class="note denied">
            <p>{move || verdict.get().explanation(permission)}</p>
            {move || denial.get().map(|denial| view! { <Details denial /> })}
        </div>
    }
}

/// Opens the change that would help, filled in, for someone who may make it.
fn request_link(workspace: &str, permission: Permission, identity: &nmp_types::Identity) -> String {
    let me: Vec<String> = identity.own_names().take(1).cloned().collect();
    let role: Role = permission.least_role();
    shared(
        &browser::origin(),
        &Path::Members(workspace.to_owned()),
        &link_query("add", &me, Some(&role)),
    )
    .unwrap_or_default()
}

#[component]
fn Details(denial: Denial) -> impl IntoView {
    let Denial { checks, remedy } = denial;
    let summary = match remedy {
        Remedy::Ask { .. } => "Request access",
        Remedy::SignInAgain | Remedy::Wait | Remedy::Nothing => "Details",
    };
    view! {
        <details class="details">
            <summary>{summary}</summary>
            <dl class="facts">
                {checks
                    .into_iter()
                    .map(|Check { label, found, passed }| {
                        let mark = match passed {
                            Some(true) => "✓ ",
                            Some(false) => "✗ ",
                            None => "? ",
                        };
                        let word = match passed {
                            Some(true) => "passed: ",
                            Some(false) => "failed: ",
                            None => "unknown: ",
                        };
                        view! {
                            <dt>{label}</dt>
                            <dd>
                                <span aria-hidden="true">{mark}</span>
                                <span class="visually-hidden">{word}</span>
                                {found}
                            </dd>
                        }
                    })
                    .collect_view()}
            </dl>
            <Helps remedy />
            <p class="muted">"New roles take up to 30 seconds."</p>
        </details>
    }
}

#[component]
fn Helps(remedy: Remedy) -> impl IntoView {
    let session = Session::expect();
    match remedy {
        Remedy::Ask { admins, text } => {
            let whom = match admins.len() {
                0 => "Ask an Admin of the workspace, or the people who run the platform.".to_owned(),
                1..=5 => format!("Ask an Admin: {}.", admins.join(", ")),
                more => format!(
                    "Ask an Admin: {} and {} others.",
                    admins.get(..5).unwrap_or_default().join(", "),
                    more - 5
                ),
            };
            view! {
                <p>{whom}</p>
                <blockquote class="request">{text.clone()}</blockquote>
                <div class="actions">
                    <CopyButton label="Copy request" text=Signal::stored(text) />
                    <CheckAgain />
                </div>
            }
            .into_any()
        }
        Remedy::SignInAgain => view! {
            <p>
                "Sign in again with a token that may write. The people who run the platform decide which scopes Studio asks for."
            </p>
            <button type="button" class="button small" on:click=move |_| session.sign_out()>
                "Sign out"
            </button>
        }
        .into_any(),
        Remedy::Wait => view! { <CheckAgain /> }.into_any(),
        Remedy::Nothing => ().into_any(),
    }
}

/// Asks the platform again.
#[component]
fn CheckAgain() -> impl IntoView {
    let revision = Revision::expect();
    view! {
        <button type="button" class="button small" on:click=move |_| revision.bump()>
            "Check again"
        </button>
    }
}
