//! What goes back, and what gateways were asked about it.

use super::json::json;
use super::payments::{self, ChargeRow};
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError, Write};
use crate::gateway::Refund;
use dockline_domain::id::{ChargeId, OrderId, RefundId, ShopId};
use dockline_domain::money::{Currency, Money};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::payment::refund::State;
use dockline_view::RefundView;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// A statement that reads refunds, with the number of their order.
macro_rules! of_refunds {
    ($condition:literal) => {
        concat!(
            "select r.order_id, r.number, r.charge, r.gateway, r.currency, r.amount, r.reason, r.state, r.by_hand, r.intent, r.reference, r.failure,
            r.attempt, r.refused, r.created_at, r.due_by, r.sent_at, r.day, r.next_at, r.leased_until, r.version, o.number as order_number, o.number_prefix
        from refunds r join orders o on o.shop_id = $1 and o.id = r.order_id
        where ",
            $condition
        )
    };
}

statements! {
    OF_ORDER = of_refunds!("r.shop_id = $1 and r.order_id = $2 order by r.number");
    ONE = of_refunds!("r.shop_id = $1 and r.order_id = $2 and r.number = $3");
    PAGE = of_refunds!("r.shop_id = $1 and r.state = $2 and (r.order_id, r.number) > ($3, $4) order by r.order_id, r.number limit $5");
    PAGE_OF_ALL = of_refunds!("r.shop_id = $1 and (r.order_id, r.number) > ($2, $3) order by r.order_id, r.number limit $4");
    /// What somebody has to send: what failed first, then what is to be sent first.
    TO_SEND = of_refunds!("r.shop_id = $1 and r.state in ('due', 'failed') and (r.state = 'failed' or r.by_hand = 1)
        order by case r.state when 'failed' then 0 else 1 end, r.due_by, r.order_id, r.number limit $2");
    /// What may have been sent: nobody sends it before they know. What is on its way is late after its last day.
    NOT_KNOWN = of_refunds!("r.shop_id = $1 and (r.state in ('needs_person', 'unknown') or (r.state = 'pending' and r.due_by < $2))
        order by case r.state when 'needs_person' then 0 when 'unknown' then 1 else 2 end, r.due_by, r.order_id, r.number limit $3");
    /// What there is to do, the first that was to be done first.
    AT_WORK = of_refunds!("r.shop_id = $1 and r.next_at <= $2 and (r.leased_until is null or r.leased_until <= $3)
        order by r.next_at, r.order_id, r.number limit $4");
    IS_AT_WORK = "select number from refunds where shop_id = $1 and next_at <= $2 limit 1";
    INSERT = "insert into refunds (shop_id, order_id, number, charge, gateway, currency, amount, reason, state, by_hand, intent, created_at, due_by, next_at, version)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'number' as bigint), cast(r.value ->> 'charge' as bigint),
            cast(r.value ->> 'gateway' as bigint), r.value ->> 'currency', cast(r.value ->> 'amount' as bigint), r.value ->> 'reason',
            r.value ->> 'state', cast(r.value ->> 'by_hand' as smallint), r.value ->> 'intent', cast(r.value ->> 'created_at' as bigint),
            r.value ->> 'due_by', cast(r.value ->> 'next_at' as bigint), cast(r.value ->> 'seq' as bigint)
        from {rows of the shop}";
    SAVE = "update refunds set state = r.value ->> 'state', by_hand = cast(r.value ->> 'by_hand' as smallint), reference = r.value ->> 'reference',
            failure = r.value ->> 'failure', attempt = cast(r.value ->> 'attempt' as bigint), refused = cast(r.value ->> 'refused' as smallint),
            sent_at = cast(r.value ->> 'sent_at' as bigint), day = r.value ->> 'day', next_at = cast(r.value ->> 'next_at' as bigint),
            leased_until = cast(r.value ->> 'leased_until' as bigint), version = cast(r.value ->> 'seq' as bigint)
        from {rows} where refunds.shop_id = {shop} and refunds.order_id = r.value ->> 'order'
            and refunds.number = cast(r.value ->> 'number' as bigint)";
    LAST_ATTEMPT = "select number, key, body, answered_at from refund_attempts
        where shop_id = $1 and order_id = $2 and refund = $3 order by number desc limit 1";
    ASK = "insert into refund_attempts (shop_id, order_id, refund, number, key, body, asked_at)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'refund' as bigint), cast(r.value ->> 'number' as bigint),
            r.value ->> 'key', r.value ->> 'body', cast(r.value ->> 'at' as bigint)
        from {rows of the shop}";
    ANSWER = "update refund_attempts set answered_at = $5, outcome = $6 where shop_id = $1 and order_id = $2 and refund = $3 and number = $4 and answered_at is null";
}

/// A refund as read, and as it is written.
#[derive(Debug, Clone)]
pub(crate) struct RefundRow {
    pub(crate) order: OrderId,
    pub(crate) order_number: i64,
    pub(crate) prefix: OrderPrefix,
    pub(crate) number: u32,
    pub(crate) charge: u32,
    pub(crate) gateway: u32,
    pub(crate) amount: Money,
    /// Why somebody gave it; none for what goes back by itself.
    pub(crate) reason: Option<String>,
    pub(crate) state: State,
    /// Whether somebody sends it.
    pub(crate) by_hand: bool,
    /// The gateway's object that took the money.
    pub(crate) intent: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) failure: Option<String>,
    pub(crate) attempt: u32,
    pub(crate) refused: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) due_by: Option<Date>,
    /// Since when it is in the ledger.
    pub(crate) sent_at: Option<Timestamp>,
    pub(crate) day: Option<Date>,
    pub(crate) next_at: Option<Timestamp>,
    pub(crate) leased_until: Option<Timestamp>,
    pub(crate) version: i64,
}

fn refund_row(row: &Row) -> Result<RefundRow, StoreError> {
    Ok(RefundRow {
        order: row.parsed("order_id", OrderId::parse)?,
        order_number: row.int("order_number")?,
        prefix: OrderPrefix::stored(row.text("number_prefix")?),
        number: row.units("number")?,
        charge: row.units("charge")?,
        gateway: row.units("gateway")?,
        amount: Money {
            minor: row.int("amount")?,
            currency: row.parsed("currency", Currency::parse)?,
        },
        reason: row.optional_text("reason")?,
        state: row.parsed("state", State::parse)?,
        by_hand: row.flag("by_hand")?,
        intent: row.optional_text("intent")?,
        reference: row.optional_text("reference")?,
        failure: row.optional_text("failure")?,
        attempt: row.units("attempt")?,
        refused: row.flag("refused")?,
        created_at: row.time("created_at")?,
        due_by: row.optional_date("due_by")?,
        sent_at: row.optional_time("sent_at")?,
        day: row.optional_date("day")?,
        next_at: row.optional_time("next_at")?,
        leased_until: row.optional_time("leased_until")?,
        version: row.int("version")?,
    })
}

/// A refund as written.
#[derive(Serialize)]
struct WrittenRefund<'a> {
    shop: &'a ShopId,
    order: &'a OrderId,
    number: u32,
    charge: u32,
    gateway: u32,
    currency: &'a str,
    amount: i64,
    reason: Option<&'a str>,
    state: &'static str,
    by_hand: u8,
    intent: Option<&'a str>,
    reference: Option<&'a str>,
    failure: Option<&'a str>,
    attempt: u32,
    refused: u8,
    created_at: i64,
    due_by: Option<String>,
    sent_at: Option<i64>,
    day: Option<String>,
    next_at: Option<i64>,
    leased_until: Option<i64>,
    seq: i64,
}

