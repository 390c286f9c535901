//! A copy of the SQLite database, also while a server runs on it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use super::open::FILE;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The data are in PostgreSQL.
    #[error(
        "the data are in PostgreSQL (platform.database_url); use pg_dump, which works while \
         servers run"
    )]
    Postgres,
    /// There is no database.
    #[error("there is no database at {}; name its folder with --data-dir", file.display())]
    NoDatabase {
        /// Where it would be.
        file: PathBuf,
    },
    /// Nothing is overwritten.
    #[error("{} is there already; name a file that isn't", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The copy could not be written.
    #[error("can't write {}: {source}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database could not be copied.
    #[error("can't copy the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The copy is not whole.
    #[error("the copy is damaged ({0}); the database itself may be too")]
    Damaged(String),
}

/// Copies the database in a folder, as it is at one moment, into a new file that only its owner
/// can read. The file appears when it is whole and on the disk.
///
/// # Errors
/// See [`BackupError`]; nothing is left behind then.
pub async fn backup(folder: &Path, to: &Path) -> Result<(), BackupError> {
    let from = folder.join(FILE);
    if !from.is_file() {
        return Err(BackupError::NoDatabase { file: from });
    }
    if to.exists() {
        return Err(BackupError::Exists {
            file: to.to_owned(),
        });
    }
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    let partial = PathBuf::from(name);
    let copied = copy(&from, &partial, to).await;
    if copied.is_err() {
        // Whatever there is of it; that it can't be removed is not the news.
        let _ = fs::remove_file(&partial);
    }
    copied
}

async fn copy(from: &Path, partial: &Path, to: &Path) -> Result<(), BackupError> {
    let failed = |file: &Path, source| BackupError::Write {
        file: file.to_owned(),
        source,
    };
    create_private(partial).map_err(|source| failed(partial, source))?;
    let mut database = SqliteConnection::connect_with(&options(from)).await?;
    // One transaction that reads; in WAL mode it holds nobody up.
    sqlx::query("VACUUM INTO $1")
        .bind(partial.display().to_string())
        .execute(&mut database)
        .await?;
    database.close().await?;

    let mut copy = SqliteConnection::connect_with(&options(partial)).await?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut copy)
        .await?;
    copy.close().await?;
    if verdict != "ok" {
        return Err(BackupError::Damaged(verdict));
    }
    File::open(partial)
        .and_then(|file| file.sync_all())
        .map_err(|source| failed(partial, source))?;
    // Unlike renaming, linking doesn't replace what may have come there meanwhile.
    fs::hard_link(partial, to)
        .and_then(|()| fs::remove_file(partial))
        .and_then(|()| sync_folder(to))
        .map_err(|source| failed(to, source))
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file)
}

/// An empty file, which SQLite takes for a new database.
fn create_private(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file).map(drop)
}

/// Makes the name of a file last.
fn sync_folder(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}
