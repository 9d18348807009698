//! Barcodes of trade items: GTIN-8, 12, 13 and 14 (GS1 General Specifications, section 3.3).

/// Whether a code is a GTIN that others may be told: 8, 12, 13 or 14 digits with the right check
/// digit, and not of a range that each shop uses as it likes (prefixes 02, 04 and 2: restricted
/// circulation).
pub fn is_gtin(code: &str) -> bool {
    let digits = code.as_bytes();
    let formed = matches!(digits.len(), 8 | 12 | 13 | 14) && digits.iter().all(u8::is_ascii_digit);
    if !formed || digits.iter().all(|digit| *digit == b'0') {
        return false;
    }
    let (check, rest) = (digits[digits.len() - 1], &digits[..digits.len() - 1]);
    if check_digit(rest) != check {
        return false;
    }
    let thirteen = match digits.len() {
        8 => return !matches!(digits[0], b'0' | b'2'),
        12 => format!("0{code}"),
        13 => code.to_owned(),
        _ => code[1..].to_owned(),
    };
    !(thirteen.starts_with("02") || thirteen.starts_with("04") || thirteen.starts_with('2'))
}

/// The last digit that belongs to the digits before it: weights 3 and 1 from the right (section
/// 7.9).
fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([3, 1].iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    b'0' + u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

/// The digits of a trade item in what a scanner sends, without leading zeros, which scanners add
/// and leave out as they like. It understands the digits alone, element strings (`]C1` and FNC1, or
/// `(01)` in brackets), GS1 Digital Link addresses and ISBN of ten digits. `None` for what holds no
/// item.
pub fn scanned(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = if text.contains("://") {
        after(text, "/01/").or_else(|| after(text, "/gtin/"))?
    } else if let Some(item) = after(text, "(01)").or_else(|| after(text, "(02)")) {
        item
    } else if let Some(elements) = text
        .strip_prefix("]C1")
        .or_else(|| text.strip_prefix("]d2"))
    {
        element(elements)?
    } else {
        let plain = text
            .strip_prefix(']')
            .map_or(text, |rest| rest.get(2..).unwrap_or(""));
        let plain: String = plain
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        isbn_10(&plain).or_else(|| element(&plain)).unwrap_or(plain)
    };
    let good = (8..=14).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let item = digits.trim_start_matches('0');
    (good && !item.is_empty()).then(|| item.to_owned())
}

/// The run of digits after a mark.
fn after(text: &str, mark: &str) -> Option<String> {
    let (_, rest) = text.split_once(mark)?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

/// The item of an element string without brackets: it begins with 01 or 02 and 14 digits.
fn element(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{1d}');
    let rest = text
        .strip_prefix("01")
        .or_else(|| text.strip_prefix("02"))?;
    let item = rest.get(..14)?;
    item.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| item.to_owned())
}

/// The GTIN of a book that is named by its old number.
fn isbn_10(text: &str) -> Option<String> {
    let (digits, check) = text.split_at_checked(9)?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let sum: u32 = (2..=10)
        .rev()
        .zip(digits.bytes())
        .map(|(weight, digit)| weight * u32::from(digit - b'0'))
        .sum();
    let expected = match (11 - sum % 11) % 11 {
        10 => "X".to_owned(),
        digit => digit.to_string(),
    };
    let book = format!("978{digits}");
    let check_13 = char::from(check_digit(book.as_bytes()));
    check
        .eq_ignore_ascii_case(&expected)
        .then(|| format!("{book}{check_13}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gtin_has_the_right_length_and_check_digit() {
        for code in [
            "4006381333931",
            "036000291452",
            "0036000291452",
            "00036000291452",
            "96385074",
            "9783161484100",
            "14006381333938",
        ] {
            assert!(is_gtin(code), "{code}");
        }
        for code in [
            "4006381333930",
            "12345678",
            "1234567890",
            "12345678901",
            "00000000",
            "0000000000000",
            "40063813339",
            "43210987654321",
            "400638133393A",
            // For use within one shop.
            "2000000000008",
            "0200000000004",
            "",
        ] {
            assert!(!is_gtin(code), "{code}");
        }
    }

    #[test]
    fn what_a_scanner_sends_names_one_item() {
        for text in [
            "036000291452",
            "0036000291452",
            "00036000291452",
            " 0 36000 29145 2 ",
            "0-36000-29145-2",
            "]C10100036000291452",
            "]C1010003600029145217261231",
            "]d20100036000291452",
            "]E00036000291452",
            "(01)00036000291452(17)261231(10)AB1",
            "01000360002914521726123110AB1",
            "https://id.gs1.org/01/00036000291452/10/AB1?17=261231",
            "https://shop.example/gtin/036000291452",
        ] {
            assert_eq!(scanned(text).as_deref(), Some("36000291452"), "{text}");
        }
        assert_eq!(scanned("3-16-148410-X").as_deref(), Some("9783161484100"));
        assert_eq!(scanned("316148410x").as_deref(), Some("9783161484100"));
        for text in [
            "",
            "PO-1",
            "TENT-GREEN",
            "00000000",
            "https://shop.example/p/tent",
            "]C1",
        ] {
            assert_eq!(scanned(text), None, "{text}");
        }
    }
}
