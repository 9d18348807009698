//! Takes connections and gives each request its time: whoever sends a byte now and then holds a connection for so long and no longer.
//!
//! They speak HTTP/1.1, as reverse proxies do behind themselves. Room for whichever protocol it may turn out to be would cost each of the many
//! streams that are open and quiet as much again as the stream does (22.6 kB against 11.6 kB, with 2 000 streams of a bare server).

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;
use tower_http::timeout::TimeoutBody;

/// A pause after an error that is this machine's, such as too many open files.
const PAUSE: Duration = Duration::from_secs(1);

/// How long the other side may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the head of a request, and for the next request on a connection that is kept. Longer than reverse proxies keep theirs (nginx: 60 s),
    /// so that they close first.
    pub head: Duration,
    /// Between two pieces of a body.
    pub body_gap: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(75), body_gap: Duration::from_secs(30) }
    }
}

/// Serves connections until it is told to stop; then those that are open finish their requests.
pub async fn serve(listener: TcpListener, app: Router, stopping: CancellationToken, patience: Patience) {
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopping.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer)) => drop(open.spawn(connection(stream, peer, app.clone(), stopping.clone(), patience))),
            Err(error) if is_of_the_other_side(error.kind()) => {}
            Err(error) => {
                tracing::error!(%error, "no connection could be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    open.close();
    open.wait().await;
}

fn is_of_the_other_side(error: ErrorKind) -> bool {
    matches!(error, ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

/// One connection. What goes wrong with it is the other side's affair.
async fn connection(stream: TcpStream, peer: SocketAddr, app: Router, stopping: CancellationToken, patience: Patience) {
    let _ = stream.set_nodelay(true);
    let service = tower::service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(|body| Body::new(TimeoutBody::new(patience.body_gap, body)));
        request.extensions_mut().insert(ConnectInfo(peer));
        app.clone().oneshot(request)
    });
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(patience.head);
    let mut serving = pin!(protocol.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)));
    tokio::select! {
        _ = serving.as_mut() => return,
        () = stopping.cancelled() => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}
