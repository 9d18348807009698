//! What the law of delay asks for today.

use super::attention::LIST_MAX;
use crate::Engine;
use crate::command::NamedLine;
use crate::error::ReadError;
use crate::expect::{Gone, Law, Unit};
use crate::store::attention::RunRow;
use crate::store::delays::{self, LateFrom, Ledger, MaybeLate};
use crate::store::promises::{self, SaidLast};
use dockline_domain::backorder::State as Backorder;
use dockline_domain::dates::{Window, add_days};
use dockline_domain::delay::{
    DelayLaw, Due, Giving, Kind, Known, State, Until, Why, due_now, standing,
};
use dockline_domain::id::OrderId;
use dockline_view::console::{DelayDue, Delays, Listed};
use dockline_view::{About, Coming, Happening, Shop};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// Most units that are looked at, those with the earliest day first.
pub(super) const LOOKED_AT_MAX: usize = 2_000;
/// Most units that are looked at where the law is kept by itself: what people were asked about is not
/// among them, but what is left to them is.
const LAW_LOOKED_AT_MAX: i64 = 20_000;
/// Hours after a day began in the shop within which it is over everywhere.
const HOURS_TO_END: i64 = 60;
/// Days before the last one on which what was told none is looked at.
const DAYS_AHEAD: i32 = 7;

/// What the law asks for by itself in a shop.
#[derive(Debug, Default)]
pub(crate) struct LawDue {
    /// The notices that are to be given now.
    pub(crate) notices: Vec<(NamedLine, Until)>,
    /// What the law has ended.
    pub(crate) ended: Vec<NamedLine>,
    /// Notices that are due later, by the shop's time, each with the order they are about.
    waits: Vec<(Timestamp, OrderId)>,
}

impl LawDue {
    /// When the next notice is due, by the shop's time.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.waits.iter().map(|(at, _)| *at).min()
    }
}

/// What may be late by law in a shop that keeps it by itself.
struct LawRows {
    shop: Arc<Shop>,
    rows: Vec<MaybeLate>,
    ledger: Ledger,
    said: Said,
}

impl Engine {
    /// For how long a date that has moved is not told, in case it moves again. The clock of a
    /// rehearsal goes faster than the one by which mails are sent.
    pub(crate) fn news_wait(&self, shop: &Shop) -> Duration {
        match shop.rules.delay.wait_minutes {
            _ if shop.rehearsal => Duration::ZERO,
            Some(minutes) => Duration::from_mins(u64::from(minutes)),
            None => self.usual_news_wait,
        }
    }

    /// What is due in a shop that keeps the law by itself, as far as it was not told yet.
    pub(crate) async fn law_due(&self, shop: &Arc<Shop>) -> Result<LawDue, ReadError> {
        let untold = Some(add_days(shop.day, -Kind::DAYS));
        let law = self.law_rows(shop, untold).await?;
        let now = self.law_now(&law.shop);
        let mut found = LawDue::default();
        for order in law.rows.chunk_by(|a, b| a.order == b.order) {
            law_of(&law.shop, order, (&law.ledger, &law.said), now, &mut found);
        }
        Ok(found)
    }

    /// What the law does by itself later, as far as anybody knows: notices that are given, and orders
    /// that it ends unless somebody answers, each with its number for people.
    pub(super) async fn law_to_come(&self, shop: &Arc<Shop>) -> Result<Vec<Coming>, ReadError> {
        if !shop.law_is_automatic() {
            return Ok(Vec::new());
        }
        let law = self.law_rows(shop, None).await?;
        let now = self.law_now(&law.shop);
        let mut coming = Vec::new();
        for order in law.rows.chunk_by(|a, b| a.order == b.order) {
            let mut found = LawDue::default();
            law_of(&law.shop, order, (&law.ledger, &law.said), now, &mut found);
            let given = found.next().map(|at| (at, Happening::NoticeGiven));
            let ended = ends_at(&law.shop, order, &law.ledger, now.0);
            let ended = ended.map(|at| (at, Happening::EndedByLaw));
            coming.extend(given.into_iter().chain(ended).map(|(at, what)| Coming {
                at,
                what,
                about: About::Order {
                    number: order[0].order_number,
                    reference: order[0].prefix.of(order[0].order_number),
                },
            }));
        }
        Ok(coming)
    }

    /// The shop's time, and for how long a date that has moved is not told.
    fn law_now(&self, shop: &Shop) -> (Timestamp, SignedDuration) {
        let wait = SignedDuration::try_from(self.news_wait(shop));
        (shop.time(self.now()), wait.unwrap_or(SignedDuration::ZERO))
    }

    async fn law_rows(&self, shop: &Arc<Shop>, untold: Option<Date>) -> Result<LawRows, ReadError> {
        let (shop, runs) = self.runs_of_all_lines(shop).await?;
        let runs = super::attention::runs(&runs);
        let limit = LAW_LOOKED_AT_MAX;
        let (rows, ledger, said) = self
            .ask(async |session| {
                let from = LateFrom {
                    untold,
                    ..from(&shop)
                };
                let rows = delays::maybe_late(session, &shop, &runs, from, limit).await?;
                let orders: BTreeSet<&OrderId> = rows.iter().map(|row| &row.order).collect();
                let ledger = delays::ledger(session, &shop.id, orders).await?;
                let named = rows.iter().map(|row| (&row.order, row.number));
                let said = promises::said_last(session, &shop.id, named).await?;
                Ok((rows, ledger, said))
            })
            .await?;
        Ok(LawRows {
            shop,
            rows,
            ledger,
            said,
        })
    }

