//! Writing products, one or many. Writing what is there already changes nothing.

use super::Command;
use super::rename::rename_product;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::former_names::{self, Named};
use crate::store::variants::StockRow;
use crate::store::{catalogue, variants};
use crate::writer::turn::Turn;
use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::{Handle, LocationCode, Sku};
use dockline_domain::reason::Reason;
use dockline_domain::refusal::Refusal;
use dockline_domain::saving::{
    Change, FormerNames, Present, Spelling, StatedStock, Withdrawn, other_handle,
};
use dockline_domain::stock::Counters;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
#[derive(Debug, Clone, Default)]
pub struct ImportProducts {
    /// The products, checked.
    pub products: Vec<ImportedProduct>,
    /// What their source does not sell any more: what is in the catalogue of it is taken off sale.
    pub withdrawn: Vec<Withdrawn>,
    /// Every SKU that the file sells, in each spelling: a product of which one is sold stays on
    /// sale, even if a copy of it in the same file is not sold.
    pub sold: Arc<BTreeSet<Sku>>,
    /// Every handle that the file gives: a product that is not there by one of them, and by its
    /// SKUs, has another handle at its source now.
    pub named: Arc<BTreeSet<Handle>>,
}

/// A product of an import.
#[derive(Debug, Clone)]
pub struct ImportedProduct {
    /// The product, checked.
    pub product: ProductDraft,
    /// The handle was made of its name: what it is is told by its SKUs, and it keeps the handle of
    /// the product that has them.
    pub handle_made: bool,
    /// Its names in the spelling of the file, where they were cleaned.
    pub spelling: Spelling,
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
    /// Ones that were taken off sale, because their source does not sell them any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<Handle>,
    /// Ones that have another handle at their source now, and here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed: Vec<RenamedProduct>,
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
        self.withdrawn.extend(more.withdrawn);
        self.renamed.extend(more.renamed);
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

/// A product that was given the handle that it has at its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenamedProduct {
    /// What it was called.
    pub from: Handle,
    /// What it is called.
    pub to: Handle,
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
            spelling: Spelling::default(),
            opening_stock: Vec::new(),
        };
        let product = ImportProducts {
            products: vec![product],
            ..ImportProducts::default()
        };
        match save(turn, product, Stating::Everything).await? {
            (_, Some(refused)) => Err(refused.into()),
            (saved, None) => Ok(saved),
        }
    }
}

impl Command for ImportProducts {
    type Answer = SavedProducts;

    async fn run(self, turn: &mut Turn<'_>) -> Result<SavedProducts, ExecuteError> {
        Ok(save(turn, self, Stating::WhatFilesHold).await?.0)
    }

    fn shortened(answer: &SavedProducts) -> Option<SavedProducts> {
        Some(answer.shortened())
    }
}

/// What is in the catalogue of the products and SKUs that are to be written.
async fn present(
    turn: &mut Turn<'_>,
    ImportProducts {
        products,
        withdrawn,
        sold: _,
        named: _,
    }: &ImportProducts,
) -> Result<Present, ExecuteError> {
    let shop = turn.shop();
    let made: Vec<Handle> = products
        .iter()
        .filter(|product| product.handle_made)
        .filter_map(|product| other_handle(&product.product))
        .collect();
    let own = products.iter().map(|product| &product.product.handle);
    let written = products
        .iter()
        .filter_map(|product| product.spelling.handle.as_ref());
    let named = withdrawn.iter().flat_map(|one| &one.handles);
    let mut handles: BTreeSet<&Handle> = own.chain(written).chain(&made).chain(named).collect();
    let mut skus: Vec<&Sku> = products
        .iter()
        .flat_map(|product| {
            let own = product.product.variants.iter().map(|variant| &variant.sku);
            own.chain(product.spelling.skus.values())
        })
        .chain(withdrawn.iter().flat_map(|one| &one.skus))
        .collect();
    let former = former_names(turn, &handles, &skus).await?;
    handles.extend(former.handles.values());
    skus.extend(former.skus.values());
    let named = handles.iter().copied();
    let found = catalogue::present(turn.session, &shop.id, &skus, named).await?;
    handles.extend(found.iter().map(|(_, variant)| &variant.handle));
    let handles: Vec<&Handle> = handles.into_iter().collect();
    let rows = catalogue::by_handles(turn.session, &shop.id, &handles).await?;
    // The other variants of a product that is found by its SKUs.
    let variants = catalogue::present(turn.session, &shop.id, &skus, handles).await?;
    Ok(Present::new(rows.into_iter().map(|row| row.draft), variants).with_former(former))
}

