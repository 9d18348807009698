//! The life of a shipment: one parcel of one order. What is allocated goes into the newest open
//! shipment of its order. An order has one, and besides it those that were opened again because
//! units in them were cancelled.

use crate::input::Invalid;
use serde::{Deserialize, Serialize};

/// Where a shipment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentState {
    /// Collects units; may be packed.
    Open,
    /// Closed: what is allocated later goes into another.
    Packed,
    /// Given to the carrier: the only thing that counts as shipped.
    HandedOver,
    /// All its units were cancelled.
    Cancelled,
}

/// The step is not possible in this state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a shipment that is {from} cannot be {step}")]
pub struct Rejected {
    /// Name of the state.
    pub from: &'static str,
    /// Name of the step.
    pub step: &'static str,
}

impl ShipmentState {
    /// All states, in their usual order.
    pub const ALL: [Self; 4] = [Self::Open, Self::Packed, Self::HandedOver, Self::Cancelled];

    /// The name in the interface, such as `handed_over`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Packed => "packed",
            Self::HandedOver => "handed_over",
            Self::Cancelled => "cancelled",
        }
    }

    /// Parses a name of the interface.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Invalid(format!("must be one of {names}"))
            })
    }

    /// The parcel is closed.
    pub fn pack(self) -> Result<Self, Rejected> {
        match self {
            Self::Open => Ok(Self::Packed),
            Self::Packed | Self::HandedOver | Self::Cancelled => Err(self.rejects("packed")),
        }
    }

    /// Units in it were cancelled: it has to be packed again before it leaves.
    pub fn reopen(self) -> Result<Self, Rejected> {
        match self {
            Self::Packed => Ok(Self::Open),
            Self::Open | Self::HandedOver | Self::Cancelled => Err(self.rejects("opened again")),
        }
    }

    /// The carrier has it.
    pub fn hand_over(self) -> Result<Self, Rejected> {
        match self {
            Self::Packed => Ok(Self::HandedOver),
            Self::Open | Self::HandedOver | Self::Cancelled => Err(self.rejects("handed over")),
        }
    }

    /// It has arrived. It stays what the carrier was given: when it arrived stands beside it.
    pub fn deliver(self) -> Result<Self, Rejected> {
        match self {
            Self::HandedOver => Ok(Self::HandedOver),
            Self::Open | Self::Packed | Self::Cancelled => Err(self.rejects("delivered")),
        }
    }

    fn rejects(self, step: &'static str) -> Rejected {
        let from = match self {
            Self::HandedOver => "handed over",
            Self::Open | Self::Packed | Self::Cancelled => self.name(),
        };
        Rejected { from, step }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shipment_is_packed_before_it_is_handed_over_and_each_once() {
        use ShipmentState::{Cancelled, HandedOver, Open, Packed};
        let steps = |state: ShipmentState| (state.pack().ok(), state.hand_over().ok());
        assert_eq!(steps(Open), (Some(Packed), None));
        assert_eq!(steps(Packed), (None, Some(HandedOver)));
        assert_eq!(steps(HandedOver), (None, None));
        assert_eq!(steps(Cancelled), (None, None));
        assert!(HandedOver.deliver().is_ok());
        for state in [Open, Packed, Cancelled] {
            assert!(state.deliver().is_err(), "{state:?}");
        }
        assert_eq!(
            Open.hand_over().unwrap_err().to_string(),
            "a shipment that is open cannot be handed over"
        );
    }

    #[test]
    fn states_parse_by_the_name_they_have() {
        for state in ShipmentState::ALL {
            assert_eq!(ShipmentState::parse(state.name()), Ok(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.name());
        }
        assert!(ShipmentState::parse("lost").is_err());
    }
}
