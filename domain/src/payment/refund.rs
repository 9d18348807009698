//! Money that goes back: never more than came, less what a bank has taken back already.

use serde::{Deserialize, Serialize};

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
}

/// What may happen to a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// The gateway is asked.
    Ask,
    /// It sends it as soon as it can.
    Pends,
    /// It was sent, or a person has sent it.
    Sent,
    /// It could not be sent, or came back.
    Fails,
    /// The question was sent and no answer came.
    NoAnswer,
    /// The gateway knows of none, or was not asked.
    NotThere,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Due,
        Self::Asking,
        Self::Pending,
        Self::Sent,
        Self::Failed,
        Self::Unknown,
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
        }
    }

    /// What comes of an input; `None` where it is refused.
    pub fn take(self, input: Input) -> Option<Self> {
        match (self, input) {
            (Self::Due | Self::Failed, Input::Ask) => Some(Self::Asking),
            // By hand, such as by transfer.
            (
                Self::Due
                | Self::Failed
                | Self::Asking
                | Self::Pending
                | Self::Unknown
                | Self::Sent,
                Input::Sent,
            ) => Some(Self::Sent),
            (Self::Asking | Self::Pending | Self::Unknown, Input::Pends) => Some(Self::Pending),
            // A bank may send it back days after it was told to be sent.
            (
                Self::Asking | Self::Pending | Self::Unknown | Self::Sent | Self::Failed,
                Input::Fails,
            ) => Some(Self::Failed),
            (Self::Asking | Self::Unknown, Input::NoAnswer) => Some(Self::Unknown),
            (Self::Pending, Input::NoAnswer) => Some(Self::Pending),
            (Self::Asking | Self::Unknown, Input::NotThere) => Some(Self::Due),
            (Self::Due, Input::Pends | Input::Fails | Input::NoAnswer | Input::NotThere)
            | (Self::Asking | Self::Unknown, Input::Ask)
            | (Self::Pending, Input::Ask | Input::NotThere)
            | (Self::Sent, Input::Ask | Input::Pends | Input::NoAnswer | Input::NotThere)
            | (Self::Failed, Input::Pends | Input::NoAnswer | Input::NotThere) => None,
        }
    }
}

/// What came and went with one charge, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// What came.
    pub captured_minor: i64,
    /// What went back, or is on its way.
    pub refunded_minor: i64,
    /// What a bank has taken back while it looks into a complaint.
    pub disputed_minor: i64,
}

impl Moved {
    /// What came and did not go back.
    pub fn kept_minor(self) -> i64 {
        self.captured_minor - self.refunded_minor
    }

    /// Most that may go back.
    pub fn refundable_minor(self) -> i64 {
        let left = self.kept_minor() - self.disputed_minor;
        left.max(0)
    }

    /// What is here beyond what the parcel costs now: it goes back.
    pub fn to_give_back_minor(self, owed_minor: i64) -> i64 {
        let beyond = self.kept_minor() - owed_minor;
        beyond.clamp(0, self.refundable_minor())
    }

    /// What is missing of what the parcel costs now.
    pub fn missing_minor(self, owed_minor: i64) -> i64 {
        (owed_minor - self.kept_minor()).max(0)
    }

    /// The same after some of it has gone back; `None` when that is nothing, or more than may.
    pub fn refund(self, minor: i64) -> Option<Self> {
        (minor > 0 && minor <= self.refundable_minor()).then_some(Self {
            refunded_minor: self.refunded_minor + minor,
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    #[test]
    fn the_whole_matrix_of_refunds() {
        let inputs = [
            Input::Ask,
            Input::Pends,
            Input::Sent,
            Input::Fails,
            Input::NoAnswer,
            Input::NotThere,
        ];
        let mut matrix = String::new();
        for state in State::ALL {
            let _ = write!(matrix, "{:8}", state.name());
            for input in inputs {
                let _ = write!(matrix, " {:8}", state.take(input).map_or("-", State::name));
            }
            matrix.truncate(matrix.trim_end().len());
            matrix.push('\n');
        }
        insta::assert_snapshot!(matrix, @r"
        due      asking   -        sent     -        -        -
        asking   -        pending  sent     failed   unknown  due
        pending  -        pending  sent     failed   pending  -
        sent     -        -        sent     failed   -        -
        failed   asking   -        sent     failed   -        -
        unknown  -        pending  sent     failed   unknown  due
        ");
    }

    fn moved(captured_minor: i64, refunded_minor: i64, disputed_minor: i64) -> Moved {
        Moved {
            captured_minor,
            refunded_minor,
            disputed_minor,
        }
    }

    #[test]
    fn no_more_goes_back_than_came() {
        assert_eq!(moved(2_500, 0, 0).refund(2_501), None);
        let after = moved(2_500, 0, 0).refund(2_400).unwrap();
        assert_eq!(after.refund(200), None);
        assert_eq!(after.refund(100), Some(moved(2_500, 2_500, 0)));
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

    proptest! {
        #[test]
        fn refunds_never_pass_what_came(
            captured in 0..10_000i64, disputed in 0..10_000i64, wanted in proptest::collection::vec(-10..4_000i64, 0..12),
        ) {
            let mut now = moved(captured, 0, disputed.min(captured));
            for minor in wanted {
                now = now.refund(minor).unwrap_or(now);
                prop_assert!(now.refunded_minor + now.disputed_minor <= now.captured_minor);
            }
        }
    }
}
