//! What would come of waiting for another variant.

use super::expectations::{Expectations, Implied, bound, implied};
use crate::store::backorders::{self, BackorderRow};
use crate::store::orders::OrderRow;
use crate::store::{Session, StoreError};
use dockline_domain::dates::Window;
use dockline_domain::order::Ship;
use dockline_domain::wish::{ChangeRefused, PlaceAfter, Waits, change_variant};
use dockline_view::{VariantChange, VariantSnapshot};

/// Units of an order that wait, and another variant that they may wait for.
pub(crate) struct Wish<'a, 'r> {
    pub(crate) order: &'a OrderRow,
    /// What waits of the variant, by number: the first ones are changed first.
    pub(crate) rows: Vec<&'r BackorderRow>,
    pub(crate) from: &'a VariantSnapshot,
    pub(crate) to: &'a VariantSnapshot,
    pub(crate) quantity: u32,
}

/// A backorder of which units wait for another variant.
pub(crate) struct Changed<'a> {
    pub(crate) row: &'a BackorderRow,
    pub(crate) quantity: u32,
    /// Units before them in the other line.
    ahead: u32,
    /// When they are expected to ship.
    pub(crate) implied: Option<Implied>,
}

/// What comes of a wish.
pub(crate) struct Wished<'a> {
    pub(crate) place: PlaceAfter,
    pub(crate) changed: Vec<Changed<'a>>,
}

impl Wished<'_> {
    /// The same for people.
    pub(crate) fn told(&self) -> VariantChange {
        let windows: Option<Vec<Window>> = self
            .changed
            .iter()
            .map(|one| one.implied.as_ref().and_then(Implied::window))
            .collect();
        let last = self
            .changed
            .iter()
            .filter_map(|one| one.implied.as_ref())
            .max_by_key(|one| one.window().map(Window::latest));
        VariantChange {
            place: self.place,
            position: self
                .changed
                .iter()
                .map(|one| one.ahead.saturating_add(1))
                .min()
                .unwrap_or(1),
            expected: windows.and_then(|windows| windows.into_iter().reduce(Window::hull)),
            basis: last.and_then(Implied::basis),
            in_stock: self
                .changed
                .iter()
                .all(|one| one.implied.as_ref().is_some_and(|implied| implied.in_stock)),
        }
    }
}

impl<'r> Wish<'_, 'r> {
    /// Finds out what would come of it. The place is kept when every part of the units can keep it.
    pub(crate) async fn outcome(
        &self,
        session: &mut Session,
        known: &mut Expectations,
    ) -> Result<Result<Wished<'r>, ChangeRefused>, StoreError> {
        let today = self.from.shop.today();
        let shop = &self.from.shop.id;
        let (mut waiting, mut left) = (Vec::with_capacity(self.rows.len()), self.quantity);
        for row in &self.rows {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(row.quantity);
            let place = row.place();
            let (from, to) = (&self.from.sku, &self.to.sku);
            waiting.push(Waits {
                place,
                quantity: row.quantity,
                ahead_from: backorders::units_before(session, shop, from, place).await?,
                ahead_to: backorders::units_before(session, shop, to, place).await?,
            });
        }
        let (from, to) = (&self.from.supply, &self.to.supply);
        let (place, moved) = match change_variant(from, to, self.quantity, &waiting, today) {
            Ok(decided) => decided,
            Err(refused) => return Ok(Err(refused)),
        };
        let placed_on = self.from.shop.zone.to_datetime(self.order.placed_at).date();
        let changed = self.rows.iter().zip(moved).map(|(&row, moved)| Changed {
            row,
            quantity: moved.quantity,
            ahead: moved.ahead,
            implied: Some(implied(self.to, moved.ahead, moved.quantity, placed_on)),
        });
        let mut wished = Wished {
            place,
            changed: changed.collect(),
        };
        if self.order.ship == Ship::Complete {
            self.bind(session, known, &mut wished).await?;
        }
        Ok(Ok(wished))
    }

    /// What ships complete ships with its last part: the changed units, and all others that wait.
    async fn bind(
        &self,
        session: &mut Session,
        known: &mut Expectations,
        wished: &mut Wished<'_>,
    ) -> Result<(), StoreError> {
        let mut all: Vec<Implied> = wished
            .changed
            .iter()
            .filter_map(|one| one.implied.clone())
            .collect();
        for (mut told, ahead) in known.parts(session, &self.order.id).await? {
            let gone = |one: &&Changed<'_>| one.row.number == told.number;
            told.quantity -= wished
                .changed
                .iter()
                .find(gone)
                .map_or(0, |one| one.quantity);
            if told.quantity == 0 {
                continue;
            }
            let before = wished
                .changed
                .iter()
                .filter(|one| one.row.place().key() < told.place.key())
                .map(|one| one.quantity)
                .sum();
            let ahead = if told.sku == self.from.sku {
                ahead.saturating_sub(before)
            } else if told.sku == self.to.sku && wished.place == PlaceAfter::Kept {
                ahead.saturating_add(before)
            } else {
                ahead
            };
            all.extend(known.alone(session, &told, ahead).await?);
        }
        let together = bound(all);
        for one in &mut wished.changed {
            one.implied.clone_from(&together);
        }
        Ok(())
    }
}
