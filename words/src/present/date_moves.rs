//! Dates of supply that moved: the line on the promise card, and the history under the way of the
//! goods.

use crate::shown::{MovedView, PromiseLineView, Tone};
use crate::{Dates, Words, local_date};
use dockline_domain::availability::Part;
use dockline_domain::dates::{Window, days_between};
use dockline_view::{Shop, SupplyNews};

/// For how many days the card says that a date has moved.
const MOVED_DAYS_MAX: i32 = 14;

/// How a date differs from the one before, such as "Now 22–24 December, 6 days later: storm in
/// Porto". `days` is 0 where there is nothing to compare.
pub(super) fn moved_view(
    say: &Words,
    dates: Dates,
    old: Option<Window>,
    days: i32,
    now: &str,
    reason: Option<&str>,
) -> MovedView {
    let when = ("when", now.into());
    let (tone, text) = match days {
        0 => (Tone::Stock, say.fill("moved-now", [when])),
        1.. => (
            Tone::Attention,
            say.fill("moved-later", [when, ("days", days.into())]),
        ),
        _ => (
            Tone::Stock,
            say.fill("moved-earlier", [when, ("days", (-days).into())]),
        ),
    };
    let text = reason.map_or(text.clone(), |reason| {
        say.fill(
            "with-reason",
            [("text", text.into()), ("reason", reason.into())],
        )
    });
    MovedView {
        tone,
        old_text: old.map_or_else(String::new, |old| dates.window(old)),
        text,
    }
}

/// A date that passed without the goods, such as "19–23 November has passed".
pub(super) fn passed_view(say: &Words, dates: Dates, old: Window, id: &str) -> MovedView {
    MovedView {
        tone: Tone::Attention,
        old_text: dates.written_window(old),
        text: say.say(id),
    }
}

/// The date of an overdue supply of a variant, as shoppers were told it.
pub(super) fn passed(
    say: &Words,
    dates: Dates,
    shop: &Shop,
    news: &[SupplyNews],
) -> Option<MovedView> {
    let old = news.iter().find(|news| news.overdue)?.expected?;
    Some(passed_view(say, dates, ships(shop, old), "date-passed"))
}

/// Shoppers are told when it ships: the days between dock and carrier belong to it.
pub(super) fn ships(shop: &Shop, at_dock: Window) -> Window {
    shop.rules
        .calendar()
        .add_to_window(at_dock, shop.rules.cross_dock_days)
}

/// How the date of a part moved, if that is still news. Only another latest date is: it is the one
/// that binds.
pub(super) fn recent_move(
    say: &Words,
    dates: Dates,
    shop: &Shop,
    part: &Part,
    news: &SupplyNews,
) -> Option<MovedView> {
    let last = news.moves.first()?;
    let (now, after) = (part.window()?, ships(shop, last.after?));
    let is_news = days_between(local_date(last.at, &shop.zone), shop.day) <= MOVED_DAYS_MAX;
    // A part may ship later than its supply allows, because the supply ahead of it is later. That
    // is another story than the one of this date.
    if !is_news || last.after != news.expected || after.latest() != now.latest() {
        return None;
    }
    let before = last.before.map(|before| ships(shop, before));
    let days = before.map_or(0, |before| days_between(before.latest(), after.latest()));
    let says_something = days != 0 || before.is_none();
    says_something.then(|| {
        moved_view(
            say,
            dates,
            before,
            days,
            &dates.window(now),
            last.reason.as_deref(),
        )
    })
}

/// Every date that a supply was expected at, oldest first; empty for one that never moved.
pub(super) fn date_history(
    say: &Words,
    dates: Dates,
    shop: &Shop,
    news: &SupplyNews,
) -> Vec<PromiseLineView> {
    let Some(first) = news.moves.last() else {
        return Vec::new();
    };
    let window_text = |at_dock: Option<Window>| {
        at_dock.map_or_else(
            || say.say("no-date-yet-short"),
            |window| dates.window(ships(shop, window)),
        )
    };
    let mut lines = vec![PromiseLineView {
        told_text: say.say("date-at-first"),
        window_text: window_text(first.before),
        ..PromiseLineView::default()
    }];
    lines.extend(news.moves.iter().rev().map(|change| PromiseLineView {
        told_text: dates.day(local_date(change.at, &shop.zone)),
        window_text: window_text(change.after),
        reason_text: change.reason.clone(),
        current: false,
    }));
    if let Some(last) = lines.last_mut() {
        last.current = true;
    }
    lines
}
