//! Messages that Stripe sends by itself. One is proven by its signature over the very bytes, and
//! says no more than what is to be looked at.

use dockline_domain::payment::stripe::Mode;
use dockline_engine::command::Named;
use dockline_engine::{HookProof, Secret};
use jiff::Timestamp;
use ring::hmac;
use serde::Deserialize;

/// How far the time of a message may be from ours, in seconds.
const SECONDS_APART_MAX: i64 = 300;
/// Most signatures of a message that are looked at.
const SIGNATURES_MAX: usize = 8;
/// Longest name that Stripe gives something.
const NAME_CHARS_MAX: usize = 255;

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hook {
    /// Something moved.
    About {
        /// What Stripe calls the message.
        event: String,
        /// What moved.
        named: Named,
    },
    /// Nothing that is looked at.
    Nothing,
}

/// Why a message is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHook {
    /// It has no signature, or one that cannot be read.
    #[error("the message is not signed")]
    Unsigned,
    /// Its signature is another one: by another secret, or of other bytes.
    #[error("the signature does not fit")]
    Wrong,
    /// Its time is too far from ours.
    #[error("the message is not of this time")]
    Old,
    /// Money moves where it comes from and not in the shop, or the other way round.
    #[error("the message is of the other mode")]
    OtherMode,
    /// It cannot be read.
    #[error("the message is not understood")]
    Malformed,
}

impl BadHook {
    /// The name in the counters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Wrong => "wrong",
            Self::Old => "old",
            Self::OtherMode => "other_mode",
            Self::Malformed => "malformed",
        }
    }
}

/// The header `Stripe-Signature`.
struct Signature {
    seconds: i64,
    tags: Vec<Vec<u8>>,
}

/// Signatures of other schemes than `v1` prove nothing.
fn signature(header: &str) -> Option<Signature> {
    let pairs = || {
        header
            .split(',')
            .filter_map(|pair| pair.trim().split_once('='))
    };
    let seconds = pairs().find(|(name, _)| *name == "t")?.1;
    let tags = pairs().filter(|(name, _)| *name == "v1");
    let tags = tags.filter_map(|(_, tag)| bytes(tag)).take(SIGNATURES_MAX);
    let tags: Vec<_> = tags.collect();
    let seconds = seconds.parse().ok()?;
    (!tags.is_empty()).then_some(Signature { seconds, tags })
}

/// 32 bytes in hexadecimal.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let pairs = (0..hex.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
        .collect()
}

/// In constant time, for each secret and each signature.
fn is_signed(signature: &Signature, body: &[u8], secrets: &[Secret]) -> bool {
    let signed = [format!("{}.", signature.seconds).as_bytes(), body].concat();
    let fits = |secret: &Secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
        let mut tags = signature.tags.iter();
        tags.any(|tag| hmac::verify(&key, &signed, tag).is_ok())
    };
    secrets.iter().any(fits)
}

#[derive(Deserialize)]
struct Event {
    id: String,
    livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Moved,
}

#[derive(Deserialize)]
struct Moved {
    id: Option<String>,
    object: Option<String>,
    /// Of a charge, a refund, a dispute or a review.
    #[serde(default)]
    payment_intent: Option<serde_json::Value>,
}

fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=NAME_CHARS_MAX).contains(&text.len()) && text.bytes().all(plain)
}

