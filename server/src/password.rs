//! Passwords: Argon2id with the crate's parameters (RFC 9106, OWASP: 19 MiB, two passes), and only a few at a time.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use dockline_engine::command::PasswordHash;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Hashings at the same time: each takes a processor and 19 MiB.
const AT_ONCE_MAX: usize = 2;
/// Longest wait for a turn.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// A hash that nothing has: whoever does not exist takes as long to refuse as whoever does.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Too many passwords wait to be checked.
#[derive(Debug, PartialEq, Eq)]
pub struct Busy;

/// Makes the stored form of a password. It takes some tens of milliseconds.
pub fn hash(password: &str) -> Option<PasswordHash> {
    let made = Argon2::default().hash_password(password.as_bytes()).ok()?;
    Some(PasswordHash::new(made.to_string()))
}

fn fits(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

/// Checks passwords beside the threads that answer requests.
#[derive(Clone)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE_MAX)))
    }
}

impl Passwords {
    /// Whether this is the password; for nobody's it takes as long to say no.
    pub async fn fits(&self, password: String, stored: Option<PasswordHash>) -> Result<bool, Busy> {
        let turn = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.0).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(Busy)?;
        let check = move || {
            let fits = fits(&password, stored.as_ref().map_or(NOBODY, PasswordHash::phc));
            drop(turn);
            fits && stored.is_some()
        };
        tokio::task::spawn_blocking(check).await.map_err(|_| Busy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::phc;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone_and_nobody_has_one() {
        let stored = hash("correct horse battery").unwrap();
        assert!(stored.phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(stored.phc(), hash("correct horse battery").unwrap().phc());
        let passwords = Passwords::default();
        assert_eq!(passwords.fits("correct horse battery".into(), Some(stored.clone())).await, Ok(true));
        assert_eq!(passwords.fits("correct horse batterz".into(), Some(stored)).await, Ok(false));
        assert_eq!(passwords.fits(String::new(), None).await, Ok(false));
    }

    #[test]
    fn nobodys_hash_costs_as_much_as_anybodys() {
        let nobody = phc::PasswordHash::new(NOBODY).unwrap();
        let stored = hash("correct horse battery").unwrap();
        let somebody = phc::PasswordHash::new(stored.phc()).unwrap();
        assert_eq!((nobody.algorithm, nobody.version, &nobody.params), (somebody.algorithm, somebody.version, &somebody.params));
        assert_eq!(nobody.hash.unwrap().len(), somebody.hash.unwrap().len());
    }
}
