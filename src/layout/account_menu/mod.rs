//! Who is signed in, and the way out. What else is in the menu ([`content`]) is downloaded when it is first
//! opened, or ahead of that.

mod content;
mod lazy;

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::session::Session;
use crate::ui::Lazy;
use crate::ui::icon::{Glyph, Icon};

const MENU_ID: &str = "account-menu";

/// The button in the header and the panel that it opens: the popover API closes it on Escape
/// and on a click elsewhere, and returns the focus.
#[component]
pub fn AccountMenu() -> impl IntoView {
    let session = Session::expect();
    let open = RwSignal::new(false);
    let menu = NodeRef::<html::Div>::new();
    let pathname = use_location().pathname;
    // A link in the menu leads to a page, which the menu must not cover.
    Effect::new(move |_| {
        pathname.track();
        if let Some(menu) = menu.get_untracked() {
            let _ = menu.hide_popover();
        }
    });
    let name = move || {
        session.identity().map_or_else(
            || "Authentication is off".to_owned(),
            |identity| identity.display_name().to_owned(),
        )
    };
    let is_signed_in = Memo::new(move |_| session.identity().is_some());
    view! {
        <button
            type="button"
            class="button quiet account-button"
            popovertarget=MENU_ID
            aria-label=move || format!("Account: {}", name())
        >
            <Glyph icon=Icon::Person />
            <span class="account-name">{name}</span>
        </button>
        <div
            node_ref=menu
            id=MENU_ID
            popover="auto"
            class="menu"
            role="group"
            aria-label="Account"
            on:toggle=move |_| open.update(|open| *open = !*open)
        >
            // Built again each time: a countdown that nobody looks at would be noise.
            {move || open.get().then(|| view! { <Lazy load=lazy::menu what="The menu" /> })}
            // Whatever can't be downloaded.
            {move || {
                is_signed_in
                    .get()
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| session.sign_out()
                            >
                                "Sign out"
                            </button>
                        }
                    })
            }}
        </div>
    }
}
