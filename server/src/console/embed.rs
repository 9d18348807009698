//! `/console/embed`: the widget for the shop's own pages.

use super::Staff;
use crate::pages::embed::Sample;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use dockline_app::page::{self, Wish};
use http::StatusCode;

/// The form with the shop and its variants, and what comes of it.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Response {
    let field = |name: &str| staff.page.query(name);
    let wish = Wish {
        shop: Some(staff.shop.slug.to_string()),
        ..Wish::read(&field)
    };
    let sample = Sample::of(&state, &staff.shop, &wish).await;
    staff.sent(
        StatusCode::OK,
        page::console_embed(&staff.console(), &sample.page(&state, &wish)),
    )
}
