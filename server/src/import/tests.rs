//! What the import holds, rule by rule, on small files in the shape of real ones.

use super::*;
use dockline_domain::catalogue::options_text;
use dockline_domain::policy::Policy;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn euro() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn shopify(csv: &str) -> Parsed {
    parse(Format::Shopify, csv.as_bytes(), euro()).unwrap()
}

fn woocommerce(csv: &str) -> Parsed {
    parse(Format::Woocommerce, csv.as_bytes(), euro()).unwrap()
}

impl Parsed {
    /// Each variant as "handle SKU price options", in order.
    fn variants(&self) -> Vec<String> {
        let rows = self.products.iter().flat_map(|found| found.product.variants.iter().map(move |variant| (&found.product, variant)));
        rows.map(|(product, variant)| {
            let text = format!("{} {} {} {}", product.handle, variant.sku, variant.price.minor, options_text(&variant.options));
            text.trim_end().to_owned()
        })
        .collect()
    }

    fn rejections(&self) -> Vec<(u64, &str)> {
        self.rejected.iter().map(|row| (row.line, row.reason.as_str())).collect()
    }

    fn notes(&self) -> Vec<(u64, &str)> {
        self.notes.iter().map(|note| (note.line, note.text.as_str())).collect()
    }

    fn stock(&self) -> Vec<(&str, u32)> {
        self.products.iter().flat_map(|found| &found.stock).map(|(sku, units)| (sku.as_str(), *units)).collect()
    }

    fn policies(&self) -> Vec<Option<Policy>> {
        self.products.iter().flat_map(|found| &found.product.variants).map(|variant| variant.policy).collect()
    }
}

const CLASSIC: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,\
    Option3 Name,Option3 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,\
    Variant Barcode,Image Src,Image Position,Gift Card,Variant Image,Status\n";

#[test]
fn a_format_is_named_by_its_word() {
    assert_eq!("shopify".parse(), Ok(Format::Shopify));
    assert_eq!("WooCommerce".parse(), Ok(Format::Woocommerce));
    assert_eq!("magento".parse::<Format>(), Err(Invalid::new("must be shopify or woocommerce")));
}

#[test]
fn a_file_of_another_kind_says_what_it_lacks() {
    for (format, csv, message) in [
        (Format::Shopify, "", "the file has no products in it"),
        (Format::Shopify, " \r\n\r\n", "the file has no products in it"),
        (Format::Shopify, "Handle,Title,Variant Price\n", "the file has no products in it"),
        (Format::Shopify, "PK\u{3}\u{4}xl/workbook.xml", "the file is a spreadsheet or an archive: save it as CSV"),
        (
            Format::Shopify,
            "Handle,SKU,Location,On hand\na,A,Main,1\n",
            "this is no Shopify product CSV: missing column Title, Variant Price (or Price)",
        ),
        (Format::Shopify, "Handle,Title\na,A\n", "this is no Shopify product CSV: missing column Variant Price (or Price)"),
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
        assert_eq!(parse(format, csv.as_bytes(), euro()).unwrap_err().to_string(), message, "{csv:?}");
    }
}

// ---- Shopify

#[test]
fn the_classic_columns_are_read() {
    let csv = format!(
        "{CLASSIC}tent,Ridge Tent,<p>Warm.</p>,Dock & Co,Tents,\"tent, camp\",true,Colour,Moss,Size,2,,,RT-MOSS-2,shopify,7,deny,389.00,\
         '4006381333931,https://x.test/1.jpg,1,false,https://x.test/moss.jpg,active\n\
         tent,,,,,,,,Sand,,2,,,RT-SAND-2,shopify,0,continue,\"1,299.00\",,https://x.test/0.jpg,2,,,\n"
    );
    let parsed = shopify(&csv);
    assert_eq!(parsed.variants(), ["tent RT-MOSS-2 38900 Moss, 2", "tent RT-SAND-2 129900 Sand, 2"]);
    let ImportedProduct { product, stock, lines } = &parsed.products[0];
    assert_eq!((product.title.as_str(), product.description.as_str()), ("Ridge Tent", "<p>Warm.</p>"));
    assert_eq!((product.vendor.as_deref(), product.tags.as_slice()), (Some("Dock & Co"), &["tent".to_owned(), "camp".to_owned()][..]));
    assert_eq!(product.image.as_deref(), Some("https://x.test/1.jpg"));
    let names: Vec<&str> = product.variants[1].options.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(names, ["Colour", "Size"], "the names of the first row are those of all");
    assert_eq!(product.variants[0].gtin.as_deref(), Some("4006381333931"));
    assert_eq!(product.variants[0].image.as_deref(), Some("https://x.test/moss.jpg"));
    assert_eq!(parsed.stock(), [("RT-MOSS-2", 7), ("RT-SAND-2", 0)]);
    assert_eq!((stock.len(), lines.as_slice(), parsed.rows), (2, &[2, 3][..], 2));
    assert_eq!(parsed.policies(), [Some(Policy::deny()), Some(Policy::default())]);
    assert_eq!(
        parsed.notes(),
        [(3, "continue selling when out of stock: taken as up to the supply that is on order, never without limit")]
    );
    assert_eq!(parsed.rejections(), []);
}

