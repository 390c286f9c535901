//! Reads and replaces the file.
//!
//! NVIDIA's programs truncate it and write in place, without a lock. So a file that is empty or
//! can't be read is read again a few times before it is believed, and never written over. Ours is
//! replaced by renaming: a reader sees the old or the new one, whatever happens in between.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::document::{Document, Flaw};
use super::lock::{self, Lock, NoLock};

/// How often a file that looks torn is read, and the time between.
const ATTEMPTS: u32 = 8;
const PAUSE: Duration = Duration::from_millis(50);

/// How long to wait for others that write.
const WRITE_LIMIT: Duration = Duration::from_secs(10);

/// How often a change is made once more because another program wrote at the same moment.
const RETRIES: u32 = 5;

/// The configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    path: PathBuf,
}

/// Why the file can't be read or written. It never quotes the file, which has tokens in it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is no home, so no place for it.
    #[error("There is no home folder for the configuration file. Set NMP_CONFIG_FILE.")]
    NoHome,
    /// It was named and is not there.
    #[error("Config file not found at {}", .0.display())]
    Missing(PathBuf),
    /// It can't be opened.
    #[error("The configuration file {} can't be read: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Its content makes no sense.
    #[error("The configuration file {} can't be used: {flaw}.", path.display())]
    Flawed {
        /// The file.
        path: PathBuf,
        /// Why.
        flaw: Flaw,
    },
    /// It can't be replaced.
    #[error("The configuration file {} can't be written: {error}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Others are writing it.
    #[error("The configuration file is in use: {0}.")]
    Locked(#[from] NoLock),
    /// Other programs wrote it at the same moment, again and again.
    #[error("Another program keeps writing the configuration file {} at the same moment.", .0.display())]
    Contended(PathBuf),
}

impl ConfigFile {
    /// The file at a path, whether it is there or not.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it; `None` if there is none.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn read(&self) -> Result<Option<Document>, FileError> {
        let mut attempt = 1;
        loop {
            let flaw = match fs::read_to_string(&self.path) {
                Ok(text) => match Document::parse(&text) {
                    Ok(document) => return Ok(Some(document)),
                    Err(flaw) => flaw,
                },
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => Flaw::NotText,
                Err(error) => {
                    let path = self.path.clone();
                    return Err(FileError::Read { path, error });
                }
            };
            if attempt == ATTEMPTS {
                let path = self.path.clone();
                return Err(FileError::Flawed { path, flaw });
            }
            attempt += 1;
            std::thread::sleep(PAUSE);
        }
    }

    /// Changes it: what is there now is read under a lock, changed and put in its place.
    ///
    /// # Errors
    /// [`FileError`], or the change's own.
    pub fn change<T, E: From<FileError>>(
        &self,
        mut change: impl FnMut(&mut Document) -> Result<T, E>,
    ) -> Result<T, E> {
        self.make_folder().map_err(|error| self.unwritable(error))?;
        let lock = Lock::take_blocking(lock::of_writing(&self.path), WRITE_LIMIT);
        let _lock = lock.map_err(FileError::from)?;
        for _ in 0..RETRIES {
            let found = self.read()?;
            let mut document = found.clone().unwrap_or_default();
            let outcome = change(&mut document)?;
            if found.as_ref() == Some(&document) {
                return Ok(outcome);
            }
            let text = document.to_text();
            self.replace(&text)
                .map_err(|error| self.unwritable(error))?;
            // A program that opened the old file before has its words nowhere, or, if it opened
            // the new one, over ours.
            if fs::read_to_string(&self.path).is_ok_and(|now| now == text) {
                return Ok(outcome);
            }
        }
        Err(FileError::Contended(self.path.clone()).into())
    }

    /// Whether the file could be replaced.
    ///
    /// # Errors
    /// [`FileError::Write`].
    pub fn check_writable(&self) -> Result<(), FileError> {
        let folder = self.make_folder().map_err(|error| self.unwritable(error))?;
        let probe = tempfile::NamedTempFile::new_in(folder);
        probe.map(drop).map_err(|error| self.unwritable(error))
    }

    fn unwritable(&self, error: io::Error) -> FileError {
        let path = self.path.clone();
        FileError::Write { path, error }
    }

    /// The file itself, behind symbolic links.
    fn target(&self) -> PathBuf {
        let mut path = self.path.clone();
        for _ in 0..16 {
            let Ok(link) = fs::read_link(&path) else {
                break;
            };
            path = match path.parent() {
                Some(folder) => folder.join(link),
                None => link,
            };
        }
        path
    }

    fn make_folder(&self) -> io::Result<PathBuf> {
        let target = self.target();
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        if !folder.is_dir() {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&folder)?;
        }
        Ok(folder)
    }

    /// Puts a text in its place, for the owner's eyes only, on the disk before it has the name.
    fn replace(&self, text: &str) -> io::Result<()> {
        let folder = self.make_folder()?;
        let mut file = tempfile::Builder::new()
            .prefix(".config.yaml.")
            .tempfile_in(&folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(self.target()).map_err(|error| error.error)?;
        // The new name reaches the disk with its folder; not every system can be asked for that.
        let _ = fs::File::open(&folder).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// Who may read it beside its owner, in words; `None` if nobody.
    #[cfg(unix)]
    pub fn loose_mode(&self) -> Option<String> {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&self.path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then(|| format!("{mode:04o}"))
    }

    /// Who may read it beside its owner, in words; `None` if nobody.
    #[cfg(not(unix))]
    pub fn loose_mode(&self) -> Option<String> {
        None
    }
}
