//! The columns of `WooCommerce`'s file. The exporter writes their names in the language of the
//! shop.
//!
//! The names that are not English are those found in exports, and in programs that read and write
//! exports, of shops in those languages; a language has several where its translation changed.
//! Values (types, yes and no) are the same in every language.

use crate::import::reading::{Column, Layout, Names, Table};

/// The languages whose names are known.
pub(in crate::import) const LANGUAGES: &str =
    "English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Swedish and Russian";

const ID: Names = &["ID"];
const TYPE: Names = &["Type", "Typ", "Tipo", "Тип", "Soort"];
const SKU: Names = &["SKU", "Artikelnummer", "UGS", "Артикул", "COD", "Artikelnr"];
const GTIN: Names = &[
    "GTIN, UPC, EAN, or ISBN",
    "GTIN, UPC, EAN oder ISBN",
    "GTIN, UPC, EAN o ISBN",
    "GTIN, UPC, EAN ou ISBN",
    "GTIN, UPC, EAN of ISBN",
    "GTIN, UPC, EAN eller ISBN",
    "GTIN, UPC, EAN lub ISBN",
];
const NAME: Names = &[
    "Name", "Nom", "Nombre", "Имя", "Naam", "Nome", "Nazwa", "Namn",
];
const PUBLISHED: Names = &[
    "Published",
    "Veröffentlicht",
    "Publié",
    "Publicado",
    "Опубликован",
    "Gepubliceerd",
    "Pubblicato",
    "Opublikowano",
    "Publicerad",
];
const VISIBILITY: Names = &[
    "Visibility in catalog",
    "Visibility in catalogue",
    "Sichtbarkeit im Katalog",
    "Visibilité dans le catalogue",
    "Visibilidad en el catálogo",
    "Видимость в каталоге",
    "Zichtbaarheid in catalogus",
    "Visibilità nel catalogo",
    "Visibilidade no catálogo",
    "Widoczność w katalogu",
    "Synlighet i katalog",
];
const SHORT_DESCRIPTION: Names = &[
    "Short description",
    "Kurzbeschreibung",
    "Description courte",
    "Descripción corta",
    "Короткое описание",
    "Краткое описание",
    "Korte beschrijving",
    "Korte omschrijving",
    "Breve descrizione",
    "Descrição curta",
    "Krótki opis",
    "Kort beskrivning",
];
const DESCRIPTION: Names = &[
    "Description",
    "Beschreibung",
    "Descripción",
    "Описание",
    "Beschrijving",
    "Descrizione",
    "Descrição",
    "Opis",
    "Beskrivning",
];
const SALE_STARTS: Names = &[
    "Date sale price starts",
    "Datum, an dem Angebotspreis beginnt",
    "Datum, an dem der Angebotspreis beginnt",
    "Date de début de promo",
    "Día en que empieza el precio rebajado",
    "Дата начала действия продажной цены",
    "Startdatum actieprijs",
    "Data di partenza del prezzo in saldo",
    "Data de preço promocional começa em",
    "Data rozpoczęcia promocji",
    "Datum när reapriset börjar",
];
const SALE_ENDS: Names = &[
    "Date sale price ends",
    "Datum, an dem Angebotspreis endet",
    "Datum, an dem der Angebotspreis endet",
    "Date de fin de promo",
    "Día en que termina el precio rebajado",
    "Дата окончания действия продажной цены",
    "Einddatum actieprijs",
    "Data in cui termina l'offerta",
    "Termine data del prezzo di vendita",
    "Data de preço promocional termina em",
    "Data zakończenia promocji",
    "Datum när reapriset upphör",
];
const IN_STOCK: Names = &[
    "In stock?",
    "Vorrätig?",
    "En stock ?",
    "¿Existencias?",
    "¿En inventario?",
    "В наличии?",
    "Op voorraad?",
    "Em estoque?",
    "W magazynie?",
    "I lager?",
];
const STOCK: Names = &[
    "Stock",
    "Lager",
    "Bestand",
    "Lagerbestand",
    "Inventario",
    "Запасы",
    "Voorraad",
    "Magazzino",
    "Estoque",
    "Stan magazynowy",
    "Lagersaldo",
];
const BACKORDERS: Names = &[
    "Backorders allowed?",
    "Lieferrückstande erlaubt?",
    "Lieferrückstände erlaubt?",
    "Rückstände erlaubt?",
    "Autoriser les commandes de produits en rupture ?",
    "¿Permitir reservas de productos agotados?",
    "Возможен ли предзаказ?",
    "Задержанный заказ возможен?",
    "Nabestellingen toestaan?",
    "Abilita gli ordini arretrati?",
    "São permitidas encomendas?",
    "Pozwalać na zamówienia oczekujące (na dostawę do magazynu)?",
    "Tillåt restnoteringar?",
];
const SALE_PRICE: Names = &[
    "Sale price",
    "Angebotspreis",
    "Tarif promo",
    "Precio rebajado",
    "Цена распродажи",
    "Actieprijs",
    "Prezzo in offerta",
    "Preço promocional",
    "Cena promocyjna",
    "Reapris",
];
const REGULAR_PRICE: Names = &[
    "Regular price",
    "Regulärer Preis",
    "Tarif régulier",
    "Precio normal",
    "Базовая цена",
    "Reguliere prijs",
    "Prezzo di listino",
    "Preço",
    "Cena",
    "Ordinarie pris",
];
const TAGS: Names = &[
    "Tags",
    "Schlagwörter",
    "Étiquettes",
    "Etiquetas",
    "Метки",
    "Tag",
    "Etichette",
    "Tagi",
    "Taggar",
];
const IMAGES: Names = &[
    "Images",
    "Bilder",
    "Imágenes",
    "Изображения",
    "Afbeeldingen",
    "Immagine",
    "Immagini",
    "Imagens",
    "Obrazki",
];
const PARENT: Names = &[
    "Parent",
    "Übergeordnetes Produkt",
    "Superior",
    "Родительский",
    "Hoofd",
    "Genitore",
    "Ascendente",
    "Element nadrzędny",
    "Förälder",
];
const BRANDS: Names = &[
    "Brands",
    "Marken",
    "Marcas",
    "Marques",
    "Merken",
    "Marchi",
    "Marki",
    "Varumärken",
];

