//! The widget's fragment: the promise card as it stands in other people's pages. The same
//! components as on the product page, so that the two cannot differ; no style and no script of its
//! own, so that no policy of the page around it matters.

use crate::component::badge::badge;
use crate::component::icon::sprite_for;
use crate::component::promise_card::promise_card;
use crate::component::stage_list::stage_list;
use dockline_domain::limits;
use dockline_view::{Shop, VariantSnapshot};
use dockline_words::present::live_card;
use dockline_words::shown::{BadgeView, CardView};
use dockline_words::{Lang, link, words};
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

/// What the widget shows for `quantity` units of a variant. Links are whole, because the page
/// around it is another site.
pub fn fragment(
    snapshot: &VariantSnapshot,
    name: &str,
    lang: Lang,
    quantity: u32,
    layout: Layout,
    public_url: &str,
) -> String {
    let page = |quantity| {
        format!(
            "{public_url}{}",
            link::product(
                &snapshot.shop.slug,
                &snapshot.handle,
                Some(&snapshot.sku),
                quantity
            )
        )
    };
    let mut card = live_card(snapshot, name, lang, quantity);
    if let Some(fewer) = &mut card.fewer {
        let possible: u32 = snapshot
            .availability(quantity)
            .parts
            .iter()
            .map(|part| part.quantity)
            .sum();
        fewer.href = in_lang(&page(possible), lang);
    }
    let href = in_lang(&page(quantity), lang);
    let content = match layout {
        Layout::Card => [
            group(&promise_card(&card).to_html()),
            // Where nothing can be had, no quantity is asked for.
            if card.has_choice() {
                quantity_field(quantity, lang)
            } else {
                String::new()
            },
            group(&format!(
                "{}{}",
                action(&card, lang, href),
                stages(&card, lang)
            )),
        ]
        .concat(),
        Layout::Inline => group(&format!("{} {}", line(&card), details(lang, href))),
        Layout::Badge => group(&line(&card)),
    };
    let content = match layout {
        Layout::Card => format!("{content}{}", notice(&snapshot.shop, lang)),
        Layout::Inline | Layout::Badge => content,
    };
    root(&card, lang, layout, &content)
}

/// The shop's notice, on the days on which it stands.
fn notice(shop: &Shop, lang: Lang) -> String {
    let notice = shop.profile.storefront.notice_on(shop.day);
    let text = notice.and_then(|notice| notice.texts.in_language(lang));
    text.map_or_else(String::new, |(own, text)| {
        let lang = (own != lang).then(|| own.tag());
        group(&view! { <p class="notice" part="notice" lang=lang>{text.to_owned()}</p> }.to_html())
    })
}

fn root(card: &CardView, lang: Lang, layout: Layout, content: &str) -> String {
    let sprite = sprite_for(content).to_html();
    let state = card
        .doubts
        .iter()
        .map(|doubt| doubt.name())
        .collect::<Vec<_>>()
        .join(" ");
    let html = view! {
        <div
            class=format!("widget widget--{}", layout.name())
            part="root"
            lang=lang.tag()
            dir=lang.direction()
            data-version=card.version.to_string()
            data-status=card.status.clone()
            data-is=(!state.is_empty()).then_some(state)
            data-say=card.announcement.clone()
            inner_html=format!("{sprite}{content}")
        ></div>
    };
    // Marks between texts are for islands; there are none here.
    html.to_html().replace("<!>", "")
}

/// A child of the root: the widget exchanges them one by one while somebody types in another.
fn group(content: &str) -> String {
    format!("<div>{content}</div>")
}

/// How many are wanted. What is typed is split beside it where wasm runs; the card of the quantity
/// comes from here.
fn quantity_field(quantity: u32, lang: Lang) -> String {
    let say = words(lang);
    view! {
        <p class="quantity" part="quantity">
            <label>{say.say("widget-quantity")} " " <input part="input" type="number" inputmode="numeric" required min="1" max=limits::QUANTITY_MAX.to_string() value=quantity.to_string() /></label>
            <span part="split" data-undated=say.say("widget-undated")></span>
        </p>
    }
    .to_html()
}

fn line(card: &CardView) -> String {
    badge(&BadgeView::from(card)).to_html()
}

/// The way to the page where it is ordered. A quantity that cannot be had has no button there
/// either.
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
    view! { <a class="details" part="link" href=href>{words(lang).say("widget-details")}</a> }
        .to_html()
}

fn in_lang(href: &str, lang: Lang) -> String {
    link::in_language(href, lang)
}

/// Why there is nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoFragment {
    /// The shop or the variant is not known.
    Unknown,
    /// What was asked for makes no sense.
    Attributes,
    /// It could not be read.
    Server,
}

impl NoFragment {
    /// The name in the widget's event.
    fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Attributes => "attributes",
            Self::Server => "server",
        }
    }
}

/// What stands where there is nothing to show: for people who open the address; the widget keeps
/// what the page had, and tells why.
pub fn fragment_problem(lang: Lang, reason: NoFragment) -> String {
    let text = words(lang).say(if reason == NoFragment::Unknown {
        "widget-unknown"
    } else {
        "widget-unanswered"
    });
    view! { <p class="widget" part="root" lang=lang.tag() data-reason=reason.name()>{text}</p> }
        .to_html()
}
