//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same request with the same
//! key is carried out once.

use axum::http::{HeaderMap, Method};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dockline_domain::by::By;
use dockline_domain::limits::IDEMPOTENCY_KEY_BYTES_MAX;
use dockline_engine::command::IdempotencyKey;
use sha2::{Digest as _, Sha256};

use super::problem::{MALFORMED, Problem};

/// The key of a request: a string in quotes as the draft has it, or the bare text.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    let key = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    if key.is_empty() || key.len() > IDEMPOTENCY_KEY_BYTES_MAX || key.contains(['"', '\\']) {
        let detail = format!(
            "Idempotency-Key must have 1 to {IDEMPOTENCY_KEY_BYTES_MAX} printable ASCII characters without quotes inside."
        );
        return Err(Problem::new(MALFORMED, detail));
    }
    Ok(Some(key.to_owned()))
}

/// A key of one caller, bound to one request. The form of a JSON body does not count, its content
/// does.
pub fn bind(by: &By, key: &str, method: &Method, path: &str, body: &[u8]) -> IdempotencyKey {
    let content = serde_json::from_slice::<serde_json::Value>(body)
        .map(|value| value.to_string().into_bytes());
    let mut digest = Sha256::new();
    for part in [
        method.as_str().as_bytes(),
        path.as_bytes(),
        content.as_deref().unwrap_or(body),
    ] {
        digest.update(part);
        digest.update([0]);
    }
    let fingerprint = URL_SAFE_NO_PAD.encode(digest.finalize());
    IdempotencyKey {
        key: format!("{by} {key}"),
        fingerprint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("idempotency-key", HeaderValue::from_str(value).unwrap());
        headers
    }

    #[test]
    fn a_key_is_quoted_or_bare() {
        assert_eq!(
            key(&headers("\"8e03978e\"")).unwrap().as_deref(),
            Some("8e03978e")
        );
        assert_eq!(
            key(&headers("8e03978e")).unwrap().as_deref(),
            Some("8e03978e")
        );
        assert_eq!(key(&HeaderMap::new()).unwrap(), None);
        for bad in ["", "\"\"", "a\"b", &"x".repeat(129)] {
            assert!(key(&headers(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_content_of_a_body_counts_and_not_its_spaces() {
        let one = bind(
            &By::Shopper,
            "k",
            &Method::POST,
            "/orders",
            b"{\"a\":1,\"b\":2}",
        );
        assert_eq!(
            one,
            bind(
                &By::Shopper,
                "k",
                &Method::POST,
                "/orders",
                b"{ \"b\": 2, \"a\": 1 }"
            )
        );
        assert_ne!(
            one,
            bind(
                &By::Shopper,
                "k",
                &Method::POST,
                "/orders",
                b"{\"a\":1,\"b\":3}"
            )
        );
        assert_ne!(
            one,
            bind(
                &By::Shopper,
                "k",
                &Method::POST,
                "/other",
                b"{\"a\":1,\"b\":2}"
            )
        );
        assert_ne!(
            one.key,
            bind(
                &By::Demo,
                "k",
                &Method::POST,
                "/orders",
                b"{\"a\":1,\"b\":2}"
            )
            .key
        );
    }
}
