//! `/embed/v1/{shop}/{sku}/outlook?lang=de`: what serves the line of a variant, in lines, for the
//! widget's own splitting of quantities. First the version and the units in line, then each run:
//! units up to and including it, and its window, in digits and in words. With `quantity=5` the
//! lines are the parts of that quantity, for pages that let nobody split but the server.

use super::fragment::Freshness;
use crate::etag;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use dockline_domain::dates::Window;
use dockline_domain::order::Quantity;
use dockline_engine::ReadError;
use dockline_view::VariantSnapshot;
use dockline_words::{Dates, Lang};
use http::{HeaderMap, HeaderValue, StatusCode, header};

/// An outlook.
pub async fn show(
    State(state): State<AppState>,
    Path((shop, sku)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.as_deref().unwrap_or("");
    let Some(wanted) = Wanted::parse(query) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let found = async {
        let shop = state.engine.shop(&shop).await?;
        state.engine.snapshot(&shop, &sku).await
    };
    let snapshot = match found.await {
        Ok(snapshot) => snapshot,
        Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {
            return StatusCode::NOT_FOUND.into_response();
        }
        Err(ReadError::Store(error)) if error.passes() => {
            tracing::debug!(%error, "an outlook was not read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Err(ReadError::Store(error)) => {
            tracing::error!(%error, "an outlook could not be read");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let tag = etag::of(snapshot.version);
    let is_known = etag::is_known(&headers, &tag);
    let mut response = Response::new(if is_known {
        Body::empty()
    } else {
        Body::from(wanted.lines(&snapshot))
    });
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        Freshness::parse(query).caching(snapshot.version),
    );
    headers.insert(header::ETAG, tag);
    response
}

/// What an outlook is for.
struct Wanted {
    lang: Lang,
    quantity: Option<u32>,
}

impl Wanted {
    /// Reads the query; nothing when no order could have the quantity.
    fn parse(query: &str) -> Option<Self> {
        let mut wanted = Self {
            lang: Lang::default(),
            quantity: None,
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "lang" => wanted.lang = Lang::from_tag(&value).unwrap_or_default(),
                "quantity" => {
                    wanted.quantity = Some(Quantity::new(value.parse().ok()?).ok()?.units());
                }
                _ => {}
            }
        }
        Some(wanted)
    }

    fn lines(&self, snapshot: &VariantSnapshot) -> String {
        let dates = Dates::new(self.lang, snapshot.shop.day);
        let line = |units: u64, window: Option<Window>| match window {
            Some(window) => format!(
                "\n{units} {} {} {}",
                window.earliest(),
                window.latest(),
                dates.window(window)
            ),
            None => format!("\n{units} -"),
        };
        let outlook = snapshot.supply.outlook(snapshot.shop.today());
        let begin = format!("{} {}", snapshot.version, outlook.queued);
        let lines: String = match self.quantity {
            Some(quantity) => snapshot
                .availability(quantity)
                .parts
                .iter()
                .map(|part| line(part.quantity.into(), part.window()))
                .collect(),
            None => outlook
                .runs
                .iter()
                .map(|run| line(run.end, run.window))
                .collect(),
        };
        begin + &lines
    }
}
