//! Units on hand from a CSV file: Shopify's inventory export, and plain files of a SKU, a location
//! and a count.
//!
//! Shopify's file names a variant by handle and options; its SKU may be missing, and then it is the
//! one that the import of the products derives. Source:
//! help.shopify.com/en/manual/products/inventory/setup/inventory-csv. Files from before 2023 have a
//! column for each location instead of one that names it.

use super::reading::{self, Column, Layout, Names, Row, Table, Unreadable};
use super::sku::{self, Skus};
use super::{ImportError, Note, RejectedRow, Report, fields, handles, shopify, text};
use dockline_domain::catalogue::OptionValue;
use dockline_domain::id::{LocationCode, Sku};
use dockline_domain::input::Invalid;
use dockline_domain::money::Currency;
use serde::Serialize;
use std::collections::HashMap;
use std::str::FromStr;

/// Whose stock file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StockFormat {
    /// Shopify admin, Inventory, Export.
    Shopify,
    /// The columns `sku`, `location` and `on_hand`.
    Plain,
}

impl FromStr for StockFormat {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.to_ascii_lowercase().as_str() {
            "shopify" => Ok(Self::Shopify),
            "plain" => Ok(Self::Plain),
            _ => Err(Invalid::new("must be shopify or plain")),
        }
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockFile {
    /// In the order of the file.
    pub counts: Vec<StockCount>,
    /// Rows that were not understood, by line.
    pub rejected: Vec<RejectedRow>,
    /// Lines of rows that state no units, ascending.
    pub skipped: Vec<u64>,
    /// What was guessed, changed or left out, by line.
    pub notes: Vec<Note>,
    /// Rows below the header, blank ones not counted.
    pub rows: usize,
}

/// Units of a variant that were counted at a location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockCount {
    /// Line of the file where its row begins; the first is 1.
    pub line: u64,
    /// Which variant.
    pub sku: Sku,
    /// The SKU in the spelling of the file, where it was cleaned.
    pub written: Option<Sku>,
    /// Where.
    pub location: LocationCode,
    /// This many.
    pub on_hand: u32,
}

/// Why a whole file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StockFileError {
    /// The header is not that of such a file.
    #[error("the header lacks the column {}", .0.join(", "))]
    MissingColumns(Vec<&'static str>),
    /// No rows below the header, or nothing at all.
    #[error("the file has no stock in it")]
    Empty,
    /// It cannot be read as CSV.
    #[error(transparent)]
    Csv(ImportError),
}

impl From<Unreadable> for StockFileError {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::Lacks(columns) => Self::MissingColumns(columns),
            Unreadable::File(ImportError::Empty) => Self::Empty,
            Unreadable::File(other) => Self::Csv(other),
        }
    }
}

const SKU: Names = &["sku", "Variant SKU"];
const LOCATION: Names = &["location"];
const COUNTED: Names = &["on_hand"];

static PLAIN: Layout = Layout {
    known: &[SKU, LOCATION, COUNTED],
    required: &[("sku", SKU), ("location", LOCATION), ("on_hand", COUNTED)],
    wanted: &[],
};

const HANDLE: Names = &["Handle"];
const OPTIONS: [(Names, Names); 3] = [
    (&["Option1 Name"], &["Option1 Value"]),
    (&["Option2 Name"], &["Option2 Value"]),
    (&["Option3 Name"], &["Option3 Value"]),
];
/// What the merchant wrote into an export stands before what Shopify wrote.
const NEW: Names = &["On hand (new)"];
const ON_HAND: Names = &["On hand (current)", "On hand"];
const COMMITTED: Names = &["Committed (not editable)", "Committed"];

/// Of Shopify's columns those that are not read are known too: any other is a location.
static SHOPIFY: Layout = Layout {
    known: &[
        HANDLE,
        OPTIONS[0].0,
        OPTIONS[0].1,
        OPTIONS[1].0,
        OPTIONS[1].1,
        OPTIONS[2].0,
        OPTIONS[2].1,
        SKU,
        LOCATION,
        NEW,
        ON_HAND,
        COMMITTED,
        &["Title"],
        &["HS Code"],
        &["COO"],
        &["Bin name"],
        &["Incoming (not editable)", "Incoming"],
        &["Unavailable (not editable)", "Unavailable"],
        &["Available (not editable)", "Available"],
    ],
    required: &[("Handle", HANDLE), ("SKU", SKU)],
    wanted: &[],
};