#[test]
fn the_columns_of_2024_are_read() {
    let csv = "Title,URL handle,Description,Vendor,Tags,Published on online store,Status,SKU,Barcode,Option1 name,Option1 Value,Price,\
               Price / International,Inventory tracker,Inventory quantity,Continue selling when out of stock,Product image URL,\
               Image position,Variant image URL,Gift card\n\
               Tent,tent,Plain text,Acme,camp,TRUE,Active,T-1,40063813,Size,2,29.99,99.99,shopify,4,CONTINUE,https://x.test/1.jpg,1,,FALSE\n\
               ,tent,,,,,,T-2,,,3,39.99,,shopify,,deny,,,https://x.test/3.jpg,\n";
    let parsed = shopify(csv);
    assert_eq!(parsed.variants(), ["tent T-1 2999 2", "tent T-2 3999 3"]);
    assert_eq!(parsed.products[0].product.description, "<p>Plain text</p>");
    assert_eq!(parsed.stock(), [("T-1", 4)]);
    assert_eq!(parsed.policies(), [Some(Policy::default()), Some(Policy::deny())]);
    assert_eq!(parsed.rejections(), []);
}

#[test]
fn columns_may_be_missing_and_written_in_any_way() {
    for header in ["Title,Price", "TITLE,Variant price", "\"Title \",\" variant_price\"", "Extra,Title,More,Price,Extra"] {
        let place = header.split(',').take_while(|name| !name.to_lowercase().contains("title")).count();
        let row = if place == 0 { "Oak Stool,12.5" } else { "x,Oak Stool,y,12.5" };
        let parsed = shopify(&format!("{header}\n{row}\n"));
        assert_eq!(parsed.variants(), ["oak-stool OAK-STOOL 1250"], "{header}");
        assert_eq!((parsed.stock(), parsed.policies()), (vec![], vec![None]));
    }
}

#[test]
fn rows_may_be_shorter_and_longer_than_the_header() {
    let parsed = shopify("Handle,Title,Variant Price,Variant SKU,Tags\na,A,1\nb,B,2,B-2,x,y,z,,\n");
    assert_eq!(parsed.variants(), ["a A 100", "b B-2 200"]);
}

#[test]
fn the_rows_of_a_product_need_not_stand_together() {
    let parsed = shopify("Handle,Title,Option1 Name,Option1 Value,Variant Price\na,A,Size,S,1\nb,B,Size,S,2\na,,,M,3\nB,,,M,4\n");
    assert_eq!(parsed.variants(), ["a A-S 100 S", "a A-M 300 M", "b B-S 200 S", "b B-M 400 M"]);
    assert_eq!(parsed.products[0].lines, [2, 4]);
}

#[test]
fn a_row_with_a_picture_only_is_no_variant_and_no_error() {
    let csv = "Handle,Title,Variant Price,Variant Inventory Qty,Variant Inventory Policy,Image Src,Image Position\n\
               a,A,1,5,deny,https://x.test/2.jpg,2\na,,,,,https://x.test/1.jpg,1\na,,,0,deny,https://x.test/3.jpg,3\na,,,,,,\n";
    let parsed = shopify(csv);
    assert_eq!((parsed.variants(), parsed.rejections(), parsed.rows), (vec!["a A 100".to_owned()], vec![], 4));
    assert_eq!(parsed.products[0].product.image.as_deref(), Some("https://x.test/1.jpg"));
    assert_eq!(parsed.products[0].lines, [2, 3, 4, 5]);
}

