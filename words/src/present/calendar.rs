//! Expected dates as entries of a calendar. Their words name calendar days: an entry is read long
//! after it was fetched, so "tomorrow" would lie.

use super::card::{status_word, written_arrival};
use super::order::{is_unpaid, shown_window, stopped_because};
use super::{Offer, order_line_name};
use crate::{Dates, PageContext, Words, link, local_date};
use dockline_domain::backorder::State;
use dockline_domain::dates::Window;
use dockline_domain::promise::Standing;
use dockline_view::{BackorderView, HistoryEntry, HistoryKind, OrderLineView, OrderView};
use jiff::Timestamp;
use jiff::civil::Date;

/// How sure an entry is (RFC 5545 §3.8.1.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// The date was confirmed within the shop's limit.
    Confirmed,
    /// There is a date, and somebody is asking again.
    Tentative,
    /// There is no date any more, or nothing to wait for.
    Cancelled,
}

/// An entry of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    /// Names the entry for ever.
    pub uid: String,
    /// Rises when the date moves.
    pub sequence: i64,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// The days on which it stands, both ends included. For an entry without a date, the day on
    /// which that became known.
    pub days: Window,
    /// How sure it is.
    pub certainty: Certainty,
    /// One line.
    pub summary: String,
    /// What there is to say about it.
    pub description: String,
    /// The page that says more.
    pub url: String,
}

/// The status, with the days when there are some: "Backorder — ships 14–18 December".
fn headline(say: &Words, dates: Dates, status: &str, window: Option<Window>) -> String {
    let when = match window {
        Some(window) => say.fill(
            "ships-when",
            [("when", dates.written_window(window).into())],
        ),
        None => return status.to_owned(),
    };
    say.fill(
        "headline",
        [("status", status.into()), ("when", when.into())],
    )
}

/// What can be had of a variant and when it ships, in calendar days.
pub fn offer_headline(ctx: &PageContext, offer: &Offer<'_>) -> String {
    let say = ctx.words();
    headline(
        say,
        Dates::new(ctx.lang, offer.view.shop.day),
        &status_word(say, offer.status),
        offer.ships,
    )
}

/// When one unit of a variant ships that is ordered now.
pub fn offer_entry(ctx: &PageContext, offer: &Offer<'_>) -> CalendarEntry {
    let (say, shop) = (ctx.words(), &offer.view.shop);
    let known_on = Window::day(local_date(offer.snapshot.as_of, &shop.zone));
    let name = offer.name();
    CalendarEntry {
        uid: format!("{}/{}", shop.id, offer.variant.sku),
        sequence: offer.snapshot.version,
        changed_at: offer.snapshot.as_of,
        days: offer.ships.unwrap_or(known_on),
        certainty: match offer.ships {
            Some(_) if offer.stale => Certainty::Tentative,
            Some(_) => Certainty::Confirmed,
            None => Certainty::Cancelled,
        },
        summary: match offer.ships {
            Some(_) => say.fill("calendar-ships", [("name", name.into())]),
            None => say.fill(
                "announce",
                [
                    ("name", name.into()),
                    ("headline", say.say("no-date-yet-short").into()),
                ],
            ),
        },
        description: with_arrival(
            offer_headline(ctx, offer),
            offer.ships.and_then(|ships| {
                let dates = Dates::new(ctx.lang, shop.day);
                written_arrival(say, dates, shop, ships, None)
            }),
        ),
        url: offer.url_in_language(ctx),
    }
}

/// When it ships, and when it arrives where the shop's rules say so.
fn with_arrival(ships: String, arrives: Option<String>) -> String {
    match arrives {
        Some(arrives) => format!("{ships}\n{arrives}"),
        None => ships,
    }
}

/// When each part of an order ships.
pub fn order_entries(ctx: &PageContext, view: &OrderView) -> Vec<CalendarEntry> {
    view.lines
        .iter()
        .flat_map(|line| {
            line.backorders
                .iter()
                .map(move |backorder| order_entry(ctx, view, line, backorder))
        })
        .collect()
}

