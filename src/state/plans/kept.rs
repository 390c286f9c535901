//! The other plans of this tab: drafts that were put aside, and those that have come to their end.

use leptos::prelude::*;
use nmp_access::Plan;

use super::{Draft, PlanRunning, Plans, Stage};

/// How many are kept: the oldest that has ended goes first.
const MOST: usize = 20;

/// A plan that is put aside.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPlan {
    /// Tells it from others.
    pub id: u32,
    /// What is intended.
    pub draft: Option<Draft>,
    /// The plan as it was when it was put aside; a draft is made again when it is opened.
    pub plan: Plan,
    /// A draft, or ended.
    pub stage: Stage,
}

impl Plans {
    /// Puts the plan that is shown aside, if there is one. Not while it is being run.
    pub fn put_aside(self) {
        let stage = self.stage.get_untracked();
        if matches!(stage, Stage::Nothing | Stage::Running) {
            return;
        }
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        let kept = KeptPlan {
            id,
            draft: self.draft.get_untracked(),
            plan: self.plan.get_untracked(),
            stage,
        };
        self.kept.update(|all| {
            all.insert(0, kept);
            if all.len() > MOST {
                let ended = all.iter().rposition(|one| one.stage == Stage::Ended);
                all.remove(ended.unwrap_or(all.len() - 1));
            }
        });
        self.clear();
    }

    /// Shows a plan that was put aside, if it is still there; the one that is shown is put aside.
    ///
    /// # Errors
    /// [`PlanRunning`].
    pub fn open(self, id: u32) -> Result<(), PlanRunning> {
        if self.stage.get_untracked() == Stage::Running {
            return Err(PlanRunning);
        }
        let found = self.kept.try_update(|all| {
            let at = all.iter().position(|one| one.id == id)?;
            Some(all.remove(at))
        });
        if let Some(found) = found.flatten() {
            self.put_aside();
            self.plan.set(found.plan);
            self.draft.set(found.draft);
            self.stage.set(found.stage);
        }
        Ok(())
    }

    /// Drops a plan that was put aside.
    pub fn forget(self, id: u32) {
        self.kept.update(|all| all.retain(|one| one.id != id));
    }
}
