//! Versions as entity tags (RFC 9110 §8.8.3): a version is a number, its tag is that number in
//! quotes.

use axum::http::header::{IF_MATCH, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The tag of a version.
pub fn of(version: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).expect("digits in quotes are a header value")
}

fn tags(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers
        .get_all(name)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

/// Whether the caller has this version already.
pub fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    tags(headers, IF_NONE_MATCH).any(|known| {
        known == "*" || known.strip_prefix("W/").unwrap_or(known).as_bytes() == tag.as_bytes()
    })
}

/// The version that a change asks for: `If-Match` names the one that was read, `If-None-Match: *`
/// says that there must be none yet. A tag that was never given matches no version.
pub fn if_version(headers: &HeaderMap) -> Option<i64> {
    if tags(headers, IF_NONE_MATCH).any(|tag| tag == "*") {
        return Some(0);
    }
    let version = |tag: &str| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok();
    let wanted: Vec<&str> = tags(headers, IF_MATCH).collect();
    if wanted.is_empty() || wanted.contains(&"*") {
        return None;
    }
    Some(wanted.into_iter().filter_map(version).max().unwrap_or(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_known_version_is_recognised_in_a_list() {
        for known in ["\"7\"", "W/\"7\"", "\"1\", \"7\"", "*"] {
            assert!(is_known(&headers(IF_NONE_MATCH, known), &of(7)), "{known}");
        }
        assert!(!is_known(&headers(IF_NONE_MATCH, "\"8\""), &of(7)));
        assert!(!is_known(&HeaderMap::new(), &of(7)));
    }

    #[test]
    fn a_change_names_the_version_it_rests_on() {
        assert_eq!(if_version(&headers(IF_MATCH, "\"7\"")), Some(7));
        assert_eq!(if_version(&headers(IF_MATCH, "*")), None);
        assert_eq!(if_version(&headers(IF_MATCH, "W/\"7\"")), Some(-1));
        assert_eq!(if_version(&headers(IF_NONE_MATCH, "*")), Some(0));
        assert_eq!(if_version(&HeaderMap::new()), None);
    }
}
