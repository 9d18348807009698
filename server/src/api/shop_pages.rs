//! The legal pages of a shop: `/shop/pages/{kind}`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use dockline_domain::storefront::{LegalPage, Texts};
use dockline_engine::ReadError;
use dockline_engine::command::{SetLegalPage, page_mark};
use dockline_intake::import::html::clean_page;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose};
use super::params::MatchHeader;
use super::problem::Problem;
use super::schema::Failures;
use super::texts::{PageTexts, TextsBody, each};
use crate::etag;

/// Largest body: a page in two languages, with all that JSON escapes.
const BODY_BYTES_MAX: usize = 512 * 1024;

/// A legal page to write.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LegalPageRequest {
    /// The whole page in each language; one that is not named is taken away.
    #[schema(value_type = PageTexts, required = true)]
    texts: Option<Loose<PageTexts>>,
}

/// A legal page as merchants read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LegalPage)]
pub struct LegalPageBody {
    kind: &'static str,
    /// Clean HTML by language; without any language the shop has no such page.
    texts: TextsBody,
}

fn kind(kind: &str) -> Result<LegalPage, Problem> {
    LegalPage::parse(kind).map_err(|_| ReadError::not_found("page", kind).into())
}

fn body(page: LegalPage, texts: &Texts) -> Response {
    let body = LegalPageBody {
        kind: page.name(),
        texts: texts.into(),
    };
    ([(ETAG, etag::of(page_mark(texts)))], Json(body)).into_response()
}

/// A legal page of the shop: `imprint`, `terms`, `privacy`, `withdrawal`, `shipping` or
/// `accessibility`.
#[utoipa::path(
    get, path = "/api/v1/shop/pages/{kind}", tag = "merchants", security(("key" = [])), params(("kind" = String, Path)),
    responses((status = 200, body = LegalPageBody), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let page = kind(&name)?;
    let found = api.engine.legal_page(&merchant.shop, page).await?;
    Ok(body(page, &found.texts))
}

/// Writes a legal page as a whole. It stands in every footer of the shop from then on.
#[utoipa::path(
    put, path = "/api/v1/shop/pages/{kind}", tag = "merchants", security(("key" = [])), params(("kind" = String, Path), MatchHeader),
    request_body = LegalPageRequest,
    responses((status = 200, body = LegalPageBody), Failures)
)]
pub async fn save(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(name): Path<String>,
    headers: HeaderMap,
    request: JsonRequest<BODY_BYTES_MAX>,
) -> Result<Response, Problem> {
    let page = kind(&name)?;
    let mut form = Form::default();
    let sent = form.must("/texts", request.body::<LegalPageRequest>()?.texts);
    let texts = sent.map(|texts| texts.check(&mut form, "/texts"));
    let texts = texts.map(|texts| each(&mut form, "/texts", texts, clean_page));
    let command = SetLegalPage {
        page,
        texts: form.finish(texts)?,
        keep_others: false,
        if_mark: etag::if_version(&headers),
    };
    let set = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(body(page, &set.texts))
}
