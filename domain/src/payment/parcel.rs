//! What one parcel of an order costs. An order's total is fixed when it is placed; parcels and
//! cancellations take it apart, in whatever order they come, and add up to it to the minor unit.
//!
//! The units of a line are numbered from 0. The price of a unit depends on its number, because a
//! total cannot always be divided evenly ([`of_units`]). A parcel takes the lowest numbers that no
//! other parcel holds, and gives back the highest of its own when units in it are cancelled. So no
//! two parcels ever hold the same number, and what nobody holds is what is not paid for.

use crate::price::of_units;
use std::ops::Range;

/// Units of a line that a parcel holds.
pub type Units = Range<u32>;

/// The lowest `units` of a line of `quantity` that are not `taken`, as ranges in order. Fewer when
/// there are no more.
pub fn free_units(quantity: u32, taken: &[Units], units: u32) -> Vec<Units> {
    let mut taken: Vec<&Units> = taken.iter().filter(|range| !range.is_empty()).collect();
    taken.sort_unstable_by_key(|range| range.start);
    let end = quantity..quantity;
    let (mut free, mut left, mut next) = (Vec::new(), units, 0);
    for range in taken.into_iter().chain([&end]) {
        let until = range.start.min(quantity);
        let take = until.saturating_sub(next).min(left);
        if take > 0 {
            free.push(next..next + take);
            left -= take;
        }
        next = next.max(range.end);
    }
    free
}

/// The ranges without the highest `units` of them.
pub fn without_last(ranges: &[Units], units: u32) -> Vec<Units> {
    let mut kept: Vec<Units> = ranges.to_vec();
    kept.sort_unstable_by_key(|range| range.start);
    let mut left = units;
    while left > 0
        && let Some(last) = kept.last_mut()
    {
        let drop = (last.end - last.start).min(left);
        last.end -= drop;
        left -= drop;
        if last.start >= last.end {
            kept.pop();
        }
    }
    kept
}

/// What some units of a line cost, of which all `quantity` units cost `total_minor`.
pub fn cost_of(total_minor: i64, quantity: u32, ranges: &[Units]) -> i64 {
    let cost = |range: &Units| of_units(total_minor, quantity, range.clone());
    ranges.iter().map(cost).sum()
}

/// What of a payment in advance counts for the next parcel, in proportion to its value; the last
/// one takes what is left. `credited_minor` went to parcels that are worth `before_minor` together,
/// of an order that is worth `total_minor`.
pub fn credit(
    advance_minor: i64,
    total_minor: i64,
    before_minor: i64,
    parcel_minor: i64,
    credited_minor: i64,
) -> i64 {
    let upto = (before_minor + parcel_minor).clamp(0, total_minor.max(0));
    let counts = if total_minor <= 0 || upto == total_minor {
        advance_minor
    } else {
        // The same rounding as for units: to the nearest, halves up.
        let twice = i128::from(advance_minor) * i128::from(upto) * 2 + i128::from(total_minor);
        let rounded = twice.div_euclid(i128::from(total_minor) * 2);
        i64::try_from(rounded).expect("a part of an advance is at most the advance")
    };
    (counts - credited_minor).clamp(0, parcel_minor.max(0))
}

/// What is done about an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nothing is to be paid.
    Nothing,
    /// It is asked for.
    For(i64),
    /// It is less than a gateway takes, so it is asked for with the next parcel.
    WithTheNext(i64),
    /// The same of the last parcel: nobody is asked for it.
    Never(i64),
}

