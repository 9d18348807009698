//! Purchase orders, for merchants: what is on order, when it is expected, where it is.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use dockline_domain::dates::{Window, add_days, parse_date};
use dockline_domain::id::PurchaseOrderReference;
use dockline_domain::input::{Invalid, optional_text, short_text};
use dockline_domain::limits;
use dockline_domain::supply::Stage;
use dockline_engine::command::{AddMilestone, ChangePurchaseOrder, CreatePurchaseOrder};
use dockline_view::Shop;
use jiff::civil::Date;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{FieldType, Form, JsonRequest, Loose, Params, instant, present};
use super::page::Page;
use super::params::{KeyHeader, MatchHeader, PageQuery};
use super::problem::Problem;
use super::purchase_order_body::PurchaseOrderBody;
use super::purchase_order_lines::{
    PurchaseOrderLineRequest, WantedLineRequest, order_lines, wanted_lines,
};
use super::schema::{Failures, List};
use super::{Api, fields};
use crate::etag;

/// A purchase order to enter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseOrderRequest {
    /// The merchant's number of it, unique in the shop, 1 to 80 bytes.
    #[schema(value_type = fields::Reference, required = true)]
    reference: Option<Loose<String>>,
    /// Who supplies it.
    #[schema(value_type = fields::ShortText, required = true)]
    supplier: Option<Loose<String>>,
    /// What was ordered, 1 to 500 lines. A SKU may come twice, with two dates.
    #[schema(value_type = fields::PurchaseOrderLines, required = true)]
    lines: Option<Loose<Vec<Loose<PurchaseOrderLineRequest>>>>,
    /// When it is expected at the dock; null while nobody can say.
    #[schema(value_type = Option<WindowRequest>)]
    expected: Option<Loose<WindowRequest>>,
    /// Where it is; `ordered` when nothing is said.
    #[schema(value_type = Option<fields::StatedStage>)]
    stage: Option<Loose<String>>,
    /// On what the date rests.
    #[schema(value_type = Option<fields::OptionalText>, example = "order confirmation of 20 November")]
    basis: Option<Loose<String>>,
}

/// Local dates, both ends included.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowRequest {
    #[schema(value_type = fields::ExpectedDate, required = true)]
    earliest: Option<Loose<String>>,
    #[schema(value_type = fields::ExpectedDate, required = true)]
    latest: Option<Loose<String>>,
}

impl FieldType for WindowRequest {
    const WORDS: &'static str = "an object with earliest and latest, or null";
}

/// A short text, or nothing.
pub(super) fn text(form: &mut Form, pointer: &str, field: Option<Loose<String>>) -> Option<String> {
    form.may_parse(pointer, field, |text| {
        optional_text(Some(text), limits::TEXT_CHARS_MAX)
    })
    .flatten()
}

/// A window that ends after it begins and not beyond all planning. `at` is where it stands.
pub(super) fn window(
    form: &mut Form,
    at: &str,
    field: Loose<WindowRequest>,
    today: Date,
) -> Option<Window> {
    let sent = form.may(at, Some(field))?;
    let end = add_days(today, limits::EXPECTED_DAYS_AHEAD_MAX);
    let near = |text: &str| {
        parse_date(text).and_then(|date| {
            (date <= end)
                .then_some(date)
                .ok_or_else(|| Invalid::new(format!("must not be after {end}")))
        })
    };
    let latest_at = format!("{at}/latest");
    let earliest = form.must_parse(&format!("{at}/earliest"), sent.earliest, near);
    let latest = form.must_parse(&latest_at, sent.latest, near);
    form.0.take(&latest_at, Window::new(earliest?, latest?))
}

