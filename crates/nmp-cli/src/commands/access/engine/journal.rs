//! Keeps a plan in its file while it is made real, and shows how far it is.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Write;

use nmp_access::Plan;
use nmp_access::plan::run::Journal;

use super::record::{News, State};
use super::survey::Progress;

/// A plan that is being made real, with its file.
pub struct FileJournal {
    plan: RefCell<Plan>,
    kept: RefCell<Vec<State>>,
    file: RefCell<File>,
    trouble: Cell<Option<std::io::Error>>,
    progress: RefCell<Progress>,
}

impl FileJournal {
    /// Follows a plan into a file that has its first line already.
    pub fn new(plan: Plan, file: File, quiet: bool) -> Self {
        let kept = plan
            .steps
            .iter()
            .map(|step| State::of(&step.state))
            .collect();
        Self {
            plan: RefCell::new(plan),
            kept: RefCell::new(kept),
            file: RefCell::new(file),
            trouble: Cell::new(None),
            progress: RefCell::new(Progress::new(quiet, "changes")),
        }
    }

    /// The plan as it came out, and why its file could not be written, if it couldn't.
    pub fn finish(self) -> (Plan, Option<std::io::Error>) {
        self.progress.borrow_mut().end();
        (self.plan.into_inner(), self.trouble.into_inner())
    }

    /// Writes what has changed. Without a file nothing could be taken back: the plan stops.
    fn keep(&self, plan: &mut Plan) {
        let mut lines = String::new();
        let mut kept = self.kept.borrow_mut();
        for (place, (step, kept)) in plan.steps.iter().zip(kept.iter_mut()).enumerate() {
            let state = State::of(&step.state);
            if state == *kept {
                continue;
            }
            *kept = state;
            let news = News {
                step: place,
                state,
                reason: step.state.reason(),
                at: step.settled_at.clone(),
            };
            if let Ok(line) = serde_json::to_string(&news) {
                lines.push_str(&line);
                lines.push('\n');
            }
        }
        if lines.is_empty() {
            return;
        }
        if let Err(error) = self.file.borrow_mut().write_all(lines.as_bytes()) {
            plan.stop();
            self.trouble.set(Some(error));
        }
        let tally = plan.tally();
        let total = plan.steps.len();
        self.progress.borrow_mut().show(total - tally.left, total);
    }
}

impl Journal for FileJournal {
    fn update<T>(&self, change: impl FnOnce(&mut Plan) -> T) -> T {
        let mut plan = self.plan.borrow_mut();
        let changed = change(&mut plan);
        self.keep(&mut plan);
        changed
    }

    fn flush(&self) {
        let _ = self.file.borrow().sync_data();
    }
}
