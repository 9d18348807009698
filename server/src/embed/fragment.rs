//! `/embed/v1/{shop}/{sku}?lang=de&quantity=2&layout=card`: the promise card for other people's
//! pages. Everything it depends on stands in the address, so that caches need to look at nothing
//! else. Kept as bytes, and rendered once per version.

use crate::pages::live::name_of;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use dockline_app::lang::Lang;
use dockline_app::page::{self, Layout, NoFragment};
use dockline_domain::id::{ShopId, Sku};
use dockline_domain::limits;
use dockline_engine::command::hex;
use dockline_engine::view::VariantSnapshot;
use dockline_engine::{Engine, ReadError, StoreError};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

/// Fragments that are expected. One takes about 5 KB.
const FRAGMENTS: usize = 10_000;
/// Most bytes that are kept.
const BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Browsers ask again after 5 s, shared caches after 15 s; an old answer is better than none.
pub const CACHING: HeaderValue = HeaderValue::from_static(
    "public, max-age=5, s-maxage=15, stale-while-revalidate=60, stale-if-error=86400",
);
/// For who asks past all caches, and for an answer that is older than what was asked for: the next
/// one will be another.
const UNKEPT: HeaderValue = HeaderValue::from_static("no-store");
/// What is not known may be known soon.
const PROBLEM_CACHING: HeaderValue = HeaderValue::from_static("public, max-age=5");
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

/// Which fragment of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Wanted {
    lang: Lang,
    quantity: u32,
    layout: Layout,
}

impl Wanted {
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

/// A rendered fragment.
struct Fragment {
    version: i64,
    html: Bytes,
    brotli: OnceLock<Bytes>,
    /// The version, and a part of the content's hash: another release may write the same version in
    /// other words.
    tag: String,
}

/// The fragments that are kept.
pub struct Fragments(Cache<(ShopId, Sku, Wanted), Arc<Fragment>, Size>);

/// How much of the room a fragment takes, in bytes, with its compressed form and the key.
#[derive(Clone)]
struct Size;

impl Weighter<(ShopId, Sku, Wanted), Arc<Fragment>> for Size {
    fn weight(&self, _: &(ShopId, Sku, Wanted), fragment: &Arc<Fragment>) -> u64 {
        u64::try_from(fragment.html.len() + fragment.html.len() / 2 + 300).unwrap_or(u64::MAX)
    }
}

impl Default for Fragments {
    fn default() -> Self {
        Self(Cache::with_weighter(FRAGMENTS, BYTES_MAX, Size))
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
    let wanted = match Wanted::parse(query) {
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
        Ok(fragment) => fragment.response(&headers, Freshness::parse(query)),
        Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {
            problem(StatusCode::NOT_FOUND, wanted.lang, NoFragment::Unknown)
        }
        Err(ReadError::Store(StoreError::Busy)) => problem(
            StatusCode::SERVICE_UNAVAILABLE,
            wanted.lang,
            NoFragment::Server,
        ),
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
    wanted: Wanted,
) -> Result<Arc<Fragment>, ReadError> {
    let engine: &Engine = &state.engine;
    let shop = engine.shop(shop).await?;
    let snapshot = engine.snapshot(&shop, sku).await?;
    let key = (shop.id.clone(), snapshot.sku.clone(), wanted);
    if let Some(kept) = state
        .fragments
        .0
        .get(&key)
        .filter(|kept| kept.version == snapshot.version)
    {
        return Ok(kept);
    }
    let name = name_of(state, &shop, &snapshot).await;
    let fragment = Arc::new(Fragment::render(
        &snapshot,
        &name,
        wanted,
        &state.public_url,
    ));
    state.fragments.0.insert(key, Arc::clone(&fragment));
    Ok(fragment)
}

impl Fragment {
    fn render(snapshot: &VariantSnapshot, name: &str, wanted: Wanted, public_url: &str) -> Self {
        let html = page::fragment(
            snapshot,
            name,
            wanted.lang,
            wanted.quantity,
            wanted.layout,
            public_url,
        );
        let tag = format!(
            "{}-{}",
            snapshot.version,
            hex(&Sha256::digest(html.as_bytes())[..4])
        );
        Self {
            version: snapshot.version,
            html: Bytes::from(html),
            brotli: OnceLock::new(),
            tag,
        }
    }

    fn response(&self, request: &HeaderMap, freshness: Freshness) -> Response {
        let text = |name: header::HeaderName| {
            request
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or("")
        };
        let is_brotli = text(header::ACCEPT_ENCODING).contains("br");
        let tag = format!("\"{}{}\"", self.tag, if is_brotli { "-br" } else { "" });
        let is_known = text(header::IF_NONE_MATCH)
            .split(',')
            .any(|known| known.trim().trim_start_matches("W/") == tag);
        let body = match (is_known, is_brotli) {
            (true, _) => Bytes::new(),
            (false, true) => self.brotli.get_or_init(|| compressed(&self.html)).clone(),
            (false, false) => self.html.clone(),
        };
        let mut response = Response::new(Body::from(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HTML);
        headers.insert(header::CACHE_CONTROL, freshness.caching(self.version));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(header::ETAG, tag);
        }
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else if is_brotli {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    }
}

fn problem(status: StatusCode, lang: Lang, reason: NoFragment) -> Response {
    let mut response = Response::new(Body::from(page::fragment_problem(lang, reason)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HTML);
    headers.insert(header::CACHE_CONTROL, PROBLEM_CACHING);
    response
}

/// A fragment is small and sent to many.
fn compressed(html: &[u8]) -> Bytes {
    let mut packed = Vec::with_capacity(html.len() / 2);
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4 * 1024, 9, 18);
    let written = writer.write_all(html);
    drop(writer);
    if written.is_err() {
        tracing::error!("a fragment could not be compressed");
    }
    Bytes::from(packed)
}
