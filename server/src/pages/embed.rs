//! `/docs/embed`: how to put the widget into other pages, by a form that says what is wanted:
//! `?shop=&sku=&layout=…`.

use super::private_page;
use super::request::PageRequest;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use dockline_app::page::{self, EmbedPage, Wish};
use dockline_engine::Listing;
use dockline_view::{Shop, VariantSnapshot};
use http::{StatusCode, header};
use std::sync::Arc;

/// Most products whose variants are offered to choose from.
const PRODUCTS_MAX: i64 = 100;

/// What the page needs to know of a shop.
pub(crate) struct Sample {
    snapshot: Option<Arc<VariantSnapshot>>,
    skus: Vec<String>,
}

impl Sample {
    /// The variant that is wanted, or one that waits for supply, or any.
    pub(crate) async fn of(state: &AppState, shop: &Arc<Shop>, wish: &Wish) -> Self {
        let catalogue = state
            .engine
            .catalogue(shop, Listing::Sold, "", None, PRODUCTS_MAX)
            .await;
        let all: Vec<_> = catalogue.map_or_else(
            |_| Vec::new(),
            |page| {
                page.products
                    .into_iter()
                    .flat_map(|product| product.snapshots)
                    .collect()
            },
        );
        let skus = all
            .iter()
            .map(|snapshot| snapshot.sku.to_string())
            .collect();
        let snapshot = match &wish.sku {
            Some(sku) => state.engine.snapshot(shop, sku).await.ok(),
            None => all
                .iter()
                .find(|snapshot| snapshot.availability(1).position.is_some())
                .or(all.first())
                .cloned(),
        };
        Self { snapshot, skus }
    }

    /// The page about it.
    pub(crate) fn page<'a>(&'a self, state: &'a AppState, wish: &'a Wish) -> EmbedPage<'a> {
        let widget = &state.site.widget;
        EmbedPage {
            wish,
            snapshot: self.snapshot.as_deref(),
            skus: self.skus.clone(),
            version: &widget.version,
            integrity: &widget.integrity,
            is_released: widget.unreleased.is_empty(),
        }
    }
}

/// The page.
pub async fn show(State(state): State<AppState>, request: PageRequest) -> Response {
    let field = |name: &str| request.query(name);
    let wish = Wish::read(&field);
    let shop = match &wish.shop {
        Some(slug) => state.engine.shop(slug).await.ok(),
        None => state
            .engine
            .shops()
            .await
            .ok()
            .and_then(|shops| shops.into_iter().next()),
    };
    let sample = match &shop {
        Some(shop) => Sample::of(&state, shop, &wish).await,
        None => Sample {
            snapshot: None,
            skus: Vec::new(),
        },
    };
    let html = page::embed(
        &request.context,
        shop.as_deref(),
        &sample.page(&state, &wish),
    );
    let mut response = private_page(StatusCode::OK, html);
    request.remember_language(response.headers_mut());
    response
}

/// The colours of the preview. No style is allowed inside the page.
pub async fn look(request: PageRequest) -> Response {
    let field = |name: &str| request.query(name);
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, Wish::read(&field).look()).into_response()
}
