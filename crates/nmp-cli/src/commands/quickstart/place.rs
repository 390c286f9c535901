//! Where a quickstart keeps everything.

use std::io;
use std::path::PathBuf;

use crate::CliError;

/// The folder of a quickstart, and what is in it.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder of the command line's files.
    folder: PathBuf,
}

impl Place {
    /// `$XDG_CONFIG_HOME/nmp`, else `~/.config/nmp`: where NVIDIA's command line keeps its own.
    ///
    /// # Errors
    /// [`CliError::Local`] without a home.
    pub fn find() -> Result<Self, CliError> {
        let path = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let config = path("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| {
            let home = path("HOME").or_else(|| path("USERPROFILE"))?;
            Some(PathBuf::from(home).join(".config"))
        });
        match config {
            Some(config) => Ok(Self::at(config.join("nmp"))),
            None => Err(CliError::local(
                "no_home",
                "There is no home folder to keep a quickstart in.",
                "Set HOME or XDG_CONFIG_HOME.",
            )),
        }
    }

    /// With this folder.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// What `configure` writes.
    pub fn settings(&self) -> PathBuf {
        self.folder.join("quickstart.yaml")
    }

    /// The platform's data.
    pub fn data(&self) -> PathBuf {
        self.folder.join("quickstart").join("platform")
    }

    /// Which process it is.
    pub fn instance(&self) -> PathBuf {
        self.data().join("instance.json")
    }

    /// What the platform logs.
    pub fn log(&self) -> PathBuf {
        self.data().join("platform.log")
    }

    /// Makes the folders, for this user alone.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn create(&self) -> io::Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(self.data())
    }
}

/// A failure of the file system, with the file.
pub(super) fn io_error(what: &str, path: &std::path::Path, error: &io::Error) -> CliError {
    CliError::local(
        "file",
        format!("Can't {what} {}: {error}.", path.display()),
        "",
    )
}
