//! Who can get into a workspace, why, and changing it.
//!
//! * [`page`]: the state that the parts share.
//! * [`toolbar`], [`table`], [`row`]: search, filters, and the members.
//! * [`general`]: who gets in without being named.
//! * [`change`]: the dialog in front of every change, with its preview; [`choice`]: what can be
//!   chosen there; [`beside`]: roles beside the first; [`platform`]: roles on the whole platform, in `system`.
//! * [`add`]: pasting many at once.
//! * [`why`]: why somebody has access.
//! * [`changes`]: what was changed here, with undo.
//! * [`links`]: addresses that open a change filled in; [`offers`]: what the command palette finds.

mod add;
mod beside;
mod change;
mod changes;
mod choice;
mod command;
mod export;
mod general;
mod links;
mod offers;
mod page;
mod platform;
mod row;
mod table;
mod toolbar;
mod why;

use leptos::prelude::*;
use nmp_access::{Fault, Known, Rights, Verdict};
use nmp_types::Permission;

use self::add::AddDialog;
use self::change::ChangeDialog;
use self::changes::ChangesDialog;
use self::general::GeneralAccessCard;
use self::page::MembersPageState;
use self::table::MembersTable;
use self::toolbar::{SelectionBar, Toolbar};
use self::why::WhyDialog;
use super::denied::Denied;
use super::frame::{Tab, WorkspaceFrame};
use super::shown::Shown;
use crate::pages::may_be_old::MayBeOld;
use crate::pages::pause::PauseNote;
use crate::state::Members;
use crate::ui::ErrorPanel;
use crate::ui::skeleton::Skeleton;

/// The page.
#[component]
pub fn MembersPage() -> impl IntoView {
    view! {
        <WorkspaceFrame tab=Tab::Members content=|shown| view! { <MembersOf shown /> }.into_any() />
    }
}

/// What there is to show.
#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Forbidden,
    Failed(Fault),
    Listed,
}

#[component]
fn MembersOf(shown: Shown) -> impl IntoView {
    let stage = Memo::new(move |_| {
        shown.members.with(|members| match members {
            Known::Loading => Stage::Loading,
            Known::Forbidden => Stage::Forbidden,
            Known::Failed(fault) => Stage::Failed(fault.clone()),
            Known::Listed(_) => Stage::Listed,
        })
    });
    // Whether the list was seen before it was refused: a right that was lost since.
    let was_listed = StoredValue::new(false);
    view! {
        <div class="results" aria-live="polite">
            {move || match stage.get() {
                Stage::Loading => view! { <Skeleton label="Loading members" /> }.into_any(),
                Stage::Forbidden => {
                    view! { <NotForYou shown lost=was_listed.get_value() /> }.into_any()
                }
                Stage::Failed(error) => {
                    let retry = Callback::new(move |()| Members::expect().load(&shown.name()));
                    view! {
                        <ErrorPanel
                            title="The members can't be shown"
                            message=error.to_string()
                            retry
                        />
                    }
                        .into_any()
                }
                Stage::Listed => {
                    was_listed.set_value(true);
                    ().into_any()
                }
            }}
        </div>
        {move || (stage.get() == Stage::Listed).then(|| view! { <Listed shown /> })}
    }
}

/// NeMo Platform 0.3.0 shows members to Admins only.
#[component]
fn NotForYou(shown: Shown, lost: bool) -> impl IntoView {
    let title = if lost {
        "You can't see the members any more"
    } else {
        "Members are shown to Admins only"
    };
    let text = if lost {
        "Your role here has changed since you opened this page. What you see elsewhere may have changed too."
    } else {
        "You can use this workspace, but this platform shows its members only to its Admins. Ask one of them if you need to know who has access."
    };
    view! {
        <section class="panel">
            <h2 class="panel-title">{title}</h2>
            <p>{text}</p>
            <Denied
                workspace=shown.name()
                permission=Permission::ListMembers
                verdict=Signal::derive(move || shown.verdict(Permission::ManageMembers))
            />
        </section>
    }
}

#[component]
fn Listed(shown: Shown) -> impl IntoView {
    let page = MembersPageState::new(shown);
    links::open_from_address(page);
    offers::offer(page);
    refresh_on_return(shown);
    view! {
        <GeneralAccessCard page />
        <Notes page />
        <PauseNote pace=page.members.pace />
        <Toolbar page />
        <MembersTable page />
        <SelectionBar page />
        <ChangeDialog page />
        <AddDialog page />
        <WhyDialog page />
        <ChangesDialog page />
    }
}

/// What somebody else changed while one was away is there when one is back.
fn refresh_on_return(shown: Shown) {
    let members = Members::expect();
    let handle =
        leptos::leptos_dom::helpers::window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                members.load(&shown.name());
            }
        });
    on_cleanup(move || handle.remove());
}

/// Why changing is not offered, and why the list may be out of date.
#[component]
fn Notes(page: MembersPageState) -> impl IntoView {
    let verdict = Memo::new(move |_| page.shown.verdict(Permission::ManageMembers));
    // The note stays the same, with what is unfolded in it, while the reason changes.
    let denied = Memo::new(move |_| verdict.get() != Verdict::Allowed);
    let off = move || page.rights.get() == Rights::Open;
    let trouble = page.shown.members_trouble;
    let trouble = Signal::derive(move || trouble.get().map(|fault| fault.to_string()));
    let refresh = Callback::new(move |()| page.members.load(&page.shown.name()));
    view! {
        {move || {
            off()
                .then(|| {
                    view! {
                        <p class="note">
                            "Authentication is off: roles don't apply now. They can be prepared here for the day it is switched on."
                        </p>
                    }
                })
        }}
        {move || {
            denied
                .get()
                .then(|| {
                    view! {
                        <Denied
                            workspace=page.shown.name()
                            permission=Permission::ManageMembers
                            verdict=verdict.into()
                            members=Signal::derive(move || page.listed())
                        />
                    }
                })
        }}
        <MayBeOld trouble refresh />
    }
}
