//! SKUs: every variant gets one, no two get the same, and the next import of the file gives the
//! same ones.

use super::reading::{Column, Row};
use super::text::{self, cut_bytes, fingerprint};
use dockline_domain::catalogue::OptionValue;
use dockline_domain::id::Sku;
use dockline_domain::limits::SKU_BYTES_MAX;
use std::collections::HashMap;
use std::fmt::Write;

/// The SKUs of a file and the lines they were given in.
#[derive(Default)]
pub(super) struct Skus(HashMap<Sku, u64>);

impl Skus {
    /// Takes the SKU a row states; fails with the line that already has it.
    pub(super) fn claim(&mut self, sku: Sku, line: u64) -> Result<Sku, u64> {
        if let Some(first) = self.0.get(&sku) {
            return Err(*first);
        }
        self.0.insert(sku.clone(), line);
        Ok(sku)
    }

    /// Whether a row has it.
    pub(super) fn has(&self, sku: &Sku) -> bool {
        self.0.contains_key(sku)
    }

    /// Makes a SKU from the handle and the option values. Claim the stated ones first: they are the
    /// merchant's.
    pub(super) fn derive(&mut self, handle: &str, options: &[OptionValue], line: u64) -> Sku {
        let mut words = handle.to_owned();
        let mut exact = handle.to_owned();
        for option in options {
            write!(words, "-{}", option.value).expect("writing to a string");
            write!(exact, "\n{}\n{}", option.name, option.value).expect("writing to a string");
        }
        let (base, lossless) = ascii(&words);
        let print = fingerprint(&exact);
        let plain = (lossless && base.len() <= SKU_BYTES_MAX).then(|| base.clone());
        let printed = [base.as_str(), ""].map(|base| ended(base, &print));
        let counted = (2_u32..).map(|number| ended(&base, &format!("{print}-{number}")));
        for candidate in plain.into_iter().chain(printed).chain(counted) {
            let sku = Sku::parse(&candidate)
                .ok()
                .and_then(|sku| self.claim(sku, line).ok());
            if let Some(sku) = sku {
                return sku;
            }
        }
        unreachable!("one of endlessly many candidates is free")
    }
}

/// A stated SKU as it can be kept: a code that people can type and, if it is too long, shortened to
/// a beginning and its fingerprint.
pub(super) fn stated(text: &str) -> Option<Sku> {
    kept(&text::code(text))
}

/// A SKU in the spelling of its file, without control characters alone: so it stands in shops that
/// took it before codes were cleaned.
pub(super) fn written(text: &str) -> Option<Sku> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    kept(text.trim())
}

/// The SKUs that a row may mean: the one in the spelling of the file, and the cleaned one.
pub(super) fn names(row: &Row, column: &Column) -> impl Iterator<Item = Sku> {
    let written = written(text::unescaped(row.as_written(column)));
    let stated = stated(text::unescaped(row.get(column)));
    let other = stated.filter(|stated| Some(stated) != written.as_ref());
    written.into_iter().chain(other)
}

fn kept(text: &str) -> Option<Sku> {
    let fits = text.len() <= SKU_BYTES_MAX;
    let kept = if fits {
        text.to_owned()
    } else {
        ended(text, &fingerprint(text))
    };
    Sku::parse(&kept).ok()
}

/// Whether a SKU is a number as a spreadsheet writes a long one, `1.23457E+12`: its last digits are
/// lost, and other SKUs of the file may have become the same.
pub(super) fn is_spoilt(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let power = power.strip_prefix('+').unwrap_or("no power");
    whole.len() == 1
        && all_digits(whole)
        && all_digits(fraction)
        && (2..=3).contains(&power.len())
        && all_digits(power)
}

/// A beginning of `base` and the whole of `end`, with a hyphen between them, within the length of a
/// SKU.
fn ended(base: &str, end: &str) -> String {
    let base =
        cut_bytes(base, SKU_BYTES_MAX.saturating_sub(end.len() + 1)).trim_end_matches(['-', ' ']);
    if base.is_empty() {
        format!("SKU-{end}")
    } else {
        format!("{base}-{end}")
    }
}

/// A text in upper-case ASCII letters and digits with hyphens between them, and whether every
/// letter and digit is still in it.
fn ascii(text: &str) -> (String, bool) {
    let mut made = String::with_capacity(text.len());
    let mut lossless = true;
    for c in text.chars().flat_map(char::to_lowercase) {
        let latin = latin(c);
        if c.is_ascii_alphanumeric() {
            made.push(c.to_ascii_uppercase());
        } else if !latin.is_empty() {
            made.push_str(latin);
        } else {
            lossless &= !c.is_alphanumeric();
            if !made.is_empty() && !made.ends_with('-') {
                made.push('-');
            }
        }
    }
    made.truncate(made.trim_end_matches('-').len());
    lossless &= !made.is_empty();
    (made, lossless)
}