/// What is asked for with a parcel whose rest is so much.
pub fn asked(rest_minor: i64, least_minor: i64, is_last: bool) -> Asked {
    if rest_minor <= 0 {
        Asked::Nothing
    } else if rest_minor >= least_minor {
        Asked::For(rest_minor)
    } else if is_last {
        Asked::Never(rest_minor)
    } else {
        Asked::WithTheNext(rest_minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::price::split;
    use proptest::prelude::*;

    /// One range, as most parcels have.
    fn one(range: Units) -> Vec<Units> {
        vec![range]
    }

    #[test]
    fn a_parcel_takes_the_lowest_units_that_nobody_holds() {
        assert_eq!(free_units(5, &[], 2), one(0..2));
        assert_eq!(free_units(5, &one(0..2), 9), one(2..5));
        assert_eq!(free_units(6, &[4..5, 1..2], 3), [0..1, 2..4]);
        assert!(free_units(3, &one(0..3), 1).is_empty());
    }

    #[test]
    fn what_is_cancelled_is_the_last_of_what_a_parcel_holds() {
        assert_eq!(without_last(&[0..2, 4..6], 1), [0..2, 4..5]);
        assert_eq!(without_last(&[4..6, 0..2], 3), one(0..1));
        assert!(without_last(&one(0..2), 9).is_empty());
    }

    #[test]
    fn two_parcels_cost_what_the_order_costs() {
        // 2 × 25.00 and 4.90 for shipping, which goes with the first.
        let first = cost_of(5_000, 2, &free_units(2, &[], 1)) + 490;
        let second = cost_of(5_000, 2, &free_units(2, &one(0..1), 1));
        assert_eq!((first, second), (2_990, 2_500));
    }

    #[test]
    fn an_advance_counts_in_proportion_and_exactly() {
        // 140.00 of 700.00, three parcels.
        let parcels = [23_333, 23_333, 23_334];
        let (mut before, mut credited, mut credits) = (0, 0, Vec::new());
        for parcel in parcels {
            let one = credit(14_000, 70_000, before, parcel, credited);
            (before, credited) = (before + parcel, credited + one);
            credits.push(one);
        }
        assert_eq!(credits, [4_667, 4_666, 4_667]);
        let balances: i64 = parcels
            .iter()
            .zip(&credits)
            .map(|(all, paid)| all - paid)
            .sum();
        assert_eq!(balances, 56_000);
    }

    #[test]
    fn a_price_that_rose_since_changes_no_balance() {
        assert_eq!(69_900 - credit(34_950, 69_900, 0, 69_900, 0), 34_950);
    }

    #[test]
    fn a_coupon_takes_its_part_off_each_line() {
        assert_eq!(split(1_000, &[5_990, 1_995, 500]), [706, 235, 59]);
    }

    #[test]
    fn less_than_a_gateway_takes_is_carried_on_and_at_last_waived() {
        assert_eq!(asked(30, 50, false), Asked::WithTheNext(30));
        assert_eq!(asked(30, 50, true), Asked::Never(30));
        assert_eq!(asked(50, 50, true), Asked::For(50));
        // A coupon for all of it.
        assert_eq!(asked(0, 50, false), Asked::Nothing);
    }

    /// What happens to the units of one line.
    #[derive(Debug, Clone)]
    enum Happens {
        Parcel(u32),
        CancelFree(u32),
        CancelIn { parcel: usize, units: u32 },
    }

    fn happens() -> impl Strategy<Value = Vec<Happens>> {
        let one = prop_oneof![
            (1..9u32).prop_map(Happens::Parcel),
            (1..9u32).prop_map(Happens::CancelFree),
            (0..6usize, 1..9u32).prop_map(|(parcel, units)| Happens::CancelIn { parcel, units }),
        ];
        proptest::collection::vec(one, 0..24)
    }

    proptest! {
        /// However units go into parcels and are cancelled: what the parcels cost and what was
        /// cancelled or waits adds up to the line, and no unit is paid for twice.
        #[test]
        fn parcels_and_the_rest_add_up_to_the_line(total in 0..5_000_000i64, quantity in 1..40u32, happens in happens()) {
            let mut parcels: Vec<Vec<Units>> = Vec::new();
            let mut left = quantity;
            for one in happens {
                let taken: Vec<Units> = parcels.iter().flatten().cloned().collect();
                match one {
                    Happens::Parcel(units) => {
                        let units = units.min(left);
                        let ranges = free_units(quantity, &taken, units);
                        let held: u32 = ranges.iter().map(|range| range.end - range.start).sum();
                        // Somebody who may have units always finds numbers for them.
                        prop_assert_eq!(held, units);
                        left -= units;
                        parcels.push(ranges);
                    }
                    Happens::CancelFree(units) => left -= units.min(left),
                    Happens::CancelIn { parcel, units } => {
                        if let Some(ranges) = parcels.get_mut(parcel) {
                            *ranges = without_last(ranges, units);
                        }
                    }
                }
                let taken: Vec<Units> = parcels.iter().flatten().cloned().collect();
                let rest = free_units(quantity, &taken, quantity);
                let costs: i64 = parcels.iter().map(|one| cost_of(total, quantity, one)).sum();
                prop_assert_eq!(costs + cost_of(total, quantity, &rest), total);
                let mut numbers: Vec<u32> = taken.into_iter().flatten().collect();
                let all = numbers.len();
                numbers.sort_unstable();
                numbers.dedup();
                prop_assert_eq!(numbers.len(), all);
            }
        }

        #[test]
        fn credits_add_up_to_the_advance_and_never_pass_a_parcel(
            parcels in proptest::collection::vec(1..100_000i64, 1..10), share in 0..=100i64,
        ) {
            let total: i64 = parcels.iter().sum();
            let advance = total * share / 100;
            let (mut before, mut credited) = (0, 0);
            for parcel in parcels {
                let one = credit(advance, total, before, parcel, credited);
                prop_assert!((0..=parcel).contains(&one));
                (before, credited) = (before + parcel, credited + one);
            }
            prop_assert_eq!(credited, advance);
        }
    }
}
