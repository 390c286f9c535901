//! Why signing in has failed: which of the usual faults it is, what to change where, and what is
//! needed for that, to copy. It has no secrets: of a token only what decides whether it is taken.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::session::diagnosis::rules::to_look_at;
use crate::session::diagnosis::{Finding, Known, Seen, diagnose, probe};
use crate::session::error::Failure;
use crate::session::{Session, SessionState, browser};
use crate::ui::clipboard::CopyableFacts;

/// What stands below the page's heading.
#[component]
pub fn WhySignInFailed() -> impl IntoView {
    let session = Session::expect();
    match untrack(|| session.state()) {
        SessionState::Failed(failure) => view! { <Why session failure /> }.into_any(),
        _ => ().into_any(),
    }
}

/// What is known of the fault.
#[derive(Clone, PartialEq)]
enum Diagnosis {
    /// The address is being looked at again.
    Looking,
    Found(Finding),
    /// It is none of the usual ones.
    None,
}

#[component]
fn Why(session: Session, failure: Failure) -> impl IntoView {
    let provider = session.oidc();
    let token = session.refused();
    let origin = browser::origin();
    let redirect_uri = browser::redirect_uri();
    let rows = {
        let mut rows = vec![
            ("Redirect URI", redirect_uri.clone()),
            ("Studio's origin", origin.clone()),
        ];
        if let Some(provider) = &provider {
            rows.push(("Issuer", provider.issuer.clone()));
            rows.push(("Client", provider.client_id.clone()));
            rows.push(("Scopes", provider.requested_scope()));
        }
        rows
    };
    let members = token.as_ref().map(|token| {
        token
            .members()
            .map(|members| members.rows(browser::iso))
            .unwrap_or_default()
    });
    let error = failure.error();
    let judge = {
        let failure = failure.clone();
        move |seen: Option<&Seen>| {
            let known = Known {
                origin: &origin,
                provider: provider.as_ref(),
                token: token.as_ref(),
                seen,
                now: browser::now(),
                clock_offset: browser::clock_offset(),
            };
            diagnose(failure.error(), &known).map_or(Diagnosis::None, Diagnosis::Found)
        }
    };
    let found = RwSignal::new(Diagnosis::Looking);
    match to_look_at(error).map(str::to_owned) {
        None => found.set(judge(None)),
        Some(url) => spawn_local(async move {
            let seen = probe::look(&url).await;
            let _ = found.try_set(judge(Some(&seen)));
        }),
    }
    let remedy = error.remedy();
    let words = error.to_string();
    let code = error.code();
    let details = {
        let words = words.clone();
        move || {
            let finding = match found.get() {
                Diagnosis::Found(finding) => {
                    format!("\nfinding: {}\n{finding}", finding.code())
                }
                _ => String::new(),
            };
            format!("{words}\ncode: {code}{finding}")
        }
    };
    view! {
        <section class="panel" role="alert">
            <p class="lead">{words}</p>
            {move || match found.get() {
                Diagnosis::Looking => {
                    view! { <p class="muted">"Looking for the reason…"</p> }.into_any()
                }
                Diagnosis::Found(finding) => {
                    view! { <WhatToChange finding redirect_uri=redirect_uri.clone() /> }.into_any()
                }
                Diagnosis::None => view! { <p>{remedy}</p> }.into_any(),
            }}
            <div class="actions">
                <button type="button" class="button primary" on:click=move |_| session.try_again()>
                    "Try again"
                </button>
            </div>
            <details class="details">
                <summary>"Details"</summary>
                <pre tabindex="0" translate="no">
                    {details}
                </pre>
                <CopyableFacts rows />
                {members
                    .map(|members| {
                        if members.is_empty() {
                            view! { <p>"The token is no JWT: nothing of it can be read."</p> }
                                .into_any()
                        } else {
                            view! {
                                <h2>"The token"</h2>
                                <CopyableFacts rows=members />
                            }
                                .into_any()
                        }
                    })}
            </details>
        </section>
    }
}

#[component]
fn WhatToChange(finding: Finding, redirect_uri: String) -> impl IntoView {
    let rows = finding.to_copy(&redirect_uri);
    view! {
        <h2 class="panel-title">{finding.to_string()}</h2>
        <p>{finding.remedy()}</p>
        {rows.map(|row| view! { <CopyableFacts rows=vec![row] /> })}
    }
}
