//! The ledger of promises: what was told of each backorder, when and why. Rows are only ever added.

use super::backorders::{behind, place};
use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError, Write};
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, ShopId, Sku};
use dockline_domain::line::Place;
use dockline_domain::order::Ship;
use dockline_domain::promise::{Cause, binding, told_when_ordering};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;

statements! {
    INSERT = "insert into promises (shop_id, order_id, backorder_number, number, told_at, earliest, latest, reason, basis, seq, cause)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'backorder' as bigint), cast(r.value ->> 'number' as bigint),
            cast(r.value ->> 'at' as bigint), r.value ->> 'earliest', r.value ->> 'latest', r.value ->> 'reason', r.value ->> 'basis',
            cast(r.value ->> 'seq' as bigint), r.value ->> 'cause'
        from {rows of the shop}";
    /// The state is compared in a way that no index knows. A PostgreSQL that has not counted its rows
    /// yet, as after a restore, would take the index of the line, which knows an order by nothing but
    /// its shop, and read all who wait for each of these.
    REVISE = "insert into promises (shop_id, order_id, backorder_number, number, told_at, earliest, latest, reason, basis, seq, cause)
        select b.shop_id, b.order_id, b.number, cast(r.value ->> 'number' as bigint), cast(r.value ->> 'at' as bigint),
            r.value ->> 'earliest', r.value ->> 'latest', r.value ->> 'reason', r.value ->> 'basis', cast(r.value ->> 'seq' as bigint),
            r.value ->> 'cause'
        from {rows} join backorders b on b.shop_id = {shop} and b.order_id = r.value ->> 'order'
            and b.number = cast(r.value ->> 'backorder' as bigint)
        where b.state || '' = 'queued'
        on conflict do nothing";
    COPY = "insert into promises (shop_id, order_id, backorder_number, number, told_at, earliest, latest, reason, basis, seq, cause)
        select p.shop_id, p.order_id, cast(r.value ->> 'to' as bigint), p.number, p.told_at, p.earliest, p.latest, p.reason, p.basis, p.seq,
            p.cause
        from {rows} join promises p on p.shop_id = {shop} and p.order_id = r.value ->> 'order'
            and p.backorder_number = cast(r.value ->> 'number' as bigint)";
    OF_ORDER = "select backorder_number, told_at, earliest, latest, reason, basis, seq, cause from promises
        where shop_id = $1 and order_id = $2 order by backorder_number, number";
    OF_ORDERS = "select p.order_id, p.backorder_number, p.earliest, p.latest, p.cause
        from backorders b join promises p on p.shop_id = $2 and p.order_id = b.order_id and p.backorder_number = b.number
        where b.shop_id = $2 and b.order_id in (select r.value ->> 'id' from {rows}) and b.state in {open states}
        order by p.order_id, p.backorder_number, p.number";
    LAST = "select p.order_id, p.backorder_number, p.number, p.earliest, p.latest
        from {rows} join promises p on p.shop_id = $2 and p.order_id = r.value ->> 'order'
            and p.backorder_number = cast(r.value ->> 'backorder' as bigint)
            and p.number = (select max(q.number) from promises q
                where q.shop_id = $2 and q.order_id = p.order_id and q.backorder_number = p.backorder_number)";
    /// What waits and is to leave in some days, as it was told last.
    LEAVING = "select b.order_id, min(p.earliest) as earliest
        from backorders b join promises p on p.shop_id = $1 and p.order_id = b.order_id and p.backorder_number = b.number
            and p.number = (select max(q.number) from promises q
                where q.shop_id = $1 and q.order_id = b.order_id and q.backorder_number = b.number)
        where b.shop_id = $1 and b.state = 'queued' and p.earliest >= $2 and p.earliest <= $3
        group by b.order_id order by earliest, b.order_id limit $4";
    SAID_LAST = "select p.order_id, p.backorder_number, p.told_at, p.reason
        from {rows} join promises p on p.shop_id = $2 and p.order_id = r.value ->> 'order'
            and p.backorder_number = cast(r.value ->> 'backorder' as bigint)
            and p.number = (select max(q.number) from promises q
                where q.shop_id = $2 and q.order_id = p.order_id and q.backorder_number = p.backorder_number)";
    TOLD = "select b.order_id, b.number, b.sku, b.quantity, b.rank, b.placed_seq, o.ship, o.placed_at, p.number as promise, p.earliest, p.latest
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        join promises p on p.shop_id = $1 and p.order_id = b.order_id and p.backorder_number = b.number
            and p.number = (select max(q.number) from promises q
                where q.shop_id = $1 and q.order_id = b.order_id and q.backorder_number = b.number)
        where b.shop_id = $1 and b.sku = $2 and b.state = 'queued' and (b.rank, b.placed_seq, b.number) > ($3, $4, $5)
        order by b.rank, b.placed_seq, b.number limit $6";
    TOLD_OF_ORDER = "select b.order_id, b.number, b.sku, b.quantity, b.rank, b.placed_seq, o.ship, o.placed_at, p.number as promise, p.earliest,
            p.latest
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        join promises p on p.shop_id = $1 and p.order_id = b.order_id and p.backorder_number = b.number
            and p.number = (select max(q.number) from promises q
                where q.shop_id = $1 and q.order_id = b.order_id and q.backorder_number = b.number)
        where b.shop_id = $1 and b.order_id = $2 and b.state = 'queued' order by b.number";
}

