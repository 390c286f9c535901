//! Who gets in without being named.

use leptos::prelude::*;
use nmp_access::GeneralAccess;
use nmp_types::principal::EVERYONE;

use super::page::{MembersPageState, Open};
use super::row::ChangeState;
use crate::ui::icon::{Glyph, Icon};

/// Says it, and offers to change it.
#[component]
pub fn GeneralAccessCard(page: MembersPageState) -> impl IntoView {
    let access = Memo::new(move |_| GeneralAccess::of(&page.listed()));
    let icon = move || {
        let icon = match access.get() {
            GeneralAccess::Private => Icon::Lock,
            _ => Icon::Everyone,
        };
        view! { <Glyph icon /> }
    };
    view! {
        <section class="general-access" aria-label="General access">
            {icon}
            <div class="general-access-text">
                <p>
                    <strong>{move || access.get().label()}</strong>
                    " "
                    <span class="muted">{move || access.get().description()}</span>
                </p>
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
                                aria-label="Change general access"
                                on:click=move |_| page.open.set(Some(Open::General(None)))
                            >
                                "Change"
                            </button>
                        }
                    })
            }}
        </section>
    }
}
