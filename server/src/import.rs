//! What the catalogue made of a file, row by row: what reading it said, and what came of its
//! products when they were written.

use dockline_domain::id::{Handle, Sku};
use dockline_domain::saving::Withdrawn;
use dockline_engine::command::{self, ImportProducts, SavedProducts};
use dockline_intake::import::{
    ImportError, ImportedProduct, Note, Parsed, RejectedRow, StatedEncoding,
};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// An import, told row by row.
#[derive(Debug)]
pub struct Outcome {
    /// Rows of the file below its header.
    pub rows: usize,
    /// What came of its products.
    pub saved: SavedProducts,
    /// Every row that was not imported, by line.
    pub rejected: Vec<RejectedRow>,
    /// Lines of rows that shoppers are not to see.
    pub skipped: Vec<u64>,
    /// What was guessed, changed, kept or left out, by line.
    pub notes: Vec<Note>,
}

/// What is known of an import while its products are written.
#[derive(Debug)]
pub struct Pending {
    rows: usize,
    rejected: Vec<RejectedRow>,
    skipped: Vec<u64>,
    notes: Vec<Note>,
    lines: HashMap<Handle, Vec<u64>>,
    variant_lines: HashMap<Sku, u64>,
}

impl Pending {
    /// The command that writes the products of a file, and what is to be said beside its answer.
    pub fn of(parsed: Parsed) -> (ImportProducts, Self) {
        let Parsed {
            products,
            rejected,
            skipped,
            withdrawn,
            notes,
            rows,
        } = parsed;
        let (mut lines, mut variant_lines) = (HashMap::new(), HashMap::new());
        for product in &products {
            lines.insert(product.product.handle.clone(), product.lines.clone());
            let skus = product
                .product
                .variants
                .iter()
                .map(|variant| variant.sku.clone());
            variant_lines.extend(skus.zip(product.variant_lines.iter().copied()));
            // The catalogue may have them in the spelling of the file.
            for (sku, written) in &product.spelling.skus {
                let line = variant_lines.get(sku).copied().unwrap_or(0);
                variant_lines.insert(written.clone(), line);
            }
        }
        let named = named(&products, &withdrawn, &rejected);
        let sold: BTreeSet<Sku> = variant_lines.keys().cloned().collect();
        let products = products.into_iter().map(
            |ImportedProduct {
                 product,
                 handle_made,
                 spelling,
                 stock,
                 lines: _,
                 variant_lines: _,
             }| {
                command::ImportedProduct {
                    product,
                    handle_made,
                    spelling,
                    opening_stock: stock,
                }
            },
        );
        (
            ImportProducts {
                products: products.collect(),
                withdrawn,
                sold: Arc::new(sold),
                named: Arc::new(named),
            },
            Self {
                rows,
                rejected,
                skipped,
                notes,
                lines,
                variant_lines,
            },
        )
    }

    /// Everything that is to be said of the file.
    pub fn finish(self, saved: SavedProducts) -> Outcome {
        let Self {
            rows,
            mut rejected,
            skipped,
            mut notes,
            lines,
            variant_lines,
        } = self;
        for refused in &saved.refused {
            let reason = format!("{}: {}", refused.sku, refused.reason);
            let lines = lines.get(&refused.handle).map_or(&[][..], Vec::as_slice);
            let row = |line: &u64| RejectedRow {
                line: *line,
                reason: reason.clone(),
                row_name: Some(refused.handle.to_string()),
            };
            rejected.extend(lines.iter().map(row));
        }
        for kept in &saved.stock_kept {
            let line = variant_lines.get(&kept.sku).copied().unwrap_or(0);
            notes.push(Note {
                line,
                text: format!(
                    "stock {} of {} not taken: {} counted here",
                    kept.stated, kept.sku, kept.on_hand
                ),
            });
        }
        for renamed in &saved.renamed {
            let line = lines.get(&renamed.to).and_then(|lines| lines.first());
            notes.push(Note {
                line: line.copied().unwrap_or(0),
                text: format!(
                    "{} is called {} now; its old address leads there",
                    renamed.from, renamed.to
                ),
            });
        }
        rejected.sort_by_key(|row| row.line);
        notes.sort_by_key(|note| note.line);
        Outcome {
            rows,
            saved,
            rejected,
            skipped,
            notes,
        }
    }
}

/// Every handle that a file gives, whatever becomes of its rows.
fn named(
    products: &[ImportedProduct],
    withdrawn: &[Withdrawn],
    rejected: &[RejectedRow],
) -> BTreeSet<Handle> {
    let own = products.iter().map(|product| &product.product.handle);
    let written = products
        .iter()
        .filter_map(|product| product.spelling.handle.as_ref());
    let unsold = withdrawn.iter().flat_map(|one| &one.handles);
    let names = rejected.iter().filter_map(|row| row.row_name.as_deref());
    own.chain(written)
        .chain(unsold)
        .cloned()
        .chain(names.filter_map(|name| Handle::parse(name).ok()))
        .collect()
}

/// A file in UTF-8, where its encoding is stated; otherwise as it is.
pub(crate) fn in_utf_8(
    stated: Option<StatedEncoding>,
    csv: &[u8],
) -> Result<Cow<'_, [u8]>, ImportError> {
    stated.map_or(Ok(Cow::Borrowed(csv)), |stated| stated.utf_8(csv))
}
