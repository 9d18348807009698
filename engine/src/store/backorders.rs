//! Backorders in line and the promises made for them.

use super::shops::json;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError, Write};
use dockline_domain::allocation::Waiting;
use dockline_domain::backorder::State;
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, OrderId, ShopId, Sku};
use dockline_domain::line::Place;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;

statements! {
    INSERT = "insert into backorders (shop_id, order_id, number, sku, quantity, state, state_data, rank, placed_seq, position_at_placement)
        select r.value ->> 'shop', r.value ->> 'order', cast(r.value ->> 'number' as bigint), r.value ->> 'sku',
            cast(r.value ->> 'quantity' as bigint), r.value ->> 'state', r.value ->> 'state_data', cast(r.value ->> 'rank' as bigint),
            cast(r.value ->> 'placed_seq' as bigint), cast(r.value ->> 'position' as bigint)
        from {rows}";
    INSERT_PROMISES = "insert into promises (shop_id, order_id, backorder_number, number, told_at, earliest, latest, reason, basis)
        select r.value ->> 'shop', r.value ->> 'order', cast(r.value ->> 'backorder' as bigint), cast(r.value ->> 'number' as bigint),
            cast(r.value ->> 'at' as bigint), r.value ->> 'earliest', r.value ->> 'latest', r.value ->> 'reason', r.value ->> 'basis'
        from {rows}";
    COPY_PROMISES = "insert into promises (shop_id, order_id, backorder_number, number, told_at, earliest, latest, reason, basis)
        select shop_id, order_id, $4, number, told_at, earliest, latest, reason, basis from promises
        where shop_id = $1 and order_id = $2 and backorder_number = $3";
    OF_ORDER = "select order_id, number, sku, quantity, state, state_data, rank, placed_seq, position_at_placement from backorders
        where shop_id = $1 and order_id = $2 order by number";
    PROMISES_OF_ORDER = "select backorder_number, told_at, earliest, latest, reason, basis from promises
        where shop_id = $1 and order_id = $2 order by backorder_number, number";
    LINE = "select order_id, number, quantity, rank, placed_seq from backorders
        where shop_id = $1 and sku = $2 and state = 'queued'";
    FRONT = "select b.order_id, b.number, b.quantity, b.rank, b.placed_seq, o.ship from backorders b
        join orders o on o.shop_id = b.shop_id and o.id = b.order_id
        where b.shop_id = $1 and b.sku = $2 and b.state = 'queued'
            and (b.rank, b.placed_seq, b.number) > ($3, $4, $5)
        order by b.rank, b.placed_seq, b.number limit $6";
    PAGE = "select b.order_id, b.number, b.sku, b.quantity, b.rank, b.placed_seq, b.position_at_placement, o.placed_at, o.number as order_number,
            (select earliest from promises p where p.shop_id = b.shop_id and p.order_id = b.order_id and p.backorder_number = b.number
                order by p.number desc limit 1) as earliest,
            (select latest from promises p where p.shop_id = b.shop_id and p.order_id = b.order_id and p.backorder_number = b.number
                order by p.number desc limit 1) as latest
        from backorders b join orders o on o.shop_id = b.shop_id and o.id = b.order_id
        where b.shop_id = $1 and b.sku = $2 and b.state = 'queued' and (b.rank, b.placed_seq, b.number) > ($3, $4, $5)
        order by b.rank, b.placed_seq, b.number limit $6";
    TOGETHER = "select order_id, number, sku, quantity from backorders
        where shop_id = $2 and state = 'queued' and order_id in (select r.value ->> 'id' from {rows}) order by order_id, number";
    SAVE = "update backorders set quantity = $4, state = $5, state_data = $6 where shop_id = $1 and order_id = $2 and number = $3";
    LAST_NUMBER = "select max(number) as number from backorders where shop_id = $1 and order_id = $2";
}

/// A backorder as written.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NewBackorder {
    pub(crate) shop: ShopId,
    pub(crate) order: OrderId,
    pub(crate) number: u32,
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) state: &'static str,
    pub(crate) state_data: Option<String>,
    pub(crate) rank: i32,
    pub(crate) placed_seq: i64,
    pub(crate) position: Option<u32>,
}

