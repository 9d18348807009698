//! Signatures of messages.

use ring::hmac;

/// The header `Stripe-Signature` of a body at a time, by one secret or by two while one is replaced.
pub fn sign(secrets: &[&str], body: &[u8], seconds: i64) -> String {
    let signed = [format!("{seconds}.").as_bytes(), body].concat();
    let tags = secrets.iter().map(|secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, &signed);
        let hex = |text: String, byte: &u8| text + &format!("{byte:02x}");
        format!(",v1={}", tag.as_ref().iter().fold(String::new(), hex))
    });
    tags.fold(format!("t={seconds}"), |header, tag| header + &tag)
}
