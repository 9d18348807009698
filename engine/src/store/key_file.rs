//! Where the secret key is: it was set, or it is in a file beside an SQLite database. A copy of the
//! database is no copy of the key.

use super::{Database, StoreError, private_file, shops};
use crate::sealing::{SecretKey, Vault};
use crate::secret::new_node_name;
use dockline_domain::id::ShopId;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Looks whether the key opens what is sealed, and answers the shops whose keys the one before has
/// sealed.
pub(crate) async fn unlock(
    database: &Database,
    set: Option<&SecretKey>,
) -> Result<(Vault, Vec<ShopId>), StoreError> {
    let mut session = database.read().await?;
    let sealed = shops::sealed_keys(&mut session).await;
    session.end().await?;
    let sealed = sealed?;
    let key = match (set, database.file()) {
        (Some(key), _) => Some(key.clone()),
        (None, Some(file)) => Some(read(file, sealed.is_empty())?),
        (None, None) => None,
    };
    let mut to_seal = Vec::new();
    for (shop, sealed) in sealed {
        let Some(key) = &key else {
            return Err(StoreError::SecretKey(
                "DOCKLINE_SECRET_KEY is not set, and something is sealed under it".to_owned(),
            ));
        };
        match key.opens(&shop, &sealed) {
            Some(false) => {}
            Some(true) => to_seal.push(shop),
            None => {
                return Err(StoreError::SecretKey(
                    "the secret key is not the one that sealed what is kept; set DOCKLINE_SECRET_KEY to that one, or DOCKLINE_SECRET_KEY_OLD beside a new one".to_owned(),
                ));
            }
        }
    }
    Ok((Vault::new(key), to_seal))
}

/// The key of a database; a new one when there is none and `may_make` says so, because nothing is
/// sealed yet. The first program makes it.
fn read(database: &Path, may_make: bool) -> Result<SecretKey, StoreError> {
    let path = beside(database);
    match fs::read_to_string(&path) {
        Ok(text) => {
            private_file::warn(&path);
            let key = SecretKey::parse(&text);
            key.map_err(|wrong| error(&path, format!("it {wrong}")))
        }
        Err(source) if source.kind() == ErrorKind::NotFound && may_make => {
            make(&path).map_err(|source| error(&path, source))?;
            read(database, false)
        }
        Err(source) => Err(error(&path, source)),
    }
}

/// The file is there with all of its text, or not at all.
fn make(path: &Path) -> io::Result<()> {
    let part = ended(path, &format!(".{}", new_node_name()));
    private_file::make_new(&part)?;
    let made = fs::write(&part, format!("{}\n", *SecretKey::new().text()))
        .and_then(|()| fs::File::open(&part)?.sync_all())
        .and_then(|()| fs::hard_link(&part, path));
    fs::remove_file(&part)?;
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

fn beside(database: &Path) -> PathBuf {
    ended(database, ".key")
}

fn ended(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

fn error(path: &Path, problem: impl std::fmt::Display) -> StoreError {
    StoreError::SecretKey(format!("{}: {problem}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("shop.db");
        assert!(read(&database, false).is_err());
        let first = read(&database, true).unwrap();
        let again = read(&database, true).unwrap();
        assert_eq!(first.text(), again.text());
        let file = folder.path().join("shop.db.key");
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::write(&file, "short").unwrap();
        assert!(read(&database, true).is_err());
    }
}