#[test]
fn a_row_above_the_variants_may_hold_the_product_alone() {
    let parsed = shopify("Handle,Title,Option1 Name,Option1 Value,Variant Price\na,A,Size,,\na,,,S,1\n");
    assert_eq!((parsed.variants(), parsed.rejections()), (vec!["a A-S 100 S".to_owned()], vec![]));
}

#[test]
fn default_title_means_no_options() {
    for value in ["Default Title", "default title", "Default", ""] {
        let parsed = shopify(&format!("Handle,Title,Option1 Name,Option1 Value,Variant Price\na,A,Title,{value},1\n"));
        assert_eq!(parsed.variants(), ["a A 100"], "{value}");
    }
    let parsed = shopify("Handle,Title,Option1 Name,Option1 Value,Variant Price\na,A,Title,Lithograph,1\na,,,Small,1\n");
    assert_eq!(parsed.variants(), ["a A-LITHOGRAPH 100 Lithograph", "a A-SMALL 100 Small"], "another value is an option");
}

#[test]
fn an_option_without_a_name_is_numbered() {
    let parsed = shopify("Handle,Title,Option1 Name,Option1 Value,Option2 Value,Variant Price\na,A,Size,S,red,1\n");
    let names: Vec<&str> = parsed.products[0].product.variants[0].options.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(names, ["Size", "Option 2"]);
}

#[test]
fn a_missing_sku_is_derived_and_a_stated_one_comes_first() {
    let csv = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\na,A,Size,S,,1\na,,,M,,1\nb,B,,,A-S,1\n";
    let parsed = shopify(csv);
    assert_eq!(parsed.variants(), ["a A-S-0AC59490 100 S", "a A-M 100 M", "b A-S 100"]);
    assert_eq!(parsed.notes(), [(2, "SKU missing: derived A-S-0AC59490"), (3, "SKU missing: derived A-M")]);
}

#[test]
fn a_sku_that_another_row_has_is_replaced() {
    let parsed = shopify("Handle,Title,Variant SKU,Variant Price\na,A,X,1\nb,B,X,2\n");
    assert_eq!(parsed.variants(), ["a X 100", "b B 200"]);
    assert_eq!(parsed.notes(), [(3, "SKU \"X\" is that of another row: derived B")]);
}

#[test]
fn a_variant_stated_twice_is_imported_once() {
    let row = "a,A,Size,S,X,1\n";
    let parsed = shopify(&format!("Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n{row}{row}a,,,S,,1\na,,,S,Y,1\n"));
    assert_eq!(parsed.variants(), ["a X 100 S", "a Y 100 S"]);
    assert_eq!(parsed.rejections(), [(3, "the same variant as in line 2"), (4, "the same variant as in line 2")]);
    assert_eq!(parsed.notes(), [(5, "has the same options as the variant in line 2")]);
}

#[test]
fn products_with_the_same_title_stay_apart() {
    let parsed = shopify("Handle,Title,Variant Price\na,Tent,1\nb,Tent,2\n");
    assert_eq!(parsed.variants(), ["a A 100", "b B 200"]);
    let parsed = shopify("Title,Option1 Name,Option1 Value,Variant Price\nTent,Size,S,1\nTent,Size,M,2\n,,L,3\nTent,,,4\n");
    assert_eq!(parsed.variants(), ["tent TENT-S 100 S", "tent TENT-M 200 M", "tent TENT-L 300 L", "tent-2 TENT-2 400"], "without handles");
}

#[test]
fn a_handle_that_cannot_stand_in_an_address_is_changed() {
    let parsed = shopify("Handle,Title,Variant Price,Image Src\nMy Tent!,T,1,\nMy Tent!,,,https://x.test/1.jpg\nтент-2,U,1,\n/,Über,1,\n");
    assert_eq!(parsed.variants(), ["my-tent MY-TENT 100", "тент-2 2-E274306A 100", "über UEBER 100"]);
    assert_eq!(parsed.notes()[0], (2, "handle changed to my-tent: it may hold letters, digits, -, _ and ."));
    assert_eq!((parsed.products[0].lines.as_slice(), parsed.rejections()), (&[2, 3][..], vec![]));
}

