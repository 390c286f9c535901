//! A plan: what exactly will be done in which workspace, what can't be and why, and how far it
//! is.
//!
//! Every step is judged twice by the same rule ([`judge`]): when the plan is made, by what is
//! known then, and right before it is sent, by what the platform answers at that moment. This keeps
//! a plan from leaving a workspace without an Admin, whatever fails or is changed by others, and makes
//! running a plan twice harmless.
//!
//! * [`planner`]: makes plans, from an [`Intent`](planner::Intent).
//! * [`kept`]: what somebody still gets at after a plan.
//! * [`caution`]: which plans are worth a second look.
//! * [`run`]: makes them real; [`patience`]: how long it waits where the platform asks for it.

pub mod caution;
pub mod kept;
pub mod patience;
pub mod planner;
pub mod run;

use nmp_types::path::{Unaddressable, is_addressable};
use nmp_types::principal::display;
use nmp_types::{Member, Permission, Role};

pub use self::caution::Caution;
pub use self::kept::{Kept, Leaving};
use crate::change::guard::{count_holders, takes_last_admin};
use crate::change::{RoleChange, all_applied, role_names, roles_of, same_roles};
use crate::fault::Fault;
use crate::known::Gap;
use crate::rights::Reason;

/// Why a step can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// It would leave the workspace without an Admin.
    #[error(
        "{} is the last Admin here. A workspace needs one: make someone else an Admin first.",
        display(.0)
    )]
    LastAdmin(String),
    /// The person may not do it there.
    #[error("{}", .0.sentence(Permission::ManageMembers))]
    NoRight(Reason),
    /// The principal has other roles than were seen.
    #[error(
        "Skipped: someone changed it to {} in the meantime.",
        role_names(.0)
    )]
    Changed(Vec<Role>),
    /// No path can have the name, so a change would hit another resource.
    #[error(transparent)]
    Unaddressable(Unaddressable),
    /// The members of the workspace aren't known.
    #[error("Unknown: {0}.")]
    Unknown(Gap),
    /// Another step changes the same principal there: which of them counts is unclear.
    #[error("The plan changes this member already.")]
    Twice,
    /// The workspace is not among those that are listed.
    #[error("No workspace of that name is visible to you.")]
    NoWorkspace,
}

impl Obstacle {
    /// A short name that doesn't change, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Obstacle::LastAdmin(_) => "last_admin",
            Obstacle::NoRight(_) => "no_right",
            Obstacle::Changed(_) => "changed_by_others",
            Obstacle::Unaddressable(_) => "unaddressable",
            Obstacle::Unknown(_) => "members_unknown",
            Obstacle::Twice => "changed_twice",
            Obstacle::NoWorkspace => "no_workspace",
        }
    }
}

/// Why a step that was tried was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// By now it can't be made.
    #[error("{0}")]
    Obstacle(Obstacle),
    /// The platform's answer, or that there was none.
    #[error("{0}")]
    Fault(Fault),
    /// The person stopped while the platform asked to wait. Nothing was done.
    #[error("{0}")]
    Stopped(Stop),
}

impl Failure {
    /// A short name that doesn't change, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Failure::Obstacle(obstacle) => obstacle.code(),
            Failure::Fault(fault) => fault.kind.code(),
            Failure::Stopped(_) => "stopped",
        }
    }
}

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
    /// Made, and taken back since.
    Undone,
    /// Nothing to do: it was so already.
    AlreadySo,
    /// Can't be made, and why; known before anything was sent.
    Impossible(Obstacle),
    /// Was tried and not made, and why.
    Failed(Failure),
    /// Was not tried, and why; nothing was sent.
    Stopped(Stop),
    /// Left out of the plan by the person: nothing will be sent.
    LeftOut,
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

/// Says whether a change may be made in a workspace with these members.
///
/// # Errors
/// What speaks against it.
pub fn judge(workspace: &str, members: &[Member], change: &RoleChange) -> Result<(), Against> {
    let now = roles_of(members, &change.principal);
    judge_by(workspace, &now, change, |role| count_holders(members, role))
}

/// [`judge`], where the roles of the principal are `now`, and so many members have each role.
fn judge_by(
    workspace: &str,
    now: &[Role],
    change: &RoleChange,
    holders: impl Fn(&Role) -> usize,
) -> Result<(), Against> {
    let against = |obstacle| Err(Against::Obstacle(obstacle));
    if same_roles(now, &change.after) {
        return Err(Against::AlreadySo);
    }
    if !same_roles(now, &change.before) {
        return against(Obstacle::Changed(now.to_vec()));
    }
    if !is_addressable(&change.principal) {
        return against(Obstacle::Unaddressable(Unaddressable(
            change.principal.clone(),
        )));
    }
    if takes_last_admin(workspace, change, holders) {
        return against(Obstacle::LastAdmin(change.principal.clone()));
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
            StepState::Undone => "Undone",
            StepState::AlreadySo => "Already done",
            StepState::Impossible(_) => "Blocked",
            StepState::Failed(_) => "Failed",
            StepState::Stopped(_) => "Not done",
            StepState::LeftOut => "Left out",
        }
    }

    /// Why it isn't made.
    pub fn reason(&self) -> Option<String> {
        match self {
            StepState::Impossible(obstacle) => Some(obstacle.to_string()),
            StepState::Failed(failure) => Some(failure.to_string()),
            StepState::Stopped(stop) => Some(stop.to_string()),
            _ => None,
        }
    }

    /// A short name for why it isn't made, which doesn't change, for programs.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            StepState::Impossible(obstacle) => Some(obstacle.code()),
            StepState::Failed(failure) => Some(failure.code()),
            StepState::Stopped(Stop::ByYou) => Some("stopped"),
            StepState::Stopped(Stop::OwnRightsLast) => Some("own_rights_last"),
            _ => None,
        }
    }

    /// Whether it is still to come out.
    pub fn is_pending(&self) -> bool {
        matches!(self, StepState::Waiting | StepState::Running)
    }

    /// Whether it came out and the change was not made, though there was one to make.
    pub fn is_failure(&self) -> bool {
        matches!(
            self,
            StepState::Impossible(_) | StepState::Failed(_) | StepState::Stopped(_)
        )
    }

    /// Whether somebody else has changed the principal first.
    pub fn came_too_late(&self) -> bool {
        matches!(
            self,
            StepState::Impossible(Obstacle::Changed(_))
                | StepState::Failed(Failure::Obstacle(Obstacle::Changed(_)))
        )
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
