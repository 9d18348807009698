//! What falls due with a parcel, and what becomes of that when units are cancelled.

use super::{Command, cancel_order, methods, refunds};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::backorders::{self, BackorderRow};
use crate::store::orders::{self, OrderRow};
use crate::store::payments::{self, ChargeRow, LineRow, NewCharge, NewEntry, SealedParcel};
use crate::writer::turn::Turn;
use dockline_domain::backorder::{State as UnitState, Step};
use dockline_domain::dates::add_days;
use dockline_domain::id::{ChargeId, OrderId, ShipmentId, Sku};
use dockline_domain::money::Currency;
use dockline_domain::payment::charge::{Input, State};
use dockline_domain::payment::parcel::{Units, cost_of, free_units};
use dockline_domain::payment::refund::Moved;
use dockline_domain::reason::Reason;
use dockline_domain::refusal::Refusal;
use dockline_view::{MoneyKind, Shop};
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Ask for the money of the parcels of some orders that are about to leave. Those that were asked
/// for, and orders that are not paid by way of these pages, stay as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SealParcels {
    pub(crate) orders: Vec<OrderId>,
}

impl Command for SealParcels {
    /// How many charges fell due.
    type Answer = usize;

    async fn run(self, turn: &mut Turn<'_>) -> Result<usize, ExecuteError> {
        let mut due = 0;
        for order in &self.orders {
            due += seal(turn, order, None).await?;
        }
        Ok(due)
    }
}

/// An order with what it was asked for so far.
struct Books {
    order: OrderRow,
    gateway: u32,
    currency: Currency,
    goods: Vec<orders::LineRow>,
    rows: Vec<BackorderRow>,
    charges: Vec<ChargeRow>,
    lines: Vec<LineRow>,
}

impl Books {
    /// Those of an order; none for one that is not paid by way of these pages.
    async fn of(turn: &mut Turn<'_>, order: &OrderId) -> Result<Option<Self>, ExecuteError> {
        match paid_here(turn, order).await? {
            Some((order, gateway)) => Self::read(turn, order, gateway).await.map(Some),
            None => Ok(None),
        }
    }

    async fn read(
        turn: &mut Turn<'_>,
        order: OrderRow,
        gateway: u32,
    ) -> Result<Self, ExecuteError> {
        let shop = turn.shop();
        let currency = Currency::parse(&order.currency).map_err(|_| ExecuteError::Internal)?;
        Ok(Self {
            gateway,
            currency,
            goods: orders::lines(turn.session, &shop.id, &order.id).await?,
            rows: backorders::of_order(turn.session, &shop.id, &order.id).await?,
            charges: payments::of_order(turn.session, &shop.id, &order.id).await?,
            lines: payments::lines(turn.session, &shop.id, &order.id).await?,
            order,
        })
    }

    fn is_live(&self, charge: u32) -> bool {
        let found = self.charges.iter().find(|row| row.number == charge);
        found.is_some_and(|row| row.state.is_live())
    }

    /// The units of a variant that charges hold.
    fn taken(&self, sku: &Sku) -> Vec<Units> {
        let of_sku = self
            .lines
            .iter()
            .filter(|line| line.sku.as_ref() == Some(sku));
        of_sku
            .filter(|line| self.is_live(line.charge))
            .map(LineRow::held)
            .collect()
    }

    /// Units of a variant that the order still has, wherever they are.
    fn kept(&self, sku: &Sku) -> u32 {
        let of_sku = self.rows.iter().filter(|row| row.sku == *sku);
        of_sku
            .filter(|row| !matches!(row.state, UnitState::Cancelled { .. }))
            .map(|row| row.quantity)
            .sum()
    }

    /// Units of a variant that charges hold.
    fn held(&self, sku: &Sku) -> u32 {
        let taken = self.taken(sku);
        taken.iter().map(|units| units.end - units.start).sum()
    }

    /// Units of a variant that charges hold beyond those that the order still has.
    fn beyond(&self, sku: &Sku) -> u32 {
        self.held(sku).saturating_sub(self.kept(sku))
    }

