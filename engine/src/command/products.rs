//! Writing products, one or many. Writing what is there already changes nothing.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::catalogue::VariantOwner;
use crate::store::variants::StockRow;
use crate::store::{catalogue, variants};
use crate::writer::turn::Turn;
use dockline_domain::catalogue::{ProductDraft, VariantDraft};
use dockline_domain::id::{Handle, LocationCode, Sku};
use dockline_domain::reason::Reason;
use dockline_domain::refusal::{ProductRefused, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// The handle was made of its name: what it is is told by its SKUs, and it keeps the handle of
    /// the product that has them.
    pub handle_made: bool,
    /// Units on hand for variants that were never counted; what is counted already is left as it
    /// is.
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
    /// Ones that could not be written, by the handle they came with.
    pub refused: Vec<Refused>,
    /// Stock that was stated and not taken.
    #[serde(default)]
    pub stock_kept: Vec<StockKept>,
    /// Number of the newest event.
    pub version: i64,
    /// Set when the lists above were too long to be kept with an idempotency key: then they hold
    /// the first entries of what was not written, and this is what there was of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortened: Option<SavedCounts>,
}

/// How many products came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedCounts {
    /// New ones.
    pub created: usize,
    /// Changed ones.
    pub updated: usize,
    /// Ones that were the same already.
    pub unchanged: usize,
    /// Ones that could not be written.
    pub refused: usize,
}

/// Entries that are kept of a list that is too long.
const ENTRIES_KEPT: usize = 100;

impl SavedProducts {
    /// How many products came to what.
    pub fn counts(&self) -> SavedCounts {
        self.shortened.unwrap_or(SavedCounts {
            created: self.created.len(),
            updated: self.updated.len(),
            unchanged: self.unchanged.len(),
            refused: self.refused.len(),
        })
    }

    pub(super) fn add(&mut self, more: Self) {
        self.created.extend(more.created);
        self.updated.extend(more.updated);
        self.unchanged.extend(more.unchanged);
        self.refused.extend(more.refused);
        self.stock_kept.extend(more.stock_kept);
        self.version = more.version;
    }

    pub(super) fn shortened(&self) -> Self {
        Self {
            refused: self.refused.iter().take(ENTRIES_KEPT).cloned().collect(),
            stock_kept: self.stock_kept.iter().take(ENTRIES_KEPT).cloned().collect(),
            version: self.version,
            shortened: Some(self.counts()),
            ..Self::default()
        }
    }
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

/// Stock that an import states of a variant that is counted here, and otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockKept {
    /// Which variant.
    pub sku: Sku,
    /// Units the import states.
    pub stated: u32,
    /// Units on hand here.
    pub on_hand: u32,
}

impl Command for SaveProduct {
    type Answer = SavedProducts;

    async fn run(self, turn: &mut Turn<'_>) -> Result<SavedProducts, ExecuteError> {
        if let Some(expected) = self.if_version {
            let shop = turn.shop();
            let current =
                catalogue::by_handle(turn.session, &shop.id, self.product.handle.as_str()).await?;
            let version = current.map_or(0, |row| row.version);
            if version != expected {
                return Err(ExecuteError::Outdated { version });
            }
        }
        let product = ImportedProduct {
            product: self.product,
            handle_made: false,
            opening_stock: Vec::new(),
        };
        match save(turn, vec![product]).await? {
            (_, Some(refused)) => Err(refused.into()),
            (saved, None) => Ok(saved),
        }
    }
}

impl Command for ImportProducts {
    type Answer = SavedProducts;

    async fn run(self, turn: &mut Turn<'_>) -> Result<SavedProducts, ExecuteError> {
        Ok(save(turn, self.products).await?.0)
    }

    fn shortened(answer: &SavedProducts) -> Option<SavedProducts> {
        Some(answer.shortened())
    }
}

/// What is in the catalogue of the products and SKUs that are to be written.
struct Present {
    products: BTreeMap<Handle, ProductDraft>,
    owners: BTreeMap<Sku, VariantOwner>,
}

