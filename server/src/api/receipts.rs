//! Receipts: goods arrive at a dock, and the answer says what to do with them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use dockline_domain::id::{LocationCode, PurchaseOrderReference, ReceiptId, Sku};
use dockline_domain::input::{Invalid, optional_text};
use dockline_domain::limits;
use dockline_engine::command::{ReceiveGoods, Received, ReceivedLine};
use dockline_view::{AllocatedUnits, PutAway, ReceiptView};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{FieldType, Form, JsonRequest, Loose};
use super::params::KeyHeader;
use super::problem::Problem;
use super::purchase_order_lines::line_number;
use super::schema::Failures;
use super::{Api, fields};

/// What was counted at a dock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptRequest {
    /// The merchant's number of what was on order.
    #[schema(value_type = fields::Reference, required = true)]
    purchase_order: Option<Loose<String>>,
    /// At which dock; a new code adds the location.
    #[schema(value_type = fields::LocationCode, required = true)]
    location: Option<Loose<String>>,
    /// What was counted, each line of a SKU once.
    #[schema(value_type = fields::ReceiptLines, required = true)]
    lines: Option<Loose<Vec<Loose<ReceiptLineRequest>>>>,
    /// The supplier's number of the delivery, unique for the purchase order: the same one is not
    /// counted twice.
    #[schema(value_type = Option<fields::DeliveryNote>)]
    delivery_note: Option<Loose<String>>,
}

/// Units of one variant that were counted. Fewer than are open leave the rest open.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptLineRequest {
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// Which of the order's lines of the SKU. Without it the one that was expected first is filled,
    /// then the next.
    #[schema(value_type = Option<fields::LineNumber>)]
    line: Option<Loose<i64>>,
    /// Units that are there. 0 needs a discrepancy.
    #[schema(value_type = fields::Units, required = true)]
    quantity: Option<Loose<i64>>,
    /// Why it is not what was ordered. More units than are open need one; with one, fewer units are
    /// all that comes of the line. With one, it may be a SKU that nobody had ordered.
    #[schema(value_type = Option<fields::OptionalText>)]
    discrepancy: Option<Loose<String>>,
    /// With a discrepancy: the rest is still coming.
    #[schema(value_type = Option<bool>)]
    more_to_come: Option<Loose<bool>>,
    /// Only when this many units of the line are still open, as they were read; otherwise `412`,
    /// and nothing is received.
    #[schema(value_type = Option<fields::Units>)]
    if_open: Option<Loose<i64>>,
}

impl FieldType for ReceiptLineRequest {
    const WORDS: &'static str = "an object with sku and quantity";
}

impl ReceiptLineRequest {
    fn check(self, form: &mut Form, at: &str) -> Option<ReceivedLine> {
        let sku = form.must_parse(&format!("{at}/sku"), self.sku, Sku::parse);
        let number = line_number(form, at, self.line.as_ref());
        let quantity = form.must_count(
            &format!("{at}/quantity"),
            self.quantity.as_ref(),
            0..=limits::UNITS_MAX,
        );
        let text = |text: &str| optional_text(Some(text), limits::TEXT_CHARS_MAX);
        let discrepancy = form
            .may_parse(&format!("{at}/discrepancy"), self.discrepancy, text)
            .flatten();
        let more_to_come = form
            .may(&format!("{at}/more_to_come"), self.more_to_come)
            .unwrap_or(false);
        let if_open = self.if_open.and_then(|sent| {
            form.must_count(&format!("{at}/if_open"), Some(&sent), 0..=limits::UNITS_MAX)
        });
        Some(ReceivedLine {
            sku: sku?,
            line: number,
            quantity: quantity?,
            discrepancy,
            more_to_come,
            if_open,
        })
    }
}

impl ReceiptRequest {
    fn check(self) -> Result<ReceiveGoods, Problem> {
        let mut form = Form::default();
        let purchase_order = form.must_parse(
            "/purchase_order",
            self.purchase_order,
            PurchaseOrderReference::parse,
        );
        let location = form.must_parse("/location", self.location, LocationCode::parse);
        let lines = form
            .must("/lines", self.lines)
            .and_then(|lines| counted(&mut form, lines));
        let delivery_note = form
            .may_parse("/delivery_note", self.delivery_note, delivery_note)
            .flatten();
        let command = (|| {
            Some(ReceiveGoods {
                purchase_order: purchase_order?,
                location: location?,
                lines: lines?,
                delivery_note,
            })
        })();
        form.finish(command)
    }
}

fn delivery_note(text: &str) -> Result<Option<String>, Invalid> {
    optional_text(Some(text), limits::REFERENCE_BYTES_MAX)
}

fn counted(form: &mut Form, sent: Vec<Loose<ReceiptLineRequest>>) -> Option<Vec<ReceivedLine>> {
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
        lines.push(
            form.may(&at, Some(line))
                .and_then(|line| line.check(form, &at)),
        );
    }
    lines.into_iter().collect()
}

