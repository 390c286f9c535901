//! The app's page, parsed again when it changes.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::csp::script_hashes;
use super::file::{File, FileError};
use super::files::Files;

/// Its name in the folder.
pub(super) const NAME: &str = "index.html";

/// The current page.
pub(super) struct Index {
    pub(super) file: Arc<File>,
    /// Sources for the Content-Security-Policy, one per inline script: `'sha256-…'`.
    pub(super) script_hashes: Vec<String>,
}

/// `index.html`.
#[derive(Default)]
pub(super) struct IndexPage(Mutex<Option<Arc<Index>>>);

impl IndexPage {
    /// The page as it is now.
    ///
    /// # Errors
    /// See [`FileError`].
    pub(super) async fn load(&self, files: &Files) -> Result<Arc<Index>, FileError> {
        let file = files.load(Path::new(NAME)).await?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = &*known
            && index.file.etag == file.etag
        {
            return Ok(index.clone());
        }
        let index = Arc::new(Index {
            script_hashes: script_hashes(&String::from_utf8_lossy(&file.bytes)),
            file,
        });
        *known = Some(index.clone());
        Ok(index)
    }
}
