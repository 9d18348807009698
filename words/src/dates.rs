//! Dates as people write them. Month names and the order of day and month are ICU's; ranges follow
//! CLDR's interval patterns, which ICU4X does not offer yet and which therefore stand in the Fluent
//! files.

use crate::shown::WindowView;
use crate::{Lang, Words, words};
use dockline_domain::dates::{Window, days_between};
use icu_calendar::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{MD, YMD};
use icu_locale_core::locale;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::sync::LazyLock;

struct Formatters {
    day_month: FixedCalendarDateTimeFormatter<Gregorian, MD>,
    day_month_year: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
}

static ENGLISH: LazyLock<Formatters> = LazyLock::new(|| Formatters::load(Lang::En));
static GERMAN: LazyLock<Formatters> = LazyLock::new(|| Formatters::load(Lang::De));

impl Formatters {
    fn load(lang: Lang) -> Self {
        let locale = match lang {
            Lang::En => locale!("en-GB"),
            Lang::De => locale!("de"),
        };
        let compiled = "ICU's compiled data has both languages";
        Self {
            day_month: FixedCalendarDateTimeFormatter::try_new((&locale).into(), MD::long())
                .expect(compiled),
            day_month_year: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long())
                .expect(compiled),
        }
    }
}

/// Writes dates as seen from one day: the year appears when it is not that day's.
#[derive(Clone, Copy)]
pub struct Dates {
    words: &'static Words,
    today: Date,
    /// Read on another day than it is written: there is no "tomorrow".
    is_written_down: bool,
}

impl Dates {
    /// Dates in a language, as seen from the shop's local date.
    pub fn new(lang: Lang, today: Date) -> Self {
        Self {
            words: words(lang),
            today,
            is_written_down: false,
        }
    }

    /// The same for what is read on another day than it was written, such as a mail.
    pub fn written_down(lang: Lang, today: Date) -> Self {
        Self {
            is_written_down: true,
            ..Self::new(lang, today)
        }
    }

    /// "14 December", with the year when it is not this one.
    pub fn day(self, date: Date) -> String {
        self.written(date, date.year() != self.today.year())
    }

    /// "14 December 2026": for what is kept for long.
    pub fn whole_day(self, date: Date) -> String {
        self.written(date, true)
    }

    fn written(self, date: Date, with_year: bool) -> String {
        let formatters: &Formatters = match self.words.lang() {
            Lang::En => &ENGLISH,
            Lang::De => &GERMAN,
        };
        let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
        let Ok(civil) = icu_calendar::Date::try_new_gregorian(i32::from(date.year()), month, day)
        else {
            return date.to_string();
        };
        if with_year {
            formatters.day_month_year.format(&civil).to_string()
        } else {
            formatters.day_month.format(&civil).to_string()
        }
    }

    /// "14–18 December"; a single near day is "today" or "tomorrow".
    pub fn window(self, window: Window) -> String {
        let (first, last) = (window.earliest(), window.latest());
        if first == last && !self.is_written_down {
            return match days_between(self.today, first) {
                0 => self.words.say("today"),
                1 => self.words.say("tomorrow"),
                _ => self.day(first),
            };
        }
        self.written_window(window)
    }

    /// "14–18 December", or "14 December" when it is one day: for what is read on another day than
    /// it was written.
    pub fn written_window(self, window: Window) -> String {
        let (first, last) = (window.earliest(), window.latest());
        let to = self.day(last);
        if first == last {
            return to;
        }
        if (first.year(), first.month()) == (last.year(), last.month()) {
            return self.words.fill(
                "window-in-month",
                [("from", first.day().to_string().into()), ("to", to.into())],
            );
        }
        let first_has_year = first.year() != last.year() && first.year() != self.today.year();
        self.words.fill(
            "window-over-months",
            [
                ("from", self.written(first, first_has_year).into()),
                ("to", to.into()),
            ],
        )
    }

    /// The window for people and for machines.
    pub fn window_view(self, window: Window) -> WindowView {
        WindowView {
            text: self.window(window),
            from: window.earliest().to_string(),
            to: window.latest().to_string(),
        }
    }

    /// "today", "yesterday", "2 days ago", and a date when that is long past.
    pub fn ago(self, date: Date) -> String {
        match days_between(date, self.today) {
            ..=0 => self.words.say("today"),
            1 => self.words.say("yesterday"),
            days @ 2..=30 => self.words.fill("days-ago", [("count", days.into())]),
            31.. => self.words.fill("on-day", [("date", self.day(date).into())]),
        }
    }
}

/// The local date of an instant.
pub fn local_date(at: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(at).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn both(from: Date, to: Date) -> (String, String) {
        let window = Window::new(from, to).unwrap();
        let today = date(2026, 11, 23);
        (
            Dates::new(Lang::En, today).window(window),
            Dates::new(Lang::De, today).window(window),
        )
    }

    #[test]
    fn windows_read_as_people_write_them() {
        let cases = [
            (
                date(2026, 12, 14),
                date(2026, 12, 18),
                "14–18 December",
                "14.–18. Dezember",
            ),
            (
                date(2026, 11, 28),
                date(2026, 12, 3),
                "28 November – 3 December",
                "28. November – 3. Dezember",
            ),
            (
                date(2026, 12, 28),
                date(2027, 1, 3),
                "28 December – 3 January 2027",
                "28. Dezember – 3. Januar 2027",
            ),
            (
                date(2027, 3, 1),
                date(2027, 3, 5),
                "1–5 March 2027",
                "1.–5. März 2027",
            ),
            (
                date(2026, 12, 14),
                date(2026, 12, 14),
                "14 December",
                "14. Dezember",
            ),
            (date(2026, 11, 23), date(2026, 11, 23), "today", "heute"),
            (date(2026, 11, 24), date(2026, 11, 24), "tomorrow", "morgen"),
        ];
        for (from, to, english, german) in cases {
            assert_eq!(both(from, to), (english.to_owned(), german.to_owned()));
        }
    }

    #[test]
    fn the_past_is_counted_in_calendar_days() {
        let english = Dates::new(Lang::En, date(2026, 11, 23));
        let german = Dates::new(Lang::De, date(2026, 11, 23));
        assert_eq!(english.ago(date(2026, 11, 23)), "today");
        assert_eq!(german.ago(date(2026, 11, 22)), "gestern");
        assert_eq!(english.ago(date(2026, 11, 21)), "2 days ago");
        assert_eq!(german.ago(date(2026, 9, 1)), "am 1. September");
    }
}