impl RefundRow {
    pub(crate) fn id(&self) -> RefundId {
        RefundId::of(&self.order, self.number)
    }

    pub(crate) fn charge_id(&self) -> ChargeId {
        ChargeId::of(&self.order, self.charge)
    }

    /// Whether it is to go no more once it is owed no more: it goes back by itself, and nobody was
    /// asked for it.
    pub(crate) fn may_be_withdrawn(&self) -> bool {
        self.reason.is_none() && self.state == State::Due && self.attempt == 0
    }

    fn written<'a>(&'a self, shop: &'a ShopId) -> WrittenRefund<'a> {
        WrittenRefund {
            shop,
            order: &self.order,
            number: self.number,
            charge: self.charge,
            gateway: self.gateway,
            currency: self.amount.currency.as_str(),
            amount: self.amount.minor,
            reason: self.reason.as_deref(),
            state: self.state.name(),
            by_hand: u8::from(self.by_hand),
            intent: self.intent.as_deref(),
            reference: self.reference.as_deref(),
            failure: self.failure.as_deref(),
            attempt: self.attempt,
            refused: u8::from(self.refused),
            created_at: self.created_at.as_millisecond(),
            due_by: self.due_by.map(|day| day.to_string()),
            sent_at: self.sent_at.map(Timestamp::as_millisecond),
            day: self.day.map(|day| day.to_string()),
            next_at: self.next_at.map(Timestamp::as_millisecond),
            leased_until: self.leased_until.map(Timestamp::as_millisecond),
            seq: self.version,
        }
    }

