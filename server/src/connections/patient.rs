//! A stream and a body that do not wait for ever for the other side. Their timers are made when
//! there is something to wait for: an open stream of events that is quiet has none.

use super::Patience;
use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

/// A body may take a second longer for this many bytes of it: slower than any line that people use.
pub const BODY_BYTES_PER_SECOND: u64 = 10_000;

/// A connection whose other side takes what is sent, or loses it.
pub(super) struct PatientStream {
    stream: TcpStream,
    gap: Duration,
    /// Since nothing of what is to be sent was taken.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl PatientStream {
    pub(super) fn new(stream: TcpStream, gap: Duration) -> Self {
        Self {
            stream,
            gap,
            stalled: None,
        }
    }

    fn unless_stalled<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let gap = self.gap;
        ready!(
            self.stalled
                .get_or_insert_with(|| Box::pin(sleep(gap)))
                .as_mut()
                .poll(cx)
        );
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for PatientStream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for PatientStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.unless_stalled(cx, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(cx, pieces);
        this.unless_stalled(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// A body that comes piece by piece without long gaps, and that ends.
pub(super) struct PatientBody {
    body: Incoming,
    patience: Patience,
    began: Instant,
    received_bytes: u64,
    waiting: Option<Pin<Box<Sleep>>>,
}

/// The other side has taken too long.
#[derive(Debug, thiserror::Error)]
pub(super) enum BodyError {
    /// It broke off.
    #[error(transparent)]
    Broken(#[from] hyper::Error),
    /// It came too slowly.
    #[error("the body came too slowly")]
    TooSlow,
}

impl PatientBody {
    pub(super) fn new(body: Incoming, patience: Patience) -> Self {
        Self {
            body,
            patience,
            began: Instant::now(),
            received_bytes: 0,
            waiting: None,
        }
    }

    /// Until when the next piece has to be there.
    fn deadline(&self) -> Instant {
        let whole =
            self.patience.body + Duration::from_secs(self.received_bytes / BODY_BYTES_PER_SECOND);
        (self.began + whole).min(Instant::now() + self.patience.body_gap)
    }
}

impl Body for PatientBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            this.waiting = None;
            if let Some(Ok(frame)) = &frame {
                this.received_bytes += frame.data_ref().map_or(0, |data| data.len() as u64);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(BodyError::from)));
        }
        let deadline = this.deadline();
        ready!(
            this.waiting
                .get_or_insert_with(|| Box::pin(sleep_until(deadline)))
                .as_mut()
                .poll(cx)
        );
        Poll::Ready(Some(Err(BodyError::TooSlow)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
