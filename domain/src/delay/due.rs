//! What a shop whose notices go out by themselves tells people, and when: a pure rule.

use super::{Duty, Kind, Regime, Until, Why};
use crate::dates::{add_days, working_days_after};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

/// The hour of the last day at which a notice goes out at the latest, and one without a day does.
const LAST_HOUR: i8 = 9;
/// The hour of it after which what was ordered on that day, and is in time, is told late.
const LAST_HOUR_SAME_DAY: i8 = 20;
/// Days by which a notice asks for longer than what is expected: silence is consent once only, so a
/// small slip more needs no other notice.
const MARGIN_DAYS: i32 = 3;

/// What is known of a line of which the law asks for a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Whose law.
    pub regime: Regime,
    /// What is to be done.
    pub duty: Duty,
    /// The day told, T.
    pub due: Date,
    /// On which day it ships as far as anybody knows.
    pub expected: Option<Date>,
    /// On which day that counts: in Europe it is there by then.
    pub counted: Option<Date>,
    /// Whether it is here, and has not left.
    pub is_here: bool,
    /// On which day it was ordered.
    pub ordered: Date,
    /// Since when that is known; none where it was never told anew.
    pub known_since: Option<Timestamp>,
    /// Why it is late, as it was told.
    pub reason: Option<Why>,
}

/// What is done about a line now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// People are told this.
    Tell(Until),
    /// Nothing before this time: the date may move again, or come.
    Wait(DateTime),
    /// Somebody of the shop has to say what is told.
    Ask,
}

/// What is done about a line by itself, at the shop's local time.
///
/// What is in time as far as anybody knows has its last day until nine, and what was ordered on that
/// day until the evening: most of it leaves. A date that has moved is told after `wait`, in case it moves again; on the last day at nine in
/// the morning at the latest, and then also that nobody can say. In California a notice names a
/// day, so where there is none somebody has to name one.
pub fn due_now(known: &Known, now: DateTime, at: Timestamp, wait: SignedDuration) -> Due {
    let last_call = known.duty.by().at(LAST_HOUR, 0, 0, 0);
    let Some(expected) = known.expected else {
        return match known.regime {
            _ if now < last_call => Due::Wait(last_call),
            Regime::UsCa => Due::Ask,
            Regime::None | Regime::Us | Regime::Eu | Regime::Uk => {
                let reason = known.reason.clone();
                let reason = reason.unwrap_or_else(Why::no_date);
                Due::Tell(Until::Unknown { reason })
            }
        };
    };
    if known.is_in_time() && now < known.leaves_until() {
        return Due::Wait(known.leaves_until());
    }
    let since = known.known_since.unwrap_or(Timestamp::MIN);
    let left = wait.saturating_sub(at.duration_since(since));
    if left.is_positive() && now < last_call {
        let settled = now.saturating_add(left);
        return Due::Wait(settled.min(last_call));
    }
    Due::Tell(Until::Day {
        last: asked_until(known, expected, now.date()),
        further: None,
        reason: known.reason.clone(),
    })
}

impl Known {
    /// Whether it is in time, as far as anybody knows.
    fn is_in_time(&self) -> bool {
        self.counted.is_some_and(|day| day <= self.duty.by())
    }

    /// Until when nobody is told that what is in time has not left.
    fn leaves_until(&self) -> DateTime {
        let by = self.duty.by();
        let hour = if self.ordered == by {
            LAST_HOUR_SAME_DAY
        } else {
            LAST_HOUR
        };
        by.at(hour, 0, 0, 0)
    }
}

/// Until when people are asked to wait: a little longer than expected, but where silence would be
/// consent it still is.
fn asked_until(known: &Known, expected: Date, today: Date) -> Date {
    // What is here and has not left is given to the carrier on the next working day.
    let expected = if known.is_in_time() {
        working_days_after(known.duty.by().max(today), 1)
    } else if known.is_here || expected <= today {
        working_days_after(today, 1)
    } else {
        expected
    };
    let padded = add_days(expected, MARGIN_DAYS);
    let silent = add_days(known.due, Kind::DAYS);
    if expected <= silent && padded > silent {
        silent
    } else {
        padded
    }
}

/// Days after the end by law within which it is carried out by itself: what ended longer ago,
/// because nothing ran or an order was changed, somebody looks at.
const CARRIED_OUT_DAYS: i32 = 7;

