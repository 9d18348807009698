//! `/embed/v1/{shop}/{sku}?lang=de&quantity=2&layout=card`: the promise card for other people's
//! pages. Everything it depends on stands in the address, so that caches need to look at nothing
//! else. Kept as bytes, and rendered once per version.

use crate::kept::{Fragment, FragmentWanted};
use crate::names;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use dockline_app::page::{self, Layout, NoFragment};
use dockline_domain::limits;
use dockline_engine::{Engine, ReadError};
use dockline_words::Lang;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::sync::Arc;

/// Browsers ask again after 5 s, shared caches after 15 s; an old answer is better than none.
pub const CACHING: HeaderValue = HeaderValue::from_static(
    "public, max-age=5, s-maxage=15, stale-while-revalidate=60, stale-if-error=86400",
);
/// For who asks past all caches, and for an answer that is older than what was asked for: the next
/// one will be another.
const UNKEPT: HeaderValue = HeaderValue::from_static("no-store");
/// What is not known may be known soon.
const PROBLEM_CACHING: HeaderValue = HeaderValue::from_static("public, max-age=5");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// How present an answer has to be: `v=812` asks for at least this version, `now=…` for what is
/// there now. Both keep the address apart from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Freshness {
    version_min: i64,
    is_now: bool,
}

impl Freshness {
    /// Reads the query; other parameters are not its own.
    pub fn parse(query: &str) -> Self {
        let mut freshness = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "v" => freshness.version_min = value.parse().unwrap_or(0),
                "now" => freshness.is_now = true,
                _ => {}
            }
        }
        freshness
    }

    /// How an answer of this version may be kept. A node that has not heard of a version yet
    /// answers with an older one, which must not be kept under the address of the newer one.
    pub fn caching(self, version: i64) -> HeaderValue {
        if self.is_now || self.version_min > version {
            UNKEPT
        } else {
            CACHING
        }
    }
}

impl FragmentWanted {
    /// Reads the query. A language that we do not have is English; what makes no sense otherwise is
    /// said. Parameters that are not known are there to tell caches apart.
    fn parse(query: &str) -> Result<Self, Lang> {
        let mut wanted = Self {
            lang: Lang::default(),
            quantity: 1,
            layout: Layout::default(),
        };
        let mut makes_sense = true;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "lang" => wanted.lang = Lang::from_tag(&value).unwrap_or_default(),
                "quantity" => match value
                    .parse()
                    .ok()
                    .filter(|quantity| (1..=limits::QUANTITY_MAX).contains(quantity))
                {
                    Some(quantity) => wanted.quantity = quantity,
                    None => makes_sense = false,
                },
                "layout" => match Layout::from_name(&value) {
                    Some(layout) => wanted.layout = layout,
                    None => makes_sense = false,
                },
                _ => {}
            }
        }
        if makes_sense {
            Ok(wanted)
        } else {
            Err(wanted.lang)
        }
    }
}

/// A fragment.
pub async fn show(
    State(state): State<AppState>,
    Path((shop, sku)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.as_deref().unwrap_or("");
    let wanted = match FragmentWanted::parse(query) {
        Ok(wanted) => wanted,
        Err(lang) => {
            return problem(
                StatusCode::UNPROCESSABLE_ENTITY,
                lang,
                NoFragment::Attributes,
            );
        }
    };
    match find(&state, &shop, &sku, wanted).await {
        Ok(fragment) => {
            let caching = Freshness::parse(query).caching(fragment.version);
            fragment.html.response(&headers, caching, VARY)
        }
        Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {
            problem(StatusCode::NOT_FOUND, wanted.lang, NoFragment::Unknown)
        }
        Err(ReadError::Store(error)) if error.passes() => {
            tracing::debug!(%error, "a fragment was not read");
            problem(
                StatusCode::SERVICE_UNAVAILABLE,
                wanted.lang,
                NoFragment::Server,
            )
        }
        Err(ReadError::Store(error)) => {
            tracing::error!(%error, "a fragment could not be read");
            problem(
                StatusCode::INTERNAL_SERVER_ERROR,
                wanted.lang,
                NoFragment::Server,
            )
        }
    }
}

async fn find(
    state: &AppState,
    shop: &str,
    sku: &str,
    wanted: FragmentWanted,
) -> Result<Arc<Fragment>, ReadError> {
    let engine: &Engine = &state.engine;
    let shop = engine.shop(shop).await?;
    let snapshot = engine.snapshot(&shop, sku).await?;
    if let Some(kept) = state.fragments.of(&snapshot, wanted) {
        return Ok(kept);
    }
    let name = names::of_snapshot(engine, &shop, &snapshot).await;
    let html = page::fragment(
        &snapshot,
        &name,
        wanted.lang,
        wanted.quantity,
        wanted.layout,
        &state.public_url,
    );
    Ok(state.fragments.keep(&snapshot, wanted, html))
}

fn problem(status: StatusCode, lang: Lang, reason: NoFragment) -> Response {
    let mut response = Response::new(Body::from(page::fragment_problem(lang, reason)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HTML);
    headers.insert(header::CACHE_CONTROL, PROBLEM_CACHING);
    response
}
