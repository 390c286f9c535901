//! A difference with its plan, for programs and for pull requests.

use nmp_types::Role;
use serde::Serialize;

use super::apply;
use super::diff::{Compared, Difference};
use crate::change::command::studio_link;
use crate::change::{ChangeKind, RoleChange, role_names};
use crate::files::markdown::{escaped, link};
use crate::plan::{Plan, Step};

/// A difference and the plan that would end it.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// `none`, `unknown` or `found`.
    pub drift: &'static str,
    /// Whether members that the file doesn't name are to be removed.
    pub prune: bool,
    /// The changes, in order.
    pub steps: Vec<Line>,
    /// Changes that are never made, because the principal is protected.
    pub protected: Vec<Line>,
    /// Workspaces of the file that aren't listed to the person.
    pub missing: Vec<String>,
    /// Workspaces of the file whose members aren't known.
    pub unknown: Vec<Unknown>,
    /// Members that the file doesn't name, which stay.
    pub unnamed: Vec<Unnamed>,
    /// Workspaces of the platform that the file doesn't manage.
    pub unmanaged: Vec<String>,
    /// Workspaces that have a person as Admin now, and none afterwards.
    pub without_person: Vec<String>,
}

/// One change.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Where.
    pub workspace: String,
    /// Who.
    pub principal: String,
    /// `add`, `change` or `remove`.
    pub change: &'static str,
    /// The roles before.
    pub before: Vec<Role>,
    /// The roles after.
    pub after: Vec<Role>,
    /// How far it is, for people.
    pub state: &'static str,
    /// A short name for why it isn't made, which doesn't change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// Why it isn't made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where Studio opens this change, filled in.
    pub link: String,
}

/// A workspace of which it isn't known whether it differs.
#[derive(Debug, Clone, Serialize)]
pub struct Unknown {
    /// Its name.
    pub workspace: String,
    /// Why.
    pub reason: String,
}

/// A member that the file doesn't name.
#[derive(Debug, Clone, Serialize)]
pub struct Unnamed {
    /// Where.
    pub workspace: String,
    /// Who.
    pub principal: String,
    /// With which roles.
    pub roles: Vec<Role>,
}

/// Puts together what there is to say; `studio` is Studio's address, ending in a slash.
pub fn report(difference: &Difference, plan: &Plan, prune: bool, studio: &str) -> Report {
    let mut report = Report {
        drift: difference.drift().code(),
        prune,
        steps: plan
            .steps
            .iter()
            .map(|step| of_step(step, studio))
            .collect(),
        protected: Vec::new(),
        missing: Vec::new(),
        unknown: Vec::new(),
        unnamed: Vec::new(),
        unmanaged: difference.unmanaged.clone(),
        without_person: plan.no_person.clone(),
    };
    for (name, compared) in &difference.workspaces {
        match compared {
            Compared::Missing(_) => report.missing.push(name.clone()),
            Compared::Unknown(gap) => report.unknown.push(Unknown {
                workspace: name.clone(),
                reason: gap.to_string(),
            }),
            Compared::Known(changes) => {
                let kept = changes.kept.iter().map(|change| {
                    let reason = "The file protects this principal.".to_owned();
                    line(
                        name,
                        change,
                        "Protected",
                        Some(("protected", reason)),
                        studio,
                    )
                });
                report.protected.extend(kept);
                report
                    .unnamed
                    .extend(changes.unnamed.iter().map(|(principal, roles)| Unnamed {
                        workspace: name.clone(),
                        principal: principal.clone(),
                        roles: roles.clone(),
                    }));
            }
        }
    }
    report
}

fn of_step(step: &Step, studio: &str) -> Line {
    let why = step.state.code().zip(step.state.reason());
    line(
        &step.workspace,
        &step.change,
        step.state.label(),
        why,
        studio,
    )
}

