//! What variants are called.

use dockline_domain::id::Sku;
use dockline_engine::Engine;
use dockline_view::{ProductView, Shop, VariantSnapshot};
use dockline_words::Names;
use dockline_words::present::order_line_name;
use std::sync::Arc;

/// Most names that one page asks for; what lies beyond stands under its SKU.
const NAMES_MAX: usize = 500;

/// The names of some variants; what is not in the catalogue any more is missing.
pub(crate) async fn of_skus<'a>(
    engine: &Engine,
    shop: &Arc<Shop>,
    skus: impl Iterator<Item = &'a Sku>,
) -> Names {
    let mut names = Names::new();
    for sku in skus.take(NAMES_MAX) {
        if names.contains_key(sku) {
            continue;
        }
        if let Ok(view) = engine.product_of(shop, sku.as_str()).await {
            for variant in &view.product.variants {
                names.insert(
                    variant.sku.clone(),
                    order_line_name(&view.product.title, &variant.options),
                );
            }
        }
    }
    names
}

/// The name of a variant; its SKU when it is not in the catalogue any more.
pub(crate) async fn of_sku(engine: &Engine, shop: &Arc<Shop>, sku: &Sku) -> String {
    let view = engine.product_of(shop, sku.as_str()).await;
    let name = view.ok().and_then(|view| in_product(&view, sku));
    name.unwrap_or_else(|| sku.to_string())
}

/// The same, of a snapshot.
pub(crate) async fn of_snapshot(
    engine: &Engine,
    shop: &Arc<Shop>,
    snapshot: &VariantSnapshot,
) -> String {
    let view = engine.product(shop, snapshot.handle.as_str()).await;
    let name = view.ok().and_then(|view| in_product(&view, &snapshot.sku));
    name.unwrap_or_else(|| snapshot.sku.to_string())
}

fn in_product(view: &ProductView, sku: &Sku) -> Option<String> {
    let mut variants = view.product.variants.iter();
    let variant = variants.find(|variant| variant.sku == *sku)?;
    Some(order_line_name(&view.product.title, &variant.options))
}
