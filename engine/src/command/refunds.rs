//! What goes back of the money of an order: by itself when more came than is owed, or because
//! somebody gives it. How much may go back is decided here, by the writer, one after the other.

use super::Command;
use super::charges::{Entry, enter};
use super::money::statement_day;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::payments::{self, ChargeRow, LineRow};
use crate::store::refunds::{self, RefundRow};
use crate::writer::turn::{Turn, as_seen};
use dockline_domain::id::{ChargeId, OrderId, RefundId};
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::OrderLine;
use dockline_domain::payment::refund::{Input, State, Tried, due_by};
use dockline_domain::refusal::{MoneyRefused, Refusal};
use dockline_view::MoneyKind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A sum, in the order's currency where none is named.
    Sum {
        /// In minor units.
        minor: i64,
        /// Of which currency.
        currency: Option<Currency>,
    },
    /// What these units were charged. They are not cancelled by it.
    Lines(Vec<OrderLine>),
}

/// Give back some of what was paid for an order, though it is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveBack {
    /// Of which.
    pub order: OrderId,
    /// Of one charge of it; of any where none is named.
    pub charge: Option<ChargeId>,
    /// How much.
    pub given: Given,
    /// Why.
    pub reason: String,
    /// Whether the shop's limit does not hold: for who answers for the shop.
    pub is_unlimited: bool,
    /// Only when the order still has this version.
    pub if_version: Option<i64>,
}

/// Note that something that was to go back was sent by somebody, such as by transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRefund {
    /// What.
    pub refund: RefundId,
    /// The day on the statement of the account; today when nothing is said.
    pub day: Option<Date>,
    /// What is noted beside it.
    pub note: Option<String>,
    /// Only when it still has this version.
    pub if_version: Option<i64>,
}

/// Have the gateway asked again for something that it could not send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryRefund {
    /// What.
    pub refund: RefundId,
    /// Only when it still has this version.
    pub if_version: Option<i64>,
}

/// A refund after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundMoved {
    /// Which.
    pub refund: RefundId,
    /// Number of the event that last changed it.
    pub version: i64,
}

/// Have somebody look at what is to go back of some orders by a program that kept no refunds: it
/// may have gone back already.
#[derive(Debug, Clone)]
pub(crate) struct PlanRefunds {
    pub(crate) orders: Vec<OrderId>,
}

impl Command for PlanRefunds {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        for order in &self.orders {
            for mut charge in payments::of_order(turn.session, &shop.id, order).await? {
                plan_left(turn, &mut charge).await?;
            }
        }
        Ok(())
    }
}

/// Has somebody look at what a program that kept no refunds left of a charge to go back: that may
/// have gone back already, so the gateway is not asked.
async fn plan_left(turn: &mut Turn<'_>, charge: &mut ChargeRow) -> Result<(), ExecuteError> {
    if charge.moved.unplanned_minor(charge.owed()) > 0 {
        charge.gives_back = false;
        plan(turn, charge).await?;
        save(turn, charge).await?;
    }
    Ok(())
}

async fn save(turn: &mut Turn<'_>, charge: &mut ChargeRow) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    charge.version = turn.state.seq;
    let write = charge.saved(&shop.id, charge.version);
    turn.session.write(&[write]).await?;
    turn.touch_order(&charge.order);
    Ok(())
}

/// Has what is here beyond what is owed go back, and no more than that. The charge is to be written
/// afterwards.
pub(super) async fn plan(turn: &mut Turn<'_>, charge: &mut ChargeRow) -> Result<(), ExecuteError> {
    let too_much = -charge.moved.unplanned_minor(charge.owed());
    if too_much > 0 {
        withdraw(turn, charge, too_much).await?;
    }
    let more = charge.moved.unplanned_minor(charge.owed());
    if more > 0 {
        owe(turn, charge, more, None).await?;
    }
    Ok(())
}

/// Of what was to go back and nobody was asked for, the newest is to no more, until that is enough.
async fn withdraw(
    turn: &mut Turn<'_>,
    charge: &mut ChargeRow,
    too_much: i64,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let rows = refunds::of_order(turn.session, &shop.id, &charge.order).await?;
    let mut left = too_much;
    let of_charge = rows.into_iter().rev();
    let of_charge = of_charge.filter(|row| row.charge == charge.number);
    for mut row in of_charge.filter(RefundRow::may_be_withdrawn) {
        if left <= 0 {
            break;
        }
        left -= row.amount.minor;
        charge.moved = charge.moved.withdrawn(row.amount.minor);
        row.state = take(&row, Input::Withdraw)?;
        row.next_at = None;
        tell(turn, &mut row, Tried::Withdrawn);
        turn.session.write(&[row.saved(&shop.id)]).await?;
    }
    Ok(())
}

