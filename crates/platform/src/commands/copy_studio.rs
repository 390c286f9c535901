//! `nmp-platform copy-studio`: Studio's files for a web server in front.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why Studio's files could not be copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// There is no Studio to copy.
    #[error("Studio is not in {}; set studio.static_files_path", .0.display())]
    NoStudio(PathBuf),
    /// The system's error.
    #[error("can't copy {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Copies Studio's files into a folder, which is made if it is missing, and returns their number.
/// `index.html` is copied last, so a browser never gets a page whose parts are not there.
///
/// # Errors
/// [`CopyError`].
pub fn copy_studio(from: &Path, to: &Path) -> Result<usize, CopyError> {
    const PAGE: &str = "index.html";
    if !from.join(PAGE).is_file() {
        return Err(CopyError::NoStudio(from.to_owned()));
    }
    let copied = copy_folder(from, to, &|path| path != Path::new(PAGE), Path::new(""))?;
    copy_file(&from.join(PAGE), &to.join(PAGE))?;
    Ok(copied + 1)
}

/// Copies the files of a folder that `wanted` lets through by their path from the top.
fn copy_folder(
    from: &Path,
    to: &Path,
    wanted: &dyn Fn(&Path) -> bool,
    within: &Path,
) -> Result<usize, CopyError> {
    let folder = from.join(within);
    let failed = |source| CopyError::Io {
        path: folder.clone(),
        source,
    };
    fs::create_dir_all(to.join(within)).map_err(failed)?;
    let mut copied = 0;
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = within.join(entry.file_name());
        let kind = fs::metadata(entry.path()).map_err(failed)?;
        if kind.is_dir() {
            copied += copy_folder(from, to, wanted, &path)?;
        } else if wanted(&path) {
            copy_file(&entry.path(), &to.join(&path))?;
            copied += 1;
        }
    }
    Ok(copied)
}

fn copy_file(from: &Path, to: &Path) -> Result<(), CopyError> {
    match fs::copy(from, to) {
        Ok(_) => Ok(()),
        Err(source) => Err(CopyError::Io {
            path: from.to_owned(),
            source,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to/studio"));
        fs::create_dir_all(from.join("pictures/small")).unwrap();
        for name in ["index.html", "a-0123.wasm", "pictures/small/x.svg"] {
            fs::write(from.join(name), name).unwrap();
        }
        assert_eq!(copy_studio(&from, &to).unwrap(), 3);
        // Over what an earlier version left.
        assert_eq!(copy_studio(&from, &to).unwrap(), 3);
        for name in ["index.html", "a-0123.wasm", "pictures/small/x.svg"] {
            assert_eq!(fs::read_to_string(to.join(name)).unwrap(), name);
        }
    }

    #[test]
    fn without_studio_nothing_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("to");
        let error = copy_studio(folder.path(), &to).unwrap_err();
        assert!(error.to_string().contains("studio.static_files_path"));
        assert!(!to.exists());
    }
}
