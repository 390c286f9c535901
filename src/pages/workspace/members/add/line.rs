//! One of those who were found in the text: what is worth a look, the role, and leaving it out.

use leptos::prelude::*;
use nmp_access::change::role_names;
use nmp_access::paste::{Finding, PastedPrincipal};
use nmp_types::invisible::code_point;
use nmp_types::principal::display;
use nmp_types::{PrincipalKind, Role};

use super::lines::{Lines, States};
use crate::ui::focus;
use crate::ui::foreign::Foreign;

/// The row.
#[component]
pub fn FoundRow(
    /// Who, and what is known of them.
    entry: PastedPrincipal,
    /// Its place in the list.
    at: usize,
    /// Whether it was sent.
    is_sent: bool,
    /// What became of what was sent.
    states: States,
    /// What can be said about it.
    lines: Lines,
) -> impl IntoView {
    let (mark, text) = mark(&entry);
    let to_do = entry.is_to_do();
    let sent_state = {
        let principal = entry.principal.clone();
        move || {
            (is_sent && to_do).then(|| {
                let state = states.with(|states| states.get(&principal).cloned());
                match state
                    .as_ref()
                    .map(|state| (state.reason(), state.is_pending()))
                {
                    Some((Some(why), _)) => {
                        view! { <span class="change-state failed">{why}</span> }.into_any()
                    }
                    Some((None, true)) => {
                        view! { <span class="change-state">"Adding…"</span> }.into_any()
                    }
                    _ => view! { <span class="change-state done">"Added"</span> }.into_any(),
                }
            })
        }
    };
    let principal = StoredValue::new(entry.principal.clone());
    let instead = entry.instead.clone().filter(|_| !is_sent);
    let role = entry.role.clone();
    let open = !is_sent && !matches!(entry.finding, Finding::Bad(_));
    view! {
        <li data-mark=mark>
            <span class="break">
                <Foreign text=entry.principal.clone() />
            </span>
            {(!is_sent || !to_do)
                .then(|| {
                    view! {
                        <span class="found-note muted small">
                            {text}
                            {instead
                                .map(|instead| {
                                    let label = format!("Use {}", display(&instead));
                                    view! {
                                        <button
                                            type="button"
                                            class="button small"
                                            on:click=move |_| {
                                                principal.with_value(|name| lines.replace(name, &instead));
                                                focus::enter(&["#add-text"]);
                                            }
                                        >
                                            {label}
                                        </button>
                                    }
                                })}
                        </span>
                    }
                })}
            {sent_state}
            {(!is_sent)
                .then(|| {
                    view! {
                        <span class="actions">
                            {open.then(|| view! { <RoleSelect principal role at lines /> })}
                            <button
                                type="button"
                                class="button quiet icon-only small"
                                aria-label=format!("Leave out {}", display(&entry.principal))
                                on:click=move |_| {
                                    principal.with_value(|name| lines.leave_out(name));
                                    focus::enter(&["#add-text"]);
                                }
                            >
                                <span aria-hidden="true">"×"</span>
                            </button>
                        </span>
                    }
                })}
        </li>
    }
}

#[component]
fn RoleSelect(
    principal: StoredValue<String>,
    role: Role,
    at: usize,
    lines: Lines,
) -> impl IntoView {
    let label = principal.with_value(|name| format!("Role of {}", display(name)));
    let offered = lines.offered.get_value();
    view! {
        <select
            class="input select small"
            aria-label=label
            translate="no"
            data-line=at.to_string()
            on:change=move |event| {
                let role = Role::from(event_target_value(&event).as_str());
                request_animation_frame(move || focus::enter(&[&format!("[data-line='{at}']")]));
                lines
                    .roles
                    .update(|roles| {
                        roles.insert(principal.get_value(), role);
                    });
            }
        >
            {offered
                .into_iter()
                .map(|one| {
                    let selected = one == role;
                    view! {
                        <option value=one.to_string() selected=selected>
                            {one.to_string()}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
}

/// What to mark a row with, and what to say.
fn mark(entry: &PastedPrincipal) -> (&'static str, String) {
    let (mark, text) = match &entry.finding {
        Finding::Good => (
            "ok",
            match entry.kind {
                PrincipalKind::Person => String::new(),
                other => other.label().to_owned(),
            },
        ),
        Finding::Look(why) => ("look", why.clone()),
        Finding::Raises(roles) => (
            "look",
            format!("{} now, will be raised.", role_names(roles)),
        ),
        Finding::AlreadyIn(roles) => ("skip", format!("{} already.", role_names(roles))),
        Finding::Bad(why) => ("bad", why.clone()),
    };
    match left_out_words(&entry.left_out) {
        None => (mark, text),
        Some(words) if text.is_empty() => ("look", words),
        Some(words) => (mark, format!("{text} {words}")),
    }
}

/// That characters were left out that nobody sees, and which.
fn left_out_words(left_out: &[char]) -> Option<String> {
    let mut points: Vec<String> = left_out.iter().map(|c| code_point(*c)).collect();
    points.sort();
    points.dedup();
    match points.as_slice() {
        [] => None,
        [one] => Some(format!("Pasted with {one}, which can't be seen: left out.")),
        many => Some(format!(
            "Pasted with {}, which can't be seen: left out.",
            many.join(", ")
        )),
    }
}
