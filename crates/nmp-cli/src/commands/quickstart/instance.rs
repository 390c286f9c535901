//! Which process serves the quickstart.
//!
//! The process keeps a lock on the file for as long as it lives (`flock`), and the system takes the lock
//! away when it ends, however it ends. So the number in the file is that of a living process of ours exactly if the
//! file is locked; a number that another program has got since is never sent a signal.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// How long somebody may look at the file before it counts as used by another process.
const LOOKING: Duration = Duration::from_millis(500);

/// How often something is looked at again.
const AGAIN: Duration = Duration::from_millis(20);

/// A process that serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its number.
    pub pid: u32,
    /// The platform's address, without a slash at its end; `None` while it starts.
    pub url: Option<String>,
    /// The admin that it was started with.
    pub admin_email: Option<String>,
}

/// The file, held by this process.
#[derive(Debug)]
pub struct Held(File);

/// Takes the file for this process; `None` if another has it.
///
/// # Errors
/// Those of the file system.
pub fn claim(path: &Path) -> io::Result<Option<Held>> {
    let file = options().create(true).truncate(false).open(path)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(Held(file))),
            Err(TryLockError::Error(error)) => return Err(error),
            // Somebody may only be looking.
            Err(TryLockError::WouldBlock) if begun.elapsed() < LOOKING => {
                std::thread::sleep(AGAIN);
            }
            Err(TryLockError::WouldBlock) => return Ok(None),
        }
    }
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

impl Held {
    /// Says what others may know.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn announce(&mut self, running: &Running) -> io::Result<()> {
        let text = serde_json::to_string(running)?;
        self.0.set_len(0)?;
        self.0.rewind()?;
        self.0.write_all(text.as_bytes())?;
        self.0.sync_data()
    }
}

/// The process that serves, if there is one.
///
/// # Errors
/// Those of the file system, and a file that can't be read.
pub fn find(path: &Path) -> io::Result<Option<Running>> {
    let begun = Instant::now();
    loop {
        let mut file = match options().open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        match file.try_lock_shared() {
            Ok(()) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) => {}
        }
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        match serde_json::from_str(&text) {
            Ok(running) => return Ok(Some(running)),
            // It is being written.
            Err(_) if begun.elapsed() < LOOKING => std::thread::sleep(AGAIN),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Asks the process to stop, and waits until it has, for at most `patience`. Returns whether it has.
///
/// # Errors
/// Those of the system.
#[cfg(unix)]
pub fn stop(path: &Path, running: &Running, patience: Duration) -> io::Result<bool> {
    use rustix::process::{Pid, Signal};

    let pid = i32::try_from(running.pid).ok().and_then(Pid::from_raw);
    let pid = pid.ok_or_else(|| io::Error::other("the file names no process"))?;
    let is_there = || Ok::<_, io::Error>(find(path)?.is_some_and(|now| now.pid == running.pid));
    // On Linux a handle of the process, taken before the last look: its number can't change hands in
    // between.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{PidfdFlags, pidfd_open, pidfd_send_signal};
        let process = match pidfd_open(pid, PidfdFlags::empty()) {
            Err(rustix::io::Errno::SRCH) => return Ok(true),
            opened => opened?,
        };
        if !is_there()? {
            return Ok(true);
        }
        pidfd_send_signal(&process, Signal::TERM)?;
    }
    #[cfg(not(target_os = "linux"))]
    {
        if !is_there()? {
            return Ok(true);
        }
        rustix::process::kill_process(pid, Signal::TERM)?;
    }
    let begun = Instant::now();
    while is_there()? {
        if begun.elapsed() > patience {
            return Ok(false);
        }
        std::thread::sleep(AGAIN);
    }
    Ok(true)
}

/// This system has no signals.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn stop(_: &Path, _: &Running, _: Duration) -> io::Result<bool> {
    Err(io::Error::other("stop it where it runs, with Ctrl-C"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_there_as_long_as_it_holds_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("instance.json");
        assert_eq!(find(&path).unwrap(), None, "no file");
        let running = Running {
            pid: std::process::id(),
            url: Some("http://127.0.0.1:1".into()),
            admin_email: None,
        };
        let mut held = claim(&path).unwrap().unwrap();
        held.announce(&running).unwrap();
        assert_eq!(find(&path).unwrap(), Some(running.clone()));
        assert!(claim(&path).unwrap().is_none(), "one at a time");
        drop(held);
        // The number is this test's own: a signal would end it.
        assert_eq!(find(&path).unwrap(), None, "the file alone is no process");
        #[cfg(unix)]
        assert!(stop(&path, &running, Duration::ZERO).unwrap());
        let mut held = claim(&path).unwrap().unwrap();
        held.announce(&Running {
            url: None,
            ..running.clone()
        })
        .unwrap();
        assert_eq!(
            find(&path).unwrap().unwrap().url,
            None,
            "nothing is left of the longer text"
        );
    }
}
