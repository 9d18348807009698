//! The CSV of `WooCommerce`'s product exporter: one row per product or variation; a variation names
//! its parent. Source: `class-wc-product-csv-exporter.php` and `class-wc-product-csv-importer.php`
//! in woocommerce/woocommerce.

mod columns;

pub(super) use columns::{LANGUAGES, LAYOUT};

use super::assembly::{FoundProduct, FoundVariant};
use super::fields::Marks;
use super::handles::Handles;
use super::reading::{Row, Table};
use super::{Reading, Report, fields, html, sku, text};
use columns::Columns;
use dockline_domain::catalogue::OptionValue;
use dockline_domain::id::Handle;
use dockline_domain::money::{Currency, Money};
use dockline_domain::policy::Policy;
use dockline_domain::saving::Withdrawn;
use jiff::civil::Date;
use std::collections::HashMap;

/// What a row is about.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// A product that is its own only variant.
    Simple,
    /// A product whose variants are rows of their own.
    Variable,
    Variation,
    /// Nothing that Dockline can sell, with the reason.
    Other(String),
}

struct Reader<'t> {
    columns: Columns,
    marks: Marks,
    currency: Currency,
    today: Date,
    rows: &'t [Row],
}

/// Reads the products of a `WooCommerce` file.
pub(super) fn products(
    table: &Table,
    Reading {
        currency, today, ..
    }: Reading,
    report: &mut Report,
) -> Vec<FoundProduct> {
    let columns = Columns::of(table);
    let prices = [&columns.regular_price, &columns.sale_price];
    let marks = fields::marks(table, &prices, &[&columns.stock], currency, report);
    let reader = Reader {
        columns,
        marks,
        currency,
        today,
        rows: &table.rows,
    };
    let variations = reader.variations(report);
    let mut handles = Handles::default();
    let mut products = Vec::new();
    for (place, row) in reader.rows.iter().enumerate() {
        let variations = variations.get(&place).map_or(&[][..], Vec::as_slice);
        match reader.kind(row) {
            Kind::Variation => {}
            Kind::Other(reason) => {
                report.reject(row.line, reader.row_name(row), reason.clone());
                for row in variations {
                    report.reject(
                        row.line,
                        reader.row_name(row),
                        format!("its parent is {reason}"),
                    );
                }
            }
            Kind::Simple | Kind::Variable => {
                products.extend(reader.product(row, variations, &mut handles, report));
            }
        }
    }
    products
}

impl<'t> Reader<'t> {
    fn kind(&self, row: &Row) -> Kind {
        let types = row.get(&self.columns.kind).to_lowercase();
        let product_type = types
            .split(',')
            .map(str::trim)
            .find(|kind| !["", "virtual", "downloadable"].contains(kind));
        match product_type {
            None if !row.get(&self.columns.parent).is_empty() => Kind::Variation,
            None | Some("simple") => Kind::Simple,
            Some("variable") => Kind::Variable,
            Some("variation") => Kind::Variation,
            Some("grouped") => {
                Kind::Other("a grouped product: it has no stock of its own".to_owned())
            }
            Some("external") => {
                Kind::Other("an external product: another shop sells it".to_owned())
            }
            Some(other) => Kind::Other(format!(
                "a product of type {}: only simple, variable and variation are sold here",
                text::short(other)
            )),
        }
    }

