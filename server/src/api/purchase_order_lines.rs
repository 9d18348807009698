//! The lines of a purchase order as merchants send them, and
//! `POST /purchase-orders/{reference}/split`.

use axum::extract::{Path, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderReference, Sku};
use dockline_domain::limits;
use dockline_domain::on_order::{TakenUnits, WantedLine};
use dockline_engine::command::{NewPurchaseOrderLine, SplitPurchaseOrder};
use jiff::civil::Date;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{FieldType, Form, JsonRequest, Loose};
use super::params::{KeyHeader, MatchHeader};
use super::problem::Problem;
use super::purchase_order_body::PurchaseOrderBody;
use super::purchase_orders::{WindowRequest, known_form, text, view, window};
use super::schema::Failures;
use super::{Api, fields};
use crate::etag;

/// Units of one variant on order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PurchaseOrderLineRequest {
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    #[schema(value_type = fields::SomeUnits, required = true)]
    quantity: Option<Loose<i64>>,
    /// When it is expected at the dock; without it, when the order is.
    #[schema(value_type = Option<WindowRequest>)]
    expected: Option<Loose<WindowRequest>>,
}

/// Units of one variant as they are on order from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedLineRequest {
    /// Which of the order's lines of the SKU. Without it the first that no other entry names, or a
    /// new one.
    #[schema(value_type = Option<fields::LineNumber>)]
    line: Option<Loose<i64>>,
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// Units ordered in all, those that came included. 0 only where 0 were ordered: something came
    /// that nobody had ordered.
    #[schema(value_type = fields::Units, required = true)]
    quantity: Option<Loose<i64>>,
    /// When it is expected at the dock; without it, when the order is.
    #[schema(value_type = Option<WindowRequest>)]
    expected: Option<Loose<WindowRequest>>,
}

/// Units of one variant that come another time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenLineRequest {
    /// Of which of the order's lines of the SKU; without it, of the one that comes last.
    #[schema(value_type = Option<fields::LineNumber>)]
    line: Option<Loose<i64>>,
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// Units, no more than are open.
    #[schema(value_type = fields::SomeUnits, required = true)]
    quantity: Option<Loose<i64>>,
}

impl FieldType for PurchaseOrderLineRequest {
    const WORDS: &'static str = "an object with sku and quantity";
}
impl FieldType for WantedLineRequest {
    const WORDS: &'static str = "an object with sku and quantity";
}
impl FieldType for TakenLineRequest {
    const WORDS: &'static str = "an object with sku and quantity";
}

/// Reads 1 to 500 lines, each with where it stands.
fn each_line<T: FieldType, L>(
    form: &mut Form,
    sent: Vec<Loose<T>>,
    mut read: impl FnMut(&mut Form, &str, T) -> Option<L>,
) -> Option<Vec<L>> {
    if sent.is_empty() || sent.len() > limits::PURCHASE_ORDER_LINES_MAX {
        form.0.add(
            "/lines",
            format!("must have 1 to {} lines", limits::PURCHASE_ORDER_LINES_MAX),
        );
        return None;
    }
    let mut lines = Vec::with_capacity(sent.len());
    for (number, line) in sent.into_iter().enumerate() {
        let at = format!("/lines/{number}");
        let line = form.may(&at, Some(line));
        lines.push(line.and_then(|line| read(form, &at, line)));
    }
    lines.into_iter().collect()
}

fn own_date(
    form: &mut Form,
    at: &str,
    expected: Option<Loose<WindowRequest>>,
    today: Date,
) -> Option<Window> {
    expected.and_then(|sent| window(form, &format!("{at}/expected"), sent, today))
}

pub(super) fn order_lines(
    form: &mut Form,
    sent: Vec<Loose<PurchaseOrderLineRequest>>,
    today: Date,
) -> Option<Vec<NewPurchaseOrderLine>> {
    let mut known: Vec<(Sku, Option<Window>)> = Vec::new();
    each_line(form, sent, |form, at, line| {
        let sku = form.must_parse(&format!("{at}/sku"), line.sku, Sku::parse);
        let quantity = form.must_count(
            &format!("{at}/quantity"),
            line.quantity.as_ref(),
            1..=limits::UNITS_MAX,
        );
        let expected = own_date(form, at, line.expected, today);
        let sku = sku?;
        let this = (sku.clone(), expected);
        if known.contains(&this) {
            form.0.add(
                format!("{at}/sku"),
                "must differ from the SKU of every other line with the same date",
            );
        }
        known.push(this);
        Some(NewPurchaseOrderLine {
            sku,
            quantity: quantity?,
            expected,
        })
    })
}

