//! Who takes a shop's money.

use super::reference::{mod_97, ungrouped, write_grouped};
use super::stripe;
use crate::input::Invalid;
use crate::money::Money;
use crate::storefront::Texts;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a shop is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayKind {
    /// People transfer the money, and somebody at the shop notes that it arrived.
    Manual,
    /// A gateway that is only played: no money moves, and everything else is as with a real one.
    Simulator,
    /// The shop's own account at Stripe.
    Stripe,
}

impl GatewayKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Manual, Self::Simulator, Self::Stripe];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Simulator => "simulator",
            Self::Stripe => "stripe",
        }
    }

    /// Whether it takes the money itself: a method is named on a page of its own when an order is
    /// placed, and charged when a parcel is about to leave.
    pub fn is_hosted(self) -> bool {
        match self {
            Self::Manual => false,
            Self::Simulator | Self::Stripe => true,
        }
    }

    /// Whether it takes a sum for an order. What it never takes is refused when the order is placed.
    pub fn takes(self, sum: Money) -> Result<(), Invalid> {
        match self {
            Self::Manual | Self::Simulator => Ok(()),
            Self::Stripe => stripe::takes(sum),
        }
    }

    /// Parses a name of the interface.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Invalid(format!("must be one of {names}"))
            })
    }
}

/// An account number that banks of many countries have (ISO 13616).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(String);

impl Iban {
    /// Reads what somebody typed, in groups or not. Its check digits must be right: money that goes
    /// to a wrong account is lost.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let plain = ungrouped(text);
        let formed = (15..=34).contains(&plain.len())
            && plain.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
            && plain
                .bytes()
                .skip(2)
                .take(2)
                .all(|byte| byte.is_ascii_digit())
            && plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let right = formed && mod_97(&format!("{}{}", &plain[4..], &plain[..4])) == Some(1);
        right
            .then_some(Self(plain))
            .ok_or_else(|| Invalid::new("must be an IBAN such as DE89 3704 0044 0532 0130 00"))
    }
}

/// In groups of four, as it is printed.
impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_grouped(f, &self.0)
    }
}

impl TryFrom<String> for Iban {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> String {
        iban.0
    }
}

/// The code of a bank (ISO 9362), in capitals.
pub fn bank_code(text: &str) -> Result<String, Invalid> {
    let plain = text.to_ascii_uppercase();
    let bytes = plain.as_bytes();
    let formed = matches!(bytes.len(), 8 | 11)
        && bytes[..6].iter().all(u8::is_ascii_uppercase)
        && bytes[6..].iter().all(u8::is_ascii_alphanumeric);
    formed
        .then_some(plain)
        .ok_or_else(|| Invalid::new("must be a bank's code such as COBADEFFXXX"))
}

/// Where transfers go, and what else a shopper should know.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Transfer {
    /// Whose account it is.
    pub payee: Option<String>,
    /// The account.
    pub iban: Option<Iban>,
    /// Its bank.
    pub bic: Option<String>,
    /// What the shop adds, in plain text.
    pub texts: Texts,
}

/// How a shop is paid, with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewaySettings {
    /// By whom.
    pub kind: GatewayKind,
    /// Where transfers go.
    #[serde(default)]
    pub transfer: Transfer,
    /// What is shown of the account at Stripe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stripe: Option<stripe::Account>,
}

impl GatewaySettings {
    /// A kind, and nothing that belongs to one.
    pub fn of(kind: GatewayKind) -> Self {
        Self {
            kind,
            transfer: Transfer::default(),
            stripe: None,
        }
    }

    /// Whether no money moves: pages say so.
    pub fn is_played(&self) -> bool {
        match self.kind {
            GatewayKind::Manual => false,
            GatewayKind::Simulator => true,
            GatewayKind::Stripe => {
                let mode = self.stripe.as_ref().map(|account| account.mode);
                mode.is_none_or(|mode| mode == stripe::Mode::Test)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_taken_with_its_check_digits_alone() {
        for good in [
            "DE89 3704 0044 0532 0130 00",
            "de89370400440532013000",
            "GB29 NWBK 6016 1331 9268 19",
            "NO93 8601 1117 947",
        ] {
            assert!(Iban::parse(good).is_ok(), "{good}");
        }
        assert_eq!(
            Iban::parse("de89370400440532013000").unwrap().to_string(),
            "DE89 3704 0044 0532 0130 00"
        );
        for bad in [
            "",
            "DE88 3704 0044 0532 0130 00",
            "DE89 3704 0044 0532 0130 01",
            "8937 0400 4405 3201 3000 DE",
            "DE89-3704-0044-0532-0130-00",
            "DE893704004405320130é0",
        ] {
            assert!(Iban::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_bank_has_a_code_of_eight_or_eleven() {
        assert_eq!(bank_code("cobadeff").as_deref(), Ok("COBADEFF"));
        assert!(bank_code("COBADEFFXXX").is_ok());
        for bad in ["", "COBADEFFX", "1OBADEFF", "COBADEFFXX!"] {
            assert!(bank_code(bad).is_err(), "{bad}");
        }
    }
}
