//! The line of a variant, for merchants.

use axum::Json;
use axum::extract::{Path, State};
use dockline_domain::id::BackorderId;
use dockline_domain::input::short_text;
use dockline_domain::limits;
use dockline_engine::ReadError;
use dockline_engine::command::SetPriority;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose, Params};
use super::page::Page;
use super::params::{KeyHeader, PageQuery, SkuQuery};
use super::problem::Problem;
use super::schema::{Failures, List, WindowBody};
use super::{Api, fields};

/// A backorder in line.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedBackorder {
    /// `bo_…`
    id: String,
    /// `ord_…`
    order: String,
    /// The order's number.
    order_number: i64,
    /// Which variant.
    sku: String,
    /// Units that wait.
    quantity: u32,
    /// Place in line of its first unit.
    position: Option<u32>,
    /// That place when it was placed.
    position_at_placement: Option<u32>,
    /// Higher goes first; normal is 0.
    priority: i32,
    /// When it was placed.
    #[schema(value_type = String, format = DateTime)]
    placed_at: jiff::Timestamp,
    /// When its shopper was last told that it ships.
    promised: Option<WindowBody>,
}

impl QueuedBackorder {
    fn new(backorder: dockline_view::QueuedBackorder, position: Option<u32>) -> Self {
        Self {
            id: backorder.id.into(),
            order: backorder.order.into(),
            order_number: backorder.order_number,
            sku: backorder.sku.into(),
            quantity: backorder.quantity,
            position,
            position_at_placement: backorder.position_at_placement,
            priority: backorder.place.priority,
            placed_at: backorder.placed_at,
            promised: backorder.promised.map(WindowBody::from),
        }
    }
}

/// The line of a variant, in order.
#[utoipa::path(
    get, path = "/api/v1/backorders", tag = "merchants", security(("key" = [])),
    params(SkuQuery, PageQuery),
    responses((status = 200, body = List<QueuedBackorder>), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<List<QueuedBackorder>>, Problem> {
    let page = Page::of(&params)?;
    let sku = params
        .one("sku")
        .ok_or_else(|| Problem::parameter("sku", "must be given"))?;
    let queue = api
        .engine
        .queue(&merchant.shop, sku, page.cursor.as_deref(), page.limit)
        .await?;
    let items = queue
        .items
        .into_iter()
        .map(|(backorder, position)| QueuedBackorder::new(backorder, position))
        .collect();
    Ok(Json(List::new(items, queue.next_cursor)))
}

/// Another priority for a backorder.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorityRequest {
    /// Higher goes first; normal is 0.
    #[schema(value_type = fields::Priority, required = true, example = 10)]
    priority: Option<Loose<i64>>,
    /// Why: it is kept on record.
    #[schema(value_type = fields::ShortText, required = true)]
    reason: Option<Loose<String>>,
    /// Only when its priority is still this one, as it was read; otherwise `412`.
    #[schema(value_type = Option<fields::Priority>)]
    if_priority: Option<Loose<i64>>,
}

/// A backorder with its new priority.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PrioritySet)]
pub struct PriorityBody {
    /// `bo_…`
    id: String,
    priority: i32,
    /// Units of others it went past, or that went past it.
    overtaken_units: u32,
}

fn priority(form: &mut Form, pointer: &str, sent: i64) -> Option<i32> {
    let most = limits::PRIORITY_MAX;
    let priority = i32::try_from(sent)
        .ok()
        .filter(|priority| (0..=most).contains(priority));
    if priority.is_none() {
        form.0
            .add(pointer, format!("must be a whole number from 0 to {most}"));
    }
    priority
}

impl PriorityRequest {
    fn check(self, backorder: BackorderId) -> Result<SetPriority, Problem> {
        let mut form = Form::default();
        let priority = form
            .must("/priority", self.priority)
            .and_then(|wanted| priority(&mut form, "/priority", wanted));
        let seen = form.may("/if_priority", self.if_priority);
        let if_priority = seen.and_then(|seen| self::priority(&mut form, "/if_priority", seen));
        let reason = form.must_parse("/reason", self.reason, |text| {
            short_text(text, limits::TEXT_CHARS_MAX)
        });
        form.finish((|| {
            Some(SetPriority {
                backorder,
                priority: priority?,
                reason: reason?,
                if_priority,
            })
        })())
    }
}

/// Gives a backorder another priority. Anyone it overtakes is told a new date, and the reason is
/// kept on record.
#[utoipa::path(
    post, path = "/api/v1/backorders/{id}/priority", tag = "merchants", security(("key" = [])),
    params(("id" = String, Path), KeyHeader), request_body = PriorityRequest,
    responses((status = 200, body = PriorityBody), Failures)
)]
pub async fn set_priority(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(id): Path<String>,
    request: JsonRequest,
) -> Result<Json<PriorityBody>, Problem> {
    let id = BackorderId::parse(&id).map_err(|_| ReadError::not_found("backorder", id.as_str()))?;
    let command = request.body::<PriorityRequest>()?.check(id)?;
    let set = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(Json(PriorityBody {
        id: set.backorder.into(),
        priority: set.priority,
        overtaken_units: set.overtaken_units,
    }))
}
