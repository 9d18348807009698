//! The bytes of a file as text, whatever a spreadsheet saved them as.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// How a file was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
    /// Excel's "CSV" in western Europe.
    Windows1252,
}

/// Decodes a file. Never fails: bytes that are no UTF-8 are read as Windows-1252, one by one, so
/// that a single stray byte in a UTF-8 file spoils only itself.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    let marked = encoding_rs::Encoding::for_bom(bytes);
    let rest = marked.map_or(bytes, |(_, mark_bytes)| &bytes[mark_bytes..]);
    let utf_16 = match marked {
        Some((encoding, _)) => Some(encoding).filter(|encoding| *encoding != UTF_8),
        None => utf_16_without_mark(bytes),
    };
    let Some(utf_16) = utf_16 else {
        return decode_bytes(rest);
    };
    // Half a unit at the end is nothing.
    let units = &rest[..rest.len() / 2 * 2];
    let (text, _) = utf_16.decode_without_bom_handling(units);
    (Cow::Owned(text.into_owned()), Encoding::Utf16)
}

/// Which UTF-16 a file without a byte order mark is: at its beginning nearly every second byte is
/// zero.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let pairs: Vec<&[u8]> = bytes.chunks_exact(2).take(64).collect();
    let zeros = |half: usize| pairs.iter().filter(|pair| pair[half] == 0).count();
    [(1, UTF_16LE), (0, UTF_16BE)]
        .into_iter()
        .find(|(half, _)| {
            pairs.len() >= 4 && zeros(*half) * 10 >= pairs.len() * 9 && zeros(1 - *half) == 0
        })
        .map(|(_, encoding)| encoding)
}

fn decode_bytes(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), Encoding::Utf8);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (Cow::Owned(text), Encoding::Windows1252)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn umlauts_survive_every_encoding_a_spreadsheet_saves() {
        let text = "Größe;Preis €\nÄ;1";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        let table: [(Vec<u8>, Encoding); 6] = [
            (text.into(), Encoding::Utf8),
            (with(b"\xEF\xBB\xBF", text.as_bytes()), Encoding::Utf8),
            (with(b"\xFF\xFE", &le), Encoding::Utf16),
            (with(b"\xFE\xFF", &be), Encoding::Utf16),
            (
                b"Gr\xF6\xDFe;Preis \x80\n\xC4;1".to_vec(),
                Encoding::Windows1252,
            ),
            (
                b"Gr\xC3\xB6\xDFe;Preis \xE2\x82\xAC\n\xC4;1".to_vec(),
                Encoding::Windows1252,
            ),
        ];
        for (bytes, encoding) in table {
            assert_eq!(decode(&bytes), (Cow::Borrowed(text), encoding));
        }
    }

    #[test]
    fn every_byte_of_windows_1252_is_a_character_and_half_a_unit_is_none() {
        let bytes: Vec<u8> = (0x80..=0xFF).collect();
        let (text, _) = decode(&bytes);
        assert_eq!(text.chars().count(), 128);
        assert!(
            text.starts_with("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ\u{a0}¡")
        );
        assert!(text.ends_with("üýþÿ"));
        assert_eq!(decode(b"\xFF\xFEa\0b").0, "a");
        assert_eq!(decode(b"\xFF\xFE\0\xD8a\0").0, "\u{fffd}a");
    }

    #[test]
    fn utf_16_is_known_without_its_mark() {
        let bytes: Vec<u8> = "Handle\tTitle\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            decode(&bytes),
            (Cow::Borrowed("Handle\tTitle\n"), Encoding::Utf16)
        );
    }
}
