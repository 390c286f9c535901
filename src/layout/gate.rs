//! What stands between the frame and the pages: nobody gets to a page before it is known who
//! they are, and nothing is redirected while an error is shown.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::quickstart_form::QuickstartForm;
use super::sign_in_states::{PlatformAway, SignInFailed, SignedOut};
use crate::config::AuthMode;
use crate::oidc::OidcError;
use crate::paths::{Path, base};
use crate::session::sign_in::Initiative;
use crate::session::{Session, SessionState, SignedOutReason, browser, lazy};
use crate::ui::skeleton::Skeleton;

/// What is shown in place of the pages, or the pages.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Waiting(&'static str),
    PlatformAway(String),
    SignedOut(SignedOutReason),
    Quickstart(SignedOutReason),
    Failed(OidcError),
    /// For whom: another person gets all pages anew.
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
        Shown::Waiting(label) => view! { <Skeleton label /> }.into_any(),
        Shown::PlatformAway(why) => view! { <PlatformAway why /> }.into_any(),
        Shown::SignedOut(reason) => view! { <SignedOut reason /> }.into_any(),
        Shown::Quickstart(reason) => view! { <QuickstartForm reason /> }.into_any(),
        Shown::Failed(error) => view! { <SignInFailed error /> }.into_any(),
        Shown::Pages(_) => children.with_value(|children| children()).into_any(),
    }
}

fn what_to_show(session: Session, is_callback: bool) -> Shown {
    match (session.state(), session.mode()) {
        (SessionState::Failed(error), _) => Shown::Failed(error),
        (SessionState::PlatformAway(why), _) => Shown::PlatformAway(why),
        (SessionState::Starting, _) => Shown::Waiting("Loading"),
        (SessionState::SigningIn, _) => Shown::Waiting("Signing in"),
        (SessionState::SignedOut(reason), Some(AuthMode::Unsigned)) => Shown::Quickstart(reason),
        (SessionState::SignedOut(reason), _) if !is_callback && !reason.signs_in_by_itself() => {
            Shown::SignedOut(reason)
        }
        (SessionState::SignedOut(_), _) => Shown::Waiting("Signing in"),
        (SessionState::Open | SessionState::SignedIn(_), _) if is_callback => {
            Shown::Waiting("Signing in")
        }
        (SessionState::Open, _) => Shown::Pages(None),
        (SessionState::SignedIn(identity), _) => Shown::Pages(Some(identity.subject.clone())),
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
        // Meanwhile, the platform is asked how to sign in.
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
