//! The facts of a workspace, and what one may do with it.

use leptos::prelude::*;
use nmp_access::{GeneralAccess, Known, KnownMembers, Rights, Verdict};
use nmp_types::Permission;
use nmp_types::foreign::in_sentence;

use super::delete::DeleteDialog;
use super::edit::EditDescriptionDialog;
use super::frame::{Tab, WorkspaceFrame};
use super::shown::Shown;
use crate::palette::{Entry, Found, Palette};
use crate::state::RightsSignal;
use crate::ui::foreign::Foreign;
use crate::ui::number::grouped;
use crate::ui::time::Moment;

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    view! {
        <WorkspaceFrame tab=Tab::Settings content=|shown| view! { <Overview shown /> }.into_any() />
    }
}

#[component]
fn Overview(shown: Shown) -> impl IntoView {
    let editing = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let workspace = shown.workspace;
    let may = move |permission: Permission| shown.verdict(permission);
    // The buttons stay the same, with the focus on them, while the answers behind them change.
    let may_edit = Memo::new(move |_| may(Permission::UpdateWorkspace).is_allowed());
    let may_delete = Memo::new(move |_| may(Permission::DeleteWorkspace));
    Palette::expect().offer(
        || "This page".to_owned(),
        Found::Always,
        move || {
            let edit = Entry::action("Edit description", move || editing.set(true));
            let delete = Entry::action("Delete workspace", move || deleting.set(true));
            [
                (Permission::UpdateWorkspace, edit.found_by("change about")),
                (Permission::DeleteWorkspace, delete.found_by("remove")),
            ]
            .into_iter()
            .filter(|(permission, _)| may(*permission).is_allowed())
            .map(|(_, entry)| entry)
            .collect()
        },
    );
    view! {
        <section class="section" aria-labelledby="about">
            <div class="section-header">
                <h2 id="about">"About"</h2>
                {move || {
                    may_edit
                        .get()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button"
                                    on:click=move |_| editing.set(true)
                                >
                                    "Edit description"
                                </button>
                            }
                        })
                }}
            </div>
            <p class="description">
                {move || {
                    let text = workspace
                        .with(|workspace| workspace.description.clone())
                        .filter(|text| !text.is_empty());
                    view! { <Foreign text=text.unwrap_or_else(|| "No description.".to_owned()) /> }
                }}
            </p>
            <Facts shown />
        </section>
        <YourAccess shown />
        <section class="section" aria-labelledby="delete">
            <h2 id="delete">"Delete"</h2>
            {move || match may_delete.get() {
                Verdict::Allowed => {
                    view! {
                        <p>
                            "Deletes the workspace with everything in it. "
                            {move || losing(&shown.members.get())} "This can't be undone."
                        </p>
                        <button
                            type="button"
                            class="button danger"
                            on:click=move |_| deleting.set(true)
                        >
                            "Delete workspace"
                        </button>
                    }
                        .into_any()
                }
                other => {
                    view! { <p class="muted">{other.explanation(Permission::DeleteWorkspace)}</p> }
                        .into_any()
                }
            }}
        </section>
        <EditDescriptionDialog open=editing workspace />
        <DeleteDialog open=deleting workspace />
    }
}

/// How many lose access with a workspace, as far as they are known.
fn losing(members: &KnownMembers) -> String {
    match members {
        Known::Listed(members) if members.len() == 1 => "1 member loses access. ".to_owned(),
        Known::Listed(members) => format!("{} members lose access. ", grouped(members.len())),
        _ => String::new(),
    }
}

#[component]
fn Facts(shown: Shown) -> impl IntoView {
    let rights = RightsSignal::expect();
    let by = move |who: Option<String>| {
        who.map(|who| format!(" by {}", in_sentence(&rights.get().name_of(who))))
    };
    move || {
        let workspace = shown.workspace.get();
        let general = match shown.members.get() {
            Known::Listed(members) => {
                let access = GeneralAccess::of(&members);
                format!("{}. {}", access.label(), access.description())
            }
            Known::Forbidden => "Not visible to you.".to_owned(),
            Known::Failed(_) => "The members couldn't be loaded.".to_owned(),
            Known::Loading => "…".to_owned(),
        };
        view! {
            <dl class="facts">
                <dt>"Who can get in"</dt>
                <dd>{general}</dd>
                <dt>"Created"</dt>
                <dd>
                    <Moment wire=workspace.created_at />
                    {by(workspace.created_by)}
                </dd>
                <dt>"Changed"</dt>
                <dd>
                    <Moment wire=workspace.updated_at />
                    {by(workspace.updated_by)}
                </dd>
                <dt>"ID"</dt>
                <dd>
                    <code translate="no">{workspace.id}</code>
                </dd>
            </dl>
        }
    }
}

/// What one may do here, and why not more.
#[component]
fn YourAccess(shown: Shown) -> impl IntoView {
    let rights = RightsSignal::expect();
    let own = move || rights.get().role_in(&shown.name(), &shown.members.get());
    let role = move || match (rights.get(), own()) {
        (Rights::Open, _) => "Authentication is off: everyone may do everything.".to_owned(),
        (_, Some(effective)) => {
            let role = effective.role.with_article();
            format!("You're {role} ({}).", effective.source.label())
        }
        (_, None) => match shown.members.get() {
            Known::Listed(_) => match rights.get().why_unsettled() {
                Some(why) => format!("No role of yours is known here: {why}."),
                None => "You have no role here.".to_owned(),
            },
            Known::Forbidden => "Your role is not visible to you.".to_owned(),
            Known::Failed(_) => "The members couldn't be loaded.".to_owned(),
            Known::Loading => "…".to_owned(),
        },
    };
    let line = move |permission: Permission| {
        view! {
            <li>
                {move || {
                    let verdict = shown.verdict(permission);
                    match verdict.explanation(permission) {
                        None => {
                            view! { <span>"You may " {permission.label()} "."</span> }.into_any()
                        }
                        Some(why) => view! { <span class="muted">{why}</span> }.into_any(),
                    }
                }}
            </li>
        }
    };
    view! {
        <section class="section" aria-labelledby="your-access">
            <h2 id="your-access">"Your access"</h2>
            <p>{role}</p>
            <ul class="plain">
                {Permission::ALL
                    .into_iter()
                    .filter(|permission| *permission != Permission::ReadWorkspace)
                    .map(line)
                    .collect_view()}
            </ul>
        </section>
    }
}