/// A backorder was split: the new part was told the same.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SplitPromises<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) to: u32,
}

/// A promise as written.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NewPromise<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) backorder: u32,
    pub(crate) number: u32,
    pub(crate) at: i64,
    pub(crate) earliest: Option<Date>,
    pub(crate) latest: Option<Date>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) basis: Option<&'a str>,
    pub(crate) seq: i64,
    pub(crate) cause: Option<Cause>,
}

/// New promises, each a [`NewPromise`].
pub(crate) fn inserted() -> Rows {
    Rows::of(&INSERT)
}

/// New parts of backorders, each a [`SplitPromises`].
pub(crate) fn copied() -> Rows {
    Rows::of(&COPY)
}

/// What was told last of a backorder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LastTold {
    /// The number of the promise.
    pub(crate) number: u32,
    pub(crate) window: Option<Window>,
}

/// Names a backorder.
#[derive(Serialize)]
struct Named<'a> {
    order: &'a OrderId,
    backorder: u32,
}

/// What was told last of each of some backorders.
pub(crate) async fn last<'a>(
    session: &mut Session,
    shop: &ShopId,
    backorders: impl IntoIterator<Item = (&'a OrderId, u32)>,
) -> Result<HashMap<(OrderId, u32), LastTold>, StoreError> {
    let named = backorders
        .into_iter()
        .map(|(order, backorder)| Named { order, backorder });
    let rows = session
        .all(
            &LAST,
            &[
                Arg::Text(&json(&named.collect::<Vec<_>>())),
                shop.as_str().into(),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let backorder = (
                row.parsed("order_id", OrderId::parse)?,
                row.units("backorder_number")?,
            );
            let told = LastTold {
                number: row.units("number")?,
                window: row.window("earliest", "latest")?,
            };
            Ok((backorder, told))
        })
        .collect()
}

/// Orders of which something that waits is to leave in some days, with the first of these, as it
/// was told last.
pub(crate) async fn leaving(
    session: &mut Session,
    shop: &ShopId,
    (from, to): (Date, Date),
    limit: i64,
) -> Result<Vec<(OrderId, Date)>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let args = [
        shop.as_str().into(),
        Arg::Text(&from),
        Arg::Text(&to),
        limit.into(),
    ];
    let rows = session.all(&LEAVING, &args).await?;
    rows.iter()
        .map(|row| {
            let earliest = row.optional_date("earliest")?;
            let none = || super::inconsistent("earliest", "no date");
            Ok((
                row.parsed("order_id", OrderId::parse)?,
                earliest.ok_or_else(none)?,
            ))
        })
        .collect()
}

/// When a backorder was told its date last, and why.
#[derive(Debug, Clone)]
pub(crate) struct SaidLast {
    pub(crate) at: Timestamp,
    pub(crate) reason: Option<String>,
}

/// When each of some backorders was told its date last, and why.
pub(crate) async fn said_last<'a>(
    session: &mut Session,
    shop: &ShopId,
    backorders: impl IntoIterator<Item = (&'a OrderId, u32)>,
) -> Result<HashMap<(OrderId, u32), SaidLast>, StoreError> {
    let named = backorders
        .into_iter()
        .map(|(order, backorder)| Named { order, backorder });
    let named = json(&named.collect::<Vec<_>>());
    let args = [Arg::Text(&named), shop.as_str().into()];
    let rows = session.all(&SAID_LAST, &args).await?;
    let said = rows.iter().map(|row| {
        let backorder = (
            row.parsed("order_id", OrderId::parse)?,
            row.units("backorder_number")?,
        );
        let said = SaidLast {
            at: row.time("told_at")?,
            reason: row.optional_text("reason")?,
        };
        Ok((backorder, said))
    });
    said.collect()
}