fn line(
    workspace: &str,
    change: &RoleChange,
    state: &'static str,
    why: Option<(&'static str, String)>,
    studio: &str,
) -> Line {
    let (code, reason) = why.unzip();
    Line {
        workspace: workspace.to_owned(),
        principal: change.principal.clone(),
        change: match change.kind() {
            ChangeKind::Add => "add",
            ChangeKind::Change => "change",
            ChangeKind::Remove => "remove",
            ChangeKind::Nothing => "nothing",
        },
        before: change.before.clone(),
        after: change.after.clone(),
        state,
        code,
        reason,
        link: studio_link(studio, workspace, change),
    }
}

impl Line {
    /// The change as one line of text: `+`, `-` or `~` in front.
    pub fn text(&self) -> String {
        let who = nmp_types::foreign::in_sentence(&self.principal);
        let [before, after] = [&self.before, &self.after].map(|roles| role_names(roles));
        match self.change {
            "add" => format!("+ {who}: {after}"),
            "remove" => format!("- {who}: {before}"),
            _ => format!("~ {who}: {before} → {after}"),
        }
    }
}

impl Report {
    /// The outcome in one sentence: what differs and how much, or that nothing does.
    pub fn sentence(&self) -> String {
        let count = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        let mut parts = Vec::new();
        if !self.steps.is_empty() {
            parts.push(count(self.steps.len(), "change", "changes"));
        }
        if !self.protected.is_empty() {
            parts.push(count(
                self.protected.len(),
                "protected difference",
                "protected differences",
            ));
        }
        if !self.missing.is_empty() {
            parts.push(count(
                self.missing.len(),
                "workspace missing",
                "workspaces missing",
            ));
        }
        if !self.unknown.is_empty() {
            parts.push(count(
                self.unknown.len(),
                "workspace unknown",
                "workspaces unknown",
            ));
        }
        if parts.is_empty() {
            "The platform is as the file says.".to_owned()
        } else {
            format!("{}.", parts.join(", "))
        }
    }

    /// For a pull request: what would change, with a link for each line.
    pub fn markdown(&self) -> String {
        let mut text = format!("## {}\n\n{}\n", apply::TITLE, escaped(&self.sentence()));
        if !self.steps.is_empty() {
            text.push_str("\n| Workspace | Principal | Before | After | State |\n| --- | --- | --- | --- | --- |\n");
            for line in &self.steps {
                text.push_str(&row(line));
            }
        }
        let mut section = |title: &str, lines: Vec<String>| {
            if !lines.is_empty() {
                text.push_str(&format!("\n### {title}\n\n"));
                for line in lines {
                    text.push_str(&format!("- {line}\n"));
                }
            }
        };
        section(
            "Protected: not changed",
            self.protected
                .iter()
                .map(|line| format!("{}: {}", escaped(&line.workspace), escaped(&line.text())))
                .collect(),
        );
        section(
            "No such workspace",
            self.missing.iter().map(|name| escaped(name)).collect(),
        );
        section(
            "Not known",
            self.unknown
                .iter()
                .map(|unknown| {
                    format!(
                        "{}: {}",
                        escaped(&unknown.workspace),
                        escaped(&unknown.reason)
                    )
                })
                .collect(),
        );
        section(
            "Afterwards without a person as Admin",
            self.without_person
                .iter()
                .map(|name| escaped(name))
                .collect(),
        );
        let kept = if self.prune {
            "they are protected"
        } else {
            "not removed without --prune"
        };
        section(
            &format!("Not in the file: {kept}"),
            self.unnamed
                .iter()
                .map(|member| {
                    let (who, roles) = (
                        escaped(&member.principal),
                        escaped(&role_names(&member.roles)),
                    );
                    format!("{}: {who} ({roles})", escaped(&member.workspace))
                })
                .collect(),
        );
        text
    }
}

fn row(line: &Line) -> String {
    let state = match &line.reason {
        Some(reason) => format!("{}: {reason}", line.state),
        None => line.state.to_owned(),
    };
    format!(
        "| {} | {} | {} | {} | {} |\n",
        escaped(&line.workspace),
        link(&line.principal, &line.link),
        escaped(&role_names(&line.before)),
        escaped(&role_names(&line.after)),
        escaped(&state),
    )
}
