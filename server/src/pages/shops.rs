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
    // What is only tried out is for whom it was set up, unless there is nothing else.
    let (tried_out, mut listed): (Vec<_>, Vec<_>) =
        shops.into_iter().partition(|shop| shop.rehearsal);
    if listed.is_empty() {
        listed = tried_out;
    }
    let rehearsal = state
        .demo_login()
        .and_then(|demo| demo.rehearsal.as_deref());
    if let ([only], None) = (listed.as_slice(), rehearsal) {
        return see_other(&link::shop(&only.slug));
    }
    let card = |shop: &std::sync::Arc<dockline_view::Shop>| ShopCard {
        slug: shop.slug.to_string(),
        name: shop.profile.name.clone(),
        tagline: shop.profile.tagline.clone(),
    };
    let cards: Vec<ShopCard> = listed.iter().map(card).collect();
    let mut response = private_page(
        StatusCode::OK,
        page::shops(&request.context, &cards, rehearsal),
    );
    request.remember_language(response.headers_mut());
    response
}
