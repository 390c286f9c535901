//! The walk: how far it is, and the binding that is being decided.

use leptos::html;
use leptos::prelude::*;
use nmp_access::change::role_names;
use nmp_access::review::{Decision, Item, Review};
use nmp_types::PrincipalKind;
use nmp_types::principal::display;

use super::end::End;
use super::list::Decided;
use super::reviewing::Reviewing;
use crate::pages::access::parts::{PrincipalLink, WorkspaceLink};
use crate::session::browser;
use crate::ui::keys::letter;
use crate::ui::number::{counted, grouped};
use crate::ui::roles::RoleBadges;
use crate::ui::time::Moment;

/// How far it is, and what is being decided.
#[component]
pub fn Walk(reviewing: Reviewing) -> impl IntoView {
    let review = reviewing.review;
    let facts = Memo::new(move |_| {
        review.with(|review| {
            let review = review.as_ref()?;
            Some((
                review.scope.clone(),
                review.begun_at.clone(),
                review.gaps.len(),
            ))
        })
    });
    let progress = Memo::new(move |_| {
        review.with(|review| review.as_ref().map(Review::progress).unwrap_or_default())
    });
    let total = move || {
        let progress = progress.get();
        progress.keep + progress.remove + progress.open
    };
    view! {
        {move || {
            facts
                .get()
                .map(|(scope, begun_at, gaps)| {
                    view! {
                        <p class="muted">
                            "Scope: " {scope} ", as seen " <Moment wire=begun_at /> "."
                            {(gaps > 0)
                                .then(|| {
                                    format!(
                                        " {} can't be reviewed. The record names them.",
                                        counted(gaps, "workspace", "workspaces"),
                                    )
                                })}
                        </p>
                    }
                })
        }}
        <div class="plan-state">
            <p id="review-progress">
                {move || {
                    let progress = progress.get();
                    format!(
                        "{} of {} decided: {} keep, {} remove.",
                        progress.keep + progress.remove,
                        total(),
                        progress.keep,
                        progress.remove,
                    )
                }}
            </p>
            <progress
                aria-labelledby="review-progress"
                value=move || (progress.get().keep + progress.get().remove).to_string()
                max=move || total().max(1).to_string()
            ></progress>
        </div>
        {move || {
            reviewing
                .kept
                .not_kept
                .get()
                .then(|| {
                    view! {
                        <p class="warning" role="alert">
                            "This browser has no room to keep the review, so a reload would lose it. Export it from time to time."
                        </p>
                    }
                })
        }}
        <Card reviewing />
        <End reviewing />
        <Decided reviewing />
    }
}

