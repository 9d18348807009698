//! What is kept ready to be sent: pages, fragments of the widget, feeds. Each is written once per
//! version of what it shows, and all of it is bounded.

mod feeds;
mod fragments;
mod pages;

pub(crate) use feeds::{FeedKey, Feeds, KeptFeed, Sending};
pub(crate) use fragments::{Fragment, FragmentWanted, Fragments};
pub(crate) use pages::{CachedPage, PageCache, PageKey};

use crate::encoding::{self, Coding};
use crate::etag;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::io::Write as _;
use std::sync::OnceLock;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// How much work compressing is worth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Of brotli, up to 11.
    quality: u32,
    /// How far back it looks, as a power of two.
    window_bits: u32,
}

impl Effort {
    /// A page changes often, and its last percent costs more time than it saves.
    pub(crate) const PAGE: Self = Self {
        quality: 5,
        window_bits: 20,
    };
    /// A fragment is small and sent to many.
    pub(crate) const FRAGMENT: Self = Self {
        quality: 9,
        window_bits: 18,
    };

    fn compress(self, html: &[u8]) -> Bytes {
        let mut packed = Vec::with_capacity(html.len() / 3);
        let piece = html.len().clamp(4 * 1024, 32 * 1024);
        let mut writer =
            brotli::CompressorWriter::new(&mut packed, piece, self.quality, self.window_bits);
        let written = writer.write_all(html);
        drop(writer);
        if written.is_err() {
            tracing::error!("HTML could not be compressed");
        }
        Bytes::from(packed)
    }
}

/// HTML as it was written, and compressed when somebody has asked for that.
pub(crate) struct Kept {
    html: Bytes,
    brotli: OnceLock<Bytes>,
    effort: Effort,
    tag: HeaderValue,
    tag_brotli: HeaderValue,
}

impl Kept {
    /// Keeps HTML. `name` tells it from what stands at the same address at another time.
    pub(crate) fn new(html: String, name: &str, effort: Effort) -> Self {
        let tag = |form: &str| {
            HeaderValue::try_from(format!("\"{name}{form}\""))
                .expect("a name is made of digits, letters and hyphens")
        };
        Self {
            html: Bytes::from(html),
            brotli: OnceLock::new(),
            effort,
            tag: tag(""),
            tag_brotli: tag("-br"),
        }
    }

    /// Its bytes in memory, about. The compressed form comes later and is counted from the
    /// beginning: it is never more than half of the text.
    pub(crate) fn size_bytes(&self) -> usize {
        self.html.len() + self.html.len() / 2
    }

    /// In the form the client takes, or word that it has it already.
    pub(crate) fn response(
        &self,
        request: &HeaderMap,
        caching: HeaderValue,
        vary: HeaderValue,
    ) -> Response {
        let coding = encoding::chosen(request, &[Coding::Brotli]);
        let tag = match coding {
            Some(_) => &self.tag_brotli,
            None => &self.tag,
        };
        let is_known = etag::is_known(request, tag);
        let body = match coding {
            _ if is_known => Bytes::new(),
            Some(_) => self
                .brotli
                .get_or_init(|| self.effort.compress(&self.html))
                .clone(),
            None => self.html.clone(),
        };
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HTML);
        headers.insert(header::CACHE_CONTROL, caching);
        headers.insert(header::VARY, vary);
        headers.insert(header::ETAG, tag.clone());
        if let Some(coding) = coding.filter(|_| !is_known) {
            headers.insert(header::CONTENT_ENCODING, coding.header());
        }
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_sent_in_the_form_that_was_asked_for_or_not_at_all() {
        let kept = Kept::new("<p>Hello</p>".repeat(50), "abc", Effort::PAGE);
        let asked = |accepted: &'static str, known: &'static str| {
            let request = HeaderMap::from_iter([
                (header::ACCEPT_ENCODING, HeaderValue::from_static(accepted)),
                (header::IF_NONE_MATCH, HeaderValue::from_static(known)),
            ]);
            let none = HeaderValue::from_static("");
            let answer = kept.response(&request, none.clone(), none);
            let headers = answer.headers();
            (
                answer.status().as_u16(),
                headers[header::ETAG].clone(),
                headers.contains_key(header::CONTENT_ENCODING),
            )
        };
        let (plain, packed) = ("\"abc\"", "\"abc-br\"");
        for (accepted, known, status, tag, is_packed) in [
            ("br", "", 200, packed, true),
            ("br;q=0", "", 200, plain, false),
            ("gzip", "", 200, plain, false),
            ("br", packed, 304, packed, false),
            ("br", "W/\"abc-br\"", 304, packed, false),
            ("gzip", "\"x\", \"abc\"", 304, plain, false),
            ("br", "*", 304, packed, false),
            // The other form, and tags that this one is a part of.
            ("br", plain, 200, packed, true),
            ("gzip", packed, 200, plain, false),
            ("gzip", "\"x\"abc\"\"", 200, plain, false),
        ] {
            let tag = HeaderValue::from_static(tag);
            assert_eq!(
                asked(accepted, known),
                (status, tag, is_packed),
                "{accepted} {known}"
            );
        }
    }
}