/// The number of a line, where one is given.
pub(super) fn line_number(form: &mut Form, at: &str, sent: Option<&Loose<i64>>) -> Option<u32> {
    let max = u32::try_from(limits::PURCHASE_ORDER_LINES_MAX).unwrap_or(u32::MAX);
    sent.and_then(|sent| form.must_count(&format!("{at}/line"), Some(sent), 1..=max))
}

pub(super) fn wanted_lines(
    form: &mut Form,
    sent: Vec<Loose<WantedLineRequest>>,
    today: Date,
) -> Option<Vec<WantedLine>> {
    each_line(form, sent, |form, at, line| {
        let number = line_number(form, at, line.line.as_ref());
        let sku = form.must_parse(&format!("{at}/sku"), line.sku, Sku::parse);
        let quantity = form.must_count(
            &format!("{at}/quantity"),
            line.quantity.as_ref(),
            0..=limits::UNITS_MAX,
        );
        let expected = own_date(form, at, line.expected, today);
        Some(WantedLine {
            sku: sku?,
            number,
            quantity: quantity?,
            expected,
        })
    })
}

fn taken_units(form: &mut Form, sent: Vec<Loose<TakenLineRequest>>) -> Option<Vec<TakenUnits>> {
    each_line(form, sent, |form, at, line| {
        let number = line_number(form, at, line.line.as_ref());
        let sku = form.must_parse(&format!("{at}/sku"), line.sku, Sku::parse);
        let quantity = form.must_count(
            &format!("{at}/quantity"),
            line.quantity.as_ref(),
            1..=limits::UNITS_MAX,
        );
        Some(TakenUnits {
            sku: sku?,
            number,
            quantity: quantity?,
        })
    })
}

/// A part of a purchase order that comes another time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitRequest {
    /// The merchant's number of the new purchase order, unique in the shop, 1 to 80 bytes.
    #[schema(value_type = fields::Reference, required = true)]
    reference: Option<Loose<String>>,
    /// What comes with it.
    #[schema(value_type = fields::TakenLines, required = true)]
    lines: Option<Loose<Vec<Loose<TakenLineRequest>>>>,
    /// When it is expected at the dock; null while nobody can say.
    #[schema(value_type = Option<WindowRequest>)]
    expected: Option<Loose<WindowRequest>>,
    /// On what that date rests; without it, on what the order's does.
    #[schema(value_type = Option<fields::OptionalText>)]
    basis: Option<Loose<String>>,
    /// Why: people whose date moves are told it.
    #[schema(value_type = fields::ShortText, required = true)]
    reason: Option<Loose<String>>,
}

impl SplitRequest {
    fn check(
        self,
        reference: PurchaseOrderReference,
        today: Date,
        if_version: Option<i64>,
    ) -> Result<SplitPurchaseOrder, Problem> {
        let mut form = Form::default();
        let new = form.must_parse("/reference", self.reference, PurchaseOrderReference::parse);
        let lines = form
            .must("/lines", self.lines)
            .and_then(|lines| taken_units(&mut form, lines));
        let expected = self
            .expected
            .and_then(|sent| window(&mut form, "/expected", sent, today));
        let basis = text(&mut form, "/basis", self.basis);
        let reason = form.must_parse("/reason", self.reason, |text| {
            dockline_domain::input::short_text(text, limits::TEXT_CHARS_MAX)
        });
        let command = (|| {
            Some(SplitPurchaseOrder {
                reference,
                new_reference: new?,
                lines: lines?,
                expected,
                basis,
                reason: reason?,
                if_version,
            })
        })();
        form.finish(command)
    }
}

/// Makes open units of a purchase order an order of their own, which comes another time. Everybody
/// in line is told at most one new date.
#[utoipa::path(
    post, path = "/api/v1/purchase-orders/{reference}/split", tag = "merchants", security(("key" = [])),
    params(("reference" = String, Path), KeyHeader, MatchHeader), request_body = SplitRequest,
    responses((status = 201, body = PurchaseOrderBody), Failures)
)]
pub async fn split(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(reference): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let reference = known_form(&reference)?;
    let sent = request.body::<SplitRequest>()?;
    let mut command = sent.check(reference, merchant.shop.day, etag::if_version(&headers))?;
    if command.expected.is_some() && command.basis.is_none() {
        command.basis = Some(merchant.basis());
    }
    let split = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    let new = split.new.reference.as_str();
    let mut response = view(&api, &merchant.shop, StatusCode::CREATED, new).await?;
    let path = utf8_percent_encode(new, NON_ALPHANUMERIC);
    if let Ok(location) = format!("{}/api/v1/purchase-orders/{path}", api.public_url).parse() {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(response)
}
