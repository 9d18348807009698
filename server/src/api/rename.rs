//! Another handle for a product, another SKU for a variant; and where what was renamed is found.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use dockline_domain::id::{Handle, Sku};
use dockline_engine::ReadError;
use dockline_engine::command::{RenameProduct, RenameVariant};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose};
use super::params::KeyHeader;
use super::problem::Problem;
use super::schema::Failures;
use super::{Api, fields};

/// The answer to a request for something that has another name now: the same request, there. What
/// comes before the name in the address, and the name of now, are given. Nobody keeps it: the thing
/// may get its former name back.
pub(super) fn moved(before: &str, now: &str, uri: &Uri) -> Response {
    let name = utf8_percent_encode(now, NON_ALPHANUMERIC);
    let query = uri
        .query()
        .map_or_else(String::new, |query| format!("?{query}"));
    let location = HeaderValue::from_str(&format!("{before}/{name}{query}"));
    let location = location.unwrap_or(HeaderValue::from_static("/"));
    let kept = HeaderValue::from_static("no-cache");
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, kept)];
    (StatusCode::PERMANENT_REDIRECT, headers).into_response()
}

/// What a product is to be called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductRename {
    /// Its new handle. Its old one, and all from before, lead there.
    #[schema(value_type = fields::ProductHandle, required = true)]
    handle: Option<Loose<String>>,
}

/// What a variant is to be called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantRename {
    /// Its new SKU. Its old one, and all from before, lead there.
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
}

/// A product is called so now.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductRenamed {
    handle: String,
    /// The product's page.
    url: String,
}

/// A variant is called so now.
#[derive(Debug, Serialize, ToSchema)]
pub struct VariantRenamed {
    sku: String,
    /// Its product.
    handle: String,
}

/// Gives a product another handle. Pages and addresses with the old one lead there. A handle that
/// is, or was, that of another product is refused.
#[utoipa::path(
    post, path = "/api/v1/products/{handle}/rename", tag = "merchants", security(("key" = [])),
    params(("handle" = String, Path), KeyHeader), request_body = ProductRename,
    responses((status = 200, body = ProductRenamed), Failures)
)]
pub async fn product(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(handle): Path<String>,
    request: JsonRequest,
) -> Result<Json<ProductRenamed>, Problem> {
    let handle =
        Handle::parse(&handle).map_err(|_| ReadError::not_found("product", handle.as_str()))?;
    let mut form = Form::default();
    let sent = request.body::<ProductRename>()?.handle;
    let to = form.must_parse("/handle", sent, Handle::parse);
    let to = form.finish(to)?;
    let renamed = api
        .engine
        .execute(
            &merchant.shop.id,
            request.context(&merchant.by),
            RenameProduct { handle, to },
        )
        .await?;
    let shop = &merchant.shop.slug;
    Ok(Json(ProductRenamed {
        url: format!(
            "{}{}",
            api.public_url,
            dockline_words::link::product(shop, &renamed.handle, None, 1)
        ),
        handle: renamed.handle.into(),
    }))
}

/// Gives a variant another SKU, in orders, purchase orders and stock too. Requests with the old one
/// lead to it. A SKU that is, or was, another variant's is refused. A variant in more than
/// 20 000 rows of orders keeps its SKU.
#[utoipa::path(
    post, path = "/api/v1/variants/{sku}/rename", tag = "merchants", security(("key" = [])),
    params(("sku" = String, Path), KeyHeader), request_body = VariantRename,
    responses((status = 200, body = VariantRenamed), Failures)
)]
pub async fn variant(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(sku): Path<String>,
    request: JsonRequest,
) -> Result<Json<VariantRenamed>, Problem> {
    let sku = Sku::parse(&sku).map_err(|_| ReadError::not_found("variant", sku.as_str()))?;
    let mut form = Form::default();
    let sent = request.body::<VariantRename>()?.sku;
    let to = form.must_parse("/sku", sent, Sku::parse);
    let to = form.finish(to)?;
    let command = RenameVariant { sku, to };
    let named = command.to.to_string();
    let renamed = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(Json(VariantRenamed {
        sku: named,
        handle: renamed.handle.into(),
    }))
}
