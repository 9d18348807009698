//! The life of a backorder: a quantity of one order line in one state.

use crate::input::Invalid;
use crate::reason::Reason;
use serde::{Deserialize, Serialize};

/// Where a backorder is. Lateness is not a state: it is what was promised against what is expected.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Waits in line.
    Queued,
    /// Stopped while it waits: it takes no units, and the line goes on without it.
    Held {
        /// Why.
        reason: String,
    },
    /// Has its units.
    Allocated,
    /// May be packed: it is paid or need not be.
    Released,
    /// In a parcel.
    Packed,
    /// Handed over to the carrier.
    Shipped {
        /// Who carries it.
        carrier: String,
        /// The carrier's number.
        tracking: Option<String>,
    },
    /// With the customer.
    Delivered,
    /// Stopped on the way to the parcel.
    OnHold {
        /// Why.
        reason: String,
        /// Whether it had been released before.
        released: bool,
    },
    /// Will not ship.
    Cancelled {
        /// Why.
        reason: Reason,
        /// Who ended it.
        by: Actor,
    },
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Anyone who holds the order's link.
    Shopper,
    /// A user of the shop or one of its keys.
    Merchant,
    /// A rule.
    System,
}

/// What may be asked of a backorder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Give it its units.
    Allocate,
    /// Let it be packed.
    Release,
    /// Put it in a parcel.
    Pack,
    /// Take it out of the parcel again: other units of the parcel were cancelled.
    Unpack,
    /// Give it to the carrier.
    HandOver {
        /// Who carries it.
        carrier: String,
        /// The carrier's number.
        tracking: Option<String>,
    },
    /// The customer has it.
    Deliver,
    /// Take its units from it: they are not there. It waits again, at the place it had; what was
    /// stopped stays stopped.
    TakeBack,
    /// Stop it.
    Hold {
        /// Why.
        reason: String,
    },
    /// Let it go on.
    Resume,
    /// End it.
    Cancel {
        /// Why.
        reason: Reason,
        /// Who.
        by: Actor,
    },
}

/// The step is not possible in this state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a backorder that is {from} cannot be {step}")]
pub struct Rejected {
    /// Name of the state.
    pub from: &'static str,
    /// Name of the step.
    pub step: &'static str,
}

impl State {
    /// The name in the interface.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Held { .. } => "held",
            Self::Allocated => "allocated",
            Self::Released => "released",
            Self::Packed => "packed",
            Self::Shipped { .. } => "shipped",
            Self::Delivered => "delivered",
            Self::OnHold { .. } => "on_hold",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// Whether units of stock are held for it.
    pub fn holds_stock(&self) -> bool {
        match self {
            Self::Allocated | Self::Released | Self::Packed | Self::OnHold { .. } => true,
            Self::Queued
            | Self::Held { .. }
            | Self::Shipped { .. }
            | Self::Delivered
            | Self::Cancelled { .. } => false,
        }
    }

    /// Why it was stopped, when it was.
    pub fn held_because(&self) -> Option<&str> {
        match self {
            Self::Held { reason } | Self::OnHold { reason, .. } => Some(reason),
            Self::Queued
            | Self::Allocated
            | Self::Released
            | Self::Packed
            | Self::Shipped { .. }
            | Self::Delivered
            | Self::Cancelled { .. } => None,
        }
    }

    /// The names of the states from which it may be ended.
    pub const OPEN: [&'static str; 6] = [
        "queued",
        "held",
        "allocated",
        "released",
        "packed",
        "on_hold",
    ];

    /// Whether anyone may end it: from anywhere before it is shipped. This is what
    /// "cancel free until it ships" says.
    pub fn may_be_cancelled(&self) -> bool {
        match self {
            Self::Queued
            | Self::Held { .. }
            | Self::Allocated
            | Self::Released
            | Self::Packed
            | Self::OnHold { .. } => true,
            Self::Shipped { .. } | Self::Delivered | Self::Cancelled { .. } => false,
        }
    }

    /// Whether it is still to be packed: until then its order may say another way where it goes.
    pub fn is_to_be_packed(&self) -> bool {
        match self {
            Self::Queued
            | Self::Held { .. }
            | Self::Allocated
            | Self::Released
            | Self::OnHold { .. } => true,
            Self::Packed | Self::Shipped { .. } | Self::Delivered | Self::Cancelled { .. } => false,
        }
    }

    /// The same for units of an order that was stopped for a reason: what goes back from a parcel
    /// that was packed when it was stopped is stopped with the rest.
    pub fn stopped(self, reason: Option<&str>) -> Result<Self, Rejected> {
        match reason.filter(|_| self.held_because().is_none()) {
            Some(reason) => self.take(Step::Hold {
                reason: reason.to_owned(),
            }),
            None => Ok(self),
        }
    }

