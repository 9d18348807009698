//! Runs the server until it is told to stop, and stops it in order: those who send people here are
//! told, no new connections, streams end, the writer finishes.

use crate::config::{self, Config};
use crate::connections::{self, Admission, Patience};
use crate::demo::Demo;
use crate::error::CliError;
use crate::state::AppState;
use crate::{health, http, log, open_files};
use dockline_adapters::{mail, webhook};
use dockline_engine::{Clock, Engine};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Longest time between the signal to stop and the end.
const STOP_TIME_MAX: Duration = Duration::from_secs(10);

/// Connections that read `/metrics` at once.
const METRICS_CONNECTIONS_MAX: usize = 16;

/// Something that runs beside the server until it stops.
pub type Companion =
    Box<dyn FnOnce(Engine, CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// What a demo adds to a server.
#[derive(Default)]
pub struct Extras {
    /// Runs beside it.
    pub companion: Option<Companion>,
    /// What a demo tells everybody, and plays.
    pub demo: Option<Demo>,
}

/// Serves the shops of the database.
pub async fn serve(config: &Config, extras: Extras) -> Result<(), CliError> {
    log::start(&config.log);
    let files = open_files::raise_limit();
    let connections = open_files::connections(files, config.connections);
    let listener = listen("DOCKLINE_ADDR", config.addr).await?;
    let metrics = match config.metrics_addr {
        Some(addr) => Some(listen("DOCKLINE_METRICS_ADDR", addr).await?),
        None => None,
    };
    warn_of_unverified_tls(&config.database_url);
    let engine = Engine::open_with(&config.database_url, Clock::system(), &config.database).await?;
    let stopping = CancellationToken::new();
    let state = AppState::new(engine.clone(), config, stopping.clone(), extras.demo);
    engine.collect_by(state.gateways.clone());
    let beside = extras
        .companion
        .map(|companion| tokio::spawn(companion(engine.clone(), stopping.clone())));
    let mails = tokio::spawn(mail::run(
        engine.clone(),
        Arc::clone(&state.outgoing),
        stopping.clone(),
    ));
    let webhooks = tokio::spawn(webhook::run(
        engine.clone(),
        Arc::clone(&state.webhooks),
        stopping.clone(),
    ));
    tracing::info!(addr = %config.addr, open_files = files, connections, "serving {}", config.public_url);
    if let Some(listener) = metrics {
        tracing::info!(addr = %listener.local_addr().unwrap_or(config.addr), "serving /metrics");
        let admission = Admission::new(config, METRICS_CONNECTIONS_MAX, Patience::default());
        tokio::spawn(connections::serve(
            listener,
            health::metrics_router(&state),
            stopping.clone(),
            admission,
        ));
    }
    let admission = Admission::new(config, connections, Patience::default());
    let stop = stop(state.draining.clone(), stopping.clone(), config.drain);
    let app = http::router(state);
    tokio::spawn(stop);
    let server = connections::serve(listener, app, stopping.clone(), admission);
    let deadline = async {
        stopping.cancelled().await;
        tokio::time::sleep(STOP_TIME_MAX).await;
    };
    tokio::select! {
        () = server => {}
        () = deadline => tracing::warn!("connections were cut off after {} s", STOP_TIME_MAX.as_secs()),
    }
    // The mail that is on its way is handed over, and what came of it is noted.
    if tokio::time::timeout(STOP_TIME_MAX, mails).await.is_err() {
        tracing::warn!("the mail server did not answer in time; the mail is sent again later");
    }
    if tokio::time::timeout(STOP_TIME_MAX, webhooks).await.is_err() {
        tracing::warn!("webhooks did not answer in time; what they were told is sent again later");
    }
    if let Some(beside) = beside {
        beside.abort();
        let _ = beside.await;
    }
    if tokio::time::timeout(STOP_TIME_MAX, engine.shut_down())
        .await
        .is_err()
    {
        tracing::warn!("the writer did not finish in time");
    }
    Ok(())
}

/// Takes the address, before anything else is done.
async fn listen(variable: &'static str, addr: SocketAddr) -> Result<TcpListener, CliError> {
    let what = || format!("{variable}={addr} cannot be listened on");
    TcpListener::bind(addr)
        .await
        .map_err(|source| CliError::Io {
            what: what(),
            source,
        })
}

/// A database on another machine is spoken to in the clear, or with anybody, unless its certificate
/// is looked at. The address is not repeated: it may hold a password.
fn warn_of_unverified_tls(database_url: &str) {
    if config::is_unverified(database_url) {
        tracing::warn!(
            "DOCKLINE_DATABASE_URL names another machine: add sslmode=verify-full, so that nobody on the way can read or answer"
        );
    }
}

/// Waits for the signal to stop. After SIGTERM requests are still taken for a while: a proxy that
/// asks `/readyz` sends nobody more meanwhile. Anyone who presses Ctrl-C, or sends a second
/// signal, waits for nothing.
async fn stop(draining: CancellationToken, stopping: CancellationToken, drain: Duration) {
    if let Signal::Terminate = signal().await {
        tracing::info!(seconds = drain.as_secs(), "stopping soon");
        draining.cancel();
        tokio::select! {
            () = tokio::time::sleep(drain) => {}
            _ = signal() => {}
        }
    }
    tracing::info!("stopping");
    stopping.cancel();
}

enum Signal {
    Interrupt,
    Terminate,
}

async fn signal() -> Signal {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt => Signal::Interrupt,
        () = terminate => Signal::Terminate,
    }
}
