//! The price of an order: what its goods cost, what comes off, what shipping adds, and which part
//! of each falls to which line. Everything that shows, stores or charges a
//! price takes it from here.

use crate::money::{Currency, Money, OutOfRange};
use crate::shop::ShippingCharge;
use std::ops::Range;

/// Units of one thing at one price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricedLine {
    /// Price of one unit.
    pub price: Money,
    /// Units.
    pub quantity: u32,
}

/// What an order pays for shipping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shipping {
    /// What the shop's rule says, given the price of the goods: for an order to come.
    ByRule(ShippingCharge),
    /// What was agreed when it was placed, in minor units.
    Agreed(i64),
}

/// What an order costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// All lines together, before anything comes off.
    pub goods: Money,
    /// What comes off the goods: never more than they cost.
    pub discount: Money,
    /// For shipping.
    pub shipping: Money,
    /// What is paid: goods without the discount, with shipping.
    pub total: Money,
    /// What falls to each line, in their order. The shares add up to the price to the minor unit.
    pub shares: Vec<Share>,
}

/// The part of a price that falls to one line, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Its goods.
    pub goods_minor: i64,
    /// What comes off them: never more than they cost.
    pub discount_minor: i64,
    /// Its part of the shipping.
    pub shipping_minor: i64,
}

impl Share {
    /// What is paid for the line.
    pub fn total_minor(self) -> i64 {
        self.goods_minor - self.discount_minor + self.shipping_minor
    }

    fn plus(self, other: Self) -> Self {
        Self {
            goods_minor: self.goods_minor + other.goods_minor,
            discount_minor: self.discount_minor + other.discount_minor,
            shipping_minor: self.shipping_minor + other.shipping_minor,
        }
    }
}

impl Price {
    /// The price of some lines. A discount larger than the goods takes off what the goods cost;
    /// it does not change from which price on shipping is free. Lines in another currency are out
    /// of range, and so is a negative amount.
    pub fn of(
        currency: Currency,
        lines: &[PricedLine],
        discount_minor: i64,
        shipping: Shipping,
    ) -> Result<Self, OutOfRange> {
        let mut goods = Money { minor: 0, currency };
        let mut weights = Vec::with_capacity(lines.len());
        for line in lines {
            let of_line = line.price.times(line.quantity)?;
            if of_line.minor < 0 {
                return Err(OutOfRange);
            }
            goods = goods.plus(of_line)?;
            weights.push(of_line.minor);
        }
        let shipping_minor = match shipping {
            Shipping::ByRule(charge) => charge.of(goods.minor),
            Shipping::Agreed(minor) => minor,
        };
        if discount_minor < 0 || shipping_minor < 0 {
            return Err(OutOfRange);
        }
        let amount = |minor| Money { minor, currency };
        let discount = amount(discount_minor.min(goods.minor));
        let shipping = amount(shipping_minor);
        let total = amount(goods.minor - discount.minor).plus(shipping)?;
        let shares = split(discount.minor, &weights)
            .into_iter()
            .zip(split(shipping.minor, &weights))
            .zip(&weights)
            .map(|((discount_minor, shipping_minor), &goods_minor)| Share {
                goods_minor,
                discount_minor,
                shipping_minor,
            })
            .collect();
        Ok(Self {
            goods,
            discount,
            shipping,
            total,
            shares,
        })
    }

    /// What falls to the lines of one kind, such as those of one tax class.
    pub fn share_of(&self, of_kind: impl Fn(usize) -> bool) -> Share {
        let shares = self.shares.iter().enumerate();
        shares
            .filter(|(line, _)| of_kind(*line))
            .fold(Share::default(), |sum, (_, share)| sum.plus(*share))
    }
}

