//! `/s/{shop}/feeds/acp.jsonl`: the catalogue for shopping agents, a product a line, in the words
//! of the Agentic Commerce Protocol's feed (2026-04-17). Its schema takes no field for a date: the
//! description of a variant begins with the sentence of its page, which has it.

use super::FeedRequest;
use super::catalogue::{Format, feed, json_line};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_view::{ProductView, Shop};
use dockline_words::present::{Offer, offer_headline};
use dockline_words::{PageContext, link};
use serde_json::{Value, json};

/// Most characters of a description.
const DESCRIPTION_CHARS_MAX: usize = 5_000;

#[derive(Clone, Copy)]
struct Acp;

impl Format for Acp {
    const NAME: &'static str = "acp.jsonl";
    const MEDIA_TYPE: &'static str = "application/jsonl; charset=utf-8";

    fn begin(self, _: &PageContext, _: &Shop) -> Vec<u8> {
        Vec::new()
    }

    fn products(self, ctx: &PageContext, products: &[ProductView]) -> Vec<u8> {
        let sold = products
            .iter()
            .filter(|view| !view.product.variants.is_empty());
        sold.flat_map(|view| json_line(&product(ctx, view)))
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
    feed(&state, &shop, &request, Acp).await
}

fn product(ctx: &PageContext, view: &ProductView) -> Value {
    let path = link::in_language(
        &link::product(&view.shop.slug, &view.product.handle, None, 1),
        ctx.lang,
    );
    let mut product = json!({
        "id": view.product.handle.as_str(),
        "title": view.product.title,
        "url": ctx.absolute(&path),
        "variants": Offer::all(view).map(|offer| variant(ctx, &offer)).collect::<Vec<_>>(),
    });
    let described = link::plain_text(&view.product.description, DESCRIPTION_CHARS_MAX);
    if !described.is_empty() {
        product["description"] = json!({ "plain": described });
    }
    if let Some(image) = &view.product.image {
        product["media"] = media(&ctx.absolute(image));
    }
    product
}

fn media(url: &str) -> Value {
    json!([{ "type": "image", "url": url }])
}

fn variant(ctx: &PageContext, offer: &Offer<'_>) -> Value {
    let (variant, words) = (offer.variant, offer.status.words());
    let option = |option: &dockline_domain::catalogue::OptionValue| json!({ "name": option.name, "value": option.value });
    let mut said = json!({
        "id": variant.sku.as_str(),
        "title": offer.name(),
        "description": { "plain": offer_headline(ctx, offer) },
        "url": offer.url_in_language(ctx),
        "price": { "amount": variant.price.minor, "currency": variant.price.currency.as_str() },
        "availability": { "available": words.orderable, "status": words.agent_feed },
        "condition": ["new"],
        "variant_options": variant.options.iter().map(option).collect::<Vec<_>>(),
        "seller": { "name": offer.view.shop.profile.name },
    });
    if let Some(gtin) = variant.gtin_for_others() {
        said["barcodes"] = json!([{ "type": "GTIN", "value": gtin }]);
    }
    if let Some(image) = &variant.image {
        said["media"] = media(&ctx.absolute(image));
    }
    said
}
