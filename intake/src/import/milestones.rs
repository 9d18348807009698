//! Milestones of purchase orders from a CSV file: what forwarders and suppliers send as a
//! spreadsheet.

use super::reading::{self, Column, Layout, Names, Row, Unreadable};
use super::{ImportError, RejectedRow, Report};
use dockline_domain::dates::parse_date;
use dockline_domain::id::PurchaseOrderReference;
use dockline_domain::input::{Invalid, optional_text};
use dockline_domain::limits;
use dockline_domain::supply::Stage;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Most rows in one file.
pub const MILESTONES_MAX: usize = 10_000;

const PURCHASE_ORDER: Names = &["purchase_order", "PO", "order", "reference"];
const STAGE: Names = &["stage"];
const AT: Names = &["at", "date", "time"];
const NOTE: Names = &["note"];
const PUBLIC: Names = &["public"];

static LAYOUT: Layout = Layout {
    known: &[PURCHASE_ORDER, STAGE, AT, NOTE, PUBLIC],
    required: &[
        ("purchase_order", PURCHASE_ORDER),
        ("stage", STAGE),
        ("at", AT),
    ],
    wanted: &[],
};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneFile {
    /// In the order of the file.
    pub rows: Vec<MilestoneRow>,
    /// Rows that were not understood.
    pub rejected: Vec<RejectedRow>,
}

/// A row that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneRow {
    /// Line of the file where it begins; the first is 1.
    pub line: u64,
    /// Of which order.
    pub purchase_order: PurchaseOrderReference,
    /// The stage it reached.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// What is said about it.
    pub note: Option<String>,
    /// Whether shoppers see it.
    pub public: bool,
}

/// Why a whole file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MilestoneFileError {
    /// The header is not that of such a file.
    #[error("the header lacks the column {}", .0.join(", "))]
    MissingColumns(Vec<&'static str>),
    /// No rows below the header, or nothing at all.
    #[error("the file has no milestones in it")]
    Empty,
    /// More than [`MILESTONES_MAX`].
    #[error("the file has more than {MILESTONES_MAX} rows: split it")]
    TooManyRows,
    /// It cannot be read as CSV.
    #[error(transparent)]
    Csv(ImportError),
}

impl From<Unreadable> for MilestoneFileError {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Lacks(columns) => Self::MissingColumns(columns),
            Unreadable::File(ImportError::Empty) => Self::Empty,
            Unreadable::File(ImportError::TooManyRows) => Self::TooManyRows,
            Unreadable::File(other) => Self::Csv(other),
        }
    }
}

/// Where each column stands in a file.
struct Columns {
    purchase_order: Column,
    stage: Column,
    at: Column,
    note: Column,
    public: Column,
}

/// Reads a file; times without an offset are local times of `zone`.
pub fn parse(csv: &[u8], zone: &TimeZone) -> Result<MilestoneFile, MilestoneFileError> {
    let mut report = Report::default();
    let table = reading::read(csv, &LAYOUT, &mut report)?;
    if table.rows_read > MILESTONES_MAX {
        return Err(MilestoneFileError::TooManyRows);
    }
    let column = |names| table.header.column(names);
    let columns = Columns {
        purchase_order: column(PURCHASE_ORDER),
        stage: column(STAGE),
        at: column(AT),
        note: column(NOTE),
        public: column(PUBLIC),
    };
    let mut rows = Vec::new();
    for row in &table.rows {
        match milestone(row, &columns, zone) {
            Ok(milestone) => rows.push(milestone),
            Err(reason) => report.reject(row.line, row.get(&columns.purchase_order), reason),
        }
    }
    Ok(MilestoneFile {
        rows,
        rejected: report.rejected,
    })
}

/// A row as a milestone, or what is wrong with it, all of it.
fn milestone(row: &Row, columns: &Columns, zone: &TimeZone) -> Result<MilestoneRow, String> {
    let mut wrong = Vec::new();
    let purchase_order = keep(
        &mut wrong,
        "purchase_order",
        PurchaseOrderReference::parse(row.get(&columns.purchase_order)),
    );
    let stage = keep(&mut wrong, "stage", stage(row.get(&columns.stage)));
    let at = keep(&mut wrong, "at", instant(row.get(&columns.at), zone));
    let note = keep(
        &mut wrong,
        "note",
        optional_text(Some(row.get(&columns.note)), limits::TEXT_CHARS_MAX),
    );
    let public = keep(&mut wrong, "public", flag(row.get(&columns.public)));
    let milestone = (|| {
        Some(MilestoneRow {
            line: row.line,
            purchase_order: purchase_order?,
            stage: stage?,
            at: at?,
            note: note?,
            public: public?,
        })
    })();
    milestone.ok_or_else(|| wrong.join("; "))
}

fn keep<T>(wrong: &mut Vec<String>, column: &str, value: Result<T, Invalid>) -> Option<T> {
    value
        .map_err(|invalid| wrong.push(format!("{column} {invalid}")))
        .ok()
}

