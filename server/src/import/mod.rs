//! CSV files: product exports of other shop systems, read into products, and milestones of purchase orders.
//!
//! The files come from systems and spreadsheets nobody here controls. So one rule stands above the others: a row that can be
//! understood is imported, a row that cannot is named with its line and the reason, and neither costs its neighbours anything. What had
//! to be guessed, changed or left out is noted. Reading is a pure function of the bytes: the same file gives the same products.
//!
//! `reading` turns bytes into rows under known columns, `shopify` and `woocommerce` turn rows into products, `assembly` gives every
//! variant its SKU and checks the result. `fields`, `numbers`, `text` and `html` clean single values. `milestones` reads the rows of its own
//! columns.

mod assembly;
mod encoding;
mod fields;
mod handles;
pub(crate) mod html;
pub mod milestones;
mod numbers;
mod reading;
mod shopify;
mod sku;
mod text;
mod woocommerce;

#[cfg(test)]
mod tests;

use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::Sku;
use dockline_domain::input::Invalid;
use dockline_domain::money::Currency;
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

/// Most rows in one file.
pub const ROWS_MAX: usize = 100_000;
/// Largest row, in bytes. A longer one is nearly always a quotation mark that was not closed.
pub const ROW_BYTES_MAX: usize = 1 << 20;

/// Whose product CSV it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Shopify admin, Products, Export; column names from before and after the change of 2024.
    Shopify,
    /// `WooCommerce` Product CSV Exporter, in English, German, French, Spanish or Russian.
    Woocommerce,
}

impl FromStr for Format {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.to_ascii_lowercase().as_str() {
            "shopify" => Ok(Self::Shopify),
            "woocommerce" => Ok(Self::Woocommerce),
            _ => Err(Invalid::new("must be shopify or woocommerce")),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shopify => "Shopify",
            Self::Woocommerce => "WooCommerce",
        })
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// In the order of the file.
    pub products: Vec<ImportedProduct>,
    /// Rows that were not understood, by line.
    pub rejected: Vec<RejectedRow>,
    /// What was guessed, changed or left out, by line.
    pub notes: Vec<Note>,
    /// Rows below the header, blank ones not counted.
    pub rows: usize,
}

/// A product that can be put into the catalogue as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedProduct {
    /// Already checked.
    pub product: ProductDraft,
    /// Units on hand, for the variants whose stock the file states.
    pub stock: Vec<(Sku, u32)>,
    /// Lines it came from, ascending.
    pub lines: Vec<u64>,
}

/// A row that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedRow {
    /// Line of the file where the row begins. The first line is 1; a field may hold line breaks, so rows are not lines.
    pub line: u64,
    /// Why, as a sentence in English.
    pub reason: String,
    /// Its handle or SKU, where it has one.
    pub row_name: Option<String>,
}

/// Something the merchant should know about a row that is no error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Line of the file where the row begins.
    pub line: u64,
    /// Such as "SKU missing: derived OCEAN-BLUE-SHIRT".
    pub text: String,
}

/// Why a whole file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No rows below the header, or nothing at all.
    #[error("the file has no products in it")]
    Empty,
    /// An `.xlsx` or `.ods` file under another name.
    #[error("the file is a spreadsheet or an archive: save it as CSV")]
    Workbook,
    /// The header is not that of the format.
    #[error("this is no {format} product CSV: missing column {}{}", missing.join(", "), hint(*looks_like))]
    MissingColumns {
        /// What it was read as.
        format: Format,
        /// Columns without which no product can be read.
        missing: Vec<&'static str>,
        /// The format it would pass for.
        looks_like: Option<Format>,
    },
    /// More than [`ROWS_MAX`].
    #[error("the file has more than {ROWS_MAX} rows: split it")]
    TooManyRows,
    /// So many stray quotation marks that rows can no longer be told apart.
    #[error("too many quotation marks are not closed, the last one in line {line}")]
    Unclosed {
        /// Where reading stopped.
        line: u64,
    },
}

fn hint(looks_like: Option<Format>) -> String {
    looks_like.map(|format| format!(" (it looks like a {format} file)")).unwrap_or_default()
}

/// Reads a product CSV of `format`; prices are in `currency`, because neither format states one.
pub fn parse(format: Format, csv: &[u8], currency: Currency) -> Result<Parsed, ImportError> {
    let mut report = Report::default();
    let table = reading::read(csv, format, &mut report)?;
    let found = match format {
        Format::Shopify => shopify::products(&table, currency, &mut report),
        Format::Woocommerce => woocommerce::products(&table, currency, &mut report),
    };
    let products = assembly::assemble(found, &mut report);
    let Report { mut rejected, mut notes, .. } = report;
    rejected.sort_by_key(|row| row.line);
    notes.sort_by_key(|note| note.line);
    Ok(Parsed { products, rejected, notes, rows: table.rows_read })
}

/// What is said about rows while they are read.
#[derive(Debug, Default)]
struct Report {
    rejected: Vec<RejectedRow>,
    notes: Vec<Note>,
    said: HashSet<&'static str>,
}

impl Report {
    fn reject(&mut self, line: u64, row_name: &str, reason: impl Into<String>) {
        let row_name = (!row_name.is_empty()).then(|| text::short(row_name));
        self.rejected.push(RejectedRow { line, reason: reason.into(), row_name });
    }

    fn note(&mut self, line: u64, text: impl Into<String>) {
        self.notes.push(Note { line, text: text.into() });
    }

    /// Notes what holds for the whole file at the first row it concerns.
    fn note_once(&mut self, line: u64, text: &'static str) {
        if self.said.insert(text) {
            self.note(line, text);
        }
    }
}
