//! Descriptions: what other people's editors left behind, cut down to what a product page may show.

use super::text::cut_bytes;
use ammonia::{Builder, UrlRelative};
use dockline_domain::input::Invalid;
use dockline_domain::limits::{DESCRIPTION_BYTES_MAX, LEGAL_PAGE_BYTES_MAX};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Most bytes of a description that are looked at. Pages of mark-up around little text are common,
/// so this is more than may be kept.
const SOURCE_BYTES_MAX: usize = 2 * DESCRIPTION_BYTES_MAX;

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "ul",
            "ol",
            "li",
            "strong",
            "b",
            "em",
            "i",
            "h3",
            "h4",
            "h5",
            "h6",
            "a",
            "blockquote",
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
            "td",
        ]))
        // What these hold is no text to read.
        .clean_content_tags(HashSet::from([
            "script", "style", "iframe", "noscript", "template", "title", "textarea", "select",
            "button", "svg", "math", "object", "video", "audio",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        // A relative link leads to a page of the shop that was left.
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    builder
}

/// Legal pages also have parts with headings of their own, and numbers to call.
static PAGE_CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = cleaner();
    builder
        .add_tags(["h2", "hr", "dl", "dt", "dd"])
        .add_url_schemes(["tel"]);
    builder
});

/// A legal page, written in HTML or in plain text whose lines become paragraphs, cut down to what
/// may be shown. Its first heading is that of the page around it, so its own begin below.
pub fn clean_page(source: &str) -> Result<String, Invalid> {
    if source.len() > LEGAL_PAGE_BYTES_MAX {
        return Err(Invalid(format!(
            "must have at most {LEGAL_PAGE_BYTES_MAX} bytes"
        )));
    }
    let html = if has_tags(source) {
        source.to_owned()
    } else {
        paragraphs(source)
    };
    let in_page = |name: &str| match name {
        "h1" => Some("h2"),
        "h2" | "dl" | "dt" | "dd" | "hr" => None,
        other => kept_as(other),
    };
    let (simple, whole) = simplified(&html, in_page);
    if !whole {
        return Err(Invalid(format!(
            "must not have more than {DEPTH_MAX} elements within one another"
        )));
    }
    Ok(without_empty_paragraphs(
        &PAGE_CLEANER.clean(&simple).to_string(),
    ))
}

/// A description that may be shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Cleaned {
    /// It, without what may not be shown.
    pub html: String,
    /// It was longer than a description may be.
    pub cut: bool,
}

/// Cleans a description written in HTML, or in plain text whose lines become paragraphs.
pub fn clean(source: &str) -> Cleaned {
    if has_tags(source) {
        cleaned(source)
    } else {
        cleaned(&paragraphs(source))
    }
}

/// Cleans a description as `WooCommerce` exports it: line breaks are written `\n`, and `WordPress`
/// makes paragraphs of them only when it shows the page.
pub(super) fn clean_wordpress(source: &str) -> Cleaned {
    // A backslash and an n that the merchant wrote are exported with two backslashes.
    let source = source
        .replace("\\\\n", "\u{0}")
        .replace("\\n", "\n")
        .replace('\u{0}', "\\n");
    let lower = source.to_ascii_lowercase();
    let has_paragraphs = ["<p>", "<p ", "<br", "<div"]
        .iter()
        .any(|tag| lower.contains(tag));
    if has_paragraphs {
        cleaned(&source)
    } else {
        cleaned(&paragraphs(&source))
    }
}

fn has_tags(source: &str) -> bool {
    let after = source
        .match_indices('<')
        .filter_map(|(place, _)| source[place + 1..].chars().next());
    after
        .into_iter()
        .any(|c| c.is_ascii_alphabetic() || c == '/' || c == '!')
}

fn cleaned(source: &str) -> Cleaned {
    let mut kept = cut_bytes(source, SOURCE_BYTES_MAX);
    let mut cut = kept.len() < source.len();
    loop {
        let (simple, whole) = simplified(kept, kept_as);
        let html = without_empty_paragraphs(&CLEANER.clean(&simple).to_string());
        cut |= !whole;
        if html.len() <= DESCRIPTION_BYTES_MAX {
            return Cleaned { html, cut };
        }
        // Escaping makes text longer, so how much fits shows only after cleaning.
        cut = true;
        kept = cut_bytes(
            kept,
            (kept.len() * DESCRIPTION_BYTES_MAX / html.len()).saturating_sub(1_000),
        );
    }
}

/// Elements that separate text, under the name of one that is kept. Without them words and
/// paragraphs would run into each other.
fn kept_as(name: &str) -> Option<&'static str> {
    match name {
        "h1" | "h2" => Some("h3"),
        "div" | "section" | "article" | "header" | "footer" | "main" | "aside" | "figure"
        | "figcaption" | "center" | "address" | "pre" | "dl" | "dt" | "dd" | "details"
        | "summary" => Some("p"),
        "hr" => Some("br"),
        _ => None,
    }
}

