//! The parts of pages that live views replace, and the live views themselves: the same HTML in
//! both.

use super::badge::badge;
use super::icon::icon;
use super::order_form::{take_field, together_button, together_headline};
use super::order_lines::order_summary;
use super::promise_card::promise_card;
use super::stage_list::stage_list;
use crate::island::LiveRegion;
use crate::{LiveView, Topic};
use dockline_words::shown::{BadgeView, CardView, OrderLiveView};
use leptos::prelude::*;

/// A part of a page that follows a topic.
pub fn region(topic: &Topic, version: i64, content: AnyView) -> AnyView {
    let content = view! { <div class="live" data-topic=topic.to_string() data-version=version.to_string()>{content}</div> }.into_any();
    view! { <LiveRegion>{content}</LiveRegion> }.into_any()
}

fn place(name: &'static str, html: String) -> AnyView {
    view! { <div data-html=name inner_html=html></div> }.into_any()
}

/// Where the promise card of a topic stands.
pub fn promise_place(card: &CardView) -> AnyView {
    place("promise", promise(card).to_html())
}

/// The card; one for each way of shipping where it comes in parts. The style sheet shows the one of
/// the way that is chosen, so it needs no script and no request.
fn promise(card: &CardView) -> AnyView {
    let Some(together) = card.together() else {
        return promise_card(card);
    };
    view! {
        <div class="way way--parts">{promise_card(card)}</div>
        <div class="way way--together">{promise_card(&together)}</div>
    }
    .into_any()
}

/// Where the way of the goods of a topic stands.
pub fn progress_place(card: &CardView) -> AnyView {
    place("progress", stage_list(&card.progress).to_html())
}

/// Where the badge of a topic stands.
pub fn badge_place(card: &CardView) -> AnyView {
    place("badge", badge(&BadgeView::from(card)).to_html())
}

/// Where the badge of a product stands, whose topic is another one than its variants'.
pub fn product_badge_place(view: &BadgeView) -> AnyView {
    place("badge", badge(view).to_html())
}

/// Where the status of a choice stands: its icon, and the words for who does not see it.
pub fn choice_place(view: &BadgeView) -> AnyView {
    let html = choice_status(view).to_html();
    view! { <span class="choice__status" data-html="choice" inner_html=html></span> }.into_any()
}

fn choice_status(badge: &BadgeView) -> impl IntoView + use<> {
    view! {
        <span class=format!("choice__dot tone-{}", badge.tone.name())>{icon(badge.tone.icon())}</span>
        <span class="visually-hidden">" — " {badge.text.clone()}</span>
    }
}

/// Where an order stands.
pub fn order_place(order: &OrderLiveView) -> AnyView {
    place("order", order_summary(order).to_html())
}

fn named<T>(values: impl IntoIterator<Item = (&'static str, T)>) -> Vec<(String, T)> {
    values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

impl LiveView {
    /// The live view of a card.
    pub fn of_card(card: CardView) -> Self {
        Self {
            topic: Topic::variant(&card.sku, card.quantity).to_string(),
            version: card.version,
            html: named([
                ("take", take_field(&card)),
                ("promise", promise(&card).to_html()),
                ("progress", stage_list(&card.progress).to_html()),
                ("badge", badge(&BadgeView::from(&card)).to_html()),
            ]),
            shown: named([
                ("orderable", card.has_choice()),
                ("ways", card.ways.is_some()),
                ("quantity", card.has_choice()),
                ("waitlist", card.waitlist),
                ("waits", card.waits()),
            ]),
            text: named([
                ("button-together", together_button(&card)),
                ("headline-together", together_headline(&card)),
                ("waitlist", card.waitlist_text),
                ("headline", card.headline),
                ("button", card.button_text),
            ])
            .into_iter()
            .chain(card.ways.into_iter().flat_map(|ways| {
                named([
                    ("way-parts", ways.parts_text),
                    ("way-together", ways.together_text),
                ])
            }))
            .collect(),
            announcement: card.announcement,
        }
    }

    /// The live view of a variant among others, or of a product in a list: what happens to it is
    /// shown, and not said aloud.
    pub fn of_badge(topic: &Topic, version: i64, view: &BadgeView) -> Self {
        let html = [
            ("badge", badge(view).to_html()),
            ("choice", choice_status(view).to_html()),
        ];
        let own = match topic {
            Topic::Choice(_) => "choice",
            Topic::Product(_) | Topic::Variant { .. } | Topic::Order(_) => "badge",
        };
        Self {
            topic: topic.to_string(),
            version,
            html: named(html.into_iter().filter(|(name, _)| *name == own)),
            text: Vec::new(),
            shown: Vec::new(),
            announcement: String::new(),
        }
    }

    /// The live view of an order.
    pub fn of_order(order: OrderLiveView) -> Self {
        Self {
            topic: Topic::Order(order.token.clone()).to_string(),
            version: order.version,
            html: named([("order", order_summary(&order).to_html())]),
            text: Vec::new(),
            shown: named([("cancellable", order.cancellable)]),
            announcement: order.announcement,
        }
    }
}
