//! Milestones of many purchase orders at once.

use axum::Json;
use axum::extract::State;
use dockline_domain::milestone::Report;
use dockline_domain::supply::Stage;
use dockline_engine::command::{RecordReports, RecordedReports, ReportOutcome};
use jiff::tz::TimeZone;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::input::CsvRequest;
use super::params::KeyHeader;
use super::problem::{INVALID, Problem};
use super::schema::{Failures, stage_words};
use dockline_intake::import::milestones::{self, MilestoneFile, MilestoneRow};

/// What became of a file of milestones.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct MilestoneImportReport {
    /// Rows of the file below its header.
    rows: usize,
    /// Rows that are milestones now.
    recorded: usize,
    /// Rows that were milestones already: same order, stage and time.
    unchanged: usize,
    /// Rows that were not recorded.
    refused: usize,
    /// Each row, by line.
    outcomes: Vec<RowOutcome>,
    /// True when the answer to an idempotency key was too long to be kept whole: then `outcomes`
    /// lacks rows, and the numbers are those of the first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    shortened: Option<bool>,
}

/// What became of a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MilestoneRowOutcome)]
pub struct RowOutcome {
    /// Line of the file where the row begins; the first is 1.
    line: u64,
    /// The order it names, as far as it could be read.
    purchase_order: Option<String>,
    #[schema(schema_with = stage_words)]
    stage: Option<Stage>,
    outcome: Outcome,
    /// Why, when it is `refused`.
    reason: Option<String>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MilestoneOutcome)]
enum Outcome {
    Recorded,
    Unchanged,
    Refused,
}

/// Imports milestones from a CSV file. One bad row does not lose the others, and the same file
/// again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/milestones/import", tag = "merchants", security(("key" = [])),
    params(KeyHeader),
    request_body(content = String, content_type = "text/csv", description = "Columns purchase_order, stage, at, note, public."),
    responses((status = 200, body = MilestoneImportReport), Failures)
)]
pub async fn import(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: CsvRequest,
) -> Result<Json<MilestoneImportReport>, Problem> {
    let file = read(&request, merchant.shop.zone.clone()).await?;
    let command = RecordReports {
        reports: file.rows.iter().map(report_of).collect(),
        ..RecordReports::default()
    };
    let recorded = api
        .engine
        .record_reports(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(Json(report(file, recorded)))
}

async fn read(request: &CsvRequest, zone: TimeZone) -> Result<MilestoneFile, Problem> {
    let body = request.body().clone();
    let read = tokio::task::spawn_blocking(move || milestones::parse(&body, &zone)).await;
    let broken = |_| Problem::from(dockline_engine::ExecuteError::Internal);
    read.map_err(broken)?
        .map_err(|error| Problem::new(INVALID, format!("Nothing was imported: {error}.")))
}

fn report_of(row: &MilestoneRow) -> Report {
    Report {
        names: vec![row.purchase_order.to_string()],
        stage: row.stage,
        at: row.at,
        note: row.note.clone(),
        public: row.public,
        source: None,
    }
}

fn report(file: MilestoneFile, recorded: RecordedReports) -> MilestoneImportReport {
    let told = file
        .rows
        .into_iter()
        .zip(recorded.reports)
        .map(|(row, outcome)| {
            let (outcome, reason) = match outcome {
                ReportOutcome::Recorded { .. } => (Outcome::Recorded, None),
                ReportOutcome::Known { .. } | ReportOutcome::Wrong => (Outcome::Unchanged, None),
                ReportOutcome::NoOrder => (
                    Outcome::Refused,
                    Some(format!(
                        "the purchase order {} is not known",
                        row.purchase_order
                    )),
                ),
                ReportOutcome::Refused { reason, .. } => (Outcome::Refused, Some(reason)),
            };
            RowOutcome {
                line: row.line,
                purchase_order: Some(row.purchase_order.into()),
                stage: Some(row.stage),
                outcome,
                reason,
            }
        });
    let unread = file.rejected.into_iter().map(|row| RowOutcome {
        line: row.line,
        purchase_order: row.row_name,
        stage: None,
        outcome: Outcome::Refused,
        reason: Some(row.reason),
    });
    let mut outcomes: Vec<RowOutcome> = told.chain(unread).collect();
    outcomes.sort_by_key(|row| row.line);
    let count = |outcome| outcomes.iter().filter(|row| row.outcome == outcome).count();
    let left_out = recorded.shortened.unwrap_or_default();
    let (recorded, unchanged) = (
        count(Outcome::Recorded) + left_out.recorded,
        count(Outcome::Unchanged) + left_out.known + left_out.wrong,
    );
    let refused = count(Outcome::Refused) + left_out.refused + left_out.no_order;
    let shortened = recorded + unchanged + refused > outcomes.len();
    MilestoneImportReport {
        rows: recorded + unchanged + refused,
        recorded,
        unchanged,
        refused,
        outcomes,
        shortened: shortened.then_some(true),
    }
}
