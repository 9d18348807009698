//! Bringing a catalogue along from another shop system.

use axum::Json;
use axum::extract::State;
use dockline_engine::ExecuteError;
use dockline_engine::command::{RenamedProduct, SavedCounts, SavedProducts};
use dockline_intake::import::{
    self, Format, Note, Parsed, PolicyChoice, Reading, RejectedRow, StatedEncoding,
};
use serde::Serialize;
use std::str::FromStr as _;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::input::{CsvRequest, Params};
use super::params::{ImportQuery, KeyHeader};
use super::problem::{BUSY, INVALID, Problem};
use super::schema::Failures;
use crate::import::{Outcome, Pending, in_utf_8};

/// What came of an import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportReport {
    /// Rows of the file below its header.
    rows: usize,
    /// Products of the file that are in the catalogue now.
    imported: usize,
    /// Of those, new ones.
    created: usize,
    /// Of those, changed ones.
    updated: usize,
    /// Of those, ones that were the same already.
    unchanged: usize,
    /// Handles of the products that are in the catalogue now.
    products: Vec<String>,
    /// Handles of products that were taken off sale, because their source does not sell them any
    /// more: their rows are skipped.
    off_sale: Vec<String>,
    /// Products that have another handle at their source now, and so here: their old addresses lead
    /// to them.
    renamed: Vec<RenamedHandle>,
    /// Rows that were not imported, by line: each of the first 1 000, then one with the line of the
    /// next that says how many more there are.
    rejected: Vec<Rejected>,
    /// Lines of rows that were left out because shoppers are not to see them, such as drafts; a
    /// note says why.
    skipped: Vec<u64>,
    /// What was guessed, changed or left out, by line: 1 000 at most, as with the rejected ones.
    notes: Vec<ImportNote>,
    /// True when the answer to an idempotency key was too long to be kept whole: then `products` is
    /// empty and `rejected` may lack rows, and the numbers are those of the first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    shortened: Option<bool>,
}

/// A product that has another handle.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenamedHandle {
    from: String,
    to: String,
}

impl From<RenamedProduct> for RenamedHandle {
    fn from(renamed: RenamedProduct) -> Self {
        Self {
            from: renamed.from.into(),
            to: renamed.to.into(),
        }
    }
}

/// A row that was not imported.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rejected {
    /// Line of the file where the row begins; the first is 1.
    line: u64,
    /// Why.
    reason: String,
    /// Its handle or SKU.
    row: Option<String>,
}

/// Something to know about a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportNote {
    /// Line of the file where the row begins.
    line: u64,
    text: String,
}

/// Imports a product CSV of another shop system. One bad row does not lose the others.
#[utoipa::path(
    post, path = "/api/v1/catalogue/import", tag = "merchants", security(("key" = [])),
    params(ImportQuery, KeyHeader),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Failures)
)]
pub async fn import(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
    request: CsvRequest,
) -> Result<Json<ImportReport>, Problem> {
    let parsed = Format::from_str(params.one("format").unwrap_or_default());
    let format = parsed.map_err(|invalid| Problem::parameter("format", invalid.0))?;
    let policy = params.one("policy").map(PolicyChoice::from_str).transpose();
    let policy = policy
        .map_err(|invalid| Problem::parameter("policy", invalid.0))?
        .unwrap_or_default();
    let encoding = encoding(&params)?;
    let reading = Reading {
        currency: merchant.shop.profile.currency,
        today: merchant.shop.day,
        policy,
    };
    let (command, pending) = Pending::of(read(format, &request, (reading, encoding)).await?);
    let saved = api
        .engine
        .import_products(&merchant.shop.id, request.context(&merchant.by), command)
        .await
        .map_err(one_at_a_time)?;
    Ok(Json(report(pending.finish(saved))))
}

/// How the file is encoded, where it is said.
pub(super) fn encoding(params: &Params) -> Result<Option<StatedEncoding>, Problem> {
    let stated = params.one("encoding").map(StatedEncoding::from_str);
    stated
        .transpose()
        .map_err(|invalid| Problem::parameter("encoding", invalid.0))
}

/// Another import of the shop is being written.
pub(super) fn one_at_a_time(error: ExecuteError) -> Problem {
    match error {
        ExecuteError::Busy => Problem::new(
            BUSY,
            "Another import of this shop is being written. Please try again when it is done.",
        )
        .retry_after(5),
        other => other.into(),
    }
}

/// Reads the file beside the threads that answer requests: a large one takes a second.
async fn read(
    format: Format,
    request: &CsvRequest,
    (reading, encoding): (Reading, Option<StatedEncoding>),
) -> Result<Parsed, Problem> {
    let body = request.body().clone();
    let read = tokio::task::spawn_blocking(move || {
        let csv = in_utf_8(encoding, &body)?;
        import::parse(format, &csv, &reading)
    })
    .await;
    let broken = |_| Problem::from(ExecuteError::Internal);
    read.map_err(broken)?
        .map_err(|error| Problem::new(INVALID, format!("Nothing was imported: {error}.")))
}

/// Most rows that are told of one kind: of a file in which most is wrong, the beginning says
/// enough.
const ROWS_TOLD_MAX: usize = 1_000;

/// The first rows, and one that says how many more there are.
fn told<T>(rows: impl ExactSizeIterator<Item = T>, more: impl FnOnce(usize) -> T) -> Vec<T> {
    let left = rows.len().saturating_sub(ROWS_TOLD_MAX);
    rows.take(ROWS_TOLD_MAX)
        .chain((left > 0).then(|| more(left)))
        .collect()
}

fn report(
    Outcome {
        rows,
        saved,
        rejected,
        skipped,
        notes,
    }: Outcome,
) -> ImportReport {
    let SavedCounts {
        created: new,
        updated: changed,
        unchanged: same,
        ..
    } = saved.counts();
    let SavedProducts {
        created,
        updated,
        unchanged,
        withdrawn,
        renamed,
        shortened,
        ..
    } = saved;
    ImportReport {
        rows,
        imported: new + changed + same,
        created: new,
        updated: changed,
        unchanged: same,
        shortened: shortened.map(|_| true),
        products: [created, updated, unchanged]
            .concat()
            .into_iter()
            .map(String::from)
            .collect(),
        off_sale: withdrawn.into_iter().map(String::from).collect(),
        renamed: renamed.into_iter().map(RenamedHandle::from).collect(),
        rejected: self::rejected(rejected),
        skipped,
        notes: self::notes(notes),
    }
}

/// Rows that were not imported, as they are told.
pub(super) fn rejected(rows: Vec<RejectedRow>) -> Vec<Rejected> {
    let next = rows.get(ROWS_TOLD_MAX).map_or(0, |row| row.line);
    told(
        rows.into_iter().map(|row| Rejected {
            line: row.line,
            reason: row.reason,
            row: row.row_name,
        }),
        |left| Rejected {
            line: next,
            reason: format!("{left} rows from here on were not imported"),
            row: None,
        },
    )
}

/// Notes, as they are told.
pub(super) fn notes(notes: Vec<Note>) -> Vec<ImportNote> {
    let next = notes.get(ROWS_TOLD_MAX).map_or(0, |note| note.line);
    told(
        notes.into_iter().map(|note| ImportNote {
            line: note.line,
            text: note.text,
        }),
        |left| ImportNote {
            line: next,
            text: format!("{left} notes from here on are left out"),
        },
    )
}
