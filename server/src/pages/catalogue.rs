//! `/s/{shop}`: the catalogue with its search.

use super::private_page;
use super::request::PageRequest;
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page;
use dockline_words::link;
use http::StatusCode;

/// Products on one page.
const PRODUCTS_PER_PAGE: i64 = 24;
/// Longest search, in characters.
const SEARCH_CHARS_MAX: usize = 100;

/// A page of the catalogue.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
) -> Response {
    let shop = match state.engine.shop(&shop).await {
        Ok(shop) => shop,
        Err(error) => return request.unanswered(None, &error),
    };
    let search = request.search(SEARCH_CHARS_MAX);
    let search = Some(search.as_str()).filter(|text| !text.is_empty());
    let cursor = request.query("cursor");
    match state
        .engine
        .catalogue(&shop, search.unwrap_or(""), cursor, PRODUCTS_PER_PAGE)
        .await
    {
        Ok(found) => {
            let context = request.context_at(link::catalogue(&shop.slug, search, cursor));
            let mut response = private_page(
                StatusCode::OK,
                page::catalogue(&context, &found, search, cursor),
            );
            request.remember_language(response.headers_mut());
            response
        }
        Err(error) => request.unanswered(Some(&shop), &error),
    }
}