#[test]
fn what_shoppers_do_not_see_is_skipped_with_a_note() {
    for (published, status, note) in [
        ("true", "draft", Some("skipped a: a draft (lines 2, 3)")),
        ("true", "Archived", Some("skipped a: archived (lines 2, 3)")),
        ("FALSE", "active", Some("skipped a: not published in the online store (lines 2, 3)")),
        ("FALSCH", "", Some("skipped a: not published in the online store (lines 2, 3)")),
        ("", "", None),
        ("", "active", None),
        ("TRUE", "something new", None),
    ] {
        let csv = format!("Handle,Title,Published,Status,Variant SKU,Variant Price\na,A,{published},{status},X,1\na,,,,Y,2\n");
        let parsed = shopify(&csv);
        assert_eq!(parsed.products.is_empty(), note.is_some(), "{published} {status}");
        assert!(note.is_none_or(|note| parsed.notes() == [(2, note)]), "{:?}", parsed.notes());
        assert_eq!(parsed.rejections(), []);
    }
    let parsed = shopify("Handle,Title,Status,Variant SKU,Variant Price\na,A,unlisted,X,1\n");
    assert_eq!((parsed.variants().len(), parsed.notes()), (1, vec![(2, "unlisted in Shopify: it is listed here")]));
}

#[test]
fn a_bad_row_costs_itself_and_says_why() {
    let csv = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Gift Card\n\
               a,A,Size,S,A-S,,\na,,,M,A-M,2,\na,,,L,A-L,free,\nb,B,,,B,,\n,,,,C,3,\nd,,,,D,4,\ne,Card,,10,E-10,10,true\ne,,,20,E-20,20,\nf,F,,,F,5,\n";
    let parsed = shopify(csv);
    assert_eq!(parsed.variants(), ["a A-M 200 M", "f F 500"]);
    assert_eq!(
        parsed.rejections(),
        [
            (2, "price missing"),
            (4, "price \"free\" is not a number"),
            (5, "price missing"),
            (6, "neither a handle nor a title"),
            (7, "title missing: no row with this handle has one"),
            (8, "a gift card: there is nothing to stock or to ship"),
            (9, "a gift card: there is nothing to stock or to ship"),
        ]
    );
    assert_eq!(parsed.rejected[0].row_name.as_deref(), Some("a"));
    let first = shopify("Handle,Title,Variant SKU,Variant Price\n,,C,3\n");
    assert_eq!((first.rejections(), first.rejected[0].row_name.as_deref()), (vec![(2, "neither a handle nor a title")], Some("C")));
}

#[test]
fn stock_is_what_can_be_there() {
    let rows = [("5", Some(5)), ("-3", Some(0)), ("12.0", Some(12)), ("", None), ("many", None), ("999999999", Some(100_000_000))];
    for (quantity, stock) in rows {
        let parsed = shopify(&format!("Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\na,A,X,1,{quantity}\n"));
        assert_eq!(parsed.stock(), stock.map(|units| ("X", units)).into_iter().collect::<Vec<_>>(), "{quantity}");
    }
    let parsed = shopify("Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\na,A,X,1,-3\n");
    assert_eq!(parsed.notes(), [(2, "stock -3 taken as 0")]);
}

#[test]
fn a_european_spreadsheet_is_read() {
    let text = "Handle;Title;Variant SKU;Variant Price;Variant Inventory Qty;Published\r\nzelt;Zelt für Zwei;Z-1;1.299,00;3;WAHR\r\nofen;Öfchen;O-1;29,9;;WAHR\r\n\
                haus;Haus;H-1;2.500;1;WAHR\r\n";
    let windows_1252: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf_16: Vec<u8> = std::iter::once('\u{feff}')
        .chain(text.replace(';', "\t").chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        text.as_bytes().to_vec(),
        windows_1252.clone(),
        utf_16,
        format!("\u{feff}{text}").into_bytes(),
        format!("sep=;\r\n{text}").into_bytes(),
    ] {
        let parsed = parse(Format::Shopify, &bytes, euro()).unwrap();
        assert_eq!(parsed.variants(), ["zelt Z-1 129900", "ofen O-1 2990", "haus H-1 250000"]);
        assert_eq!(parsed.products[1].product.title, "Öfchen");
    }
    let notes = parse(Format::Shopify, &windows_1252, euro()).unwrap().notes;
    assert_eq!(notes[0].text, "the file is not UTF-8: its other characters were read as Windows-1252");
}

