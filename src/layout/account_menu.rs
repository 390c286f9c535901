//! Who is signed in, what the token allows, and the way out.

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use nmp_types::Identity;

use crate::paths::Path;
use crate::session::Session;
use crate::ui::foreign::Foreign;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::theme::ThemeChoice;
use crate::ui::time::remaining;

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
            {move || match session.identity() {
                None => view! { <AuthIsOff /> }.into_any(),
                Some(identity) => {
                    view! { <Person identity=(*identity).clone() session open /> }.into_any()
                }
            }}
            <ThemeChoice />
        </div>
    }
}

#[component]
fn AuthIsOff() -> impl IntoView {
    view! {
        <p class="menu-title">"Authentication is off"</p>
        <p class="muted">
            "Everyone who reaches this platform may do everything; roles don't apply now."
        </p>
    }
}

#[component]
fn Person(identity: Identity, session: Session, open: RwSignal<bool>) -> impl IntoView {
    let access = identity.token_access();
    // Read again each time the menu opens; a countdown that nobody looks at would be noise.
    let time_left = move || {
        open.track();
        session
            .seconds_left()
            .map_or("Not known".to_owned(), remaining)
    };
    let email = identity.email.clone();
    let groups = identity.groups_in_words();
    view! {
        <p class="menu-title">
            <Foreign text=identity.display_name() />
        </p>
        <dl class="facts">
            {email
                .map(|email| {
                    view! {
                        <dt>"E-mail"</dt>
                        <dd>
                            <Foreign text=email />
                        </dd>
                    }
                })}
            {(!groups.is_empty())
                .then(|| {
                    view! {
                        <dt>"Groups"</dt>
                        <dd>
                            <Foreign text=groups />
                        </dd>
                    }
                })} <dt>"Token"</dt> <dd>{access}</dd> <dt>"Token ends in"</dt> <dd>{time_left}</dd>
        </dl>
        <a class="button" href=Path::Me.href()>
            "My access"
        </a>
        <a class="button" href=Path::Account.href()>
            "Account and token"
        </a>
        <button type="button" class="button" on:click=move |_| session.sign_out()>
            "Sign out"
        </button>
    }
}
