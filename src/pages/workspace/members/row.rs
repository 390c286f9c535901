//! One member in the table.

use leptos::prelude::*;
use nmp_access::change::role_names;
use nmp_types::principal::{EVERYONE, display, mention};
use nmp_types::workspace::SYSTEM;
use nmp_types::{Member, PrincipalKind};

use super::page::{MembersPageState, Open};
use crate::pages::principal::PrincipalLink;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::roles::RoleBadges;
use crate::ui::time::Moment;

/// A row; it stays the same element while what it shows changes, so that the focus stays.
#[component]
pub fn MemberRow(
    /// The page.
    page: MembersPageState,
    /// Whose row.
    principal: String,
    /// Counts from 2; the header is 1.
    index: Signal<Option<usize>>,
) -> impl IntoView {
    let name = StoredValue::new(principal.clone());
    let member = Memo::new(move |_| name.with_value(|name| page.find(name)));
    let tick_label = format!("Select {}", mention(&principal));
    view! {
        <tr
            class="member"
            aria-rowindex=move || index.get().map(|index| index.to_string())
            aria-selected=move || {
                name.with_value(|name| page.ticked.with(|ticked| ticked.contains(name)))
                    .then_some("true")
            }
        >
            {move || {
                let tick_label = tick_label.clone();
                page.may_manage
                    .get()
                    .then(|| {
                        view! {
                            <td class="tick">
                                <input
                                    type="checkbox"
                                    class="checkbox"
                                    aria-label=tick_label
                                    prop:checked=move || {
                                        name.with_value(|name| {
                                            page.ticked.with(|ticked| ticked.contains(name))
                                        })
                                    }
                                    on:click=move |event| {
                                        let to = event_target_checked(&event);
                                        name.with_value(|name| {
                                            page.tick(name, to, event.shift_key())
                                        });
                                    }
                                />
                            </td>
                        }
                    })
            }}
            <th scope="row">
                <Named page principal=principal.clone() />
            </th>
            <td data-label="Role" class="role-cell">
                <RoleCell page principal=principal.clone() member />
            </td>
            <td data-label="Since">
                {move || {
                    member
                        .with(|member| member.as_ref().and_then(|member| member.granted_at.clone()))
                        .map(|wire| view! { <Moment wire /> })
                }}
            </td>
            <td data-label="Granted by">
                {move || {
                    member
                        .with(|member| {
                            member.as_ref().and_then(|member| member.granted_by.clone())
                        })
                        .map(|by| page.rights.get().name_of(by))
                        .map(|by| {
                            view! {
                                <span class="clip" translate="no" title=by.clone()>
                                    {by.clone()}
                                </span>
                            }
                        })
                }}
            </td>
            <td class="row-actions">
                <RowActions page principal />
            </td>
        </tr>
    }
}

/// Who it is, and whether that is the person at the keyboard.
#[component]
fn Named(page: MembersPageState, principal: String) -> impl IntoView {
    let kind = PrincipalKind::of(&principal);
    let note = match kind {
        PrincipalKind::Everyone | PrincipalKind::Person => "",
        other => other.label(),
    };
    let name = principal.clone();
    view! {
        <span class="named">
            <PrincipalLink principal note />
            {move || {
                page.rights.get().is_me(&name).then(|| view! { <span class="badge">"You"</span> })
            }}
        </span>
    }
}

/// The roles; to those who may, a button that opens the choice of another.
#[component]
fn RoleCell(
    page: MembersPageState,
    principal: String,
    member: Memo<Option<Member>>,
) -> impl IntoView {
    let roles = Memo::new(move |_| member.get().map(|member| member.roles).unwrap_or_default());
    let name = StoredValue::new(principal.clone());
    let open = move |_| {
        let principal = name.get_value();
        // In `system` everyone may have a role on the platform, which general access doesn't show.
        let in_system = untrack(|| page.shown.name()) == SYSTEM;
        page.open.set(Some(if principal == EVERYONE && !in_system {
            Open::General(None)
        } else {
            Open::Role(vec![principal], None)
        }));
    };
    view! {
        {move || {
            if page.may_manage.get() {
                let label = format!(
                    "Change role of {}, now {}",
                    name.with_value(|name| mention(name)),
                    role_names(&roles.get()),
                );
                view! {
                    <button type="button" class="button role-button" aria-label=label on:click=open>
                        <RoleBadges roles=roles.get() />
                        <Glyph icon=Icon::Down />
                    </button>
                }
                    .into_any()
            } else {
                view! { <RoleBadges roles=roles.get() /> }.into_any()
            }
        }}
        <ChangeState page principal />
    }
}

/// What is under way for a principal, or why it failed.
#[component]
pub fn ChangeState(page: MembersPageState, principal: String) -> impl IntoView {
    let entry = Memo::new(move |_| {
        page.changes
            .with(|changes| changes.get(&principal).cloned())
    });
    move || {
        entry.get().map(|entry| match entry.state.reason() {
            Some(text) => {
                view! { <p class="change-state failed">"Not changed: " {text}</p> }.into_any()
            }
            None => {
                let what = if entry.change.after.is_empty() {
                    "Removing…".to_owned()
                } else if entry.change.before.is_empty() {
                    "Adding…".to_owned()
                } else {
                    format!("Applying {}…", role_names(&entry.change.after))
                };
                view! {
                    <p
                        class="change-state"
                        title="The platform takes up to 30 seconds. You can go on while it does."
                    >
                        {what}
                    </p>
                }
                .into_any()
            }
        })
    }
}

#[component]
fn RowActions(page: MembersPageState, principal: String) -> impl IntoView {
    let (why_label, remove_label) = match principal.as_str() {
        EVERYONE => (
            "Why do all signed-in users have access?".to_owned(),
            "Remove the access of all signed-in users".to_owned(),
        ),
        one => (
            format!("Why does {} have access?", display(one)),
            format!("Remove {}", display(one)),
        ),
    };
    let name = StoredValue::new(principal);
    view! {
        <button
            type="button"
            class="button quiet icon-only"
            aria-label=why_label
            title="Why access?"
            on:click=move |_| page.open.set(Some(Open::Why(name.get_value())))
        >
            <Glyph icon=Icon::Question />
        </button>
        {move || {
            page.may_manage
                .get()
                .then(|| {
                    let last = name
                        .with_value(|name| {
                            page.indispensable.with(|principals| principals.contains(name))
                        });
                    let title = if last {
                        "The last Admin: make someone else an Admin first"
                    } else {
                        "Remove"
                    };
                    view! {
                        <button
                            type="button"
                            class="button quiet icon-only"
                            aria-label=remove_label.clone()
                            aria-disabled=last.then_some("true")
                            title=title
                            on:click=move |_| {
                                page.open.set(Some(Open::Remove(vec![name.get_value()])));
                            }
                        >
                            <Glyph icon=Icon::Remove />
                        </button>
                    }
                })
        }}
    }
}
