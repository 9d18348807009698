//! The rules a merchant sets for a whole shop.

use crate::calendar::{Calendar, ClosedDays, CutOff};
use crate::dates::WorkingDays;
use crate::delay::{DelayRules, DelayRulesChange};
use crate::holidays::Region;
use crate::input::{FieldError, Problems, within};
use crate::limits;
use crate::message::MailRule;
use crate::money::Currency;
use crate::ordering::{OrderRules, OrderRulesChange};
use crate::payment::rules::{PaymentRules, PaymentRulesChange};
use crate::policy::Policy;
use crate::storefront::Storefront;
use crate::transit::Transit;
use serde::{Deserialize, Serialize};

/// What every availability of a shop depends on besides stock and supply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopRules {
    /// Working days from stock to carrier; 1 means an order of today ships tomorrow.
    pub handling_days: u16,
    /// Working days from the dock to the carrier for goods that go straight to the people in line.
    pub cross_dock_days: u16,
    /// The weekdays on which parcels are handed over.
    pub working_days: WorkingDays,
    /// The country or region on whose public holidays nothing is handed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Region>,
    /// Other days on which nothing is handed over.
    #[serde(skip_serializing_if = "ClosedDays::is_empty")]
    pub closed_days: ClosedDays,
    /// From this local time on an order counts as one of the next day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<CutOff>,
    /// How long parcels are on their way; the first country is the one shown to everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transit: Vec<Transit>,
    /// After this many days without a confirmation a date is shown as stale.
    pub confirmation_days: u16,
    /// At or below this many free units a variant is low in stock.
    pub low_stock_units: u32,
    /// The policy of products that have none of their own.
    pub policy: Policy,
    /// What the shopper pays for shipping.
    pub shipping: ShippingCharge,
    /// Where orders may go, how they are numbered, how much may be ordered at once.
    #[serde(flatten)]
    pub orders: OrderRules,
    /// Whether it writes mails to those who order.
    #[serde(skip_serializing_if = "MailRule::is_off")]
    pub mail: MailRule,
    /// Whose law of delay is kept, and how.
    #[serde(flatten)]
    pub delay: DelayRules,
    /// How long people have to pay, and how much who may give back.
    #[serde(flatten)]
    pub payment: PaymentRules,
}

/// What an order pays for shipping: once, however many parcels it becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShippingCharge {
    /// Minor units of the shop's currency; 0 is nothing.
    pub minor: i64,
    /// An order whose goods cost at least this many minor units pays nothing.
    pub free_from_minor: Option<i64>,
}

impl ShippingCharge {
    /// What an order pays whose goods cost `goods_minor`, in minor units.
    pub fn of(self, goods_minor: i64) -> i64 {
        if self.free_from_minor.is_some_and(|free| goods_minor >= free) {
            0
        } else {
            self.minor
        }
    }
}

/// A change of a shop's rules; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RulesChange {
    /// See [`ShopRules::handling_days`].
    pub handling_days: Option<i64>,
    /// See [`ShopRules::cross_dock_days`].
    pub cross_dock_days: Option<i64>,
    /// See [`ShopRules::working_days`].
    pub working_days: Option<WorkingDays>,
    /// See [`ShopRules::holidays`]; `Some(None)` takes them away.
    pub holidays: Option<Option<Region>>,
    /// See [`ShopRules::closed_days`]: all of them.
    pub closed_days: Option<ClosedDays>,
    /// See [`ShopRules::cut_off`]; `Some(None)` takes it away.
    pub cut_off: Option<Option<CutOff>>,
    /// See [`ShopRules::transit`]: all of it.
    pub transit: Option<Vec<Transit>>,
    /// See [`ShopRules::confirmation_days`].
    pub confirmation_days: Option<i64>,
    /// See [`ShopRules::low_stock_units`].
    pub low_stock_units: Option<i64>,
    /// See [`ShopRules::policy`].
    pub policy: Option<Policy>,
    /// See [`ShippingCharge::minor`].
    pub shipping_minor: Option<i64>,
    /// See [`ShippingCharge::free_from_minor`]; `Some(None)` takes it away.
    pub shipping_free_from_minor: Option<Option<i64>>,
    /// See [`ShopRules::orders`].
    pub orders: OrderRulesChange,
    /// See [`ShopRules::mail`].
    pub mail: Option<MailRule>,
    /// See [`ShopRules::delay`].
    pub delay: DelayRulesChange,
    /// See [`ShopRules::payment`].
    pub payment: PaymentRulesChange,
}

