//! Plans and lists as files, and back.

use nmp_types::{PrincipalKind, Role};

use super::index::Row;
use super::markdown::{Table, escaped, facts};
use super::plan::{Plan, Step};
use super::survey::Gap;
use crate::access::change::{ChangeKind, RoleChange, role_names};
use crate::ui::csv::{self, Csv, CsvError};

/// Why a file can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is no CSV.
    #[error("The file is no CSV. {0}")]
    Csv(#[from] CsvError),
    /// A column that is needed is missing.
    #[error("The file has no column “{0}”.")]
    Column(&'static str),
    /// A decision that is none.
    #[error("Line {line}: “{text}” is no decision. Write keep or remove, or leave it empty.")]
    Decision {
        /// Counts from 1, with the heading.
        line: usize,
        /// What stands there.
        text: String,
    },
}

/// A file with a heading.
pub struct Sheet {
    heading: Vec<String>,
    records: Vec<Vec<String>>,
}

/// A record of a [`Sheet`].
pub struct Record<'a> {
    heading: &'a [String],
    fields: &'a [String],
}

impl Sheet {
    /// Reads a file that has at least some columns; their order and their capitals mean
    /// nothing.
    ///
    /// # Errors
    /// If it is no CSV, or a column is missing.
    pub fn read(text: &str, needed: &[&'static str]) -> Result<Self, ImportError> {
        let mut records = csv::parse(text)?.into_iter();
        let heading: Vec<String> = records
            .next()
            .unwrap_or_default()
            .into_iter()
            .map(|name| name.trim().to_lowercase())
            .collect();
        for column in needed {
            if !heading.iter().any(|name| name == column) {
                return Err(ImportError::Column(column));
            }
        }
        Ok(Self {
            heading,
            records: records.collect(),
        })
    }

    /// The records with their places; 2 is the first.
    pub fn records(&self) -> impl Iterator<Item = (usize, Record<'_>)> {
        (2..).zip(self.records.iter().map(|fields| Record {
            heading: &self.heading,
            fields,
        }))
    }
}

impl Record<'_> {
    /// A field by the name of its column; empty if there is none.
    pub fn get(&self, column: &str) -> &str {
        let place = self.heading.iter().position(|name| name == column);
        place
            .and_then(|place| self.fields.get(place))
            .map_or("", String::as_str)
    }

    /// Whether the file has a column.
    pub fn has(&self, column: &str) -> bool {
        self.heading.iter().any(|name| name == column)
    }
}

/// Roles in one field: separated by `; `, with a backslash before a semicolon or backslash of
/// a name.
pub fn write_roles(roles: &[Role]) -> String {
    let names: Vec<String> = roles
        .iter()
        .map(|role| role.as_str().replace('\\', "\\\\").replace(';', "\\;"))
        .collect();
    names.join("; ")
}

/// Reads what [`write_roles`] writes.
pub fn read_roles(text: &str) -> Vec<Role> {
    let mut names = vec![String::new()];
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        let last = names.len() - 1;
        match (c, names.get_mut(last)) {
            ('\\', Some(name)) => name.extend(characters.next()),
            (';', _) => names.push(String::new()),
            (c, Some(name)) => name.push(c),
            (_, None) => {}
        }
    }
    names
        .into_iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .map(Role::from)
        .collect()
}

/// A list of bindings for a spreadsheet, with the workspaces that aren't visible.
pub fn bindings<'a>(rows: impl Iterator<Item = Row<'a>>, gaps: &[(String, Gap)]) -> String {
    let mut csv = Csv::new([
        "workspace",
        "principal",
        "kind",
        "roles",
        "granted at",
        "granted by",
        "decision",
        "note",
    ]);
    for row in rows {
        let member = row.member;
        csv.record([
            row.workspace,
            &member.principal,
            PrincipalKind::of(&member.principal).label(),
            &write_roles(&member.roles),
            member.granted_at.as_deref().unwrap_or_default(),
            member.granted_by.as_deref().unwrap_or_default(),
            "",
            "",
        ]);
    }
    for (workspace, gap) in gaps {
        let note = format!("Unknown: {gap}");
        csv.record([workspace, "", "", "", "", "", "", &note]);
    }
    csv.finish()
}

fn verb(change: &RoleChange) -> &'static str {
    match change.kind() {
        ChangeKind::Add => "add",
        ChangeKind::Change => "change",
        ChangeKind::Remove => "remove",
        ChangeKind::Nothing => "nothing",
    }
}

/// A plan, with how far it is, for a spreadsheet; [`changes`] reads it again.
pub fn plan_csv(plan: &Plan) -> String {
    let mut csv = Csv::new([
        "workspace",
        "principal",
        "change",
        "before",
        "after",
        "state",
        "reason",
        "time",
    ]);
    for step in &plan.steps {
        csv.record([
            step.workspace.as_str(),
            &step.change.principal,
            verb(&step.change),
            &write_roles(&step.change.before),
            &write_roles(&step.change.after),
            step.state.label(),
            &step.state.reason().unwrap_or_default(),
            step.settled_at.as_deref().unwrap_or_default(),
        ]);
    }
    csv.finish()
}

/// Reads the changes of a plan.
///
/// # Errors
/// If it is no CSV, or a column is missing.
pub fn changes(text: &str) -> Result<Vec<(String, RoleChange)>, ImportError> {
    let sheet = Sheet::read(text, &["workspace", "principal", "before", "after"])?;
    Ok(sheet
        .records()
        .filter(|(_, record)| !record.get("principal").is_empty())
        .map(|(_, record)| {
            let change = RoleChange::new(
                record.get("principal"),
                read_roles(record.get("before")),
                read_roles(record.get("after")),
            );
            (record.get("workspace").to_owned(), change)
        })
        .collect())
}

/// A plan, with how far it is, for people.
pub fn plan_markdown(plan: &Plan, who: &str, platform: &str, now: &str) -> String {
    let mut text = format!(
        "# {}\n\n{}\n",
        escaped(&plan.title),
        facts(&[
            ("By", who.to_owned()),
            ("Platform", platform.to_owned()),
            ("As of", now.to_owned()),
            ("State", plan.tally().sentence()),
        ])
    );
    let mut table = Table::new(&[
        "Workspace",
        "Principal",
        "Before",
        "After",
        "State",
        "Reason",
        "Time",
    ]);
    for Step {
        workspace,
        change,
        state,
        settled_at,
        ..
    } in &plan.steps
    {
        table.row(&[
            workspace.clone(),
            change.principal.clone(),
            role_names(&change.before),
            role_names(&change.after),
            state.label().to_owned(),
            state.reason().unwrap_or_default(),
            settled_at.clone().unwrap_or_default(),
        ]);
    }
    text.push_str(&table.finish());
    if !plan.gaps.is_empty() {
        text.push_str("\n## Not known\n\n");
        for (workspace, gap) in &plan.gaps {
            text.push_str(&format!(
                "- {}: {}\n",
                escaped(workspace),
                escaped(&gap.to_string())
            ));
        }
    }
    text
}

#[cfg(test)]
mod tests;
