//! Feeds of a whole catalogue. They are written a page of products at a time, and compressed while
//! they are written, so that ten thousand variants need no more memory than two hundred products
//! and the compressed feed.

use super::FeedRequest;
use crate::kept::{FeedKey, KeptFeed, Sending};
use crate::rate;
use crate::state::AppState;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use dockline_engine::{Listing, ReadError};
use dockline_view::{ProductView, Shop};
use dockline_words::PageContext;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, VARY};
use http::{HeaderValue, header};
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

/// Products that are written at a time.
const PRODUCTS_AT_ONCE: i64 = 200;
/// 1 is fastest, 9 smallest. A feed is text that repeats itself: more effort saves little.
const EFFORT: u32 = 4;
/// When an address that loads feeds already may ask for another, in seconds.
const RETRY_AFTER_SECONDS: u64 = 10;

/// How a catalogue is written.
pub trait Format: Copy + Send + Sync + 'static {
    /// The name of its file.
    const NAME: &'static str;
    /// Its media type.
    const MEDIA_TYPE: &'static str;

    /// What stands before the products.
    fn begin(self, ctx: &PageContext, shop: &Shop) -> Vec<u8>;

    /// Products, with the availability of their variants.
    fn products(self, ctx: &PageContext, products: &[ProductView]) -> Vec<u8>;

    /// What stands after them.
    fn end(self) -> &'static [u8];
}

struct Catalogue<F> {
    state: AppState,
    shop: Arc<Shop>,
    context: PageContext,
    format: F,
}

impl<F: Format> Catalogue<F> {
    fn key(&self) -> FeedKey {
        (self.shop.id.clone(), F::NAME, self.context.lang)
    }

    /// The feed as it may be sent now. It is written once, however many wait for it, and also when
    /// they go away.
    async fn present(self) -> Result<Arc<KeptFeed>, ReadError> {
        let feeds = Arc::clone(&self.state.feeds);
        let turn = feeds.turn(&self.shop.id).await;
        let key = self.key();
        if let Some(kept) = feeds.good(&key, self.state.engine.version(&self.shop.id)) {
            return Ok(kept);
        }
        let writing = tokio::spawn(async move {
            let (_turn, _room) = (turn, feeds.room().await);
            let written = self.write().await.map(Arc::new);
            if let Ok(kept) = &written {
                feeds.keep(key, Arc::clone(kept));
            }
            written
        });
        writing
            .await
            .unwrap_or_else(|_| Err(ReadError::not_found("feed", F::NAME)))
    }

    async fn write(&self) -> Result<KeptFeed, ReadError> {
        self.state.work.feeds.add();
        let began = Instant::now();
        // Read before the products are.
        let version = self.state.engine.version(&self.shop.id);
        let mut packed = GzEncoder::new(Vec::new(), Compression::new(EFFORT));
        pack(&mut packed, &self.format.begin(&self.context, &self.shop));
        let (mut cursor, mut is_large) = (None, false);
        loop {
            let page = self
                .state
                .engine
                .catalogue(
                    &self.shop,
                    Listing::Sold,
                    "",
                    cursor.as_deref(),
                    PRODUCTS_AT_ONCE,
                )
                .await?;
            let sold: Vec<ProductView> = page.products.into_iter().map(ProductView::sold).collect();
            pack(&mut packed, &self.format.products(&self.context, &sold));
            let Some(next) = page.next_cursor else { break };
            (cursor, is_large) = (Some(next), true);
        }
        pack(&mut packed, self.format.end());
        let gzip = Bytes::from(packed.finish().expect("memory takes what is written"));
        Ok(KeptFeed {
            version,
            is_large,
            began,
            gzip,
        })
    }
}

fn pack(packed: &mut GzEncoder<Vec<u8>>, bytes: &[u8]) {
    packed
        .write_all(bytes)
        .expect("memory takes what is written");
}

/// A value as a line of a feed of lines.
pub fn json_line(value: &serde_json::Value) -> Vec<u8> {
    let mut line = value.to_string().into_bytes();
    line.push(b'\n');
    line
}

/// The catalogue of a shop in a format.
pub async fn feed<F: Format>(
    state: &AppState,
    shop: &str,
    request: &FeedRequest,
    format: F,
) -> Response {
    let shop = match state.engine.shop(shop).await {
        Ok(shop) => shop,
        Err(error) => return request.page.unanswered(None, &error),
    };
    let version = state.engine.version(&shop.id);
    if request.knows(version) {
        return request.answer(F::MEDIA_TYPE, version, Body::empty);
    }
    let Ok(permit) = state.feeds.downloads.take(request.client) else {
        return rate::refused(RETRY_AFTER_SECONDS);
    };
    let catalogue = Catalogue {
        state: state.clone(),
        shop,
        context: request.context().clone(),
        format,
    };
    let kept = match state.feeds.good(&catalogue.key(), version) {
        Some(kept) => kept,
        None => match catalogue.present().await {
            Ok(kept) => kept,
            Err(error) => return request.page.unanswered(None, &error),
        },
    };
    let packed = request.takes_gzip();
    let length = kept.gzip.len();
    let mut response = request.answer(F::MEDIA_TYPE, kept.version, || {
        Body::from_stream(Sending::new(kept.gzip.clone(), packed).pieces(permit))
    });
    let is_whole = response.status().is_success();
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if packed && is_whole {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    response
}
