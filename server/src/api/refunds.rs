//! Refunds: what goes back of the money of an order.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use dockline_domain::dates::parse_date;
use dockline_domain::id::{OrderId, RefundId, Sku};
use dockline_domain::input::{Invalid, optional_text, short_text};
use dockline_domain::limits;
use dockline_domain::money::Currency;
use dockline_domain::order::{OrderLine, Quantity};
use dockline_domain::payment::refund;
use dockline_engine::ReadError;
use dockline_engine::command::{GiveBack, Given, NoteRefund, RetryRefund};
use dockline_view::RefundView;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::charges::must_minor;
use super::input::{FieldType, Form, JsonRequest, Loose, Params};
use super::page::Page;
use super::params::{KeyHeader, MatchHeader, NeededKeyHeader, PageQuery, RefundStateQuery};
use super::problem::{MALFORMED, Problem};
use super::schema::{Failures, List, MoneyBody};
use super::{Api, fields};
use crate::etag;

/// A sum that goes back.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refund)]
pub struct RefundBody {
    /// `rfd_…`
    id: String,
    /// `ord_…`
    order: String,
    /// The order's number as people read it.
    order_reference: String,
    /// Of which charge, `chg_…`.
    charge: String,
    /// `due`, `asking`, `pending`, `sent`, `failed`, `unknown`, `needs_person` or `cancelled`.
    state: &'static str,
    amount: MoneyBody,
    /// `gateway`: the gateway that took the money sends it. `hand`: somebody at the shop does, and
    /// notes it.
    by: &'static str,
    /// Why somebody gave it; null for what goes back by itself because it is not owed.
    reason: Option<String>,
    /// Why it could not be sent, in the gateway's word.
    failure: Option<String>,
    /// The last day on which it is to be sent.
    #[schema(value_type = Option<String>, format = Date)]
    due_by: Option<Date>,
    /// When it was sent, or that was noted.
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    /// The day on the statement of the account, where somebody sent it.
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Its `ETag`: what a change with `If-Match` rests on.
    version: i64,
}

impl From<&RefundView> for RefundBody {
    fn from(view: &RefundView) -> Self {
        Self {
            id: view.id.to_string(),
            order: view.order.to_string(),
            order_reference: view.order_reference.clone(),
            charge: view.charge.to_string(),
            state: view.state.name(),
            amount: view.amount.into(),
            by: if view.is_by_hand { "hand" } else { "gateway" },
            reason: view.reason.clone(),
            failure: view.failure.clone(),
            due_by: view.due_by,
            sent_at: view.sent_at,
            day: view.day,
            created_at: view.created_at,
            version: view.version,
        }
    }
}

/// A sum that goes back, as the shopper sees it: without what the shop noted for itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderRefund)]
pub struct OrderRefundBody {
    /// `rfd_…`
    id: String,
    /// Of which charge, `chg_…`.
    charge: String,
    /// As in `Refund`.
    state: &'static str,
    amount: MoneyBody,
    /// When it was sent.
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
}

impl From<&RefundView> for OrderRefundBody {
    fn from(view: &RefundView) -> Self {
        Self {
            id: view.id.to_string(),
            charge: view.charge.to_string(),
            state: view.state.name(),
            amount: view.amount.into(),
            sent_at: view.sent_at,
        }
    }
}

fn known_order(order: &str) -> Result<OrderId, Problem> {
    OrderId::parse(order).map_err(|_| ReadError::not_found("order", order).into())
}

fn known_form(refund: &str) -> Result<RefundId, Problem> {
    RefundId::parse(refund).map_err(|_| ReadError::not_found("refund", refund).into())
}

/// How much goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RefundAmount)]
pub struct AmountRequest {
    /// In minor units.
    #[schema(value_type = fields::ArrivedMinor, required = true)]
    minor: Option<Loose<i64>>,
    /// The order's; it may be left out.
    #[schema(value_type = Option<fields::CurrencyCode>)]
    currency: Option<Loose<String>>,
}

impl FieldType for AmountRequest {
    const WORDS: &'static str = "an object with minor and currency";
}

