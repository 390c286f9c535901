//! How well the platform is protected: the checklist of `docs/hardening.md`, live, as far as a browser can
//! see it.
//!
//! A part of its own: few people open it, and seldom.
//!
//! * [`asked`]: what is asked for it.

mod asked;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nmp_access::findings::Kind;
use nmp_access::posture::{Findings, Place, Row, State, Tally, access, markdown};

use super::files::SaveButton;
use super::parts::findings_of;
use super::state::AccessState;
use crate::paths::Path;
use crate::session::{Session, browser};
use crate::ui::download::FileKind;
use crate::ui::skeleton::Skeleton;

/// The page, within those about access.
#[component]
pub fn PosturePage() -> impl IntoView {
    let state = expect_context::<AccessState>();
    let session = Session::expect();
    let asked = RwSignal::new(None::<Findings>);
    let ask = move || {
        asked.set(None);
        spawn_local(async move {
            let findings = asked::ask(session).await;
            // The person may have gone elsewhere in the meantime.
            let _ = asked.try_set(Some(findings));
        });
    };
    ask();
    let rows = Memo::new(move |_| {
        let mut findings = asked.get()?;
        access::judge(&state.surveys.get(), &state.rights.get(), &mut findings);
        Some(findings.rows())
    });
    let record = move |()| {
        let rows = rows.get_untracked().unwrap_or_default();
        markdown(
            &rows,
            &state.reviewer(),
            &state.platform(),
            &browser::now_iso(),
        )
    };
    view! {
        <p class="muted">
            "What should be so before others use this platform, and what of it Studio sees from here. What it can't see is unknown, never good: docs/hardening.md says how to check it. Nothing here changes anything."
        </p>
        {move || match rows.get() {
            None => view! { <Skeleton label="Looking at the platform" /> }.into_any(),
            Some(rows) => {
                view! {
                    <p role="status">{summary(Tally::of(&rows))}</p>
                    <div class="actions">
                        <SaveButton
                            label="Save as Markdown"
                            name="posture"
                            kind=FileKind::Markdown
                            text=record
                            state
                        />
                        <button type="button" class="button" on:click=move |_| ask()>
                            "Look again"
                        </button>
                    </div>
                    {rows
                        .chunk_by(|one, next| one.section == next.section)
                        .map(|section| view! { <Section rows=section.to_vec() /> })
                        .collect_view()}
                }
                    .into_any()
            }
        }}
    }
}

fn summary(tally: Tally) -> String {
    let Tally {
        good,
        open,
        unknown,
    } = tally;
    format!("{good} good, {open} open, {unknown} unknown")
}

#[component]
fn Section(rows: Vec<Row>) -> impl IntoView {
    let title = rows.first().map(|row| row.section).unwrap_or_default();
    view! {
        <section class="section" aria-label=title>
            <h2>{title}</h2>
            <ul class="plain checklist">
                {rows.into_iter().map(|row| view! { <Item row /> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Item(row: Row) -> impl IntoView {
    let finding = row.finding;
    let state = match finding.state {
        State::Good => "Good",
        State::Open => "Open",
        State::Unknown => "Unknown",
    };
    let advice = finding.advice.map(|advice| match advice.place {
        Some(place) => view! { <a href=href(place)>{advice.text}</a> }.into_any(),
        None => view! { <span>{advice.sentence()}</span> }.into_any(),
    });
    view! {
        <li>
            <span class="badge" data-state=finding.state.name()>
                {state}
            </span>
            <div>
                <p>{marked(row.item)}</p>
                <p class="muted small">
                    <bdi>{finding.found}</bdi>
                    {advice
                        .map(|advice| {
                            view! {
                                ". "
                                {advice}
                            }
                        })}
                </p>
            </div>
        </li>
    }
}

fn href(place: Place) -> String {
    match place {
        Place::Members(workspace) => Path::Members(workspace.to_owned()).href(),
        Place::OpenDoors => findings_of(Kind::Open),
        Place::BusFactor => findings_of(Kind::Admins),
    }
}

/// A text whose names of settings stand in backticks.
fn marked(text: &'static str) -> impl IntoView {
    text.split('`')
        .enumerate()
        .map(|(index, part)| match index % 2 {
            0 => part.into_any(),
            _ => view! { <code translate="no">{part}</code> }.into_any(),
        })
        .collect_view()
}
