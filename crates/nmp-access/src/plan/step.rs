//! A step of a plan: one change in one workspace, how far it is, and whether it may be made.

use nmp_types::path::{Unaddressable, is_addressable};
use nmp_types::principal::display;
use nmp_types::{Member, Permission, Role};

use crate::change::guard::{count_holders, takes_last_admin};
use crate::change::{RoleChange, role_names, roles_of, same_roles};
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

/// Says whether a change may be made in a workspace with these members.
///
/// # Errors
/// What speaks against it.
pub fn judge(workspace: &str, members: &[Member], change: &RoleChange) -> Result<(), Against> {
    let now = roles_of(members, &change.principal);
    judge_by(workspace, &now, change, |role| count_holders(members, role))
}

/// [`judge`], where the roles of the principal are `now`, and so many members have each role.
pub(super) fn judge_by(
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
