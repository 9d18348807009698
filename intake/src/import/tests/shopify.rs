//! Shopify's file.

use super::*;

const CLASSIC: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,\
    Option3 Name,Option3 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,\
    Variant Barcode,Image Src,Image Position,Gift Card,Variant Image,Status\n";

#[test]
fn the_classic_columns_are_read() {
    let csv = format!(
        "{CLASSIC}tent,Ridge Tent,<p>Warm.</p>,Dock & Co,Tents,\"tent, camp\",true,Colour,Moss,Size,2,,,RT-MOSS-2,shopify,7,deny,389.00,\
         '4006381333931,https://x.test/1.jpg,1,false,https://x.test/moss.jpg,active\n\
         tent,,,,,,,,Sand,,2,,,RT-SAND-2,shopify,0,continue,\"1,299.00\",,https://x.test/0.jpg,2,,,\n"
    );
    let parsed = shopify(&csv);
    assert_eq!(
        parsed.variants(),
        [
            "tent RT-MOSS-2 38900 Moss, 2",
            "tent RT-SAND-2 129900 Sand, 2"
        ]
    );
    let ImportedProduct {
        product,
        stock,
        lines,
        ..
    } = &parsed.products[0];
    assert_eq!(
        (product.title.as_str(), product.description.as_str()),
        ("Ridge Tent", "<p>Warm.</p>")
    );
    assert_eq!(
        (product.vendor.as_deref(), product.tags.as_slice()),
        (
            Some("Dock & Co"),
            &["tent".to_owned(), "camp".to_owned()][..]
        )
    );
    assert_eq!(product.image.as_deref(), Some("https://x.test/1.jpg"));
    let names: Vec<&str> = product.variants[1]
        .options
        .iter()
        .map(|option| option.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["Colour", "Size"],
        "the names of the first row are those of all"
    );
    assert_eq!(product.variants[0].gtin.as_deref(), Some("4006381333931"));
    assert_eq!(
        product.variants[0].image.as_deref(),
        Some("https://x.test/moss.jpg")
    );
    assert_eq!(parsed.stock(), [("RT-MOSS-2", 7), ("RT-SAND-2", 0)]);
    assert_eq!(
        (stock.len(), lines.as_slice(), parsed.rows),
        (2, &[2, 3][..], 2)
    );
    assert_eq!(
        parsed.policies(),
        [Some(Policy::deny()), Some(Policy::default())]
    );
    assert_eq!(
        parsed.notes(),
        [
            (
                2,
                "1 variant is not sold beyond stock, even when supply is on order (policy deny); import with policy supply to sell it"
            ),
            (
                3,
                "continue selling when out of stock: taken as up to the supply that is on order, never without limit"
            ),
        ]
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
    assert_eq!(
        parsed.policies(),
        [Some(Policy::default()), Some(Policy::deny())]
    );
    assert_eq!(parsed.rejections(), []);
}

#[test]
fn columns_may_be_missing_and_written_in_any_way() {
    for header in [
        "Title,Price",
        "TITLE,Variant price",
        "\"Title \",\" variant_price\"",
        "Extra,Title,More,Price,Extra",
    ] {
        let place = header
            .split(',')
            .take_while(|name| !name.to_lowercase().contains("title"))
            .count();
        let row = if place == 0 {
            "Oak Stool,12.5"
        } else {
            "x,Oak Stool,y,12.5"
        };
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
    let parsed = shopify(
        "Handle,Title,Option1 Name,Option1 Value,Variant Price\na,A,Size,S,1\nb,B,Size,S,2\na,,,M,3\nB,,,M,4\n",
    );
    assert_eq!(
        parsed.variants(),
        ["a A-S 100 S", "a A-M 300 M", "b B-S 200 S", "b B-M 400 M"]
    );
    assert_eq!(parsed.products[0].lines, [2, 4]);
}

#[test]
fn a_row_with_a_picture_only_is_no_variant_and_no_error() {
    let csv = "Handle,Title,Variant Price,Variant Inventory Qty,Variant Inventory Policy,Image Src,Image Position\n\
               a,A,1,5,deny,https://x.test/2.jpg,2\na,,,,,https://x.test/1.jpg,1\na,,,0,deny,https://x.test/3.jpg,3\na,,,,,,\n";
    let parsed = shopify(csv);
    assert_eq!(
        (parsed.variants(), parsed.rejections(), parsed.rows),
        (vec!["a A 100".to_owned()], vec![], 4)
    );
    assert_eq!(
        parsed.products[0].product.image.as_deref(),
        Some("https://x.test/1.jpg")
    );
    assert_eq!(parsed.products[0].lines, [2, 3, 4, 5]);
}

#[test]
fn a_row_above_the_variants_may_hold_the_product_alone() {
    let parsed =
        shopify("Handle,Title,Option1 Name,Option1 Value,Variant Price\na,A,Size,,\na,,,S,1\n");
    assert_eq!(
        (parsed.variants(), parsed.rejections()),
        (vec!["a A-S 100 S".to_owned()], vec![])
    );
}

#[test]
fn default_title_means_no_options() {
    for value in ["Default Title", "default title", "Default", ""] {
        let parsed = shopify(&format!(
            "Handle,Title,Option1 Name,Option1 Value,Variant Price\na,A,Title,{value},1\n"
        ));
        assert_eq!(parsed.variants(), ["a A 100"], "{value}");
    }
    let parsed = shopify(
        "Handle,Title,Option1 Name,Option1 Value,Variant Price\na,A,Title,Lithograph,1\na,,,Small,1\n",
    );
    assert_eq!(
        parsed.variants(),
        ["a A-LITHOGRAPH 100 Lithograph", "a A-SMALL 100 Small"],
        "another value is an option"
    );
}

#[test]
fn an_option_without_a_name_is_numbered() {
    let parsed = shopify(
        "Handle,Title,Option1 Name,Option1 Value,Option2 Value,Variant Price\na,A,Size,S,red,1\n",
    );
    let names: Vec<&str> = parsed.products[0].product.variants[0]
        .options
        .iter()
        .map(|option| option.name.as_str())
        .collect();
    assert_eq!(names, ["Size", "Option 2"]);
}

#[test]
fn a_missing_sku_is_derived_and_a_stated_one_comes_first() {
    let csv = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\na,A,Size,S,,1\na,,,M,,1\nb,B,,,A-S,1\n";
    let parsed = shopify(csv);
    assert_eq!(
        parsed.variants(),
        ["a A-S-0AC59490 100 S", "a A-M 100 M", "b A-S 100"]
    );
    assert_eq!(
        parsed.notes(),
        [
            (2, "SKU missing: derived A-S-0AC59490"),
            (3, "SKU missing: derived A-M")
        ]
    );
}

#[test]
fn a_sku_that_another_row_has_is_replaced() {
    let parsed = shopify("Handle,Title,Variant SKU,Variant Price\na,A,X,1\nb,B,X,2\n");
    assert_eq!(parsed.variants(), ["a X 100", "b B 200"]);
    assert_eq!(parsed.notes(), [(3, "SKU X is that of line 2: derived B")]);
}

#[test]
fn a_variant_stated_twice_is_imported_once() {
    let row = "a,A,Size,S,X,1\n";
    let parsed = shopify(&format!(
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n{row}{row}a,,,S,,1\na,,,S,Y,1\n"
    ));
    assert_eq!(parsed.variants(), ["a X 100 S", "a Y 100 S"]);
    assert_eq!(
        parsed.rejections(),
        [
            (3, "the same variant as in line 2"),
            (4, "the same variant as in line 2")
        ]
    );
    assert_eq!(
        parsed.notes(),
        [(5, "has the same options as the variant in line 2")]
    );
}

#[test]
fn products_with_the_same_title_stay_apart() {
    let parsed = shopify("Handle,Title,Variant Price\na,Tent,1\nb,Tent,2\n");
    assert_eq!(parsed.variants(), ["a A 100", "b B 200"]);
    let parsed = shopify(
        "Title,Option1 Name,Option1 Value,Variant Price\nTent,Size,S,1\nTent,Size,M,2\n,,L,3\nTent,,,4\n",
    );
    assert_eq!(
        parsed.variants(),
        [
            "tent TENT-S 100 S",
            "tent TENT-M 200 M",
            "tent TENT-L 300 L",
            "tent-2 TENT-2 400"
        ],
        "without handles"
    );
}

#[test]
fn a_handle_that_cannot_stand_in_an_address_is_changed() {
    let parsed = shopify(
        "Handle,Title,Variant Price,Image Src\nMy Tent!,T,1,\nMy Tent!,,,https://x.test/1.jpg\nтент-2,U,1,\n/,Über,1,\n,★,1,\n",
    );
    assert_eq!(
        parsed.variants(),
        [
            "my-tent MY-TENT 100",
            "тент-2 2-E274306A 100",
            "product-2a0c975e PRODUCT-2A0C975E 100",
            "product PRODUCT 100"
        ]
    );
    assert_eq!(
        parsed.notes()[0],
        (
            2,
            "handle changed to my-tent: it may hold letters, digits, -, _ and ."
        )
    );
    assert_eq!(
        (parsed.products[0].lines.as_slice(), parsed.rejections()),
        (&[2, 3][..], vec![])
    );
}

#[test]
fn what_shoppers_do_not_see_is_skipped_with_a_note() {
    for (published, status, note) in [
        ("true", "draft", Some("skipped a: a draft (lines 2, 3)")),
        ("true", "Archived", Some("skipped a: archived (lines 2, 3)")),
        (
            "FALSE",
            "active",
            Some("skipped a: not published in the online store (lines 2, 3)"),
        ),
        (
            "FALSCH",
            "",
            Some("skipped a: not published in the online store (lines 2, 3)"),
        ),
        ("", "", None),
        ("", "active", None),
        ("TRUE", "something new", None),
    ] {
        let csv = format!(
            "Handle,Title,Published,Status,Variant SKU,Variant Price\na,A,{published},{status},X,1\na,,,,Y,2\n"
        );
        let parsed = shopify(&csv);
        assert_eq!(
            parsed.products.is_empty(),
            note.is_some(),
            "{published} {status}"
        );
        assert!(
            note.is_none_or(|note| parsed.notes() == [(2, note)]),
            "{:?}",
            parsed.notes()
        );
        assert_eq!(parsed.rejections(), []);
    }
    let parsed = shopify("Handle,Title,Status,Variant SKU,Variant Price\na,A,unlisted,X,1\n");
    assert_eq!(
        (parsed.variants().len(), parsed.notes()),
        (1, vec![(2, "unlisted in Shopify: it is listed here")])
    );
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
    assert_eq!(
        (first.rejections(), first.rejected[0].row_name.as_deref()),
        (vec![(2, "neither a handle nor a title")], Some("C"))
    );
}

#[test]
fn stock_is_what_can_be_there() {
    let rows = [
        ("5", Some(5)),
        ("-3", Some(0)),
        ("12.0", Some(12)),
        ("", None),
        ("many", None),
        ("999999999", Some(100_000_000)),
    ];
    for (quantity, stock) in rows {
        let parsed = shopify(&format!(
            "Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\na,A,X,1,{quantity}\n"
        ));
        assert_eq!(
            parsed.stock(),
            stock
                .map(|units| ("X", units))
                .into_iter()
                .collect::<Vec<_>>(),
            "{quantity}"
        );
    }
    let parsed =
        shopify("Handle,Title,Variant SKU,Variant Price,Variant Inventory Qty\na,A,X,1,-3\n");
    assert_eq!(parsed.notes(), [(2, "stock -3 taken as 0")]);
}

#[test]
fn a_european_spreadsheet_is_read() {
    let text = "Handle;Title;Variant SKU;Variant Price;Variant Inventory Qty;Published\r\nzelt;Zelt für Zwei;Z-1;1.299,00;3;WAHR\r\nofen;Öfchen;O-1;29,9;;WAHR\r\n\
                haus;Haus;H-1;2.500;1;WAHR\r\n";
    let windows_1252: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
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
        let parsed = parse(Format::Shopify, &bytes, &reading()).unwrap();
        assert_eq!(
            parsed.variants(),
            ["zelt Z-1 129900", "ofen O-1 2990", "haus H-1 250000"]
        );
        assert_eq!(parsed.products[1].product.title, "Öfchen");
    }
    let notes = parse(Format::Shopify, &windows_1252, &reading())
        .unwrap()
        .notes;
    assert_eq!(
        notes[0].text,
        "the file is not UTF-8: it was read as windows-1252"
    );
}

#[test]
fn long_texts_are_cut_and_fields_keep_their_limits() {
    let long = "x".repeat(400);
    let body = "<p>word</p>".repeat(9_000);
    let csv = format!(
        "Handle,Title,Body (HTML),Vendor,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n\
         {long},{long},{body},{long},{long},{long},{long},{long},1.2345,{long}\n"
    );
    let parsed = shopify(&csv);
    let product = &parsed.products[0].product;
    assert_eq!(
        (product.title.len(), product.variants[0].sku.as_str().len()),
        (300, 64)
    );
    assert!(product.handle.as_str().len() <= 120 && product.description.len() <= 60_000);
    let notes: Vec<&str> = parsed
        .notes
        .iter()
        .map(|note| note.text.split([' ', ':']).next().unwrap())
        .collect();
    assert_eq!(
        notes,
        ["handle", "title", "price", "description", "picture", "SKU"]
    );
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
    assert_eq!(
        parsed.rejections(),
        [
            (252, "the product has more than 250 variants"),
            (253, "the product has more than 250 variants")
        ]
    );
}

#[test]
fn every_row_of_a_product_that_is_not_imported_is_named() {
    let header = "Handle,Title,Variant Price,Image Src,Status,Gift Card\n";
    let pictures = |handle: &str| format!("{handle},,,https://x.test/a.jpg,,\n").repeat(25);
    let draft = shopify(&format!("{header}a,A,1,,draft,\n{}", pictures("a")));
    assert_eq!(
        (draft.skipped.len(), draft.notes()),
        (26, vec![(2, "skipped a: a draft (lines 2-27)")])
    );
    let card = shopify(&format!("{header}a,A,1,,,true\n{}", pictures("a")));
    assert_eq!((card.rejected.len(), card.rejected[25].line), (26, 27));
    let broken = shopify(&format!("{header}a,A,cheap,,,\n{}", pictures("a")));
    assert_eq!(
        (broken.rejected.len(), broken.rejected[1].reason.as_str()),
        (26, "no variant of its product could be imported")
    );
}

#[test]
fn a_file_says_how_many_of_its_variants_are_not_sold_beyond_stock() {
    let csv = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Policy\na,A,A,1,continue\nb,B,B,1,deny\nc,C,C,1,deny\n";
    let text = "2 variants are not sold beyond stock, even when supply is on order (policy deny); import with policy supply to sell it";
    assert!(
        shopify(csv).notes().contains(&(3, text)),
        "{:?}",
        shopify(csv).notes()
    );
    let supply = parse(
        Format::Shopify,
        csv.as_bytes(),
        &Reading {
            policy: PolicyChoice::Supply,
            ..reading()
        },
    )
    .unwrap();
    assert_eq!(supply.policies(), [Some(Policy::default()); 3]);
    assert!(!supply.notes().iter().any(|(_, text)| text.contains("deny")));
}

#[test]
fn a_price_of_nothing_is_noted() {
    assert_eq!(
        shopify("Title,Variant SKU,Price\nA,A,0.00\n").notes(),
        [(2, "the price is 0")]
    );
}

#[test]
fn thousands_are_no_decimals_and_what_was_guessed_is_said() {
    let idr = Reading {
        currency: Currency::parse("IDR").unwrap(),
        ..reading()
    };
    let read = |prices: [&str; 2]| {
        let [kopi, mesin] = prices;
        let csv = format!(
            "Handle,Title,Variant SKU,Variant Price\nkopi,Kopi,KOPI,{kopi}\nmesin,Mesin,MESIN,{mesin}\n"
        );
        parse(Format::Shopify, csv.as_bytes(), &idr).unwrap()
    };
    let proven = read(["150.000", "1.250.000"]);
    assert_eq!(
        proven.variants(),
        ["kopi KOPI 15000000", "mesin MESIN 125000000"]
    );
    assert!(proven.notes().is_empty(), "{:?}", proven.notes());
    let guessed = read(["95", "150.000"]);
    assert_eq!(
        guessed.variants(),
        ["kopi KOPI 9500", "mesin MESIN 15000000"]
    );
    assert_eq!(
        guessed.notes(),
        [(
            3,
            "price 150.000 and others like it were read with the comma as decimal mark: a guess, because every such number of the file can be read in two ways"
        )]
    );
}

#[test]
fn parts_of_a_unit_are_left_off_and_said() {
    let parsed = shopify(
        "Title,Variant SKU,Price,Variant Inventory Qty\nA,A,9.50,3.5\nB,B,9.50,\"1,200\"\n",
    );
    assert_eq!(parsed.stock(), [("A", 3), ("B", 1_200)]);
    assert_eq!(parsed.notes(), [(2, "stock 3.5 taken as 3")]);
}

#[test]
fn what_a_spreadsheet_writes_around_a_text_is_no_part_of_it() {
    let csv = "Handle,Title,Variant SKU,Variant Price,Variant Barcode\n\
        \"=\"\"xl\"\"\",\"=\"\"XL\"\"\",\"=\"\"0012345\"\"\",\"=\"\"10.50\"\"\",\"=\"\"4006381333931\"\"\"\n\
        raw,Raw,=\"0012346\",=\"9.50\",=\"4006381333931\"\n";
    let parsed = shopify(csv);
    assert_eq!(parsed.variants(), ["xl 0012345 1050", "raw 0012346 950"]);
    assert_eq!(parsed.products[0].product.title, "XL");
    for found in &parsed.products {
        let gtin = found.product.variants[0].gtin.as_deref();
        assert_eq!(gtin, Some("4006381333931"));
    }
    assert!(parsed.notes().is_empty(), "{:?}", parsed.notes());
}

#[test]
fn what_nobody_sees_is_taken_out_of_codes_and_said() {
    let csv = "Handle,Title,Variant SKU,Variant Price\nz\u{200b}w,ZW,\u{feff}ZW\u{200e}-\u{ad}1,10\nb,B,ＢＢ,10\nc,C,1.23457E+12,10\n";
    let parsed = shopify(csv);
    assert_eq!(
        parsed.variants(),
        ["zw ZW-1 1000", "b BB 1000", "c 1.23457E+12 1000"]
    );
    let stays = "what is in the catalogue in the spelling of the file stays";
    let allowed = format!(
        "it may have at most 64 bytes, no full-width forms and nothing that nobody sees; {stays}"
    );
    assert_eq!(
        parsed.notes(),
        [
            (
                2,
                format!("handle changed to zw: it may hold letters, digits, -, _ and .; {stays}")
                    .as_str()
            ),
            (2, format!("SKU changed to ZW-1: {allowed}").as_str()),
            (3, format!("SKU changed to BB: {allowed}").as_str()),
            (
                4,
                "SKU 1.23457E+12 was spoilt by a spreadsheet, its last digits are lost: export the file again and open it with that column as text"
            ),
        ]
    );
}

#[test]
fn names_that_were_cleaned_are_told_in_the_spelling_of_the_file() {
    let csv = "Handle,Title,Option1 Value,Variant SKU,Variant Price\n\
        ｔｅｎｔ,Tent,S,T\u{200b}1,10\nｔｅｎｔ,,M,T1,10\nｔｅｎｔ,,L,T\u{feff}1,10\nｔｅｎｔ,,XL,,10\n\
        z\u{200b}w,ZW,,\"=\"\"007\"\"\",10\nz-w,Other,,007,10\nplain,Plain,,P1,10\n";
    let parsed = shopify(csv);
    // Two that look alike stay two; what is written as it is kept comes first.
    assert_eq!(
        parsed.variants(),
        [
            "tent S-D70F8047 1000 S",
            "tent T1 1000 M",
            "tent L-BC0F55C6 1000 L",
            "tent XL-9655450A 1000 XL",
            "zw ZW 1000",
            "z-w 007 1000",
            "plain P1 1000",
        ]
    );
    let spelt: Vec<_> = parsed
        .products
        .iter()
        .map(|found| {
            let skus = found.spelling.skus.iter();
            let skus = skus.map(|(sku, written)| (sku.as_str(), written.as_str()));
            let handle = found.spelling.handle.as_ref();
            (
                handle.map(dockline_domain::id::Handle::as_str),
                skus.collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(
        spelt,
        [
            (
                Some("ｔｅｎｔ"),
                vec![("L-BC0F55C6", "T\u{feff}1"), ("S-D70F8047", "T\u{200b}1")]
            ),
            // As it was read before, it would be the other product's.
            (None, vec![("ZW", "=\"007\"")]),
            (None, vec![]),
            (None, vec![]),
        ]
    );
}

#[test]
fn short_codes_are_no_part_of_a_description() {
    let csv = "Title,Variant SKU,Price,Body (HTML)\nA,A,9.50,[vc_row][vc_column_text]Warm [cm][/vc_column_text][/vc_row]\n";
    let parsed = shopify(csv);
    assert_eq!(parsed.products[0].product.description, "<p>Warm [cm]</p>");
    assert_eq!(
        parsed.notes(),
        [(
            2,
            "short codes of a page builder were taken out of this description, and maybe of others"
        )]
    );
}
