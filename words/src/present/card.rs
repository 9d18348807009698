//! The promise card.

use super::date_moves::{date_history, passed, recent_move};
use super::progress::{basis_text, supply_progress};
use crate::fluent::by_mail;
use crate::shown::{CardView, Doubt, FewerView, NoteView, PartView, ProgressView, Tone, WaysView};
use crate::{Dates, Lang, Words, link, words};
use dockline_domain::availability::{Availability, Part, Source, Status};
use dockline_domain::dates::Window;
use dockline_domain::promise::promised_window;
use dockline_domain::transit::{Arrival, arrival};
use dockline_view::{Shop, SupplyNews, VariantSnapshot};
use jiff::civil::Date;

/// Everything a page says about `quantity` units of a variant. `name` is what the announcement
/// calls it, such as "Ridge Tent 2, Moss green".
pub fn live_card(snapshot: &VariantSnapshot, name: &str, lang: Lang, quantity: u32) -> CardView {
    let say = words(lang);
    let dates = Dates::new(lang, snapshot.shop.day);
    let answer = snapshot.availability(quantity);
    let waiting = answer
        .parts
        .iter()
        .find(|part| part.source != Source::Stock);
    let news = waiting.and_then(|part| news_of(snapshot, part));
    let status = status_phrase(say, snapshot, &answer);
    let mail_works = snapshot.shop.mail_works();
    let when = when_phrase(say, dates, &answer, mail_works).filter(|_| !snapshot.supply.off_sale);
    let headline = when.as_ref().map_or_else(
        || status.clone(),
        |when| say.fill("headline", two("status", &status, "when", when)),
    );
    let single = single_part(&answer);
    let window = single.and_then(Part::window);
    let overdue = is_overdue(snapshot, &answer);
    CardView {
        sku: snapshot.sku.to_string(),
        quantity,
        version: snapshot.version,
        status: answer.status.name().to_owned(),
        tone: tone(answer.status, overdue, &answer),
        status_text: if answer.status == Status::LowStock {
            status.clone()
        } else {
            offer_word(say, snapshot, &answer)
        },
        lead: if answer.parts.is_empty() {
            String::new()
        } else {
            say.say("lead-ships")
        },
        window: window.map(|window| dates.window_view(window)),
        instead: if snapshot.supply.off_sale {
            Some(say.say("instead-off-sale"))
        } else {
            instead(say, &answer, overdue, window.is_some())
        },
        parts: parts(say, dates, &answer),
        arrive_text: arrive_text(say, dates, snapshot, answer.parts.iter().map(Part::window)),
        moved: match waiting.zip(news) {
            Some((part, news)) => recent_move(say, dates, &snapshot.shop, part, news),
            None if overdue => passed(say, dates, &snapshot.shop, &snapshot.news),
            None => None,
        },
        basis_text: waiting.and_then(|part| basis(say, dates, snapshot, part, news)),
        position_text: position_text(say, snapshot, &answer),
        money_text: (!answer.parts.is_empty()).then(|| money_text(say, waiting.is_some())),
        notes: notes(say, snapshot, &answer, waiting),
        button_text: button_text(say, dates, &answer, mail_works),
        orderable: answer.available,
        ways: ways(say, dates, snapshot, &answer),
        waitlist: waiting.is_some() || !answer.available && may_come_back(snapshot),
        waitlist_text: waitlist_text(say, &answer, quantity),
        fewer: fewer(say, snapshot, &answer),
        progress: progress(say, dates, snapshot, &answer, waiting.zip(news)),
        announcement: say.fill("announce", two("name", name, "headline", &headline)),
        doubts: doubts(overdue, answer.stale),
        headline,
    }
}

/// Whether somebody may ask to hear of it: no more of what is discontinued will come, and of what is
/// off sale nobody can say whether it will be sold again.
fn may_come_back(snapshot: &VariantSnapshot) -> bool {
    !snapshot.supply.policy.discontinued && !snapshot.supply.off_sale
}

fn doubts(overdue: bool, stale: bool) -> Vec<Doubt> {
    [(overdue, Doubt::Overdue), (stale, Doubt::Stale)]
        .into_iter()
        .filter_map(|(is, doubt)| is.then_some(doubt))
        .collect()
}

fn two<'a>(
    a: &'static str,
    a_text: &'a str,
    b: &'static str,
    b_text: &'a str,
) -> [(&'static str, fluent_bundle::FluentValue<'a>); 2] {
    [(a, a_text.into()), (b, b_text.into())]
}

