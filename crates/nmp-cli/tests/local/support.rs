//! A quickstart of a test's own: its home, its free port, and its end.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The program.
const NMP: &str = env!("CARGO_BIN_EXE_nmp");

/// A home with a quickstart, which is stopped with it.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the command line keeps its files.
    pub fn config(&self) -> PathBuf {
        self.path().join(".config/nmp")
    }

    /// A command with nothing in its environment but this home.
    pub fn command(&self, program: &str) -> Command {
        let folder = Path::new(NMP).parent().unwrap();
        let path = std::env::join_paths([folder, "/usr/bin".as_ref(), "/bin".as_ref()]);
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", path.unwrap())
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs `nmp`.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(NMP).args(arguments).output().unwrap()
    }

    /// Runs `nmp`, which must succeed, and gives what it prints.
    pub fn nmp(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "nmp {arguments:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts a platform on a free port; gives its address without a slash at its end.
    pub fn up(&self) -> String {
        let studio = self.nmp(&["quickstart", "up", "--port", "0"]);
        let (url, _) = studio.split_once("/studio/").unwrap();
        url.to_owned()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = self.run(&["quickstart", "down"]);
    }
}

/// The exit code of a run.
pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

/// What a run said on stderr.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
