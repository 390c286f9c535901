//! Who is signed in, what the token says, and the token itself for a command line.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_oidc::id_token::Claims;
use nmp_types::{Identity, OidcDiscovery};

use crate::session::{Session, browser};
use crate::ui::clipboard::{self, CopyableFacts};
use crate::ui::foreign::Foreign;
use crate::ui::time::remaining;
use crate::ui::{PageHeader, Toasts};

/// The page.
#[component]
pub fn AccountPage() -> impl IntoView {
    let session = Session::expect();
    view! {
        <PageHeader title="Account" />
        {move || match session.identity() {
            None => {
                view! {
                    <section class="panel">
                        <p class="lead">"Authentication is off on this platform."</p>
                        <p>"Nobody signs in, and everyone who reaches it may do everything."</p>
                    </section>
                }
                    .into_any()
            }
            Some(identity) => view! { <SignedIn identity=(*identity).clone() session /> }.into_any(),
        }}
    }
}

#[component]
fn SignedIn(identity: Identity, session: Session) -> impl IntoView {
    let or_none = |text: String| {
        if text.is_empty() {
            "None".to_owned()
        } else {
            text
        }
    };
    let scopes = or_none(identity.scopes.iter().collect::<Vec<_>>().join(" "));
    let groups = or_none(identity.groups_in_words());
    let access = identity.token_access();
    let has_email = session.claims().is_some_and(|(access_token, id_token)| {
        access_token
            .iter()
            .chain([&id_token])
            .any(|claims| claims.contains_key("email"))
    });
    let email = identity.email.clone().unwrap_or_else(|| match has_email {
        true => "The one in your token doesn't count here: it is no verified address".to_owned(),
        false => "None".to_owned(),
    });
    let assumed = identity.assumed.as_ref().map(ToString::to_string);
    let left_out = identity.groups_left_out;
    view! {
        <section class="section" aria-labelledby="person">
            <h2 id="person">"You"</h2>
            <dl class="facts">
                <dt>"Name"</dt>
                <dd>
                    <Foreign text=identity.display_name() />
                </dd>
                <dt>"E-mail"</dt>
                <dd>
                    <Foreign text=email />
                </dd>
                <dt>"Subject"</dt>
                <dd>
                    <code translate="no">
                        <Foreign text=identity.subject />
                    </code>
                </dd>
                <dt>"Groups"</dt>
                <dd>
                    <Foreign text=groups />
                </dd>
            </dl>
            {assumed.map(|assumed| view! { <p class="note">{assumption(&assumed)}</p> })}
            {left_out.then(|| view! { <p class="note">{LEFT_OUT}</p> })}
            <button type="button" class="button" on:click=move |_| session.sign_out()>
                "Sign out"
            </button>
        </section>
        <section class="section" aria-labelledby="token">
            <h2 id="token">"Token"</h2>
            <dl class="facts">
                <dt>"Kind"</dt>
                <dd>{kind_of_token(session)}</dd>
                <dt>"Access"</dt>
                <dd>{access}</dd>
                <dt>"Scopes"</dt>
                <dd>
                    <code translate="no">
                        <Foreign text=scopes />
                    </code>
                </dd>
                <dt>"Ends in"</dt>
                <dd>{session.seconds_left().map_or("Not known".to_owned(), remaining)}</dd>
            </dl>
            {wrong_clock()}
            <p class="muted">
                "Anyone who has the token can act as you until it ends. Copy it for a command line on your own computer, never into a chat or a ticket."
            </p>
            <CopyToken session />
            {session
                .claims()
                .map(|(access_token, id_token)| view! { <ClaimsOf access_token id_token /> })}
        </section>
        {session.oidc().map(|oidc| view! { <SignInSettings oidc /> })}
    }
}

/// What the account page says of an assumption.
fn assumption(assumed: &str) -> String {
    format!(
        "This platform doesn't say which claims of a token it reads. Studio takes {assumed}. The \
         platform may read others: a role that doesn't show here may be there all the same."
    )
}

const LEFT_OUT: &str = "Your groups didn't fit into the token, so roles by groups don't count. The \
                        people who run the identity provider can have it send only the groups that \
                        are assigned to this application.";

/// Which token goes to the platform.
fn kind_of_token(session: Session) -> &'static str {
    let is_jwt = session.claims().is_some_and(|(sent, _)| sent.is_some());
    match (session.sends_id_token(), is_jwt) {
        (true, _) => "ID token, which is what this platform wants",
        (false, true) => "Access token, a JWT",
        (false, false) => {
            "Access token, opaque: Studio can't read it, and shows what the ID token says"
        }
    }
}

/// How this Studio is registered at the identity provider: for those who change it there.
#[component]
fn SignInSettings(oidc: OidcDiscovery) -> impl IntoView {
    let rows = vec![
        ("Redirect URI", browser::redirect_uri()),
        ("Studio's origin", browser::origin()),
        ("Issuer", oidc.issuer.clone()),
        ("Client", oidc.client_id.clone()),
        ("Scopes asked for", oidc.requested_scope()),
    ];
    view! {
        <section class="section" aria-labelledby="sign-in">
            <h2 id="sign-in">"Sign-in"</h2>
            <p class="muted">"For those who run the identity provider."</p>
            <CopyableFacts rows />
        </section>
    }
}

fn wrong_clock() -> Option<impl IntoView> {
    let minutes = browser::clock_offset() / 60;
    let direction = if minutes > 0 { "behind" } else { "ahead of" };
    (minutes != 0).then(|| {
        view! {
            <p class="note">
                {format!(
                    "This computer's clock is {} min {direction} the platform's. Studio makes up for it. Set the clock right all the same.",
                    minutes.abs(),
                )}
            </p>
        }
    })
}

#[component]
fn CopyToken(session: Session) -> impl IntoView {
    let toasts = Toasts::expect();
    let copy = move |_| {
        let Some(token) = session.access_token() else {
            return;
        };
        spawn_local(async move {
            clipboard::copy(token.expose(), "Token copied.", toasts).await;
        });
    };
    view! {
        <button type="button" class="button" on:click=copy>
            "Copy token"
        </button>
    }
}

#[component]
fn ClaimsOf(access_token: Option<Claims>, id_token: Claims) -> impl IntoView {
    let (label, claims) = match access_token {
        Some(claims) => ("Show the token's claims", claims),
        None => (
            "Show the ID token's claims (the access token can't be read)",
            id_token,
        ),
    };
    view! {
        <details class="details">
            <summary>{label}</summary>
            <dl class="facts">
                {claims
                    .into_iter()
                    .map(|(name, value)| {
                        view! {
                            <dt>
                                <code translate="no">
                                    <Foreign text=name />
                                </code>
                            </dt>
                            <dd>
                                <code translate="no">
                                    <Foreign text=value.to_string() />
                                </code>
                            </dd>
                        }
                    })
                    .collect_view()}
            </dl>
        </details>
    }
}