/// Whether what the law ended on a day is cancelled by itself today, where that is so since a day:
/// what had ended by then is left to people, and so is what was late when the rule was set. Today is
/// the day of the shop as all nodes have it: a clock that is ahead ends nothing.
pub fn is_carried_out(ended_on: Date, since: Date, today: Date) -> bool {
    ended_on > since && ended_on <= today && add_days(ended_on, CARRIED_OUT_DAYS) >= today
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const T: Date = date(2026, 12, 18);
    const WAIT: SignedDuration = SignedDuration::from_mins(30);

    fn known(regime: Regime, expected: Option<Date>) -> Known {
        Known {
            regime,
            duty: Duty::Offer { by: T },
            due: T,
            expected,
            counted: expected,
            is_here: false,
            ordered: date(2026, 11, 20),
            known_since: Some(instant(date(2026, 12, 1).at(12, 0, 0, 0))),
            reason: Why::parse("storm").ok(),
        }
    }

    fn instant(at: DateTime) -> Timestamp {
        jiff::tz::TimeZone::UTC.to_timestamp(at).unwrap()
    }

    fn at(known: &Known, now: DateTime) -> Due {
        due_now(known, now, instant(now), WAIT)
    }

    fn told(due: Due) -> Option<Date> {
        match due {
            Due::Tell(until) => until.last(),
            Due::Wait(_) | Due::Ask => panic!("{due:?}"),
        }
    }

    #[test]
    fn a_date_that_has_moved_is_told_when_it_has_stood_for_a_while() {
        let us = known(Regime::Us, Some(date(2027, 1, 8)));
        let early = date(2026, 12, 1).at(12, 10, 0, 0);
        assert_eq!(
            at(&us, early),
            Due::Wait(date(2026, 12, 1).at(12, 30, 0, 0))
        );
        let settled = date(2026, 12, 1).at(12, 30, 0, 0);
        assert_eq!(told(at(&us, settled)), Some(date(2027, 1, 11)));
    }

    #[test]
    fn nothing_waits_past_nine_of_the_last_day() {
        let mut us = known(Regime::Us, Some(date(2027, 1, 8)));
        us.known_since = Some(instant(T.at(8, 50, 0, 0)));
        assert_eq!(at(&us, T.at(8, 55, 0, 0)), Due::Wait(T.at(9, 0, 0, 0)));
        assert_eq!(told(at(&us, T.at(9, 0, 0, 0))), Some(date(2027, 1, 11)));
        us.known_since = Some(instant(T.at(21, 0, 0, 0)));
        assert_eq!(told(at(&us, T.at(21, 1, 0, 0))), Some(date(2027, 1, 11)));
    }

    #[test]
    fn what_is_in_time_is_told_late_on_its_last_morning_and_not_at_midnight() {
        for expected in [date(2026, 12, 16), T] {
            let mut us = known(Regime::Us, Some(expected));
            us.is_here = expected == T;
            for hour in [0, 8] {
                let nine = Due::Wait(T.at(9, 0, 0, 0));
                assert_eq!(at(&us, T.at(hour, 0, 0, 0)), nine, "{expected}");
            }
            // It has begun further east.
            let before = date(2026, 12, 17).at(22, 0, 0, 0);
            assert_eq!(at(&us, before), Due::Wait(T.at(9, 0, 0, 0)));
            assert_eq!(told(at(&us, T.at(9, 0, 0, 0))), Some(date(2026, 12, 24)));
            us.ordered = T;
            let evening = Due::Wait(T.at(20, 0, 0, 0));
            assert_eq!(at(&us, T.at(19, 59, 0, 0)), evening);
            assert!(told(at(&us, T.at(20, 0, 0, 0))).is_some());
        }
    }

    #[test]
    fn a_day_of_delivery_is_not_taken_for_one_on_which_something_ships() {
        // Three days on the way: it was to be there on T, and ships a day too late.
        let mut eu = known(Regime::Eu, Some(date(2026, 12, 16)));
        eu.counted = Some(date(2026, 12, 19));
        let morning = date(2026, 12, 10).at(12, 0, 0, 0);
        assert_eq!(told(at(&eu, morning)), Some(date(2026, 12, 19)));
        // It is here on Wednesday, leaves on Thursday, and will be late.
        eu.is_here = true;
        let morning = date(2026, 12, 16).at(12, 0, 0, 0);
        assert_eq!(told(at(&eu, morning)), Some(date(2026, 12, 20)));
    }

    #[test]
    fn where_no_date_is_known_the_last_day_says_so_and_california_is_left_to_people() {
        for regime in [Regime::Us, Regime::Eu, Regime::Uk] {
            let unknown = known(regime, None);
            assert_eq!(at(&unknown, T.at(8, 59, 0, 0)), Due::Wait(T.at(9, 0, 0, 0)));
            assert_eq!(told(at(&unknown, T.at(9, 0, 0, 0))), None);
        }
        assert_eq!(at(&known(Regime::UsCa, None), T.at(9, 0, 0, 0)), Due::Ask);
        let mut silent = known(Regime::Us, None);
        silent.reason = None;
        let Due::Tell(until) = at(&silent, T.at(9, 0, 0, 0)) else {
            panic!("nothing is told");
        };
        assert_eq!(until.reason(), Some(&Why::no_date()));
    }

    #[test]
    fn a_notice_asks_for_a_little_longer_and_stays_one_to_which_silence_is_consent() {
        let noon = T.at(12, 0, 0, 0);
        for (expected, asked) in [
            (date(2026, 12, 28), date(2026, 12, 31)),
            // T + 30 is 17 January.
            (date(2027, 1, 15), date(2027, 1, 17)),
            (date(2027, 1, 17), date(2027, 1, 17)),
            (date(2027, 1, 18), date(2027, 1, 21)),
            // It is here, and Friday's parcel leaves on Monday.
            (T, date(2026, 12, 24)),
        ] {
            let us = known(Regime::Us, Some(expected));
            assert_eq!(told(at(&us, noon)), Some(asked), "{expected}");
        }
    }

    #[test]
    fn what_was_late_when_the_rule_was_set_is_never_cancelled_by_itself() {
        for (ended_on, today, is) in [
            (date(2026, 12, 19), date(2026, 12, 19), false),
            (date(2026, 12, 20), date(2026, 12, 20), true),
            // Some node's clock is ahead.
            (date(2026, 12, 21), date(2026, 12, 20), false),
            (date(2026, 12, 20), date(2026, 12, 27), true),
            (date(2026, 12, 20), date(2026, 12, 28), false),
        ] {
            let since = date(2026, 12, 19);
            assert_eq!(
                is_carried_out(ended_on, since, today),
                is,
                "{ended_on} {today}"
            );
        }
    }
}
