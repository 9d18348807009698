//! Prices and quantities as spreadsheets write them: `1,299.00`, `1.299,00`, `€ 29,90`, `1’299.–`.

use super::currencies::{self, Named};
use dockline_domain::limits;
use dockline_domain::money::{Currency, Money};
use icu_normalizer::ComposingNormalizerBorrowed;

/// What stands before the decimals in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecimalMark {
    Point,
    Comma,
}

impl DecimalMark {
    fn of(mark: char) -> Option<Self> {
        match mark {
            '.' => Some(Self::Point),
            ',' => Some(Self::Comma),
            _ => None,
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Point => Self::Comma,
            Self::Comma => Self::Point,
        }
    }
}

/// The decimal mark of a column, and how much of it is a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marked {
    pub mark: DecimalMark,
    /// Some number of the column can be read in one way only.
    proven: bool,
    /// Where the first number stands that was read by a guess.
    pub guessed_at: Option<usize>,
}

/// What one number shows of the marks of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nothing,
    Decimal(DecimalMark),
    /// Two groups of thousands: no number has two decimal marks.
    Groups(DecimalMark),
    /// `1.299` and `1,299`: thousands, or three decimals.
    Unclear(DecimalMark),
}

/// What the numbers of a column show together.
#[derive(Debug, Default)]
struct Tally {
    numbers: usize,
    decimal: [usize; 2],
    groups: [usize; 2],
    unclear: [usize; 2],
    /// Of the unclear ones, those that end in `000`.
    round: usize,
    first_unclear: Option<usize>,
}

impl Tally {
    fn of<'a>(fields: impl Iterator<Item = &'a str>) -> Self {
        let mut tally = Self::default();
        for (place, field) in fields.enumerate() {
            let number = Written::of(field).number;
            tally.numbers += usize::from(!number.is_empty());
            match shown(&number) {
                Shown::Nothing => {}
                Shown::Decimal(mark) => tally.decimal[mark as usize] += 1,
                Shown::Groups(mark) => tally.groups[mark as usize] += 1,
                Shown::Unclear(mark) => {
                    tally.unclear[mark as usize] += 1;
                    tally.round += usize::from(number.ends_with("000"));
                    tally.first_unclear = tally.first_unclear.or(Some(place));
                }
            }
        }
        tally
    }

    /// The mark that is proven: a number with two groups proves it alone, else what most numbers
    /// show that can be read in one way only.
    fn proven(&self) -> Option<DecimalMark> {
        match self.groups.map(|count| count > 0) {
            [true, false] => Some(DecimalMark::Comma),
            [false, true] => Some(DecimalMark::Point),
            _ => most(self.decimal),
        }
    }

    /// The mark that most unclear numbers have.
    fn unclear_mark(&self, by_default: DecimalMark) -> Option<DecimalMark> {
        self.first_unclear?;
        // Where both are seen as often, the one that is not the decimal mark by default groups.
        Some(most(self.unclear).unwrap_or(by_default.other()))
    }

    fn marked(&self, proven: Option<DecimalMark>, guess: DecimalMark) -> Marked {
        Marked {
            mark: proven.unwrap_or(guess),
            proven: proven.is_some(),
            guessed_at: self.first_unclear.filter(|_| proven.is_none()),
        }
    }
}

fn most([points, commas]: [usize; 2]) -> Option<DecimalMark> {
    match points.cmp(&commas) {
        std::cmp::Ordering::Less => Some(DecimalMark::Comma),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(DecimalMark::Point),
    }
}

/// The mark of a file that shows none: fields are separated by semicolons in places where the comma
/// is the decimal mark, because it is.
fn by_delimiter(delimiter: u8) -> DecimalMark {
    if delimiter == b';' {
        DecimalMark::Comma
    } else {
        DecimalMark::Point
    }
}

/// The mark of the prices of a file. Where none can be read in one way only, the currency says what
/// three digits after a mark are: few currencies have three decimals (ISO 4217), and in all others
/// they are thousands.
pub(super) fn of_prices<'a>(
    prices: impl Iterator<Item = &'a str>,
    delimiter: u8,
    currency: Currency,
) -> Marked {
    let tally = Tally::of(prices);
    let by_default = by_delimiter(delimiter);
    let guess = match tally.unclear_mark(by_default) {
        None => by_default,
        Some(mark) if currency.minor_digits() < 3 => mark.other(),
        Some(DecimalMark::Point) => DecimalMark::Point,
        // With every price in that form, the comma stands before three decimals.
        Some(DecimalMark::Comma) if tally.unclear[1] == tally.numbers => DecimalMark::Comma,
        Some(DecimalMark::Comma) => by_default,
    };
    tally.marked(tally.proven(), guess)
}

