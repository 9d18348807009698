//! A status in one line, for lists and variant buttons.

use super::live_card;
use super::storefront::unit_text;
use crate::shown::{BadgeView, CardView};
use crate::{Lang, money, words};
use dockline_domain::availability::Status;
use dockline_domain::facts::Unit;
use dockline_domain::money::Money;
use dockline_view::{ProductView, VariantSnapshot};

/// One unit of a variant in one line.
pub fn variant_badge(snapshot: &VariantSnapshot, lang: Lang) -> BadgeView {
    BadgeView::from(&live_card(snapshot, "", lang, 1))
}

/// The best a product can offer, in one line: what ships first.
pub fn product_badge(view: &ProductView, lang: Lang) -> BadgeView {
    let earliest = |card: &CardView| {
        card.window
            .as_ref()
            .map_or_else(|| "~".to_owned(), |window| window.to.clone())
    };
    let cards = view
        .snapshots
        .iter()
        .map(|snapshot| (rank(snapshot), live_card(snapshot, "", lang, 1)));
    let best = cards.min_by(|(rank_a, a), (rank_b, b)| {
        rank_a
            .cmp(rank_b)
            .then_with(|| earliest(a).cmp(&earliest(b)))
    });
    best.map(|(_, card)| BadgeView::from(&card))
        .unwrap_or_default()
}

fn rank(snapshot: &VariantSnapshot) -> u8 {
    match snapshot.availability(1).status {
        Status::InStock => 0,
        Status::LowStock => 1,
        Status::Backorder | Status::Preorder | Status::MadeToOrder => 2,
        Status::OutOfStock => 3,
        Status::Discontinued => 4,
    }
}

/// The price of a product: "from" the lowest when its variants differ.
pub fn product_price(view: &ProductView, lang: Lang) -> String {
    let prices = view.product.variants.iter().map(|variant| variant.price);
    match lowest(prices) {
        Some((low, true)) => from(lang, money(lang, low)),
        Some((price, false)) => money(lang, price),
        None => String::new(),
    }
}

/// What a kilogram, litre or metre of a product costs, beside its price (§ 4 PAngV): "from" the
/// lowest when its variants differ. Variants that are compared by another unit are left out.
pub fn product_unit_price(view: &ProductView, lang: Lang) -> Option<String> {
    let variants = view.product.variants.iter();
    let prices: Vec<(Money, Unit)> = variants
        .filter_map(|variant| variant.content?.unit_price(variant.price))
        .collect();
    let (_, unit) = *prices.first()?;
    let alike = prices.iter().filter(|(_, other)| *other == unit);
    let (low, differ) = lowest(alike.map(|(price, _)| *price))?;
    let text = unit_text(lang, low, unit);
    Some(if differ { from(lang, text) } else { text })
}

/// The lowest of some prices, and whether they differ.
fn lowest(prices: impl Iterator<Item = Money>) -> Option<(Money, bool)> {
    let mut prices: Vec<Money> = prices.collect();
    prices.sort_by_key(|price| price.minor);
    let (low, high) = (prices.first()?, prices.last()?);
    Some((*low, low.minor < high.minor))
}

fn from(lang: Lang, price: String) -> String {
    words(lang).fill("price-from", [("price", price.into())])
}
