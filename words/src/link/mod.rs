//! Addresses of pages, and small texts made for heads.

mod carrier;
pub mod console;

pub use carrier::tracking_page;

use crate::Lang;
use dockline_domain::id::{Handle, MediaId, ShopSlug, Sku};
use dockline_domain::storefront::LegalPage;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in paths and queries as it is (RFC 3986 §2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A text as one part of a path or query.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A shop's catalogue.
pub fn shop(slug: &ShopSlug) -> String {
    format!("/s/{slug}")
}

/// A shop's cart.
pub fn cart(slug: &ShopSlug) -> String {
    format!("/s/{slug}/cart")
}

/// Where an order is looked at before it is placed.
pub fn checkout(slug: &ShopSlug) -> String {
    format!("/s/{slug}/checkout")
}

/// The way back to an order without its link.
pub fn find(slug: &ShopSlug) -> String {
    format!("/s/{slug}/find")
}

/// The orders whose links a browser keeps.
pub fn my_orders(slug: &ShopSlug) -> String {
    format!("/s/{slug}/orders")
}

/// Where somebody withdraws from a contract.
pub fn withdraw(slug: &ShopSlug) -> String {
    format!("/s/{slug}/withdraw")
}

/// A legal page of a shop.
pub fn legal(slug: &ShopSlug, page: LegalPage) -> String {
    format!("/s/{slug}/legal/{page}")
}

/// What a shop's rules mean for those who wait.
pub fn how_backorders_work(slug: &ShopSlug) -> String {
    format!("/s/{slug}/how-backorders-work")
}

/// A picture that a merchant has put into the shop.
pub fn media(slug: &ShopSlug, media: &MediaId) -> String {
    format!("/s/{slug}/media/{media}")
}

/// The icon of a shop.
pub fn icon(slug: &ShopSlug) -> String {
    format!("/s/{slug}/icon.svg")
}

/// What a browser needs to know to keep a shop beside other programs.
pub fn manifest(slug: &ShopSlug) -> String {
    format!("/s/{slug}/manifest.webmanifest")
}

/// Every page of a shop that search engines may know.
pub fn sitemap(slug: &ShopSlug) -> String {
    format!("/s/{slug}/sitemap.xml")
}

/// A product, with one of its variants and a quantity.
pub fn product(slug: &ShopSlug, handle: &Handle, sku: Option<&Sku>, quantity: u32) -> String {
    let mut path = format!("/s/{slug}/p/{}", encoded(handle.as_str()));
    if let Some(sku) = sku {
        path.push_str(&variant_query(sku, quantity));
    }
    path
}

/// The query of a product page for a variant and a quantity.
pub fn variant_query(sku: &Sku, quantity: u32) -> String {
    let quantity = if quantity == 1 {
        String::new()
    } else {
        format!("&quantity={quantity}")
    };
    format!("?variant={}{quantity}", encoded(sku.as_str()))
}

/// A page of the catalogue or of what a search found: the first, or the one that a cursor leads to.
pub fn catalogue(slug: &ShopSlug, search: Option<&str>, cursor: Option<&str>) -> String {
    let search = search.map(|search| format!("q={}", encoded(search)));
    let cursor = cursor.map(|cursor| format!("cursor={}", encoded(cursor)));
    let query = search
        .into_iter()
        .chain(cursor)
        .collect::<Vec<_>>()
        .join("&");
    if query.is_empty() {
        shop(slug)
    } else {
        format!("{}?{query}", shop(slug))
    }
}

/// A product's progress to subscribe to: `progress.atom` or `progress.json`.
pub fn progress(slug: &ShopSlug, handle: &Handle, file: &str, lang: Lang) -> String {
    format!(
        "{}/{file}?lang={}",
        product(slug, handle, None, 1),
        lang.tag()
    )
}

/// When one unit of a variant ships, as a calendar.
pub fn calendar(slug: &ShopSlug, handle: &Handle, sku: &Sku, lang: Lang) -> String {
    format!(
        "{}/calendar.ics{}&lang={}",
        product(slug, handle, None, 1),
        variant_query(sku, 1),
        lang.tag()
    )
}

/// When an order ships, as a calendar.
pub fn order_calendar(token: &str, lang: Lang) -> String {
    format!("{}/calendar.ics?lang={}", order(token), lang.tag())
}

pub fn order(token: &str) -> String {
    format!("/o/{token}")
}

/// Where a method of payment is named, changed or answered for.
pub fn pay(token: &str) -> String {
    format!("/o/{token}/pay")
}

/// Where another method is named, although the bank could be answered.
pub fn pay_by_other(token: &str) -> String {
    format!("/o/{token}/pay?other=1")
}

/// Where the gateway sends a shopper back to.
pub fn paid_back(token: &str) -> String {
    format!("/o/{token}/pay?back=1")
}

/// A notice of delay and its answer.
pub fn notice(token: &str) -> String {
    format!("/n/{token}")
}

/// A place on a waitlist: whether the address is theirs.
pub fn waitlist(token: &str) -> String {
    format!("/w/{token}")
}

/// Ending mails that nobody has to get.
pub fn preferences(token: &str) -> String {
    format!("/u/{token}")
}

/// The same page in another language.
pub fn in_language(path: &str, lang: Lang) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{path}{separator}lang={}", lang.tag())
}

/// The text of a piece of HTML, at most this many characters, ended at a word.
pub fn plain_text(html: &str, chars_max: usize) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let entities = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let text = entities
        .iter()
        .fold(text, |text, (entity, plain)| text.replace(entity, plain));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= chars_max {
        return text;
    }
    let cut: String = text.chars().take(chars_max).collect();
    format!(
        "{}…",
        cut.rsplit_once(' ')
            .map_or(cut.as_str(), |(whole, _)| whole)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_kind_stay_one_part_of_the_address() {
        let slug = ShopSlug::parse("demo").unwrap();
        let handle = Handle::parse("größe-2").unwrap();
        let sku = Sku::parse("A/B & C").unwrap();
        assert_eq!(
            product(&slug, &handle, Some(&sku), 3),
            "/s/demo/p/gr%C3%B6%C3%9Fe-2?variant=A%2FB%20%26%20C&quantity=3"
        );
        assert_eq!(in_language("/s/demo?q=x", Lang::De), "/s/demo?q=x&lang=de");
    }

    #[test]
    fn a_description_loses_its_tags_and_ends_at_a_word() {
        assert_eq!(
            plain_text("<p>Warm &amp; dry.</p><p>Light.</p>", 100),
            "Warm & dry. Light."
        );
        assert_eq!(plain_text("one two three", 9), "one two…");
    }
}
