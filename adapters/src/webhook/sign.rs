//! Signatures of Standard Webhooks 1.0.0.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dockline_engine::Secret;
use ring::hmac;

/// What begins a secret.
const PREFIX: &str = "whsec_";

/// The value of `webhook-signature`: one for each secret, the newest first. `None` when a secret is
/// none.
pub(super) fn signatures(
    secrets: &[Secret],
    (id, seconds): (&str, i64),
    body: &[u8],
) -> Option<String> {
    let signed = [format!("{id}.{seconds}.").as_bytes(), body].concat();
    let signature = |secret: &Secret| {
        let key = BASE64_STANDARD.decode(secret.expose().strip_prefix(PREFIX)?);
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key.ok()?);
        let tag = hmac::sign(&key, &signed);
        Some(format!("v1,{}", BASE64_STANDARD.encode(tag)))
    };
    let all: Option<Vec<String>> = secrets.iter().map(signature).collect();
    all.map(|all| all.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the libraries of Standard Webhooks are held against.
    #[test]
    fn a_signature_is_that_of_the_published_example() {
        let secret = Secret::from("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD".to_owned());
        let id = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
        let body = br#"{"email":"test@example.com","username":"test_user"}"#;
        let signed = signatures(&[secret], (id, 1_649_367_553), body);
        let expected = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";
        assert_eq!(signed.as_deref(), Some(expected));
    }

    #[test]
    fn each_secret_signs_and_what_is_no_secret_does_not() {
        let secret = |text: &str| Secret::from(text.to_owned());
        let first = secret("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        let second = secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let both = signatures(&[second.clone(), first.clone()], ("evt_1", 1), b"{}").unwrap();
        let alone = |one| signatures(&[one], ("evt_1", 1), b"{}").unwrap();
        assert_eq!(both, format!("{} {}", alone(second), alone(first)));
        for bad in ["", "whsec_%%", "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"] {
            assert_eq!(signatures(&[secret(bad)], ("evt_1", 1), b"{}"), None);
        }
    }
}
