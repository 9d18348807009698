//! The bytes of a file as text, whatever a spreadsheet saved them as.

use super::ImportError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use dockline_domain::input::{Invalid, is_invisible};
use encoding_rs::{
    BIG5, EUC_KR, GBK, ISO_8859_2, ISO_8859_5, ISO_8859_7, KOI8_R, SHIFT_JIS, UTF_8, UTF_16BE,
    UTF_16LE, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};
use std::borrow::Cow;
use std::str::FromStr;

/// How a file was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
    /// UTF-8 but for a few bytes, which were read one by one as Windows-1252.
    Utf8WithOthers,
    /// One of [`LEGACY`], by its name in the Encoding Standard.
    Legacy(&'static str),
}

/// What spreadsheets save as "CSV" in different countries.
static LEGACY: [&encoding_rs::Encoding; 17] = [
    WINDOWS_1252,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1254,
    WINDOWS_1255,
    WINDOWS_1256,
    WINDOWS_1257,
    WINDOWS_1258,
    ISO_8859_2,
    ISO_8859_5,
    ISO_8859_7,
    KOI8_R,
    SHIFT_JIS,
    GBK,
    BIG5,
    EUC_KR,
];

/// How a file is encoded, as who sends it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedEncoding(&'static encoding_rs::Encoding);

impl FromStr for StatedEncoding {
    type Err = Invalid;

    /// By one of its names in the Encoding Standard.
    fn from_str(label: &str) -> Result<Self, Invalid> {
        let unicode = [UTF_8, UTF_16LE, UTF_16BE];
        let found = encoding_rs::Encoding::for_label_no_replacement(label.as_bytes());
        let found = found.filter(|found| unicode.contains(found) || LEGACY.contains(found));
        found.map(Self).ok_or(Invalid(
            "must be an encoding such as utf-8, windows-1250, windows-1251, iso-8859-2, shift_jis, gbk, big5 or euc-kr"
                .into(),
        ))
    }
}

impl StatedEncoding {
    /// The file in UTF-8. A file that cannot be in that encoding is refused.
    pub fn utf_8(self, bytes: &[u8]) -> Result<Cow<'_, [u8]>, ImportError> {
        let (text, is_wrong) = self.0.decode_with_bom_removal(bytes);
        if is_wrong {
            return Err(ImportError::NotInEncoding(self.0.name()));
        }
        Ok(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        })
    }
}

/// Bytes in which a header is looked for.
const HEADER_BYTES_MAX: usize = 64 * 1024;

/// Decodes a file. What is neither UTF-8 nor UTF-16 is read in the encoding in which most columns
/// of the header are known and its content makes words. `known` counts the columns of a text.
/// Letters of a wrong encoding would stand in titles and addresses, so a file that makes no words
/// in any is refused.
pub(super) fn decode(
    bytes: &[u8],
    known: impl Fn(&str) -> usize,
) -> Result<(Cow<'_, str>, Encoding), ImportError> {
    let marked = encoding_rs::Encoding::for_bom(bytes);
    let rest = marked.map_or(bytes, |(_, mark_bytes)| &bytes[mark_bytes..]);
    let utf_16 = match marked {
        Some((encoding, _)) => Some(encoding).filter(|encoding| *encoding != UTF_8),
        None => utf_16_without_mark(bytes),
    };
    if let Some(utf_16) = utf_16 {
        // Half a unit at the end is nothing.
        let units = &rest[..rest.len() / 2 * 2];
        let (text, _) = utf_16.decode_without_bom_handling(units);
        return Ok((Cow::Owned(text.into_owned()), Encoding::Utf16));
    }
    if let Ok(text) = std::str::from_utf8(rest) {
        return Ok((Cow::Borrowed(text), Encoding::Utf8));
    }
    if is_mostly_utf_8(rest) {
        return Ok((Cow::Owned(with_others(rest)), Encoding::Utf8WithOthers));
    }
    for encoding in legacy(rest, known) {
        let text = encoding.decode_without_bom_handling(rest).0;
        if !is_garbage(&text) {
            return Ok((
                Cow::Owned(text.into_owned()),
                Encoding::Legacy(encoding.name()),
            ));
        }
    }
    Err(ImportError::UnknownEncoding)
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

/// Whether most of what is not ASCII is UTF-8: then other bytes came in with single fields.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut valid, mut other) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        other += chunk.invalid().len();
    }
    valid >= other
}

/// UTF-8 whose other bytes are Windows-1252, so that a stray byte spoils only itself.
fn with_others(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// The encodings to try of a file that is in none of Unicode's: among those in which most columns
/// are known, the one that its content looks like, then the first.
fn legacy(
    bytes: &[u8],
    known: impl Fn(&str) -> usize,
) -> impl Iterator<Item = &'static encoding_rs::Encoding> {
    let beginning = &bytes[..bytes.len().min(HEADER_BYTES_MAX)];
    let columns = LEGACY.map(|encoding| known(&encoding.decode_without_bom_handling(beginning).0));
    let most = columns.into_iter().max().unwrap_or(0);
    let fitting = LEGACY.into_iter().zip(columns);
    let mut fitting = fitting
        .filter(move |(_, known)| *known == most)
        .map(|(encoding, _)| encoding);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let looks_like = detector.guess(None, Utf8Detection::Deny);
    let first = fitting.next();
    let guessed = first
        .into_iter()
        .chain(fitting)
        .find(|encoding| *encoding == looks_like);
    guessed.into_iter().chain(first)
}

/// Whether a text was read in a wrong encoding: many of its letters that are not ASCII stand where
/// no language writes them.
fn is_garbage(text: &str) -> bool {
    let (mut letters, mut wrong) = (0_usize, 0_usize);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            letters += 1;
            let after = chars.peek().copied().unwrap_or(' ');
            wrong += usize::from(is_misplaced(before, c, after));
        }
        before = c;
    }
    wrong * 5 > letters
}

