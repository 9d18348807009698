//! What a shopper may change of an order that waits, and what becomes of the place in line.

use crate::availability::{After, OverdueChange, Today, VariantSupply};
use crate::line::Place;
use serde::{Deserialize, Serialize};

/// What becomes of the place in line when units wait for another variant, or go on after they were
/// held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceAfter {
    /// It is kept.
    Kept,
    /// The end of the line.
    EndOfLine,
}

impl PlaceAfter {
    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::EndOfLine => "end_of_line",
        }
    }
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

/// A backorder whose units may wait for another variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// Its place in line.
    pub place: Place,
    /// Units that wait.
    pub quantity: u32,
    /// Units before its place in the line it stands in.
    pub ahead_from: u32,
    /// Units before its place in the other line.
    pub ahead_to: u32,
}

/// Units of one backorder that wait for the other variant from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// How many.
    pub quantity: u32,
    /// Units before them in the other line.
    pub ahead: u32,
}

/// Decides where `quantity` units of some backorders of one order go when they wait for another
/// variant of their product: of the first of them first, and each as it was given, so the answer
/// has an entry for each from which units are taken. They keep their places only when all of them
/// can: nobody is told of two places for one wish.
pub fn change_variant(
    from: &VariantSupply,
    to: &VariantSupply,
    quantity: u32,
    waiting: &[Waits],
    today: Today<'_>,
) -> Result<(PlaceAfter, Vec<Moved>), ChangeRefused> {
    enough(to, quantity, today)?;
    let mut left = quantity;
    let taken = waiting.iter().map(|one| {
        let quantity = one.quantity.min(left);
        left -= quantity;
        (one, quantity)
    });
    let taken: Vec<(&Waits, u32)> = taken.take_while(|(_, quantity)| *quantity > 0).collect();
    let end = to.counters.queued;
    let (mut from, mut to) = (from.clone(), to.clone());
    let (mut moved, mut before, mut kept) = (vec![Moved::default(); taken.len()], 0, true);
    let mut in_line: Vec<usize> = (0..taken.len()).collect();
    in_line.sort_by_key(|&number| taken[number].0.place.key());
    for number in in_line {
        // Units of this order that stood before these have left the one line and are in the other
        // by now.
        let (one, quantity) = taken[number];
        let ahead_from = one.ahead_from.saturating_sub(before);
        let ahead = one.ahead_to.saturating_add(before);
        let place = change_part(&from, &to, quantity, ahead_from, ahead, today)?;
        kept &= place == PlaceAfter::Kept;
        from.counters.queued = from.counters.queued.saturating_sub(quantity);
        to.counters.queued = to.counters.queued.saturating_add(quantity);
        before += quantity;
        moved[number] = Moved { quantity, ahead };
    }
    if kept {
        return Ok((PlaceAfter::Kept, moved));
    }
    let mut ahead = end;
    for one in &mut moved {
        one.ahead = ahead;
        ahead = ahead.saturating_add(one.quantity);
    }
    Ok((PlaceAfter::EndOfLine, moved))
}

fn enough(to: &VariantSupply, quantity: u32, today: Today<'_>) -> Result<(), ChangeRefused> {
    let answer = to.availability(quantity, today);
    if answer.available {
        return Ok(());
    }
    Err(ChangeRefused::NotAvailable {
        possible: answer.parts.iter().map(|part| part.quantity).sum(),
    })
}

