//! What happens next in a shop by itself: everything that waits for its time, from the rows in which
//! that time stands. So a rehearsal says to which day its clock is worth moving.

use crate::Engine;
use crate::error::ReadError;
use crate::store::orders::OrderRow;
use crate::store::payments::ChargeRow;
use crate::store::{StoreError, methods, orders, payments, promises, supply};
use dockline_domain::dates::add_days;
use dockline_domain::message::TOLD_OF_CHARGE_DAYS;
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::GatewayKind;
use dockline_view::{About, Coming, Happening, PurchaseOrder, Shop};
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// Most things of one kind.
const OF_A_KIND_MAX: i64 = 20;
/// Days ahead for which people are told that they are charged.
const DAYS_AHEAD: i32 = 90;

impl Engine {
    /// What happens next in a shop by itself, the soonest first: as far as it stands written down
    /// now, and the first of each kind. What is already to be done comes before all else.
    pub async fn coming(&self, shop: &Arc<Shop>) -> Result<Vec<Coming>, ReadError> {
        let is_charged =
            shop.gateway_kind.is_some_and(GatewayKind::is_hosted) && shop.writes_mails();
        let (lapsing, charges, told, supply) = self
            .ask(async |session| {
                let mut told = Vec::new();
                if is_charged {
                    let from = add_days(shop.day, TOLD_OF_CHARGE_DAYS + 1);
                    let days = (from, add_days(shop.day, DAYS_AHEAD));
                    let leaving = promises::leaving(session, &shop.id, days, OF_A_KIND_MAX).await?;
                    for (id, earliest) in leaving {
                        let order = orders::by_id(session, &shop.id, &id).await?;
                        told.extend(order.map(|order| (order, earliest)));
                    }
                }
                Ok::<_, StoreError>((
                    methods::lapsing(session, &shop.id, OF_A_KIND_MAX).await?,
                    payments::timed(session, &shop.id, OF_A_KIND_MAX).await?,
                    told,
                    supply::soonest(session, &shop.id, ("", ""), false, OF_A_KIND_MAX).await?,
                ))
            })
            .await?;
        let lapsing = lapsing.into_iter().map(|(number, prefix, at)| Coming {
            at,
            what: Happening::OrderLapses,
            about: about(number, &prefix),
        });
        let told = told.iter();
        let told = told.filter_map(|(order, earliest)| charge_told(shop, order, *earliest));
        let dates = supply.into_iter().filter_map(|order| passes(shop, order));
        let mut coming: Vec<Coming> = lapsing.chain(told).chain(dates).collect();
        coming.extend(charges.iter().flat_map(of_charge));
        coming.extend(self.law_to_come(shop).await?);
        coming.sort_by_key(|one| (one.at, one.what));
        Ok(coming)
    }
}

/// When a day begins in a shop.
fn begins(shop: &Shop, day: Date) -> Option<Timestamp> {
    shop.zone.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

fn about(number: i64, prefix: &OrderPrefix) -> About {
    About::Order {
        number,
        reference: prefix.of(number),
    }
}

/// People are told of a charge when the day begins that is so long before their window.
fn charge_told(shop: &Shop, order: &OrderRow, earliest: Date) -> Option<Coming> {
    Some(Coming {
        at: begins(shop, add_days(earliest, -TOLD_OF_CHARGE_DAYS))?,
        what: Happening::ChargeTold,
        about: about(order.number, &order.prefix),
    })
}

/// On the day after its last one a purchase order is overdue, and serves nobody new.
fn passes(shop: &Shop, order: PurchaseOrder) -> Option<Coming> {
    let latest = order.expected?.latest();
    let at = begins(shop, add_days(latest, 1)).filter(|_| latest >= shop.day)?;
    Some(Coming {
        at,
        what: Happening::DatePasses,
        about: About::Supply(order.reference),
    })
}

/// What is to be done about a charge at its time. A bank that is waited for is asked every few
/// seconds at first: that is no news.
fn of_charge(charge: &ChargeRow) -> Vec<Coming> {
    let next = |what| charge.next_at.map(|at| (at, what));
    let passes_on = charge.hold_until.map(|at| (at, Happening::UnitsPassOn));
    let found = match charge.state {
        State::Failed { .. } => {
            let again = next(Happening::ChargeTriedAgain);
            [
                again.filter(|_| charge.next_at != charge.hold_until),
                passes_on,
            ]
        }
        State::Action => [passes_on, None],
        State::Settling => [next(Happening::DebitLookedAt), None],
        State::Due | State::Opening | State::Open | State::Asking => {
            [next(Happening::CardCharged), None]
        }
        State::Unknown
        | State::Paid
        | State::Covered
        | State::Waived
        | State::Cancelling
        | State::Cancelled
        | State::NeedsPerson => [None, None],
    };
    let coming = found.into_iter().flatten().map(|(at, what)| Coming {
        at,
        what,
        about: about(charge.order_number, &charge.prefix),
    });
    coming.collect()
}
