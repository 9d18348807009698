//! What a shop lacks before it can sell, and before it may sell to consumers in the European Union.

use crate::country::Country;
use crate::ordering::OrderRules;
use crate::storefront::{LegalPage, Storefront};

/// What a shop holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Holds {
    /// Whether there is a product.
    pub products: bool,
    /// Whether units are there, or were ordered of a supplier.
    pub supply: bool,
}

/// What a shop lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacks {
    /// Something to sell.
    Products,
    /// Units of it, there or on order.
    Supply,
    /// Pages that a seller to consumers in the European Union owes; [`LegalPage`] names the law.
    Pages(Vec<LegalPage>),
    /// The harmonised notice on the legal guarantee (Directive 2011/83/EU art. 6(1)(l) as amended by
    /// Directive (EU) 2024/825, since 27 September 2026).
    GuaranteeNotice,
}

/// The pages that are owed. Whether the one on accessibility is depends on the size of the
/// business (Directive (EU) 2019/882 art. 4(5)), which nobody has told.
const OWED: [LegalPage; 5] = [
    LegalPage::Imprint,
    LegalPage::Terms,
    LegalPage::Withdrawal,
    LegalPage::Privacy,
    LegalPage::Shipping,
];

/// What a shop lacks, in the order in which it is made good. A rehearsal sells to nobody.
pub fn lacks(
    holds: Holds,
    rules: &OrderRules,
    storefront: &Storefront,
    rehearsal: bool,
) -> Vec<Lacks> {
    let mut lacks = Vec::new();
    if !holds.products {
        lacks.push(Lacks::Products);
    }
    if !holds.supply {
        lacks.push(Lacks::Supply);
    }
    let mut countries = rules.countries.iter().flatten().copied();
    let sells_to_eu = rules.countries.is_none() || countries.any(Country::is_in_eu);
    if rehearsal || !sells_to_eu {
        return lacks;
    }
    let missing = OWED
        .into_iter()
        .filter(|page| !storefront.pages.contains_key(page));
    let missing: Vec<LegalPage> = missing.collect();
    if !missing.is_empty() {
        lacks.push(Lacks::Pages(missing));
    }
    if storefront.guarantee_notice.is_none() {
        lacks.push(Lacks::GuaranteeNotice);
    }
    lacks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storefront::GuaranteeNotice;
    use std::collections::BTreeSet;

    fn to(codes: &[&str]) -> OrderRules {
        let countries = codes.iter().map(|code| Country::parse(code).unwrap());
        OrderRules {
            countries: (!codes.is_empty()).then(|| countries.collect()),
            ..OrderRules::default()
        }
    }

    #[test]
    fn what_is_owed_depends_on_where_a_shop_sells() {
        let all = Holds {
            products: true,
            supply: true,
        };
        let none = Storefront::default();
        let owed = vec![Lacks::Pages(OWED.to_vec()), Lacks::GuaranteeNotice];
        for (rules, rehearsal, expected) in [
            (to(&[]), false, &owed),
            (to(&["CH", "DE"]), false, &owed),
            (to(&["CH", "GB", "US"]), false, &Vec::new()),
            (to(&[]), true, &Vec::new()),
        ] {
            assert_eq!(lacks(all, &rules, &none, rehearsal), *expected);
        }
        let mut whole = Storefront {
            guarantee_notice: Some(GuaranteeNotice::default()),
            ..Storefront::default()
        };
        for page in OWED {
            whole.pages.insert(page, BTreeSet::default());
        }
        assert_eq!(lacks(all, &to(&[]), &whole, false), []);
        assert_eq!(
            lacks(Holds::default(), &to(&[]), &whole, true),
            [Lacks::Products, Lacks::Supply]
        );
    }
}
