//! The one place that draws random bits: ids, tokens and keys; and the forms in which secrets are
//! stored.

use dockline_domain::id::{KeyId, OrderId, PersonId, PurchaseOrderId, ReceiptId, ShopId, UserId};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};

/// The ids of this process ascend within a millisecond too: a list by id is in the order in which
/// things were made.
fn time_ordered(prefix: &str, at: Timestamp) -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let ms = u64::try_from(at.as_millisecond()).unwrap_or(0);
    let made = u128::from(MADE.fetch_add(1, Ordering::Relaxed));
    let random = u128::from(u64::from_le_bytes(random_bytes()) >> 16);
    format!(
        "{prefix}_{}",
        ulid::Ulid::from_parts(ms, made << 48 | random)
            .to_string()
            .to_lowercase()
    )
}

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random bits");
    bytes
}

/// The secret of an order's link: 128 random bits as 32 hexadecimal digits. The time before them
/// keeps the index of tokens in the order of writing; it is no secret.
pub(crate) fn new_token(at: Timestamp) -> String {
    format!(
        "{:011x}{:032x}",
        at.as_millisecond().max(0),
        u128::from_le_bytes(random_bytes())
    )
}

/// What a running engine is called among those on its database. A restarted one has another name.
pub(crate) fn new_node_name() -> String {
    format!("{:016x}", u64::from_le_bytes(random_bytes()))
}

/// Whether a text could be such a secret: what cannot be one is not looked for.
pub(crate) fn may_be_token(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// 256 random bits as a key that says what it is.
pub(crate) fn new_api_key() -> String {
    format!(
        "dlk_{:032x}{:032x}",
        u128::from_le_bytes(random_bytes()),
        u128::from_le_bytes(random_bytes())
    )
}

/// 256 random bits that open a session.
pub(crate) fn new_session_token() -> String {
    format!(
        "{:032x}{:032x}",
        u128::from_le_bytes(random_bytes()),
        u128::from_le_bytes(random_bytes())
    )
}

pub(crate) fn new_user_id(at: Timestamp) -> UserId {
    UserId::parse(&time_ordered("usr", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_key_id(at: Timestamp) -> KeyId {
    KeyId::parse(&time_ordered("key", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_shop_id(at: Timestamp) -> ShopId {
    ShopId::parse(&time_ordered("shop", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_order_id(at: Timestamp) -> OrderId {
    OrderId::parse(&time_ordered("ord", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_purchase_order_id(at: Timestamp) -> PurchaseOrderId {
    PurchaseOrderId::parse(&time_ordered("po", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_person_id(at: Timestamp) -> PersonId {
    PersonId::parse(&time_ordered("per", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_receipt_id(at: Timestamp) -> ReceiptId {
    ReceiptId::parse(&time_ordered("rcp", at)).expect("a generated id has the form of ids")
}

/// The stored form of a key: there is nothing to guess in 256 random bits, so a slow hash would
/// only slow every request down.
pub(crate) fn key_hash(key: &str) -> String {
    format!("{:x}", Sha256::digest(key.as_bytes()))
}

/// A password as it is stored: Argon2id in the PHC string format. Passwords themselves never come
/// this far.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash that was made or read.
    pub fn new(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// The PHC string.
    pub fn phc(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_ascend() {
        let ids: Vec<OrderId> = (0..1000)
            .map(|_| new_order_id(Timestamp::UNIX_EPOCH))
            .collect();
        assert!(ids.is_sorted_by(|a, b| a.as_str() < b.as_str()));
    }
}
