//! Detects a change of a file's content without reading it.
//!
//! Modification time and length are not enough: a writer can set the first, and an update can keep
//! both. The change time (`ctime`) is set by the system. But two contents can have the same one
//! within a step of the clock, so it says nothing about a file that has just changed.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

/// Longer than the step of any file system's clock (FAT has the longest).
const STEP: Duration = Duration::from_secs(2);

/// Identifies a file's content.
#[derive(PartialEq, Eq, Clone, Copy)]
pub(super) struct Version {
    device: u64,
    inode: u64,
    changed: (i64, i64),
    modified: (i64, i64),
    length: u64,
}

impl Version {
    /// The version of a file's content; `None` if the content could change without it.
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata, now: SystemTime) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;

        let changed = (metadata.ctime(), metadata.ctime_nsec());
        let since = Duration::new(changed.0.try_into().ok()?, changed.1.try_into().ok()?);
        let is_settled = now
            .duration_since(SystemTime::UNIX_EPOCH + since)
            .is_ok_and(|age| age > STEP);
        is_settled.then(|| Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            changed,
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            length: metadata.size(),
        })
    }

    /// Other systems don't have it.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Metadata, _: SystemTime) -> Option<Self> {
        None
    }
}