/// Splits an amount by weights, to the minor unit: each part is its exact share rounded down, and
/// what is left goes to the parts that lost most by rounding, the first ones first (the largest
/// remainder method of Hamilton). Weights of zero alone count as equal ones.
///
/// No part is larger than its weight where the amount is at most their sum, so a discount never
/// takes more off a line than the line costs.
pub fn split(amount_minor: i64, weights: &[i64]) -> Vec<i64> {
    debug_assert!(amount_minor >= 0 && weights.iter().all(|weight| *weight >= 0));
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let weight = |line: usize| {
        if sum == 0 {
            1
        } else {
            i128::from(weights[line])
        }
    };
    let sum = if sum == 0 { weights.len() as i128 } else { sum };
    // A product of two `i64` fits an `i128`.
    let exact = |line: usize| i128::from(amount_minor) * weight(line);
    let mut parts: Vec<i64> = (0..weights.len())
        .map(|line| i64::try_from(exact(line) / sum).expect("a part is at most the amount"))
        .collect();
    let given: i128 = parts.iter().map(|part| i128::from(*part)).sum();
    let left = usize::try_from(i128::from(amount_minor) - given)
        .expect("rounding down leaves less than one for each part");
    let mut by_loss: Vec<usize> = (0..weights.len()).collect();
    // The sort is stable: of equal losses, the first line gets the unit.
    by_loss.sort_by_key(|&line| std::cmp::Reverse(exact(line) % sum));
    for line in by_loss.into_iter().take(left) {
        parts[line] += 1;
    }
    parts
}