/// Writes that so much of a charge is to go back: by the gateway as far as that took it, the rest by
/// somebody.
async fn owe(
    turn: &mut Turn<'_>,
    charge: &mut ChargeRow,
    minor: i64,
    reason: Option<&str>,
) -> Result<Vec<RefundId>, ExecuteError> {
    let shop = turn.shop();
    let of = (&charge.order, charge.number);
    let taken = payments::taken(turn.session, &shop.id, of).await?;
    let rows = refunds::of_order(turn.session, &shop.id, &charge.order).await?;
    let mut number = rows.iter().map(|row| row.number).max().unwrap_or(0);
    let mut left = minor;
    let mut parts: Vec<(i64, Option<String>)> = Vec::new();
    for one in taken.iter().filter(|_| charge.gives_back) {
        let gone: i64 = rows
            .iter()
            .filter(|row| row.intent.as_ref() == Some(&one.intent) && row.state.is_live())
            .map(|row| row.amount.minor)
            .sum();
        let part = (one.minor - gone).min(left);
        if part > 0 {
            parts.push((part, Some(one.intent.clone())));
            left -= part;
        }
    }
    if left > 0 {
        parts.push((left, None));
    }
    let mut ids = Vec::new();
    for (minor, intent) in parts {
        number += 1;
        let row = owed(turn, charge, (number, minor), intent, reason);
        charge.moved = charge.moved.refund(minor).ok_or(ExecuteError::Internal)?;
        turn.session.write(&[row.inserted(&shop.id)]).await?;
        ids.push(row.id());
    }
    turn.touch_order(&charge.order);
    Ok(ids)
}

/// A new refund, with its event.
fn owed(
    turn: &mut Turn<'_>,
    charge: &ChargeRow,
    (number, minor): (u32, i64),
    intent: Option<String>,
    reason: Option<&str>,
) -> RefundRow {
    let shop = turn.shop();
    let version = turn.log(Event::RefundDue {
        order: charge.order.clone(),
        charge: charge.id(),
        refund: RefundId::of(&charge.order, number),
        minor,
        reason: reason.map(str::to_owned),
        by_hand: intent.is_none(),
    });
    RefundRow {
        order: charge.order.clone(),
        order_number: charge.order_number,
        prefix: charge.prefix.clone(),
        number,
        charge: charge.number,
        gateway: charge.gateway,
        amount: Money {
            minor,
            currency: charge.currency,
        },
        reason: reason.map(str::to_owned),
        state: State::Due,
        by_hand: intent.is_none(),
        next_at: intent.is_some().then_some(turn.at),
        intent,
        reference: None,
        failure: None,
        attempt: 0,
        refused: false,
        created_at: turn.at,
        due_by: Some(due_by(shop.day)),
        sent_at: None,
        day: None,
        leased_until: None,
        version,
    }
}

/// What a refund is after an input.
pub(super) fn take(row: &RefundRow, input: Input) -> Result<State, ExecuteError> {
    Ok(row.state.take(input).map_err(Refusal::from)?)
}

/// Tells what became of giving it back.
pub(super) fn tell(turn: &mut Turn<'_>, row: &mut RefundRow, what: Tried) {
    row.version = turn.log(Event::RefundTried {
        order: row.order.clone(),
        charge: row.charge_id(),
        refund: row.id(),
        what,
    });
    turn.touch_order(&row.order);
}

/// The charge that a refund is of.
async fn charge_of(turn: &mut Turn<'_>, row: &RefundRow) -> Result<ChargeRow, ExecuteError> {
    let shop = turn.shop();
    let found = payments::one(turn.session, &shop.id, &row.charge_id()).await?;
    found.ok_or(ExecuteError::Internal)
}

