//! Keep or remove: a walk through bindings, one decision each.

pub mod record;

use std::collections::HashMap;

use nmp_types::principal::EVERYONE;
use nmp_types::{Member, Role};
use serde::{Deserialize, Serialize};

use crate::Rights;
use crate::change::guard::last_admins;
use crate::change::{RoleChange, role_names, same_roles};
use crate::plan::{Plan, StepState};
use crate::rights::effective::{Source, source_for};
use crate::survey::Survey;
use crate::survey::index::Index;

/// Stands beside what is the reviewer's own.
const OWN: &str = "Your own access: someone else should decide about it.";

/// A review: what was seen, and what was decided about it. Kept in the tab while it goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Who reviews, for people.
    pub reviewer: String,
    /// Who reviews, for the computer: nobody else can continue a review.
    pub subject: String,
    /// The platform, by its address.
    pub platform: String,
    /// What was looked at, in words.
    pub scope: String,
    /// When it was begun: UTC, ISO 8601.
    pub begun_at: String,
    /// The bindings as they were seen then.
    pub items: Vec<Item>,
    /// Workspaces that could not be looked at, and why.
    pub gaps: Vec<(String, String)>,
    /// The item that is being decided.
    pub position: usize,
}

/// A binding as it was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Where.
    pub workspace: String,
    /// Who, with which roles, since when, granted by whom.
    pub member: Member,
    /// What else was shown about it.
    pub hints: Vec<String>,
    /// It is the reviewer's own: somebody else should decide about it.
    #[serde(default)]
    pub own: bool,
    /// What was decided.
    pub decision: Option<Decided>,
    /// What was written about it before it was decided.
    #[serde(default)]
    pub draft: String,
    /// What became of its removal: how a step of the plan came out, and why.
    #[serde(default)]
    pub outcome: Option<String>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Which.
    pub decision: Decision,
    /// When: UTC, ISO 8601.
    pub at: String,
    /// Why, in the reviewer's words; can be empty.
    pub note: String,
}

/// What can be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// It is right.
    Keep,
    /// It has to go.
    Remove,
}

impl Decision {
    /// For people and files.
    pub fn label(self) -> &'static str {
        match self {
            Decision::Keep => "keep",
            Decision::Remove => "remove",
        }
    }

    /// Reads a label, whatever its capitals; `None` for an empty or another text.
    pub fn parse(text: &str) -> Option<Self> {
        [Decision::Keep, Decision::Remove]
            .into_iter()
            .find(|decision| text.trim().eq_ignore_ascii_case(decision.label()))
    }
}

/// How far a review is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Items decided to be kept.
    pub keep: usize,
    /// Items decided to be removed.
    pub remove: usize,
    /// Items not decided yet.
    pub open: usize,
}

/// A decision that was read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromFile {
    /// Where.
    pub workspace: String,
    /// Whose binding.
    pub principal: String,
    /// The roles as they were seen, if the file says.
    pub roles: Option<Vec<Role>>,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub note: String,
}

/// What became of the decisions of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many were taken over.
    pub taken: usize,
    /// Those that were not, and why.
    pub left: Vec<(String, String, &'static str)>,
}

impl Item {
    /// What was written about it, decided or not.
    pub fn note(&self) -> &str {
        match &self.decision {
            Some(decided) => &decided.note,
            None => &self.draft,
        }
    }

    /// What became of its removal, where it was decided to be removed and was tried.
    pub fn shown_outcome(&self) -> &str {
        match &self.decision {
            Some(decided) if decided.decision == Decision::Remove => {
                self.outcome.as_deref().unwrap_or_default()
            }
            _ => "",
        }
    }
}

/// How a step came out, in words; `None` as long as it hasn't.
fn outcome(state: &StepState) -> Option<String> {
    match (state, state.reason()) {
        (StepState::Waiting | StepState::Running, _) => None,
        (_, Some(reason)) => Some(format!("{}: {reason}", state.label())),
        (_, None) => Some(state.label().to_owned()),
    }
}

impl Review {
    /// Items of some bindings, by their places in an index.
    pub fn items(survey: &Survey, index: &Index, bindings: &[u32]) -> Vec<Item> {
        bindings
            .iter()
            .filter_map(|at| index.row(*at))
            .map(|row| Item {
                workspace: row.workspace.to_owned(),
                member: row.member.clone(),
                hints: survey
                    .members(row.workspace)
                    .map(|members| hints(row.workspace, members, row.member))
                    .unwrap_or_default(),
                own: false,
                decision: None,
                draft: String::new(),
                outcome: None,
            })
            .collect()
    }

    /// Marks what is the reviewer's own, by name or through a group: nobody proves anything by keeping
    /// it themselves.
    pub fn mark_own(items: &mut [Item], rights: &Rights) {
        let Rights::Of { identity, .. } = rights else {
            return;
        };
        for item in items {
            let source = source_for(identity, &item.member.principal);
            item.own = matches!(source, Some(Source::Direct | Source::Group(_)));
            if item.own {
                item.hints.insert(0, OWN.to_owned());
            }
        }
    }

    /// How many items are the reviewer's own, and how many of them were decided to be kept.
    pub fn own(&self) -> (usize, usize) {
        let own = || self.items.iter().filter(|item| item.own);
        let kept = |item: &&Item| {
            let decided = item.decision.as_ref();
            decided.is_some_and(|decided| decided.decision == Decision::Keep)
        };
        (own().count(), own().filter(kept).count())
    }

