//! Routes and providers.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use leptos_router::hooks::use_url;
use leptos_router::location::{BrowserUrl, LocationProvider, Url};

use crate::layout::gate::Gate;
use crate::layout::shell::Shell;
use crate::pages::home::HomePage;
use crate::pages::lazy;
use crate::pages::not_found::NotFound;
use crate::pages::workspaces::WorkspacesPage;
use crate::palette::{self, Palette};
use crate::paths::{Page, PageUrl, base};
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
///
/// In place of the router's own `Routes`, whose code for each kind of route is a tenth of the first page.
#[component]
fn Pages() -> impl IntoView {
    prefetch(Session::expect());
    let url = use_url();
    let page_at = |url: &Url| base::strip(url.path()).and_then(|path| Page::of(&path));
    let first = url.get_untracked();
    let shown = RwSignal::new((page_at(&first), PageUrl::new(first)));
    let browser: Option<BrowserUrl> = use_context();
    Effect::new(move |_| {
        let now = url.get();
        let page = page_at(&now);
        // A page stays the same while only its address changes: it follows that by itself.
        match shown.get_untracked() {
            (same, page_url) if same == page => page_url.follow(now),
            _ => shown.set((page, PageUrl::new(now))),
        }
        // The router changes the history, and scrolls, once it hears that the page is there.
        if let Some(browser) = &browser {
            browser.ready_to_complete();
        }
    });
    move || {
        let (page, page_url) = shown.get();
        provide_context(page_url);
        let load = match page {
            None => return view! { <NotFound /> }.into_any(),
            Some(Page::Home) => return view! { <HomePage /> }.into_any(),
            Some(Page::Workspaces) => return view! { <WorkspacesPage /> }.into_any(),
            Some(Page::Workspace) => lazy::overview,
            Some(Page::Members) => lazy::members,
            Some(Page::Activity) => lazy::activity,
            Some(Page::Access) => lazy::access,
            Some(Page::Me) => lazy::me,
            Some(Page::Account) => lazy::account,
        };
        view! { <Lazy load /> }.into_any()
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
