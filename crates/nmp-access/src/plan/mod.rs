//! A plan: what exactly will be done in which workspace, what can't be and why, and how far it
//! is.
//!
//! Every step is judged twice by the same rule ([`judge`]): when the plan is made, by what is
//! known then, and right before it is sent, by what the platform answers at that moment. This keeps
//! a plan from leaving a workspace without an Admin, whatever fails or is changed by others, and makes
//! running a plan twice harmless.
//!
//! * [`step`]: one change, how far it is, and the rule.
//! * [`planner`]: makes plans, from an [`Intent`](planner::Intent).
//! * [`kept`]: what somebody still gets at after a plan.
//! * [`caution`]: which plans are worth a second look.
//! * [`run`]: makes them real; [`patience`]: how long it waits where the platform asks for it.

pub mod caution;
pub mod kept;
pub mod patience;
pub mod planner;
pub mod run;
mod step;

use nmp_types::{Member, Role};

pub use self::caution::Caution;
pub use self::kept::{Kept, Leaving};
pub use self::step::{Against, Failure, Obstacle, Step, StepState, Stop, judge};
use crate::change::{RoleChange, all_applied};
use crate::known::Gap;

/// What became of beginning a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// This is to be sent.
    Send(RoleChange),
    /// There is nothing to send: it is so already, can't be made, or was stopped. The plan has
    /// noted it.
    No,
    /// It depends on what is under way in the same workspace: begin it again when that has come out.
    LaterInOrder,
}

/// Changes in many workspaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What it is for.
    pub title: String,
    /// The changes, in order.
    pub steps: Vec<Step>,
    /// Workspaces of which it isn't known whether there is anything to do.
    pub gaps: Vec<(String, Gap)>,
    /// Workspaces that have a person as Admin before and none afterwards: a group or a service
    /// is enough for the platform, but nobody may be in it.
    pub no_person: Vec<String>,
    /// Whom it removes everywhere.
    pub leaving: Option<Leaving>,
    /// What those from whom it takes roles still get at afterwards.
    pub kept: Vec<Kept>,
}

/// The steps of one workspace: made one after the other. Different workspaces don't wait for
/// each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Which workspace.
    pub workspace: String,
    /// Places in the plan.
    pub steps: Vec<usize>,
}

/// How many steps are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// To be made, or on their way.
    pub left: usize,
    /// On their way.
    pub running: usize,
    /// Made.
    pub done: usize,
    /// Made, and taken back.
    pub undone: usize,
    /// So already.
    pub already: usize,
    /// Can't be made.
    pub impossible: usize,
    /// Not made.
    pub failed: usize,
    /// Not tried.
    pub stopped: usize,
    /// Left out by the person.
    pub left_out: usize,
}

