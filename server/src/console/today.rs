//! `/console`: what needs a person.

use super::Staff;
use axum::response::Response;
use dockline_app::page::console;
use http::StatusCode;

/// Everything that waits for somebody of the shop.
pub(super) async fn show(staff: Staff) -> Response {
    staff.sent(StatusCode::OK, console::today(&staff.console()))
}
