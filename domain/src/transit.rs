//! How long parcels are on their way, and so when they arrive. Nothing is said about it by a shop
//! that has not set how long it takes.

use crate::calendar::{Calendar, ClosedDays};
use crate::dates::{Window, WorkingDays, add_days};
use crate::holidays::Region;
use crate::input::{FieldError, Invalid, Problems, optional_text};
use crate::limits;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How long a parcel takes to some countries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transit {
    /// ISO 3166-1 codes of the countries; at least one.
    pub countries: Vec<String>,
    /// With which carrier; `None` with any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// Fewest delivery days from hand-over to the door: Monday to Friday without the country's
    /// public holidays. 1 is the next of them.
    pub min_days: u16,
    /// Most of them, not below the fewest.
    pub max_days: u16,
}

/// When a parcel arrives, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival<'a> {
    /// ISO 3166-1 code of the country.
    pub country: &'a str,
    /// When.
    pub window: Window,
}

impl Transit {
    /// Checks what was sent; each wrong value is named by a pointer.
    pub fn new(
        countries: &[String],
        carrier: Option<&str>,
        min_days: i64,
        max_days: i64,
    ) -> Result<Self, Vec<FieldError>> {
        let mut problems = Problems::default();
        if countries.is_empty() || countries.len() > limits::TRANSIT_COUNTRIES_MAX {
            let most = limits::TRANSIT_COUNTRIES_MAX;
            problems.add("/countries", format!("must have 1 to {most} countries"));
        }
        for (number, country) in countries.iter().enumerate() {
            problems.take(format!("/countries/{number}"), country_code(country));
        }
        let carrier = problems.take(
            "/carrier",
            optional_text(carrier, limits::REFERENCE_BYTES_MAX),
        );
        let most = limits::RULE_DAYS_MAX;
        let days = |days: i64| u16::try_from(days).ok().filter(|days| *days <= most);
        let whole = format!("must be a whole number from 0 to {most}");
        if days(min_days).is_none() {
            problems.add("/min_days", whole.clone());
        }
        if days(max_days).is_none() {
            problems.add("/max_days", whole);
        } else if max_days < min_days {
            problems.add("/max_days", "must not be below min_days");
        }
        let both = days(min_days).zip(days(max_days)).zip(carrier);
        problems.finish(both.map(|((min_days, max_days), carrier)| Self {
            countries: countries.to_vec(),
            carrier,
            min_days,
            max_days,
        }))
    }

    /// When what is handed over in a window arrives in a country of this entry.
    fn arrival<'a>(&self, country: &'a str, shipped: Window) -> Arrival<'a> {
        let none = ClosedDays::default();
        let days = Calendar {
            working_days: WorkingDays::MONDAY_TO_FRIDAY,
            holidays: Region::of_country(country),
            closed: &none,
        };
        // The day of the hand-over is none of the carrier's own: one day is the next open one.
        let after = |date: Date, more: u16| match more.checked_sub(1) {
            Some(more) => days.add(add_days(date, 1), more),
            None => days.on_or_after(date),
        };
        let earliest = after(shipped.earliest(), self.min_days);
        let latest = after(shipped.latest(), self.max_days).max(earliest);
        Arrival {
            country,
            window: Window::new(earliest, latest).unwrap_or(Window::day(earliest)),
        }
    }
}

/// Two capital letters (ISO 3166-1).
fn country_code(text: &str) -> Result<(), Invalid> {
    let good = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    good.then_some(())
        .ok_or_else(|| Invalid::new("must be a country as ISO 3166-1 has it, such as DE"))
}

