//! What stands between the frame and the pages: nobody gets to a page before it is known who
//! they are, and nothing is redirected while an error is shown.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use nmp_sdk::auth::AuthMode;

use super::sign_in_states::{PlatformAway, Quickstart, SignInFailed, SignedOut};
use crate::paths::{Path, base};
use crate::session::error::Failure;
use crate::session::sign_in::Initiative;
use crate::session::{Away, Session, SessionState, SignedOutReason, browser, lazy};
use crate::ui::skeleton::Skeleton;

/// What is shown in place of the pages, or the pages.
#[derive(Debug, Clone, PartialEq)]
enum GateView {
    Waiting(&'static str),
    PlatformAway(Away),
    SignedOut(SignedOutReason),
    Quickstart(SignedOutReason),
    Failed(Failure),
    /// For whom: for another person all pages are built again.
    Pages(Option<String>),
}

/// Shows the pages to those who are in, and leads the others to a sign-in.
#[component]
pub fn Gate(
    /// The query of the callback page, if this is it; used once.
    callback_query: StoredValue<Option<String>>,
    /// The pages.
    children: ChildrenFn,
) -> impl IntoView {
    let session = Session::expect();
    let pathname = use_location().pathname;
    let is_callback = Memo::new(move |_| {
        base::strip(&pathname.get()).as_deref() == Some(&Path::AuthSuccess.to())
    });
    finish_sign_in(session, is_callback, callback_query);
    sign_in_automatically(session, is_callback);
    let shown = Memo::new(move |_| what_to_show(session, is_callback.get()));
    let children = StoredValue::new(children);
    move || match shown.get() {
        GateView::Waiting(label) => view! { <Skeleton label /> }.into_any(),
        GateView::PlatformAway(why) => view! { <PlatformAway why /> }.into_any(),
        GateView::SignedOut(reason) => view! { <SignedOut reason /> }.into_any(),
        GateView::Quickstart(_) => view! { <Quickstart /> }.into_any(),
        GateView::Failed(failure) => view! { <SignInFailed failure /> }.into_any(),
        GateView::Pages(_) => children.with_value(|children| children()).into_any(),
    }
}

fn what_to_show(session: Session, is_callback: bool) -> GateView {
    match (session.state(), session.mode()) {
        (SessionState::Failed(failure), _) => GateView::Failed(failure),
        (SessionState::PlatformAway(why), _) => GateView::PlatformAway(why),
        (SessionState::Starting, _) => GateView::Waiting("Loading"),
        (SessionState::SigningIn, _) => GateView::Waiting("Signing in"),
        (SessionState::SignedOut(reason), Some(AuthMode::Unsigned)) => GateView::Quickstart(reason),
        (SessionState::SignedOut(reason), _) if !is_callback && !reason.signs_in_by_itself() => {
            GateView::SignedOut(reason)
        }
        (SessionState::SignedOut(_), _) => GateView::Waiting("Signing in"),
        (SessionState::Open | SessionState::SignedIn(_), _) if is_callback => {
            GateView::Waiting("Signing in")
        }
        (SessionState::Open, _) => GateView::Pages(None),
        (SessionState::SignedIn(identity), _) => GateView::Pages(Some(identity.subject.clone())),
    }
}

/// On the callback page, once it is known how people sign in: finishes the sign-in and goes on
/// to where it was started, without leaving the callback page in the history.
fn finish_sign_in(
    session: Session,
    is_callback: Memo<bool>,
    callback_query: StoredValue<Option<String>>,
) {
    if callback_query.with_value(Option::is_some) {
        // While this waits, the platform is asked how to sign in.
        spawn_local(lazy::prefetch());
    }
    let navigate = use_navigate();
    Effect::new(move |_| {
        let ready = match session.state() {
            SessionState::Open | SessionState::SignedIn(_) => true,
            SessionState::SignedOut(_) => matches!(session.mode(), Some(AuthMode::Oidc(_))),
            _ => false,
        };
        if !ready || !is_callback.get() {
            return;
        }
        let query = callback_query.try_update_value(Option::take).flatten();
        let navigate = navigate.clone();
        spawn_local(async move {
            let go_on = match query {
                Some(query) => session.finish_sign_in(&query).await,
                None => Ok(Path::Home.to()),
            };
            if let Ok(path) = go_on {
                let options = NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                };
                navigate(&path, options);
            }
        });
    });
}

/// Straight to the identity provider, no click, from any page; never while an error is shown
/// and never after a sign-out.
fn sign_in_automatically(session: Session, is_callback: Memo<bool>) {
    Effect::new(move |_| {
        let SessionState::SignedOut(reason) = session.state() else {
            return;
        };
        let by_oidc = matches!(session.mode(), Some(AuthMode::Oidc(_)));
        if by_oidc && reason.signs_in_by_itself() && !is_callback.get() {
            spawn_local(async move {
                session
                    .sign_in(&browser::current_path(), Initiative::Automatic)
                    .await;
            });
        }
    });
}
