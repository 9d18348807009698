//! The merchant's console: each handler takes a [`Staff`] who is logged in, asks whether it may, and answers with a page.

pub(crate) mod attempts;
mod clock;
mod login;
mod orders;
mod staff;
mod today;

pub(crate) use staff::Staff;

use crate::state::AppState;
use axum::Router;
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use http::{HeaderValue, header};

/// Every page of the console.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/console", get(today::show))
        .route("/console/orders", get(orders::list))
        .route("/console/orders/{order}", get(orders::show).post(orders::send))
        .route("/console/clock", post(clock::advance))
        .route("/console/login", get(login::show).post(login::send))
        .route("/console/logout", post(login::leave))
        .layer(map_response(kept_by_nobody))
}

/// What the console answers is for one person at one time, redirections and cookies included.
async fn kept_by_nobody(mut response: Response) -> Response {
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    response
}
