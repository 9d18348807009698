//! How an order is charged: a method is named on a page of the gateway, checked there, and kept.

use super::cancel_order::{self, CancelOrder};
use super::{Command, charges};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::gateway::Verified;
use crate::store::backorders;
use crate::store::methods::{self, MethodRow};
use crate::store::orders::{self, OrderRow};
use crate::store::payments;
use crate::writer::turn::Turn;
use dockline_domain::backorder::{Actor, State as UnitState};
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::payment::charge;
use dockline_domain::payment::method::{Input, State};
use dockline_domain::reason::Reason;
use dockline_domain::refusal::Refusal;
use dockline_view::Shop;
use jiff::Timestamp;

/// The shopper goes to the gateway to name a method. Its page is theirs alone, so it is not shown.
#[derive(Clone)]
pub(crate) struct BeginMethod {
    pub(crate) order: OrderId,
    /// What the gateway calls it, and the address of its page.
    pub(crate) session: String,
    pub(crate) url: String,
    /// The session that was there before, which is over.
    pub(crate) instead_of: Option<String>,
}

/// The gateway keeps the method that was named in a session. It is not shown.
#[derive(Clone)]
pub(crate) struct RecordMethod {
    pub(crate) order: OrderId,
    pub(crate) session: String,
    pub(crate) verified: Verified,
}

/// Nobody has named a method in time.
#[derive(Debug, Clone)]
pub(crate) struct LapseMethod {
    pub(crate) order: OrderId,
}

/// The method by which an order is charged.
pub(super) fn current(methods: &[MethodRow]) -> Option<&MethodRow> {
    methods.iter().rfind(|row| row.state == State::Verified)
}

/// Where the gateway waits for a method to be named.
pub(crate) fn pending(methods: &[MethodRow]) -> Option<&MethodRow> {
    methods
        .iter()
        .rfind(|row| matches!(row.state, State::Wanted | State::Verifying | State::Failed))
}

/// Whether parcels of an order may be asked for. Where a gateway takes the money itself, a method is
/// to be verified first: there is some time for it, and until then nothing is packed.
pub(super) async fn is_ready(
    turn: &mut Turn<'_>,
    order: &OrderRow,
    gateway: u32,
) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    let settings = payments::gateway(turn.session, &shop.id, gateway).await?;
    if !settings.kind.is_hosted() {
        return Ok(true);
    }
    let rows = methods::of_order(turn.session, &shop.id, &order.id).await?;
    if current(&rows).is_some() {
        return Ok(true);
    }
    if costs_nothing(turn, order).await? {
        return Ok(true);
    }
    if rows.is_empty() {
        let wanted = MethodRow {
            number: 1,
            gateway,
            state: State::Wanted,
            session: None,
            session_url: None,
            until: until(&shop, order),
            customer: None,
            reference: None,
            card: None,
        };
        methods::insert(turn.session, &shop.id, &order.id, &wanted).await?;
    }
    payments::await_payment(turn.session, &shop.id, &order.id, turn.state.seq).await?;
    Ok(false)
}

/// Until when a method has to be verified.
fn until(shop: &Shop, order: &OrderRow) -> Option<Timestamp> {
    let minutes = shop.rules.payment.verify();
    order.placed_at.checked_add(minutes).ok()
}

/// Whether what is kept of an order comes to nothing.
async fn costs_nothing(turn: &mut Turn<'_>, order: &OrderRow) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    let goods = orders::lines(turn.session, &shop.id, &order.id).await?;
    let units = backorders::of_order(turn.session, &shop.id, &order.id).await?;
    let mut kept = units
        .iter()
        .filter(|row| !matches!(row.state, UnitState::Cancelled { .. }))
        .peekable();
    let has_a_price = |sku: &Sku| {
        let line = goods.iter().find(|line| line.sku == *sku);
        line.is_none_or(|line| line.price_minor > 0)
    };
    if kept.peek().is_none() {
        return Ok(true);
    }
    Ok(order.shipping_minor == 0 && !kept.any(|row| has_a_price(&row.sku)))
}

/// Units of an order were cancelled: nobody is asked for a method any more when the rest comes to
/// nothing, and it may be packed.
pub(super) async fn follow_cancellation(
    turn: &mut Turn<'_>,
    order: &OrderRow,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let mut rows = methods::of_order(turn.session, &shop.id, &order.id).await?;
    let is_asked = rows.iter().any(|row| row.until.is_some());
    if !is_asked || !costs_nothing(turn, order).await? {
        return Ok(());
    }
    for row in &mut rows {
        row.until = None;
    }
    methods::save(turn.session, &shop.id, &order.id, &rows).await?;
    charges::seal(turn, &order.id, None).await?;
    Ok(())
}

/// Whether there is something left that may be charged or cancelled.
async fn has_open_units(turn: &mut Turn<'_>, order: &OrderId) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    let units = backorders::of_order(turn.session, &shop.id, order).await?;
    Ok(units.iter().any(|row| row.state.may_be_cancelled()))
}

/// The order with its methods, where a gateway takes its money.
async fn find(
    turn: &mut Turn<'_>,
    order: &OrderId,
) -> Result<(OrderRow, u32, Vec<MethodRow>), ExecuteError> {
    let shop = turn.shop();
    let order = turn.order(order, None).await?;
    let gateway = order.gateway.ok_or(Refusal::NothingToName)?;
    let rows = methods::of_order(turn.session, &shop.id, &order.id).await?;
    Ok((order, gateway, rows))
}

