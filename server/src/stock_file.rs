//! What became of a file of stock, row by row.

use dockline_engine::command::{Count, CountStock, StockCounted, TakenBack};
use dockline_intake::import::stock::{StockCount, StockFile};
use dockline_intake::import::{Note, RejectedRow};

/// An import of stock, told row by row.
#[derive(Debug)]
pub struct Outcome {
    /// Rows of the file below its header.
    pub rows: usize,
    /// Counts that are another number than before.
    pub changed: usize,
    /// Counts that were so already.
    pub unchanged: usize,
    /// Every row that was not taken, or not all of it, by line.
    pub rejected: Vec<RejectedRow>,
    /// Lines of rows that state no units.
    pub skipped: Vec<u64>,
    /// What was guessed, changed or left out, by line.
    pub notes: Vec<Note>,
    /// Who gave units back because they are not there.
    pub taken_back: Vec<TakenBack>,
    /// The lists of what was refused and taken back were too long to be kept.
    pub shortened: bool,
}

/// What is known of a file while its stock is counted.
#[derive(Debug)]
pub struct Pending {
    rows: usize,
    rejected: Vec<RejectedRow>,
    skipped: Vec<u64>,
    notes: Vec<Note>,
}

impl Pending {
    /// The command that counts the stock of a file, and what is to be said beside its answer.
    pub fn of(file: StockFile, reason: Option<String>) -> (CountStock, Self) {
        let count = |count: StockCount| Count {
            line: count.line,
            sku: count.sku,
            written: count.written,
            location: count.location,
            on_hand: count.on_hand,
        };
        (
            CountStock {
                counts: file.counts.into_iter().map(count).collect(),
                reason,
            },
            Self {
                rows: file.rows,
                rejected: file.rejected,
                skipped: file.skipped,
                notes: file.notes,
            },
        )
    }

    /// Everything that is to be said of the file.
    pub fn finish(self, counted: StockCounted) -> Outcome {
        let mut rejected = self.rejected;
        rejected.extend(counted.refused.into_iter().map(|refused| RejectedRow {
            line: refused.line,
            reason: refused.reason,
            row_name: Some(refused.sku.into()),
        }));
        rejected.sort_by_key(|row| row.line);
        Outcome {
            rows: self.rows,
            changed: counted.changed,
            unchanged: counted.unchanged,
            rejected,
            skipped: self.skipped,
            notes: self.notes,
            taken_back: counted.taken_back,
            shortened: counted.shortened,
        }
    }
}