/// Units of the order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RefundLine)]
pub struct RefundLineRequest {
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    #[schema(value_type = fields::OrderedQuantity, required = true)]
    quantity: Option<Loose<i64>>,
}

impl FieldType for RefundLineRequest {
    const WORDS: &'static str = "an object with sku and quantity";
}

/// What is given back, and why: `amount` or `lines`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundRequest {
    /// A sum.
    #[schema(value_type = Option<AmountRequest>)]
    amount: Option<Loose<AmountRequest>>,
    /// What these units were charged. They are not cancelled by it.
    #[schema(value_type = Option<fields::RefundLines>)]
    lines: Option<Loose<Vec<Loose<RefundLineRequest>>>>,
    /// Why: it is kept on record.
    #[schema(value_type = fields::ShortText, required = true)]
    reason: Option<Loose<String>>,
}

fn amount(form: &mut Form, sent: AmountRequest, paid_in: Currency) -> Option<Given> {
    let minor = must_minor(form, "/amount/minor", sent.minor);
    let currency = form.may_parse("/amount/currency", sent.currency, |text| {
        let named = Currency::parse(text)?;
        let must = || Invalid(format!("must be {paid_in}, the shop's currency"));
        (named == paid_in).then_some(named).ok_or_else(must)
    });
    Some(Given::Sum {
        minor: minor?,
        currency,
    })
}

fn lines(form: &mut Form, sent: Vec<Loose<RefundLineRequest>>) -> Option<Given> {
    if !(1..=limits::ORDER_LINES_MAX).contains(&sent.len()) {
        let most = limits::ORDER_LINES_MAX;
        form.0.add("/lines", format!("must have 1 to {most} lines"));
        return None;
    }
    let mut read = Vec::new();
    for (at, line) in sent.into_iter().enumerate() {
        let Some(line) = form.must(&format!("/lines/{at}"), Some(line)) else {
            continue;
        };
        let sku = form.must_parse(&format!("/lines/{at}/sku"), line.sku, Sku::parse);
        let units = form.must_count(
            &format!("/lines/{at}/quantity"),
            line.quantity.as_ref(),
            1..=limits::QUANTITY_MAX,
        );
        let quantity = units.and_then(|units| Quantity::new(units).ok());
        if let (Some(sku), Some(quantity)) = (sku, quantity) {
            read.push(OrderLine { sku, quantity });
        }
    }
    Some(Given::Lines(read))
}

impl RefundRequest {
    fn check(
        self,
        order: OrderId,
        paid_in: Currency,
        if_version: Option<i64>,
    ) -> Result<GiveBack, Problem> {
        let mut form = Form::default();
        match (self.amount.is_some(), self.lines.is_some()) {
            (true, true) => form.0.add("/lines", "must not be sent with amount"),
            (false, false) => form.0.add("/amount", "must be given, or lines"),
            (true, false) | (false, true) => {}
        }
        let sum = form.may("/amount", self.amount);
        let sum = sum.and_then(|sent| amount(&mut form, sent, paid_in));
        let units = form.may("/lines", self.lines);
        let units = units.and_then(|sent| lines(&mut form, sent));
        let given = sum.or(units);
        let reason = form.must_parse("/reason", self.reason, |text| {
            short_text(text, limits::TEXT_CHARS_MAX)
        });
        form.finish((|| {
            Some(GiveBack {
                order,
                charge: None,
                given: given?,
                reason: reason?,
                is_unlimited: false,
                if_version,
            })
        })())
    }
}

/// Gives back some of what was paid for an order, though it is owed. What is cancelled before it is
/// handed over goes back by itself. Never more than came and did not go back. Answers the refunds:
/// one for each charge and way. The header `Idempotency-Key` is needed: the same request with the
/// same key gives back once.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/refunds", tag = "merchants", security(("key" = [])),
    params(("order" = String, Path), NeededKeyHeader, MatchHeader), request_body = RefundRequest,
    responses((status = 201, body = List<RefundBody>), Failures)
)]
pub async fn give(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(order): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let order = known_order(&order)?;
    let paid_in = merchant.shop.profile.currency;
    let command = request.body::<RefundRequest>()?.check(
        order.clone(),
        paid_in,
        etag::if_version(&headers),
    )?;
    let context = request.context(&merchant.by);
    if context.key.is_none() {
        return Err(Problem::new(
            MALFORMED,
            "The header Idempotency-Key is needed, so that a request that is sent again gives back once.",
        ));
    }
    let ids = api
        .engine
        .execute(&merchant.shop.id, context, command)
        .await?;
    let mut all = api.engine.refunds_of(&merchant.shop, &order).await?;
    all.retain(|refund| ids.contains(&refund.id));
    let list = List::new(all.iter().map(RefundBody::from).collect(), None);
    Ok((StatusCode::CREATED, Json(list)).into_response())
}

