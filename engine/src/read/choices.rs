//! What a shopper may change, and what would come of it: said before it is done.

use crate::Engine;
use crate::error::ReadError;
use crate::expect::{Expectations, Wish};
use crate::store::backorders::{self, BackorderRow};
use crate::store::catalogue::ProductRow;
use crate::store::shops::ShopRow;
use crate::store::{Session, StoreError, catalogue, orders, shops, variants};
use dockline_domain::backorder::State;
use dockline_domain::id::{Handle, Sku};
use dockline_view::VariantChoice;
use dockline_view::VariantSnapshot;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Engine {
    /// The other variants that the waiting units of an order may wait for, each with what would
    /// come of it.
    pub async fn variant_choices(&self, token: &str) -> Result<Vec<VariantChoice>, ReadError> {
        let now = self.now();
        let mut session = self.database.read().await?;
        let read = choices(&mut session, token, now).await;
        session.end().await?;
        Ok(read?)
    }
}

async fn choices(
    session: &mut Session,
    token: &str,
    now: Timestamp,
) -> Result<Vec<VariantChoice>, StoreError> {
    let Some(order) = orders::by_token(session, token).await? else {
        return Ok(Vec::new());
    };
    let Some(shop) = shops::by_id(session, &order.shop).await? else {
        return Ok(Vec::new());
    };
    let rows = backorders::of_order(session, &order.shop, &order.id).await?;
    let waiting: Vec<&BackorderRow> = rows
        .iter()
        .filter(|row| row.state == State::Queued)
        .collect();
    let skus: BTreeSet<&Sku> = waiting.iter().map(|row| &row.sku).collect();
    let time = shop.shop.time(now);
    let Siblings { products, all } = siblings(session, &shop, &skus, time).await?;
    let mut known = Expectations::new(Arc::clone(&shop.shop), shop.seq, time);
    let mut choices = Vec::new();
    for sku in skus {
        let Some(from) = all.iter().find(|snapshot| snapshot.sku == *sku) else {
            continue;
        };
        let of_sku = waiting.iter().copied().filter(|row| row.sku == *sku);
        let rows: Vec<&BackorderRow> = of_sku.collect();
        let quantity = rows.iter().map(|row| row.quantity).sum();
        let product = products
            .iter()
            .find(|product| product.draft.handle == from.handle);
        for variant in product
            .iter()
            .flat_map(|product| &product.draft.variants)
            .filter(|variant| variant.sku != *sku)
        {
            let Some(to) = all.iter().find(|snapshot| snapshot.sku == variant.sku) else {
                continue;
            };
            let wish = Wish {
                order: &order,
                rows: rows.clone(),
                from,
                to,
                quantity,
            };
            let change = wish
                .outcome(session, &mut known)
                .await?
                .map(|wished| wished.told());
            let (from, to) = (sku.clone(), variant.sku.clone());
            choices.push(VariantChoice {
                from,
                quantity,
                to,
                options: variant.options.clone(),
                price: variant.price,
                change,
            });
        }
    }
    Ok(choices)
}

/// The products of some variants, with the snapshots of all their variants.
struct Siblings {
    products: Vec<ProductRow>,
    all: Vec<VariantSnapshot>,
}

async fn siblings(
    session: &mut Session,
    shop: &ShopRow,
    skus: &BTreeSet<&Sku>,
    time: Timestamp,
) -> Result<Siblings, StoreError> {
    let own = variants::load(session, &shop.shop, skus.iter().copied(), shop.seq, time).await?;
    let handles: BTreeSet<&Handle> = own.iter().map(|snapshot| &snapshot.handle).collect();
    let products = catalogue::by_handles(
        session,
        &shop.shop.id,
        &handles.into_iter().collect::<Vec<_>>(),
    )
    .await?;
    let siblings: BTreeSet<&Sku> = products
        .iter()
        .flat_map(|row| row.draft.variants.iter().map(|variant| &variant.sku))
        .collect();
    let all = variants::load(session, &shop.shop, siblings, shop.seq, time).await?;
    Ok(Siblings { products, all })
}