/// What to do with what arrived.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Received)]
pub struct ReceivedBody {
    /// `rcp_…`
    receipt: String,
    /// What goes straight to orders, sorted for packing: by order, then SKU.
    allocations: Vec<AllocationBody>,
    /// What goes to the shelf.
    put_away: Vec<PutAwayBody>,
}

/// Units that go to an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Allocation)]
pub struct AllocationBody {
    /// `ord_…`
    order: String,
    /// The order's number for people.
    order_number: i64,
    /// `bo_…`: which units of it.
    backorder: String,
    /// `shp_…`: the parcel they go into.
    shipment: String,
    sku: String,
    quantity: u32,
    /// The dock where they have just arrived; null when they are taken from the shelves, which is
    /// decided when they are packed.
    location: Option<String>,
}

/// Units that no order took.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PutAway)]
pub struct PutAwayBody {
    sku: String,
    quantity: u32,
}

impl From<AllocatedUnits> for AllocationBody {
    fn from(units: AllocatedUnits) -> Self {
        Self {
            order: units.order.into(),
            order_number: units.order_number,
            backorder: units.backorder.into(),
            shipment: units.shipment.into(),
            sku: units.sku.into(),
            quantity: units.quantity,
            location: units.location.map(String::from),
        }
    }
}

impl From<PutAway> for PutAwayBody {
    fn from(rest: PutAway) -> Self {
        Self {
            sku: rest.sku.into(),
            quantity: rest.quantity,
        }
    }
}

impl From<Received> for ReceivedBody {
    fn from(received: Received) -> Self {
        Self {
            receipt: received.receipt.into(),
            allocations: received
                .allocations
                .into_iter()
                .map(AllocationBody::from)
                .collect(),
            put_away: received
                .put_away
                .into_iter()
                .map(PutAwayBody::from)
                .collect(),
        }
    }
}

/// Receives goods: the people in line are served first, the rest becomes stock. All of it is done,
/// or nothing.
#[utoipa::path(
    post, path = "/api/v1/receipts", tag = "merchants", security(("key" = [])),
    params(KeyHeader), request_body = ReceiptRequest,
    responses((status = 201, body = ReceivedBody), Failures)
)]
pub async fn receive(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let command = request.body::<ReceiptRequest>()?.check()?;
    let received = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    let location = format!("{}/api/v1/receipts/{}", api.public_url, received.receipt);
    Ok((
        StatusCode::CREATED,
        [(LOCATION, location)],
        Json(ReceivedBody::from(received)),
    )
        .into_response())
}

/// A receipt.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Receipt)]
pub struct ReceiptBody {
    /// `rcp_…`
    receipt: String,
    purchase_order: String,
    location: String,
    delivery_note: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    lines: Vec<ReceiptLineBody>,
    /// What went straight to orders.
    allocations: Vec<AllocationBody>,
    /// What went to the shelf.
    put_away: Vec<PutAwayBody>,
}

/// What was counted of one variant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceiptLine)]
pub struct ReceiptLineBody {
    sku: String,
    /// Which of the order's lines of the SKU it filled.
    line: u32,
    /// Units that are there: as counted, or as corrected.
    quantity: u32,
    discrepancy: Option<String>,
    more_to_come: bool,
    /// What was counted at first, where it was corrected.
    first_counted: Option<u32>,
    /// Why it was corrected.
    correction: Option<String>,
}

impl From<ReceiptView> for ReceiptBody {
    fn from(view: ReceiptView) -> Self {
        let put_away = view.lines.iter().filter(|line| line.put_away > 0);
        Self {
            receipt: view.id.into(),
            purchase_order: view.purchase_order.into(),
            location: view.location.into(),
            delivery_note: view.delivery_note,
            received_at: view.received_at,
            put_away: put_away
                .map(|line| PutAwayBody {
                    sku: line.sku.to_string(),
                    quantity: line.put_away,
                })
                .collect(),
            lines: view
                .lines
                .into_iter()
                .map(|line| ReceiptLineBody {
                    sku: line.sku.into(),
                    line: line.line,
                    quantity: line.quantity,
                    discrepancy: line.discrepancy,
                    more_to_come: line.more_to_come,
                    first_counted: line.first_counted,
                    correction: line.correction,
                })
                .collect(),
            allocations: view
                .allocations
                .into_iter()
                .map(AllocationBody::from)
                .collect(),
        }
    }
}

/// One receipt with everything it did.
#[utoipa::path(
    get, path = "/api/v1/receipts/{receipt}", tag = "merchants", security(("key" = [])), params(("receipt" = String, Path)),
    responses((status = 200, body = ReceiptBody), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(receipt): Path<String>,
) -> Result<Json<ReceiptBody>, Problem> {
    let unknown = || dockline_engine::ReadError::not_found("receipt", receipt.as_str());
    let id = ReceiptId::parse(&receipt).map_err(|_| unknown())?;
    Ok(Json(api.engine.receipt(&merchant.shop, &id).await?.into()))
}