    /// Units that one charge holds.
    fn held_by(&self, charge: u32) -> BTreeMap<Sku, u32> {
        let mut held: BTreeMap<Sku, u32> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.charge == charge) {
            if let Some(sku) = &line.sku {
                let units = line.held();
                *held.entry(sku.clone()).or_default() += units.end - units.start;
            }
        }
        held
    }

    /// Whether something of the order is left, and all of it is in parcels that are paid, or for which
    /// the gateway is being asked: nobody can be asked for shipping any more.
    fn is_all_settled(&self) -> bool {
        let is_settled = |parcel: u32| {
            self.charges
                .iter()
                .any(|charge| charge.shipment == Some(parcel) && has_its_amount(charge.state))
        };
        let mut left = self
            .rows
            .iter()
            .filter(|row| !matches!(row.state, UnitState::Cancelled { .. }))
            .peekable();
        left.peek().is_some() && left.all(|row| row.shipment.is_some_and(is_settled))
    }

    /// Whether shipping is asked for with some charge.
    fn asks_for_shipping(&self) -> bool {
        self.lines.iter().any(|line| {
            line.sku.is_none() && line.cancelled < line.quantity && self.is_live(line.charge)
        })
    }

    /// What some units of a variant cost.
    fn cost(&self, sku: &Sku, units: &Units) -> Result<i64, ExecuteError> {
        let line = self.goods.iter().find(|line| line.sku == *sku);
        let line = line.ok_or(ExecuteError::Internal)?;
        let total = line
            .price_minor
            .checked_mul(i64::from(line.quantity))
            .ok_or(ExecuteError::Internal)?;
        Ok(cost_of(total, line.quantity, std::slice::from_ref(units)))
    }

    /// What is in a parcel.
    fn inside(&self, parcel: u32) -> impl Iterator<Item = &BackorderRow> {
        self.rows.iter().filter(move |row| row.is_in(parcel))
    }

    fn units_in(&self, parcel: u32) -> BTreeMap<&Sku, u32> {
        let mut units: BTreeMap<&Sku, u32> = BTreeMap::new();
        for row in self.inside(parcel) {
            *units.entry(&row.sku).or_default() += row.quantity;
        }
        units
    }

    /// The lines of a new charge for a parcel.
    fn lines_for(&self, charge: u32, parcel: u32) -> Result<Vec<LineRow>, ExecuteError> {
        let mut lines: Vec<LineRow> = Vec::new();
        let mut add = |sku: Option<&Sku>, units: Units, amount| {
            lines.push(LineRow {
                charge,
                position: u32::try_from(lines.len()).unwrap_or(u32::MAX),
                sku: sku.cloned(),
                unit_from: units.start,
                quantity: units.end - units.start,
                cancelled: 0,
                given: 0,
                amount,
            });
        };
        for (sku, units) in self.units_in(parcel) {
            let line = self.goods.iter().find(|line| line.sku == *sku);
            let quantity = line.ok_or(ExecuteError::Internal)?.quantity;
            // Numbers of units that were cancelled are free too, and nobody pays for those.
            let asked = units.min(self.kept(sku).saturating_sub(self.held(sku)));
            for range in free_units(quantity, &self.taken(sku), asked) {
                let cost = self.cost(sku, &range)?;
                add(Some(sku), range, cost);
            }
        }
        if self.order.shipping_minor > 0 && !self.asks_for_shipping() {
            add(None, 0..1, self.order.shipping_minor);
        }
        Ok(lines)
    }
}

/// Whether nothing can be added to a charge: it is paid, or the gateway is being asked for it.
fn has_its_amount(state: State) -> bool {
    let is_asked = matches!(
        state,
        State::Opening | State::Asking | State::Unknown | State::Settling
    );
    state.releases() || is_asked
}

/// An order with the gateway by which it is paid; none for one that is not paid by way of these pages.
async fn paid_here(
    turn: &mut Turn<'_>,
    order: &OrderId,
) -> Result<Option<(OrderRow, u32)>, ExecuteError> {
    let shop = turn.shop();
    if !shop.paid_here {
        return Ok(None);
    }
    let order = orders::by_id(turn.session, &shop.id, order).await?;
    Ok(order.and_then(|order| order.gateway.map(|gateway| (order, gateway))))
}