/// Reads a stock file of `format`. The currency is the shop's: by its decimals numbers are told
/// apart that can be read in two ways.
pub fn parse(
    format: StockFormat,
    csv: &[u8],
    currency: Currency,
) -> Result<StockFile, StockFileError> {
    let mut report = Report::default();
    let layout = match format {
        StockFormat::Plain => &PLAIN,
        StockFormat::Shopify => &SHOPIFY,
    };
    let table = reading::read(csv, layout, &mut report)?;
    let places = places(format, &table)?;
    let counts = Reader::of(&table, currency, &places, &mut report).counts(&places, &mut report);
    let Report {
        mut rejected,
        mut skipped,
        mut notes,
        ..
    } = report;
    rejected.sort_by_key(|row| row.line);
    skipped.sort_unstable();
    notes.sort_by_key(|note| note.line);
    Ok(StockFile {
        counts,
        rejected,
        skipped,
        notes,
        rows: table.rows_read,
    })
}

/// Where a count stands in a row, and where its location is named.
struct Place {
    units: Column,
    location: Named,
}

enum Named {
    /// By the column of the count.
    Column(String),
    /// In the row.
    Row(Column),
}

/// The places of the counts of a file.
fn places(format: StockFormat, table: &Table) -> Result<Vec<Place>, StockFileError> {
    let location = table.header.column(LOCATION);
    if format == StockFormat::Plain {
        return Ok(vec![Place {
            units: table.header.column(COUNTED),
            location: Named::Row(location),
        }]);
    }
    if location.exists() {
        let units = table.header.column(ON_HAND);
        if !units.exists() {
            return Err(StockFileError::MissingColumns(vec!["On hand"]));
        }
        return Ok(vec![Place {
            units,
            location: Named::Row(location),
        }]);
    }
    let unknown = table.header.unknown(&SHOPIFY).into_iter();
    let named = unknown.filter_map(|place| Some((place, table.names.get(place)?.trim())));
    let places: Vec<Place> = named
        .filter(|(_, name)| !name.is_empty())
        .map(|(place, name)| Place {
            units: Column::at(place),
            location: Named::Column(name.to_owned()),
        })
        .collect();
    if places.is_empty() {
        return Err(StockFileError::MissingColumns(vec!["Location"]));
    }
    Ok(places)
}

struct Reader<'t> {
    table: &'t Table,
    sku: Column,
    handle: Column,
    options: [(Column, Column); 3],
    new: Column,
    committed: Column,
    marks: fields::Marks,
    skus: Skus,
    /// By handle and options, because a variant has a row for each location.
    derived: HashMap<(String, Vec<OptionValue>), Sku>,
    /// The line in which a variant was counted at a location.
    counted: HashMap<(Sku, String), u64>,
}

/// A variant as a row names it.
struct Variant {
    sku: Sku,
    written: Option<Sku>,
}

impl<'t> Reader<'t> {
    fn of(table: &'t Table, currency: Currency, places: &[Place], report: &mut Report) -> Self {
        let column = |names| table.header.column(names);
        let new = column(NEW);
        let quantities: Vec<&Column> = places
            .iter()
            .map(|place| &place.units)
            .chain([&new])
            .collect();
        let marks = fields::marks(table, &[], &quantities, currency, report);
        let mut reader = Self {
            table,
            sku: column(SKU),
            handle: column(HANDLE),
            options: OPTIONS.map(|(name, value)| (column(name), column(value))),
            new,
            committed: column(COMMITTED),
            marks,
            skus: Skus::default(),
            derived: HashMap::new(),
            counted: HashMap::new(),
        };
        // Those that are stated come first: none is derived that another variant has.
        for row in &table.rows {
            if let Some(sku) = sku::stated(text::unescaped(row.get(&reader.sku))) {
                let _ = reader.skus.claim(sku, row.line);
            }
        }
        reader
    }

    fn counts(mut self, places: &[Place], report: &mut Report) -> Vec<StockCount> {
        let mut counts = Vec::new();
        for row in &self.table.rows {
            let variant = match self.variant(row, report) {
                Ok(variant) => variant,
                Err(reason) => {
                    report.reject(row.line, row.get(&self.handle), reason);
                    continue;
                }
            };
            let counted = counts.len();
            let mut refused = None;
            for place in places {
                match self.count(row, &variant, place, report) {
                    Ok(count) => counts.extend(count),
                    Err(reason) => refused = refused.or(Some(reason)),
                }
            }
            if let Some(reason) = refused {
                report.reject(row.line, variant.sku.as_str(), reason);
            } else if counts.len() == counted {
                report.skipped.push(row.line);
            }
        }
        counts
    }

