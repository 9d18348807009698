//! What the law of delay says of the units of an order.

use crate::event::Event;
use crate::store::delays::{AnswerRow, Ledger, NoticeRow};
use dockline_domain::backorder::{Actor, State};
use dockline_domain::country::Country;
use dockline_domain::dates::Window;
use dockline_domain::delay::{
    Answer, At, Choice, Days, Decision, DelayLaw, Facts, Giving, Ground, Kind, NoNotice, Notice,
    Regime, Standing, State as Stands, Until, Zones, due, is_carried_out, standing,
};
use dockline_domain::id::{BackorderId, OrderId, ShipmentId, Sku};
use dockline_domain::transit::arrival;
use dockline_view::{AnswerView, Became, DelayView, NoticeView, Shop};
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
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit<'a> {
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) sku: &'a Sku,
    pub(crate) quantity: u32,
    pub(crate) state: &'a State,
    /// The window that counts by law.
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
    /// What became of a backorder, of all that happened to its order.
    pub(crate) fn of<'e>(
        (row, parcel): (BackorderId, Option<ShipmentId>),
        (sku, state): (&Sku, &State),
        events: impl IntoIterator<Item = (i64, Timestamp, &'e Event)>,
    ) -> Self {
        let mut gone = Self::default();
        // A part of a backorder gets a number of its own when it is cancelled, which no event names.
        let mut is_named = false;
        for (seq, at, event) in events {
            match (event, state) {
                (
                    Event::OrderCancelled1 { lines, reason, .. },
                    State::Cancelled { reason: why, by },
                ) if reason == why && lines.iter().any(|line| line.sku == *sku) => {
                    gone.ended = gone.ended.or(Some((seq, at, *by)));
                }
                (
                    Event::OrderCancelled {
                        lines,
                        reason,
                        by,
                        parts,
                        ..
                    },
                    State::Cancelled {
                        reason: why,
                        by: whose,
                    },
                ) if (reason, by) == (why, whose) && lines.iter().any(|line| line.sku == *sku) => {
                    let names = parts.iter().any(|part| part.backorder == row);
                    if names || !is_named && gone.ended.is_none() {
                        gone.ended = Some((seq, at, *by));
                    }
                    is_named |= names;
                }
                (_, State::Cancelled { .. }) => {}
                (
                    Event::ShipmentHandedOver1 { shipment, .. }
                    | Event::ShipmentHandedOver { shipment, .. },
                    _,
                ) if parcel.as_ref() == Some(shipment) => gone.hand_over = Some((seq, at)),
                (Event::ShipmentDelivered { shipment, at, .. }, _)
                    if parcel.as_ref() == Some(shipment) =>
                {
                    gone.arrived = Some((seq, *at));
                }
                _ => {}
            }
        }
        gone
    }
}

/// What became of units in a state.
fn became(state: &State) -> Became {
    match state {
        State::Queued
        | State::Held { .. }
        | State::Allocated
        | State::Released
        | State::Packed
        | State::OnHold { .. } => Became::Waiting,
        State::Shipped { .. } | State::Delivered => Became::Left,
        State::Cancelled { .. } => Became::Cancelled,
    }
}