/// Elements that end without an end tag, or have none: they do not nest, however many there are.
const ENDING_BY_THEMSELVES: [&str; 17] = [
    "p", "li", "tr", "td", "th", "thead", "tbody", "tfoot", "br", "img", "input", "meta", "link",
    "col", "wbr", "source", "embed",
];
/// Most elements within one another. Parsing takes the square of it, so a page made to be slow is
/// cut there.
const DEPTH_MAX: usize = 200;

/// Renames elements, and says whether it came to the end. What is no element stays
/// as it is: it is cleaned afterwards.
fn simplified(source: &str, kept_as: impl Fn(&str) -> Option<&'static str>) -> (String, bool) {
    let mut made = String::with_capacity(source.len());
    let mut rest = source;
    let mut depth = 0_usize;
    while let Some(place) = rest.find('<') {
        let (before, tag) = rest.split_at(place + 1);
        let slash = usize::from(tag.starts_with('/'));
        let length = tag[slash..]
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(tag.len() - slash);
        let written = &tag[slash..slash + length];
        let lower = written.to_ascii_lowercase();
        let renamed = kept_as(&lower);
        if !written.is_empty() && !ENDING_BY_THEMSELVES.contains(&renamed.unwrap_or(&lower)) {
            depth = if slash == 1 {
                depth.saturating_sub(1)
            } else {
                depth + 1
            };
        }
        if depth > DEPTH_MAX {
            made.push_str(&rest[..place]);
            return (made, false);
        }
        made.push_str(before);
        made.push_str(&tag[..slash]);
        made.push_str(renamed.unwrap_or(written));
        rest = &tag[slash + length..];
    }
    made.push_str(rest);
    (made, true)
}

/// Elements that stand for themselves and need no paragraph around them.
const BLOCKS: [&str; 18] = [
    "ul",
    "ol",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];

/// Makes paragraphs of blank lines and breaks of single ones, around the blocks that are there
/// already.
fn paragraphs(source: &str) -> String {
    let mut made = String::with_capacity(source.len() + 64);
    let mut paragraph: Vec<&str> = Vec::new();
    let flush = |paragraph: &mut Vec<&str>, made: &mut String| {
        if !paragraph.is_empty() {
            made.push_str("<p>");
            made.push_str(&paragraph.join("<br>"));
            made.push_str("</p>\n");
            paragraph.clear();
        }
    };
    let source = unfolded(source);
    for line in source.split('\n').map(str::trim) {
        let tag = line
            .strip_prefix("</")
            .or_else(|| line.strip_prefix('<'))
            .unwrap_or("");
        let name = tag
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or("")
            .to_ascii_lowercase();
        let block = BLOCKS.contains(&name.as_str());
        if line.is_empty() || block {
            flush(&mut paragraph, &mut made);
        }
        if block {
            made.push_str(line);
            made.push('\n');
        } else if !line.is_empty() {
            paragraph.push(line);
        }
    }
    flush(&mut paragraph, &mut made);
    made
}

/// One kind of line break, and none within a tag.
fn unfolded(source: &str) -> String {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let mut in_tag = false;
    let mut chars = source.chars().peekable();
    let mut made = String::with_capacity(source.len());
    while let Some(c) = chars.next() {
        match c {
            '<' => {
                in_tag = chars
                    .peek()
                    .is_some_and(|next| next.is_ascii_alphabetic() || *next == '/');
            }
            '>' => in_tag = false,
            _ => {}
        }
        made.push(if c == '\n' && in_tag { ' ' } else { c });
    }
    made
}