    /// The variant of a row, or why it has none.
    fn variant(&mut self, row: &Row, report: &mut Report) -> Result<Variant, &'static str> {
        let stated = text::unescaped(row.get(&self.sku));
        if sku::is_spoilt(stated) {
            report.note_once(
                row.line,
                "the SKU is a number that a spreadsheet shortened, and maybe others: its last digits are lost",
            );
        }
        if let Some(sku) = sku::stated(stated) {
            let written = sku::written(text::unescaped(row.as_written(&self.sku)));
            return Ok(Variant {
                written: written.filter(|written| *written != sku),
                sku,
            });
        }
        let handle = row.get(&self.handle);
        if handle.is_empty() {
            return Err("neither a SKU nor a handle");
        }
        let handle = handles::stated(&text::code(handle)).to_string();
        let values = self.options.iter().map(|(name, value)| {
            let (name, value) = (row.get(name), row.get(value));
            (!shopify::is_default(name, value)).then(|| fields::option(name, value))
        });
        let key = (handle, fields::options(values.flatten().flatten()));
        if let Some(sku) = self.derived.get(&key) {
            let (sku, written) = (sku.clone(), None);
            return Ok(Variant { sku, written });
        }
        let sku = self.skus.derive(&key.0, &key.1, row.line);
        report.note(row.line, format!("SKU missing: taken for {sku}"));
        self.derived.insert(key, sku.clone());
        Ok(Variant { sku, written: None })
    }

    /// What a row says of one place: nothing, units, or something else.
    fn count(
        &mut self,
        row: &Row,
        variant: &Variant,
        place: &Place,
        report: &mut Report,
    ) -> Result<Option<StockCount>, String> {
        let new = row.get(&self.new);
        let units = if new.is_empty() {
            row.get(&place.units)
        } else {
            new
        };
        if units.is_empty() || units.eq_ignore_ascii_case("not stocked") {
            return Ok(None);
        }
        let name = match &place.location {
            Named::Column(name) => name.as_str(),
            Named::Row(column) => row.get(column),
        };
        let location = LocationCode::parse(&text::code(name))
            .map_err(|invalid| format!("location {invalid}"))?;
        let on_hand = fields::stock(units, self.marks.quantities, row.line, report);
        let on_hand =
            on_hand.ok_or_else(|| format!("on_hand {:?} is no number", text::short(units)))?;
        let spelt = variant.written.as_ref().unwrap_or(&variant.sku);
        let folded = (spelt.clone(), location.as_str().to_lowercase());
        if let Some(line) = self.counted.insert(folded, row.line) {
            return Err(format!("line {line} counts it at {location} already"));
        }
        if !matches!(row.get(&self.committed), "" | "0") {
            report.note_once(
                row.line,
                "units that are committed to orders in Shopify are on hand here, of this variant and maybe of others: take orders that are still open there into account",
            );
        }
        Ok(Some(StockCount {
            line: row.line,
            sku: variant.sku.clone(),
            written: variant.written.clone(),
            location,
            on_hand,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: StockFormat, csv: &str) -> Result<StockFile, StockFileError> {
        parse(format, csv.as_bytes(), Currency::parse("EUR").unwrap())
    }

    /// What a file counts: line, SKU, location and units.
    fn counts(file: &StockFile) -> Vec<(u64, &str, &str, u32)> {
        file.counts
            .iter()
            .map(|count| {
                (
                    count.line,
                    count.sku.as_str(),
                    count.location.as_str(),
                    count.on_hand,
                )
            })
            .collect()
    }

    fn rejected(file: &StockFile) -> Vec<(u64, &str)> {
        let rows = file.rejected.iter();
        rows.map(|row| (row.line, row.reason.as_str())).collect()
    }

    #[test]
    fn a_plain_file_counts_skus_at_locations() {
        let file = read(
            StockFormat::Plain,
            "\u{feff}Location;SKU;On hand\nmain;\"=\"\"0012\"\"\";1.200\nHamburg West;B;0\nmain;C;\n",
        )
        .unwrap();
        assert_eq!(
            counts(&file),
            [(2, "0012", "main", 1_200), (3, "B", "Hamburg West", 0)]
        );
        assert_eq!((file.skipped, file.rows), (vec![4], 3));
    }

    #[test]
    fn a_bad_row_loses_itself_alone() {
        let file = read(
            StockFormat::Plain,
            "sku,location,on_hand\n,main,1\nA,,1\nB,main,many\nC,main,-3\nC,MAIN,4\nD,main,5\n",
        )
        .unwrap();
        assert_eq!(counts(&file), [(5, "C", "main", 0), (7, "D", "main", 5)]);
        let reasons = rejected(&file);
        assert_eq!(reasons[0], (2, "neither a SKU nor a handle"));
        assert!(reasons[1].1.starts_with("location must"), "{reasons:?}");
        assert_eq!(reasons[2], (4, "on_hand \"many\" is no number"));
        assert_eq!(reasons[3], (6, "line 5 counts it at MAIN already"));
        assert_eq!(file.rows, 6);
    }

    const SHOPIFY_HEADER: &str = "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)";

    #[test]
    fn shopifys_file_counts_what_is_on_hand_and_the_merchant_has_the_last_word() {
        let csv = format!(
            "{SHOPIFY_HEADER}\n\
             tent,Tent,Color,Green,,,,,TENT-G,,,Main Street 1,,0,0,2,7,9,\n\
             tent,Tent,Color,Green,,,,,TENT-G,,,Depot,,0,0,0,3,3,5\n\
             tent,Tent,Color,Red,,,,,TENT-R,,,Depot,,,,,,not stocked,\n"
        );
        let file = read(StockFormat::Shopify, &csv).unwrap();
        assert_eq!(
            counts(&file),
            [(2, "TENT-G", "Main Street 1", 9), (3, "TENT-G", "Depot", 5)]
        );
        assert_eq!(file.skipped, [4]);
        assert_eq!(file.notes.len(), 1, "{:?}", file.notes);
        assert!(
            file.notes[0]
                .text
                .contains("committed to orders in Shopify")
        );
    }

    #[test]
    fn a_file_from_before_has_a_column_for_each_location() {
        let file = read(
            StockFormat::Shopify,
            "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Main Street 1,Depot\n\
             mug,Mug,Title,Default Title,MUG,,,4,not stocked\n\
             cup,Cup,Title,Default Title,CUP,,,1,2\n",
        )
        .unwrap();
        assert_eq!(
            counts(&file),
            [
                (2, "MUG", "Main Street 1", 4),
                (3, "CUP", "Main Street 1", 1),
                (3, "CUP", "Depot", 2)
            ]
        );
    }

    #[test]
    fn a_variant_without_a_sku_has_the_one_that_the_import_of_its_product_derives() {
        let csv = format!(
            "{SHOPIFY_HEADER}\n\
             ocean-shirt,Shirt,Size,M,,,,,,,,Depot,,0,0,0,3,3,\n\
             ocean-shirt,Shirt,Size,M,,,,,,,,Shop,,0,0,0,1,1,\n\
             mug,Mug,Title,Default Title,,,,,,,,Depot,,0,0,0,4,4,\n"
        );
        let file = read(StockFormat::Shopify, &csv).unwrap();
        assert_eq!(
            counts(&file),
            [
                (2, "OCEAN-SHIRT-M", "Depot", 3),
                (3, "OCEAN-SHIRT-M", "Shop", 1),
                (4, "MUG", "Depot", 4)
            ]
        );
        let products = "Handle,Title,Option1 Name,Option1 Value,Variant Price\n\
                        ocean-shirt,Shirt,Size,M,10\nmug,Mug,Title,Default Title,5\n";
        let reading = crate::import::Reading {
            currency: Currency::parse("EUR").unwrap(),
            today: jiff::civil::date(2026, 11, 29),
            policy: crate::import::PolicyChoice::Keep,
        };
        let parsed = crate::import::parse(
            crate::import::Format::Shopify,
            products.as_bytes(),
            &reading,
        );
        let derived: Vec<String> = parsed
            .unwrap()
            .products
            .iter()
            .flat_map(|product| &product.product.variants)
            .map(|variant| variant.sku.to_string())
            .collect();
        assert_eq!(derived, ["OCEAN-SHIRT-M", "MUG"]);
    }

    #[test]
    fn a_file_that_is_no_such_file_is_told_why() {
        let lacks =
            |columns: &[&'static str]| Err(StockFileError::MissingColumns(columns.to_vec()));
        assert_eq!(
            read(StockFormat::Plain, "sku,units\nA,1\n"),
            lacks(&["location", "on_hand"])
        );
        assert_eq!(
            read(StockFormat::Shopify, "Handle,SKU,Location\nmug,MUG,Depot\n"),
            lacks(&["On hand"])
        );
        assert_eq!(
            read(StockFormat::Shopify, "Handle,SKU\nmug,MUG\n"),
            lacks(&["Location"])
        );
        assert_eq!(
            read(StockFormat::Plain, "sku,location,on_hand\n"),
            Err(StockFileError::Empty)
        );
    }
}
