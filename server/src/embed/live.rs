//! `/embed/v1/live?topic=demo/TENT&topic=…`: one stream for all widgets of a page. It tells which
//! version of a variant there is, and a widget that shows an older one asks for its fragment: so a
//! page of one language, quantity and layout costs what it shows, and caches carry the rest.

use crate::api::problem::Problem;
use crate::client::Client;
use crate::state::AppState;
use crate::streams;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use dockline_engine::ReadError;
use dockline_view::VariantSnapshot;
use futures::stream::{self, StreamExt as _};
use http::StatusCode;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Most variants of one stream.
const TOPICS_MAX: usize = 50;
/// Shortest time between two versions of one variant: what sells fast must not keep its watchers
/// asking.
const GAP: Duration = Duration::from_millis(250);
/// Opens the stream of a page. Variants that are not known are left out: their widgets know
/// already.
pub async fn stream(
    State(state): State<AppState>,
    Client(client): Client,
    RawQuery(query): RawQuery,
) -> Response {
    let permit = match state.streams.open(client) {
        Ok(permit) => permit,
        Err(full) => return Problem::from(full).into_response(),
    };
    let query = query.unwrap_or_default();
    let pairs = form_urlencoded::parse(query.as_bytes());
    let topics = pairs
        .filter(|(name, _)| name == "topic")
        .map(|(_, topic)| topic.into_owned())
        .take(TOPICS_MAX);
    let topics: BTreeSet<String> = topics.collect();
    let mut followed = Vec::new();
    for topic in topics {
        match follow(&state, &topic).await {
            Ok(receiver) => followed.push(hints(state.clone(), topic, receiver).boxed()),
            Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {}
            Err(ReadError::Store(error)) => {
                tracing::error!(%error, "a widget's stream could not begin");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        }
    }
    if followed.is_empty() {
        return StatusCode::NO_CONTENT.into_response();
    }
    streams::response(stream::select_all(followed), permit, &state.stopping)
}

async fn follow(
    state: &AppState,
    topic: &str,
) -> Result<watch::Receiver<Arc<VariantSnapshot>>, ReadError> {
    let (shop, sku) = topic
        .split_once('/')
        .ok_or_else(|| ReadError::not_found("topic", topic))?;
    let shop = state.engine.shop(shop).await?;
    state.engine.watch(&shop, sku).await
}

/// The present version of a variant, and each later one. One that was renamed goes on under its new
/// SKU. One that leaves the catalogue has a last version that nobody gets.
fn hints(
    state: AppState,
    topic: String,
    receiver: watch::Receiver<Arc<VariantSnapshot>>,
) -> impl futures::Stream<Item = Bytes> + Send {
    stream::unfold(
        (state, topic, Some(receiver), true),
        |(state, topic, receiver, is_first)| async move {
            let mut receiver = receiver?;
            let mut version = receiver.borrow().version;
            if is_first {
                receiver.mark_unchanged();
            }
            let mut followed = Some(receiver);
            if !is_first {
                tokio::time::sleep(GAP).await;
                let mut receiver = followed?;
                if receiver.changed().await.is_ok() {
                    version = receiver.borrow_and_update().version;
                    followed = Some(receiver);
                } else if let Ok(mut renamed) = follow(&state, &topic).await {
                    version = renamed.borrow_and_update().version;
                    followed = Some(renamed);
                } else {
                    version += 1;
                    followed = None;
                }
            }
            let frame = Bytes::from(format!("id: {version}\ndata: {version} {topic}\n\n"));
            Some((frame, (state, topic, followed, false)))
        },
    )
}