/// Leaves out paragraphs in which nothing is left.
fn without_empty_paragraphs(html: &str) -> String {
    let mut made = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(begin) = rest.find("<p>") {
        made.push_str(&rest[..begin]);
        let inside = &rest[begin + 3..];
        let Some(length) = inside.find("</p>") else {
            made.push_str("<p>");
            rest = inside;
            continue;
        };
        let content = &inside[..length];
        if content
            .replace("&nbsp;", " ")
            .replace("<br>", " ")
            .trim()
            .is_empty()
        {
            rest = inside[length + 4..].trim_start_matches('\n');
        } else {
            made.push_str(&rest[begin..begin + 3 + length + 4]);
            rest = &inside[length + 4..];
        }
    }
    made.push_str(rest);
    made.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_keeps_its_text_and_loses_the_rest() {
        for (source, html) in [
            ("", ""),
            (
                "<p class=\"MsoNormal\" style=\"color:red\">Warm <span>and</span> <b onclick=\"x()\">light</b>.</p>",
                "<p>Warm and <b>light</b>.</p>",
            ),
            (
                "<script>alert(1)</script><style>p{}</style><p>a</p><!-- c --><img src=x onerror=alert(1)>",
                "<p>a</p>",
            ),
            (
                "<div>one</div><div>two <div>three</div></div>",
                "<p>one</p><p>two </p><p>three</p>",
            ),
            (
                "<h1>Big</h1><H2 class=x>Less</H2><h4>Small</h4>",
                "<h3>Big</h3><h3>Less</h3><h4>Small</h4>",
            ),
            (
                "<p>a</p><p>&nbsp;</p><p><br></p>\n<p>b</p>",
                "<p>a</p><p>b</p>",
            ),
            (
                "<a href=\"https://x.test\" target=_blank>x</a>",
                "<a href=\"https://x.test\" rel=\"nofollow noopener\">x</a>",
            ),
            (
                "<a href=\"javascript:alert(1)\">x</a><a href=\"/pages/y\">y</a>",
                "<a rel=\"nofollow noopener\">x</a><a rel=\"nofollow noopener\">y</a>",
            ),
            (
                "<table border=1><tr><td colspan=2 width=3>c</td></tr></table>",
                "<table><tbody><tr><td colspan=\"2\">c</td></tr></tbody></table>",
            ),
            (
                "<textarea>x</textarea><iframe src=y>z</iframe><p>k</p>",
                "<p>k</p>",
            ),
            ("<p>not closed <b>bold", "<p>not closed <b>bold</b></p>"),
        ] {
            assert_eq!(
                clean(source),
                Cleaned {
                    html: html.to_owned(),
                    cut: false
                },
                "{source}"
            );
        }
    }

    #[test]
    fn plain_text_becomes_paragraphs() {
        let text = "Weight < 5 kg & dry.\r\nSecond line\r\n\r\n3 > 2";
        assert_eq!(
            clean(text).html,
            "<p>Weight &lt; 5 kg &amp; dry.<br>Second line</p>\n<p>3 &gt; 2</p>"
        );
        assert_eq!(
            clean_wordpress("One\\nTwo\\n\\nThree").html,
            "<p>One<br>Two</p>\n<p>Three</p>"
        );
    }

    #[test]
    fn a_wordpress_description_keeps_its_lines() {
        let source = "<strong>Warm</strong>\\nand light\\n\\n<ul>\\n \\t<li>one</li>\\n<li>two</li>\\n</ul>\\nC:\\\\new <a\\nhref='https://x.test'>x</a>";
        let html = "<p><strong>Warm</strong><br>and light</p>\n<ul>\n\\t<li>one</li>\n<li>two</li>\n</ul>\n<p>C:\\new <a href=\"https://x.test\" rel=\"nofollow noopener\">x</a></p>";
        assert_eq!(
            clean_wordpress(&source.replace(" \\t", "\t")).html,
            html.replace("\\t", "")
        );
        assert_eq!(
            clean_wordpress("<p>a</p>\\n<p>b</p>").html,
            "<p>a</p>\n<p>b</p>"
        );
    }

    #[test]
    fn a_description_that_is_too_long_or_too_deep_is_cut_and_stays_whole_html() {
        for source in [
            "<p>word &amp; word</p>".repeat(3_200),
            "&".repeat(13_000),
            "<b>x".repeat(1_000),
            "<ul><li>x".repeat(1_000),
        ] {
            let Cleaned { html, cut } = clean(&source);
            assert!(cut && html.len() <= DESCRIPTION_BYTES_MAX, "{}", html.len());
            assert_eq!(clean(&html).html, html);
        }
        let list = format!("<ul>{}</ul>", "<li>one".repeat(2_000));
        assert!(
            !clean(&list).cut,
            "many elements beside one another are not deep"
        );
    }

    #[test]
    fn a_legal_page_keeps_its_headings_below_that_of_the_page_and_may_say_whom_to_call() {
        let source = "<h1>Imprint</h1><h2>Register</h2><dl><dt>Phone</dt><dd><a href=\"tel:+49301\" onclick=\"x()\">+49 301</a></dd></dl><script>x()</script>";
        assert_eq!(
            clean_page(source).unwrap(),
            "<h2>Imprint</h2><h2>Register</h2><dl><dt>Phone</dt><dd><a href=\"tel:+49301\" rel=\"nofollow noopener\">+49 301</a></dd></dl>"
        );
        assert_eq!(
            clean_page("Acme GmbH\nBerlin").unwrap(),
            "<p>Acme GmbH<br>Berlin</p>"
        );
        assert_eq!(clean_page(" ").unwrap().trim(), "");
        assert!(clean_page(&"x".repeat(LEGAL_PAGE_BYTES_MAX)).is_ok());
        assert!(clean_page(&"x".repeat(LEGAL_PAGE_BYTES_MAX + 1)).is_err());
        assert!(clean_page(&"<ul><li>x".repeat(1_000)).is_err());
    }
}
