//! `/app/live`: the one stream of a page. It brings the whole present view of each topic in the
//! page's words, whenever it changes.

use super::request::PageRequest;
use crate::api::problem::Problem;
use crate::client::Client;
use crate::console;
use crate::holdings::{Permit, Refused};
use crate::live::distinct;
use crate::state::AppState;
use crate::streams;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use futures::stream;
use http::StatusCode;
use std::net::IpAddr;

/// Most orders of one stream: a page shows one.
const ORDERS_MAX: usize = 1;

/// The right to open a stream. When strangers have all that are for everybody, there are some left
/// for those who have an order or run the shop.
async fn admitted(
    state: &AppState,
    client: IpAddr,
    request: &PageRequest,
    topics: &[&str],
) -> Result<Permit, Refused> {
    let refused = match state.streams.open(client) {
        Err(refused @ Refused::Total) => refused,
        answered => return answered,
    };
    if state.live.has_order(topics, request.lang()).await
        || console::is_at_work(request, state).await
    {
        state.streams.open_reserved(client)
    } else {
        Err(refused)
    }
}

/// Opens the stream of a page.
pub async fn stream(
    State(state): State<AppState>,
    Client(client): Client,
    request: PageRequest,
) -> Response {
    let wanted = distinct(request.queries("topic"), ORDERS_MAX);
    let permit = match admitted(&state, client, &request, &wanted).await {
        Ok(permit) => permit,
        Err(full) => return Problem::from(full).into_response(),
    };
    let shop = request.query("shop").unwrap_or("");
    match state.live.follow(shop, wanted, request.lang()).await {
        Ok(followed) if followed.is_empty() => StatusCode::NO_CONTENT.into_response(),
        Ok(followed) => streams::response(stream::select_all(followed), permit, &state.stopping),
        Err(error) => {
            tracing::error!(%error, "a live stream could not begin");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
