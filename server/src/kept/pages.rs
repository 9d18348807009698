//! Keeps rendered pages. A page is rendered at most once per version of what it shows, and not
//! without end while that is selling fast.

use super::{Effort, Kept};
use axum::response::Response;
use dockline_domain::id::{ShopId, Sku};
use dockline_engine::Engine;
use dockline_words::Lang;
use http::{HeaderMap, HeaderValue};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Pages of one unit that are expected.
const PAGES: usize = 2_000;
/// Most bytes of them.
const BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Pages of more units that are expected. They are kept apart: there are as many of a product as
/// somebody cares to ask for, and that must not push out the pages that everybody asks for.
const QUANTITY_PAGES: usize = 500;
/// Most bytes of them.
const QUANTITY_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// What a page takes besides its text, in bytes: about so much.
const PAGE_BYTES: u64 = 500;
/// A page that was rendered this often within a second is shown a little old rather than rendered
/// again.
const RENDERS_PER_SECOND: u32 = 10;
/// How old such a page may be.
const AGE_MAX: Duration = Duration::from_millis(100);

const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language, cookie");

/// Which page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PageKey {
    /// Whose.
    pub shop: ShopId,
    /// The product.
    pub handle: String,
    /// The variant that was asked for, if the product has it.
    pub sku: Option<Sku>,
    /// Units that it is shown for.
    pub quantity: u32,
    /// Its language.
    pub lang: Lang,
}

/// A rendered page.
pub(crate) struct CachedPage {
    kept: Kept,
    /// The versions of the variants it shows.
    shows: Vec<(Sku, i64)>,
    rendered_at: Instant,
    /// When the present second of rendering began, and how often the page was rendered in it.
    second: (Instant, u32),
}

type Pages = Cache<PageKey, Arc<CachedPage>, Size>;

/// The pages that are kept.
pub(crate) struct PageCache {
    one_unit: Pages,
    quantities: Pages,
}

/// How much of the room a page takes, in bytes.
#[derive(Clone)]
struct Size;

impl Weighter<PageKey, Arc<CachedPage>> for Size {
    fn weight(&self, key: &PageKey, page: &Arc<CachedPage>) -> u64 {
        let text = page.kept.size_bytes() + key.handle.len();
        let shows = page.shows.len() * size_of::<(Sku, i64)>();
        u64::try_from(text + shows)
            .unwrap_or(u64::MAX)
            .saturating_add(PAGE_BYTES)
    }
}

impl Default for PageCache {
    fn default() -> Self {
        Self {
            one_unit: Cache::with_weighter(PAGES, BYTES_MAX, Size),
            quantities: Cache::with_weighter(QUANTITY_PAGES, QUANTITY_BYTES_MAX, Size),
        }
    }
}

impl PageCache {
    fn of(&self, key: &PageKey) -> &Pages {
        if key.quantity == 1 {
            &self.one_unit
        } else {
            &self.quantities
        }
    }

    /// The page, if what it shows is as it was, or if it was rendered a moment ago and is rendered
    /// often.
    pub(crate) fn get(&self, engine: &Engine, key: &PageKey) -> Option<Arc<CachedPage>> {
        let page = self.of(key).get(key)?;
        let selling_fast =
            page.second.1 >= RENDERS_PER_SECOND && page.rendered_at.elapsed() < AGE_MAX;
        (selling_fast || engine.is_current(&key.shop, &page.shows)).then_some(page)
    }

    /// Keeps a page that was rendered now.
    pub(crate) fn put(
        &self,
        key: PageKey,
        html: String,
        shows: Vec<(Sku, i64)>,
    ) -> Arc<CachedPage> {
        let now = Instant::now();
        let before = self
            .of(&key)
            .get(&key)
            .map(|page| page.second)
            .filter(|(began, _)| began.elapsed() < Duration::from_secs(1));
        let second = before.map_or((now, 1), |(began, count)| (began, count + 1));
        let name = format!("{:.16x}", Sha256::digest(html.as_bytes()));
        let page = Arc::new(CachedPage {
            kept: Kept::new(html, &name, Effort::PAGE),
            shows,
            rendered_at: now,
            second,
        });
        self.of(&key).insert(key, Arc::clone(&page));
        page
    }
}

impl CachedPage {
    /// The page in the form the client takes, or word that it has it already.
    pub(crate) fn response(&self, request: &HeaderMap) -> Response {
        self.kept.response(request, CACHING, VARY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(handle: &str, quantity: u32) -> PageKey {
        PageKey {
            shop: ShopId::parse("shop_1").unwrap(),
            handle: handle.to_owned(),
            sku: None,
            quantity,
            lang: Lang::En,
        }
    }

    /// Keeps a page of this many bytes, without the work of naming it by its content.
    fn keep(cache: &PageCache, key: PageKey, bytes: usize) {
        let now = Instant::now();
        let page = CachedPage {
            kept: Kept::new("x".repeat(bytes), "name", Effort::PAGE),
            shows: Vec::new(),
            rendered_at: now,
            second: (now, 1),
        };
        cache.of(&key).insert(key, Arc::new(page));
    }

    #[test]
    fn large_pages_take_the_room_of_many_small_ones() {
        let cache = PageCache::default();
        for number in 0..1_000 {
            keep(&cache, key(&number.to_string(), 1), 300_000);
        }
        assert!(
            (100..200).contains(&cache.one_unit.len()),
            "{} pages of 300 kB are kept",
            cache.one_unit.len()
        );
        assert!(cache.one_unit.weight() <= BYTES_MAX);
    }

    #[test]
    fn who_asks_for_every_quantity_pushes_no_page_of_one_unit_out() {
        let cache = PageCache::default();
        let pages: Vec<PageKey> = (0..500).map(|number| key(&number.to_string(), 1)).collect();
        for page in &pages {
            keep(&cache, page.clone(), 20_000);
        }
        for quantity in 2..10_000 {
            keep(&cache, key("0", quantity), 20_000);
        }
        assert!(pages.iter().all(|page| cache.one_unit.get(page).is_some()));
        assert!(cache.quantities.len() >= 100, "{}", cache.quantities.len());
        assert!(cache.quantities.weight() <= QUANTITY_BYTES_MAX);
    }
}
