//! Secrets of others that have to be read again, such as those that sign webhooks: sealed in the
//! database with ChaCha20-Poly1305 (RFC 8439).
//!
//! The secret key of the installation seals one key for each shop, and that one seals what the shop
//! keeps. So another secret key means that one text a shop is sealed again. What is sealed names its
//! shop and its purpose: copied to another row, it does not open.

use crate::secret::random_bytes;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dockline_domain::id::ShopId;
use dockline_domain::input::Invalid;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::fmt;
use std::sync::Arc;
use zeroize::Zeroizing;

/// The form of what is sealed. Another form gets another number.
const FORM: &str = "1.";
/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// What is kept under seal. Something that was sealed for one purpose opens for no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A shop's own key.
    ShopKey,
    /// What signs the webhooks of an endpoint.
    WebhookSecret,
    /// By what a gateway lets the shop in.
    GatewayKey,
    /// What proves that a message comes from a gateway.
    HookSecret,
}

impl Purpose {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ShopKey => "shop-key",
            Self::WebhookSecret => "webhook-secret",
            Self::GatewayKey => "gateway-key",
            Self::HookSecret => "hook-secret",
        }
    }
}

/// A text that nobody else may see: it is shown nowhere by itself, and wiped from memory when it
/// goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// 256 bits that seal. Shared, so that there is one copy to wipe.
#[derive(Clone)]
struct Key(Arc<Zeroizing<[u8; KEY_BYTES]>>);

impl Key {
    fn new() -> Self {
        Self(Arc::new(Zeroizing::new(random_bytes())))
    }

    fn parse(text: &str) -> Result<Self, Invalid> {
        let wrong = || {
            Invalid::new(
                "must be 32 random bytes in base64, as `openssl rand -base64 32` makes them",
            )
        };
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(text.trim()).map_err(|_| wrong())?);
        let bytes = bytes.as_slice().try_into().map_err(|_| wrong())?;
        Ok(Self(Arc::new(Zeroizing::new(bytes))))
    }

    fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64_STANDARD.encode(self.0.as_slice()))
    }

    fn cipher(&self) -> LessSafeKey {
        let key = UnboundKey::new(&CHACHA20_POLY1305, self.0.as_slice());
        LessSafeKey::new(key.expect("a key has 32 bytes"))
    }

    /// Each time with another random nonce. A shop seals far less than the 2^32 texts after which
    /// two of them might be alike.
    fn seal(&self, shop: &ShopId, purpose: Purpose, plain: &str) -> String {
        let nonce: [u8; NONCE_LEN] = random_bytes();
        let mut sealed = plain.as_bytes().to_vec();
        self.cipher()
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                named(shop, purpose),
                &mut sealed,
            )
            .expect("no text is too long to be sealed");
        let bytes = [nonce.as_slice(), &sealed].concat();
        format!("{FORM}{}", BASE64_STANDARD.encode(bytes))
    }

    fn open(&self, shop: &ShopId, purpose: Purpose, sealed: &str) -> Option<Secret> {
        let mut bytes = BASE64_STANDARD.decode(sealed.strip_prefix(FORM)?).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = self
            .cipher()
            .open_in_place(nonce, named(shop, purpose), sealed);
        let text = String::from_utf8(plain.ok()?.to_vec()).ok();
        bytes.fill(0);
        text.map(Secret::from)
    }
}

/// What a seal is bound to.
fn named(shop: &ShopId, purpose: Purpose) -> Aad<String> {
    Aad::from(format!("dockline {} {}", shop.as_str(), purpose.name()))
}

/// The secret key of an installation, and the one before it while it is being replaced.
#[derive(Clone)]
pub struct SecretKey {
    current: Key,
    old: Option<Key>,
}