/// When what is handed over in a window arrives: in a country, or, when none is known, in the
/// first that the rules name. An entry for the carrier comes before others, and the first that
/// fits counts. `None` when the rules say nothing about it.
pub fn arrival<'a>(
    rules: &'a [Transit],
    country: Option<&str>,
    carrier: Option<&str>,
    shipped: Window,
) -> Option<Arrival<'a>> {
    let first = rules.first()?.countries.first()?.as_str();
    let wanted = country.unwrap_or(first);
    let here = |entry: &&'a Transit| entry.countries.iter().any(|one| one == wanted);
    let by_carrier = |entry: &&'a Transit| match (&entry.carrier, carrier) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        (None, _) | (_, None) => false,
    };
    let any = |entry: &&'a Transit| carrier.is_none() || entry.carrier.is_none();
    let found = rules.iter().filter(here).find(by_carrier);
    let entry = found.or_else(|| rules.iter().filter(here).find(any))?;
    let country = entry.countries.iter().find(|one| *one == wanted)?;
    Some(entry.arrival(country, shipped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn entry(countries: &[&str], carrier: Option<&str>, days: (i64, i64)) -> Transit {
        let countries: Vec<String> = countries.iter().map(|&code| code.to_owned()).collect();
        Transit::new(&countries, carrier, days.0, days.1).unwrap()
    }

    fn window(from: Date, to: Date) -> Window {
        Window::new(from, to).unwrap()
    }

    #[test]
    fn a_parcel_arrives_on_days_on_which_it_is_delivered() {
        let rules = [
            entry(&["DE", "GB"], None, (1, 2)),
            entry(&["AT"], None, (2, 4)),
        ];
        for (country, shipped, from, to) in [
            (
                None,
                date(2026, 11, 23),
                date(2026, 11, 24),
                date(2026, 11, 25),
            ),
            (
                Some("DE"),
                date(2026, 11, 27),
                date(2026, 11, 30),
                date(2026, 12, 1),
            ),
            // Christmas is on Friday and Saturday; in Britain Monday is a holiday in its place.
            (
                Some("DE"),
                date(2026, 12, 24),
                date(2026, 12, 28),
                date(2026, 12, 29),
            ),
            (
                Some("GB"),
                date(2026, 12, 24),
                date(2026, 12, 29),
                date(2026, 12, 30),
            ),
            (
                Some("AT"),
                date(2026, 12, 4),
                date(2026, 12, 9),
                date(2026, 12, 11),
            ),
        ] {
            let told = arrival(&rules, country, None, Window::day(shipped)).unwrap();
            assert_eq!(told.window, window(from, to), "{country:?} {shipped}");
            assert_eq!(told.country, country.unwrap_or("DE"));
        }
        assert_eq!(
            arrival(&rules, Some("FR"), None, Window::day(date(2026, 12, 1))),
            None
        );
        assert_eq!(
            arrival(&[], None, None, Window::day(date(2026, 12, 1))),
            None
        );
    }

    #[test]
    fn a_carriers_own_days_come_before_those_of_any() {
        let rules = [
            entry(&["DE"], None, (2, 3)),
            entry(&["DE"], Some("Quick"), (1, 1)),
        ];
        let days = |carrier| {
            let told = arrival(&rules, None, carrier, Window::day(date(2026, 11, 23))).unwrap();
            (told.window.earliest().day(), told.window.latest().day())
        };
        assert_eq!((days(None), days(Some("Slow"))), ((25, 26), (25, 26)));
        assert_eq!(days(Some("quick")), (24, 24));
        let quick = [entry(&["DE"], Some("Quick"), (1, 1))];
        let shipped = Window::day(date(2026, 11, 23));
        assert!(arrival(&quick, None, None, shipped).is_some());
        assert_eq!(arrival(&quick, None, Some("Slow"), shipped), None);
    }

    #[test]
    fn wrong_days_and_countries_are_named() {
        let wrong = |countries: &[&str], min, max| -> Vec<String> {
            let countries: Vec<String> = countries.iter().map(|&code| code.to_owned()).collect();
            let errors = Transit::new(&countries, None, min, max).unwrap_err();
            errors.into_iter().map(|error| error.pointer).collect()
        };
        assert_eq!(wrong(&[], 3, 2), ["/countries", "/max_days"]);
        assert_eq!(
            wrong(&["DE", "de"], -1, 61),
            ["/countries/1", "/min_days", "/max_days"]
        );
    }
}