/// Reads a message, where it is one of Stripe's to this shop.
pub fn read(
    header: Option<&str>,
    body: &[u8],
    now: Timestamp,
    proof: &HookProof,
) -> Result<Hook, BadHook> {
    let signature = header.and_then(signature).ok_or(BadHook::Unsigned)?;
    if !is_signed(&signature, body, &proof.secrets) {
        return Err(BadHook::Wrong);
    }
    if now.as_second().abs_diff(signature.seconds) > SECONDS_APART_MAX.unsigned_abs() {
        return Err(BadHook::Old);
    }
    let event: Event = serde_json::from_slice(body).map_err(|_| BadHook::Malformed)?;
    if event.livemode != (proof.mode == Mode::Live) {
        return Err(BadHook::OtherMode);
    }
    let object = event.data.object;
    let intent = object.payment_intent.as_ref().and_then(|one| one.as_str());
    let named = match (object.object.as_deref(), &object.id) {
        (Some("payment_intent"), Some(id)) => Named::Intent(id.clone()),
        (Some("checkout.session"), Some(id)) => Named::Session(id.clone()),
        _ => match intent {
            Some(intent) => Named::Intent(intent.to_owned()),
            None => return Ok(Hook::Nothing),
        },
    };
    let (Named::Intent(name) | Named::Session(name)) = &named;
    if !is_name(name) || !is_name(&event.id) {
        return Err(BadHook::Malformed);
    }
    let event = event.id;
    Ok(Hook::About { event, named })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1","object":"event","livemode":false,"type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#;
    const NOW: i64 = 1_795_000_000;

    fn proof(secrets: &[&str], mode: Mode) -> HookProof {
        let secret = |text: &&str| Secret::from((*text).to_owned());
        HookProof {
            secrets: secrets.iter().map(secret).collect(),
            mode,
        }
    }

    fn tag(secret: &str, seconds: i64, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let signed = [format!("{seconds}.").as_bytes(), body].concat();
        let tag = hmac::sign(&key, &signed);
        let hex = |text: String, byte: &u8| text + &format!("{byte:02x}");
        tag.as_ref().iter().fold(String::new(), hex)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn about(named: Named) -> Hook {
        let event = "evt_1".to_owned();
        Hook::About { event, named }
    }

    #[test]
    fn a_message_is_believed_by_its_own_secret_its_own_bytes_and_its_own_time_alone() {
        let (one, other) = (tag("whsec_a", NOW, BODY), tag("whsec_b", NOW, BODY));
        let fits = Ok(about(Named::Intent("pi_1".to_owned())));
        let altered = BODY.to_ascii_uppercase();
        for (header, body, expected) in [
            (format!("t={NOW},v1={one}"), BODY, fits.clone()),
            // While a secret is replaced there are two.
            (format!("t={NOW},v1={other},v1={one}"), BODY, fits.clone()),
            (format!("t={NOW},v1={other}"), BODY, Err(BadHook::Wrong)),
            (
                format!("t={NOW},v1={one}"),
                altered.as_slice(),
                Err(BadHook::Wrong),
            ),
            (format!("t={},v1={one}", NOW + 1), BODY, Err(BadHook::Wrong)),
            (format!("t={NOW},v0={one}"), BODY, Err(BadHook::Unsigned)),
            (format!("v1={one}"), BODY, Err(BadHook::Unsigned)),
            (format!("t=now,v1={one}"), BODY, Err(BadHook::Unsigned)),
            (format!("t={NOW},v1=zz"), BODY, Err(BadHook::Unsigned)),
            (String::new(), BODY, Err(BadHook::Unsigned)),
        ] {
            let proof = proof(&["whsec_a"], Mode::Test);
            let read = read(Some(&header), body, at(NOW), &proof);
            assert_eq!(read, expected, "{header}");
        }
        let without = read(None, BODY, at(NOW), &proof(&["whsec_a"], Mode::Test));
        assert_eq!(without, Err(BadHook::Unsigned));
        let both = proof(&["whsec_b", "whsec_a"], Mode::Test);
        let header = format!("t={NOW},v1={one}");
        assert_eq!(read(Some(&header), BODY, at(NOW), &both), fits);
    }

    /// As `stripe.WebhookSignature.generate_signature_header` of Stripe's own library (16.1.0) signs.
    #[test]
    fn what_the_library_of_stripe_signs_is_believed() {
        let header =
            "t=1795000000,v1=8c3d5bf69d4f7e6a53a924b2ef6c828959f98fcf84de0d24970f98a07dd6c3f9";
        let read = read(
            Some(header),
            BODY,
            at(NOW),
            &proof(&["whsec_a"], Mode::Test),
        );
        assert_eq!(read, Ok(about(Named::Intent("pi_1".to_owned()))));
    }

    #[test]
    fn a_message_counts_for_five_minutes() {
        let header = format!("t={NOW},v1={}", tag("whsec_a", NOW, BODY));
        let proof = proof(&["whsec_a"], Mode::Test);
        for (now, is_taken) in [
            (NOW - 301, false),
            (NOW - 300, true),
            (NOW + 300, true),
            (NOW + 301, false),
        ] {
            let read = read(Some(&header), BODY, at(now), &proof);
            assert_eq!(read.is_ok(), is_taken, "{now}");
        }
    }

    #[test]
    fn a_message_names_what_moved_and_nothing_else_of_it_is_read() {
        let read_body = |body: &str, mode| {
            let header = format!("t={NOW},v1={}", tag("whsec_a", NOW, body.as_bytes()));
            read(
                Some(&header),
                body.as_bytes(),
                at(NOW),
                &proof(&["whsec_a"], mode),
            )
        };
        let event = |object: &str, live: bool| {
            format!(r#"{{"id":"evt_1","livemode":{live},"data":{{"object":{object}}}}}"#)
        };
        let intent = || Ok(about(Named::Intent("pi_1".to_owned())));
        for (object, expected) in [
            (
                r#"{"id":"cs_1","object":"checkout.session","payment_intent":null}"#,
                Ok(about(Named::Session("cs_1".to_owned()))),
            ),
            (
                r#"{"id":"re_1","object":"refund","payment_intent":"pi_1"}"#,
                intent(),
            ),
            (
                r#"{"id":"dp_1","object":"dispute","payment_intent":"pi_1"}"#,
                intent(),
            ),
            (r#"{"id":"cus_1","object":"customer"}"#, Ok(Hook::Nothing)),
            (
                r#"{"id":"re_1","object":"refund","payment_intent":{"id":"pi_1"}}"#,
                Ok(Hook::Nothing),
            ),
            (
                r#"{"id":"pi_1/../x","object":"payment_intent"}"#,
                Err(BadHook::Malformed),
            ),
            (r"[]", Err(BadHook::Malformed)),
        ] {
            assert_eq!(
                read_body(&event(object, false), Mode::Test),
                expected,
                "{object}"
            );
        }
        let live = event(r#"{"id":"pi_1","object":"payment_intent"}"#, true);
        assert_eq!(read_body(&live, Mode::Test), Err(BadHook::OtherMode));
        assert_eq!(read_body(&live, Mode::Live), intent());
        assert_eq!(read_body("{}", Mode::Test), Err(BadHook::Malformed));
    }
}