impl Command for BeginMethod {
    /// The address of the page to go to.
    type Answer = String;

    async fn run(self, turn: &mut Turn<'_>) -> Result<String, ExecuteError> {
        let shop = turn.shop();
        let (order, gateway, mut rows) = find(turn, &self.order).await?;
        let is_lapsed = rows.iter().any(|row| row.state == State::Lapsed);
        if is_lapsed || !has_open_units(turn, &self.order).await? {
            return Err(Refusal::NothingToName.into());
        }
        let last = rows.last().map_or(0, |row| row.number);
        let open = rows.iter_mut().rfind(|row| row.state == State::Verifying);
        let until = match open {
            // Somebody else was faster: both go to the same page.
            Some(row) if row.session != self.instead_of => {
                let url = row.session_url.clone();
                return url.ok_or(ExecuteError::Internal);
            }
            Some(row) => {
                row.state = row.state.take(Input::Refused).unwrap_or(row.state);
                row.until.take()
            }
            // Faster than those who write down that one is wanted.
            None if last == 0 => until(&shop, &order),
            None => rows.iter_mut().find_map(|row| row.until.take()),
        };
        methods::save(turn.session, &shop.id, &self.order, &rows).await?;
        let begun = MethodRow {
            number: last + 1,
            gateway,
            state: State::Verifying,
            session: Some(self.session),
            session_url: Some(self.url.clone()),
            until,
            customer: None,
            reference: None,
            card: None,
        };
        methods::insert(turn.session, &shop.id, &self.order, &begun).await?;
        Ok(self.url)
    }
}

impl Command for RecordMethod {
    /// Whether the order is charged by it from now on.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let (_, _, mut rows) = find(turn, &self.order).await?;
        let named = |row: &MethodRow| row.session.as_deref() == Some(&self.session);
        // The session of another order changes nothing.
        let Some(at) = rows.iter().position(named) else {
            return Ok(false);
        };
        if rows[at].state == State::Verified {
            return Ok(true);
        }
        let Some(state) = rows[at].state.take(Input::Verified) else {
            return Ok(false);
        };
        // Nothing is kept of a card that is charged for nothing.
        if state == State::Verified && !has_open_units(turn, &self.order).await? {
            return Ok(false);
        }
        // A charge takes the cards of one customer.
        let mut customers = rows.iter().filter_map(|row| row.customer.as_ref());
        if customers.any(|customer| *customer != self.verified.customer) {
            return Ok(false);
        }
        rows[at].state = state;
        if state == State::Verified {
            for row in &mut rows {
                let other = row.session.as_deref() != Some(&self.session);
                if other && let Some(replaced) = row.state.take(Input::Replace) {
                    row.state = replaced;
                }
                row.until = None;
            }
            rows[at].customer = Some(self.verified.customer);
            rows[at].reference = Some(self.verified.reference);
            rows[at].card = Some(self.verified.card);
        }
        methods::save(turn.session, &shop.id, &self.order, &rows).await?;
        if state != State::Verified {
            return Ok(false);
        }
        turn.log(Event::MethodVerified {
            order: self.order.clone(),
        });
        turn.touch_order(&self.order);
        charges::seal(turn, &self.order, None).await?;
        try_again(turn, &self.order).await?;
        Ok(true)
    }
}

/// What the method before did not pay is asked of the new one now. So is what fell due before there
/// was any: a program that knows no methods asks for a parcel without one.
async fn try_again(turn: &mut Turn<'_>, order: &OrderId) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let now = turn.at;
    for mut row in payments::of_order(turn.session, &shop.id, order).await? {
        let was_left = row.state == charge::State::Due
            && row.kind.is_hosted()
            && !row.by_hand
            && row.next_at.is_none();
        if was_left || row.state.is_to_repair() {
            if row.state == charge::State::Due {
                row.hold_until = None;
            }
            (row.tried, row.next_at, row.by_hand) = (0, Some(now), false);
            let version = row.version;
            let write = row.saved(&shop.id, version);
            turn.session.write(&[write]).await?;
        }
    }
    Ok(())
}

impl Command for LapseMethod {
    /// Whether the order was cancelled.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let (order, _, mut rows) = find(turn, &self.order).await?;
        let is_due = |row: &MethodRow| row.until.is_some_and(|until| until <= turn.at);
        if !rows.iter().any(is_due) {
            return Ok(false);
        }
        // Who has cancelled everything that costs something needs no card any more.
        let is_open =
            has_open_units(turn, &self.order).await? && !costs_nothing(turn, &order).await?;
        for row in &mut rows {
            if is_open {
                row.state = row.state.take(Input::Lapse).unwrap_or(row.state);
            }
            row.until = None;
        }
        methods::save(turn.session, &shop.id, &self.order, &rows).await?;
        if !is_open {
            return Ok(false);
        }
        let cancel = CancelOrder {
            order: self.order,
            lines: Vec::new(),
            by: Actor::System,
            reason: Reason::NotVerified,
            if_version: None,
        };
        cancel_order::cancel(cancel, None, turn).await?;
        Ok(true)
    }
}