/// The mark of the quantities of a file: their own, else that of its prices. Where neither is
/// proven, `1.200` is twelve hundred units, unless every quantity ends in `000`: some programs
/// write three decimals of units.
pub(super) fn of_quantities<'a>(
    quantities: impl Iterator<Item = &'a str>,
    prices: Marked,
) -> Marked {
    let tally = Tally::of(quantities);
    let proven = tally
        .proven()
        .or_else(|| prices.proven.then_some(prices.mark));
    let guess = match tally.unclear_mark(prices.mark) {
        None => prices.mark,
        Some(mark) if tally.round == tally.numbers => mark,
        Some(mark) => mark.other(),
    };
    tally.marked(proven, guess)
}

/// Separates thousands and is never a decimal mark. Spaces of every width are one space here.
const QUIET: [char; 4] = [' ', '\'', '’', '_'];

/// What one number, as [`Written`], shows.
fn shown(number: &str) -> Shown {
    if !number.starts_with(|c: char| c.is_ascii_digit() || ".,".contains(c))
        || !number
            .chars()
            .all(|c| c.is_ascii_digit() || ".,".contains(c) || QUIET.contains(&c))
    {
        return Shown::Nothing;
    }
    let Some(last) = number.rfind([',', '.']) else {
        return Shown::Nothing;
    };
    let (head, tail) = (&number[..last], &number[last + 1..]);
    let Some(mark) = number[last..].chars().next().and_then(DecimalMark::of) else {
        return Shown::Nothing;
    };
    let same = head.contains(&number[last..=last]);
    let other = head.contains([',', '.']) && !same;
    match (same, other) {
        (true, _) if groups(number).is_some() => Shown::Groups(mark),
        (true, _) => Shown::Nothing,
        (false, false) if may_group(head, tail) => Shown::Unclear(mark),
        (false, _) => Shown::Decimal(mark),
    }
}

/// Whether one mark between two runs of digits may stand between thousands.
fn may_group(head: &str, tail: &str) -> bool {
    tail.len() == 3
        && (1..=3).contains(&head.len())
        && !head.starts_with('0')
        && head.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number as it is written, apart from what stands around it.
struct Written {
    /// Digits and what separates them; spaces are plain ones.
    number: String,
    /// What stands before or after it, such as a currency.
    beside: String,
    negative: bool,
}

impl Written {
    fn of(text: &str) -> Self {
        // Full-width digits and spaces of every kind become the plain ones.
        let text = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
        let visible = text
            .chars()
            .filter(|c| *c == ' ' || !dockline_domain::input::is_invisible(*c));
        let text: String = visible.collect();
        let text = text.trim();
        let is_digit = |c: char| c.is_ascii_digit();
        let (Some(first), Some(last)) = (text.find(is_digit), text.rfind(is_digit)) else {
            return Self {
                number: String::new(),
                beside: text.to_owned(),
                negative: false,
            };
        };
        let begin = begins_with_mark(&text[..first]).unwrap_or(first);
        let before = text[..begin].trim().trim_start_matches(['\'', '’']);
        let after = &text[last + 1..];
        // `5.` and `299,-` have no decimals.
        let after = [",-", ".-", ",–", ".–", ",—", ".—", ",", "."]
            .iter()
            .find_map(|ending| after.strip_prefix(ending))
            .unwrap_or(after);
        let sign = before.trim_matches(['-', '−', '–', '+']).trim();
        Self {
            number: text[begin..=last].to_owned(),
            beside: format!("{sign} {}", after.trim()).trim().to_owned(),
            negative: before.contains(['-', '−', '–']),
        }
    }
}

/// Where the mark stands that a number begins with, as in `.5` and `€.99`. The point of `Rs.500` and
/// `S/.500` belongs to the word before it.
fn begins_with_mark(before: &str) -> Option<usize> {
    let rest = before.strip_suffix(['.', ','])?;
    (!rest.ends_with(|c: char| c.is_alphabetic() || c == '/')).then_some(rest.len())
}

/// Where the decimal mark of a number stands. `1.299` and `1,299` depend on the file's mark,
/// nothing else does.
fn decimal_place(number: &str, mark: DecimalMark) -> Option<usize> {
    match shown(number) {
        Shown::Nothing | Shown::Groups(_) => None,
        Shown::Unclear(found) if found != mark => None,
        Shown::Decimal(_) | Shown::Unclear(_) => number.rfind([',', '.']),
    }
}

/// The digits of a whole number, whose thousands may be separated by one kind of mark.
fn groups(whole: &str) -> Option<String> {
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let groups: Vec<&str> =
        separator.map_or_else(|| vec![whole], |separator| whole.split(separator).collect());
    let all_digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    // India groups by two; everywhere the last group has three digits.
    let grouped = groups.len() == 1
        || ((1..=3).contains(&groups[0].len())
            && groups[1..]
                .iter()
                .all(|group| (2..=3).contains(&group.len()))
            && groups.last().is_some_and(|group| group.len() == 3));
    let good = grouped
        && separator.is_none_or(|separator| ",.".contains(separator) || QUIET.contains(&separator))
        && groups.iter().all(all_digits);
    good.then(|| groups.concat())
}

/// The digits before and after the decimal mark.
fn digits(number: &str, mark: DecimalMark) -> Option<(String, &str)> {
    let place = decimal_place(number, mark);
    let (whole, fraction) = place.map_or((number, ""), |place| {
        (&number[..place], &number[place + 1..])
    });
    let whole = groups(whole)?;
    (fraction.bytes().all(|byte| byte.is_ascii_digit()) && whole.len() + fraction.len() > 0)
        .then_some((whole, fraction))
}

/// A price, and whether decimals the currency does not have were rounded off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Price {
    pub money: Money,
    pub rounded: bool,
}

