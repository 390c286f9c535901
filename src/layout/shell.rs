//! The frame of the app.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::account_menu::AccountMenu;
use crate::config::AuthMode;
use crate::paths::{Path, base};
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
    let in_workspaces = Memo::new(move |_| {
        base::strip(&location.pathname.get())
            .is_some_and(|path| path.starts_with(&Path::Workspaces.to()))
            .then_some("page")
    });
    let is_in = Memo::new(move |_| {
        matches!(
            session.state(),
            SessionState::Open | SessionState::SignedIn(_)
        )
    });
    let is_quickstart = Memo::new(move |_| {
        session.mode() == Some(AuthMode::Unsigned) && session.identity().is_some()
    });
    view! {
        <a class="skip-link" href="#main" rel="external">
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
                            </nav>
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
                        <p class="banner" role="note">
                            "Quickstart without an identity provider: people say who they are and nobody checks. For development only."
                        </p>
                    }
                })
        }}
        <main id="main" class="main" tabindex="-1">
            {children()}
        </main>
        <ToastRegion />
    }
}
