//! What stands out in who may do what: findings, each by a rule that is said with it. Nothing is scored.
//!
//! A finding says what the members of workspaces say, so it holds whatever isn't known; that there are no
//! others is said only where everything is known: by [`Findings::figure`], and nowhere else.
//!
//! * [`kind`]: the kinds with their rules; [`finding`]: one of them.
//! * [`workspaces`], [`people`], [`grants`]: the rules about each.
//! * [`export`]: all of them as CSV and Markdown.

pub mod export;
mod finding;
mod grants;
mod kind;
mod people;
#[cfg(test)]
mod tests;
mod workspaces;

use std::collections::HashMap;

use nmp_types::{AuditEntry, Member, PrincipalKind, Role};

pub use self::finding::{Action, Finding, Part, Severity};
pub use self::kind::Kind;
use crate::figure::Figure;
use crate::rights::Rights;
use crate::survey::{Coverage, Survey};

/// What findings are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The workspaces that are looked at.
    pub survey: &'a Survey,
    /// Every workspace that is listed to the person, to judge where else somebody is.
    pub listed: &'a Survey,
    /// Whose look it is.
    pub rights: &'a Rights,
    /// Names that look like others or are strange, with what is to be said of them; `None` while they
    /// can't be compared.
    pub suspects: Option<&'a HashMap<String, String>>,
    /// What the activity trail has of the last days; nothing where it isn't known.
    pub trail: &'a [AuditEntry],
    /// Now: UTC, ISO 8601.
    pub now: &'a str,
}

/// Everything that was found, the gravest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Findings {
    found: Vec<Finding>,
    coverage: Coverage,
    /// Kinds that couldn't be judged everywhere, though the members are known.
    unjudged: Vec<Kind>,
}

/// Looks for everything.
pub fn findings(look: &Look<'_>) -> Findings {
    let mut all = Findings {
        coverage: look.survey.coverage(),
        ..Findings::default()
    };
    workspaces::find(look, &mut all);
    people::find(look, &mut all);
    grants::find(look, &mut all);
    all.found.sort_by(|a, b| {
        let key = |one: &Finding| (one.severity, one.kind);
        key(a).cmp(&key(b))
    });
    all
}

impl Findings {
    /// All of them.
    pub fn all(&self) -> &[Finding] {
        &self.found
    }

    /// Those of a kind, or all.
    pub fn of(&self, kind: Option<Kind>) -> impl Iterator<Item = &Finding> {
        let wanted = move |finding: &&Finding| kind.is_none_or(|kind| finding.kind == kind);
        self.found.iter().filter(wanted)
    }

    /// How many there are of a kind, or of all: known only where everything was looked at and judged.
    pub fn figure(&self, kind: Option<Kind>) -> Figure {
        let judged = match kind {
            Some(kind) => !self.unjudged.contains(&kind),
            None => self.unjudged.is_empty(),
        };
        Figure::counted(self.of(kind).count(), judged && self.coverage.is_complete())
    }

    /// The same of one severity.
    pub fn figure_of(&self, severity: Severity) -> Figure {
        let found = self.found.iter().filter(|one| one.severity == severity);
        Figure::counted(
            found.count(),
            self.unjudged.is_empty() && self.coverage.is_complete(),
        )
    }

    fn add(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// Something of this kind can't be judged, so there may be more.
    fn leave_open(&mut self, kind: Kind) {
        if !self.unjudged.contains(&kind) {
            self.unjudged.push(kind);
        }
    }

    /// A number of what was looked at, for a sentence: “3 workspaces”, “at least 3 workspaces”.
    fn counted(&self, count: usize, one: &str, many: &str) -> String {
        let noun = if count == 1 { one } else { many };
        let least = if self.coverage.is_complete() {
            ""
        } else {
            "at least "
        };
        format!("{least}{count} {noun}")
    }
}

fn is_admin(member: &Member) -> bool {
    Role::strength_of(&member.roles) >= Role::Admin.strength()
}

fn is_person(member: &Member) -> bool {
    PrincipalKind::of(&member.principal) == PrincipalKind::Person
}
