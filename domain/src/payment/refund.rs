//! Money that goes back: never more than came, less what a bank has taken back already.

use crate::dates::working_days_after;
use crate::input::Invalid;
use crate::money::Money;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Working days within which what is to go back has been sent (16 CFR 435.1(b)(1)).
const WORKING_DAYS_MAX: u16 = 7;

/// Where a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is owed.
    Due,
    /// The gateway was asked and has not answered.
    Asking,
    /// The gateway sends it as soon as it can.
    Pending,
    /// It was sent.
    Sent,
    /// It could not be sent: somebody has to find another way.
    Failed,
    /// An answer is missing. Nothing else is tried until the gateway has said what became of it.
    Unknown,
    /// The gateway said what the rules do not foresee.
    NeedsPerson,
    /// It is not owed any more, and nobody was asked for it.
    Cancelled,
}

/// What may happen to a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// The gateway is asked.
    Ask,
    /// It sends it as soon as it can.
    Pends,
    /// It has sent it.
    Sent,
    /// It could not send it, or it came back.
    Fails,
    /// The question was sent and no answer came.
    NoAnswer,
    /// The gateway knows of none, or was not asked.
    NotThere,
    /// A person has sent it, such as by transfer.
    Noted,
    /// It is not owed any more.
    Withdraw,
    /// An answer that does not agree with what was asked: another amount, another currency.
    Contradicts,
}

/// What became of giving money back: what the log keeps of it beside what was sent and what failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tried {
    /// The gateway is asked.
    Asked {
        /// As which attempt.
        attempt: u32,
    },
    /// It sends it as soon as it can.
    Pends,
    /// It did not answer: it may have sent it.
    Unknown,
    /// It refuses the shop, or does not understand it.
    Refused,
    /// It said what the rules do not foresee.
    Contradicts {
        /// What it says it sent.
        sent: Money,
    },
    /// Somebody at the shop says that it was sent, though the gateway contradicts itself.
    Confirmed {
        /// The day on the statement of the account.
        day: Date,
        /// What is noted beside it.
        note: Option<String>,
    },
    /// Somebody at the shop has it tried again.
    Retried,
    /// It is not owed any more.
    Withdrawn,
}

/// The refund cannot take this now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a refund that is {from} cannot be {input}")]
pub struct Rejected {
    /// Name of the state.
    pub from: &'static str,
    /// Name of the input.
    pub input: &'static str,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Due,
        Self::Asking,
        Self::Pending,
        Self::Sent,
        Self::Failed,
        Self::Unknown,
        Self::NeedsPerson,
        Self::Cancelled,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Asking => "asking",
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NeedsPerson => "needs_person",
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

    /// Whether it goes back in the end, however long that takes: nothing else may be given of it.
    pub fn is_live(self) -> bool {
        match self {
            Self::Due
            | Self::Asking
            | Self::Pending
            | Self::Sent
            | Self::Failed
            | Self::Unknown
            | Self::NeedsPerson => true,
            Self::Cancelled => false,
        }
    }

    /// Whether it was not sent yet and is to be: nobody is erased before that.
    pub fn is_under_way(self) -> bool {
        match self {
            Self::Due
            | Self::Asking
            | Self::Pending
            | Self::Failed
            | Self::Unknown
            | Self::NeedsPerson => true,
            Self::Sent | Self::Cancelled => false,
        }
    }

    /// What comes of an input, or why it is refused.
    pub fn take(self, input: Input) -> Result<Self, Rejected> {
        let next = match input {
            Input::Ask => self.asked(),
            Input::Pends => self.pends(),
            Input::Sent => self.sent(),
            Input::Fails => self.fails(),
            Input::NoAnswer => self.unanswered(),
            Input::NotThere => self.not_there(),
            Input::Noted => self.noted(),
            Input::Withdraw => (self == Self::Due).then_some(Self::Cancelled),
            Input::Contradicts => Some(Self::NeedsPerson),
        };
        next.ok_or(Rejected {
            from: self.name(),
            input: input.name(),
        })
    }

