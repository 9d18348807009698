//! `/s/{shop}/feeds/ucp.jsonl`: the catalogue for shopping agents, a variant a line, in the words of the Universal Commerce Protocol: besides
//! availability they have one for when it can be fulfilled, and a warning for what has to be waited for.

use super::FeedRequest;
use super::catalogue::{Format, feed, json_line};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::PageContext;
use dockline_app::present::{Offer, offer_headline};
use dockline_engine::view::{ProductView, Shop};
use serde_json::{Value, json};

#[derive(Clone, Copy)]
struct Ucp;

impl Format for Ucp {
    const MEDIA_TYPE: &'static str = "application/jsonl; charset=utf-8";

    fn begin(self, _: &PageContext, _: &Shop) -> Vec<u8> {
        Vec::new()
    }

    fn products(self, ctx: &PageContext, products: &[ProductView]) -> Vec<u8> {
        products.iter().flat_map(Offer::all).flat_map(|offer| json_line(&variant(ctx, &offer))).collect()
    }

    fn end(self) -> &'static [u8] {
        b""
    }
}

/// The feed.
pub async fn show(State(state): State<AppState>, Path(shop): Path<String>, request: FeedRequest) -> Response {
    feed(&state, &shop, &request, Ucp).await
}

fn variant(ctx: &PageContext, offer: &Offer<'_>) -> Value {
    let (variant, words) = (offer.variant, offer.status.words());
    let mut said = json!({
        "id": variant.sku.as_str(),
        "product_id": offer.view.product.handle.as_str(),
        "title": offer.name(),
        "url": offer.url_in_language(ctx),
        "price": { "amount": variant.price.minor, "currency": variant.price.currency.as_str() },
        "availability": { "available": words.orderable, "status": words.agent },
    });
    if let Some(start) = fulfillable_on(offer) {
        said["fulfillable_on"] = Value::String(start);
    }
    if offer.waits {
        let content = offer_headline(ctx, offer);
        let path = "$.availability";
        said["messages"] = json!([{ "type": "warning", "code": "delayed_fulfillment", "path": path, "content": content }]);
    }
    said
}

/// `now`, or the instant from which it can be; nothing while nobody can say.
fn fulfillable_on(offer: &Offer<'_>) -> Option<String> {
    match (offer.status.words().orderable, offer.waits) {
        (false, _) => None,
        (true, false) => Some("now".to_owned()),
        (true, true) => offer.available_from("%Y-%m-%dT%H:%M:%S%:z"),
    }
}