    /// Takes a step, or says why it cannot be taken.
    pub fn take(self, step: Step) -> Result<Self, Rejected> {
        match (self, step) {
            (Self::Queued, Step::Allocate) => Ok(Self::Allocated),
            (Self::Allocated, Step::Release) => Ok(Self::Released),
            (Self::Released, Step::Pack) => Ok(Self::Packed),
            (Self::Packed, Step::Unpack) => Ok(Self::Released),
            (Self::Allocated | Self::Released | Self::Packed, Step::TakeBack) => Ok(Self::Queued),
            (Self::OnHold { reason, .. }, Step::TakeBack) => Ok(Self::Held { reason }),
            (Self::Packed, Step::HandOver { carrier, tracking }) => {
                Ok(Self::Shipped { carrier, tracking })
            }
            (Self::Shipped { .. }, Step::Deliver) => Ok(Self::Delivered),
            (Self::Queued, Step::Hold { reason }) => Ok(Self::Held { reason }),
            (Self::Held { .. }, Step::Resume) => Ok(Self::Queued),
            (Self::Allocated, Step::Hold { reason }) => Ok(Self::OnHold {
                reason,
                released: false,
            }),
            (Self::Released, Step::Hold { reason }) => Ok(Self::OnHold {
                reason,
                released: true,
            }),
            // Back to where it was stopped: a hold does not undo what was released.
            (Self::OnHold { released: true, .. }, Step::Resume) => Ok(Self::Released),
            (
                Self::OnHold {
                    released: false, ..
                },
                Step::Resume,
            ) => Ok(Self::Allocated),
            (
                Self::Queued
                | Self::Held { .. }
                | Self::Allocated
                | Self::Released
                | Self::Packed
                | Self::OnHold { .. },
                Step::Cancel { reason, by },
            ) => Ok(Self::Cancelled { reason, by }),
            (
                state,
                step @ (Step::Allocate
                | Step::Release
                | Step::Pack
                | Step::Unpack
                | Step::HandOver { .. }
                | Step::Deliver
                | Step::TakeBack
                | Step::Hold { .. }
                | Step::Resume
                | Step::Cancel { .. }),
            ) => Err(Rejected {
                from: state.name(),
                step: step.name(),
            }),
        }
    }
}

/// Of which backorders of one variant `units` are taken when they are cancelled, and how many of
/// each: what waits goes before what has its units, and that before what is packed, because each
/// undoes more work; the last before the first. `held` has them as they were placed; those that
/// cannot be ended give nothing.
pub fn cancelled_of<'s, T>(
    held: impl IntoIterator<Item = (T, &'s State, u32)>,
    units: u32,
) -> Vec<(T, u32)> {
    let effort = |state: &State| match state {
        State::Queued | State::Held { .. } => 0,
        State::Allocated | State::Released | State::OnHold { .. } => 1,
        State::Packed | State::Shipped { .. } | State::Delivered | State::Cancelled { .. } => 2,
    };
    let mut open: Vec<_> = held
        .into_iter()
        .filter(|(_, state, _)| state.may_be_cancelled())
        .collect();
    // The sort is stable, so the last of equal effort still comes first.
    open.reverse();
    open.sort_by_key(|(_, state, _)| effort(state));
    let mut left = units;
    let take = |(one, _, quantity): (T, &State, u32)| {
        let taken = quantity.min(left);
        left -= taken;
        (taken > 0).then_some((one, taken))
    };
    open.into_iter().filter_map(take).collect()
}

impl Step {
    fn name(&self) -> &'static str {
        match self {
            Self::Allocate => "allocated",
            Self::Release => "released",
            Self::Pack => "packed",
            Self::Unpack => "unpacked",
            Self::HandOver { .. } => "handed over",
            Self::Deliver => "delivered",
            Self::TakeBack => "taken back",
            Self::Hold { .. } => "put on hold",
            Self::Resume => "resumed",
            Self::Cancel { .. } => "cancelled",
        }
    }
}

/// Where a whole order is: where the part of it stands that is furthest behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    // The order of the variants is the rule: an earlier one is further behind.
    /// Some of it waits in line.
    Waiting,
    /// Some of it is stopped.
    OnHold,
    /// Its units are here.
    Allocated,
    /// It is in parcels.
    Packed,
    /// The carrier has it.
    Shipped,
    /// The customer has it.
    Delivered,
    /// Nothing of it will ship.
    Cancelled,
}

impl OrderState {
    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::OnHold => "on_hold",
            Self::Allocated => "allocated",
            Self::Packed => "packed",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// Where an order is all of whose units are in the state with this name. A name that is not
    /// known is an error: nobody is told that an order is cancelled because it could not be read.
    pub fn of_units(state: &str) -> Result<Self, Invalid> {
        Ok(match state {
            "queued" => Self::Waiting,
            "held" | "on_hold" => Self::OnHold,
            "allocated" | "released" => Self::Allocated,
            "packed" => Self::Packed,
            "shipped" => Self::Shipped,
            "delivered" => Self::Delivered,
            "cancelled" => Self::Cancelled,
            _ => return Err(Invalid::new("must be the name of a state of a backorder")),
        })
    }

    /// Where an order is whose parts are there. An order without parts holds nothing any more.
    pub fn slowest(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().min().unwrap_or(Self::Cancelled)
    }
}

