//! Prices and quantities as spreadsheets write them: `1,299.00`, `1.299,00`, `€ 29,90`.

use dockline_domain::limits;
use dockline_domain::money::{Currency, Money};
use std::cmp::Ordering;

/// What stands before the decimals in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalMark {
    Point,
    Comma,
}

impl DecimalMark {
    /// The mark most prices of a file leave no doubt about. Without any, a file whose fields are
    /// separated by semicolons comes from a place where the comma is the decimal mark: that is why
    /// its fields are not separated by commas.
    pub(super) fn of_file<'a>(prices: impl Iterator<Item = &'a str>, delimiter: u8) -> Self {
        let (mut points, mut commas) = (0_usize, 0_usize);
        for price in prices {
            match certain_mark(bare(price).trim_matches(char::is_alphabetic)) {
                Some(Self::Point) => points += 1,
                Some(Self::Comma) => commas += 1,
                None => {}
            }
        }
        match points.cmp(&commas) {
            Ordering::Less => Self::Comma,
            Ordering::Equal if delimiter == b';' => Self::Comma,
            Ordering::Greater | Ordering::Equal => Self::Point,
        }
    }

    fn of(mark: char) -> Self {
        if mark == ',' {
            Self::Comma
        } else {
            Self::Point
        }
    }
}

/// The decimal mark of a number that can be read in one way only.
fn certain_mark(number: &str) -> Option<DecimalMark> {
    let (by_point, by_comma) = (
        decimal_place(number, DecimalMark::Point),
        decimal_place(number, DecimalMark::Comma),
    );
    let place = by_point.filter(|_| by_point == by_comma)?;
    number[place..].chars().next().map(DecimalMark::of)
}

/// Where the decimal mark of a number stands. `1.299` and `1,299` depend on the file's mark,
/// nothing else does.
fn decimal_place(number: &str, mark: DecimalMark) -> Option<usize> {
    let last = number.rfind([',', '.'])?;
    let (head, tail) = (&number[..last], &number[last + 1..]);
    let found = if number[last..].starts_with(',') {
        ','
    } else {
        '.'
    };
    if head.contains(found) {
        return None;
    }
    let may_group = tail.len() == 3
        && (1..=3).contains(&head.len())
        && !head.starts_with('0')
        && !head.contains([',', '.']);
    (!may_group || DecimalMark::of(found) == mark).then_some(last)
}

/// A number without what may stand around and within it: spaces, currency signs, apostrophes
/// between thousands, `,-` for no cents.
fn bare(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !"'’_\u{feff}\u{200b}€$£¥₹₽₺₩₫₴₪฿".contains(*c))
        .collect();
    [",-", ".-", ",–", ",—"]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .unwrap_or(&text)
        .to_owned()
}

/// The digits before and after the decimal mark.
fn digits(number: &str, mark: DecimalMark) -> Option<(String, &str)> {
    let place = decimal_place(number, mark);
    let (whole, fraction) = place.map_or((number, ""), |place| {
        (&number[..place], &number[place + 1..])
    });
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let groups: Vec<&str> =
        separator.map_or_else(|| vec![whole], |separator| whole.split(separator).collect());
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // India groups by two; everywhere the last group has three digits.
    let grouped = groups.len() == 1
        || (!groups[0].is_empty()
            && groups[0].len() <= 3
            && groups[1..]
                .iter()
                .all(|group| (2..=3).contains(&group.len()))
            && groups.last().is_some_and(|group| group.len() == 3));
    let good = grouped
        && separator.is_none_or(|separator| ",.".contains(separator))
        && groups.iter().all(|group| all_digits(group))
        && all_digits(fraction)
        && whole.len() + fraction.len() > 0;
    good.then(|| (groups.concat(), fraction))
}

/// A price, and whether decimals the currency does not have were rounded off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Price {
    pub money: Money,
    pub rounded: bool,
}

/// Reads a price, or says what is wrong with it.
pub(super) fn price(text: &str, mark: DecimalMark, currency: Currency) -> Result<Price, String> {
    let number = bare(text);
    let code = currency.as_str();
    let number = number
        .strip_prefix(code)
        .or_else(|| number.strip_suffix(code))
        .unwrap_or(&number);
    if number.is_empty() {
        return Err("price missing".to_owned());
    }
    if number.starts_with(['-', '−', '–']) {
        return Err(format!("price {text:?} is negative"));
    }
    let (whole, fraction) =
        digits(number, mark).ok_or_else(|| format!("price {text:?} is not a number"))?;
    let kept = currency.minor_digits() as usize;
    let (minor, rest) = fraction.split_at(fraction.len().min(kept));
    let round_up = rest.as_bytes().first().is_some_and(|digit| *digit >= b'5');
    let minor: Option<i64> = format!("0{whole}{minor:0<kept$}").parse().ok();
    let minor = minor
        .and_then(|minor| minor.checked_add(i64::from(round_up)))
        .filter(|minor| *minor <= limits::PRICE_MINOR_MAX);
    let minor = minor.ok_or_else(|| format!("price {text:?} is too large"))?;
    Ok(Price {
        money: Money { minor, currency },
        rounded: rest.bytes().any(|digit| digit != b'0'),
    })
}