/// What the units `from..to` of a line cost, of which all `quantity` units cost `total_minor`:
/// parcels and cancellations that take the units one after the other add up to the line, whatever
/// their sizes, and two units differ by at most one minor unit.
pub fn of_units(total_minor: i64, quantity: u32, units: Range<u32>) -> i64 {
    let quantity = quantity.max(1);
    let up_to = |unit: u32| {
        // The price of the first units, rounded to the nearest: ⌊total × unit / quantity + ½⌋.
        let twice = i128::from(total_minor) * i128::from(unit.min(quantity)) * 2;
        let rounded = (twice + i128::from(quantity)).div_euclid(i128::from(quantity) * 2);
        i64::try_from(rounded).expect("some units cost at most what all of them cost")
    };
    up_to(units.end) - up_to(units.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(minor: i64) -> Money {
        Money {
            minor,
            currency: Currency::parse("EUR").unwrap(),
        }
    }

    fn line(minor: i64, quantity: u32) -> PricedLine {
        PricedLine {
            price: eur(minor),
            quantity,
        }
    }

    fn price(lines: &[PricedLine], discount: i64, shipping: Shipping) -> Result<Price, OutOfRange> {
        Price::of(eur(0).currency, lines, discount, shipping)
    }

    #[test]
    fn shipping_is_free_from_a_price_of_the_goods_on() {
        let rule = Shipping::ByRule(ShippingCharge {
            minor: 490,
            free_from_minor: Some(5_000),
        });
        let totals = |minor| {
            let price = price(&[line(minor, 1)], 0, rule).unwrap();
            (price.shipping.minor, price.total.minor)
        };
        assert_eq!(totals(4_999), (490, 5_489));
        assert_eq!(totals(5_000), (0, 5_000));
        let less = price(&[line(5_000, 1)], 1_000, rule).unwrap();
        assert_eq!((less.shipping.minor, less.total.minor), (0, 4_000));
    }

    #[test]
    fn a_discount_takes_off_what_the_goods_cost_at_most() {
        let price = price(&[line(300, 2)], 1_000, Shipping::Agreed(490)).unwrap();
        assert_eq!((price.discount, price.total), (eur(600), eur(490)));
    }

    #[test]
    fn the_last_cent_goes_where_rounding_took_most() {
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(split(100, &[1, 5]), [17, 83]);
        assert_eq!(split(7, &[0, 0]), [4, 3]);
        assert_eq!(split(7, &[0, 3]), [0, 7]);
        assert_eq!(split(0, &[]), [0; 0]);
    }

    #[test]
    fn other_currencies_and_negative_amounts_are_out_of_range() {
        let other = PricedLine {
            price: Money {
                minor: 1,
                currency: Currency::parse("USD").unwrap(),
            },
            quantity: 1,
        };
        let nothing = Shipping::Agreed(0);
        assert_eq!(price(&[other], 0, nothing), Err(OutOfRange));
        assert_eq!(price(&[line(-1, 1)], 0, nothing), Err(OutOfRange));
        assert_eq!(price(&[line(1, 1)], -1, nothing), Err(OutOfRange));
        assert_eq!(price(&[line(i64::MAX, 2)], 0, nothing), Err(OutOfRange));
        let most = Shipping::Agreed(1);
        assert_eq!(price(&[line(i64::MAX, 1)], 0, most), Err(OutOfRange));
    }

    #[test]
    fn lines_of_one_kind_have_their_share_of_everything() {
        let lines = [line(1_000, 1), line(500, 2), line(1_000, 1)];
        let price = price(&lines, 100, Shipping::Agreed(490)).unwrap();
        let (first, rest) = (price.share_of(|at| at == 0), price.share_of(|at| at > 0));
        assert_eq!((first.goods_minor, first.discount_minor), (1_000, 34));
        assert_eq!(first.total_minor() + rest.total_minor(), price.total.minor);
    }

    fn lines() -> impl Strategy<Value = Vec<PricedLine>> {
        let one = (
            0..=crate::limits::PRICE_MINOR_MAX,
            0..=crate::limits::QUANTITY_MAX,
        );
        proptest::collection::vec(one, 1..=crate::limits::ORDER_LINES_MAX).prop_map(|all| {
            all.into_iter()
                .map(|(minor, units)| line(minor, units))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_price(
            lines in lines(), discount in 0..=i64::MAX, shipping in 0..=crate::limits::PRICE_MINOR_MAX,
        ) {
            let price = price(&lines, discount, Shipping::Agreed(shipping)).unwrap();
            let all = price.share_of(|_| true);
            prop_assert_eq!(all.goods_minor, price.goods.minor);
            prop_assert_eq!(all.discount_minor, price.discount.minor);
            prop_assert_eq!(all.shipping_minor, price.shipping.minor);
            prop_assert_eq!(all.total_minor(), price.total.minor);
            for share in &price.shares {
                prop_assert!((0..=share.goods_minor).contains(&share.discount_minor));
                prop_assert!(share.shipping_minor >= 0);
            }
        }

        #[test]
        fn a_split_adds_up_and_is_off_by_less_than_one(
            amount in 0..=i64::MAX, weights in proptest::collection::vec(0..=i64::MAX, 1..20),
        ) {
            let parts = split(amount, &weights);
            prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(amount));
            let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            for (part, weight) in parts.iter().zip(&weights).filter(|_| sum > 0) {
                let off = i128::from(*part) * sum - i128::from(amount) * i128::from(*weight);
                prop_assert!(off.abs() < sum);
            }
        }

        #[test]
        fn the_units_of_a_line_cost_what_the_line_costs(
            total in 0..=crate::limits::JSON_NUMBER_MAX, quantity in 1..=crate::limits::QUANTITY_MAX,
            cuts in proptest::collection::vec(0..=crate::limits::QUANTITY_MAX, 0..6),
        ) {
            let mut ends: Vec<u32> = cuts.into_iter().map(|cut| cut.min(quantity)).collect();
            ends.extend([0, quantity]);
            ends.sort_unstable();
            let parts = ends.windows(2).map(|cut| of_units(total, quantity, cut[0]..cut[1]));
            prop_assert_eq!(parts.sum::<i64>(), total);
            let one = of_units(total, quantity, 0..1);
            let last = of_units(total, quantity, quantity - 1..quantity);
            prop_assert!((one - last).abs() <= 1);
        }
    }
}
