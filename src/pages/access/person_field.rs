//! A field for one person: what is typed is compared with everybody who is known, before somebody who
//! doesn't exist becomes an Admin.

use std::time::Duration;

use leptos::leptos_dom::helpers::debounce;
use leptos::prelude::*;
use nmp_access::paste::{Named, NotOne, Note, one};
use nmp_types::principal::display;

use super::state::AccessState;
use crate::ui::PrincipalField;

/// How long typing rests before something is said about what stands there.
const TYPING_RESTS: Duration = Duration::from_millis(500);

/// A person who is being chosen.
#[derive(Clone, Copy)]
pub struct Choosing {
    /// What is typed.
    pub text: RwSignal<String>,
    /// What the typed text names.
    judged: Memo<Result<Named, NotOne>>,
    /// A name that is meant although it looks like a mistake.
    meant: RwSignal<Option<String>>,
    /// Whether something is to be said although the field is being written in.
    tried: RwSignal<bool>,
    rested: RwSignal<bool>,
}

impl Choosing {
    /// With a name filled in, for as long as the field is there.
    pub fn new(state: AccessState, name: String) -> Self {
        let text = RwSignal::new(name);
        let judged = Memo::new(move |_| {
            text.with(|text| state.directory.with(|directory| one(text, directory)))
        });
        let rested = RwSignal::new(false);
        let mut later = debounce(TYPING_RESTS, move |()| {
            // The field may be gone.
            let _ = rested.try_set(true);
        });
        Effect::new(move |_| {
            text.track();
            rested.set(false);
            later(());
        });
        Self {
            text,
            judged,
            meant: RwSignal::new(None),
            tried: RwSignal::new(false),
            rested,
        }
    }

    /// The person, if one is named and isn't in doubt; tracked.
    pub fn named(self) -> Option<String> {
        let named = self.judged.get().ok()?;
        let in_doubt = named.note.is_some_and(|note| note.is_doubt);
        let is_meant = self
            .meant
            .with(|meant| meant.as_ref() == Some(&named.principal));
        (!in_doubt || is_meant).then_some(named.principal)
    }

    /// The person, for a form that is sent; if there is none, the field says why.
    pub fn take(self) -> Option<String> {
        self.tried.set(true);
        untrack(|| self.named())
    }

    /// Why nobody can be taken; tracked.
    pub fn error(self) -> Option<String> {
        match self.judged.get() {
            Err(why) => Some(why.to_string()),
            Ok(_) if self.named().is_none() => {
                Some("Correct the name, or say that it is meant.".to_owned())
            }
            Ok(_) => None,
        }
    }
}

/// The field, with what is worth a look below it.
#[component]
pub fn PersonField(
    /// Unique on the page.
    id: &'static str,
    /// Says who is meant.
    label: &'static str,
    /// Who is being chosen.
    choosing: Choosing,
    /// Stands below the field; always there.
    #[prop(into, optional)]
    help: Option<String>,
    /// Why the person who is named can't be taken here.
    #[prop(into, optional)]
    refusal: Signal<Option<String>>,
    /// Who is proposed.
    #[prop(optional)]
    proposed: Vec<String>,
) -> impl IntoView {
    let error = Signal::derive(move || {
        let said = choosing.tried.get();
        said.then(|| choosing.error().or_else(|| refusal.get()))
            .flatten()
    });
    view! {
        <PrincipalField id label value=choosing.text help=help.unwrap_or_default() error proposed />
        <NameNote choosing />
    }
}

/// What is worth a look about a name, who is probably meant, and that the name itself is.
#[component]
pub fn NameNote(choosing: Choosing) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let said = choosing.rested.get() || choosing.tried.get();
        let named = choosing.judged.get().ok().filter(|_| said)?;
        Some((named.principal, named.note?))
    });
    // Always in the page and of the height of a sentence: nothing moves under the pointer.
    view! {
        <div class="name-note" aria-live="polite">
            {move || {
                let (principal, note) = shown.get()?;
                Some(view! { <Noted choosing principal note /> })
            }}
        </div>
    }
}

#[component]
fn Noted(choosing: Choosing, principal: String, note: Note) -> impl IntoView {
    let Note {
        sentence,
        instead,
        is_doubt,
    } = note;
    let name = StoredValue::new(principal);
    let is_meant =
        move || name.with_value(|name| choosing.meant.with(|meant| meant.as_ref() == Some(name)));
    let class = if is_doubt { "warning" } else { "muted small" };
    view! {
        <div class=class>
            <p>{sentence}</p>
            {is_doubt
                .then(|| {
                    view! {
                        <div class="actions">
                            {instead
                                .map(|instead| {
                                    let label = format!("Use {}", display(&instead));
                                    view! {
                                        <button
                                            type="button"
                                            class="button small"
                                            on:click=move |_| choosing.text.set(instead.clone())
                                        >
                                            {label}
                                        </button>
                                    }
                                })}
                            {move || {
                                let label = name
                                    .with_value(|name| {
                                        format!("Use “{}” as it is", display(name))
                                    });
                                if is_meant() {
                                    view! { <span class="small">"Used as it is."</span> }.into_any()
                                } else {
                                    view! {
                                        <button
                                            type="button"
                                            class="button small"
                                            on:click=move |_| {
                                                choosing.meant.set(Some(name.get_value()));
                                            }
                                        >
                                            {label}
                                        </button>
                                    }
                                        .into_any()
                                }
                            }}
                        </div>
                    }
                })}
        </div>
    }
}