/// Whether a character that is not ASCII stands where none of its kind does: what no encoding has,
/// a sign within a word, a capital after a small letter.
fn is_misplaced(before: char, c: char, after: char) -> bool {
    // Typographic apostrophes and hyphens, middle dots and degree signs do stand within words.
    if "’‘‐‑–—·°®™×½¼¾²³".contains(c) && !(c == '³' && after.is_alphabetic())
    {
        return false;
    }
    if c == char::REPLACEMENT_CHARACTER || c.is_control() {
        return true;
    }
    if c.is_alphabetic() {
        return c.is_uppercase() && before.is_lowercase() && !after.is_uppercase();
    }
    !is_invisible(c) && before.is_alphabetic() && after.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_in_the_encoding_that_is_stated() {
        let stated = |label: &str, bytes: &[u8]| {
            let stated: StatedEncoding = label.parse().unwrap();
            let read = stated.utf_8(bytes).map(Cow::into_owned);
            read.map(|bytes| String::from_utf8(bytes).unwrap())
        };
        // The same bytes are other letters in each.
        for (label, text) in [
            ("windows-1250", "łóżko"),
            ("latin2", "łóżko"),
            ("Windows-1251", "Чайник"),
            ("koi8-r", "Чайник"),
            ("shift_jis", "急須"),
            ("gbk", "茶壶"),
            ("utf-8", "Théière"),
        ] {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let bytes = encoding.encode(text).0;
            assert_eq!(stated(label, &bytes).as_deref(), Ok(text), "{label}");
        }
        assert_eq!(stated("utf-8", b"\xef\xbb\xbfSKU").as_deref(), Ok("SKU"));
        assert_eq!(stated("utf-16le", b"S\0K\0").as_deref(), Ok("SK"));
        assert_eq!(
            stated("utf-8", b"T\xe9"),
            Err(ImportError::NotInEncoding("UTF-8"))
        );
        for label in ["", "ebcdic", "iso-2022-jp", "x-user-defined", "replacement"] {
            assert!(label.parse::<StatedEncoding>().is_err(), "{label}");
        }
    }

    /// How many Polish or Russian columns a header has.
    fn columns(text: &str) -> usize {
        let known = [
            "Widoczność w katalogu",
            "Krótki opis",
            "Имя",
            "Базовая цена",
        ];
        known.iter().filter(|name| text.contains(**name)).count()
    }

    fn read(bytes: &[u8]) -> (String, Encoding) {
        let (text, encoding) = decode(bytes, columns).unwrap();
        (text.into_owned(), encoding)
    }

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
                Encoding::Legacy("windows-1252"),
            ),
            (
                b"Gr\xC3\xB6\xDFe;Preis \xE2\x82\xAC\n\xC4;1".to_vec(),
                Encoding::Utf8WithOthers,
            ),
        ];
        for (bytes, encoding) in table {
            assert_eq!(read(&bytes), (text.to_owned(), encoding));
        }
    }

    #[test]
    fn half_a_unit_is_none() {
        assert_eq!(read(b"\xFF\xFEa\0b").0, "a");
        assert_eq!(read(b"\xFF\xFE\0\xD8a\0").0, "\u{fffd}a");
    }

    #[test]
    fn files_of_other_countries_are_read_with_their_letters() {
        for (encoding, text) in [
            (
                WINDOWS_1250,
                "ID,Nazwa,Krótki opis,Widoczność w katalogu\n1,Żółte łóżko,Ciepłe,1\n",
            ),
            (
                ISO_8859_2,
                "ID,Nazwa,Krótki opis,Widoczność w katalogu\n1,Żółta pościel,Ciepła,1\n",
            ),
            (WINDOWS_1251, "ID,Имя,Базовая цена\n1,Палатка зелёная,500\n"),
            (
                WINDOWS_1251,
                "Handle,Title,Price\n1,Палатка зелёная для двоих,500\n",
            ),
            (
                WINDOWS_1253,
                "Handle,Title,Price\n1,Πράσινη σκηνή για δύο άτομα,500\n",
            ),
            (
                WINDOWS_1254,
                "Handle,Title,Price\n1,Yeşil çadır iki kişilik ağaç ışık,500\n",
            ),
            (
                SHIFT_JIS,
                "Handle,Title,Price\n1,緑のテントと寝袋のセットです,500\n",
            ),
            (
                GBK,
                "Handle,Title,Price\n1,绿色帐篷和睡袋的户外套装产品,500\n",
            ),
            (
                BIG5,
                "Handle,Title,Price\n1,綠色帳篷和睡袋的戶外套裝產品,500\n",
            ),
            (
                EUC_KR,
                "Handle,Title,Price\n1,초록색 텐트와 침낭 세트입니다,500\n",
            ),
        ] {
            let (bytes, _, lossy) = encoding.encode(text);
            assert!(!lossy, "{text}");
            assert_eq!(
                read(&bytes),
                (text.to_owned(), Encoding::Legacy(encoding.name()))
            );
        }
    }

    #[test]
    fn what_makes_no_words_in_any_encoding_is_refused() {
        // "Größe", "Café" and "Öfchen" as an old Macintosh saved them.
        let mac = b"Handle,Title,Price\n1,Gr\x9A\xA7e Caf\x8E \x85fchen na\x95ve,500\n";
        assert_eq!(decode(mac, columns), Err(ImportError::UnknownEncoding));
    }

    #[test]
    fn utf_16_is_known_without_its_mark() {
        let bytes: Vec<u8> = "Handle\tTitle\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            read(&bytes),
            ("Handle\tTitle\n".to_owned(), Encoding::Utf16)
        );
    }
}
