//! The order page.

use super::card::arrives as arrival_text;
use super::date_moves::{moved_view, passed_view};
use super::order_head::{Row, rows};
use super::progress::supply_progress;
use super::reason_text;
use crate::shown::{
    ChoiceView, EventView, GroupView, LateView, LineView, MovedView, OrderLiveView, OrderWords,
    PartProgressView, Tone,
};
use crate::{Dates, Lang, Words, link, money, words};
use dockline_domain::availability::Part;
use dockline_domain::backorder::{Actor, OrderState, State};
use dockline_domain::catalogue::options_text;
use dockline_domain::dates::{Window, days_between};
use dockline_domain::promise::{Cause, Standing, binding, is_late};
use dockline_domain::reason::Reason;
use dockline_domain::wish::PlaceAfter;
use dockline_view::{
    BackorderView, HistoryKind, OrderLineView, OrderView, PaymentState, PaymentView, PromiseView,
    SupplyNews,
};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How this order's strings are made.
#[derive(Clone, Copy)]
pub(super) struct Scribe<'a> {
    pub(super) say: &'static Words,
    pub(super) lang: Lang,
    pub(super) dates: Dates,
    pub(super) zone: &'a TimeZone,
}

/// Everything an order page says that may change.
pub fn live_order(view: &OrderView, lang: Lang) -> OrderLiveView {
    order_in(view, lang, Dates::new(lang, view.shop.day))
}

/// The same for what is read on another day than it was written, such as a mail.
pub fn written_order(view: &OrderView, lang: Lang) -> OrderLiveView {
    order_in(view, lang, Dates::written_down(lang, view.shop.day))
}

fn order_in(view: &OrderView, lang: Lang, dates: Dates) -> OrderLiveView {
    let scribe = Scribe {
        say: words(lang),
        lang,
        dates,
        zone: &view.shop.zone,
    };
    let rows = rows(view);
    let window = match rows.as_slice() {
        [row] => row.said.window(),
        _ => None,
    };
    let sentence = if rows.len() < 2 {
        scribe.sentence(view, window)
    } else {
        scribe.rows_sentence(&rows)
    };
    let mut lines: Vec<LineView> = view
        .lines
        .iter()
        .map(|line| scribe.line(view, line))
        .collect();
    say_once(&mut lines);
    OrderLiveView {
        token: view.token.clone(),
        version: view.version,
        state: view.state.name().to_owned(),
        tone: tone(view),
        status_text: order_word(scribe.say, view),
        announcement: sentence.clone(),
        sentence,
        lead: scribe.say.say("lead-ships"),
        parts: scribe.parts(&rows),
        window: window.map(|window| scribe.dates.window_view(window)),
        arrive_text: scribe.arrives(view, &rows),
        warning_text: is_after_needed_by(view).then(|| scribe.say.say("needed-by-missed")),
        cancellable: backorders(view).any(|backorder| backorder.state.may_be_cancelled()),
        lines,
        shipping_text: (view.shipping.minor > 0).then(|| money(lang, view.shipping)),
        total_text: money(lang, view.total),
        words: OrderWords {
            shipping: scribe.say.say("shipping"),
            total: scribe.say.say("total"),
            history: scribe.say.say("order-history"),
            before: scribe.say.say("date-before"),
        },
        payment: scribe.payment(view),
        events: scribe.story(view),
    }
}

/// What is said right after an order was placed.
pub fn placed_text(say: &Words, view: &OrderView) -> String {
    let is_wanted = |payment: &PaymentView| payment.state() == PaymentState::Wanted;
    let waits = backorders(view).any(|one| one.state == State::Queued);
    say.say(if view.payment.as_ref().is_some_and(is_wanted) {
        "message-placed-card"
    } else if waits {
        "message-placed"
    } else {
        "message-placed-here"
    })
}

/// What can be done about a delay is said once, under the first.
fn say_once(lines: &mut [LineView]) {
    let groups = lines.iter_mut().flat_map(|line| &mut line.groups);
    for group in groups.filter(|group| group.late.is_some()).skip(1) {
        group.late = None;
    }
}

