//! Streams of events: how many may be open, and what all of them have in common: they begin with the
//! time after which a lost one is opened again, show by a comment that they are open, and end after
//! a while or when the server stops.

use crate::holdings::{Holdings, Permit, Refused};
use axum::body::{Body, Bytes};
use axum::response::Response;
use futures::Stream;
use http::{HeaderValue, header};
use std::convert::Infallible;
use std::future::Future as _;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, Sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

pub use crate::holdings::Limits;

/// A stream that is quiet shows by a comment that it is open: nobody on the way shall think that it
/// is dead.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// A stream ends after so long; the browser opens a new one by itself.
const LIFETIME: Duration = Duration::from_mins(15);
/// The first bytes: a lost stream is opened again after 2 s.
const BEGIN: &[u8] = b"retry: 2000\n\n";
const COMMENT: &[u8] = b":\n\n";
/// One stream in this many is kept for those who have ordered and those who run the shop: strangers
/// cannot take all there are.
const RESERVED_PART: usize = 10;

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: 100,
            total: 20_000,
        }
    }
}

/// Counts the open streams. Clones share the count.
#[derive(Debug, Clone)]
pub struct Streams(Holdings);

impl Streams {
    /// Counts from zero up to these limits.
    pub fn new(limits: Limits) -> Self {
        Self(Holdings::new(limits))
    }

    /// Opens one more stream from an address, for anybody.
    pub fn open(&self, address: IpAddr) -> Result<Permit, Refused> {
        let total = self.0.limits().total;
        self.0.take_below(address, total - total / RESERVED_PART)
    }

    /// Opens one more stream for somebody who has an order, or runs the shop.
    pub fn open_reserved(&self, address: IpAddr) -> Result<Permit, Refused> {
        self.0.take(address)
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.0.count()
    }
}

/// A stream of frames as an answer. It counts as open for as long as it is.
pub(crate) fn response(
    frames: impl Stream<Item = Bytes> + Send + 'static,
    permit: Permit,
    stopping: &CancellationToken,
) -> Response {
    let mut response = Response::new(Body::from_stream(Open::new(frames, permit, stopping)));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// One open stream. There are thousands, nearly all of them quiet: so it has no task of its own and
/// one timer, and the connection's task polls it.
struct Open<S> {
    /// Nothing when no more frames will come.
    frames: Option<Pin<Box<S>>>,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
    timer: Pin<Box<Sleep>>,
    has_begun: bool,
    comment_at: Instant,
    end_at: Instant,
    _permit: Permit,
}

impl<S> Open<S> {
    fn new(frames: S, permit: Permit, stopping: &CancellationToken) -> Self {
        let now = Instant::now();
        Self {
            frames: Some(Box::pin(frames)),
            stopping: Box::pin(stopping.clone().cancelled_owned()),
            timer: Box::pin(tokio::time::sleep_until(now + COMMENT_EVERY)),
            has_begun: false,
            comment_at: now + COMMENT_EVERY,
            end_at: now + LIFETIME,
            _permit: permit,
        }
    }
}

impl<S: Stream<Item = Bytes>> Stream for Open<S> {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let open = self.get_mut();
        if !open.has_begun {
            open.has_begun = true;
            return Poll::Ready(Some(Ok(Bytes::from_static(BEGIN))));
        }
        loop {
            let now = Instant::now();
            if now >= open.end_at || open.stopping.as_mut().poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            match open
                .frames
                .as_mut()
                .map(|frames| frames.as_mut().poll_next(cx))
            {
                Some(Poll::Ready(Some(frame))) => {
                    open.comment_at = now + COMMENT_EVERY;
                    return Poll::Ready(Some(Ok(frame)));
                }
                // What it showed is gone: it stays open, and the page is not told to ask again.
                Some(Poll::Ready(None)) => open.frames = None,
                Some(Poll::Pending) | None => {}
            }
            if now >= open.comment_at {
                open.comment_at = now + COMMENT_EVERY;
                return Poll::Ready(Some(Ok(Bytes::from_static(COMMENT))));
            }
            let wake_at = open.comment_at.min(open.end_at);
            if open.timer.deadline() != wake_at {
                open.timer.as_mut().reset(wake_at);
            }
            if open.timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::FutureExt as _;
    use futures::stream::{self, StreamExt as _};

    fn opened<S>(frames: S, stopping: &CancellationToken) -> (Streams, Open<S>) {
        let streams = Streams::new(Limits::default());
        let permit = streams.open("192.0.2.1".parse().unwrap()).unwrap();
        let open = Open::new(frames, permit, stopping);
        (streams, open)
    }

    #[tokio::test]
    async fn a_quiet_stream_shows_that_it_is_open_and_ends() {
        let frames = stream::once(async { Bytes::from_static(b"data: 1\n\n") });
        let (streams, mut open) = opened(frames, &CancellationToken::new());
        assert_eq!(open.next().await.unwrap().unwrap(), BEGIN);
        assert_eq!(open.next().await.unwrap().unwrap(), &b"data: 1\n\n"[..]);
        // No more frames will come; the stream is open all the same.
        assert!(open.next().now_or_never().is_none());
        for _ in 0..2 {
            open.comment_at = Instant::now();
            assert_eq!(open.next().await.unwrap().unwrap(), COMMENT);
            assert!(open.comment_at > Instant::now());
        }
        open.end_at = Instant::now();
        assert!(open.next().await.is_none());
        assert_eq!(streams.count(), 1);
        drop(open);
        assert_eq!(streams.count(), 0);
    }

    #[tokio::test]
    async fn a_stream_ends_when_the_server_stops_however_much_there_is_to_send() {
        let stopping = CancellationToken::new();
        let frames = stream::repeat(Bytes::from_static(b"data: 1\n\n"));
        let (_streams, mut open) = opened(frames, &stopping);
        for _ in 0..3 {
            assert!(open.next().await.is_some());
        }
        stopping.cancel();
        assert!(open.next().await.is_none());
    }

    #[test]
    fn strangers_leave_a_part_of_the_streams_to_those_who_have_ordered() {
        let streams = Streams::new(Limits {
            per_address: 100,
            total: 20,
        });
        let here: IpAddr = "192.0.2.1".parse().unwrap();
        let strangers: Vec<Permit> = std::iter::from_fn(|| streams.open(here).ok()).collect();
        assert_eq!(strangers.len(), 18);
        assert_eq!(streams.open(here).unwrap_err(), Refused::Total);
        let kept: Vec<Permit> = std::iter::from_fn(|| streams.open_reserved(here).ok())
            .take(99)
            .collect();
        assert_eq!(kept.len(), 2);
        assert_eq!(streams.count(), 20);
    }
}
