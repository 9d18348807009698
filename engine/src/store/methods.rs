//! Methods of payment that a gateway keeps, and what gateways were asked.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError};
use dockline_domain::id::{OrderId, ShopId};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::payment::method::{Card, State};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

statements! {
    OF_ORDER = "select number, gateway, state, session, session_url, until_at, customer, reference, card from methods
        where shop_id = $1 and order_id = $2 order by number";
    TO_LAPSE = "select order_id from methods where shop_id = $1 and until_at <= $2 order by until_at, order_id limit $3";
    LAPSING = "select distinct m.order_id, m.until_at, o.number, o.number_prefix
        from methods m join orders o on o.shop_id = $1 and o.id = m.order_id
        where m.shop_id = $1 and m.until_at is not null order by m.until_at, m.order_id limit $2";
    INSERT = "insert into methods (shop_id, order_id, number, gateway, state, session, session_url, until_at)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'number' as bigint), cast(r.value ->> 'gateway' as bigint), r.value ->> 'state',
            r.value ->> 'session', r.value ->> 'session_url', cast(r.value ->> 'until_at' as bigint)
        from {rows of the shop}";
    SAVE = "update methods set state = r.value ->> 'state', until_at = cast(r.value ->> 'until_at' as bigint), customer = r.value ->> 'customer',
            reference = r.value ->> 'reference', card = r.value ->> 'card'
        from {rows} where methods.shop_id = {shop} and methods.order_id = r.value ->> 'order'
            and methods.number = cast(r.value ->> 'number' as bigint)";
    FORGET_METHODS = "update methods set card = null, customer = null, reference = null, session = null, session_url = null
        where shop_id = $1 and order_id = $2";
    FORGET_ATTEMPTS = "update attempts set body = '' where shop_id = $1 and order_id = $2 and answered_at is not null";
    LAST_ATTEMPT = "select number, step, key, body, asked_at, answered_at, outcome from attempts
        where shop_id = $1 and order_id = $2 and charge = $3 order by number desc limit 1";
    ASK = "insert into attempts (shop_id, order_id, charge, number, step, key, body, asked_at)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'charge' as bigint), cast(r.value ->> 'number' as bigint), r.value ->> 'step',
            r.value ->> 'key', r.value ->> 'body', cast(r.value ->> 'at' as bigint)
        from {rows of the shop}";
    ANSWER = "update attempts set answered_at = $5, outcome = $6, body = $7 where shop_id = $1 and order_id = $2 and charge = $3 and number = $4 and answered_at is null";
}

/// A method, or the wish for one. It names a customer of the gateway, so it is not shown.
#[derive(Clone)]
pub(crate) struct MethodRow {
    pub(crate) number: u32,
    pub(crate) gateway: u32,
    pub(crate) state: State,
    pub(crate) session: Option<String>,
    pub(crate) session_url: Option<String>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) customer: Option<String>,
    pub(crate) reference: Option<String>,
    pub(crate) card: Option<Card>,
}

fn method_row(row: &Row) -> Result<MethodRow, StoreError> {
    Ok(MethodRow {
        number: row.units("number")?,
        gateway: row.units("gateway")?,
        state: row.parsed("state", State::parse)?,
        session: row.optional_text("session")?,
        session_url: row.optional_text("session_url")?,
        until: row.optional_time("until_at")?,
        customer: row.optional_text("customer")?,
        reference: row.optional_text("reference")?,
        card: row.optional_json("card")?,
    })
}

/// A method as written.
#[derive(Serialize)]
struct WrittenMethod<'a> {
    shop: &'a ShopId,
    order: &'a OrderId,
    number: u32,
    gateway: u32,
    state: &'static str,
    session: Option<&'a str>,
    session_url: Option<&'a str>,
    until_at: Option<i64>,
    customer: Option<&'a str>,
    reference: Option<&'a str>,
    card: Option<String>,
}

impl MethodRow {
    fn written<'a>(&'a self, shop: &'a ShopId, order: &'a OrderId) -> WrittenMethod<'a> {
        WrittenMethod {
            shop,
            order,
            number: self.number,
            gateway: self.gateway,
            state: self.state.name(),
            session: self.session.as_deref(),
            session_url: self.session_url.as_deref(),
            until_at: self.until.map(Timestamp::as_millisecond),
            customer: self.customer.as_deref(),
            reference: self.reference.as_deref(),
            card: self.card.as_ref().map(json),
        }
    }
}

