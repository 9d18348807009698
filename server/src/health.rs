//! Whether the server lives, is ready, and what it counts.

use crate::state::AppState;
use crate::work::Work;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use dockline_engine::Engine;
use http::{StatusCode, header};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// How long an answer of the database is good for all who ask.
const ANSWER_LASTS: Duration = Duration::from_secs(1);
/// How long the database may take: who waits for it longer is not served by it.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(2);

/// What the database answered last. Those who ask while it is being asked wait for the same answer,
/// so that asking takes one reader at most.
#[derive(Default)]
pub struct Readiness {
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    async fn is_ready(&self, engine: &Engine, work: &Work) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < ANSWER_LASTS
        {
            return answer;
        }
        work.readiness.add();
        let answer = timeout(ANSWER_TIME_MAX, engine.is_ready())
            .await
            .unwrap_or(false);
        *last = Some((Instant::now(), answer));
        answer
    }
}

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The database answers.
pub async fn readyz(State(state): State<AppState>) -> Response {
    if state.readiness.is_ready(&state.engine, &state.work).await {
        "ready\n".into_response()
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        )
            .into_response()
    }
}

/// What is served at the address for counters, and nowhere else.
pub fn metrics_router(state: &AppState) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(state.clone())
}

/// Counters in the text format of Prometheus.
async fn metrics(State(state): State<AppState>) -> Response {
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4")],
        state.metrics.render() + &state.work.render(),
    )
        .into_response()
}
