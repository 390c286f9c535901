//! Workspaces with fewer than two Admins, and a second one for them.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::plan::planner::{Intent, candidates, top_role};
use nmp_access::survey::bus_factor::{Factor, staffing};
use nmp_types::principal::display;
use nmp_types::workspace::SYSTEM;

use super::long_table::{LongTable, long_row};
use super::parts::{NothingFound, WorkspaceLink};
use super::person_field::{Choosing, PersonField};
use super::state::{AccessState, proposing};
use crate::paths::{AccessView, Path};
use crate::ui::Dialog;
use crate::ui::number::counted;

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct StaffingRow {
    workspace: String,
    factor: &'static str,
    sentence: String,
    /// The only person, whose page says what hangs on them.
    one: Option<String>,
    may: bool,
}

fn label(factor: Factor) -> &'static str {
    match factor {
        Factor::Nobody => "Nobody",
        Factor::One => "One",
        Factor::Unknown => "Not known",
        Factor::Enough => "Two or more",
    }
}

/// The page.
#[component]
pub fn BusFactorView(state: AccessState) -> impl IntoView {
    let all = Memo::new(move |_| {
        let rights = state.rights.get();
        state.survey.with(|survey| {
            let few: Vec<StaffingRow> = staffing(survey, &state.surveys.get(), &rights)
                .iter()
                .filter(|one| one.factor() != Factor::Enough)
                .map(|one| StaffingRow {
                    factor: label(one.factor()),
                    sentence: one.sentence(),
                    one: match one.people.as_slice() {
                        [person] => Some(person.clone()),
                        _ => None,
                    },
                    may: survey.may_manage(&one.workspace, &rights),
                    workspace: one.workspace.clone(),
                })
                .collect();
            Arc::new(few)
        })
    });
    let count = Memo::new(move |_| all.with(|all| all.len()));
    let chosen = RwSignal::new(BTreeMap::<String, String>::new());
    let asked = RwSignal::new(None::<String>);
    let head = || {
        view! {
            <th scope="col">"Workspace"</th>
            <th scope="col">"Admins"</th>
            <th scope="col">"Who"</th>
            <th scope="col">"Second Admin"</th>
        }
        .into_any()
    };
    let cells = move |row: StaffingRow| view! { <Cells row chosen asked /> }.into_any();
    let rows = move |range: std::ops::Range<usize>| {
        all.with(|all| {
            let shown = all.get(range).unwrap_or_default().iter();
            shown.map(|row| long_row(row, cells)).collect()
        })
    };
    let nothing = Memo::new(move |_| count.get() == 0);
    let propose = proposing(state);
    let plan = move |_| {
        let choices = chosen.get_untracked();
        let title = format!(
            "Another Admin for {}",
            counted(choices.len(), "workspace", "workspaces")
        );
        propose(title, Intent::Promote(choices));
    };
    view! {
        <p class="muted">
            "Counts people, not grants, groups or services. Two spellings of one address are one person. Platform admins can always step in."
        </p>
        {move || {
            if nothing.get() {
                view! {
                    <NothingFound
                        state
                        none="Two Admins or more everywhere"
                        words=Signal::derive(move || state.extent().bus_factor(0, 0))
                    />
                }
                    .into_any()
            } else {
                view! {
                    <LongTable
                        caption="Workspaces with fewer than two Admins"
                        class="factor"
                        count
                        rows
                        head
                    />
                }
                    .into_any()
            }
        }}
        {move || {
            let chosen = chosen.with(BTreeMap::len);
            let plan = plan.clone();
            (chosen > 0)
                .then(|| {
                    view! {
                        <div class="bottom-bar" role="region" aria-label="Chosen Admins">
                            <p role="status">
                                {format!(
                                    "{} chosen",
                                    counted(chosen, "second Admin", "second Admins"),
                                )}
                            </p>
                            <button type="button" class="button primary" on:click=plan>
                                "Review changes"
                            </button>
                        </div>
                    }
                })
        }}
        <ChooseDialog state asked chosen />
    }
}

