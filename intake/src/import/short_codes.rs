//! The short codes of page builders, `[vc_row]…[/vc_row]`: `WordPress` turns them into a page, and
//! nothing else does. Not every bracket is one: "Size [cm]" stays.

use std::borrow::Cow;
use std::collections::HashMap;

/// Longest short code, attributes included. What is longer is text.
const BYTES_MAX: usize = 4_000;

/// Codes that come alone and without attributes, besides those of page builders.
const ALONE: [&str; 7] = [
    "gallery", "playlist", "audio", "video", "embed", "caption", "products",
];

/// Codes whose content is no text.
const RAW: [&str; 4] = ["vc_raw_html", "vc_raw_js", "et_pb_code", "fusion_code"];

/// A short code and its place in a text.
struct ShortCode<'t> {
    name: &'t str,
    closes: bool,
    /// Has attributes, such as `width="5/6"`.
    attributes: bool,
    /// Bytes of it, both brackets included.
    length: usize,
}

/// A text without short codes; what stands between them stays. Borrowed where there are none.
pub(super) fn without(source: &str) -> Cow<'_, str> {
    if !source.contains('[') {
        return Cow::Borrowed(source);
    }
    let closings = closings(source);
    let mut made = String::with_capacity(source.len());
    let mut rest = source;
    let mut found = false;
    while let Some(place) = rest.find('[') {
        let (before, code) = rest.split_at(place);
        made.push_str(before);
        let known = parse(code).filter(|short| is_one(short, &closings));
        let Some(short) = known else {
            made.push('[');
            rest = &code[1..];
            continue;
        };
        found = true;
        // Builders make blocks, and what stood in two of them is two paragraphs.
        if short.name.contains('_') {
            made.push_str("\n\n");
        }
        rest = &code[short.length..];
        // Searched only where it is found: a text of nothing but openings is read once.
        let at = source.len() - rest.len();
        let is_closed = closings.get(short.name).is_some_and(|last| *last >= at);
        if RAW.contains(&short.name) && !short.closes && is_closed {
            let end = rest.find(&format!("[/{}]", short.name));
            rest = &rest[end.unwrap_or(0)..];
        }
    }
    if !found {
        return Cow::Borrowed(source);
    }
    made.push_str(rest);
    Cow::Owned(made)
}

/// The last place of each code that closes, `[/name]`.
fn closings(source: &str) -> HashMap<&str, usize> {
    let closing = |(place, mark): (usize, &str)| {
        let (name, rest) = named(&source[place + mark.len()..]);
        rest.starts_with(']').then_some((name, place))
    };
    source.match_indices("[/").filter_map(closing).collect()
}

/// The name at the beginning of a text, and the rest.
fn named(text: &str) -> (&str, &str) {
    let length = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || "_-".contains(c)))
        .unwrap_or(text.len());
    text.split_at(length)
}

/// What stands at the beginning of a text, if it has the form of a short code.
fn parse(text: &str) -> Option<ShortCode<'_>> {
    let inside = text.strip_prefix('[')?;
    let closes = inside.starts_with('/');
    let (name, rest) = named(&inside[usize::from(closes)..]);
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let end = end_of(rest)?;
    let between = rest[..end].trim_end_matches('/');
    let attributes = between.starts_with(char::is_whitespace) && between.contains('=');
    let empty = between.trim().is_empty();
    (empty || (attributes && !closes)).then_some(ShortCode {
        name,
        closes,
        attributes,
        length: 1 + usize::from(closes) + name.len() + end + 1,
    })
}

/// Where the bracket stands that ends a short code: not within quotation marks.
fn end_of(text: &str) -> Option<usize> {
    let mut quote = None;
    for (place, c) in text
        .char_indices()
        .take_while(|(place, _)| *place < BYTES_MAX)
    {
        match (quote, c) {
            (None, ']') => return Some(place),
            (None, '[' | '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// Whether what has the form of a short code is one: it has attributes, is closed somewhere, or has
/// the name of one.
fn is_one(short: &ShortCode<'_>, closings: &HashMap<&str, usize>) -> bool {
    short.attributes
        || short.closes
        || short.name.contains('_')
        || ALONE.contains(&short.name)
        || closings.contains_key(short.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_codes_go_and_what_stands_between_them_stays() {
        for (source, text) in [
            (
                "[vc_row][vc_column width=\"5/6\"][vc_column_text]Warm[/vc_column_text][/vc_column][/vc_row]",
                "Warm",
            ),
            ("[b]Warm[/b] and light", "Warm and light"),
            ("a [gallery ids=\"1,2\" title=\"x ] y\"] b", "a  b"),
            ("a [contact-form-7 id='5' /] b", "a  b"),
            ("[vc_raw_html]JTNDcCUzRQ==[/vc_raw_html]Warm", "Warm"),
            ("[gallery]Warm", "Warm"),
        ] {
            assert_eq!(without(source).trim(), text, "{source}");
        }
        assert_eq!(
            without("[x_a]One[/x_a][x_a]Two[/x_a]").trim(),
            "One\n\n\n\nTwo"
        );
    }

    /// It takes minutes where each bracket is a search through the whole text.
    #[test]
    fn a_text_of_nothing_but_brackets_is_read_once() {
        let begun = std::time::Instant::now();
        for code in ["[a]", "[/vc_raw_js][vc_raw_js]", "[vc_raw_js]"] {
            let text = code.repeat((1 << 20) / code.len());
            assert_eq!(without(&text).contains('['), code == "[a]");
        }
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }

    #[test]
    fn not_every_bracket_is_a_short_code() {
        for text in [
            "Size [cm]: 20 x 30",
            "see [1] and [2]",
            "[M] or [XL]",
            "[sic]",
            "array[i]",
            "[link](https://x.test)",
            "[not closed",
            "[",
            "[]",
            "[/]",
            "[für alle]",
            "[up to 5]",
        ] {
            assert!(
                matches!(without(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }
}
