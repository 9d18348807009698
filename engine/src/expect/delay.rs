//! What the law of delay says of the units of an order.

use crate::event::Event;
use crate::store::delays::{AnswerRow, Ledger, NoticeRow};
use dockline_domain::backorder::{Actor, State};
use dockline_domain::country::Country;
use dockline_domain::dates::Window;
use dockline_domain::delay::{
    Answer, At, Days, Decision, Facts, Notice, Regime, Standing, Zones, due, standing,
};
use dockline_domain::id::{BackorderId, OrderId, ShipmentId, Sku};
use dockline_domain::transit::arrival;
use dockline_view::{AnswerView, DelayView, NoticeView, Shop};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// An order, as far as the law asks.
pub(crate) struct Law<'a> {
    shop: &'a Shop,
    country: Option<Country>,
    regime: Regime,
    ordered: Date,
    needed_by: Option<Date>,
    first: TimeZone,
    last: TimeZone,
    now: Timestamp,
}

/// Units of an order that went the same way.
#[derive(Debug, Clone)]
pub(crate) struct Unit<'a> {
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) sku: &'a Sku,
    pub(crate) quantity: u32,
    pub(crate) state: &'a State,
    /// The window that binds the shop.
    pub(crate) told: Option<Window>,
    /// When they are expected to ship, while they wait.
    pub(crate) expected: Option<Window>,
    pub(crate) gone: Gone,
}

/// How units left, or ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Gone {
    hand_over: Option<(i64, Timestamp)>,
    arrived: Option<(i64, Timestamp)>,
    ended: Option<(i64, Timestamp, Actor)>,
}

impl Gone {
    /// What became of units, of all that happened to their order.
    pub(crate) fn of<'e>(
        order: &OrderId,
        (sku, state, parcel): (&Sku, &State, Option<u32>),
        events: impl IntoIterator<Item = (i64, Timestamp, &'e Event)>,
    ) -> Self {
        let mut gone = Self::default();
        let parcel = parcel.map(|number| ShipmentId::of(order, number));
        let is_cancelled = matches!(state, State::Cancelled { .. });
        for (seq, at, event) in events {
            match event {
                Event::ShipmentHandedOver1 { shipment, .. }
                | Event::ShipmentHandedOver { shipment, .. }
                    if !is_cancelled && parcel.as_ref() == Some(shipment) =>
                {
                    gone.hand_over = Some((seq, at));
                }
                Event::ShipmentDelivered { shipment, at, .. }
                    if !is_cancelled && parcel.as_ref() == Some(shipment) =>
                {
                    gone.arrived = Some((seq, *at));
                }
                Event::OrderCancelled { lines, by, .. }
                    if is_cancelled && lines.iter().any(|line| line.sku == *sku) =>
                {
                    gone.ended = Some((seq, at, *by));
                }
                _ => {}
            }
        }
        gone
    }
}

/// Units of a line for which one day was told, with what the law asks of them.
pub(crate) struct LawLine<'a> {
    pub(crate) order: &'a OrderId,
    pub(crate) sku: &'a Sku,
    /// The number of the first of its backorders.
    number: u32,
    pub(crate) units: u32,
    /// The day on which they were to ship: the name of the line in the ledger.
    pub(crate) told: Date,
    /// Whether they are still to leave.
    pub(crate) is_open: bool,
    due: Date,
    expected: Option<Date>,
    needed_by: Option<Date>,
    gone: Gone,
    rows: Vec<&'a NoticeRow>,
    notices: Vec<Notice>,
    answered: Vec<&'a AnswerRow>,
    answers: Vec<Answer>,
}

impl<'a> Law<'a> {
    /// The law of an order that goes to an address; none where the shop keeps none.
    pub(crate) fn of(
        shop: &'a Shop,
        to: Option<(Country, Option<&str>)>,
        (placed_at, needed_by): (Timestamp, Option<Date>),
        now: Timestamp,
    ) -> Option<Self> {
        let regime = shop.rules.delay.regime(to);
        let (first, last) = regime.zones()?;
        let zone = |name| TimeZone::get(name).unwrap_or_else(|_| shop.zone.clone());
        Some(Self {
            shop,
            country: to.map(|(country, _)| country),
            regime,
            ordered: shop.zone.to_datetime(placed_at).date(),
            needed_by,
            first: zone(first),
            last: zone(last),
            now,
        })
    }

