//! Writing products, one or many. Writing what is there already changes nothing.

use super::Single;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::variants::StockRow;
use crate::store::{catalogue, variants};
use crate::writer::unit::Unit;
use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::{Handle, LocationCode, Sku};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where the opening stock of an import is put.
const OPENING_LOCATION: &str = "main";

/// Write one product; refused as a whole when a SKU belongs to another product.
#[derive(Debug, Clone)]
pub struct SaveProduct {
    /// The product, checked.
    pub product: ProductDraft,
    /// Only when its version is still this one.
    pub if_version: Option<i64>,
}

/// Write many products; one that cannot be written does not keep the others out.
#[derive(Debug, Clone)]
pub struct ImportProducts {
    /// The products, checked.
    pub products: Vec<ImportedProduct>,
}

/// A product of an import.
#[derive(Debug, Clone)]
pub struct ImportedProduct {
    /// The product, checked.
    pub product: ProductDraft,
    /// Units on hand for variants that are new; what is counted already is left as it is.
    pub opening_stock: Vec<(Sku, u32)>,
}

/// What came of writing products.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedProducts {
    /// New ones.
    pub created: Vec<Handle>,
    /// Changed ones.
    pub updated: Vec<Handle>,
    /// Ones that were the same already.
    pub unchanged: Vec<Handle>,
    /// Ones that could not be written.
    pub refused: Vec<Refused>,
    /// Number of the newest event.
    pub version: i64,
}

/// A product that could not be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Which product.
    pub handle: Handle,
    /// Because of which variant.
    pub sku: Sku,
    /// Why.
    pub reason: String,
}

impl Single for SaveProduct {
    type Answer = SavedProducts;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<SavedProducts, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move {
            if let Some(expected) = self.if_version {
                let shop = unit.shop();
                let current = catalogue::by_handle(unit.session, &shop.id, self.product.handle.as_str()).await?;
                let version = current.map_or(0, |row| row.version);
                if version != expected {
                    return Err(ExecuteError::Outdated { version });
                }
            }
            let product = ImportedProduct { product: self.product, opening_stock: Vec::new() };
            let saved = save(unit, vec![product]).await?;
            match saved.refused.first() {
                Some(refused) => Err(ExecuteError::Conflict(format!("{}: {}", refused.sku, refused.reason))),
                None => Ok(saved),
            }
        })
    }
}

impl Single for ImportProducts {
    type Answer = SavedProducts;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<SavedProducts, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move { save(unit, self.products).await })
    }
}

/// What is in the catalogue of the products and SKUs that are to be written.
struct Present {
    products: BTreeMap<Handle, ProductDraft>,
    owners: BTreeMap<Sku, Handle>,
    in_use: BTreeSet<Sku>,
}

async fn present(unit: &mut Unit<'_>, products: &[ImportedProduct]) -> Result<Present, ExecuteError> {
    let shop = unit.shop();
    let handles: Vec<&Handle> = products.iter().map(|product| &product.product.handle).collect();
    let skus: Vec<&Sku> = products.iter().flat_map(|product| product.product.variants.iter().map(|variant| &variant.sku)).collect();
    let rows = catalogue::by_handles(unit.session, &shop.id, &handles).await?;
    let owners = catalogue::owners(unit.session, &shop.id, &skus, &handles).await?;
    Ok(Present {
        products: rows.into_iter().map(|row| (row.draft.handle.clone(), row.draft)).collect(),
        in_use: owners.iter().filter(|owner| owner.in_use).map(|owner| owner.sku.clone()).collect(),
        owners: owners.into_iter().map(|owner| (owner.sku, owner.handle)).collect(),
    })
}

