//! What can be typed at the simulated bank: words instead of cards.

use dockline_domain::payment::method::Card;
use serde::{Deserialize, Serialize};

/// What a card will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardWord {
    /// It is charged.
    Works,
    /// There is too little in the account the first time, and enough the next morning.
    DeclinedOnce,
    /// The bank wants to hear from its owner each time that it is charged.
    NeedsBank,
    /// It has ended when it is charged.
    Expires,
    /// It has ended by then, and the bank has sent another one: it is charged.
    Reissued,
    /// A debit that takes days, and comes back.
    DebitFails,
    /// It is charged. What is given back is on its way for days.
    RefundPends,
    /// It is charged. Nothing can be given back to it.
    RefundFails,
    /// It is charged. What is given back is sent, and comes back after days.
    RefundReturns,
}

impl CardWord {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Works,
        Self::DeclinedOnce,
        Self::NeedsBank,
        Self::Expires,
        Self::Reissued,
        Self::DebitFails,
        Self::RefundPends,
        Self::RefundFails,
        Self::RefundReturns,
    ];

    /// The word in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::DeclinedOnce => "declined_once",
            Self::NeedsBank => "needs_bank",
            Self::Expires => "expires",
            Self::Reissued => "reissued",
            Self::DebitFails => "debit_fails",
            Self::RefundPends => "refund_pends",
            Self::RefundFails => "refund_fails",
            Self::RefundReturns => "refund_returns",
        }
    }

    /// Reads a word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.name() == text)
    }

    /// What is shown of it.
    pub(super) fn card(self) -> Card {
        let (brand, last4, expires) = match self {
            Self::Works => ("Visa", "4242", "2031-12"),
            Self::DeclinedOnce => ("Mastercard", "5454", "2030-08"),
            Self::NeedsBank => ("Visa", "3155", "2030-03"),
            Self::Expires => ("Visa", "0069", "2026-12"),
            Self::Reissued => ("Mastercard", "1111", "2027-01"),
            Self::DebitFails => ("SEPA", "3001", "2035-12"),
            Self::RefundPends => ("Visa", "7726", "2032-05"),
            Self::RefundFails => ("Mastercard", "5126", "2031-06"),
            Self::RefundReturns => ("Visa", "5267", "2032-09"),
        };
        Card {
            brand: brand.to_owned(),
            last4: last4.to_owned(),
            expires: expires.to_owned(),
        }
    }
}
