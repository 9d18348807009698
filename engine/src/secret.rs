//! The one place that draws random bits: ids, tokens and keys; and the forms in which secrets are
//! stored.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dockline_domain::id::{
    DeliveryId, EndpointId, KeyId, MessageId, OrderId, PersonId, PurchaseOrderId, ReceiptId,
    ShopId, TryId, UserId, WithdrawalId,
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::sync::atomic::{AtomicU32, Ordering};
use zeroize::Zeroizing;

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

pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random bits");
    bytes
}

/// What an id holds after its prefix: 128 bits.
const ID_CHARS: usize = 26;
/// A token's time and its random bits.
const TOKEN_CHARS: usize = 10 + 26;
/// 256 random bits in hexadecimal digits.
const KEY_CHARS: usize = 64;
const KEY_PREFIX: &str = "dlk_";

/// A secret begins with its shop, which is no secret: so it is looked up in that shop alone.
fn named(shop: &ShopId, secret: &str) -> String {
    let shop = shop.as_str();
    format!("{}{secret}", shop.strip_prefix("shop_").unwrap_or(shop))
}

/// The shop that a secret of a certain length names; none where it is of before secrets did, or
/// none at all.
fn named_by(text: &str, secret_chars: usize) -> Option<ShopId> {
    if text.len() != ID_CHARS + secret_chars || !text.is_ascii() {
        return None;
    }
    ShopId::parse(&format!("shop_{}", &text[..ID_CHARS])).ok()
}

/// The secret of an order's link: its shop, and 128 random bits. The time between them keeps the
/// index of tokens in the order of writing; it is no secret either.
pub(crate) fn new_token(shop: &ShopId, at: Timestamp) -> String {
    let ms = u64::try_from(at.as_millisecond()).unwrap_or(0);
    let time = ulid::Ulid::from_parts(ms, 0).to_string();
    let random = ulid::Ulid(u128::from_le_bytes(random_bytes())).to_string();
    named(shop, &format!("{}{random}", &time[..10]).to_lowercase())
}

/// The shop of the order whose link has this secret, when the secret names it.
pub(crate) fn shop_of_token(token: &str) -> Option<ShopId> {
    named_by(token, TOKEN_CHARS)
}

/// The shop of a key, when the key names it.
pub(crate) fn shop_of_key(key: &str) -> Option<ShopId> {
    named_by(key.strip_prefix(KEY_PREFIX)?, KEY_CHARS)
}

/// The shop of a session, when its secret names it.
pub(crate) fn shop_of_session(token: &str) -> Option<ShopId> {
    named_by(token, KEY_CHARS)
}

/// What a running engine is called among those on its database. A restarted one has another name.
pub(crate) fn new_node_name() -> String {
    format!("{:016x}", u64::from_le_bytes(random_bytes()))
}

/// Whether a text could be such a secret: what cannot be one is not looked for.
pub(crate) fn may_be_token(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn random_key() -> String {
    format!(
        "{:032x}{:032x}",
        u128::from_le_bytes(random_bytes()),
        u128::from_le_bytes(random_bytes())
    )
}

/// A shop and 256 random bits, as a key that says what it is.
pub(crate) fn new_api_key(shop: &ShopId) -> String {
    format!("{KEY_PREFIX}{}", named(shop, &random_key()))
}

/// A shop and 256 random bits that open a session.
pub(crate) fn new_session_token(shop: &ShopId) -> String {
    named(shop, &random_key())
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

pub(crate) fn new_message_id(at: Timestamp) -> MessageId {
    MessageId::parse(&time_ordered("msg", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_withdrawal_id(at: Timestamp) -> WithdrawalId {
    WithdrawalId::parse(&time_ordered("wdr", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_receipt_id(at: Timestamp) -> ReceiptId {
    ReceiptId::parse(&time_ordered("rcp", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_endpoint_id(at: Timestamp) -> EndpointId {
    EndpointId::parse(&time_ordered("whk", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_delivery_id(at: Timestamp) -> DeliveryId {
    DeliveryId::parse(&time_ordered("evt", at)).expect("a generated id has the form of ids")
}

pub(crate) fn new_try_id(at: Timestamp) -> TryId {
    TryId::parse(&time_ordered("try", at)).expect("a generated id has the form of ids")
}

/// What ids of this prefix that are made at a time or later do not come before.
pub(crate) fn first_id(prefix: &str, at: Timestamp) -> String {
    let ms = u64::try_from(at.as_millisecond()).unwrap_or(0);
    format!(
        "{prefix}_{}",
        ulid::Ulid::from_parts(ms, 0).to_string().to_lowercase()
    )
}

/// A number by chance.
pub(crate) fn chance() -> u32 {
    u32::from_le_bytes(random_bytes())
}

/// What signs the messages to an endpoint: 256 random bits, as Standard Webhooks writes them.
pub(crate) fn new_webhook_secret() -> Zeroizing<String> {
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(random_bytes());
    Zeroizing::new(format!("whsec_{}", BASE64_STANDARD.encode(*bytes)))
}

/// The stored form of a key: there is nothing to guess in 256 random bits, so a slow hash would
/// only slow every request down.
pub(crate) fn key_hash(key: &str) -> String {
    format!("{:x}", Sha256::digest(key.as_bytes()))
}

/// By which failed log-ins are counted, without the mail address or the network address itself.
pub(crate) fn log_in_key(shop: &ShopId, by: &str, parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in [shop.as_str(), by].iter().chain(parts) {
        digest.update(part);
        digest.update("\0");
    }
    let digest = format!("{:x}", digest.finalize());
    digest[..32].to_owned()
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

    #[test]
    fn a_secret_names_its_shop_and_one_of_before_names_none() {
        let at = "2026-11-29T08:00:00Z".parse().unwrap();
        let shop = new_shop_id(at);
        let token = new_token(&shop, at);
        assert!(may_be_token(&token), "{token}");
        assert_eq!(shop_of_token(&token), Some(shop.clone()));
        assert_eq!(shop_of_key(&new_api_key(&shop)), Some(shop.clone()));
        assert_eq!(shop_of_session(&new_session_token(&shop)), Some(shop));
        let (hex_43, hex_64) = ("0".repeat(43), "0".repeat(64));
        for text in [hex_43.as_str(), &hex_64, "", "ä"] {
            assert_eq!(shop_of_token(text), None);
            assert_eq!(shop_of_session(text), None);
            assert_eq!(shop_of_key(&format!("dlk_{text}")), None);
        }
        assert_eq!(shop_of_session(&"ä".repeat(45)), None);
    }

    #[test]
    fn tokens_of_a_shop_ascend_with_time() {
        let shop = new_shop_id(Timestamp::UNIX_EPOCH);
        let token = |second| new_token(&shop, Timestamp::from_second(second).unwrap());
        assert!(token(1_800_000_000) < token(1_800_000_001));
        assert_eq!(token(1).len(), ID_CHARS + TOKEN_CHARS);
    }
}