impl SecretKey {
    /// Reads a key: 32 bytes in base64.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let current = Key::parse(text)?;
        Ok(Self { current, old: None })
    }

    /// The key that was in use before: what it has sealed is sealed again at the start.
    pub fn replacing(self, old: &str) -> Result<Self, Invalid> {
        let old = Some(Key::parse(old)?);
        Ok(Self { old, ..self })
    }

    /// A new key.
    pub(crate) fn new() -> Self {
        Self {
            current: Key::new(),
            old: None,
        }
    }

    /// The key in use, as it stands in its file.
    pub(crate) fn text(&self) -> Zeroizing<String> {
        self.current.text()
    }

    /// Whether it opens a shop's key; and then, whether the key before has sealed that.
    pub(crate) fn opens(&self, shop: &ShopId, sealed: &str) -> Option<bool> {
        self.open(shop, sealed).map(|(_, is_old)| is_old)
    }

    /// A shop's key, and whether the key before has sealed it.
    fn open(&self, shop: &ShopId, sealed: &str) -> Option<(Key, bool)> {
        let by = |key: &Key| key.open(shop, Purpose::ShopKey, sealed);
        let current = by(&self.current).map(|text| (text, false));
        let opened = current.or_else(|| Some((by(self.old.as_ref()?)?, true)));
        let (text, is_old) = opened?;
        Some((Key::parse(text.expose()).ok()?, is_old))
    }

    fn seal(&self, shop: &ShopId, key: &Key) -> String {
        self.current.seal(shop, Purpose::ShopKey, &key.text())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// The secret key of an engine. On PostgreSQL there may be none as long as nothing is sealed.
#[derive(Debug, Clone)]
pub(crate) struct Vault(Option<SecretKey>);

impl Vault {
    pub(crate) fn new(key: Option<SecretKey>) -> Self {
        Self(key)
    }

    /// Seals a secret of a shop, and answers the shop's key, sealed, where it is a new one. `None`
    /// when there is no key to seal with, or not the right one.
    pub(crate) fn seal(
        &self,
        shop: &ShopId,
        sealed_key: Option<&str>,
        (purpose, plain): (Purpose, &str),
    ) -> Option<(String, Option<String>)> {
        let secret_key = self.0.as_ref()?;
        if sealed_key.is_some() {
            let key = self.key_of(shop, sealed_key)?;
            return Some((key.seal(shop, purpose, plain), None));
        }
        let key = Key::new();
        let sealed_key = secret_key.seal(shop, &key);
        Some((key.seal(shop, purpose, plain), Some(sealed_key)))
    }

    /// The key of a shop, sealed under the secret key that is in use now.
    pub(crate) fn seal_again(&self, shop: &ShopId, sealed_key: Option<&str>) -> Option<String> {
        let key = self.key_of(shop, sealed_key)?;
        Some(self.0.as_ref()?.seal(shop, &key))
    }

    /// Opens what was sealed for a shop.
    pub(crate) fn open(
        &self,
        shop: &ShopId,
        sealed_key: Option<&str>,
        (purpose, sealed): (Purpose, &str),
    ) -> Option<Secret> {
        self.key_of(shop, sealed_key)?.open(shop, purpose, sealed)
    }

    /// The key of a shop, which has one as soon as something of it is sealed.
    fn key_of(&self, shop: &ShopId, sealed: Option<&str>) -> Option<Key> {
        let (key, _) = self.0.as_ref()?.open(shop, sealed?)?;
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop(last: char) -> ShopId {
        ShopId::parse(&format!("shop_01kb7h2q8m0000000000000{last:0>3}")).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_shop_and_purpose_alone() {
        let (key, one) = (Key::new(), shop('1'));
        let sealed = key.seal(&one, Purpose::WebhookSecret, "whsec_ä");
        let opened = key.open(&one, Purpose::WebhookSecret, &sealed);
        assert_eq!(opened.unwrap().expose(), "whsec_ä");
        assert_eq!(key.open(&shop('2'), Purpose::WebhookSecret, &sealed), None);
        assert_eq!(key.open(&one, Purpose::ShopKey, &sealed), None);
        assert_eq!(Key::new().open(&one, Purpose::WebhookSecret, &sealed), None);
        assert_ne!(key.seal(&one, Purpose::WebhookSecret, "whsec_ä"), sealed);
        for bad in ["", "1.", "2.AAAA", "1.AAAA", &sealed[..sealed.len() - 4]] {
            assert_eq!(key.open(&one, Purpose::WebhookSecret, bad), None, "{bad}");
        }
    }

    #[test]
    fn a_replaced_key_still_opens_and_the_new_one_seals() {
        let (old, new, one) = (SecretKey::new(), SecretKey::new(), shop('1'));
        let of_shop = Key::new();
        let sealed = old.seal(&one, &of_shop);
        assert!(new.open(&one, &sealed).is_none());
        let both = new.clone().replacing(&old.text()).unwrap();
        let (opened, is_old) = both.open(&one, &sealed).unwrap();
        assert!(is_old && opened.text() == of_shop.text());
        let again = both.seal(&one, &opened);
        assert!(new.open(&one, &again).is_some_and(|(_, is_old)| !is_old));
    }

    #[test]
    fn a_key_is_32_bytes_in_base64_and_is_never_shown() {
        let key = SecretKey::new();
        let text = key.text();
        assert!(SecretKey::parse(&format!("{}\n", *text)).is_ok());
        for bad in ["", "c2hvcnQ=", "not base64 at all", &text[1..]] {
            assert!(SecretKey::parse(bad).is_err(), "{bad}");
        }
        let shown = format!("{key:?} {:?}", Secret::from(text.to_string()));
        assert_eq!(shown, "SecretKey(…) Secret(…)");
    }
}
