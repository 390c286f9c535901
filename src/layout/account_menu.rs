//! Who is signed in, what the token allows, and the way out.

use leptos::prelude::*;
use nmp_types::scope::Access;

use crate::session::{Identity, Session, browser};
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
    let access = if identity.scopes.allow(Access::Write) {
        "Reads and writes, as far as your roles allow"
    } else if identity.scopes.allow(Access::Read) {
        "Read-only: its scopes don't let it write"
    } else {
        "None here: its scopes are for other APIs"
    };
    // Read anew each time the menu opens; a count-down nobody looks at would be noise.
    let time_left = move || {
        open.track();
        session.expires_at().map_or("Not known".to_owned(), |end| {
            remaining(end - browser::now())
        })
    };
    let email = identity.email.clone();
    let groups = identity.groups.join(", ");
    view! {
        <p class="menu-title">{identity.display_name().to_owned()}</p>
        <dl class="facts">
            {email
                .map(|email| {
                    view! {
                        <dt>"E-mail"</dt>
                        <dd>{email}</dd>
                    }
                })}
            {(!groups.is_empty())
                .then(|| {
                    view! {
                        <dt>"Groups"</dt>
                        <dd>{groups}</dd>
                    }
                })} <dt>"Token"</dt> <dd>{access}</dd> <dt>"Token ends in"</dt>
            <dd>{time_left}</dd>
        </dl>
        <button type="button" class="button" on:click=move |_| session.sign_out()>
            "Sign out"
        </button>
    }
}