/// A stage by its name; people also write `In transit`.
fn stage(text: &str) -> Result<Stage, Invalid> {
    Stage::parse(&text.to_lowercase().replace([' ', '-'], "_"))
}

/// An instant, or a local date or time of the shop.
fn instant(text: &str, zone: &TimeZone) -> Result<Timestamp, Invalid> {
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let local = text.parse::<DateTime>().ok().filter(|_| is_local(text));
    let instant = local.and_then(|local| zone.to_timestamp(local).ok());
    instant.ok_or_else(|| {
        Invalid::new(
            "must be a time such as 2026-11-23T10:00:00Z, or a local date such as 2026-11-23",
        )
    })
}

/// A date, and perhaps a time after it: no zone, which would be taken for the shop's.
fn is_local(text: &str) -> bool {
    text.split_at_checked(10)
        .is_some_and(|(date, time)| parse_date(date).is_ok() && !time.contains(['[', '+']))
}

fn flag(text: &str) -> Result<bool, Invalid> {
    match text.to_lowercase().as_str() {
        "" | "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => Err(Invalid::new("must be true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(csv: &str) -> Result<MilestoneFile, MilestoneFileError> {
        parse(csv.as_bytes(), &TimeZone::get("Europe/Berlin").unwrap())
    }

    #[test]
    fn a_row_says_what_happened_to_which_order() {
        let file = read("purchase_order,stage,at,note,public\nPO-1,customs,2026-11-22T08:00:00Z,Hamburg,false\n").unwrap();
        let row = MilestoneRow {
            line: 2,
            purchase_order: PurchaseOrderReference::parse("PO-1").unwrap(),
            stage: Stage::Customs,
            at: "2026-11-22T08:00:00Z".parse().unwrap(),
            note: Some("Hamburg".to_owned()),
            public: false,
        };
        assert_eq!(
            file,
            MilestoneFile {
                rows: vec![row],
                rejected: vec![]
            }
        );
    }

    #[test]
    fn columns_stand_in_any_order_and_what_nobody_needs_may_be_missing() {
        let row = read("at;public;PO;Stage\n2026-11-22;yes;PO-1;In transit\n")
            .unwrap()
            .rows
            .remove(0);
        assert_eq!(
            (row.stage, row.public, row.note),
            (Stage::InTransit, true, None)
        );
        assert_eq!(row.at, "2026-11-21T23:00:00Z".parse().unwrap());
    }

    #[test]
    fn times_are_instants_or_local_times_of_the_shop() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        for (text, meant) in [
            ("2026-11-22T08:00:00+02:00", "2026-11-22T06:00:00Z"),
            ("2026-11-22 08:00", "2026-11-22T07:00:00Z"),
            ("2026-11-22T08:00:30", "2026-11-22T07:00:30Z"),
            ("2026-06-22", "2026-06-21T22:00:00Z"),
        ] {
            assert_eq!(instant(text, &berlin), Ok(meant.parse().unwrap()), "{text}");
        }
        for bad in [
            "22.11.2026",
            "2026-11-22[Asia/Tokyo]",
            "2026-11-22T08:00[Asia/Tokyo]",
            "-000001-01-01",
            "20261122",
            "1999-12-31",
        ] {
            assert!(instant(bad, &berlin).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_bad_row_names_all_that_is_wrong_and_loses_itself_alone() {
        let file =
            read("purchase_order,stage,at,public\nPO-1,lost,yesterday,maybe\n,customs,2026-11-22,\nPO-2,customs,2026-11-22,\n").unwrap();
        assert_eq!(
            file.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
            [4]
        );
        let reasons: Vec<&str> = file
            .rejected
            .iter()
            .map(|row| row.reason.as_str())
            .collect();
        assert!(
            ["stage must", "at must", "public must"]
                .iter()
                .all(|words| reasons[0].contains(words)),
            "{reasons:?}"
        );
        assert_eq!(
            (file.rejected[0].line, file.rejected[0].row_name.as_deref()),
            (2, Some("PO-1"))
        );
        assert!(reasons[1].starts_with("purchase_order must"), "{reasons:?}");
    }

    #[test]
    fn a_file_that_is_no_such_file_is_told_why() {
        assert_eq!(
            read("a,b\n1,2\n"),
            Err(MilestoneFileError::MissingColumns(vec![
                "purchase_order",
                "stage",
                "at"
            ]))
        );
        assert_eq!(
            read("purchase_order,stage,at\n"),
            Err(MilestoneFileError::Empty)
        );
        let many = format!(
            "purchase_order,stage,at\n{}",
            "PO-1,customs,2026-11-22\n".repeat(MILESTONES_MAX + 1)
        );
        assert_eq!(read(&many), Err(MilestoneFileError::TooManyRows));
    }
}