impl Plan {
    /// How many steps are in which state.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for step in &self.steps {
            match step.state {
                StepState::Waiting => tally.left += 1,
                StepState::Running => {
                    tally.left += 1;
                    tally.running += 1;
                }
                StepState::Done => tally.done += 1,
                StepState::Undone => tally.undone += 1,
                StepState::AlreadySo => tally.already += 1,
                StepState::Impossible(_) => tally.impossible += 1,
                StepState::Failed(_) => tally.failed += 1,
                StepState::Stopped(_) => tally.stopped += 1,
                StepState::LeftOut => tally.left_out += 1,
            }
        }
        tally
    }

    /// The step that is left out and that this one can't do without: it would have made somebody else Admin.
    pub fn lacks(&self, step: &Step) -> Option<&Step> {
        let gives_admin = |other: &&Step| {
            let change = &other.change;
            other.state == StepState::LeftOut
                && other.workspace == step.workspace
                && change.principal != step.change.principal
                && Role::strength_of(&change.after) >= Role::Admin.strength()
                && Role::strength_of(&change.before) < Role::Admin.strength()
        };
        let mut steps = self.steps.iter();
        steps.find(|other| step.needs_successor() && gives_admin(other))
    }

    /// What to work off, one lane per workspace. The second list comes after the first, and only
    /// if all of that succeeded ([`Plan::may_finish`]): it takes away what the first needs.
    pub fn lanes(&self) -> (Vec<Lane>, Vec<Lane>) {
        let mut lanes: (Vec<Lane>, Vec<Lane>) = Default::default();
        for (place, step) in self.steps.iter().enumerate() {
            if step.state != StepState::Waiting {
                continue;
            }
            let list = if step.last {
                &mut lanes.1
            } else {
                &mut lanes.0
            };
            match list
                .iter_mut()
                .find(|lane| lane.workspace == step.workspace)
            {
                Some(lane) => lane.steps.push(place),
                None => list.push(Lane {
                    workspace: step.workspace.clone(),
                    steps: vec![place],
                }),
            }
        }
        lanes
    }

    /// Whether everything that must come before the last steps is made. If not, they are kept
    /// back.
    pub fn may_finish(&mut self) -> bool {
        let open = self.steps.iter().any(|step| {
            !step.last
                && !matches!(
                    step.state,
                    StepState::Done
                        | StepState::Undone
                        | StepState::AlreadySo
                        | StepState::Impossible(_)
                        | StepState::LeftOut
                )
        });
        if open {
            self.settle_waiting(Stop::OwnRightsLast);
        }
        !open
    }

    /// Begins a step, by the members of its workspace as they are now. `under_way` are the changes
    /// of the same workspace whose outcome isn't known: with them made and without them the step must
    /// be possible, else it waits for them.
    pub fn begin(
        &mut self,
        place: usize,
        members: &[Member],
        under_way: &[RoleChange],
        now: &str,
    ) -> Begun {
        let Some(step) = self.steps.get_mut(place) else {
            return Begun::No;
        };
        if step.state != StepState::Waiting {
            return Begun::No;
        }
        let mut verdict = judge(&step.workspace, members, &step.change);
        if !under_way.is_empty() {
            if verdict.is_ok() {
                let afterwards = all_applied(members, under_way);
                verdict = judge(&step.workspace, &afterwards, &step.change);
            }
            if verdict.is_err() {
                return Begun::LaterInOrder;
            }
        }
        step.state = match verdict {
            Ok(()) => {
                step.state = StepState::Running;
                return Begun::Send(step.change.clone());
            }
            Err(Against::AlreadySo) => StepState::AlreadySo,
            // It was possible when the plan was made; it can be again.
            Err(Against::Obstacle(obstacle)) => StepState::Failed(Failure::Obstacle(obstacle)),
        };
        step.settled_at = Some(now.to_owned());
        Begun::No
    }

    /// Notes what became of a step.
    pub fn settle(&mut self, place: usize, outcome: Result<(), Failure>, now: &str) {
        if let Some(step) = self.steps.get_mut(place) {
            step.settled_at = Some(now.to_owned());
            step.state = match outcome {
                Ok(()) => StepState::Done,
                Err(Failure::Stopped(stop)) => StepState::Stopped(stop),
                Err(failure) => StepState::Failed(failure),
            };
        }
    }

    /// Notes that a step was not made, if it still waits.
    pub fn settle_if_waiting(&mut self, place: usize, failure: Failure, now: &str) {
        let step = self.steps.get(place);
        if step.is_some_and(|step| step.state == StepState::Waiting) {
            self.settle(place, Err(failure), now);
        }
    }

    /// Whether there is anything to begin in a lane.
    pub fn waits_in(&self, lane: &Lane) -> bool {
        let mut steps = lane.steps.iter().filter_map(|place| self.steps.get(*place));
        steps.any(|step| step.state == StepState::Waiting)
    }

    /// Stops: what is on its way is finished, nothing else is begun.
    pub fn stop(&mut self) {
        self.settle_waiting(Stop::ByYou);
    }

    fn settle_waiting(&mut self, stop: Stop) {
        for step in &mut self.steps {
            if step.state == StepState::Waiting {
                step.state = StepState::Stopped(stop);
            }
        }
    }

    /// Puts what failed or wasn't tried back to be made.
    pub fn retry(&mut self) {
        for step in &mut self.steps {
            if matches!(step.state, StepState::Failed(_) | StepState::Stopped(_)) {
                step.state = StepState::Waiting;
                step.settled_at = None;
            }
        }
    }

    /// Notes that changes of this plan were taken back.
    pub fn mark_undone(&mut self, taken_back: &[RoleChange]) {
        for step in &mut self.steps {
            let inverse = step.change.inverse();
            if step.state == StepState::Done && taken_back.contains(&inverse) {
                step.state = StepState::Undone;
            }
        }
    }

    /// What takes back what this plan has done, in the reverse order, each to the exact roles before
    /// it.
    pub fn undo(&self) -> Vec<(String, RoleChange)> {
        self.steps
            .iter()
            .rev()
            .filter(|step| step.state == StepState::Done)
            .map(|step| (step.workspace.clone(), step.change.inverse()))
            .collect()
    }
}

impl Tally {
    /// In words, without zeros.
    pub fn sentence(self) -> String {
        let parts = [
            (self.left, "to do"),
            (self.done, "done"),
            (self.undone, "undone"),
            (self.already, "already done"),
            (self.failed, "failed"),
            (self.stopped, "not done"),
            (self.impossible, "blocked"),
            (self.left_out, "left out"),
        ];
        let words: Vec<String> = parts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        if words.is_empty() {
            "Nothing to do".to_owned()
        } else {
            words.join(", ")
        }
    }
}

#[cfg(test)]
mod tests;
