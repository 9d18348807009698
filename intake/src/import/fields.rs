//! Fields that both formats have: what is read of them and what is said about it.

use super::html::Cleaned;
use super::numbers::{self, DecimalMark};
use super::reading::{Column, Table};
use super::{Report, short_codes, text};
use dockline_domain::barcode;
use dockline_domain::catalogue::OptionValue;
use dockline_domain::limits;
use dockline_domain::money::{Currency, Money};
use std::borrow::Cow;

/// Most options of a variant.
const OPTIONS_MAX: usize = 10;

/// A name in one line, cut to what fits.
pub(super) fn title(field: &str, line: u64, report: &mut Report) -> String {
    let (title, cut) = text::cut(&text::one_line(field), limits::TEXT_CHARS_MAX);
    if cut {
        report.note(
            line,
            format!("title cut to {} characters", limits::TEXT_CHARS_MAX),
        );
    }
    title
}

/// A maker's name, where there is one.
pub(super) fn vendor(field: &str) -> Option<String> {
    let vendor = text::cut(&text::one_line(field), limits::TEXT_CHARS_MAX).0;
    (!vendor.is_empty()).then_some(vendor)
}

/// Tags, as many as are kept.
pub(super) fn tags(field: &str) -> Vec<String> {
    text::list(field)
        .into_iter()
        .take(limits::TAGS_MAX)
        .map(|tag| text::cut(&tag, limits::TAG_CHARS_MAX).0)
        .collect()
}

/// A description, cleaned in the way of its format; says so if it had to be cut, and if short codes
/// were taken out of it.
pub(super) fn description(
    field: &str,
    clean: fn(&str) -> Cleaned,
    line: u64,
    report: &mut Report,
) -> String {
    let text = short_codes::without(field);
    if matches!(text, Cow::Owned(_)) {
        report.note_once(
            line,
            "short codes of a page builder were taken out of this description, and maybe of others",
        );
    }
    let cleaned = clean(&text);
    if cleaned.cut {
        report.note(
            line,
            format!("description cut to {} bytes", limits::DESCRIPTION_BYTES_MAX),
        );
    }
    cleaned.html
}

/// A barcode; says once that some are no GTIN, and that some are no barcodes at all.
pub(super) fn gtin(field: &str, line: u64, report: &mut Report) -> Option<String> {
    let code = text::gtin(field);
    match &code {
        None if field.is_empty() => {}
        None => report.note_once(
            line,
            "a barcode left out, and maybe others: it has not 8 to 14 digits",
        ),
        Some(code) if barcode::is_gtin(code) => {}
        Some(_) => report.note_once(
            line,
            "the barcode is no GTIN, and maybe others: it is kept for scanners and not told to search engines and agents",
        ),
    }
    code
}

/// One option of a variant, or none where the value is empty.
pub(super) fn option(name: &str, value: &str) -> Option<OptionValue> {
    let short = |field: &str| text::cut(&text::one_line(field), limits::TEXT_CHARS_MAX).0;
    let (name, value) = (short(name), short(value));
    (!name.is_empty() && !value.is_empty()).then_some(OptionValue { name, value })
}

/// The options that are kept of a variant.
pub(super) fn options(options: impl Iterator<Item = OptionValue>) -> Vec<OptionValue> {
    options.take(OPTIONS_MAX).collect()
}

/// A picture; says so if the field holds something else than an address.
pub(super) fn image(field: &str, line: u64, report: &mut Report) -> Option<String> {
    let image = text::image(field);
    if image.is_none() && !field.is_empty() {
        report.note(
            line,
            format!(
                "picture left out: {:?} is no http(s) address",
                text::short(field)
            ),
        );
    }
    image
}

/// The decimal marks of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    pub prices: DecimalMark,
    pub quantities: DecimalMark,
}

/// Finds the marks of a file in its prices and quantities; says so where it had to guess.
pub(super) fn marks(
    table: &Table,
    prices: &[&Column],
    quantities: &[&Column],
    currency: Currency,
    report: &mut Report,
) -> Marks {
    let (prices, quantities) = (stated(table, prices), stated(table, quantities));
    let of_prices = numbers::of_prices(
        prices.iter().map(|(_, field)| *field),
        table.delimiter,
        currency,
    );
    let of_quantities =
        numbers::of_quantities(quantities.iter().map(|(_, field)| *field), of_prices);
    for (what, found, fields) in [
        ("price", of_prices, &prices),
        ("stock", of_quantities, &quantities),
    ] {
        if let Some((line, field)) = found.guessed_at.and_then(|place| fields.get(place)) {
            let mark = match found.mark {
                DecimalMark::Point => "point",
                DecimalMark::Comma => "comma",
            };
            let field = text::short(field);
            report.note(
                *line,
                format!("{what} {field} and others like it were read with the {mark} as decimal mark: a guess, because every such number of the file can be read in two ways"),
            );
        }
    }
    Marks {
        prices: of_prices.mark,
        quantities: of_quantities.mark,
    }
}

/// What all rows state in some columns, with their lines.
fn stated<'t>(table: &'t Table, columns: &[&Column]) -> Vec<(u64, &'t str)> {
    let mut fields = Vec::with_capacity(table.rows.len() * columns.len());
    for row in &table.rows {
        for column in columns {
            fields.push((row.line, text::unescaped(row.get(column))));
        }
    }
    fields
}

/// A price, or why there is none.
pub(super) fn price(
    field: &str,
    mark: DecimalMark,
    currency: Currency,
    line: u64,
    report: &mut Report,
) -> Result<Money, String> {
    let price = numbers::price(&text::short(text::unescaped(field)), mark, currency)?;
    if price.rounded {
        report.note(
            line,
            format!(
                "price {} rounded to {} decimals",
                text::short(field),
                currency.minor_digits()
            ),
        );
    }
    if price.money.minor == 0 {
        report.note(line, "the price is 0");
    }
    Ok(price.money)
}

/// Units on hand, where the field states a number.
pub(super) fn stock(field: &str, mark: DecimalMark, line: u64, report: &mut Report) -> Option<u32> {
    let field = text::short(text::unescaped(field));
    if field.is_empty() {
        return None;
    }
    let Some(numbers::Quantity { units, cut }) = numbers::quantity(&field, mark) else {
        report.note(line, format!("stock left out: {field:?} is not a number"));
        return None;
    };
    let kept = units.clamp(0, i64::from(limits::UNITS_MAX));
    if kept != units || cut {
        report.note(line, format!("stock {field} taken as {kept}"));
    }
    u32::try_from(kept).ok()
}
