//! Keeps rendered pages. A page is rendered at most once per version of what it shows, and not
//! without end while that is selling fast.

use bytes::Bytes;
use dockline_app::lang::Lang;
use dockline_domain::id::{ShopId, Sku};
use dockline_engine::Engine;
use dockline_engine::command::hex;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Pages that are expected.
const PAGES: usize = 2_000;
/// Most bytes that are kept.
const BYTES_MAX: u64 = 64 * 1024 * 1024;
/// What a page takes besides its text, in bytes: about so much.
const PAGE_BYTES: u64 = 500;
/// A page that was rendered this often within a second is shown a little old rather than rendered
/// again.
const RENDERS_PER_SECOND: u32 = 10;
/// How old such a page may be.
const AGE_MAX: Duration = Duration::from_millis(100);

/// Which page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageKey {
    /// Whose.
    pub shop: ShopId,
    /// The page's path within the shop, such as `p/tent?variant=A`.
    pub path: String,
    /// Its language.
    pub lang: Lang,
}

/// A rendered page.
pub struct CachedPage {
    html: Bytes,
    brotli: OnceLock<Bytes>,
    tag: String,
    /// The versions of the variants it shows.
    shows: Vec<(Sku, i64)>,
    rendered_at: Instant,
    /// When the present second of rendering began, and how often the page was rendered in it.
    second: (Instant, u32),
}

/// The pages that are kept.
pub struct PageCache(Cache<PageKey, Arc<CachedPage>, Size>);

/// How much of the room a page takes, in bytes. Its compressed form comes later and is counted from
/// the beginning: it is never a quarter of the text.
#[derive(Clone)]
struct Size;

impl Weighter<PageKey, Arc<CachedPage>> for Size {
    fn weight(&self, key: &PageKey, page: &Arc<CachedPage>) -> u64 {
        let text = page.html.len() + page.html.len() / 4 + key.path.len();
        let shows = page.shows.len() * size_of::<(Sku, i64)>();
        u64::try_from(text + shows)
            .unwrap_or(u64::MAX)
            .saturating_add(PAGE_BYTES)
    }
}

impl Default for PageCache {
    fn default() -> Self {
        Self(Cache::with_weighter(PAGES, BYTES_MAX, Size))
    }
}

impl PageCache {
    /// The page, if what it shows is as it was, or if it was rendered a moment ago and is rendered
    /// often.
    pub fn get(&self, engine: &Engine, key: &PageKey) -> Option<Arc<CachedPage>> {
        let page = self.0.get(key)?;
        let selling_fast =
            page.second.1 >= RENDERS_PER_SECOND && page.rendered_at.elapsed() < AGE_MAX;
        (selling_fast || engine.is_current(&key.shop, &page.shows)).then_some(page)
    }

    /// Keeps a page that was rendered now.
    pub fn put(&self, key: PageKey, html: String, shows: Vec<(Sku, i64)>) -> Arc<CachedPage> {
        let now = Instant::now();
        let before = self
            .0
            .get(&key)
            .map(|page| page.second)
            .filter(|(began, _)| began.elapsed() < Duration::from_secs(1));
        let second = before.map_or((now, 1), |(began, count)| (began, count + 1));
        let tag = hex(&Sha256::digest(html.as_bytes())[..8]);
        let page = Arc::new(CachedPage {
            html: Bytes::from(html),
            brotli: OnceLock::new(),
            tag,
            shows,
            rendered_at: now,
            second,
        });
        self.0.insert(key, Arc::clone(&page));
        page
    }
}

impl CachedPage {
    /// The page in the form the client takes, or word that it has it already.
    pub fn response(&self, request: &HeaderMap) -> axum::response::Response {
        let has = |name: HeaderName, what: &str| {
            request
                .get(name)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|text| text.contains(what))
        };
        let brotli = has(header::ACCEPT_ENCODING, "br");
        let tag = format!("\"{}{}\"", self.tag, if brotli { "-br" } else { "" });
        let known = has(header::IF_NONE_MATCH, &tag);
        let body = match (known, brotli) {
            (true, _) => Bytes::new(),
            (false, true) => self.brotli.get_or_init(|| compressed(&self.html)).clone(),
            (false, false) => self.html.clone(),
        };
        let mut response = Response::new(axum::body::Body::from(body));
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=0, must-revalidate"),
        );
        headers.insert(
            header::VARY,
            HeaderValue::from_static("accept-encoding, accept-language, cookie"),
        );
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if brotli && !known {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    }
}

/// Quality 5 of 11: a page changes often, and its last percent costs more time than it saves.
fn compressed(html: &[u8]) -> Bytes {
    let mut packed = Vec::with_capacity(html.len() / 4);
    let mut writer = brotli::CompressorWriter::new(&mut packed, 32 * 1024, 5, 20);
    let written = writer.write_all(html);
    drop(writer);
    if written.is_err() {
        tracing::error!("a page could not be compressed");
    }
    Bytes::from(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::id::ShopId;

    #[test]
    fn large_pages_take_the_room_of_many_small_ones() {
        let cache = PageCache::default();
        let html = Bytes::from("x".repeat(300_000));
        for number in 0..1_000 {
            let key = PageKey {
                shop: ShopId::parse("shop_1").unwrap(),
                path: format!("p/{number}?"),
                lang: Lang::En,
            };
            let now = Instant::now();
            let page = CachedPage {
                html: html.clone(),
                brotli: OnceLock::new(),
                tag: String::new(),
                shows: Vec::new(),
                rendered_at: now,
                second: (now, 1),
            };
            cache.0.insert(key, Arc::new(page));
        }
        assert!(
            (100..200).contains(&cache.0.len()),
            "{} pages of 300 kB are kept",
            cache.0.len()
        );
        assert!(cache.0.weight() <= BYTES_MAX);
    }
}