impl Present {
    fn owner(&self, sku: &Sku) -> Option<&Handle> {
        self.owners.get(sku).map(|owner| &owner.handle)
    }

    /// Whether a product shares a SKU with the one of that handle.
    fn shares(&self, handle: &Handle, product: &ProductDraft) -> bool {
        product
            .variants
            .iter()
            .any(|variant| self.owner(&variant.sku) == Some(handle))
    }

    /// The handle of a product whose own was made of its name: that of the product that has its
    /// SKUs, or one that no other product has.
    fn handle_of(&self, product: &ProductDraft) -> Handle {
        if self.shares(&product.handle, product) {
            return product.handle.clone();
        }
        if let Some(owner) = product
            .variants
            .iter()
            .find_map(|variant| self.owner(&variant.sku))
        {
            return owner.clone();
        }
        if !self.products.contains_key(&product.handle) {
            return product.handle.clone();
        }
        other_handle(product).unwrap_or_else(|| product.handle.clone())
    }
}

/// The handle of a product whose own is another product's: with its first SKU.
fn other_handle(product: &ProductDraft) -> Option<Handle> {
    let sku = product.variants.first()?.sku.as_str().to_lowercase();
    let words: String = sku
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    Handle::parse(&format!("{}-{}", product.handle, words.trim_matches('-'))).ok()
}

async fn present(
    turn: &mut Turn<'_>,
    products: &[ImportedProduct],
) -> Result<Present, ExecuteError> {
    let shop = turn.shop();
    let mut handles: Vec<Handle> = products
        .iter()
        .map(|product| product.product.handle.clone())
        .collect();
    handles.extend(
        products
            .iter()
            .filter(|product| product.handle_made)
            .filter_map(|product| other_handle(&product.product)),
    );
    let skus: Vec<&Sku> = products
        .iter()
        .flat_map(|product| product.product.variants.iter().map(|variant| &variant.sku))
        .collect();
    let owners = catalogue::owners(
        turn.session,
        &shop.id,
        &skus,
        &handles.iter().collect::<Vec<_>>(),
    )
    .await?;
    handles.extend(owners.iter().map(|owner| owner.handle.clone()));
    handles.sort_unstable();
    handles.dedup();
    let handles: Vec<&Handle> = handles.iter().collect();
    let rows = catalogue::by_handles(turn.session, &shop.id, &handles).await?;
    // The other variants of a product that is found by its SKUs.
    let owners = catalogue::owners(turn.session, &shop.id, &skus, &handles).await?;
    Ok(Present {
        products: rows
            .into_iter()
            .map(|row| (row.draft.handle.clone(), row.draft))
            .collect(),
        owners: owners
            .into_iter()
            .map(|owner| (owner.sku.clone(), owner))
            .collect(),
    })
}

/// Stock that an import states, sorted by what becomes of it.
#[derive(Default)]
struct Stated {
    /// Of variants that are new.
    opening: Vec<(Sku, u32)>,
    /// Of variants that are there and were never counted.
    first_count: Vec<(Sku, u32)>,
    kept: Vec<StockKept>,
}

impl Stated {
    fn sort(&mut self, present: &Present, stock: Vec<(Sku, u32)>) {
        for (sku, units) in stock {
            match present.owners.get(&sku) {
                None if units > 0 => self.opening.push((sku, units)),
                Some(owner) if !owner.counted && units > 0 => self.first_count.push((sku, units)),
                Some(owner) if owner.counted && owner.on_hand != units => {
                    self.kept.push(StockKept {
                        sku,
                        stated: units,
                        on_hand: owner.on_hand,
                    });
                }
                None | Some(_) => {}
            }
        }
    }
}

