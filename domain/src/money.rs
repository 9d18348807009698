//! Money: minor units and a currency, never a float.

use crate::input::Invalid;
use crate::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 4217 currency code. Its minor unit has 0, 2 or 3 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// Parses three letters, such as `EUR`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let bytes: [u8; 3] = text
            .as_bytes()
            .try_into()
            .map_err(|_| Invalid::new("must be an ISO 4217 code such as EUR"))?;
        if !bytes.iter().all(u8::is_ascii_uppercase) {
            return Err(Invalid::new("must be an ISO 4217 code such as EUR"));
        }
        Ok(Self(bytes))
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency is three ASCII letters")
    }

    /// Digits of the minor unit (ISO 4217 table A.1).
    pub fn minor_digits(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for Currency {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.as_str().to_owned()
    }
}

/// An amount in minor units of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: cents for EUR.
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: Currency,
}

/// An amount left the range of an `i64` of minor units, or two currencies met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount is out of range")]
pub struct OutOfRange;

impl Money {
    /// The sum of two amounts of the same currency.
    pub fn plus(self, other: Self) -> Result<Self, OutOfRange> {
        if self.currency != other.currency {
            return Err(OutOfRange);
        }
        Ok(Self {
            minor: self.minor.checked_add(other.minor).ok_or(OutOfRange)?,
            ..self
        })
    }

    /// The amount for a quantity of units.
    pub fn times(self, quantity: u32) -> Result<Self, OutOfRange> {
        Ok(Self {
            minor: self
                .minor
                .checked_mul(i64::from(quantity))
                .ok_or(OutOfRange)?,
            ..self
        })
    }

    /// Parses a decimal price such as `389`, `1,299.00` or `389.5`. A point is the decimal mark;
    /// commas group thousands.
    pub fn parse_decimal(text: &str, currency: Currency) -> Result<Self, Invalid> {
        let allowed = || {
            Invalid(format!(
                "must be a price such as 129.90, not negative, with at most {} decimals",
                currency.minor_digits()
            ))
        };
        let plain = text.trim().replace(',', "");
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let fraction = fraction.trim_end_matches('0');
        let digits = currency.minor_digits() as usize;
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if plain.is_empty()
            || plain == "."
            || !all_digits(whole)
            || !all_digits(fraction)
            || fraction.len() > digits
        {
            return Err(allowed());
        }
        let minor: i64 = format!(
            "{}{fraction:0<digits$}",
            if whole.is_empty() { "0" } else { whole }
        )
        .parse()
        .map_err(|_| allowed())?;
        (minor <= limits::PRICE_MINOR_MAX)
            .then_some(Self { minor, currency })
            .ok_or_else(allowed)
    }
}

impl Money {
    /// Reads an amount as people of any country type it: `29.90`, `29,90`, `1.299,00`, `1 299`. The
    /// last point or comma is the decimal mark where no more digits follow it than the currency has;
    /// others group thousands.
    pub fn parse_typed(text: &str, currency: Currency) -> Result<Self, Invalid> {
        let allowed = || Invalid::new("must be an amount such as 29.90");
        let digits = currency.minor_digits() as usize;
        let plain: String = text.chars().filter(|char| !char.is_whitespace()).collect();
        let mark = plain
            .rfind(['.', ','])
            .filter(|at| (1..=digits).contains(&(plain.len() - at - 1)));
        let (head, fraction) =
            mark.map_or((plain.as_str(), ""), |at| (&plain[..at], &plain[at + 1..]));
        // One mark groups thousands: with both of them it is not known which one is decimal.
        if head.contains('.') && head.contains(',') {
            return Err(allowed());
        }
        let mut groups = head.split(['.', ',']);
        let first = groups.next().unwrap_or("");
        let mut whole = first.to_owned();
        for group in groups {
            if group.len() != 3 || first.len() > 3 || first.starts_with('0') {
                return Err(allowed());
            }
            whole.push_str(group);
        }
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(&whole) || !all_digits(fraction) {
            return Err(allowed());
        }
        let minor = format!("{whole}{fraction:0<digits$}");
        let minor: i64 = minor.parse().map_err(|_| allowed())?;
        Ok(Self { minor, currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(minor: i64) -> Money {
        Money {
            minor,
            currency: Currency::parse("EUR").unwrap(),
        }
    }

    #[test]
    fn prices_are_read_without_floats() {
        let currency = eur(0).currency;
        for (text, minor) in [
            ("389", 38_900),
            ("42.99", 4_299),
            ("1,299.5", 129_950),
            (".5", 50),
            ("0.10", 10),
            ("7.000", 700),
        ] {
            assert_eq!(
                Money::parse_decimal(text, currency).map(|m| m.minor),
                Ok(minor),
                "{text}"
            );
        }
        for bad in ["", ".", "-1", "1.234", "abc", "1e3", "99999999999999999999"] {
            assert!(Money::parse_decimal(bad, currency).is_err(), "{bad}");
        }
        assert_eq!(
            Money::parse_decimal("500", Currency::parse("JPY").unwrap())
                .unwrap()
                .minor,
            500
        );
    }

    #[test]
    fn an_amount_is_read_as_people_of_any_country_type_it() {
        let read = |text, currency| {
            let currency = Currency::parse(currency).unwrap();
            Money::parse_typed(text, currency).map(|money| money.minor)
        };
        for (text, minor) in [
            ("29.90", 2_990),
            ("29,90", 2_990),
            ("29,9", 2_990),
            ("30", 3_000),
            ("1.299,00", 129_900),
            ("1,299.00", 129_900),
            ("1.299", 129_900),
            (" 1 299 ", 129_900),
            ("1.299.000", 129_900_000),
        ] {
            assert_eq!(read(text, "EUR"), Ok(minor), "{text}");
        }
        assert_eq!(read("1,299", "JPY"), Ok(1_299));
        assert_eq!(read("1,299", "KWD"), Ok(1_299));
        for bad in [
            "",
            ",",
            "-1",
            "1.2999",
            "1.2.3",
            "1234.567",
            "29.90 EUR",
            "1e3",
            "12.99.90",
            "0.299",
            "1,299.500",
        ] {
            assert!(read(bad, "EUR").is_err(), "{bad}");
        }
    }

    #[test]
    fn amounts_neither_overflow_nor_mix_currencies() {
        assert_eq!(eur(2).times(3), Ok(eur(6)));
        assert_eq!(eur(i64::MAX).plus(eur(1)), Err(OutOfRange));
        assert_eq!(
            eur(1).plus(Money {
                minor: 1,
                currency: Currency::parse("USD").unwrap()
            }),
            Err(OutOfRange)
        );
    }
}
