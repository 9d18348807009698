//! The columns of `WooCommerce`'s file. The exporter writes their names in the language of the shop.
//!
//! The names that are not English are those found in exports, and in programs that read exports, of German, French, Spanish and Russian
//! shops; a language has several where its translation changed. Values (types, yes and no) are the same in every language.

use crate::import::reading::{Column, Layout, Names, Table};

const ID: Names = &["ID"];
const TYPE: Names = &["Type", "Typ", "Tipo", "Тип"];
const SKU: Names = &["SKU", "Artikelnummer", "UGS", "Артикул"];
const GTIN: Names = &["GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN oder ISBN", "GTIN, UPC, EAN o ISBN", "GTIN, UPC, EAN ou ISBN"];
const NAME: Names = &["Name", "Nom", "Nombre", "Имя"];
const PUBLISHED: Names = &["Published", "Veröffentlicht", "Publié", "Publicado", "Опубликован"];
const VISIBILITY: Names = &[
    "Visibility in catalog",
    "Visibility in catalogue",
    "Sichtbarkeit im Katalog",
    "Visibilité dans le catalogue",
    "Visibilidad en el catálogo",
    "Видимость в каталоге",
];
const SHORT_DESCRIPTION: Names =
    &["Short description", "Kurzbeschreibung", "Description courte", "Descripción corta", "Короткое описание", "Краткое описание"];
const DESCRIPTION: Names = &["Description", "Beschreibung", "Descripción", "Описание"];
const SALE_STARTS: Names = &[
    "Date sale price starts",
    "Datum, an dem Angebotspreis beginnt",
    "Datum, an dem der Angebotspreis beginnt",
    "Date de début de promo",
    "Día en que empieza el precio rebajado",
    "Дата начала действия продажной цены",
];
const SALE_ENDS: Names = &[
    "Date sale price ends",
    "Datum, an dem Angebotspreis endet",
    "Datum, an dem der Angebotspreis endet",
    "Date de fin de promo",
    "Día en que termina el precio rebajado",
    "Дата окончания действия продажной цены",
];
const IN_STOCK: Names = &["In stock?", "Vorrätig?", "En stock ?", "¿Existencias?", "¿En inventario?", "В наличии?"];
const STOCK: Names = &["Stock", "Lager", "Bestand", "Lagerbestand", "Inventario", "Запасы"];
const BACKORDERS: Names = &[
    "Backorders allowed?",
    "Lieferrückstande erlaubt?",
    "Lieferrückstände erlaubt?",
    "Rückstände erlaubt?",
    "Autoriser les commandes de produits en rupture ?",
    "¿Permitir reservas de productos agotados?",
    "Возможен ли предзаказ?",
    "Задержанный заказ возможен?",
];
const SALE_PRICE: Names = &["Sale price", "Angebotspreis", "Tarif promo", "Precio rebajado", "Цена распродажи"];
const REGULAR_PRICE: Names = &["Regular price", "Regulärer Preis", "Tarif régulier", "Precio normal", "Базовая цена"];
const TAGS: Names = &["Tags", "Schlagwörter", "Étiquettes", "Etiquetas", "Метки"];
const IMAGES: Names = &["Images", "Bilder", "Imágenes", "Изображения"];
const PARENT: Names = &["Parent", "Übergeordnetes Produkt", "Superior", "Родительский"];
const BRANDS: Names = &["Brands", "Marken", "Marcas"];

/// With the number of the attribute for `#`.
const ATTRIBUTE_NAME: Names = &["Attribute # name", "Attribut # Name", "Nom de l'attribut #", "Nombre del atributo #", "Имя атрибута #"];
const ATTRIBUTE_VALUE: Names = &[
    "Attribute # value(s)",
    "Attribut # Wert(e)",
    "Valeur(s) de l'attribut #",
    "Valor(es) del atributo #",
    "Значение(-я) аттрибута(-ов) #",
];

/// How a `WooCommerce` file is known.
pub(in crate::import) static LAYOUT: Layout = Layout {
    known: &[
        ID,
        TYPE,
        SKU,
        GTIN,
        NAME,
        PUBLISHED,
        VISIBILITY,
        SHORT_DESCRIPTION,
        DESCRIPTION,
        SALE_STARTS,
        SALE_ENDS,
        IN_STOCK,
        STOCK,
        BACKORDERS,
        SALE_PRICE,
        REGULAR_PRICE,
        TAGS,
        IMAGES,
        PARENT,
        BRANDS,
    ],
    required: &[("Name", NAME), ("Regular price", REGULAR_PRICE)],
};

/// Most attributes that are looked for in a header.
const ATTRIBUTES_MAX: usize = 50;

/// Where each column stands in a file.
pub(super) struct Columns {
    pub id: Column,
    pub kind: Column,
    pub sku: Column,
    pub gtin: Column,
    pub name: Column,
    pub published: Column,
    pub visibility: Column,
    pub short_description: Column,
    pub description: Column,
    pub sale_starts: Column,
    pub sale_ends: Column,
    pub in_stock: Column,
    pub stock: Column,
    pub backorders: Column,
    pub sale_price: Column,
    pub regular_price: Column,
    pub tags: Column,
    pub images: Column,
    pub parent: Column,
    pub brands: Column,
    /// Names and values.
    pub attributes: Vec<(Column, Column)>,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Self {
        let column = |names| table.header.column(names);
        let numbered = |number: usize, names: Names| {
            let names: Vec<String> = names.iter().map(|name| name.replace('#', &number.to_string())).collect();
            table.header.column(&names.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let attribute = |number| (numbered(number, ATTRIBUTE_NAME), numbered(number, ATTRIBUTE_VALUE));
        Self {
            id: column(ID),
            kind: column(TYPE),
            sku: column(SKU),
            gtin: column(GTIN),
            name: column(NAME),
            published: column(PUBLISHED),
            visibility: column(VISIBILITY),
            short_description: column(SHORT_DESCRIPTION),
            description: column(DESCRIPTION),
            sale_starts: column(SALE_STARTS),
            sale_ends: column(SALE_ENDS),
            in_stock: column(IN_STOCK),
            stock: column(STOCK),
            backorders: column(BACKORDERS),
            sale_price: column(SALE_PRICE),
            regular_price: column(REGULAR_PRICE),
            tags: column(TAGS),
            images: column(IMAGES),
            parent: column(PARENT),
            brands: column(BRANDS),
            attributes: (1..=ATTRIBUTES_MAX).map(attribute).filter(|(_, value)| value.exists()).collect(),
        }
    }
}
