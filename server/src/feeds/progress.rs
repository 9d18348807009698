//! What both progress feeds of a product are written from.

use super::FeedRequest;
use crate::state::AppState;
use axum::response::Response;
use dockline_domain::id::Sku;
use dockline_view::ProductView;
use dockline_words::present::{ProductNews, product_news};

/// Most items of a feed: the newest.
const ITEMS_MAX: usize = 50;

/// A product with its news.
pub async fn of_product(
    state: &AppState,
    shop: &str,
    handle: &str,
    request: &FeedRequest,
) -> Result<(ProductView, ProductNews), Response> {
    let found = async {
        let shop = state.engine.shop(shop).await?;
        let view = state.engine.product(&shop, handle).await?;
        let skus: Vec<Sku> = view
            .snapshots
            .iter()
            .map(|snapshot| snapshot.sku.clone())
            .collect();
        let changes = state.engine.supply_changes(&shop, &skus, ITEMS_MAX).await?;
        Ok((view, changes))
    };
    let (view, changes) = found
        .await
        .map_err(|error| request.page.unanswered(None, &error))?;
    let news = product_news(request.context(), &view, &changes);
    Ok((view, news))
}
