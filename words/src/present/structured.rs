//! What search engines and social networks read: the same facts as the page says, in their words.

use super::Offer;
use crate::{PageContext, link, price_for_machines};
use dockline_domain::catalogue::VariantDraft;
use dockline_domain::facts::Unit;
use serde_json::{Value, json};

/// The Open Graph properties of a product page, in order.
pub type OpenGraph = Vec<(&'static str, String)>;

/// A product with one offer, that of the chosen variant, as schema.org JSON-LD. Safe inside a
/// `script` element.
pub fn product_json_ld(ctx: &PageContext, offer: &Offer<'_>) -> String {
    let (view, variant) = (offer.view, offer.variant);
    let mut stated = json!({
        "@type": "Offer",
        "url": offer.url(ctx),
        "price": price_for_machines(variant.price),
        "priceCurrency": variant.price.currency.as_str(),
        "availability": offer.status.words().schema_org,
        "itemCondition": "https://schema.org/NewCondition",
        "seller": { "@type": "Organization", "name": view.shop.profile.name },
    });
    if let Some(start) = offer.available_from("%Y-%m-%dT%H:%M:%S%:z") {
        stated["availabilityStarts"] = Value::String(start);
    }
    if let Some(price) = unit_price(variant) {
        stated["priceSpecification"] = price;
    }
    let mut product = json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": offer.name(),
        "sku": variant.sku.as_str(),
        "description": link::plain_text(&view.product.description, 500),
        "offers": stated,
    });
    if let Some(image) = offer.image(ctx) {
        product["image"] = Value::String(image);
    }
    if let Some(vendor) = &view.product.vendor {
        product["brand"] = json!({ "@type": "Brand", "name": vendor });
    }
    if let Some(maker) = &view.product.facts.maker {
        product["manufacturer"] = json!({ "@type": "Organization", "name": maker.name });
    }
    if let Some(gtin) = variant.gtin_for_others() {
        product["gtin"] = Value::String(gtin.to_owned());
    }
    product.to_string().replace('<', "\\u003c")
}

/// The price of a kilogram, litre or metre, with its unit as UN/CEFACT codes it.
fn unit_price(variant: &VariantDraft) -> Option<Value> {
    let (price, unit) = variant.content?.unit_price(variant.price)?;
    let code = match unit {
        Unit::G => "GRM",
        Unit::Kg => "KGM",
        Unit::Ml => "MLT",
        Unit::L => "LTR",
        Unit::Cm => "CMT",
        Unit::M => "MTR",
        Unit::M2 => "MTK",
        Unit::Piece => "C62",
    };
    Some(json!({
        "@type": "UnitPriceSpecification",
        "price": price_for_machines(price),
        "priceCurrency": price.currency.as_str(),
        "referenceQuantity": { "@type": "QuantitativeValue", "value": 1, "unitCode": code },
    }))
}

/// The Open Graph properties of a product page.
pub fn open_graph(ctx: &PageContext, offer: &Offer<'_>) -> OpenGraph {
    let (view, variant) = (offer.view, offer.variant);
    let mut properties = vec![
        ("og:type", "product".to_owned()),
        ("og:title", offer.name()),
        ("og:url", offer.url(ctx)),
        ("og:site_name", view.shop.profile.name.clone()),
        ("og:locale", ctx.lang.open_graph().to_owned()),
        (
            "product:availability",
            offer.status.words().open_graph.to_owned(),
        ),
        ("product:condition", "new".to_owned()),
        ("product:price:amount", price_for_machines(variant.price)),
        ("product:price:currency", variant.price.currency.to_string()),
        ("product:retailer_item_id", variant.sku.to_string()),
    ];
    if let Some(image) = offer.image(ctx) {
        properties.push(("og:image", image));
    }
    properties
}
