//! Charges: one sum of money for one parcel, due when the parcel is about to leave.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use dockline_domain::dates::parse_date;
use dockline_domain::id::ChargeId;
use dockline_domain::input::{optional_text, short_text};
use dockline_domain::limits;
use dockline_domain::payment::charge;
use dockline_engine::ReadError;
use dockline_engine::command::{
    CancelCharge, CorrectNote, ExtendCharge, MarkPaid, RetryCharge, WaiveCharge,
};
use dockline_view::ChargeView;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose, Params, instant};
use super::page::Page;
use super::params::{ChargeStateQuery, KeyHeader, MatchHeader, PageQuery};
use super::problem::Problem;
use super::schema::{Failures, List, MoneyBody};
use super::{Api, fields};
use crate::etag;

/// A charge.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Charge)]
pub struct ChargeBody {
    /// `chg_…`
    id: String,
    /// `ord_…`
    order: String,
    /// The order's number as people read it.
    order_reference: String,
    /// `shipment`
    kind: &'static str,
    /// `due`, `opening`, `open`, `asking`, `settling`, `action`, `failed`, `unknown`, `paid`,
    /// `covered`, `waived`, `cancelling`, `cancelled` or `needs_person`.
    state: &'static str,
    /// What it comes to now: units that were cancelled since count no more.
    amount: MoneyBody,
    /// What came, less what went back.
    paid: MoneyBody,
    /// Of `amount`, what somebody gave back: so much less is owed.
    granted: MoneyBody,
    /// What is missing; nothing where no more is asked for.
    missing: MoneyBody,
    /// What came and is not owed: it is to go back.
    give_back: MoneyBody,
    /// What the shop does not ask for.
    waived: MoneyBody,
    /// The parcel, `shp_…`.
    shipment: Option<String>,
    /// What is written into a transfer: a creditor reference with check digits (ISO 11649).
    reference: String,
    /// Until when there is time to pay.
    #[schema(value_type = Option<String>, format = DateTime)]
    hold_until: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Its `ETag`: what a change with `If-Match` rests on.
    version: i64,
}

impl From<&ChargeView> for ChargeBody {
    fn from(view: &ChargeView) -> Self {
        Self {
            id: view.id.to_string(),
            order: view.order.to_string(),
            order_reference: view.order_reference.clone(),
            kind: "shipment",
            state: view.state.name(),
            amount: view.amount.into(),
            paid: view.paid.into(),
            granted: view.granted.into(),
            missing: view.missing.into(),
            give_back: view.give_back.into(),
            waived: view.waived.into(),
            shipment: view.shipment.as_ref().map(ToString::to_string),
            reference: view.reference.clone(),
            hold_until: view.hold_until,
            created_at: view.created_at,
            version: view.version,
        }
    }
}

fn known_form(charge: &str) -> Result<ChargeId, Problem> {
    ChargeId::parse(charge).map_err(|_| ReadError::not_found("charge", charge).into())
}

async fn view(api: &Api, merchant: &Merchant, id: &ChargeId) -> Result<Response, Problem> {
    let charge = api.engine.charge(&merchant.shop, id).await?;
    Ok((
        [(ETAG, etag::of(charge.version))],
        Json(ChargeBody::from(&charge)),
    )
        .into_response())
}

/// A page of charges, in the order in which their orders were placed.
#[utoipa::path(
    get, path = "/api/v1/charges", tag = "merchants", security(("key" = [])),
    params(ChargeStateQuery, PageQuery),
    responses((status = 200, body = List<ChargeBody>), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<List<ChargeBody>>, Problem> {
    let page = Page::of(&params)?;
    let state = params.one("state").map(|name| {
        charge::State::parse(name).map_err(|invalid| Problem::parameter("state", invalid.0))
    });
    let found = api
        .engine
        .charges(
            &merchant.shop,
            state.transpose()?,
            page.cursor.as_deref(),
            page.limit,
        )
        .await?;
    Ok(Json(List::new(
        found.items.iter().map(ChargeBody::from).collect(),
        found.next_cursor,
    )))
}

/// A sum that moves, in minor units.
pub(super) fn must_minor(form: &mut Form, pointer: &str, sent: Option<Loose<i64>>) -> Option<i64> {
    let minor = form.must(pointer, sent)?;
    let most = limits::ARRIVED_MINOR_MAX;
    if (1..=most).contains(&minor) {
        return Some(minor);
    }
    let must = format!("must be a whole number from 1 to {most}");
    form.0.add(pointer, must);
    None
}

/// Money that arrived.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkPaidRequest {
    /// How much, in minor units of the order's currency: all of it, a part, or too much.
    #[schema(value_type = fields::ArrivedMinor, required = true)]
    minor: Option<Loose<i64>>,
    /// The day on the statement of the account; today when nothing is said.
    #[schema(value_type = Option<fields::PastDate>)]
    day: Option<Loose<String>>,
    /// What is noted beside it; an empty one counts as missing.
    #[schema(value_type = Option<fields::OptionalText>)]
    note: Option<Loose<String>>,
}

impl MarkPaidRequest {
    fn check(self, charge: ChargeId, if_version: Option<i64>) -> Result<MarkPaid, Problem> {
        let mut form = Form::default();
        let minor = must_minor(&mut form, "/minor", self.minor);
        let day = form.may_parse("/day", self.day, parse_date);
        let note = form
            .may_parse("/note", self.note, |text| {
                optional_text(Some(text), limits::TEXT_CHARS_MAX)
            })
            .flatten();
        form.finish(minor.map(|minor| MarkPaid {
            charge,
            minor,
            day,
            note,
            if_version,
        }))
    }
}