    /// What was written about the current item, so far.
    pub fn write(&mut self, note: &str) {
        if let Some(item) = self.items.get_mut(self.position) {
            match &mut item.decision {
                Some(decided) => note.clone_into(&mut decided.note),
                None => note.clone_into(&mut item.draft),
            }
        }
    }

    /// The results in the plan of this review's removals that aren't noted yet, by the places of
    /// the items.
    pub fn news(&self, plan: &Plan) -> Vec<(usize, String)> {
        let outcomes: HashMap<(&str, &str), String> = plan
            .steps
            .iter()
            .filter_map(|step| {
                let key = (step.workspace.as_str(), step.change.principal.as_str());
                Some((key, outcome(&step.state)?))
            })
            .collect();
        let noted = |item: &Item| {
            let key = (item.workspace.as_str(), item.member.principal.as_str());
            let now = outcomes.get(&key)?;
            (item.outcome.as_ref() != Some(now)).then(|| now.clone())
        };
        let items = self.items.iter().enumerate();
        items
            .filter_map(|(at, item)| Some((at, noted(item)?)))
            .collect()
    }

    /// Notes what has come out.
    pub fn settle(&mut self, news: Vec<(usize, String)>) {
        for (at, outcome) in news {
            if let Some(item) = self.items.get_mut(at) {
                item.outcome = Some(outcome);
            }
        }
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        let mut progress = Progress::default();
        for item in &self.items {
            match item.decision.as_ref().map(|decided| decided.decision) {
                Some(Decision::Keep) => progress.keep += 1,
                Some(Decision::Remove) => progress.remove += 1,
                None => progress.open += 1,
            }
        }
        progress
    }

    /// The item that is being decided.
    pub fn current(&self) -> Option<&Item> {
        self.items.get(self.position)
    }

    /// Decides the current item and goes on to the next that is open, if there is one.
    pub fn decide(&mut self, decision: Decision, note: &str, now: &str) {
        let Some(item) = self.items.get_mut(self.position) else {
            return;
        };
        item.decision = Some(Decided {
            decision,
            at: now.to_owned(),
            note: note.trim().to_owned(),
        });
        item.draft.clear();
        let open = |item: &Item| item.decision.is_none();
        let after = self.items.iter().skip(self.position + 1).position(open);
        let next = match after {
            Some(steps) => Some(self.position + 1 + steps),
            None => self.items.iter().position(open),
        };
        if let Some(next) = next {
            self.position = next;
        }
    }

    /// Goes to another item.
    pub fn go(&mut self, position: usize) {
        self.position = position.min(self.items.len().saturating_sub(1));
    }

    /// What has to go, as changes of what was seen.
    pub fn removals(&self) -> Vec<(String, RoleChange)> {
        self.items
            .iter()
            .filter(|item| {
                item.decision
                    .as_ref()
                    .is_some_and(|decided| decided.decision == Decision::Remove)
            })
            .map(|item| {
                let change = RoleChange::new(
                    &item.member.principal,
                    item.member.roles.clone(),
                    Vec::new(),
                );
                (item.workspace.clone(), change)
            })
            .collect()
    }

    /// Takes the decisions of a file over: only about bindings that are as the file saw them.
    pub fn take(&mut self, decisions: Vec<FromFile>, now: &str) -> Taken {
        let mut taken = Taken::default();
        for from_file in decisions {
            let item = self.items.iter_mut().find(|item| {
                item.workspace == from_file.workspace
                    && item.member.principal == from_file.principal
            });
            let refusal = match (&item, &from_file.roles) {
                (None, _) => Some("not among what is reviewed"),
                (Some(item), Some(roles)) if !same_roles(&item.member.roles, roles) => {
                    Some("has other roles now than in the file")
                }
                _ => None,
            };
            match (item, refusal) {
                (Some(item), None) => {
                    // A file without a comment doesn't delete what was written here.
                    let written = std::mem::take(&mut item.draft);
                    let note = match from_file.note.is_empty() {
                        true => written.trim().to_owned(),
                        false => from_file.note,
                    };
                    item.decision = Some(Decided {
                        decision: from_file.decision,
                        at: now.to_owned(),
                        note,
                    });
                    taken.taken += 1;
                }
                (_, refusal) => taken.left.push((
                    from_file.workspace,
                    from_file.principal,
                    refusal.unwrap_or_default(),
                )),
            }
        }
        if self.current().is_some_and(|item| item.decision.is_some())
            && let Some(open) = self.items.iter().position(|item| item.decision.is_none())
        {
            self.position = open;
        }
        taken
    }
}

/// What helps to decide about a binding.
fn hints(workspace: &str, members: &[Member], member: &Member) -> Vec<String> {
    let mut hints = Vec::new();
    let everyone = members.iter().find(|other| other.principal == EVERYONE);
    if member.principal == EVERYONE {
        hints.push("This opens the workspace to everyone who can sign in.".to_owned());
    } else if let Some(everyone) = everyone
        && let Some(role) = everyone.strongest_role()
    {
        let own = Role::strength_of(&member.roles);
        hints.push(if own > role.strength() {
            format!("All signed-in users have {role} here, so removing leaves {role}.")
        } else {
            format!("All signed-in users have {role} here, so removing takes nothing away.")
        });
    }
    let removal = RoleChange::removal(members, &member.principal);
    if !last_admins(workspace, members, &[removal]).is_empty() {
        hints.push("The last Admin: can't be removed before someone else is an Admin.".to_owned());
    }
    if member.strongest_role().is_none() {
        let names = role_names(&member.roles);
        hints.push(format!("Opens nothing here: {names}."));
    }
    hints
}

#[cfg(test)]
mod tests;