/// What those of some names that were given up lead to.
async fn former_names(
    turn: &mut Turn<'_>,
    handles: &BTreeSet<&Handle>,
    skus: &[&Sku],
) -> Result<FormerNames, ExecuteError> {
    let shop = turn.shop();
    let names = handles.iter().map(|handle| handle.as_str());
    let of_products = former_names::now(turn.session, &shop.id, Named::Product, names).await?;
    let names = skus.iter().map(|sku| sku.as_str());
    let of_variants = former_names::now(turn.session, &shop.id, Named::Variant, names).await?;
    let handle = |(former, now): (String, String)| {
        Some((Handle::parse(&former).ok()?, Handle::parse(&now).ok()?))
    };
    let sku =
        |(former, now): (String, String)| Some((Sku::parse(&former).ok()?, Sku::parse(&now).ok()?));
    Ok(FormerNames {
        handles: of_products.into_iter().filter_map(handle).collect(),
        skus: of_variants.into_iter().filter_map(sku).collect(),
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
        for (sku, stated) in stock {
            match present.stock(&sku, stated) {
                StatedStock::Opens => self.opening.push((sku, stated)),
                StatedStock::FirstCount => self.first_count.push((sku, stated)),
                StatedStock::Kept { on_hand } => self.kept.push(StockKept {
                    sku,
                    stated,
                    on_hand,
                }),
                StatedStock::Nothing => {}
            }
        }
    }
}

impl ImportedProduct {
    /// Takes the names that it has in the catalogue, and answers the handle it came with.
    fn take_names(&mut self, present: &Present) -> Handle {
        let came_with = self.product.handle.clone();
        present.respell(&mut self.product, &self.spelling);
        for (sku, _) in &mut self.opening_stock {
            *sku = present.spelt(sku, &self.spelling).clone();
        }
        if self.handle_made
            && let Some(handle) = present.handle_instead(&self.product)
        {
            self.product.handle = handle;
        }
        came_with
    }
}

/// How much of a product is stated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stating {
    /// All of it: what is not said is taken away.
    Everything,
    /// What files of other systems have columns for: the rest stays.
    WhatFilesHold,
}

/// Products on their way into the catalogue.
struct Saving {
    stating: Stating,
    present: Present,
    /// SKUs that their source does not sell any more.
    unsold: BTreeSet<Sku>,
    /// Handles that the file gives.
    named: Arc<BTreeSet<Handle>>,
    saved: SavedProducts,
    /// Why the first that cannot be written was refused.
    first_refused: Option<Refusal>,
    /// A product that stands in a file twice is written once, as it was said last.
    versions: BTreeMap<Handle, i64>,
    stated: Stated,
    /// Variants with another policy, or another day of release.
    moved: Vec<Sku>,
}

