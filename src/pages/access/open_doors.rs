//! Workspaces that all signed-in users get into, and closing them.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::Figure;
use nmp_access::plan::planner::Intent;
use nmp_access::survey::open_doors::{doors, losses};
use nmp_types::Role;

use super::figures::{capitalised, words};
use super::long_table::{LongTable, long_row};
use super::parts::{NothingFound, PrincipalLink, WorkspaceLink};
use super::state::{AccessState, proposing};
use crate::ui::Dialog;
use crate::ui::number::{counted, grouped};
use crate::ui::roles::RoleBadges;

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct DoorRow {
    workspace: String,
    roles: Vec<Role>,
    meaning: String,
    effect: String,
    may: bool,
}

/// The page.
#[component]
pub fn OpenDoorsView(state: AccessState) -> impl IntoView {
    let all = Memo::new(move |_| {
        let rights = state.rights.get();
        state.survey.with(|survey| {
            let shown: Vec<DoorRow> = doors(survey)
                .iter()
                .map(|door| DoorRow {
                    meaning: meaning(door.grants.as_ref()).to_owned(),
                    effect: effect(door.lose, door.drop, door.groups),
                    may: survey.may_manage(&door.workspace, &rights),
                    workspace: door.workspace.clone(),
                    roles: door.roles.clone(),
                })
                .collect();
            Arc::new(shown)
        })
    });
    let count = Memo::new(move |_| all.with(|all| all.len()));
    let ticked = RwSignal::new(BTreeSet::<String>::new());
    let asked = RwSignal::new(None::<String>);
    let head = move || {
        view! {
            <th scope="col" class="tick">
                <span class="visually-hidden">"Select"</span>
            </th>
            <th scope="col">"Workspace"</th>
            <th scope="col">"All signed-in users"</th>
            <th scope="col">"If closed"</th>
            <th scope="col">
                <span class="visually-hidden">"Details"</span>
            </th>
        }
        .into_any()
    };
    let cells = move |row: DoorRow| view! { <Cells row ticked asked /> }.into_any();
    let rows = move |range: std::ops::Range<usize>| {
        all.with(|all| {
            let shown = all.get(range).unwrap_or_default().iter();
            shown.map(|row| long_row(row, cells)).collect()
        })
    };
    let nothing = Memo::new(move |_| count.get() == 0);
    let certain = Memo::new(move |_| state.survey.with(|survey| survey.knows_platform_admins()));
    view! {
        {move || {
            (!certain.get())
                .then(|| {
                    view! {
                        <p class="muted small">
                            "Who is a platform admin isn't known: they keep their access, but are counted."
                        </p>
                    }
                })
        }}
        <p class="muted" role="status">
            {move || match count.get() {
                0 => String::new(),
                count => {
                    let figure = Figure::of(count, state.coverage.get());
                    let found = words(figure, "workspace has", "workspaces have");
                    let found = capitalised(&found.unwrap_or_default());
                    format!("{found} a role for all signed-in users, the widest first.")
                }
            }}
        </p>
        {move || {
            if nothing.get() {
                view! {
                    <NothingFound
                        state
                        none="No open workspaces"
                        words=Signal::derive(move || state.extent().open_doors(0, 0))
                    />
                }
                    .into_any()
            } else {
                view! {
                    <CloseBar state ticked all />
                    <LongTable
                        caption="Workspaces open to all users"
                        class="doors"
                        count
                        rows
                        head
                    />
                }
                    .into_any()
            }
        }}
        <LossDialog state asked />
    }
}

fn meaning(grants: Option<&Role>) -> &'static str {
    match Role::strength_of(grants) {
        0 => "opens nothing",
        1 => "can view",
        2 => "can edit",
        _ => "can manage members",
    }
}

fn effect(lose: usize, drop: usize, groups: usize) -> String {
    let mut parts = Vec::new();
    if lose > 0 {
        parts.push(format!(
            "Everyone else would lose access, among them {} known from other workspaces",
            counted(lose, "person", "people")
        ));
    }
    if drop > 0 {
        parts.push(format!("{} would drop", counted(drop, "member", "members")));
    }
    if parts.is_empty() {
        parts.push("Nobody who is known would lose anything".to_owned());
    }
    if groups > 0 {
        parts.push(format!(
            "{} would keep theirs",
            counted(groups, "group", "groups")
        ));
    }
    parts.join(". ")
}

