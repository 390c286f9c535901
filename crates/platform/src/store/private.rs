//! Keeps the data private to the server's user.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The files that SQLite creates beside a database, with the database's mode.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Creates a folder, and its parents, for its owner alone, if it doesn't exist. An existing folder
/// that others may enter is left as it is, with a warning: it may have other uses.
pub(super) fn folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        let mode = folder.metadata()?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            tracing::warn!(
                "others may enter the data folder {} (mode {mode:04o}); if it has no other use: \
                 chmod 700",
                folder.display()
            );
        }
    }
    Ok(())
}

/// Creates an empty file for a database, which SQLite takes for a new one, and makes an existing
/// database, with the files beside it, private.
pub(super) fn database(file: &Path) -> io::Result<()> {
    match create(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        created => return created,
    }
    mend(file);
    for suffix in BESIDE {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        mend(&PathBuf::from(name));
    }
    Ok(())
}

/// A new, empty file that only its owner can read.
pub(super) fn create(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

#[cfg(unix)]
fn mend(file: &Path) {
    use std::os::unix::fs::PermissionsExt;

    let Ok(metadata) = file.metadata() else {
        return;
    };
    let mode = metadata.permissions().mode() & 0o777;
    if !metadata.is_file() || mode & 0o077 == 0 {
        return;
    }
    let mut permissions = metadata.permissions();
    permissions.set_mode(mode & 0o700);
    match std::fs::set_permissions(file, permissions) {
        Ok(()) => tracing::info!(
            "others could read {} (mode {mode:04o}); they no longer can",
            file.display()
        ),
        Err(error) => tracing::warn!(
            "others may read {} (mode {mode:04o}), and that can't be changed: {error}",
            file.display()
        ),
    }
}

#[cfg(not(unix))]
fn mend(_: &Path) {}
