//! Where a parcel goes.

use crate::country::{AddressPart, Country};
use crate::input::{FieldError, Invalid, Problems, lines_text, optional_text, short_text};
use crate::limits;
use serde::{Deserialize, Serialize};

/// A postal address in its parts. Whose it is stands beside it: the name of who gets the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number, and what leads further: 1 to [`limits::ADDRESS_LINES_MAX`] lines.
    pub lines: Vec<String>,
    /// As the country writes it.
    pub postal_code: Option<String>,
    /// City or town.
    pub city: Option<String>,
    /// State, province or county; the part of its ISO 3166-2 code after the dash where the country
    /// has a list.
    pub region: Option<String>,
    /// Country.
    pub country: Country,
    /// For the carrier.
    pub phone: Option<String>,
}

/// The parts of an address as somebody wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressDraft {
    /// See [`Address::lines`]; empty ones are left out.
    pub lines: Vec<String>,
    /// See [`Address::postal_code`].
    pub postal_code: Option<String>,
    /// See [`Address::city`].
    pub city: Option<String>,
    /// See [`Address::region`].
    pub region: Option<String>,
    /// See [`Address::country`].
    pub country: Option<String>,
    /// See [`Address::phone`].
    pub phone: Option<String>,
}

/// Where an order goes, as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// In lines of a text, whose country nobody can know.
    Text(String),
    /// In parts.
    Parts(Address),
}

/// Whether an order must say where it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressRule {
    /// It may be said later, or agreed in another way.
    #[default]
    Optional,
    /// It must.
    Required,
}

impl AddressRule {
    /// Parses its name in the interface: `optional` or `required`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "optional" => Ok(Self::Optional),
            "required" => Ok(Self::Required),
            _ => Err(Invalid::new("must be optional or required")),
        }
    }

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }
}

impl AddressDraft {
    /// The address, when every part is right for its country. Pointers begin at the address.
    pub fn check(&self) -> Result<Address, Vec<FieldError>> {
        let mut problems = Problems::default();
        let lines = self.checked_lines(&mut problems);
        let code = self.country.as_deref().unwrap_or_default();
        let country = problems.take("/country", Country::parse(code));
        let mut part = |pointer: &str, text: Option<&str>, chars_max| {
            problems
                .take(pointer, optional_text(text, chars_max))
                .flatten()
        };
        let city = part("/city", self.city.as_deref(), limits::CITY_CHARS_MAX);
        let region = part("/region", self.region.as_deref(), limits::REGION_CHARS_MAX);
        let postal_code = part(
            "/postal_code",
            self.postal_code.as_deref(),
            limits::POSTAL_CODE_CHARS_MAX,
        );
        let phone = self.phone.as_deref().map(str::trim);
        let phone = phone.filter(|text| !text.is_empty()).map(checked_phone);
        let phone = phone.and_then(|phone| problems.take("/phone", phone));
        let address = country.map(|country| Address {
            lines: lines.unwrap_or_default(),
            postal_code: checked_postal_code(&mut problems, country, postal_code),
            region: checked_region(&mut problems, country, region),
            city: checked_city(&mut problems, country, city),
            country,
            phone,
        });
        problems.finish(address)
    }

    fn checked_lines(&self, problems: &mut Problems) -> Option<Vec<String>> {
        let max = limits::ADDRESS_LINES_MAX;
        let given = self.lines.iter().enumerate();
        let given: Vec<_> = given.filter(|(_, line)| !line.trim().is_empty()).collect();
        if given.is_empty() || self.lines.len() > max {
            problems.add("/lines", format!("must have 1 to {max} lines"));
            return None;
        }
        let lines = given.into_iter().map(|(number, line)| {
            let line = short_text(line, limits::ADDRESS_LINE_CHARS_MAX);
            problems.take(format!("/lines/{number}"), line)
        });
        lines.collect::<Vec<_>>().into_iter().collect()
    }
}

