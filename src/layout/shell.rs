//! The frame of the app.

use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::account_menu::AccountMenu;
use crate::config::AuthMode;
use crate::palette::frame::PaletteFrame;
use crate::paths::{AccessView, Path, base};
use crate::rights::RightsSignal;
use crate::session::{Session, SessionState};
use crate::ui::toast::ToastRegion;

/// Skip link, header, main content, messages.
#[component]
pub fn Shell(
    /// The main content.
    children: Children,
) -> impl IntoView {
    let session = Session::expect();
    let location = use_location();
    let within = move |section: Path| {
        Memo::new(move |_| {
            base::strip(&location.pathname.get())
                .is_some_and(|path| path.starts_with(&section.to()))
                .then_some("page")
        })
    };
    let in_workspaces = within(Path::Workspaces);
    let in_access = within(Path::Access(AccessView::Overview));
    let is_in = Memo::new(move |_| {
        matches!(
            session.state(),
            SessionState::Open | SessionState::SignedIn(_)
        )
    });
    let is_quickstart = Memo::new(move |_| {
        session.mode() == Some(AuthMode::Unsigned) && session.identity().is_some()
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
                            <nav aria-label="Main">
                                <a
                                    class="nav-link"
                                    href=Path::Workspaces.href()
                                    aria-current=in_workspaces
                                >
                                    "Workspaces"
                                </a>
                                <a
                                    class="nav-link"
                                    href=Path::Access(AccessView::Overview).href()
                                    aria-current=in_access
                                >
                                    "Access"
                                </a>
                            </nav>
                            <PaletteFrame />
                            <AccountMenu />
                        }
                    })
            }}
        </header>
        {move || {
            is_quickstart
                .get()
                .then(|| {
                    view! {
                        <aside class="banner" aria-label="Notice">
                            "Quickstart without an identity provider: people say who they are and nobody checks. For development only."
                        </aside>
                    }
                })
        }}
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