    fn asked(self) -> Option<Self> {
        match self {
            Self::Due | Self::Failed => Some(Self::Asking),
            // While an answer is missing, the same is asked again in the same words, or nothing.
            Self::Asking
            | Self::Pending
            | Self::Sent
            | Self::Unknown
            | Self::NeedsPerson
            | Self::Cancelled => None,
        }
    }

    fn pends(self) -> Option<Self> {
        match self {
            Self::Asking | Self::Pending | Self::Unknown => Some(Self::Pending),
            Self::NeedsPerson => Some(Self::NeedsPerson),
            Self::Due | Self::Sent | Self::Failed | Self::Cancelled => None,
        }
    }

    fn sent(self) -> Option<Self> {
        match self {
            Self::Asking | Self::Pending | Self::Unknown | Self::Sent => Some(Self::Sent),
            Self::NeedsPerson => Some(Self::NeedsPerson),
            // What failed may have gone back by hand meanwhile.
            Self::Due | Self::Failed | Self::Cancelled => None,
        }
    }

    /// A bank may send it back days after it was told to be sent.
    fn fails(self) -> Option<Self> {
        match self {
            Self::Asking | Self::Pending | Self::Unknown | Self::Sent | Self::Failed => {
                Some(Self::Failed)
            }
            Self::NeedsPerson => Some(Self::NeedsPerson),
            Self::Due | Self::Cancelled => None,
        }
    }

    fn unanswered(self) -> Option<Self> {
        match self {
            Self::Asking | Self::Unknown => Some(Self::Unknown),
            Self::Pending | Self::Sent | Self::NeedsPerson => Some(self),
            Self::Due | Self::Failed | Self::Cancelled => None,
        }
    }

    fn not_there(self) -> Option<Self> {
        match self {
            Self::Asking | Self::Unknown => Some(Self::Due),
            Self::Due
            | Self::Pending
            | Self::Sent
            | Self::Failed
            | Self::NeedsPerson
            | Self::Cancelled => None,
        }
    }

    /// Nobody sends by hand what a gateway may be sending.
    fn noted(self) -> Option<Self> {
        match self {
            Self::Due | Self::Failed | Self::NeedsPerson => Some(Self::Sent),
            Self::Asking | Self::Pending | Self::Sent | Self::Unknown | Self::Cancelled => None,
        }
    }
}

impl Input {
    /// Every input.
    pub const ALL: [Self; 9] = [
        Self::Ask,
        Self::Pends,
        Self::Sent,
        Self::Fails,
        Self::NoAnswer,
        Self::NotThere,
        Self::Noted,
        Self::Withdraw,
        Self::Contradicts,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Ask => "asked for",
            Self::Pends => "on its way",
            Self::Sent => "sent",
            Self::Fails => "failed",
            Self::NoAnswer => "left without an answer",
            Self::NotThere => "left unasked",
            Self::Noted => "sent by hand",
            Self::Withdraw => "withdrawn",
            Self::Contradicts => "contradicted",
        }
    }
}

/// The last day on which something that is owed since a day is sent.
pub fn due_by(day: Date) -> Date {
    working_days_after(day, WORKING_DAYS_MAX)
}

/// What came and went with one charge, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// What came.
    pub captured_minor: i64,
    /// What went back.
    pub refunded_minor: i64,
    /// What is to go back and was not sent yet.
    pub refunding_minor: i64,
    /// What a bank has taken back while it looks into a complaint.
    pub disputed_minor: i64,
}

impl Moved {
    /// What came and did not go back.
    pub fn kept_minor(self) -> i64 {
        self.captured_minor - self.refunded_minor
    }

    /// What pays for something: what is to go back does not.
    pub fn pays_minor(self) -> i64 {
        self.kept_minor() - self.refunding_minor
    }

    /// Most that may go back beside what does already.
    pub fn refundable_minor(self) -> i64 {
        let left = self.pays_minor() - self.disputed_minor;
        left.max(0)
    }

    /// What is here beyond what the parcel costs now: it goes back.
    pub fn to_give_back_minor(self, owed_minor: i64) -> i64 {
        let beyond = self.kept_minor() - owed_minor;
        let here = (self.kept_minor() - self.disputed_minor).max(0);
        beyond.clamp(0, here)
    }

