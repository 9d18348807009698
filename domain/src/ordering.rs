//! The rules a merchant sets for orders: where they may go, how they are numbered, how much may be
//! ordered at once.

use crate::address::{AddressRule, Destination};
use crate::country::Country;
use crate::input::{FieldError, Invalid, Problems};
use crate::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What every order of a shop depends on besides what can be had. Without a rule nothing is
/// limited: an order goes anywhere, and needs no address.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderRules {
    /// The countries the shop delivers to; `None` is all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub countries: Option<Vec<Country>>,
    /// Whether an order must say where it goes.
    #[serde(skip_serializing_if = "is_default")]
    pub address: AddressRule,
    /// What stands before the numbers of orders.
    #[serde(skip_serializing_if = "is_default")]
    pub order_prefix: OrderPrefix,
    /// Most units of one variant that one customer (by mail address) may have waiting or
    /// unshipped; a variant's own limit goes before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_customer: Option<u32>,
    /// Most units of one order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_order: Option<u32>,
    /// Most orders from one network within an hour; those with a key are not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders_per_network_hour: Option<u32>,
    /// From this percentage on of all units of a variant that wait or may still be promised, the
    /// units of one order are unusually many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unusual_share: Option<u32>,
    /// From when on a place in line counts.
    #[serde(skip_serializing_if = "is_default")]
    pub place_counts: PlaceCounts,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// From when on a place in line counts. There is room for `mail` and `payment`: an order would be
/// *unproven* until the address, or a way to pay, is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceCounts {
    /// From the placement on.
    #[default]
    AtOnce,
}

impl PlaceCounts {
    /// Parses its name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "at_once" => Ok(Self::AtOnce),
            _ => Err(Invalid::new("must be at_once")),
        }
    }

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
        }
    }
}

/// What stands before the numbers of orders: at most [`limits::ORDER_PREFIX_CHARS_MAX`] letters
/// of ASCII, digits and `-`, `/`, `.`, `_`, `#`. It does not end in a digit, which would be read as part of
/// the number.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderPrefix(String);

impl OrderPrefix {
    /// Takes a prefix as somebody wrote it; an empty one is none.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let good = |one: char| one.is_ascii_alphanumeric() || "-/._#".contains(one);
        let fits = text.chars().count() <= limits::ORDER_PREFIX_CHARS_MAX;
        let is_good =
            fits && text.chars().all(good) && !text.ends_with(|one: char| one.is_ascii_digit());
        is_good.then(|| Self(text.to_owned())).ok_or_else(|| {
            Invalid(format!(
                "must have at most {} letters, digits and - / . _ #, and not end in a digit",
                limits::ORDER_PREFIX_CHARS_MAX
            ))
        })
    }

    /// A prefix that was taken before, as it is stored.
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The prefix.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of an order as people read it.
    pub fn of(&self, number: i64) -> String {
        format!("{}{number}", self.0)
    }
}

impl fmt::Display for OrderPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A change of the rules for orders; what is absent stays as it is, and `Some(None)` takes a rule
/// away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderRulesChange {
    /// See [`OrderRules::countries`].
    pub countries: Option<Option<Vec<Country>>>,
    /// See [`OrderRules::address`].
    pub address: Option<AddressRule>,
    /// See [`OrderRules::order_prefix`].
    pub order_prefix: Option<OrderPrefix>,
    /// See [`OrderRules::per_customer`].
    pub per_customer: Option<Option<i64>>,
    /// See [`OrderRules::per_order`].
    pub per_order: Option<Option<i64>>,
    /// See [`OrderRules::orders_per_network_hour`].
    pub orders_per_network_hour: Option<Option<i64>>,
    /// See [`OrderRules::unusual_share`].
    pub unusual_share: Option<Option<i64>>,
    /// See [`OrderRules::place_counts`].
    pub place_counts: Option<PlaceCounts>,
}

/// The number of an order as people write it, with or without what stands before it: shops change
/// their prefix, and orders keep theirs.
pub fn order_number(text: &str) -> Option<i64> {
    let before = text
        .trim_end()
        .trim_end_matches(|one: char| one.is_ascii_digit());
    OrderPrefix::parse(before).ok()?;
    number_at_end(text)
}

