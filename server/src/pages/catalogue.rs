//! `/s/{shop}`: the catalogue with its search.

use super::request::PageRequest;
use super::{Answer, private_page};
use crate::state::AppState;
use axum::extract::{Path, State};
use dockline_app::page;
use dockline_engine::Listing;
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
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let search = request.search(SEARCH_CHARS_MAX);
    let search = Some(search.as_str()).filter(|text| !text.is_empty());
    let cursor = request.query("cursor");
    let found = state
        .engine
        .catalogue(
            &shop,
            Listing::Sold,
            search.unwrap_or(""),
            cursor,
            PRODUCTS_PER_PAGE,
        )
        .await;
    let found = found.map_err(|error| request.unanswered(Some(&shop), &error))?;
    let context = request.context_at(link::catalogue(&shop.slug, search, cursor));
    let mut response = private_page(
        StatusCode::OK,
        page::catalogue(&context, &found, search, cursor),
    );
    request.remember_language(response.headers_mut());
    Ok(response)
}
