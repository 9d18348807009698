//! `/docs/embed`: how to put the widget into other pages. `?shop=&sku=` choose the example.

use super::private_page;
use super::request::PageRequest;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use dockline_app::page::{self, EmbedSample};
use dockline_engine::view::{Shop, VariantSnapshot};
use http::StatusCode;
use std::sync::Arc;

/// The page.
pub async fn show(State(state): State<AppState>, request: PageRequest) -> Response {
    let shop = match request.query("shop") {
        Some(slug) => state.engine.shop(slug).await.ok(),
        None => state.engine.shops().into_iter().next(),
    };
    let snapshot = match &shop {
        Some(shop) => example(&state, shop, request.query("sku")).await,
        None => None,
    };
    let widget = &state.site.widget;
    let sample = EmbedSample { snapshot: snapshot.as_deref(), version: &widget.version, integrity: &widget.integrity };
    let mut response = private_page(StatusCode::OK, page::embed(&request.context, shop.as_deref(), &sample));
    request.remember_language(response.headers_mut());
    response
}

/// The variant that was asked for, or one that waits for supply, or any.
async fn example(state: &AppState, shop: &Arc<Shop>, sku: Option<&str>) -> Option<Arc<VariantSnapshot>> {
    if let Some(sku) = sku {
        return state.engine.snapshot(shop, sku).await.ok();
    }
    let products = state.engine.catalogue(shop, "", None, 20).await.ok()?.products;
    let all: Vec<_> = products.into_iter().flat_map(|product| product.snapshots).collect();
    let waits = all.iter().find(|snapshot| snapshot.availability(1).position.is_some());
    waits.or(all.first()).cloned()
}
