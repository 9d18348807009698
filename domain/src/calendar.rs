//! The days on which a shop hands parcels over: its weekdays, without public holidays and without
//! the days it is closed. And the time of day after which an order counts as one of the next day.

use crate::dates::{Window, WorkingDays, add_days, parse_date};
use crate::holidays::Region;
use crate::input::{FieldError, Invalid, Problems, optional_text};
use crate::limits;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// The days on which parcels are handed over. Nothing is looked up or allocated for a day: it is
/// asked for each date that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    /// The weekdays.
    pub working_days: WorkingDays,
    /// Whose public holidays are kept.
    pub holidays: Option<Region>,
    /// Days without a hand-over.
    pub closed: &'a ClosedDays,
}

impl<'a> Calendar<'a> {
    /// Whether parcels are handed over on a date.
    pub fn is_open(self, date: Date) -> bool {
        self.closed.end_around(date).is_none()
            && self.working_days.contains(date.weekday())
            && !self.is_holiday(date)
    }

    /// Whether a date is a public holiday that the shop keeps.
    pub fn is_holiday(self, date: Date) -> bool {
        self.holidays.is_some_and(|region| region.is_holiday(date))
    }

    /// The first open day on or after `date`.
    pub fn on_or_after(self, mut date: Date) -> Date {
        loop {
            // A closure is passed at once, however long it is.
            if let Some(end) = self.closed.end_around(date) {
                date = add_days(end, 1);
            } else if self.is_open(date) || date == Date::MAX {
                return date;
            } else {
                date = add_days(date, 1);
            }
        }
    }

    /// The date `days` open days after the first open day on or after `date`.
    pub fn add(self, date: Date, days: u16) -> Date {
        let mut date = self.on_or_after(date);
        for _ in 0..days {
            date = self.on_or_after(add_days(date, 1));
        }
        date
    }

    /// A window of arrivals turned into one of hand-overs to the carrier.
    pub fn add_to_window(self, window: Window, days: u16) -> Window {
        window.map(|date| self.add(date, days))
    }

    /// The working days from `from` on, at most `days_ahead` later, on which nothing is handed over,
    /// in runs that nothing open interrupts: what is closed for the same reason stays together.
    pub fn next_closed(self, from: Date, days_ahead: u16) -> Vec<NextClosed<'a>> {
        let mut runs: Vec<NextClosed<'a>> = Vec::new();
        for ahead in 0..=i32::from(days_ahead) {
            let date = add_days(from, ahead);
            let closed = self.closed.entry_around(date);
            let is_news = closed.is_some() || self.is_holiday(date);
            if !is_news || !self.working_days.contains(date.weekday()) {
                continue;
            }
            let why = closed.map_or(WhyClosed::Holiday, |closed| {
                WhyClosed::Closed(closed.note.as_deref())
            });
            match runs.last_mut() {
                Some(last) if last.why == why && self.on_or_after(last.to) > date => last.to = date,
                _ => runs.push(NextClosed {
                    from: date,
                    to: date,
                    why,
                }),
            }
        }
        runs
    }
}

/// Days on which a shop would be open by its weekdays and is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextClosed<'a> {
    /// First of them.
    pub from: Date,
    /// Last of them.
    pub to: Date,
    /// Why.
    pub why: WhyClosed<'a>,
}

/// Why a shop is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyClosed<'a> {
    /// A public holiday.
    Holiday,
    /// The merchant says so, with a note or without.
    Closed(Option<&'a str>),
}

/// Days on which a shop hands nothing over, such as those between the years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// First closed day.
    pub from: Date,
    /// Last closed day.
    pub to: Date,
    /// Why, for the merchant's own staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Closure {
    /// Days as they are sent: two dates and a note.
    pub fn parse(from: &str, to: &str, note: Option<&str>) -> Result<Self, Vec<FieldError>> {
        let mut problems = Problems::default();
        let from = problems.take("/from", parse_date(from));
        let to = problems.take("/to", parse_date(to));
        let note = problems.take("/note", optional_text(note, limits::NOTE_CHARS_MAX));
        if let (Some(from), Some(to)) = (from, to)
            && !(from <= to && to <= add_days(from, limits::CLOSED_RUN_DAYS_MAX - 1))
        {
            let days = limits::CLOSED_RUN_DAYS_MAX;
            problems.add(
                "/to",
                format!("must not be before from, and at most {days} days in all"),
            );
        }
        let closure = from.zip(to).zip(note);
        problems.finish(closure.map(|((from, to), note)| Self { from, to, note }))
    }
}

