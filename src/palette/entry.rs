//! What can be chosen.

use std::sync::Arc;

use crate::paths::Path;

/// Something to jump to or to do.
#[derive(Clone)]
pub struct Entry {
    /// What it says.
    pub label: String,
    /// Something to tell it from others by; empty for nothing.
    pub note: String,
    /// More words that it is found by.
    pub keywords: &'static str,
    /// What choosing it does.
    pub target: Target,
}

/// What choosing an entry does.
#[derive(Clone)]
pub enum Target {
    /// Goes to a page: a path within the app, without the base, with or without a query.
    Page(String),
    /// Does something, and goes to a page if that could be done.
    Prepared(Arc<dyn Fn() -> bool + Send + Sync>, String),
    /// Does something.
    Run(Arc<dyn Fn() + Send + Sync>),
}

impl Entry {
    /// An entry that leads to a page.
    pub fn page(label: impl Into<String>, path: &Path) -> Self {
        Self::new(label, Target::Page(path.to()))
    }

    /// An entry that does something.
    pub fn action(label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self::new(label, Target::Run(Arc::new(run)))
    }

    /// An entry with nothing but a label.
    pub fn new(label: impl Into<String>, target: Target) -> Self {
        Self {
            label: label.into(),
            note: String::new(),
            keywords: "",
            target,
        }
    }

    /// With something to tell it from others by.
    pub fn with_note(self, note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            ..self
        }
    }

    /// With more words that it is found by.
    pub fn found_by(self, keywords: &'static str) -> Self {
        Self { keywords, ..self }
    }
}
