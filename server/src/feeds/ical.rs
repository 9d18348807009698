//! Writes calendars (RFC 5545, with the properties of RFC 7986 for their names and how often to
//! read them again). A kept crate for it brings a second library of dates and reads the clock for
//! what a version decides here; the format is these few lines.

use dockline_domain::dates::add_days;
use dockline_words::present::{CalendarEntry, Certainty};
use jiff::Timestamp;
use jiff::civil::Date;

/// Most octets of a line, without its end (RFC 5545 §3.1).
const LINE_OCTETS_MAX: usize = 75;

/// A calendar as it is sent.
pub fn calendar(name: &str, entries: &[CalendarEntry]) -> String {
    let mut lines = Lines(String::new());
    for (name, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Dockline//Dockline//EN"),
        ("METHOD", "PUBLISH"),
    ] {
        lines.line(name, value);
    }
    lines.text("NAME", name);
    lines.text("X-WR-CALNAME", name);
    lines.line("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
    lines.line("X-PUBLISHED-TTL", "PT12H");
    for entry in entries {
        lines.entry(entry);
    }
    lines.line("END", "VCALENDAR");
    lines.0
}

struct Lines(String);

impl Lines {
    fn entry(&mut self, entry: &CalendarEntry) {
        let changed = instant(entry.changed_at);
        self.line("BEGIN", "VEVENT");
        self.text("UID", &entry.uid);
        self.line("DTSTAMP", &changed);
        self.line("LAST-MODIFIED", &changed);
        // An INTEGER ends at 2 147 483 647 (RFC 5545 §3.3.8).
        self.line(
            "SEQUENCE",
            &entry.sequence.clamp(0, i64::from(i32::MAX)).to_string(),
        );
        self.line("DTSTART;VALUE=DATE", &date(entry.days.earliest()));
        // The end of a day-long event is the day after it.
        self.line("DTEND;VALUE=DATE", &date(add_days(entry.days.latest(), 1)));
        self.line(
            "STATUS",
            match entry.certainty {
                Certainty::Confirmed => "CONFIRMED",
                Certainty::Tentative => "TENTATIVE",
                Certainty::Cancelled => "CANCELLED",
            },
        );
        self.text("SUMMARY", &entry.summary);
        self.text("DESCRIPTION", &entry.description);
        self.line("URL", &entry.url);
        self.line("TRANSP", "TRANSPARENT");
        self.line("END", "VEVENT");
    }

    /// A property whose value is a text of somebody (RFC 5545 §3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    /// A property, folded where it is too long.
    fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if octets + c.len_utf8() > LINE_OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn date(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

fn instant(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::dates::Window;

    fn entry(summary: &str) -> CalendarEntry {
        let day = |day: i8| jiff::civil::date(2026, 12, day);
        CalendarEntry {
            uid: "shop_1/A;B".to_owned(),
            sequence: 3_000_000_000,
            changed_at: "2026-11-23T10:00:00.5Z".parse().unwrap(),
            days: Window::new(day(14), day(31)).unwrap(),
            certainty: Certainty::Confirmed,
            summary: summary.to_owned(),
            description: String::new(),
            url: "https://shop.example/s/demo".to_owned(),
        }
    }

    #[test]
    fn a_calendar_as_it_is_sent() {
        let text = calendar("Tent", &[entry("a, b; c\\d\r\ne\u{7}")]);
        insta::assert_snapshot!(text.replace("\r\n", "\n"), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Dockline//Dockline//EN
        METHOD:PUBLISH
        NAME:Tent
        X-WR-CALNAME:Tent
        REFRESH-INTERVAL;VALUE=DURATION:PT12H
        X-PUBLISHED-TTL:PT12H
        BEGIN:VEVENT
        UID:shop_1/A\;B
        DTSTAMP:20261123T100000Z
        LAST-MODIFIED:20261123T100000Z
        SEQUENCE:2147483647
        DTSTART;VALUE=DATE:20261214
        DTEND;VALUE=DATE:20270101
        STATUS:CONFIRMED
        SUMMARY:a\, b\; c\\d\ne
        DESCRIPTION:
        URL:https://shop.example/s/demo
        TRANSP:TRANSPARENT
        END:VEVENT
        END:VCALENDAR
        ");
    }

    #[test]
    fn a_long_line_is_folded_between_letters_and_reads_as_it_was_written() {
        let name = "Größe, ".repeat(40);
        let text = calendar("Tent", &[entry(&name)]);
        assert!(
            text.split("\r\n").all(|line| line.len() <= LINE_OCTETS_MAX),
            "{text}"
        );
        let read: icalendar::Calendar = text.parse().unwrap();
        let [icalendar::CalendarComponent::Event(event)] = read.components.as_slice() else {
            panic!("{text}")
        };
        assert_eq!(
            icalendar::Component::get_summary(event)
                .unwrap()
                .replace("\\,", ","),
            name
        );
    }
}
