//! `/console/supply/milestones`: milestones of many purchase orders, from a file.

use super::Staff;
use super::form::{Form, refusal, status};
use crate::state::AppState;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{self, MilestoneFileReport, RefusedBecause, RefusedRow};
use dockline_domain::access::Permission;
use dockline_domain::milestone::Report;
use dockline_engine::command::{RecordReports, ReportOutcome};
use dockline_intake::import::milestones::{self, MilestoneFile, MilestoneFileError, MilestoneRow};
use dockline_words::present::WrongFile;
use http::StatusCode;

/// Largest file, in bytes: [`milestones::MILESTONES_MAX`] rows with notes of some lines.
pub(super) const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The form that takes a file.
pub(super) async fn show(staff: Staff) -> Response {
    if let Err(forbidden) = staff.may(Permission::ManageSupply) {
        return forbidden;
    }
    let form = Form::new(&staff, b"");
    staff.form_page(
        StatusCode::OK,
        &console::supply_file(&staff.console(), &form.sent, None),
    )
}

/// A file was sent. One bad row does not lose the others, and the same file again changes nothing:
/// so the answer is the page itself.
pub(super) async fn send(
    State(state): State<AppState>,
    staff: Staff,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    if let Err(forbidden) = staff.may(Permission::ManageSupply) {
        return forbidden;
    }
    let Ok(parts) = parts else {
        return staff.problem(ProblemKind::BadRequest);
    };
    let mut form = Form::new(&staff, b"");
    let (status, report) = match read(&staff, parts).await {
        Err(wrong) => {
            form.wrong("file", &wrong);
            (StatusCode::UNPROCESSABLE_ENTITY, None)
        }
        Ok(file) => {
            let command = RecordReports {
                reports: file.rows.iter().map(report_of).collect(),
                ..RecordReports::default()
            };
            match state
                .engine
                .record_reports(&staff.shop.id, staff.actor(), command)
                .await
            {
                Ok(recorded) => (StatusCode::OK, Some(report(file, recorded.reports))),
                Err(error) => {
                    form.refuse(&refusal(&error));
                    (status(&error), None)
                }
            }
        }
    };
    staff.form_page(
        status,
        &console::supply_file(&staff.console(), &form.sent, report.as_ref()),
    )
}

async fn read(staff: &Staff, mut parts: Multipart) -> Result<MilestoneFile, WrongFile> {
    while let Some(part) = parts
        .next_field()
        .await
        .map_err(|_| WrongFile::Unreadable)?
    {
        if part.name() != Some("file") {
            continue;
        }
        let bytes = part
            .bytes()
            .await
            .map_err(|_| WrongFile::TooLarge(FILE_BYTES_MAX / 1024 / 1024))?;
        let zone = staff.shop.zone.clone();
        let parsed = tokio::task::spawn_blocking(move || milestones::parse(&bytes, &zone))
            .await
            .map_err(|_| WrongFile::Internal)?;
        return parsed.map_err(|error| match error {
            MilestoneFileError::MissingColumns(columns) => WrongFile::Lacks(columns.join(", ")),
            MilestoneFileError::Empty => WrongFile::Empty,
            MilestoneFileError::TooManyRows => WrongFile::TooLong(milestones::MILESTONES_MAX),
            MilestoneFileError::Csv(_) => WrongFile::Unreadable,
        });
    }
    Err(WrongFile::Empty)
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

fn report(file: MilestoneFile, outcomes: Vec<ReportOutcome>) -> MilestoneFileReport {
    let mut report = MilestoneFileReport::default();
    for (row, outcome) in file.rows.into_iter().zip(outcomes) {
        let because = match outcome {
            ReportOutcome::Recorded { .. } => {
                report.recorded += 1;
                continue;
            }
            ReportOutcome::Known { .. } | ReportOutcome::Wrong => {
                report.unchanged += 1;
                continue;
            }
            ReportOutcome::NoOrder => RefusedBecause::NoOrder,
            ReportOutcome::Refused { .. } => RefusedBecause::CannotBe,
        };
        report.refused.push(RefusedRow {
            line: row.line,
            purchase_order: Some(row.purchase_order.to_string()),
            because,
        });
    }
    let unread = |row: dockline_intake::import::RejectedRow| RefusedRow {
        line: row.line,
        purchase_order: row.row_name,
        because: RefusedBecause::Unreadable,
    };
    report.refused.extend(file.rejected.into_iter().map(unread));
    report.refused.sort_by_key(|row| row.line);
    report
}