    /// What the law of delay asks for of what has not left; `some_lines` says that there are longer
    /// lines than those of the runs. A shop that keeps none is not asked.
    pub(super) async fn delays(
        &self,
        shop: &Shop,
        runs: &[RunRow<'_>],
        some_lines: bool,
    ) -> Result<Delays, ReadError> {
        if shop.rules.delay.law == DelayLaw::Off {
            return Ok(Delays::default());
        }
        let limit = i64::try_from(LOOKED_AT_MAX).unwrap_or(i64::MAX) + 1;
        let (mut rows, ledger) = self
            .ask(async |session| {
                let rows = delays::maybe_late(session, shop, runs, from(shop), limit).await?;
                let orders: BTreeSet<&OrderId> = rows.iter().map(|row| &row.order).collect();
                let ledger = delays::ledger(session, &shop.id, orders).await?;
                Ok((rows, ledger))
            })
            .await?;
        // Whose lines are not looked at has lines that may be late.
        let more = rows.len() > LOOKED_AT_MAX || some_lines;
        rows.truncate(LOOKED_AT_MAX);
        let mut due = due(shop, &rows, &ledger, shop.time(self.now()));
        due.sort_by_key(|line| (line.duty.by(), line.number));
        let notices = due.iter().filter(|line| line.duty.is_notice());
        let is_set = shop.rules.delay.law == DelayLaw::Automatic;
        Ok(Delays {
            suspended: is_set && !shop.law_is_automatic(),
            notices: count(notices.clone()),
            first_by: notices.map(|line| line.duty.by()).min(),
            ended: count(due.iter().filter(|line| !line.duty.is_notice())),
            more,
            due: Listed::cut(due, LIST_MAX),
        })
    }
}

fn count<T>(of: impl Iterator<Item = T>) -> u32 {
    u32::try_from(of.count()).unwrap_or(u32::MAX)
}

/// The last days that may be over somewhere: a day ends somewhere else before it does in the shop.
fn from(shop: &Shop) -> LateFrom {
    let told = add_days(shop.day, 1);
    let ordered = add_days(told, DAYS_AHEAD - Kind::DAYS).at(0, 0, 0, 0);
    LateFrom {
        told,
        ordered_before: shop.zone.to_timestamp(ordered).unwrap_or(Timestamp::MIN),
        untold: None,
    }
}

/// The units of an order as the law looks at them.
fn units_of(order: &[MaybeLate]) -> impl Iterator<Item = Unit<'_>> {
    order.iter().map(|row| Unit {
        order: &row.order,
        number: row.number,
        sku: &row.sku,
        quantity: row.quantity,
        state: &row.state,
        told: row.told,
        expected: row.latest.map(Window::day),
        gone: Gone::default(),
    })
}

/// The law of an order; none where the shop keeps none for it.
fn law_for<'a>(shop: &'a Shop, order: &'a [MaybeLate], now: Timestamp) -> Option<Law<'a>> {
    let first = order.first()?;
    let to = first.address.as_ref();
    let to = to.map(|to| (to.country, to.region.as_deref()));
    Law::of(shop, to, first.placed_at, now)
}

/// What was said last of each backorder: since when, and why.
type Said = HashMap<(OrderId, u32), SaidLast>;

/// Adds what is due of one order.
fn law_of(
    shop: &Shop,
    order: &[MaybeLate],
    (ledger, said): (&Ledger, &Said),
    (now, wait): (Timestamp, SignedDuration),
    found: &mut LawDue,
) {
    let Some(law) = law_for(shop, order, now) else {
        return;
    };
    for line in law.lines(units_of(order), ledger) {
        let named = NamedLine {
            order: line.order.clone(),
            sku: line.sku.clone(),
            told: line.told,
        };
        let stands = standing(&law.facts(&line), law.days());
        if matches!(stands.state, State::Cancelled(_)) {
            // What is left to people is none of this.
            if law.ends_by_itself(&line) {
                found.ended.push(named);
            }
            continue;
        }
        let duty = stands.duty.filter(|duty| duty.is_notice());
        let Some(duty) = duty.filter(|_| !line.has_mail_on_its_way()) else {
            continue;
        };
        let last = line.backorders.iter();
        let last = last.filter_map(|number| said.get(&(line.order.clone(), *number)));
        let last = last.max_by_key(|said| said.at);
        let known = Known {
            regime: law.regime(),
            duty,
            due: law.facts(&line).due,
            expected: ships(shop, order, &line.backorders),
            counted: law.facts(&line).expected,
            is_here: is_here(order, &line.backorders),
            ordered: law.ordered(),
            known_since: last.map(|said| said.at),
            reason: last.and_then(|said| Why::parse(said.reason.as_deref()?).ok()),
        };
        let local = shop.zone.to_datetime(now);
        match due_now(&known, local, now, wait) {
            Due::Tell(until) => found.notices.push((named, until)),
            Due::Wait(until) => {
                let at = shop.zone.to_timestamp(until).unwrap_or(now);
                found.waits.push((at, order[0].order.clone()));
            }
            Due::Ask => {}
        }
    }
}

