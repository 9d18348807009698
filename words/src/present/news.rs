//! What became of a product, as items to subscribe to. An item says what it said when it happened,
//! in calendar days: it is read later.

use super::card::live_card;
use super::date_moves::ships;
use super::progress::stage_name;
use super::{Offer, order_line_name};
use crate::{Dates, PageContext, link, local_date};
use dockline_domain::dates::{Window, days_between};
use dockline_domain::id::Sku;
use dockline_domain::supply::Stage;
use dockline_view::{ProductView, SupplyChange, SupplyChangeKind};
use jiff::Timestamp;

/// A product's news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductNews {
    /// Names the news for ever.
    pub id: String,
    /// What they are called.
    pub title: String,
    /// What can be had of each variant now, in the words of its page.
    pub now: Vec<String>,
    /// The page of the product.
    pub page: String,
    /// When anything of it last changed.
    pub updated: Timestamp,
    /// What happened, newest first.
    pub items: Vec<NewsItem>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewsItem {
    /// Names the item for ever.
    pub id: String,
    /// When it happened.
    pub at: Timestamp,
    /// One line.
    pub title: String,
    /// What there is to say about it, a paragraph a line.
    pub text: String,
    /// For programs: the window it ships in from then on, and the one before.
    pub moved: Option<(Option<Window>, Option<Window>)>,
    /// For programs: the stage that was reached.
    pub stage: Option<Stage>,
}

/// The news of a product.
pub fn product_news(
    ctx: &PageContext,
    view: &ProductView,
    changes: &[SupplyChange],
) -> ProductNews {
    let page = ctx.absolute(&link::in_language(
        &link::product(&view.shop.slug, &view.product.handle, None, 1),
        ctx.lang,
    ));
    let items: Vec<NewsItem> = changes
        .iter()
        .map(|change| item(ctx, view, change))
        .collect();
    let newest = view
        .snapshots
        .iter()
        .map(|snapshot| snapshot.as_of)
        .chain(items.iter().map(|item| item.at))
        .max();
    let id = format!("{}/{}", view.shop.id, view.product.handle);
    ProductNews {
        id: tag(ctx, &id),
        title: ctx
            .words()
            .fill("feed-title", [("name", view.product.title.as_str().into())]),
        now: Offer::all(view)
            .map(|offer| live_card(offer.snapshot, &offer.name(), ctx.lang, 1).announcement)
            .collect(),
        page,
        updated: newest.unwrap_or(ctx.now),
        items,
    }
}

/// A tag URI (RFC 4151) of the host on a day on which the name did not mean anything else.
fn tag(ctx: &PageContext, name: &str) -> String {
    let host = ctx.public_url.split("://").last().unwrap_or_default();
    let host = host.split([':', '/']).next().unwrap_or_default();
    format!("tag:{host},2026:{name}")
}

/// What the variants of a change are called, and whether they are only some of the product's.
fn concerned(view: &ProductView, skus: &[Sku]) -> (String, Vec<String>) {
    let title = view.product.title.clone();
    let variants: Vec<_> = view
        .product
        .variants
        .iter()
        .filter(|variant| skus.contains(&variant.sku))
        .collect();
    match variants.as_slice() {
        [only] => (order_line_name(&title, &only.options), Vec::new()),
        some if some.len() == view.product.variants.len() => (title, Vec::new()),
        some => (
            title,
            some.iter().map(|variant| variant.options_text()).collect(),
        ),
    }
}

fn item(ctx: &PageContext, view: &ProductView, change: &SupplyChange) -> NewsItem {
    let (say, shop) = (ctx.words(), &view.shop);
    let happened_on = local_date(change.at, &shop.zone);
    let dates = Dates::new(ctx.lang, happened_on);
    let (name, only) = concerned(view, &change.skus);
    let mut lines = Vec::new();
    let (headline, moved, reached) = match &change.kind {
        SupplyChangeKind::Reached { stage, note } => {
            let stage_text = stage_name(say, *stage);
            lines.push(say.fill(
                "feed-reached",
                [
                    ("stage", stage_text.as_str().into()),
                    ("date", dates.day(happened_on).into()),
                ],
            ));
            lines.extend(note.clone());
            (stage_text, None, Some(*stage))
        }
        SupplyChangeKind::Moved {
            before,
            after,
            reason,
        } => {
            let told = |at_dock: Window| ships(shop, at_dock);
            let (before, after) = (before.map(told), after.map(told));
            let text = moved_text(ctx, dates, before, after);
            let text = reason.as_ref().map_or(text.clone(), |reason| {
                say.fill(
                    "with-reason",
                    [("text", text.into()), ("reason", reason.as_str().into())],
                )
            });
            lines.push(text.clone());
            lines.extend(before.map(|window| {
                say.fill(
                    "feed-before",
                    [("when", dates.written_window(window).into())],
                )
            }));
            (text, Some((before, after)), None)
        }
    };
    if !only.is_empty() {
        lines.push(say.fill("feed-concerns", [("names", only.join("; ").into())]));
    }
    NewsItem {
        id: tag(
            ctx,
            &format!("{}/{}/{}", shop.id, view.product.handle, change.id),
        ),
        at: change.at,
        title: say.fill(
            "feed-moved",
            [("name", name.into()), ("text", headline.into())],
        ),
        text: lines.join("\n"),
        moved,
        stage: reached,
    }
}

/// "Now 22–24 December, 6 days later".
fn moved_text(
    ctx: &PageContext,
    dates: Dates,
    before: Option<Window>,
    after: Option<Window>,
) -> String {
    let say = ctx.words();
    let Some(now) = after else {
        return say.say("feed-undated");
    };
    let when = dates.written_window(now);
    let days = before.map_or(0, |before| days_between(before.latest(), now.latest()));
    match days {
        0 => say.fill("moved-now", [("when", when.into())]),
        1.. => say.fill(
            "moved-later",
            [("when", when.into()), ("days", days.into())],
        ),
        _ => say.fill(
            "moved-earlier",
            [("when", when.into()), ("days", (-days).into())],
        ),
    }
}
