//! Local dates, windows and working days. Ship dates are dates in the shop's time zone, never
//! instants.

use crate::input::Invalid;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A local date as it is written in requests, forms and files: four, two and two digits such as
/// 2026-12-14, in the years 2000 to 2999. ISO 8601 has more ways to write one; here a time, a zone
/// or a sign beside it is a mistake.
pub fn parse_date(text: &str) -> Result<Date, Invalid> {
    let is_digit = |(place, byte): (usize, u8)| {
        if matches!(place, 4 | 7) {
            byte == b'-'
        } else {
            byte.is_ascii_digit()
        }
    };
    let good = text.len() == 10 && text.bytes().enumerate().all(is_digit);
    let date = text
        .parse::<Date>()
        .ok()
        .filter(|date| good && (2000..=2999).contains(&date.year()));
    date.ok_or_else(|| Invalid::new("must be a date such as 2026-12-14, in the years 2000 to 2999"))
}

/// A window of local dates, both ends included: never a false single day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "WindowFields", into = "WindowFields")]
pub struct Window {
    earliest: Date,
    latest: Date,
}

#[derive(Serialize, Deserialize)]
struct WindowFields {
    earliest: Date,
    latest: Date,
}

/// What stands for a window where windows are put in order: by the last, then the first day; what
/// has no date comes last, because `false` sorts before `true`.
pub type InOrder = (bool, Option<(Date, Date)>);

/// Where a window, or what has no date, stands among others.
pub fn in_order(window: Option<Window>) -> InOrder {
    let days = window.map(|window| (window.latest, window.earliest));
    (days.is_none(), days)
}

impl Window {
    /// A window whose end is not before its beginning.
    pub fn new(earliest: Date, latest: Date) -> Result<Self, Invalid> {
        if latest < earliest {
            return Err(Invalid::new("latest must not be before earliest"));
        }
        Ok(Self { earliest, latest })
    }

    /// A window of one day.
    pub fn day(date: Date) -> Self {
        Self {
            earliest: date,
            latest: date,
        }
    }

    /// First day.
    pub fn earliest(self) -> Date {
        self.earliest
    }

    /// Last day: the one that binds.
    pub fn latest(self) -> Date {
        self.latest
    }

    /// The window with both ends at least those of `other`: nobody is served before those ahead.
    #[must_use]
    pub fn not_before(self, other: Self) -> Self {
        Self {
            earliest: self.earliest.max(other.earliest),
            latest: self.latest.max(other.latest),
        }
    }

    /// The window without days that are already past.
    #[must_use]
    pub fn from_day(self, today: Date) -> Self {
        Self {
            earliest: self.earliest.max(today),
            latest: self.latest.max(today),
        }
    }

    /// The window `days` later, or earlier when negative.
    #[must_use]
    pub fn slip(self, days: i32) -> Self {
        Self {
            earliest: add_days(self.earliest, days),
            latest: add_days(self.latest, days),
        }
    }

    /// Both ends moved by a rule that keeps their order.
    #[must_use]
    pub(crate) fn map(self, rule: impl Fn(Date) -> Date) -> Self {
        Self {
            earliest: rule(self.earliest),
            latest: rule(self.latest),
        }
    }

    /// The smallest window that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self {
            earliest: self.earliest.min(other.earliest),
            latest: self.latest.max(other.latest),
        }
    }
}

impl TryFrom<WindowFields> for Window {
    type Error = Invalid;
    fn try_from(fields: WindowFields) -> Result<Self, Invalid> {
        Self::new(fields.earliest, fields.latest)
    }
}

impl From<Window> for WindowFields {
    fn from(window: Window) -> Self {
        Self {
            earliest: window.earliest,
            latest: window.latest,
        }
    }
}

/// The weekdays on which a shop hands parcels over. At least one. `calendar` counts by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WorkingDays([bool; 7]);

impl WorkingDays {
    /// Monday to Friday.
    pub const MONDAY_TO_FRIDAY: Self = Self([true, true, true, true, true, false, false]);

    /// Parses seven digits from Monday to Sunday, such as `1111100`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let allowed = || {
            Invalid::new(
                "must be seven digits 0 or 1 from Monday to Sunday, at least one of them 1, such as 1111100",
            )
        };
        let bytes: [u8; 7] = text.as_bytes().try_into().map_err(|_| allowed())?;
        let good = bytes.iter().all(|b| matches!(b, b'0' | b'1')) && bytes.contains(&b'1');
        good.then_some(Self(bytes.map(|b| b == b'1')))
            .ok_or_else(allowed)
    }

    /// Whether it is one of them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0[usize::from(day.to_monday_zero_offset().unsigned_abs())]
    }
}

impl TryFrom<String> for WorkingDays {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<WorkingDays> for String {
    fn from(days: WorkingDays) -> String {
        days.0
            .iter()
            .map(|&open| if open { '1' } else { '0' })
            .collect()
    }
}

/// A date some calendar days later, held at the calendar's end (year 9999).
pub fn add_days(date: Date, days: i32) -> Date {
    date.saturating_add(days.days())
}

/// Some working days after a day, which is none of them: Monday to Friday, holidays too.
pub fn working_days_after(day: Date, days: u16) -> Date {
    (0..days).fold(day, |day, _| {
        let mut next = add_days(day, 1);
        while next > day && !WorkingDays::MONDAY_TO_FRIDAY.contains(next.weekday()) {
            next = add_days(next, 1);
        }
        next
    })
}

/// Calendar days from one date to another; negative when `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_written_in_one_way() {
        assert_eq!(parse_date("2026-12-26"), Ok(date(2026, 12, 26)));
        assert!(
            parse_date("2000-01-01").is_ok()
                && parse_date("2999-12-31").is_ok()
                && parse_date("2028-02-29").is_ok()
        );
        for bad in [
            "",
            "2026-12-26T10:00:00",
            "2026-12-26[Europe/Berlin]",
            "-000001-01-01",
            "+002026-12-26",
            "20261226",
            " 2026-12-26",
            "2026-12-26 ",
            "1999-12-31",
            "3000-01-01",
            "2027-02-29",
            "2026-1-02",
            "2026/12/26",
            "２026-12-2",
        ] {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_window_ends_after_it_begins() {
        assert!(Window::new(date(2026, 12, 2), date(2026, 12, 1)).is_err());
        let json = r#"{"earliest":"2026-12-02","latest":"2026-12-01"}"#;
        assert!(serde_json::from_str::<Window>(json).is_err());
    }

    #[test]
    fn working_days_are_seven_digits() {
        assert_eq!(
            String::from(WorkingDays::parse("1111100").unwrap()),
            "1111100"
        );
        for bad in ["", "0000000", "11111", "2111100"] {
            assert!(WorkingDays::parse(bad).is_err());
        }
    }
}
