//! `/console`: what needs a person.

use super::Staff;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use dockline_app::page::console;
use http::StatusCode;

/// Everything that waits for somebody of the shop.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Response {
    match state.engine.attention(&staff.shop).await {
        Ok(attention) => staff.sent(StatusCode::OK, console::today(&staff.console(), &attention)),
        Err(error) => staff.unanswered(&error),
    }
}