#[component]
fn Cells(
    row: DoorRow,
    ticked: RwSignal<BTreeSet<String>>,
    asked: RwSignal<Option<String>>,
) -> impl IntoView {
    let name = StoredValue::new(row.workspace.clone());
    let tick_label = format!("Select {}", row.workspace);
    let detail_label = format!("Who would lose access to {}", row.workspace);
    view! {
        <td class="tick">
            {row
                .may
                .then(|| {
                    view! {
                        <input
                            type="checkbox"
                            class="checkbox"
                            aria-label=tick_label
                            prop:checked=move || {
                                name.with_value(|name| ticked.with(|all| all.contains(name)))
                            }
                            on:change=move |event| {
                                let tick = event_target_checked(&event);
                                ticked
                                    .update(|all| {
                                        if tick {
                                            all.insert(name.get_value());
                                        } else {
                                            name.with_value(|name| all.remove(name));
                                        }
                                    });
                            }
                        />
                    }
                })}
        </td>
        <th scope="row">
            <WorkspaceLink name=row.workspace />
        </th>
        <td data-label="All signed-in users">
            <RoleBadges roles=row.roles />
            <span class="muted small kind">{row.meaning}</span>
        </td>
        <td data-label="If closed">
            <span class="clamp" title=row.effect.clone()>
                {row.effect.clone()}
            </span>
        </td>
        <td class="row-actions">
            <button
                type="button"
                class="button small"
                aria-label=detail_label
                on:click=move |_| asked.set(Some(name.get_value()))
            >
                "Who is affected"
            </button>
        </td>
    }
}

/// What can be done with the doors that are ticked.
#[component]
fn CloseBar(
    state: AccessState,
    ticked: RwSignal<BTreeSet<String>>,
    all: Memo<Arc<Vec<DoorRow>>>,
) -> impl IntoView {
    let propose = proposing(state);
    let chosen = Memo::new(move |_| {
        // What has been closed since is no door any more.
        all.with(|all| {
            ticked.with(|ticked| {
                let doors = all.iter().map(|door| &door.workspace);
                doors
                    .filter(|name| ticked.contains(*name))
                    .cloned()
                    .collect::<Vec<String>>()
            })
        })
    });
    let closable = move || {
        all.with(|all| {
            let may = all.iter().filter(|door| door.may);
            may.map(|door| door.workspace.clone())
                .collect::<BTreeSet<_>>()
        })
    };
    let plan = move |keep_viewing: bool| {
        let workspaces = chosen.get_untracked();
        let what = counted(workspaces.len(), "workspace", "workspaces");
        let title = if keep_viewing {
            format!("Let all users only view {what}")
        } else {
            format!("Close {what} to everyone who isn't named")
        };
        propose(
            title,
            Intent::Close {
                workspaces,
                keep_viewing,
            },
        );
    };
    let narrow = plan.clone();
    let disabled = move || chosen.with(Vec::is_empty);
    view! {
        <div class="count-line">
            <p class="muted" role="status">
                {move || match chosen.with(Vec::len) {
                    0 => "Select workspaces to close them. You review the changes first.".to_owned(),
                    count => format!("{} selected", grouped(count)),
                }}
            </p>
            <div class="actions">
                <button
                    type="button"
                    class="button small"
                    disabled=move || all.with(|all| !all.iter().any(|door| door.may))
                    on:click=move |_| ticked.set(closable())
                >
                    "Select all"
                </button>
                <button
                    type="button"
                    class="button small"
                    disabled=disabled
                    on:click=move |_| narrow(true)
                >
                    "Make view-only…"
                </button>
                <button
                    type="button"
                    class="button small"
                    disabled=disabled
                    on:click=move |_| plan(false)
                >
                    "Close…"
                </button>
            </div>
        </div>
    }
}

/// How many names the dialog lists; the rest is a number.
const NAMED: usize = 200;

/// Who would lose access, by name.
#[component]
fn LossDialog(state: AccessState, asked: RwSignal<Option<String>>) -> impl IntoView {
    let close = move || asked.set(None);
    let title = Signal::derive(move || {
        format!(
            "If {} were closed",
            asked.get().unwrap_or_else(|| "it".to_owned())
        )
    });
    let content = move || {
        let workspace = asked.get()?;
        let all = state.survey.with(|survey| losses(survey, &workspace));
        let more = all.len().saturating_sub(NAMED);
        let nobody = all.is_empty();
        Some(view! {
            <p>
                "Everyone who isn't named in it would lose access. Of those who are known from the workspaces here:"
            </p>
            {nobody.then(|| view! { <p class="muted">"Nobody would lose anything."</p> })}
            <ul class="plain losses">
                {all
                    .into_iter()
                    .take(NAMED)
                    .map(|loss| {
                        let left = match loss.left {
                            Some(role) => format!("drops to {role}, their own role"),
                            None => "loses access".to_owned(),
                        };
                        view! {
                            <li>
                                <PrincipalLink principal=loss.principal />
                                <span class="muted small">{left}</span>
                            </li>
                        }
                    })
                    .collect_view()}
                {(more > 0)
                    .then(|| {
                        view! { <li class="muted">{format!("and {} more", grouped(more))}</li> }
                    })}
            </ul>
            <p class="muted small">
                "The people in a group that is named there keep what the group has. Who they are isn't visible here."
            </p>
        })
    };
    view! {
        <Dialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move |()| close()
            title
        >
            {content}
        </Dialog>
    }
}