/// The methods of an order, in the order in which they were named.
pub(crate) async fn of_order(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<MethodRow>, StoreError> {
    let args = [shop.as_str().into(), order.as_str().into()];
    let rows = session.all(&OF_ORDER, &args).await?;
    rows.iter().map(method_row).collect()
}

/// Orders whose method had to be verified by now.
pub(crate) async fn to_lapse(
    session: &mut Session,
    shop: &ShopId,
    now: i64,
    limit: i64,
) -> Result<Vec<OrderId>, StoreError> {
    let args = [shop.as_str().into(), now.into(), limit.into()];
    let rows = session.all(&TO_LAPSE, &args).await?;
    rows.iter()
        .map(|row| row.parsed("order_id", OrderId::parse))
        .collect()
}

/// The numbers of orders whose method has to be verified, with the time by when.
pub(crate) async fn lapsing(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<(i64, OrderPrefix, Timestamp)>, StoreError> {
    let args = [shop.as_str().into(), limit.into()];
    let rows = session.all(&LAPSING, &args).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.int("number")?,
                OrderPrefix::stored(row.text("number_prefix")?),
                row.time("until_at")?,
            ))
        })
        .collect()
}

/// Adds a method.
pub(crate) async fn insert(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    method: &MethodRow,
) -> Result<(), StoreError> {
    let mut rows = Rows::of(&INSERT);
    rows.push(&method.written(shop, order));
    session.write(&[rows.write()]).await
}

/// Writes what became of methods.
pub(crate) async fn save(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    methods: &[MethodRow],
) -> Result<(), StoreError> {
    let mut rows = Rows::of(&SAVE);
    for method in methods {
        rows.push(&method.written(shop, order));
    }
    session.write(&[rows.write()]).await
}

/// Forgets the cards of an order, and what the gateway calls them and whose they are.
pub(crate) async fn forget(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), order.as_str().into()];
    session.run(&FORGET_METHODS, &args).await?;
    session.run(&FORGET_ATTEMPTS, &args).await.map(|_| ())
}

/// What a gateway was asked. It may have the secret link of an order, so it is not shown.
#[derive(Clone)]
pub(crate) struct AttemptRow {
    pub(crate) number: u32,
    pub(crate) step: String,
    pub(crate) key: String,
    pub(crate) body: String,
    pub(crate) asked_at: Timestamp,
    pub(crate) is_answered: bool,
    /// By what it was answered.
    pub(crate) outcome: Option<String>,
}

impl AttemptRow {
    /// What was asked, as it was.
    pub(crate) fn asked<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_str(&self.body).map_err(|error| super::inconsistent("body", error))
    }
}

/// What was asked last for a charge.
pub(crate) async fn last_attempt(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    charge: u32,
) -> Result<Option<AttemptRow>, StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(charge).into(),
    ];
    let row = session.first(&LAST_ATTEMPT, &args).await?;
    let attempt = |row: Row| {
        Ok(AttemptRow {
            number: row.units("number")?,
            step: row.text("step")?,
            key: row.text("key")?,
            body: row.text("body")?,
            asked_at: row.time("asked_at")?,
            is_answered: row.optional_int("answered_at")?.is_some(),
            outcome: row.optional_text("outcome")?,
        })
    };
    row.map(attempt).transpose()
}

/// What a gateway is about to be asked.
#[derive(Serialize)]
pub(crate) struct NewAttempt<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) charge: u32,
    pub(crate) number: u32,
    pub(crate) step: &'static str,
    pub(crate) key: &'a str,
    pub(crate) body: &'a str,
    pub(crate) at: i64,
}

/// Writes what a gateway is about to be asked.
pub(crate) async fn ask(session: &mut Session, attempt: &NewAttempt<'_>) -> Result<(), StoreError> {
    let mut rows = Rows::of(&ASK);
    rows.push(attempt);
    session.write(&[rows.write()]).await
}

/// Writes what it answered, and what is kept of the request from then on.
pub(crate) async fn answer(
    session: &mut Session,
    shop: &ShopId,
    (order, charge, number): (&OrderId, u32, u32),
    at: i64,
    (outcome, body): (&str, &str),
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(charge).into(),
        i64::from(number).into(),
        at.into(),
        Arg::Text(outcome),
        Arg::Text(body),
    ];
    session.run(&ANSWER, &args).await.map(|_| ())
}
