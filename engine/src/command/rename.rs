//! Giving a product another handle, or a variant another SKU. What it was called leads to it from
//! then on.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::catalogue;
use crate::store::former_names::{self, Named};
use crate::writer::turn::Turn;
use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::{Handle, Sku};
use dockline_domain::limits;
use dockline_domain::refusal::{Refusal, RenameRefused};
use serde::{Deserialize, Serialize};

/// Give a product another handle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameProduct {
    /// What it is called.
    pub handle: Handle,
    /// What it is to be called.
    pub to: Handle,
}

/// Give a variant another SKU, in orders of before too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenameVariant {
    /// What it is called.
    pub sku: Sku,
    /// What it is to be called.
    pub to: Sku,
}

/// Something is called so from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// The product.
    pub handle: Handle,
    /// Number of the newest event of the shop.
    pub version: i64,
}

impl Command for RenameProduct {
    type Answer = Renamed;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Renamed, ExecuteError> {
        let Self { handle, to } = self;
        let shop = turn.shop();
        // Anyone who asks once more, or knows a former name, means the same product.
        let handle = match called_now(turn, Named::Product, handle.as_str()).await? {
            Some(now) => Handle::parse(&now).map_err(|_| ExecuteError::Internal)?,
            None => handle,
        };
        let found = catalogue::by_handle(turn.session, &shop.id, handle.as_str()).await?;
        let found = found.ok_or_else(|| ExecuteError::not_found("product", handle.as_str()))?;
        if handle == to {
            return Ok(renamed(turn, to));
        }
        if catalogue::by_handle(turn.session, &shop.id, to.as_str())
            .await?
            .is_some()
        {
            return Err(refused(RenameRefused::Taken(to.to_string())));
        }
        is_free(turn, Named::Product, (handle.as_str(), to.as_str())).await?;
        let product = ProductDraft {
            handle: to.clone(),
            ..found.draft
        };
        rename_product(turn, &handle, &product).await?;
        Ok(renamed(turn, to))
    }
}

/// Writes that a product has the handle that its draft has.
pub(super) async fn rename_product(
    turn: &mut Turn<'_>,
    from: &Handle,
    product: &ProductDraft,
) -> Result<i64, ExecuteError> {
    let shop = turn.shop();
    let skus: Vec<Sku> = product.variants.iter().map(|one| one.sku.clone()).collect();
    for sku in &skus {
        turn.touch(sku);
    }
    turn.touch_product(from);
    turn.touch_product(&product.handle);
    let seq = turn.log(Event::ProductRenamed {
        from: from.clone(),
        to: product.handle.clone(),
        skus,
    });
    former_names::rename_product(turn.session, &shop.id, from, product, seq).await?;
    Ok(seq)
}

impl Command for RenameVariant {
    type Answer = Renamed;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Renamed, ExecuteError> {
        let Self { mut sku, to } = self;
        let shop = turn.shop();
        turn.call_by_present_names([&mut sku]).await?;
        let mut there = turn.variants([&sku, &to]).await?;
        let names = (sku.as_str(), to.as_str());
        let snapshot = there.remove(&sku);
        let snapshot = snapshot.ok_or_else(|| ExecuteError::not_found("variant", sku.as_str()))?;
        let handle = snapshot.handle;
        if sku == to {
            return Ok(renamed(turn, handle));
        }
        is_free(turn, Named::Variant, names).await?;
        // Rows of a variant that was deleted would be taken for its own.
        let is_used = former_names::is_used(turn.session, &shop.id, &to).await?;
        if is_used || there.contains_key(&to) {
            return Err(refused(RenameRefused::Taken(to.to_string())));
        }
        let limit = limits::ROWS_RENAMED_MAX;
        if former_names::is_in_more_than(turn.session, &shop.id, &sku, limit).await? {
            return Err(refused(RenameRefused::TooManyOrders { sku, limit }));
        }
        let row = catalogue::by_handle(turn.session, &shop.id, handle.as_str()).await?;
        let mut product = row.ok_or(ExecuteError::Internal)?.draft;
        for variant in product.variants.iter_mut().filter(|one| one.sku == sku) {
            variant.sku = to.clone();
        }
        turn.touch(&sku);
        turn.touch(&to);
        turn.touch_product(&handle);
        let seq = turn.log(Event::VariantRenamed {
            product: handle.clone(),
            from: sku.clone(),
            to: to.clone(),
        });
        former_names::rename_variant(turn.session, &shop.id, (&sku, &to), &product, seq).await?;
        Ok(renamed(turn, handle))
    }
}

fn refused(why: RenameRefused) -> ExecuteError {
    Refusal::from(why).into()
}

fn renamed(turn: &Turn<'_>, handle: Handle) -> Renamed {
    Renamed {
        handle,
        version: turn.state.seq,
    }
}

/// What something is called that had a name before.
async fn called_now(
    turn: &mut Turn<'_>,
    named: Named,
    former: &str,
) -> Result<Option<String>, ExecuteError> {
    let shop = turn.shop();
    let now = former_names::now(turn.session, &shop.id, named, [former]).await?;
    Ok(now.into_iter().next().map(|(_, now)| now))
}

/// Refuses a name by which something else is found, because it had that name.
async fn is_free(
    turn: &mut Turn<'_>,
    named: Named,
    (from, to): (&str, &str),
) -> Result<(), ExecuteError> {
    match called_now(turn, named, to).await? {
        Some(now) if now != from => Err(refused(RenameRefused::Was {
            former: to.to_owned(),
            now,
        })),
        Some(_) | None => Ok(()),
    }
}
