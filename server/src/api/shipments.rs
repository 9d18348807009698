//! Shipments: one parcel of one order each. Packed, then handed over; only that counts as shipped.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use dockline_domain::id::ShipmentId;
use dockline_domain::input::{optional_text, short_text};
use dockline_domain::limits;
use dockline_domain::shipment::ShipmentState;
use dockline_engine::ReadError;
use dockline_engine::command::{DeliverShipment, HandOverShipment, PackShipment};
use dockline_view::{ShipmentLineView, ShipmentView};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose, Params, instant};
use super::page::Page;
use super::params::{KeyHeader, MatchHeader, PageQuery, ShipmentStateQuery};
use super::problem::Problem;
use super::product_body::options;
use super::schema::{Failures, List};
use super::{Api, fields};
use crate::etag;

/// A shipment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Shipment)]
pub struct ShipmentBody {
    /// `shp_…`
    shipment: String,
    /// `ord_…`
    order: String,
    /// The order's number for people.
    order_number: i64,
    /// Which parcel of the order, from 1.
    number: u32,
    /// Who gets it.
    name: String,
    /// Where it goes, as the shopper wrote it.
    address: Option<String>,
    /// `open`, `packed`, `handed_over` or `cancelled`.
    #[schema(value_type = String)]
    state: ShipmentState,
    /// Some of it is stopped: it cannot be packed.
    on_hold: bool,
    /// It is to be paid before it is packed.
    awaits_payment: bool,
    /// It was packed, and is open again because units in it were cancelled.
    reopened: bool,
    lines: Vec<ShipmentLineBody>,
    carrier: Option<String>,
    tracking: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    packed_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    handed_over_at: Option<Timestamp>,
    /// When it arrived, where somebody has said so; its state stays `handed_over`.
    #[schema(value_type = Option<String>, format = DateTime)]
    delivered_at: Option<Timestamp>,
    /// What the shopper pays for shipping with this parcel, in minor units: an order pays once,
    /// with its first parcel.
    shipping_minor: i64,
    /// Its `ETag`: what a change with `If-Match` rests on.
    version: i64,
}

/// Units of one variant in a shipment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ShipmentLine)]
pub struct ShipmentLineBody {
    sku: String,
    title: String,
    #[serde(serialize_with = "options::serialize")]
    #[schema(value_type = BTreeMap<String, String>)]
    options: Vec<dockline_domain::catalogue::OptionValue>,
    quantity: u32,
    /// The dock or shelf they leave from, once that is known.
    location: Option<String>,
}

impl From<ShipmentView> for ShipmentBody {
    fn from(view: ShipmentView) -> Self {
        let line = |line: ShipmentLineView| ShipmentLineBody {
            sku: line.sku.into(),
            title: line.title,
            options: line.options,
            quantity: line.quantity,
            location: line.location.map(String::from),
        };
        Self {
            on_hold: view.is_on_hold(),
            reopened: view.is_reopened(),
            awaits_payment: view.awaits_payment,
            shipment: view.id.into(),
            order: view.order.into(),
            order_number: view.order_number,
            number: view.number,
            name: view.name,
            address: view.address,
            state: view.state,
            lines: view.lines.into_iter().map(line).collect(),
            carrier: view.carrier,
            tracking: view.tracking,
            created_at: view.created_at,
            packed_at: view.packed_at,
            handed_over_at: view.handed_over_at,
            delivered_at: view.delivered_at,
            shipping_minor: view.shipping_minor,
            version: view.version,
        }
    }
}

async fn view(api: &Api, merchant: &Merchant, id: &ShipmentId) -> Result<Response, Problem> {
    let shipment = api.engine.shipment(&merchant.shop, id).await?;
    Ok((
        [(ETAG, etag::of(shipment.version))],
        Json(ShipmentBody::from(shipment)),
    )
        .into_response())
}

fn known_form(shipment: &str) -> Result<ShipmentId, Problem> {
    ShipmentId::parse(shipment).map_err(|_| ReadError::not_found("shipment", shipment).into())
}

