//! `/s/{shop}/p/{handle}/progress.json`: where a product is, to subscribe to (JSON Feed 1.1). Under
//! `_dockline` programs find the same as data: of the feed what the REST interface answers about
//! each variant, of an item the windows or the stage.

use super::{FeedRequest, progress};
use crate::api::schema::{AvailabilityBody, WindowBody};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_view::ProductView;
use dockline_words::link;
use dockline_words::present::{NewsItem, ProductNews};
use serde_json::{Value, json};

/// The feed.
pub async fn show(
    State(state): State<AppState>,
    Path((shop, handle)): Path<(String, String)>,
    request: FeedRequest,
) -> Response {
    let (view, news) = match progress::of_product(&state, &shop, &handle, &request).await {
        Ok(found) => found,
        Err(problem) => return problem,
    };
    request.answer("application/feed+json; charset=utf-8", view.version, || {
        Body::from(written(&request, &view, &news).to_string())
    })
}

fn written(request: &FeedRequest, view: &ProductView, news: &ProductNews) -> Value {
    let ctx = request.context();
    let availability: Vec<AvailabilityBody> = view
        .snapshots
        .iter()
        .map(|snapshot| AvailabilityBody::new(snapshot, 1))
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": news.title,
        "description": news.now.join("\n"),
        "home_page_url": news.page,
        "feed_url": ctx.absolute(&link::progress(&view.shop.slug, &view.product.handle, "progress.json", ctx.lang)),
        "language": ctx.lang.tag(),
        "authors": [{ "name": view.shop.profile.name }],
        "items": news.items.iter().map(|one| item(news, one)).collect::<Vec<_>>(),
        "_dockline": { "availability": availability },
    });
    if let Some(image) = &view.product.image {
        feed["icon"] = Value::String(ctx.absolute(image));
    }
    feed
}

fn item(news: &ProductNews, item: &NewsItem) -> Value {
    let mut data = serde_json::Map::new();
    if let Some((before, after)) = item.moved {
        data.insert(
            "ships_before".to_owned(),
            json!(before.map(WindowBody::from)),
        );
        data.insert("ships".to_owned(), json!(after.map(WindowBody::from)));
    }
    if let Some(stage) = item.stage {
        data.insert("stage".to_owned(), stage.name().into());
    }
    json!({
        "id": item.id,
        "url": news.page,
        "title": item.title,
        "content_text": item.text,
        "date_published": item.at.to_string(),
        "_dockline": data,
    })
}
