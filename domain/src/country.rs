//! Countries, and how addresses are written in each.

use crate::input::Invalid;
use regex_lite::Regex;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::OnceLock;

/// Written by `domain/data/countries.py`, which says where it is from and what its columns are.
const ADDRESSES: &str = include_str!("../data/addresses.tsv");

/// A country by its ISO 3166-1 code, such as `DE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// How addresses of a country are written.
#[derive(Debug)]
pub struct Format {
    /// Whose.
    pub country: Country,
    /// Its name as it stands on a parcel: in capital letters, in English.
    pub name: &'static str,
    /// The order of the parts: `%A` lines, `%Z` postal code, `%C` city, `%S` region, `%n` a new
    /// line; the rest is written as it is.
    pub(crate) parts: &'static str,
    /// The same in Latin letters.
    pub(crate) latin: &'static str,
    /// Letters of the parts that must be given.
    required: &'static str,
    postal_code: Option<Regex>,
    /// A postal code of the country, where it has them.
    pub postal_code_example: Option<&'static str>,
    /// The regions that an address may name; empty where nobody keeps a list of them.
    pub regions: Vec<Region>,
}

/// A part of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The part of its ISO 3166-2 code after the dash.
    pub code: &'static str,
    /// How it is written on a parcel.
    pub written: &'static str,
    /// What it is called.
    pub name: &'static str,
}

/// The members of the European Union (Treaty on European Union art. 52(1)).
const EU: [&[u8; 2]; 27] = [
    b"AT", b"BE", b"BG", b"CY", b"CZ", b"DE", b"DK", b"EE", b"ES", b"FI", b"FR", b"GR", b"HR",
    b"HU", b"IE", b"IT", b"LT", b"LU", b"LV", b"MT", b"NL", b"PL", b"PT", b"RO", b"SE", b"SI",
    b"SK",
];

impl Country {
    /// Whether it is a member of the European Union.
    pub fn is_in_eu(self) -> bool {
        EU.contains(&&self.0)
    }

    /// Whether it is a member of the European Economic Area: the Union, Iceland, Liechtenstein and
    /// Norway.
    pub fn is_in_eea(self) -> bool {
        self.is_in_eu() || [b"IS", b"LI", b"NO"].contains(&&self.0)
    }
}

/// A part of an address that a country may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPart {
    /// Postal code.
    PostalCode,
    /// City or town.
    City,
    /// State, province, county.
    Region,
}

impl AddressPart {
    fn letter(self) -> char {
        match self {
            Self::PostalCode => 'Z',
            Self::City => 'C',
            Self::Region => 'S',
        }
    }
}

impl Country {
    /// Every country.
    pub fn all() -> impl Iterator<Item = Self> {
        formats().iter().map(|format| format.country)
    }

    /// Takes a code in any case.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("must be an ISO 3166-1 code of two letters such as DE");
        let bytes: [u8; 2] = text.trim().as_bytes().try_into().map_err(|_| wrong())?;
        let country = Self(bytes.map(|byte| byte.to_ascii_uppercase()));
        let is_known = formats()
            .binary_search_by_key(&country, |format| format.country)
            .is_ok();
        is_known.then_some(country).ok_or_else(wrong)
    }

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("codes are two letters of ASCII")
    }

    /// How its addresses are written.
    pub fn format(self) -> &'static Format {
        let all = formats();
        let place = all.binary_search_by_key(&self, |format| format.country);
        &all[place.expect("a country was found in this list when it was parsed")]
    }
}

impl Format {
    /// Whether addresses of the country have a part.
    pub fn has(&self, part: AddressPart) -> bool {
        let letter = part.letter();
        let mut after_percent = self.parts.split('%').skip(1);
        after_percent.any(|rest| rest.starts_with(letter))
    }

    /// The parts that addresses of the country have after their lines, as they are written one
    /// after the other.
    pub fn order(&self) -> Vec<AddressPart> {
        let all = [
            AddressPart::PostalCode,
            AddressPart::City,
            AddressPart::Region,
        ];
        let letters = self
            .parts
            .split('%')
            .skip(1)
            .filter_map(|rest| rest.chars().next());
        letters
            .filter_map(|letter| all.into_iter().find(|part| part.letter() == letter))
            .collect()
    }

