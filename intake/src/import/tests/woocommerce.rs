//! `WooCommerce`'s file.

use super::*;

/// The columns of the official sample, and those newer versions add.
const EXPORT: &str = "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,\"Is featured?\",\"Visibility in catalog\",\"Short description\",Description,\
    \"Date sale price starts\",\"Date sale price ends\",\"In stock?\",Stock,\"Low stock amount\",\"Backorders allowed?\",\"Sale price\",\"Regular price\",\
    Categories,Tags,Images,Parent,Brands,\"Attribute 1 name\",\"Attribute 1 value(s)\",\"Attribute 2 name\",\"Attribute 2 value(s)\"\n";

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "the whole of what a row says stands in one place"
)]
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
        [
            (7, "a grouped product: it has no stock of its own"),
            (8, "an external product: another shop sells it")
        ]
    );
    let tee = &parsed.products[0];
    assert_eq!(
        (tee.lines.as_slice(), tee.product.vendor.as_deref()),
        (&[2, 5, 6][..], Some("Acme"))
    );
    assert_eq!(
        tee.product.description,
        "<p>Line one<br>Line two</p>\n<p>Last.</p>"
    );
    assert_eq!(
        (tee.product.image.as_deref(), tee.product.tags.len()),
        (Some("https://x.test/a.jpg"), 2)
    );
    assert_eq!(
        tee.product.variants[0].image.as_deref(),
        Some("https://x.test/r.jpg")
    );
    let hoodie = &parsed.products[1].product;
    assert_eq!(
        (hoodie.title.as_str(), hoodie.description.as_str()),
        ("Hoodie & Logo", "<p>Only short.</p>")
    );
    assert_eq!(
        (
            hoodie.variants[0].gtin.as_deref(),
            hoodie.variants[0].options.len()
        ),
        (Some("4006381333931"), 0)
    );
    assert_eq!(
        parsed.stock(),
        [
            ("tee-red", 5),
            ("V-NECK-TEE-BLUE-SMALL", 0),
            ("hoodie", 12),
            ("album", 0)
        ]
    );
    assert_eq!(
        parsed.policies(),
        [
            Some(Policy::default()),
            Some(Policy::deny()),
            Some(Policy::default()),
            Some(Policy::deny())
        ]
    );
    assert_eq!(
        parsed.notes(),
        [
            (
                4,
                "hidden from the catalogue in WooCommerce: it is listed here"
            ),
            (
                4,
                "2 variants are not sold beyond stock, even when supply is on order (policy deny); import with policy supply to sell it"
            ),
            (
                5,
                "backorders allowed: taken as up to the supply that is on order, never without limit"
            ),
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
    for csv in [
        csv.to_owned(),
        csv.replace("Bestand", "Lager")
            .replace("Lieferrückstande", "Rückstände"),
    ] {
        let parsed = woocommerce(&csv);
        assert_eq!(
            parsed.variants(),
            ["zelt ZELT-2 129900 2", "zelt zelt-3 3990 3"]
        );
        assert_eq!(parsed.stock(), [("ZELT-2", 4), ("zelt-3", 0)]);
        assert_eq!(parsed.policies(), [Some(Policy::default()); 2]);
        assert!(
            parsed.notes().contains(&(
                4,
                "the sale price 29,90 was not taken: it holds from … to 2026-01-31"
            )),
            "{:?}",
            parsed.notes()
        );
    }
}

#[test]
fn exports_in_other_languages_are_read() {
    for csv in [
        "ID,Type,UGS,Nom,Publié,\"En stock ?\",Stock,\"Tarif promo\",\"Tarif régulier\",Parent,\"Nom de l’attribut 1\",\"Valeur(s) de l’attribut 1\"\n",
        "ID,Tipo,SKU,Nombre,Publicado,¿Existencias?,Inventario,\"Precio rebajado\",\"Precio normal\",Superior,\"Nombre del atributo 1\",\"Valor(es) del atributo 1\"\n",
        "\n\tID,Тип,Артикул,Имя,Опубликован,\"В наличии?\",Запасы,\"Цена распродажи\",\"Базовая цена\",Родительский,\"Имя атрибута 1\",\"Значение(-я) аттрибута(-ов) 1\"\n",
        "ID,Tipo,COD,Nome,Pubblicato,\"In stock?\",Magazzino,\"Prezzo in offerta\",\"Prezzo di listino\",Genitore,\"Attributo 1 nome\",\"Attributo 1 valuta(e)\"\n",
        "ID,Type,Artikelnummer,Naam,Gepubliceerd,\"Op voorraad?\",Voorraad,Actieprijs,\"Reguliere prijs\",Hoofd,\"Naam eigenschap 1\",\"Waarde eigenschap 1\"\n",
        "ID,Tipo,SKU,Nome,Publicado,\"Em estoque?\",Estoque,\"Preço promocional\",Preço,Ascendente,\"Nome do atributo 1\",\"Valores do atributo 1\"\n",
        "ID,Typ,SKU,Nazwa,Opublikowano,\"W magazynie?\",\"Stan magazynowy\",\"Cena promocyjna\",Cena,\"Element nadrzędny\",\"Nazwa atrybutu 1\",\"Wartości atrybutu 1\"\n",
        "ID,Typ,Artikelnummer,Namn,Publicerad,\"I lager?\",Lagersaldo,Reapris,\"Ordinarie pris\",Förälder,\"Attribut 1 namn\",\"Attribut 1 värde(n)\"\n",
    ] {
        let csv = format!(
            "{csv}1,variable,riz,Riz,1,1,,,,,T,\"S, M\"\n2,variation,'-&&é,,1,1,12,,\"3,5\",riz,T,S\n"
        );
        let parsed = woocommerce(&csv);
        assert_eq!(
            (parsed.variants(), parsed.stock()),
            (vec!["riz -&&é 350 S".to_owned()], vec![("-&&é", 12)]),
            "{csv}"
        );
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
            (
                9,
                "its parent is an external product: another shop sells it"
            ),
            (
                10,
                "a product of type subscription: only simple, variable and variation are sold here"
            ),
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
    assert_eq!(
        parsed.rejections(),
        [
            (5, "none of its variations could be imported"),
            (6, "price missing"),
            (7, "price missing")
        ]
    );
}

#[test]
fn what_is_not_published_is_skipped_with_a_note() {
    for (published, why) in [
        ("0", "private"),
        ("-1", "a draft"),
        ("'-1", "a draft"),
        ("2", "waiting for review"),
        ("1", ""),
        ("", ""),
    ] {
        let csv = format!(
            "Type,SKU,Name,Published,In stock?,Regular price,Parent\nvariable,a,A,{published},0,,\nvariation,a-1,,{published},0,5,a\n"
        );
        let parsed = woocommerce(&csv);
        assert_eq!(parsed.products.is_empty(), !why.is_empty(), "{published}");
        assert!(
            why.is_empty()
                || parsed.notes() == [(2, format!("skipped a: {why} (lines 2, 3)").as_str())],
            "{:?}",
            parsed.notes()
        );
        assert_eq!(parsed.rejections(), []);
    }
    let csv = "Type,SKU,Name,Published,In stock?,Regular price,Parent\nvariable,a,A,1,0,,\nvariation,a-1,,0,0,5,a\nvariation,a-2,,-1,0,5,a\n";
    let parsed = woocommerce(csv);
    assert_eq!(
        parsed.notes(),
        [(3, "skipped a-1: a variation that is not enabled")]
    );
    assert_eq!(
        parsed.variants(),
        ["a a-2 500"],
        "older versions exported enabled variations as drafts"
    );
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
        let csv = format!(
            "Type,SKU,Name,In stock?,Stock,Backorders allowed?,Regular price\nsimple,a,A,{in_stock},{stock},0,5\n"
        );
        let parsed = woocommerce(&csv);
        assert_eq!(
            parsed.products[0].stock.first().map(|(_, units)| *units),
            units,
            "{in_stock} {stock}"
        );
        assert_eq!(parsed.policies(), [policy], "{in_stock} {stock}");
        assert_eq!(
            parsed
                .notes()
                .iter()
                .any(|(_, text)| text.starts_with("no stock")),
            units.is_none()
        );
    }
}

#[test]
fn products_of_one_name_get_handles_of_their_own() {
    let parsed = woocommerce(
        "ID,Type,SKU,Name,In stock?,Regular price\n1,simple,X,Tent,0,1\n2,simple,Y,Tent,0,1\n3,simple,,Tent,0,1\n,simple,,Größe 2,0,1\n",
    );
    assert_eq!(
        parsed.variants(),
        [
            "tent X 100",
            "tent-y Y 100",
            "tent-3 TENT-3 100",
            "größe-2 GROESSE-2 100"
        ]
    );
}

#[test]
fn a_variation_with_its_parents_sku_gets_its_own() {
    let csv = "Type,SKU,Name,In stock?,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\nvariable,a,A,0,,,Size,\"S, M\\, long\"\n\
               variation,a,,0,1,a,Size,S\nvariation,a,,0,1,a,,\"M\\, long\"\n";
    assert_eq!(
        woocommerce(csv).variants(),
        ["a A-S 100 S", "a A-M-LONG 100 M, long"]
    );
}

/// The header of an Italian shop of 2026, with columns that nothing is read of.
const ITALIAN: &str = "ID,Tipo,SKU,\"GTIN, UPC, EAN, o ISBN\",Nome,Pubblicato,\"In primo piano?\",\"Visibilità nel catalogo\",\"Breve descrizione\",Descrizione,\
    \"Data di partenza del prezzo in saldo\",\"Data in cui termina l'offerta\",\"Stato delle imposte\",\"In stock?\",Magazzino,\
    \"Quantità in magazzino bassa\",\"Abilita gli ordini arretrati?\",\"Prezzo in offerta\",\"Prezzo di listino\",Categorie,Tag,Immagine,Genitore,Marchi\n";

#[test]
fn an_italian_export_is_read_whole() {
    let csv = format!(
        "\u{feff}{ITALIAN}5,simple,ROSA,8001234567891,Rosa antica,1,0,visible,Breve.,,,,taxable,1,3,,notify,\"9,90\",\"12,50\",Piante,\"rosa, estate\",\
         https://x.test/r.jpg,,Vivaio\n6,simple,CESTO,,Cesto,1,0,visible,,,,,taxable,1,,,0,,15,Piante,,,,\n"
    );
    let parsed = woocommerce(&csv);
    assert_eq!(
        parsed.variants(),
        ["rosa-antica ROSA 990", "cesto CESTO 1500"]
    );
    let rose = &parsed.products[0].product;
    assert_eq!(
        (
            rose.vendor.as_deref(),
            rose.tags.len(),
            rose.variants[0].gtin.as_deref()
        ),
        (Some("Vivaio"), 2, Some("8001234567891"))
    );
    assert_eq!(
        (rose.description.as_str(), rose.image.as_deref()),
        ("<p>Breve.</p>", Some("https://x.test/r.jpg"))
    );
    assert_eq!(
        parsed.policies(),
        [Some(Policy::default()), Some(Policy::deny())]
    );
    assert_eq!(parsed.stock(), [("ROSA", 3)]);
    assert!(
        !parsed
            .notes()
            .iter()
            .any(|(_, text)| text.starts_with("columns not found")),
        "{:?}",
        parsed.notes()
    );
}

#[test]
fn a_header_that_is_understood_in_part_says_which_part_is_not() {
    let parsed = woocommerce(
        "Type,SKU,Name,Published,Varasto,Jälkitoimitukset,Images,Parent,Regular price\nsimple,a,A,1,4,1,,,5\n",
    );
    assert_eq!(
        parsed.notes()[0],
        (
            1,
            "columns not found: Stock, Backorders allowed?; not read: Varasto, Jälkitoimitukset"
        )
    );
}

#[test]
fn a_sale_price_counts_on_its_days_alone() {
    for (from, to, price, said) in [
        ("", "", 300, None),
        (
            "2026-11-23",
            "2026-11-23",
            300,
            Some("the sale price 3 was taken, though it holds only from 2026-11-23 to 2026-11-23"),
        ),
        (
            "2026-12-01",
            "",
            500,
            Some("the sale price 3 was not taken: it holds from 2026-12-01 to …"),
        ),
        (
            "",
            "2026-11-22 23:59:59",
            500,
            Some("the sale price 3 was not taken: it holds from … to 2026-11-22 23:59:59"),
        ),
        (
            "1. 12. 2026",
            "",
            300,
            Some("the sale price 3 was taken, though it holds only from 1. 12. 2026 to …"),
        ),
    ] {
        let csv = format!(
            "Name,In stock?,Date sale price starts,Date sale price ends,Sale price,Regular price\nA,0,{from},{to},3,5\n"
        );
        let parsed = woocommerce(&csv);
        assert_eq!(
            parsed.products[0].product.variants[0].price.minor, price,
            "{from} {to}"
        );
        assert_eq!(
            parsed
                .notes()
                .into_iter()
                .find(|(_, text)| text.contains("sale price"))
                .map(|(_, text)| text),
            said
        );
    }
    let later = woocommerce(
        "Name,In stock?,Date sale price starts,Sale price,Regular price\nA,0,2026-12-01,3,\n",
    );
    assert_eq!(later.variants(), ["a A 300"], "it has no other price");
}