/// Until when there is time to pay what falls due today: to the end of the last day.
pub(super) fn hold_until(shop: &Shop) -> Result<Timestamp, ExecuteError> {
    let days = i32::try_from(shop.rules.payment.pay_within_days).unwrap_or(i32::MAX - 1);
    let end = add_days(shop.day, days + 1);
    let end = shop.zone.to_timestamp(end.at(0, 0, 0, 0));
    end.map_err(|_| ExecuteError::Internal)
}

/// Asks for the money of each parcel of an order that is about to leave, or of one of them, and
/// answers how many that were. A parcel of which something is on hold waits: its content is not
/// certain.
pub(super) async fn seal(
    turn: &mut Turn<'_>,
    order: &OrderId,
    only: Option<u32>,
) -> Result<usize, ExecuteError> {
    let shop = turn.shop();
    let Some((order, gateway)) = paid_here(turn, order).await? else {
        return Ok(0);
    };
    let is_ready = methods::is_ready(turn, &order, gateway).await?;
    let mut parcels = payments::unsealed(turn.session, &shop.id, &order.id).await?;
    parcels.retain(|parcel| only.is_none_or(|only| only == *parcel));
    // Until a method is verified nothing is asked for, and nothing is packed either.
    if parcels.is_empty() || !is_ready {
        return Ok(parcels.len());
    }
    let mut books = Books::read(turn, order, gateway).await?;
    let mut due = 0;
    for parcel in parcels {
        let is_ready = books.inside(parcel).next().is_some()
            && books
                .inside(parcel)
                .all(|row| !matches!(row.state, UnitState::OnHold { .. }));
        if is_ready {
            due += usize::from(seal_one(turn, &mut books, parcel).await?);
        }
    }
    Ok(due)
}

/// Answers whether there is something to be paid.
async fn seal_one(
    turn: &mut Turn<'_>,
    books: &mut Books,
    parcel: u32,
) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    let last = books.charges.iter().map(|charge| charge.number).max();
    let number = last.unwrap_or(0) + 1;
    let lines = books.lines_for(number, parcel)?;
    let amount: i64 = lines.iter().map(|line| line.amount).sum();
    if amount > 0 {
        turn.log(Event::ChargeDue {
            order: books.order.id.clone(),
            charge: ChargeId::of(&books.order.id, number),
            shipment: ShipmentId::of(&books.order.id, parcel),
            minor: amount,
        });
    }
    let mut sealed = payments::sealed();
    sealed.push(&SealedParcel {
        shop: &shop.id,
        order: &books.order.id,
        number: parcel,
        at: turn.at.as_millisecond(),
        awaits: u8::from(amount > 0),
        seq: turn.state.seq,
    });
    turn.session.write(&[sealed.write()]).await?;
    if amount > 0 {
        fall_due(turn, books, (number, parcel), amount, lines).await?;
    }
    Ok(amount > 0)
}

/// Writes a new charge with its lines.
async fn fall_due(
    turn: &mut Turn<'_>,
    books: &mut Books,
    (number, parcel): (u32, u32),
    amount: i64,
    lines: Vec<LineRow>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let gateway = payments::gateway(turn.session, &shop.id, books.gateway).await?;
    // A transfer has a last day. What a gateway takes itself is taken up at once.
    let (until, next_at) = if gateway.kind.is_hosted() {
        (None, Some(turn.at))
    } else {
        (Some(hold_until(&shop)?), None)
    };
    let (mut charges, mut written) = (payments::inserted(), payments::inserted_lines());
    charges.push(&NewCharge {
        shop: &shop.id,
        order: &books.order.id,
        number,
        shipment: parcel,
        gateway: books.gateway,
        currency: books.currency.as_str(),
        amount,
        state: State::Due.name(),
        at: turn.at.as_millisecond(),
        hold_until: until.map(Timestamp::as_millisecond),
        next_at: next_at.map(Timestamp::as_millisecond),
        seq: turn.state.seq,
    });
    for line in &lines {
        written.push(&line.written(&shop.id, &books.order.id));
    }
    let writes = [charges.write(), written.write()];
    turn.session.write(&writes).await?;
    turn.touch_order(&books.order.id);
    books.lines.extend(lines);
    books.charges.push(ChargeRow {
        order: books.order.id.clone(),
        order_number: books.order.number,
        prefix: books.order.prefix.clone(),
        number,
        shipment: Some(parcel),
        gateway: books.gateway,
        currency: books.currency,
        amount,
        moved: Moved::default(),
        granted: 0,
        gives_back: true,
        waived: 0,
        state: State::Due,
        created_at: turn.at,
        hold_until: until,
        version: turn.state.seq,
        intent: None,
        asked: 0,
        round: 0,
        tried: 0,
        by_hand: false,
        refused: false,
        next_at,
        leased_until: None,
        kind: gateway.kind,
    });
    Ok(())
}

