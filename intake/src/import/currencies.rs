//! Which currency a price names, by its sign, its short word or its code.

use dockline_domain::money::Currency;

/// What stands beside a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    None,
    /// The shop's own currency.
    Own,
    /// A currency, and not the shop's.
    Foreign,
    /// No currency that is known.
    Unknown,
}

/// Signs and words in lower case without points, and the currencies that are written so.
const SIGNS: &[(&str, &[&str])] = &[
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    (
        "£",
        &[
            "GBP", "EGP", "FKP", "GIP", "LBP", "SDG", "SHP", "SSP", "SYP",
        ],
    ),
    (
        "$",
        &[
            "USD", "ARS", "AUD", "BBD", "BMD", "BND", "BSD", "BZD", "CAD", "CLP", "COP", "CVE",
            "DOP", "FJD", "GYD", "HKD", "JMD", "KYD", "LRD", "MXN", "NAD", "NZD", "SBD", "SGD",
            "SRD", "TTD", "TWD", "UYU", "XCD",
        ],
    ),
    ("us$", &["USD"]),
    ("a$", &["AUD"]),
    ("au$", &["AUD"]),
    ("c$", &["CAD"]),
    ("ca$", &["CAD"]),
    ("nz$", &["NZD"]),
    ("hk$", &["HKD"]),
    ("nt$", &["TWD"]),
    ("s$", &["SGD"]),
    ("mx$", &["MXN"]),
    ("r$", &["BRL"]),
    ("¥", &["JPY", "CNY"]),
    ("円", &["JPY"]),
    ("元", &["CNY", "TWD"]),
    ("₩", &["KRW", "KPW"]),
    ("원", &["KRW"]),
    ("₹", &["INR"]),
    ("rs", &["INR", "PKR", "LKR", "NPR", "MUR", "SCR"]),
    ("₽", &["RUB"]),
    ("руб", &["RUB", "BYN"]),
    ("₺", &["TRY"]),
    ("tl", &["TRY"]),
    ("₫", &["VND"]),
    ("đ", &["VND"]),
    ("₴", &["UAH"]),
    ("грн", &["UAH"]),
    ("₪", &["ILS"]),
    ("฿", &["THB"]),
    ("₱", &["PHP"]),
    ("₦", &["NGN"]),
    ("₡", &["CRC"]),
    ("₲", &["PYG"]),
    ("₸", &["KZT"]),
    ("₵", &["GHS"]),
    ("₮", &["MNT"]),
    ("₭", &["LAK"]),
    ("₾", &["GEL"]),
    ("₼", &["AZN"]),
    ("৳", &["BDT"]),
    ("zł", &["PLN"]),
    ("zl", &["PLN"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("lei", &["RON", "MDL"]),
    ("лв", &["BGN"]),
    ("fr", &["CHF"]),
    ("sfr", &["CHF"]),
    ("rp", &["IDR"]),
    ("rm", &["MYR"]),
    ("r", &["ZAR"]),
    ("s/", &["PEN"]),
    ("ksh", &["KES"]),
    ("dh", &["AED", "MAD"]),
    ("د.إ", &["AED"]),
];

/// Codes of currencies that prices are written in (ISO 4217), besides those that have a sign above.
/// A word of three letters that is none of them names nothing.
const CODES: &[&str] = &[
    "AED", "ALL", "AMD", "AOA", "BAM", "BHD", "BIF", "BOB", "BWP", "BYN", "CHF", "CUP", "DJF",
    "DZD", "ETB", "GMD", "GNF", "GTQ", "HNL", "HTG", "HRK", "IQD", "IRR", "JOD", "KES", "KGS",
    "KHR", "KMF", "KWD", "LSL", "LYD", "MAD", "MGA", "MKD", "MMK", "MOP", "MRU", "MVR", "MWK",
    "MZN", "NIO", "OMR", "PAB", "PGK", "QAR", "RSD", "RWF", "SAR", "SLE", "STN", "SZL", "TJS",
    "TMT", "TND", "TOP", "TZS", "UGX", "UZS", "VES", "VUV", "WST", "XAF", "XOF", "XPF", "YER",
    "ZAR", "ZMW",
];

/// What the text beside a price names in a shop that sells in `own`.
pub(super) fn named(beside: &str, own: Currency) -> Named {
    if beside.is_empty() {
        return Named::None;
    }
    let code = beside.to_uppercase();
    if code == own.as_str() {
        return Named::Own;
    }
    let word = beside.to_lowercase();
    let word = word.trim_end_matches('.');
    if let Some((_, currencies)) = SIGNS.iter().find(|(sign, _)| *sign == word) {
        return if currencies.contains(&own.as_str()) {
            Named::Own
        } else {
            Named::Foreign
        };
    }
    // `EUR €` and `US$ USD` name one currency twice.
    if let Some((first, second)) = beside.split_once(' ') {
        let both = [named(first, own), named(second.trim(), own)];
        return match both {
            [Named::Own, Named::Own] => Named::Own,
            [Named::Foreign, Named::Foreign] => Named::Foreign,
            _ => Named::Unknown,
        };
    }
    let known = CODES.contains(&code.as_str())
        || SIGNS
            .iter()
            .any(|(_, currencies)| currencies.contains(&code.as_str()));
    if known {
        Named::Foreign
    } else {
        Named::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_or_a_code_is_the_shops_own_or_not() {
        for (beside, own, expected) in [
            ("", "EUR", Named::None),
            ("€", "EUR", Named::Own),
            ("eur", "EUR", Named::Own),
            ("EUR €", "EUR", Named::Own),
            ("$", "CAD", Named::Own),
            ("C$", "CAD", Named::Own),
            ("US$", "CAD", Named::Foreign),
            ("kr.", "DKK", Named::Own),
            ("kr", "EUR", Named::Foreign),
            ("CHF", "EUR", Named::Foreign),
            ("Fr.", "CHF", Named::Own),
            ("€ USD", "EUR", Named::Unknown),
            ("each", "EUR", Named::Unknown),
        ] {
            let own = Currency::parse(own).unwrap();
            assert_eq!(named(beside, own), expected, "{beside} in {own}");
        }
    }
}
