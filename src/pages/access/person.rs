//! One principal in every workspace, with why; offboarding, and the same for someone else.

use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::Count;
use nmp_access::survey::person::{Access, Standing, Who, across, look_alikes, total};
use nmp_types::{PrincipalKind, Role};

use super::long_table::{LongTable, long_row};
use super::mirror::MirrorDialog;
use super::parts::{PrincipalLink, WorkspaceLink};
use super::person_total::total_in_words;
use super::pictures;
use super::pictures::shown::Shown;
use super::state::{AccessState, proposing};
use crate::state::plans::removal;
use crate::ui::Lazy;
use crate::ui::clipboard::CopyButton;
use crate::ui::filter::CheckField;
use crate::ui::number::counted;
use crate::ui::roles::RoleBadges;

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct StandingRow {
    workspace: String,
    access: Access,
    /// A stronger role that a group may give.
    perhaps: Option<Role>,
    why: String,
}

impl StandingRow {
    fn of(standing: &Standing) -> Self {
        Self {
            workspace: standing.workspace.clone(),
            access: standing.access(),
            perhaps: standing.perhaps(),
            why: standing.reasons().join(" "),
        }
    }

    /// Sorts what is certain before what isn't, and the stronger before the weaker.
    fn rank(&self) -> (u8, u8) {
        match &self.access {
            Access::Role(role) => (2, role.strength()),
            Access::Perhaps(role) => (1, role.strength()),
            Access::Unknown | Access::NoneKnown | Access::Nothing => (0, 0),
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
    let me = Memo::new(move |_| who.with(|who| state.rights.get().is_me(who.name())));
    let standings = Memo::new(move |_| {
        // Of oneself everything that one sees is looked at: nobody asks for half of their own access.
        let survey = match me.get() {
            true => state.surveys.get(),
            false => state.survey.get(),
        };
        Arc::new(who.with(|who| across(&survey, who)))
    });
    let propose = proposing(state);
    provide_context(Shown {
        state,
        who,
        standings,
        propose: Callback::new(move |(title, intent)| propose(title, intent)),
    });
    let all = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let wanted = |standing: &&Standing| all.get() || !standing.is_nothing();
        standings.with(|standings| {
            let shown = standings.iter().filter(wanted);
            let mut shown: Vec<StandingRow> = shown.map(StandingRow::of).collect();
            shown.sort_by_key(|row| std::cmp::Reverse(row.rank()));
            Arc::new(shown)
        })
    });
    let count = Memo::new(move |_| shown.with(|shown| shown.len()));
    let head = || {
        view! {
            <th scope="col">"Workspace"</th>
            <th scope="col">"Effective role"</th>
            <th scope="col">"Why"</th>
        }
        .into_any()
    };
    let cells = |row: StandingRow| {
        view! {
            <th scope="row">
                <WorkspaceLink name=row.workspace />
            </th>
            <td data-label="Effective role">
                <AccessBadges access=row.access perhaps=row.perhaps />
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
        <Lazy load=pictures::lazy::person what="The picture" />
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

/// What somebody has in a workspace: what is certain, and what a group may give.
#[component]
fn AccessBadges(access: Access, perhaps: Option<Role>) -> impl IntoView {
    let words = |words: &'static str| view! { <span class="muted">{words}</span> }.into_any();
    let certain = match access {
        Access::Role(role) => view! { <RoleBadges roles=vec![role] /> }.into_any(),
        Access::Perhaps(_) => ().into_any(),
        Access::Nothing => words("No access"),
        Access::NoneKnown => words("Not known"),
        Access::Unknown => words("Not known"),
    };
    let perhaps = perhaps.map(|role| {
        view! {
            <span class="roles">
                <span class="badge role perhaps">{format!("Perhaps {role}")}</span>
            </span>
        }
    });
    view! {
        {certain}
        " "
        {perhaps}
    }
}

/// Who it is, and how much that is, in a few lines.
#[component]
fn Summary(
    state: AccessState,
    who: Memo<Who>,
    standings: Memo<Arc<Vec<Standing>>>,
) -> impl IntoView {
    let me = move || who.with(|who| state.rights.get().is_me(who.name()));
    let words = move || {
        let total = standings.with(|standings| total(standings));
        let extent = state.extent();
        match total.coverage.listed {
            0 if total.bound.read() == Count::Unknown => extent.not_known(),
            _ => total_in_words(total, extent.scope, me()),
        }
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
                            "Who is in a group isn't visible here. Roles that may come from one are marked “perhaps”."
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
                        "Same address, different capitals. The platform treats them as different people:"
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
                    <CheckField label="Treat as one person" value=together />
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
        let (title, intent) = removal(who.get_untracked());
        propose(title, intent);
    };
    view! {
        <div class="actions">
            {move || {
                let offboard = offboard.clone();
                (bound.get() && is_one())
                    .then(|| {
                        view! {
                            <button type="button" class="button danger" on:click=offboard>
                                "Remove from all workspaces…"
                            </button>
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| mirroring.set(true)
                            >
                                "Copy access to…"
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
