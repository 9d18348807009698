//! The rules a merchant sets for a whole shop.

use crate::dates::WorkingDays;
use crate::money::Currency;
use crate::policy::Policy;
use serde::{Deserialize, Serialize};

/// What every availability of a shop depends on besides stock and supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShopRules {
    /// Working days from stock to carrier; 1 means an order of today ships tomorrow.
    pub handling_days: u16,
    /// Working days from the dock to the carrier for goods that go straight to the people in line.
    pub cross_dock_days: u16,
    /// The weekdays on which parcels are handed over.
    pub working_days: WorkingDays,
    /// After so many days without a confirmation a date is shown as stale.
    pub confirmation_days: u16,
    /// At or below so many free units a variant is low in stock.
    pub low_stock_units: u32,
    /// The policy of products that have none of their own.
    pub policy: Policy,
}

impl Default for ShopRules {
    fn default() -> Self {
        Self {
            handling_days: 1,
            cross_dock_days: 0,
            working_days: WorkingDays::MONDAY_TO_FRIDAY,
            confirmation_days: 14,
            low_stock_units: 5,
            policy: Policy::default(),
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
}
