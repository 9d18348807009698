//! Single texts: names, handles, lists, addresses of pictures, codes.

use ammonia::Builder;
use dockline_domain::catalogue::is_image_address;
use dockline_domain::input::{is_disruptive, is_invisible};
use icu_normalizer::ComposingNormalizerBorrowed;

/// A text in one line: character references resolved, tags and control characters gone, single
/// spaces.
pub(super) fn one_line(text: &str) -> String {
    let marked_up =
        (text.contains('&') && text.contains(';')) || text.contains("</") || text.contains("<br");
    let plain = if marked_up {
        // What is left of ammonia's own escaping in text without tags (HTML standard, "escaping a
        // string").
        Builder::empty()
            .clean(text)
            .to_string()
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&nbsp;", " ")
            .replace("&amp;", "&")
    } else {
        text.to_owned()
    };
    // What turns the direction of text comes with names that were copied from elsewhere, and is not
    // worth a row.
    let kept = plain
        .chars()
        .filter(|c| !is_disruptive(*c) || c.is_control() || c.is_whitespace());
    let spaced: String = kept
        .map(|c| {
            if c.is_control() || "\u{feff}\u{200b}".contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first `chars_max` characters, and whether there were more.
pub(super) fn cut(text: &str, chars_max: usize) -> (String, bool) {
    match text.char_indices().nth(chars_max) {
        Some((place, _)) => (text[..place].trim_end().to_owned(), true),
        None => (text.to_owned(), false),
    }
}

/// A field as it may stand in a sentence about it.
pub(super) fn short(field: &str) -> String {
    cut(field, 60).0
}

/// The longest beginning of a text that has at most `bytes_max` bytes.
pub(super) fn cut_bytes(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}

/// A text as part of a URL: lower case, letters and digits of any script, everything else a hyphen.
/// A text that has to be cut ends in its fingerprint, so that two long names stay two. Empty where
/// there is no letter or digit.
pub(super) fn slug(text: &str, bytes_max: usize) -> String {
    let mut slug = String::with_capacity(text.len());
    // Accents that stand alone would part the word they belong to.
    for c in text
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c) && !"'’".contains(*c))
    {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.len() <= bytes_max {
        return slug.to_owned();
    }
    format!(
        "{}-{}",
        cut_bytes(slug, bytes_max - 9).trim_end_matches('-'),
        fingerprint(slug).to_lowercase()
    )
}

/// Numbers of lines, ascending, such as `4, 6-9`.
pub(super) fn lines(lines: &[u64]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for run in lines.chunk_by(|line, next| line + 1 == *next) {
        match run {
            [first, .., last] if run.len() > 2 => parts.push(format!("{first}-{last}")),
            _ => parts.extend(run.iter().map(u64::to_string)),
        }
    }
    parts.join(", ")
}

/// The values of a field that holds several, without empty and repeated ones. A comma within a
/// value is written `\,` by `WooCommerce`.
pub(super) fn list(field: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut escaped = false;
    for c in field.chars() {
        match c {
            ',' if !escaped => values.push(String::new()),
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            _ => {
                // A backslash before anything but a comma is only a backslash.
                let kept = if escaped && c != ',' { "\\" } else { "" };
                let last = values.len() - 1;
                values[last].push_str(kept);
                values[last].push(c);
            }
        }
        escaped = false;
    }
    let mut unique: Vec<String> = Vec::with_capacity(values.len());
    for value in values.iter().map(|value| one_line(value)) {
        if !value.is_empty() && !unique.contains(&value) {
            unique.push(value);
        }
    }
    unique
}

/// The address of a picture, made fit for a page; `None` for a file name or anything else that is
/// no address.
pub(super) fn image(field: &str) -> Option<String> {
    let field = field.trim();
    let absolute = field
        .strip_prefix("//")
        .map_or_else(|| field.to_owned(), |rest| format!("https://{rest}"));
    let mut address = String::with_capacity(absolute.len());
    for c in absolute.chars() {
        match c {
            ' ' => address.push_str("%20"),
            '"' => address.push_str("%22"),
            '\'' => address.push_str("%27"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            _ => address.push(c),
        }
    }
    (address.starts_with("http") && is_image_address(&address)).then_some(address)
}

/// A barcode (EAN, UPC, ISBN-13 and a shop's own): the first code of 8 to 14 digits. Anything else
/// in a barcode field is no barcode.
pub(super) fn gtin(field: &str) -> Option<String> {
    field.split([',', ';', '|']).find_map(|code| {
        let digits: String = unescaped(code.trim())
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        ((8..=14).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then_some(digits)
    })
}

/// A SKU, handle or other code as it is kept: no characters that nobody sees, letters with their
/// marks as one character (NFC), full-width forms as the plain ones, every space a plain one.
/// Anything else stays: `10½` and `10 1/2` are two sizes.
pub(super) fn code(field: &str) -> String {
    let plain = field.chars().filter_map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        c if c.is_whitespace() && !c.is_control() => Some(' '),
        c if is_invisible(c) => None,
        c => Some(c),
    });
    let plain: String = plain.collect();
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(plain.trim())
        .into_owned()
}

/// A field without the apostrophe that exporters put before what a spreadsheet would take for a
/// formula (`WooCommerce`, everywhere) or a number (Shopify, in barcodes and SKUs).
pub(super) fn unescaped(field: &str) -> &str {
    let rest = field.strip_prefix('\'').map(str::trim_start);
    let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    rest.filter(|rest| number(rest) || rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(field)
}

/// What a field says that holds yes or no; `None` for neither. German, French, Italian, Spanish and
/// Dutch spreadsheets translate TRUE.
pub(super) fn yes_or_no(field: &str) -> Option<bool> {
    match field.to_lowercase().as_str() {
        "true" | "1" | "yes" | "y" | "wahr" | "ja" | "vrai" | "oui" | "vero" | "verdadero"
        | "waar" => Some(true),
        "false" | "0" | "no" | "n" | "falsch" | "nein" | "faux" | "non" | "falso" | "onwaar" => {
            Some(false)
        }
        _ => None,
    }
}

/// Bytes of a fingerprint and the hyphen before it.
pub(super) const FINGERPRINT_BYTES: usize = 9;

/// Eight hexadecimal digits of a text (FNV-1a): the same on every machine and in every version of
/// this program.
pub fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let hex = format!("{hash:08X}");
    debug_assert_eq!(hex.len() + 1, FINGERPRINT_BYTES);
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_one_plain_line() {
        for (text, line) in [
            ("  Tent\r\n for two\u{a0}", "Tent for two"),
            (
                "Salt &amp; Pepper &#8211; 2&nbsp;pcs",
                "Salt & Pepper – 2 pcs",
            ),
            ("<b>Bold</b> name<br>", "Bold name"),
            ("Nuts <3 & bolts", "Nuts <3 & bolts"),
            ("28\" wheel", "28\" wheel"),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn lines_that_follow_each_other_are_named_by_their_ends() {
        assert_eq!(lines(&[2, 3, 5, 6, 7, 9]), "2, 3, 5-7, 9");
        assert_eq!(lines(&[4]), "4");
    }

    #[test]
    fn a_slug_keeps_letters_of_every_script() {
        for (text, made) in [
            ("Größe 2 / Grün", "größe-2-grün"),
            ("  Women's  Tee!  ", "womens-tee"),
            ("シルク タキシード", "シルク-タキシード"),
            ("e\u{301}te\u{301}", "ete"),
            ("***", ""),
        ] {
            assert_eq!(slug(text, 120), made, "{text:?}");
        }
        let long = slug(&"я".repeat(90), 120);
        assert!(
            long.len() <= 120 && long != slug(&"я".repeat(91), 120),
            "{long}"
        );
    }

    #[test]
    fn a_list_may_hold_commas_and_backslashes() {
        assert_eq!(list("Blue, Green , ,Blue"), ["Blue", "Green"]);
        assert_eq!(
            list("Edelstahl 430\\, rostfrei, Holz"),
            ["Edelstahl 430, rostfrei", "Holz"]
        );
        assert_eq!(list("a\\b, c\\"), ["a\\b", "c"]);
        assert!(list("").is_empty());
    }

    #[test]
    fn a_code_has_nothing_in_it_that_nobody_sees() {
        for (field, kept) in [
            ("ZW\u{200b}-1", "ZW-1"),
            ("\u{feff}ZW\u{200e}-\u{ad}1\u{2060}", "ZW-1"),
            ("ZW\u{a0}1", "ZW 1"),
            ("A\tB\n", "AB"),
            ("ＺＷ－１", "ZW-1"),
            ("cafe\u{301}", "café"),
            ("10½ / M²", "10½ / M²"),
            ("Tent Green/2", "Tent Green/2"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(code(field), kept, "{field:?}");
            assert_eq!(code(kept), kept, "once is enough");
        }
    }

    #[test]
    fn only_an_address_is_a_picture() {
        for (field, address) in [
            (
                "https://x.test/a b.jpg?v=1",
                Some("https://x.test/a%20b.jpg?v=1"),
            ),
            (
                "//cdn.test/mother's.png",
                Some("https://cdn.test/mother%27s.png"),
            ),
            ("tent.jpg", None),
            ("/uploads/tent.jpg", None),
            ("javascript:alert(1)", None),
            ("httpx", None),
            ("", None),
        ] {
            assert_eq!(image(field).as_deref(), address, "{field}");
        }
    }

    #[test]
    fn a_gtin_is_eight_to_fourteen_digits() {
        for (field, code) in [
            ("'7350177880121", Some("7350177880121")),
            ("978-3-16-148410-0", Some("9783161484100")),
            ("A1; 12345678", Some("12345678")),
            ("1.23457E+12", None),
            ("1234567", None),
            ("", None),
        ] {
            assert_eq!(gtin(field).as_deref(), code, "{field}");
        }
    }

    #[test]
    fn the_apostrophe_of_an_export_is_no_part_of_a_field() {
        for (field, code) in [
            ("'00123", "00123"),
            ("'-1", "-1"),
            ("'=A", "=A"),
            ("'90s tee", "'90s tee"),
            ("X'1", "X'1"),
            ("'", "'"),
        ] {
            assert_eq!(unescaped(field), code);
        }
    }
}
