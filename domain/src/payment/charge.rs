//! The life of a charge: one sum of money for one parcel. A gateway has one object for it, which can
//! succeed once; whatever is tried later is tried on the same object.

use super::failure::Failure;
use crate::input::Invalid;
use crate::limits;
use crate::money::Money;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Where a charge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// It is to be paid. No gateway knows of it.
    Due,
    /// The gateway is asked to make its object. That moves no money.
    Opening,
    /// The gateway has its object.
    Open,
    /// The gateway was asked to take the money and has not answered.
    Asking,
    /// A debit that takes days is under way.
    Settling,
    /// The bank wants to hear from the shopper.
    Action,
    /// The bank said no.
    Failed {
        /// Why.
        failure: Failure,
    },
    /// An answer is missing. Nothing else is tried until the gateway has said what became of it.
    Unknown,
    /// It is paid.
    Paid,
    /// Paid before: units that were missing in a parcel that was paid.
    Covered,
    /// The merchant asks for nothing more.
    Waived,
    /// The gateway is asked to let go of its object.
    Cancelling,
    /// It will never be asked for.
    Cancelled,
    /// The gateway said what the rules do not foresee.
    NeedsPerson,
}

/// What became of asking a gateway for the money of a charge: what the log keeps of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tried {
    /// It is asked.
    Asked {
        /// As which attempt.
        attempt: u32,
    },
    /// It took the money.
    Captured {
        /// How much, in minor units.
        minor: i64,
    },
    /// It will have it in some days.
    Settles,
    /// The bank said no, or wants to hear from the shopper.
    Failed {
        /// Why.
        failure: Failure,
        /// The reason of the card network.
        code: Option<String>,
    },
    /// It did not answer: it may have the money.
    Unknown,
    /// It let go of its object, and is to make another one.
    LetGo,
    /// It said what the rules do not foresee.
    Contradicts {
        /// What it says it took, where that is it.
        took: Option<Money>,
    },
    /// It refuses the shop, or does not understand it.
    Refused,
    /// Somebody at the shop has it tried again.
    Retried,
    /// Somebody at the shop takes it over.
    TakenOver,
}

/// What may happen to a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// A worker takes it up.
    Claim,
    /// The gateway's object is there and has taken nothing.
    Opened,
    /// The money is asked for.
    Ask,
    /// The gateway has the money.
    Succeeded,
    /// The gateway will have it in some days.
    Settles,
    /// The bank wants to hear from the shopper.
    WantsShopper,
    /// The bank said no.
    Declined(Failure),
    /// The question was sent, and no answer came.
    NoAnswer,
    /// The question was not sent.
    NotAsked,
    /// All of it has arrived by transfer.
    Arrived,
    /// The merchant asks for nothing more.
    Waive,
    /// It was paid with an earlier charge.
    Cover,
    /// It is not to be paid any more.
    Cancel,
    /// The gateway's object will never take money.
    Gone,
    /// An answer that does not agree with what was asked: another amount, another currency.
    Contradicts,
    /// Less has arrived by transfer than was noted, and not all of it is paid.
    Corrected,
}

/// The input is not possible in this state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a charge that is {from} cannot be {input}")]
pub struct Rejected {
    /// Name of the state.
    pub from: &'static str,
    /// Name of the input.
    pub input: &'static str,
}