/// What is known about the supply that serves a part.
pub fn news_of<'a>(snapshot: &'a VariantSnapshot, part: &Part) -> Option<&'a SupplyNews> {
    snapshot.news.iter().find(|news| news.serves(part))
}

fn single_part(answer: &Availability) -> Option<&Part> {
    match answer.parts.as_slice() {
        [part] => Some(part),
        _ => None,
    }
}

fn is_overdue(snapshot: &VariantSnapshot, answer: &Availability) -> bool {
    if snapshot.supply.off_sale {
        return false;
    }
    let any = answer.overdue || answer.parts.iter().any(|part| part.overdue);
    any || answer.parts.is_empty()
        && answer.status == Status::OutOfStock
        && snapshot.news.iter().any(|news| news.overdue)
}

fn tone(status: Status, overdue: bool, answer: &Availability) -> Tone {
    let undated = answer.parts.iter().any(|part| part.window().is_none());
    match status {
        Status::InStock | Status::LowStock => Tone::Stock,
        Status::Backorder | Status::Preorder | Status::MadeToOrder
            if overdue || undated || answer.stale =>
        {
            Tone::Attention
        }
        Status::Backorder | Status::Preorder | Status::MadeToOrder => Tone::Wait,
        Status::OutOfStock if overdue => Tone::Attention,
        Status::OutOfStock | Status::Discontinued => Tone::Out,
    }
}

/// One word for a status.
pub fn status_word(say: &Words, status: Status) -> String {
    say.say(match status {
        Status::InStock => "status-in-stock",
        Status::LowStock => "status-low-stock",
        Status::Backorder => "status-backorder",
        Status::Preorder => "status-preorder",
        Status::MadeToOrder => "status-made-to-order",
        Status::OutOfStock => "status-out-of-stock",
        Status::Discontinued => "status-discontinued",
    })
}

/// One word for what is offered of a variant.
fn offer_word(say: &Words, snapshot: &VariantSnapshot, answer: &Availability) -> String {
    if snapshot.supply.off_sale {
        say.say("status-off-sale")
    } else {
        status_word(say, answer.status)
    }
}

/// What stands before the dash of the headline.
fn status_phrase(say: &Words, snapshot: &VariantSnapshot, answer: &Availability) -> String {
    match answer.status {
        Status::LowStock => say.fill("note-low", [("count", answer.in_stock.into())]),
        Status::OutOfStock if is_overdue(snapshot, answer) => say.say("overdue"),
        _ => offer_word(say, snapshot, answer),
    }
}

/// What stands after the dash of the headline; `None` when there is nothing to say about a date.
fn when_phrase(
    say: &Words,
    dates: Dates,
    answer: &Availability,
    mail_works: bool,
) -> Option<String> {
    match answer.parts.as_slice() {
        [] if answer.status == Status::OutOfStock => (!answer.overdue).then(|| say.say("tell-me")),
        [] => None,
        [part] => Some(match part.window() {
            Some(window) => say.fill("ships-when", [("when", dates.window(window).into())]),
            None if part.overdue => say.say("date-being-confirmed"),
            None => say.by_mail("no-date-yet", mail_works),
        }),
        several => Some(part_phrases(say, dates, several)),
    }
}

/// When the parts arrive, each in its window; nothing while one of them has no date.
fn arrive_text(
    say: &Words,
    dates: Dates,
    snapshot: &VariantSnapshot,
    ships: impl Iterator<Item = Option<Window>>,
) -> Option<String> {
    let shown = |window| dates.window(window);
    arrives(say, shown, &snapshot.shop, ships, None)
}

/// When what ships in some windows arrives, in a country or in the first of the rules; nothing
/// while one of them has no date, or where the rules say nothing.
pub fn cart_arrival(
    lang: Lang,
    shop: &Shop,
    ships: impl Iterator<Item = Option<Window>>,
    country: Option<&str>,
) -> Option<String> {
    let dates = Dates::new(lang, shop.day);
    let shown = |window| dates.window(window);
    arrives(words(lang), shown, shop, ships, country)
}

/// The same of one window, in calendar days: for what is read long after it was written.
pub(super) fn written_arrival(
    say: &Words,
    dates: Dates,
    shop: &Shop,
    ships: Window,
    country: Option<&str>,
) -> Option<String> {
    let written = |window| dates.written_window(window);
    arrives(say, written, shop, [Some(ships)].into_iter(), country)
}

