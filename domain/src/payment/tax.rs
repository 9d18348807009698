//! The tax that is part of a parcel's price. Prices include it, so what is split exactly is what is
//! paid; the tax in it is rounded once for each parcel and rate, never for each line (Directive
//! 2006/112/EC art. 226 asks for the amount by rate).

use crate::price::split;

/// A rate in parts per million: 19 % is 190 000.
pub type RatePpm = u32;

/// What a parcel's price holds at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtRate {
    /// The rate.
    pub rate_ppm: RatePpm,
    /// What is paid at this rate, tax included.
    pub gross_minor: i64,
    /// The tax in it.
    pub tax_minor: i64,
}

/// The tax that is part of an amount, rounded to the nearest minor unit.
pub fn in_gross(gross_minor: i64, rate_ppm: RatePpm) -> i64 {
    let rate = i128::from(rate_ppm);
    let whole = 1_000_000 + rate;
    let twice = i128::from(gross_minor) * rate * 2 + whole;
    let tax = twice.div_euclid(whole * 2);
    i64::try_from(tax).expect("a tax is less than the amount it is part of")
}

/// The tax of a parcel by rate, the lowest rate first. Shipping shares the fate of the goods it
/// goes with: it is split over their rates by value, and is taxed at `alone` where there are none.
pub fn of_parcel(goods: &[(RatePpm, i64)], shipping_minor: i64, alone: RatePpm) -> Vec<AtRate> {
    let mut rates: Vec<(RatePpm, i64)> = Vec::new();
    for (rate, minor) in goods {
        match rates.iter_mut().find(|(known, _)| known == rate) {
            Some((_, sum)) => *sum += minor,
            None => rates.push((*rate, *minor)),
        }
    }
    if rates.is_empty() {
        rates.push((alone, 0));
    }
    rates.sort_unstable();
    let weights: Vec<i64> = rates.iter().map(|(_, minor)| *minor).collect();
    let shipping = split(shipping_minor, &weights);
    let at_rate = |((rate_ppm, goods), shipping): ((RatePpm, i64), i64)| AtRate {
        rate_ppm,
        gross_minor: goods + shipping,
        tax_minor: in_gross(goods + shipping, rate_ppm),
    };
    rates.into_iter().zip(shipping).map(at_rate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_parcel_rounds_its_own_tax() {
        let parcel = of_parcel(&[(190_000, 1_000)], 0, 0);
        assert_eq!((parcel[0].gross_minor, parcel[0].tax_minor), (1_000, 160));
        // In one parcel it would be one cent less than in three.
        assert_eq!(of_parcel(&[(190_000, 3_000)], 0, 0)[0].tax_minor, 479);
    }

    #[test]
    fn shipping_is_taxed_as_the_goods_it_goes_with() {
        let parcel = of_parcel(
            &[(190_000, 3_000), (70_000, 1_000), (190_000, 1_000)],
            490,
            0,
        );
        let at = |rate_ppm, gross_minor, tax_minor| AtRate {
            rate_ppm,
            gross_minor,
            tax_minor,
        };
        assert_eq!(parcel, [at(70_000, 1_098, 72), at(190_000, 4_392, 701)]);
        assert_eq!(of_parcel(&[], 490, 190_000), [at(190_000, 490, 78)]);
    }

    #[test]
    fn what_was_taxed_at_one_rate_goes_back_at_that_rate() {
        assert_eq!(in_gross(1_190, 190_000), 190);
        assert_eq!(in_gross(1_190, 160_000), 164);
    }

    proptest! {
        #[test]
        fn rates_add_up_to_the_parcel_and_no_tax_is_negative(
            goods in proptest::collection::vec((0..300_000u32, 0..10_000_000i64), 0..8), shipping in 0..100_000i64,
        ) {
            let parcel = of_parcel(&goods, shipping, 190_000);
            let gross: i64 = parcel.iter().map(|part| part.gross_minor).sum();
            let wanted: i64 = goods.iter().map(|(_, minor)| minor).sum();
            prop_assert_eq!(gross, wanted + shipping);
            for part in parcel {
                prop_assert!((0..=part.gross_minor).contains(&part.tax_minor));
            }
        }
    }
}
