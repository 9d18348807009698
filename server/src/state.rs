//! What every handler has in hand.

use axum::extract::FromRef;
use dockline_engine::Engine;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The engine.
    pub engine: Engine,
    /// Where shoppers reach this server, without a slash at its end.
    pub public_url: Arc<str>,
    /// Ends streams when the server stops.
    pub stopping: CancellationToken,
}

impl FromRef<AppState> for Engine {
    fn from_ref(state: &AppState) -> Self {
        state.engine.clone()
    }
}
