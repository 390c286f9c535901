//! Who gets in without being named.

use leptos::prelude::*;
use nmp_access::GeneralAccess;
use nmp_types::principal::EVERYONE;
use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, Role};

use super::page::{MembersPageState, Open};
use super::row::ChangeState;
use crate::ui::icon::{Glyph, Icon};

/// Says it, and offers to change it.
#[component]
pub fn GeneralAccessCard(page: MembersPageState) -> impl IntoView {
    let access = Memo::new(move |_| GeneralAccess::of(&page.listed()));
    let creates = |member: &Member| {
        member.principal == EVERYONE && member.roles.contains(&Role::WorkspaceCreator)
    };
    let create = Memo::new(move |_| page.listed().iter().any(creates));
    let change = move |_| {
        let in_system = untrack(|| page.shown.name()) == SYSTEM;
        page.open.set(Some(match in_system {
            true => Open::Role(vec![EVERYONE.to_owned()], None),
            false => Open::General(None),
        }));
    };
    let icon = move || {
        let icon = match access.get() {
            GeneralAccess::Private => Icon::Lock,
            _ => Icon::Everyone,
        };
        view! { <Glyph icon /> }
    };
    view! {
        <section class="general-access" aria-label="Who can get in">
            {icon}
            <div class="general-access-text">
                <p>
                    <strong>{move || access.get().label()}</strong>
                    " "
                    <span class="muted">{move || access.get().description()}</span>
                </p>
                {move || {
                    create
                        .get()
                        .then(|| {
                            view! {
                                <p class="muted">"All signed-in users can create workspaces."</p>
                            }
                        })
                }}
                <ChangeState page principal=EVERYONE.to_owned() />
            </div>
            {move || {
                page.may_manage
                    .get()
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                aria-label="Change who can get in"
                                on:click=change
                            >
                                "Change"
                            </button>
                        }
                    })
            }}
        </section>
    }
}
