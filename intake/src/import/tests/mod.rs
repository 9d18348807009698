//! What the import holds, rule by rule, on small files in the shape of real ones.

mod field;
mod shopify;
mod woocommerce;

use super::{Format, ImportedProduct, Parsed, PolicyChoice, Reading, parse};
use dockline_domain::catalogue::options_text;
use dockline_domain::id::Sku;
use dockline_domain::input::Invalid;
use dockline_domain::money::Currency;
use dockline_domain::policy::Policy;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// In euro, on a Monday, with the policies of the file.
fn reading() -> Reading {
    Reading {
        currency: Currency::parse("EUR").unwrap(),
        today: jiff::civil::date(2026, 11, 23),
        policy: PolicyChoice::Keep,
    }
}

fn shopify(csv: &str) -> Parsed {
    parse(Format::Shopify, csv.as_bytes(), &reading()).unwrap()
}

fn woocommerce(csv: &str) -> Parsed {
    parse(Format::Woocommerce, csv.as_bytes(), &reading()).unwrap()
}

impl Parsed {
    /// Each variant as "handle SKU price options", in order.
    fn variants(&self) -> Vec<String> {
        let rows = self.products.iter().flat_map(|found| {
            found
                .product
                .variants
                .iter()
                .map(move |variant| (&found.product, variant))
        });
        rows.map(|(product, variant)| {
            let text = format!(
                "{} {} {} {}",
                product.handle,
                variant.sku,
                variant.price.minor,
                options_text(&variant.options)
            );
            text.trim_end().to_owned()
        })
        .collect()
    }

    fn rejections(&self) -> Vec<(u64, &str)> {
        self.rejected
            .iter()
            .map(|row| (row.line, row.reason.as_str()))
            .collect()
    }

    fn notes(&self) -> Vec<(u64, &str)> {
        self.notes
            .iter()
            .map(|note| (note.line, note.text.as_str()))
            .collect()
    }

    fn stock(&self) -> Vec<(&str, u32)> {
        self.products
            .iter()
            .flat_map(|found| &found.stock)
            .map(|(sku, units)| (sku.as_str(), *units))
            .collect()
    }

    fn policies(&self) -> Vec<Option<Policy>> {
        self.products
            .iter()
            .flat_map(|found| &found.product.variants)
            .map(|variant| variant.policy)
            .collect()
    }
}

#[test]
fn a_format_is_named_by_its_word() {
    assert_eq!("shopify".parse(), Ok(Format::Shopify));
    assert_eq!("WooCommerce".parse(), Ok(Format::Woocommerce));
    assert_eq!(
        "magento".parse::<Format>(),
        Err(Invalid::new("must be shopify or woocommerce"))
    );
}

#[test]
fn a_file_of_another_kind_says_what_it_lacks() {
    for (format, csv, message) in [
        (Format::Shopify, "", "the file has no products in it"),
        (
            Format::Shopify,
            " \r\n\r\n",
            "the file has no products in it",
        ),
        (
            Format::Shopify,
            "Handle,Title,Variant Price\n",
            "the file has no products in it",
        ),
        (
            Format::Shopify,
            "PK\u{3}\u{4}xl/workbook.xml",
            "the file is a spreadsheet or an archive: save it as CSV",
        ),
        (
            Format::Shopify,
            "Handle,SKU,Location,On hand\na,A,Main,1\n",
            "this is no Shopify product CSV: missing column Title, Variant Price (or Price); not understood: Location, On hand \
             (columns are known by Shopify's English names)",
        ),
        (
            Format::Shopify,
            "Handle,Title\na,A\n",
            "this is no Shopify product CSV: missing column Variant Price (or Price)",
        ),
        (
            Format::Woocommerce,
            "ID;Typ;SKU;Nimi;Julkaistu;Normaalihinta\n1;simple;a;A;1;1\n",
            "this is no WooCommerce product CSV: missing column Name, Regular price; not understood: Nimi, Julkaistu, Normaalihinta \
             (columns are known in English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish and Russian; in another \
             language write the English names into the header)",
        ),
        (
            Format::Woocommerce,
            "Tuote,Hinta\na,1\n",
            "this is no WooCommerce product CSV: missing column Name, Regular price; not understood: Tuote, Hinta \
             (columns are known in English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish and Russian; in another \
             language write the English names into the header)",
        ),
        (
            Format::Shopify,
            "ID,Type,SKU,Name,Regular price\n1,simple,a,A,1\n",
            "this is no Shopify product CSV: missing column Title, Variant Price (or Price) (it looks like a WooCommerce file)",
        ),
        (
            Format::Woocommerce,
            "Handle,Title,Variant Price\na,A,1\n",
            "this is no WooCommerce product CSV: missing column Name, Regular price (it looks like a Shopify file)",
        ),
    ] {
        assert_eq!(
            parse(format, csv.as_bytes(), &reading())
                .unwrap_err()
                .to_string(),
            message,
            "{csv:?}"
        );
    }
}

