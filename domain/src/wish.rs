//! What a shopper may change of an order that waits, and what becomes of the place in line.

use crate::availability::{Today, VariantSupply};
use serde::{Deserialize, Serialize};

/// What becomes of the place in line when units wait for another variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceAfter {
    /// It is kept.
    Kept,
    /// The end of the other line.
    EndOfLine,
}

/// Why units cannot wait for another variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefused {
    /// There is not enough of it.
    #[error("of the other variant no more than {possible} can be had now")]
    NotAvailable {
        /// Units that can.
        possible: u32,
    },
}

/// Decides where units go that wait for another variant of their product from now on. They keep
/// their place when the same supply brings both variants and nobody after that place in the other
/// line has to wait for later supply because of them. Otherwise they go to the end of that line. `ahead_from` and `ahead_to` are the units before their place in each line.
pub fn change_variant(
    from: &VariantSupply,
    to: &VariantSupply,
    quantity: u32,
    ahead_from: u32,
    ahead_to: u32,
    today: Today<'_>,
) -> Result<PlaceAfter, ChangeRefused> {
    let answer = to.availability(quantity, today);
    if !answer.available {
        return Err(ChangeRefused::NotAvailable {
            possible: answer.parts.iter().map(|part| part.quantity).sum(),
        });
    }
    let brings = from.serving(ahead_from, quantity, today);
    let same_supply = !brings.is_empty()
        && to
            .serving(ahead_to, quantity, today)
            .iter()
            .any(|order| brings.contains(order));
    let kept = same_supply && to.has_room_at(ahead_to, quantity, today);
    Ok(if kept {
        PlaceAfter::Kept
    } else {
        PlaceAfter::EndOfLine
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::Window;
    use crate::id::PurchaseOrderReference;
    use crate::policy::Policy;
    use crate::shop::ShopRules;
    use crate::stock::Counters;
    use crate::supply::{Inbound, Stage};
    use jiff::Timestamp;
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    fn supply(queued: u32, orders: &[(&str, u32, i8)]) -> VariantSupply {
        let inbound = orders.iter().map(|(reference, open, day)| Inbound {
            purchase_order: PurchaseOrderReference::parse(reference).unwrap(),
            open: *open,
            expected: Some(Window::day(date(2026, 12, *day))),
            stage: Stage::Ordered,
            confirmed_at: Timestamp::UNIX_EPOCH,
            overdue_committed: None,
        });
        VariantSupply::new(
            Counters {
                queued,
                ..Counters::default()
            },
            inbound.collect(),
            Policy::default(),
        )
    }

    fn decide(
        from: &VariantSupply,
        to: &VariantSupply,
        quantity: u32,
        ahead_to: u32,
    ) -> Result<PlaceAfter, ChangeRefused> {
        let rules = ShopRules::default();
        change_variant(
            from,
            to,
            quantity,
            0,
            ahead_to,
            Today {
                rules: &rules,
                date: date(2026, 11, 23),
                zone: &TimeZone::UTC,
            },
        )
    }

    #[test]
    fn the_place_is_kept_when_the_same_supply_brings_both_and_nobody_waits_longer() {
        let from = supply(2, &[("PO-A", 10, 10)]);
        assert_eq!(
            decide(&from, &supply(5, &[("PO-A", 10, 10)]), 2, 3),
            Ok(PlaceAfter::Kept)
        );
        assert_eq!(
            decide(&from, &supply(5, &[("PO-B", 10, 10)]), 2, 3),
            Ok(PlaceAfter::EndOfLine)
        );
    }

    #[test]
    fn nobody_is_pushed_behind_later_supply() {
        let from = supply(2, &[("PO-A", 10, 10)]);
        let two = |queued| supply(queued, &[("PO-A", 10, 10), ("PO-B", 10, 20)]);
        assert_eq!(decide(&from, &two(8), 2, 0), Ok(PlaceAfter::Kept));
        assert_eq!(decide(&from, &two(9), 2, 0), Ok(PlaceAfter::EndOfLine));
        assert_eq!(decide(&from, &two(9), 1, 9), Ok(PlaceAfter::Kept));
    }

    #[test]
    fn there_must_be_enough_of_the_other_variant() {
        let from = supply(2, &[("PO-A", 10, 10)]);
        assert_eq!(
            decide(&from, &supply(9, &[("PO-A", 10, 10)]), 2, 0),
            Err(ChangeRefused::NotAvailable { possible: 1 })
        );
    }
}