async fn save(unit: &mut Unit<'_>, products: Vec<ImportedProduct>) -> Result<SavedProducts, ExecuteError> {
    let shop = unit.shop();
    let mut present = present(unit, &products).await?;
    let mut saved = SavedProducts::default();
    let mut written: Vec<(ProductDraft, i64)> = Vec::new();
    let mut opening: Vec<(Sku, u32)> = Vec::new();
    for ImportedProduct { product, opening_stock } in products {
        if let Some(refused) = refusal(&present, &product) {
            saved.refused.push(refused);
            continue;
        }
        let before = present.products.get(&product.handle);
        match before {
            Some(before) if *before == product => {
                saved.unchanged.push(product.handle);
                continue;
            }
            Some(_) => saved.updated.push(product.handle.clone()),
            None => saved.created.push(product.handle.clone()),
        }
        let gone = before.iter().flat_map(|before| &before.variants).filter(|old| !has(&product, &old.sku));
        let gone: Vec<Sku> = gone.map(|old| old.sku.clone()).collect();
        for sku in &gone {
            catalogue::delete_variant(unit.session, &shop.id, sku).await?;
            present.owners.remove(sku);
            unit.touch(sku);
        }
        opening.extend(opening_stock.into_iter().filter(|(sku, units)| *units > 0 && !present.owners.contains_key(sku)));
        let skus: Vec<Sku> = product.variants.iter().map(|variant| variant.sku.clone()).collect();
        let touched = skus.iter().cloned().chain(gone).collect();
        let version = unit.log(&Event::ProductSaved { handle: product.handle.as_str(), skus: touched });
        for sku in skus {
            unit.touch(&sku);
            present.owners.insert(sku, product.handle.clone());
        }
        unit.touch_product(&product.handle);
        present.products.insert(product.handle.clone(), product.clone());
        written.push((product, version));
    }
    let rows: Vec<(&ProductDraft, i64)> = written.iter().map(|(product, version)| (product, *version)).collect();
    catalogue::save(unit.session, &shop.id, &rows, unit.at.as_millisecond()).await?;
    open_stock(unit, &opening).await?;
    saved.version = unit.state.seq;
    Ok(saved)
}

fn has(product: &ProductDraft, sku: &Sku) -> bool {
    product.variants.iter().any(|variant| variant.sku == *sku)
}

/// Why a product cannot be written: a SKU of it is another product's, or one that it loses has stock or people in line.
fn refusal(present: &Present, product: &ProductDraft) -> Option<Refused> {
    let refused = |sku: &Sku, reason: String| Some(Refused { handle: product.handle.clone(), sku: sku.clone(), reason });
    for variant in &product.variants {
        if let Some(owner) = present.owners.get(&variant.sku).filter(|owner| **owner != product.handle) {
            return refused(&variant.sku, format!("the SKU belongs to the product {owner}"));
        }
    }
    let before = present.products.get(&product.handle)?;
    let gone = before.variants.iter().find(|old| !has(product, &old.sku) && present.in_use.contains(&old.sku))?;
    refused(&gone.sku, "the variant has stock or people in line, so it cannot be left out".to_owned())
}

async fn open_stock(unit: &mut Unit<'_>, opening: &[(Sku, u32)]) -> Result<(), ExecuteError> {
    if opening.is_empty() {
        return Ok(());
    }
    let shop = unit.shop();
    let location = LocationCode::parse(OPENING_LOCATION).map_err(|_| ExecuteError::Internal)?;
    variants::save_location(unit.session, &shop.id, &location, unit.at.as_millisecond()).await?;
    let (mut rows, mut stock) = (Vec::with_capacity(opening.len()), Vec::with_capacity(opening.len()));
    for (sku, units) in opening {
        stock.push(StockRow { shop: shop.id.clone(), sku: sku.clone(), location: location.clone(), on_hand: *units, reserved: 0 });
        let counters = dockline_domain::stock::Counters { on_hand: *units, ..Default::default() };
        rows.push(variants::CountersRow { shop: shop.id.clone(), sku: sku.clone(), counters });
        unit.log(&Event::StockChanged { sku, location: location.as_str(), on_hand: *units, reason: Some("opening stock"), skus: vec![] });
    }
    unit.session.write(&[variants::save_stock(&stock), variants::save_counters(&rows)]).await?;
    Ok(())
}