/// The days a shop is closed besides weekends and holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Closure>", into = "Vec<Closure>")]
pub struct ClosedDays {
    /// As they were entered, in the order of their dates.
    entries: Vec<Closure>,
    /// First and last days of what the entries cover together: in order, with open days between.
    runs: Vec<(Date, Date)>,
}

impl ClosedDays {
    /// Puts days in order; they may overlap.
    pub fn new(mut entries: Vec<Closure>) -> Result<Self, Invalid> {
        let most = limits::CLOSURES_MAX;
        if entries.len() > most {
            return Err(Invalid(format!("must have at most {most} entries")));
        }
        entries.sort_by_key(|closure| (closure.from, closure.to));
        let mut runs: Vec<(Date, Date)> = Vec::new();
        for &Closure { from, to, .. } in &entries {
            match runs.last_mut() {
                Some((_, end)) if from <= add_days(*end, 1) => *end = to.max(*end),
                _ => runs.push((from, to)),
            }
        }
        Ok(Self { entries, runs })
    }

    /// The entries, in the order of their dates.
    pub fn entries(&self) -> &[Closure] {
        &self.entries
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The last closed day of the run that a date is in.
    fn end_around(&self, date: Date) -> Option<Date> {
        let after = self.runs.partition_point(|(from, _)| *from <= date);
        let (_, to) = self.runs[..after].last()?;
        (date <= *to).then_some(*to)
    }

    fn entry_around(&self, date: Date) -> Option<&Closure> {
        let is_around = |entry: &&Closure| (entry.from..=entry.to).contains(&date);
        self.entries.iter().find(is_around)
    }
}

impl TryFrom<Vec<Closure>> for ClosedDays {
    type Error = Invalid;
    fn try_from(closures: Vec<Closure>) -> Result<Self, Invalid> {
        Self::new(closures)
    }
}

impl From<ClosedDays> for Vec<Closure> {
    fn from(days: ClosedDays) -> Self {
        days.entries
    }
}

/// The local time after which an order counts as one of the next day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CutOff(Time);

impl CutOff {
    /// Parses a time such as `14:00`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = |range: std::ops::Range<usize>| -> Option<i8> {
            let part = text.as_bytes().get(range)?;
            let all = part.iter().all(u8::is_ascii_digit);
            std::str::from_utf8(part).ok()?.parse().ok().filter(|_| all)
        };
        let is_time = text.len() == 5 && text.as_bytes()[2] == b':';
        let parts = digits(0..2).zip(digits(3..5)).filter(|_| is_time);
        let time = parts.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
        time.map(Self)
            .ok_or_else(|| Invalid::new("must be a time of day from 00:00 to 23:59, such as 14:00"))
    }

    /// The time of day.
    pub fn time(self) -> Time {
        self.0
    }

    /// Whether it has passed at a local time.
    pub fn has_passed(self, at: DateTime) -> bool {
        at.time() >= self.0
    }
}

impl TryFrom<String> for CutOff {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<CutOff> for String {
    fn from(cut_off: CutOff) -> Self {
        format!("{:02}:{:02}", cut_off.0.hour(), cut_off.0.minute())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn closures(all: &[(Date, Date)]) -> Result<ClosedDays, Invalid> {
        let closure = |&(from, to): &(Date, Date)| Closure {
            from,
            to,
            note: None,
        };
        ClosedDays::new(all.iter().map(closure).collect())
    }

    fn calendar<'a>(region: Option<&str>, closed: &'a ClosedDays) -> Calendar<'a> {
        Calendar {
            working_days: WorkingDays::MONDAY_TO_FRIDAY,
            holidays: region.map(|code| Region::parse(code).unwrap()),
            closed,
        }
    }

    #[test]
    fn working_days_skip_the_weekend() {
        let none = ClosedDays::default();
        let days = calendar(None, &none);
        for (from, more, then) in [
            (date(2026, 11, 23), 1, date(2026, 11, 24)),
            (date(2026, 11, 27), 1, date(2026, 11, 30)),
            (date(2026, 11, 28), 0, date(2026, 11, 30)),
            (date(2026, 11, 28), 1, date(2026, 12, 1)),
            (date(2026, 12, 24), 1, date(2026, 12, 25)),
        ] {
            assert_eq!(days.add(from, more), then, "{from} + {more}");
        }
    }

