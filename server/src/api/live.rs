//! Availability as it changes: server-sent events. Each event is a whole snapshot, so a client that
//! resumes begins with the present state and has missed nothing; `Last-Event-ID` need not be looked
//! at.

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Uri};
use axum::response::Response;
use dockline_engine::view::VariantSnapshot;
use futures::Stream;
use futures::stream::{SelectAll, StreamExt as _};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};
use tokio_stream::wrappers::WatchStream;
use tokio_util::sync::WaitForCancellationFutureOwned;

use super::Api;
use super::input::Params;
use super::params::StreamQuery;
use super::problem::Problem;
use super::schema::{AvailabilityBody, Failures};
use crate::client::Client;
use crate::holdings::Permit;

/// Most variants in one stream.
pub const SKUS_MAX: usize = 20;
/// A stream that is quiet shows by a comment that it is open.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// A stream ends after so long; the browser opens a new one by itself.
const LIFETIME: Duration = Duration::from_mins(15);
/// Changes that come faster than this are seen together: a variant that sells fast must not keep
/// the server busy with its watchers.
const PAUSE: Duration = Duration::from_millis(100);

/// The first bytes: a lost stream is opened again after 2 s.
const BEGIN: &[u8] = b"retry: 2000\n\n";
const COMMENT: &[u8] = b": \n\n";

/// Availability as it changes.
///
/// Begins with the present state of each variant. `data` is the availability of one unit, `id` its
/// version.
#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/live", tag = "shoppers",
    params(
        ("shop" = String, Path), StreamQuery,
        ("last_event_id" = Option<String>, Query), ("Last-Event-ID" = Option<String>, Header)
    ),
    responses((status = 200, body = AvailabilityBody, content_type = "text/event-stream"), Failures)
)]
pub async fn stream(
    State(api): State<Arc<Api>>,
    Path(shop): Path<String>,
    Client(client): Client,
    uri: Uri,
) -> Result<Response, Problem> {
    let params = Params::of(&uri)?;
    let skus = params.skus(SKUS_MAX)?;
    let permit = api.streams.open(client)?;
    let shop = api.engine.shop(&shop).await?;
    super::availability::snapshots(&api, &shop, &skus).await?;
    let mut changes = SelectAll::new();
    for sku in skus {
        changes.push(WatchStream::new(api.engine.watch(&shop, sku).await?));
    }
    let mut response = Response::new(Body::from_stream(Live::new(api, changes, permit)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// One open stream. It has no task of its own: the connection's task polls it.
struct Live {
    api: Arc<Api>,
    changes: SelectAll<WatchStream<Arc<VariantSnapshot>>>,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
    timer: Pin<Box<Sleep>>,
    begun: bool,
    /// Events that may still be sent before a pause.
    until_pause: usize,
    /// Nothing is sent before this.
    paused_until: Instant,
    comment_at: Instant,
    end_at: Instant,
    _permit: Permit,
}

impl Live {
    fn new(
        api: Arc<Api>,
        changes: SelectAll<WatchStream<Arc<VariantSnapshot>>>,
        permit: Permit,
    ) -> Self {
        let now = Instant::now();
        Self {
            stopping: Box::pin(api.stopping.clone().cancelled_owned()),
            timer: Box::pin(tokio::time::sleep_until(now + COMMENT_EVERY)),
            begun: false,
            until_pause: changes.len(),
            paused_until: now,
            comment_at: now + COMMENT_EVERY,
            end_at: now + LIFETIME,
            api,
            changes,
            _permit: permit,
        }
    }

    /// The next event that may be sent now. After as many as there are variants, or when there is
    /// none, comes a pause.
    fn next_event(&mut self, cx: &mut Context<'_>, now: Instant) -> Option<Bytes> {
        if now < self.paused_until {
            return None;
        }
        let began_pause = self.until_pause == 0;
        if !began_pause && let Poll::Ready(Some(snapshot)) = self.changes.poll_next_unpin(cx) {
            self.until_pause -= 1;
            self.comment_at = now + COMMENT_EVERY;
            return Some(self.api.answers.of(snapshot).event.clone());
        }
        if self.until_pause < self.changes.len() {
            self.until_pause = self.changes.len();
            self.paused_until = now + PAUSE;
        }
        None
    }
}

impl Stream for Live {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let live = self.get_mut();
        if !live.begun {
            live.begun = true;
            return Poll::Ready(Some(Ok(Bytes::from_static(BEGIN))));
        }
        loop {
            let now = Instant::now();
            if now >= live.end_at || live.stopping.as_mut().poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            if let Some(event) = live.next_event(cx, now) {
                return Poll::Ready(Some(Ok(event)));
            }
            if now >= live.comment_at {
                live.comment_at = now + COMMENT_EVERY;
                return Poll::Ready(Some(Ok(Bytes::from_static(COMMENT))));
            }
            let mut wake_at = live.comment_at.min(live.end_at);
            if live.paused_until > now {
                wake_at = wake_at.min(live.paused_until);
            }
            if live.timer.deadline() != wake_at {
                live.timer.as_mut().reset(wake_at);
            }
            if live.timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }
}