/// A promise as written.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NewPromise {
    pub(crate) shop: ShopId,
    pub(crate) order: OrderId,
    pub(crate) backorder: u32,
    pub(crate) number: u32,
    pub(crate) at: i64,
    pub(crate) earliest: Option<Date>,
    pub(crate) latest: Option<Date>,
    pub(crate) reason: Option<String>,
    pub(crate) basis: Option<String>,
}

/// A backorder as read.
#[derive(Debug, Clone)]
pub(crate) struct BackorderRow {
    pub(crate) order: OrderId,
    pub(crate) number: u32,
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) state: State,
    pub(crate) priority: i32,
    pub(crate) placed_seq: i64,
    pub(crate) position_at_placement: Option<u32>,
}

impl BackorderRow {
    pub(crate) fn id(&self) -> BackorderId {
        BackorderId::of(&self.order, self.number)
    }

    pub(crate) fn place(&self) -> Place {
        Place { priority: self.priority, sequence: (self.placed_seq, self.number) }
    }
}

/// The data of a state as stored beside its name.
pub(crate) fn state_data(state: &State) -> Option<String> {
    match state {
        State::Queued | State::Allocated | State::Released | State::Packed | State::Delivered => None,
        State::Shipped { .. } | State::OnHold { .. } | State::Cancelled { .. } => Some(json(state)),
    }
}

fn state(row: &Row) -> Result<State, StoreError> {
    match row.optional_json("state_data")? {
        Some(state) => Ok(state),
        None => {
            serde_json::from_value(serde_json::json!({ "state": row.text("state")? })).map_err(|e| super::row::inconsistent("state", e))
        }
    }
}

fn priority(row: &Row) -> Result<i32, StoreError> {
    i32::try_from(-row.int("rank")?).map_err(|error| super::row::inconsistent("rank", error))
}

fn place(row: &Row) -> Result<Place, StoreError> {
    Ok(Place { priority: priority(row)?, sequence: (row.int("placed_seq")?, row.units("number")?) })
}

pub(crate) fn insert(rows: &[NewBackorder]) -> Write {
    Write::rows(&INSERT, rows)
}

pub(crate) fn insert_promises(rows: &[NewPromise]) -> Write {
    Write::rows(&INSERT_PROMISES, rows)
}

/// A backorder was split: the new part was told the same.
pub(crate) async fn copy_promises(session: &mut Session, shop: &ShopId, order: &OrderId, from: u32, to: u32) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), order.as_str().into(), i64::from(from).into(), i64::from(to).into()];
    session.run(&COPY_PROMISES, &args).await.map(|_| ())
}

pub(crate) async fn of_order(session: &mut Session, shop: &ShopId, order: &OrderId) -> Result<Vec<BackorderRow>, StoreError> {
    let rows = session.all(&OF_ORDER, &[shop.as_str().into(), order.as_str().into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(BackorderRow {
                order: row.parsed("order_id", OrderId::parse)?,
                number: row.units("number")?,
                sku: row.parsed("sku", Sku::parse)?,
                quantity: row.units("quantity")?,
                state: state(row)?,
                priority: priority(row)?,
                placed_seq: row.int("placed_seq")?,
                position_at_placement: row.optional_int("position_at_placement")?.and_then(|position| u32::try_from(position).ok()),
            })
        })
        .collect()
}

/// A promise as read.
#[derive(Debug, Clone)]
pub(crate) struct PromiseRow {
    pub(crate) backorder: u32,
    pub(crate) told_at: Timestamp,
    pub(crate) window: Option<Window>,
    pub(crate) reason: Option<String>,
    pub(crate) basis: Option<String>,
}

pub(crate) async fn promises_of_order(session: &mut Session, shop: &ShopId, order: &OrderId) -> Result<Vec<PromiseRow>, StoreError> {
    let rows = session.all(&PROMISES_OF_ORDER, &[shop.as_str().into(), order.as_str().into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(PromiseRow {
                backorder: row.units("backorder_number")?,
                told_at: row.time("told_at")?,
                window: row.window("earliest", "latest")?,
                reason: row.optional_text("reason")?,
                basis: row.optional_text("basis")?,
            })
        })
        .collect()
}

/// Everybody who waits for a variant.
pub(crate) async fn line(session: &mut Session, shop: &ShopId, sku: &Sku) -> Result<Vec<(BackorderId, Place, u32)>, StoreError> {
    let rows = session.all(&LINE, &[shop.as_str().into(), sku.as_str().into()]).await?;
    rows.iter()
        .map(|row| {
            let order = row.parsed("order_id", OrderId::parse)?;
            Ok((BackorderId::of(&order, row.units("number")?), place(row)?, row.units("quantity")?))
        })
        .collect()
}

