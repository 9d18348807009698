//! Mail addresses, as every door of the shop takes them.

use crate::input::{Invalid, is_invisible};
use crate::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest part before the `@`, in bytes (RFC 5321 §4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;
/// Longest part between dots of a domain, in bytes (RFC 1035 §2.3.4).
const LABEL_BYTES_MAX: usize = 63;

/// A mail address as the HTML standard has it for forms (§ 4.10.5.1.5), or with letters beyond
/// ASCII (RFC 6531), at a public domain. Quoted local parts are not taken: they may hold spaces,
/// markup and anything else that a header or a list would be broken by. The domain is written in
/// lower case; what stands before it is the receiver's. So one person's address has one form, and
/// limits per customer count it once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Takes an address as somebody wrote it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let parts = text
            .rsplit_once('@')
            .filter(|_| text.len() <= limits::EMAIL_BYTES_MAX);
        let (local, domain) = parts
            .filter(|(local, domain)| is_local_part(local) && is_domain(domain))
            .ok_or_else(|| {
                Invalid::new(format!(
                    "must be a mail address such as ada@example.com, at most {} bytes long",
                    limits::EMAIL_BYTES_MAX
                ))
            })?;
        Ok(Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// An address that was taken before, as it is stored: the rule may have been another one then.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

fn is_local_part(text: &str) -> bool {
    let good = |one: char| {
        one.is_ascii_alphanumeric()
            || ".!#$%&'*+/=?^_`{|}~-".contains(one)
            || is_letter_beyond_ascii(one)
    };
    (1..=LOCAL_BYTES_MAX).contains(&text.len()) && text.chars().all(good)
}

/// At least two labels: a host of the local network gets no mail from a shop. No top-level domain
/// is a number.
fn is_domain(text: &str) -> bool {
    let labels = text.split('.');
    let last = labels.clone().next_back().unwrap_or_default();
    labels.clone().count() > 1
        && labels.into_iter().all(is_label)
        && !last.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_label(text: &str) -> bool {
    let good = |one: char| one.is_ascii_alphanumeric() || one == '-' || is_letter_beyond_ascii(one);
    (1..=LABEL_BYTES_MAX).contains(&text.len())
        && text.chars().all(good)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// A letter, a digit or a sign that letters are written with. Full-width forms of ASCII are left
/// out: they are read as what they look like.
fn is_letter_beyond_ascii(one: char) -> bool {
    let is_sign = matches!(one, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3099}'..='\u{309a}');
    !one.is_ascii()
        && (one.is_alphanumeric() || is_sign)
        && !is_invisible(one)
        && !matches!(one, '\u{ff01}'..='\u{ff5e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, Invalid> {
        Email::parse(text).map(String::from)
    }

    #[test]
    fn a_mail_address_keeps_its_local_part_and_loses_the_space_around_it() {
        assert_eq!(parse(" Ada.L@Example.COM ").unwrap(), "Ada.L@example.com");
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@localhost",
            "Ada <ada@example.com>",
            "a b@example.com",
            "ada@[127.0.0.1]",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert!(parse(&format!("{}@{}.com", "a".repeat(64), "b.".repeat(100))).is_err());
    }

    #[test]
    fn what_forms_of_browsers_take_is_taken_and_so_are_letters_of_all_scripts() {
        for good in [
            "o'neil+shop@example.co.uk",
            "#!$%&'*+-/=?^_`{}|~@example.org",
            "=cmd|calc@example.com",
            "zoë@münchen.example",
            "संपर्क@डाटामेल.भारत",
            "用户@例子.广告",
            "ada@xn--mnchen-3ya.example",
        ] {
            assert_eq!(parse(good).as_deref(), Ok(good));
        }
    }

    #[test]
    fn nothing_hides_in_a_mail_address() {
        for bad in [
            "\"<script>\"@example.com",
            "\"ada\"@example.com",
            "ada@example.com\r\nbcc: eve@example.com",
            "ada\u{202e}@example.com",
            "ada\u{200b}@example.com",
            "ada@exam\u{ad}ple.com",
            "\u{3164}@example.com",
            "ada＠evil.example@example.com",
            "ａda@example.com",
            "ada\u{2028}@example.com",
            "ada,eve@example.com",
            "ada@eve@example.com",
            "ada@example..com",
            "ada@-example.com",
            "ada@example.com.",
            "ada@127.0.0.1",
            "ada(eve)@example.com",
        ] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
    }
}
