//! Stopping an order and letting it go on.

use axum::Json;
use axum::extract::{Path, State};
use dockline_domain::id::OrderId;
use dockline_domain::input::short_text;
use dockline_domain::limits;
use dockline_domain::wish::PlaceAfter;
use dockline_engine::ReadError;
use dockline_engine::command::{HoldChanged, HoldOrder, ResumeOrder};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose};
use super::params::KeyHeader;
use super::problem::Problem;
use super::schema::Failures;
use super::{Api, fields};

/// Why an order is stopped.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldRequest {
    /// The log keeps it, and the shopper reads it.
    #[schema(value_type = fields::ShortText, required = true, example = "asked about the quantity")]
    reason: Option<Loose<String>>,
}

/// What was stopped, or goes on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderHold)]
pub struct HoldBody {
    /// `ord_…`
    order: String,
    /// Units it was about.
    units: u32,
    /// What became of the place in line of units that had waited and go on: `kept` or
    /// `end_of_line`. Null when none did.
    place: Option<&'static str>,
}

impl From<HoldChanged> for HoldBody {
    fn from(changed: HoldChanged) -> Self {
        Self {
            order: changed.order.into(),
            units: changed.units,
            place: changed.place.map(PlaceAfter::name),
        }
    }
}

fn known_form(order: &str) -> Result<OrderId, Problem> {
    OrderId::parse(order).map_err(|_| ReadError::not_found("order", order).into())
}

/// Stops an order: nothing of it is packed until it goes on. What waits is `held`: it gets no
/// units, and those after it are served and told dates as if it were not there.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/hold", tag = "merchants", security(("key" = [])),
    params(("order" = String, Path), KeyHeader), request_body = HoldRequest,
    responses((status = 200, body = HoldBody), Failures)
)]
pub async fn hold(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(order): Path<String>,
    request: JsonRequest,
) -> Result<Json<HoldBody>, Problem> {
    let order = known_form(&order)?;
    let mut form = Form::default();
    let reason = form.must_parse("/reason", request.body::<HoldRequest>()?.reason, |text| {
        short_text(text, limits::TEXT_CHARS_MAX)
    });
    let command = form.finish(reason.map(|reason| HoldOrder {
        order,
        reason,
        if_version: None,
    }))?;
    let engine = &api.engine;
    let context = request.context(&merchant.by);
    let changed = engine.execute(&merchant.shop.id, context, command).await?;
    Ok(Json(changed.into()))
}

/// Lets an order go on. What was `held` takes its place in line again when nobody after it has to
/// wait for later supply because of that, else the end of the line, and is told its new window.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/resume", tag = "merchants", security(("key" = [])),
    params(("order" = String, Path), KeyHeader),
    responses((status = 200, body = HoldBody), Failures)
)]
pub async fn resume(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(order): Path<String>,
    request: JsonRequest,
) -> Result<Json<HoldBody>, Problem> {
    let command = ResumeOrder {
        order: known_form(&order)?,
        if_version: None,
    };
    let engine = &api.engine;
    let context = request.context(&merchant.by);
    let changed = engine.execute(&merchant.shop.id, context, command).await?;
    Ok(Json(changed.into()))
}
