//! What people are told of their order by mail, in the sentences of the order's page.

use super::{Block, Item, Link, Mail};
use crate::present::mail::{Change, changed};
use crate::present::{legal_page_name, money_text, order_line_name, placed_text, written_order};
use crate::shown::{GroupView, LineView, OrderLiveView, PaymentPanel};
use crate::{Dates, Lang, Words, link, local_date, words};
use dockline_domain::backorder::{OrderState, State};
use dockline_domain::message::{MailRule, ToldDates};
use dockline_domain::storefront::LegalPage;
use dockline_view::{BackorderView, OrderView, ShipmentView, Shop};
use std::sync::Arc;

/// An order, as its mails tell of it.
pub(super) struct Letter<'a> {
    view: OrderView,
    pub(super) live: OrderLiveView,
    pub(super) say: &'static Words,
    lang: Lang,
    public_url: &'a str,
}

impl<'a> Letter<'a> {
    pub(super) fn new(view: &OrderView, lang: Lang, public_url: &'a str) -> Self {
        // Whoever reads this is written to.
        let mut shop = Shop::clone(&view.shop);
        (shop.mail_sent, shop.rules.mail) = (true, MailRule::On);
        let view = OrderView {
            shop: Arc::new(shop),
            ..view.clone()
        };
        Self {
            live: written_order(&view, lang),
            say: words(lang),
            view,
            lang,
            public_url,
        }
    }

    pub(super) fn dates(&self) -> Dates {
        Dates::written_down(self.lang, self.view.shop.day)
    }

    pub(super) fn subject(&self, id: &str) -> String {
        let number = self.view.reference.as_str().into();
        let order = self.say.fill("order-number", [("number", number)]);
        self.say.fill(
            "mail-subject",
            [("order", order.into()), ("what", self.say.say(id).into())],
        )
    }

    /// The address of a page, in the language of the mail.
    pub(super) fn page(&self, path: &str) -> String {
        in_shop(self.public_url, path, self.lang)
    }

    /// A mail with the way to the order's page, and what stands in every one of them at its end.
    pub(super) fn mail(self, subject: &str, preview: String, mut blocks: Vec<Block>) -> Mail {
        blocks.push(Block::Choice(Link {
            text: self.say.say("mail-order-page"),
            href: self.page(&link::order(&self.view.token)),
        }));
        self.closed(subject, preview, blocks)
    }

    /// A mail with what stands in every one of them at its end.
    pub(super) fn closed(self, subject: &str, preview: String, mut blocks: Vec<Block>) -> Mail {
        if is_open(&self.view) {
            blocks.push(Block::Note(self.say.by_mail("mail-next-news", true)));
        }
        let shop = &self.view.shop;
        let name = shop.profile.name.as_str();
        blocks.push(Block::Note(
            self.say.fill("mail-why", [("shop", name.into())]),
        ));
        blocks.push(Block::Links(legal_links(shop, self.lang, self.public_url)));
        Mail {
            lang: self.lang,
            from: name.to_owned(),
            subject: self.subject(subject),
            preview,
            blocks,
            unsubscribe: None,
        }
    }

    /// The goods that are not cancelled, with where they are.
    pub(super) fn kept(&self) -> Vec<Item> {
        let lines = self.view.lines.iter().zip(&self.live.lines);
        lines
            .filter(|(_, shown)| !shown.is_cancelled)
            .map(|(line, shown)| Item {
                name: order_line_name(&line.title, &line.options),
                details: shown.groups.iter().map(detail).collect(),
                amount: shown.price_text.clone(),
            })
            .collect()
    }

    /// What it costs.
    pub(super) fn sums(&self) -> Block {
        let words = &self.live.words;
        let mut facts = Vec::new();
        if let Some(shipping) = &self.live.shipping_text {
            facts.push((words.shipping.clone(), shipping.clone()));
        }
        // What stands beside a price says that shipping comes on top: here it is in the sum.
        let vat = match self.view.shop.profile.storefront.prices_include_vat {
            Some(true) => Some("mail-total-vat"),
            Some(false) => Some("mail-total-no-vat"),
            None => None,
        };
        let total = match vat {
            Some(vat) => format!("{} ({})", self.live.total_text, self.say.say(vat)),
            None => self.live.total_text.clone(),
        };
        facts.push((words.total.clone(), total));
        Block::Facts(facts)
    }

    /// What is paid, and when.
    fn payment(&self) -> Vec<Block> {
        match &self.live.payment {
            Some(panel) => payment(panel),
            None if self.view.payment.is_some() || !self.live.cancellable => Vec::new(),
            None => {
                let waits = units(&self.view).any(|(state, _)| *state == State::Queued);
                vec![Block::Text(money_text(self.say, waits))]
            }
        }
    }
}