/// Writes what can be written, and answers why the first that cannot be was refused.
async fn save(
    turn: &mut Turn<'_>,
    products: Vec<ImportedProduct>,
) -> Result<(SavedProducts, Option<Refusal>), ExecuteError> {
    let shop = turn.shop();
    let mut present = present(turn, &products).await?;
    let (mut saved, mut first_refused) = (SavedProducts::default(), None);
    let mut written: Vec<(ProductDraft, i64)> = Vec::new();
    let mut stated = Stated::default();
    let mut other_policy: Vec<Sku> = Vec::new();
    for ImportedProduct {
        mut product,
        handle_made,
        opening_stock,
    } in products
    {
        let stated_handle = product.handle.clone();
        if handle_made {
            product.handle = present.handle_of(&product);
        }
        if let Some((sku, why)) = refusal(&present, &product, handle_made) {
            saved.refused.push(Refused {
                handle: stated_handle,
                sku: sku.clone(),
                reason: why.to_string(),
            });
            first_refused.get_or_insert(Refusal::Product { sku, why });
            continue;
        }
        stated.sort(&present, opening_stock);
        let before = present.products.get(&product.handle);
        match before {
            Some(before) if *before == product => {
                saved.unchanged.push(product.handle);
                continue;
            }
            Some(_) => saved.updated.push(product.handle.clone()),
            None => saved.created.push(product.handle.clone()),
        }
        other_policy.extend(
            before
                .iter()
                .flat_map(|before| with_other_policy(before, &product)),
        );
        let gone: Vec<Sku> = before
            .iter()
            .flat_map(|before| &before.variants)
            .filter(|old| !has(&product, &old.sku))
            .map(|old| old.sku.clone())
            .collect();
        let version = note_saved(turn, &mut present, &product, gone).await?;
        written.push((product, version));
    }
    let rows: Vec<(&ProductDraft, i64)> = written
        .iter()
        .map(|(product, version)| (product, *version))
        .collect();
    catalogue::save(turn.session, &shop.id, &rows, turn.at.as_millisecond()).await?;
    if !other_policy.is_empty() {
        turn.log(Event::PoliciesChanged { skus: other_policy });
    }
    open_stock(turn, &stated.opening).await?;
    count_first(turn, &stated.first_count).await?;
    saved.stock_kept = stated.kept;
    saved.version = turn.state.seq;
    Ok((saved, first_refused))
}

/// Takes out the variants that a product has lost, logs what it is now and answers its version.
/// Products of the same import that come after it see it as it is now.
async fn note_saved(
    turn: &mut Turn<'_>,
    present: &mut Present,
    product: &ProductDraft,
    gone: Vec<Sku>,
) -> Result<i64, ExecuteError> {
    let shop = turn.shop();
    for sku in &gone {
        catalogue::delete_variant(turn.session, &shop.id, sku).await?;
        present.owners.remove(sku);
        turn.touch(sku);
    }
    let skus: Vec<Sku> = product
        .variants
        .iter()
        .map(|variant| variant.sku.clone())
        .collect();
    let touched = skus.iter().cloned().chain(gone).collect();
    let version = turn.log(Event::ProductSaved {
        handle: product.handle.clone(),
        skus: touched,
    });
    for sku in skus {
        turn.touch(&sku);
        let owner = VariantOwner::new(sku.clone(), product.handle.clone());
        present.owners.entry(sku).or_insert(owner);
    }
    turn.touch_product(&product.handle);
    // Products that come later in the file find this one as it is now.
    present
        .products
        .insert(product.handle.clone(), product.clone());
    Ok(version)
}

/// The variants of a product that may be sold further beyond stock than before, or less far, or
/// with another lead time.
fn with_other_policy<'a>(
    before: &'a ProductDraft,
    now: &'a ProductDraft,
) -> impl Iterator<Item = Sku> + 'a {
    let rule = |product: &ProductDraft, variant: &VariantDraft| {
        variant
            .policy
            .or(product.policy)
            .map(|policy| policy.backorder)
    };
    let changed = move |variant: &&VariantDraft| {
        let old = before.variants.iter().find(|old| old.sku == variant.sku);
        old.is_some_and(|old| rule(before, old) != rule(now, variant))
    };
    now.variants
        .iter()
        .filter(changed)
        .map(|variant| variant.sku.clone())
}

