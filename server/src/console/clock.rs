//! `/console/clock`: a rehearsal's clock is moved on.

use super::Staff;
use crate::pages::request::{pairs, value};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::link;
use dockline_domain::access::Permission;
use dockline_engine::ExecuteError;
use dockline_engine::command::AdvanceClock;
use jiff::civil::DateTime;

/// The clock goes on to a local time of the shop.
pub(super) async fn advance(State(state): State<AppState>, staff: Staff, body: Bytes) -> Response {
    if let Err(forbidden) = staff.may(Permission::AdvanceClock) {
        return forbidden;
    }
    let fields = pairs(&body);
    let local = value(&fields, "to").and_then(|text| text.parse::<DateTime>().ok());
    let Some(to) = local.and_then(|local| staff.shop.zone.to_timestamp(local).ok()) else {
        return staff.problem(ProblemKind::BadRequest);
    };
    match state.engine.execute(&staff.shop.id, staff.actor(), AdvanceClock { to }).await {
        Ok(_) => see_other(&link::next(value(&fields, "next"))),
        Err(ExecuteError::Busy) => staff.problem(ProblemKind::Busy),
        Err(ExecuteError::Internal) => staff.problem(ProblemKind::Internal),
        Err(_) => staff.problem(ProblemKind::BadRequest),
    }
}
