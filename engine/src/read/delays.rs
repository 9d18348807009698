//! What the law of delay asks for today.

use super::attention::LIST_MAX;
use crate::Engine;
use crate::error::ReadError;
use crate::expect::{Gone, Law, Unit};
use crate::store::attention::RunRow;
use crate::store::delays::{self, LateFrom, Ledger, MaybeLate};
use dockline_domain::dates::{Window, add_days};
use dockline_domain::delay::{DelayLaw, Kind};
use dockline_domain::id::OrderId;
use dockline_view::Shop;
use dockline_view::console::{DelayDue, Delays, Listed};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Most units that are looked at, those with the earliest day first.
pub(super) const LOOKED_AT_MAX: usize = 2_000;
/// Days before the last one on which what was told none is looked at.
const DAYS_AHEAD: i32 = 7;

impl Engine {
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
        Ok(Delays {
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
    }
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
        let to = first.address.as_ref();
        let to = to.map(|to| (to.country, to.region.as_deref()));
        let Some(law) = Law::of(shop, to, first.placed_at, now) else {
            continue;
        };
        let units = order.iter().map(|row| Unit {
            order: &row.order,
            number: row.number,
            sku: &row.sku,
            quantity: row.quantity,
            state: &row.state,
            told: row.told,
            expected: row.latest.map(Window::day),
            gone: Gone::default(),
        });
        for line in law.lines(units, ledger) {
            let view = law.view(&line);
            due.extend(view.duty.map(|duty| DelayDue {
                number: first.order_number,
                reference: first.prefix.of(first.order_number),
                sku: view.sku,
                units: view.units,
                regime: view.regime,
                told: view.due,
                state: view.state,
                duty,
            }));
        }
    }
    due
}
