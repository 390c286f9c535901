//! One principal in every workspace, with why; offboarding, and the same for somebody else.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::person::{Standing, Who, across, look_alikes};
use nmp_types::principal::display;
use nmp_types::{PrincipalKind, Role};

use super::long_table::{LongTable, long_row};
use super::mirror::MirrorDialog;
use super::parts::{PrincipalLink, WorkspaceLink};
use super::state::{AccessState, proposing};
use crate::ui::clipboard::CopyButton;
use crate::ui::filter::CheckField;
use crate::ui::number::counted;
use crate::ui::roles::RoleBadges;

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct StandingRow {
    workspace: String,
    effective: Option<Role>,
    unknown: bool,
    /// Whether it is known that one is or isn't a platform admin.
    certain: bool,
    why: String,
}

impl StandingRow {
    /// Of oneself it is known whether one is a platform admin; of others by the members of
    /// `system`.
    fn of(standing: &Standing, me: bool) -> Self {
        Self {
            workspace: standing.workspace.clone(),
            effective: standing.effective(),
            unknown: standing.bindings.is_err() && standing.effective().is_none(),
            certain: me || standing.platform_admin.is_some(),
            why: standing.reasons().join(" "),
        }
    }
}

/// The page.
#[component]
pub fn PersonView(state: AccessState, principal: String) -> impl IntoView {
    let name = StoredValue::new(principal);
    let together = RwSignal::new(false);
    let named = Memo::new(move |_| name.with_value(|name| Who::named(name, &state.rights.get())));
    let alike = Memo::new(move |_| {
        let listed = state.surveys.get();
        named.with(|who| look_alikes(&listed, who))
    });
    let who = Memo::new(move |_| {
        let who = named.get();
        if together.get() {
            alike.with(|names| who.also(names))
        } else {
            who
        }
    });
    let standings = Memo::new(move |_| {
        Arc::new(
            state
                .survey
                .with(|survey| who.with(|who| across(survey, who))),
        )
    });
    let all = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let wanted = |standing: &&Standing| all.get() || !standing.is_nothing();
        standings.with(|standings| {
            let me = who.with(|who| state.rights.get().is_me(who.name()));
            let of = |standing| StandingRow::of(standing, me);
            let mut shown: Vec<StandingRow> = standings.iter().filter(wanted).map(of).collect();
            shown.sort_by_key(|row| std::cmp::Reverse(Role::strength_of(&row.effective)));
            Arc::new(shown)
        })
    });
    let count = Memo::new(move |_| shown.with(|shown| shown.len()));
    let head = || {
        view! {
            <th scope="col">"Workspace"</th>
            <th scope="col">"Counts as"</th>
            <th scope="col">"Why"</th>
        }
        .into_any()
    };
    let cells = |row: StandingRow| {
        let roles: Vec<Role> = row.effective.into_iter().collect();
        view! {
            <th scope="row">
                <WorkspaceLink name=row.workspace />
            </th>
            <td data-label="Counts as">
                {if row.unknown {
                    view! { <span class="muted">"Unknown"</span> }.into_any()
                } else if roles.is_empty() {
                    let words = if row.certain { "No access" } else { "None known" };
                    view! { <span class="muted">{words}</span> }.into_any()
                } else {
                    view! { <RoleBadges roles /> }.into_any()
                }}
            </td>
            <td data-label="Why">
                <span class="clamp wide" title=row.why.clone()>
                    {row.why.clone()}
                </span>
            </td>
        }
        .into_any()
    };
    let rows = move |range: std::ops::Range<usize>| {
        shown.with(|shown| {
            let shown = shown.get(range).unwrap_or_default().iter();
            shown.map(|row| long_row(row, cells)).collect()
        })
    };
    view! {
        <Summary state who standings />
        {move || {
            let suspects = state.suspects.get()?;
            let warning = name.with_value(|name| suspects.get(name).cloned())?;
            Some(
                view! {
                    <p class="warning" role="note">
                        {warning}
                    </p>
                },
            )
        }}
        <LookAlikes alike together />
        <Actions state who standings />
        <div class="count-line">
            <p class="muted" role="status">
                {move || counted(count.get(), "workspace", "workspaces")}
            </p>
            <CheckField label="Also workspaces without access" value=all />
        </div>
        {move || {
            (count.get() > 0)
                .then(|| {
                    view! {
                        <LongTable
                            caption="Access in every workspace"
                            class="standings"
                            count
                            rows
                            head
                        />
                    }
                })
        }}
    }
}

