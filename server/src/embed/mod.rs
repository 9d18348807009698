//! What other people's pages load: the widget's fragments, their changes, and its files. Open to
//! every origin, without cookies, and fit for pages with the strictest policies.

mod files;
pub mod fragment;
pub mod live;
mod outlook;

use crate::state::AppState;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use http::{HeaderName, HeaderValue, header};
use tower::util::MapResponseLayer;

/// The addresses of the widget.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/embed/v1/live", get(live::stream))
        .route("/embed/v1/{shop}/{sku}", get(fragment::show))
        .route("/embed/v1/{shop}/{sku}/outlook", get(outlook::show))
        .route("/embed/{version}/{file}", get(files::show))
}

/// Lets every page read the answers, those that refuse included.
pub fn open_to_all(router: Router) -> Router {
    router.layer(MapResponseLayer::new(open_headers))
}

fn open_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
        (HeaderName::from_static("timing-allow-origin"), "*"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag, retry-after"),
        // People look for the pages that show it, not for a piece of them.
        (HeaderName::from_static("x-robots-tag"), "noindex"),
        // A fragment or a file that is opened as a page may do nothing.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