/// Decides where units go that wait for another variant of their product from now on. They keep
/// their place when the same supply brings both variants and nobody after that place in the other
/// line has to wait for later supply because of them. Otherwise they go to the end of that line.
/// `ahead_from` and `ahead_to` are the units before their place in each line.
fn change_part(
    from: &VariantSupply,
    to: &VariantSupply,
    quantity: u32,
    ahead_from: u32,
    ahead_to: u32,
    today: Today<'_>,
) -> Result<PlaceAfter, ChangeRefused> {
    enough(to, quantity, today)?;
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

/// Decides where units go that were held while they waited and go on now, and counts them in. They
/// take their place again when nobody after it has to wait for later supply because of them.
/// Otherwise others were told of that supply meanwhile, and they go to the end of the line. `ahead`
/// are the units before their place, and `after` those after it, which are asked for only where
/// [`VariantSupply::is_served_by_day`]. Answers as well what overdue supply keeps for them again.
pub fn resume(
    supply: &mut VariantSupply,
    (ahead, quantity): (u32, u32),
    after: &[After],
    today: Today<'_>,
) -> (PlaceAfter, Vec<OverdueChange>) {
    let kept = supply.step_in_again((ahead, quantity), after, today);
    supply.counters.queued = supply.counters.queued.saturating_add(quantity);
    match kept {
        Some(kept) => (PlaceAfter::Kept, kept),
        None => (PlaceAfter::EndOfLine, Vec::new()),
    }
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
            line: 1,
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
        let one = waits(0, 1, quantity, (0, ahead_to));
        decide_all(from, to, quantity, &[one]).map(|(place, _)| place)
    }

    fn decide_all(
        from: &VariantSupply,
        to: &VariantSupply,
        quantity: u32,
        waiting: &[Waits],
    ) -> Result<(PlaceAfter, Vec<Moved>), ChangeRefused> {
        let rules = ShopRules::default();
        let today = Today {
            rules: &rules,
            date: date(2026, 11, 23),
            past_cut_off: false,
            zone: &TimeZone::UTC,
        };
        change_variant(from, to, quantity, waiting, today)
    }

    fn waits(priority: i32, number: u32, quantity: u32, ahead: (u32, u32)) -> Waits {
        Waits {
            place: Place {
                priority,
                sequence: (1, number),
            },
            quantity,
            ahead_from: ahead.0,
            ahead_to: ahead.1,
        }
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

    static UTC: TimeZone = TimeZone::UTC;

    fn today(rules: &ShopRules) -> Today<'_> {
        Today {
            rules,
            date: date(2026, 12, 11),
            past_cut_off: false,
            zone: &UTC,
        }
    }

    /// PO-A was due the day before; `kept` units of it are kept.
    fn overdue(queued: u32, open: u32, kept: u32, later: &[(&str, u32, i8)]) -> VariantSupply {
        let mut inbound = supply(0, later).inbound().to_vec();
        inbound.extend(
            supply(0, &[("PO-A", open, 10)])
                .inbound()
                .iter()
                .map(|one| Inbound {
                    overdue_committed: Some(kept),
                    ..one.clone()
                }),
        );
        let counters = supply(queued, &[]).counters;
        VariantSupply::new(counters, inbound, Policy::default())
    }

    #[test]
    fn overdue_supply_keeps_again_what_nobody_was_promised() {
        let later = [("PO-B", 5, 20)];
        for (queued, open, kept, later, place, expected, now) in [
            // The first of two goes on: nobody else was promised what it left.
            (5, 10, 5, &[][..], (0, 5), PlaceAfter::Kept, 10),
            // It was alone.
            (0, 10, 0, &[][..], (0, 5), PlaceAfter::Kept, 5),
            // Others wait for later supply: they stay with that.
            (10, 10, 5, &later[..], (0, 5), PlaceAfter::Kept, 10),
            (10, 10, 5, &later[..], (5, 5), PlaceAfter::Kept, 10),
            // What stands after people of later supply is served by that.
            (6, 10, 5, &later[..], (6, 4), PlaceAfter::Kept, 5),
            // There is not enough of it any more.
            (5, 7, 5, &[][..], (0, 5), PlaceAfter::EndOfLine, 5),
        ] {
            let rules = ShopRules::default();
            let mut supply = overdue(queued, open, kept, later);
            let (place_after, _) = resume(&mut supply, place, &[], today(&rules));
            let of_it = supply.inbound()[0].overdue_committed;
            let case = format!("{queued} {kept} of {open}, {place:?}");
            assert_eq!((place_after, of_it), (expected, Some(now)), "{case}");
            assert_eq!(supply.counters.queued, queued + place.1, "{case}");
        }
    }

    #[test]
    fn a_place_is_kept_only_where_it_moves_nobody_by_the_day_of_their_own_order() {
        let rules = ShopRules::default();
        let beyond = |queued| {
            let known = supply(queued, &[("PO-A", 10, 20)]);
            let lead = crate::policy::LeadTime {
                quantity: 5,
                lead_days_min: 30,
                lead_days_max: 30,
            };
            let policy = Policy {
                backorder: crate::policy::BackorderRule::Beyond(lead),
                ..Policy::default()
            };
            VariantSupply::new(known.counters, known.inbound().to_vec(), policy)
        };
        let after = |placed_on| After {
            units: 5,
            placed_on,
        };
        // For who ordered early the lead time ends before the purchase order comes, and has five.
        for (day, expected) in [
            (date(2026, 11, 15), PlaceAfter::EndOfLine),
            (date(2026, 12, 1), PlaceAfter::Kept),
        ] {
            let after = [after(day)];
            let (place, _) = resume(&mut beyond(5), (0, 5), &after, today(&rules));
            assert_eq!(place, expected, "{day}");
            assert!(!beyond(5).has_room_at(0, 5, today(&rules)));
        }
        let (place, _) = resume(&mut beyond(5), (5, 5), &[], today(&rules));
        assert_eq!(place, PlaceAfter::Kept);
        assert!(beyond(5).has_room_at(5, 5, today(&rules)));
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

    #[test]
    fn units_of_one_order_stand_in_the_other_line_as_they_stood_in_theirs() {
        let line = |queued| supply(queued, &[("PO-A", 20, 10)]);
        let two = [waits(0, 1, 2, (3, 1)), waits(0, 2, 3, (5, 1))];
        let moved = |quantity, ahead| Moved { quantity, ahead };
        for (quantity, expected) in [
            (5, vec![moved(2, 1), moved(3, 3)]),
            // The last of them takes what is left of the wish.
            (4, vec![moved(2, 1), moved(2, 3)]),
            (2, vec![moved(2, 1)]),
        ] {
            let kept = decide_all(&line(8), &line(4), quantity, &two);
            assert_eq!(kept, Ok((PlaceAfter::Kept, expected)), "{quantity}");
        }
        // Who has priority stands before the others of the same order, whatever their numbers.
        let urgent = [waits(0, 1, 2, (6, 1)), waits(1, 2, 3, (0, 0))];
        assert_eq!(
            decide_all(&line(8), &line(4), 5, &urgent),
            Ok((PlaceAfter::Kept, vec![moved(2, 4), moved(3, 0)]))
        );
    }

    #[test]
    fn one_part_that_cannot_keep_its_place_takes_all_to_the_end() {
        let from = supply(8, &[("PO-A", 20, 10)]);
        let to = supply(9, &[("PO-A", 11, 10), ("PO-B", 10, 20)]);
        let two = [waits(0, 1, 2, (0, 0)), waits(0, 2, 1, (2, 0))];
        let moved = |quantity, ahead| Moved { quantity, ahead };
        assert_eq!(
            decide_all(&from, &to, 3, &two),
            Ok((PlaceAfter::EndOfLine, vec![moved(2, 9), moved(1, 11)]))
        );
        assert_eq!(
            decide_all(&from, &to, 2, &two),
            Ok((PlaceAfter::Kept, vec![moved(2, 0)]))
        );
    }
}
