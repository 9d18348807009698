//! The same facts in the formats of others: product feeds, progress to subscribe to, calendars. One
//! file a format; all of them are written from the snapshots that pages and the REST interface are
//! written from.
//!
//! Feeds are open to everybody and are kept by caches as availability is. The language is that of
//! the address and of nothing else, so one address has one content. A feed's `ETag` is the version
//! of what it shows.

mod acp;
mod atom;
mod calendar;
mod catalogue;
mod google;
mod google_tsv;
mod google_xml;
mod ical;
mod json_feed;
mod progress;
mod sitemap;
mod ucp;
mod xml;

use crate::api::availability::CACHING;
use crate::client::Client;
use crate::encoding::{self, Coding};
use crate::etag;
use crate::pages::request::PageRequest;
use crate::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::Response;
use axum::routing::get;
use dockline_words::{Lang, PageContext};
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use std::convert::Infallible;
use std::net::IpAddr;
use tower_http::compression::CompressionLayer;

/// Every feed.
pub fn router() -> Router<AppState> {
    // Catalogues are kept compressed.
    let catalogues = Router::new()
        .route("/s/{shop}/feeds/google.xml", get(google_xml::show))
        .route("/s/{shop}/feeds/google.tsv", get(google_tsv::show))
        .route("/s/{shop}/feeds/acp.jsonl", get(acp::show))
        .route("/s/{shop}/feeds/ucp.jsonl", get(ucp::show))
        .route("/s/{shop}/sitemap.xml", get(sitemap::show));
    let small = Router::new()
        .route("/s/{shop}/p/{handle}/progress.atom", get(atom::show))
        .route("/s/{shop}/p/{handle}/progress.json", get(json_feed::show))
        .route(
            "/s/{shop}/p/{handle}/calendar.ics",
            get(calendar::of_product),
        )
        .route("/o/{token}/calendar.ics", get(calendar::of_order))
        .layer(CompressionLayer::new());
    catalogues.merge(small)
}

/// A request for a feed.
pub struct FeedRequest {
    page: PageRequest,
    headers: HeaderMap,
    client: IpAddr,
}

impl FromRequestParts<AppState> for FeedRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let mut page = PageRequest::from_request_parts(parts, state).await?;
        page.context.lang = page
            .query("lang")
            .and_then(Lang::from_tag)
            .unwrap_or_default();
        let Client(client) = Client::from_request_parts(parts, state).await?;
        Ok(Self {
            page,
            headers: parts.headers.clone(),
            client,
        })
    }
}

impl FeedRequest {
    fn context(&self) -> &PageContext {
        &self.page.context
    }

    /// Whether the caller has the feed as of a version.
    fn knows(&self, version: i64) -> bool {
        etag::is_known(&self.headers, &etag::of(version))
    }

    /// Whether the caller takes compressed answers.
    fn takes_gzip(&self) -> bool {
        encoding::chosen(&self.headers, &[Coding::Gzip]).is_some()
    }

    /// Sends a feed as of a version, or word that the caller has it. The tag is weak: a feed may be
    /// sent compressed, and one that is written while the shop changes may be newer than its tag
    /// says, never older.
    fn answer(
        &self,
        media_type: &'static str,
        version: i64,
        body: impl FnOnce() -> Body,
    ) -> Response {
        let known = self.knows(version);
        let mut response = Response::new(if known { Body::empty() } else { body() });
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(CACHE_CONTROL, CACHING);
        headers.insert(
            ETAG,
            HeaderValue::from_str(&format!("W/\"{version}\""))
                .expect("digits in quotes are a header value"),
        );
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}