impl State {
    /// Every state, each failure once.
    pub const ALL: [Self; 14] = [
        Self::Due,
        Self::Opening,
        Self::Open,
        Self::Asking,
        Self::Settling,
        Self::Action,
        Self::Failed {
            failure: Failure::Hard,
        },
        Self::Unknown,
        Self::Paid,
        Self::Covered,
        Self::Waived,
        Self::Cancelling,
        Self::Cancelled,
        Self::NeedsPerson,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Opening => "opening",
            Self::Open => "open",
            Self::Asking => "asking",
            Self::Settling => "settling",
            Self::Action => "action",
            Self::Failed { .. } => "failed",
            Self::Unknown => "unknown",
            Self::Paid => "paid",
            Self::Covered => "covered",
            Self::Waived => "waived",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::NeedsPerson => "needs_person",
        }
    }

    /// Parses a name of the interface; a failure is taken for one that is for good.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Invalid(format!("must be one of {names}"))
            })
    }

    /// Whether its parcel may be packed.
    pub fn releases(self) -> bool {
        match self {
            Self::Paid | Self::Covered | Self::Waived => true,
            Self::Due
            | Self::Opening
            | Self::Open
            | Self::Asking
            | Self::Settling
            | Self::Action
            | Self::Failed { .. }
            | Self::Unknown
            | Self::Cancelling
            | Self::Cancelled
            | Self::NeedsPerson => false,
        }
    }

    /// Whether it is asked for, and nobody but the gateway has said anything about it.
    pub fn is_on_its_way(self) -> bool {
        match self {
            Self::Due
            | Self::Opening
            | Self::Open
            | Self::Asking
            | Self::Settling
            | Self::Cancelling => true,
            Self::Action
            | Self::Failed { .. }
            | Self::Unknown
            | Self::Paid
            | Self::Covered
            | Self::Waived
            | Self::Cancelled
            | Self::NeedsPerson => false,
        }
    }

    /// Whether somebody can have the gateway asked for it now: it has nothing of it, and has said so.
    pub fn may_be_tried(self) -> bool {
        match self {
            Self::Due | Self::Open | Self::Action | Self::Failed { .. } => true,
            Self::Opening
            | Self::Asking
            | Self::Settling
            | Self::Unknown
            | Self::Paid
            | Self::Covered
            | Self::Waived
            | Self::Cancelling
            | Self::Cancelled
            | Self::NeedsPerson => false,
        }
    }

    /// Whether the shopper has to repair it: the bank said no, or wants to hear from them. The time
    /// for that runs.
    pub fn is_to_repair(self) -> bool {
        match self {
            Self::Action | Self::Failed { .. } => true,
            Self::Due
            | Self::Opening
            | Self::Open
            | Self::Asking
            | Self::Settling
            | Self::Unknown
            | Self::Paid
            | Self::Covered
            | Self::Waived
            | Self::Cancelling
            | Self::Cancelled
            | Self::NeedsPerson => false,
        }
    }

    /// Whether it holds units of its order: a parcel has one such charge at most.
    pub fn is_live(self) -> bool {
        self != Self::Cancelled
    }

    /// How long somebody may have it waited for from now on: a transfer as long as a shop may wait for
    /// one; none where nothing is waited for.
    pub fn longest_wait(self) -> Option<SignedDuration> {
        let to_repair = SignedDuration::from_hours(limits::HOLD_HOURS_AHEAD_MAX);
        if self == Self::Due {
            let days = limits::PAY_WITHIN_DAYS.end() + 1;
            return Some(to_repair.max(SignedDuration::from_hours(24 * days)));
        }
        self.is_to_repair().then_some(to_repair)
    }

    /// What comes of an input, or why it is refused.
    pub fn take(self, input: Input) -> Result<Self, Rejected> {
        let next = match self {
            Self::Due => due(input),
            Self::Opening => opening(input),
            Self::Open => open(input),
            Self::Asking | Self::Unknown => asked(self, input),
            Self::Settling => settling(input),
            Self::Action => action(input),
            Self::Failed { .. } => failed(self, input),
            Self::Paid => paid(input),
            Self::Covered => covered(input),
            Self::Waived => waived(input),
            Self::Cancelling => cancelling(input),
            Self::Cancelled => cancelled(input),
            Self::NeedsPerson => needs_person(input),
        };
        next.ok_or(Rejected {
            from: self.name(),
            input: input.name(),
        })
    }
}

fn due(input: Input) -> Option<State> {
    match input {
        Input::Claim => Some(State::Opening),
        Input::Arrived => Some(State::Paid),
        Input::Waive => Some(State::Waived),
        Input::Cover => Some(State::Covered),
        // No gateway knows of it, so nobody has to confirm this.
        Input::Cancel => Some(State::Cancelled),
        Input::Contradicts => Some(State::NeedsPerson),
        Input::Corrected => Some(State::Due),
        Input::Opened
        | Input::Ask
        | Input::Succeeded
        | Input::Settles
        | Input::WantsShopper
        | Input::Declined(_)
        | Input::NoAnswer
        | Input::NotAsked
        | Input::Gone => None,
    }
}

