//! The columns of Shopify's file, by the names they have had.

use crate::import::reading::{Column, Layout, Names, Table};

// The name until 2024, then the name since.
const HANDLE: Names = &["Handle", "URL handle"];
const TITLE: Names = &["Title"];
const BODY: Names = &["Body (HTML)", "Body HTML", "Description"];
const VENDOR: Names = &["Vendor"];
const TAGS: Names = &["Tags"];
const PUBLISHED: Names = &["Published", "Published on online store"];
const STATUS: Names = &["Status"];
const GIFT_CARD: Names = &["Gift Card"];
const OPTIONS: [(Names, Names); 3] = [
    (&["Option1 Name"], &["Option1 Value"]),
    (&["Option2 Name"], &["Option2 Value"]),
    (&["Option3 Name"], &["Option3 Value"]),
];
const SKU: Names = &["Variant SKU", "SKU"];
const BARCODE: Names = &["Variant Barcode", "Barcode", "Barcodes", "Variant Barcodes"];
const PRICE: Names = &["Variant Price", "Price"];
const TRACKER: Names = &["Variant Inventory Tracker", "Inventory tracker"];
const QUANTITY: Names = &[
    "Variant Inventory Qty",
    "Variant Inventory Quantity",
    "Inventory quantity",
];
const POLICY: Names = &[
    "Variant Inventory Policy",
    "Continue selling when out of stock",
];
const IMAGE: Names = &["Image Src", "Product image URL"];
const IMAGE_POSITION: Names = &["Image Position"];
const VARIANT_IMAGE: Names = &["Variant Image", "Variant image URL"];

/// How a Shopify file is known.
pub(in crate::import) static LAYOUT: Layout = Layout {
    known: &[
        HANDLE,
        TITLE,
        BODY,
        VENDOR,
        TAGS,
        PUBLISHED,
        STATUS,
        GIFT_CARD,
        OPTIONS[0].0,
        OPTIONS[0].1,
        SKU,
        BARCODE,
        PRICE,
        TRACKER,
        QUANTITY,
        POLICY,
        IMAGE,
        IMAGE_POSITION,
        VARIANT_IMAGE,
    ],
    // The handle is not among them: Shopify makes one from the title where it is missing.
    required: &[("Title", TITLE), ("Variant Price (or Price)", PRICE)],
    wanted: &[],
};

/// Where each column stands in a file.
pub(super) struct Columns {
    pub handle: Column,
    pub title: Column,
    pub body: Column,
    pub vendor: Column,
    pub tags: Column,
    pub published: Column,
    pub status: Column,
    pub gift_card: Column,
    pub options: [(Column, Column); 3],
    pub sku: Column,
    pub barcode: Column,
    pub price: Column,
    pub tracker: Column,
    pub quantity: Column,
    pub policy: Column,
    pub image: Column,
    pub image_position: Column,
    pub variant_image: Column,
}

impl Columns {
    pub(super) fn of(table: &Table) -> Self {
        let column = |names| table.header.column(names);
        Self {
            handle: column(HANDLE),
            title: column(TITLE),
            body: column(BODY),
            vendor: column(VENDOR),
            tags: column(TAGS),
            published: column(PUBLISHED),
            status: column(STATUS),
            gift_card: column(GIFT_CARD),
            options: OPTIONS.map(|(name, value)| (column(name), column(value))),
            sku: column(SKU),
            barcode: column(BARCODE),
            price: column(PRICE),
            tracker: column(TRACKER),
            quantity: column(QUANTITY),
            policy: column(POLICY),
            image: column(IMAGE),
            image_position: column(IMAGE_POSITION),
            variant_image: column(VARIANT_IMAGE),
        }
    }
}
