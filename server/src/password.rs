//! Passwords: which may be chosen, and how they are kept: Argon2id with the crate's parameters (RFC
//! 9106, OWASP: 19 MiB, two passes), only a few at a time.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use dockline_domain::access::password_is_allowed;
use dockline_domain::input::Invalid;
use dockline_engine::command::PasswordHash;
use dockline_view::Shop;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zxcvbn::{Score, zxcvbn};

/// Hashings at the same time: each takes a processor and 19 MiB.
const AT_ONCE_MAX: usize = 2;
/// Longest wait for a turn.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Letters and digits of a password that have to be left beside words about the user and the shop.
const REST_CHARS_MIN: usize = 8;
/// A hash that no password has: a user who does not exist takes as long to refuse as one who does.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Too many passwords wait to be checked.
#[derive(Debug, PartialEq, Eq)]
pub struct Busy;

/// Words that a guesser tries first: about the program, the shop and the user who chooses. The
/// longer ones also word by word.
pub fn about(shop: &Shop, email: &str, name: Option<&str>) -> Vec<String> {
    let texts = [
        "dockline",
        shop.slug.as_str(),
        &shop.profile.name,
        email,
        name.unwrap_or(""),
    ];
    let parts = texts
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let words: std::collections::BTreeSet<String> = texts
        .iter()
        .copied()
        .chain(parts)
        .map(str::to_lowercase)
        .collect();
    words
        .into_iter()
        .filter(|word| word.chars().count() > 2)
        .collect()
}

/// Whether a password may be chosen: long enough, and not found within 10^8 guesses by somebody who
/// tries 30 000 common passwords, words, names, rows of keys, dates and what is known `about` the
/// user first.
pub fn may_be_chosen(password: &str, about: &[String]) -> Result<(), Invalid> {
    password_is_allowed(password)?;
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    if zxcvbn(password, &about).score() >= Score::Three && stands_without(password, &about) {
        return Ok(());
    }
    Err(Invalid::new(
        "is soon guessed: choose one without common words, rows of keys, or what is known of the user and the shop",
    ))
}

/// Whether enough is left of a password without the words that a guesser tries first, however they
/// are strung together.
fn stands_without(password: &str, about: &[&str]) -> bool {
    let password = password.to_lowercase();
    let mut words: Vec<&str> = about
        .iter()
        .copied()
        .filter(|word| password.contains(word))
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words
        .iter()
        .fold(password.clone(), |rest, word| rest.replace(word, ""));
    words.is_empty() || rest.chars().filter(|c| c.is_alphanumeric()).count() >= REST_CHARS_MIN
}

/// Makes the stored form of a password. It takes some tens of milliseconds.
pub fn hash(password: &str) -> Option<PasswordHash> {
    let made = Argon2::default().hash_password(password.as_bytes()).ok()?;
    Some(PasswordHash::new(made.to_string()))
}

fn fits(password: &str, hash: &str) -> bool {
    Argon2::default()
        .verify_password(password.as_bytes(), hash)
        .is_ok()
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
    /// Makes the stored form of a password, in the same queue.
    pub async fn hash(&self, password: String) -> Result<Option<PasswordHash>, Busy> {
        let turn = self.turn().await?;
        let make = move || {
            let made = hash(&password);
            drop(turn);
            made
        };
        tokio::task::spawn_blocking(make).await.map_err(|_| Busy)
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, Busy> {
        let turn = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.0).acquire_owned()).await;
        turn.ok().and_then(Result::ok).ok_or(Busy)
    }

    /// Whether this is the password; for nobody's it takes as long to say no.
    pub async fn fits(&self, password: String, stored: Option<PasswordHash>) -> Result<bool, Busy> {
        let turn = self.turn().await?;
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
        assert_eq!(
            passwords
                .fits("correct horse battery".into(), Some(stored.clone()))
                .await,
            Ok(true)
        );
        assert_eq!(
            passwords
                .fits("correct horse batterz".into(), Some(stored))
                .await,
            Ok(false)
        );
        assert_eq!(passwords.fits(String::new(), None).await, Ok(false));
    }

    #[test]
    fn what_is_soon_guessed_is_refused_however_long_it_is() {
        let about =
            ["dockline", "acme", "outdoor", "gerda", "gerda@acme.example"].map(str::to_owned);
        for guessed in [
            "short",
            "password1234",
            "Password1234!",
            "passwordpassword",
            "qwertyuiop123",
            "123456789012",
            "aaaaaaaaaaaa",
            "iloveyou1234",
            "letmein12345",
            "abcdefghijkl",
            "dockline-demo",
            "dockline2026",
            "AcmeOutdoor2026",
            "gerda@acme.example",
            "Gerda-Acme-1",
        ] {
            assert!(may_be_chosen(guessed, &about).is_err(), "{guessed}");
        }
        for good in [
            "correct horse battery",
            "x7gkq-2mzpw-vbn4t",
            "Fünf Schafe im Regen",
            "dockline heron saddle umbrella",
        ] {
            assert!(may_be_chosen(good, &about).is_ok(), "{good}");
        }
    }

    #[test]
    fn nobodys_hash_costs_as_much_as_anybodys() {
        let nobody = phc::PasswordHash::new(NOBODY).unwrap();
        let stored = hash("correct horse battery").unwrap();
        let somebody = phc::PasswordHash::new(stored.phc()).unwrap();
        assert_eq!(
            (nobody.algorithm, nobody.version, &nobody.params),
            (somebody.algorithm, somebody.version, &somebody.params)
        );
        assert_eq!(nobody.hash.unwrap().len(), somebody.hash.unwrap().len());
    }
}