fn opening(input: Input) -> Option<State> {
    match input {
        Input::Opened => Some(State::Open),
        // What moves no money is asked again with the same key until it is answered.
        Input::NoAnswer | Input::NotAsked => Some(State::Opening),
        Input::Gone => Some(State::Due),
        Input::Cancel => Some(State::Cancelling),
        Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim
        | Input::Ask
        | Input::Succeeded
        | Input::Settles
        | Input::WantsShopper
        | Input::Declined(_)
        | Input::Arrived
        | Input::Waive
        | Input::Cover
        | Input::Corrected => None,
    }
}

fn open(input: Input) -> Option<State> {
    match input {
        Input::Ask => Some(State::Asking),
        Input::Opened => Some(State::Open),
        Input::Succeeded => Some(State::Paid),
        Input::Settles => Some(State::Settling),
        Input::Gone => Some(State::Due),
        Input::Cancel => Some(State::Cancelling),
        Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim
        | Input::WantsShopper
        | Input::Declined(_)
        | Input::NoAnswer
        | Input::NotAsked
        | Input::Arrived
        | Input::Waive
        | Input::Cover
        | Input::Corrected => None,
    }
}

/// The money was asked for. As long as the answer is missing, nothing else is asked.
fn asked(state: State, input: Input) -> Option<State> {
    match input {
        Input::Succeeded => Some(State::Paid),
        Input::Settles => Some(State::Settling),
        Input::WantsShopper => Some(State::Action),
        Input::Declined(failure) => Some(State::Failed { failure }),
        // Its object has taken nothing: it may be asked again.
        Input::Opened => Some(State::Open),
        Input::NotAsked => Some(if state == State::Asking {
            State::Open
        } else {
            State::Unknown
        }),
        Input::NoAnswer => Some(State::Unknown),
        Input::Gone => Some(State::Due),
        Input::Cancel => Some(State::Cancelling),
        Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim
        | Input::Ask
        | Input::Arrived
        | Input::Waive
        | Input::Cover
        | Input::Corrected => None,
    }
}

fn settling(input: Input) -> Option<State> {
    match input {
        Input::Succeeded => Some(State::Paid),
        Input::Declined(failure) => Some(State::Failed { failure }),
        Input::Settles | Input::NoAnswer | Input::NotAsked => Some(State::Settling),
        Input::Cancel => Some(State::Cancelling),
        Input::Gone | Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim
        | Input::Opened
        | Input::Ask
        | Input::WantsShopper
        | Input::Arrived
        | Input::Waive
        | Input::Cover
        | Input::Corrected => None,
    }
}

fn action(input: Input) -> Option<State> {
    match input {
        Input::Ask => Some(State::Asking),
        Input::Succeeded => Some(State::Paid),
        Input::Settles => Some(State::Settling),
        Input::Declined(failure) => Some(State::Failed { failure }),
        Input::WantsShopper | Input::NoAnswer | Input::NotAsked => Some(State::Action),
        Input::Opened => Some(State::Open),
        Input::Gone => Some(State::Due),
        Input::Cancel => Some(State::Cancelling),
        Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim | Input::Arrived | Input::Waive | Input::Cover | Input::Corrected => None,
    }
}

fn failed(state: State, input: Input) -> Option<State> {
    match input {
        Input::Ask => Some(State::Asking),
        Input::Succeeded => Some(State::Paid),
        Input::Settles => Some(State::Settling),
        Input::WantsShopper => Some(State::Action),
        Input::Declined(failure) => Some(State::Failed { failure }),
        // Old news of the same object: it says what is known.
        Input::Opened | Input::NoAnswer | Input::NotAsked => Some(state),
        Input::Gone => Some(State::Due),
        Input::Cancel => Some(State::Cancelling),
        Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim | Input::Arrived | Input::Waive | Input::Cover | Input::Corrected => None,
    }
}

