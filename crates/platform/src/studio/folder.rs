//! The folder's files, in memory.

use std::collections::HashMap;
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::body::Bytes;
use tokio::sync::Semaphore;

use super::file::{ETag, File, FileError};
use super::version::Version;

/// Larger files are not served: files are held in memory, shared by all requests.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The most files that are read at the same time.
const READERS: usize = 16;

/// A folder of files.
pub(super) struct Folder {
    folder: PathBuf,
    read: Mutex<HashMap<PathBuf, (Version, Arc<File>)>>,
    reading: Semaphore,
}

impl Folder {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            read: Mutex::default(),
            reading: Semaphore::new(READERS),
        }
    }

    /// The current file.
    ///
    /// # Errors
    /// See [`FileError`].
    pub(super) async fn load(&self, path: &Path) -> Result<Arc<File>, FileError> {
        let loaded = self.load_or_fail(path).await;
        if matches!(
            loaded,
            Err(FileError::Absent | FileError::Unreadable { .. })
        ) {
            self.lock().remove(path);
        }
        loaded
    }

    async fn load_or_fail(&self, path: &Path) -> Result<Arc<File>, FileError> {
        let file = self.folder.join(path);
        let failed = |source| FileError::new(&file, source);
        let version = version(&file, &tokio::fs::metadata(&file).await.map_err(failed)?)?;
        if let Some(known) = self.known(path, version) {
            return Ok(known);
        }
        // Never closed.
        let _permit = self.reading.acquire().await;
        // Another request may have read it while this one waited.
        if let Some(known) = self.known(path, version) {
            return Ok(known);
        }
        let bytes = Bytes::from(tokio::fs::read(&file).await.map_err(failed)?);
        let etag = ETag::of([&*bytes]);
        let read = Arc::new(File { bytes, etag });
        match version {
            Some(version) => {
                self.lock().insert(path.to_owned(), (version, read.clone()));
            }
            None => {
                self.lock().remove(path);
            }
        }
        Ok(read)
    }

    fn known(&self, path: &Path, version: Option<Version>) -> Option<Arc<File>> {
        let version = version?;
        let files = self.lock();
        let (known, file) = files.get(path)?;
        (*known == version).then(|| file.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<PathBuf, (Version, Arc<File>)>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The version of a file; `None` if it can't be served.
fn version(file: &Path, metadata: &Metadata) -> Result<Option<Version>, FileError> {
    if !metadata.is_file() {
        return Err(FileError::Absent);
    }
    if metadata.len() > MAX_BYTES {
        return Err(FileError::Unreadable {
            file: file.to_owned(),
            source: ErrorKind::FileTooLarge.into(),
        });
    }
    Ok(Version::of(metadata, SystemTime::now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn deleted_files_take_no_memory() {
        let folder = tempfile::tempdir().unwrap();
        let files = Folder::new(folder.path().to_owned());
        let path = folder.path().join("a.js");
        std::fs::write(&path, "1").unwrap();
        let file = files.load(Path::new("a.js")).await.ok().unwrap();
        // Kept once it is old enough to be identified by its time.
        let later = SystemTime::now() + std::time::Duration::from_secs(3600);
        let version = Version::of(&std::fs::metadata(&path).unwrap(), later).unwrap();
        files.lock().insert("a.js".into(), (version, file));
        assert_eq!(files.lock().len(), 1);
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(
            files.load(Path::new("a.js")).await,
            Err(FileError::Absent)
        ));
        assert_eq!(files.lock().len(), 0);
    }
}
