//! How an order will be paid: a card or an account that a gateway has checked and keeps. Nothing is
//! known of it here but where the check is.

use crate::input::Invalid;
use serde::{Deserialize, Serialize};

/// What is known of a card: enough for its owner to know which it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Whose network, such as `Visa`.
    pub brand: String,
    /// Its last four digits.
    pub last4: String,
    /// The month of its end, such as `2028-11`.
    pub expires: String,
}

/// Where the method of an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The shopper is to name one.
    Wanted,
    /// They are at the gateway.
    Verifying,
    /// The gateway keeps it.
    Verified,
    /// The gateway does not take it.
    Failed,
    /// It was not named in time.
    Lapsed,
    /// Another took its place.
    Replaced,
    /// The gateway does not have it any more.
    Detached,
}

/// What may happen to a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Input {
    /// The shopper goes to the gateway.
    Begin,
    /// The gateway keeps it.
    Verified,
    /// The gateway does not take it.
    Refused,
    /// The time is over.
    Lapse,
    /// Another one was verified.
    Replace,
    /// The gateway lost it, or was asked to forget it.
    Detach,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Wanted,
        Self::Verifying,
        Self::Verified,
        Self::Failed,
        Self::Lapsed,
        Self::Replaced,
        Self::Detached,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Verifying => "verifying",
            Self::Verified => "verified",
            Self::Failed => "failed",
            Self::Lapsed => "lapsed",
            Self::Replaced => "replaced",
            Self::Detached => "detached",
        }
    }

    /// Parses a name of the interface.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|state| state.name() == name);
        found.ok_or_else(|| Invalid::new("must be the state of a method"))
    }

    /// What comes of an input; `None` where it changes nothing and is not expected.
    pub fn take(self, input: Input) -> Option<Self> {
        match (self, input) {
            (Self::Wanted | Self::Verifying | Self::Failed, Input::Begin) => Some(Self::Verifying),
            // Somebody who has come back in time and was told no may come with another.
            (Self::Verifying | Self::Failed | Self::Verified, Input::Verified) => {
                Some(Self::Verified)
            }
            (Self::Verifying | Self::Failed, Input::Refused) => Some(Self::Failed),
            (Self::Wanted | Self::Verifying | Self::Failed, Input::Lapse) => Some(Self::Lapsed),
            (Self::Verified, Input::Replace) => Some(Self::Replaced),
            (Self::Verified | Self::Replaced | Self::Detached, Input::Detach) => {
                Some(Self::Detached)
            }
            // What has lapsed is not revived by finishing late: the place was given up.
            (Self::Lapsed | Self::Replaced, Input::Verified) => Some(Self::Detached),
            (Self::Wanted, Input::Verified | Input::Refused | Input::Replace | Input::Detach)
            | (Self::Verifying | Self::Failed, Input::Replace | Input::Detach)
            | (Self::Verified, Input::Begin | Input::Refused | Input::Lapse)
            | (
                Self::Lapsed,
                Input::Begin | Input::Refused | Input::Lapse | Input::Replace | Input::Detach,
            )
            | (Self::Replaced, Input::Begin | Input::Refused | Input::Lapse | Input::Replace)
            | (
                Self::Detached,
                Input::Begin | Input::Verified | Input::Refused | Input::Lapse | Input::Replace,
            ) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn the_whole_matrix_of_methods() {
        let inputs = [
            Input::Begin,
            Input::Verified,
            Input::Refused,
            Input::Lapse,
            Input::Replace,
            Input::Detach,
        ];
        let mut matrix = String::new();
        for state in State::ALL {
            let _ = write!(matrix, "{:10}", state.name());
            for input in inputs {
                let next = state.take(input).map_or("-", State::name);
                let _ = write!(matrix, " {next:10}");
            }
            matrix.truncate(matrix.trim_end().len());
            matrix.push('\n');
        }
        insta::assert_snapshot!(matrix, @r"
        wanted     verifying  -          -          lapsed     -          -
        verifying  verifying  verified   failed     lapsed     -          -
        verified   -          verified   -          -          replaced   detached
        failed     verifying  verified   failed     lapsed     -          -
        lapsed     -          detached   -          -          -          -
        replaced   -          detached   -          -          -          detached
        detached   -          -          -          -          -          detached
        ");
    }
}