/// What goes back of an order, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/orders/{order}/refunds", tag = "merchants", security(("key" = [])),
    params(("order" = String, Path)),
    responses((status = 200, body = List<RefundBody>), Failures)
)]
pub async fn of_order(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(order): Path<String>,
) -> Result<Json<List<RefundBody>>, Problem> {
    let order = known_order(&order)?;
    let all = api.engine.refunds_of(&merchant.shop, &order).await?;
    let all = all.iter().map(RefundBody::from).collect();
    Ok(Json(List::new(all, None)))
}

/// A page of refunds, in the order in which their orders were placed.
#[utoipa::path(
    get, path = "/api/v1/refunds", tag = "merchants", security(("key" = [])),
    params(RefundStateQuery, PageQuery),
    responses((status = 200, body = List<RefundBody>), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<List<RefundBody>>, Problem> {
    let page = Page::of(&params)?;
    let state = params.one("state").map(|name| {
        refund::State::parse(name).map_err(|invalid| Problem::parameter("state", invalid.0))
    });
    let cursor = page.cursor.as_deref();
    let found = api
        .engine
        .refunds(&merchant.shop, state.transpose()?, cursor, page.limit)
        .await?;
    Ok(Json(List::new(
        found.items.iter().map(RefundBody::from).collect(),
        found.next_cursor,
    )))
}

async fn view(api: &Api, merchant: &Merchant, id: &RefundId) -> Result<Response, Problem> {
    let refund = api.engine.refund(&merchant.shop, id).await?;
    Ok((
        [(ETAG, etag::of(refund.version))],
        Json(RefundBody::from(&refund)),
    )
        .into_response())
}

/// When somebody sent what was to go back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkSentRequest {
    /// The day on the statement of the account; today when nothing is said.
    #[schema(value_type = Option<fields::PastDate>)]
    day: Option<Loose<String>>,
    /// What is noted beside it; an empty one counts as missing.
    #[schema(value_type = Option<fields::OptionalText>)]
    note: Option<Loose<String>>,
}

/// Notes that somebody sent what was to go back. Refused while a gateway may be sending it.
#[utoipa::path(
    post, path = "/api/v1/refunds/{refund}/mark-sent", tag = "merchants", security(("key" = [])),
    params(("refund" = String, Path), KeyHeader, MatchHeader), request_body = MarkSentRequest,
    responses((status = 200, body = RefundBody), Failures)
)]
pub async fn mark_sent(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(refund): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let refund = known_form(&refund)?;
    let sent = request.body::<MarkSentRequest>()?;
    let mut form = Form::default();
    let day = form.may_parse("/day", sent.day, parse_date);
    let note = form.may_parse("/note", sent.note, |text| {
        optional_text(Some(text), limits::TEXT_CHARS_MAX)
    });
    let command = form.finish(Some(NoteRefund {
        refund: refund.clone(),
        day,
        note: note.flatten(),
        if_version: etag::if_version(&headers),
    }))?;
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &refund).await
}

/// Has the gateway asked again for what it could not send.
#[utoipa::path(
    post, path = "/api/v1/refunds/{refund}/retry", tag = "merchants", security(("key" = [])),
    params(("refund" = String, Path), KeyHeader, MatchHeader),
    responses((status = 200, body = RefundBody), Failures)
)]
pub async fn retry(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(refund): Path<String>,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let refund = known_form(&refund)?;
    let command = RetryRefund {
        refund: refund.clone(),
        if_version: etag::if_version(&headers),
    };
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    view(&api, &merchant, &refund).await
}
