//! Webhooks: programs of a merchant are told what happens. Which addresses may be called, what they
//! are told, and what follows from an answer.
//!
//! The form is that of Standard Webhooks 1.0.0, the ladder of retries too.

mod address;
mod event;
mod url;

pub use address::is_global;
pub use event::{COMMON, EventType, Field, Shape, Types};
pub use url::{Allowed, EndpointUrl, Reach};

use crate::input::Invalid;
use serde::{Deserialize, Serialize};

/// Most endpoints of one shop.
pub const ENDPOINTS_MAX: i64 = 20;
/// Most messages that wait for one endpoint. One that lets more come together is turned off.
pub const WAITING_MAX: i64 = 50_000;
/// Most messages that are sent again at once.
pub const REPLAYED_MAX: i64 = 10_000;
/// For how long both secrets sign after one was replaced, in milliseconds.
pub const ROTATION_MS: i64 = 24 * HOUR_MS;
/// An endpoint that has only failed for so long is turned off, in milliseconds.
pub const FAILING_MS_MAX: i64 = 5 * 24 * HOUR_MS;
/// An endpoint that fails again after so long fails anew, in milliseconds: longer than any pause
/// between two tries of a message, so nobody knows how it was meanwhile.
pub const FAILING_GAP_MS: i64 = 27 * HOUR_MS;
/// For how long it is remembered what an endpoint was told, in milliseconds.
pub const KEPT_MS: i64 = 30 * 24 * HOUR_MS;
/// Most that is kept of an answer, in bytes.
pub const ANSWER_BYTES_MAX: usize = 4 * 1024;
/// Largest message, in bytes.
pub const BODY_BYTES_MAX: usize = 20 * 1024;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// How long until a message that failed is sent again, after the first failure, the second and so
/// on: the ladder of the specification. When the last of these tries fails too, it is given up.
const LADDER_MS: [i64; 9] = [
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    2 * HOUR_MS,
    5 * HOUR_MS,
    10 * HOUR_MS,
    14 * HOUR_MS,
    20 * HOUR_MS,
    24 * HOUR_MS,
];

/// Whether an endpoint is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndpointState {
    /// It has not answered a ping yet, so nobody knows whether it belongs to the shop.
    Unproven,
    /// It is told.
    On,
    /// It is not.
    Off(OffReason),
}

/// Why an endpoint is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    /// Somebody turned it off.
    ByHand,
    /// It has only failed for five days.
    Failing,
    /// It said that it is gone (`410`).
    Gone,
    /// Too many messages wait for it.
    Full,
}

impl OffReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::ByHand, Self::Failing, Self::Gone, Self::Full];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Failing => "failing",
            Self::Gone => "gone",
            Self::Full => "full",
        }
    }

    /// Parses the name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|reason| reason.name() == text);
        found.ok_or_else(|| Invalid::new("must be a reason for which an endpoint is off"))
    }

    /// Whether somebody of the shop did it, so that nobody has to be told.
    pub fn is_by_hand(self) -> bool {
        self == Self::ByHand
    }
}

impl EndpointState {
    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unproven => "unproven",
            Self::On => "on",
            Self::Off(_) => "off",
        }
    }

    /// Why it is off.
    pub fn reason(self) -> Option<OffReason> {
        match self {
            Self::Off(reason) => Some(reason),
            Self::Unproven | Self::On => None,
        }
    }

    /// The state of a name, with the reason beside it.
    pub fn parse(name: &str, reason: Option<OffReason>) -> Result<Self, Invalid> {
        match (name, reason) {
            ("unproven", _) => Ok(Self::Unproven),
            ("on", _) => Ok(Self::On),
            ("off", Some(reason)) => Ok(Self::Off(reason)),
            _ => Err(Invalid::new("must be unproven, on, or off with a reason")),
        }
    }
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// It waits to be sent, for the first time or again.
    Planned,
    /// It was answered with success.
    Delivered,
    /// It is not sent any more, unless somebody asks for it.
    Failed,
}

impl DeliveryState {
    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// Parses the name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let all = [Self::Planned, Self::Delivered, Self::Failed];
        let found = all.into_iter().find(|state| state.name() == text);
        found.ok_or_else(|| Invalid::new("must be planned, delivered or failed"))
    }
}

/// Why a message was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The address may not be called, by its form.
    NotAllowed,
    /// The name has no address.
    NoAddress,
    /// It has an address that may not be called.
    NotGlobal,
    /// Nobody took the connection in time.
    NotReached,
    /// The way could not be encrypted, or the certificate is not the host's.
    NotEncrypted,
    /// No whole answer came in time.
    TooSlow,
    /// The connection ended, or what came was no answer.
    Broken,
    /// What is to be told cannot be read.
    Unreadable,
}

impl Trouble {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::NotAllowed,
        Self::NoAddress,
        Self::NotGlobal,
        Self::NotReached,
        Self::NotEncrypted,
        Self::TooSlow,
        Self::Broken,
        Self::Unreadable,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::NoAddress => "no_address",
            Self::NotGlobal => "not_global",
            Self::NotReached => "not_reached",
            Self::NotEncrypted => "not_encrypted",
            Self::TooSlow => "too_slow",
            Self::Broken => "broken",
            Self::Unreadable => "unreadable",
        }
    }

    /// Parses the name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|one| one.name() == text);
        found.ok_or_else(|| Invalid::new("must be a reason for which nothing was answered"))
    }
}

