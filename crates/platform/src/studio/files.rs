//! Studio's files, in memory, each with a validator made from its content.

use std::collections::HashMap;
use std::fs::Metadata;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::body::Bytes;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::embedded::Embedded;
use super::version::Version;
use crate::config::StudioFiles;

/// Larger files are not served: files are held in memory, shared by all requests.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The most files that are read at the same time.
const READERS: usize = 16;

/// A file as it was read.
pub(super) struct File {
    pub(super) bytes: Bytes,
    pub(super) etag: ETag,
}

/// A strong validator (RFC 9110, section 8.8.3), with its quotes: the same for the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ETag(pub(super) String);

impl ETag {
    /// The validator of an answer made of several parts.
    pub(super) fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let digest = BASE64_URL_SAFE_NO_PAD.encode(&digest.finalize()[..16]);
        Self(format!("\"{digest}\""))
    }
}

/// Why a file can't be sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// It doesn't exist.
    #[error("no such file")]
    Absent,
    /// The system lacks a resource, such as descriptors, perhaps only briefly.
    #[error("can't read {} for lack of resources: {source}", file.display())]
    Exhausted {
        /// Which.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It exists, but can't be read.
    #[error("can't read {}: {source}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl FileError {
    fn new(file: &Path, source: io::Error) -> Self {
        // EMFILE, ENFILE and EAGAIN have no stable kinds of their own on all systems.
        const LACK: [i32; 4] = [
            11, // EAGAIN
            12, // ENOMEM
            23, // ENFILE
            24, // EMFILE
        ];
        let file = file.to_owned();
        match source.kind() {
            ErrorKind::NotFound
            | ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::InvalidInput
            | ErrorKind::InvalidFilename => Self::Absent,
            ErrorKind::OutOfMemory | ErrorKind::Interrupted | ErrorKind::WouldBlock => {
                Self::Exhausted { file, source }
            }
            _ if source
                .raw_os_error()
                .is_some_and(|code| LACK.contains(&code)) =>
            {
                Self::Exhausted { file, source }
            }
            _ => Self::Unreadable { file, source },
        }
    }
}

/// Studio's files, wherever they come from.
pub(super) enum Files {
    /// A folder.
    Folder(Folder),
    /// This program.
    Embedded(Embedded),
}

impl Files {
    pub(super) fn new(source: StudioFiles) -> Self {
        match source {
            StudioFiles::Folder(folder) => Self::Folder(Folder::new(folder)),
            StudioFiles::Embedded(files) => Self::Embedded(Embedded::new(files)),
        }
    }

    /// The current file. `path` is within the folder: [`relative`] ensures that.
    ///
    /// # Errors
    /// See [`FileError`].
    pub(super) async fn load(&self, path: &Path) -> Result<Arc<File>, FileError> {
        match self {
            Self::Folder(folder) => folder.load(path).await,
            Self::Embedded(files) => files.load(path),
        }
    }
}

/// A folder of files.
pub(super) struct Folder {
    folder: PathBuf,
    read: Mutex<HashMap<PathBuf, (Version, Arc<File>)>>,
    reading: Semaphore,
}

impl Folder {
    fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            read: Mutex::default(),
            reading: Semaphore::new(READERS),
        }
    }

    async fn load(&self, path: &Path) -> Result<Arc<File>, FileError> {
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

/// The path of a file, always within the folder. Names that begin with a dot are refused: they
/// belong to the build or an editor.
pub(super) fn relative(path: &str) -> Option<PathBuf> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    if path.ends_with('/') || path.contains('\\') {
        return None;
    }
    let path = Path::new(path.as_ref());
    let inside = path.components().all(|component| match component {
        Component::Normal(name) => !name.as_encoded_bytes().starts_with(b"."),
        _ => false,
    });
    (inside && path.file_name().is_some()).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_within_the_folder() {
        for yes in ["a.js", "assets/a.js", "assets/a%20b.svg", "a"] {
            assert!(relative(yes).is_some(), "{yes}");
        }
        for no in [
            "../a.js",
            ".built",
            "%2ebuilt",
            "assets/.git/config",
            "%2e%2e/a.js",
            "/a.js",
            "%2fa.js",
            "a/%2e%2e%2f%2e%2e%2fa.js",
            "..%5ca.js",
            "c:\\a.js",
            "%ff.js",
            "a.js/",
            "a.js%2f",
            "",
        ] {
            assert!(relative(no).is_none(), "{no}");
        }
    }

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

    #[test]
    fn a_lack_of_resources_is_not_a_missing_file() {
        for (code, expected) in [
            (2, "Absent"),
            (20, "Absent"),
            (36, "Absent"),
            (13, "Unreadable"),
            (5, "Unreadable"),
            (24, "Exhausted"),
            (23, "Exhausted"),
            (12, "Exhausted"),
        ] {
            let error = FileError::new(Path::new("x"), io::Error::from_raw_os_error(code));
            assert!(
                format!("{error:?}").starts_with(expected),
                "{code}: {error:?}"
            );
        }
    }
}