    fn zones(&self) -> Zones<'_> {
        Zones {
            shop: &self.shop.zone,
            first: &self.first,
            last: &self.last,
        }
    }

    /// Which days it is.
    pub(crate) fn days(&self) -> Days {
        self.zones().days(self.now)
    }

    /// When what ships in a window is there: in Europe that is the day which counts.
    fn counted(&self, ships: Window) -> Date {
        let country = self.country.as_ref().map(Country::code);
        let arrives = match self.regime {
            Regime::Eu | Regime::Uk => arrival(&self.shop.rules.transit, country, None, ships),
            Regime::None | Regime::Us | Regime::UsCa => None,
        };
        arrives.map_or(ships.latest(), |arrives| arrives.window.latest())
    }

    /// When units ship as far as anybody knows. What is here may leave today.
    fn expected(&self, unit: &Unit<'_>) -> Option<Date> {
        let ships = match unit.state {
            State::Queued => unit.expected,
            State::Allocated | State::Released | State::Packed => Some(Window::day(self.shop.day)),
            State::Held { .. }
            | State::OnHold { .. }
            | State::Shipped { .. }
            | State::Delivered
            | State::Cancelled { .. } => None,
        };
        ships.map(|ships| self.counted(ships))
    }

    /// The lines of an order. Units of one SKU for which the same day was told, and that went the
    /// same way, are one.
    pub(crate) fn lines(
        &self,
        units: impl IntoIterator<Item = Unit<'a>>,
        ledger: &'a Ledger,
    ) -> Vec<LawLine<'a>> {
        let mut lines: Vec<LawLine<'a>> = Vec::new();
        for unit in units {
            let told = due(unit.told.map(Window::latest), self.ordered);
            let expected = self.expected(&unit);
            let is_open = unit.state.may_be_cancelled();
            let known = lines.iter_mut().find(|line| {
                line.order == unit.order
                    && line.sku == unit.sku
                    && line.told == told
                    && line.gone == unit.gone
                    && line.is_open == is_open
            });
            if let Some(line) = known {
                line.units = line.units.saturating_add(unit.quantity);
                // As late as the last of them, and unknown when one of them is.
                line.expected = line.expected.zip(expected).map(|(a, b)| a.max(b));
                continue;
            }
            lines.push(LawLine {
                order: unit.order,
                sku: unit.sku,
                number: unit.number,
                units: unit.quantity,
                told,
                is_open,
                // Thirty days are counted to the delivery itself.
                due: unit.told.map_or(told, |told| self.counted(told)),
                expected,
                needed_by: self.needed_by,
                gone: unit.gone,
                rows: Vec::new(),
                notices: Vec::new(),
                answered: Vec::new(),
                answers: Vec::new(),
            });
        }
        for line in &mut lines {
            self.read(line, ledger);
        }
        lines
    }

    /// Takes what was told of a line, and answered, from the ledger of its order.
    fn read(&self, line: &mut LawLine<'a>, ledger: &'a Ledger) {
        let zones = self.zones();
        let order = line.order;
        let notices = ledger.notices.iter().filter(|notice| {
            notice.order == *order && notice.sku == *line.sku && notice.told == line.told
        });
        line.rows = notices.collect();
        let notices = line.rows.iter().map(|row| Notice {
            at: At {
                seq: row.seq,
                day: zones.offered(row.at),
            },
            until: row.until.clone(),
        });
        line.notices = notices.collect();
        let is_of_line = |answer: &&AnswerRow| {
            let mut notices = line.rows.iter();
            answer.order == *order && notices.any(|notice| notice.number == answer.notice)
        };
        line.answered = ledger.answers.iter().filter(is_of_line).collect();
        let answers = line.answered.iter().map(|row| Answer {
            at: At {
                seq: row.seq,
                day: zones.answered(row.at),
            },
            choice: row.choice,
        });
        line.answers = answers.collect();
    }

    /// A line with what the law says of it now.
    pub(crate) fn view(&self, line: &LawLine<'_>) -> DelayView {
        let facts = self.facts(line);
        let Standing { state, duty } = standing(&facts, self.days());
        DelayView {
            sku: line.sku.clone(),
            backorder: BackorderId::of(line.order, line.number),
            units: line.units,
            regime: self.regime,
            due: line.due,
            state,
            duty,
            waits: line.is_open && facts.may_answer(self.days()),
            notices: (0..)
                .zip(&line.rows)
                .map(|(place, row)| self.notice(line, place, row))
                .collect(),
        }
    }

    /// What the law asks of a line.
    pub(crate) fn facts<'l>(&self, line: &'l LawLine<'_>) -> Facts<'l> {
        let zones = self.zones();
        let at = |(seq, at): (i64, Timestamp)| At {
            seq,
            day: zones.offered(at),
        };
        Facts {
            regime: self.regime,
            due: line.due,
            notices: &line.notices,
            answers: &line.answers,
            hand_over: line.gone.hand_over.map(at),
            arrived: line.gone.arrived.map(at),
            decided: line.gone.ended.map(|(seq, when, by)| Decision {
                at: at((seq, when)),
                by_shop: by != Actor::Shopper,
            }),
            needed_by: line.needed_by,
            expected: line.expected,
        }
    }

    fn notice(&self, line: &LawLine<'_>, place: usize, row: &NoticeRow) -> NoticeView {
        let mut answers = line.answered.iter().rev();
        let answer = answers.find(|answer| answer.notice == row.number);
        NoticeView {
            number: row.number,
            kind: row.kind,
            until: row.until.clone(),
            channel: row.channel,
            at: row.at,
            late_there: self.zones().is_late_for_people(row.at),
            answer_by: self.facts(line).answer_by(place),
            token: row.token.clone(),
            answer: answer.map(|answer| AnswerView {
                choice: answer.choice,
                channel: answer.channel,
                at: answer.at,
            }),
        }
    }
}
