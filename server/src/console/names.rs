//! What variants are called.

use crate::state::AppState;
use dockline_app::page::console::Names;
use dockline_app::present::order_line_name;
use dockline_domain::id::Sku;
use dockline_engine::view::Shop;
use std::sync::Arc;

/// Most names that one page asks for; what lies beyond stands under its SKU.
const NAMES_MAX: usize = 500;

/// The names of some variants; what is not in the catalogue any more is missing.
pub(super) async fn names<'a>(
    state: &AppState,
    shop: &Arc<Shop>,
    skus: impl Iterator<Item = &'a Sku>,
) -> Names {
    let mut names = Names::new();
    for sku in skus.take(NAMES_MAX) {
        if names.contains_key(sku) {
            continue;
        }
        if let Ok(view) = state.engine.product_of(shop, sku.as_str()).await {
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