/// Units of an order were cancelled, or wait for another variant: what was asked for them is asked
/// for no more. Shipping that went with a parcel of which nothing is left goes with another that is
/// not paid yet.
pub(super) async fn follow_cancellation(
    turn: &mut Turn<'_>,
    order: &OrderId,
) -> Result<(), ExecuteError> {
    let Some(mut books) = Books::of(turn, order).await? else {
        return Ok(());
    };
    let mut live: Vec<usize> = (0..books.charges.len())
        .filter(|&at| books.charges[at].state.is_live())
        .collect();
    // What is not paid yet gives way before what is, and the last before the first.
    live.sort_by_key(|&at| (books.charges[at].state.releases(), Reverse(at)));
    for at in live {
        lessen(turn, &mut books, at).await?;
    }
    // A gateway's object has one amount: where there is one that has taken nothing, it is let go.
    let is_unpaid = |row: &ChargeRow| {
        matches!(
            row.state,
            State::Due | State::Opening | State::Open | State::Failed { .. } | State::Action
        )
    };
    let next = (0..books.charges.len())
        .find(|&at| is_unpaid(&books.charges[at]) && books.charges[at].amount > 0);
    if let Some(at) = next
        && books.order.shipping_minor > 0
        && !books.asks_for_shipping()
    {
        carry_shipping(turn, &mut books, at).await?;
    }
    methods::follow_cancellation(turn, &books.order).await
}

/// Units were taken back from an order and wait again: they are asked for when they come. What was
/// paid for them already keeps, so that nobody pays twice: their numbers are held, and no more units
/// are asked for than the order still has.
pub(super) async fn follow_taking_back(
    turn: &mut Turn<'_>,
    order: &OrderId,
) -> Result<(), ExecuteError> {
    let Some(mut books) = Books::of(turn, order).await? else {
        return Ok(());
    };
    for at in 0..books.charges.len() {
        let state = books.charges[at].state;
        if state.is_live() && !state.releases() {
            lessen(turn, &mut books, at).await?;
        }
    }
    Ok(())
}

/// Takes what was cancelled off a charge.
async fn lessen(turn: &mut Turn<'_>, books: &mut Books, at: usize) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let (number, parcel) = (books.charges[at].number, books.charges[at].shipment);
    let Some(parcel) = parcel else { return Ok(()) };
    let mut left: BTreeMap<Sku, u32> = books
        .units_in(parcel)
        .into_iter()
        .map(|(sku, units)| (sku.clone(), units))
        .collect();
    // What was paid for units that left the parcel and not the order keeps: they wait again, or are
    // in another parcel in which they cost nothing.
    if books.charges[at].state.releases() {
        for (sku, units) in books.held_by(number) {
            let keeps = units.saturating_sub(books.beyond(&sku));
            let left = left.entry(sku).or_default();
            *left = keeps.max(*left);
        }
    }
    let is_empty = left.values().all(|units| *units == 0);
    let keeps_shipping = books.charges[at].state.releases() && books.is_all_settled();
    let mut changed = payments::changed_lines();
    let mut amount = 0;
    // The lowest units stay: those of the first lines.
    for index in 0..books.lines.len() {
        let line = &books.lines[index];
        if line.charge != number {
            continue;
        }
        let held = line.held();
        let stays = match &line.sku {
            Some(sku) => {
                let left = left.entry(sku.clone()).or_default();
                let stays = (held.end - held.start).min(*left);
                *left -= stays;
                stays
            }
            None if is_empty && !keeps_shipping => 0,
            None => held.end - held.start,
        };
        let cancelled = line.quantity - stays;
        if cancelled != line.cancelled {
            // What was given back for these units is what they cost: it is not given twice.
            let gone = cancelled.saturating_sub(line.cancelled).min(line.given);
            let granted = &mut books.charges[at].granted;
            *granted = (*granted - line.cost_of_last(gone)).max(0);
            books.lines[index].given -= gone;
            books.lines[index].cancelled = cancelled;
            changed.push(&books.lines[index].written(&shop.id, &books.order.id));
        }
        // By the price that stands fast with the charge: the order's own line may be gone, because
        // its units wait for another variant now.
        let line = &books.lines[index];
        let kept = 0..stays;
        amount += cost_of(line.amount, line.quantity, std::slice::from_ref(&kept));
    }
    turn.session.write(&[changed.write()]).await?;
    if amount == books.charges[at].amount {
        return Ok(());
    }
    set_amount(turn, &mut books.charges[at], amount).await
}

