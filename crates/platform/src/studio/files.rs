//! Studio's files, wherever they come from.

use std::path::Path;
use std::sync::Arc;

use super::embedded::Embedded;
use super::encoding::Encoding;
use super::file::{File, FileError};
use super::folder::Folder;
use crate::config::StudioFiles;

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

    /// The current file. `path` is within the folder: [`super::file::relative`] ensures that.
    ///
    /// # Errors
    /// See [`FileError`].
    pub(super) async fn load(&self, path: &Path) -> Result<Arc<File>, FileError> {
        match self {
            Self::Folder(folder) => folder.load(path).await,
            Self::Embedded(files) => files.load(path),
        }
    }

    /// The current file in an encoding, if there is such a file.
    ///
    /// # Errors
    /// See [`FileError`].
    pub(super) async fn twin(
        &self,
        path: &Path,
        encoding: Encoding,
    ) -> Result<Arc<File>, FileError> {
        match self {
            Self::Folder(folder) => folder.twin(path, encoding).await,
            Self::Embedded(files) => {
                let mut name = path.as_os_str().to_owned();
                name.push(encoding.extension);
                files.load(Path::new(&name))
            }
        }
    }
}