/// Units of a line for which one day was told, with what the law asks of them.
pub(crate) struct LawLine<'a> {
    pub(crate) order: &'a OrderId,
    pub(crate) sku: &'a Sku,
    /// The numbers of its backorders.
    pub(crate) backorders: Vec<u32>,
    pub(crate) units: u32,
    /// The day on which they were to ship: the name of the line in the ledger.
    pub(crate) told: Date,
    /// That day, where it was told.
    ships: Option<Date>,
    /// Whether some of them wait in line.
    pub(crate) is_in_line: bool,
    became: Became,
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
        placed_at: Timestamp,
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
            needed_by: None,
            first: zone(first),
            last: zone(last),
            now,
        })
    }

    /// Whose law it is.
    pub(crate) fn regime(&self) -> Regime {
        self.regime
    }

    /// On which day it was ordered, by the shop's time.
    pub(crate) fn ordered(&self) -> Date {
        self.ordered
    }

    /// The day after which the order is of no use, as it was told before ordering.
    pub(crate) fn needed_by(self, needed_by: Option<Date>) -> Self {
        Self { needed_by, ..self }
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

    /// Until when a notice asks to wait, as the law counts it: it names the days on which units ship.
    fn counted_until(&self, until: &Until) -> Until {
        let counted = |day| self.counted(Window::day(day));
        match until {
            Until::Day {
                last,
                further,
                reason,
            } => Until::Day {
                last: counted(*last),
                further: further.map(counted),
                reason: reason.clone(),
            },
            Until::Unknown { .. } => until.clone(),
        }
    }

    /// What a notice given now would be; refused where there may be none.
    pub(crate) fn offer(&self, line: &LawLine<'_>, until: &Until) -> Result<Kind, NoNotice> {
        let until = self.counted_until(until);
        self.facts(line).offer(&until, self.days())
    }

    /// Whether a last day may be set, and not before which.
    pub(crate) fn last_date_from(&self, line: &LawLine<'_>) -> Option<Date> {
        (!self.regime.is_american()).then(|| line.due.max(self.shop.day))
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
            let line = self.line(unit);
            let known = lines.iter_mut().find(|known| {
                known.order == line.order
                    && known.sku == line.sku
                    && known.told == line.told
                    && known.gone == line.gone
                    && known.became == line.became
            });
            match known {
                Some(known) => known.add(line),
                None => lines.push(line),
            }
        }
        for line in &mut lines {
            self.read(line, ledger);
        }
        lines
    }

    fn line(&self, unit: Unit<'a>) -> LawLine<'a> {
        let ships = unit.told.map(Window::latest);
        let told = due(ships, self.ordered);
        LawLine {
            order: unit.order,
            sku: unit.sku,
            backorders: vec![unit.number],
            units: unit.quantity,
            told,
            ships,
            is_in_line: *unit.state == State::Queued,
            became: became(unit.state),
            // Thirty days are counted to the delivery itself.
            due: unit.told.map_or(told, |told| self.counted(told)),
            expected: self.expected(&unit),
            needed_by: self.needed_by,
            gone: unit.gone,
            rows: Vec::new(),
            notices: Vec::new(),
            answered: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// Takes what was told of a line, and answered, from the ledger of its order.
    fn read(&self, line: &mut LawLine<'a>, ledger: &'a Ledger) {
        let zones = self.zones();
        let order = line.order;
        let notices = ledger.notices.iter().filter(|notice| {
            notice.order == *order && notice.sku == *line.sku && notice.told == line.told
        });
        line.rows = notices.collect();
        // What nobody was given counts for nothing.
        let given = line.rows.iter().filter(|row| row.giving == Giving::Given);
        let notices = given.map(|row| Notice {
            at: At {
                seq: row.seq,
                day: zones.offered(row.at),
            },
            until: self.counted_until(&row.until),
        });
        line.notices = notices.collect();
        line.notices.sort_by_key(|notice| notice.at.seq);
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
            choice: self.counted_choice(row.choice),
        });
        line.answers = answers.collect();
    }

    /// An answer as the law counts it: waiting as long as a notice asks is until it ships.
    fn counted_choice(&self, choice: Choice) -> Choice {
        match choice {
            Choice::Wait { until } => Choice::Wait {
                until: until.map(|day| self.counted(Window::day(day))),
            },
            Choice::Cancel | Choice::LastDate { .. } => choice,
        }
    }

    /// A line with what the law says of it now.
    pub(crate) fn view(&self, line: &LawLine<'_>) -> DelayView {
        let facts = self.facts(line);
        let Standing { state, duty } = standing(&facts, self.days());
        let is_open = line.became == Became::Waiting;
        DelayView {
            sku: line.sku.clone(),
            backorder: BackorderId::of(line.order, line.backorders[0]),
            units: line.units,
            regime: self.regime,
            told: line.ships,
            due: line.due,
            state,
            // What has left is not cancelled, whatever had ended it.
            duty: duty.filter(|_| line.became != Became::Left),
            became: line.became,
            waits: is_open && facts.may_answer(self.days()),
            notices: line.rows.iter().map(|row| self.notice(line, row)).collect(),
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

    fn notice(&self, line: &LawLine<'_>, row: &NoticeRow) -> NoticeView {
        let is_given = row.giving == Giving::Given;
        NoticeView {
            late_there: is_given && self.zones().is_late_for_people(row.at),
            answer_by: self.answer_by(line, row),
            may_be_sent: !is_given && self.is_true(line, row),
            ..recorded(row, line.answered.iter().copied())
        }
    }

    /// Until when an answer to a notice counts. One that was not given is answered as if it were
    /// given now: its mail says so.
    fn answer_by(&self, line: &LawLine<'_>, row: &NoticeRow) -> Option<Date> {
        let facts = self.facts(line);
        let place = line.notices.iter().position(|one| one.at.seq == row.seq);
        if let Some(place) = place.filter(|_| row.giving == Giving::Given) {
            return facts.answer_by(place);
        }
        let mut notices = line.notices.clone();
        notices.push(Notice {
            at: At {
                seq: i64::MAX,
                day: self.days().shop,
            },
            until: self.counted_until(&row.until),
        });
        let notices = notices.as_slice();
        Facts { notices, ..facts }.answer_by(line.notices.len())
    }

    /// Whether a notice that was not given still says what is so: it may be given, it is what it
    /// was when it was written, and what it is about is not here by now.
    fn is_true(&self, line: &LawLine<'_>, row: &NoticeRow) -> bool {
        let is_here = !line.is_in_line && self.facts(line).is_in_time(self.days());
        !is_here && self.offer(line, &row.until) == Ok(row.kind)
    }
}

impl Law<'_> {
    /// Whether the law has ended a line since the shop carries that out by itself. What had ended
    /// before, and what somebody ended, is left to people.
    pub(crate) fn has_ended(&self, line: &LawLine<'_>) -> bool {
        self.ended_by_law(line).is_some()
    }

    fn ended_by_law(&self, line: &LawLine<'_>) -> Option<(Date, Date)> {
        let rules = self.shop.rules.delay;
        let since = rules.since.filter(|_| rules.law == DelayLaw::Automatic)?;
        let Stands::Cancelled(ended) = standing(&self.facts(line), self.days()).state else {
            return None;
        };
        let by_law = match ended.ground {
            Ground::Unanswered | Ground::Passed | Ground::NotOffered => true,
            Ground::ByShopper | Ground::ByShop => false,
        };
        (by_law && ended.on > since && !line.may_have_been_told()).then_some((ended.on, since))
    }

    /// Whether what the law has ended is cancelled by itself now.
    pub(crate) fn ends_by_itself(&self, line: &LawLine<'_>) -> bool {
        self.ended_by_law(line)
            .is_some_and(|(on, since)| is_carried_out(on, since, self.shop.day))
    }
}

impl<'a> LawLine<'a> {
    /// Whether nobody knows of one of its notices whether people got it: the connection to the mail
    /// server ended before it answered. Only people can find out.
    fn may_have_been_told(&self) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| row.is_uncertain && row.giving != Giving::Given)
    }

    /// Whether a mail with a notice of it waits to be sent.
    pub(crate) fn has_mail_on_its_way(&self) -> bool {
        self.rows.iter().any(|row| row.giving == Giving::Planned)
    }

    /// Adds units that went the same way.
    fn add(&mut self, more: LawLine<'a>) {
        self.units = self.units.saturating_add(more.units);
        self.backorders.extend(more.backorders);
        self.is_in_line |= more.is_in_line;
        // As late as the last of them, and unknown when one of them is.
        self.expected = self.expected.zip(more.expected).map(|(a, b)| a.max(b));
    }
}

/// A notice as it was recorded, whatever became of its line, with the last answer to it.
pub(crate) fn recorded<'r>(
    row: &NoticeRow,
    answers: impl IntoIterator<Item = &'r AnswerRow>,
) -> NoticeView {
    let answers = answers.into_iter();
    let own = answers.filter(|one| one.order == row.order && one.notice == row.number);
    NoticeView {
        number: row.number,
        sku: row.sku.clone(),
        told: row.told,
        kind: row.kind,
        until: row.until.clone(),
        channel: row.channel,
        giving: row.giving,
        by_mail: row.by_mail,
        may_be_sent: false,
        at: row.at,
        late_there: false,
        answer_by: None,
        token: row.token.clone(),
        answer: own.last().map(|answer| AnswerView {
            choice: answer.choice,
            channel: answer.channel,
            at: answer.at,
        }),
    }
}
