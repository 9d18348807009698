//! Whether and how far a variant may be sold beyond its stock.

use crate::input::Invalid;
use crate::limits;
use serde::{Deserialize, Serialize};

/// The policy of a variant. Capacity is never unbounded: "allow" means up to the supply that is on
/// order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "PolicyInput")]
pub struct Policy {
    /// How far it may be sold beyond stock.
    pub backorder: BackorderRule,
    /// What waiting for it is called.
    pub kind: SellingKind,
    /// Most units one customer (by mail address) may have waiting or unshipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_customer: Option<u32>,
    /// No more will come: what is left is sold.
    pub discontinued: bool,
}

/// How far a variant may be sold beyond its stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackorderRule {
    /// Only what is on hand.
    Deny,
    /// Up to the inbound supply nobody waits for yet: the default.
    #[default]
    Supply,
    /// Up to the inbound supply, and a fixed number of units more with a stated lead time.
    Beyond(LeadTime),
}

/// Units that may be sold beyond all supply, and how long they take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTime {
    /// Units beyond supply, 1 to 1 000 000.
    pub quantity: u32,
    /// Shortest time from order to dock, in calendar days, 0 to 365.
    pub lead_days_min: u16,
    /// Longest time from order to dock, in calendar days, not below the shortest.
    pub lead_days_max: u16,
}

/// What waiting for a variant is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SellingKind {
    /// A known product that is on its way.
    #[default]
    Standard,
    /// A product that has not been released yet.
    Preorder,
    /// A product that is made when it is ordered.
    MadeToOrder,
}

/// A policy as merchants write it: a word for the common cases, or an object.
#[derive(Deserialize)]
#[serde(untagged)]
enum PolicyInput {
    Word(String),
    Fields {
        #[serde(default)]
        backorder: BackorderRule,
        #[serde(default)]
        kind: SellingKind,
        #[serde(default)]
        per_customer: Option<u32>,
        #[serde(default)]
        discontinued: bool,
    },
}

impl TryFrom<PolicyInput> for Policy {
    type Error = Invalid;

    fn try_from(input: PolicyInput) -> Result<Self, Invalid> {
        let policy = match input {
            PolicyInput::Word(word) => Self::word(&word)?,
            PolicyInput::Fields {
                backorder,
                kind,
                per_customer,
                discontinued,
            } => Self {
                backorder,
                kind,
                per_customer,
                discontinued,
            },
        };
        if let BackorderRule::Beyond(lead) = policy.backorder
            && (!(1..=limits::BEYOND_UNITS_MAX).contains(&lead.quantity)
                || lead.lead_days_max > limits::LEAD_DAYS_MAX
                || lead.lead_days_max < lead.lead_days_min)
        {
            let (units, days) = (limits::BEYOND_UNITS_MAX, limits::LEAD_DAYS_MAX);
            return Err(Invalid(format!(
                "beyond must have quantity 1 to {units} and lead_days_min ≤ lead_days_max ≤ {days}"
            )));
        }
        if policy
            .per_customer
            .is_some_and(|units| units == 0 || units > limits::QUANTITY_MAX)
        {
            return Err(Invalid(format!(
                "per_customer must be 1 to {}",
                limits::QUANTITY_MAX
            )));
        }
        Ok(policy)
    }
}

impl Policy {
    fn word(word: &str) -> Result<Self, Invalid> {
        match word {
            "deny" => Ok(Self {
                backorder: BackorderRule::Deny,
                ..Self::default()
            }),
            "supply" | "allow" => Ok(Self::default()),
            "preorder" => Ok(Self {
                kind: SellingKind::Preorder,
                ..Self::default()
            }),
            "discontinued" => Ok(Self {
                backorder: BackorderRule::Deny,
                discontinued: true,
                ..Self::default()
            }),
            _ => Err(Invalid::new(
                "must be deny, supply, preorder or discontinued, or an object",
            )),
        }
    }

    /// Nothing beyond stock.
    pub fn deny() -> Self {
        Self {
            backorder: BackorderRule::Deny,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_a_word_or_an_object() {
        assert_eq!(
            serde_json::from_str::<Policy>("\"deny\"").unwrap(),
            Policy::deny()
        );
        assert_eq!(
            serde_json::from_str::<Policy>("{}").unwrap(),
            Policy::default()
        );
        let beyond = r#"{"backorder":{"beyond":{"quantity":20,"lead_days_min":10,"lead_days_max":15}},"kind":"made_to_order"}"#;
        let policy: Policy = serde_json::from_str(beyond).unwrap();
        assert_eq!(
            serde_json::from_str::<Policy>(&serde_json::to_string(&policy).unwrap()).unwrap(),
            policy
        );
    }

    #[test]
    fn a_policy_without_bounds_is_refused() {
        for bad in [
            r#""continue""#,
            r#"{"backorder":{"beyond":{"quantity":0,"lead_days_min":1,"lead_days_max":2}}}"#,
            r#"{"backorder":{"beyond":{"quantity":9,"lead_days_min":3,"lead_days_max":2}}}"#,
            r#"{"per_customer":0}"#,
        ] {
            assert!(serde_json::from_str::<Policy>(bad).is_err(), "{bad}");
        }
    }
}
