//! `POST /stock/transfers`: units go from one location to another.

use axum::Json;
use axum::extract::State;
use dockline_domain::id::{LocationCode, Sku};
use dockline_domain::limits;
use dockline_engine::command::{TransferStock, Transferred};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{FieldType, Form, JsonRequest, Loose};
use super::params::KeyHeader;
use super::problem::Problem;
use super::schema::Failures;
use super::{Api, fields};

/// Units that go elsewhere.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferRequest {
    /// Where they lie.
    #[schema(value_type = fields::LocationCode, required = true)]
    from: Option<Loose<String>>,
    /// Where they go; a new code adds the location.
    #[schema(value_type = fields::LocationCode, required = true)]
    to: Option<Loose<String>>,
    /// What, each SKU once.
    #[schema(value_type = fields::TransferLines, required = true)]
    lines: Option<Loose<Vec<Loose<TransferLineRequest>>>>,
}

/// Units of one variant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferLineRequest {
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// Units, none of which is set apart for a parcel that leaves from there.
    #[schema(value_type = fields::SomeUnits, required = true)]
    quantity: Option<Loose<i64>>,
}

impl FieldType for TransferLineRequest {
    const WORDS: &'static str = "an object with sku and quantity";
}

impl TransferRequest {
    fn check(self) -> Result<TransferStock, Problem> {
        let mut form = Form::default();
        let from = form.must_parse("/from", self.from, LocationCode::parse);
        let to = form.must_parse("/to", self.to, LocationCode::parse);
        let lines = form
            .must("/lines", self.lines)
            .and_then(|lines| transfer_lines(&mut form, lines));
        let command = (|| {
            Some(TransferStock {
                from: from?,
                to: to?,
                lines: lines?,
            })
        })();
        form.finish(command)
    }
}

fn transfer_lines(
    form: &mut Form,
    sent: Vec<Loose<TransferLineRequest>>,
) -> Option<Vec<(Sku, u32)>> {
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
                1..=limits::UNITS_MAX,
            );
            Some((sku?, quantity?))
        });
        lines.push(line);
    }
    lines.into_iter().collect()
}

/// What lies where after a transfer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Transfer)]
pub struct TransferBody {
    lines: Vec<TransferredBody>,
}

/// Units of one variant after a transfer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TransferLine)]
pub struct TransferredBody {
    sku: String,
    quantity: u32,
    /// Units that are left where they were.
    on_hand_from: u32,
    /// Units that are where they went.
    on_hand_to: u32,
}

impl From<Transferred> for TransferredBody {
    fn from(line: Transferred) -> Self {
        Self {
            sku: line.sku.into(),
            quantity: line.quantity,
            on_hand_from: line.on_hand_from,
            on_hand_to: line.on_hand_to,
        }
    }
}

/// Moves units from one location to another: all of them, or nothing. Nobody in line is served by
/// that, and nothing is sold or missing in between.
#[utoipa::path(
    post, path = "/api/v1/stock/transfers", tag = "merchants", security(("key" = [])),
    params(KeyHeader), request_body = TransferRequest,
    responses((status = 200, body = TransferBody), Failures)
)]
pub async fn transfer(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<Json<TransferBody>, Problem> {
    let command = request.body::<TransferRequest>()?.check()?;
    let moved = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(Json(TransferBody {
        lines: moved.into_iter().map(TransferredBody::from).collect(),
    }))
}