    /// Whether an address must have a part.
    pub fn requires(&self, part: AddressPart) -> bool {
        self.required.contains(part.letter())
    }

    /// A postal code as it is written there; `None` when it is none of the country.
    pub fn postal_code(&self, text: &str) -> Option<String> {
        let code = text.trim().to_uppercase();
        let Some(pattern) = &self.postal_code else {
            return Some(code);
        };
        if pattern.is_match(&code) {
            return Some(code);
        }
        // `D-80331`: what used to be written before codes that cross a border.
        let (before, rest) = code.split_once(['-', ' '])?;
        let is_prefix = before.len() <= 3 && before.bytes().all(|byte| byte.is_ascii_uppercase());
        (is_prefix && pattern.is_match(rest)).then(|| rest.to_owned())
    }

    /// A region by its code, or as it is written or called.
    pub fn region(&self, text: &str) -> Option<&Region> {
        let text = text.trim();
        let by_code = self
            .regions
            .iter()
            .find(|region| region.code.eq_ignore_ascii_case(text));
        let folded = text.to_lowercase();
        by_code.or_else(|| {
            self.regions.iter().find(|region| {
                [region.written, region.name]
                    .map(str::to_lowercase)
                    .contains(&folded)
            })
        })
    }
}

impl TryFrom<String> for Country {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

fn formats() -> &'static [Format] {
    static ALL: OnceLock<Vec<Format>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: Vec<Format> = ADDRESSES.lines().filter_map(format_of).collect();
        all.sort_by_key(|format| format.country);
        all
    })
}

fn format_of(line: &'static str) -> Option<Format> {
    let mut columns = line.split('\t');
    let code: [u8; 2] = columns.next()?.as_bytes().try_into().ok()?;
    let (name, parts, latin) = (columns.next()?, columns.next()?, columns.next()?);
    let (required, pattern) = (columns.next()?, columns.next()?);
    let (example, regions) = (columns.next()?, columns.next()?);
    Some(Format {
        country: Country(code),
        name,
        parts,
        latin: if latin.is_empty() { parts } else { latin },
        required,
        postal_code: (!pattern.is_empty())
            .then(|| Regex::new(&format!("^(?:{pattern})$")).ok())
            .flatten(),
        postal_code_example: Some(example).filter(|text| !text.is_empty()),
        regions: regions.split('~').filter_map(region_of).collect(),
    })
}

fn region_of(text: &'static str) -> Option<Region> {
    let mut parts = text.split('=');
    Some(Region {
        code: parts.next()?,
        written: parts.next()?,
        name: parts.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_data_is_a_country_with_its_pattern() {
        let lines = ADDRESSES.lines().count();
        assert_eq!((lines, formats().len()), (lines, Country::all().count()));
        assert!(lines > 240);
        for (line, format) in ADDRESSES
            .lines()
            .filter_map(|line| Some((line, format_of(line)?)))
        {
            let pattern = line.split('\t').nth(5).unwrap_or_default();
            assert_eq!(format.postal_code.is_some(), !pattern.is_empty(), "{line}");
            assert!(format.parts.contains("%A"), "{line}");
            if let Some(example) = format.postal_code_example {
                assert!(format.postal_code(example).is_some(), "{line}");
            }
        }
    }

    #[test]
    fn a_country_is_known_by_its_code_in_any_case() {
        assert_eq!(Country::parse(" de ").unwrap().code(), "DE");
        for bad in ["", "D", "DEU", "XX", "ZZ", "Ä"] {
            assert!(Country::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn postal_codes_have_the_form_of_their_country() {
        let code =
            |country: &str, text: &str| Country::parse(country).unwrap().format().postal_code(text);
        assert_eq!(code("DE", " 80331 ").as_deref(), Some("80331"));
        assert_eq!(code("DE", "D-80331").as_deref(), Some("80331"));
        assert_eq!(code("GB", "ec1y 8sy").as_deref(), Some("EC1Y 8SY"));
        assert_eq!(code("NL", "1234 AB").as_deref(), Some("1234 AB"));
        for (country, bad) in [
            ("DE", "8033"),
            ("DE", "803312"),
            ("GB", "12345"),
            ("US", "9501"),
        ] {
            assert_eq!(code(country, bad), None, "{country} {bad}");
        }
    }
}
