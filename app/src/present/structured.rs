//! What search engines and social networks read: the same facts as the page says, in their words.

use crate::page::PageContext;
use crate::page::link;
use crate::words::price_for_machines;
use dockline_domain::availability::Status;
use dockline_domain::catalogue::VariantDraft;
use dockline_engine::view::{ProductView, VariantSnapshot};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// The Open Graph properties of a product page, in order.
pub type OpenGraph = Vec<(&'static str, String)>;

/// A product with one offer, that of the chosen variant, as schema.org JSON-LD. Safe inside a `script` element.
pub fn product_json_ld(ctx: &PageContext, view: &ProductView, variant: &VariantDraft, snapshot: &VariantSnapshot) -> String {
    let answer = snapshot.availability(1);
    let words = answer.status.words();
    let path = link::product(&view.shop.slug, &view.product.handle, Some(&variant.sku), 1);
    let mut offer = json!({
        "@type": "Offer",
        "url": ctx.absolute(&path),
        "price": price_for_machines(variant.price),
        "priceCurrency": variant.price.currency.as_str(),
        "availability": words.schema_org,
        "itemCondition": "https://schema.org/NewCondition",
        "seller": { "@type": "Organization", "name": view.shop.profile.name },
    });
    let waits = matches!(answer.status, Status::Backorder | Status::Preorder | Status::MadeToOrder);
    if let Some(latest) = answer.parts.iter().filter_map(|part| part.ship_latest).max().filter(|_| waits) {
        offer["availabilityStarts"] = Value::String(start_of_day(latest, &view.shop.zone));
    }
    let mut product = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": super::order_line_name(&view.product.title, &variant.options),
        "sku": variant.sku.as_str(),
        "description": link::plain_text(&view.product.description, 500),
        "offers": offer,
    });
    if let Some(image) = variant.image.as_ref().or(view.product.image.as_ref()) {
        product["image"] = Value::String(ctx.absolute(image));
    }
    if let Some(vendor) = &view.product.vendor {
        product["brand"] = json!({ "@type": "Brand", "name": vendor });
    }
    if let Some(gtin) = &variant.gtin {
        product["gtin"] = Value::String(gtin.clone());
    }
    product.to_string().replace('<', "\\u003c")
}

/// The first instant of a local date, with its offset from UTC.
fn start_of_day(date: Date, zone: &TimeZone) -> String {
    date.to_zoned_datetime(zone.clone()).map_or_else(|_| date.to_string(), |start| start.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// The Open Graph properties of a product page.
pub fn open_graph(ctx: &PageContext, view: &ProductView, variant: &VariantDraft, snapshot: &VariantSnapshot) -> OpenGraph {
    let status = snapshot.availability(1).status.words();
    let path = link::product(&view.shop.slug, &view.product.handle, Some(&variant.sku), 1);
    let mut properties = vec![
        ("og:type", "product".to_owned()),
        ("og:title", super::order_line_name(&view.product.title, &variant.options)),
        ("og:url", ctx.absolute(&path)),
        ("og:site_name", view.shop.profile.name.clone()),
        ("og:locale", ctx.lang.open_graph().to_owned()),
        ("product:availability", status.open_graph.to_owned()),
        ("product:condition", "new".to_owned()),
        ("product:price:amount", price_for_machines(variant.price)),
        ("product:price:currency", variant.price.currency.to_string()),
        ("product:retailer_item_id", variant.sku.to_string()),
    ];
    if let Some(image) = variant.image.as_ref().or(view.product.image.as_ref()) {
        properties.push(("og:image", ctx.absolute(image)));
    }
    properties
}
