//! The ledger: what came, what went back, what was noted by mistake, and what is not asked for. Entries
//! are only ever added.

use axum::Json;
use axum::extract::State;
use dockline_domain::dates::parse_date;
use dockline_view::LedgerEntry;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::input::Params;
use super::page::Page;
use super::params::{DaysQuery, PageQuery};
use super::problem::Problem;
use super::schema::{Failures, List, MoneyBody};

/// An entry of the ledger.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LedgerEntry)]
pub struct LedgerEntryBody {
    /// The number of its event.
    seq: i64,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `ord_…`
    order: String,
    /// The order's number as people read it.
    order_reference: String,
    /// `chg_…`
    charge: String,
    /// `captured`: money came. `waived`: it is not asked for. `refunded`: money went back.
    /// `refund_failed`: what went back came here again. `corrected`: a note that money came was wrong.
    kind: &'static str,
    /// Negative for what went back, and where less is waived than before.
    amount: MoneyBody,
    /// The day on the statement of the account.
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
    /// Which refund it is of, `rfd_…`.
    refund: Option<String>,
}

impl From<LedgerEntry> for LedgerEntryBody {
    fn from(entry: LedgerEntry) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at,
            order: entry.order.into(),
            order_reference: entry.order_reference,
            charge: entry.charge.into(),
            kind: entry.kind.name(),
            amount: entry.amount.into(),
            day: entry.day,
            refund: entry.refund.map(String::from),
        }
    }
}

/// A page of the ledger, oldest first: what was entered from a day of the shop to another, both
/// included.
#[utoipa::path(
    get, path = "/api/v1/money", tag = "merchants", security(("key" = [])),
    params(DaysQuery, PageQuery),
    responses((status = 200, body = List<LedgerEntryBody>), Failures)
)]
pub async fn ledger(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<List<LedgerEntryBody>>, Problem> {
    let page = Page::of(&params)?;
    let day = |name: &str| {
        let day = params.one(name).map(parse_date).transpose();
        day.map_err(|invalid| Problem::parameter(name, invalid.0))
    };
    let days = (day("from")?, day("to")?);
    let found = api
        .engine
        .ledger(&merchant.shop, days, page.cursor.as_deref(), page.limit)
        .await?;
    Ok(Json(List::new(
        found.items.into_iter().map(LedgerEntryBody::from).collect(),
        found.next_cursor,
    )))
}
