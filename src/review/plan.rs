//! A plan: what exactly will be done in which workspace, what can't be and why, and how far it
//! is.
//!
//! Every step is judged twice by the same rule ([`judge`]): when the plan is made, by what is
//! known then, and right before it is made real, by what the platform answers at that moment.
//! That is what keeps a plan from leaving a workspace without an Admin, whatever failed before
//! or changed meanwhile, and what makes running a plan twice harmless.

use nmp_types::{Member, Role};

use super::survey::Gap;
use crate::access::change::{RoleChange, role_names, roles_of, same_roles};
use crate::access::guard::{last_admin_sentence, last_admins};

/// Why a step can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// It would leave the workspace without an Admin.
    #[error("{0}")]
    LastAdmin(String),
    /// The person may not do it there.
    #[error("{0}")]
    NoRight(String),
    /// The principal has other roles than were seen.
    #[error(
        "Changed by somebody else meanwhile: now {}. Nothing was overwritten.",
        role_names(.0)
    )]
    Changed(Vec<Role>),
    /// The members of the workspace aren't known.
    #[error("It can't be told: {0}.")]
    Unknown(Gap),
    /// Another step changes the same principal there: which of them is meant can't be told.
    #[error("The plan changes this member already.")]
    Twice,
    /// There is no such workspace among those that are listed.
    #[error("There is no such workspace that you can see.")]
    NoWorkspace,
}

/// What a judgement says against a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// It is so already.
    AlreadySo,
    /// It can't be made.
    Obstacle(Obstacle),
}

/// How far a step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepState {
    /// To be made.
    Waiting,
    /// Sent.
    Running,
    /// Made, and live.
    Done,
    /// Nothing to do: it was so already.
    AlreadySo,
    /// Can't be made, and why; known before anything was sent.
    Impossible(Obstacle),
    /// Was tried and not made, and why.
    Failed(String),
    /// Was not tried, and why; nothing was sent.
    Stopped(Stop),
}

/// Why a step was not tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// The person stopped the plan.
    #[error("Stopped before it was sent.")]
    ByYou,
    /// It takes the right to make the rest away, and the rest isn't made.
    #[error("Kept for last, because you couldn't finish the rest without it.")]
    OwnRightsLast,
}

/// One change in one workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub workspace: String,
    /// What.
    pub change: RoleChange,
    /// Whether it takes away the right that other steps of the plan need.
    pub last: bool,
    /// How far it is.
    pub state: StepState,
    /// When it came out: UTC, ISO 8601.
    pub settled_at: Option<String>,
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
    /// So already.
    pub already: usize,
    /// Can't be made.
    pub impossible: usize,
    /// Not made.
    pub failed: usize,
    /// Not tried.
    pub stopped: usize,
}

/// Says whether a change may be made in a workspace with these members, and what speaks
/// against it if not.
///
/// # Errors
/// What speaks against it.
pub fn judge(workspace: &str, members: &[Member], change: &RoleChange) -> Result<(), Against> {
    let now = roles_of(members, &change.principal);
    if same_roles(&now, &change.after) {
        return Err(Against::AlreadySo);
    }
    if !same_roles(&now, &change.before) {
        return Err(Against::Obstacle(Obstacle::Changed(now)));
    }
    if !last_admins(workspace, members, std::slice::from_ref(change)).is_empty() {
        let words = last_admin_sentence(&change.principal);
        return Err(Against::Obstacle(Obstacle::LastAdmin(words)));
    }
    Ok(())
}

impl StepState {
    /// A word for people.
    pub fn label(&self) -> &'static str {
        match self {
            StepState::Waiting => "Waiting",
            StepState::Running => "Applying…",
            StepState::Done => "Done",
            StepState::AlreadySo => "Already so",
            StepState::Impossible(_) => "Can't be done",
            StepState::Failed(_) => "Failed",
            StepState::Stopped(_) => "Not done",
        }
    }

    /// Why it isn't made.
    pub fn reason(&self) -> Option<String> {
        match self {
            StepState::Impossible(obstacle) => Some(obstacle.to_string()),
            StepState::Failed(why) => Some(why.clone()),
            StepState::Stopped(stop) => Some(stop.to_string()),
            _ => None,
        }
    }
}

impl Step {
    /// Whether somebody else must become Admin before it can be made.
    pub fn needs_successor(&self) -> bool {
        matches!(self.state, StepState::Impossible(Obstacle::LastAdmin(_)))
    }
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
                StepState::AlreadySo => tally.already += 1,
                StepState::Impossible(_) => tally.impossible += 1,
                StepState::Failed(_) => tally.failed += 1,
                StepState::Stopped(_) => tally.stopped += 1,
            }
        }
        tally
    }

    /// What to work off, a lane a workspace. The second list comes after the first, and only
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
                    StepState::Done | StepState::AlreadySo | StepState::Impossible(_)
                )
        });
        if open {
            self.settle_waiting(Stop::OwnRightsLast);
        }
        !open
    }

    /// The change to send for a step, by the members of its workspace as they are now; nothing
    /// if there is none to send, which is noted.
    pub fn begin(&mut self, place: usize, members: &[Member], now: &str) -> Option<RoleChange> {
        let step = self.steps.get_mut(place)?;
        if step.state != StepState::Waiting {
            return None;
        }
        match judge(&step.workspace, members, &step.change) {
            Ok(()) => {
                step.state = StepState::Running;
                return Some(step.change.clone());
            }
            Err(Against::AlreadySo) => step.state = StepState::AlreadySo,
            // It was possible when the plan was made; it can be again.
            Err(Against::Obstacle(obstacle)) => {
                step.state = StepState::Failed(obstacle.to_string())
            }
        }
        step.settled_at = Some(now.to_owned());
        None
    }

    /// Notes what became of a step.
    pub fn settle(&mut self, place: usize, outcome: Result<(), String>, now: &str) {
        if let Some(step) = self.steps.get_mut(place) {
            step.state = match outcome {
                Ok(()) => StepState::Done,
                Err(why) => StepState::Failed(why),
            };
            step.settled_at = Some(now.to_owned());
        }
    }

    /// Stops: what is on its way comes to its end, nothing else is begun.
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

    /// The plan that takes back what this one has done, in the reverse order, each to the exact
    /// roles before it.
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
    /// In words, without what there is none of.
    pub fn sentence(self) -> String {
        let parts = [
            (self.left, "to do"),
            (self.done, "done"),
            (self.already, "already so"),
            (self.failed, "failed"),
            (self.stopped, "not done"),
            (self.impossible, "can't be done"),
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
