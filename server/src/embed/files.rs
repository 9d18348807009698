//! `/embed/1.0.0/widget.js` stays as it is for ever, once that version is released, and can be
//! pinned by its hash; `/embed/1/widget.js` is the newest of its kind.

use crate::etag;
use crate::site::{FOR_EVER, Packed};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, StatusCode, header};

/// A page that follows the newest version has it after 5 minutes.
const FOR_NOW: &str = "public, max-age=300";

/// A file of the widget.
pub async fn show(
    State(state): State<AppState>,
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let widget = &state.site.widget;
    let is_floating = widget
        .version
        .split('.')
        .next()
        .is_some_and(|major| major == version);
    let folder = if is_floating {
        &widget.version
    } else {
        &version
    };
    // A name is one of a file in the folder, and no way out of it.
    if name.contains('/') || version.contains('/') {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(file) = Packed::find(&format!("embed/{folder}/{name}"), &headers) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = file.tag.clone();
    let is_known = etag::is_known(&headers, &tag);
    let is_fixed = !is_floating && *folder != widget.unreleased;
    let mut response = file.response(&name, if is_fixed { FOR_EVER } else { FOR_NOW });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    response.headers_mut().insert(header::ETAG, tag);
    response
}