impl ShopRules {
    /// The days on which parcels are handed over.
    pub fn calendar(&self) -> Calendar<'_> {
        Calendar {
            working_days: self.working_days,
            holidays: self.holidays,
            closed: &self.closed_days,
        }
    }

    /// The rules after a change; each wrong value is named by a pointer.
    pub fn changed(&self, change: &RulesChange) -> Result<Self, Vec<FieldError>> {
        let mut problems = Problems::default();
        let days = 0..=i64::from(limits::RULE_DAYS_MAX);
        let price = 0..=limits::PRICE_MINOR_MAX;
        let rules = Self {
            handling_days: within(
                &mut problems,
                "/handling_days",
                change.handling_days,
                self.handling_days,
                days.clone(),
            ),
            cross_dock_days: within(
                &mut problems,
                "/cross_dock_days",
                change.cross_dock_days,
                self.cross_dock_days,
                days,
            ),
            working_days: change.working_days.unwrap_or(self.working_days),
            holidays: change.holidays.unwrap_or(self.holidays),
            closed_days: change
                .closed_days
                .as_ref()
                .unwrap_or(&self.closed_days)
                .clone(),
            cut_off: change.cut_off.unwrap_or(self.cut_off),
            transit: change.transit.as_ref().unwrap_or(&self.transit).clone(),
            confirmation_days: within(
                &mut problems,
                "/confirmation_days",
                change.confirmation_days,
                self.confirmation_days,
                1..=i64::from(limits::LEAD_DAYS_MAX),
            ),
            low_stock_units: within(
                &mut problems,
                "/low_stock_units",
                change.low_stock_units,
                self.low_stock_units,
                0..=i64::from(limits::UNITS_MAX),
            ),
            policy: change.policy.unwrap_or(self.policy),
            shipping: ShippingCharge {
                minor: within(
                    &mut problems,
                    "/shipping/minor",
                    change.shipping_minor,
                    self.shipping.minor,
                    price.clone(),
                ),
                free_from_minor: match change.shipping_free_from_minor {
                    Some(Some(limit)) => Some(within(
                        &mut problems,
                        "/shipping/free_from_minor",
                        Some(limit),
                        limit,
                        price,
                    )),
                    Some(None) => None,
                    None => self.shipping.free_from_minor,
                },
            },
            orders: self.orders.changed(&change.orders, &mut problems),
            mail: change.mail.unwrap_or(self.mail),
            delay: self.delay.changed(change.delay, &mut problems),
            payment: self.payment.changed(&change.payment, &mut problems),
        };
        problems.finish(Some(rules))
    }
}

impl Default for ShopRules {
    fn default() -> Self {
        Self {
            handling_days: 1,
            cross_dock_days: 0,
            working_days: WorkingDays::MONDAY_TO_FRIDAY,
            holidays: None,
            closed_days: ClosedDays::default(),
            cut_off: None,
            transit: Vec::new(),
            confirmation_days: 14,
            low_stock_units: 5,
            policy: Policy::default(),
            shipping: ShippingCharge::default(),
            orders: OrderRules::default(),
            mail: MailRule::default(),
            delay: DelayRules::default(),
            payment: PaymentRules::default(),
        }
    }
}

/// A shop as it presents itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopProfile {
    /// The name people know.
    pub name: String,
    /// Prices are in this currency.
    pub currency: Currency,
    /// IANA name of the time zone in which ship dates are local dates.
    pub time_zone: String,
    /// One line under the name.
    pub tagline: Option<String>,
    /// What else it says of itself.
    #[serde(default)]
    pub storefront: Box<Storefront>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_what_it_does_not_name() {
        let change = RulesChange {
            handling_days: Some(3),
            shipping_minor: Some(490),
            ..RulesChange::default()
        };
        let rules = ShopRules::default().changed(&change).unwrap();
        assert_eq!(
            rules,
            ShopRules {
                handling_days: 3,
                shipping: ShippingCharge {
                    minor: 490,
                    free_from_minor: None
                },
                ..ShopRules::default()
            }
        );
        assert_eq!(rules.changed(&RulesChange::default()), Ok(rules.clone()));
        let free = rules
            .changed(&RulesChange {
                shipping_free_from_minor: Some(Some(5_000)),
                ..RulesChange::default()
            })
            .unwrap();
        let taken_away = free.changed(&RulesChange {
            shipping_free_from_minor: Some(None),
            ..RulesChange::default()
        });
        assert_eq!(
            (free.shipping.free_from_minor, taken_away),
            (Some(5_000), Ok(rules))
        );
    }

    #[test]
    fn rules_that_are_not_set_are_not_written() {
        // So the mark of the rules, on which edits rest, stays when a program brings new rules.
        let written = serde_json::to_value(ShopRules::default()).unwrap();
        let names: Vec<&str> = written
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            names,
            [
                "confirmation_days",
                "cross_dock_days",
                "handling_days",
                "low_stock_units",
                "policy",
                "shipping",
                "working_days"
            ]
        );
    }

    #[test]
    fn every_rule_that_is_out_of_range_is_named() {
        let change = RulesChange {
            handling_days: Some(-1),
            cross_dock_days: Some(61),
            confirmation_days: Some(0),
            low_stock_units: Some(i64::MAX),
            shipping_minor: Some(-1),
            shipping_free_from_minor: Some(Some(-1)),
            ..RulesChange::default()
        };
        let wrong: Vec<String> = ShopRules::default()
            .changed(&change)
            .unwrap_err()
            .into_iter()
            .map(|error| error.pointer)
            .collect();
        assert_eq!(
            wrong,
            [
                "/handling_days",
                "/cross_dock_days",
                "/confirmation_days",
                "/low_stock_units",
                "/shipping/minor",
                "/shipping/free_from_minor"
            ]
        );
    }

    #[test]
    fn shipping_is_free_from_a_value_of_goods_on() {
        let charge = ShippingCharge {
            minor: 490,
            free_from_minor: Some(5_000),
        };
        assert_eq!((charge.of(4_999), charge.of(5_000)), (490, 0));
        assert_eq!(
            ShippingCharge {
                minor: 490,
                free_from_minor: None
            }
            .of(i64::MAX),
            490
        );
    }
}
