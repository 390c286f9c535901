//! Routes and providers.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::layout::gate::Gate;
use crate::layout::shell::Shell;
use crate::pages::home::HomePage;
use crate::pages::lazy;
use crate::pages::not_found::NotFound;
use crate::pages::workspaces::WorkspacesPage;
use crate::palette::{self, Palette};
use crate::paths::base;
use crate::session::{self, Session};
use crate::state::AppScope;
use crate::state::Members;
use crate::state::Revision;
use crate::state::drafts::Drafts;
use crate::state::last_workspace::FirstVisit;
use crate::state::rights::provide_rights;
use crate::ui::{Lazy, Toasts};

/// How long to wait before looking again whether the page is complete, in milliseconds.
const LOOK_MS: u32 = 200;

/// The app.
#[component]
pub fn App(
    /// The query of the callback page, if this is it.
    callback_query: Option<String>,
) -> impl IntoView {
    let session = Session::new();
    session.provide();
    Toasts::provide();
    Revision::provide();
    provide_rights(session);
    Drafts::provide(session);
    Members::provide(session);
    Palette::provide();
    FirstVisit::provide();
    AppScope::provide();
    spawn_local(session.start());
    let callback_query = StoredValue::new(callback_query);
    view! {
        <Router base=base::with(str::to_owned)>
            <Shell>
                <Gate callback_query>
                    <Pages />
                </Gate>
            </Shell>
        </Router>
    }
}

/// What those who are in can see.
#[component]
fn Pages() -> impl IntoView {
    prefetch(Session::expect());
    view! {
        <Routes fallback=NotFound>
            <Route path=path!("/") view=HomePage />
            <Route path=path!("/workspaces") view=WorkspacesPage />
            <Route path=path!("/workspaces/:name") view=|| view! { <Lazy load=lazy::overview /> } />
            <Route
                path=path!("/workspaces/:name/members")
                view=|| view! { <Lazy load=lazy::members /> }
            />
            <Route
                path=path!("/workspaces/:name/activity")
                view=|| view! { <Lazy load=lazy::activity /> }
            />
            <Route path=path!("/access/:view?") view=|| view! { <Lazy load=lazy::access /> } />
            <Route path=path!("/me") view=|| view! { <Lazy load=lazy::me /> } />
            <Route path=path!("/account") view=|| view! { <Lazy load=lazy::account /> } />
        </Routes>
    }
}

/// Fetches what the person is likely to need next, once the page is complete and the browser has
/// nothing better to do; not if the person wants to save data (boot.js).
fn prefetch(session: Session) {
    let fetch = move || {
        spawn_local(async move {
            let has = |selector| matches!(document().query_selector(selector), Ok(Some(_)));
            while has(".skeleton") {
                TimeoutFuture::new(LOOK_MS).await;
            }
            spawn_local(lazy::ask_who(session));
            if has("[data-save-data]") {
                return;
            }
            lazy::prefetch().await;
            let _ = palette::lazy::palette().await;
            if session.has_provider() {
                session::lazy::prefetch().await;
            }
        });
    };
    // Not every browser tells when it is idle.
    if request_idle_callback_with_handle(fetch).is_err() {
        fetch();
    }
}
