//! Puts the parts of the server together, and around them what protects them.

use crate::state::AppState;
use crate::{api, console, embed, feeds, health, hooks, pages, rate, site};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::get;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use tower::ServiceBuilder;
use tower::util::{MapResponseLayer, option_layer};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Largest body of a form or server function, in bytes.
const FORM_BYTES_MAX: usize = 64 * 1024;

/// What a page may load and do. Pages are cacheable, so nothing in it changes from request to
/// request.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' https: http: data:; \
    connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

/// A browser that was here once comes back by `https` alone for a year. Other names of the same
/// domain are the operator's to decide on.
const ONLY_HTTPS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// All of the server.
pub fn router(state: AppState) -> Router {
    let hooks = hooks::router(&state);
    let is_https = state.public_url.starts_with("https://");
    // One layer of many parts: a router clones all that stands inside a layer, for each layer.
    let around_pages = ServiceBuilder::new()
        .layer(MapResponseLayer::new(page_headers))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            pages::refused_forms,
        ))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    let pages = pages::router()
        .layer(compression())
        .merge(console::router(&state))
        .layer(around_pages)
        .with_state(state.clone());
    let feeds = feeds::router()
        .merge(pages::pictures())
        .merge(console::letters())
        .with_state(state.clone());
    let mut limited = Router::new()
        .merge(pages)
        .merge(feeds)
        .merge(api::router(&state));
    let mut widget = embed::router().with_state(state.clone());
    if state.rate.is_on() {
        let limit = middleware::from_fn_with_state(state.rate.clone(), rate::limit);
        limited = limited.layer(limit.clone());
        widget = widget.layer(limit);
    }
    let only_https = is_https
        .then(|| SetResponseHeaderLayer::overriding(header::STRICT_TRANSPORT_SECURITY, ONLY_HTTPS));
    let around_all = ServiceBuilder::new()
        .layer(option_layer(only_https))
        .layer(MapResponseLayer::new(any_page_headers))
        .layer(CatchPanicLayer::new());
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/pkg/{file}", get(site::file))
        .route("/demo/{file}", get(site::picture))
        // One gateway speaks for many shoppers, from few addresses: a limit by address would send it
        // away. It has a limit of its own.
        .merge(hooks)
        .with_state(state)
        .merge(limited)
        .merge(embed::open_to_all(widget))
        .layer(around_all)
}

/// Pages are also what other parts answer when something is wrong, feeds and the limit of requests
/// among them. What has a policy of its own keeps it.
///
/// What cannot be had at the moment says when to come again.
fn any_page_headers<B>(mut response: Response<B>) -> Response<B> {
    let is_unavailable = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    if is_unavailable {
        headers
            .entry(header::RETRY_AFTER)
            .or_insert(HeaderValue::from_static("2"));
    }
    headers
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"));
    if is_page && !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        protect(headers);
    }
    response
}

/// What is not kept in compressed form already is compressed on its way. Console pages are not:
/// they echo search terms next to private data, and compressed length would leak it to a page that
/// makes the browser search (BREACH). A shop's pages have no secrets but an order's, whose address
/// is the secret. Streams are never held back.
fn compression() -> CompressionLayer {
    // Quality 4 of 11, as with kept pages: a page is rendered for one request.
    CompressionLayer::new().quality(CompressionLevel::Precise(4))
}

fn page_headers<B>(mut response: Response<B>) -> Response<B> {
    protect(response.headers_mut());
    response
}

fn protect(headers: &mut HeaderMap) {
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
}