    /// The row as it is first written.
    pub(crate) fn inserted(&self, shop: &ShopId) -> Write {
        Write::rows(&INSERT, &[self.written(shop)])
    }

    /// The row as it is written after a change.
    pub(crate) fn saved(&self, shop: &ShopId) -> Write {
        Write::rows(&SAVE, &[self.written(shop)])
    }

    /// The refund as readers see it.
    pub(crate) fn view(&self) -> RefundView {
        RefundView {
            id: self.id(),
            order: self.order.clone(),
            order_number: self.order_number,
            order_reference: self.prefix.of(self.order_number),
            charge: self.charge_id(),
            state: self.state,
            amount: self.amount,
            reason: self.reason.clone(),
            is_by_hand: self.by_hand,
            is_refused: self.refused && self.state == State::Failed,
            failure: self.failure.clone(),
            due_by: self.due_by,
            created_at: self.created_at,
            sent_at: self.sent_at,
            day: self.day,
            version: self.version,
        }
    }
}

fn read(rows: &[Row]) -> Result<Vec<RefundRow>, StoreError> {
    rows.iter().map(refund_row).collect()
}

/// The refunds of an order, the oldest first.
pub(crate) async fn of_order(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<RefundRow>, StoreError> {
    let args = [shop.as_str().into(), order.as_str().into()];
    read(&session.all(&OF_ORDER, &args).await?)
}

/// How much of what came for a charge somebody noted, and did not go back since, in minor units.
pub(crate) async fn notes_left(
    session: &mut Session,
    shop: &ShopId,
    charge: &ChargeRow,
) -> Result<i64, StoreError> {
    let of = (&charge.order, charge.number);
    let taken = payments::taken(session, shop, of).await?;
    let taken: i64 = taken.iter().map(|one| one.minor).sum();
    let rows = of_order(session, shop, &charge.order).await?;
    let stays = rows.iter().filter(|row| {
        let is_on_its_way = row.state.is_live() && row.sent_at.is_none();
        row.charge == charge.number && is_on_its_way && !row.may_be_withdrawn()
    });
    let stays: i64 = stays.map(|row| row.amount.minor).sum();
    let here = charge.moved.kept_minor() - stays;
    let noted = charge.moved.captured_minor - taken;
    Ok(noted.min(here).max(0))
}

/// One refund.
pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    id: &RefundId,
) -> Result<Option<RefundRow>, StoreError> {
    let Some((order, number)) = id.parts() else {
        return Ok(None);
    };
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
    ];
    let row = session.first(&ONE, &args).await?;
    row.as_ref().map(refund_row).transpose()
}

/// Refunds in the sequence of their orders, after one of them.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    state: Option<State>,
    after: Option<&RefundId>,
    limit: i64,
) -> Result<Vec<RefundRow>, StoreError> {
    let (order, number) = after
        .and_then(RefundId::parts)
        .map_or((String::new(), 0), |(order, number)| {
            (order.to_string(), number)
        });
    let (order, number) = (Arg::Text(&order), i64::from(number).into());
    let rows = if let Some(state) = state {
        let args = [
            shop.as_str().into(),
            state.name().into(),
            order,
            number,
            limit.into(),
        ];
        session.all(&PAGE, &args).await?
    } else {
        let args = [shop.as_str().into(), order, number, limit.into()];
        session.all(&PAGE_OF_ALL, &args).await?
    };
    read(&rows)
}

