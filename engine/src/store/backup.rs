//! A copy of an SQLite database, made while it is written.
//!
//! `VACUUM INTO` copies one state of the database, however much is written meanwhile. Copying page
//! by page, as `.backup` does, begins anew with each commit and never ends in a shop that sells.

use super::verify::{Verified, verify_copy};
use super::{StoreError, private_file};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its size in bytes.
    pub bytes: u64,
    /// What was found in it.
    pub verified: Verified,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database could not be read.
    #[error("the database cannot be copied: {0}")]
    Store(#[from] StoreError),
    /// PostgreSQL has tools of its own.
    #[error(
        "PostgreSQL is backed up with its own tools: pg_dump --format=custom --file=FILE DATABASE, or pg_basebackup with an archive of its log for any point in time (docs/operations.md)"
    )]
    Postgres,
    /// Nothing is ever overwritten.
    #[error("{} is there already; nothing was overwritten", .0.display())]
    Exists(PathBuf),
    /// A file could not be made.
    #[error("{}: {source}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Error,
    },
    /// The copy is not whole. It is kept under another name.
    #[error("the copy is not whole and was kept as {}", .kept.display())]
    Faulty {
        /// Where it is.
        kept: PathBuf,
        /// What is wrong with it.
        verified: Verified,
    },
}

/// Copies the database of an address to a file that is not there yet, and looks whether the copy is
/// whole. The file is its owner's alone. It appears under its name when it is complete and on disk.
pub async fn backup(url: &str, to: &Path) -> Result<Backup, BackupError> {
    if !url.starts_with("sqlite:") {
        return Err(BackupError::Postgres);
    }
    let part = beside(to, ".part");
    refuse_if_there(to)?;
    private_file::make_new(&part).map_err(|source| match source.kind() {
        // Another backup to this file is running, or was broken off.
        ErrorKind::AlreadyExists => BackupError::Exists(part.clone()),
        _ => file_error(&part, source),
    })?;
    let copied = copy(url, &part).await;
    if copied.is_err() {
        let _ = fs::remove_file(&part);
    }
    let verified = copied?;
    if !verified.faults.is_empty() {
        let kept = beside(to, ".faulty");
        fs::rename(&part, &kept).map_err(|source| file_error(&kept, source))?;
        return Err(BackupError::Faulty { kept, verified });
    }
    let bytes = keep(&part, to)?;
    Ok(Backup { bytes, verified })
}

async fn copy(url: &str, part: &Path) -> Result<Verified, BackupError> {
    let options = SqliteConnectOptions::from_str(url).map_err(StoreError::from)?;
    let mut connection = options
        .create_if_missing(false)
        .connect()
        .await
        .map_err(StoreError::from)?;
    let copied = sqlx::query("vacuum into $1")
        .bind(part.to_string_lossy().into_owned())
        .execute(&mut connection)
        .await;
    connection.close().await.map_err(StoreError::from)?;
    copied.map_err(StoreError::from)?;
    Ok(verify_copy(part).await?)
}

/// Puts the copy on the disk and gives it its name.
fn keep(part: &Path, to: &Path) -> Result<u64, BackupError> {
    let bytes = File::open(part)
        .and_then(|file| {
            file.sync_all()?;
            Ok(file.metadata()?.len())
        })
        .map_err(|source| file_error(part, source))?;
    refuse_if_there(to)?;
    fs::rename(part, to).map_err(|source| file_error(to, source))?;
    // The name is on the disk with its folder.
    let folder = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| file_error(folder, source))?;
    Ok(bytes)
}

fn refuse_if_there(path: &Path) -> Result<(), BackupError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(BackupError::Exists(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(source) => Err(file_error(path, source)),
    }
}

fn file_error(path: &Path, source: Error) -> BackupError {
    BackupError::File {
        path: path.to_owned(),
        source,
    }
}

/// The path with another ending after its own.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
