//! Numbers and money as the language writes them.

use crate::Lang;
use dockline_domain::money::Money;
use fixed_decimal::{Decimal, Sign};
use icu_decimal::DecimalFormatter;
use icu_locale_core::locale;
use std::sync::LazyLock;

static ENGLISH: LazyLock<DecimalFormatter> = LazyLock::new(|| load(Lang::En));
static GERMAN: LazyLock<DecimalFormatter> = LazyLock::new(|| load(Lang::De));

fn load(lang: Lang) -> DecimalFormatter {
    let locale = match lang {
        Lang::En => locale!("en-GB"),
        Lang::De => locale!("de"),
    };
    DecimalFormatter::try_new(
        (&locale).into(),
        icu_decimal::options::DecimalFormatterOptions::default(),
    )
    .expect("ICU's compiled data has both languages")
}

fn formatter(lang: Lang) -> &'static DecimalFormatter {
    match lang {
        Lang::En => &ENGLISH,
        Lang::De => &GERMAN,
    }
}

/// A whole number with its groups: "1,440" or "1.440".
pub fn number(lang: Lang, value: i64) -> String {
    formatter(lang).format(&Decimal::from(value)).to_string()
}

fn decimal(amount: Money) -> Decimal {
    let digits =
        i16::try_from(amount.currency.minor_digits()).expect("a currency has at most 3 digits");
    let mut value = Decimal::from(amount.minor);
    value.multiply_pow10(-digits);
    value.absolute.pad_end(-digits);
    value
}

/// An amount: "€389.00" or "389,00 €". The sign of one below nothing comes first: "-€49.00".
pub fn money(lang: Lang, amount: Money) -> String {
    let mut value = decimal(amount);
    let sign = std::mem::replace(&mut value.sign, Sign::None);
    let digits = formatter(lang).format(&value).to_string();
    let sign = if sign == Sign::Negative { "-" } else { "" };
    let symbol = match amount.currency.as_str() {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        "JPY" => "¥",
        other => other,
    };
    match lang {
        Lang::En if symbol.is_ascii() && symbol.len() > 1 => {
            format!("{sign}{symbol}\u{a0}{digits}")
        }
        Lang::En => format!("{sign}{symbol}{digits}"),
        Lang::De => format!("{sign}{digits}\u{a0}{symbol}"),
    }
}

/// An amount for programs: `389.00`.
pub fn price_for_machines(amount: Money) -> String {
    decimal(amount).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::money::Currency;

    #[test]
    fn money_is_written_by_locale() {
        let amount = |minor, code| Money {
            minor,
            currency: Currency::parse(code).unwrap(),
        };
        assert_eq!(money(Lang::En, amount(38_900, "EUR")), "€389.00");
        assert_eq!(money(Lang::De, amount(129_950, "EUR")), "1.299,50\u{a0}€");
        assert_eq!(money(Lang::En, amount(5_000, "JPY")), "¥5,000");
        assert_eq!(money(Lang::En, amount(1_234, "SEK")), "SEK\u{a0}12.34");
        assert_eq!(money(Lang::En, amount(-4_900, "EUR")), "-€49.00");
        assert_eq!(money(Lang::En, amount(-7, "SEK")), "-SEK\u{a0}0.07");
        assert_eq!(money(Lang::De, amount(-4_900, "EUR")), "-49,00\u{a0}€");
        assert_eq!(price_for_machines(amount(38_900, "EUR")), "389.00");
        assert_eq!(price_for_machines(amount(7, "EUR")), "0.07");
    }
}
