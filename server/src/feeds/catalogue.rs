//! Feeds of a whole catalogue. They are written a page of products at a time while they are sent, so that ten thousand variants need no more
//! memory than two hundred products.

use super::FeedRequest;
use crate::state::AppState;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use dockline_app::page::PageContext;
use dockline_engine::view::{ProductView, Shop};
use dockline_engine::{Engine, ReadError};
use futures::stream;
use std::sync::Arc;

/// Products that are written at a time.
const PRODUCTS_AT_ONCE: i64 = 200;

/// How a catalogue is written.
pub trait Format: Copy + Send + Sync + 'static {
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
    engine: Engine,
    shop: Arc<Shop>,
    context: PageContext,
    format: F,
}

enum Step {
    Begin,
    /// The products behind a cursor.
    Products(Option<String>),
    End,
    Done,
}

impl<F: Format> Catalogue<F> {
    /// Writes a step and says which is next. An error ends the connection, so that nobody takes half a catalogue for a whole one.
    async fn write(&self, step: Step) -> Result<Option<(Bytes, Step)>, ReadError> {
        Ok(match step {
            Step::Begin => Some((self.format.begin(&self.context, &self.shop).into(), Step::Products(None))),
            Step::Products(cursor) => {
                let page = self.engine.catalogue(&self.shop, "", cursor.as_deref(), PRODUCTS_AT_ONCE).await?;
                let written = self.format.products(&self.context, &page.products);
                Some((written.into(), page.next_cursor.map_or(Step::End, |cursor| Step::Products(Some(cursor)))))
            }
            Step::End => Some((Bytes::from_static(self.format.end()), Step::Done)),
            Step::Done => None,
        })
    }
}

/// A value as a line of a feed of lines.
pub fn json_line(value: &serde_json::Value) -> Vec<u8> {
    let mut line = value.to_string().into_bytes();
    line.push(b'\n');
    line
}

/// The catalogue of a shop in a format.
pub async fn feed<F: Format>(state: &AppState, shop: &str, request: &FeedRequest, format: F) -> Response {
    let shop = match state.engine.shop(shop).await {
        Ok(shop) => shop,
        Err(error) => return request.page.unanswered(None, &error),
    };
    // Read before the products are.
    let version = state.engine.version(&shop.id);
    request.answer(F::MEDIA_TYPE, version, || {
        let catalogue = Arc::new(Catalogue { engine: state.engine.clone(), shop, context: request.context().clone(), format });
        let written = stream::try_unfold(Step::Begin, move |step| {
            let catalogue = Arc::clone(&catalogue);
            async move {
                let written = catalogue.write(step).await;
                written.inspect_err(|error| tracing::error!(%error, "a feed could not be read to its end"))
            }
        });
        Body::from_stream(written)
    })
}
