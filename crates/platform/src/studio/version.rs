//! Telling one content of a file from another, well enough for a build.

use std::fs::Metadata;
use std::time::SystemTime;

#[derive(PartialEq, Eq, Clone, Copy)]
pub(super) struct Version {
    modified: Option<SystemTime>,
    length: u64,
}

impl Version {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            modified: metadata.modified().ok(),
            length: metadata.len(),
        }
    }
}
