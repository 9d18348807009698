//! The bytes of a file as text, whatever a spreadsheet saved them as.

use std::borrow::Cow;

/// How a file was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
    /// Excel's "CSV" in western Europe.
    Windows1252,
}

/// Windows-1252 differs from Latin-1 in these 32 characters (WHATWG Encoding, index windows-1252).
const WINDOWS_1252_FROM_80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Decodes a file. Never fails: bytes that are no UTF-8 are read as Windows-1252, one by one, so
/// that a single stray byte in a UTF-8 file spoils only itself.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return decode_bytes(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return (
            Cow::Owned(decode_utf16(rest, u16::from_le_bytes)),
            Encoding::Utf16,
        );
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return (
            Cow::Owned(decode_utf16(rest, u16::from_be_bytes)),
            Encoding::Utf16,
        );
    }
    match zero_half(bytes) {
        Some(1) => (
            Cow::Owned(decode_utf16(bytes, u16::from_le_bytes)),
            Encoding::Utf16,
        ),
        Some(_) => (
            Cow::Owned(decode_utf16(bytes, u16::from_be_bytes)),
            Encoding::Utf16,
        ),
        None => decode_bytes(bytes),
    }
}

/// Which byte of each pair is nearly always zero at the beginning: there the file is UTF-16 without
/// a byte order mark.
fn zero_half(bytes: &[u8]) -> Option<usize> {
    let pairs: Vec<&[u8]> = bytes.chunks_exact(2).take(64).collect();
    let zeros = |half: usize| pairs.iter().filter(|pair| pair[half] == 0).count();
    [1, 0].into_iter().find(|&half| {
        pairs.len() >= 4 && zeros(half) * 10 >= pairs.len() * 9 && zeros(1 - half) == 0
    })
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn decode_bytes(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), Encoding::Utf8);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|&byte| windows_1252(byte)));
    }
    (Cow::Owned(text), Encoding::Windows1252)
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252_FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
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
