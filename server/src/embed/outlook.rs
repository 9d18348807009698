//! `/embed/v1/{shop}/{sku}/outlook`: what serves the line of a variant, in lines, for the widget's own splitting of quantities. First the version and
//! the units in line, then each run: units up to and including it, and its window.

use super::fragment::CACHING;
use crate::api::etag;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use dockline_engine::ReadError;
use dockline_engine::view::VariantSnapshot;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::fmt::Write as _;

/// An outlook.
pub async fn show(State(state): State<AppState>, Path((shop, sku)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let found = async {
        let shop = state.engine.shop(&shop).await?;
        state.engine.snapshot(&shop, &sku).await
    };
    let snapshot = match found.await {
        Ok(snapshot) => snapshot,
        Err(ReadError::NotFound { .. }) => return StatusCode::NOT_FOUND.into_response(),
        Err(ReadError::Store(error)) => {
            tracing::error!(%error, "an outlook could not be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let tag = etag::of(snapshot.version);
    let is_known = etag::is_known(&headers, &tag);
    let mut response = Response::new(if is_known { Body::empty() } else { Body::from(lines(&snapshot)) });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, CACHING);
    headers.insert(header::ETAG, tag);
    response
}

fn lines(snapshot: &VariantSnapshot) -> String {
    let outlook = snapshot.supply.outlook(snapshot.shop.today());
    let mut text = format!("{} {}", snapshot.version, outlook.queued);
    for run in outlook.runs {
        let written = match run.window {
            Some(window) => write!(text, "\n{} {} {}", run.end, window.earliest(), window.latest()),
            None => write!(text, "\n{} -", run.end),
        };
        written.expect("a string takes every text");
    }
    text
}
