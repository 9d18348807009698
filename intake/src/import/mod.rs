//! CSV files: product exports of other shop systems, read into products, milestones of purchase
//! orders, and stock.
//!
//! The files come from systems and spreadsheets nobody here controls. So one rule stands above the
//! others: a row that can be understood is imported, a row that cannot is named with its line and
//! the reason, and neither costs its neighbours anything. What had to be guessed, changed or left
//! out is noted. Reading is a pure function of the bytes: the same file gives the same products.
//!
//! `reading` turns bytes into rows under known columns, `shopify` and `woocommerce` turn rows into
//! products, `assembly` gives every variant its SKU and checks the result. `fields`, `numbers`,
//! `currencies`, `text`, `html` and `short_codes` clean single values. `milestones` and `stock` read rows of
//! their own columns.

mod assembly;
mod currencies;
mod encoding;
mod fields;
mod handles;
pub mod html;
pub mod milestones;
mod numbers;
mod reading;
mod shopify;
mod short_codes;
mod sku;
pub mod stock;
mod text;
mod woocommerce;

#[cfg(test)]
mod tests;

pub use text::fingerprint;

use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::Sku;
use dockline_domain::input::Invalid;
use dockline_domain::money::Currency;
use dockline_domain::saving::{Spelling, Withdrawn};
pub use encoding::StatedEncoding;
use jiff::civil::Date;
use reading::{Layout, Unreadable};
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
    /// `WooCommerce` Product CSV Exporter, in one of [`woocommerce::LANGUAGES`].
    Woocommerce,
}

impl Format {
    fn layout(self) -> &'static Layout {
        match self {
            Self::Shopify => &shopify::LAYOUT,
            Self::Woocommerce => &woocommerce::LAYOUT,
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Shopify => Self::Woocommerce,
            Self::Woocommerce => Self::Shopify,
        }
    }

    /// Why a file is not read as one of this format.
    fn unread(self, csv: &[u8], unreadable: Unreadable) -> ImportError {
        let missing = match unreadable {
            Unreadable::File(error) => return error,
            Unreadable::Lacks(missing) => missing,
        };
        let looks_like = Some(self.other()).filter(|other| reading::fits(csv, other.layout()));
        let not_understood = match looks_like {
            Some(_) => Vec::new(),
            None => reading::strange_columns(csv, self.layout()),
        };
        ImportError::MissingColumns {
            format: self,
            missing,
            looks_like,
            not_understood,
        }
    }
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

/// What is done with the policies that a file states.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyChoice {
    /// They are kept.
    #[default]
    Keep,
    /// Every variant may be sold up to the supply that is on order.
    Supply,
}

impl FromStr for PolicyChoice {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "keep" => Ok(Self::Keep),
            "supply" => Ok(Self::Supply),
            _ => Err(Invalid::new("must be keep or supply")),
        }
    }
}

/// What reading a file depends on besides the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Of its prices, because neither format states one.
    pub currency: Currency,
    /// The day for which it is read: sale prices have dates.
    pub today: Date,
    /// What is done with its policies.
    pub policy: PolicyChoice,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// In the order of the file.
    pub products: Vec<ImportedProduct>,
    /// Rows that were not understood, by line.
    pub rejected: Vec<RejectedRow>,
    /// Lines of rows that are left out because shoppers are not to see them, ascending; a note says
    /// why.
    pub skipped: Vec<u64>,
    /// Products and variants that shoppers are not to see: those that are in the catalogue are to be
    /// taken off sale.
    pub withdrawn: Vec<Withdrawn>,
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
    /// The handle was made of its name because the file states none: what it is is told by its
    /// SKUs.
    pub handle_made: bool,
    /// Its names in the spelling of the file, where they were cleaned.
    pub spelling: Spelling,
    /// Units on hand, for the variants whose stock the file states.
    pub stock: Vec<(Sku, u32)>,
    /// Lines it came from, ascending.
    pub lines: Vec<u64>,
    /// The line of each variant, in their order.
    pub variant_lines: Vec<u64>,
}