/// The number of an order as somebody copied it, whatever stands before it: `Order 12`. It is for
/// those who say more than the number.
pub fn number_at_end(text: &str) -> Option<i64> {
    let text = text.trim_end();
    let before = text.trim_end_matches(|one: char| one.is_ascii_digit());
    let number: i64 = text[before.len()..].parse().ok()?;
    (number > 0).then_some(number)
}

/// Takes countries as somebody named them: each once, in order, at least one.
pub fn countries<'a>(codes: impl IntoIterator<Item = &'a str>) -> Result<Vec<Country>, Invalid> {
    let codes = codes.into_iter().map(Country::parse);
    let mut countries = codes.collect::<Result<Vec<_>, _>>()?;
    countries.sort_unstable();
    countries.dedup();
    if countries.is_empty() {
        return Err(Invalid::new(
            "must name at least one country, or be null for all of them",
        ));
    }
    Ok(countries)
}

impl OrderRules {
    /// The rules after a change; what is wrong is noted by a pointer.
    pub(crate) fn changed(&self, change: &OrderRulesChange, problems: &mut Problems) -> Self {
        let units = limits::QUANTITY_MAX;
        let mut limit = |pointer, number, now, max| within(problems, pointer, number, now, max);
        let order_units = units * u32::try_from(limits::ORDER_LINES_MAX).unwrap_or(1);
        Self {
            countries: change
                .countries
                .clone()
                .unwrap_or_else(|| self.countries.clone()),
            address: change.address.unwrap_or(self.address),
            order_prefix: change
                .order_prefix
                .clone()
                .unwrap_or_else(|| self.order_prefix.clone()),
            per_customer: limit(
                "/per_customer",
                change.per_customer,
                self.per_customer,
                units,
            ),
            per_order: limit("/per_order", change.per_order, self.per_order, order_units),
            orders_per_network_hour: limit(
                "/orders_per_network_hour",
                change.orders_per_network_hour,
                self.orders_per_network_hour,
                limits::ORDERS_PER_NETWORK_MAX,
            ),
            unusual_share: limit(
                "/unusual_share",
                change.unusual_share,
                self.unusual_share,
                100,
            ),
            place_counts: change.place_counts.unwrap_or(self.place_counts),
        }
    }

    /// Whether an order may go where it says, or may say nothing. The pointer is that of the
    /// address in the order.
    pub fn check_destination(&self, to: Option<&Destination>) -> Result<(), FieldError> {
        let parts = "lines, postal_code, city, region, country and phone";
        match to {
            None if self.address == AddressRule::Required => Err(FieldError::new(
                "/address",
                format!("must be given: an object with {parts}"),
            )),
            Some(Destination::Text(_))
                if self.address == AddressRule::Required || self.countries.is_some() =>
            {
                Err(FieldError::new(
                    "/address",
                    format!("must be an object with {parts}"),
                ))
            }
            Some(Destination::Parts(address)) if !self.delivers_to(address.country) => {
                let countries = self.countries.iter().flatten();
                let codes: Vec<&str> = countries.map(Country::code).collect();
                Err(FieldError::new(
                    "/address/country",
                    format!(
                        "must be a country this shop delivers to: {}",
                        codes.join(", ")
                    ),
                ))
            }
            None | Some(Destination::Text(_) | Destination::Parts(_)) => Ok(()),
        }
    }

    /// Whether the shop delivers to a country.
    pub fn delivers_to(&self, country: Country) -> bool {
        self.countries
            .as_ref()
            .is_none_or(|countries| countries.contains(&country))
    }

    /// From how many units on of a variant an order is unusual, of all that wait for it or may
    /// still be promised; `None` where nothing is.
    pub fn unusual_units(&self, waiting: u32, may_be_promised: u32) -> Option<u32> {
        let share = u64::from(self.unusual_share?);
        let all = u64::from(waiting) + u64::from(may_be_promised);
        let units = (all * share).div_ceil(100).max(2);
        u32::try_from(units).ok()
    }
}