/// Reads a number of units; parts of a unit are left off.
pub(super) fn quantity(text: &str, mark: DecimalMark) -> Option<i64> {
    let number = bare(text);
    let (sign, number) = number
        .strip_prefix(['-', '−'])
        .map_or((1, number.as_str()), |rest| (-1, rest));
    let (whole, _) = digits(number.strip_prefix('+').unwrap_or(number), mark)?;
    format!("0{whole}")
        .parse::<i64>()
        .ok()
        .map(|units| sign * units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::{Comma, Point};

    fn minor(text: &str, mark: DecimalMark, currency: &str) -> Result<i64, String> {
        price(text, mark, Currency::parse(currency).unwrap()).map(|price| price.money.minor)
    }

    #[test]
    fn a_price_is_read_by_the_decimal_mark_of_its_file() {
        for (text, by_point, by_comma) in [
            ("389", 38_900, 38_900),
            ("42.99", 4_299, 4_299),
            ("42,99", 4_299, 4_299),
            ("1,299.00", 129_900, 129_900),
            ("1.299,00", 129_900, 129_900),
            ("1,299", 129_900, 130),
            ("1.299", 130, 129_900),
            ("1.299.000", 129_900_000, 129_900_000),
            ("1,29,999.00", 12_999_900, 12_999_900),
            ("0.500", 50, 50),
            ("8.4034", 840, 840),
            ("8,4050", 841, 841),
            ("1'299.00", 129_900, 129_900),
            ("1 299,00 €", 129_900, 129_900),
            ("EUR 29,9", 2_990, 2_990),
            ("299,-", 29_900, 29_900),
            (".5", 50, 50),
            ("5.", 500, 500),
        ] {
            assert_eq!(minor(text, Point, "EUR"), Ok(by_point), "{text} by point");
            assert_eq!(minor(text, Comma, "EUR"), Ok(by_comma), "{text} by comma");
        }
        assert_eq!(minor("4000.00", Point, "JPY"), Ok(4_000));
        assert_eq!(minor("1.2345", Point, "KWD"), Ok(1_235));
    }

    #[test]
    fn a_price_that_is_none_says_why() {
        for (text, reason) in [
            ("", "price missing"),
            (" € ", "price missing"),
            ("-5", "price \"-5\" is negative"),
            ("on request", "price \"on request\" is not a number"),
            ("1e3", "price \"1e3\" is not a number"),
            ("1,2,3", "price \"1,2,3\" is not a number"),
            ("1.299,00,00", "price \"1.299,00,00\" is not a number"),
            ("USD 5", "price \"USD 5\" is not a number"),
            (".", "price \".\" is not a number"),
            (
                "99999999999999999999",
                "price \"99999999999999999999\" is too large",
            ),
        ] {
            assert_eq!(minor(text, Point, "EUR"), Err(reason.to_owned()), "{text}");
        }
    }

    #[test]
    fn the_mark_of_a_file_is_what_most_prices_show() {
        for (prices, delimiter, mark) in [
            (&["1.299", "29.90"][..], b';', Point),
            (&["1.299", "29,90"][..], b',', Comma),
            (&["1.299", "2.450"][..], b';', Comma),
            (&["1.299", "2.450"][..], b',', Point),
            (&["1,299", "12"][..], b',', Point),
            (&["1,299.00", "1,299"][..], b',', Point),
            (&[][..], b'\t', Point),
        ] {
            assert_eq!(
                DecimalMark::of_file(prices.iter().copied(), delimiter),
                mark,
                "{prices:?}"
            );
        }
    }

    #[test]
    fn quantities_may_be_negative_and_grouped() {
        for (text, units) in [
            ("12", Some(12)),
            ("12.0", Some(12)),
            ("3.5", Some(3)),
            ("-7", Some(-7)),
            ("'-7", Some(-7)),
            ("1,200", Some(1200)),
            ("parent", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(quantity(text, Point), units, "{text}");
        }
    }
}
