//! `/embed/1.0.0/widget.js` stays as it is for ever and can be pinned by its hash; `/embed/1/widget.js` is the newest of its kind.

use crate::site::{FOR_EVER, Packed};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// Whoever follows the newest version has it after 5 minutes.
const FOR_NOW: &str = "public, max-age=300, stale-while-revalidate=86400";

/// A file of the widget.
pub async fn show(State(state): State<AppState>, Path((version, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let newest = &state.site.widget.version;
    let is_floating = newest.split('.').next().is_some_and(|major| major == version);
    let folder = if is_floating { newest } else { &version };
    let Some(file) = Packed::find(&format!("embed/{folder}/{name}"), &headers) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = file.tag.clone();
    let is_known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = file.response(&name, if is_floating { FOR_NOW } else { FOR_EVER });
    if is_known {
        response = StatusCode::NOT_MODIFIED.into_response();
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
