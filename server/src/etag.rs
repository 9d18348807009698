//! Entity tags, and the conditions that name them (RFC 9110 §8.8.3, §13.1). A version is a number;
//! its tag is that number in quotes.

use http::header::{IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue};

/// The tag of a version.
pub fn of(version: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).expect("digits in quotes are a header value")
}

/// What a condition lists.
enum Listed<'h> {
    /// Whatever there is.
    Any,
    /// A tag: what stands in its quotes.
    Tag { is_weak: bool, opaque: &'h [u8] },
}

impl<'h> Listed<'h> {
    fn parse(item: &'h [u8]) -> Option<Self> {
        if item == b"*" {
            return Some(Self::Any);
        }
        let (is_weak, quoted) = match item.strip_prefix(b"W/") {
            Some(quoted) => (true, quoted),
            None => (false, item),
        };
        let opaque = quoted.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        (!opaque.contains(&b'"')).then_some(Self::Tag { is_weak, opaque })
    }
}

/// What a condition lists, in all of its lines. What is no tag is left out.
fn listed(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = Listed<'_>> {
    let lines = headers.get_all(name).into_iter();
    lines.flat_map(|line| items(line.as_bytes()).filter_map(Listed::parse))
}

/// The items of a list. A comma within quotes is part of a tag.
fn items(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut is_quoted = false;
    let is_between = move |byte: &u8| {
        is_quoted ^= *byte == b'"';
        *byte == b',' && !is_quoted
    };
    list.split(is_between).map(<[u8]>::trim_ascii)
}

/// Whether the caller has what this tag names. Tags are compared weakly: the question is whether
/// the content says the same (§13.1.2).
pub fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Some(Listed::Tag { opaque: ours, .. }) = Listed::parse(tag.as_bytes()) else {
        return false;
    };
    listed(headers, IF_NONE_MATCH).any(|known| match known {
        Listed::Any => true,
        Listed::Tag { opaque, .. } => opaque == ours,
    })
}

/// The version that a change asks for: `If-Match` names the one that was read, `If-None-Match: *`
/// says that there must be none yet. A tag that was never given matches no version, nor does a weak
/// one (§13.1.1).
pub fn if_version(headers: &HeaderMap) -> Option<i64> {
    if listed(headers, IF_NONE_MATCH).any(|known| matches!(known, Listed::Any)) {
        return Some(0);
    }
    if !headers.contains_key(IF_MATCH) {
        return None;
    }
    let mut newest = -1;
    for wanted in listed(headers, IF_MATCH) {
        match wanted {
            Listed::Any => return None,
            Listed::Tag { is_weak, opaque } => {
                let version = std::str::from_utf8(opaque)
                    .ok()
                    .and_then(|tag| tag.parse().ok());
                newest = version.filter(|_| !is_weak).unwrap_or(-1).max(newest);
            }
        }
    }
    Some(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &HeaderName, lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name.clone(), HeaderValue::from_static(line));
        }
        headers
    }

    #[test]
    fn a_known_version_is_recognised_in_a_list() {
        for known in [
            &["\"7\""][..],
            &["W/\"7\""],
            &["\"1\", \"7\""],
            &["\"1\",W/\"7\""],
            &["\"a,b\", \"7\""],
            &["\"1\"", "\"7\""],
            &["*"],
        ] {
            let headers = headers(&IF_NONE_MATCH, known);
            assert!(is_known(&headers, &of(7)), "{known:?}");
            assert!(is_known(&headers, &HeaderValue::from_static("W/\"7\"")));
        }
    }

    #[test]
    fn a_tag_within_another_is_not_that_tag() {
        for other in [
            "\"8\"",
            "\"77\"",
            "7",
            "\"7",
            "\"x\"7\"\"",
            "\"1,\"7\"\"",
            "\" 7\"",
            "w/\"7\"",
            "\"",
            "",
        ] {
            assert!(
                !is_known(&headers(&IF_NONE_MATCH, &[other]), &of(7)),
                "{other}"
            );
        }
        assert!(!is_known(&HeaderMap::new(), &of(7)));
    }

    #[test]
    fn a_change_names_the_version_it_rests_on() {
        for (wanted, version) in [
            ("\"7\"", Some(7)),
            ("\"7\", \"9\"", Some(9)),
            ("*", None),
            ("W/\"7\"", Some(-1)),
            ("7", Some(-1)),
            ("\"seven\"", Some(-1)),
        ] {
            assert_eq!(
                if_version(&headers(&IF_MATCH, &[wanted])),
                version,
                "{wanted}"
            );
        }
        assert_eq!(if_version(&headers(&IF_NONE_MATCH, &["*"])), Some(0));
        assert_eq!(if_version(&headers(&IF_NONE_MATCH, &["\"7\""])), None);
        assert_eq!(if_version(&HeaderMap::new()), None);
    }
}