pub(super) fn backorders(view: &OrderView) -> impl Iterator<Item = &BackorderView> {
    view.lines.iter().flat_map(|line| &line.backorders)
}

/// Whether a part of it has left already.
fn some_gone(view: &OrderView) -> bool {
    backorders(view).any(|one| matches!(one.state, State::Shipped { .. } | State::Delivered))
}

/// Whether something that waits is expected only after the day by which the order is needed.
fn is_after_needed_by(view: &OrderView) -> bool {
    let waiting = backorders(view).filter(|one| one.state == State::Queued);
    view.needed_by.is_some_and(|day| {
        waiting
            .filter_map(|one| one.expected)
            .any(|window| window.latest() > day)
    })
}

/// Whether something of it is to be paid now.
pub(super) fn is_unpaid(view: &OrderView) -> bool {
    let payment = view.payment.as_ref();
    payment.is_some_and(|payment| payment.due_minor() > 0 || payment.wants_shopper())
}

/// Why units are stopped, in a sentence.
pub(super) fn stopped_because(say: &Words, state: &State) -> Option<String> {
    let (sentence, reason) = match state {
        State::Held { reason } => ("held-in-line-because", reason.trim_end_matches('.')),
        State::OnHold { reason, .. } => ("held-because", reason.as_str()),
        State::Queued
        | State::Allocated
        | State::Released
        | State::Packed
        | State::Shipped { .. }
        | State::Delivered
        | State::Cancelled { .. } => return None,
    };
    Some(say.fill(sentence, [("reason", reason.into())]))
}

pub(super) fn is_here(state: &State) -> bool {
    matches!(state, State::Allocated | State::Released)
}

/// The window by which the promise is kept or broken.
pub(super) fn bound(backorder: &BackorderView) -> Option<Window> {
    let told = backorder.promises.iter();
    binding(told.map(|promise| (promise.window, promise.cause)))
}

/// Whether units leave later than they were first told, as far as that is known.
pub(super) fn late(backorder: &BackorderView, today: Date) -> bool {
    let binding = bound(backorder);
    match &backorder.state {
        State::Queued => {
            let expected = backorder.expected;
            let last = || backorder.promises.last().and_then(|told| told.window);
            is_late(binding, expected.or_else(last), today)
        }
        State::Held { .. }
        | State::Allocated
        | State::Released
        | State::Packed
        | State::OnHold { .. } => {
            let last = backorder.promises.last().and_then(|told| told.window);
            is_late(binding, last, today)
        }
        State::Shipped { .. } | State::Delivered | State::Cancelled { .. } => false,
    }
}

/// What was promised, while its last day has not passed.
pub(super) fn promised_still(backorder: &BackorderView, today: Date) -> Option<Window> {
    backorder
        .promises
        .last()?
        .window
        .filter(|window| window.latest() >= today)
}

/// What is expected today; what was promised while the promise stands and supply says nothing new.
pub(super) fn shown_window(backorder: &BackorderView) -> Option<Window> {
    let promised = backorder.promises.last().and_then(|promise| promise.window);
    match backorder.standing {
        Standing::AsPromised => backorder.expected.or(promised),
        Standing::Earlier { .. } | Standing::Later { .. } => backorder.expected,
        Standing::Undated | Standing::BeingConfirmed => None,
    }
}

fn tone(view: &OrderView) -> Tone {
    let troubled = backorders(view).any(|backorder| {
        let undated = matches!(
            backorder.standing,
            Standing::BeingConfirmed | Standing::Undated
        );
        backorder.state == State::Queued && undated || late(backorder, view.shop.day)
    });
    match view.state {
        OrderState::Cancelled => Tone::Out,
        OrderState::OnHold => Tone::Attention,
        OrderState::Waiting if troubled => Tone::Attention,
        OrderState::Waiting => Tone::Wait,
        OrderState::Allocated
        | OrderState::Packed
        | OrderState::Shipped
        | OrderState::Delivered => Tone::Stock,
    }
}

/// The word for where an order is.
pub fn order_word(say: &Words, view: &OrderView) -> String {
    order_state_word(say, view.state, some_gone(view))
}

/// Whether something of an order that has not left is later than it was first told.
pub fn is_order_late(view: &OrderView) -> bool {
    backorders(view).any(|one| late(one, view.shop.day))
}

