//! The catalogue, for merchants.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use dockline_domain::id::Handle;
use dockline_engine::Listing;
use dockline_engine::command::SaveProduct;
use std::sync::Arc;

use super::auth::Merchant;
use super::input::{JsonRequest, Params};
use super::page::Page;
use super::params::{MatchHeader, PageQuery};
use super::problem::Problem;
use super::product_body::{ProductBody, ProductRequest};
use super::schema::{Failures, List};
use super::{Api, fields, rename};
use crate::etag;

/// A page of the products, by title.
#[utoipa::path(
    get, path = "/api/v1/products", tag = "merchants", security(("key" = [])),
    params(PageQuery),
    responses((status = 200, body = List<ProductBody>), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<List<ProductBody>>, Problem> {
    let page = Page::of(&params)?;
    let found = api
        .engine
        .catalogue(
            &merchant.shop,
            Listing::All,
            "",
            page.cursor.as_deref(),
            page.limit,
        )
        .await?;
    Ok(Json(List::new(
        found.products.iter().map(ProductBody::new).collect(),
        found.next_cursor,
    )))
}

/// One product.
#[utoipa::path(
    get, path = "/api/v1/products/{handle}", tag = "merchants", security(("key" = [])), params(("handle" = String, Path)),
    responses((status = 200, body = ProductBody), (status = 308, description = "It has another handle now"), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(handle): Path<String>,
    uri: Uri,
) -> Result<Response, Problem> {
    let view = api.engine.product(&merchant.shop, &handle).await?;
    let now = view.product.handle.as_str();
    if now != handle {
        return Ok(rename::moved("/api/v1/products", now, &uri));
    }
    Ok((
        [(ETAG, etag::of(view.product_version))],
        Json(ProductBody::new(&view)),
    )
        .into_response())
}

/// Writes a product: a new one, or over the one that has this handle.
#[utoipa::path(
    put, path = "/api/v1/products/{handle}", tag = "merchants", security(("key" = [])),
    params(("handle" = inline(fields::ProductHandle), Path), MatchHeader), request_body = ProductRequest,
    responses(
        (status = 200, body = ProductBody), (status = 201, body = ProductBody),
        (status = 308, description = "It has another handle now"), Failures
    )
)]
pub async fn save(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(handle): Path<String>,
    headers: HeaderMap,
    uri: Uri,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let handle =
        Handle::parse(&handle).map_err(|invalid| Problem::parameter("handle", invalid.0))?;
    let there = api.engine.product(&merchant.shop, handle.as_str()).await;
    if let Ok(view) = &there
        && view.product.handle != handle
    {
        let now = view.product.handle.as_str();
        return Ok(rename::moved("/api/v1/products", now, &uri));
    }
    let product = request
        .body::<ProductRequest>()?
        .check(handle.clone(), merchant.shop.profile.currency)?;
    let command = SaveProduct {
        product,
        if_version: etag::if_version(&headers),
    };
    let saved = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    let view = api.engine.product(&merchant.shop, handle.as_str()).await?;
    let status = if saved.created.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((
        status,
        [(ETAG, etag::of(view.product_version))],
        Json(ProductBody::new(&view)),
    )
        .into_response())
}
