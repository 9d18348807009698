//! Takes connections and gives each request its time. A client that sends or reads a byte now and
//! then holds a connection for a bounded time, and nobody holds more connections than they can
//! need.
//!
//! They speak HTTP/1.1, as reverse proxies do with their servers. Room for whichever
//! protocol it may turn out to be would cost each of the many streams that are open and quiet as
//! much again as the stream does (22.6 kB against 11.6 kB, with 2 000 streams of a bare server).

mod patient;

use crate::client::TrustedProxies;
use crate::config::Config;
use crate::holdings::{Holdings, Limits, Permit, Refused};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use patient::{PatientBody, PatientStream};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// A pause after an error that is this machine's, such as too many open files.
const PAUSE: Duration = Duration::from_secs(1);
/// What goes wrong with every connection for a while is said once in this time.
const SAY_GAP: Duration = Duration::from_mins(1);
/// Largest head of a request, and what is read or written ahead of a body. Reverse proxies send
/// heads of 8 to 16 KiB at most. The number of fields is hyper's own 100: another number would put
/// them on the heap, for every request.
const BUFFER_BYTES_MAX: usize = 32 * 1024;

/// How long the other side may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of the first request of a connection: who connects has something to say.
    pub first_head: Duration,
    /// For the head of a request, and for the next request on a connection that is kept. Longer
    /// than reverse proxies keep theirs (nginx: 60 s), so that they close first.
    pub head: Duration,
    /// Between two pieces of a body.
    pub body_gap: Duration,
    /// For a whole body, and a second more for every [`patient::BODY_BYTES_PER_SECOND`] of it.
    pub body: Duration,
    /// For taking a piece of an answer: without any progress for so long the connection is closed.
    pub write_gap: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first_head: Duration::from_secs(10),
            head: Duration::from_secs(75),
            body_gap: Duration::from_secs(30),
            body: Duration::from_mins(1),
            write_gap: Duration::from_secs(30),
        }
    }
}

/// Who may connect, and how long they may take.
#[derive(Debug, Clone)]
pub struct Admission {
    /// How long the other side may take.
    pub patience: Patience,
    /// Counts open connections.
    pub open: Holdings,
    /// They connect for many, so only the total counts for them.
    pub proxies: TrustedProxies,
    /// What connects from this machine is a proxy as well, or the operator.
    pub trusts_this_machine: bool,
}

/// Most open connections of one address, when nothing is said.
const PER_ADDRESS: usize = 256;

impl Admission {
    /// What the settings say, for this many connections in all. Who says how many an address may
    /// have means this machine, too: a proxy that is not named as one must not be held to a number
    /// that nobody has chosen.
    pub fn new(config: &Config, total: usize, patience: Patience) -> Self {
        let limits = Limits {
            per_address: config.connections_per_address.unwrap_or(PER_ADDRESS),
            total,
        };
        let trusts_this_machine = config.connections_per_address.is_none();
        Self {
            patience,
            open: Holdings::new(limits),
            proxies: config.trusted_proxies.clone(),
            trusts_this_machine,
        }
    }

    /// What is too many is closed at once: a queue would be full of those who fill it.
    fn admit(&self, peer: SocketAddr) -> Result<Permit, Refused> {
        let is_of_this_machine = peer.ip().to_canonical().is_loopback();
        let for_many =
            self.proxies.contains(peer.ip()) || (self.trusts_this_machine && is_of_this_machine);
        if for_many {
            self.open.take_for_many()
        } else {
            self.open.take(peer.ip())
        }
    }
}

/// Serves connections until it is told to stop; then those that are open finish their requests.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stopping: CancellationToken,
    admission: Admission,
) {
    let open = TaskTracker::new();
    let (mut refusals, mut errors) = (Saying::default(), Saying::default());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopping.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer)) => match admission.admit(peer) {
                Ok(permit) => {
                    let connection = connection(
                        stream,
                        peer,
                        app.clone(),
                        stopping.clone(),
                        admission.patience,
                    );
                    drop(open.spawn(async move {
                        connection.await;
                        drop(permit);
                    }));
                }
                Err(refused) => refusals
                    .say(|unsaid| tracing::warn!(%refused, unsaid, "a connection was refused")),
            },
            Err(error) if is_of_the_other_side(error.kind()) => {}
            Err(error) => {
                errors
                    .say(|unsaid| tracing::error!(%error, unsaid, "no connection could be taken"));
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    open.close();
    open.wait().await;
}

/// Says what happens again and again once in a while, with the number of times that it was not
/// said.
#[derive(Default)]
struct Saying {
    last: Option<Instant>,
    unsaid: u64,
}

impl Saying {
    fn say(&mut self, say: impl FnOnce(u64)) {
        if self.last.is_some_and(|last| last.elapsed() < SAY_GAP) {
            self.unsaid += 1;
            return;
        }
        say(std::mem::take(&mut self.unsaid));
        self.last = Some(Instant::now());
    }
}

fn is_of_the_other_side(error: ErrorKind) -> bool {
    matches!(
        error,
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

/// One connection. What goes wrong with it is the other side's affair.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
    stopping: CancellationToken,
    patience: Patience,
) {
    let _ = stream.set_nodelay(true);
    let has_asked = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&has_asked);
    let service = tower::service_fn(move |request: Request<Incoming>| {
        asked.store(true, Ordering::Relaxed);
        let mut request = request.map(|body| Body::new(PatientBody::new(body, patience)));
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let mut protocol = http1::Builder::new();
    protocol
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(BUFFER_BYTES_MAX);
    let stream = TokioIo::new(PatientStream::new(stream, patience.write_gap));
    let mut serving = pin!(protocol.serve_connection(stream, TowerToHyperService::new(service)));
    tokio::select! {
        _ = serving.as_mut() => return,
        () = tokio::time::sleep(patience.first_head) => {}
        () = stopping.cancelled() => {}
    }
    if !has_asked.load(Ordering::Relaxed) {
        return;
    }
    tokio::select! {
        _ = serving.as_mut() => return,
        () = stopping.cancelled() => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}