    fn row_name(&self, row: &'t Row) -> &'t str {
        let sku = row.get(&self.columns.sku);
        if sku.is_empty() {
            row.get(&self.columns.name)
        } else {
            sku
        }
    }

    /// The variations of each row that is a parent, by the parent's place. A parent may come after
    /// its variations.
    fn variations(&self, report: &mut Report) -> HashMap<usize, Vec<&'t Row>> {
        let mut parents: HashMap<String, usize> = HashMap::new();
        for (place, row) in self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| self.kind(row) != Kind::Variation)
        {
            let (id, sku) = (row.get(&self.columns.id), self.sku(row));
            for name in [format!("id:{id}"), sku.to_lowercase(), sku] {
                if !name.is_empty() && name != "id:" {
                    parents.entry(name).or_insert(place);
                }
            }
        }
        let mut variations: HashMap<usize, Vec<&Row>> = HashMap::new();
        for row in self
            .rows
            .iter()
            .filter(|row| self.kind(row) == Kind::Variation)
        {
            let parent = &text::code(text::unescaped(row.get(&self.columns.parent)));
            let names = [
                parent.clone(),
                parent.to_lowercase(),
                format!("id:{parent}"),
            ];
            match names.iter().find_map(|name| parents.get(name)) {
                Some(place) => variations.entry(*place).or_default().push(row),
                None if parent.is_empty() => {
                    report.reject(row.line, self.row_name(row), "a variation without a parent");
                }
                None => report.reject(
                    row.line,
                    self.row_name(row),
                    format!("its parent {} is not in the file", text::short(parent)),
                ),
            }
        }
        variations
    }

    fn product(
        &self,
        row: &Row,
        variations: &[&Row],
        handles: &mut Handles,
        report: &mut Report,
    ) -> Option<FoundProduct> {
        let columns = &self.columns;
        let (line, row_name) = (row.line, self.row_name(row));
        if let Some(why) = hidden(row.get(&columns.published)) {
            report.skip(&[&[row], variations].concat(), row_name, why);
            let rows = [row].into_iter().chain(variations.iter().copied());
            report.withdrawn.push(self.withdrawn(rows, true));
            return None;
        }
        let title = fields::title(text::unescaped(row.get(&columns.name)), line, report);
        if title.is_empty() {
            [row]
                .iter()
                .chain(variations)
                .for_each(|row| report.reject(row.line, self.row_name(row), "name missing"));
            return None;
        }
        let variants = self.variants(row, variations, report)?;
        if row.get(&columns.visibility).eq_ignore_ascii_case("hidden") {
            report.note(
                line,
                "hidden from the catalogue in WooCommerce: it is listed here",
            );
        }
        let description = [&columns.description, &columns.short_description]
            .map(|column| row.get(column))
            .into_iter()
            .find(|text| !text.is_empty());
        Some(FoundProduct {
            handle: self.handle(&title, row, handles),
            handle_made: true,
            written_handle: None,
            title,
            description: fields::description(
                text::unescaped(description.unwrap_or("")),
                html::clean_wordpress,
                line,
                report,
            ),
            vendor: text::list(row.get(&columns.brands))
                .first()
                .and_then(|brand| fields::vendor(brand)),
            tags: fields::tags(text::unescaped(row.get(&columns.tags))),
            image: self.image(row, report),
            variants,
            lines: vec![line],
        })
    }

    /// A product, or variants of one, by their SKUs: a handle that is made of a name is no name.
    fn withdrawn<'r>(&self, rows: impl IntoIterator<Item = &'r Row>, whole: bool) -> Withdrawn {
        let skus = rows
            .into_iter()
            .map(|row| sku::names(row, &self.columns.sku));
        Withdrawn {
            handles: Vec::new(),
            skus: skus.flatten().collect(),
            whole,
        }
    }

    /// The variants of a product; `None`, with the reason reported, where there are none.
    fn variants(
        &self,
        row: &Row,
        variations: &[&Row],
        report: &mut Report,
    ) -> Option<Vec<FoundVariant>> {
        if self.kind(row) == Kind::Simple && variations.is_empty() {
            return match self.price(row, report) {
                Ok(price) => Some(vec![self.variant(row, None, price, vec![], report)]),
                Err(reason) => {
                    report.reject(row.line, self.row_name(row), reason);
                    None
                }
            };
        }
        let mut variants = Vec::with_capacity(variations.len());
        for variation in variations {
            if text::unescaped(variation.get(&self.columns.published)) == "0" {
                report.skip(
                    &[variation],
                    self.row_name(variation),
                    "a variation that is not enabled",
                );
                report.withdrawn.push(self.withdrawn([*variation], false));
                continue;
            }
            match self.variation_price(row, variation, report) {
                Ok(price) => variants.push(self.variant(
                    variation,
                    Some(row),
                    price,
                    self.options(row, variation),
                    report,
                )),
                Err(reason) => report.reject(variation.line, self.row_name(variation), reason),
            }
        }
        if variants.is_empty() {
            let reason = if variations.is_empty() {
                "a variable product without variations in the file"
            } else {
                "none of its variations could be imported"
            };
            report.reject(row.line, self.row_name(row), reason);
            return None;
        }
        Some(variants)
    }

    fn variant(
        &self,
        row: &Row,
        parent: Option<&Row>,
        price: Money,
        options: Vec<OptionValue>,
        report: &mut Report,
    ) -> FoundVariant {
        let columns = &self.columns;
        FoundVariant {
            line: row.line,
            sku: self.own_sku(row, parent),
            written_sku: self.written_sku(row, parent),
            price,
            options,
            policy: self.policy(row, report),
            // A simple product's picture is that of the product.
            image: parent.and_then(|_| self.image(row, report)),
            gtin: fields::gtin(row.get(&columns.gtin), row.line, report),
            stock: self.stock(row, report),
        }
    }

    /// The SKU of a row as it is compared.
    fn sku(&self, row: &Row) -> String {
        text::code(text::unescaped(row.get(&self.columns.sku)))
    }

    /// A variation's SKU; `WooCommerce` gives it that of its parent where it has none of its own,
    /// and a product is no variant.
    fn own_sku(&self, row: &Row, parent: Option<&Row>) -> String {
        let sku = text::unescaped(row.get(&self.columns.sku));
        let inherited = parent.is_some_and(|parent| self.sku(parent) == self.sku(row));
        if inherited {
            String::new()
        } else {
            sku.to_owned()
        }
    }

    /// The same in the spelling of the file.
    fn written_sku(&self, row: &Row, parent: Option<&Row>) -> String {
        let written = |row: &Row| text::unescaped(row.as_written(&self.columns.sku)).to_owned();
        let own = written(row);
        let inherited = parent.is_some_and(|parent| written(parent) == own);
        if inherited { String::new() } else { own }
    }

    /// The sale price where there is one that holds today: it is what the shop asks. A sale that
    /// has dates is noted, because a file is not read again when it begins or ends.
    fn price(&self, row: &Row, report: &mut Report) -> Result<Money, String> {
        let columns = &self.columns;
        let (sale, regular) = (
            row.get(&columns.sale_price),
            row.get(&columns.regular_price),
        );
        if sale.is_empty() {
            return fields::price(regular, self.marks.prices, self.currency, row.line, report);
        }
        let dates = [&columns.sale_starts, &columns.sale_ends].map(|column| row.get(column));
        let [starts, ends] = dates.map(date);
        let holds =
            starts.is_none_or(|day| day <= self.today) && ends.is_none_or(|day| self.today <= day);
        let taken = holds || regular.is_empty();
        if dates.iter().any(|date| !date.is_empty()) {
            let [from, to] = dates.map(|date| {
                if date.is_empty() {
                    "…".to_owned()
                } else {
                    text::short(date)
                }
            });
            let sale = text::short(sale);
            report.note(
                row.line,
                if taken {
                    format!(
                        "the sale price {sale} was taken, though it holds only from {from} to {to}"
                    )
                } else {
                    format!("the sale price {sale} was not taken: it holds from {from} to {to}")
                },
            );
        }
        fields::price(
            if taken { sale } else { regular },
            self.marks.prices,
            self.currency,
            row.line,
            report,
        )
    }

    fn variation_price(
        &self,
        parent: &Row,
        variation: &Row,
        report: &mut Report,
    ) -> Result<Money, String> {
        let columns = &self.columns;
        let own = [&columns.sale_price, &columns.regular_price]
            .iter()
            .any(|column| !variation.get(column).is_empty());
        self.price(if own { variation } else { parent }, report)
    }

    /// The options of a variation. One without a value fits every value of its parent.
    fn options(&self, parent: &Row, variation: &Row) -> Vec<OptionValue> {
        let options = self.columns.attributes.iter().filter_map(|(name, value)| {
            let own_name = variation.get(name);
            let text = text::unescaped(variation.get(value)).replace("\\,", ",");
            let name = if own_name.is_empty() && !text.is_empty() {
                parent.get(name)
            } else {
                own_name
            };
            // Older versions wrote the taxonomy's name.
            let name = name.strip_prefix("pa_").unwrap_or(name);
            fields::option(
                text::unescaped(name),
                if text.is_empty() { "Any" } else { &text },
            )
        });
        fields::options(options)
    }

    fn policy(&self, row: &Row, report: &mut Report) -> Option<Policy> {
        let field = row.get(&self.columns.backorders);
        let allowed = text::yes_or_no(field);
        // Stock that is not counted can still be said to be on backorder.
        let uncounted = row
            .get(&self.columns.in_stock)
            .eq_ignore_ascii_case("backorder")
            && row.get(&self.columns.stock).is_empty();
        if allowed == Some(true) || field.eq_ignore_ascii_case("notify") || uncounted {
            report.note_once(row.line, "backorders allowed: taken as up to the supply that is on order, never without limit");
            return Some(Policy::default());
        }
        (allowed == Some(false)).then(Policy::deny)
    }

    fn stock(&self, row: &Row, report: &mut Report) -> Option<u32> {
        let field = row.get(&self.columns.stock);
        let in_stock = text::yes_or_no(row.get(&self.columns.in_stock));
        if field.eq_ignore_ascii_case("parent") {
            report.note(
                row.line,
                "no stock: WooCommerce counts it for all variations together",
            );
            None
        } else if !field.is_empty() {
            fields::stock(field, self.marks.quantities, row.line, report)
        } else if in_stock == Some(false) {
            Some(0)
        } else {
            report.note(row.line, "no stock: WooCommerce does not count it");
            None
        }
    }

    /// The first picture of a row.
    fn image(&self, row: &Row, report: &mut Report) -> Option<String> {
        let field = row.get(&self.columns.images);
        // Some programs that write this format separate addresses by bars.
        let addresses = text::list(&field.replace('|', ","));
        addresses
            .iter()
            .find_map(|address| text::image(address))
            .or_else(|| fields::image(field, row.line, report))
    }

    /// A name for URLs, made of the product's name because the file has none; with the SKU or ID
    /// where another product has the same name.
    fn handle(&self, title: &str, row: &Row, handles: &mut Handles) -> Handle {
        let (sku, id) = (
            text::unescaped(row.get(&self.columns.sku)),
            row.get(&self.columns.id),
        );
        handles.make(&[title, &format!("{title} {sku}"), &format!("{title} {id}")])
    }
}

/// The day of a date as the exporter writes it, with or without a time.
fn date(field: &str) -> Option<Date> {
    text::unescaped(field).get(..10)?.parse().ok()
}

/// Why shoppers do not see a product; the numbers are those of the exporter, the words those of
/// other programs.
fn hidden(published: &str) -> Option<&'static str> {
    match text::unescaped(published).to_lowercase().as_str() {
        "0" | "private" => Some("private"),
        "-1" | "false" | "draft" => Some("a draft"),
        "2" | "pending" => Some("waiting for review"),
        _ => None,
    }
}
