//! What can be had, and when it ships. The most asked question: an answer for one unit is written
//! once per version and shared.

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use dockline_domain::id::{ShopId, Sku};
use dockline_domain::limits;
use dockline_engine::ReadError;
use dockline_view::{Shop, VariantSnapshot};
use quick_cache::sync::Cache;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::input::Params;
use super::params::{QuantityQuery, SkusQuery};
use super::problem::{NOT_FOUND, Problem};
use super::schema::{AvailabilityBody, Failures};
use super::{Api, rename};
use crate::etag;

/// Browsers ask again after 5 s, shared caches after 15 s; an old answer is better than none.
pub const CACHING: HeaderValue = HeaderValue::from_static(
    "public, max-age=5, s-maxage=15, stale-while-revalidate=60, stale-if-error=86400",
);
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Most variants whose answers are kept. One takes about 1 KB.
const KEPT_MAX: usize = 20_000;

/// The answers for one unit of the variants that are asked for.
pub struct Answers(Cache<(ShopId, Sku), Arc<Answer>>);

/// A snapshot's answer for one unit.
pub struct Answer {
    snapshot: Arc<VariantSnapshot>,
    json: Bytes,
    tag: HeaderValue,
    /// The same as an event of a live stream.
    pub event: Bytes,
}

impl Default for Answers {
    fn default() -> Self {
        Self(Cache::new(KEPT_MAX))
    }
}

impl Answers {
    /// The answer of a snapshot, written now if it is the first time.
    pub fn of(&self, snapshot: Arc<VariantSnapshot>) -> Arc<Answer> {
        let key = (snapshot.shop.id.clone(), snapshot.sku.clone());
        if let Some(kept) = self
            .0
            .get(&key)
            .filter(|kept| Arc::ptr_eq(&kept.snapshot, &snapshot))
        {
            return kept;
        }
        let answer = Arc::new(Answer::write(snapshot));
        self.0.insert(key, Arc::clone(&answer));
        answer
    }
}

impl Answer {
    fn write(snapshot: Arc<VariantSnapshot>) -> Self {
        let json = to_json(&AvailabilityBody::new(&snapshot, 1));
        let mut event =
            format!("event: availability\nid: {}\ndata: ", snapshot.version).into_bytes();
        event.extend_from_slice(&json);
        event.extend_from_slice(b"\n\n");
        Self {
            tag: etag::of(snapshot.version),
            json: json.into(),
            event: event.into(),
            snapshot,
        }
    }
}

fn to_json<T: Serialize>(body: &T) -> Vec<u8> {
    serde_json::to_vec(body).expect("an answer has text keys alone")
}

/// An answer, or 304 for a client that has it already.
fn respond(request: &Request, tag: HeaderValue, json: Bytes) -> Response {
    let known = etag::is_known(request.headers(), &tag);
    let mut response = Response::new(if known {
        Body::empty()
    } else {
        Body::from(json)
    });
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, CACHING);
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        headers.insert(CONTENT_TYPE, JSON);
    }
    response
}

fn quantity(params: &Params) -> Result<u32, Problem> {
    Ok(params
        .number("quantity", 1..=limits::QUANTITY_MAX)?
        .unwrap_or(1))
}

/// What can be had of one variant.
#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/availability/{sku}", tag = "shoppers",
    params(("shop" = String, Path), ("sku" = String, Path), QuantityQuery),
    responses(
        (status = 200, body = AvailabilityBody), (status = 304, description = "As known"),
        (status = 308, description = "The variant has another SKU now"), Failures
    )
)]
pub async fn of_variant(
    State(api): State<Arc<Api>>,
    Path((shop, sku)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let quantity = quantity(&Params::of(request.uri())?)?;
    let shop = api.engine.shop(&shop).await?;
    let snapshot = api.engine.snapshot(&shop, &sku).await?;
    if snapshot.sku.as_str() != sku {
        let before = format!("/api/v1/shops/{}/availability", shop.slug);
        return Ok(rename::moved(&before, snapshot.sku.as_str(), request.uri()));
    }
    if quantity == 1 {
        let answer = api.answers.of(snapshot);
        return Ok(respond(&request, answer.tag.clone(), answer.json.clone()));
    }
    let json = to_json(&AvailabilityBody::new(&snapshot, quantity));
    Ok(respond(&request, etag::of(snapshot.version), json.into()))
}

/// The availability of several variants.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailabilityList)]
pub struct AvailabilityListBody {
    /// In the order in which they were asked for.
    availability: Vec<AvailabilityBody>,
}

/// What can be had of several variants.
#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/availability", tag = "shoppers",
    params(("shop" = String, Path), SkusQuery, QuantityQuery),
    responses((status = 200, body = AvailabilityListBody), (status = 304, description = "As known"), Failures)
)]
pub async fn of_variants(
    State(api): State<Arc<Api>>,
    Path(shop): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let params = Params::of(request.uri())?;
    let quantity = quantity(&params)?;
    let skus = params.skus(limits::SKUS_PER_REQUEST_MAX)?;
    let shop = api.engine.shop(&shop).await?;
    let snapshots = snapshots(&api, &shop, &skus).await?;
    let newest = snapshots
        .iter()
        .map(|snapshot| snapshot.version)
        .max()
        .unwrap_or(0);
    let availability = snapshots
        .iter()
        .map(|snapshot| AvailabilityBody::new(snapshot, quantity))
        .collect();
    Ok(respond(
        &request,
        etag::of(newest),
        to_json(&AvailabilityListBody { availability }).into(),
    ))
}

/// The snapshots of those SKUs that variants have or had, and the others.
async fn called_now<'s>(
    api: &Api,
    shop: &Arc<Shop>,
    skus: &[&'s str],
) -> Result<(Vec<Arc<VariantSnapshot>>, Vec<&'s str>), Problem> {
    let (mut found, mut unknown) = (Vec::with_capacity(skus.len()), Vec::new());
    for sku in skus {
        match api.engine.snapshot(shop, sku).await {
            Ok(snapshot) => found.push(snapshot),
            Err(ReadError::NotFound { .. }) => unknown.push(*sku),
            Err(error) => return Err(error.into()),
        }
    }
    Ok((found, unknown))
}

/// The snapshots of all these SKUs; a problem names those that are not known.
pub async fn snapshots(
    api: &Api,
    shop: &Arc<Shop>,
    skus: &[&str],
) -> Result<Vec<Arc<VariantSnapshot>>, Problem> {
    let parsed: Vec<Sku> = skus.iter().filter_map(|sku| Sku::parse(sku).ok()).collect();
    let mut found = api.engine.snapshots(shop, &parsed).await?;
    let is_there = |sku: &str| found.iter().any(|snapshot| snapshot.sku.as_str() == sku);
    let mut unknown: Vec<&str> = skus.iter().copied().filter(|sku| !is_there(sku)).collect();
    if !unknown.is_empty() {
        // Some may have another SKU now.
        (found, unknown) = called_now(api, shop, skus).await?;
    }
    if unknown.is_empty() {
        return Ok(found);
    }
    let errors: Vec<_> =
        unknown.iter().map(|sku| serde_json::json!({ "parameter": "sku", "value": sku, "detail": "is not a SKU of this shop" })).collect();
    Err(Problem::new(
        NOT_FOUND,
        format!("These SKUs are not known: {}.", unknown.join(", ")),
    )
    .with("errors", errors.into()))
}
