//! Runs the server until it is told to stop, and stops it in order: no new connections, streams end, the writer finishes.

use crate::cli::CliError;
use crate::config::Config;
use crate::connections::{self, Patience};
use crate::http;
use crate::state::AppState;
use dockline_app::page::console::DemoLogin;
use dockline_engine::{Clock, Engine};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Longest time between the signal to stop and the end.
const STOP_TIME_MAX: Duration = Duration::from_secs(10);

/// Something that runs beside the server until it stops.
pub type Companion = Box<dyn FnOnce(Engine, CancellationToken) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

/// What a demo adds to a server.
#[derive(Default)]
pub struct Extras {
    /// Runs beside it.
    pub companion: Option<Companion>,
    /// What the log-in page tells everybody.
    pub demo_login: Option<DemoLogin>,
}

/// Serves the shops of the database.
pub async fn serve(config: &Config, extras: Extras) -> Result<(), CliError> {
    start_log(&config.log);
    let listener = listen(config.addr).await?;
    let engine = Engine::open(&config.database_url, Clock::system()).await?;
    let stopping = CancellationToken::new();
    let mut state = AppState::new(engine.clone(), config, stopping.clone());
    state.demo_login = extras.demo_login.map(Arc::new);
    let beside = extras.companion.map(|companion| tokio::spawn(companion(engine.clone(), stopping.clone())));
    tracing::info!(addr = %config.addr, "serving {}", config.public_url);
    let app = http::router(state);
    let signal = stopping.clone();
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping");
        signal.cancel();
    });
    let server = connections::serve(listener, app, stopping.clone(), Patience::default());
    let deadline = async {
        stopping.cancelled().await;
        tokio::time::sleep(STOP_TIME_MAX).await;
    };
    tokio::select! {
        () = server => {}
        () = deadline => tracing::warn!("connections were cut off after {} s", STOP_TIME_MAX.as_secs()),
    }
    if let Some(beside) = beside {
        beside.abort();
        let _ = beside.await;
    }
    if tokio::time::timeout(STOP_TIME_MAX, engine.shut_down()).await.is_err() {
        tracing::warn!("the writer did not finish in time");
    }
    Ok(())
}

/// Takes the address, before anything else is done.
async fn listen(addr: SocketAddr) -> Result<TcpListener, CliError> {
    let what = || format!("DOCKLINE_ADDR={addr} cannot be listened on");
    TcpListener::bind(addr).await.map_err(|source| CliError::Io { what: what(), source })
}

fn start_log(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_default();
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).compact().try_init();
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}
