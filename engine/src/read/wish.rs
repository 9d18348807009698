//! What a shopper may change, and what would come of it: said before it is done.

use crate::Engine;
use crate::error::ReadError;
use crate::store::backorders::{self, BackorderRow};
use crate::store::{Session, StoreError, catalogue, orders, shops, variants};
use crate::view::VariantSnapshot;
use dockline_domain::backorder::State;
use dockline_domain::catalogue::OptionValue;
use dockline_domain::dates::Window;
use dockline_domain::id::{Handle, Sku};
use dockline_domain::line::Place;
use dockline_domain::money::Money;
use dockline_domain::promise::{Expected, expected};
use dockline_domain::wish::{ChangeRefused, PlaceAfter, change_variant};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What would come of waiting for another variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantChange {
    /// What becomes of the place in line.
    pub place: PlaceAfter,
    /// Units ahead + 1 in the other line.
    pub position: u32,
    /// When the units would be expected to ship.
    pub expected: Option<Window>,
    /// On what that rests.
    pub basis: Option<String>,
}

/// Another variant that units of an order may wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantChoice {
    /// What they wait for now.
    pub from: Sku,
    /// Units that wait.
    pub quantity: u32,
    /// What they could wait for.
    pub to: Sku,
    /// Its options.
    pub options: Vec<OptionValue>,
    /// Its price now.
    pub price: Money,
    /// What would come of it for all of the units, or why it cannot be.
    pub change: Result<VariantChange, ChangeRefused>,
}

/// The line of a variant from its front on.
const FRONT: Place = Place { priority: i32::MAX, sequence: (i64::MIN, 0) };

/// Computes what would come of letting units of a backorder wait for another variant.
pub(crate) async fn variant_change(
    session: &mut Session,
    from: &VariantSnapshot,
    to: &VariantSnapshot,
    row: &BackorderRow,
    quantity: u32,
    placed_at: Timestamp,
) -> Result<Result<VariantChange, ChangeRefused>, StoreError> {
    let shop = &from.shop;
    let ahead_from = backorders::units_between(session, &shop.id, &from.sku, FRONT, row.place()).await?;
    let ahead_kept = backorders::units_between(session, &shop.id, &to.sku, FRONT, row.place()).await?;
    let place = match change_variant(&from.supply, &to.supply, quantity, ahead_from, ahead_kept, shop.today()) {
        Ok(place) => place,
        Err(refused) => return Ok(Err(refused)),
    };
    let ahead = match place {
        PlaceAfter::Kept => ahead_kept,
        PlaceAfter::EndOfLine => to.supply.counters.queued,
    };
    let placed_on = shop.zone.to_datetime(placed_at).date();
    let parts = to.supply.expected(ahead, quantity, placed_on, shop.today());
    let serving = parts.last().and_then(|part| part.purchase_order.as_ref());
    let basis = serving.and_then(|reference| to.news.iter().find(|news| news.purchase_order == *reference)?.basis.clone());
    let expected = match expected(&parts, quantity, false) {
        Expected::In(window) => Some(window),
        Expected::Overdue | Expected::Unknown => None,
    };
    Ok(Ok(VariantChange { place, position: ahead.saturating_add(1), expected, basis }))
}

impl Engine {
    /// The other variants that the waiting units of an order may wait for, each with what would come of it.
    pub async fn variant_choices(&self, token: &str) -> Result<Vec<VariantChoice>, ReadError> {
        let now = self.now();
        let mut session = self.database.read().await?;
        let read = choices(&mut session, token, now).await;
        session.end().await?;
        Ok(read?)
    }
}

async fn choices(session: &mut Session, token: &str, now: Timestamp) -> Result<Vec<VariantChoice>, StoreError> {
    let Some(order) = orders::by_token(session, token).await? else { return Ok(Vec::new()) };
    let Some(shop) = shops::by_id(session, &order.shop).await? else { return Ok(Vec::new()) };
    let rows = backorders::of_order(session, &order.shop, &order.id).await?;
    let waiting: Vec<&BackorderRow> = rows.iter().filter(|row| row.state == State::Queued).collect();
    let skus: BTreeSet<Sku> = waiting.iter().map(|row| row.sku.clone()).collect();
    let time = shop.shop.time(now);
    let own = variants::load(session, &shop.shop, &skus, shop.seq, time).await?;
    let handles: BTreeSet<&Handle> = own.iter().map(|snapshot| &snapshot.handle).collect();
    let products = catalogue::by_handles(session, &order.shop, &handles.into_iter().collect::<Vec<_>>()).await?;
    let siblings: BTreeSet<Sku> = products.iter().flat_map(|row| row.draft.variants.iter().map(|variant| variant.sku.clone())).collect();
    let all = variants::load(session, &shop.shop, &siblings, shop.seq, time).await?;
    let mut choices = Vec::new();
    for row in waiting {
        let Some(from) = all.iter().find(|snapshot| snapshot.sku == row.sku) else { continue };
        let product = products.iter().find(|product| product.draft.handle == from.handle);
        for variant in product.iter().flat_map(|product| &product.draft.variants).filter(|variant| variant.sku != row.sku) {
            let Some(to) = all.iter().find(|snapshot| snapshot.sku == variant.sku) else { continue };
            let change = variant_change(session, from, to, row, row.quantity, order.placed_at).await?;
            let (from, quantity, to) = (row.sku.clone(), row.quantity, variant.sku.clone());
            choices.push(VariantChoice { from, quantity, to, options: variant.options.clone(), price: variant.price, change });
        }
    }
    Ok(choices)
}
