//! A form that is sent twice is one wish: what it says names it.

use dockline_engine::command::IdempotencyKey;
use sha2::{Digest as _, Sha256};

/// The key of what a form says. Each part counts with its length, so that what one field ends with
/// is not what the next begins with.
pub(crate) fn key<'p>(kind: &str, parts: impl IntoIterator<Item = &'p [u8]>) -> IdempotencyKey {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    let fingerprint = format!("{:x}", digest.finalize());
    IdempotencyKey {
        key: format!("{kind}:{fingerprint}"),
        fingerprint,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn another_wish_has_another_key() {
        let key = |kind: &str, parts: &[&str]| {
            super::key(kind, parts.iter().map(|part| part.as_bytes())).key
        };
        let one = key("form", &["user", "path", "sku=TENT"]);
        assert_eq!(one, key("form", &["user", "path", "sku=TENT"]));
        for (kind, parts) in [
            ("console", &["user", "path", "sku=TENT"][..]),
            ("form", &["userp", "ath", "sku=TENT"]),
            ("form", &["user", "path", "sku=TEN", "T"]),
        ] {
            assert_ne!(one, key(kind, parts), "{kind} {parts:?}");
        }
    }
}
