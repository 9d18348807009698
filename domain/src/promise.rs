//! What a shopper was told, and how it is kept.

use crate::availability::{Part, Today};
use crate::dates::Window;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The window that binds several parts together: the latest beginning and the latest end when they
/// ship together, the first beginning and the last end when each ships as it can. `None` when a
/// part has no date.
pub fn promised_window(parts: &[Part], together: bool) -> Option<Window> {
    let windows: Option<Vec<Window>> = parts.iter().map(Part::window).collect();
    windows?
        .into_iter()
        .reduce(|a, b| if together { a.not_before(b) } else { a.hull(b) })
}

/// How a promise stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Standing {
    /// It ships as told.
    AsPromised,
    /// It ships earlier than told.
    Earlier {
        /// Calendar days between the latest dates.
        days: i32,
    },
    /// It ships later than told.
    Later {
        /// Calendar days between the latest dates.
        days: i32,
    },
    /// There was no date, and there is none yet.
    Undated,
    /// The date has passed or is no longer known; a new one is being confirmed.
    BeingConfirmed,
}

/// Compares what was told with what supply implies today. Overdue supply touches only those whose
/// promise it was: while the promised window has not passed, the promise stands.
pub fn standing(promised: Option<Window>, expected: Option<Window>, today: Date) -> Standing {
    match (promised, expected) {
        (None, None) => Standing::Undated,
        (None, Some(_)) => Standing::Earlier { days: 0 },
        // Supply lost its date, but that of the promise has not passed: nothing is late yet.
        (Some(told), None) if told.latest() >= today => Standing::AsPromised,
        (Some(_), None) => Standing::BeingConfirmed,
        (Some(told), Some(now)) => {
            let days = crate::dates::days_between(told.latest(), now.latest());
            match days {
                0 => Standing::AsPromised,
                1.. => Standing::Later { days },
                _ => Standing::Earlier { days: -days },
            }
        }
    }
}

/// What supply implies today for units in line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// They ship in this window.
    In(Window),
    /// Their supply has passed its latest date; a new one is being confirmed.
    Overdue,
    /// Nobody can say.
    Unknown,
}

/// The expectation of units that ship as `parts` say, of which `quantity` are waited for.
pub fn expected(parts: &[Part], quantity: u32, together: bool) -> Expected {
    let served: u32 = parts.iter().map(|part| part.quantity).sum();
    match promised_window(parts, together).filter(|_| served == quantity) {
        Some(window) => Expected::In(window),
        None if parts.iter().any(|part| part.overdue) => Expected::Overdue,
        None => Expected::Unknown,
    }
}

/// Several expectations that ship together: as late as the last of them.
pub fn bind(all: impl IntoIterator<Item = Expected>) -> Option<Expected> {
    // Overdue goes first: that a new date is being confirmed is known, and the others wait for it.
    all.into_iter().reduce(|a, b| match (a, b) {
        (Expected::Overdue, _) | (_, Expected::Overdue) => Expected::Overdue,
        (Expected::Unknown, _) | (_, Expected::Unknown) => Expected::Unknown,
        (Expected::In(a), Expected::In(b)) => Expected::In(a.not_before(b)),
    })
}

/// The window by which a promise is kept or broken, of all that was told: the first, or the last
/// that the shopper wished for instead.
pub fn binding(told: impl IntoIterator<Item = (Option<Window>, Option<Cause>)>) -> Option<Window> {
    // What had no date binds nobody, so the first date counts even when it was told later.
    let dated = told
        .into_iter()
        .filter_map(|(window, cause)| Some((window?, cause)));
    dated
        .reduce(|binding, next| {
            if next.1 == Some(Cause::Wish) {
                next
            } else {
                binding
            }
        })
        .map(|(window, _)| window)
}

