//! The evidence of a review: who looked at what, when, what they saw, and what they decided.

use nmp_types::PrincipalKind;

use crate::change::role_names;
use crate::files::csv::Csv;
use crate::files::exchange::{ImportError, Sheet, read_roles, write_roles};
use crate::files::markdown::{Table, escaped, facts};
use crate::review::{Decided, Decision, FromFile, Item, Review};

const HEADING: [&str; 15] = [
    "workspace",
    "principal",
    "kind",
    "roles",
    "granted at",
    "granted by",
    "hints",
    "decision",
    "decided at",
    "note",
    "outcome",
    "reviewer",
    "platform",
    "scope",
    "seen at",
];

/// The record for a spreadsheet: one line per binding, and one per workspace that could not be
/// looked at. Every line says who, where and when, so that lines can be filtered and mixed.
pub fn csv(review: &Review) -> String {
    let mut csv = Csv::new(HEADING);
    let common = [
        review.reviewer.as_str(),
        &review.platform,
        &review.scope,
        &review.begun_at,
    ];
    for item in &review.items {
        let member = &item.member;
        let decided = item.decision.as_ref();
        let of = |read: fn(&Decided) -> &str| decided.map_or("", read).to_owned();
        let own = [
            item.workspace.clone(),
            member.principal.clone(),
            PrincipalKind::of(&member.principal).label().to_owned(),
            write_roles(&member.roles),
            member.granted_at.clone().unwrap_or_default(),
            member.granted_by.clone().unwrap_or_default(),
            item.hints.join(" "),
            of(|decided| decided.decision.label()),
            of(|decided| &decided.at),
            item.note().trim().to_owned(),
            item.shown_outcome().to_owned(),
        ];
        csv.record(own.iter().map(String::as_str).chain(common));
    }
    for (workspace, why) in &review.gaps {
        let not_seen = format!("Not reviewed: {why}");
        let own = [
            workspace,
            "",
            "",
            "",
            "",
            "",
            not_seen.as_str(),
            "",
            "",
            "",
            "",
        ];
        csv.record(own.into_iter().chain(common));
    }
    csv.finish()
}

/// Reads the decisions of such a file, made here or filled in in a spreadsheet.
///
/// # Errors
/// What is wrong with the file.
pub fn decisions(text: &str) -> Result<Vec<FromFile>, ImportError> {
    let sheet = Sheet::read(text, &["workspace", "principal", "decision"])?;
    let mut found = Vec::new();
    for (line, record) in sheet.records() {
        let text = record.get("decision");
        if text.trim().is_empty() {
            continue;
        }
        let decision = Decision::parse(text).ok_or_else(|| ImportError::Decision {
            line,
            text: text.to_owned(),
        })?;
        found.push(FromFile {
            workspace: record.get("workspace").to_owned(),
            principal: record.get("principal").to_owned(),
            roles: record.has("roles").then(|| read_roles(record.get("roles"))),
            decision,
            note: record.get("note").to_owned(),
        });
    }
    Ok(found)
}

/// The record for people.
pub fn markdown(review: &Review) -> String {
    let progress = review.progress();
    let mut text = format!(
        "# Access review\n\n{}",
        facts(&[
            ("Reviewer", review.reviewer.clone()),
            ("Platform", review.platform.clone()),
            ("Seen at", review.begun_at.clone()),
            ("Looked at", review.scope.clone()),
            (
                "Decisions",
                format!(
                    "{} keep, {} remove, {} open, of {}",
                    progress.keep,
                    progress.remove,
                    progress.open,
                    review.items.len()
                ),
            ),
            (
                "Own access",
                match review.own() {
                    (0, _) => "not among it".to_owned(),
                    (own, kept) => format!(
                        "{own} of these are the reviewer's own; {kept} of them kept by the reviewer"
                    ),
                },
            ),
        ])
    );
    let sections: [(&str, Option<Decision>); 3] = [
        ("Remove", Some(Decision::Remove)),
        ("Keep", Some(Decision::Keep)),
        ("Not decided", None),
    ];
    for (title, decision) in sections {
        let items: Vec<&Item> = review
            .items
            .iter()
            .filter(|item| item.decision.as_ref().map(|decided| decided.decision) == decision)
            .collect();
        if !items.is_empty() {
            text.push_str(&format!(
                "\n## {title} ({})\n\n{}",
                items.len(),
                table(&items)
            ));
        }
    }
    if !review.gaps.is_empty() {
        text.push_str(&format!("\n## Not reviewed ({})\n\n", review.gaps.len()));
        for (workspace, why) in &review.gaps {
            text.push_str(&format!("- {}: {}\n", escaped(workspace), escaped(why)));
        }
    }
    text
}

fn table(items: &[&Item]) -> String {
    let mut table = Table::new(&[
        "Workspace",
        "Principal",
        "Roles",
        "Since",
        "Granted by",
        "What was seen",
        "Decided at",
        "Note",
        "Outcome",
    ]);
    for item in items {
        let member = &item.member;
        let decided = item.decision.as_ref();
        table.row(&[
            item.workspace.clone(),
            member.principal.clone(),
            role_names(&member.roles),
            member.granted_at.clone().unwrap_or_default(),
            member.granted_by.clone().unwrap_or_default(),
            item.hints.join(" "),
            decided
                .map(|decided| decided.at.clone())
                .unwrap_or_default(),
            item.note().trim().to_owned(),
            item.shown_outcome().to_owned(),
        ]);
    }
    table.finish()
}

#[cfg(test)]
mod tests;