/// Adds promises to backorders that still wait; one that was revised meanwhile keeps what it was
/// told.
pub(crate) fn revise(rows: &[NewPromise<'_>]) -> Write {
    Write::rows(&REVISE, rows)
}

/// A promise as read.
#[derive(Debug, Clone)]
pub(crate) struct PromiseRow {
    pub(crate) backorder: u32,
    pub(crate) told_at: Timestamp,
    pub(crate) window: Option<Window>,
    pub(crate) reason: Option<String>,
    pub(crate) basis: Option<String>,
    pub(crate) seq: i64,
    pub(crate) cause: Option<Cause>,
}

/// What was promised for a backorder.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kept {
    /// The window that binds the shop.
    pub(crate) binding: Option<Window>,
    /// The window that counts by the law of delay.
    pub(crate) by_law: Option<Window>,
    /// The window that was told last.
    pub(crate) last: Option<Window>,
}

impl Kept {
    /// Of all that was told, in that order.
    fn of(told: Vec<(Option<Window>, Option<Cause>)>) -> Self {
        Self {
            last: told.last().and_then(|(window, _)| *window),
            by_law: told_when_ordering(told.iter().copied()),
            binding: binding(told),
        }
    }
}

/// What was promised for each backorder of an order.
pub(crate) async fn kept(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<HashMap<u32, Kept>, StoreError> {
    let mut told: HashMap<u32, Vec<_>> = HashMap::new();
    for promise in of_order(session, shop, order).await? {
        let of_backorder = told.entry(promise.backorder).or_default();
        of_backorder.push((promise.window, promise.cause));
    }
    Ok(told
        .into_iter()
        .map(|(backorder, told)| (backorder, Kept::of(told)))
        .collect())
}

/// What was promised for each backorder of some orders that has not left: `keys` are rows with
/// their `id`.
pub(crate) async fn kept_of_orders(
    session: &mut Session,
    shop: &ShopId,
    keys: &str,
) -> Result<Vec<(OrderId, Kept)>, StoreError> {
    let rows = session
        .all(&OF_ORDERS, &[Arg::Text(keys), shop.as_str().into()])
        .await?;
    let mut told: HashMap<(OrderId, u32), Vec<_>> = HashMap::new();
    for row in &rows {
        let order = row.parsed("order_id", OrderId::parse)?;
        let of_backorder = told
            .entry((order, row.units("backorder_number")?))
            .or_default();
        of_backorder.push((row.window("earliest", "latest")?, cause(row)?));
    }
    Ok(told
        .into_iter()
        .map(|((order, _), told)| (order, Kept::of(told)))
        .collect())
}

fn cause(row: &Row) -> Result<Option<Cause>, StoreError> {
    let name = row.optional_text("cause")?;
    Ok(name.and_then(|name| Cause::parse(&name)))
}

pub(crate) async fn of_order(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<PromiseRow>, StoreError> {
    let rows = session
        .all(&OF_ORDER, &[shop.as_str().into(), order.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(PromiseRow {
                backorder: row.units("backorder_number")?,
                told_at: row.time("told_at")?,
                window: row.window("earliest", "latest")?,
                reason: row.optional_text("reason")?,
                basis: row.optional_text("basis")?,
                seq: row.int("seq")?,
                cause: cause(row)?,
            })
        })
        .collect()
}

/// A backorder in line with what was told last.
pub(crate) struct ToldRow {
    pub(crate) order: OrderId,
    pub(crate) number: u32,
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) place: Place,
    pub(crate) complete: bool,
    pub(crate) placed_at: Timestamp,
    /// The number of the last promise.
    pub(crate) promise: u32,
    pub(crate) promised: Option<Window>,
}

/// The next backorders in line after a place, with what was told.
pub(crate) async fn told(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<ToldRow>, StoreError> {
    let [priority, seq, number] = behind(after);
    let rows = session
        .all(
            &TOLD,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                priority,
                seq,
                number,
                limit.into(),
            ],
        )
        .await?;
    rows.iter().map(told_row).collect()
}

/// The waiting backorders of one order, with what was told.
pub(crate) async fn told_of_order(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<ToldRow>, StoreError> {
    session
        .all(
            &TOLD_OF_ORDER,
            &[shop.as_str().into(), order.as_str().into()],
        )
        .await?
        .iter()
        .map(told_row)
        .collect()
}

fn told_row(row: &Row) -> Result<ToldRow, StoreError> {
    Ok(ToldRow {
        order: row.parsed("order_id", OrderId::parse)?,
        number: row.units("number")?,
        sku: row.parsed("sku", Sku::parse)?,
        quantity: row.units("quantity")?,
        place: place(row)?,
        complete: row.parsed("ship", Ship::parse)? == Ship::Complete,
        placed_at: row.time("placed_at")?,
        promise: row.units("promise")?,
        promised: row.window("earliest", "latest")?,
    })
}
