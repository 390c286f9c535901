//! The pages of someone who is not in: the platform is away, the sign-in failed, signed out.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::session::SignInError;
use crate::session::sign_in::Initiative;
use crate::session::{Away, Session, SignedOutReason};
use crate::ui::{ErrorPanel, PageHeader};

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

/// A sign-in failed. It stops here until the person acts.
#[component]
pub fn SignInFailed(
    /// What failed.
    error: SignInError,
) -> impl IntoView {
    let session = Session::expect();
    let details = format!("{}\ncode: {}", error, error.code());
    view! {
        <PageHeader title="Signing in didn't work" />
        <section class="panel" role="alert">
            <p class="lead">{error.to_string()}</p>
            <p>{error.remedy()}</p>
            <div class="actions">
                <button type="button" class="button primary" on:click=move |_| try_again(session)>
                    "Try again"
                </button>
            </div>
            <details class="details">
                <summary>"Details"</summary>
                <pre tabindex="0" translate="no">
                    {details}
                </pre>
            </details>
        </section>
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
                <button type="button" class="button primary" on:click=move |_| try_again(session)>
                    "Sign in"
                </button>
            </div>
        </section>
    }
}

fn try_again(session: Session) {
    spawn_local(async move {
        session
            .sign_in(&session.return_path(), Initiative::Person)
            .await;
    });
}
