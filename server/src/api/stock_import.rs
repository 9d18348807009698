//! `POST /stock/import`: counts of many variants in a file.

use axum::Json;
use axum::extract::State;
use dockline_domain::input::optional_text;
use dockline_domain::limits;
use dockline_engine::ExecuteError;
use dockline_intake::import::StatedEncoding;
use dockline_intake::import::stock::{self, StockFile, StockFileError, StockFormat};
use serde::Serialize;
use std::str::FromStr as _;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::import::{ImportNote, Rejected, encoding, notes, one_at_a_time, rejected};
use super::input::{CsvRequest, Params};
use super::params::{KeyHeader, StockImportQuery};
use super::problem::{INVALID, Problem};
use super::receipt_correction::TakenBackBody;
use super::schema::Failures;
use crate::import::in_utf_8;
use crate::stock_file::{Outcome, Pending};

/// Most parcels that are told of which units were taken back.
const TAKEN_BACK_TOLD_MAX: usize = 1_000;

/// What came of a file of stock. A row may hold the counts of several locations.
#[derive(Debug, Serialize, ToSchema)]
pub struct StockImportReport {
    /// Rows of the file below its header.
    rows: usize,
    /// Counts that are another number than before.
    changed: usize,
    /// Counts that were so already.
    unchanged: usize,
    /// Rows that were not taken, or not all of it, by line: each of the first 1 000, then one with
    /// the line of the next that says how many more there are.
    rejected: Vec<Rejected>,
    /// Lines of rows that state no units.
    skipped: Vec<u64>,
    /// What was guessed, changed or left out, by line: 1 000 at most, as with the rejected ones.
    notes: Vec<ImportNote>,
    /// What people had been given and is not there any more: they wait again, at the place they
    /// had. The first 1 000.
    taken_back: Vec<TakenBackBody>,
    /// True when the answer to an idempotency key was too long to be kept whole: then `rejected` may
    /// lack rows and `taken_back` is empty, and the numbers are those of the first answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    shortened: bool,
}

/// Counts the stock of many variants. One bad row does not lose the others. Without a reason, no row
/// counts a variant below what people were given of it.
#[utoipa::path(
    post, path = "/api/v1/stock/import", tag = "merchants", security(("key" = [])),
    params(StockImportQuery, KeyHeader),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = StockImportReport), Failures)
)]
pub async fn import(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
    request: CsvRequest,
) -> Result<Json<StockImportReport>, Problem> {
    let format = StockFormat::from_str(params.one("format").unwrap_or_default());
    let format = format.map_err(|invalid| Problem::parameter("format", invalid.0))?;
    let reason = optional_text(params.one("reason"), limits::TEXT_CHARS_MAX);
    let reason = reason.map_err(|invalid| Problem::parameter("reason", invalid.0))?;
    let encoding = encoding(&params)?;
    let file = read((format, encoding), &request, &merchant).await?;
    let (command, pending) = Pending::of(file, reason);
    let counted = api
        .engine
        .count_stock(&merchant.shop.id, request.context(&merchant.by), command)
        .await
        .map_err(one_at_a_time)?;
    Ok(Json(report(pending.finish(counted))))
}

/// Reads the file beside the threads that answer requests.
async fn read(
    (format, encoding): (StockFormat, Option<StatedEncoding>),
    request: &CsvRequest,
    merchant: &Merchant,
) -> Result<StockFile, Problem> {
    let (body, currency) = (request.body().clone(), merchant.shop.profile.currency);
    let read = tokio::task::spawn_blocking(move || {
        let csv = in_utf_8(encoding, &body).map_err(StockFileError::Csv)?;
        stock::parse(format, &csv, currency)
    })
    .await;
    let broken = |_| Problem::from(ExecuteError::Internal);
    read.map_err(broken)?
        .map_err(|error| Problem::new(INVALID, format!("Nothing was counted: {error}.")))
}

fn report(outcome: Outcome) -> StockImportReport {
    let taken_back = outcome.taken_back.into_iter().take(TAKEN_BACK_TOLD_MAX);
    StockImportReport {
        rows: outcome.rows,
        changed: outcome.changed,
        unchanged: outcome.unchanged,
        rejected: rejected(outcome.rejected),
        skipped: outcome.skipped,
        notes: notes(outcome.notes),
        taken_back: taken_back.map(TakenBackBody::from).collect(),
        shortened: outcome.shortened,
    }
}