/// The window that counts by the law of delay, of all that was told: the one told when ordering, or
/// the last that the shopper wished for instead. None where no date was told then: a date that is
/// told later is a courtesy, and moves nothing.
pub fn told_when_ordering(
    told: impl IntoIterator<Item = (Option<Window>, Option<Cause>)>,
) -> Option<Window> {
    let mut told = told.into_iter();
    let first = told.next().and_then(|(window, _)| window);
    let wished = told.filter(|(_, cause)| *cause == Some(Cause::Wish));
    wished.filter_map(|(window, _)| window).last().or(first)
}

/// Whether units leave, or left waiting, later than the window that binds: `now` is when they leave
/// as far as anybody knows.
pub fn is_late(binding: Option<Window>, now: Option<Window>, today: Date) -> bool {
    binding.is_some_and(|told| {
        told.latest() < today || now.is_some_and(|now| now.latest() > told.latest())
    })
}

/// What a shopper has to be told anew: `Some` holds the new window, or that there is none any more.
/// The latest date binds, so a window that only begins on another day is not news. An overdue date
/// is told as such and revised when there is a new one.
pub fn revision(promised: Option<Window>, expected: Expected) -> Option<Option<Window>> {
    match (promised, expected) {
        (_, Expected::Overdue) | (None, Expected::Unknown) => None,
        (Some(_), Expected::Unknown) => Some(None),
        (None, Expected::In(now)) => Some(Some(now)),
        (Some(told), Expected::In(now)) => (told.latest() != now.latest()).then_some(Some(now)),
    }
}

/// When units leave that an order has just been given: `from_dock` says that they lie where they
/// were unloaded, next to the packer.
pub fn leaves(today: Today<'_>, from_dock: bool) -> Window {
    let dock_days = today.rules.cross_dock_days;
    Window::day(if from_dock {
        today.rules.calendar().add(today.date, dock_days)
    } else {
        today.from_stock()
    })
}

/// What moved a date that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Supply: another date, an arrival, a loss.
    Supply,
    /// The line: somebody ahead left it, or was given priority.
    Line,
    /// The shopper's own wish: another variant or quantity.
    Wish,
    /// The units themselves: they are here, and were given to the order.
    Here,
    /// The shop: it had stopped the order while it waited, and lets it go on.
    Hold,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 5] = [Self::Supply, Self::Line, Self::Wish, Self::Here, Self::Hold];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Supply => "supply",
            Self::Line => "line",
            Self::Wish => "wish",
            Self::Here => "here",
            Self::Hold => "hold",
        }
    }

    /// The cause of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }
}

/// How often a shop kept the first date it told, in units that were handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OnTimeRecord {
    /// Units handed over that had been promised a date.
    pub shipped: u32,
    /// Of those, handed over no later than the latest date of the window that binds: see
    /// [`binding`].
    pub on_time: u32,
}

impl OnTimeRecord {
    /// Fewer units are no record.
    pub const UNITS_MIN: u32 = 20;

    /// The share on time in whole percent, rounded down, once there is enough history.
    pub fn percent(self) -> Option<u32> {
        let percent = u64::from(self.on_time) * 100 / u64::from(self.shipped.max(1));
        (self.shipped >= Self::UNITS_MIN).then(|| u32::try_from(percent).unwrap_or(100))
    }

