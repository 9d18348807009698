//! A session's secret: the cookie that holds it, and what its forms hold of it.

use crate::cookies;
use crate::pages::request::PageRequest;
use dockline_domain::access::SESSION_MAX;
use http::HeaderValue;
use sha2::{Digest as _, Sha256};

/// The name of the session's cookie: browsers keep it to this host, to `https` (or the machine
/// itself) and out of reach for scripts.
pub(super) const COOKIE: &str = "__Host-dockline";

/// Keeps this use of a session's secret apart from others.
const LABEL: &[u8] = b"dockline console form 1\0";
/// How many hexadecimal digits of the digest a form holds: 128 bits cannot be guessed.
const DIGITS: usize = 32;

/// The token of a session's forms. The secret has 256 random bits, so its digest tells nothing
/// about it, and pages may hold it.
pub(super) fn form_token(secret: &str) -> String {
    let digest = Sha256::new()
        .chain_update(LABEL)
        .chain_update(secret)
        .finalize();
    format!("{digest:.DIGITS$x}")
}

/// Compares without telling by its time where two tokens begin to differ.
pub(super) fn is_same(sent: &str, expected: &str) -> bool {
    let differs = |sum: u8, (a, b): (u8, u8)| sum | (a ^ b);
    sent.len() == expected.len() && sent.bytes().zip(expected.bytes()).fold(0, differs) == 0
}

/// The secret of the session that a request comes with.
pub(super) fn secret(page: &PageRequest) -> Option<&str> {
    page.cookie(COOKIE).filter(|secret| !secret.is_empty())
}

/// The cookie of a session.
pub(super) fn cookie(token: &str) -> HeaderValue {
    with_age(token, SESSION_MAX.as_secs())
}

/// The cookie of nobody.
pub(super) fn no_cookie() -> HeaderValue {
    with_age("", 0)
}

fn with_age(token: &str, seconds: i64) -> HeaderValue {
    let mut value = cookies::set(COOKIE, token, "/", seconds, true);
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_of_one_session_and_does_not_hold_its_secret() {
        let token = form_token("secret");
        assert_eq!(token.len(), DIGITS);
        assert!(!token.contains("secret") && token != form_token("secreu"));
        assert!(is_same(&token, &form_token("secret")));
        for other in ["", "0", &token[1..], &format!("{token}0"), &form_token("")] {
            assert!(!is_same(other, &token), "{other}");
        }
    }
}