/// What came of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Something was answered.
    Answered {
        /// The status.
        status: u16,
        /// What `Retry-After` says, in milliseconds.
        retry_after_ms: Option<i64>,
    },
    /// Nothing was.
    Unanswered(Trouble),
}

/// What follows from a try for its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It has arrived.
    Delivered,
    /// It is sent again after so many milliseconds.
    Again(i64),
    /// It is given up.
    Failed,
}

impl Outcome {
    /// Whether it has arrived. A redirect is none: nobody follows it.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Answered { status, .. } if (200..300).contains(&status))
    }

    /// Whether the endpoint says that it is gone.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Answered { status: 410, .. })
    }

    /// For how long the endpoint asks to be left alone, in milliseconds: at most a day.
    pub fn pause_ms(self) -> Option<i64> {
        match self {
            Self::Answered {
                status: 429 | 502 | 503 | 504,
                retry_after_ms,
            } => retry_after_ms.map(|ms| ms.clamp(0, 24 * HOUR_MS)),
            Self::Answered { .. } | Self::Unanswered(_) => None,
        }
    }

    /// For how long an endpoint is left alone that has failed for `failing_ms`, in milliseconds: a
    /// tenth of that within bounds, and longer where it asks for it.
    pub fn rest_ms(self, failing_ms: i64) -> i64 {
        let rest = (failing_ms / 10).clamp(5 * SECOND_MS, 5 * MINUTE_MS);
        self.pause_ms().unwrap_or(0).max(rest)
    }

    /// What follows for a message that had failed `failures` times before. `chance` spreads tries,
    /// so that what failed together does not come together again: by up to a tenth later.
    pub fn next(self, failures: u32, chance: u32) -> Next {
        if self.is_success() {
            return Next::Delivered;
        }
        if self == Self::Unanswered(Trouble::Unreadable) {
            return Next::Failed;
        }
        let failures = usize::try_from(failures).unwrap_or(usize::MAX);
        match LADDER_MS.get(failures) {
            Some(&ms) => {
                let later = ms / 10 * i64::from(chance % 1_000) / 1_000;
                Next::Again((ms + later).max(self.pause_ms().unwrap_or(0)))
            }
            None => Next::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16) -> Outcome {
        Outcome::Answered {
            status,
            retry_after_ms: None,
        }
    }

    #[test]
    fn what_fails_is_sent_ten_times_over_more_than_three_days() {
        let again: Vec<Next> = (0..10)
            .map(|failures| answered(500).next(failures, 0))
            .collect();
        let minutes = |minutes: i64| Next::Again(minutes * MINUTE_MS);
        assert_eq!(
            again,
            [
                Next::Again(5_000),
                minutes(5),
                minutes(30),
                minutes(120),
                minutes(300),
                minutes(600),
                minutes(840),
                minutes(1_200),
                minutes(1_440),
                Next::Failed,
            ]
        );
        assert_eq!(
            LADDER_MS.iter().sum::<i64>(),
            (75 * 60 + 35) * MINUTE_MS + 5_000
        );
        // By chance later, and never earlier.
        for chance in [0, 1, 500, 999, u32::MAX] {
            let Next::Again(ms) = answered(500).next(3, chance) else {
                unreachable!("it is tried again");
            };
            assert!((120 * MINUTE_MS..132 * MINUTE_MS).contains(&ms), "{ms}");
        }
    }

    #[test]
    fn only_a_status_of_success_is_success() {
        for status in [200, 201, 204, 299] {
            assert_eq!(answered(status).next(0, 0), Next::Delivered, "{status}");
        }
        for status in [
            100, 199, 300, 301, 302, 307, 308, 400, 401, 404, 410, 429, 500, 599,
        ] {
            assert!(
                matches!(answered(status).next(0, 0), Next::Again(_)),
                "{status}"
            );
        }
        assert!(answered(410).is_gone() && !answered(404).is_gone());
        for trouble in Trouble::ALL {
            assert_eq!(Trouble::parse(trouble.name()), Ok(trouble));
            let next = Outcome::Unanswered(trouble).next(0, 0);
            let is_tried_again = matches!(next, Next::Again(_));
            assert_eq!(
                is_tried_again,
                trouble != Trouble::Unreadable,
                "{trouble:?}"
            );
        }
    }

    #[test]
    fn an_endpoint_that_asks_for_a_pause_gets_it_for_a_day_at_most() {
        let busy = |status, ms| Outcome::Answered {
            status,
            retry_after_ms: Some(ms),
        };
        assert_eq!(busy(429, 90_000).pause_ms(), Some(90_000));
        assert_eq!(busy(429, 90_000).next(0, 0), Next::Again(90_000));
        // The ladder is not made shorter by it.
        assert_eq!(busy(503, 1_000).next(1, 0), Next::Again(5 * MINUTE_MS));
        assert_eq!(busy(429, i64::MAX).pause_ms(), Some(24 * HOUR_MS));
        assert_eq!(busy(500, 90_000).pause_ms(), None);
        assert_eq!(busy(200, 90_000).pause_ms(), None);
        assert_eq!(answered(429).pause_ms(), None);
        // One that only fails rests too, the longer the longer it has failed.
        assert_eq!(answered(500).rest_ms(0), 5_000);
        assert_eq!(answered(500).rest_ms(10 * MINUTE_MS), MINUTE_MS);
        assert_eq!(answered(500).rest_ms(i64::MAX), 5 * MINUTE_MS);
        assert_eq!(busy(429, 600_000).rest_ms(0), 600_000);
    }
}