/// Notes that money arrived for a charge. When all of it is there, its parcel may be packed.
#[utoipa::path(
    post, path = "/api/v1/charges/{charge}/mark-paid", tag = "merchants", security(("key" = [])),
    params(("charge" = String, Path), KeyHeader, MatchHeader), request_body = MarkPaidRequest,
    responses((status = 200, body = ChargeBody), Failures)
)]
pub async fn mark_paid(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(charge): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let charge = known_form(&charge)?;
    let command = request
        .body::<MarkPaidRequest>()?
        .check(charge.clone(), etag::if_version(&headers))?;
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &charge).await
}

/// Why no more is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiveRequest {
    /// Why: it is kept on record.
    #[schema(value_type = fields::ShortText, required = true)]
    reason: Option<Loose<String>>,
}

/// Asks for no more of a charge. Its parcel may be packed.
#[utoipa::path(
    post, path = "/api/v1/charges/{charge}/waive", tag = "merchants", security(("key" = [])),
    params(("charge" = String, Path), KeyHeader, MatchHeader), request_body = WaiveRequest,
    responses((status = 200, body = ChargeBody), Failures)
)]
pub async fn waive(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(charge): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let charge = known_form(&charge)?;
    let mut form = Form::default();
    let reason = form.must_parse("/reason", request.body::<WaiveRequest>()?.reason, |text| {
        short_text(text, limits::TEXT_CHARS_MAX)
    });
    let command = WaiveCharge {
        charge: charge.clone(),
        reason: form.finish(reason)?,
        if_version: etag::if_version(&headers),
    };
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &charge).await
}

/// Until when a payment is waited for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendRequest {
    /// Later than it waits already, and at most 30 days from now; 91 days for a transfer.
    #[schema(value_type = fields::HoldInstant, required = true)]
    until: Option<Loose<String>>,
}

/// Waits longer for the payment of a charge: that its units are passed on, or a transfer arrives.
#[utoipa::path(
    post, path = "/api/v1/charges/{charge}/extend", tag = "merchants", security(("key" = [])),
    params(("charge" = String, Path), KeyHeader, MatchHeader), request_body = ExtendRequest,
    responses((status = 200, body = ChargeBody), Failures)
)]
pub async fn extend(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(charge): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let charge = known_form(&charge)?;
    let mut form = Form::default();
    let until = form.must_parse("/until", request.body::<ExtendRequest>()?.until, instant);
    let command = ExtendCharge {
        charge: charge.clone(),
        until: form.finish(until)?,
        if_version: etag::if_version(&headers),
    };
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &charge).await
}

/// A note that was wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRequest {
    /// How much of what was noted did not come, in minor units of the order's currency.
    #[schema(value_type = fields::ArrivedMinor, required = true)]
    minor: Option<Loose<i64>>,
    /// Why: it is kept on record.
    #[schema(value_type = fields::ShortText, required = true)]
    reason: Option<Loose<String>>,
}

/// Takes back a note of money that did not arrive. The note stays in the ledger, and an entry against
/// it is added. What is not paid then is due again.
#[utoipa::path(
    post, path = "/api/v1/charges/{charge}/correct", tag = "merchants", security(("key" = [])),
    params(("charge" = String, Path), KeyHeader, MatchHeader), request_body = CorrectRequest,
    responses((status = 200, body = ChargeBody), Failures)
)]
pub async fn correct(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(charge): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let charge = known_form(&charge)?;
    let sent = request.body::<CorrectRequest>()?;
    let mut form = Form::default();
    let minor = must_minor(&mut form, "/minor", sent.minor);
    let reason = form.must_parse("/reason", sent.reason, |text| {
        short_text(text, limits::TEXT_CHARS_MAX)
    });
    let command = form.finish((|| {
        Some(CorrectNote {
            charge: charge.clone(),
            minor: minor?,
            reason: reason?,
            if_version: etag::if_version(&headers),
        })
    })())?;
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &charge).await
}

/// Asks the gateway for the money of a charge now, by the card that is saved. A charge that was taken
/// over by hand is the gateway's again.
#[utoipa::path(
    post, path = "/api/v1/charges/{charge}/retry", tag = "merchants", security(("key" = [])),
    params(("charge" = String, Path), KeyHeader, MatchHeader),
    responses((status = 200, body = ChargeBody), Failures)
)]
pub async fn retry(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(charge): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let charge = known_form(&charge)?;
    let command = RetryCharge {
        charge: charge.clone(),
        if_version: etag::if_version(&headers),
    };
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &charge).await
}

/// Has the gateway let go of a charge. It is `due` then, and the gateway is not asked by itself any
/// more: note what arrives, waive it, or try it again.
#[utoipa::path(
    post, path = "/api/v1/charges/{charge}/cancel", tag = "merchants", security(("key" = [])),
    params(("charge" = String, Path), KeyHeader, MatchHeader),
    responses((status = 200, body = ChargeBody), Failures)
)]
pub async fn cancel(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(charge): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let charge = known_form(&charge)?;
    let command = CancelCharge {
        charge: charge.clone(),
        if_version: etag::if_version(&headers),
    };
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &charge).await
}
