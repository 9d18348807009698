//! What an order would come to: decided as a placement is, and nothing of it is kept.

use crate::Engine;
use crate::error::{ExecuteError, ReadError};
use crate::store::former_names::{self, Named};
use crate::writer::placing::{Decided, Numbers, Placing, Wanted, decide, items};
use dockline_domain::address::Destination;
use dockline_domain::dates::{InOrder, in_order};
use dockline_domain::id::{Handle, ShopId, Sku};
use dockline_domain::money::Money;
use dockline_domain::order::{OrderLine, PlacedLine, Ship, merge_lines};
use dockline_domain::told;
use dockline_view::{Leaving, ProductView, Quote, QuotedLine, Shop, VariantSnapshot};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

impl Engine {
    /// What lines would cost and when they would ship, for somebody who holds nothing yet. An
    /// address must be one the shop delivers to; none is needed.
    pub async fn quote(
        &self,
        shop: &Arc<Shop>,
        lines: &[OrderLine],
        destination: Option<&Destination>,
    ) -> Result<Quote, ExecuteError> {
        let variants = self.priced(shop, lines).await.map_err(unanswered)?;
        if lines.iter().all(|line| variants.contains_key(&line.sku)) {
            return self.quoted(shop, lines, destination, &variants);
        }
        let named = self.with_present_names(&shop.id, lines).await?;
        let lines = named.as_deref().unwrap_or(lines);
        let variants = self.priced(shop, lines).await.map_err(unanswered)?;
        self.quoted(shop, lines, destination, &variants)
    }

    /// The lines by the SKUs that their variants have now; `None` where none was renamed.
    pub(crate) async fn with_present_names(
        &self,
        shop: &ShopId,
        lines: &[OrderLine],
    ) -> Result<Option<Vec<OrderLine>>, ExecuteError> {
        let names = lines.iter().map(|line| line.sku.as_str());
        let former = self
            .ask(async |session| former_names::now(session, shop, Named::Variant, names).await)
            .await?;
        if former.is_empty() {
            return Ok(None);
        }
        let former: HashMap<String, String> = former.into_iter().collect();
        let named = lines.iter().map(|line| {
            let now = former.get(line.sku.as_str()).map(|now| Sku::parse(now));
            let sku = now.and_then(Result::ok).unwrap_or_else(|| line.sku.clone());
            OrderLine {
                sku,
                quantity: line.quantity,
            }
        });
        // What stands in it by both names is one line.
        merge_lines(named.collect())
            .map(Some)
            .map_err(ExecuteError::Invalid)
    }

    /// The same for what somebody has in hand: products as they were read.
    pub fn quote_seen<'v>(
        &self,
        shop: &Arc<Shop>,
        lines: &[OrderLine],
        seen: impl Iterator<Item = &'v ProductView>,
    ) -> Result<Quote, ExecuteError> {
        let mut variants = HashMap::new();
        for view in seen {
            let drafts = [&*view.product];
            let snapshots = view.snapshots.iter().map(|one| VariantSnapshot::clone(one));
            variants.extend(items(snapshots.collect(), drafts));
        }
        self.quoted(shop, lines, None, &variants)
    }

    fn quoted(
        &self,
        shop: &Arc<Shop>,
        lines: &[OrderLine],
        destination: Option<&Destination>,
        variants: &HashMap<Sku, Placing>,
    ) -> Result<Quote, ExecuteError> {
        let shop = variants
            .values()
            .next()
            .map_or(shop, |one| &one.snapshot.shop);
        let at = shop.time(self.now());
        let decided = |ship| {
            let wanted = Wanted {
                lines,
                ship,
                destination: destination.map(Some),
                expected_total: None,
                told: None,
            };
            // No order gets these numbers.
            let numbers = Numbers { order: 0, event: 0 };
            decide(wanted, shop, variants, &BTreeMap::new(), at, numbers)
        };
        let apart = decided(Ship::AsAvailable)?;
        let together = decided(Ship::Complete)?;
        Ok(quote(&apart, &together, variants))
    }

    /// The variants of some lines with their prices.
    async fn priced(
        &self,
        shop: &Arc<Shop>,
        lines: &[OrderLine],
    ) -> Result<HashMap<Sku, Placing>, ReadError> {
        let skus: Vec<&Sku> = lines.iter().map(|line| &line.sku).collect();
        let snapshots = self.snapshots(shop, &skus).await?;
        let handles: BTreeSet<&Handle> = snapshots.iter().map(|one| &one.handle).collect();
        let handles: Vec<Handle> = handles.into_iter().cloned().collect();
        let products = self.products_called(shop, &handles).await?;
        let snapshots: Vec<VariantSnapshot> = snapshots
            .iter()
            .map(|snapshot| VariantSnapshot::clone(snapshot))
            .collect();
        let drafts = products.iter().map(|row| &row.draft);
        Ok(items(snapshots, drafts).into_iter().collect())
    }
}

fn unanswered(error: ReadError) -> ExecuteError {
    match error {
        ReadError::NotFound { what, name } => ExecuteError::not_found(what, name),
        ReadError::BadCursor => ExecuteError::Internal,
        ReadError::Store(error) => error.into(),
    }
}

fn quote(apart: &Decided, together: &Decided, variants: &HashMap<Sku, Placing>) -> Quote {
    let (total, shipping_minor) = (apart.total, apart.shipping_minor);
    let money = |minor| Money { minor, ..total };
    let line = |line: &PlacedLine| QuotedLine {
        sku: line.sku.clone(),
        quantity: line.quantity.units(),
        price: variants[&line.sku].price,
        parts: line.parts.clone(),
        position: line.position,
    };
    let versions = variants.values().map(|variant| variant.snapshot.version);
    Quote {
        goods: money(total.minor - shipping_minor),
        discount: money(0),
        shipping: money(shipping_minor),
        total,
        lines: apart.placed.iter().map(line).collect(),
        as_available: leaving(&apart.placed),
        complete: told::together(&together.placed),
        version: versions.max().unwrap_or(0),
    }
}

/// The parts of some lines by the window in which they ship.
fn leaving(placed: &[PlacedLine]) -> Vec<Leaving> {
    let mut by_window: BTreeMap<InOrder, Leaving> = BTreeMap::new();
    for line in placed {
        for part in &line.parts {
            let window = part.window();
            let units = (line.sku.clone(), part.quantity);
            let known = by_window.entry(in_order(window));
            let leaving = known.or_insert_with(|| Leaving {
                window,
                units: Vec::new(),
            });
            match leaving.units.last_mut() {
                Some((sku, quantity)) if *sku == line.sku => *quantity += part.quantity,
                _ => leaving.units.push(units),
            }
        }
    }
    by_window.into_values().collect()
}