fn has(product: &ProductDraft, sku: &Sku) -> bool {
    product.variants.iter().any(|variant| variant.sku == *sku)
}

/// Why a product cannot be written: a SKU of it is another product's, its handle is that of another
/// product, or a SKU that it loses is in use.
fn refusal(
    present: &Present,
    product: &ProductDraft,
    handle_made: bool,
) -> Option<(Sku, ProductRefused)> {
    for variant in &product.variants {
        if let Some(owner) = present
            .owner(&variant.sku)
            .filter(|owner| **owner != product.handle)
        {
            return Some((variant.sku.clone(), ProductRefused::SkuOf(owner.clone())));
        }
    }
    let before = present.products.get(&product.handle)?;
    if handle_made && !present.shares(&product.handle, product) {
        let sku = product.variants.first()?.sku.clone();
        return Some((sku, ProductRefused::HandleOf(product.handle.clone())));
    }
    let in_use = |sku: &Sku| present.owners.get(sku).is_some_and(|owner| owner.in_use);
    let gone = before
        .variants
        .iter()
        .find(|old| !has(product, &old.sku) && in_use(&old.sku))?;
    Some((gone.sku.clone(), ProductRefused::InUse))
}

/// Where stock of an import is put.
async fn opening_location(turn: &mut Turn<'_>) -> Result<LocationCode, ExecuteError> {
    let shop = turn.shop();
    let location = LocationCode::parse(OPENING_LOCATION).map_err(|_| ExecuteError::Internal)?;
    variants::save_location(turn.session, &shop.id, &location, turn.at.as_millisecond()).await?;
    Ok(location)
}

async fn open_stock(turn: &mut Turn<'_>, opening: &[(Sku, u32)]) -> Result<(), ExecuteError> {
    if opening.is_empty() {
        return Ok(());
    }
    let shop = turn.shop();
    let location = opening_location(turn).await?;
    let (mut rows, mut stock) = (variants::counters(), Vec::with_capacity(opening.len()));
    for (sku, units) in opening {
        stock.push(StockRow {
            shop: shop.id.clone(),
            sku: sku.clone(),
            location: location.clone(),
            on_hand: *units,
            reserved: 0,
        });
        let counters = dockline_domain::stock::Counters {
            on_hand: *units,
            ..Default::default()
        };
        rows.push(&variants::CountersRow {
            shop: &shop.id,
            sku,
            counters,
        });
        turn.log(Event::StockChanged {
            sku: sku.clone(),
            location: location.clone(),
            on_hand: *units,
            reason: Some(Reason::OpeningStock),
            skus: vec![],
        });
    }
    turn.session
        .write(&[variants::save_stock(&stock), rows.write()])
        .await?;
    Ok(())
}

/// Stock of variants that are there already: people may wait for them, and are served first.
async fn count_first(turn: &mut Turn<'_>, stated: &[(Sku, u32)]) -> Result<(), ExecuteError> {
    if stated.is_empty() {
        return Ok(());
    }
    let shop = turn.shop();
    let location = opening_location(turn).await?;
    let row = |(sku, units): &(Sku, u32)| StockRow {
        shop: shop.id.clone(),
        sku: sku.clone(),
        location: location.clone(),
        on_hand: *units,
        reserved: 0,
    };
    turn.session
        .write(&[variants::save_stock(
            &stated.iter().map(row).collect::<Vec<_>>(),
        )])
        .await?;
    let skus: Vec<Sku> = stated.iter().map(|(sku, _)| sku.clone()).collect();
    let mut snapshots = turn.variants(&skus).await?;
    for (sku, units) in stated {
        turn.log(Event::StockChanged {
            sku: sku.clone(),
            location: location.clone(),
            on_hand: *units,
            reason: Some(Reason::OpeningStock),
            skus: vec![sku.clone()],
        });
        if let Some(snapshot) = snapshots.get_mut(sku) {
            snapshot.supply.counters.on_hand = *units;
        }
    }
    turn.serve(&mut snapshots, None).await?;
    Ok(())
}
