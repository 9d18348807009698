//! Shopify's product CSV: one row per variant or picture, the rows of a product share its handle,
//! and what is said of the product stands in its first row. Source:
//! help.shopify.com/en/manual/products/import-export/using-csv, and exports from 2015 on.

mod columns;

pub(super) use columns::LAYOUT;

use super::assembly::{FoundProduct, FoundVariant, KEPT};
use super::fields::Marks;
use super::handles::{self, Handles};
use super::reading::{Column, Row, Table};
use super::{Report, fields, html, sku, text};
use columns::Columns;
use dockline_domain::id::Handle;
use dockline_domain::money::Currency;
use dockline_domain::policy::Policy;
use dockline_domain::saving::Withdrawn;
use std::collections::HashMap;

struct Reader<'t> {
    columns: Columns,
    table: &'t Table,
    marks: Marks,
    currency: Currency,
}

/// The rows of one product.
struct Group<'t> {
    handle: Handle,
    /// In the spelling of the file, where it was cleaned.
    written: Option<Handle>,
    rows: Vec<&'t Row>,
}

impl<'t> Group<'t> {
    fn line(&self) -> u64 {
        self.rows[0].line
    }

    /// What the first row that says anything says.
    fn first(&self, column: &Column) -> &'t str {
        self.rows
            .iter()
            .map(|row| row.get(column))
            .find(|field| !field.is_empty())
            .unwrap_or("")
    }
}

/// The products of a file while their rows are brought together; these need not stand together.
#[derive(Default)]
struct Groups<'t> {
    found: Vec<Group<'t>>,
    places: HashMap<String, usize>,
    handles: Handles,
}

impl<'t> Groups<'t> {
    /// Begins the product of a handle, or finds it.
    fn place(&mut self, handle: Handle) -> usize {
        *self
            .places
            .entry(handle.as_str().to_lowercase())
            .or_insert_with(|| {
                self.handles.hold(&handle);
                self.found.push(Group {
                    handle,
                    written: None,
                    rows: vec![],
                });
                self.found.len() - 1
            })
    }

    /// Which product a row is about: that of its handle, else that of its title or of the row
    /// before it.
    fn of(
        &mut self,
        row: &'t Row,
        before: Option<usize>,
        reader: &Reader<'t>,
        report: &mut Report,
    ) -> Option<usize> {
        let stated = text::unescaped(row.get(&reader.columns.handle));
        let title = row.get(&reader.columns.title);
        if !stated.is_empty() {
            let place = self.place(handles::stated(&text::code(stated)));
            let group = &mut self.found[place];
            if group.rows.is_empty() {
                let written = text::unescaped(row.as_written(&reader.columns.handle));
                group.written = Some(handles::stated(written)).filter(|one| *one != group.handle);
                if group.handle.as_str() != stated {
                    let kept = group
                        .written
                        .as_ref()
                        .map_or(String::new(), |_| format!("; {KEPT}"));
                    let allowed = "it may hold letters, digits, -, _ and .";
                    report.note(
                        row.line,
                        format!("handle changed to {}: {allowed}{kept}", group.handle),
                    );
                }
            }
            return Some(place);
        }
        // In a file without handles, a row belongs to the product before it if it has no title, or
        // the same title and an option.
        let continues = |place: usize| {
            let first = self.found[place].rows[0];
            let same_title = first.get(&reader.columns.title) == title && reader.has_option(row);
            first.get(&reader.columns.handle).is_empty() && (title.is_empty() || same_title)
        };
        if before.is_some_and(continues) {
            return before;
        }
        if title.is_empty() {
            return None;
        }
        let handle = self.handles.make(&[title]);
        Some(self.place(handle))
    }

    /// The groups, none of which has another's handle for its own in the spelling of the file.
    fn finish(mut self) -> Vec<Group<'t>> {
        for (place, group) in self.found.iter_mut().enumerate() {
            let others = |handle: &Handle| {
                let of = self.places.get(&handle.as_str().to_lowercase());
                of.is_some_and(|of| *of != place)
            };
            group.written.take_if(|handle| others(handle));
        }
        self.found
    }
}