/// It was sent: the ledger says so, once. Both rows are written.
pub(super) async fn sent(
    turn: &mut Turn<'_>,
    row: &mut RefundRow,
    day: Option<Date>,
    note: Option<String>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let mut charge = charge_of(turn, row).await?;
    row.version = turn.log(Event::RefundSent {
        order: row.order.clone(),
        charge: row.charge_id(),
        refund: row.id(),
        minor: row.amount.minor,
        day,
        note,
    });
    (row.day, row.sent_at, row.failure) = (day, Some(turn.at), None);
    charge.moved = charge.moved.sent(row.amount.minor);
    let entry = Entry {
        day,
        gateway_ref: row.reference.as_deref().filter(|_| !row.by_hand),
        refund: Some(row.number),
        ..Entry::of(MoneyKind::Refunded, -row.amount.minor)
    };
    enter(turn, &charge, entry).await?;
    turn.session.write(&[row.saved(&shop.id)]).await?;
    save(turn, &mut charge).await
}

/// It could not be sent, or came back after it was: then the ledger says that too. The refund is
/// written.
pub(super) async fn failed(
    turn: &mut Turn<'_>,
    row: &mut RefundRow,
    code: String,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    row.version = turn.log(Event::RefundFailed {
        order: row.order.clone(),
        charge: row.charge_id(),
        refund: row.id(),
        minor: row.amount.minor,
        code: code.clone(),
    });
    row.failure = Some(code);
    if row.sent_at.take().is_some() {
        let mut charge = charge_of(turn, row).await?;
        charge.moved = charge.moved.returned(row.amount.minor);
        let entry = Entry {
            gateway_ref: row.reference.as_deref(),
            refund: Some(row.number),
            ..Entry::of(MoneyKind::RefundFailed, row.amount.minor)
        };
        enter(turn, &charge, entry).await?;
        save(turn, &mut charge).await?;
    }
    turn.session.write(&[row.saved(&shop.id)]).await?;
    turn.touch_order(&row.order);
    Ok(())
}

async fn find(
    turn: &mut Turn<'_>,
    id: &RefundId,
    if_version: Option<i64>,
) -> Result<RefundRow, ExecuteError> {
    let shop = turn.shop();
    let found = refunds::one(turn.session, &shop.id, id).await?;
    let found = found.ok_or_else(|| ExecuteError::not_found("refund", id.as_str()))?;
    as_seen(if_version, found.version)?;
    Ok(found)
}

impl Command for NoteRefund {
    type Answer = RefundMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<RefundMoved, ExecuteError> {
        let shop = turn.shop();
        let mut row = find(turn, &self.refund, self.if_version).await?;
        let day = statement_day(&shop, self.day)?;
        row.state = take(&row, Input::Noted)?;
        (row.by_hand, row.refused, row.next_at) = (true, false, None);
        if row.sent_at.is_some() {
            // The ledger has it: what the gateway said later contradicted that. It was sent once.
            let note = self.note;
            tell(turn, &mut row, Tried::Confirmed { day, note });
            turn.session.write(&[row.saved(&shop.id)]).await?;
            turn.touch_order(&row.order);
        } else {
            sent(turn, &mut row, Some(day), self.note).await?;
        }
        Ok(RefundMoved {
            refund: self.refund,
            version: row.version,
        })
    }
}

impl Command for RetryRefund {
    type Answer = RefundMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<RefundMoved, ExecuteError> {
        let shop = turn.shop();
        let mut row = find(turn, &self.refund, self.if_version).await?;
        if row.intent.is_none() || row.by_hand {
            return Err(Refusal::Money(MoneyRefused::SentByNobody).into());
        }
        // As the rules say it of a second request.
        take(&row, Input::Ask)?;
        row.next_at = Some(turn.at);
        tell(turn, &mut row, Tried::Retried);
        turn.session.write(&[row.saved(&shop.id)]).await?;
        Ok(RefundMoved {
            refund: self.refund,
            version: row.version,
        })
    }
}

