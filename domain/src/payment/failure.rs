//! Why money could not be taken, and who has to do something about it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Why money could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// Declined for now, such as when there is too little in the account.
    Soft,
    /// Declined for good: the card was closed, lost or has expired.
    Hard,
    /// The bank wants to hear from the shopper.
    Authentication,
    /// The gateway refuses the shop, or does not understand it.
    Misconfigured,
    /// The gateway was not reached, or asked to come back later. Nothing was taken.
    NotAsked,
    /// The question was sent and no answer came. Money may have moved.
    Unknown,
}

/// What is done about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// The same method is tried again on another morning.
    TryAgain,
    /// The shopper is asked to do something. Until then nothing is tried.
    AskShopper,
    /// The merchant is told. The shopper cannot help it.
    TellMerchant,
    /// The same request goes out again, a little later.
    AskAgain,
    /// The gateway is asked what became of it, before anything else.
    ReadFirst,
}

/// Most times that a declined method is tried again without anybody having done something. Card
/// networks fine those who try more.
pub const TRIES_MAX: u32 = 3;

/// The hour of a morning at which a method is tried again, when accounts have been filled over night.
const MORNING_HOUR: i8 = 8;

/// The next morning in a shop.
pub fn next_morning(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let day = zone.to_datetime(now).date();
    let next = day.tomorrow().unwrap_or(day);
    let morning = zone.to_timestamp(next.at(MORNING_HOUR, 0, 0, 0));
    morning.unwrap_or(
        now.saturating_add(SignedDuration::from_hours(24))
            .unwrap_or(now),
    )
}

impl Failure {
    /// Every failure.
    pub const ALL: [Self; 6] = [
        Self::Soft,
        Self::Hard,
        Self::Authentication,
        Self::Misconfigured,
        Self::NotAsked,
        Self::Unknown,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Soft => "soft",
            Self::Hard => "hard",
            Self::Authentication => "authentication",
            Self::Misconfigured => "misconfigured",
            Self::NotAsked => "not_asked",
            Self::Unknown => "unknown",
        }
    }

    /// What a decline means, by the reason that card networks give for it. A reason that is not
    /// known may be one that forbids trying again, so the shopper is asked.
    pub fn of_decline(code: &str) -> Self {
        match code {
            "insufficient_funds"
            | "try_again_later"
            | "processing_error"
            | "issuer_not_available"
            | "reenter_transaction"
            | "card_velocity_exceeded"
            | "withdrawal_count_limit_exceeded" => Self::Soft,
            "authentication_required" | "authentication_not_handled" => Self::Authentication,
            _ => Self::Hard,
        }
    }

    /// What an answer of a gateway means that is no decline, by its HTTP status; `None` when no
    /// answer came. A server that failed may have done it all the same.
    pub fn of_status(status: Option<u16>) -> Self {
        match status {
            Some(429) => Self::NotAsked,
            Some(400 | 401 | 403 | 404) => Self::Misconfigured,
            Some(_) | None => Self::Unknown,
        }
    }

    /// What is done about it after it was tried again so many times.
    pub fn remedy(self, tried_again: u32) -> Remedy {
        match self {
            Self::Soft if tried_again < TRIES_MAX => Remedy::TryAgain,
            Self::Soft | Self::Hard | Self::Authentication => Remedy::AskShopper,
            Self::Misconfigured => Remedy::TellMerchant,
            Self::NotAsked => Remedy::AskAgain,
            Self::Unknown => Remedy::ReadFirst,
        }
    }

    /// Whether the time to repair it runs. It runs only when a bank has said no: nobody loses their
    /// units because a gateway was down.
    pub fn starts_hold(self) -> bool {
        match self {
            Self::Soft | Self::Hard | Self::Authentication => true,
            Self::Misconfigured | Self::NotAsked | Self::Unknown => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use Remedy::{AskShopper, TryAgain};

    #[test]
    fn a_stolen_card_is_never_tried_again_and_an_empty_account_three_times() {
        let remedies = |code: &str| {
            let failure = Failure::of_decline(code);
            (0..5)
                .map(|tried| failure.remedy(tried))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            remedies("insufficient_funds"),
            [TryAgain, TryAgain, TryAgain, AskShopper, AskShopper]
        );
        for code in [
            "stolen_card",
            "do_not_try_again",
            "expired_card",
            "authentication_required",
            "a_reason_of_tomorrow",
        ] {
            assert_eq!(remedies(code), [AskShopper; 5], "{code}");
        }
    }

    #[test]
    fn a_declined_method_is_tried_again_on_the_next_morning_of_the_shop() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (now, morning) in [
            ("2026-11-23T10:00:00Z", "2026-11-24T07:00:00Z"),
            ("2026-11-23T23:30:00Z", "2026-11-25T07:00:00Z"),
            ("2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z"),
        ] {
            assert_eq!(next_morning(at(now), &zone), at(morning), "{now}");
        }
    }

    #[test]
    fn only_a_definite_decline_starts_the_hold() {
        for (status, failure, remedy) in [
            (None, Failure::Unknown, Remedy::ReadFirst),
            (Some(500), Failure::Unknown, Remedy::ReadFirst),
            (Some(409), Failure::Unknown, Remedy::ReadFirst),
            (Some(429), Failure::NotAsked, Remedy::AskAgain),
            (Some(401), Failure::Misconfigured, Remedy::TellMerchant),
        ] {
            assert_eq!(Failure::of_status(status), failure, "{status:?}");
            assert_eq!(failure.remedy(0), remedy, "{status:?}");
            assert!(!failure.starts_hold(), "{status:?}");
        }
        assert!(Failure::of_decline("stolen_card").starts_hold());
    }
}