pub(super) fn arrives(
    say: &Words,
    shown: impl Fn(Window) -> String,
    shop: &Shop,
    ships: impl Iterator<Item = Option<Window>>,
    country: Option<&str>,
) -> Option<String> {
    let rules = &shop.rules.transit;
    let arrives = |ships: Option<Window>| arrival(rules, country, None, ships?);
    let arrivals: Option<Vec<Arrival<'_>>> = ships.map(arrives).collect();
    let arrivals = arrivals?;
    let mut windows = arrivals.iter().map(|one| shown(one.window));
    let first = windows.next()?;
    let when = windows.fold(first, |before, next| {
        say.fill("arrives-then", two("before", &before, "next", &next))
    });
    let country = arrivals.first()?.country;
    Some(say.fill("arrives", two("when", &when, "country", country)))
}

fn part_phrases(say: &Words, dates: Dates, parts: &[Part]) -> String {
    parts
        .iter()
        .enumerate()
        .map(|(n, part)| part_phrase(say, dates, part, n == 0))
        .collect::<Vec<_>>()
        .join(", ")
}

fn part_phrase(say: &Words, dates: Dates, part: &Part, first: bool) -> String {
    let count = ("count", part.quantity.into());
    match part.window() {
        Some(window) => say.fill(
            if first { "part-first" } else { "part-next" },
            [count, ("when", dates.window(window).into())],
        ),
        None => say.fill("part-undated", [count]),
    }
}

fn parts(say: &Words, dates: Dates, answer: &Availability) -> Vec<PartView> {
    if answer.parts.len() < 2 {
        return Vec::new();
    }
    let view = |part: &Part| PartView {
        lead: say.fill("part-lead", [("count", part.quantity.into())]),
        when: part.window().map_or_else(
            || say.say("no-date-yet-short"),
            |window| dates.window(window),
        ),
        from: part
            .ship_earliest
            .map_or_else(String::new, |date| date.to_string()),
        tone: match (part.source, part.window()) {
            (Source::Stock, _) => Tone::Stock,
            (_, Some(_)) => Tone::Wait,
            (_, None) => Tone::Attention,
        },
        late_text: None,
    };
    answer.parts.iter().map(view).collect()
}

fn instead(say: &Words, answer: &Availability, overdue: bool, has_window: bool) -> Option<String> {
    if has_window || answer.parts.len() > 1 {
        return None;
    }
    Some(match answer.status {
        Status::Discontinued => say.say("instead-discontinued"),
        _ if overdue => say.say("overdue"),
        Status::OutOfStock => say.say("instead-out"),
        Status::InStock
        | Status::LowStock
        | Status::Backorder
        | Status::Preorder
        | Status::MadeToOrder => say.say("no-date-yet-short"),
    })
}

fn basis(
    say: &Words,
    dates: Dates,
    snapshot: &VariantSnapshot,
    part: &Part,
    news: Option<&SupplyNews>,
) -> Option<String> {
    match (part.source, news) {
        (Source::Inbound, Some(news)) => Some(basis_text(say, dates, &snapshot.shop.zone, news)),
        (Source::LeadTime, _) => Some(say.say("basis-lead-time")),
        (Source::Release, _) => Some(say.say("basis-release")),
        (Source::Stock | Source::Inbound, _) => None,
    }
}

/// "Of 200 units on the way" is said only where every unit that waits comes from what is on the
/// way: what is made or ordered for somebody is not.
fn position_text(say: &Words, snapshot: &VariantSnapshot, answer: &Availability) -> Option<String> {
    let position = answer.position?;
    let all_inbound = answer
        .parts
        .iter()
        .all(|part| matches!(part.source, Source::Stock | Source::Inbound));
    let on_the_way = snapshot
        .supply
        .inbound()
        .iter()
        .fold(0_u32, |sum, supply| sum.saturating_add(supply.counted()));
    Some(if all_inbound && on_the_way >= position {
        say.fill(
            "would-be-number-of",
            [("position", position.into()), ("total", on_the_way.into())],
        )
    } else {
        say.fill("would-be-number", [("position", position.into())])
    })
}

fn progress(
    say: &Words,
    dates: Dates,
    snapshot: &VariantSnapshot,
    answer: &Availability,
    serving: Option<(&Part, &SupplyNews)>,
) -> ProgressView {
    // Where nothing can be promised of it, the supply on the way is still worth showing.
    let (news, ships) = match serving {
        Some((part, news)) => (Some(news), part.window()),
        None if answer.parts.is_empty() => (snapshot.news.first(), None),
        None => (None, None),
    };
    let empty_id = match answer.parts.last().map(|part| part.source) {
        Some(Source::Stock) => "progress-here",
        Some(Source::Release) => "basis-release",
        Some(Source::LeadTime) => "progress-made",
        Some(Source::Inbound) | None => "progress-none",
    };
    match news {
        Some(news) => ProgressView {
            history_title: say.say("date-history"),
            history: date_history(say, dates, &snapshot.shop, news),
            ..supply_progress(say, dates, &snapshot.shop.zone, news, ships)
        },
        None => ProgressView {
            empty_text: say.say(empty_id),
            ..ProgressView::default()
        },
    }
}