/// Reads a price, or says what is wrong with it.
pub(super) fn price(text: &str, mark: DecimalMark, currency: Currency) -> Result<Price, String> {
    let Written {
        number,
        beside,
        negative,
    } = Written::of(text);
    let not_a_number = || format!("price {text:?} is not a number");
    let named = currencies::named(&beside, currency);
    match named {
        Named::None | Named::Own if number.is_empty() => return Err("price missing".to_owned()),
        Named::None | Named::Own => {}
        Named::Foreign => return Err(format!("price {text:?} is not in {currency}")),
        Named::Unknown => return Err(not_a_number()),
    }
    if negative {
        return Err(format!("price {text:?} is negative"));
    }
    let (whole, fraction) = digits(&number, mark).ok_or_else(not_a_number)?;
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

/// Units, and whether parts of a unit were left off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quantity {
    pub units: i64,
    pub cut: bool,
}

/// Reads a number of units; parts of a unit are left off.
pub(super) fn quantity(text: &str, mark: DecimalMark) -> Option<Quantity> {
    let Written {
        number,
        beside,
        negative,
    } = Written::of(text);
    if !beside.is_empty() {
        return None;
    }
    let (whole, fraction) = digits(&number, mark)?;
    let units: i64 = format!("0{whole}").parse().ok()?;
    Some(Quantity {
        units: if negative { -units } else { units },
        cut: fraction.bytes().any(|digit| digit != b'0'),
    })
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
            // Every space people separate thousands with, and both apostrophes.
            ("1\u{a0}299,00", 129_900, 129_900),
            ("1\u{202f}299,00", 129_900, 129_900),
            ("1\u{2009}299\u{2009}000", 129_900_000, 129_900_000),
            ("1’299.–", 129_900, 129_900),
            ("1'299'000", 129_900_000, 129_900_000),
            ("１２．５０", 1_250, 1_250),
            ("\u{200e}12.50\u{feff}", 1_250, 1_250),
            ("12,50 EUR", 1_250, 1_250),
            ("eur 12,50", 1_250, 1_250),
            ("€12.50", 1_250, 1_250),
            ("€.99", 99, 99),
        ] {
            assert_eq!(minor(text, Point, "EUR"), Ok(by_point), "{text} by point");
            assert_eq!(minor(text, Comma, "EUR"), Ok(by_comma), "{text} by comma");
        }
        assert_eq!(minor("4000.00", Point, "JPY"), Ok(4_000));
        assert_eq!(minor("1.2345", Point, "KWD"), Ok(1_235));
        assert_eq!(minor("Rs.500", Point, "INR"), Ok(50_000));
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
            ("USD 5", "price \"USD 5\" is not in EUR"),
            ("£12.50", "price \"£12.50\" is not in EUR"),
            ("$1,299", "price \"$1,299\" is not in EUR"),
            ("¥1250", "price \"¥1250\" is not in EUR"),
            ("12,50 zł", "price \"12,50 zł\" is not in EUR"),
            ("Rs. 500", "price \"Rs. 500\" is not in EUR"),
            ("Rp150.000", "price \"Rp150.000\" is not in EUR"),
            ("€ 5 USD", "price \"€ 5 USD\" is not a number"),
            ("5 each", "price \"5 each\" is not a number"),
            ("12€50", "price \"12€50\" is not a number"),
            ("12 50", "price \"12 50\" is not a number"),
            ("10-20", "price \"10-20\" is not a number"),
            ("5%", "price \"5%\" is not a number"),
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
    fn the_mark_of_a_file_is_what_its_prices_and_its_currency_show() {
        for (currency, prices, delimiter, mark, guessed_at) in [
            ("EUR", &["1.299", "29.90"][..], b';', Point, None),
            ("EUR", &["1.299", "29,90"], b',', Comma, None),
            ("EUR", &["1,299.00", "1,299"], b',', Point, None),
            ("EUR", &["0.500", "1.299"], b',', Point, None),
            ("EUR", &[], b'\t', Point, None),
            ("EUR", &[], b';', Comma, None),
            ("EUR", &["12", "500"], b',', Point, None),
            // Two groups prove it, whatever stands elsewhere.
            ("IDR", &["150.000", "1.250.000"], b',', Comma, None),
            ("IDR", &["150.00", "150.00", "1.250.000"], b',', Comma, None),
            ("USD", &["12,50", "1,250,000"], b';', Point, None),
            // No currency has more decimals than ISO 4217 says.
            ("EUR", &["1.299", "2.450"], b',', Comma, Some(0)),
            ("EUR", &["1,299", "2,450"], b';', Point, Some(0)),
            ("IDR", &["500", "150.000"], b',', Comma, Some(1)),
            ("VND", &["150.000"], b'\t', Comma, Some(0)),
            ("JPY", &["", "1,250", "980"], b',', Point, Some(1)),
            ("KWD", &["1.250", "12.500"], b';', Point, Some(0)),
            ("KWD", &["1,250", "12,500"], b',', Comma, Some(0)),
            ("KWD", &["1,250", "500"], b',', Point, Some(0)),
            ("EUR", &["1.299", "1,299"], b',', Point, Some(0)),
        ] {
            let currency = Currency::parse(currency).unwrap();
            let marked = of_prices(prices.iter().copied(), delimiter, currency);
            assert_eq!(
                (marked.mark, marked.guessed_at),
                (mark, guessed_at),
                "{currency} {prices:?}"
            );
        }
        assert_eq!(minor("150.000", Comma, "IDR"), Ok(15_000_000));
        assert_eq!(minor("1.250", Point, "KWD"), Ok(1_250));
    }

    #[test]
    fn quantities_show_their_own_mark_or_take_that_of_the_prices() {
        let units = |prices: &[&str], quantities: &[&str]| {
            let currency = Currency::parse("EUR").unwrap();
            let prices = of_prices(prices.iter().copied(), b',', currency);
            let marked = of_quantities(quantities.iter().copied(), prices);
            let first = quantity(quantities[0], marked.mark).map(|quantity| quantity.units);
            (first, marked.guessed_at)
        };
        assert_eq!(units(&["12.50"], &["1,200"]), (Some(1_200), None));
        assert_eq!(units(&["12,50"], &["1.200"]), (Some(1_200), None));
        assert_eq!(units(&["12.50"], &["12.000", "3.000"]), (Some(12), None));
        assert_eq!(units(&["12,50"], &["12.000", "3.5"]), (Some(12), None));
        assert_eq!(units(&["12"], &["1.200", "5"]), (Some(1_200), Some(0)));
        assert_eq!(units(&["12"], &["12.000", "3.000"]), (Some(12), Some(0)));
    }

    #[test]
    fn quantities_may_be_negative_and_grouped() {
        for (text, units, cut) in [
            ("12", Some(12), false),
            ("12.0", Some(12), false),
            ("3.5", Some(3), true),
            ("-7", Some(-7), false),
            ("'-7", Some(-7), false),
            ("+7", Some(7), false),
            ("1,200", Some(1200), false),
            ("1 200", Some(1200), false),
            ("1\u{202f}200", Some(1200), false),
            ("１２", Some(12), false),
            ("parent", None, false),
            ("12 pcs", None, false),
            ("5-10", None, false),
            ("", None, false),
            ("-", None, false),
        ] {
            let expected = units.map(|units| Quantity { units, cut });
            assert_eq!(quantity(text, Point), expected, "{text}");
        }
    }
}
