//! The ruler: a bare axum server that gives the same answer as Dockline, without doing anything for
//! it.

use crate::client::{Connection, Reply};
use crate::process::Process;
use anyhow::{Context, Result, bail};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::stream::{self, StreamExt as _};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use std::fs::File;
use std::future;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::NamedTempFile;
use tokio::net::TcpListener;

/// What the HTTP library writes by itself.
const NOT_REPLAYED: [&str; 5] = [
    "date",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
];

/// An answer of Dockline, to be given again.
#[derive(Serialize, Deserialize)]
struct Recording {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Recording {
    fn of(reply: &Reply) -> Self {
        let replayed = |header: &&(String, String)| !NOT_REPLAYED.contains(&header.0.as_str());
        Self {
            headers: reply.headers.iter().filter(replayed).cloned().collect(),
            body: reply.body.clone(),
        }
    }
}

/// The ruler as a process of its own.
pub struct Ruler {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its process.
    pub process: Process,
}

impl Ruler {
    /// Starts it on an answer of Dockline to a request, and checks that it gives the same answer.
    pub async fn start(request: &[u8], reply: &Reply) -> Result<Self> {
        let mut file = NamedTempFile::new()?;
        serde_json::to_writer(&mut file, &Recording::of(reply))?;
        file.flush()?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("ruler")
            .arg(file.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut process = Process::start(&mut command)?;
        let mut line = String::new();
        BufReader::new(process.child().stdout.take().context("the ruler is mute")?)
            .read_line(&mut line)?;
        let address = line.trim().parse().context("the ruler did not start")?;
        let same = Connection::open(address).await?.fetch(request).await?;
        let (expected, given) = (Recording::of(reply), Recording::of(&same));
        // JSON that was serialized again has its fields in another order, so the length is
        // compared.
        let sorted = |mut headers: Vec<(String, String)>| {
            headers.sort();
            headers
        };
        if same.status != reply.status
            || given.body.len() != expected.body.len()
            || sorted(given.headers) != sorted(expected.headers)
        {
            bail!("the ruler answers something else than Dockline");
        }
        Ok(Self { address, process })
    }
}

/// What the handlers of the ruler have in hand.
struct Replay {
    headers: HeaderMap,
    body: Bytes,
    /// The body as JSON, if it is: serialized again for each order.
    json: Option<serde_json::Value>,
}

/// An order as a handler parses it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "parsing it is what the ruler is asked for")]
struct Order {
    email: String,
    name: String,
    locale: String,
    lines: Vec<OrderLine>,
    ship: String,
    needed_by: Option<String>,
}

/// A line of it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "parsing it is what the ruler is asked for")]
struct OrderLine {
    sku: String,
    quantity: u32,
}

/// Serves the recorded answer until the process is ended; prints the address first.
pub async fn serve(recording: &Path) -> Result<()> {
    let recording: Recording = serde_json::from_reader(File::open(recording)?)?;
    let mut headers = HeaderMap::new();
    for (name, value) in &recording.headers {
        headers.append(
            HeaderName::from_bytes(name.as_bytes())?,
            HeaderValue::from_str(value)?,
        );
    }
    let json = serde_json::from_slice(&recording.body).ok();
    let replay = Arc::new(Replay {
        headers,
        body: recording.body.into(),
        json,
    });
    let routes = Router::new()
        .route("/api/v1/shops/{shop}/availability/{sku}", get(answer))
        .route("/api/v1/shops/{shop}/live", get(live))
        .route("/s/{shop}/p/{handle}", get(answer))
        .route("/api/v1/shops/{shop}/orders", post(place))
        .with_state(replay);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn answer(State(replay): State<Arc<Replay>>) -> Response {
    (replay.headers.clone(), replay.body.clone()).into_response()
}

/// A stream that shows one event and then stays open.
async fn live(State(replay): State<Arc<Replay>>) -> Response {
    let event = [b"event: availability\ndata: ", &replay.body[..], b"\n\n"].concat();
    let events = stream::once(future::ready(Ok::<_, Infallible>(event))).chain(stream::pending());
    (
        [(CONTENT_TYPE, "text/event-stream")],
        Body::from_stream(events),
    )
        .into_response()
}

async fn place(State(replay): State<Arc<Replay>>, Json(order): Json<Order>) -> Response {
    std::hint::black_box(&order);
    (
        StatusCode::CREATED,
        replay.headers.clone(),
        Json(&replay.json),
    )
        .into_response()
}