impl Command for GiveBack {
    /// The refunds, one for each charge and way.
    type Answer = Vec<RefundId>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Vec<RefundId>, ExecuteError> {
        let shop = turn.shop();
        let order = turn.order(&self.order, self.if_version).await?;
        let mut charges = payments::of_order(turn.session, &shop.id, &order.id).await?;
        // What is not owed goes back anyway, and is not given twice.
        for charge in &mut charges {
            plan_left(turn, charge).await?;
        }
        let is_meant =
            |charge: &ChargeRow| self.charge.as_ref().is_none_or(|id| *id == charge.id());
        charges.retain(|charge| charge.may_be_given() > 0 && is_meant(charge));
        let paid_in = Currency::parse(&order.currency).map_err(|_| ExecuteError::Internal)?;
        let mut all = Vec::new();
        let parts = match &self.given {
            Given::Sum { minor, currency } => {
                if currency.is_some_and(|named| named != paid_in) {
                    let must = format!("must be {}, the order's currency", order.currency);
                    return Err(ExecuteError::field("/amount/currency", must));
                }
                of_sum(&charges, *minor, paid_in)?
            }
            Given::Lines(lines) => {
                all = payments::lines(turn.session, &shop.id, &order.id).await?;
                of_lines(&charges, &mut all, lines, paid_in)?
            }
        };
        if !self.is_unlimited {
            within_limit(turn, &order.id, parts.values().sum(), paid_in).await?;
        }
        let mut ids = Vec::new();
        for charge in &mut charges {
            let minor = parts.get(&charge.number).copied().unwrap_or(0);
            if minor == 0 {
                continue;
            }
            // So much less is owed, where all of it was paid; a part that was paid is missing again.
            if charge.state.releases() {
                charge.granted += minor;
                let of_charge = all.iter().filter(|line| line.charge == charge.number);
                let mut changed = payments::changed_lines();
                for line in of_charge {
                    changed.push(&line.written(&shop.id, &order.id));
                }
                turn.session.write(&[changed.write()]).await?;
            }
            ids.extend(owe(turn, charge, minor, Some(&self.reason)).await?);
            save(turn, charge).await?;
        }
        Ok(ids)
    }
}

/// Whether so much more may be given back of an order by the shop's limit.
async fn within_limit(
    turn: &mut Turn<'_>,
    order: &OrderId,
    more: i64,
    currency: Currency,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let Some(limit) = shop.rules.payment.refund_limit_minor else {
        return Ok(());
    };
    let rows = refunds::of_order(turn.session, &shop.id, order).await?;
    let given = rows.iter().filter(|row| row.reason.is_some());
    let given: i64 = given.map(|row| row.amount.minor).sum();
    if given + more > limit {
        let minor = (limit - given).max(0);
        let most = Money { minor, currency };
        return Err(Refusal::Money(MoneyRefused::OverLimit { most }).into());
    }
    Ok(())
}

/// Takes a sum off the newest charges first.
fn of_sum(
    charges: &[ChargeRow],
    minor: i64,
    currency: Currency,
) -> Result<BTreeMap<u32, i64>, ExecuteError> {
    let most: i64 = charges.iter().map(ChargeRow::may_be_given).sum();
    if minor < 1 {
        let must = "must be a whole number from 1";
        return Err(ExecuteError::field("/amount/minor", must));
    }
    if minor > most {
        let minor = most;
        let most = Money { minor, currency };
        return Err(Refusal::Money(MoneyRefused::NotSoMuch { most }).into());
    }
    let mut left = minor;
    let part = |charge: &ChargeRow| {
        let part = charge.may_be_given().min(left);
        left -= part;
        (charge.number, part)
    };
    Ok(charges.iter().rev().map(part).collect())
}

/// What units were charged, the last of a line first. The lines know then that it was given.
fn of_lines(
    charges: &[ChargeRow],
    all: &mut [LineRow],
    wanted: &[OrderLine],
    currency: Currency,
) -> Result<BTreeMap<u32, i64>, ExecuteError> {
    let mut parts: BTreeMap<u32, i64> = BTreeMap::new();
    for line in wanted {
        let mut left = line.quantity.units();
        let of_sku = all.iter_mut().rev().filter(|one| {
            one.sku.as_ref() == Some(&line.sku)
                && charges.iter().any(|charge| charge.number == one.charge)
        });
        for one in of_sku {
            let held = one.held();
            let before = one.cost_of_last(one.given);
            let units = (held.end - held.start).saturating_sub(one.given).min(left);
            // The highest numbers go back first.
            one.given += units;
            *parts.entry(one.charge).or_default() += one.cost_of_last(one.given) - before;
            left -= units;
        }
        if left > 0 {
            let (sku, units) = (line.sku.clone(), line.quantity.units() - left);
            return Err(Refusal::Money(MoneyRefused::NotForSoMany { sku, units }).into());
        }
    }
    let part = |charge: &ChargeRow| parts.get(&charge.number).copied().unwrap_or(0);
    let is_too_much = |charge: &ChargeRow| part(charge) > charge.may_be_given();
    if parts.values().sum::<i64>() == 0 || charges.iter().any(is_too_much) {
        let most = charges.iter().map(|one| part(one).min(one.may_be_given()));
        let minor = most.sum();
        let most = Money { minor, currency };
        return Err(Refusal::Money(MoneyRefused::NotSoMuch { most }).into());
    }
    Ok(parts)
}
