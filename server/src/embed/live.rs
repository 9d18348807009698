//! `/embed/v1/live?topic=demo/TENT&topic=…`: one stream for all widgets of a page. It tells which
//! version of a variant there is, and a widget that shows an older one asks for its fragment: so a
//! page of one language, quantity and layout costs what it shows, and caches carry the rest.

use crate::api::problem::Problem;
use crate::client::Client;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use dockline_engine::ReadError;
use dockline_engine::view::VariantSnapshot;
use futures::stream::{self, StreamExt as _};
use http::{HeaderValue, StatusCode, header};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Most variants of one stream.
const TOPICS_MAX: usize = 50;
/// Shortest time between two versions of one variant: what sells fast must not keep its watchers
/// asking.
const GAP: Duration = Duration::from_millis(250);
/// A comment is sent this often, so that nobody on the way thinks the stream is dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A stream ends after this time; the page opens another.
const LIFETIME: Duration = Duration::from_mins(15);

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
            Ok(receiver) => followed.push(hints(topic, receiver).boxed()),
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
    let first = stream::once(async { Bytes::from_static(b"retry: 2000\n\n") });
    let beats = stream::unfold((), |()| async {
        tokio::time::sleep(HEARTBEAT).await;
        Some((Bytes::from_static(b":\n\n"), ()))
    });
    let frames = first.chain(stream::select(stream::select_all(followed), beats.boxed()));
    let frames = frames
        .take_until(tokio::time::sleep(LIFETIME))
        .take_until(state.stopping.clone().cancelled_owned());
    let body = frames.map(move |frame| {
        let _open = &permit;
        Ok::<_, Infallible>(frame)
    });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
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

/// The present version of a variant, and each later one. One that leaves the catalogue has a last
/// version that nobody gets.
fn hints(
    topic: String,
    receiver: watch::Receiver<Arc<VariantSnapshot>>,
) -> impl futures::Stream<Item = Bytes> + Send {
    stream::unfold(
        (topic, Some(receiver), true),
        |(topic, receiver, is_first)| async move {
            let mut receiver = receiver?;
            let mut is_there = true;
            if !is_first {
                tokio::time::sleep(GAP).await;
                is_there = receiver.changed().await.is_ok();
            }
            let version = receiver.borrow_and_update().version + i64::from(!is_there);
            let frame = Bytes::from(format!("id: {version}\ndata: {version} {topic}\n\n"));
            Some((frame, (topic, is_there.then_some(receiver), false)))
        },
    )
}