/// A row that was not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RejectedRow {
    /// Line of the file where the row begins. The first line is 1; a field may hold line breaks, so
    /// rows are not lines.
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
    /// It is no UTF-8, and its letters make no words in any encoding that is known.
    #[error(
        "the file is not UTF-8, and which encoding it has cannot be told: save it as \"CSV UTF-8\", or say which it is (encoding)"
    )]
    UnknownEncoding,
    /// It is not in the encoding that was stated.
    #[error("the file is not in {0}: say another encoding, or none")]
    NotInEncoding(&'static str),
    /// The header is not that of the format.
    #[error("this is no {format} product CSV: missing column {}{}{}", missing.join(", "), hint(*looks_like), strangers(*format, not_understood))]
    MissingColumns {
        /// What it was read as.
        format: Format,
        /// Columns without which no product can be read.
        missing: Vec<&'static str>,
        /// The format it would pass for.
        looks_like: Option<Format>,
        /// Columns of the file that say nothing to that format, as many as fit into a sentence.
        not_understood: Vec<String>,
    },
    /// More than [`ROWS_MAX`].
    #[error("the file has more than {ROWS_MAX} rows: split it")]
    TooManyRows,
    /// There are too many stray quotation marks to tell rows apart.
    #[error("too many quotation marks are not closed, the last one in line {line}")]
    Unclosed {
        /// Where reading stopped.
        line: u64,
    },
}

fn hint(looks_like: Option<Format>) -> String {
    looks_like
        .map(|format| format!(" (it looks like a {format} file)"))
        .unwrap_or_default()
}

/// The end of the sentence about a header that lacks columns.
fn strangers(format: Format, not_understood: &[String]) -> String {
    if not_understood.is_empty() {
        return String::new();
    }
    let known = match format {
        Format::Shopify => "columns are known by Shopify's English names".to_owned(),
        Format::Woocommerce => {
            format!(
                "columns are known in {}; in another language write the English names into the header",
                woocommerce::LANGUAGES
            )
        }
    };
    format!("; not understood: {} ({known})", not_understood.join(", "))
}

/// Reads a product CSV of `format`.
pub fn parse(format: Format, csv: &[u8], reading: &Reading) -> Result<Parsed, ImportError> {
    let mut report = Report::default();
    let table = reading::read(csv, format.layout(), &mut report)
        .map_err(|unreadable| format.unread(csv, unreadable))?;
    let mut found = match format {
        Format::Shopify => shopify::products(&table, reading.currency, &mut report),
        Format::Woocommerce => woocommerce::products(&table, *reading, &mut report),
    };
    assembly::choose_policies(&mut found, reading.policy, &mut report);
    let products = assembly::assemble(found, &mut report);
    let Report {
        mut rejected,
        mut skipped,
        withdrawn,
        mut notes,
        ..
    } = report;
    rejected.sort_by_key(|row| row.line);
    skipped.sort_unstable();
    notes.sort_by_key(|note| note.line);
    Ok(Parsed {
        products,
        rejected,
        skipped,
        withdrawn,
        notes,
        rows: table.rows_read,
    })
}

/// What is said about rows while they are read.
#[derive(Debug, Default)]
struct Report {
    rejected: Vec<RejectedRow>,
    skipped: Vec<u64>,
    withdrawn: Vec<Withdrawn>,
    notes: Vec<Note>,
    said: HashSet<&'static str>,
}

impl Report {
    fn reject(&mut self, line: u64, row_name: &str, reason: impl Into<String>) {
        let row_name = (!row_name.is_empty()).then(|| text::short(row_name));
        self.rejected.push(RejectedRow {
            line,
            reason: reason.into(),
            row_name,
        });
    }

    fn note(&mut self, line: u64, text: impl Into<String>) {
        self.notes.push(Note {
            line,
            text: text.into(),
        });
    }

    /// Leaves out rows that shoppers are not to see, and says why and which.
    fn skip(&mut self, rows: &[&reading::Row], name: &str, why: &str) {
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        if let Some(first) = lines.first() {
            let which = if lines.len() > 1 {
                format!(" (lines {})", text::lines(&lines))
            } else {
                String::new()
            };
            self.note(
                *first,
                format!("skipped {}: {why}{which}", text::short(name)),
            );
        }
        self.skipped.extend(lines);
    }

    /// Notes what holds for the whole file at the first row it concerns.
    fn note_once(&mut self, line: u64, text: &'static str) {
        if self.said.insert(text) {
            self.note(line, text);
        }
    }
}
