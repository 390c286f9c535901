//! Plans and lists as files, and back.

use nmp_types::workspace::SYSTEM;
use nmp_types::{PrincipalError, PrincipalKind, Role, principal};

use crate::change::{ChangeKind, RoleChange, role_names};
use crate::files::csv::{self, Csv, CsvError};
use crate::files::markdown::{Table, escaped, facts};
use crate::known::Gap;
use crate::plan::{Plan, Step};
use crate::survey::index::Row;

/// Why a file can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Not a CSV file.
    #[error("This is not a CSV file. {0}")]
    Csv(#[from] CsvError),
    /// A column that is needed is missing.
    #[error("The file has no column “{0}”.")]
    Column(&'static str),
    /// Something that is not a decision.
    #[error("Line {line}: “{text}” is not a decision. Write keep or remove, or leave it empty.")]
    Decision {
        /// Counts from 1, with the heading.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A line that ends before a column that is needed: its content is unknown.
    #[error("Line {line} is not complete: it has no “{column}”.")]
    Short {
        /// Counts from 1, with the heading.
        line: usize,
        /// Which column.
        column: &'static str,
    },
    /// A field that must not be empty.
    #[error("Line {line}: “{column}” is empty.")]
    Empty {
        /// Counts from 1, with the heading.
        line: usize,
        /// Which column.
        column: &'static str,
    },
    /// A name that nobody can be added under.
    #[error("Line {line}: {error}")]
    Principal {
        /// Counts from 1, with the heading.
        line: usize,
        /// Why.
        error: PrincipalError,
    },
    /// A role that can't be given.
    #[error("Line {line}: “{role}” can't be given in {workspace}.")]
    Role {
        /// Counts from 1, with the heading.
        line: usize,
        /// The role.
        role: String,
        /// Where it was to be given.
        workspace: String,
    },
}

/// A file with a heading.
pub struct Sheet {
    heading: Vec<String>,
    records: Vec<(usize, Vec<String>)>,
}

/// A record of a [`Sheet`].
pub struct Record<'a> {
    heading: &'a [String],
    fields: &'a [String],
}

impl Sheet {
    /// Reads a file that has at least some columns; their order and their capitals don't matter.
    ///
    /// # Errors
    /// If it is not CSV, or a column is missing.
    pub fn read(text: &str, needed: &[&'static str]) -> Result<Self, ImportError> {
        let mut records = csv::parse_numbered(text)?.into_iter();
        let heading: Vec<String> = records
            .next()
            .unwrap_or_default()
            .1
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

    /// The records with the lines that they begin in; blank ones, which spreadsheets leave behind,
    /// are left out.
    pub fn records(&self) -> impl Iterator<Item = (usize, Record<'_>)> {
        let filled = |fields: &[String]| fields.iter().any(|field| !field.trim().is_empty());
        self.records
            .iter()
            .filter(move |(_, fields)| filled(fields))
            .map(|(line, fields)| {
                let record = Record {
                    heading: &self.heading,
                    fields,
                };
                (*line, record)
            })
    }
}

impl Record<'_> {
    /// A field by the name of its column; empty if it is absent.
    pub fn get(&self, column: &str) -> &str {
        let place = self.heading.iter().position(|name| name == column);
        place
            .and_then(|place| self.fields.get(place))
            .map_or("", String::as_str)
    }

    /// Whether the line goes as far as a column: one that was cut off has no value for it.
    fn reaches(&self, column: &str) -> bool {
        let place = self.heading.iter().position(|name| name == column);
        place.is_some_and(|place| place < self.fields.len())
    }

    /// A field without the spaces around it, which must not be empty.
    fn filled(&self, line: usize, column: &'static str) -> Result<&str, ImportError> {
        match self.get(column).trim() {
            "" => Err(ImportError::Empty { line, column }),
            text => Ok(text),
        }
    }

    /// Whether the file has a column.
    pub fn has(&self, column: &str) -> bool {
        self.heading.iter().any(|name| name == column)
    }
}

/// Roles in one field: separated by `; `, with a backslash before a semicolon, comma or backslash
/// of a name.
pub fn write_roles(roles: &[Role]) -> String {
    let mut text = String::new();
    for role in roles {
        if !text.is_empty() {
            text.push_str("; ");
        }
        for c in role.as_str().chars() {
            if matches!(c, '\\' | ';' | ',') {
                text.push('\\');
            }
            text.push(c);
        }
    }
    text
}

/// Reads what [`write_roles`] writes, and roles separated by commas, as people write them.
pub fn read_roles(text: &str) -> Vec<Role> {
    let mut names = Vec::new();
    let mut name = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => name.extend(characters.next()),
            ';' | ',' => names.push(std::mem::take(&mut name)),
            c => name.push(c),
        }
    }
    names.push(name);
    names
        .into_iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .map(Role::from)
        .collect()
}

