//! Public holidays of countries and their regions, 2024 to 2035.
//!
//! The dates are data (`domain/holidays/2024-2035.txt`), made by `make.py` beside them. Days that
//! are holidays in some towns of a region alone, such as 15 August in Bavaria, are not among them:
//! a shop there adds them to its closed days.

use crate::input::Invalid;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../holidays/2024-2035.txt");
const YEAR_MIN: i16 = 2024;
const YEAR_MAX: i16 = 2035;
/// A year has a bit for each of its days, also for the one that most years lack.
const YEAR_BITS: usize = 366;
const YEARS: usize = (YEAR_MAX - YEAR_MIN + 1).unsigned_abs() as usize;
const WORDS: usize = (YEARS * YEAR_BITS).div_ceil(64);

/// A country, or a region of one, whose public holidays are known.
#[derive(Clone, Copy)]
pub struct Region(&'static Holidays);

struct Holidays {
    code: &'static str,
    days: [u64; WORDS],
}

/// All of them, by their codes. Read once, when the first shop with holidays is.
static REGIONS: LazyLock<BTreeMap<&'static str, Holidays>> = LazyLock::new(|| {
    let mut regions: BTreeMap<&'static str, Holidays> = BTreeMap::new();
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let (code, days) = line.split_once(' ').unwrap_or((line, ""));
        // What a region has in common with its country is written once, and first.
        let country = code
            .split_once('-')
            .and_then(|(country, _)| regions.get(country));
        let mut days_set = country.map_or([0; WORDS], |country| country.days);
        for token in days.split(' ') {
            apply(&mut days_set, token);
        }
        let days = days_set;
        regions.insert(code, Holidays { code, days });
    }
    regions
});

/// One token of a line: `1225` in each year, `26:0403` in one; with `-` before it, not there.
fn apply(days: &mut [u64; WORDS], token: &str) {
    let (token, is_there) = match token.strip_prefix('-') {
        Some(token) => (token, false),
        None => (token, true),
    };
    let number = |text: Option<&str>| text.and_then(|digits| digits.parse::<i16>().ok());
    let (years, day) = match token.split_once(':') {
        Some((year, day)) => {
            let year = 2000 + number(Some(year)).unwrap_or_default();
            (year..=year, day)
        }
        None => (YEAR_MIN..=YEAR_MAX, token),
    };
    let part = |range| number(day.get(range)).and_then(|part| i8::try_from(part).ok());
    let Some((month, day)) = part(0..2).zip(part(2..4)) else {
        return;
    };
    for year in years {
        let place = Date::new(year, month, day).ok().and_then(place);
        if let Some((word, bit)) = place {
            days[word] = days[word] & !bit | if is_there { bit } else { 0 };
        }
    }
}

/// Where the bit of a date stands; none for a date outside of the years that are known.
fn place(date: Date) -> Option<(usize, u64)> {
    let year = usize::try_from(date.year() - YEAR_MIN).ok()?;
    let day = usize::try_from(date.day_of_year() - 1).ok()?;
    let bit = year * YEAR_BITS + day;
    (year < YEARS).then_some((bit / 64, 1 << (bit % 64)))
}

impl Region {
    /// A country (`DE`) or a region of one (`DE-BY`): ISO 3166-1 and 3166-2.
    pub fn parse(code: &str) -> Result<Self, Invalid> {
        let code = code.trim().to_ascii_uppercase();
        if let Some(found) = REGIONS.get(code.as_str()) {
            return Ok(Self(found));
        }
        let country = code.split('-').next().unwrap_or_default();
        let is_country = !country.is_empty() && REGIONS.contains_key(country);
        let of = |region: &&&'static str| match region.split_once('-') {
            Some((of, _)) => is_country && of == country,
            None => !is_country || **region == country,
        };
        let allowed: Vec<&str> = REGIONS.keys().filter(of).copied().collect();
        Err(Invalid(format!("must be one of {}", allowed.join(", "))))
    }

    /// Its code, such as `DE-BY`.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// The holidays of a whole country, by its ISO 3166-1 code; none when they are not known.
    pub fn of_country(country: &str) -> Option<Self> {
        REGIONS.get(country).map(Self)
    }

    /// Every code, in order.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        REGIONS.keys().copied()
    }

    /// Whether a date is a public holiday there. Outside of the years 2024 to 2035 none is known.
    pub fn is_holiday(self, date: Date) -> bool {
        place(date).is_some_and(|(word, bit)| self.0.days[word] & bit != 0)
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Region({})", self.code())
    }
}

impl PartialEq for Region {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Region {}

impl Serialize for Region {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn holidays(code: &str, year: i16) -> Vec<String> {
        let region = Region::parse(code).unwrap();
        let mut day = date(year, 1, 1);
        let mut all = Vec::new();
        while day.year() == year {
            if region.is_holiday(day) {
                all.push(format!("{:02}{:02}", day.month(), day.day()));
            }
            day = day.tomorrow().unwrap();
        }
        all
    }

    #[test]
    fn the_holidays_of_a_year_are_those_of_the_law() {
        for (code, days) in [
            ("DE", "0101 0403 0406 0501 0514 0525 1003 1225 1226"),
            (
                "DE-BY",
                "0101 0106 0403 0406 0501 0514 0525 0604 1003 1101 1225 1226",
            ),
            (
                "DE-SN",
                "0101 0403 0406 0501 0514 0525 1003 1031 1118 1225 1226",
            ),
            (
                "AT",
                "0101 0106 0406 0501 0514 0525 0604 0815 1026 1101 1208 1225 1226",
            ),
            (
                "FR",
                "0101 0406 0501 0508 0514 0525 0714 0815 1101 1111 1225",
            ),
            ("GB-ENG", "0101 0403 0406 0504 0525 0831 1225 1226 1228"),
        ] {
            assert_eq!(holidays(code, 2026).join(" "), days, "{code}");
        }
    }

    #[test]
    fn a_region_that_does_not_exist_is_refused_with_those_that_do() {
        let told = |code: &str| Region::parse(code).unwrap_err().0;
        assert!(told("DE-XX").contains("DE-BY, DE-HB") && !told("DE-XX").contains("AT"));
        assert!(told("XX").contains("AT, ") && !told("XX").contains("DE-BY"));
        assert!(told("").contains("DE"));
        assert_eq!(Region::parse("de-by").unwrap().code(), "DE-BY");
        assert_eq!(Region::of_country("DE").unwrap().code(), "DE");
        assert!(Region::of_country("ZZ").is_none());
    }

    #[test]
    fn every_region_has_holidays_in_each_year_and_is_written_in_order() {
        assert_eq!(
            REGIONS.len(),
            TEXT.lines().filter(|line| !line.starts_with('#')).count()
        );
        for code in Region::codes() {
            for year in YEAR_MIN..=YEAR_MAX {
                let days = holidays(code, year).len();
                assert!((4..=30).contains(&days), "{code} {year}: {days}");
            }
        }
        assert!(!Region::parse("DE").unwrap().is_holiday(date(2036, 12, 25)));
        assert!(!Region::parse("DE").unwrap().is_holiday(date(2023, 12, 25)));
    }
}