impl Saving {
    /// Takes the next product of the file: those that come later find it as it is now.
    async fn take(
        &mut self,
        turn: &mut Turn<'_>,
        mut imported: ImportedProduct,
    ) -> Result<(), ExecuteError> {
        let came_with = imported.take_names(&self.present);
        let ImportedProduct {
            mut product,
            handle_made,
            spelling: _,
            opening_stock,
        } = imported;
        if self.stating == Stating::WhatFilesHold && !handle_made {
            let renamed = follow_source(turn, &mut self.present, &product, &self.named).await?;
            self.saved.renamed.extend(renamed);
        }
        self.present.keep_unsold(&mut product, &self.unsold);
        if let Some((sku, why)) = self.present.refusal(&product, handle_made) {
            self.saved.refused.push(Refused {
                handle: came_with,
                sku: sku.clone(),
                reason: why.to_string(),
            });
            self.first_refused
                .get_or_insert(Refusal::Product { sku, why });
            return Ok(());
        }
        if self.stating == Stating::WhatFilesHold
            && let Some(before) = self.present.product(&product.handle)
        {
            product.keep_facts_of(before);
        }
        self.stated.sort(&self.present, opening_stock);
        let (list, gone) = match self.present.change(&product) {
            Change::Unchanged => {
                self.saved.unchanged.push(product.handle);
                return Ok(());
            }
            Change::Created => (&mut self.saved.created, Vec::new()),
            Change::Updated { gone, other_policy } => {
                self.moved.extend(other_policy);
                (&mut self.saved.updated, gone)
            }
        };
        list.push(product.handle.clone());
        self.put(turn, product, &gone).await
    }

    /// Takes off sale what the file says its source does not sell any more.
    async fn withdraw(
        &mut self,
        turn: &mut Turn<'_>,
        withdrawn: &[Withdrawn],
        sold: &BTreeSet<Sku>,
    ) -> Result<(), ExecuteError> {
        for one in withdrawn {
            if let Some(product) = self.present.without_sale(one, sold) {
                self.saved.withdrawn.push(product.handle.clone());
                self.put(turn, product, &[]).await?;
            }
        }
        Ok(())
    }

    async fn put(
        &mut self,
        turn: &mut Turn<'_>,
        product: ProductDraft,
        gone: &[Sku],
    ) -> Result<(), ExecuteError> {
        let version = note_saved(turn, &product, gone).await?;
        self.versions.insert(product.handle.clone(), version);
        self.present.put(product, gone);
        Ok(())
    }
}

/// Writes what can be written, and answers why the first that cannot be was refused.
async fn save(
    turn: &mut Turn<'_>,
    import: ImportProducts,
    stating: Stating,
) -> Result<(SavedProducts, Option<Refusal>), ExecuteError> {
    let shop = turn.shop();
    let present = present(turn, &import).await?;
    let ImportProducts {
        products,
        withdrawn,
        sold,
        named,
    } = import;
    let unsold = withdrawn.iter().flat_map(|one| &one.skus);
    let mut saving = Saving {
        stating,
        unsold: unsold.map(|sku| present.called_now(sku).clone()).collect(),
        present,
        named,
        saved: SavedProducts::default(),
        first_refused: None,
        versions: BTreeMap::new(),
        stated: Stated::default(),
        moved: Vec::new(),
    };
    for imported in products {
        saving.take(turn, imported).await?;
    }
    saving.withdraw(turn, &withdrawn, &sold).await?;
    let Saving {
        present,
        mut saved,
        first_refused,
        versions,
        stated,
        moved,
        ..
    } = saving;
    let rows: Vec<(&ProductDraft, i64)> = versions
        .iter()
        .filter_map(|(handle, version)| Some((present.product(handle)?, *version)))
        .collect();
    // Before the stock: counters are columns of the rows that are made here.
    catalogue::save(turn.session, &shop.id, &rows, turn.at.as_millisecond()).await?;
    if !moved.is_empty() {
        turn.log(Event::PoliciesChanged {
            skus: moved.clone(),
        });
        // What may leave from now on is given to those who wait for that.
        let mut snapshots = turn.variants(&moved).await?;
        turn.serve(&mut snapshots, None).await?;
    }
    open_stock(turn, stated.opening).await?;
    count_first(turn, stated.first_count).await?;
    saved.stock_kept = stated.kept;
    saved.version = turn.state.seq;
    Ok((saved, first_refused))
}

