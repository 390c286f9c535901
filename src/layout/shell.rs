//! The frame of the app.

use leptos::html;
use leptos::prelude::*;

use super::account_menu::AccountMenu;
use super::navigation::MainNavigation;
use crate::palette::frame::PaletteFrame;
use crate::paths::Path;
use crate::session::{Session, SessionState};
use crate::state::RightsSignal;
use crate::ui::toast::ToastRegion;

/// Says that the platform protects nothing, on every page and for as long as that is true:
/// discovery decides, not who is signed in. It can't be dismissed.
#[component]
fn Insecure(session: Session) -> impl IntoView {
    let warning = Memo::new(move |_| session.warning());
    move || {
        warning.get().map(|warning| {
            view! {
                <aside class="insecure" aria-label="Warning">
                    {warning}
                </aside>
            }
        })
    }
}

/// Skip link, header, main content, messages.
#[component]
pub fn Shell(
    /// The main content.
    children: Children,
) -> impl IntoView {
    let session = Session::expect();
    let is_in = Memo::new(move |_| {
        matches!(
            session.state(),
            SessionState::Open | SessionState::SignedIn(_)
        )
    });
    let main = NodeRef::<html::Main>::new();
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        if let Some(main) = main.get_untracked() {
            let _ = main.focus();
        }
    };
    let rights = RightsSignal::expect();
    let is_read_only = Memo::new(move |_| is_in.get() && rights.get().is_read_only());
    view! {
        // `#main` would be resolved against <base>, away from this page.
        <a class="skip-link" href="#main" on:click=skip>
            "Skip to content"
        </a>
        <Insecure session />
        <header class="top-bar">
            <a class="brand" href=Path::Workspaces.href()>
                <span class="brand-mark" aria-hidden="true"></span>
                "Studio"
            </a>
            {move || {
                is_in
                    .get()
                    .then(|| {
                        view! {
                            <PaletteFrame />
                            <MainNavigation />
                            <AccountMenu />
                        }
                    })
            }}
        </header>
        {move || {
            is_read_only
                .get()
                .then(|| {
                    view! {
                        <aside class="banner" aria-label="Notice">
                            "Your token is read-only: its scopes don't let it change anything, whatever your roles are."
                        </aside>
                    }
                })
        }}
        <main node_ref=main id="main" class="main" tabindex="-1">
            {children()}
        </main>
        <ToastRegion />
    }
}
