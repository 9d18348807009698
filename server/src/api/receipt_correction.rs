//! `POST /receipts/{receipt}/correct`: fewer units came than were counted.

use axum::Json;
use axum::extract::{Path, State};
use dockline_domain::id::{ReceiptId, Sku};
use dockline_domain::input::short_text;
use dockline_domain::limits;
use dockline_engine::command::{CorrectReceipt, CorrectedLine, TakenBack};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{FieldType, Form, JsonRequest, Loose};
use super::params::KeyHeader;
use super::problem::Problem;
use super::receipts::ReceiptBody;
use super::schema::Failures;
use super::{Api, fields};

/// What really came.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionRequest {
    /// The variants that were counted wrongly, each SKU once.
    #[schema(value_type = fields::CorrectedLines, required = true)]
    lines: Option<Loose<Vec<Loose<CorrectedLineRequest>>>>,
    /// Why: people who wait again are told it.
    #[schema(value_type = fields::ShortText, required = true)]
    reason: Option<Loose<String>>,
}

/// Units of one variant that really came.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectedLineRequest {
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// No more than were counted: what else came has a receipt of its own.
    #[schema(value_type = fields::Units, required = true)]
    quantity: Option<Loose<i64>>,
}

impl FieldType for CorrectedLineRequest {
    const WORDS: &'static str = "an object with sku and quantity";
}

impl CorrectionRequest {
    fn check(self, receipt: ReceiptId) -> Result<CorrectReceipt, Problem> {
        let mut form = Form::default();
        let lines = form
            .must("/lines", self.lines)
            .and_then(|lines| corrected(&mut form, lines));
        let reason = form.must_parse("/reason", self.reason, |text| {
            short_text(text, limits::TEXT_CHARS_MAX)
        });
        let command = lines.zip(reason).map(|(lines, reason)| CorrectReceipt {
            receipt,
            lines,
            reason,
        });
        form.finish(command)
    }
}

fn corrected(
    form: &mut Form,
    sent: Vec<Loose<CorrectedLineRequest>>,
) -> Option<Vec<CorrectedLine>> {
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
        let line = form.may(&at, Some(line)).and_then(|line| {
            let sku = form.must_parse(&format!("{at}/sku"), line.sku, Sku::parse);
            let quantity = form.must_count(
                &format!("{at}/quantity"),
                line.quantity.as_ref(),
                0..=limits::UNITS_MAX,
            );
            Some(CorrectedLine {
                sku: sku?,
                quantity: quantity?,
            })
        });
        lines.push(line);
    }
    lines.into_iter().collect()
}

/// A receipt that was corrected.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CorrectedReceipt)]
pub struct CorrectedBody {
    /// The receipt as it is now.
    receipt: ReceiptBody,
    /// What people had been given and is not there: they wait again, at the place they had.
    taken_back: Vec<TakenBackBody>,
}

/// Units that wait in line again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TakenBack)]
pub struct TakenBackBody {
    /// `ord_…`
    order: String,
    /// `shp_…`: the parcel that they are to be taken out of.
    shipment: String,
    /// Somebody had packed it: it is open again.
    was_packed: bool,
    /// `bo_…`: which units they were.
    backorder: String,
    sku: String,
    quantity: u32,
}

impl From<TakenBack> for TakenBackBody {
    fn from(units: TakenBack) -> Self {
        Self {
            order: units.order.into(),
            shipment: units.shipment.into(),
            was_packed: units.was_packed,
            backorder: units.backorder.into(),
            sku: units.sku.into(),
            quantity: units.quantity,
        }
    }
}

/// Says how many units really came. What is not there is taken from the shelf first, then from open
/// parcels, from the end of the line on, then from packed ones. What has left was there.
#[utoipa::path(
    post, path = "/api/v1/receipts/{receipt}/correct", tag = "merchants", security(("key" = [])),
    params(("receipt" = String, Path), KeyHeader), request_body = CorrectionRequest,
    responses((status = 200, body = CorrectedBody), Failures)
)]
pub async fn correct(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(receipt): Path<String>,
    request: JsonRequest,
) -> Result<Json<CorrectedBody>, Problem> {
    let unknown = || dockline_engine::ReadError::not_found("receipt", receipt.as_str());
    let id = ReceiptId::parse(&receipt).map_err(|_| unknown())?;
    let command = request.body::<CorrectionRequest>()?.check(id.clone())?;
    let corrected = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    let taken_back = corrected.taken_back.into_iter();
    Ok(Json(CorrectedBody {
        receipt: api.engine.receipt(&merchant.shop, &id).await?.into(),
        taken_back: taken_back.map(TakenBackBody::from).collect(),
    }))
}