/// Reads the products of a Shopify file.
pub(super) fn products(
    table: &Table,
    currency: Currency,
    report: &mut Report,
) -> Vec<FoundProduct> {
    let columns = Columns::of(table);
    let marks = fields::marks(
        table,
        &[&columns.price],
        &[&columns.quantity],
        currency,
        report,
    );
    // A file somebody wrote by hand may be without either.
    if columns.tracker.exists() && !columns.quantity.exists() {
        report.note(
            1,
            "no stock is in this file: Shopify leaves it out of the product export of a shop with several locations; import its inventory CSV after this",
        );
    }
    let reader = Reader {
        columns,
        table,
        marks,
        currency,
    };
    reader
        .groups(report)
        .iter()
        .filter_map(|group| reader.product(group, report))
        .collect()
}

impl<'t> Reader<'t> {
    fn groups(&self, report: &mut Report) -> Vec<Group<'t>> {
        let mut groups = Groups::default();
        let mut before = None;
        for row in &self.table.rows {
            before = groups.of(row, before, self, report);
            match before {
                Some(place) => groups.found[place].rows.push(row),
                None => report.reject(
                    row.line,
                    row.get(&self.columns.sku),
                    "neither a handle nor a title",
                ),
            }
        }
        groups.finish()
    }

    fn product(&self, group: &Group<'_>, report: &mut Report) -> Option<FoundProduct> {
        let columns = &self.columns;
        if let Some(why) = self.hidden(group) {
            report.skip(&group.rows, group.handle.as_str(), why);
            report.withdrawn.push(self.withdrawn(group));
            return None;
        }
        let (mut variant_rows, mut other_rows): (Vec<&Row>, Vec<&Row>) =
            group.rows.iter().partition(|row| self.is_variant(row));
        if variant_rows.is_empty() {
            variant_rows.push(other_rows.remove(0));
        }
        let title = fields::title(group.first(&columns.title), group.line(), report);
        if let Some(why) = self.unsellable(group, &title) {
            for row in &group.rows {
                report.reject(row.line, group.handle.as_str(), why);
            }
            return None;
        }
        self.note_on_product(group, report);
        let names = self.option_names(group);
        let variants: Vec<FoundVariant> = variant_rows
            .iter()
            .filter_map(|row| self.variant(group, &names, row, report))
            .collect();
        if variants.is_empty() {
            for row in other_rows {
                report.reject(
                    row.line,
                    group.handle.as_str(),
                    "no variant of its product could be imported",
                );
            }
            return None;
        }
        Some(FoundProduct {
            handle: group.handle.clone(),
            handle_made: false,
            written_handle: group.written.clone(),
            title,
            description: fields::description(
                group.first(&columns.body),
                html::clean,
                group.line(),
                report,
            ),
            vendor: fields::vendor(group.first(&columns.vendor)),
            tags: fields::tags(group.first(&columns.tags)),
            image: self.image(group, report),
            variants,
            lines: other_rows.iter().map(|row| row.line).collect(),
        })
    }

    fn withdrawn(&self, group: &Group<'_>) -> Withdrawn {
        let handles = [group.written.clone(), Some(group.handle.clone())];
        let skus = group
            .rows
            .iter()
            .map(|row| sku::names(row, &self.columns.sku));
        Withdrawn {
            handles: handles.into_iter().flatten().collect(),
            skus: skus.flatten().collect(),
            whole: true,
        }
    }

    /// Why shoppers do not see a product. A missing or empty field means that they do: that is what
    /// Shopify's own import takes it for.
    fn hidden(&self, group: &Group<'_>) -> Option<&'static str> {
        match group.first(&self.columns.status).to_lowercase().as_str() {
            "draft" => Some("a draft"),
            "archived" => Some("archived"),
            _ if text::yes_or_no(group.first(&self.columns.published)) == Some(false) => {
                Some("not published in the online store")
            }
            _ => None,
        }
    }

    fn unsellable(&self, group: &Group<'_>, title: &str) -> Option<&'static str> {
        if title.is_empty() {
            return Some("title missing: no row with this handle has one");
        }
        let gift_card = text::yes_or_no(group.first(&self.columns.gift_card)) == Some(true);
        gift_card.then_some("a gift card: there is nothing to stock or to ship")
    }

    fn note_on_product(&self, group: &Group<'_>, report: &mut Report) {
        if group
            .first(&self.columns.status)
            .eq_ignore_ascii_case("unlisted")
        {
            report.note(group.line(), "unlisted in Shopify: it is listed here");
        }
        let title = group.first(&self.columns.title);
        for row in &group.rows {
            let other = row.get(&self.columns.title);
            if !other.is_empty() && other != title {
                report.note(
                    row.line,
                    format!("another title for {}: the first one is kept", group.handle),
                );
            }
        }
    }

    /// Whether a row is about a variant. Others add a picture, or state the product above its
    /// variants. Stock and policy do not count: some programs write them into every row.
    fn is_variant(&self, row: &Row) -> bool {
        let columns = &self.columns;
        let stated = |column: &Column| !row.get(column).is_empty();
        stated(&columns.price)
            || stated(&columns.sku)
            || stated(&columns.barcode)
            || columns.options.iter().any(|(_, value)| stated(value))
    }

    fn variant(
        &self,
        group: &Group<'_>,
        names: &[String; 3],
        row: &Row,
        report: &mut Report,
    ) -> Option<FoundVariant> {
        let columns = &self.columns;
        let line = row.line;
        let price = match fields::price(
            row.get(&columns.price),
            self.marks.prices,
            self.currency,
            line,
            report,
        ) {
            Ok(price) => price,
            Err(reason) => {
                report.reject(line, group.handle.as_str(), reason);
                return None;
            }
        };
        let values = names
            .iter()
            .zip(&columns.options)
            .map(|(name, (_, value))| (name.as_str(), row.get(value)));
        let options = values
            .filter(|(name, value)| !is_default(name, value))
            .filter_map(|(name, value)| fields::option(name, value));
        Some(FoundVariant {
            line,
            sku: text::unescaped(row.get(&columns.sku)).to_owned(),
            written_sku: text::unescaped(row.as_written(&columns.sku)).to_owned(),
            price,
            options: options.collect(),
            policy: self.policy(row, report),
            image: fields::image(row.get(&columns.variant_image), line, report),
            gtin: fields::gtin(row.get(&columns.barcode), row.line, report),
            stock: self.stock(row, report),
        })
    }

    /// The names of the options; they stand in the first row of a product only.
    fn option_names(&self, group: &Group<'_>) -> [String; 3] {
        let mut place = 0;
        self.columns.options.each_ref().map(|(name, _)| {
            place += 1;
            let name = group.first(name);
            if name.is_empty() {
                format!("Option {place}")
            } else {
                name.to_owned()
            }
        })
    }

    fn has_option(&self, row: &Row) -> bool {
        self.columns.options.iter().any(|(name, value)| {
            !row.get(value).is_empty() && !is_default(row.get(name), row.get(value))
        })
    }

    fn policy(&self, row: &Row, report: &mut Report) -> Option<Policy> {
        let field = row.get(&self.columns.policy);
        match (field.to_lowercase().as_str(), text::yes_or_no(field)) {
            ("deny", _) | (_, Some(false)) => Some(Policy::deny()),
            ("continue", _) | (_, Some(true)) => {
                let text = "continue selling when out of stock: taken as up to the supply that is on order, never without limit";
                report.note_once(row.line, text);
                Some(Policy::default())
            }
            _ => None,
        }
    }

    fn stock(&self, row: &Row, report: &mut Report) -> Option<u32> {
        let columns = &self.columns;
        let stock = fields::stock(
            row.get(&columns.quantity),
            self.marks.quantities,
            row.line,
            report,
        )?;
        if columns.tracker.exists() && row.get(&columns.tracker).is_empty() {
            let text = "Shopify does not track the inventory of this variant, and maybe of others: the stated quantity was taken as stock";
            report.note_once(row.line, text);
        }
        Some(stock)
    }

    /// The picture with the lowest position; the first one where positions are missing.
    fn image(&self, group: &Group<'_>, report: &mut Report) -> Option<String> {
        let columns = &self.columns;
        let position = |row: &Row| {
            row.get(&columns.image_position)
                .parse::<u32>()
                .unwrap_or(u32::MAX)
        };
        let mut rows: Vec<&Row> = group
            .rows
            .iter()
            .copied()
            .filter(|row| !row.get(&columns.image).is_empty())
            .collect();
        rows.sort_by_key(|row| position(row));
        rows.iter()
            .find_map(|row| fields::image(row.get(&columns.image), row.line, report))
    }
}

/// `Title: Default Title` is Shopify's way to say that a product has no options.
pub(super) fn is_default(name: &str, value: &str) -> bool {
    value.eq_ignore_ascii_case("Default Title")
        || (name.eq_ignore_ascii_case("Title") && value.eq_ignore_ascii_case("Default"))
}
