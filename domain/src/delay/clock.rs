//! Days of the law: where they end, and by when money goes back.

use super::Regime;
use super::standing::Ground;
use crate::dates::{add_days, working_days_after};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Days within which what was sold without a date is delivered or shipped: 16 CFR 435.2(a)(1),
/// Directive 2011/83/EU art. 18(1), Consumer Rights Act 2015 s. 28(3).
const DAYS_WITHOUT_DATE: i32 = 30;

/// The day by which what was told binds: the last of the days told, or 30 days after the order
/// where none was.
pub fn due(told: Option<Date>, ordered: Date) -> Date {
    told.unwrap_or_else(|| add_days(ordered, DAYS_WITHOUT_DATE))
}

/// By when the money of what ended on a day goes back. Working days are Monday to Friday, holidays
/// too: no law says which holidays count, and this is always early enough.
pub(super) fn refund_by(regime: Regime, ground: Ground, day: Date) -> Date {
    match (regime, ground) {
        (Regime::UsCa, _) => add_days(day, 7),
        // A withdrawal from the contract: Directive 2011/83/EU art. 13(1).
        (Regime::Eu | Regime::Uk, Ground::ByShopper) => add_days(day, 14),
        // *Without undue delay* (art. 18(3), s. 28(9)) is three days here.
        (Regime::Eu | Regime::Uk, _) => working_days_after(day, 3),
        (Regime::Us | Regime::None, _) => working_days_after(day, 7),
    }
}

/// Which days it is now. What ends by itself has ended when its last day is over everywhere; what is
/// to be done on a day is to be done when that has begun anywhere. What the shop does counts on its
/// own day, which may be over before the others are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The day that is not over yet somewhere.
    pub over: Date,
    /// The shop's own.
    pub shop: Date,
    /// The day that has begun somewhere.
    pub begun: Date,
}

impl From<Date> for Days {
    fn from(day: Date) -> Self {
        Self {
            over: day,
            shop: day,
            begun: day,
        }
    }
}

/// The zones whose days count: the shop's, in which its dates are told, and those in which days of
/// its people end first and last. No law names a zone, so each side is given the longer day.
#[derive(Debug, Clone, Copy)]
pub struct Zones<'a> {
    /// The shop's.
    pub shop: &'a TimeZone,
    /// Where a day of its people ends first.
    pub first: &'a TimeZone,
    /// Where it ends last.
    pub last: &'a TimeZone,
}

impl Zones<'_> {
    fn day(at: Timestamp, zone: &TimeZone) -> Date {
        zone.to_datetime(at).date()
    }

    /// The day on which something that the shop does counts as done: its own.
    pub fn offered(self, at: Timestamp) -> Date {
        Self::day(at, self.shop)
    }

    /// Whether the day of something that the shop did had ended where people are.
    pub fn is_late_for_people(self, at: Timestamp) -> bool {
        Self::day(at, self.first) > self.offered(at)
    }

    /// The day on which an answer counts: the earlier one, because a day is over when it is over for
    /// both.
    pub fn answered(self, at: Timestamp) -> Date {
        Self::day(at, self.shop).min(Self::day(at, self.last))
    }

    /// Which days it is.
    pub fn days(self, now: Timestamp) -> Days {
        Days {
            over: self.answered(now),
            shop: self.offered(now),
            begun: self.offered(now).max(Self::day(now, self.first)),
        }
    }
}
