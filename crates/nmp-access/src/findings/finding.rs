//! One thing that stands out.

use nmp_types::principal::display;

use super::Kind;

/// How much it matters. Not a score: three words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Most platforms don't want this.
    High,
    /// Right or wrong: somebody who knows has to say.
    Check,
    /// Good to know.
    Info,
}

impl Severity {
    /// All of them, the gravest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Check, Self::Info];

    /// The word.
    pub fn label(self) -> &'static str {
        match self {
            Self::High => "High",
            Self::Check => "Check",
            Self::Info => "Info",
        }
    }
}

/// A part of a finding's sentence: names can be links.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// Words.
    Text(String),
    /// A person, a group, a service or everyone, by name.
    Principal(String),
    /// A workspace by name.
    Workspace(String),
}

/// The one thing that a finding offers to do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Action {
    /// Let all signed-in users only view a workspace.
    ViewOnly(String),
    /// Close a workspace to everyone who isn't named.
    Close(String),
    /// Make another person Admin of a workspace.
    AddAdmin(String),
    /// Look at one principal everywhere.
    Person(String),
    /// Look at the members of a workspace.
    Members(String),
    /// Look at the grants that a search finds.
    Grants(String),
}

/// Something that stands out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// By which rule.
    pub kind: Kind,
    /// How much it matters.
    pub severity: Severity,
    /// What, in a sentence.
    pub parts: Vec<Part>,
    /// Since when, where that is known: UTC, ISO 8601.
    pub since: Option<String>,
    /// What can be done.
    pub action: Action,
}

impl Finding {
    /// The sentence as a text.
    pub fn sentence(&self) -> String {
        self.parts.iter().map(Part::words).collect()
    }

    /// The first workspace that it names.
    pub fn workspace(&self) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Workspace(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The first principal that it names.
    pub fn principal(&self) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Principal(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

impl Part {
    pub(super) fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// As words.
    pub fn words(&self) -> String {
        match self {
            Part::Text(words) => words.clone(),
            Part::Principal(name) => display(name),
            Part::Workspace(name) => name.clone(),
        }
    }
}

/// Names with commas, the last after “and”; of more than `most`, the number of the rest.
pub(super) fn listed(names: Vec<Part>, most: usize) -> Vec<Part> {
    let more = names.len().saturating_sub(most);
    let mut named: Vec<Part> = names.into_iter().take(most).collect();
    if more > 0 {
        named.push(Part::text(format!("{more} more")));
    }
    let last = named.len().saturating_sub(1);
    let mut parts = Vec::new();
    for (at, part) in named.into_iter().enumerate() {
        match at {
            0 => {}
            at if at == last => parts.push(Part::text(" and ")),
            _ => parts.push(Part::text(", ")),
        }
        parts.push(part);
    }
    parts
}
