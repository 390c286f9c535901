//! What the parts of the members page share.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;
use nmp_access::change::{guard, preview};
use nmp_access::plan::planner::Intent;
use nmp_access::survey::index::Index;
use nmp_access::survey::query::SortKey;
use nmp_access::{GeneralAccess, Plan, Rights, RoleChange};
use nmp_types::principal::{EVERYONE, display};
use nmp_types::{GroupRole, Member, Permission, Role};

use super::super::shown::Shown;
use crate::pages::binding_list::BindingList;
use crate::paths::Path;
use crate::state::Members;
use crate::state::RightsSignal;
use crate::state::changes::Outcome;
use crate::state::ledger::Entry;
use crate::ui::Toasts;
use crate::ui::number::grouped;
use crate::ui::toast::Action;

/// What is open on top of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// Choosing a role for these principals, with one chosen already or not.
    Role(Vec<String>, Option<Role>),
    /// About to remove these principals.
    Remove(Vec<String>),
    /// Choosing who gets in without being named.
    General(Option<GeneralAccess>),
    /// Why a principal has access.
    Why(String),
    /// Adding members, with a text and a role filled in.
    Add(String, Option<Role>),
    /// The changes made here.
    Changes,
}

/// The state of the page.
#[derive(Clone, Copy)]
pub struct MembersPageState {
    /// The workspace and the answer about its members.
    pub shown: Shown,
    /// The changes of the app.
    pub members: Members,
    /// Whose page it is.
    pub rights: RightsSignal,
    /// The members, with those that are being added.
    pub list: BindingList,
    /// What is under way or has failed, by principal.
    pub changes: Memo<Arc<HashMap<String, Entry>>>,
    /// Those who can't go: the last Admin.
    pub indispensable: Memo<Vec<String>>,
    /// Whether changing members may be offered.
    pub may_manage: Memo<bool>,
    /// The principals that are ticked.
    pub ticked: RwSignal<HashSet<String>>,
    /// The one that was ticked or unticked last.
    last_ticked: StoredValue<Option<String>>,
    /// What is open.
    pub open: RwSignal<Option<Open>>,
    /// Where the outcome is shown.
    pub toasts: Toasts,
}

impl MembersPageState {
    /// For a workspace, as long as its page is there.
    pub fn new(shown: Shown) -> Self {
        let members = Members::expect();
        let changes = Memo::new(move |_| {
            let name = shown.workspace.with(|workspace| workspace.name.clone());
            let all: HashMap<String, Entry> = members
                .ledger
                .of(&name)
                .into_iter()
                .filter(|entry| entry.state.is_pending() || entry.state.is_failure())
                .map(|entry| (entry.change.principal.clone(), entry))
                .collect();
            Arc::new(all)
        });
        let coming = Memo::new(move |_| {
            changes.with(|changes| {
                let mut coming: Vec<Member> = changes
                    .values()
                    .filter(|entry| entry.change.before.is_empty() && entry.state.is_pending())
                    .map(|entry| Member {
                        principal: entry.change.principal.clone(),
                        roles: entry.change.after.clone(),
                        granted_at: None,
                        granted_by: None,
                    })
                    .collect();
                coming.sort_by(|a, b| a.principal.cmp(&b.principal));
                coming
            })
        });
        let index = Memo::new(move |_| {
            let listed = shown.listed().unwrap_or_default();
            let all = coming.with(|coming| with_coming(listed, coming));
            Arc::new(Index::of_workspace(&all))
        });
        let path = Signal::derive(move || Path::Members(shown.name()));
        Self {
            shown,
            members,
            rights: RightsSignal::expect(),
            list: BindingList::new(index, path, SortKey::Role),
            changes,
            indispensable: Memo::new(move |_| {
                guard::indispensable(&shown.name(), &shown.listed().unwrap_or_default())
            }),
            may_manage: Memo::new(move |_| shown.verdict(Permission::ManageMembers).is_allowed()),
            ticked: RwSignal::new(HashSet::new()),
            last_ticked: StoredValue::new(None),
            open: RwSignal::new(None),
            toasts: Toasts::expect(),
        }
    }

    /// The members as the platform has told; tracked.
    pub fn listed(self) -> Arc<Vec<Member>> {
        self.shown.listed().unwrap_or_default()
    }

    /// The platform's rules that give groups roles here; tracked.
    pub fn rules(self) -> Vec<GroupRole> {
        match self.rights.get() {
            Rights::Open => Vec::new(),
            Rights::Of { identity, .. } => identity.group_rules.within(&self.shown.name()),
        }
    }

    /// A row's member by its principal; tracked.
    pub fn find(self, principal: &str) -> Option<Member> {
        self.list.index.with(|index| index.find(principal).cloned())
    }