/// Who it is, and how much that is, in a few lines.
#[component]
fn Summary(
    state: AccessState,
    who: Memo<Who>,
    standings: Memo<Arc<Vec<Standing>>>,
) -> impl IntoView {
    let words = move || {
        standings.with(|standings| {
            let bound = standings.iter().filter(|one| one.is_bound()).count();
            let access = standings
                .iter()
                .filter(|one| one.effective().is_some())
                .count();
            let admin = standings
                .iter()
                .filter_map(Standing::effective)
                .filter(|role| role.strength() >= Role::Admin.strength())
                .count();
            let mut text = format!(
                "Bound by name in {}; gets into {}, with the rights of an Admin in {admin}.",
                counted(bound, "workspace", "workspaces"),
                counted(access, "workspace", "workspaces"),
            );
            let unknown = standings.iter().filter(|one| one.bindings.is_err()).count();
            if unknown > 0 {
                text.push_str(&format!(
                    " {} unknown: there may be more.",
                    counted(unknown, "workspace is", "workspaces are")
                ));
            }
            text
        })
    };
    let platform_admin = move || {
        standings.with(|all| {
            let first = all.first();
            let admin = first.filter(|one| one.platform_admin == Some(true));
            admin.map(|one| one.admin_role.to_string())
        })
    };
    let uncertain = move || {
        standings.with(|all| {
            let first = all.first();
            first.is_some_and(|one| one.platform_admin.is_none())
        })
    };
    let aliases = move || who.with(|who| who.principals.join(", "));
    let several = move || who.with(|who| who.principals.len() > 1);
    let groups = move || who.with(|who| who.groups.clone());
    let is_person = move || who.with(|who| who.kind() == PrincipalKind::Person);
    let me = move || who.with(|who| state.rights.get().is_me(who.name()));
    view! {
        <div class="person">
            <p class="lead">{words}</p>
            <p class="actions">
                <span class="badge">{move || who.with(|who| who.kind().label())}</span>
                {move || me().then(|| view! { <span class="badge">"You"</span> })}
                {move || {
                    platform_admin()
                        .map(|role| {
                            let name = role.clone();
                            view! {
                                <span class="badge role" data-role=name translate="no">
                                    {role}
                                </span>
                            }
                        })
                }}
            </p>
            {move || {
                (uncertain() && !me())
                    .then(|| {
                        view! {
                            <p class="muted small">
                                "Who is a platform admin isn't known, as the members of “system” aren't visible to you. A platform admin gets in everywhere."
                            </p>
                        }
                    })
            }}
            {move || {
                several().then(|| view! { <p class="muted">"Also known as: " {aliases()}</p> })
            }}
            {move || match groups() {
                Some(groups) if !groups.is_empty() => {
                    view! { <p class="muted">"Groups: " {groups.join(", ")}</p> }.into_any()
                }
                Some(_) => ().into_any(),
                None if is_person() => {
                    view! {
                        <p class="muted small">
                            "Which groups somebody else is in only the identity provider knows: what a group may add is marked “perhaps”."
                        </p>
                    }
                        .into_any()
                }
                None => ().into_any(),
            }}
        </div>
    }
}

/// Other spellings of the same mailbox, and whether they are taken for the same person.
#[component]
fn LookAlikes(alike: Memo<Vec<String>>, together: RwSignal<bool>) -> impl IntoView {
    move || {
        let names = alike.get();
        (!names.is_empty()).then(|| {
            view! {
                <div class="note">
                    <p>
                        "Also bound, in other capitals: the platform tells them apart, mailboxes don't."
                    </p>
                    <ul class="plain">
                        {names
                            .into_iter()
                            .map(|principal| {
                                view! {
                                    <li>
                                        <PrincipalLink principal />
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                    <CheckField label="Take them for the same person" value=together />
                </div>
            }
        })
    }
}

#[component]
fn Actions(
    state: AccessState,
    who: Memo<Who>,
    standings: Memo<Arc<Vec<Standing>>>,
) -> impl IntoView {
    let propose = proposing(state);
    let mirroring = RwSignal::new(false);
    let bound = Memo::new(move |_| standings.with(|all| all.iter().any(Standing::is_bound)));
    // Everyone isn't somebody: closing doors is another page.
    let is_one = move || who.with(|who| who.kind() != PrincipalKind::Everyone);
    let offboard = move |_| {
        let who = who.get_untracked();
        let title = format!("Remove {} everywhere", display(who.name()));
        propose(
            title,
            Intent::Offboard {
                who,
                successors: BTreeMap::new(),
            },
        );
    };
    view! {
        <div class="actions">
            {move || {
                let offboard = offboard.clone();
                (bound.get() && is_one())
                    .then(|| {
                        view! {
                            <button type="button" class="button danger" on:click=offboard>
                                "Plan: remove everywhere"
                            </button>
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| mirroring.set(true)
                            >
                                "Give somebody the same access"
                            </button>
                        }
                    })
            }}
            <CopyButton
                label="Copy name"
                text=Signal::derive(move || who.with(|who| who.name().to_owned()))
            />
        </div>
        <MirrorDialog state who open=mirroring />
    }
}
