//! `/s/{shop}/feeds/ucp.jsonl`: the catalogue for shopping agents, a variant a line, in the words
//! of the Universal Commerce Protocol (a variant of 2026-08-25, which is one of 2026-04-08 as
//! well): besides availability they have one for when it can be fulfilled, and a warning for what
//! has to be waited for.

use super::FeedRequest;
use super::catalogue::{Format, feed, json_line};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_view::{ProductView, Shop};
use dockline_words::present::{Offer, offer_headline};
use dockline_words::{PageContext, link};
use serde_json::{Value, json};

/// Most characters of what it is.
const DESCRIPTION_CHARS_MAX: usize = 5_000;

#[derive(Clone, Copy)]
struct Ucp;

impl Format for Ucp {
    const NAME: &'static str = "ucp.jsonl";
    const MEDIA_TYPE: &'static str = "application/jsonl; charset=utf-8";

    fn begin(self, _: &PageContext, _: &Shop) -> Vec<u8> {
        Vec::new()
    }

    fn products(self, ctx: &PageContext, products: &[ProductView]) -> Vec<u8> {
        products
            .iter()
            .flat_map(Offer::all)
            .flat_map(|offer| json_line(&variant(ctx, &offer)))
            .collect()
    }

    fn end(self) -> &'static [u8] {
        b""
    }
}

/// The feed.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: FeedRequest,
) -> Response {
    feed(&state, &shop, &request, Ucp).await
}

fn variant(ctx: &PageContext, offer: &Offer<'_>) -> Value {
    let (variant, words) = (offer.variant, offer.status.words());
    let headline = offer_headline(ctx, offer);
    let options: Vec<Value> = variant
        .options
        .iter()
        .map(|option| json!({ "name": option.name, "label": option.value }))
        .collect();
    let mut said = json!({
        "id": variant.sku.as_str(),
        "sku": variant.sku.as_str(),
        "product_id": offer.view.product.handle.as_str(),
        "title": offer.name(),
        "description": { "plain": described(&headline, &offer.view.product.description) },
        "url": offer.url_in_language(ctx),
        "price": { "amount": variant.price.minor, "currency": variant.price.currency.as_str() },
        "availability": { "available": words.orderable, "status": words.agent },
        "seller": { "name": offer.view.shop.profile.name },
    });
    if !options.is_empty() {
        // The first text of 2026-04-08 has another name for them, and agents that read that.
        said["selected_options"] = Value::Array(options.clone());
        said["options"] = Value::Array(options);
    }
    if let Some(gtin) = variant.gtin_for_others() {
        said["barcodes"] = json!([{ "type": "GTIN", "value": gtin }]);
    }
    if let Some(image) = offer.image(ctx) {
        said["media"] = json!([{ "type": "image", "url": image }]);
    }
    if let Some(start) = fulfillable_on(offer) {
        said["fulfillable_on"] = Value::String(start);
    }
    if offer.waits {
        let path = "$.availability";
        said["messages"] = json!([{ "type": "warning", "code": "delayed_fulfillment", "path": path, "content": headline }]);
    }
    said
}

/// The sentence of its page, then what it is.
fn described(headline: &str, description: &str) -> String {
    let text = link::plain_text(description, DESCRIPTION_CHARS_MAX);
    if text.is_empty() {
        headline.to_owned()
    } else {
        format!("{headline}. {text}")
    }
}

/// `now`, or the instant from which it can be; nothing while nobody can say.
fn fulfillable_on(offer: &Offer<'_>) -> Option<String> {
    match (offer.status.words().orderable, offer.waits) {
        (false, _) => None,
        (true, false) => Some("now".to_owned()),
        (true, true) => offer.available_from("%Y-%m-%dT%H:%M:%S%:z"),
    }
}
