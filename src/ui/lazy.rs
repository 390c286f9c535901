//! A page whose code is downloaded when it is asked for.

use std::future::Future;
use std::pin::Pin;

use futures::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::error_panel::ErrorPanel;
use super::focus;
use super::skeleton::Skeleton;
use crate::chunk::ChunkError;

/// Builds a page. Not the page itself: it is built where it is shown, whenever that is.
pub type Page = fn() -> AnyView;

/// The code of a page on its way.
pub type LoadingPage = Pin<Box<dyn Future<Output = Result<Page, ChunkError>>>>;

/// Shows a page at once if its code is here, else as soon as it has come.
#[component]
pub fn Lazy(
    /// Asks for the page's code.
    load: fn() -> LoadingPage,
    /// What it is, to say that it couldn't be downloaded.
    #[prop(default = "This page")]
    what: &'static str,
) -> impl IntoView {
    let mut loading = load();
    let loaded = RwSignal::new((&mut loading).now_or_never());
    let wait = move |loading: LoadingPage| {
        spawn_local(async move {
            let outcome = loading.await;
            // The person may have gone elsewhere in the meantime.
            let _ = loaded.try_set(Some(outcome));
        });
    };
    let late = loaded.with_untracked(Option::is_none);
    if late {
        wait(loading);
    }
    let retry = Callback::new(move |()| {
        loaded.set(None);
        wait(load());
    });
    move || {
        match loaded.get() {
        None => view! { <Skeleton label="Loading" /> }.into_any(),
        Some(Ok(page)) => {
            if late {
                focus::enter_late_dialog_content();
            }
            page()
        }
        Some(Err(ChunkError)) => view! {
            <ErrorPanel
                title=format!("{what} couldn't be downloaded")
                message="Check your connection, then try again. If Studio was updated since you opened it, reload it."
                retry
            >
                <button
                    type="button"
                    class="button"
                    on:click=|_| {
                        let _ = window().location().reload();
                    }
                >
                    "Reload Studio"
                </button>
            </ErrorPanel>
        }
        .into_any(),
    }
    }
}