/// Whether some of an order is still to leave, and its date worth following.
pub fn has_dates_to_come(view: &OrderView) -> bool {
    let mut states = view
        .lines
        .iter()
        .flat_map(|line| &line.backorders)
        .map(|backorder| &backorder.state);
    states.any(|state| {
        matches!(
            state,
            State::Queued
                | State::Held { .. }
                | State::Allocated
                | State::Released
                | State::OnHold { .. }
        )
    })
}

/// The day on which units left: that of the parcel with their carrier and number, or of the last
/// one.
fn left_on(view: &OrderView, state: &State) -> Option<Date> {
    let (carrier, tracking) = match state {
        State::Shipped { carrier, tracking } => (Some(carrier), tracking.as_ref()),
        State::Delivered => (None, None),
        State::Queued
        | State::Held { .. }
        | State::Allocated
        | State::Released
        | State::Packed
        | State::OnHold { .. }
        | State::Cancelled { .. } => return None,
    };
    let left = |entry: &&HistoryEntry| matches!(entry.kind, HistoryKind::Shipped { .. });
    let same = |entry: &&HistoryEntry| matches!(&entry.kind, HistoryKind::Shipped { carrier: by, tracking: number } if Some(by) == carrier && number.as_ref() == tracking);
    let parcels = || view.history.iter().rev();
    let entry = parcels().find(same).or_else(|| parcels().find(left))?;
    Some(local_date(entry.at, &view.shop.zone))
}

/// What there is to say of units that have not left. What is stopped is told a new date when it goes
/// on, and what is to be paid first leaves after that: neither has a day on which it arrives.
fn waiting(
    ctx: &PageContext,
    view: &OrderView,
    backorder: &BackorderView,
    window: Option<Window>,
) -> String {
    let (say, dates) = (ctx.words(), Dates::new(ctx.lang, view.shop.day));
    if let Some(because) = stopped_because(say, &backorder.state) {
        return because;
    }
    let Some(window) = window else {
        let is_asked = backorder.standing == Standing::BeingConfirmed;
        return say.say(if is_asked { "overdue" } else { "line-undated" });
    };
    let parts = view.address_parts.as_ref();
    let country = parts.map(|address| address.country.code());
    let awaits_money = backorder.state == State::Allocated && is_unpaid(view);
    let arrives = (!awaits_money)
        .then(|| written_arrival(say, dates, &view.shop, window, country))
        .flatten();
    let when = dates.written_window(window);
    with_arrival(
        say.fill("line-ships-when", [("when", when.into())]),
        arrives,
    )
}

fn order_entry(
    ctx: &PageContext,
    view: &OrderView,
    line: &OrderLineView,
    backorder: &BackorderView,
) -> CalendarEntry {
    let say = ctx.words();
    let told = backorder.promises.last();
    let waits = backorder.state == State::Queued;
    let window = if waits {
        shown_window(backorder)
    } else {
        told.and_then(|promise| promise.window)
    };
    let known_on = local_date(
        told.map_or(view.placed_at, |promise| promise.told_at),
        &view.shop.zone,
    );
    let gone = matches!(backorder.state, State::Cancelled { .. });
    let left = left_on(view, &backorder.state);
    CalendarEntry {
        uid: backorder.id.to_string(),
        sequence: view.version,
        changed_at: view.as_of,
        days: left
            .map(Window::day)
            .or(window)
            .unwrap_or(Window::day(known_on)),
        certainty: match (window, backorder.standing) {
            _ if gone => Certainty::Cancelled,
            _ if left.is_some() => Certainty::Confirmed,
            (None, _) => Certainty::Cancelled,
            (Some(_), Standing::AsPromised) if backorder.state.held_because().is_none() => {
                Certainty::Confirmed
            }
            (Some(_), _) => Certainty::Tentative,
        },
        summary: say.fill(
            if left.is_some() {
                "calendar-order-shipped"
            } else {
                "calendar-order-ships"
            },
            [
                ("number", view.reference.clone().into()),
                ("name", order_line_name(&line.title, &line.options).into()),
            ],
        ),
        description: match window {
            _ if gone => say.say("order-cancelled"),
            _ if left.is_some() => say.say("sentence-shipped"),
            _ => waiting(ctx, view, backorder, window),
        },
        url: ctx.absolute(&link::in_language(&link::order(&view.token), ctx.lang)),
    }
}
