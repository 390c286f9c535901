//! Locks between processes, by `flock(2)` on files beside the configuration file.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often a lock that is held is tried.
const PAUSE: Duration = Duration::from_millis(15);

/// A lock, held until it is dropped or the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why there is no lock.
#[derive(Debug, thiserror::Error)]
pub enum NoLock {
    /// Another process has held it all the time.
    #[error("another process has held {} for {} s", path.display(), waited.as_secs())]
    Held {
        /// The lock.
        path: PathBuf,
        /// How long this one waited.
        waited: Duration,
    },
    /// The file can't be made.
    #[error("{} can't be locked: {error}", path.display())]
    Io {
        /// The lock.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// The lock that NVIDIA's SDK takes to renew the tokens of a context.
pub fn of_refresh(config: &Path, context: &str) -> PathBuf {
    beside(
        config,
        &format!(".{}.oauth-refresh.lock", context.replace('/', "_")),
    )
}

/// Our lock for writing the file. NVIDIA's programs take none.
pub fn of_writing(config: &Path) -> PathBuf {
    beside(config, ".write.lock")
}

fn beside(config: &Path, suffix: &str) -> PathBuf {
    let mut path = config.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

impl Lock {
    /// Takes a lock, waiting for at most `limit`; other tasks of the thread go on.
    ///
    /// # Errors
    /// [`NoLock`].
    pub async fn take(path: PathBuf, limit: Duration) -> Result<Self, NoLock> {
        let mut attempt = Attempt::new(path, limit)?;
        loop {
            match attempt.try_once()? {
                Some(lock) => return Ok(lock),
                None => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// The same, with the thread waiting.
    ///
    /// # Errors
    /// [`NoLock`].
    pub fn take_blocking(path: PathBuf, limit: Duration) -> Result<Self, NoLock> {
        let mut attempt = Attempt::new(path, limit)?;
        loop {
            match attempt.try_once()? {
                Some(lock) => return Ok(lock),
                None => std::thread::sleep(PAUSE),
            }
        }
    }
}

struct Attempt {
    path: PathBuf,
    file: Option<File>,
    since: Instant,
    limit: Duration,
}

impl Attempt {
    fn new(path: PathBuf, limit: Duration) -> Result<Self, NoLock> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => Ok(Self {
                path,
                file: Some(file),
                since: Instant::now(),
                limit,
            }),
            Err(error) => Err(NoLock::Io { path, error }),
        }
    }

    fn try_once(&mut self) -> Result<Option<Lock>, NoLock> {
        let path = || self.path.clone();
        match self.file.as_ref().map(File::try_lock) {
            Some(Ok(())) => Ok(self.file.take().map(|file| Lock { _file: file })),
            Some(Err(TryLockError::Error(error))) => Err(NoLock::Io {
                path: path(),
                error,
            }),
            _ if self.since.elapsed() >= self.limit => Err(NoLock::Held {
                path: path(),
                waited: self.limit,
            }),
            _ => Ok(None),
        }
    }
}
