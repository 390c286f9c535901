//! What a file of a plan holds: a line with the plan, then one line per step that has changed. A line
//! that was cut off by a crash is left out. There is no token in it.

use nmp_access::plan::{Plan, Step, StepState};
use nmp_access::{ChangeKind, RoleChange};
use nmp_types::Role;
use serde::{Deserialize, Serialize};

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// What the plan is called on the command line.
    pub id: String,
    /// The platform.
    pub base_url: String,
    /// Who made it, for people.
    pub by: String,
    /// What it is for.
    pub title: String,
    /// When it was begun: UTC, ISO 8601.
    pub begun_at: String,
    /// The steps, in order.
    pub steps: Vec<StoredStep>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredStep {
    /// Where.
    pub workspace: String,
    /// Whose roles.
    pub principal: String,
    /// The exact set before.
    pub before: Vec<Role>,
    /// The exact set after.
    pub after: Vec<Role>,
    /// How far it is.
    pub state: State,
    /// Why it isn't made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be made.
    Waiting,
    /// Sent, and it isn't known what became of it.
    Running,
    /// Made.
    Done,
    /// Made, and taken back since.
    Undone,
    /// It was so already.
    AlreadySo,
    /// Can't be made.
    Impossible,
    /// Was tried and not made.
    Failed,
    /// Was not tried.
    Stopped,
    /// Is not to be made.
    LeftOut,
}

/// Another line: a step has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Its place.
    pub step: usize,
    /// How far it is now.
    pub state: State,
    /// Why it isn't made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

impl State {
    /// Of a step.
    pub fn of(state: &StepState) -> Self {
        match state {
            StepState::Waiting => State::Waiting,
            StepState::Running => State::Running,
            StepState::Done => State::Done,
            StepState::Undone => State::Undone,
            StepState::AlreadySo => State::AlreadySo,
            StepState::Impossible(_) => State::Impossible,
            StepState::Failed(_) => State::Failed,
            StepState::Stopped(_) => State::Stopped,
            StepState::LeftOut => State::LeftOut,
        }
    }

    /// Its name in files and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Done => "done",
            State::Undone => "undone",
            State::AlreadySo => "already_so",
            State::Impossible => "impossible",
            State::Failed => "failed",
            State::Stopped => "stopped",
            State::LeftOut => "left_out",
        }
    }

    /// Whether there is something left to do about it.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            State::Waiting | State::Running | State::Impossible | State::Failed | State::Stopped
        )
    }
}

impl StoredStep {
    /// Of a step.
    pub fn of(step: &Step) -> Self {
        Self {
            workspace: step.workspace.clone(),
            principal: step.change.principal.clone(),
            before: step.change.before.clone(),
            after: step.change.after.clone(),
            state: State::of(&step.state),
            reason: step.state.reason(),
            at: step.settled_at.clone(),
        }
    }

    /// The change.
    pub fn change(&self) -> RoleChange {
        RoleChange::new(&self.principal, self.before.clone(), self.after.clone())
    }
}

impl Header {
    /// Reads a file; `None` if it isn't one of a plan.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut header: Header = serde_json::from_str(lines.next()?).ok()?;
        for line in lines {
            let Ok(news) = serde_json::from_str::<News>(line) else {
                continue;
            };
            if let Some(step) = header.steps.get_mut(news.step) {
                step.state = news.state;
                step.reason = news.reason;
                step.at = news.at;
            }
        }
        Some(header)
    }

    /// What is left to do, as it was planned.
    pub fn open(&self) -> Vec<(String, RoleChange)> {
        let open = self.steps.iter().filter(|step| step.state.is_open());
        open.map(|step| (step.workspace.clone(), step.change()))
            .collect()
    }

    /// What takes back what is done, in the reverse order, with the places of the steps.
    pub fn undo(&self) -> Vec<(usize, String, RoleChange)> {
        let steps = self.steps.iter().enumerate().rev();
        let done = steps.filter(|(_, step)| step.state == State::Done);
        done.map(|(place, step)| (place, step.workspace.clone(), step.change().inverse()))
            .collect()
    }

    /// The plan to go on with: `planned` is what is left, judged by the members as they are now. A step
    /// that had been sent, and whose roles are now exactly what was sent, was made.
    pub fn resumed(&self, planned: Plan) -> Plan {
        let was_sent = |step: &Step| {
            self.steps.iter().any(|stored| {
                stored.state == State::Running
                    && stored.workspace == step.workspace
                    && stored.change() == step.change
            })
        };
        let done = self.steps.iter().filter_map(|stored| {
            let state = match stored.state {
                State::Done => StepState::Done,
                State::Undone => StepState::Undone,
                State::AlreadySo => StepState::AlreadySo,
                State::LeftOut => StepState::LeftOut,
                _ => return None,
            };
            Some(Step {
                workspace: stored.workspace.clone(),
                change: stored.change(),
                last: false,
                state,
                settled_at: stored.at.clone(),
            })
        });
        let left = planned.steps.into_iter().map(|mut step| {
            if step.state == StepState::AlreadySo && was_sent(&step) {
                step.state = StepState::Done;
            }
            step
        });
        Plan {
            steps: done.chain(left).collect(),
            ..planned
        }
    }
}

/// What a change does, in a word.
pub fn verb(change: &RoleChange) -> &'static str {
    match change.kind() {
        ChangeKind::Add => "add",
        ChangeKind::Change => "change",
        ChangeKind::Remove => "remove",
        ChangeKind::Nothing => "nothing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let step = |principal: &str, state| StoredStep {
            workspace: "ml".to_owned(),
            principal: principal.to_owned(),
            before: vec![Role::Editor],
            after: Vec::new(),
            state,
            reason: None,
            at: None,
        };
        Header {
            id: "1".to_owned(),
            base_url: "http://localhost".to_owned(),
            by: "ada@example.com".to_owned(),
            title: "Remove".to_owned(),
            begun_at: "2026-11-26T18:00:00Z".to_owned(),
            steps: vec![step("ann", State::Waiting), step("bob", State::Waiting)],
        }
    }

    #[test]
    fn a_file_that_was_cut_off_says_what_is_sure() {
        let header = header();
        let text = serde_json::to_string(&header).unwrap()
            + "\n{\"step\":0,\"state\":\"running\"}\n{\"step\":0,\"state\":\"done\",\"at\":\"t\"}\n\
               {\"step\":1,\"state\":\"running\"}\n{\"step\":1,\"sta";
        let read = Header::read(&text).unwrap();
        assert_eq!(read.steps[0].state, State::Done);
        assert_eq!(read.steps[1].state, State::Running);
        let undo = read.undo();
        assert_eq!(undo.len(), 1);
        assert_eq!(undo[0].2.after, [Role::Editor]);
        assert_eq!(read.open().len(), 1);
        assert_eq!(Header::read("{}"), None);
        assert_eq!(Header::read(""), None);
    }

    #[test]
    fn what_was_sent_and_is_so_now_was_made() {
        let mut header = header();
        header.steps[1].state = State::Running;
        let already = |principal: &str| Step {
            workspace: "ml".to_owned(),
            change: RoleChange::new(principal, vec![Role::Editor], Vec::new()),
            last: false,
            state: StepState::AlreadySo,
            settled_at: None,
        };
        let planned = Plan {
            steps: vec![already("ann"), already("bob")],
            ..Plan::default()
        };
        let resumed = header.resumed(planned);
        assert_eq!(resumed.steps[0].state, StepState::AlreadySo);
        assert_eq!(resumed.steps[1].state, StepState::Done);
    }
}
