//! The file of an SQLite database is for its owner alone: people's names and addresses stand in it,
//! and the links of their orders.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// Who may do what with a new file: its owner reads and writes.
const MODE: u32 = 0o600;
/// Anybody else who may do anything.
const OTHERS: u32 = 0o077;

/// Makes the file before SQLite does. SQLite gives the write-ahead log beside it the same mode. A
/// file that is there keeps its own: a warning says that others may read it. What is wrong
/// otherwise SQLite says when it opens the file.
pub fn make(path: &Path) {
    if is_in_memory(path) {
        return;
    }
    if make_new(path).is_err_and(|error| error.kind() == ErrorKind::AlreadyExists) {
        warn(path);
    }
}

/// Databases in memory have names that begin so.
pub(super) fn is_in_memory(path: &Path) -> bool {
    path.to_str()
        .is_none_or(|name| name.is_empty() || name.starts_with("file:") || name.starts_with(':'))
}

/// Makes an empty file that is not there yet.
pub(super) fn make_new(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(MODE)
        .open(path);
    file.map(drop)
}

/// Says that others may open a file.
pub(super) fn warn(path: &Path) {
    let Ok(mode) = fs::metadata(path).map(|file| file.permissions().mode() & 0o777) else {
        return;
    };
    if mode & OTHERS != 0 {
        let file = path.display();
        tracing::warn!(
            "{file} has mode {mode:o}: others on this machine can open it; chmod 600 {file}* takes that away"
        );
    }
}