/// What is paid stays paid, whatever arrives late.
fn paid(input: Input) -> Option<State> {
    match input {
        Input::Succeeded
        | Input::Settles
        | Input::WantsShopper
        | Input::Declined(_)
        | Input::Opened
        | Input::NoAnswer
        | Input::NotAsked
        | Input::Arrived => Some(State::Paid),
        Input::Gone | Input::Contradicts => Some(State::NeedsPerson),
        // It never was: somebody noted what had not come.
        Input::Corrected => Some(State::Due),
        // Money that is here goes back by a refund.
        Input::Claim | Input::Ask | Input::Waive | Input::Cover | Input::Cancel => None,
    }
}

fn covered(input: Input) -> Option<State> {
    match input {
        Input::Cover => Some(State::Covered),
        Input::Cancel => Some(State::Cancelled),
        Input::Succeeded | Input::Settles | Input::Arrived | Input::Contradicts => {
            Some(State::NeedsPerson)
        }
        Input::Claim
        | Input::Opened
        | Input::Ask
        | Input::WantsShopper
        | Input::Declined(_)
        | Input::NoAnswer
        | Input::NotAsked
        | Input::Waive
        | Input::Gone
        | Input::Corrected => None,
    }
}

fn waived(input: Input) -> Option<State> {
    match input {
        Input::Waive => Some(State::Waived),
        // It was paid after all.
        Input::Arrived => Some(State::Paid),
        // Less of it came than was noted: so much more is not asked for.
        Input::Corrected => Some(State::Waived),
        Input::Cancel => Some(State::Cancelled),
        Input::Succeeded | Input::Settles | Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim
        | Input::Opened
        | Input::Ask
        | Input::WantsShopper
        | Input::Declined(_)
        | Input::NoAnswer
        | Input::NotAsked
        | Input::Cover
        | Input::Gone => None,
    }
}

/// Only the gateway ends it: until it has said so, money may still come.
fn cancelling(input: Input) -> Option<State> {
    match input {
        Input::Gone => Some(State::Cancelled),
        Input::Succeeded => Some(State::Paid),
        Input::Opened
        | Input::Settles
        | Input::WantsShopper
        | Input::Declined(_)
        | Input::NoAnswer
        | Input::NotAsked
        | Input::Cancel => Some(State::Cancelling),
        Input::Contradicts => Some(State::NeedsPerson),
        // Nor is a transfer noted before that: what the gateway has would be overlooked.
        Input::Claim
        | Input::Ask
        | Input::Arrived
        | Input::Waive
        | Input::Cover
        | Input::Corrected => None,
    }
}

fn cancelled(input: Input) -> Option<State> {
    match input {
        Input::Succeeded | Input::Arrived => Some(State::Paid),
        Input::Declined(_) | Input::NoAnswer | Input::NotAsked | Input::Cancel | Input::Gone => {
            Some(State::Cancelled)
        }
        Input::Settles | Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim
        | Input::Opened
        | Input::Ask
        | Input::WantsShopper
        | Input::Waive
        | Input::Cover
        | Input::Corrected => None,
    }
}

/// What a gateway says goes on being read, and decides nothing: a person does.
fn needs_person(input: Input) -> Option<State> {
    match input {
        Input::Arrived => Some(State::Paid),
        Input::Waive => Some(State::Waived),
        Input::Cancel => Some(State::Cancelling),
        Input::Opened
        | Input::Succeeded
        | Input::Settles
        | Input::WantsShopper
        | Input::Declined(_)
        | Input::NoAnswer
        | Input::NotAsked
        | Input::Gone
        | Input::Contradicts => Some(State::NeedsPerson),
        Input::Claim | Input::Ask | Input::Cover | Input::Corrected => None,
    }
}