    #[test]
    fn nothing_leaves_on_christmas_and_new_year() {
        let none = ClosedDays::default();
        for (region, from, then) in [
            // 25 December 2026 is a Friday, so is 1 January 2027.
            ("DE", date(2026, 12, 24), date(2026, 12, 28)),
            ("DE", date(2026, 12, 31), date(2027, 1, 4)),
            ("GB", date(2026, 12, 24), date(2026, 12, 29)),
            ("US", date(2026, 12, 24), date(2026, 12, 28)),
            // Epiphany, 6 January 2027, is a holiday in Bavaria and not in Hamburg.
            ("DE-HH", date(2027, 1, 5), date(2027, 1, 6)),
            ("DE-BY", date(2027, 1, 5), date(2027, 1, 7)),
            ("AT", date(2027, 1, 5), date(2027, 1, 7)),
            // Boxing Day is one in Austria; 2 January in Swiss cantons alone.
            ("AT", date(2028, 12, 22), date(2028, 12, 27)),
        ] {
            let days = calendar(Some(region), &none);
            assert_eq!(days.add(from, 1), then, "{region}: {from} and one day");
        }
    }

    #[test]
    fn a_closure_is_passed_at_once_and_ends() {
        let years = closures(&[(date(2026, 12, 28), date(2026, 12, 31))]).unwrap();
        let days = calendar(Some("DE"), &years);
        assert_eq!(days.add(date(2026, 12, 24), 1), date(2027, 1, 4));
        assert!(!days.is_open(date(2026, 12, 28)) && !days.is_open(date(2026, 12, 25)));
        let forever: Vec<(Date, Date)> = (0i16..50)
            .map(|year| (date(2027 + year, 1, 1), date(2027 + year, 12, 31)))
            .collect();
        let closed = closures(&forever).unwrap();
        let days = calendar(None, &closed);
        assert_eq!(days.on_or_after(date(2027, 6, 1)), date(2077, 1, 1));
        assert_eq!(days.on_or_after(Date::MAX), Date::MAX);
    }

    #[test]
    fn closed_days_are_in_order_and_may_overlap() {
        let (a, b) = (
            (date(2027, 7, 1), date(2027, 7, 14)),
            (date(2026, 12, 24), date(2026, 12, 31)),
        );
        let both = closures(&[a, b]).unwrap();
        assert_eq!(both.entries()[0].from, date(2026, 12, 24));
        let json = serde_json::to_string(&both).unwrap();
        assert_eq!(serde_json::from_str::<ClosedDays>(&json).unwrap(), both);
        let more = (date(2027, 7, 3), date(2027, 7, 5));
        let next = (date(2027, 7, 15), date(2027, 7, 16));
        let all = closures(&[next, a, more, b]).unwrap();
        let days = calendar(None, &all);
        assert_eq!(days.on_or_after(date(2027, 7, 1)), date(2027, 7, 19));
        assert_eq!(all.entries().len(), 4);
        let many = vec![a; limits::CLOSURES_MAX + 1];
        assert!(closures(&many).is_err());
        let wrong = |from, to| {
            Closure::parse(from, to, None).unwrap_err()[0]
                .pointer
                .clone()
        };
        assert_eq!(wrong("2027-07-14", "2027-07-01"), "/to");
        assert_eq!(wrong("2027-07-14", "2029-07-01"), "/to");
        assert_eq!(wrong("14 July", "2027-07-14"), "/from");
    }

    #[test]
    fn the_next_closed_days_are_told_in_runs() {
        let years = ClosedDays::new(vec![
            Closure::parse("2026-12-28", "2026-12-31", Some("Stocktaking")).unwrap(),
        ])
        .unwrap();
        let days = calendar(Some("DE"), &years);
        let told: Vec<(Date, Date)> = days
            .next_closed(date(2026, 12, 1), 40)
            .iter()
            .map(|run| (run.from, run.to))
            .collect();
        assert_eq!(
            told,
            [
                (date(2026, 12, 25), date(2026, 12, 25)),
                (date(2026, 12, 28), date(2026, 12, 31)),
                (date(2027, 1, 1), date(2027, 1, 1))
            ]
        );
    }

    #[test]
    fn a_cut_off_passes_at_its_minute() {
        let cut_off = CutOff::parse("14:00").unwrap();
        let passed = |hour, minute| cut_off.has_passed(date(2026, 11, 23).at(hour, minute, 0, 0));
        assert!(!passed(0, 0) && !passed(13, 59));
        assert!(passed(14, 0) && passed(23, 59));
        assert_eq!(String::from(cut_off), "14:00");
        for bad in [
            "", "14", "24:00", "14:60", "2:00", "14:00:00", "-1:00", "+9:00", "１4:0",
        ] {
            assert!(CutOff::parse(bad).is_err(), "{bad}");
        }
    }
}