fn checked_postal_code(
    problems: &mut Problems,
    country: Country,
    text: Option<String>,
) -> Option<String> {
    let format = country.format();
    let Some(text) = text else {
        if format.requires(AddressPart::PostalCode) {
            problems.add("/postal_code", needed(country, format.postal_code_example));
        }
        return None;
    };
    let code = format.postal_code(&text);
    if code.is_none() {
        problems.add("/postal_code", needed(country, format.postal_code_example));
    }
    code
}

fn needed(country: Country, example: Option<&str>) -> String {
    match example {
        Some(example) => format!("must be a postal code of {country} such as {example}"),
        None => format!("must be given for {country}"),
    }
}

fn checked_city(problems: &mut Problems, country: Country, text: Option<String>) -> Option<String> {
    if text.is_none() && country.format().requires(AddressPart::City) {
        problems.add("/city", needed(country, None));
    }
    text
}

fn checked_region(
    problems: &mut Problems,
    country: Country,
    text: Option<String>,
) -> Option<String> {
    let format = country.format();
    match text {
        None if format.requires(AddressPart::Region) => {
            problems.add("/region", needed(country, None));
            None
        }
        None => None,
        // Nobody writes it there, so whatever it is does no harm.
        Some(text) if format.regions.is_empty() || !format.has(AddressPart::Region) => Some(text),
        Some(text) => {
            let region = format.region(&text);
            if region.is_none() {
                problems.add(
                    "/region",
                    format!("must be the part of an ISO 3166-2 code of {country} after the dash"),
                );
            }
            region.map(|region| region.code.to_owned())
        }
    }
}

fn checked_phone(text: &str) -> Result<String, Invalid> {
    let good = |one: char| one.is_ascii_digit() || "+-/(). ".contains(one);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits = text.len() <= limits::PHONE_BYTES_MAX && digits >= 5;
    (fits && text.chars().all(good))
        .then(|| text.to_owned())
        .ok_or_else(|| {
            Invalid(format!(
                "must be a phone number such as +49 89 123456, at most {} characters",
                limits::PHONE_BYTES_MAX
            ))
        })
}

impl Address {
    /// The address as it is written on a parcel, after the name: in lines, the country last.
    pub fn text(&self) -> String {
        let format = self.country.format();
        let latin = self.lines.iter().all(|line| line.chars().all(is_latin));
        let pattern = if latin { format.latin } else { format.parts };
        let mut lines: Vec<String> = pattern
            .split("%n")
            .filter_map(|line| self.filled(line))
            .collect();
        lines.push(format.name.to_owned());
        lines.join("\n")
    }

    /// A line of the format with the parts in it; none when it has only parts that are missing.
    fn filled(&self, line: &str) -> Option<String> {
        let mut text = String::new();
        let mut is_empty = true;
        let mut pieces = line.split('%');
        let first = pieces.next().unwrap_or_default();
        text.push_str(first);
        for piece in pieces {
            let mut letters = piece.chars();
            let part = letters.next().and_then(|letter| self.part(letter));
            is_empty &= part.is_none();
            text.push_str(part.as_deref().unwrap_or_default());
            text.push_str(letters.as_str());
        }
        // What stood between parts one of which is missing.
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let text = words.join(" ");
        let text = text.trim_matches([',', ' ']);
        (!is_empty && !text.is_empty()).then(|| text.to_owned())
    }

    fn part(&self, letter: char) -> Option<String> {
        match letter {
            'A' => Some(self.lines.join("\n")),
            'Z' => self.postal_code.clone(),
            'C' => self.city.clone(),
            'S' => {
                let code = self.region.as_deref()?;
                let format = self.country.format();
                let known = format.regions.iter().find(|region| region.code == code);
                Some(known.map_or(code, |region| region.written).to_owned())
            }
            _ => None,
        }
    }
}

/// Whether a letter is written in lines that Latin addresses have.
fn is_latin(one: char) -> bool {
    one < '\u{250}' || !one.is_alphabetic()
}

impl Destination {
    /// Takes an address as it is written on a parcel: several lines, nothing else that is not
    /// printed.
    pub fn text_of(text: &str) -> Result<Self, Invalid> {
        lines_text(text, limits::ADDRESS_CHARS_MAX).map(Self::Text)
    }