#[test]
fn long_texts_are_cut_and_fields_keep_their_limits() {
    let long = "x".repeat(400);
    let body = "<p>word</p>".repeat(9_000);
    let csv = format!(
        "Handle,Title,Body (HTML),Vendor,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n\
         {long},{long},{body},{long},{long},{long},{long},{long},1.234,{long}\n"
    );
    let parsed = shopify(&csv);
    let product = &parsed.products[0].product;
    assert_eq!((product.title.len(), product.variants[0].sku.as_str().len()), (300, 64));
    assert!(product.handle.as_str().len() <= 120 && product.description.len() <= 60_000);
    let notes: Vec<&str> = parsed.notes.iter().map(|note| note.text.split([' ', ':']).next().unwrap()).collect();
    assert_eq!(notes, ["handle", "title", "price", "description", "picture", "SKU"]);
}

#[test]
fn a_product_has_at_most_250_variants() {
    use std::fmt::Write;
    let mut csv = String::from("Handle,Title,Option1 Name,Option1 Value,Variant Price\n");
    for number in 0..252 {
        writeln!(csv, "a,A,Size,{number},1").unwrap();
    }
    let parsed = shopify(&csv);
    assert_eq!(parsed.variants().len(), 250);
    assert_eq!(parsed.rejections(), [(252, "the product has more than 250 variants"), (253, "the product has more than 250 variants")]);
}

// ---- WooCommerce

/// The columns of the official sample, and those newer versions add.
const EXPORT: &str = "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,\"Is featured?\",\"Visibility in catalog\",\"Short description\",Description,\
    \"Date sale price starts\",\"Date sale price ends\",\"In stock?\",Stock,\"Low stock amount\",\"Backorders allowed?\",\"Sale price\",\"Regular price\",\
    Categories,Tags,Images,Parent,Brands,\"Attribute 1 name\",\"Attribute 1 value(s)\",\"Attribute 2 name\",\"Attribute 2 value(s)\"\n";

