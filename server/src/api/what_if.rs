//! What a delay of a purchase order would do: asked before it is said, and nothing changes by
//! asking.

use axum::Json;
use axum::extract::{Path, State};
use dockline_domain::id::PurchaseOrderReference;
use dockline_engine::ReadError;
use dockline_view::{Affected, WhatIf};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose};
use super::problem::Problem;
use super::schema::{Failures, WindowBody};
use super::{Api, fields};

/// How far a date may be tried, in days.
pub const SLIP_DAYS_MAX: i64 = 730;

/// A delay to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIfRequest {
    /// Days later, or earlier when negative.
    #[schema(value_type = fields::SlipDays, required = true)]
    slip_days: Option<Loose<i64>>,
}

/// What the delay would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WhatIf)]
pub struct WhatIfBody {
    purchase_order: String,
    slip_days: i32,
    /// When the purchase order is expected now.
    expected_now: Option<WindowBody>,
    /// When it would be.
    expected_then: Option<WindowBody>,
    /// Orders whose latest date would move.
    orders: u32,
    /// Their units.
    units: u32,
    /// Backorders that would ship later than they were promised last: each is due a delay notice.
    notices_due: u32,
    /// What the law of delay would ask for, of at most 2 000 backorders; null where the shop keeps
    /// none.
    #[schema(value_type = Option<NoticesByLawBody>)]
    by_law: Option<NoticesByLawBody>,
    /// The first 200 of them, in line order.
    affected: Vec<AffectedBody>,
    /// The version on which it was computed.
    version: i64,
}

/// Notices that the law of delay would ask for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticesByLaw)]
pub struct NoticesByLawBody {
    /// How many lines of orders would need one.
    notices: u32,
    /// By when the first.
    #[schema(value_type = Option<String>, format = Date)]
    first_by: Option<Date>,
}

/// A backorder whose date would move.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Affected)]
pub struct AffectedBody {
    /// `ord_…`
    order: String,
    sku: String,
    quantity: u32,
    position: u32,
    /// What its shopper was told last.
    promised: Option<WindowBody>,
    /// What supply implies now.
    expected_now: Option<WindowBody>,
    /// What it would imply.
    expected_then: Option<WindowBody>,
    notice_due: bool,
}

impl From<Affected> for AffectedBody {
    fn from(one: Affected) -> Self {
        Self {
            order: one.order.into(),
            sku: one.sku.into(),
            quantity: one.quantity,
            position: one.position,
            promised: one.promised.map(WindowBody::from),
            expected_now: one.expected_now.map(WindowBody::from),
            expected_then: one.expected_then.map(WindowBody::from),
            notice_due: one.notice_due,
        }
    }
}

impl WhatIfBody {
    fn new(slip_days: i32, found: WhatIf) -> Self {
        Self {
            purchase_order: found.purchase_order.into(),
            slip_days,
            expected_now: found.expected_now.map(WindowBody::from),
            expected_then: found.expected_then.map(WindowBody::from),
            orders: found.orders,
            units: found.units,
            notices_due: found.notices_due,
            by_law: found.by_law.map(|law| NoticesByLawBody {
                notices: law.notices,
                first_by: law.first_by,
            }),
            affected: found.affected.into_iter().map(AffectedBody::from).collect(),
            version: found.version,
        }
    }
}

fn slip_days(request: WhatIfRequest) -> Result<i32, Problem> {
    let mut form = Form::default();
    let days = form.must("/slip_days", request.slip_days);
    let near = days
        .filter(|days| (-SLIP_DAYS_MAX..=SLIP_DAYS_MAX).contains(days))
        .and_then(|days| i32::try_from(days).ok());
    if days.is_some() && near.is_none() {
        form.0.add(
            "/slip_days",
            format!("must be a whole number from -{SLIP_DAYS_MAX} to {SLIP_DAYS_MAX}"),
        );
    }
    form.finish(near)
}

/// Tries a delay of a purchase order.
#[utoipa::path(
    post, path = "/api/v1/purchase-orders/{reference}/what-if", tag = "merchants", security(("key" = [])),
    params(("reference" = String, Path)), request_body = WhatIfRequest,
    responses((status = 200, body = WhatIfBody), Failures)
)]
pub async fn ask(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(reference): Path<String>,
    request: JsonRequest,
) -> Result<Json<WhatIfBody>, Problem> {
    let days = slip_days(request.body()?)?;
    let reference = PurchaseOrderReference::parse(&reference)
        .map_err(|_| ReadError::not_found("purchase order", reference.as_str()))?;
    Ok(Json(WhatIfBody::new(
        days,
        api.engine.what_if(&merchant.shop, &reference, days).await?,
    )))
}
