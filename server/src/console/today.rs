//! `/console`: what needs a person.

use super::staff::{Answer, Staff};
use crate::state::AppState;
use axum::extract::State;
use dockline_app::page::console;
use http::StatusCode;

/// Everything that waits for somebody of the shop.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Answer {
    let attention = staff.answered(state.engine.attention(&staff.shop).await)?;
    Ok(staff.sent(StatusCode::OK, console::today(&staff.console(), &attention)))
}
