//! The app's page, read again when it changes.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;

use super::csp::script_hashes;
use super::version::Version;

/// What was read.
pub(super) struct Index {
    pub(super) html: Bytes,
    /// Sources for the Content-Security-Policy, one an inline script: `'sha256-…'`.
    pub(super) script_hashes: Vec<String>,
    version: Version,
}

/// `index.html`.
pub(super) struct IndexPage {
    file: PathBuf,
    read: Mutex<Option<Arc<Index>>>,
}

impl IndexPage {
    pub(super) fn new(file: PathBuf) -> Self {
        Self {
            file,
            read: Mutex::default(),
        }
    }

    /// The page as it is now; nothing if there is none.
    pub(super) async fn load(&self) -> Option<Arc<Index>> {
        let version = Version::of(&tokio::fs::metadata(&self.file).await.ok()?);
        let known = self.lock().clone();
        if let Some(index) = known
            && index.version == version
        {
            return Some(index);
        }
        let html = tokio::fs::read(&self.file).await.ok()?;
        let index = Arc::new(Index {
            script_hashes: script_hashes(&String::from_utf8_lossy(&html)),
            html: html.into(),
            version,
        });
        *self.lock() = Some(index.clone());
        Some(index)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Arc<Index>>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
