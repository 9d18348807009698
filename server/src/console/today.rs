//! `/console`: what needs a person.

use super::staff::{Answer, Staff};
use crate::state::AppState;
use axum::extract::State;
use dockline_app::page::console;
use http::StatusCode;

/// Everything that waits for somebody of the shop.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Answer {
    let attention = staff.answered(state.engine.attention(&staff.shop).await)?;
    let lacks = staff.answered(state.engine.lacks(&staff.shop).await)?;
    let page = console::today(&staff.console(), &attention, &lacks);
    Ok(staff.sent(StatusCode::OK, page))
}