impl PurchaseOrderRequest {
    fn check(self, today: Date) -> Result<CreatePurchaseOrder, Problem> {
        let mut form = Form::default();
        let reference =
            form.must_parse("/reference", self.reference, PurchaseOrderReference::parse);
        let supplier = form.must_parse("/supplier", self.supplier, |text| {
            short_text(text, limits::TEXT_CHARS_MAX)
        });
        let lines = form
            .must("/lines", self.lines)
            .and_then(|lines| order_lines(&mut form, lines, today));
        let expected = self
            .expected
            .and_then(|sent| window(&mut form, "/expected", sent, today));
        let stage = form
            .may_parse("/stage", self.stage, Stage::parse)
            .unwrap_or(Stage::Ordered);
        let basis = text(&mut form, "/basis", self.basis);
        let command = (|| {
            Some(CreatePurchaseOrder {
                reference: reference?,
                supplier: supplier?,
                lines: lines?,
                expected,
                stage,
                basis,
            })
        })();
        form.finish(command)
    }
}

pub(super) async fn view(
    api: &Api,
    shop: &Arc<Shop>,
    status: StatusCode,
    reference: &str,
) -> Result<Response, Problem> {
    let (order, milestones) = api.engine.purchase_order(shop, reference).await?;
    let tag = etag::of(order.version);
    Ok((
        status,
        [(ETAG, tag)],
        Json(PurchaseOrderBody::with_milestones(order, milestones)),
    )
        .into_response())
}

/// Enters a purchase order.
#[utoipa::path(
    post, path = "/api/v1/purchase-orders", tag = "merchants", security(("key" = [])),
    params(KeyHeader), request_body = PurchaseOrderRequest,
    responses((status = 201, body = PurchaseOrderBody), Failures)
)]
pub async fn create(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let mut command = request
        .body::<PurchaseOrderRequest>()?
        .check(merchant.shop.day)?;
    if command.expected.is_some() && command.basis.is_none() {
        command.basis = Some(merchant.basis());
    }
    let saved = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    let mut response = view(
        &api,
        &merchant.shop,
        StatusCode::CREATED,
        saved.reference.as_str(),
    )
    .await?;
    let reference = utf8_percent_encode(saved.reference.as_str(), NON_ALPHANUMERIC);
    if let Ok(location) = format!("{}/api/v1/purchase-orders/{reference}", api.public_url).parse() {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}

/// A page of the purchase orders, as they were entered one after the other.
#[utoipa::path(
    get, path = "/api/v1/purchase-orders", tag = "merchants", security(("key" = [])),
    params(PageQuery),
    responses((status = 200, body = List<PurchaseOrderBody>), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<List<PurchaseOrderBody>>, Problem> {
    let page = Page::of(&params)?;
    let found = api
        .engine
        .purchase_orders(&merchant.shop, page.cursor.as_deref(), page.limit)
        .await?;
    Ok(Json(List::new(
        found
            .items
            .into_iter()
            .map(PurchaseOrderBody::from)
            .collect(),
        found.next_cursor,
    )))
}

/// One purchase order with its milestones.
#[utoipa::path(
    get, path = "/api/v1/purchase-orders/{reference}", tag = "merchants", security(("key" = [])), params(("reference" = String, Path)),
    responses((status = 200, body = PurchaseOrderBody), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(reference): Path<String>,
) -> Result<Response, Problem> {
    view(&api, &merchant.shop, StatusCode::OK, &reference).await
}

/// A change of a purchase order; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseOrderChange {
    /// A new date; null says that nobody can tell any more.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<WindowRequest>)]
    #[expect(
        clippy::option_option,
        reason = "absent, null and a date say three things"
    )]
    expected: Option<Option<Loose<WindowRequest>>>,
    /// A new stage.
    #[schema(value_type = Option<fields::StatedStage>)]
    stage: Option<Loose<String>>,
    /// On what the date rests now; with a date and without this, `stated by` the name of the key.
    #[schema(value_type = Option<fields::OptionalText>)]
    basis: Option<Loose<String>>,
    /// Why it changed. Lines need one: people are told it.
    #[schema(value_type = Option<fields::OptionalText>)]
    reason: Option<Loose<String>>,
    /// What is on order from now on, as a whole: a line that is left out is taken away. No line has
    /// fewer units than were counted of it (`409`).
    #[schema(value_type = Option<fields::WantedLines>)]
    lines: Option<Loose<Vec<Loose<WantedLineRequest>>>>,
}