/// Gives a product the handle that it has at its source now.
async fn follow_source(
    turn: &mut Turn<'_>,
    present: &mut Present,
    product: &ProductDraft,
    named: &BTreeSet<Handle>,
) -> Result<Option<RenamedProduct>, ExecuteError> {
    let Some(before) = present.renamed_at_source(product, named) else {
        return Ok(None);
    };
    let from = before.handle.clone();
    let to = product.handle.clone();
    let renamed = ProductDraft {
        handle: to.clone(),
        ..before.clone()
    };
    rename_product(turn, &from, &renamed).await?;
    present.rename(&from, &to);
    Ok(Some(RenamedProduct { from, to }))
}

/// Takes out the variants that a product has lost, logs what it is now and answers its version.
async fn note_saved(
    turn: &mut Turn<'_>,
    product: &ProductDraft,
    gone: &[Sku],
) -> Result<i64, ExecuteError> {
    let shop = turn.shop();
    for sku in gone {
        catalogue::delete_variant(turn.session, &shop.id, sku).await?;
    }
    former_names::forget_gone(turn.session, &shop.id, gone).await?;
    let kept = product.variants.iter().map(|variant| &variant.sku);
    let skus: Vec<Sku> = kept.chain(gone).cloned().collect();
    for sku in &skus {
        turn.touch(sku);
    }
    turn.touch_product(&product.handle);
    Ok(turn.log(Event::ProductSaved {
        handle: product.handle.clone(),
        skus,
    }))
}

/// Where stock of an import is put.
async fn opening_location(turn: &mut Turn<'_>) -> Result<LocationCode, ExecuteError> {
    let shop = turn.shop();
    let location = LocationCode::parse(OPENING_LOCATION).map_err(|_| ExecuteError::Internal)?;
    variants::save_location(turn.session, &shop.id, &location, turn.at.as_millisecond()).await?;
    Ok(location)
}

async fn open_stock(turn: &mut Turn<'_>, opening: Vec<(Sku, u32)>) -> Result<(), ExecuteError> {
    if opening.is_empty() {
        return Ok(());
    }
    let shop = turn.shop();
    let location = opening_location(turn).await?;
    let (mut counters, mut stock) = (variants::counters(), variants::stock());
    for (sku, on_hand) in opening {
        stock.push(&StockRow {
            shop: &shop.id,
            sku: &sku,
            location: &location,
            on_hand,
            reserved: 0,
        });
        counters.push(&variants::CountersRow {
            shop: &shop.id,
            sku: &sku,
            counters: Counters {
                on_hand,
                ..Counters::default()
            },
        });
        turn.log(Event::StockChanged {
            sku,
            location: location.clone(),
            on_hand,
            reason: Some(Reason::OpeningStock),
            skus: vec![],
        });
    }
    turn.session
        .write(&[stock.write(), counters.write()])
        .await?;
    Ok(())
}

/// Stock of variants that are there already: people may wait for them, and are served first.
async fn count_first(turn: &mut Turn<'_>, stated: Vec<(Sku, u32)>) -> Result<(), ExecuteError> {
    if stated.is_empty() {
        return Ok(());
    }
    let shop = turn.shop();
    let location = opening_location(turn).await?;
    let mut snapshots = turn.variants(stated.iter().map(|(sku, _)| sku)).await?;
    let mut stock = variants::stock();
    for (sku, on_hand) in stated {
        stock.push(&StockRow {
            shop: &shop.id,
            sku: &sku,
            location: &location,
            on_hand,
            reserved: 0,
        });
        if let Some(snapshot) = snapshots.get_mut(&sku) {
            snapshot.supply.counters.on_hand = on_hand;
        }
        turn.log(Event::StockChanged {
            skus: vec![sku.clone()],
            sku,
            location: location.clone(),
            on_hand,
            reason: Some(Reason::OpeningStock),
        });
    }
    turn.session.write(&[stock.write()]).await?;
    turn.serve(&mut snapshots, None).await?;
    Ok(())
}