    /// What is here beyond that, and is not on its way back: by so much more is to go back. Less
    /// than nothing where more was to go back than is owed now.
    pub fn unplanned_minor(self, owed_minor: i64) -> i64 {
        self.to_give_back_minor(owed_minor) - self.refunding_minor
    }

    /// What is missing of what the parcel costs now.
    pub fn missing_minor(self, owed_minor: i64) -> i64 {
        (owed_minor - self.pays_minor()).max(0)
    }

    /// The same when some of it is to go back; `None` when that is nothing, or more than may.
    pub fn refund(self, minor: i64) -> Option<Self> {
        (minor > 0 && minor <= self.refundable_minor()).then_some(Self {
            refunding_minor: self.refunding_minor + minor,
            ..self
        })
    }

    /// The same when some of what was to go back is not to any more.
    #[must_use]
    pub fn withdrawn(self, minor: i64) -> Self {
        Self {
            refunding_minor: self.refunding_minor - minor,
            ..self
        }
    }

    /// The same after some of what was to go back was sent.
    #[must_use]
    pub fn sent(self, minor: i64) -> Self {
        Self {
            refunding_minor: self.refunding_minor - minor,
            refunded_minor: self.refunded_minor + minor,
            ..self
        }
    }

    /// The same after what was sent came back: it is still to go back.
    #[must_use]
    pub fn returned(self, minor: i64) -> Self {
        self.sent(-minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    #[test]
    fn the_whole_matrix_of_refunds() {
        let mut matrix = String::new();
        for state in State::ALL {
            let _ = write!(matrix, "{:12}", state.name());
            for input in Input::ALL {
                let next = state.take(input).map_or("-", State::name);
                let _ = write!(matrix, " {next:12}");
            }
            matrix.truncate(matrix.trim_end().len());
            matrix.push('\n');
        }
        insta::assert_snapshot!(matrix, @r"
        due          asking       -            -            -            -            -            sent         cancelled    needs_person
        asking       -            pending      sent         failed       unknown      due          -            -            needs_person
        pending      -            pending      sent         failed       pending      -            -            -            needs_person
        sent         -            -            sent         failed       sent         -            -            -            needs_person
        failed       asking       -            -            failed       -            -            sent         -            needs_person
        unknown      -            pending      sent         failed       unknown      due          -            -            needs_person
        needs_person -            needs_person needs_person needs_person needs_person -            sent         -            needs_person
        cancelled    -            -            -            -            -            -            -            -            needs_person
        ");
    }

    #[test]
    fn a_state_is_found_by_its_name() {
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Ok(state));
        }
        assert!(State::parse("done").is_err());
    }

    #[test]
    fn nobody_sends_by_hand_what_the_gateway_may_be_sending() {
        for state in [State::Asking, State::Pending, State::Unknown] {
            for input in [Input::Noted, Input::Ask, Input::Withdraw] {
                assert!(state.take(input).is_err(), "{state:?} {input:?}");
            }
        }
    }

    #[test]
    fn what_is_owed_is_sent_within_seven_working_days() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(due_by(day("2026-11-23")), day("2026-12-02"));
        assert_eq!(due_by(day("2026-11-27")), day("2026-12-08"));
        assert_eq!(due_by(day("2026-11-29")), day("2026-12-08"));
    }

    fn moved(captured_minor: i64, refunding_minor: i64, disputed_minor: i64) -> Moved {
        Moved {
            captured_minor,
            refunded_minor: 0,
            refunding_minor,
            disputed_minor,
        }
    }

    #[test]
    fn no_more_goes_back_than_came() {
        assert_eq!(moved(2_500, 0, 0).refund(2_501), None);
        let after = moved(2_500, 0, 0).refund(2_400).unwrap();
        assert_eq!(after.refund(200), None);
        assert_eq!(after.refund(100), Some(moved(2_500, 2_500, 0)));
        // Whether it was sent or is on its way.
        let sent = after.sent(2_400);
        assert_eq!((sent.refund(200), sent.refundable_minor()), (None, 100));
    }

