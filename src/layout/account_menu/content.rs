//! Who is signed in, what the token allows, and how Studio looks.

use leptos::prelude::*;
use nmp_types::Identity;

use crate::paths::Path;
use crate::session::Session;
use crate::ui::appearance::{Appearance, AppearanceChoice, Rows, Theme};
use crate::ui::foreign::Foreign;
use crate::ui::time::remaining;

/// All but the way out.
#[component]
pub fn MenuContent() -> impl IntoView {
    let session = Session::expect();
    view! {
        {move || match session.identity() {
            None => view! { <AuthIsOff /> }.into_any(),
            Some(identity) => view! { <Person identity=(*identity).clone() session /> }.into_any(),
        }}
        <AppearanceChoice of=Theme::ALL />
        <AppearanceChoice of=Rows::ALL />
    }
}

#[component]
fn AuthIsOff() -> impl IntoView {
    view! {
        <p class="menu-title">"Authentication is off"</p>
        <p class="muted">
            "Everyone who reaches this platform may do everything. Roles don't apply now."
        </p>
    }
}

#[component]
fn Person(identity: Identity, session: Session) -> impl IntoView {
    let access = identity.token_access();
    let time_left = session
        .seconds_left()
        .map_or("Not known".to_owned(), |seconds| {
            format!("Access token valid for {}", remaining(seconds))
        });
    let email = identity.email.clone();
    let groups = identity.groups_in_words();
    view! {
        <p class="menu-title">
            <Foreign text=identity.display_name() />
        </p>
        <dl class="facts">
            {email
                .map(|email| {
                    view! {
                        <dt>"E-mail"</dt>
                        <dd>
                            <Foreign text=email />
                        </dd>
                    }
                })}
            {(!groups.is_empty())
                .then(|| {
                    view! {
                        <dt>"Groups"</dt>
                        <dd>
                            <Foreign text=groups />
                        </dd>
                    }
                })} <dt>"Access"</dt> <dd>{access}</dd> <dt>"Session"</dt> <dd>{time_left}</dd>
        </dl>
        <a class="button" href=Path::Me.href()>
            "My access"
        </a>
        <a class="button" href=Path::Account.href()>
            "Account and token"
        </a>
    }
}