/// When the law ends something of an order by itself, unless somebody answers before: the first full
/// hour at which it does.
fn ends_at(shop: &Shop, order: &[MaybeLate], ledger: &Ledger, now: Timestamp) -> Option<Timestamp> {
    let law = law_for(shop, order, now)?;
    let lines = law.lines(units_of(order), ledger);
    let ends = lines
        .iter()
        .filter_map(|line| match standing(&law.facts(line), law.days()).state {
            State::Asked { answer_by: day }
            | State::Deemed { until: day }
            | State::Consented { until: day } => Some(day),
            State::NoLaw
            | State::OnTime
            | State::Open
            | State::Late { .. }
            | State::Shipped
            | State::Cancelled(_) => None,
        });
    let ends = ends.min()?;
    let first = shop.zone.to_timestamp(ends.at(0, 0, 0, 0)).ok()?;
    (0..=HOURS_TO_END).find_map(|hours| {
        let at = first.checked_add(SignedDuration::from_hours(hours)).ok()?;
        let day = shop.zone.to_datetime(at).date();
        // What has ended is cancelled from the shop's own day on.
        (at > now && is_ended(shop, order, ledger, at))
            .then(|| Shop {
                day,
                ..shop.clone()
            })
            .filter(|then| is_cancelled(then, order, ledger, at))
            .map(|_| at)
    })
}

/// Whether something of an order has ended at a time.
fn is_ended(shop: &Shop, order: &[MaybeLate], ledger: &Ledger, at: Timestamp) -> bool {
    law_for(shop, order, at).is_some_and(|law| {
        let lines = law.lines(units_of(order), ledger);
        lines.iter().any(|line| {
            matches!(
                standing(&law.facts(line), law.days()).state,
                State::Cancelled(_)
            )
        })
    })
}

/// Whether something of an order is cancelled by itself at a time of the shop's day.
fn is_cancelled(then: &Shop, order: &[MaybeLate], ledger: &Ledger, at: Timestamp) -> bool {
    law_for(then, order, at).is_some_and(|law| {
        let lines = law.lines(units_of(order), ledger);
        lines.iter().any(|line| law.ends_by_itself(line))
    })
}

/// Whether all of some units are here, and have not left.
fn is_here(order: &[MaybeLate], backorders: &[u32]) -> bool {
    let mut of_line = order.iter().filter(|row| backorders.contains(&row.number));
    of_line.all(|row| {
        matches!(
            row.state,
            Backorder::Allocated | Backorder::Released | Backorder::Packed
        )
    })
}

/// On which day the last of some units ships, as far as anybody knows of all of them.
fn ships(shop: &Shop, order: &[MaybeLate], backorders: &[u32]) -> Option<Date> {
    let of_line = order.iter().filter(|row| backorders.contains(&row.number));
    let days = of_line.map(|row| match row.state {
        Backorder::Queued => row.latest,
        Backorder::Allocated | Backorder::Released | Backorder::Packed => Some(shop.day),
        Backorder::Held { .. }
        | Backorder::OnHold { .. }
        | Backorder::Shipped { .. }
        | Backorder::Delivered
        | Backorder::Cancelled { .. } => None,
    });
    days.reduce(|a, b| a.zip(b).map(|(a, b)| a.max(b)))
        .flatten()
}

/// How many lines would need a notice if backorders shipped on other days, and by when the first.
pub(super) fn notices(
    shop: &Shop,
    rows: &[MaybeLate],
    ledger: &Ledger,
    now: Timestamp,
) -> (u32, Option<Date>) {
    let due = due(shop, rows, ledger, now);
    let notices = due.iter().filter(|line| line.duty.is_notice());
    (
        count(notices.clone()),
        notices.map(|line| line.duty.by()).min(),
    )
}

/// The lines of which something is asked.
fn due(shop: &Shop, rows: &[MaybeLate], ledger: &Ledger, now: Timestamp) -> Vec<DelayDue> {
    let mut due = Vec::new();
    for order in rows.chunk_by(|a, b| a.order == b.order) {
        let first = &order[0];
        let Some(law) = law_for(shop, order, now) else {
            continue;
        };
        for line in law.lines(units_of(order), ledger) {
            let view = law.view(&line);
            let last = view.notices.last().map(|notice| notice.giving);
            due.extend(view.duty.map(|duty| DelayDue {
                number: first.order_number,
                reference: first.prefix.of(first.order_number),
                sku: view.sku,
                units: view.units,
                regime: view.regime,
                told: view.due,
                state: view.state,
                duty,
                not_given: last.filter(|giving| *giving != Giving::Given),
            }));
        }
    }
    due
}
