//! `/`: the shop, or the list of shops.

use super::request::PageRequest;
use super::{private_page, see_other};
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use dockline_app::page::{self, ShopCard};
use dockline_words::link;
use http::StatusCode;

/// The one shop there is, or a list of them.
pub async fn show(State(state): State<AppState>, request: PageRequest) -> Response {
    let shops = match state.engine.shops().await {
        Ok(shops) => shops,
        Err(error) => return request.unanswered(None, &error),
    };
    if let [only] = shops.as_slice() {
        return see_other(&link::shop(&only.slug));
    }
    let card = |shop: &std::sync::Arc<dockline_view::Shop>| ShopCard {
        slug: shop.slug.to_string(),
        name: shop.profile.name.clone(),
        tagline: shop.profile.tagline.clone(),
    };
    let cards: Vec<ShopCard> = shops.iter().map(card).collect();
    let mut response = private_page(StatusCode::OK, page::shops(&request.context, &cards));
    request.remember_language(response.headers_mut());
    response
}
