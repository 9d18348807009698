//! The line of a variant, for merchants.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::input::Params;
use super::problem::Problem;
use super::schema::{Failures, List, WindowBody};

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
    fn new(backorder: dockline_engine::QueuedBackorder, position: Option<u32>) -> Self {
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
    params(("sku" = String, Query), ("limit" = Option<u32>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = List<QueuedBackorder>), Failures)
)]
pub async fn list(State(api): State<Arc<Api>>, merchant: Merchant, params: Params) -> Result<Json<List<QueuedBackorder>>, Problem> {
    let page = params.page()?;
    let sku = params.one("sku").ok_or_else(|| Problem::parameter("sku", "must be given"))?;
    let queue = api.engine.queue(&merchant.shop, sku, page.cursor.as_deref(), page.limit).await?;
    let items = queue.items.into_iter().map(|(backorder, position)| QueuedBackorder::new(backorder, position)).collect();
    Ok(Json(List::new(items, queue.next_cursor)))
}