/// A list of bindings for a spreadsheet, with the workspaces that aren't visible, and at its end
/// what was looked at ([`crate::survey::scope`]).
pub fn bindings<'a>(
    rows: impl Iterator<Item = Row<'a>>,
    gaps: &[(String, Gap)],
    scope: &str,
) -> String {
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
    let looked_at = format!("Looked at: {scope}");
    csv.record(["", "", "", "", "", "", "", &looked_at]);
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
    for kept in &plan.kept {
        csv.record([
            kept.standing.workspace.as_str(),
            &kept.principal,
            KEEPS,
            "",
            "",
            &kept.label(),
            &kept.standing.reasons().join(" "),
            "",
        ]);
    }
    csv.finish()
}

/// Stands in the place of the change in a line that says what somebody still gets at afterwards.
const KEEPS: &str = "keeps access";

/// Reads the changes of a plan. A file may come from anywhere: it must be complete, and may give
/// only roles that Studio itself would give, or that were there before.
///
/// # Errors
/// What is wrong with the file, with the line.
pub fn changes(text: &str) -> Result<Vec<(String, RoleChange)>, ImportError> {
    const NEEDED: [&str; 4] = ["workspace", "principal", "before", "after"];
    let sheet = Sheet::read(text, &NEEDED)?;
    let mut found = Vec::new();
    for (line, record) in sheet.records() {
        if let Some(column) = NEEDED.into_iter().find(|column| !record.reaches(column)) {
            return Err(ImportError::Short { line, column });
        }
        if record.get("change").trim() == KEEPS {
            continue;
        }
        let workspace = record.filled(line, "workspace")?;
        let name = record.filled(line, "principal")?;
        let before = read_roles(record.get("before"));
        let after = read_roles(record.get("after"));
        // Who is bound already can be changed and removed, whatever the name.
        if before.is_empty()
            && !after.is_empty()
            && let Err(error) = principal::check(name)
        {
            return Err(ImportError::Principal { line, error });
        }
        let unknown = after
            .iter()
            .find(|role| !may_be_given(role, workspace) && !before.contains(role));
        if let Some(role) = unknown {
            return Err(ImportError::Role {
                line,
                role: role.to_string(),
                workspace: workspace.to_owned(),
            });
        }
        let change = RoleChange::new(name, before, after);
        found.push((workspace.to_owned(), change));
    }
    Ok(found)
}

/// Whether a role can be given in a workspace; those of the platform in `system` alone.
pub(crate) fn may_be_given(role: &Role, workspace: &str) -> bool {
    Role::ASSIGNABLE.contains(role) || (workspace == SYSTEM && role.is_platform_wide())
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
    text.push_str(&kept_markdown(plan));
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

/// What stays, for people; nothing where nobody keeps anything.
fn kept_markdown(plan: &Plan) -> String {
    let unknown = plan
        .leaving
        .as_ref()
        .filter(|leaving| leaving.platform_admin.is_none());
    if plan.kept.is_empty() && unknown.is_none() {
        return String::new();
    }
    let mut text = "\n## Still has access after this\n\n".to_owned();
    if unknown.is_some() {
        text.push_str(
            "It isn't known whether they are a platform admin, who gets in everywhere.\n\n",
        );
    }
    if !plan.kept.is_empty() {
        let mut table = Table::new(&["Workspace", "Principal", "Access", "Why"]);
        for kept in &plan.kept {
            table.row(&[
                kept.standing.workspace.clone(),
                kept.principal.clone(),
                kept.label(),
                kept.standing.reasons().join(" "),
            ]);
        }
        text.push_str(&table.finish());
    }
    text
}

#[cfg(test)]
mod tests;