#[test]
fn an_export_like_the_official_sample_is_read() {
    let csv = format!(
        "{EXPORT}44,variable,tee,,\"V-Neck Tee\",1,1,visible,Short.,\"Line one\\nLine two\\n\\nLast.\",,,1,,,0,,,Clothing,\"summer, cotton\",\
         \"https://x.test/a.jpg, https://x.test/b.jpg\",,Acme,Color,\"Blue, Red\",Size,\"Large, Small\"\n\
         46,simple,hoodie,4006381333931,\"Hoodie &amp; Logo\",1,0,visible,\"Only short.\",,,,1,12,2,notify,42,45,Clothing,,https://x.test/c.jpg,,,Color,Blue,,\n\
         73,\"simple, downloadable, virtual\",album,,Album,1,0,hidden,,,,,0,,,0,,15,Music,,,,,,,,\n\
         76,variation,tee-red,,\"V-Neck Tee - Red\",1,0,visible,,,,,1,5,,1,,20,,,https://x.test/r.jpg,tee,,Color,Red,Size,\n\
         77,variation,,,\"V-Neck Tee - Blue\",1,0,visible,,,,,1,'-2,,0,,15,,,,id:44,,Color,Blue,Size,Small\n\
         87,grouped,logo,,\"Logo Collection\",1,0,visible,,,,,1,,,0,,,,,,,,,,,\n\
         89,external,pennant,,Pennant,1,0,visible,,,,,1,,,0,,11.05,,,,,,,,,\n"
    );
    let parsed = woocommerce(&csv);
    let variants = [
        "v-neck-tee tee-red 2000 Red, Any",
        "v-neck-tee V-NECK-TEE-BLUE-SMALL 1500 Blue, Small",
        "hoodie-logo hoodie 4200",
        "album album 1500",
    ];
    assert_eq!(parsed.variants(), variants);
    assert_eq!(
        parsed.rejections(),
        [(7, "a grouped product: it has no stock of its own"), (8, "an external product: another shop sells it")]
    );
    let tee = &parsed.products[0];
    assert_eq!((tee.lines.as_slice(), tee.product.vendor.as_deref()), (&[2, 5, 6][..], Some("Acme")));
    assert_eq!(tee.product.description, "<p>Line one<br>Line two</p>\n<p>Last.</p>");
    assert_eq!((tee.product.image.as_deref(), tee.product.tags.len()), (Some("https://x.test/a.jpg"), 2));
    assert_eq!(tee.product.variants[0].image.as_deref(), Some("https://x.test/r.jpg"));
    let hoodie = &parsed.products[1].product;
    assert_eq!((hoodie.title.as_str(), hoodie.description.as_str()), ("Hoodie & Logo", "<p>Only short.</p>"));
    assert_eq!((hoodie.variants[0].gtin.as_deref(), hoodie.variants[0].options.len()), (Some("4006381333931"), 0));
    assert_eq!(parsed.stock(), [("tee-red", 5), ("V-NECK-TEE-BLUE-SMALL", 0), ("hoodie", 12), ("album", 0)]);
    assert_eq!(parsed.policies(), [Some(Policy::default()), Some(Policy::deny()), Some(Policy::default()), Some(Policy::deny())]);
    assert_eq!(
        parsed.notes(),
        [
            (4, "hidden from the catalogue in WooCommerce: it is listed here"),
            (5, "backorders allowed: taken as up to the supply that is on order, never without limit"),
            (6, "stock -2 taken as 0"),
            (6, "SKU missing: derived V-NECK-TEE-BLUE-SMALL"),
        ]
    );
}

#[test]
fn a_german_export_is_read() {
    let csv = "ID,Typ,Artikelnummer,\"GTIN, UPC, EAN oder ISBN\",Name,Veröffentlicht,\"Ist hervorgehoben?\",\"Sichtbarkeit im Katalog\",Kurzbeschreibung,\
               Beschreibung,\"Datum, an dem Angebotspreis beginnt\",\"Datum, an dem Angebotspreis endet\",Vorrätig?,Bestand,\"Lieferrückstande erlaubt?\",\
               Angebotspreis,\"Regulärer Preis\",Schlagwörter,Bilder,\"Übergeordnetes Produkt\",Marken,\"Attribut 1 Name\",\"Attribut 1 Wert(e)\"\n\
               1,variable,zelt,,Zelt,1,0,visible,,Warm.,,,1,,0,,,Zelte,https://x.test/z.jpg,,Dock,Größe,\"2, 3\"\n\
               2,variation,,,Zelt - 2,1,0,visible,,,,,1,4,1,,\"1.299,00\",,,zelt,,Größe,2\n\
               3,variation,zelt-3,,Zelt - 3,1,0,visible,,,,2026-01-31,1,0,1,\"29,90\",\"39,90\",,,zelt,,Größe,3\n";
    for csv in [csv.to_owned(), csv.replace("Bestand", "Lager").replace("Lieferrückstande", "Rückstände")] {
        let parsed = woocommerce(&csv);
        assert_eq!(parsed.variants(), ["zelt ZELT-2 129900 2", "zelt zelt-3 2990 3"]);
        assert_eq!(parsed.stock(), [("ZELT-2", 4), ("zelt-3", 0)]);
        assert_eq!(parsed.policies(), [Some(Policy::default()); 2]);
        assert!(
            parsed.notes().contains(&(4, "the sale price 29,90 was taken, though it holds only from … to 2026-01-31")),
            "{:?}",
            parsed.notes()
        );
    }
}