#[test]
fn the_real_files_are_imported_whole() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/shopify");
    for (name, rows, products, variants) in
        [("apparel.csv", 22, 20, 22), ("jewelery.csv", 41, 20, 23)]
    {
        let Ok(bytes) = std::fs::read(folder.join(name)) else {
            println!("skipped: {} is absent", folder.join(name).display());
            continue;
        };
        let parsed = parse(Format::Shopify, &bytes, &reading()).unwrap();
        assert_eq!(
            (parsed.rows, parsed.products.len(), parsed.variants().len()),
            (rows, products, variants),
            "{name}"
        );
        assert_eq!(parsed.rejections(), [], "{name}");
        assert_eq!(parsed.stock().len(), variants, "{name}");
        assert!(parsed.products.iter().all(|found| found.product.image.is_some() && !found.product.description.is_empty()));
        assert_eq!(
            parse(Format::Shopify, &bytes, &reading()).unwrap(),
            parsed,
            "the same on each import"
        );
    }
}

/// Fields that have something to go wrong in them.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        4 => "[a-c]",
        2 => prop::sample::select(vec![
            "simple", "variable", "variation", "id:1", "1", "0", "-1", "12.50", "1.299,00", "true", "draft", "Default Title", "Title", "<p>x", "\\n", "'-1",
            "https://x.test/a.jpg", "parent", "12\"", "\"", "\r\n", ";", "é", "色",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn file(header: &'static str) -> impl Strategy<Value = String> {
    let columns = header.split(',').count();
    let row = prop::collection::vec(field(), 0..columns + 2).prop_map(|fields| fields.join(","));
    prop::collection::vec(row, 0..12).prop_map(move |rows| format!("{header}\n{}", rows.join("\n")))
}

fn hold_the_promises(format: Format, bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(parsed) = parse(format, bytes, &reading()) else {
        return Ok(());
    };
    let again = parse(format, bytes, &reading());
    prop_assert_eq!(again.as_ref(), Ok(&parsed), "the same on each import");
    let (mut skus, mut spelt) = (BTreeSet::new(), BTreeSet::new());
    let mut handles = BTreeSet::new();
    for ImportedProduct {
        product,
        handle_made: _,
        spelling,
        stock,
        lines,
        variant_lines,
    } in &parsed.products
    {
        prop_assert_eq!(&product.clone().checked().unwrap(), product);
        prop_assert!(
            handles.insert(product.handle.clone()),
            "{} twice",
            product.handle
        );
        for variant in &product.variants {
            prop_assert!(skus.insert(variant.sku.clone()), "{} twice", variant.sku);
        }
        let own = |sku: &Sku| product.variants.iter().any(|variant| variant.sku == *sku);
        prop_assert!(spelling.skus.keys().all(own));
        for written in spelling.skus.values() {
            prop_assert!(spelt.insert(written.clone()), "{} twice", written);
        }
        prop_assert!(
            stock
                .iter()
                .all(|(sku, _)| product.variants.iter().any(|variant| variant.sku == *sku))
        );
        prop_assert!(lines.is_sorted() && !lines.is_empty());
        prop_assert_eq!(variant_lines.len(), product.variants.len());
        prop_assert!(variant_lines.iter().all(|line| lines.contains(line)));
    }
    prop_assert!(spelt.is_disjoint(&skus), "{spelt:?} {skus:?}");
    let mut rejected = BTreeSet::new();
    prop_assert!(
        parsed.rejected.iter().all(|row| rejected.insert(row.line)),
        "a row is rejected once: {:?}",
        parsed.rejected
    );
    let imported = parsed.products.iter().flat_map(|found| &found.lines);
    prop_assert!(
        imported.clone().all(|line| !rejected.contains(line)),
        "a row is imported or rejected"
    );
    let named = imported.count() + parsed.rejected.len() + parsed.skipped.len();
    prop_assert_eq!(
        named,
        parsed.rows,
        "every row is imported, rejected or skipped: {:?}",
        parsed
    );
    Ok(())
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        hold_the_promises(Format::Shopify, &bytes)?;
        hold_the_promises(Format::Woocommerce, &bytes)?;
    }

    #[test]
    fn no_shopify_file_breaks_a_promise(csv in file("Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty,Status,Image Src,Body (HTML)")) {
        hold_the_promises(Format::Shopify, csv.as_bytes())?;
    }

    #[test]
    fn no_woocommerce_file_breaks_a_promise(csv in file("ID,Type,SKU,Name,Published,Stock,Regular price,Parent,Attribute 1 name,Attribute 1 value(s),Description")) {
        hold_the_promises(Format::Woocommerce, csv.as_bytes())?;
    }
}