#[expect(
    clippy::option_option,
    reason = "absent, taken away and set say three things"
)]
fn within(
    problems: &mut Problems,
    pointer: &str,
    change: Option<Option<i64>>,
    now: Option<u32>,
    max: u32,
) -> Option<u32> {
    let Some(change) = change else { return now };
    let number = change?;
    let good = u32::try_from(number).ok().filter(|n| (1..=max).contains(n));
    if good.is_none() {
        problems.add(
            pointer,
            format!("must be a whole number from 1 to {max}, or null for no limit"),
        );
    }
    good
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::AddressDraft;

    fn rules(codes: &[&str], address: AddressRule) -> OrderRules {
        let countries = (!codes.is_empty()).then(|| countries(codes.iter().copied()).unwrap());
        OrderRules {
            countries,
            address,
            ..OrderRules::default()
        }
    }

    fn to(country: &str) -> Destination {
        let draft = AddressDraft {
            lines: vec!["1 Street".to_owned()],
            postal_code: Some("75001".to_owned()),
            city: Some("Paris".to_owned()),
            country: Some(country.to_owned()),
            ..AddressDraft::default()
        };
        Destination::Parts(draft.check().unwrap())
    }

    #[test]
    fn an_order_goes_where_the_shop_delivers_and_says_so_where_it_must() {
        let text = Destination::Text("1 Street\n75001 Paris".to_owned());
        let told = |rules: &OrderRules, to: Option<&Destination>| {
            rules.check_destination(to).err().map(|error| error.pointer)
        };
        let free = rules(&[], AddressRule::Optional);
        let listed = rules(&["fr", "DE", "FR"], AddressRule::Optional);
        let must = rules(&[], AddressRule::Required);
        let address = Some("/address".to_owned());
        let country = Some("/address/country".to_owned());
        assert_eq!(listed.countries.as_ref().unwrap().len(), 2);
        for (rules, none, in_text, in_france, in_italy) in [
            (&free, None, None, None, None),
            (&listed, None, address.clone(), None, country),
            (&must, address.clone(), address, None, None),
        ] {
            assert_eq!(told(rules, None), none);
            assert_eq!(told(rules, Some(&text)), in_text);
            assert_eq!(told(rules, Some(&to("FR"))), in_france);
            let italy = AddressDraft {
                lines: vec!["Via 1".to_owned()],
                postal_code: Some("00144".to_owned()),
                city: Some("Roma".to_owned()),
                region: Some("RM".to_owned()),
                country: Some("IT".to_owned()),
                phone: None,
            };
            let italy = Destination::Parts(italy.check().unwrap());
            assert_eq!(told(rules, Some(&italy)), in_italy);
        }
    }

    #[test]
    fn a_prefix_is_told_from_the_number_after_it() {
        let of = |prefix: &str| OrderPrefix::parse(prefix).map(|prefix| prefix.of(42));
        assert_eq!(of("").as_deref(), Ok("42"));
        assert_eq!(of(" FJ-").as_deref(), Ok("FJ-42"));
        assert_eq!(of("2026/").as_deref(), Ok("2026/42"));
        for bad in ["FJ1", "A B", "<b>", "\u{202e}", "12345678901-"] {
            assert!(of(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_number_is_read_with_and_without_what_stands_before_it() {
        for text in ["12", "FJ-12", "#12", "2026/12", " 12 "] {
            assert_eq!(order_number(text), Some(12), "{text}");
            assert_eq!(number_at_end(text), Some(12), "{text}");
        }
        // As pages and mail programs write it.
        for text in [
            "Order 12",
            "Bestellung FJ-12",
            "Nr. 12",
            "FJ - 12",
            "FJ\u{2011}12",
        ] {
            assert_eq!(number_at_end(text), Some(12), "{text}");
        }
        for text in ["Bestellung FJ-12", "FJ - 12", "FJ\u{2011}12"] {
            assert_eq!(order_number(text), None, "{text}");
        }
        for text in ["", "FJ-", "12x", "0", "99999999999999999999", "Ä"] {
            assert_eq!(order_number(text), None, "{text}");
            assert_eq!(number_at_end(text), None, "{text}");
        }
    }

    #[test]
    fn an_order_is_unusual_by_its_share_of_all_that_can_be_had() {
        let rules = |share| OrderRules {
            unusual_share: share,
            ..OrderRules::default()
        };
        assert_eq!(rules(None).unusual_units(100, 100), None);
        assert_eq!(rules(Some(25)).unusual_units(60, 40), Some(25));
        assert_eq!(rules(Some(25)).unusual_units(1, 0), Some(2));
        assert_eq!(rules(Some(100)).unusual_units(u32::MAX, u32::MAX), None);
    }
}
