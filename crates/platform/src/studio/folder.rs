//! The folder's files, in memory.

use std::collections::HashMap;
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::body::Bytes;
use tokio::sync::Semaphore;

use super::encoding::Encoding;
use super::file::{ETag, File, FileError};
use super::twin;
use super::version::Version;

/// Larger files are not served: files are held in memory, shared by all requests.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The most files that are read at the same time.
const READERS: usize = 16;

/// A folder of files.
pub(super) struct Folder {
    folder: PathBuf,
    read: Mutex<HashMap<PathBuf, (Version, Arc<File>)>>,
    /// Which twins have the content of their files, by their paths.
    judged: Mutex<HashMap<PathBuf, Judged>>,
    reading: Semaphore,
}

/// Whether a twin has the content of a file.
struct Judged {
    file: Version,
    twin: ETag,
    is_same: bool,
}

impl Folder {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            read: Mutex::default(),
            judged: Mutex::default(),
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

    /// The current file in an encoding: its twin beside it. One that was made from another content is
    /// absent, as after an update that left it behind.
    ///
    /// # Errors
    /// See [`FileError`].
    pub(super) async fn twin(
        &self,
        path: &Path,
        encoding: Encoding,
    ) -> Result<Arc<File>, FileError> {
        let mut name = path.as_os_str().to_owned();
        name.push(encoding.extension);
        let name = PathBuf::from(name);
        let twin = match self.load(&name).await {
            Ok(twin) => twin,
            Err(error) => {
                self.judgements().remove(&name);
                return Err(error);
            }
        };
        let file = self.folder.join(path);
        let failed = |source| FileError::new(&file, source);
        let version = version(&file, &tokio::fs::metadata(&file).await.map_err(failed)?)?;
        let is_same = match version.and_then(|version| self.judgement(&name, version, &twin)) {
            Some(known) => known,
            None => {
                // Never closed.
                let _permit = self.reading.acquire().await;
                let content = tokio::fs::read(&file).await.map_err(failed)?;
                let compressed = twin.bytes.clone();
                let judging = move || twin::is_of(encoding, &compressed, &content);
                let is_same = tokio::task::spawn_blocking(judging).await.unwrap_or(false);
                self.judge(name, version, &twin, is_same);
                is_same
            }
        };
        if is_same {
            Ok(twin)
        } else {
            Err(FileError::Absent)
        }
    }

    fn judgement(&self, name: &Path, version: Version, twin: &File) -> Option<bool> {
        let judged = self.judgements();
        let known = judged.get(name)?;
        (known.file == version && known.twin == twin.etag).then_some(known.is_same)
    }

    fn judge(&self, name: PathBuf, version: Option<Version>, twin: &File, is_same: bool) {
        if !is_same {
            tracing::warn!(
                "{} has another content than the file beside it, and isn't sent",
                self.folder.join(&name).display()
            );
        }
        let judged = version.map(|file| Judged {
            file,
            twin: twin.etag.clone(),
            is_same,
        });
        match judged {
            Some(judged) => self.judgements().insert(name, judged),
            None => self.judgements().remove(&name),
        };
    }

    fn judgements(&self) -> MutexGuard<'_, HashMap<PathBuf, Judged>> {
        self.judged.lock().unwrap_or_else(PoisonError::into_inner)
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