impl PurchaseOrderChange {
    fn check(
        self,
        reference: PurchaseOrderReference,
        today: Date,
        if_version: Option<i64>,
    ) -> Result<ChangePurchaseOrder, Problem> {
        let mut form = Form::default();
        let expected = self
            .expected
            .map(|sent| sent.and_then(|sent| window(&mut form, "/expected", sent, today)));
        let stage = form.may_parse("/stage", self.stage, Stage::parse);
        let basis = text(&mut form, "/basis", self.basis);
        let has_lines = self.lines.is_some();
        let lines = form
            .may("/lines", self.lines)
            .and_then(|lines| wanted_lines(&mut form, lines, today));
        let reason = text(&mut form, "/reason", self.reason);
        if has_lines && reason.is_none() {
            form.0.add("/reason", "must be given with lines");
        }
        form.finish(Some(ChangePurchaseOrder {
            reference,
            expected,
            stage,
            basis,
            reason,
            lines,
            if_version,
        }))
    }
}

/// A reference that cannot be one is not known.
pub(super) fn known_form(reference: &str) -> Result<PurchaseOrderReference, Problem> {
    PurchaseOrderReference::parse(reference)
        .map_err(|_| dockline_engine::ReadError::not_found("purchase order", reference).into())
}

/// Changes a purchase order. A new date or a new basis confirms it.
#[utoipa::path(
    patch, path = "/api/v1/purchase-orders/{reference}", tag = "merchants", security(("key" = [])),
    params(("reference" = String, Path), MatchHeader), request_body = PurchaseOrderChange,
    responses((status = 200, body = PurchaseOrderBody), Failures)
)]
pub async fn change(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(reference): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let reference = known_form(&reference)?;
    let sent = request.body::<PurchaseOrderChange>()?;
    let mut command = sent.check(
        reference.clone(),
        merchant.shop.day,
        etag::if_version(&headers),
    )?;
    if command.expected.flatten().is_some() && command.basis.is_none() {
        command.basis = Some(merchant.basis());
    }
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant.shop, StatusCode::OK, reference.as_str()).await
}

/// A dated fact about a purchase order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneRequest {
    /// The stage it reached.
    #[schema(value_type = fields::StatedStage, required = true)]
    stage: Option<Loose<String>>,
    /// When; now when nothing is said.
    #[schema(value_type = Option<fields::FactInstant>)]
    at: Option<Loose<String>>,
    /// What is said about it.
    #[schema(value_type = Option<fields::OptionalText>)]
    note: Option<Loose<String>>,
    /// Whether shoppers see it; they do when nothing is said.
    #[schema(value_type = Option<bool>)]
    public: Option<Loose<bool>>,
}

impl MilestoneRequest {
    fn check(self, reference: PurchaseOrderReference) -> Result<AddMilestone, Problem> {
        let mut form = Form::default();
        let stage = form.must_parse("/stage", self.stage, Stage::parse);
        let at = form.may_parse("/at", self.at, instant);
        let note = text(&mut form, "/note", self.note);
        let public = form.may("/public", self.public).unwrap_or(true);
        form.finish(stage.map(|stage| AddMilestone {
            reference,
            stage,
            at,
            note,
            public,
        }))
    }
}

/// Records a dated fact about a purchase order.
#[utoipa::path(
    post, path = "/api/v1/purchase-orders/{reference}/milestones", tag = "merchants", security(("key" = [])),
    params(("reference" = String, Path), KeyHeader), request_body = MilestoneRequest,
    responses((status = 201, body = PurchaseOrderBody), Failures)
)]
pub async fn add_milestone(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(reference): Path<String>,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let reference = known_form(&reference)?;
    let command = request
        .body::<MilestoneRequest>()?
        .check(reference.clone())?;
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(
        &api,
        &merchant.shop,
        StatusCode::CREATED,
        reference.as_str(),
    )
    .await
}