/// What is charged when.
pub fn money_text(say: &Words, waits: bool) -> String {
    say.say(if waits { "money-later" } else { "money-soon" })
}

fn notes(
    say: &Words,
    snapshot: &VariantSnapshot,
    answer: &Availability,
    waiting: Option<&Part>,
) -> Vec<NoteView> {
    let mut notes = Vec::new();
    let mut note = |tone, text| notes.push(NoteView { tone, text });
    if answer.parts.iter().any(|part| part.overdue)
        || answer.parts.is_empty() && is_overdue(snapshot, answer)
    {
        note(Tone::Attention, say.say("note-overdue"));
    }
    if let Some(window) = after_the_last(snapshot, answer) {
        let when = Dates::new(say.lang(), snapshot.shop.day).window(window);
        note(
            Tone::Wait,
            say.fill("note-low-then", [("when", when.into())]),
        );
    }
    if let Some(day) = to_be_released(snapshot, answer) {
        let when = Dates::new(say.lang(), snapshot.shop.day).day(day);
        note(
            Tone::Wait,
            say.fill("note-release", [("when", when.into())]),
        );
    }
    if answer.stale {
        note(Tone::Attention, say.say("note-stale"));
    }
    if waiting.is_some_and(|part| part.window().is_none() && !part.overdue) {
        note(Tone::Attention, say.say("note-undated"));
    }
    let first_supply = snapshot.news.iter().find(|news| !news.overdue);
    if let (Some(part), Some(first)) = (waiting, first_supply)
        && part.source == Source::Inbound
        && !first.serves(part)
    {
        note(Tone::Wait, say.say("note-next-batch"));
    }
    if let Some(units) = spoken_for(snapshot, answer) {
        note(
            Tone::Wait,
            say.fill("note-spoken-for", [("count", units.into())]),
        );
    }
    if let Some(limit) = snapshot.supply.policy.per_customer {
        note(
            Tone::Wait,
            say.fill("note-per-customer", [("count", limit.into())]),
        );
    }
    notes
}

/// The day of the release, while that is news to somebody who can order.
fn to_be_released(snapshot: &VariantSnapshot, answer: &Availability) -> Option<Date> {
    let day = snapshot.supply.to_be_released(snapshot.shop.day)?;
    (!answer.parts.is_empty()).then_some(day)
}

/// When what comes after the last units on the shelf ships: "Only 2 left" alone would hide it.
fn after_the_last(snapshot: &VariantSnapshot, answer: &Availability) -> Option<Window> {
    if answer.status != Status::LowStock {
        return None;
    }
    let one_more = snapshot.availability(answer.in_stock.saturating_add(1));
    let last = one_more.parts.last().filter(|_| one_more.available)?;
    last.window().filter(|_| last.source != Source::Stock)
}

/// Units on the way of which nothing is left: people in line will get them all.
fn spoken_for(snapshot: &VariantSnapshot, answer: &Availability) -> Option<u32> {
    let on_the_way = snapshot
        .supply
        .inbound()
        .iter()
        .fold(0_u32, |sum, supply| sum.saturating_add(supply.counted()));
    let is_out = !snapshot.supply.off_sale
        && answer.parts.is_empty()
        && answer.status == Status::OutOfStock
        && !is_overdue(snapshot, answer);
    (is_out && on_the_way > 0 && snapshot.supply.counters.queued >= on_the_way)
        .then_some(on_the_way)
}

fn button_text(say: &Words, dates: Dates, answer: &Availability, mail_works: bool) -> String {
    let window = answer.parts.last().and_then(Part::window);
    match answer.parts.len() {
        0 => say.say("tell-me-button"),
        1 => single_button(say, dates, answer, mail_works, window),
        _ => say.fill("button-split", [("verb", verb(say, answer).into())]),
    }
}

/// The button of what ships at one time.
fn single_button(
    say: &Words,
    dates: Dates,
    answer: &Availability,
    mail_works: bool,
    window: Option<Window>,
) -> String {
    let verb = verb(say, answer);
    match window {
        Some(window) => say.fill(
            "button-when",
            [("verb", verb.into()), ("when", dates.window(window).into())],
        ),
        None => say.fill(
            &by_mail("button-undated", mail_works),
            [("verb", verb.into())],
        ),
    }
}