/// Asks for the shipping of an order with a charge that is due already.
async fn carry_shipping(
    turn: &mut Turn<'_>,
    books: &mut Books,
    at: usize,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let charge = books.charges[at].number;
    let last = books.lines.iter().filter(|line| line.charge == charge);
    let line = LineRow {
        charge,
        position: last.map(|line| line.position).max().unwrap_or(0) + 1,
        sku: None,
        unit_from: 0,
        quantity: 1,
        cancelled: 0,
        given: 0,
        amount: books.order.shipping_minor,
    };
    let mut inserted = payments::inserted_lines();
    inserted.push(&line.written(&shop.id, &books.order.id));
    turn.session.write(&[inserted.write()]).await?;
    let amount = books.charges[at].amount + line.amount;
    books.lines.push(line);
    set_amount(turn, &mut books.charges[at], amount).await
}

/// A charge comes to another amount: it may be paid by that, or over.
async fn set_amount(
    turn: &mut Turn<'_>,
    charge: &mut ChargeRow,
    amount: i64,
) -> Result<(), ExecuteError> {
    let (order, id) = (charge.order.clone(), charge.id());
    turn.log(Event::ChargeChanged {
        order: order.clone(),
        charge: id.clone(),
        minor: amount - charge.amount,
    });
    charge.amount = amount;
    waive_less(turn, charge).await?;
    let came = charge.moved.pays_minor();
    let is_over = amount == 0 && came == 0 && charge.state != State::Paid;
    if is_over && charge.state != State::Cancelling {
        charge.state = take(charge.state, Input::Cancel)?;
        // Where a gateway has been asked, it has to let go first.
        charge.next_at = (charge.state == State::Cancelling).then_some(turn.at);
    }
    // An object of a gateway has one amount: it is let go, and another one is made.
    if charge.state == State::Action {
        charge.next_at = Some(turn.at);
    }
    let is_cancelled = is_over && charge.state == State::Cancelled;
    if is_cancelled {
        turn.log(Event::ChargeCancelled { order, charge: id });
    }
    settle(turn, charge).await?;
    if is_cancelled {
        // What is left in its parcel costs nothing.
        release(turn, charge).await?;
    }
    Ok(())
}

/// No more is waived than is missing: what came after all, or is not owed any more, is taken off.
pub(super) async fn waive_less(
    turn: &mut Turn<'_>,
    charge: &mut ChargeRow,
) -> Result<(), ExecuteError> {
    let missing = charge.moved.missing_minor(charge.owed());
    let less = charge.waived.min(missing) - charge.waived;
    if less != 0 {
        charge.waived += less;
        enter(turn, charge, Entry::of(MoneyKind::Waived, less)).await?;
    }
    Ok(())
}

/// What a charge is after an input.
pub(super) fn take(state: State, input: Input) -> Result<State, ExecuteError> {
    Ok(state.take(input).map_err(Refusal::from)?)
}

