//! How long people have to pay, and how much of it who may give back.

use crate::input::{Problems, within};
use crate::limits;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// A shop's rules of payment. They hold for what happens from then on: a time that runs already ends
/// when it was to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentRules {
    /// How many minutes people have to name a method that is charged later. After that their order
    /// is cancelled, and its units are for others.
    #[serde(skip_serializing_if = "is_verify_minutes")]
    pub verify_minutes: u32,
    /// How many hours the units of a parcel wait after its payment was declined.
    #[serde(skip_serializing_if = "is_hold_hours")]
    pub payment_hold_hours: u32,
    /// How many days people have to pay a transfer that is due.
    #[serde(skip_serializing_if = "is_pay_days")]
    pub pay_within_days: u32,
    /// Most that keys give back of one order though it is owed, in minor units; no limit where there
    /// is none. The owner may give more, and what the owner gave counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund_limit_minor: Option<i64>,
}

const VERIFY_MINUTES: u32 = 30;
const PAYMENT_HOLD_HOURS: u32 = 72;
const PAY_WITHIN_DAYS: u32 = 14;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_verify_minutes(value: &u32) -> bool {
    *value == VERIFY_MINUTES
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_hold_hours(value: &u32) -> bool {
    *value == PAYMENT_HOLD_HOURS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_pay_days(value: &u32) -> bool {
    *value == PAY_WITHIN_DAYS
}

/// A change of the rules of payment; what is absent stays as it is, and `Some(None)` takes a limit
/// away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PaymentRulesChange {
    /// See [`PaymentRules::verify_minutes`].
    pub verify_minutes: Option<i64>,
    /// See [`PaymentRules::payment_hold_hours`].
    pub payment_hold_hours: Option<i64>,
    /// See [`PaymentRules::pay_within_days`].
    pub pay_within_days: Option<i64>,
    /// See [`PaymentRules::refund_limit_minor`].
    pub refund_limit_minor: Option<Option<i64>>,
}

impl Default for PaymentRules {
    fn default() -> Self {
        Self {
            verify_minutes: VERIFY_MINUTES,
            payment_hold_hours: PAYMENT_HOLD_HOURS,
            pay_within_days: PAY_WITHIN_DAYS,
            refund_limit_minor: None,
        }
    }
}

impl PaymentRules {
    /// The rules after a change; what is wrong is noted by a pointer.
    pub(crate) fn changed(&self, change: &PaymentRulesChange, problems: &mut Problems) -> Self {
        let refund_limit_minor = match change.refund_limit_minor {
            Some(Some(minor)) => {
                if !(0..=limits::PRICE_MINOR_MAX).contains(&minor) {
                    let most = limits::PRICE_MINOR_MAX;
                    let must = format!("must be a whole number from 0 to {most}, or null");
                    problems.add("/refund_limit_minor", must);
                }
                Some(minor)
            }
            Some(None) => None,
            None => self.refund_limit_minor,
        };
        Self {
            verify_minutes: within(
                problems,
                "/verify_minutes",
                change.verify_minutes,
                self.verify_minutes,
                limits::VERIFY_MINUTES,
            ),
            payment_hold_hours: within(
                problems,
                "/payment_hold_hours",
                change.payment_hold_hours,
                self.payment_hold_hours,
                limits::PAYMENT_HOLD_HOURS,
            ),
            pay_within_days: within(
                problems,
                "/pay_within_days",
                change.pay_within_days,
                self.pay_within_days,
                limits::PAY_WITHIN_DAYS,
            ),
            refund_limit_minor,
        }
    }

    /// How long people have to name a method.
    pub fn verify(&self) -> SignedDuration {
        SignedDuration::from_mins(self.verify_minutes.into())
    }

    /// How long units wait after a payment was declined.
    pub fn hold(&self) -> SignedDuration {
        SignedDuration::from_hours(self.payment_hold_hours.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_that_nobody_set_is_not_written_and_read_as_it_was() {
        let text = serde_json::to_string(&PaymentRules::default()).unwrap();
        assert_eq!(text, "{}");
        let read: PaymentRules = serde_json::from_str("{}").unwrap();
        assert_eq!(read, PaymentRules::default());
    }

    #[test]
    fn a_time_outside_of_its_limits_is_refused_by_its_name() {
        let change = PaymentRulesChange {
            verify_minutes: Some(4),
            payment_hold_hours: Some(721),
            pay_within_days: Some(0),
            refund_limit_minor: Some(Some(-1)),
        };
        let mut problems = Problems::default();
        PaymentRules::default().changed(&change, &mut problems);
        let wrong = problems.finish(None::<()>).unwrap_err();
        let pointers: Vec<&str> = wrong.iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!(
            pointers,
            [
                "/refund_limit_minor",
                "/verify_minutes",
                "/payment_hold_hours",
                "/pay_within_days"
            ]
        );
    }
}