/// What the button does. Where less can be had than was asked for, it says how many.
fn verb(say: &Words, answer: &Availability) -> String {
    if !answer.available {
        return say.fill("take-fewer-link", [("count", possible(answer).into())]);
    }
    let waits = answer.parts.iter().any(|part| part.source != Source::Stock);
    say.say(match answer.status {
        Status::Preorder => "verb-preorder",
        Status::Backorder if waits => "verb-backorder",
        _ => "verb-order",
    })
}

fn possible(answer: &Availability) -> u32 {
    answer.parts.iter().map(|part| part.quantity).sum()
}

/// Each part for itself, or all of it when the last one is here: a choice where there are several.
fn ways(
    say: &Words,
    dates: Dates,
    snapshot: &VariantSnapshot,
    answer: &Availability,
) -> Option<WaysView> {
    if answer.parts.len() < 2 {
        return None;
    }
    let ways = ways_of(say, dates, &answer.parts);
    let window = promised_window(&answer.parts, true);
    let last = answer.parts.last()?;
    let news = news_of(snapshot, last);
    let when = window.map_or_else(
        || say.say("no-date-yet-short"),
        |window| say.fill("ships-when", [("when", dates.window(window).into())]),
    );
    let status = status_word(say, answer.status);
    Some(WaysView {
        headline: say.fill("headline", two("status", &status, "when", &when)),
        moved: news.and_then(|news| recent_move(say, dates, &snapshot.shop, last, news)),
        basis_text: basis(say, dates, snapshot, last, news),
        button_text: single_button(say, dates, answer, snapshot.shop.mail_works(), window),
        arrive_text: arrive_text(say, dates, snapshot, std::iter::once(window)),
        ..ways
    })
}

/// The same for a cart: what ships in one window ships as one part. Nothing where all of it ships in
/// one, and where not all of it can be had.
pub fn cart_ways<'a>(
    units: impl IntoIterator<Item = (&'a VariantSnapshot, u32)>,
    lang: Lang,
) -> Option<WaysView> {
    let mut dates = None;
    let mut parts: Vec<Part> = Vec::new();
    for (snapshot, quantity) in units {
        dates = Some(Dates::new(lang, snapshot.shop.day));
        let answer = snapshot.availability(quantity);
        if !answer.available {
            return None;
        }
        for part in answer.parts {
            match parts
                .iter_mut()
                .find(|other| other.window() == part.window())
            {
                Some(other) => other.quantity = other.quantity.saturating_add(part.quantity),
                None => parts.push(part),
            }
        }
    }
    parts.sort_by_key(|part| {
        let (from, to) = (part.ship_earliest, part.ship_latest);
        (from.is_none(), to, from)
    });
    (parts.len() > 1).then_some(ways_of(words(lang), dates?, &parts))
}

fn ways_of(say: &Words, dates: Dates, parts: &[Part]) -> WaysView {
    let window = promised_window(parts, true);
    let together_text = match window {
        Some(window) => say.fill(
            "ship-complete-when",
            [("when", dates.window(window).into())],
        ),
        None => say.say("ship-complete-undated"),
    };
    WaysView {
        parts_text: say.fill(
            "ship-as-available-when",
            [("parts", part_phrases(say, dates, parts).into())],
        ),
        together_text,
        window: window.map(|window| dates.window_view(window)),
        instead: window.is_none().then(|| say.say("no-date-yet-short")),
        ..WaysView::default()
    }
}

/// The waitlist is there for the rest, instead of waiting in line, or for all of it.
fn waitlist_text(say: &Words, answer: &Availability, asked: u32) -> String {
    if answer.available {
        return say.say("waitlist-summary");
    }
    match possible(answer) {
        0 => say.say("waitlist-only"),
        possible => say.fill(
            "waitlist-rest",
            [("count", asked.saturating_sub(possible).into())],
        ),
    }
}

fn fewer(say: &Words, snapshot: &VariantSnapshot, answer: &Availability) -> Option<FewerView> {
    let possible = possible(answer);
    (!answer.available && possible > 0).then(|| FewerView {
        quantity: possible,
        text: say.fill("take-fewer", [("count", possible.into())]),
        take_text: say.fill("take-fewer-link", [("count", possible.into())]),
        href: link::variant_query(&snapshot.sku, possible),
    })
}