/// The shop and its legal pages.
pub(super) fn legal_links(shop: &Shop, lang: Lang, public_url: &str) -> Vec<Link> {
    let there = &shop.profile.storefront.pages;
    let pages = LegalPage::ALL
        .into_iter()
        .filter(|page| there.contains_key(page));
    let legal = pages.map(|page| Link {
        text: legal_page_name(lang, page),
        href: in_shop(public_url, &link::legal(&shop.slug, page), lang),
    });
    let home = Link {
        text: shop.profile.name.clone(),
        href: in_shop(public_url, &link::shop(&shop.slug), lang),
    };
    std::iter::once(home).chain(legal).collect()
}

/// An address of a page, in the language of the mail.
pub(super) fn in_shop(public_url: &str, path: &str, lang: Lang) -> String {
    format!("{public_url}{}", link::in_language(path, lang))
}

fn backorders(view: &OrderView) -> impl Iterator<Item = &BackorderView> {
    view.lines.iter().flat_map(|line| &line.backorders)
}

fn units(view: &OrderView) -> impl Iterator<Item = (&State, u32)> {
    backorders(view).map(|one| (&one.state, one.quantity))
}

/// Whether anything of it is still to leave.
fn is_open(view: &OrderView) -> bool {
    units(view).any(|(state, _)| state.may_be_cancelled())
}

fn payment(panel: &PaymentPanel) -> Vec<Block> {
    let method = panel.method.iter();
    let mut blocks: Vec<Block> = method.map(|one| Block::Text(one.text.clone())).collect();
    for charge in &panel.charges {
        blocks.extend(charge.texts.iter().cloned().map(Block::Text));
        if !charge.rows.is_empty() {
            blocks.push(Block::Facts(charge.rows.clone()));
        }
    }
    blocks.extend(panel.rest_text.iter().cloned().map(Block::Text));
    blocks.extend(
        panel
            .own_text
            .iter()
            .map(|(_, text)| Block::Text(text.clone())),
    );
    blocks
}

/// Where some units are and when they leave, in one line.
fn detail(group: &GroupView) -> String {
    let moved = group.moved.as_ref().map(|moved| moved.text.as_str());
    let when = moved.unwrap_or(&group.when_text);
    let parts = [Some(when), group.position_text.as_deref()];
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        let detail = group.detail_text.as_deref().unwrap_or_default();
        return format!("{} {detail}", group.status_text)
            .trim_end()
            .to_owned();
    }
    format!("{} {}", group.status_text, parts.join(". "))
}

/// The dates that a mail about an order tells, of what has not left.
pub fn told_dates(view: &OrderView) -> ToldDates {
    let open = backorders(view).filter(|one| one.state.may_be_cancelled());
    let told = open.filter_map(|one| {
        let (_, number) = one.id.parts()?;
        Some((number, one.promises.last()?.window))
    });
    ToldDates(told.collect())
}

/// An order was placed: what, when it ships, what it costs and when that is charged. A durable
/// medium (Directive 2011/83/EU art. 8(7)).
pub fn confirmation(view: &OrderView, lang: Lang, public_url: &str) -> Mail {
    let letter = Letter::new(view, lang, public_url);
    let (say, live) = (letter.say, &letter.live);
    let mut blocks = vec![
        Block::Heading(live.sentence.clone()),
        Block::Text(placed_text(say, view)),
    ];
    blocks.extend(live.arrive_text.iter().cloned().map(Block::Text));
    blocks.extend(live.warning_text.iter().cloned().map(Block::Text));
    blocks.push(Block::Items(letter.kept()));
    blocks.push(letter.sums());
    blocks.extend(letter.payment());
    let placed = local_date(view.placed_at, &view.shop.zone);
    let mut facts = vec![
        (say.say("fact-placed"), letter.dates().day(placed)),
        (say.say("fact-name"), view.person.name.clone()),
    ];
    if let Some(address) = &view.address {
        facts.push((say.say("fact-address"), address.clone()));
    }
    blocks.push(Block::Facts(facts));
    let preview = live.sentence.clone();
    letter.mail("mail-confirmation", preview, blocks)
}

/// The dates that were told before an event changed them, where no mail has told any: the page of
/// the order did. A date that moved earlier than that is no news.
pub fn told_before(view: &OrderView, event: i64) -> ToldDates {
    let told = backorders(view).filter_map(|one| {
        let (_, number) = one.id.parts()?;
        let since = one.promises.iter().position(|promise| promise.seq >= event);
        let before = match since {
            Some(at) => one.promises.get(at.checked_sub(1)?)?,
            None => one.promises.last()?,
        };
        Some((number, before.window))
    });
    ToldDates(told.collect())
}