/// What a Latin letter with a mark is without it.
fn latin(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "A",
        'ä' | 'æ' => "AE",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "C",
        'ď' | 'đ' | 'ð' => "D",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "E",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "G",
        'ĥ' | 'ħ' => "H",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'į' | 'ı' => "I",
        'ĵ' => "J",
        'ķ' => "K",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "L",
        'ñ' | 'ń' | 'ņ' | 'ň' => "N",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "O",
        'ö' | 'œ' => "OE",
        'ŕ' | 'ŗ' | 'ř' => "R",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "S",
        'ß' => "SS",
        'ţ' | 'ť' | 'ț' => "T",
        'þ' => "TH",
        'ù' | 'ú' | 'û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "U",
        'ü' => "UE",
        'ŵ' => "W",
        'ý' | 'ÿ' | 'ŷ' => "Y",
        'ź' | 'ż' | 'ž' => "Z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(name: &str, value: &str) -> OptionValue {
        OptionValue {
            name: name.into(),
            value: value.into(),
        }
    }

    #[test]
    fn a_derived_sku_is_made_of_the_handle_and_the_option_values() {
        let mut skus = Skus::default();
        for (handle, options, sku) in [
            ("ocean-blue-shirt", vec![], "OCEAN-BLUE-SHIRT"),
            (
                "chain-bracelet",
                vec![option("Color", "Black")],
                "CHAIN-BRACELET-BLACK",
            ),
            (
                "hütte",
                vec![option("Größe", "Süß / XL")],
                "HUETTE-SUESS-XL",
            ),
            ("t", vec![option("Size", "S+")], "T-S"),
            ("t", vec![option("Size", "S-")], "T-S-82268D4C"),
            ("shoe", vec![option("Size", "10½")], "SHOE-10-1C33EC19"),
            ("色", vec![], "SKU-48898F58"),
        ] {
            assert_eq!(skus.derive(handle, &options, 1).as_str(), sku);
        }
    }

    #[test]
    fn a_derived_sku_fits_and_is_no_other_ones() {
        let mut skus = Skus::default();
        let long = "very-long-handle-".repeat(7);
        let made: Vec<Sku> = (0..5).map(|_| skus.derive(&long, &[], 1)).collect();
        assert!(made.iter().all(|sku| sku.as_str().len() <= SKU_BYTES_MAX));
        assert_eq!(
            made.iter().collect::<std::collections::HashSet<_>>().len(),
            5
        );
        assert_eq!(
            Skus::default().derive(&long, &[], 9),
            made[0],
            "the same on each import"
        );
    }

    #[test]
    fn a_stated_sku_is_kept_unless_it_cannot_be() {
        assert_eq!(stated("Tent Green/2").unwrap().as_str(), "Tent Green/2");
        assert_eq!(stated("A\tB\n").unwrap().as_str(), "AB");
        assert_eq!(stated(&"x".repeat(65)).unwrap().as_str().len(), 64);
        assert_ne!(stated(&"x".repeat(65)), stated(&"x".repeat(66)));
        assert_eq!(stated(" \n"), None);
        assert_eq!(stated("\u{feff}ZW\u{200b}-１").unwrap().as_str(), "ZW-1");
    }

    #[test]
    fn a_number_that_a_spreadsheet_shortened_is_known() {
        for spoilt in ["1.23457E+12", "4,00638E+12", "7e+13"] {
            assert!(is_spoilt(spoilt), "{spoilt}");
        }
        for sku in [
            "1.5E",
            "E+12",
            "12E+12",
            "1E12",
            "1.2.3E+12",
            "A1E+12",
            "9E+1234",
        ] {
            assert!(!is_spoilt(sku), "{sku}");
        }
    }

    #[test]
    fn the_first_row_keeps_a_sku() {
        let mut skus = Skus::default();
        assert!(skus.claim(Sku::parse("A").unwrap(), 3).is_ok());
        assert_eq!(skus.claim(Sku::parse("A").unwrap(), 5), Err(3));
        assert!(
            skus.claim(Sku::parse("a").unwrap(), 6).is_ok(),
            "SKUs are case-sensitive"
        );
    }
}