    /// As it is written on a parcel.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Parts(address) => address.text(),
        }
    }

    /// In parts, where it was told so.
    pub fn parts(&self) -> Option<&Address> {
        match self {
            Self::Text(_) => None,
            Self::Parts(address) => Some(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(lines: &[&str], code: &str, city: &str, country: &str) -> AddressDraft {
        AddressDraft {
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            postal_code: Some(code.to_owned()),
            city: Some(city.to_owned()),
            country: Some(country.to_owned()),
            ..AddressDraft::default()
        }
    }

    fn wrong(draft: &AddressDraft) -> Vec<String> {
        let errors = draft.check().unwrap_err();
        errors.into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn an_address_is_written_as_its_country_does() {
        let text = |draft: AddressDraft| draft.check().unwrap().text();
        assert_eq!(
            text(draft(&["Sendlinger Str. 8", ""], "80331", "München", "de")),
            "Sendlinger Str. 8\n80331 München\nGERMANY"
        );
        assert_eq!(
            text(draft(&["10 High Street"], "ec1y 8sy", "London", "GB")),
            "10 High Street\nLondon\nEC1Y 8SY\nUNITED KINGDOM"
        );
        assert_eq!(
            text(AddressDraft {
                region: Some("california".to_owned()),
                ..draft(&["1 Main St", "Apt 2"], "95014", "Cupertino", "US")
            }),
            "1 Main St\nApt 2\nCupertino, CA 95014\nUNITED STATES"
        );
        assert_eq!(
            text(draft(&["Bahnhofstrasse 1"], "CH-8001", "Zürich", "CH")),
            "Bahnhofstrasse 1\nCH-8001 Zürich\nSWITZERLAND"
        );
        assert_eq!(
            text(AddressDraft {
                region: Some("13".to_owned()),
                ..draft(&["千代田1-1"], "100-8111", "", "JP")
            }),
            "〒100-8111\n東京都\n千代田1-1\nJAPAN"
        );
    }

    #[test]
    fn every_part_that_is_wrong_for_its_country_is_named() {
        let good = draft(&["Weg 1"], "80331", "München", "DE");
        assert_eq!(
            wrong(&draft(&[], "8033", " ", "DE")),
            ["/lines", "/postal_code", "/city"]
        );
        assert_eq!(
            wrong(&draft(&["Weg 1"], "80331", "München", "XX")),
            ["/country"]
        );
        assert_eq!(
            wrong(&draft(&["Main St"], "95014", "Cupertino", "US")),
            ["/region"]
        );
        let phone = Some("call me".to_owned());
        assert_eq!(
            wrong(&AddressDraft {
                phone,
                ..good.clone()
            }),
            ["/phone"]
        );
        let lines = vec!["x".to_owned(); limits::ADDRESS_LINES_MAX + 1];
        assert_eq!(
            wrong(&AddressDraft {
                lines,
                ..good.clone()
            }),
            ["/lines"]
        );
        let lines = vec!["ok".to_owned(), "\u{202e}".to_owned()];
        assert_eq!(wrong(&AddressDraft { lines, ..good }), ["/lines/1"]);
    }

    #[test]
    fn no_address_in_parts_is_longer_than_one_in_a_text_may_be() {
        for country in Country::all() {
            let region = country
                .format()
                .regions
                .first()
                .map(|region| region.code.to_owned());
            let longest = AddressDraft {
                lines: vec!["ä".repeat(limits::ADDRESS_LINE_CHARS_MAX); limits::ADDRESS_LINES_MAX],
                postal_code: country.format().postal_code_example.map(str::to_owned),
                city: Some("ö".repeat(limits::CITY_CHARS_MAX)),
                region: region.or_else(|| Some("ü".repeat(limits::REGION_CHARS_MAX))),
                country: Some(country.code().to_owned()),
                phone: Some("+49 89 123456".to_owned()),
            };
            let text = longest.check().unwrap().text();
            assert!(text.chars().count() <= limits::ADDRESS_CHARS_MAX, "{text}");
            assert!(lines_text(&text, limits::ADDRESS_CHARS_MAX).is_ok());
        }
    }
}
