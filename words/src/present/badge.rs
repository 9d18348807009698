//! A status in one line, for lists and variant buttons.

use super::live_card;
use crate::shown::{BadgeView, CardView};
use crate::{Lang, money, words};
use dockline_domain::availability::Status;
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
    let mut prices: Vec<_> = view
        .product
        .variants
        .iter()
        .map(|variant| variant.price)
        .collect();
    prices.sort_by_key(|price| price.minor);
    match (prices.first(), prices.last()) {
        (Some(low), Some(high)) if low.minor < high.minor => {
            words(lang).fill("price-from", [("price", money(lang, *low).into())])
        }
        (Some(price), _) => money(lang, *price),
        (None, _) => String::new(),
    }
}
