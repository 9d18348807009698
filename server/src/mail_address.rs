//! Mail addresses, as every door of the shop takes them.

use dockline_domain::input::Invalid;
use dockline_domain::limits;
use email_address::{EmailAddress, Options};

/// A mail address without a display name, at a public domain. The domain is written in lower case; what stands before it is the receiver's.
/// So one person's address has one form, and limits per customer count it once.
pub fn parse(text: &str) -> Result<String, Invalid> {
    let text = text.trim();
    let options = Options::default().without_display_text().without_domain_literal().with_required_tld();
    let address = EmailAddress::parse_with_options(text, options).ok().filter(|_| text.len() <= limits::EMAIL_BYTES_MAX);
    let address = address.ok_or_else(|| {
        Invalid::new(format!("must be a mail address such as ada@example.com, at most {} bytes long", limits::EMAIL_BYTES_MAX))
    })?;
    Ok(format!("{}@{}", address.local_part(), address.domain().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_keeps_its_local_part_and_loses_the_space_around_it() {
        assert_eq!(parse(" Ada.L@Example.COM ").unwrap(), "Ada.L@example.com");
        for bad in ["", "ada", "ada@", "@example.com", "ada@localhost", "Ada <ada@example.com>", "a b@example.com", "ada@[127.0.0.1]"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert!(parse(&format!("{}@{}.com", "a".repeat(64), "b.".repeat(100))).is_err());
    }
}