#[test]
fn exports_in_french_spanish_and_russian_are_read() {
    for csv in [
        "ID,Type,UGS,Nom,Publié,\"En stock ?\",Stock,\"Tarif promo\",\"Tarif régulier\",Parent,\"Nom de l’attribut 1\",\"Valeur(s) de l’attribut 1\"\n",
        "ID,Tipo,SKU,Nombre,Publicado,¿Existencias?,Inventario,\"Precio rebajado\",\"Precio normal\",Superior,\"Nombre del atributo 1\",\"Valor(es) del atributo 1\"\n",
        "\n\tID,Тип,Артикул,Имя,Опубликован,\"В наличии?\",Запасы,\"Цена распродажи\",\"Базовая цена\",Родительский,\"Имя атрибута 1\",\"Значение(-я) аттрибута(-ов) 1\"\n",
    ] {
        let csv = format!("{csv}1,variable,riz,Riz,1,1,,,,,T,\"S, M\"\n2,variation,'-&&é,,1,1,12,,\"3,5\",riz,T,S\n");
        let parsed = woocommerce(&csv);
        assert_eq!((parsed.variants(), parsed.stock()), (vec!["riz -&&é 350 S".to_owned()], vec![("-&&é", 12)]), "{csv}");
    }
}

#[test]
fn a_parent_may_stand_anywhere_but_must_stand_somewhere() {
    let csv = "ID,Type,SKU,Name,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n\
               3,variation,a-s,,1,A-1,Size,S\n4,variation,a-m,,2,id:1,Size,M\n5,variation,x,,3,nowhere,Size,S\n6,variation,y,,3,,Size,S\n1,variable,a-1,A,,,Size,\"S, M\"\n\
               7,variable,b,B,,,Size,S\n8,external,c,C,,,,\n9,variation,c-1,,1,c,Size,S\n10,subscription,d,D,9,,,\n";
    let parsed = woocommerce(csv);
    assert_eq!(parsed.variants(), ["a a-s 100 S", "a a-m 200 M"]);
    assert_eq!(
        parsed.rejections(),
        [
            (4, "its parent nowhere is not in the file"),
            (5, "a variation without a parent"),
            (7, "a variable product without variations in the file"),
            (8, "an external product: another shop sells it"),
            (9, "its parent is an external product: another shop sells it"),
            (10, "a product of type subscription: only simple, variable and variation are sold here"),
        ]
    );
    assert_eq!(parsed.rejected[0].row_name.as_deref(), Some("x"));
}

#[test]
fn a_variation_without_a_price_takes_its_parents() {
    let csv = "Type,SKU,Name,Sale price,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n\
               variable,a,A,,9.50,,Size,\"S, M\"\nvariation,a-s,,,,a,Size,S\nvariation,a-m,,3,5,a,Size,M\nvariable,b,B,,,,Size,S\nvariation,b-s,,,,b,Size,S\nsimple,c,C,,,,,\n";
    let parsed = woocommerce(csv);
    assert_eq!(parsed.variants(), ["a a-s 950 S", "a a-m 300 M"]);
    assert_eq!(parsed.rejections(), [(5, "none of its variations could be imported"), (6, "price missing"), (7, "price missing")]);
}

#[test]
fn what_is_not_published_is_skipped_with_a_note() {
    for (published, why) in [("0", "private"), ("-1", "a draft"), ("'-1", "a draft"), ("2", "waiting for review"), ("1", ""), ("", "")] {
        let csv = format!(
            "Type,SKU,Name,Published,In stock?,Regular price,Parent\nvariable,a,A,{published},0,,\nvariation,a-1,,{published},0,5,a\n"
        );
        let parsed = woocommerce(&csv);
        assert_eq!(parsed.products.is_empty(), !why.is_empty(), "{published}");
        assert!(why.is_empty() || parsed.notes() == [(2, format!("skipped a: {why} (lines 2, 3)").as_str())], "{:?}", parsed.notes());
        assert_eq!(parsed.rejections(), []);
    }
    let csv =
        "Type,SKU,Name,Published,In stock?,Regular price,Parent\nvariable,a,A,1,0,,\nvariation,a-1,,0,0,5,a\nvariation,a-2,,-1,0,5,a\n";
    let parsed = woocommerce(csv);
    assert_eq!(parsed.notes(), [(3, "skipped a-1: a variation that is not enabled")]);
    assert_eq!(parsed.variants(), ["a a-2 500"], "older versions exported enabled variations as drafts");
}

