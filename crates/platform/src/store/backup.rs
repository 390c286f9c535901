//! Copies the SQLite database, even while a server uses it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use super::open::FILE;
use super::private;

/// Why the backup failed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The data are in PostgreSQL.
    #[error(
        "the data are in PostgreSQL (platform.database_url); use pg_dump, which works while \
         servers run"
    )]
    Postgres,
    /// The database doesn't exist.
    #[error("no database at {}; name its folder with --data-dir", file.display())]
    NoDatabase {
        /// Where it would be.
        file: PathBuf,
    },
    /// An existing file is not overwritten.
    #[error("{} already exists; name a new file", file.display())]
    Exists {
        /// The file.
        file: PathBuf,
    },
    /// The copy could not be written.
    #[error("can't write {}: {source}", file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The database could not be copied.
    #[error("can't copy the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The copy is damaged.
    #[error("the copy is damaged ({0}); the database itself may be too")]
    Damaged(String),
}

/// Copies a consistent snapshot of the database in a folder into a new file that only its owner
/// can read. The file appears once it is complete and on the disk.
///
/// # Errors
/// See [`BackupError`]; no file remains then.
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
        // Removes a partial file. Only the first error is reported.
        let _ = fs::remove_file(&partial);
    }
    copied
}

async fn copy(from: &Path, partial: &Path, to: &Path) -> Result<(), BackupError> {
    let failed = |file: &Path, source| BackupError::Write {
        file: file.to_owned(),
        source,
    };
    private::create(partial).map_err(|source| failed(partial, source))?;
    let mut database = SqliteConnection::connect_with(&options(from)).await?;
    // One read transaction; in WAL mode it blocks nobody.
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
    // Unlike renaming, linking doesn't replace a file that was created there in the meantime.
    fs::hard_link(partial, to)
        .and_then(|()| fs::remove_file(partial))
        .and_then(|()| sync_folder(to))
        .map_err(|source| failed(to, source))
}

fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(file)
}

/// Makes the file's name durable.
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