/// With the number of the attribute for `#`.
const ATTRIBUTE_NAME: Names = &[
    "Attribute # name",
    "Attribut # Name",
    "Nom de l'attribut #",
    "Nombre del atributo #",
    "Имя атрибута #",
    "Naam eigenschap #",
    "Attributo # nome",
    "Nome do atributo #",
    "Nazwa atrybutu #",
    "Attribut # namn",
];
const ATTRIBUTE_VALUE: Names = &[
    "Attribute # value(s)",
    "Attribut # Wert(e)",
    "Valeur(s) de l'attribut #",
    "Valor(es) del atributo #",
    "Значение(-я) аттрибута(-ов) #",
    "Waarde eigenschap #",
    "Waarde(n) eigenschap #",
    "Attributo # valuta(e)",
    "Attributo # valore(i)",
    "Valores do atributo #",
    "Wartości atrybutu #",
    "Attribut # värde(n)",
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
    wanted: &[
        ("Type", TYPE),
        ("SKU", SKU),
        ("Published", PUBLISHED),
        ("Stock", STOCK),
        ("Backorders allowed?", BACKORDERS),
        ("Images", IMAGES),
        ("Parent", PARENT),
    ],
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
            let names: Vec<String> = names
                .iter()
                .map(|name| name.replace('#', &number.to_string()))
                .collect();
            table
                .header
                .column(&names.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let attribute = |number| {
            (
                numbered(number, ATTRIBUTE_NAME),
                numbered(number, ATTRIBUTE_VALUE),
            )
        };
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
            attributes: (1..=ATTRIBUTES_MAX)
                .map(attribute)
                .filter(|(_, value)| value.exists())
                .collect(),
        }
    }
}