    /// Both records together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            shipped: self.shipped.saturating_add(other.shipped),
            on_time: self.on_time.saturating_add(other.on_time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn window(from: i8, to: i8) -> Option<Window> {
        Window::new(date(2026, 12, from), date(2026, 12, to)).ok()
    }

    #[test]
    fn a_promise_stands_until_its_window_has_passed() {
        assert_eq!(
            standing(window(10, 12), None, date(2026, 12, 12)),
            Standing::AsPromised
        );
        assert_eq!(
            standing(window(10, 12), None, date(2026, 12, 13)),
            Standing::BeingConfirmed
        );
    }

    #[test]
    fn the_latest_date_decides_how_far_a_promise_moved() {
        let today = date(2026, 12, 1);
        assert_eq!(
            standing(window(14, 18), window(22, 24), today),
            Standing::Later { days: 6 }
        );
        assert_eq!(
            standing(window(14, 18), window(10, 12), today),
            Standing::Earlier { days: 6 }
        );
        assert_eq!(
            standing(window(14, 18), window(15, 18), today),
            Standing::AsPromised
        );
    }

    #[test]
    fn only_another_latest_date_is_news() {
        let told = window(14, 18);
        let now = |from, to| Expected::In(window(from, to).unwrap());
        assert_eq!(revision(told, now(15, 18)), None);
        assert_eq!(revision(told, now(22, 24)), Some(window(22, 24)));
        assert_eq!(revision(told, now(10, 12)), Some(window(10, 12)));
        assert_eq!(revision(None, now(10, 12)), Some(window(10, 12)));
    }

    #[test]
    fn an_overdue_date_waits_for_a_new_one_and_a_lost_date_is_told() {
        assert_eq!(revision(window(14, 18), Expected::Overdue), None);
        assert_eq!(revision(window(14, 18), Expected::Unknown), Some(None));
        assert_eq!(revision(None, Expected::Unknown), None);
    }

    #[test]
    fn what_ships_together_ships_with_its_last_part() {
        let now = |from, to| Expected::In(window(from, to).unwrap());
        assert_eq!(bind([now(10, 12), now(14, 18)]), Some(now(14, 18)));
        assert_eq!(
            bind([now(10, 12), Expected::Unknown]),
            Some(Expected::Unknown)
        );
        assert_eq!(
            bind([Expected::Unknown, Expected::Overdue]),
            Some(Expected::Overdue)
        );
        assert_eq!(bind([]), None);
    }

    #[test]
    fn the_first_date_binds_unless_the_shopper_wished_for_another() {
        let told = |dates: &[(Option<Window>, Option<Cause>)]| binding(dates.iter().copied());
        let slip = (window(22, 24), Some(Cause::Supply));
        assert_eq!(told(&[(window(14, 18), None), slip]), window(14, 18));
        assert_eq!(
            told(&[(None, None), slip, (None, Some(Cause::Supply))]),
            window(22, 24)
        );
        assert_eq!(
            told(&[
                (window(14, 18), None),
                (window(20, 21), Some(Cause::Wish)),
                slip
            ]),
            window(20, 21)
        );
        assert_eq!(
            told(&[(window(14, 18), None), (None, Some(Cause::Wish))]),
            window(14, 18)
        );
        assert_eq!(told(&[]), None);
    }

    #[test]
    fn what_lies_at_the_dock_leaves_by_the_days_of_the_dock_and_all_on_a_working_day() {
        let rules = crate::shop::ShopRules {
            handling_days: 3,
            cross_dock_days: 1,
            ..crate::shop::ShopRules::default()
        };
        let today = Today {
            rules: &rules,
            // A Friday.
            date: date(2026, 12, 4),
            past_cut_off: false,
            zone: &jiff::tz::TimeZone::UTC,
        };
        assert_eq!(leaves(today, true), Window::day(date(2026, 12, 7)));
        assert_eq!(leaves(today, false), Window::day(date(2026, 12, 9)));
    }

    #[test]
    fn late_is_what_leaves_after_the_window_that_binds() {
        let today = date(2026, 12, 12);
        let cases = [
            (None, window(14, 18), false),
            (window(14, 18), window(14, 18), false),
            (window(14, 18), window(10, 12), false),
            (window(14, 18), window(14, 19), true),
            // Nobody knows when; the window has not passed.
            (window(14, 18), None, false),
            (window(10, 12), None, false),
            (window(10, 11), None, true),
            (window(10, 11), window(10, 11), true),
        ];
        for (binding, now, late) in cases {
            assert_eq!(is_late(binding, now, today), late, "{binding:?} {now:?}");
        }
    }

    #[test]
    fn a_record_needs_enough_history() {
        assert_eq!(
            OnTimeRecord {
                shipped: 19,
                on_time: 19
            }
            .percent(),
            None
        );
        assert_eq!(
            OnTimeRecord {
                shipped: 20,
                on_time: 19
            }
            .percent(),
            Some(95)
        );
    }
}
