//! Signing in on a quickstart without an identity provider.

use leptos::prelude::*;

use crate::paths::{EMAIL, use_query};
use crate::session::{Session, SessionState, SignedOutReason};
use crate::ui::field::TextField;

/// E-mail address and groups; nobody checks them, or a gateway knows them already.
#[component]
pub fn QuickstartForm() -> impl IntoView {
    let session = Session::expect();
    let reason = match untrack(|| session.state()) {
        SessionState::SignedOut(reason) => reason,
        _ => SignedOutReason::NewSession,
    };
    // Only filled in: who it is, the person says by sending it.
    let asked = use_query().with_untracked(|query| query.get(EMAIL));
    let email = RwSignal::new(asked.unwrap_or_default());
    let groups = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let groups: Vec<String> = groups
            .get_untracked()
            .split([',', ' '])
            .filter(|group| !group.is_empty())
            .map(str::to_owned)
            .collect();
        let outcome = session.sign_in_unsigned(&email.get_untracked(), &groups);
        error.set(outcome.err().map(|fault| fault.to_string()));
    };
    // Without an identity provider and with nothing to warn of: there is a gateway.
    let by_gateway = untrack(|| session.warning()).is_none();
    view! {
        <section class="panel narrow">
            {(reason != SignedOutReason::NewSession)
                .then(|| view! { <p class="lead">{reason.sentence()}</p> })}
            {if by_gateway {
                view! {
                    <p>
                        "A gateway in front of this platform decides who you are. Say it here too, so that Studio shows what is yours."
                    </p>
                }
                    .into_any()
            } else {
                view! {
                    <p>
                        "This platform runs without an identity provider. Say who you are. Nobody checks. "
                        <strong>"For development only."</strong>
                    </p>
                }
                    .into_any()
            }} <form on:submit=submit novalidate=true>
                <TextField
                    id="email"
                    label="E-mail"
                    kind="email"
                    autocomplete="username"
                    value=email
                    error=error
                    autofocus=true
                />
                <TextField
                    id="groups"
                    label="Groups (optional)"
                    value=groups
                    help="Separated by commas, as your organisation's identity provider would list them."
                />
                <button type="submit" class="button primary">
                    "Sign in"
                </button>
            </form>
        </section>
    }
}