#[test]
fn stock_that_is_not_counted_is_not_made_up() {
    for (in_stock, stock, units, policy) in [
        ("1", "", None, Some(Policy::deny())),
        ("0", "", Some(0), Some(Policy::deny())),
        ("1", "7", Some(7), Some(Policy::deny())),
        ("1", "parent", None, Some(Policy::deny())),
        ("backorder", "", None, Some(Policy::default())),
        ("backorder", "-4", Some(0), Some(Policy::deny())),
    ] {
        let csv = format!("Type,SKU,Name,In stock?,Stock,Backorders allowed?,Regular price\nsimple,a,A,{in_stock},{stock},0,5\n");
        let parsed = woocommerce(&csv);
        assert_eq!(parsed.products[0].stock.first().map(|(_, units)| *units), units, "{in_stock} {stock}");
        assert_eq!(parsed.policies(), [policy], "{in_stock} {stock}");
        assert_eq!(parsed.notes().iter().any(|(_, text)| text.starts_with("no stock")), units.is_none());
    }
}

#[test]
fn products_of_one_name_get_handles_of_their_own() {
    let parsed = woocommerce(
        "ID,Type,SKU,Name,In stock?,Regular price\n1,simple,X,Tent,0,1\n2,simple,Y,Tent,0,1\n3,simple,,Tent,0,1\n,simple,,Größe 2,0,1\n",
    );
    assert_eq!(parsed.variants(), ["tent X 100", "tent-y Y 100", "tent-3 TENT-3 100", "größe-2 GROESSE-2 100"]);
}

#[test]
fn a_variation_with_its_parents_sku_gets_its_own() {
    let csv = "Type,SKU,Name,In stock?,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\nvariable,a,A,0,,,Size,\"S, M\\, long\"\n\
               variation,a,,0,1,a,Size,S\nvariation,a,,0,1,a,,\"M\\, long\"\n";
    assert_eq!(woocommerce(csv).variants(), ["a A-S 100 S", "a A-M-LONG 100 M, long"]);
}

// ---- any file

#[test]
fn the_real_files_are_imported_whole() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/shopify");
    for (name, rows, products, variants) in [("apparel.csv", 22, 20, 22), ("jewelery.csv", 41, 20, 23)] {
        let Ok(bytes) = std::fs::read(folder.join(name)) else {
            println!("skipped: {} is absent", folder.join(name).display());
            continue;
        };
        let parsed = parse(Format::Shopify, &bytes, euro()).unwrap();
        assert_eq!((parsed.rows, parsed.products.len(), parsed.variants().len()), (rows, products, variants), "{name}");
        assert_eq!(parsed.rejections(), [], "{name}");
        assert_eq!(parsed.stock().len(), variants, "{name}");
        assert!(parsed.products.iter().all(|found| found.product.image.is_some() && !found.product.description.is_empty()));
        assert_eq!(parse(Format::Shopify, &bytes, euro()).unwrap(), parsed, "the same on each import");
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
    let Ok(parsed) = parse(format, bytes, euro()) else { return Ok(()) };
    let again = parse(format, bytes, euro());
    prop_assert_eq!(again.as_ref(), Ok(&parsed), "the same on each import");
    let mut skus = BTreeSet::new();
    let mut handles = BTreeSet::new();
    for ImportedProduct { product, stock, lines } in &parsed.products {
        prop_assert_eq!(&product.clone().checked().unwrap(), product);
        prop_assert!(handles.insert(product.handle.clone()), "{} twice", product.handle);
        for variant in &product.variants {
            prop_assert!(skus.insert(variant.sku.clone()), "{} twice", variant.sku);
        }
        prop_assert!(stock.iter().all(|(sku, _)| product.variants.iter().any(|variant| variant.sku == *sku)));
        prop_assert!(lines.is_sorted() && !lines.is_empty());
    }
    let mut rejected = BTreeSet::new();
    prop_assert!(parsed.rejected.iter().all(|row| rejected.insert(row.line)), "a row is rejected once: {:?}", parsed.rejected);
    let imported = parsed.products.iter().flat_map(|found| &found.lines);
    prop_assert!(imported.clone().all(|line| !rejected.contains(line)), "a row is imported or rejected");
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
