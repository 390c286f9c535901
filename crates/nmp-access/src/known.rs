//! What is known of something that the platform was asked for.

use std::sync::Arc;

use nmp_types::Member;

use crate::fault::{Fault, FaultKind};

/// An answer, or why it is missing. Unknown is never taken for empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Known<T> {
    /// Not asked for, or on its way.
    #[default]
    Loading,
    /// The answer.
    Listed(T),
    /// The platform doesn't show it to the person (403).
    Forbidden,
    /// It didn't come.
    Failed(Fault),
}

/// The members of a workspace.
pub type KnownMembers = Known<Arc<Vec<Member>>>;

/// Why something isn't known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Gap {
    /// Not asked for, or on its way.
    #[error("not loaded yet")]
    NotLoaded,
    /// Forbidden.
    #[error("its members aren't visible to you")]
    Forbidden,
    /// It didn't come, and why.
    #[error("loading failed: {0}")]
    Failed(Fault),
}

impl<T> Known<T> {
    /// The answer, if there is one.
    pub fn listed(&self) -> Option<&T> {
        match self {
            Known::Listed(answer) => Some(answer),
            _ => None,
        }
    }

    /// Why it is missing.
    pub fn gap(&self) -> Option<Gap> {
        match self {
            Known::Listed(_) => None,
            Known::Loading => Some(Gap::NotLoaded),
            Known::Forbidden => Some(Gap::Forbidden),
            Known::Failed(fault) => Some(Gap::Failed(fault.clone())),
        }
    }
}

impl<T> From<Result<T, Fault>> for Known<T> {
    fn from(answer: Result<T, Fault>) -> Self {
        match answer {
            Ok(answer) => Known::Listed(answer),
            Err(fault) if fault.kind == FaultKind::Forbidden => Known::Forbidden,
            Err(fault) => Known::Failed(fault),
        }
    }
}
