//! The HTML of a mail. What is escaped is escaped here, and in no other place.

use dockline_words::mail::{Block, Item, Link, Mail};
use std::fmt::Write as _;

/// Colours for light and dark are those of the pages; each text has at least 4.5:1 on its ground.
/// Classes of mjml stand on tables and cells, so the texts in them are named too.
const DARK: &str = ":root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
body,.paper{background:#141a17!important}
.sheet,.sheet table,.sheet td{background:#1b231f!important}
.ink div,.ink td,.ink th,.ink p{color:#eceee9!important}
.quiet div,.quiet a,.ink .quiet{color:#b0b6ad!important}
.line{border-color:#333b37!important}
.act a{background:#8fd3b4!important;color:#0a1f17!important}
.act td{background:#8fd3b4!important}
}";

const FONTS: &str = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const CELL: &str =
    "padding:12px 0;border-bottom:1px solid #dcd9d1;vertical-align:top;font-weight:400";

/// A text that stands where markup does.
///
/// Programs that show mails make links of what looks like an address. What people and suppliers wrote
/// links nowhere, so such a text is broken up by a space of no width.
pub(super) fn escaped(text: &str) -> String {
    let text = unlinked(text);
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            one if one.is_control() && one != '\n' => {}
            one => out.push(one),
        }
    }
    out
}

/// The text with whatever looks like an address broken up.
pub(super) fn unlinked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        out.push(one);
        let next = rest.peek().copied().unwrap_or(' ');
        let of_name = one == '.' && before.is_alphanumeric() && next.is_alphabetic();
        let of_address = one == ':' && next == '/' || one == '@' && next.is_alphanumeric();
        if of_name || of_address {
            out.push('\u{200b}');
        }
        before = one;
    }
    out
}

/// An address of our own pages, as an attribute.
fn href(link: &Link) -> String {
    link.href.replace('&', "&amp;").replace('"', "&quot;")
}

/// The mail in the markup of mjml.
fn mjml(mail: &Mail) -> String {
    let mut blocks = String::new();
    for block in &mail.blocks {
        write_block(&mut blocks, block);
    }
    let (lang, dir) = (mail.lang.tag(), mail.lang.direction());
    format!(
        r##"<mjml lang="{lang}" dir="{dir}"><mj-head><mj-title>{subject}</mj-title><mj-preview>{preview}</mj-preview>
<mj-raw><meta name="color-scheme" content="light dark" /><meta name="supported-color-schemes" content="light dark" /></mj-raw>
<mj-attributes><mj-all font-family="{FONTS}" /><mj-text font-size="16px" line-height="1.5" color="#17231d" padding="0 24px 16px" /><mj-table font-size="16px" line-height="1.5" color="#17231d" padding="0 24px 16px" /></mj-attributes>
<mj-style>{DARK}</mj-style></mj-head>
<mj-body background-color="#f9f8f4" css-class="paper" width="600px"><mj-section padding="24px 0"><mj-column css-class="sheet" background-color="#fefdfb" padding="24px 0">
<mj-text css-class="quiet" font-size="16px" color="#515b56">{from}</mj-text>
{blocks}</mj-column></mj-section></mj-body></mjml>"##,
        subject = escaped(&mail.subject),
        preview = escaped(&mail.preview),
        from = escaped(&mail.from),
    )
}

fn write_block(out: &mut String, block: &Block) {
    // Writing to a string fails for want of memory alone.
    let _ = match block {
        Block::Heading(text) => writeln!(
            out,
            r#"<mj-text css-class="ink" font-size="24px" line-height="1.3" font-weight="600"><h1 style="margin:0;font-size:24px;font-weight:600">{}</h1></mj-text>"#,
            escaped(text)
        ),
        Block::Text(text) => writeln!(
            out,
            r#"<mj-text css-class="ink">{}</mj-text>"#,
            paragraph(text)
        ),
        Block::Note(text) => writeln!(
            out,
            r##"<mj-text css-class="quiet" color="#515b56">{}</mj-text>"##,
            paragraph(text)
        ),
        Block::Facts(facts) => writeln!(
            out,
            r#"<mj-table css-class="ink" role="presentation">{}</mj-table>"#,
            facts.iter().map(fact).collect::<String>()
        ),
        Block::Items(items) => writeln!(
            out,
            r#"<mj-table css-class="ink">{}</mj-table>"#,
            items.iter().map(item).collect::<String>()
        ),
        Block::Choice(link) => writeln!(out, "{}", button(link)),
        Block::Choices(links) => links
            .iter()
            .try_for_each(|link| writeln!(out, "{}", button(link))),
        Block::Links(links) => writeln!(
            out,
            r##"<mj-text css-class="quiet" color="#515b56" padding="0 24px">{}</mj-text>"##,
            links.iter().map(small_link).collect::<Vec<_>>().join(" · ")
        ),
    };
}

/// What can be chosen: whatever stands in one mail looks alike.
fn button(link: &Link) -> String {
    format!(
        r##"<mj-button css-class="act" align="left" background-color="#0d5039" color="#f7fbf8" font-size="16px" font-weight="600" inner-padding="13px 24px" border-radius="8px" padding="8px 24px 24px" href="{}">{}</mj-button>"##,
        href(link),
        escaped(&link.text)
    )
}

/// Lines stay lines.
fn paragraph(text: &str) -> String {
    escaped(text).replace('\n', "<br />")
}

fn fact((name, value): &(String, String)) -> String {
    format!(
        r#"<tr><td class="quiet" style="padding:2px 16px 2px 0;vertical-align:top">{}</td><td style="padding:2px 0;text-align:right">{}</td></tr>"#,
        escaped(name),
        paragraph(value)
    )
}

fn item(item: &Item) -> String {
    let details: Vec<String> = item.details.iter().map(|text| paragraph(text)).collect();
    let details = if details.is_empty() {
        String::new()
    } else {
        format!("<br />{}", details.join("<br />"))
    };
    let amount = if item.amount.is_empty() {
        String::new()
    } else {
        format!(
            r#"<td class="line" style="{CELL};text-align:right;white-space:nowrap;padding-left:16px">{}</td>"#,
            escaped(&item.amount)
        )
    };
    format!(
        r#"<tr><th scope="row" class="line" style="{CELL};text-align:left"><b>{}</b>{details}</th>{amount}</tr>"#,
        escaped(&item.name)
    )
}

fn small_link(link: &Link) -> String {
    format!(
        r#"<a href="{}" style="color:#515b56">{}</a>"#,
        href(link),
        escaped(&link.text)
    )
}

/// The whole page; the error says what of it could not be read.
pub(super) fn html(mail: &Mail) -> Result<String, String> {
    let parsed = mrml::parse(mjml(mail)).map_err(|error| error.to_string())?;
    let options = mrml::prelude::render::RenderOptions::default();
    parsed
        .element
        .render(&options)
        .map_err(|error| error.to_string())
}
