//! Whether the server lives, is ready, and what it counts.

use crate::state::AppState;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};

/// The process lives.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// The server sells: it is not about to stop, and the database takes what is written.
pub async fn readyz(State(state): State<AppState>) -> Response {
    let not_ready = |why| (StatusCode::SERVICE_UNAVAILABLE, why).into_response();
    if state.draining.is_cancelled() {
        not_ready("stopping\n")
    } else if state.readiness.is_ready(&state.engine, &state.work).await {
        "ready\n".into_response()
    } else {
        not_ready("the database does not answer, or nothing can be written\n")
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