/// Writes a charge. When nothing of it is missing any more, it is paid, and its parcel may be
/// packed; what came beyond that goes back.
pub(super) async fn settle(
    turn: &mut Turn<'_>,
    charge: &mut ChargeRow,
) -> Result<(), ExecuteError> {
    let came = charge.moved.pays_minor();
    let was_settled = charge.state.releases();
    // While a gateway lets go, only its word says what becomes of the charge.
    let is_decided = matches!(charge.state, State::Paid | State::Cancelling);
    if came > 0 && came >= charge.owed() && !is_decided {
        charge.state = take(charge.state, Input::Arrived)?;
        turn.log(Event::ChargePaid {
            order: charge.order.clone(),
            charge: charge.id(),
        });
    }
    refunds::plan(turn, charge).await?;
    charge.version = turn.state.seq;
    let shop = turn.shop();
    turn.session
        .write(&[charge.saved(&shop.id, charge.version)])
        .await?;
    turn.touch_order(&charge.order);
    if charge.state.releases() && !was_settled {
        release(turn, charge).await?;
    }
    Ok(())
}

/// Lets the parcel of a charge be packed. What is on hold stays there, and goes on as far as this
/// when it is let go.
pub(super) async fn release(turn: &mut Turn<'_>, charge: &ChargeRow) -> Result<(), ExecuteError> {
    let Some(parcel) = charge.shipment else {
        return Ok(());
    };
    let shop = turn.shop();
    let rows = backorders::of_order(turn.session, &shop.id, &charge.order).await?;
    let mut changed = backorders::changed();
    let of_parcel = rows.iter().filter(|row| row.shipment == Some(parcel));
    for row in of_parcel.filter(|row| row.state == UnitState::Allocated) {
        let state = row.state.clone().take(Step::Release);
        let state = state.map_err(Refusal::from)?;
        changed.push(&row.in_state(&shop.id, &state));
    }
    turn.session.write(&[changed.write()]).await?;
    let seq = turn.state.seq;
    payments::release(turn.session, &shop.id, &charge.order, parcel, seq).await?;
    Ok(())
}

/// The payment of a parcel was not repaired in time, and the gateway has let go: its units are for
/// the next in line.
pub(super) async fn pass_on(turn: &mut Turn<'_>, charge: &ChargeRow) -> Result<(), ExecuteError> {
    let Some(parcel) = charge.shipment else {
        return Ok(());
    };
    cancel_order::cancel_parcel(turn, &charge.order, parcel, Reason::NotRepaired).await
}

/// What is entered into the ledger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) kind: MoneyKind,
    /// In minor units; less than nothing for what went back.
    pub(super) minor: i64,
    /// The day on the statement of the account.
    pub(super) day: Option<jiff::civil::Date>,
    /// What the gateway calls it.
    pub(super) gateway_ref: Option<&'a str>,
    /// Which refund it is of.
    pub(super) refund: Option<u32>,
}

impl Entry<'_> {
    pub(super) fn of(kind: MoneyKind, minor: i64) -> Self {
        Self {
            kind,
            minor,
            day: None,
            gateway_ref: None,
            refund: None,
        }
    }
}

/// Adds an entry to the ledger, by the newest event.
pub(super) async fn enter(
    turn: &mut Turn<'_>,
    charge: &ChargeRow,
    of: Entry<'_>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let entry = NewEntry {
        shop: &shop.id,
        seq: turn.state.seq,
        // One event may say several.
        n: match of.kind {
            MoneyKind::Captured => 1,
            MoneyKind::Waived => 2,
            MoneyKind::Refunded => 3,
            MoneyKind::RefundFailed => 4,
            MoneyKind::Corrected => 5,
        },
        order: &charge.order,
        charge: charge.number,
        kind: of.kind.name(),
        amount: of.minor,
        currency: charge.currency.as_str(),
        at: turn.at.as_millisecond(),
        day: of.day.map(|day| day.to_string()),
        gateway: charge.gateway,
        gateway_ref: of.gateway_ref,
        refund: of.refund,
    };
    turn.session.write(&[payments::entries(&[entry])]).await?;
    Ok(())
}
