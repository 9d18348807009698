//! `/s/{shop}/p/{handle}/calendar.ics?variant=SKU` and `/o/{token}/calendar.ics`: the day on which
//! it ships, to subscribe to.

use super::{FeedRequest, ical};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_words::present::{CalendarEntry, Offer, offer_entry, order_entries};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, REFERRER_POLICY};

const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// When one unit of a variant ships, or of each variant of a product.
pub async fn of_product(
    State(state): State<AppState>,
    Path((shop, handle)): Path<(String, String)>,
    request: FeedRequest,
) -> Response {
    let found = async {
        let shop = state.engine.shop(&shop).await?;
        state.engine.product(&shop, &handle).await
    };
    let view = match found.await {
        Ok(view) => view,
        Err(error) => return request.page.unanswered(None, &error),
    };
    let wanted = request.page.query("variant");
    let asked = Offer::all(&view)
        .filter(|offer| wanted.is_none_or(|sku| offer.variant.sku.as_str() == sku));
    let entries: Vec<CalendarEntry> = asked
        .map(|offer| offer_entry(request.context(), &offer))
        .collect();
    if entries.is_empty() {
        return request
            .page
            .problem(Some(&view.shop), ProblemKind::NotFound);
    }
    request.answer(MEDIA_TYPE, view.version, || {
        Body::from(ical::calendar(&view.product.title, &entries))
    })
}

/// When the parts of an order ship. The address is a secret, as the order's page: no cache between
/// keeps it.
pub async fn of_order(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: FeedRequest,
) -> Response {
    let view = match state.engine.order(&token).await {
        Ok(view) => view,
        Err(error) => return request.page.unanswered(None, &error),
    };
    let name = request
        .context()
        .words()
        .fill("order-number", [("number", view.reference.clone().into())]);
    let entries = order_entries(request.context(), &view);
    let mut response = request.answer(MEDIA_TYPE, view.version, || {
        Body::from(ical::calendar(&name, &entries))
    });
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
