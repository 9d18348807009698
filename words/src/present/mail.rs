//! What is different from what was told by mail before.

use super::date_moves::moved_view;
use super::order::Scribe;
use super::order_line_name;
use crate::{Dates, Lang, words};
use dockline_domain::dates::{Window, days_between};
use dockline_domain::message::{ToldDates, is_news};
use dockline_view::{OrderLineView, OrderView, PromiseView};
use std::cmp::Ordering;

/// How a date changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Later,
    Earlier,
    /// There was no date, and now there is one.
    Dated,
    /// There is no date any more.
    Undated,
}

/// Units whose date is another one than was told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MovedUnits {
    /// Which, such as "2 × Ridge Tent 2, Moss green".
    pub(crate) name: String,
    pub(crate) change: Change,
    /// What was told before.
    pub(crate) before: String,
    /// The new date and why, such as "Now 22–24 December, 6 days later: storm in Porto".
    pub(crate) text: String,
}

/// The units of an order whose dates are others than were told.
pub(crate) fn changed(view: &OrderView, before: &ToldDates, lang: Lang) -> Vec<MovedUnits> {
    let scribe = Scribe {
        say: words(lang),
        lang,
        dates: Dates::written_down(lang, view.shop.day),
        zone: &view.shop.zone,
    };
    let mut found: Vec<MovedUnits> = Vec::new();
    for line in &view.lines {
        for one in line
            .backorders
            .iter()
            .filter(|one| one.state.may_be_cancelled())
        {
            let number = one.id.parts().map(|(_, number)| number);
            let Some((number, last)) = number.zip(one.promises.last()) else {
                continue;
            };
            let promised: Vec<_> = one.promises.iter().map(|promise| promise.window).collect();
            let told = before.of(number, &promised);
            if is_news(told, last.window) {
                found.push(scribe.moved_units(line, one.quantity, told, last));
            }
        }
    }
    found
}

impl Scribe<'_> {
    fn moved_units(
        self,
        line: &OrderLineView,
        units: u32,
        before: Option<Window>,
        last: &PromiseView,
    ) -> MovedUnits {
        let days = before
            .zip(last.window)
            .map(|(old, new)| days_between(old.latest(), new.latest()));
        let change = match days.map(|days| days.cmp(&0)) {
            Some(Ordering::Greater) => Change::Later,
            Some(Ordering::Less | Ordering::Equal) => Change::Earlier,
            None if last.window.is_some() => Change::Dated,
            None => Change::Undated,
        };
        let reason = self.reason(last);
        let text = if let Some(window) = last.window {
            let now = self.dates.window(window);
            let days = days.unwrap_or(0);
            moved_view(self.say, self.dates, before, days, &now, reason.as_deref()).text
        } else {
            let text = self.say.say("told-undated");
            match reason {
                Some(reason) => self.say.fill(
                    "with-reason",
                    [("text", text.into()), ("reason", reason.into())],
                ),
                None => text,
            }
        };
        let name = order_line_name(&line.title, &line.options);
        MovedUnits {
            name: self.say.fill(
                "story-units",
                [("count", units.into()), ("name", name.into())],
            ),
            change,
            before: before.map_or_else(
                || self.say.say("no-date-yet-short"),
                |window| self.dates.window(window),
            ),
            text,
        }
    }
}