    /// Ticks or unticks a row; with Shift, all rows from the last one on.
    pub fn tick(self, principal: &str, to: bool, with_shift: bool) {
        let last = self.last_ticked.get_value().filter(|_| with_shift);
        let rows = match last {
            Some(last) => self.rows_between(&last, principal),
            None => vec![principal.to_owned()],
        };
        self.ticked.update(|ticked| {
            for row in rows {
                if to {
                    ticked.insert(row);
                } else {
                    ticked.remove(&row);
                }
            }
        });
        self.last_ticked.set_value(Some(principal.to_owned()));
    }

    /// The rows from one to the other as they are listed now; the second alone, if the first isn't there.
    fn rows_between(self, one: &str, other: &str) -> Vec<String> {
        self.list.with_found(|index, found| {
            let name = |at: &u32| index.row(*at).map(|row| row.member.principal.as_str());
            let place = |wanted: &str| found.iter().position(|at| name(at) == Some(wanted));
            let (Some(one), Some(other_at)) = (place(one), place(other)) else {
                return vec![other.to_owned()];
            };
            let range = one.min(other_at)..=one.max(other_at);
            let rows = found.get(range).unwrap_or_default().iter();
            rows.filter_map(name).map(str::to_owned).collect()
        })
    }

    /// Makes changes, and says what became of them. Names the batch.
    pub fn apply(self, changes: Vec<RoleChange>) -> u32 {
        let workspace = untrack(|| self.shown.name());
        let changes = changes.into_iter();
        let intent = Intent::Changes(changes.map(|it| (workspace.clone(), it)).collect());
        self.make(self.members.plan(&workspace, self.rights, &intent))
    }

    /// Makes a plan real, and says what became of it. Names the batch.
    pub fn make(self, plan: Plan) -> u32 {
        self.ticked.update(HashSet::clear);
        let state = self;
        let said = move |outcome| tell(state.toasts, state.members, state.rights, outcome);
        let workspace = untrack(|| self.shown.name());
        self.members.run(&workspace, plan, self.rights, said)
    }

    /// Tries a change that failed once more. What somebody else has changed since it was made is not
    /// overwritten: it fails again, or is [decided again](Self::decide_again).
    pub fn try_again(self, change: RoleChange) {
        self.apply(vec![change]);
    }

    /// Opens the dialog of a change that came too late, with a preview of what it means by now.
    pub fn decide_again(self, change: &RoleChange) {
        let principals = vec![change.principal.clone()];
        let wished = Role::strongest(&change.after).cloned();
        self.open
            .set(Some(match (change.principal.as_str(), wished) {
                (EVERYONE, _) => Open::General(None),
                (_, None) => Open::Remove(principals),
                (_, role) => Open::Role(principals, role),
            }));
    }

    /// Takes a batch back, and tells what became of it.
    pub fn undo(self, batch: u32) {
        undo(self.toasts, self.members, self.rights, batch);
    }
}

fn with_coming(listed: Arc<Vec<Member>>, coming: &[Member]) -> Arc<Vec<Member>> {
    if coming.is_empty() {
        return listed;
    }
    let names: HashSet<&str> = coming.iter().map(|new| new.principal.as_str()).collect();
    let known: HashSet<&str> = listed
        .iter()
        .map(|member| member.principal.as_str())
        .filter(|name| names.contains(name))
        .collect();
    let new = coming
        .iter()
        .filter(|new| !known.contains(new.principal.as_str()));
    Arc::new(listed.iter().chain(new).cloned().collect())
}

/// Says what became of a batch, also after its page was left.
fn tell(toasts: Toasts, members: Members, rights: RightsSignal, outcome: Outcome) {
    let Outcome {
        batch,
        done,
        already,
        failed,
    } = outcome;
    let message = match (done.as_slice(), failed.as_slice()) {
        ([], []) if already == 0 => return,
        ([], []) => "No change.".to_owned(),
        ([], [(change, why)]) => format!("{} not changed: {why}", display(&change.principal)),
        ([], several) => format!(
            "None of {} changes made. See Changes.",
            grouped(several.len())
        ),
        ([one], []) => preview::past(one),
        (several, []) => format!("{} changes made.", grouped(several.len())),
        (several, failed) => format!(
            "{} of {} changes made, {} failed. See Changes.",
            grouped(several.len()),
            grouped(several.len() + failed.len()),
            grouped(failed.len())
        ),
    };
    if done.is_empty() {
        toasts.say(message);
    } else {
        let run = Callback::new(move |()| undo(toasts, members, rights, batch));
        toasts.offer(message, Action { label: "Undo", run });
    }
}

fn undo(toasts: Toasts, members: Members, rights: RightsSignal, batch: u32) {
    members.undo(batch, rights, move |outcome| {
        toasts.say(match outcome.failed.as_slice() {
            [] => "Undone.".to_owned(),
            [(change, why)] if outcome.done.is_empty() => {
                format!("{} not undone: {why}", display(&change.principal))
            }
            failed => format!(
                "{} could not be undone. See Changes.",
                grouped(failed.len())
            ),
        });
    });
}
