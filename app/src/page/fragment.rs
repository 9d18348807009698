//! The widget's fragment: the promise card as it stands in other people's pages. The same components as on the product page, so that the two
//! cannot differ; no style and no script of its own, so that no policy of the page around it matters.

use super::link;
use crate::component::badge::badge;
use crate::component::icon::sprite_for;
use crate::component::promise_card::promise_card;
use crate::component::stage_list::stage_list;
use crate::lang::Lang;
use crate::present::live_card;
use crate::view::{BadgeView, CardView};
use crate::words::words;
use dockline_engine::view::VariantSnapshot;
use leptos::prelude::*;

/// How much room the widget takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Layout {
    /// The promise card and the way to an order.
    #[default]
    Card,
    /// One line and a link.
    Inline,
    /// One line.
    Badge,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 3] = [Self::Card, Self::Inline, Self::Badge];

    /// The name in attributes and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Inline => "inline",
            Self::Badge => "badge",
        }
    }

    /// The layout of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }
}

/// What the widget shows for `quantity` units of a variant. Links are whole, because the page around it is another site.
pub fn fragment(snapshot: &VariantSnapshot, name: &str, lang: Lang, quantity: u32, layout: Layout, public_url: &str) -> String {
    let page = |quantity| format!("{public_url}{}", link::product(&snapshot.shop.slug, &snapshot.handle, Some(&snapshot.sku), quantity));
    let mut card = live_card(snapshot, name, lang, quantity);
    if let Some(fewer) = &mut card.fewer {
        let possible: u32 = snapshot.availability(quantity).parts.iter().map(|part| part.quantity).sum();
        fewer.href = in_lang(&page(possible), lang);
    }
    let href = in_lang(&page(quantity), lang);
    let content = match layout {
        Layout::Card => format!("{}{}{}", promise_card(&card).to_html(), action(&card, lang, href), stages(&card, lang)),
        Layout::Inline => format!("{} {}", line(&card), details(lang, href)),
        Layout::Badge => line(&card),
    };
    root(&card, lang, layout, content)
}

fn root(card: &CardView, lang: Lang, layout: Layout, content: String) -> String {
    let sprite = sprite_for(&content);
    let html = view! {
        <div
            class=format!("widget widget--{}", layout.name())
            part="root"
            lang=lang.tag()
            data-version=card.version.to_string()
            data-status=card.status.clone()
            data-say=card.announcement.clone()
        >
            {sprite}
            <div inner_html=content></div>
        </div>
    };
    // Marks between texts are for islands; there are none here.
    html.to_html().replace("<!>", "")
}

fn line(card: &CardView) -> String {
    badge(&BadgeView::from(card)).to_html()
}

/// The way to the page where it is ordered. A quantity that cannot be had has no button there either.
fn action(card: &CardView, lang: Lang, href: String) -> String {
    if !card.orderable && (!card.waitlist || card.fewer.is_some()) {
        return details(lang, href);
    }
    view! { <a class="action" part="button" href=href>{card.button_text.clone()}</a> }.to_html()
}

fn stages(card: &CardView, lang: Lang) -> String {
    if card.progress.stages.is_empty() {
        return String::new();
    }
    let list = stage_list(&card.progress).to_html();
    view! { <details part="stages"><summary part="summary">{words(lang).say("progress-title")}</summary><div inner_html=list></div></details> }.to_html()
}

fn details(lang: Lang, href: String) -> String {
    view! { <a class="details" part="link" href=href>{words(lang).say("widget-details")}</a> }.to_html()
}

fn in_lang(href: &str, lang: Lang) -> String {
    link::in_language(href, lang)
}

/// What stands where there is nothing to show: for people who open the address; the widget keeps what the page had.
pub fn fragment_problem(lang: Lang, is_unknown: bool) -> String {
    let text = words(lang).say(if is_unknown { "widget-unknown" } else { "widget-unanswered" });
    view! { <p class="widget" part="root" lang=lang.tag()>{text}</p> }.to_html()
}
