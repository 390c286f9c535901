//! The pages of someone who is not in: the platform is away, the sign-in failed, signed out.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::pages::lazy;
use crate::session::error::{Failure, INCOMPLETE, SignInError};
use crate::session::{Away, Session, SignedOutReason, browser};
use crate::ui::{ErrorPanel, Lazy, PageHeader};

/// It isn't known how to sign in: the platform can't be asked, or has nothing for Studio.
#[component]
pub fn PlatformAway(
    /// What happened.
    why: Away,
) -> impl IntoView {
    let session = Session::expect();
    let Away { why, is_setting } = why;
    let (title, message) = if is_setting {
        ("This platform isn't set up for Studio", why)
    } else {
        (
            "The platform can't be reached",
            format!("{why} Nothing is lost: try again in a moment."),
        )
    };
    view! {
        <PageHeader title />
        <ErrorPanel
            title="No way to sign in yet"
            message
            retry=Callback::new(move |()| spawn_local(session.discover()))
        />
    }
}

/// A sign-in failed. It stops here until the person acts. Why, says a part that is fetched for it.
#[component]
pub fn SignInFailed(
    /// What failed.
    failure: Failure,
) -> impl IntoView {
    let session = Session::expect();
    view! {
        <PageHeader title="Signing in didn't work" />
        {if matches!(failure.error(), SignInError::Incomplete) {
            let message = if browser::is_offline() {
                "This browser is offline. Connect, then try again."
            } else {
                "Check your connection, then try again."
            };
            let retry = Callback::new(move |()| session.try_again());
            view! { <ErrorPanel title=INCOMPLETE message retry /> }.into_any()
        } else {
            view! { <Lazy load=lazy::why_sign_in_failed what="The reason" /> }.into_any()
        }}
    }
}

/// On a platform without an identity provider. The form is fetched for it.
#[component]
pub fn Quickstart() -> impl IntoView {
    view! {
        <PageHeader title="Sign in" />
        <Lazy load=lazy::quickstart what="The form" />
    }
}

/// The person signed out, here or in another tab.
#[component]
pub fn SignedOut(
    /// Why.
    reason: SignedOutReason,
) -> impl IntoView {
    let session = Session::expect();
    view! {
        <PageHeader title="Signed out" />
        <section class="panel">
            <p class="lead">{reason.sentence()}</p>
            <div class="actions">
                <button type="button" class="button primary" on:click=move |_| session.try_again()>
                    "Sign in"
                </button>
            </div>
        </section>
    }
}