/// Refunds that somebody of the shop has to send, the most pressing first.
pub(crate) async fn to_send(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<RefundRow>, StoreError> {
    let args = [shop.as_str().into(), limit.into()];
    read(&session.all(&TO_SEND, &args).await?)
}

/// Refunds of which nobody knows whether they were sent, or that are on their way for too long.
pub(crate) async fn not_known(
    session: &mut Session,
    shop: &ShopId,
    day: Date,
    limit: i64,
) -> Result<Vec<RefundRow>, StoreError> {
    let day = day.to_string();
    let args = [shop.as_str().into(), Arg::Text(&day), limit.into()];
    read(&session.all(&NOT_KNOWN, &args).await?)
}

/// Refunds of which something is to be done by a time in the shop, and on which no node works at a
/// time of the database.
pub(crate) async fn at_work(
    session: &mut Session,
    shop: &ShopId,
    (now, database_now): (i64, i64),
    limit: i64,
) -> Result<Vec<RefundRow>, StoreError> {
    let args = [
        shop.as_str().into(),
        now.into(),
        database_now.into(),
        limit.into(),
    ];
    read(&session.all(&AT_WORK, &args).await?)
}

/// Whether there are refunds of which something is to be done by a time in the shop.
pub(crate) async fn is_at_work(
    session: &mut Session,
    shop: &ShopId,
    now: i64,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), now.into()];
    Ok(session.first(&IS_AT_WORK, &args).await?.is_some())
}

/// What a gateway was asked.
#[derive(Debug, Clone)]
pub(crate) struct RefundAttempt {
    pub(crate) number: u32,
    pub(crate) key: String,
    body: String,
    pub(crate) is_answered: bool,
}

impl RefundAttempt {
    /// What was asked, as it was.
    pub(crate) fn asked(&self) -> Result<Refund, StoreError> {
        serde_json::from_str(&self.body).map_err(|error| super::inconsistent("body", error))
    }
}

/// What was asked last for a refund.
pub(crate) async fn last_attempt(
    session: &mut Session,
    shop: &ShopId,
    row: &RefundRow,
) -> Result<Option<RefundAttempt>, StoreError> {
    let args = [
        shop.as_str().into(),
        row.order.as_str().into(),
        i64::from(row.number).into(),
    ];
    let found = session.first(&LAST_ATTEMPT, &args).await?;
    let attempt = |row: Row| {
        Ok(RefundAttempt {
            number: row.units("number")?,
            key: row.text("key")?,
            body: row.text("body")?,
            is_answered: row.optional_int("answered_at")?.is_some(),
        })
    };
    found.map(attempt).transpose()
}

/// What a gateway is about to be asked.
#[derive(Serialize)]
struct NewAttempt<'a> {
    shop: &'a ShopId,
    order: &'a OrderId,
    refund: u32,
    number: u32,
    key: &'a str,
    body: String,
    at: i64,
}

/// Writes what a gateway is about to be asked.
pub(crate) async fn ask(
    session: &mut Session,
    shop: &ShopId,
    row: &RefundRow,
    (number, key, body): (u32, &str, &Refund),
    at: i64,
) -> Result<(), StoreError> {
    let mut rows = Rows::of(&ASK);
    rows.push(&NewAttempt {
        shop,
        order: &row.order,
        refund: row.number,
        number,
        key,
        body: json(body),
        at,
    });
    session.write(&[rows.write()]).await
}

/// Writes what it answered.
pub(crate) async fn answer(
    session: &mut Session,
    shop: &ShopId,
    (row, number): (&RefundRow, u32),
    at: i64,
    outcome: &str,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        row.order.as_str().into(),
        i64::from(row.number).into(),
        i64::from(number).into(),
        at.into(),
        Arg::Text(outcome),
    ];
    session.run(&ANSWER, &args).await.map(|_| ())
}