    #[test]
    fn nothing_and_less_than_nothing_is_no_refund() {
        assert_eq!(moved(2_500, 0, 0).refund(0), None);
        assert_eq!(moved(2_500, 0, 0).refund(-500), None);
    }

    #[test]
    fn what_a_bank_took_back_is_not_given_back_again() {
        assert_eq!(moved(4_000, 0, 4_000).refund(1), None);
        // The complaint was lost by the bank's customer.
        assert!(moved(4_000, 0, 0).refund(4_000).is_some());
    }

    #[test]
    fn a_transfer_that_is_short_or_too_much_says_by_how_much() {
        assert_eq!(moved(9_999, 0, 0).missing_minor(10_000), 1);
        assert_eq!(moved(12_000, 0, 0).missing_minor(10_000), 0);
        assert_eq!(moved(12_000, 0, 0).to_give_back_minor(10_000), 2_000);
        // One of two units that were paid is cancelled before it left.
        assert_eq!(moved(5_000, 0, 0).to_give_back_minor(2_500), 2_500);
    }

    #[test]
    fn what_is_on_its_way_back_is_planned_once_and_told_until_it_is_sent() {
        let planned = moved(5_000, 0, 0).refund(2_500).unwrap();
        assert_eq!(planned.to_give_back_minor(2_500), 2_500);
        assert_eq!(planned.unplanned_minor(2_500), 0);
        assert_eq!(planned.unplanned_minor(0), 2_500);
        let sent = planned.sent(2_500);
        assert_eq!(
            (sent.to_give_back_minor(2_500), sent.unplanned_minor(2_500)),
            (0, 0)
        );
        assert_eq!(sent.returned(2_500), planned);
        // A note of money was wrong: less is to go back than was planned.
        let corrected = Moved {
            captured_minor: 4_500,
            ..planned
        };
        assert_eq!(corrected.unplanned_minor(2_500), -500);
    }

    proptest! {
        #[test]
        fn refunds_never_pass_what_came(
            captured in 0..10_000i64, disputed in 0..10_000i64,
            wanted in proptest::collection::vec((-10..4_000i64, 0..4u8), 0..24),
        ) {
            let mut now = moved(captured, 0, disputed.min(captured));
            let mut open: Vec<i64> = Vec::new();
            let mut sent: Vec<i64> = Vec::new();
            for (minor, what) in wanted {
                match what {
                    0 => if let Some(next) = now.refund(minor) {
                        now = next;
                        open.push(minor);
                    },
                    1 => if let Some(minor) = open.pop() {
                        now = now.sent(minor);
                        sent.push(minor);
                    },
                    2 => if let Some(minor) = sent.pop() {
                        now = now.returned(minor);
                        open.push(minor);
                    },
                    _ => if let Some(minor) = open.pop() {
                        now = now.withdrawn(minor);
                    },
                }
                prop_assert_eq!(now.refunding_minor, open.iter().sum::<i64>());
                prop_assert_eq!(now.refunded_minor, sent.iter().sum::<i64>());
                prop_assert!(now.refunded_minor + now.refunding_minor + now.disputed_minor <= now.captured_minor);
            }
        }

        /// Whatever a gateway and people say in whatever order: it is never asked while it may be
        /// under way, and what nobody owes is asked for by nobody.
        #[test]
        fn nothing_is_sent_while_it_may_be_on_its_way(inputs in proptest::collection::vec(0..Input::ALL.len(), 0..40)) {
            let (mut state, mut is_out) = (State::Due, false);
            for input in inputs.into_iter().map(|at| Input::ALL[at]) {
                let Ok(next) = state.take(input) else { continue };
                if matches!(input, Input::Ask | Input::Noted) {
                    prop_assert!(!is_out || state == State::NeedsPerson, "{state:?} {input:?}");
                }
                is_out = match input {
                    Input::Ask => true,
                    Input::Fails | Input::NotThere | Input::Noted | Input::Withdraw => false,
                    Input::Pends | Input::Sent | Input::NoAnswer | Input::Contradicts => is_out,
                };
                state = next;
            }
        }
    }
}