impl From<&State> for OrderState {
    fn from(state: &State) -> Self {
        match state {
            State::Queued => Self::Waiting,
            State::Held { .. } | State::OnHold { .. } => Self::OnHold,
            State::Allocated | State::Released => Self::Allocated,
            State::Packed => Self::Packed,
            State::Shipped { .. } => Self::Shipped,
            State::Delivered => Self::Delivered,
            State::Cancelled { .. } => Self::Cancelled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn the_whole_matrix_of_states_and_steps() {
        let reason = || "reason".to_owned();
        let carrier = || "carrier".to_owned();
        let states = || {
            [
                State::Queued,
                State::Held { reason: reason() },
                State::Allocated,
                State::Released,
                State::Packed,
                State::Shipped {
                    carrier: carrier(),
                    tracking: None,
                },
                State::Delivered,
                State::OnHold {
                    reason: reason(),
                    released: false,
                },
                State::OnHold {
                    reason: reason(),
                    released: true,
                },
                State::Cancelled {
                    reason: Reason::Given(reason()),
                    by: Actor::Shopper,
                },
            ]
        };
        let steps = [
            Step::Allocate,
            Step::Release,
            Step::Pack,
            Step::Unpack,
            Step::HandOver {
                carrier: carrier(),
                tracking: None,
            },
            Step::Deliver,
            Step::TakeBack,
            Step::Hold { reason: reason() },
            Step::Resume,
            Step::Cancel {
                reason: Reason::Given(reason()),
                by: Actor::Shopper,
            },
        ];
        let mut matrix = String::new();
        for state in states() {
            let _ = writeln!(matrix, "{state:?}");
            for step in &steps {
                let taken = state
                    .clone()
                    .take(step.clone())
                    .map_or("-".to_owned(), |next| format!("{next:?}"));
                let _ = writeln!(matrix, "    {:12} {taken}", step.name());
            }
        }
        insta::assert_snapshot!(matrix);
    }

    #[test]
    fn what_is_said_to_be_cancellable_is_what_can_be_cancelled() {
        let carrier = || State::Shipped {
            carrier: "carrier".to_owned(),
            tracking: None,
        };
        let held = State::OnHold {
            reason: String::new(),
            released: true,
        };
        let cancelled = State::Cancelled {
            reason: Reason::OnOrderPage,
            by: Actor::Merchant,
        };
        for state in [
            State::Queued,
            State::Held {
                reason: String::new(),
            },
            State::Allocated,
            State::Released,
            State::Packed,
            carrier(),
            State::Delivered,
            held,
            cancelled,
        ] {
            assert_eq!(
                State::OPEN.contains(&state.name()),
                state.may_be_cancelled()
            );
            assert_eq!(
                OrderState::of_units(state.name()),
                Ok(OrderState::from(&state))
            );
            for by in [Actor::Shopper, Actor::Merchant, Actor::System] {
                let taken = state.clone().take(Step::Cancel {
                    reason: Reason::OnOrderPage,
                    by,
                });
                assert_eq!(
                    taken.is_ok(),
                    state.may_be_cancelled(),
                    "{state:?} by {by:?}"
                );
            }
        }
    }

    #[test]
    fn an_order_is_where_its_slowest_part_is() {
        let slowest = |parts: &[&str]| {
            let parts = parts.iter().map(|part| OrderState::of_units(part).unwrap());
            OrderState::slowest(parts)
        };
        assert_eq!(slowest(&["allocated", "queued"]), OrderState::Waiting);
        assert_eq!(slowest(&["released", "on_hold"]), OrderState::OnHold);
        assert_eq!(slowest(&["cancelled", "shipped"]), OrderState::Shipped);
        assert_eq!(slowest(&["cancelled"]), OrderState::Cancelled);
        assert_eq!(slowest(&[]), OrderState::Cancelled);
    }

    #[test]
    fn a_state_that_is_not_known_is_an_error_and_not_cancelled() {
        for unknown in ["charging", "refunded", "Queued", ""] {
            assert!(OrderState::of_units(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn what_is_cancelled_undoes_as_little_work_as_it_can() {
        let shipped = State::Shipped {
            carrier: "DHL".into(),
            tracking: None,
        };
        let stopped = State::OnHold {
            reason: "address".into(),
            released: false,
        };
        let held = [
            (1, &State::Packed, 2),
            (2, &State::Queued, 3),
            (3, &State::Allocated, 1),
            (4, &shipped, 9),
            (5, &State::Queued, 1),
            (6, &stopped, 2),
        ];
        for (units, expected) in [
            (0, vec![]),
            (1, vec![(5, 1)]),
            (2, vec![(5, 1), (2, 1)]),
            (5, vec![(5, 1), (2, 3), (6, 1)]),
            (8, vec![(5, 1), (2, 3), (6, 2), (3, 1), (1, 1)]),
            // What is on its way is out of reach.
            (99, vec![(5, 1), (2, 3), (6, 2), (3, 1), (1, 2)]),
        ] {
            assert_eq!(cancelled_of(held, units), expected, "{units}");
        }
    }
}
