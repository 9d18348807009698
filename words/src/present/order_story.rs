//! What happened to an order, and every date that was told of it, in one list.

use super::date_moves::moved_view;
use super::order::Scribe;
use crate::local_date;
use crate::shown::{EventView, MovedView};
use dockline_domain::dates::{Window, days_between};
use dockline_domain::id::Sku;
use dockline_view::{OrderLineView, OrderView, PromiseView};
use jiff::Timestamp;

/// A date that was told of some units of a line.
struct Told<'a> {
    line: &'a OrderLineView,
    /// What was told before; `None` when this is the first.
    before: Option<&'a PromiseView>,
    promise: &'a PromiseView,
    units: u32,
}

impl Scribe<'_> {
    /// Everything there is to tell, the newest first.
    pub(super) fn story(self, view: &OrderView) -> Vec<EventView> {
        let happened = view
            .history
            .iter()
            .map(|entry| (entry.at, self.event(view, entry.at, &entry.kind)));
        let told = told(view)
            .into_iter()
            .map(|one| (one.promise.told_at, self.told(view, &one)));
        // At one time what happened comes before what was told because of it.
        let mut all: Vec<(Timestamp, EventView)> = happened.chain(told).collect();
        all.sort_by_key(|(at, _)| *at);
        all.into_iter().rev().map(|(_, event)| event).collect()
    }

    fn told(self, view: &OrderView, told: &Told<'_>) -> EventView {
        let promise = told.promise;
        let MovedView {
            tone,
            old_text,
            text,
        } = self.change(told);
        let of_line: u32 = told.line.backorders.iter().map(|one| one.quantity).sum();
        let text = if view.lines.len() == 1 && told.units == of_line {
            text
        } else {
            let name = super::order_line_name(&told.line.title, &told.line.options);
            let units = self.say.fill(
                "story-units",
                [("count", told.units.into()), ("name", name.into())],
            );
            self.say.fill(
                "feed-moved",
                [("name", units.into()), ("text", text.into())],
            )
        };
        EventView {
            old_text,
            tone,
            source_text: promise.basis.as_deref().map(|basis| {
                self.say.fill(
                    "told-source",
                    [("basis", basis.trim_end_matches('.').into())],
                )
            }),
            text,
            ..self.moment(promise.told_at)
        }
    }

    fn change(self, told: &Told<'_>) -> MovedView {
        let written = |window: Window| self.dates.written_window(window);
        match (told.before.map(|old| old.window), told.promise.window) {
            (None, Some(window)) => MovedView {
                text: self
                    .say
                    .fill("told-first", [("when", written(window).into())]),
                ..MovedView::default()
            },
            (None, None) => MovedView {
                text: self.say.say("told-first-undated"),
                ..MovedView::default()
            },
            (Some(old), Some(now)) => {
                let days = old.map_or(0, |old| days_between(old.latest(), now.latest()));
                let reason = self.reason(told.promise);
                MovedView {
                    old_text: old.map_or_else(String::new, written),
                    ..moved_view(
                        self.say,
                        self.dates,
                        old,
                        days,
                        &written(now),
                        reason.as_deref(),
                    )
                }
            }
            (Some(old), None) => MovedView {
                tone: crate::shown::Tone::Attention,
                old_text: old.map_or_else(String::new, written),
                text: self.say.say("told-undated"),
            },
        }
    }

    /// An instant for people and for machines.
    pub(super) fn moment(self, at: Timestamp) -> EventView {
        let time = self.zone.to_datetime(at);
        let day = self.dates.day(local_date(at, self.zone));
        EventView {
            date_text: self.say.fill(
                "moment",
                [
                    ("day", day.into()),
                    ("time", time.strftime("%H:%M").to_string().into()),
                ],
            ),
            datetime: at.to_string(),
            ..EventView::default()
        }
    }
}

/// Every date that was told, each once for all units of a line that it was told of: parts of a line
/// that went different ways later were told the same before.
fn told(view: &OrderView) -> Vec<Told<'_>> {
    type Key<'a> = (&'a Sku, Option<&'a PromiseView>, &'a PromiseView);
    let mut all: Vec<(Key<'_>, Told<'_>)> = Vec::new();
    for line in &view.lines {
        for one in &line.backorders {
            let mut before: Option<&PromiseView> = None;
            for promise in &one.promises {
                let is_news = before.is_none_or(|old| old.window != promise.window);
                let key = (&line.sku, before, promise);
                before = Some(promise);
                // Another variant may come with the same delivery: the same date again is no news.
                if !is_news {
                    continue;
                }
                match all.iter_mut().find(|(other, _)| *other == key) {
                    Some((_, told)) => told.units = told.units.saturating_add(one.quantity),
                    None => all.push((
                        key,
                        Told {
                            line,
                            before: key.1,
                            promise,
                            units: one.quantity,
                        },
                    )),
                }
            }
        }
    }
    all.into_iter().map(|(_, told)| told).collect()
}
