//! Findings as files: with the rule of each, what was looked at, and what wasn't.

use super::{Finding, Kind, Severity};
use crate::files::csv::Csv;
use crate::files::markdown::{Table, facts};
use crate::known::Gap;

/// For a spreadsheet; with the workspaces whose members aren't known, and at its end what was looked at.
pub fn csv<'a>(
    found: impl Iterator<Item = &'a Finding>,
    gaps: &[(String, Gap)],
    scope: &str,
) -> String {
    let heading = [
        "severity",
        "kind",
        "finding",
        "workspace",
        "principal",
        "since",
        "rule",
    ];
    let mut csv = Csv::new(heading);
    for finding in found {
        csv.record([
            finding.severity.label(),
            finding.kind.name(),
            &finding.sentence(),
            finding.workspace().unwrap_or_default(),
            finding.principal().unwrap_or_default(),
            finding.since.as_deref().unwrap_or_default(),
            finding.kind.rule(),
        ]);
    }
    for (workspace, gap) in gaps {
        csv.record(["", "", &format!("Unknown: {gap}"), workspace, "", "", ""]);
    }
    csv.record(["", "", &format!("Looked at: {scope}"), "", "", "", ""]);
    csv.finish()
}

/// Who looked at what, for the head of a record.
#[derive(Debug, Clone)]
pub struct Head {
    /// The platform: its address.
    pub platform: String,
    /// Who looked.
    pub who: String,
    /// When, in words.
    pub now: String,
    /// What was looked at.
    pub scope: String,
}

/// For people: by severity, then the rules.
pub fn markdown(found: &[&Finding], gaps: &[(String, Gap)], head: &Head) -> String {
    let mut text = String::from("# Findings\n\n");
    text += &facts(&[
        ("Platform", head.platform.clone()),
        ("Seen by", head.who.clone()),
        ("When", head.now.clone()),
        ("Looked at", head.scope.clone()),
    ]);
    for severity in Severity::ALL {
        let of: Vec<&&Finding> = found
            .iter()
            .filter(|one| one.severity == severity)
            .collect();
        if of.is_empty() {
            continue;
        }
        let mut table = Table::new(&["Kind", "Finding", "Since"]);
        for finding in of {
            let since = finding.since.as_deref().unwrap_or_default();
            table.row(&[finding.kind.label(), &finding.sentence(), since]);
        }
        text += &format!("\n## {}\n\n{}", severity.label(), table.finish());
    }
    if !found.is_empty() {
        let mut table = Table::new(&["Kind", "Rule"]);
        let is_found = |kind: &Kind| found.iter().any(|one| one.kind == *kind);
        for kind in Kind::ALL.into_iter().filter(is_found) {
            table.row(&[kind.label(), kind.rule()]);
        }
        text += &format!("\n## Rules\n\n{}", table.finish());
    }
    if !gaps.is_empty() {
        let mut table = Table::new(&["Workspace", "Why"]);
        for (workspace, gap) in gaps {
            table.row(&[workspace.as_str(), &gap.to_string()]);
        }
        text += &format!("\n## Not known\n\n{}", table.finish());
    }
    text
}