impl Input {
    /// Every input, a decline once.
    pub const ALL: [Self; 16] = [
        Self::Claim,
        Self::Opened,
        Self::Ask,
        Self::Succeeded,
        Self::Settles,
        Self::WantsShopper,
        Self::Declined(Failure::Soft),
        Self::NoAnswer,
        Self::NotAsked,
        Self::Arrived,
        Self::Waive,
        Self::Cover,
        Self::Cancel,
        Self::Gone,
        Self::Contradicts,
        Self::Corrected,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Claim => "taken up",
            Self::Opened => "opened",
            Self::Ask => "asked for",
            Self::Succeeded => "paid",
            Self::Settles => "settled later",
            Self::WantsShopper => "sent to the bank",
            Self::Declined(_) => "declined",
            Self::NoAnswer => "left without an answer",
            Self::NotAsked => "left unasked",
            Self::Arrived => "paid by transfer",
            Self::Waive => "waived",
            Self::Cover => "covered",
            Self::Cancel => "cancelled",
            Self::Gone => "let go",
            Self::Contradicts => "contradicted",
            Self::Corrected => "corrected",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    #[test]
    fn the_whole_matrix_of_charges() {
        let mut matrix = String::new();
        for state in State::ALL {
            let _ = writeln!(matrix, "{}", state.name());
            for input in Input::ALL {
                let next = state.take(input).map_or("-", State::name);
                let _ = writeln!(matrix, "    {:24} {next}", input.name());
            }
        }
        insta::assert_snapshot!(matrix);
    }

    #[test]
    fn a_state_is_found_by_its_name() {
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Ok(state));
        }
        assert!(State::parse("charged").is_err());
    }

    #[test]
    fn what_is_to_be_repaired_can_be_tried_and_what_is_under_way_can_not() {
        for state in State::ALL {
            assert!(!state.is_to_repair() || state.may_be_tried(), "{state:?}");
            let is_out = matches!(state, State::Asking | State::Unknown | State::Settling);
            assert!(!is_out || !state.may_be_tried(), "{state:?}");
            assert!(!state.releases() || !state.may_be_tried(), "{state:?}");
        }
    }

    #[test]
    fn nothing_is_asked_while_an_answer_is_missing() {
        for state in [State::Asking, State::Unknown] {
            for input in [Input::Ask, Input::Claim, Input::Waive, Input::Arrived] {
                assert!(state.take(input).is_err(), "{state:?} {input:?}");
            }
        }
    }

    #[test]
    fn a_decline_that_arrives_late_changes_nothing_that_is_paid() {
        let late = Input::Declined(Failure::Hard);
        assert_eq!(State::Paid.take(late).unwrap(), State::Paid);
    }

    proptest! {
        /// Whatever happens in whatever order: once money is known to be here, nothing but a
        /// contradiction makes it unknown again, and it is asked for never again.
        #[test]
        fn what_is_paid_is_never_asked_for_again(inputs in proptest::collection::vec(0..Input::ALL.len(), 0..40)) {
            let (mut state, mut was_paid) = (State::Due, false);
            for input in inputs.into_iter().map(|at| Input::ALL[at]) {
                let Ok(next) = state.take(input) else { continue };
                prop_assert!(!was_paid || next != State::Asking, "{state:?} {input:?}");
                if was_paid && !next.releases() {
                    prop_assert!(
                        matches!(next, State::NeedsPerson | State::Cancelling | State::Cancelled)
                            || input == Input::Corrected,
                        "{state:?} {input:?}"
                    );
                }
                // What was noted wrongly never was paid.
                was_paid = (was_paid || next == State::Paid) && input != Input::Corrected;
                state = next;
            }
        }

        /// Units pass on only after the gateway has let go: no way leads from a request that is
        /// out to `cancelled` but by its word.
        #[test]
        fn what_a_gateway_may_still_take_ends_by_its_word_alone(inputs in proptest::collection::vec(0..Input::ALL.len(), 0..40)) {
            let (mut state, mut is_out) = (State::Due, false);
            for input in inputs.into_iter().map(|at| Input::ALL[at]) {
                let Ok(next) = state.take(input) else { continue };
                if next == State::Cancelled && state != State::Cancelled && is_out {
                    let settled = matches!(state, State::Waived | State::Covered);
                    prop_assert!(input == Input::Gone || settled, "{state:?} {input:?}");
                }
                match input {
                    Input::Claim => is_out = true,
                    // A note was wrong: no gateway took that money.
                    Input::Gone | Input::Corrected => is_out = false,
                    _ => {}
                }
                state = next;
            }
        }
    }
}