/// Dates have moved since they were told: of which parts, and what was told before.
pub fn moved(view: &OrderView, before: &ToldDates, lang: Lang, public_url: &str) -> Option<Mail> {
    let letter = Letter::new(view, lang, public_url);
    let changes = changed(&letter.view, before, lang);
    let (first, rest) = changes.split_first()?;
    let say = letter.say;
    // What did not move keeps its date: then the order as a whole has no other one.
    let open = backorders(&letter.view).filter(|one| one.state.may_be_cancelled());
    let is_all = open.count() == changes.len();
    let alike = is_all && rest.iter().all(|other| other.change == first.change);
    let subject = match first.change {
        Change::Later if alike => "mail-moved-later",
        Change::Earlier if alike => "mail-moved-earlier",
        Change::Dated if alike => "mail-moved-dated",
        Change::Later | Change::Earlier | Change::Dated | Change::Undated => "mail-moved",
    };
    let item = |one: &crate::present::mail::MovedUnits| Item {
        name: one.name.clone(),
        details: vec![
            one.text.clone(),
            say.fill("mail-moved-before", [("when", one.before.as_str().into())]),
        ],
        amount: String::new(),
    };
    let mut blocks = vec![
        Block::Heading(letter.live.sentence.clone()),
        Block::Text(say.say("mail-moved-lead")),
        Block::Items(changes.iter().map(item).collect()),
    ];
    blocks.extend(letter.live.arrive_text.iter().cloned().map(Block::Text));
    blocks.extend(letter.live.warning_text.iter().cloned().map(Block::Text));
    if letter.live.cancellable {
        blocks.push(Block::Text(say.say("mail-moved-choice")));
    }
    let preview = first.text.clone();
    Some(letter.mail(subject, preview, blocks))
}

/// Units were cancelled: all of the order, or a part; none when nothing was.
pub fn cancelled(view: &OrderView, lang: Lang, public_url: &str) -> Option<Mail> {
    let letter = Letter::new(view, lang, public_url);
    let say = letter.say;
    let is_all = view.state == OrderState::Cancelled;
    let gone = |group: &&GroupView| group.tone == crate::shown::Tone::Out;
    let item = |(line, shown): (&dockline_view::OrderLineView, &LineView)| {
        let details: Vec<String> = shown.groups.iter().filter(gone).map(detail).collect();
        (!details.is_empty()).then(|| Item {
            name: order_line_name(&line.title, &line.options),
            details,
            amount: String::new(),
        })
    };
    let lines = letter.view.lines.iter().zip(&letter.live.lines);
    let items: Vec<Item> = lines.filter_map(item).collect();
    if items.is_empty() {
        return None;
    }
    let (subject, heading) = if is_all {
        ("mail-cancelled", letter.live.sentence.clone())
    } else {
        ("mail-cancelled-part", say.say("mail-cancelled-part-lead"))
    };
    let mut blocks = vec![Block::Heading(heading.clone()), Block::Items(items)];
    if !is_all {
        blocks.push(Block::Text(letter.live.sentence.clone()));
        blocks.push(letter.sums());
    }
    if letter.live.payment.is_some() {
        blocks.extend(letter.payment());
    }
    Some(letter.mail(subject, heading, blocks))
}

/// The goods of a parcel.
fn of_parcel(parcel: &ShipmentView, say: &Words) -> Block {
    let items = parcel.lines.iter().map(|line| {
        let name = order_line_name(&line.title, &line.options);
        Item {
            name: say.fill(
                "story-units",
                [("count", line.quantity.into()), ("name", name.into())],
            ),
            details: Vec::new(),
            amount: String::new(),
        }
    });
    Block::Items(items.collect())
}

/// A parcel has left the dock.
pub fn dispatched(view: &OrderView, parcel: &ShipmentView, lang: Lang, public_url: &str) -> Mail {
    let letter = Letter::new(view, lang, public_url);
    let say = letter.say;
    let carrier = parcel.carrier.as_deref().unwrap_or_default();
    let sent = match &parcel.tracking {
        Some(tracking) => say.fill(
            "event-shipped-tracking",
            [
                ("carrier", carrier.into()),
                ("tracking", tracking.as_str().into()),
            ],
        ),
        None => say.fill("event-shipped", [("carrier", carrier.into())]),
    };
    let mut blocks = vec![
        Block::Heading(say.say("mail-dispatched-lead")),
        Block::Text(sent.clone()),
        of_parcel(parcel, say),
    ];
    if let Some(address) = &parcel.address {
        blocks.push(Block::Facts(vec![(
            say.say("fact-address"),
            address.clone(),
        )]));
    }
    if is_open(&letter.view) {
        blocks.push(Block::Text(letter.live.sentence.clone()));
    }
    if letter.live.payment.is_some() {
        blocks.extend(letter.payment());
    }
    letter.mail("mail-dispatched", sent, blocks)
}

/// A parcel has arrived.
pub fn delivered(view: &OrderView, parcel: &ShipmentView, lang: Lang, public_url: &str) -> Mail {
    let letter = Letter::new(view, lang, public_url);
    let say = letter.say;
    let at = parcel.delivered_at.unwrap_or(view.as_of);
    let day = letter.dates().day(local_date(at, &view.shop.zone));
    let arrived = say.fill("event-delivered", [("day", day.into())]);
    let mut blocks = vec![Block::Heading(arrived.clone()), of_parcel(parcel, say)];
    // Answers go there.
    if view.shop.profile.storefront.contact.email.is_some() {
        blocks.push(Block::Text(say.say("mail-delivered-text")));
    }
    if is_open(&letter.view) {
        blocks.push(Block::Text(letter.live.sentence.clone()));
    }
    letter.mail("mail-delivered", arrived, blocks)
}