/// The binding that is being decided. Keys work while the focus is in it.
#[component]
fn Card(reviewing: Reviewing) -> impl IntoView {
    let review = reviewing.review;
    // Without the note: what is shown isn't made again with every letter.
    let current = Memo::new(move |_| {
        review.with(|review| {
            let review = review.as_ref()?;
            let mut item = review.current()?.clone();
            item.draft.clear();
            if let Some(decided) = &mut item.decision {
                decided.note.clear();
            }
            Some((review.position, review.items.len(), item))
        })
    });
    // The note belongs to the binding that is shown, and is kept with it as it is written.
    let note = Memo::new(move |_| {
        review.with(|review| {
            let item = review.as_ref().and_then(Review::current);
            item.map(|item| item.note().to_owned()).unwrap_or_default()
        })
    });
    let write = move |text: String| reviewing.update(|review| review.write(&text));
    let decide = move |decision: Decision| {
        let words = note.get_untracked();
        reviewing.update(|review| review.decide(decision, &words, &browser::now_iso()));
    };
    let go = move |by: isize| {
        reviewing.update(|review| {
            let to = review.position.saturating_add_signed(by);
            review.go(to);
        });
    };
    let card = NodeRef::<html::Section>::new();
    let key = move |event: web_sys::KeyboardEvent| {
        let typing = event
            .target()
            .and_then(|target| wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target).ok())
            .is_some_and(|element| element.matches("input, textarea, select").unwrap_or(false));
        if typing || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        match (letter(&event), event.key().as_str()) {
            // A key held down decides once, not about all that comes after.
            (Some('k' | 'r'), _) if event.repeat() => {}
            (Some('k'), _) => decide(Decision::Keep),
            (Some('r'), _) => decide(Decision::Remove),
            (Some('n'), _) | (_, "ArrowRight") => go(1),
            (Some('p'), _) | (_, "ArrowLeft") => go(-1),
            _ => return,
        }
        event.prevent_default();
    };
    let said = move || {
        current.with(|current| {
            current.as_ref().map(|(at, all, item)| {
                format!(
                    "{} of {all}: {} in {}, {}. {}",
                    at + 1,
                    display(&item.member.principal),
                    item.workspace,
                    role_names(&item.member.roles),
                    item.hints.join(" "),
                )
            })
        })
    };
    let decided = move |wanted: Decision| {
        current.with(|current| {
            current
                .as_ref()
                .and_then(|(_, _, item)| item.decision.as_ref())
                .is_some_and(|decided| decided.decision == wanted)
        })
    };
    view! {
        <section
            node_ref=card
            class="panel decide"
            aria-label="Decision"
            tabindex="-1"
            on:keydown=key
        >
            <p class="visually-hidden" role="status">
                {said}
            </p>
            <div class="decide-item">
                {move || {
                    current
                        .get()
                        .map(|(at, all, item)| view! { <BindingSeen reviewing at all item /> })
                }}
            </div>
            <div class="field">
                <label for="decision-note">"Note (optional)"</label>
                <input
                    id="decision-note"
                    class="input"
                    autocomplete="off"
                    maxlength="500"
                    prop:value=move || note.get()
                    on:input=move |event| write(event_target_value(&event))
                />
            </div>
            <div class="actions">
                <button
                    type="button"
                    class="button"
                    class:primary=move || decided(Decision::Keep)
                    aria-pressed=move || decided(Decision::Keep).to_string()
                    aria-keyshortcuts="K"
                    on:click=move |_| decide(Decision::Keep)
                >
                    "Keep"
                </button>
                <button
                    type="button"
                    class="button"
                    class:danger=move || decided(Decision::Remove)
                    aria-pressed=move || decided(Decision::Remove).to_string()
                    aria-keyshortcuts="R"
                    on:click=move |_| decide(Decision::Remove)
                >
                    "Remove"
                </button>
                <button
                    type="button"
                    class="button quiet"
                    aria-keyshortcuts="ArrowLeft"
                    on:click=move |_| go(-1)
                >
                    "Previous"
                </button>
                <button
                    type="button"
                    class="button quiet"
                    aria-keyshortcuts="ArrowRight"
                    on:click=move |_| go(1)
                >
                    "Next"
                </button>
            </div>
            <p class="muted small">"Keys here: K keep · R remove · ← → move"</p>
        </section>
    }
}

#[component]
fn BindingSeen(reviewing: Reviewing, at: usize, all: usize, item: Item) -> impl IntoView {
    let kind = PrincipalKind::of(&item.member.principal);
    let by = item
        .member
        .granted_by
        .map(|by| reviewing.state.rights.get_untracked().name_of(by))
        .map(|by| format!(" by {by}"));
    view! {
        <p class="muted small">{format!("{} of {}", grouped(at + 1), grouped(all))}</p>
        <p class="decide-who">
            <PrincipalLink principal=item.member.principal />
            <span class="muted">
                {match kind {
                    PrincipalKind::Person | PrincipalKind::Everyone => "",
                    other => other.label(),
                }}
            </span>
        </p>
        <dl class="facts">
            <dt>"Workspace"</dt>
            <dd>
                <WorkspaceLink name=item.workspace />
            </dd>
            <dt>"Roles"</dt>
            <dd>
                <RoleBadges roles=item.member.roles />
            </dd>
            <dt>"Since"</dt>
            <dd>{item.member.granted_at.map(|wire| view! { <Moment wire /> })} {by}</dd>
        </dl>
        {item.hints.into_iter().map(|hint| view! { <p class="note">{hint}</p> }).collect_view()}
    }
}