#[component]
fn Cells(
    row: StaffingRow,
    chosen: RwSignal<BTreeMap<String, String>>,
    asked: RwSignal<Option<String>>,
) -> impl IntoView {
    let name = StoredValue::new(row.workspace.clone());
    let label = format!("Add an Admin to {}", row.workspace);
    view! {
        <th scope="row">
            <WorkspaceLink name=row.workspace />
        </th>
        <td data-label="Admins">
            <span class="badge">{row.factor}</span>
        </td>
        <td data-label="Who">
            {match row.one {
                Some(person) => {
                    let href = Path::Access(AccessView::Person(person.clone())).href();
                    let label = format!("{}: if {} leaves", row.sentence, display(&person));
                    view! {
                        <a class="clamp" href=href title=label>
                            {row.sentence}
                        </a>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <span class="clamp" title=row.sentence.clone()>
                            {row.sentence.clone()}
                        </span>
                    }
                        .into_any()
                }
            }}
        </td>
        <td class="choose">
            {if row.may {
                view! {
                    <button
                        type="button"
                        class="button small"
                        aria-label=label
                        on:click=move |_| asked.set(Some(name.get_value()))
                    >
                        <span class="clip">
                            {move || {
                                name.with_value(|name| chosen.with(|all| all.get(name).cloned()))
                                    .unwrap_or_else(|| "Add an Admin…".to_owned())
                            }}
                        </span>
                    </button>
                }
                    .into_any()
            } else {
                view! { <span class="muted small">"You can't change it"</span> }.into_any()
            }}
        </td>
    }
}

/// Chooses somebody: a member who isn't Admin yet, or anybody.
#[component]
fn ChooseDialog(
    state: AccessState,
    asked: RwSignal<Option<String>>,
    chosen: RwSignal<BTreeMap<String, String>>,
) -> impl IntoView {
    let close = move || asked.set(None);
    let title =
        Signal::derive(move || format!("Second Admin for {}", asked.get().unwrap_or_default()));
    let propose = proposing(state);
    let content = move || {
        let workspace = asked.get()?;
        let members = state
            .survey
            .with_untracked(|survey| survey.members(&workspace).cloned())
            .unwrap_or_default();
        let role = state
            .survey
            .with_untracked(|survey| top_role(survey, &workspace));
        let help_role = role.clone();
        let people = candidates(&members, &[]);
        let system = workspace == SYSTEM;
        let before = chosen.with_untracked(|all| all.get(&workspace).cloned());
        let choosing = Choosing::new(state, before.clone().unwrap_or_default());
        let propose = propose.clone();
        let add = {
            let workspace = workspace.clone();
            move |event: web_sys::SubmitEvent| {
                event.prevent_default();
                let Some(picked) = choosing.take() else {
                    return;
                };
                chosen.update(|all| {
                    all.insert(workspace.clone(), picked);
                });
                close();
            }
        };
        let clear = {
            let workspace = workspace.clone();
            move |_| {
                chosen.update(|all| {
                    all.remove(&workspace);
                });
                close();
            }
        };
        let now = move |_| {
            let Some(picked) = choosing.take() else {
                return;
            };
            close();
            let title = format!("{picked} as {role} of {workspace}");
            let choices = BTreeMap::from([(workspace.clone(), picked)]);
            propose(title, Intent::Promote(choices));
        };
        let help = if system {
            format!("Becomes {help_role}: may do everything everywhere.")
        } else if people.is_empty() {
            "Nobody else is a member here. The person you name becomes one.".to_owned()
        } else {
            "Suggestions are current members. Anyone else will be added.".to_owned()
        };
        Some(view! {
            <form on:submit=add novalidate=true>
                <PersonField id="second-admin" label="Who" choosing help proposed=people />
                <div class="form-end">
                    {before
                        .is_some()
                        .then(|| {
                            view! {
                                <button type="button" class="button" on:click=clear>
                                    "Choose nobody"
                                </button>
                            }
                        })} <button type="button" class="button" on:click=now>
                        "Review this one now"
                    </button> <button type="submit" class="button primary">
                        "Choose"
                    </button>
                </div>
            </form>
        })
    };
    view! {
        <Dialog
            open=Signal::derive(move || asked.with(Option::is_some))
            on_close=move |()| close()
            title
        >
            {content.clone()}
        </Dialog>
    }
}
