//! Why something was done: what the system itself says of it, or what somebody wrote.

use serde::{Deserialize, Serialize};

/// A reason. Those of the system are told in the reader's language; what somebody wrote is shown as
/// it was written.
///
/// It is stored as a text. What the system says has one fixed text, which was stored before there
/// was a type, so old reasons are read as what they are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Reason {
    /// The shopper cancelled on the page of the order.
    OnOrderPage,
    /// The shopper cancelled by a program.
    ByShopper,
    /// The person of the order asked to be erased.
    Erased,
    /// Nobody named a method of payment in time.
    NotVerified,
    /// A payment that was declined was not repaired in time.
    NotRepaired,
    /// The law of delay has ended it, and the shop lets that be carried out by itself.
    EndedByLaw,
    /// The shopper has withdrawn from the contract.
    Withdrawn,
    /// The first count of a variant, from an import.
    OpeningStock,
    /// What somebody wrote.
    Given(String),
}

impl Reason {
    /// The reasons of the system.
    pub const OF_THE_SYSTEM: [Self; 8] = [
        Self::OnOrderPage,
        Self::ByShopper,
        Self::Erased,
        Self::NotVerified,
        Self::NotRepaired,
        Self::EndedByLaw,
        Self::Withdrawn,
        Self::OpeningStock,
    ];

    /// The text as it is stored, and as programs read it.
    pub fn text(&self) -> &str {
        match self {
            Self::OnOrderPage => "cancelled on the order page",
            Self::ByShopper => "cancelled by the shopper",
            Self::Erased => "erased on request",
            Self::NotVerified => "no payment method was saved in time",
            Self::NotRepaired => "the payment was not repaired in time",
            Self::EndedByLaw => "ended by the law of delay",
            Self::Withdrawn => "withdrawn from by the shopper",
            Self::OpeningStock => "opening stock",
            Self::Given(text) => text,
        }
    }

    /// What somebody wrote.
    pub fn given(&self) -> Option<&str> {
        match self {
            Self::Given(text) => Some(text),
            Self::OnOrderPage
            | Self::ByShopper
            | Self::Erased
            | Self::NotVerified
            | Self::NotRepaired
            | Self::EndedByLaw
            | Self::Withdrawn
            | Self::OpeningStock => None,
        }
    }
}

impl From<String> for Reason {
    fn from(text: String) -> Self {
        let of_the_system = Self::OF_THE_SYSTEM
            .into_iter()
            .find(|reason| reason.text() == text);
        of_the_system.unwrap_or(Self::Given(text))
    }
}

impl From<&str> for Reason {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Given(text) => text,
            of_the_system => of_the_system.text().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_the_system_is_read_from_its_old_text() {
        for reason in Reason::OF_THE_SYSTEM {
            let stored = serde_json::to_string(&reason).unwrap();
            assert_eq!(stored, format!("{:?}", reason.text()));
            assert_eq!(serde_json::from_str::<Reason>(&stored).unwrap(), reason);
        }
        let given = serde_json::from_str::<Reason>(r#""too late for the wedding""#).unwrap();
        assert_eq!(given, Reason::Given("too late for the wedding".into()));
    }
}