/// The word for where an order is, which is the same on every page: `some_gone` says that a part
/// of it has left.
pub fn order_state_word(say: &Words, state: OrderState, some_gone: bool) -> String {
    say.say(match state {
        OrderState::Waiting | OrderState::Allocated if some_gone => "order-partly-shipped",
        OrderState::Waiting => "order-waiting",
        OrderState::Allocated => "order-allocated",
        OrderState::Packed => "order-packed",
        OrderState::Shipped => "order-shipped",
        OrderState::Delivered => "order-delivered",
        OrderState::OnHold => "order-on-hold",
        OrderState::Cancelled => "order-cancelled",
    })
}

impl Scribe<'_> {
    /// When what has not left arrives, at the address of the order where it has one.
    fn arrives(self, view: &OrderView, rows: &[Row]) -> Option<String> {
        let country = view.address_parts.as_ref();
        let country = country.map(|address| address.country.code());
        let to_come = rows.iter().filter(|row| row.is_to_come());
        let windows = to_come.map(|row| row.said.window());
        let shown = |window| self.dates.window(window);
        arrival_text(self.say, shown, &view.shop, windows, country)
    }

    fn sentence(self, view: &OrderView, window: Option<Window>) -> String {
        match view.state {
            OrderState::Waiting => match window {
                Some(window) => self.say.fill(
                    "sentence-ships",
                    [("when", self.dates.window(window).into())],
                ),
                None if backorders(view).any(|b| b.standing == Standing::BeingConfirmed) => {
                    self.say.say("sentence-being-confirmed")
                }
                None => self.say.by_mail("sentence-undated", view.shop.mail_works()),
            },
            OrderState::Allocated => match window {
                Some(window) => self.say.fill(
                    "sentence-here-ships",
                    [("when", self.dates.window(window).into())],
                ),
                None if is_unpaid(view) => {
                    let is_paid = |one: &BackorderView| one.state == State::Released;
                    self.say.say(if backorders(view).any(is_paid) {
                        "sentence-here-partly-paid"
                    } else {
                        "sentence-here-unpaid"
                    })
                }
                None => self.say.say("sentence-allocated"),
            },
            OrderState::Packed => self.say.say("sentence-packed"),
            OrderState::Shipped => self.say.say("sentence-shipped"),
            OrderState::Delivered => self.say.say("sentence-delivered"),
            OrderState::OnHold => {
                let reason = backorders(view).find_map(|one| one.state.held_because());
                let reason = reason.map_or("", |reason| reason.trim_end_matches('.'));
                self.say
                    .fill("sentence-on-hold", [("reason", reason.into())])
            }
            OrderState::Cancelled => self.say.say("sentence-cancelled"),
        }
    }

    fn line(self, view: &OrderView, line: &OrderLineView) -> LineView {
        let price = money(self.lang, line.price);
        let kept = line
            .backorders
            .iter()
            .filter(|one| !is_cancelled(one))
            .map(|one| one.quantity)
            .sum::<u32>();
        let count = if kept > 0 { kept } else { line.quantity };
        LineView {
            title: line.title.clone(),
            options_text: options_text(&line.options),
            href: line
                .handle
                .as_ref()
                .map(|handle| link::product(&view.shop.slug, handle, Some(&line.sku), 1)),
            image: line.image.clone(),
            price_text: self.say.fill(
                "quantity-price",
                [("count", count.into()), ("price", price.into())],
            ),
            is_cancelled: kept == 0,
            groups: self.groups(view, &line.backorders),
        }
    }

    /// The units by state. Those that were cancelled for one reason are one group, however they
    /// stood in line before.
    fn groups(self, view: &OrderView, backorders: &[BackorderView]) -> Vec<GroupView> {
        let (gone, kept): (Vec<&BackorderView>, Vec<&BackorderView>) =
            backorders.iter().partition(|one| is_cancelled(one));
        let mut cancelled: Vec<(u32, GroupView)> = Vec::new();
        for backorder in gone {
            let group = self.group(view, backorder);
            match cancelled
                .iter_mut()
                .find(|(_, other)| other.detail_text == group.detail_text)
            {
                Some((units, other)) => {
                    *units += backorder.quantity;
                    other.status_text = self
                        .say
                        .fill("group-cancelled", [("count", (*units).into())]);
                }
                None => cancelled.push((backorder.quantity, group)),
            }
        }
        kept.into_iter()
            .map(|one| self.group(view, one))
            .chain(cancelled.into_iter().map(|(_, group)| group))
            .collect()
    }

    fn group(self, view: &OrderView, backorder: &BackorderView) -> GroupView {
        let waits = backorder.state == State::Queued;
        let (id, group_tone) = group_word(backorder, view.shop.day);
        let window = shown_window(backorder).filter(|_| waits);
        let moved = if waits {
            self.moved(backorder)
        } else {
            Some(backorder)
                .filter(|one| is_here(&one.state))
                .and_then(|one| self.revised(one))
        };
        GroupView {
            tone: group_tone,
            status_text: self.say.fill(id, [("count", backorder.quantity.into())]),
            when_text: if moved.is_some() {
                String::new()
            } else {
                self.when_text(view, backorder, window)
            },
            moved,
            position_text: backorder
                .position
                .map(|position| self.position(position, backorder.position_at_placement)),
            detail_text: self.detail(&backorder.state),
            tracking: self.tracking(&backorder.state),
            progress: if waits {
                self.progress(backorder, window)
            } else {
                Vec::new()
            },
            // What is here has left the line, and waits for nothing that could move.
            late: (waits && late(backorder, view.shop.day)).then(|| self.late(view)),
        }
    }

    /// The way of the goods: of each supply that serves the units, when there are several.
    fn progress(self, backorder: &BackorderView, window: Option<Window>) -> Vec<PartProgressView> {
        let all: Vec<&SupplyNews> = backorder.news.iter().chain(&backorder.later_news).collect();
        let part_of = |news: &SupplyNews| backorder.parts.iter().find(|part| news.serves(part));
        all.iter()
            .map(|news| {
                let part = part_of(news).filter(|_| all.len() > 1);
                let ships = part.map_or(window, Part::window);
                PartProgressView {
                    title: part.map_or_else(String::new, |part| self.part(part)),
                    progress: supply_progress(self.say, self.dates, self.zone, news, ships),
                }
            })
            .collect()
    }

    /// What a delay means, and what the shopper can do.
    fn late(self, view: &OrderView) -> LateView {
        let waits = |line: &&OrderLineView| {
            line.has_others && line.backorders.iter().any(|one| one.state == State::Queued)
        };
        let step = |step: &str, id| ChoiceView {
            text: self.say.say(id),
            href: format!("{}?{step}#step", link::order(&view.token)),
        };
        let mut choices = vec![step("cancel=1", "late-cancel")];
        if view.lines.iter().any(|line| waits(&line)) {
            choices.insert(0, step("change=variant", "late-change"));
        }
        LateView {
            text: self.say.say("late-text"),
            choices,
        }
    }

    fn when_text(
        self,
        view: &OrderView,
        backorder: &BackorderView,
        window: Option<Window>,
    ) -> String {
        let (today, mail_works) = (view.shop.day, view.shop.mail_works());
        if backorder.state != State::Queued {
            let window = promised_still(backorder, today).filter(|_| is_here(&backorder.state));
            return window.map_or_else(String::new, |window| self.ships(window));
        }
        let parts: Vec<&Part> = backorder
            .parts
            .iter()
            .filter(|part| part.window().is_some())
            .collect();
        match (window, parts.as_slice()) {
            (Some(_), [_, _, ..]) => parts
                .iter()
                .map(|part| self.part(part))
                .collect::<Vec<_>>()
                .join(", "),
            (Some(window), _) => self.ships(window),
            (None, _) if backorder.standing == Standing::BeingConfirmed => self.say.say("overdue"),
            (None, _) => self.say.by_mail("line-undated", mail_works),
        }
    }

    fn ships(self, window: Window) -> String {
        self.say.fill(
            "line-ships-when",
            [("when", self.dates.window(window).into())],
        )
    }

    fn part(self, part: &Part) -> String {
        let when = part.window().map_or_else(
            || self.say.say("no-date-yet-short"),
            |window| self.dates.window(window),
        );
        self.say.fill(
            "part-next",
            [("count", part.quantity.into()), ("when", when.into())],
        )
    }

    fn moved(self, backorder: &BackorderView) -> Option<MovedView> {
        let old = backorder.promises.last().and_then(|promise| promise.window);
        let days = match backorder.standing {
            Standing::Later { days } => days,
            Standing::Earlier { days } => -days,
            Standing::AsPromised | Standing::Undated => return self.revised(backorder),
            Standing::BeingConfirmed => {
                return Some(passed_view(
                    self.say,
                    self.dates,
                    old?,
                    "date-passed-confirming",
                ));
            }
        };
        let now = self.dates.window(backorder.expected?);
        let reason = backorder
            .news
            .as_ref()
            .and_then(|news| news.reason.clone().or_else(|| news.basis.clone()));
        Some(moved_view(
            self.say,
            self.dates,
            old,
            days,
            &now,
            reason.as_deref(),
        ))
    }

    /// The last revision of what was told, when there was one. The same window again is no move:
    /// another variant may come with the same delivery.
    fn revised(self, backorder: &BackorderView) -> Option<MovedView> {
        let [.., before, last] = backorder.promises.as_slice() else {
            return None;
        };
        let (old, new) = (before.window, last.window?);
        if old == Some(new) {
            return None;
        }
        let days = old.map_or(0, |old| days_between(old.latest(), new.latest()));
        Some(moved_view(
            self.say,
            self.dates,
            old,
            days,
            &self.dates.window(new),
            self.reason(last).as_deref(),
        ))
    }

    /// Why a date moved: the merchant's own words, or what the system knows.
    pub(super) fn reason(self, promise: &PromiseView) -> Option<String> {
        match (promise.cause, &promise.reason) {
            (Some(Cause::Wish), _) => Some(self.say.say("cause-wish")),
            (Some(Cause::Line), _) => Some(self.say.say("cause-line")),
            (Some(Cause::Here), _) => Some(self.say.say("cause-here")),
            (Some(Cause::Hold), _) => Some(self.say.say("cause-hold")),
            (Some(Cause::Supply) | None, Some(reason)) => Some(reason.clone()),
            (Some(Cause::Supply), None) => Some(self.say.say("cause-supply")),
            (None, None) => None,
        }
    }

    fn position(self, position: u32, at_placement: Option<u32>) -> String {
        match at_placement {
            Some(before) if before > position => self.say.fill(
                "place-moved-up",
                [("position", position.into()), ("before", before.into())],
            ),
            _ => self.say.fill("place", [("position", position.into())]),
        }
    }

    fn detail(self, state: &State) -> Option<String> {
        match state {
            State::Shipped {
                carrier,
                tracking: Some(tracking),
            } => Some(self.say.fill(
                "carrier-tracking",
                [
                    ("carrier", carrier.as_str().into()),
                    ("tracking", tracking.as_str().into()),
                ],
            )),
            State::Shipped {
                carrier,
                tracking: None,
            } => Some(
                self.say
                    .fill("carrier", [("carrier", carrier.as_str().into())]),
            ),
            State::Held { .. } | State::OnHold { .. } => stopped_because(self.say, state),
            State::Cancelled {
                by: Actor::Shopper, ..
            } => Some(self.say.say("cancelled-by-you")),
            State::Cancelled {
                reason,
                by: Actor::Merchant | Actor::System,
            } if *reason != Reason::Given(String::new()) => Some(self.say.fill(
                "cancelled-because",
                [("reason", reason_text(self.say, reason).into())],
            )),
            State::Allocated | State::Released => Some(self.say.say("packing-next")),
            State::Queued | State::Packed | State::Delivered | State::Cancelled { .. } => None,
        }
    }

    fn tracking(self, state: &State) -> Option<ChoiceView> {
        let State::Shipped {
            carrier,
            tracking: Some(tracking),
        } = state
        else {
            return None;
        };
        Some(ChoiceView {
            text: self.say.say("tracking-follow"),
            href: link::tracking_page(carrier, tracking)?,
        })
    }

    pub(super) fn event(
        self,
        view: &OrderView,
        at: jiff::Timestamp,
        kind: &HistoryKind,
    ) -> EventView {
        EventView {
            text: self.event_text(view, kind),
            ..self.moment(at)
        }
    }

    fn shipped_text(self, carrier: &str, tracking: Option<&str>) -> String {
        let carrier = ("carrier", carrier.into());
        match tracking {
            Some(number) => self.say.fill(
                "event-shipped-tracking",
                [carrier, ("tracking", number.into())],
            ),
            None => self.say.fill("event-shipped", [carrier]),
        }
    }

    fn event_text(self, view: &OrderView, kind: &HistoryKind) -> String {
        let name = |sku: &dockline_domain::id::Sku| {
            view.goods(sku).map_or_else(
                || sku.to_string(),
                |(title, options)| super::order_line_name(title, options),
            )
        };
        match kind {
            HistoryKind::Placed => self.say.say("event-placed"),
            HistoryKind::Allocated { sku, quantity } => self.say.fill(
                "event-allocated",
                [("count", (*quantity).into()), ("name", name(sku).into())],
            ),
            HistoryKind::TakenBack { sku, quantity } => self.say.fill(
                "event-taken-back",
                [("count", (*quantity).into()), ("name", name(sku).into())],
            ),
            HistoryKind::ChargeDue { minor } => self.priced("event-charge-due", view, *minor),
            HistoryKind::MoneyArrived { minor } => self.priced("event-money-arrived", view, *minor),
            HistoryKind::MoneyReturned { minor } => {
                self.priced("event-money-returned", view, *minor)
            }
            HistoryKind::Packed => self.say.say("event-packed"),
            HistoryKind::Shipped { carrier, tracking } => {
                self.shipped_text(carrier, tracking.as_deref())
            }
            HistoryKind::Delivered { at } => {
                let day = self.dates.day(crate::local_date(*at, self.zone));
                self.say.fill("event-delivered", [("day", day.into())])
            }
            HistoryKind::Held { reason } => self
                .say
                .fill("event-held", [("reason", reason.as_str().into())]),
            HistoryKind::Resumed {
                place: Some(PlaceAfter::EndOfLine),
            } => self.say.say("event-resumed-end-of-line"),
            HistoryKind::Resumed {
                place: Some(PlaceAfter::Kept) | None,
            } => self.say.say("event-resumed"),
            HistoryKind::DetailsChanged => self.say.say("event-details-changed"),
            HistoryKind::VariantChanged {
                from,
                to,
                quantity,
                kept_place,
            } => self.say.fill(
                if *kept_place {
                    "event-variant-kept-place"
                } else {
                    "event-variant-end-of-line"
                },
                [
                    ("count", (*quantity).into()),
                    ("from", name(from).into()),
                    ("to", name(to).into()),
                ],
            ),
            HistoryKind::PriorityChanged { raised } => self.say.say(if *raised {
                "event-priority-raised"
            } else {
                "event-priority-lowered"
            }),
            HistoryKind::Cancelled { sku, quantity } => self.say.fill(
                "event-cancelled",
                [("count", (*quantity).into()), ("name", name(sku).into())],
            ),
        }
    }
}

fn is_cancelled(backorder: &BackorderView) -> bool {
    matches!(backorder.state, State::Cancelled { .. })
}

fn group_word(backorder: &BackorderView, today: Date) -> (&'static str, Tone) {
    let doubtful = matches!(
        backorder.standing,
        Standing::BeingConfirmed | Standing::Undated
    );
    let late = doubtful || late(backorder, today);
    let here = if late { Tone::Attention } else { Tone::Stock };
    match &backorder.state {
        State::Queued => (
            "group-waiting",
            if late { Tone::Attention } else { Tone::Wait },
        ),
        State::Allocated | State::Released => ("group-allocated", here),
        State::Packed => ("group-packed", Tone::Stock),
        State::Shipped { .. } => ("group-shipped", Tone::Stock),
        State::Delivered => ("group-delivered", Tone::Stock),
        State::Held { .. } | State::OnHold { .. } => ("group-on-hold", Tone::Attention),
        State::Cancelled { .. } => ("group-cancelled", Tone::Out),
    }
}