/// A page of shipments, in the order in which their orders were placed.
#[utoipa::path(
    get, path = "/api/v1/shipments", tag = "merchants", security(("key" = [])),
    params(ShipmentStateQuery, PageQuery),
    responses((status = 200, body = List<ShipmentBody>), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<List<ShipmentBody>>, Problem> {
    let page = Page::of(&params)?;
    let state = params.one("state").map(|name| {
        ShipmentState::parse(name).map_err(|invalid| Problem::parameter("state", invalid.0))
    });
    let found = api
        .engine
        .shipments(
            &merchant.shop,
            state.transpose()?,
            page.cursor.as_deref(),
            page.limit,
        )
        .await?;
    Ok(Json(List::new(
        found.items.into_iter().map(ShipmentBody::from).collect(),
        found.next_cursor,
    )))
}

/// One shipment.
#[utoipa::path(
    get, path = "/api/v1/shipments/{shipment}", tag = "merchants", security(("key" = [])), params(("shipment" = String, Path)),
    responses((status = 200, body = ShipmentBody), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(shipment): Path<String>,
) -> Result<Response, Problem> {
    view(&api, &merchant, &known_form(&shipment)?).await
}

/// Closes a parcel. What is allocated to its order later goes into another.
#[utoipa::path(
    post, path = "/api/v1/shipments/{shipment}/pack", tag = "merchants", security(("key" = [])),
    params(("shipment" = String, Path), KeyHeader, MatchHeader),
    responses((status = 200, body = ShipmentBody), Failures)
)]
pub async fn pack(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(shipment): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let shipment = known_form(&shipment)?;
    let command = PackShipment {
        shipment: shipment.clone(),
        if_version: etag::if_version(&headers),
    };
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &shipment).await
}

/// Who got a parcel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverRequest {
    /// Who carries it.
    #[schema(value_type = fields::ShortText, required = true, example = "DHL")]
    carrier: Option<Loose<String>>,
    /// The carrier's number.
    #[schema(value_type = Option<fields::OptionalText>)]
    tracking: Option<Loose<String>>,
}

impl HandOverRequest {
    fn check(
        self,
        shipment: ShipmentId,
        if_version: Option<i64>,
    ) -> Result<HandOverShipment, Problem> {
        let mut form = Form::default();
        let carrier = form.must_parse("/carrier", self.carrier, |text| {
            short_text(text, limits::TEXT_CHARS_MAX)
        });
        let tracking = form
            .may_parse("/tracking", self.tracking, |text| {
                optional_text(Some(text), limits::TEXT_CHARS_MAX)
            })
            .flatten();
        form.finish(carrier.map(|carrier| HandOverShipment {
            shipment,
            carrier,
            tracking,
            if_version,
        }))
    }
}

/// Gives a packed parcel to the carrier: its units leave the stock, and its shopper is told.
#[utoipa::path(
    post, path = "/api/v1/shipments/{shipment}/hand-over", tag = "merchants", security(("key" = [])),
    params(("shipment" = String, Path), KeyHeader, MatchHeader),
    request_body = HandOverRequest,
    responses((status = 200, body = ShipmentBody), Failures)
)]
pub async fn hand_over(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(shipment): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let shipment = known_form(&shipment)?;
    let command = request
        .body::<HandOverRequest>()?
        .check(shipment.clone(), etag::if_version(&headers))?;
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &shipment).await
}

/// When a parcel arrived.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliverRequest {
    /// From the hand-over on and not to come; now when nothing is said.
    #[schema(value_type = Option<fields::HandOverInstant>)]
    at: Option<Loose<String>>,
}

/// Says that a parcel has arrived. Its units are `delivered` from then on.
#[utoipa::path(
    post, path = "/api/v1/shipments/{shipment}/deliver", tag = "merchants", security(("key" = [])),
    params(("shipment" = String, Path), KeyHeader, MatchHeader),
    request_body = DeliverRequest,
    responses((status = 200, body = ShipmentBody), Failures)
)]
pub async fn deliver(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(shipment): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let shipment = known_form(&shipment)?;
    let mut form = Form::default();
    let at = form.may_parse("/at", request.body::<DeliverRequest>()?.at, instant);
    let command = form.finish(Some(DeliverShipment {
        shipment: shipment.clone(),
        at,
        if_version: etag::if_version(&headers),
    }))?;
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &shipment).await
}