fn behind(place: Option<Place>) -> [Arg<'static>; 3] {
    let place = place.map_or((i64::MIN, i64::MIN, 0), |place| (-i64::from(place.priority), place.sequence.0, i64::from(place.sequence.1)));
    [place.0.into(), place.1.into(), place.2.into()]
}

/// The next backorders in line behind a place, as the allocation needs them.
pub(crate) async fn front(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<(Waiting, Place)>, StoreError> {
    let [priority, seq, number] = behind(after);
    let rows = session.all(&FRONT, &[shop.as_str().into(), sku.as_str().into(), priority, seq, number, limit.into()]).await?;
    let mut complete: Vec<OrderId> = Vec::new();
    let mut waiting = Vec::with_capacity(rows.len());
    for row in &rows {
        let order = row.parsed("order_id", OrderId::parse)?;
        if row.text("ship")? == "complete" {
            complete.push(order.clone());
        }
        let backorder = BackorderId::of(&order, row.units("number")?);
        waiting.push((Waiting { backorder, order, quantity: row.units("quantity")?, together: None }, place(row)?));
    }
    if !complete.is_empty() {
        let mut together = together(session, shop, &complete).await?;
        for (one, _) in &mut waiting {
            one.together = together.remove(&one.order);
        }
    }
    Ok(waiting)
}

async fn together(
    session: &mut Session,
    shop: &ShopId,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, Vec<(BackorderId, Sku, u32)>>, StoreError> {
    let keys = json(&orders.iter().map(|id| serde_json::json!({ "id": id })).collect::<Vec<_>>());
    let mut all: HashMap<OrderId, Vec<(BackorderId, Sku, u32)>> = HashMap::new();
    for row in session.all(&TOGETHER, &[Arg::Text(&keys), shop.as_str().into()]).await? {
        let order = row.parsed("order_id", OrderId::parse)?;
        let backorder = BackorderId::of(&order, row.units("number")?);
        all.entry(order).or_default().push((backorder, row.parsed("sku", Sku::parse)?, row.units("quantity")?));
    }
    Ok(all)
}

/// A backorder in line as merchants read it.
#[derive(Debug, Clone)]
pub struct QueuedBackorder {
    /// Its id.
    pub id: BackorderId,
    /// Whose.
    pub order: OrderId,
    /// The order's number.
    pub order_number: i64,
    /// Of which variant.
    pub sku: Sku,
    /// Units.
    pub quantity: u32,
    /// Its place.
    pub place: Place,
    /// Place when it was placed, counted in units.
    pub position_at_placement: Option<u32>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// What was told last.
    pub promised: Option<Window>,
}

/// A page of the line, in order, behind a place.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<QueuedBackorder>, StoreError> {
    let [priority, seq, number] = behind(after);
    let rows = session.all(&PAGE, &[shop.as_str().into(), sku.as_str().into(), priority, seq, number, limit.into()]).await?;
    rows.iter()
        .map(|row| {
            let order = row.parsed("order_id", OrderId::parse)?;
            Ok(QueuedBackorder {
                id: BackorderId::of(&order, row.units("number")?),
                order,
                order_number: row.int("order_number")?,
                sku: row.parsed("sku", Sku::parse)?,
                quantity: row.units("quantity")?,
                place: place(row)?,
                position_at_placement: row.optional_int("position_at_placement")?.and_then(|position| u32::try_from(position).ok()),
                placed_at: row.time("placed_at")?,
                promised: row.window("earliest", "latest")?,
            })
        })
        .collect()
}

/// Writes quantity and state of a backorder.
pub(crate) async fn save(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    number: u32,
    quantity: u32,
    state: &State,
) -> Result<(), StoreError> {
    let data = state_data(state);
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
        i64::from(quantity).into(),
        state.name().into(),
        Arg::Optional(data.as_deref()),
    ];
    session.run(&SAVE, &args).await.map(|_| ())
}

/// The number of an order's newest backorder.
pub(crate) async fn last_number(session: &mut Session, shop: &ShopId, order: &OrderId) -> Result<u32, StoreError> {
    let row = session.first(&LAST_NUMBER, &[shop.as_str().into(), order.as_str().into()]).await?;
    row.map_or(Ok(0), |row| row.units("number"))
}
